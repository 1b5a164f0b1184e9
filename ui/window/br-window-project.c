/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-window-private.h"

#include "window/br-history-window.h"
#include "window/br-open.h"
#include "window/br-palette.h"
#include "window/br-settings.h"
#include "window/br-versions.h"

#include <glib/gi18n.h>

/* The show as a file, and what leads to everything else: save, history, recent shows, the palette,
 * pages in windows of their own. */

#define MAX_RECENT 10

void
br_window_keep_version (BrWindow          *self,
                        ClaspVersionReason reason)
{
  br_versions_keep (self->show, reason);
}

ClaspSignalTable *
br_window_get_table (BrWindow *self)
{
  return self->table;
}

gboolean
br_window_has_action (BrWindow   *self,
                      const char *action)
{
  const char         *name, *property;
  const GVariantType *type;
  GType               owner;

  for (guint i = 0;
       gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (self), i, &owner, &name, &type, &property);
       i++)
    if (g_str_equal (name, action))
      return TRUE;

  return g_str_has_prefix (action, "win.") && g_action_map_lookup_action (G_ACTION_MAP (self), action + 4) != NULL;
}

/* A page that knows no such action at least searches for it. */
void
br_window_show_in_page (BrWindow   *self,
                        const char *name,
                        const char *action,
                        const char *id)
{
  BrPage    *page = br_window_get_page (self, name);
  GtkWidget *focus;

  if (page == NULL)
    return;
  br_window_show_page (self, name);
  if (gtk_widget_activate_action (GTK_WIDGET (page), action, "s", id) || *id != '/')
    return;

  br_page_focus_search (page);
  focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (focus != NULL && GTK_IS_EDITABLE (focus))
    gtk_editable_set_text (GTK_EDITABLE (focus), id);
}

void
br_window_note_recent (BrWindow *self)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char  *path = NULL;

  g_object_get (self->show, "file", &file, NULL);
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL)
    br_settings_prefer ("recent-shows", path, MAX_RECENT);
}

/* --- actions ------------------------------------------------------------------------------------ */

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrWindow         *self = BR_WINDOW (widget);
  g_autoptr (GFile) file = NULL;

  if (br_window_refuse_edit (self))
    return;

  g_object_get (self->show, "file", &file, NULL);
  if (file == NULL)
    gtk_widget_activate_action (widget, "win.save-as", NULL);
  else if (clasp_show_save (self->show, NULL)) /* else a strip tells, as long as it is so */
    {
      br_versions_keep (self->show, CLASP_VERSION_SAVED);
      br_window_toast (self, _("Saved, and kept as a version"), FALSE);
    }
}

static void
open_recent_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  if (!br_window_refuse_edit (BR_WINDOW (widget)))
    br_open_show (BR_WINDOW (widget), file);
}

static void
history_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (br_history_window_new (BR_WINDOW (widget))));
}

static void
send_message_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  br_window_show_in_page (BR_WINDOW (widget), "monitor", "monitor.message", "");
}

static void
palette_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (br_palette_new (BR_WINDOW (widget))));
}

static void
find_devices_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  BrWindow *self = BR_WINDOW (widget);
  BrPage   *page = br_window_get_page (self, "connections");

  if (page == NULL || br_window_refuse_edit (self))
    return;
  br_window_show_page (self, "connections");
  gtk_widget_activate_action (GTK_WIDGET (page), "connections.find", NULL);
}

/* The same show in a window of its own, which shows this page alone until its sidebar is asked for. */
static void
tear_off_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  BrWindow        *self = BR_WINDOW (widget);
  g_autofree char *page = g_strdup (gtk_stack_get_visible_child_name (self->pages));
  BrWindow        *other = BR_WINDOW (br_window_new (gtk_window_get_application (GTK_WINDOW (self)), self->engine));

  other->is_torn_off = TRUE;
  adw_flap_set_reveal_flap (other->sidebar_flap, FALSE);
  /* One at a time may listen to all messages. */
  if (g_str_equal (page, "monitor"))
    br_window_show_page (self, "patch");
  br_window_show_page (other, page);
  gtk_window_set_default_size (GTK_WINDOW (other),
                               CLAMP (br_state_get_int (self->state, "torn-width", 900), 360, 16384),
                               CLAMP (br_state_get_int (self->state, "torn-height", 700), 294, 16384));
  gtk_window_present (GTK_WINDOW (other));
  if (br_state_get_int (self->state, "torn-fullscreen", FALSE))
    gtk_window_fullscreen (GTK_WINDOW (other));
}

void
br_window_class_add_project (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.save", NULL, save_action);
  gtk_widget_class_install_action (klass, "win.send-message", NULL, send_message_action);
  gtk_widget_class_install_action (klass, "win.open-recent", "s", open_recent_action);
  gtk_widget_class_install_action (klass, "win.history", NULL, history_action);
  gtk_widget_class_install_action (klass, "win.palette", NULL, palette_action);
  gtk_widget_class_install_action (klass, "win.find-devices", NULL, find_devices_action);
  gtk_widget_class_install_action (klass, "win.tear-off", NULL, tear_off_action);
}
