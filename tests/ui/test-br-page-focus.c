/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys wait while the computer is busy, and are taken right behind the one that shows a page: where they lead the focus it
 * stays, although the page gives it to its first part in a moment. */

#include "in-window.h"
#include "support/clasp-test.h"

#include "locals/br-local-row.h"
#include "locals/br-locals-window.h"
#include "learn/clasp-learner-private.h"
#include "monitor/br-send-bar.h"
#include "patch/br-learn-list.h"
#include "universes/br-universe-grid.h"
#include "widgets/br-address-list.h"
#include "widgets/br-address-row.h"
#include "window/br-sidebar-row.h"

/* Each key that waits is taken between two steps. */
#define N_STEPS 20

static gboolean
focus_of_is_in (gpointer window, GType type)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  return focus != NULL && gtk_widget_get_ancestor (focus, type) != NULL;
}

static gboolean
focus_is_in (GType type)
{
  return focus_of_is_in (in_window_get (), type);
}

static void
assert_stays_in (gpointer window, GType type)
{
  for (guint i = 0; i < N_STEPS; i++)
    {
      g_assert_true (focus_of_is_in (window, type));
      g_main_context_iteration (NULL, FALSE);
    }
  in_window_wait_frames (GTK_WIDGET (window));
  g_assert_true (focus_of_is_in (window, type));
}

static void
begin_on (const char *page)
{
  br_window_show_page (in_window_get (), page);
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static void
test_a_search_right_behind_the_page_keeps_the_focus (gconstpointer page)
{
  GtkWidget *widget = GTK_WIDGET (br_window_get_page (in_window_get (), page));

  begin_on ("patch");
  br_window_show_page (in_window_get (), page);
  g_assert_true (br_page_focus_search (BR_PAGE (widget)));
  in_window_wait_frames (widget);
  g_assert_true (GTK_IS_TEXT (gtk_window_get_focus (GTK_WINDOW (in_window_get ()))));
}

static void
test_what_is_typed_behind_send_a_message_is_for_its_bar (void)
{
  begin_on ("patch");
  br_window_show_in_page (in_window_get (), "monitor", "monitor.message", "");
  assert_stays_in (in_window_get (), BR_TYPE_SEND_BAR);
}

/* Takes the focus as a key that waited when the page was shown. */
static gboolean
key_cb (gpointer widget)
{
  gtk_widget_grab_focus (widget);

  return G_SOURCE_REMOVE;
}

static gboolean
search_cb (gpointer page)
{
  br_page_focus_search (page);

  return G_SOURCE_REMOVE;
}

static void
test_a_key_behind_the_page_keeps_the_focus (gconstpointer page)
{
  GtkWidget *row = find (GTK_WIDGET (in_window_get ()), BR_TYPE_SIDEBAR_ROW);

  begin_on ("patch");
  g_idle_add_full (G_PRIORITY_DEFAULT, key_cb, row, NULL);
  br_window_show_page (in_window_get (), page);
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (in_window_get ())) == row);
}

static gboolean
has_grid (gpointer page)
{
  return find (page, BR_TYPE_UNIVERSE_GRID) != NULL;
}

/* The first of all: nobody asked for the universes before. */
static void
test_the_first_picture_takes_no_focus_from_elsewhere (void)
{
  GtkWidget *row = find (GTK_WIDGET (in_window_get ()), BR_TYPE_SIDEBAR_ROW);
  gpointer   page = br_window_get_page (in_window_get (), "universes");

  begin_on ("log");
  g_idle_add_full (G_PRIORITY_DEFAULT, key_cb, row, NULL);
  br_window_show_page (in_window_get (), "universes");
  clasp_test_spin_until (has_grid, page, "the first picture");
  in_window_wait_n_frames (GTK_WIDGET (in_window_get ()), 10);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (in_window_get ())) == row);
}

