/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-page-private.h"

#include "widgets/br-focus.h"
#include "window/br-keys.h"
#include "window/br-settings.h"

#include <glib/gi18n.h>

/* After the first steps: the control that was touched is selected, and a small popover says where it goes. */

static void
closed_cb (GtkPopover *popover)
{
  g_settings_set_boolean (br_settings (), "map-hint-seen", TRUE);
  gtk_widget_unparent (GTK_WIDGET (popover));
}

/* @has_control: it is the one that was moved, and is selected. */
static void
pop_up_hint (BrPatchPage *self,
             gboolean     has_control)
{
  GtkWidget       *popover = gtk_popover_new ();
  g_autofree char *key = br_keys_dup_label ("address.map");
  /* Translators: %s is a key: "M" */
  g_autofree char *text = g_strdup_printf (has_control ? _("Drag it here, or press %s") : _("Drag a source here, or press %s on it"), key);
  GtkWidget       *label = gtk_label_new (text);

  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_popover_set_child (GTK_POPOVER (popover), label);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_LEFT);
  /* What is done meanwhile is done, and nothing is taken by it. */
  gtk_popover_set_autohide (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_parent (popover, GTK_WIDGET (self->targets));
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  g_signal_connect_object (clasp_show_get_mappings (br_window_get_show (self->window)), "items-changed",
                           G_CALLBACK (gtk_popover_popdown), popover, G_CONNECT_SWAPPED);
  /* It would stand in the way of what it asks for. */
  g_signal_connect_object (self->hint, "notify::reveal-child", G_CALLBACK (gtk_popover_popdown), popover, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keys, "notify::reveal-child", G_CALLBACK (gtk_popover_popdown), popover, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->targets, "unmap", G_CALLBACK (gtk_popover_popdown), popover, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
}

/* One that was named as soon as it was sent may not have come back yet. */
static gboolean
is_there (BrPatchPage *self)
{
  return *self->begin == '\0' ||
         br_address_tree_find (br_window_get_tree (self->window), self->begin) != BR_NODE_NONE;
}

static void
show_control (BrPatchPage *self)
{
  if (*self->begin != '\0')
    br_patch_page_reveal (self, self->sources, self->begin);
}

static gboolean
focus_cb (gpointer user_data)
{
  BrPatchPage *self = user_data;

  if (self->begin != NULL && gtk_widget_get_mapped (GTK_WIDGET (self->sources)))
    {
      show_control (self);
      br_address_list_grab_focus (self->sources);
    }

  return G_SOURCE_REMOVE;
}

static gboolean
is_in (GtkWidget *widget,
       GtkWidget *focus)
{
  return focus == NULL || focus == widget || gtk_widget_is_ancestor (focus, widget);
}

/* Once the rows have their places, the control can be scrolled to; who went elsewhere by then stays there. */
static gboolean
begin_cb (gpointer user_data)
{
  BrPatchPage *self = user_data;
  GtkWidget   *sources = GTK_WIDGET (self->sources);

  if (self->begin == NULL || !gtk_widget_get_mapped (sources) || !is_there (self))
    return G_SOURCE_REMOVE;

  show_control (self);
  if (is_in (sources, gtk_window_get_focus (GTK_WINDOW (self->window))))
    br_address_list_grab_focus (self->sources);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->targets)) && !g_settings_get_boolean (br_settings (), "map-hint-seen"))
    pop_up_hint (self, *self->begin != '\0');
  g_clear_pointer (&self->begin, g_free);

  return G_SOURCE_REMOVE;
}

/* What is typed right behind acts on the control: it has the focus before the first key is taken. */
void
br_patch_page_begin (BrPatchPage *self)
{
  if (self->begin == NULL)
    return;

  g_idle_add_full (BR_FOCUS_PRIORITY, focus_cb, g_object_ref (self), g_object_unref);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, begin_cb, g_object_ref (self), g_object_unref);
}

void
br_patch_page_await_control (BrPatchPage *self)
{
  if (self->begin != NULL && gtk_widget_get_mapped (GTK_WIDGET (self->sources)) && is_there (self))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, begin_cb, g_object_ref (self), g_object_unref);
}

/* "" is no control: the hint alone. With its first connection the page shows its lists, but not before it is drawn
 * again. */
static void
begin_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BrPatchPage *self = BR_PATCH_PAGE (widget);

  g_free (self->begin);
  self->begin = g_variant_dup_string (parameter, NULL);
  focus_cb (self);
  br_patch_page_begin (self);
}

void
br_patch_page_install_hint (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "patch.begin", "s", begin_action);
}
