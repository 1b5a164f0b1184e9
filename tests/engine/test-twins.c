/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Equal MIDI devices: which connection means which, what they are called, and that it is one step. */

#include "bridges/midi/twin-devices.h"
#include "clasp-kinds.h"
#include "clasp-swap.h"
#include "clasp-twins.h"
#include "support/clasp-test-show.h"
#include "support/clasp-test.h"

typedef struct
{
  ClaspShow   *show;
  ClaspFinder *finder;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->finder = clasp_finder_new_with (fixture->show, clasp_finder_list_devices);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->finder);
  g_object_unref (fixture->show);
}

static gboolean
is_listed (GPtrArray *sightings, const char *key)
{
  for (guint i = 0; i < sightings->len; i++)
    if (g_str_equal (((ClaspSighting *) sightings->pdata[i])->key, key))
      return TRUE;
  return FALSE;
}

/* All that are there, and only they. */
static gboolean
has_all (gpointer user_data)
{
  Fixture              *fixture = user_data;
  g_autoptr (GPtrArray) sightings = clasp_finder_list_devices ();
  guint                 n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->finder)); i++)
    {
      g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (fixture->finder), i);
      gboolean               is_there = clasp_found_get_state (found) != CLASP_FOUND_GONE;

      if (is_there != is_listed (sightings, clasp_found_peek (found)->key))
        return FALSE;
      n += is_there;
    }
  return n == sightings->len;
}

static void
plug (Fixture *fixture, guint n, gboolean with_plugs)
{
  twin_devices_plug (n, with_plugs);
  clasp_finder_look (fixture->finder);
  clasp_test_spin_until (has_all, fixture, "the devices");
}

static ClaspConnection *
connect_to (Fixture *fixture, const char *name, const char *behind)
{
  g_autofree char *text = g_strdup_printf ("midi,name=%s,port=" TWIN_NAME "%s", name, behind);

  return clasp_test_connect (fixture->show, text);
}

static const char *
get_port (ClaspConnection *connection)
{
  return clasp_settings_get_string (clasp_connection_get_settings (connection), "port");
}

static ClaspFound *
get (Fixture *fixture, guint index)
{
  g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (fixture->finder), index);

  return found; /* the finder has it */
}

static void
assert_equals (GPtrArray *devices, guint n)
{
  g_assert_cmpuint (devices != NULL ? devices->len : 0, ==, n);
  g_clear_pointer (&devices, g_ptr_array_unref);
}

static ClaspTwins *
listen_to (Fixture *fixture)
{
  g_autoptr (GPtrArray) devices = clasp_twins_of_found (fixture->finder, get (fixture, 0));
  g_autoptr (GError)    error = NULL;
  ClaspTwins           *twins;

  g_assert_nonnull (devices);
  twins = clasp_twins_new (fixture->show, devices);
  g_assert_true (clasp_twins_listen (twins, &error));
  g_assert_no_error (error);
  return twins;
}

static void
apply (ClaspTwins *twins)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (clasp_twins_apply (twins, &error));
  g_assert_no_error (error);
}

/* ---- who has an equal one ---- */

static void
test_each_is_known_by_its_own (Fixture *fixture, gconstpointer data)
{
  ClaspConnection *second;

  plug (fixture, 2, FALSE);
  second = connect_to (fixture, "Right", " #2");
  g_assert_cmpint (clasp_found_get_state (get (fixture, 0)), ==, CLASP_FOUND_NEW);
  g_assert_cmpint (clasp_found_get_state (get (fixture, 1)), ==, CLASP_FOUND_KNOWN);
  g_assert_cmpstr (clasp_found_get_connection (get (fixture, 1)), ==, clasp_show_item_get_id (CLASP_SHOW_ITEM (second)));
  connect_to (fixture, "Left", "");
  g_assert_cmpint (clasp_found_get_state (get (fixture, 0)), ==, CLASP_FOUND_KNOWN);
}