static void
test_who_left_the_bar_stays_away (void)
{
  gpointer monitor = br_window_get_page (in_window_get (), "monitor");

  begin_on ("patch");
  g_idle_add_full (G_PRIORITY_DEFAULT, search_cb, monitor, NULL);
  br_window_show_in_page (in_window_get (), "monitor", "monitor.message", "");
  in_window_wait_n_frames (GTK_WIDGET (in_window_get ()), 10);
  g_assert_false (focus_is_in (BR_TYPE_SEND_BAR));
  g_assert_true (focus_is_in (GTK_TYPE_TEXT));
}

/* --- variables and scenes --- */

static gboolean
has_locals (gpointer window)
{
  GtkWindow *dialog = in_window_find_dialog ();

  *(GtkWindow **) window = dialog;
  return dialog != NULL && BR_IS_LOCALS_WINDOW (dialog);
}

static GtkWindow *
open_locals (void)
{
  GtkWindow *window = NULL;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.locals", NULL));
  clasp_test_spin_until (has_locals, &window, "the window of variables and scenes");
  in_window_wait_frames (GTK_WIDGET (window));
  return window;
}

static void
test_a_name_typed_behind_add_is_its_name (void)
{
  GtkWindow *window = open_locals ();

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "locals.add", NULL));
      g_assert_true (GTK_IS_TEXT (gtk_window_get_focus (window)));
      assert_stays_in (window, BR_TYPE_LOCAL_ROW);
      g_assert_true (GTK_IS_TEXT (gtk_window_get_focus (window)));
    }
  in_window_end_dialog (window);
}

static void
test_who_left_the_name_stays_away (void)
{
  GtkWindow *window = open_locals ();
  GtkWidget *elsewhere = find (GTK_WIDGET (window), GTK_TYPE_BUTTON);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "locals.add", NULL));
  gtk_widget_grab_focus (elsewhere);
  in_window_wait_n_frames (GTK_WIDGET (window), 10);
  g_assert_true (gtk_window_get_focus (window) == elsewhere);
  in_window_end_dialog (window);
}

/* --- after the first steps --- */

static gboolean
has_sources (gpointer page)
{
  GtkWidget *list = find (page, BR_TYPE_ADDRESS_LIST);

  return list != NULL && find (list, BR_TYPE_ADDRESS_ROW) != NULL;
}

static void
test_keys_behind_the_first_steps_are_for_the_sources (gconstpointer from)
{
  begin_on ("patch");
  clasp_test_spin_until (has_sources, br_window_get_page (in_window_get (), "patch"), "a source");
  g_assert_true (br_page_focus_search (br_window_get_page (in_window_get (), "patch")));
  begin_on (from);
  br_window_show_in_page (in_window_get (), "patch", "patch.begin", "");
  assert_stays_in (in_window_get (), BR_TYPE_ADDRESS_LIST);
}

static void
test_who_went_elsewhere_behind_the_first_steps_stays_there (void)
{
  gpointer patch = br_window_get_page (in_window_get (), "patch");

  begin_on ("patch");
  g_idle_add_full (G_PRIORITY_DEFAULT, search_cb, patch, NULL);
  br_window_show_in_page (in_window_get (), "patch", "patch.begin", "");
  in_window_wait_n_frames (GTK_WIDGET (in_window_get ()), 10);
  g_assert_true (focus_is_in (GTK_TYPE_TEXT));
}

/* Nothing has moved yet: it is there, and not to be seen. */
static GtkWidget *
find_learn_list (GtkWidget *patch)
{
  GtkWidget *child = gtk_widget_get_first_child (patch);

  while (child != NULL && !BR_IS_LEARN_LIST (child))
    child = gtk_widget_get_next_sibling (child);
  g_assert_nonnull (child);

  return child;
}

static GtkWidget *
begin_to_learn (gpointer patch)
{
  begin_on ("patch");
  clasp_test_spin_until (has_sources, patch, "a source");
  g_assert_true (gtk_widget_activate_action (patch, "patch.learn", NULL));
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));

  return find_learn_list (patch);
}

static void
choose (GtkWidget *learn_list)
{
  ClaspLearnFinding              *finding = clasp_learn_finding_new ("/osc/knob");
  g_autoptr (ClaspLearnCandidate) candidate = NULL;

  clasp_learn_finding_add_place (finding, "");
  candidate = clasp_learn_candidate_new (finding);
  g_signal_emit_by_name (learn_list, "chosen", candidate);
}

