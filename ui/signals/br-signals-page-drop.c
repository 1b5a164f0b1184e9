/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-signals-page-private.h"

#include "patch/br-patch-drop.h"
#include "patch/br-patch-edit.h"
#include "widgets/br-short-name.h"

/* A signal dropped on another of the same tree: either may be the source, so the direction is asked. */

#define SOURCES "br-sources"
#define TARGETS "br-targets"

static gboolean
may_drop (BrSignalDrag  *drag,
          BrAddressItem *item,
          char         **reason,
          gpointer       user_data)
{
  BrSignalsPage   *self = user_data;
  ClaspShow       *show = br_window_get_show (self->window);
  const char *const *dragged = br_signal_drag_get_addresses (drag);
  g_autofree char *address = NULL;
  g_autofree char *there = NULL;
  g_autofree char *back = NULL;

  if (!br_address_item_is_endpoint (item))
    return FALSE;
  address = br_address_item_dup_address (item);
  if (g_strv_contains (dragged, address))
    return FALSE;

  there = br_why_not_set (show, address);
  back = br_why_not_set (show, dragged[0]);
  if (there == NULL || back == NULL)
    return TRUE;

  *reason = g_steal_pointer (&there);
  return FALSE;
}

static gboolean
may_drag (gpointer user_data)
{
  return !br_window_refuse_edit (BR_SIGNALS_PAGE (user_data)->window);
}

static void
direction_cb (BrSignalsPage *self,
              GtkButton     *button)
{
  const char *const   *sources = g_object_get_data (G_OBJECT (button), SOURCES);
  const char *const   *targets = g_object_get_data (G_OBJECT (button), TARGETS);
  const BrDrop         drop = { .merge = CLASP_MERGE_LAST };
  g_autoptr (GPtrArray) added = NULL;
  g_autofree char     *text = NULL;

  gtk_popover_popdown (GTK_POPOVER (self->directions));
  if (br_window_refuse_edit (self->window))
    return;

  added = br_patch_drop (br_window_get_show (self->window), sources, targets, &drop);
  text = br_patch_tell_drop (sources, targets, added);
  br_window_toast (self->window, text, added->len > 0);
}

/* "fader1 → cc 7"; where the target cannot be set it says why instead. */
static void
add_direction (BrSignalsPage     *self,
               GtkWidget         *box,
               const char *const *sources,
               const char *const *targets)
{
  g_autofree char *from = br_short_name (sources[0]);
  g_autofree char *to = br_short_name (targets[0]);
  g_autofree char *reason = br_why_not_set (br_window_get_show (self->window), targets[0]);
  guint            n = MAX (g_strv_length ((char **) sources), g_strv_length ((char **) targets));
  g_autofree char *label = n > 1 ? g_strdup_printf ("%s → %s (%u)", from, to, n) : g_strdup_printf ("%s → %s", from, to);
  GtkWidget       *button = gtk_button_new_with_label (label);

  gtk_widget_set_sensitive (button, reason == NULL);
  gtk_widget_set_tooltip_text (button, reason);
  g_object_set_data_full (G_OBJECT (button), SOURCES, g_strdupv ((char **) sources), (GDestroyNotify) g_strfreev);
  g_object_set_data_full (G_OBJECT (button), TARGETS, g_strdupv ((char **) targets), (GDestroyNotify) g_strfreev);
  g_signal_connect_object (button, "clicked", G_CALLBACK (direction_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
}

static void
ask_direction (BrSignalsPage     *self,
               const char *const *dragged,
               const char        *address)
{
  const char *const there[] = { address, NULL };
  GtkWidget        *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget        *row = br_address_list_find_row (self->list, address);
  graphene_rect_t   area;

  if (self->directions == NULL)
    {
      self->directions = gtk_popover_new ();
      gtk_widget_set_parent (self->directions, GTK_WIDGET (self));
    }
  add_direction (self, box, dragged, there);
  add_direction (self, box, there, dragged);
  gtk_popover_set_child (GTK_POPOVER (self->directions), box);
  if (row != NULL && gtk_widget_compute_bounds (row, GTK_WIDGET (self), &area))
    gtk_popover_set_pointing_to (GTK_POPOVER (self->directions),
                                 &(GdkRectangle) { (int) area.origin.x, (int) area.origin.y,
                                                   MIN ((int) area.size.width, 200), (int) area.size.height });
  gtk_popover_popup (GTK_POPOVER (self->directions));
}

static void
dropped_cb (BrSignalsPage *self,
            BrSignalDrag  *drag,
            BrAddressItem *item)
{
  g_autofree char *address = br_address_item_dup_address (item);

  ask_direction (self, br_signal_drag_get_addresses (drag), address);
}

static void
drag_began_cb (BrSignalsPage *self,
               BrSignalDrag  *drag)
{
  br_address_list_set_drag (self->list, drag);
}

static void
drag_ended_cb (BrSignalsPage *self)
{
  br_address_list_set_drag (self->list, NULL);
}

void
br_signals_page_add_drop (BrSignalsPage *self)
{
  br_address_list_set_drop_func (self->list, may_drop, self);
  br_address_list_set_drag_func (self->list, may_drag, self);
  g_signal_connect_object (self->list, "drag-began", G_CALLBACK (drag_began_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "drag-ended", G_CALLBACK (drag_ended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "dropped", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
}