static void
test_one_that_is_left_is_the_first (Fixture *fixture, gconstpointer data)
{
  plug (fixture, 1, FALSE);
  connect_to (fixture, "Right", " #2");
  g_assert_cmpint (clasp_found_get_state (get (fixture, 0)), ==, CLASP_FOUND_NEW);
  connect_to (fixture, "Left", " #1");
  g_assert_cmpint (clasp_found_get_state (get (fixture, 0)), ==, CLASP_FOUND_KNOWN);
}

static void
test_plugs_say_which_is_known (Fixture *fixture, gconstpointer data)
{
  plug (fixture, 2, TRUE);
  connect_to (fixture, "Any", "");
  g_assert_cmpint (clasp_found_get_state (get (fixture, 0)), ==, CLASP_FOUND_KNOWN);
  g_assert_cmpint (clasp_found_get_state (get (fixture, 1)), ==, CLASP_FOUND_NEW);
  connect_to (fixture, "Right", " @1-1.2");
  g_assert_cmpint (clasp_found_get_state (get (fixture, 1)), ==, CLASP_FOUND_KNOWN);
}

static void
test_only_what_order_alone_tells_apart_has_equals (Fixture *fixture, gconstpointer data)
{
  ClaspConnection *first = connect_to (fixture, "Left", " #1"), *plain = connect_to (fixture, "Any", "");
  ClaspConnection *at_plug = connect_to (fixture, "Right", " @1-1.2"), *osc = clasp_test_connect (fixture->show, "osc,name=Tablet");

  plug (fixture, 1, FALSE);
  assert_equals (clasp_twins_of_found (fixture->finder, get (fixture, 0)), 0);
  assert_equals (clasp_twins_of_connection (fixture->finder, first), 0);
  assert_equals (clasp_twins_of_connection (fixture->finder, plain), 0);

  plug (fixture, 2, FALSE);
  assert_equals (clasp_twins_of_found (fixture->finder, get (fixture, 0)), 0); /* gone: it is called otherwise now */
  assert_equals (clasp_twins_of_found (fixture->finder, get (fixture, 1)), 2);
  assert_equals (clasp_twins_of_connection (fixture->finder, first), 2);
  assert_equals (clasp_twins_of_connection (fixture->finder, plain), 2);
  assert_equals (clasp_twins_of_connection (fixture->finder, osc), 0);

  plug (fixture, 2, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->finder)); i++)
    assert_equals (clasp_twins_of_found (fixture->finder, get (fixture, i)), 0);
  assert_equals (clasp_twins_of_connection (fixture->finder, at_plug), 0);
  assert_equals (clasp_twins_of_connection (fixture->finder, plain), 2); /* its name does not say which */
}

/* ---- telling apart ---- */

static void
test_names_alone_change_names_alone (Fixture *fixture, gconstpointer data)
{
  ClaspConnection       *first = connect_to (fixture, "Pad", " #1"), *second = connect_to (fixture, "Pad", " #2");
  g_autoptr (ClaspTwins) twins = NULL;
  guint64                before = clasp_show_get_undo_step (fixture->show);

  plug (fixture, 2, FALSE);
  twins = listen_to (fixture);
  g_assert_cmpuint (clasp_show_get_undo_step (fixture->show), ==, before); /* both are heard as it is */
  g_assert_cmpint (clasp_twins_find (twins, clasp_show_item_get_id (CLASP_SHOW_ITEM (second))), ==, 1);
  clasp_twins_set_name (twins, 0, "Left");
  clasp_twins_set_name (twins, 1, "Right");
  apply (twins);
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (first)), ==, "Left");
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (second)), ==, "Right");
  g_assert_cmpstr (get_port (first), ==, TWIN_NAME " #1");
  g_assert_cmpstr (get_port (second), ==, TWIN_NAME " #2");
}

static void
test_nothing_new_is_no_step (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspTwins) twins = NULL;
  guint64                before;

  connect_to (fixture, "Left", " #1");
  connect_to (fixture, "Right", " #2");
  before = clasp_show_get_undo_step (fixture->show);
  plug (fixture, 2, FALSE);
  twins = listen_to (fixture);
  apply (twins);
  g_assert_cmpuint (clasp_show_get_undo_step (fixture->show), ==, before);
}

