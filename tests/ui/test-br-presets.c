/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole program with its window: a preset is looked for, asked about, added, and taken back. */

#include "support/clasp-test.h"

#include "br-application.h"
#include "br-ui.h"
#include "window/br-settings.h"
#include "window/br-window.h"

#include <string.h>

static GtkApplication *application;
static char           *home;

static BrWindow *
get_window (void)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (BR_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

static GtkWindow *
find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (!BR_IS_WINDOW (window) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return window;
    }
  return NULL;
}

static gboolean
has_dialog (gpointer user_data)
{
  return find_dialog () != NULL;
}

static gboolean
has_no_dialog (gpointer user_data)
{
  return find_dialog () == NULL;
}

typedef gboolean (*IsWanted) (GtkWidget *widget, const char *text);

static GtkWidget *
find (GtkWidget *widget, IsWanted is_wanted, const char *text)
{
  GtkWidget *found = is_wanted (widget, text) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, is_wanted, text);
  return found;
}

static gboolean
is_preset (GtkWidget *widget, const char *title)
{
  return ADW_IS_ACTION_ROW (widget) && g_object_get_data (G_OBJECT (widget), "br-preset") != NULL &&
         g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title);
}

static gboolean
is_answer (GtkWidget *widget, const char *key)
{
  return g_strcmp0 (g_object_get_data (G_OBJECT (widget), "br-key"), key) == 0;
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static GtkWidget *
open_presets (void)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_window ()), "win.presets", NULL));
  clasp_test_spin_until (has_dialog, NULL, "the presets");
  return GTK_WIDGET (find_dialog ());
}

/* The row of the list as a hand activates it. */
static void
choose (GtkWidget *dialog, const char *title)
{
  GtkWidget *row = find (dialog, is_preset, title);

  g_assert_nonnull (row);
  g_signal_emit_by_name (row, "activated");
}

static void
press_add (GtkWidget *dialog)
{
  g_signal_emit_by_name (gtk_window_get_default_widget (GTK_WINDOW (dialog)), "clicked");
}

static ClaspConnection *
find_midi (ClaspShow *show)
{
  GListModel *connections = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      if (g_str_equal (clasp_connection_get_kind (connection), "midi"))
        return connection; /* the list holds it */
    }
  return NULL;
}

static void
test_a_preset_is_asked_about_added_and_undone (void)
{
  ClaspShow       *show = br_window_get_show (get_window ());
  GtkWidget       *dialog = open_presets ();
  g_autofree char *before = clasp_show_to_text (show);
  g_autofree char *after = NULL;
  ClaspMapping    *first;

  g_assert_false (gtk_widget_get_sensitive (gtk_window_get_default_widget (GTK_WINDOW (dialog))));
  choose (dialog, "MIDI Hub");
  gtk_editable_set_text (GTK_EDITABLE (find (dialog, is_answer, "device")), "Test Desk");
  /* Nothing has happened yet; what would, is said. */
  g_assert_nonnull (find (dialog, says, "What Happens"));
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, 0);
  press_add (dialog);
  clasp_test_spin_until (has_no_dialog, NULL, "the dialog to close");

  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), >, 0);
  first = g_list_model_get_item (clasp_show_get_mappings (show), 0);
  g_assert_cmpstr (clasp_mapping_get_source (first), ==, "/midi/{device}/ch/{c:1..16}/cc/{n:0..127}");
  g_object_unref (first);
  g_assert_nonnull (find_midi (show));
  g_assert_cmpstr (clasp_settings_get_string (clasp_connection_get_settings (find_midi (show)), "port"), ==, "Test Desk");

  gtk_widget_activate_action (GTK_WIDGET (get_window ()), "win.undo", NULL);
  after = clasp_show_to_text (show);
  g_assert_cmpstr (after, ==, before);
}

static void
test_a_search_leaves_what_matches (void)
{
  GtkWidget *dialog = open_presets ();
  GtkWidget *search = gtk_window_get_focus (GTK_WINDOW (dialog));

  g_assert_nonnull (find (dialog, is_preset, "MIDI Hub"));
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_ancestor (search, GTK_TYPE_SEARCH_ENTRY)), "qqq");
  while (find (dialog, is_preset, "MIDI Hub") != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (find (dialog, says, "No preset matches"));
  gtk_window_close (GTK_WINDOW (dialog));
  clasp_test_spin_until (has_no_dialog, NULL, "the dialog to close");
}

static void
test_show_mode_offers_none (void)
{
  ClaspShow *show = br_window_get_show (get_window ());

  clasp_show_set_locked (show, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (get_window ()), "win.presets", NULL);
  g_assert_null (find_dialog ());
  clasp_show_set_locked (show, FALSE);
}

/* --- set-up --- */

static gboolean
run_tests_cb (gpointer user_data)
{
  int *result = user_data;

  *result = g_test_run ();
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

static void
activated_cb (GApplication *app, gpointer user_data)
{
  g_idle_add (run_tests_cb, user_data);
}

int
main (int argc, char **argv)
{
  g_autofree char *show = NULL;
  const char      *arguments[] = { "clasp-bridge", "--show", NULL, NULL };
  int              result = 1;

  home = g_dir_make_tmp ("clasp-presets-XXXXXX", NULL);
  g_setenv ("XDG_STATE_HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_setenv ("CLASP_FINDER_INTERFACE", "lo", TRUE);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  clasp_test_init (&argc, &argv, 110);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  g_test_add_func ("/ui/presets/a-preset-is-asked-about-added-and-undone",
                   test_a_preset_is_asked_about_added_and_undone);
  g_test_add_func ("/ui/presets/a-search-leaves-what-matches", test_a_search_leaves_what_matches);
  g_test_add_func ("/ui/presets/show-mode-offers-none", test_show_mode_offers_none);

  show = g_build_filename (home, "show.json", NULL);
  g_file_set_contents (show,
                       "{\"format\":\"clasp-bridge-show\",\"version\":1,\"name\":\"Test\","
                       "\"routers\":[{\"id\":\"router\",\"name\":\"\",\"enabled\":true,"
                       "\"settings\":{\"listen\":[\"ws://127.0.0.1:0/clasp\"]}}],"
                       "\"connections\":[],\"mappings\":[]}",
                       -1, NULL);
  arguments[2] = show;
  g_settings_set_boolean (br_settings (), "welcome-seen", TRUE);
  application = br_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_signal_connect_after (application, "activate", G_CALLBACK (activated_cb), &result);
  g_application_run (G_APPLICATION (application), 3, (char **) arguments);
  g_assert_finalize_object (application);
  g_free (home);

  return result;
}
