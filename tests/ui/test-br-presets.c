/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole program with its window: a preset is looked for, asked about, added, and taken back. */

#include "in-window.h"
#include "support/clasp-test.h"

#include <string.h>

static char *home;

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
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.presets", NULL));
  clasp_test_spin_until (in_window_has_dialog, NULL, "the presets");
  return GTK_WIDGET (in_window_find_dialog ());
}

/* The row of the list as a hand activates it. */
static void
choose (GtkWidget *dialog, const char *title)
{
  GtkWidget *row = in_window_find (dialog, is_preset, title);

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
  ClaspShow       *show = br_window_get_show (in_window_get ());
  GtkWidget       *dialog = open_presets ();
  g_autofree char *before = clasp_show_to_text (show);
  g_autofree char *after = NULL;
  ClaspMapping    *first;

  g_assert_false (gtk_widget_get_sensitive (gtk_window_get_default_widget (GTK_WINDOW (dialog))));
  choose (dialog, "MIDI Hub");
  gtk_editable_set_text (GTK_EDITABLE (in_window_find (dialog, is_answer, "device")), "Test Desk");
  /* Nothing has happened yet; what would, is said. */
  g_assert_nonnull (in_window_find (dialog, says, "What Happens"));
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, 0);
  press_add (dialog);
  clasp_test_spin_until (in_window_has_no_dialog, NULL, "the dialog to close");

  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), >, 0);
  first = g_list_model_get_item (clasp_show_get_mappings (show), 0);
  g_assert_cmpstr (clasp_mapping_get_source (first), ==, "/midi/{device}/ch/{c:1..16}/cc/{n:0..127}");
  g_object_unref (first);
  g_assert_nonnull (find_midi (show));
  g_assert_cmpstr (clasp_settings_get_string (clasp_connection_get_settings (find_midi (show)), "port"), ==, "Test Desk");

  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.undo", NULL);
  after = clasp_show_to_text (show);
  g_assert_cmpstr (after, ==, before);
}

static void
test_a_search_leaves_what_matches (void)
{
  GtkWidget *dialog = open_presets ();
  GtkWidget *search = gtk_window_get_focus (GTK_WINDOW (dialog));

  g_assert_nonnull (in_window_find (dialog, is_preset, "MIDI Hub"));
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_ancestor (search, GTK_TYPE_SEARCH_ENTRY)), "qqq");
  while (in_window_find (dialog, is_preset, "MIDI Hub") != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (in_window_find (dialog, says, "No preset matches"));
  gtk_window_close (GTK_WINDOW (dialog));
  clasp_test_spin_until (in_window_has_no_dialog, NULL, "the dialog to close");
}

/* The entry tells after a while of what was typed; who chose by then is not thrown back. */
static void
test_what_is_asked_stays_when_the_search_is_told_late (void)
{
  GtkWidget *dialog = open_presets ();
  GtkWidget *search = gtk_widget_get_ancestor (gtk_window_get_focus (GTK_WINDOW (dialog)), GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (search), "hub");
  choose (dialog, "MIDI Hub");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_nonnull (in_window_find (dialog, is_answer, "device"));
  g_assert_null (in_window_find (dialog, is_preset, "MIDI Hub"));
  gtk_window_close (GTK_WINDOW (dialog));
  clasp_test_spin_until (in_window_has_no_dialog, NULL, "the dialog to close");
}

static void
test_show_mode_offers_none (void)
{
  ClaspShow *show = br_window_get_show (in_window_get ());

  clasp_show_set_locked (show, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.presets", NULL);
  g_assert_null (in_window_find_dialog ());
  clasp_show_set_locked (show, FALSE);
}

/* --- set-up --- */

int
main (int argc, char **argv)
{
  g_autofree char *show = NULL;
  int              result;

  home = in_window_make_home ("presets");
  if (!in_window_init (&argc, &argv, 110))
    return 0;
  g_test_add_func ("/ui/presets/a-preset-is-asked-about-added-and-undone",
                   test_a_preset_is_asked_about_added_and_undone);
  g_test_add_func ("/ui/presets/a-search-leaves-what-matches", test_a_search_leaves_what_matches);
  g_test_add_func ("/ui/presets/what-is-asked-stays-when-the-search-is-told-late",
                   test_what_is_asked_stays_when_the_search_is_told_late);
  g_test_add_func ("/ui/presets/show-mode-offers-none", test_show_mode_offers_none);

  show = g_build_filename (home, "show.json", NULL);
  g_file_set_contents (show,
                       "{\"format\":\"clasp-bridge-show\",\"version\":1,\"name\":\"Test\","
                       "\"routers\":[{\"id\":\"router\",\"name\":\"\",\"enabled\":true,"
                       "\"settings\":{\"listen\":[\"ws://127.0.0.1:0/clasp\"]}}],"
                       "\"connections\":[],\"mappings\":[]}",
                       -1, NULL);
  result = in_window_run (show, NULL);
  g_free (home);

  return result;
}
