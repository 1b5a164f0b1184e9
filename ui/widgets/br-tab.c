/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-tab.h"

/* The row in which the focus is. */
static GtkWidget *
find_row (GtkWidget *list)
{
  GtkRoot   *root = gtk_widget_get_root (list);
  GtkWidget *row = root != NULL ? gtk_root_get_focus (root) : NULL;

  while (row != NULL && gtk_widget_get_parent (row) != list)
    row = gtk_widget_get_parent (row);

  return row;
}

static gboolean
leave (GtkWidget        *list,
       GtkDirectionType  direction)
{
  GtkWidget *row = find_row (list);

  if (row == NULL)
    return FALSE;
  if (gtk_widget_child_focus (row, direction))
    return TRUE;

  /* The window goes on to what comes next; this list does not want it meanwhile. */
  gtk_widget_set_can_focus (list, FALSE);
  g_signal_emit_by_name (gtk_widget_get_root (list), "move-focus", direction);
  gtk_widget_set_can_focus (list, TRUE);

  return TRUE;
}

static gboolean
key_pressed_cb (GtkWidget      *list,
                guint           keyval,
                guint           keycode,
                GdkModifierType modifiers)
{
  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;

  if (keyval == GDK_KEY_ISO_Left_Tab || (keyval == GDK_KEY_Tab && (modifiers & GDK_SHIFT_MASK) != 0))
    return leave (list, GTK_DIR_TAB_BACKWARD);
  if (keyval == GDK_KEY_Tab || keyval == GDK_KEY_KP_Tab)
    return leave (list, GTK_DIR_TAB_FORWARD);
  return FALSE;
}

void
br_tab_leaves (GtkWidget *list)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), list);
  gtk_widget_add_controller (list, keys);
}
