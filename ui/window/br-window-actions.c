/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-window-private.h"

#include "exchange/br-export-part.h"
#include "exchange/br-export.h"
#include "exchange/br-import.h"
#include "exchange/br-presets.h"
#include "connections/br-setup-test.h"
#include "locals/br-locals-window.h"
#include "log/br-support.h"
#include "widgets/br-file-choose.h"
#include "widgets/br-frame-overlay.h"
#include "window/br-open.h"
#include "window/br-settings.h"

#include <glib/gi18n.h>

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrWindow *self = BR_WINDOW (widget);

  if (br_window_refuse_edit (self))
    return;
  clasp_show_undo (self->show);
}

static void
redo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  if (!br_window_refuse_edit (BR_WINDOW (widget)))
    clasp_show_redo (BR_WINDOW (widget)->show);
}

static void
set_hint (BrWindow  *self,
          gboolean   undo,
          GtkWidget *button)
{
  gboolean         possible = FALSE;
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;

  g_object_get (self->show, undo ? "can-undo" : "can-redo", &possible, undo ? "undo-label" : "redo-label", &what, NULL);
  if (!possible || what == NULL)
    text = g_strdup (undo ? _("Undo") : _("Redo"));
  else if (undo)
    /* Translators: %s is what was done, as in "Undo Delete 3 mappings" */
    text = g_strdup_printf (_("Undo %s"), what);
  else
    text = g_strdup_printf (_("Redo %s"), what);

  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), undo ? "win.undo" : "win.redo", possible);
}

void
br_window_update_actions (BrWindow *self)
{
  set_hint (self, TRUE, self->undo_button);
  set_hint (self, FALSE, self->redo_button);
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  GtkWidget *page = gtk_stack_get_visible_child (BR_WINDOW (widget)->pages);

  if (page != NULL)
    br_page_focus_search (BR_PAGE (page));
}

static void
page_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  br_window_show_page (BR_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* A figure of the footer: where it is told of more. */
static void
figure_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BrPage *page = br_window_get_page (BR_WINDOW (widget), "log");

  if (page == NULL)
    return;
  br_window_show_page (BR_WINDOW (widget), "log");
  gtk_widget_activate_action_variant (GTK_WIDGET (page), "log.figure", parameter);
}

static void
add_connection_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  BrPage *page = br_window_get_page (BR_WINDOW (widget), "connections");

  if (br_window_refuse_edit (BR_WINDOW (widget)))
    return;

  br_window_show_page (BR_WINDOW (widget), "connections");
  gtk_widget_activate_action (GTK_WIDGET (page), "connections.add-menu", NULL);
}

static void
page_number_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  guint             n_pages;
  const BrPageInfo *pages = br_pages_list (&n_pages);
  gint32            number = g_variant_get_int32 (parameter);

  if (number >= 1 && (guint) number <= n_pages)
    {
      br_window_show_page (BR_WINDOW (widget), pages[number - 1].name);
      br_window_focus_page (BR_WINDOW (widget));
    }
}

static void
sidebar_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  AdwFlap *flap = BR_WINDOW (widget)->sidebar_flap;

  adw_flap_set_reveal_flap (flap, !adw_flap_get_reveal_flap (flap));
}

static void
inspector_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  BrWindow *self = BR_WINDOW (widget);

  br_window_reveal_inspector (self, !br_window_get_inspector_revealed (self));
}

static void
footer_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_settings_set_boolean (br_settings (), "show-footer", !BR_WINDOW (widget)->footer_wanted);
}

static void
fullscreen_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

/* --- demo --------------------------------------------------------------------------------------- */

/* Who tries it where mappings are made is led to the first fader; who watches elsewhere goes on watching. */
static void
show_demo (BrWindow *self)
{
  br_conditions_set_with_action (self->conditions,
                                 "demo",
                                 BR_SEVERITY_INFO,
                                 _("Demo signals are running"),
                                 _("Stop"),
                                 "win.demo");
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "patch") == 0)
    br_window_show_in_page (self, "patch", "patch.begin", BR_DEMO_FIRST_FADER);
}

static void
demo_running_cb (BrWindow *self)
{
  if (br_demo_get_running (self->demo))
    show_demo (self);
  else
    br_conditions_clear (self->conditions, "demo");
}

static void
lights_added_cb (BrWindow *self)
{
  br_window_toast (self, _("Demo lights added"), TRUE);
}