static void
test_names_that_change_places_change_devices (Fixture *fixture, gconstpointer data)
{
  ClaspConnection       *left = connect_to (fixture, "Left", " #1"), *right = connect_to (fixture, "Right", " #2");
  g_autofree char       *left_prefix = clasp_connection_dup_prefix (left), *right_prefix = clasp_connection_dup_prefix (right);
  g_autofree char       *before = clasp_show_to_text (fixture->show), *after = NULL, *left_now = NULL, *right_now = NULL;
  g_autoptr (ClaspTwins) twins = NULL;

  plug (fixture, 2, FALSE);
  twins = listen_to (fixture);
  clasp_twins_set_name (twins, 0, "Right");
  clasp_twins_set_name (twins, 1, "Left");
  apply (twins);
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (left)), ==, "Left");
  g_assert_cmpstr (get_port (left), ==, TWIN_NAME " #2");
  g_assert_cmpstr (get_port (right), ==, TWIN_NAME " #1");
  left_now = clasp_connection_dup_prefix (left);
  right_now = clasp_connection_dup_prefix (right);
  g_assert_cmpstr (left_now, ==, left_prefix);
  g_assert_cmpstr (right_now, ==, right_prefix);
  clasp_show_undo (fixture->show);
  after = clasp_show_to_text (fixture->show);
  g_assert_cmpstr (after, ==, before);
}

static void
test_who_has_no_connection_gets_one_in_the_same_step (Fixture *fixture, gconstpointer data)
{
  ClaspConnection       *first = connect_to (fixture, "Left", " #1");
  g_autofree char       *before = clasp_show_to_text (fixture->show), *after = NULL;
  g_autoptr (ClaspTwins) twins = NULL;
  GListModel            *connections = clasp_show_get_connections (fixture->show);
  g_autoptr (ClaspConnection) added = NULL;

  plug (fixture, 2, FALSE);
  twins = listen_to (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (connections), ==, 2);
  clasp_twins_set_name (twins, 1, "Right");
  apply (twins);
  g_assert_cmpuint (g_list_model_get_n_items (connections), ==, 2);
  added = g_list_model_get_item (connections, 1);
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (added)), ==, "Right");
  g_assert_cmpstr (get_port (added), ==, TWIN_NAME " #2");
  g_assert_cmpstr (get_port (first), ==, TWIN_NAME " #1");
  clasp_show_undo (fixture->show);
  after = clasp_show_to_text (fixture->show);
  g_assert_cmpstr (after, ==, before);
}

static void
test_who_stops_listening_leaves_the_show_as_it_was (Fixture *fixture, gconstpointer data)
{
  g_autofree char       *before = clasp_show_to_text (fixture->show), *after = NULL;
  g_autoptr (ClaspTwins) twins = NULL;

  plug (fixture, 3, FALSE);
  twins = listen_to (fixture);
  g_assert_cmpuint (clasp_twins_get_n (twins), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_connections (fixture->show)), ==, 3);
  clasp_twins_take_back (twins);
  after = clasp_show_to_text (fixture->show);
  g_assert_cmpstr (after, ==, before);
}

/* The same name twice is one device for both, until they are told apart. */
static void
test_two_with_one_name_get_a_device_each (Fixture *fixture, gconstpointer data)
{
  ClaspConnection       *first = connect_to (fixture, "Pad", ""), *second = connect_to (fixture, "Pad", "");
  g_autofree char       *prefix = clasp_connection_dup_prefix (second), *now = NULL;
  g_autoptr (ClaspTwins) twins = NULL;

  plug (fixture, 2, FALSE);
  twins = listen_to (fixture);
  g_assert_cmpstr (get_port (first), ==, TWIN_NAME);
  g_assert_cmpstr (get_port (second), ==, TWIN_NAME " #2");
  clasp_twins_set_name (twins, 0, "Left");
  clasp_twins_set_name (twins, 1, "Right");
  apply (twins);
  now = clasp_connection_dup_prefix (second);
  g_assert_cmpstr (now, ==, prefix);
  g_assert_cmpstr (get_port (second), ==, TWIN_NAME " #2");
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (second)), ==, "Right");
  g_assert_false (clasp_twins_is_lasting (twins));
}