static void
test_what_is_learned_takes_the_keys_but_not_of_who_types (void)
{
  gpointer   patch = br_window_get_page (in_window_get (), "patch");
  GtkWidget *learn_list = begin_to_learn (patch);

  g_assert_true (gtk_widget_grab_focus (find (GTK_WIDGET (in_window_get ()), BR_TYPE_SIDEBAR_ROW)));
  choose (learn_list);
  g_assert_true (focus_is_in (BR_TYPE_ADDRESS_LIST));

  learn_list = begin_to_learn (patch);
  g_assert_true (br_page_focus_search (patch));
  choose (learn_list);
  g_assert_true (focus_is_in (GTK_TYPE_TEXT));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = in_window_make_home ("page-focus");
  g_autofree char *show = g_build_filename (home, "show.json", NULL);

  if (!in_window_init (&argc, &argv, 110))
    return 0;
  g_test_add_func ("/ui/page-focus/the-first-picture-takes-no-focus-from-elsewhere", test_the_first_picture_takes_no_focus_from_elsewhere);
  g_test_add_data_func ("/ui/page-focus/a-search-right-behind-the-monitor", "monitor", test_a_search_right_behind_the_page_keeps_the_focus);
  g_test_add_data_func ("/ui/page-focus/a-search-right-behind-the-universes", "universes", test_a_search_right_behind_the_page_keeps_the_focus);
  g_test_add_func ("/ui/page-focus/what-is-typed-behind-send-a-message-is-for-its-bar", test_what_is_typed_behind_send_a_message_is_for_its_bar);
  g_test_add_data_func ("/ui/page-focus/a-key-behind-the-monitor", "monitor", test_a_key_behind_the_page_keeps_the_focus);
  g_test_add_data_func ("/ui/page-focus/a-key-behind-the-universes", "universes", test_a_key_behind_the_page_keeps_the_focus);
  g_test_add_func ("/ui/page-focus/who-left-the-bar-stays-away", test_who_left_the_bar_stays_away);
  g_test_add_func ("/ui/page-focus/a-name-typed-behind-add-is-its-name", test_a_name_typed_behind_add_is_its_name);
  g_test_add_func ("/ui/page-focus/who-left-the-name-stays-away", test_who_left_the_name_stays_away);
  g_test_add_data_func ("/ui/page-focus/keys-behind-the-first-steps/on-the-page", "patch", test_keys_behind_the_first_steps_are_for_the_sources);
  g_test_add_data_func ("/ui/page-focus/keys-behind-the-first-steps/on-another", "log", test_keys_behind_the_first_steps_are_for_the_sources);
  g_test_add_func ("/ui/page-focus/who-went-elsewhere-behind-the-first-steps", test_who_went_elsewhere_behind_the_first_steps_stays_there);
  g_test_add_func ("/ui/page-focus/what-is-learned", test_what_is_learned_takes_the_keys_but_not_of_who_types);
  g_file_set_contents (show,
                       "{\"format\":\"clasp-bridge-show\",\"version\":1,\"name\":\"Test\","
                       "\"routers\":[{\"id\":\"router\",\"name\":\"\",\"enabled\":true,"
                       "\"settings\":{\"listen\":[\"ws://127.0.0.1:0/clasp\"]}}],"
                       "\"connections\":[{\"id\":\"stage\",\"kind\":\"artnet\",\"name\":\"Stage\",\"enabled\":true,"
                       "\"namespace\":\"/artnet\",\"settings\":{\"listen\":\"127.0.0.1:0\",\"send\":[\"127.0.0.1:9\"],"
                       "\"universes\":[\"0:0:0\"]}},{\"id\":\"tablet\",\"kind\":\"osc\",\"name\":\"Tablet\",\"enabled\":true,"
                       "\"namespace\":\"/osc\",\"settings\":{\"listen\":\"127.0.0.1:0\"}}],\"mappings\":[]}",
                       -1, NULL);

  return in_window_run (show, NULL);
}
