/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-page-private.h"

/* What is selected in the three lists, and in which of them last: that outlines its relatives. */

void
br_patch_page_unselect (BrPatchPage *self)
{
  br_address_list_unselect (self->sources);
  br_address_list_unselect (self->targets);
  br_mapping_list_unselect (self->mappings);
}

/* What is selected there counts again, though nothing else was selected. */
void
br_patch_page_come_back_to (BrPatchPage *self,
                            GtkWidget   *list)
{
  if (self->chosen_in == list)
    return;
  self->chosen_in = list;
  br_patch_page_show_relatives (self);
  br_tick_hub_wake (br_window_get_hub (self->window));
}

static void
selection_changed_cb (BrPatchPage *self)
{
  g_autoptr (GPtrArray) selected = br_mapping_list_dup_selected (self->mappings);

  br_mapping_editor_set_mapping (self->editor, selected->len == 1 ? g_ptr_array_index (selected, 0) : NULL);
  if (selected->len > 0)
    self->chosen_in = GTK_WIDGET (self->mappings);
  br_patch_page_show_relatives (self);
  br_tick_hub_wake (br_window_get_hub (self->window));
}

/* "/osc" of "/osc/1/fader3". */
static char *
first_segment (const char *address)
{
  const char *slash = strchr (address + 1, '/');

  return slash != NULL ? g_strndup (address, (gsize) (slash - address)) : g_strdup (address);
}

static void
address_selected_cb (BrPatchPage   *self,
                     BrAddressList *list)
{
  g_autofree char *address = br_address_list_dup_selected_path (list);
  g_autofree char *device = address != NULL ? first_segment (address) : NULL;

  if (device != NULL)
    {
      br_mapping_list_set_device (self->mappings, device);
      self->chosen_in = GTK_WIDGET (list);
    }
  br_patch_page_show_relatives (self);
  br_tick_hub_wake (br_window_get_hub (self->window));
}

static void
list_entered_cb (GtkEventController *controller,
                 BrPatchPage        *self)
{
  br_patch_page_come_back_to (self, gtk_event_controller_get_widget (controller));
}

static void
follow_focus (BrPatchPage *self,
              GtkWidget   *list)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (focus, "enter", G_CALLBACK (list_entered_cb), self, 0);
  gtk_widget_add_controller (list, focus);
}

void
br_patch_page_attach_selection (BrPatchPage *self)
{
  BrAddressList *lists[] = { self->sources, self->targets };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_signal_connect_object (lists[i], "selection-changed", G_CALLBACK (address_selected_cb), self, G_CONNECT_SWAPPED);
      follow_focus (self, GTK_WIDGET (lists[i]));
    }
  g_signal_connect_object (self->mappings, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  follow_focus (self, GTK_WIDGET (self->mappings));
}