static void
test_plugs_are_said_where_they_are_known (Fixture *fixture, gconstpointer data)
{
  ClaspConnection       *any = connect_to (fixture, "Left", "");
  g_autoptr (GPtrArray)  devices = NULL;
  g_autoptr (ClaspTwins) twins = NULL;
  g_autoptr (GError)     error = NULL;

  plug (fixture, 2, TRUE);
  devices = clasp_twins_of_connection (fixture->finder, any);
  twins = clasp_twins_new (fixture->show, devices);
  g_assert_true (clasp_twins_is_lasting (twins));
  g_assert_true (clasp_twins_listen (twins, &error));
  clasp_twins_set_name (twins, 0, "Right");
  clasp_twins_set_name (twins, 1, "Left");
  apply (twins);
  g_assert_cmpstr (get_port (any), ==, TWIN_NAME " @1-1.2");
  assert_equals (clasp_twins_of_connection (fixture->finder, any), 0);
}

static void
test_an_edit_meanwhile_stays (Fixture *fixture, gconstpointer data)
{
  ClaspConnection       *osc = clasp_test_connect (fixture->show, "osc,name=Tablet");
  g_autoptr (ClaspTwins) twins = NULL;

  plug (fixture, 2, FALSE);
  twins = listen_to (fixture);
  clasp_show_item_set_name (CLASP_SHOW_ITEM (osc), "Phone");
  clasp_twins_set_name (twins, 0, "Left");
  clasp_twins_set_name (twins, 1, "Right");
  apply (twins);
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (osc)), ==, "Phone");
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_connections (fixture->show)), ==, 3);
}

static void
test_what_is_off_or_only_sends_is_not_heard (Fixture *fixture, gconstpointer data)
{
  ClaspConnection       *first = connect_to (fixture, "Left", " #1"), *second = connect_to (fixture, "Right", " #2");
  g_autoptr (ClaspTwins) twins = NULL;

  plug (fixture, 2, FALSE);
  twins = listen_to (fixture);
  g_assert_true (clasp_twins_can_hear (twins, 0));
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (first), FALSE);
  clasp_settings_set_text (clasp_connection_get_settings (second), "direction", "out", NULL);
  g_assert_false (clasp_twins_can_hear (twins, 0));
  g_assert_false (clasp_twins_can_hear (twins, 1));
}

#define ADD(name, function) g_test_add ("/engine/twins/" name, Fixture, NULL, setup, function, teardown)

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
  twin_devices_init ();
  ADD ("each-is-known-by-its-own", test_each_is_known_by_its_own);
  ADD ("one-that-is-left-is-the-first", test_one_that_is_left_is_the_first);
  ADD ("plugs-say-which-is-known", test_plugs_say_which_is_known);
  ADD ("only-what-order-alone-tells-apart-has-equals", test_only_what_order_alone_tells_apart_has_equals);
  ADD ("names-alone-change-names-alone", test_names_alone_change_names_alone);
  ADD ("nothing-new-is-no-step", test_nothing_new_is_no_step);
  ADD ("names-that-change-places-change-devices", test_names_that_change_places_change_devices);
  ADD ("who-has-no-connection-gets-one-in-the-same-step", test_who_has_no_connection_gets_one_in_the_same_step);
  ADD ("who-stops-listening-leaves-the-show-as-it-was", test_who_stops_listening_leaves_the_show_as_it_was);
  ADD ("two-with-one-name-get-a-device-each", test_two_with_one_name_get_a_device_each);
  ADD ("plugs-are-said-where-they-are-known", test_plugs_are_said_where_they_are_known);
  ADD ("an-edit-meanwhile-stays", test_an_edit_meanwhile_stays);
  ADD ("what-is-off-or-only-sends-is-not-heard", test_what_is_off_or_only_sends_is_not_heard);
  return g_test_run ();
}
