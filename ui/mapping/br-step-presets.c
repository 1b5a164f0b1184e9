/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-step-presets.h"

#include "window/br-window.h"

#include <glib/gi18n.h>

GPtrArray *
br_step_presets_list (ClaspShow *show)
{
  g_autofree char *folder = clasp_presets_get_user_folder ();
  GPtrArray       *presets = clasp_presets_list (clasp_show_get_registry (show), folder, NULL);

  for (guint i = presets->len; i-- > 0;)
    if (clasp_preset_get_purpose (presets->pdata[i]) != CLASP_PRESET_STEPS)
      g_ptr_array_remove_index (presets, i);

  return presets;
}

ClaspPreset *
br_step_presets_find (ClaspShow *show, const char *id)
{
  g_autofree char *folder = clasp_presets_get_user_folder ();

  return clasp_presets_find (clasp_show_get_registry (show), folder, id);
}

void
br_step_presets_fill_menu (GMenu *menu, ClaspShow *show, const char *action)
{
  g_autoptr (GPtrArray) presets = br_step_presets_list (show);

  g_menu_remove_all (menu);
  for (guint i = 0; i < presets->len; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (clasp_preset_get_name (presets->pdata[i]), NULL);

      g_menu_item_set_action_and_target (item, action, "s", clasp_preset_get_id (presets->pdata[i]));
      g_menu_append_item (menu, item);
    }
}

/* --- rows --- */

ClaspPreset *
br_step_presets_of_row (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "br-preset");
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  BrWindow  *window = br_window_of (row);

  if (window != NULL && br_window_refuse_edit (window))
    return NULL;
  return gdk_content_provider_new_typed (CLASP_TYPE_PRESET, br_step_presets_of_row (GTK_LIST_BOX_ROW (row)));
}

/* The mappings may be below the inspector that the row is in. */
static void
set_modal (GtkWidget *row, gboolean is_modal)
{
  BrWindow *window = br_window_of (row);

  if (window != NULL)
    br_window_set_inspector_modal (window, is_modal);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, gpointer user_data)
{
  GtkWidget                *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, picture, 12, 12);
  set_modal (row, FALSE);
}

static void
drag_end_cb (GtkDragSource *source, GdkDrag *drag, gboolean is_deleted, gpointer user_data)
{
  set_modal (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source)), TRUE);
}

static GtkWidget *
new_row (ClaspPreset *preset)
{
  GtkWidget     *row = gtk_list_box_row_new ();
  GtkWidget     *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget     *label = gtk_label_new (clasp_preset_get_name (preset));
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("list-drag-handle-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, _ ("Drag it onto a mapping, or press Enter to add it to this one"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  clasp_preset_get_name (preset), -1);
  g_object_set_data_full (G_OBJECT (row), "br-preset", g_object_ref (preset), g_object_unref);
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), NULL);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), NULL);
  g_signal_connect (source, "drag-end", G_CALLBACK (drag_end_cb), NULL);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  return row;
}

void
br_step_presets_fill_list (GtkListBox *list, ClaspShow *show)
{
  g_autoptr (GPtrArray) presets = br_step_presets_list (show);
  GtkListBoxRow        *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
  for (guint i = 0; i < presets->len; i++)
    gtk_list_box_append (list, new_row (presets->pdata[i]));
}

/* --- adding --- */

static gboolean
add_to_all (ClaspShow *show, ClaspPreset *preset, GPtrArray *mappings, guint *n_done, GError **error)
{
  for (*n_done = 0; *n_done < mappings->len; (*n_done)++)
    if (!clasp_preset_apply_steps (preset, show, mappings->pdata[*n_done], CLASP_PRESET_MERGE, error))
      return FALSE;
  return TRUE;
}

char *
br_step_presets_add (ClaspShow *show, ClaspPreset *preset, GPtrArray *mappings, gboolean *is_done)
{
  const char        *name = clasp_preset_get_name (preset);
  g_autofree char   *label = g_strdup_printf (_ ("Add the steps of %s"), name);
  g_autoptr (GError) error = NULL;
  guint              n_done;

  clasp_show_begin_edit (show, label);
  *is_done = add_to_all (show, preset, mappings, &n_done, &error);
  clasp_show_end_edit (show);
  if (!*is_done && n_done > 0)
    clasp_show_undo (show);
  if (!*is_done)
    return g_strdup (error->message);
  if (mappings->len == 1)
    return g_strdup_printf (_ ("Added the steps of %s"), name);
  return g_strdup_printf (ngettext ("Added the steps of %s to %u mapping", "Added the steps of %s to %u mappings", mappings->len),
                          name, mappings->len);
}
