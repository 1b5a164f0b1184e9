/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-window-private.h"

/* The inspector beside the page, or over it where there is no room beside it. */

gboolean
br_window_get_inspector_revealed (BrWindow *self)
{
  return adw_flap_get_reveal_flap (self->inspector_flap);
}

static gboolean
has_focus (BrWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus != NULL && (focus == self->inspector_place || gtk_widget_is_ancestor (focus, self->inspector_place));
}

/* Where the person came from, while that is there. */
static void
focus_page (BrWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->pages);
  GtkWidget *before = self->before_inspector;

  if (page != NULL && before != NULL && gtk_widget_get_mapped (before) && gtk_widget_is_ancestor (before, page))
    gtk_widget_grab_focus (before);
  else if (page != NULL)
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
  g_clear_weak_pointer (&self->before_inspector);
}

/* Keys that go to what is hidden go nowhere. */
void
br_window_take_focus_from_inspector (BrWindow *self)
{
  if (has_focus (self))
    focus_page (self);
}

static void
focus_place (GtkWidget *place)
{
  g_signal_handlers_disconnect_by_func (place, focus_place, NULL);
  gtk_widget_child_focus (place, GTK_DIR_TAB_FORWARD);
}

void
br_window_reveal_inspector (BrWindow *self,
                            gboolean  reveal)
{
  GtkWidget  *page = gtk_stack_get_visible_child (self->pages);
  const char *name = gtk_stack_get_visible_child_name (self->pages);

  if (page == NULL || gtk_stack_get_child_by_name (self->inspectors, name) == NULL)
    reveal = FALSE;

  if (name != NULL && reveal)
    g_hash_table_add (self->inspected, g_strdup (name));
  else if (name != NULL)
    g_hash_table_remove (self->inspected, name);
  if (!reveal)
    {
      g_signal_handlers_disconnect_by_func (self->inspector_place, focus_place, NULL);
      br_window_take_focus_from_inspector (self);
    }
  adw_flap_set_reveal_flap (self->inspector_flap, reveal);
}

/* The flap shows its child from the first frame of its way in. */
void
br_window_focus_inspector (BrWindow *self)
{
  if (!has_focus (self))
    g_set_weak_pointer (&self->before_inspector, gtk_window_get_focus (GTK_WINDOW (self)));
  br_window_reveal_inspector (self, TRUE);
  g_signal_handlers_disconnect_by_func (self->inspector_place, focus_place, NULL);
  if (gtk_widget_get_mapped (self->inspector_place))
    focus_place (self->inspector_place);
  else
    g_signal_connect (self->inspector_place, "map", G_CALLBACK (focus_place), NULL);
}

gboolean
br_window_leave_inspector (BrWindow *self)
{
  gboolean was_there = has_focus (self);

  if (adw_flap_get_folded (self->inspector_flap) && br_window_get_inspector_revealed (self))
    br_window_reveal_inspector (self, FALSE);
  else if (was_there)
    focus_page (self);
  else
    return FALSE;

  return TRUE;
}

void
br_window_set_inspector_modal (BrWindow *self,
                               gboolean  is_modal)
{
  adw_flap_set_modal (self->inspector_flap, is_modal);
}

/* The person may also swipe it away, or click beside it. */
static void
moved_cb (BrWindow *self)
{
  br_window_reveal_inspector (self, br_window_get_inspector_revealed (self));
}

/* Escape that nothing inside has a use for. */
static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  return br_window_leave_inspector (BR_WINDOW (widget));
}

void
br_window_class_add_inspector (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, BrWindow, inspector_flap);
  gtk_widget_class_bind_template_child (klass, BrWindow, inspectors);
  gtk_widget_class_bind_template_child (klass, BrWindow, inspector_place);
  gtk_widget_class_add_binding (klass, GDK_KEY_Escape, 0, escape_cb, NULL);
}

void
br_window_add_inspector (BrWindow *self)
{
  g_signal_connect_object (self->inspector_flap, "notify::reveal-flap", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
}