void
br_window_add_demo (BrWindow *self)
{
  g_autoptr (GPropertyAction) action = NULL;

  self->demo = br_demo_new (self->engine);
  action = g_property_action_new ("demo", self->demo, "running");
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  g_signal_connect_object (self->demo, "notify::running", G_CALLBACK (demo_running_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->demo, "lights-added", G_CALLBACK (lights_added_cb), self, G_CONNECT_SWAPPED);
}

/* --- files -------------------------------------------------------------------------------------- */

static void
report_problem (BrWindow   *self,
                const char *heading,
                const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static const char *const show_patterns[] = { "*" BR_SHOW_SUFFIX, NULL };

static void
open_chosen_cb (GObject *owner,
                GFile   *file,
                gpointer user_data)
{
  br_open_show (BR_WINDOW (owner), file);
}

/* (transfer full) Where shows are looked for, unless that is another file or one that a sandbox gave us alone. */
static GFile *
with_suffix (GFile *file)
{
  g_autofree char  *path = g_file_get_path (file);
  g_autofree char  *longer = path != NULL ? g_strconcat (path, BR_SHOW_SUFFIX, NULL) : NULL;
  g_autofree char  *granted = g_build_filename (g_get_user_runtime_dir (), "doc", "", NULL);

  if (longer == NULL || g_str_has_suffix (path, BR_SHOW_SUFFIX) || g_str_has_prefix (path, granted)
      || g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (longer, G_FILE_TEST_EXISTS))
    return g_object_ref (file);

  return g_file_new_for_path (longer);
}

static void
save_chosen_cb (GObject *owner,
                GFile   *file,
                gpointer user_data)
{
  BrWindow          *self = BR_WINDOW (owner);
  g_autoptr (GFile)  place = with_suffix (file);
  g_autoptr (GError) error = NULL;

  if (!clasp_show_save_as (self->show, place, &error))
    report_problem (self, _("The show could not be saved"), error->message);
  else
    br_window_toast (self, _("Saved. From now on edits go to this file."), FALSE);
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  const BrFileChoice choice = { .title = _("Open a Show"),
                                .action = GTK_FILE_CHOOSER_ACTION_OPEN,
                                .accept = _("_Open"),
                                .filter_name = _("Shows"),
                                .patterns = show_patterns };

  if (!br_window_refuse_edit (BR_WINDOW (widget)))
    br_file_choose (GTK_WINDOW (widget), &choice, G_OBJECT (widget), open_chosen_cb, NULL, NULL);
}

static void
save_as_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  const BrFileChoice choice = { .title = _("Save the Show As"),
                                .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                .accept = _("_Save"),
                                .name = "show.json",
                                .filter_name = _("Shows"),
                                .patterns = show_patterns };

  if (!br_window_refuse_edit (BR_WINDOW (widget)))
    br_file_choose (GTK_WINDOW (widget), &choice, G_OBJECT (widget), save_chosen_cb, NULL, NULL);
}

static void
import_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  br_import_start (BR_WINDOW (widget));
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  br_export_start (BR_WINDOW (widget));
}

static void
export_part_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  br_export_part_start (BR_WINDOW (widget), NULL);
}

static void
presets_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  br_presets_start (BR_WINDOW (widget), NULL);
}

static void
locals_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  br_locals_window_present (BR_WINDOW (widget));
}

static void
support_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  br_support_start (BR_WINDOW (widget));
}

static void
test_setup_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  br_setup_test_start (BR_WINDOW (widget));
}

/* A new show is a file that does not exist yet: opening a missing file starts an empty one. */
static void
new_chosen_cb (GObject *owner,
               GFile   *file,
               gpointer user_data)
{
  BrWindow *self = BR_WINDOW (owner);

  if (g_file_query_exists (file, NULL))
    report_problem (self,
                    _("This file exists already"),
                    _("A new show needs a new file. Choose another name, or open the file instead."));
  else
    br_open_show (self, file);
}

static void
new_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  const BrFileChoice choice = { .title = _("Choose a File for the New Show"),
                                .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                .accept = _("_Create"),
                                .name = _("New show.json") };

  if (!br_window_refuse_edit (BR_WINDOW (widget)))
    br_file_choose (GTK_WINDOW (widget), &choice, G_OBJECT (widget), new_chosen_cb, NULL, NULL);
}

static void
frames_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BrWindow *self = BR_WINDOW (widget);

  if (self->frames != NULL)
    {
      gtk_overlay_remove_overlay (self->overlay, self->frames);
      self->frames = NULL;
      return;
    }

  self->frames = br_frame_overlay_new (self->hub);
  gtk_overlay_add_overlay (self->overlay, self->frames);
}

void
br_window_class_add_actions (GtkWidgetClass *klass)
{
  static const char digits[] = "123456789";

  gtk_widget_class_install_action (klass, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (klass, "win.redo", NULL, redo_action);
  gtk_widget_class_install_action (klass, "win.search", NULL, search_action);
  gtk_widget_class_install_action (klass, "win.page", "s", page_action);
  gtk_widget_class_install_action (klass, "win.figure", "s", figure_action);
  gtk_widget_class_install_action (klass, "win.add-connection", NULL, add_connection_action);
  gtk_widget_class_install_action (klass, "win.page-number", "i", page_number_action);
  gtk_widget_class_install_action (klass, "win.sidebar", NULL, sidebar_action);
  gtk_widget_class_install_action (klass, "win.inspector", NULL, inspector_action);
  gtk_widget_class_install_action (klass, "win.footer", NULL, footer_action);
  gtk_widget_class_install_action (klass, "win.frames", NULL, frames_action);
  gtk_widget_class_install_action (klass, "win.fullscreen", NULL, fullscreen_action);
  gtk_widget_class_install_action (klass, "win.open", NULL, open_action);
  gtk_widget_class_install_action (klass, "win.save-as", NULL, save_as_action);
  gtk_widget_class_install_action (klass, "win.new", NULL, new_action);
  gtk_widget_class_install_action (klass, "win.import", NULL, import_action);
  gtk_widget_class_install_action (klass, "win.export", NULL, export_action);
  gtk_widget_class_install_action (klass, "win.export-part", NULL, export_part_action);
  gtk_widget_class_install_action (klass, "win.presets", NULL, presets_action);
  gtk_widget_class_install_action (klass, "win.locals", NULL, locals_action);
  gtk_widget_class_install_action (klass, "win.support", NULL, support_action);
  gtk_widget_class_install_action (klass, "win.test-setup", NULL, test_setup_action);

  for (guint i = 0; i + 1 < sizeof digits; i++)
    gtk_widget_class_add_binding_action (klass, (guint) digits[i], GDK_ALT_MASK, "win.page-number", "i", (gint32) i + 1);
}
