/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-finder.h"
#include "clasp-network-view.h"
#include "clasp-kinds.h"
#include "support/clasp-test.h"

/* What the finder's devices are, listed by another thread. */
static GMutex     lock;
static GPtrArray *plugged; /* under @lock (element-type utf8) names of MIDI devices */
static guint      n_scans; /* under @lock */
static const char *their_host; /* under @lock: of all of them, or NULL */

static GPtrArray *
scan (void)
{
  GPtrArray *sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_sighting_free);

  g_mutex_lock (&lock);
  n_scans++;
  for (guint i = 0; i < plugged->len; i++)
    {
      const char      *name = g_ptr_array_index (plugged, i);
      const char      *options[] = { "port", name, "direction", "both", NULL };
      g_autofree char *key = g_strconcat ("midi:", name, NULL);

      g_ptr_array_add (sightings, clasp_sighting_new ("midi", key, name, name, NULL, options));
      if (their_host != NULL)
        clasp_sighting_set_host (g_ptr_array_index (sightings, i), their_host);
    }
  g_mutex_unlock (&lock);
  return sightings;
}

typedef struct
{
  ClaspShow   *show;
  ClaspFinder *finder;
  guint        n_news; /* changes of the list */
} Fixture;

static void
items_changed_cb (Fixture *fixture)
{
  fixture->n_news++;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  plugged = g_ptr_array_new_with_free_func (g_free);
  n_scans = 0;
  their_host = NULL;
  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->finder = clasp_finder_new_with (fixture->show, scan);
  g_signal_connect_swapped (fixture->finder, "items-changed", G_CALLBACK (items_changed_cb),
                            fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->finder);
  g_object_unref (fixture->show);
  g_ptr_array_unref (plugged);
}

static void
plug (const char *name)
{
  g_mutex_lock (&lock);
  g_ptr_array_add (plugged, g_strdup (name));
  g_mutex_unlock (&lock);
}

static void
unplug_all (void)
{
  g_mutex_lock (&lock);
  g_ptr_array_set_size (plugged, 0);
  g_mutex_unlock (&lock);
}

static ClaspFound *
get (Fixture *fixture, guint position)
{
  g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (fixture->finder), position);

  return found; /* the list has it */
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->finder));
}

static gboolean
has_one (gpointer user_data)
{
  return count (user_data) == 1;
}

static gboolean
is_gone (gpointer user_data)
{
  return clasp_found_get_state (get (user_data, 0)) == CLASP_FOUND_GONE;
}

static gboolean
is_known (gpointer user_data)
{
  return clasp_found_get_state (get (user_data, 0)) == CLASP_FOUND_KNOWN;
}

static void
find_launchpad (Fixture *fixture)
{
  plug ("Launchpad Pro:MIDI 1");
  clasp_finder_look (fixture->finder);
  clasp_test_spin_until (has_one, fixture, "the device");
}

static void
test_new_devices_are_listed_once (Fixture *fixture, gconstpointer data)
{
  find_launchpad (fixture);
  g_assert_cmpint (clasp_found_get_state (get (fixture, 0)), ==, CLASP_FOUND_NEW);
  g_assert_cmpstr (clasp_found_peek (get (fixture, 0))->name, ==, "Launchpad Pro:MIDI 1");

  unplug_all ();
  clasp_finder_look (fixture->finder);
  clasp_test_spin_until (is_gone, fixture, "the device to go");
  plug ("Launchpad Pro:MIDI 1");
  plug ("Other");
  clasp_finder_look (fixture->finder);
  while (count (fixture) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (clasp_found_get_state (get (fixture, 0)), ==, CLASP_FOUND_NEW);
  g_assert_cmpuint (fixture->n_news, ==, 2);
}

static void
move_to (const char *new_host)
{
  g_mutex_lock (&lock);
  their_host = new_host;
  g_mutex_unlock (&lock);
}

static gboolean
is_there (gpointer user_data)
{
  return g_strcmp0 (clasp_found_peek (get (user_data, 0))->host, "10.0.0.2") == 0;
}

/* The list says so: what is on another network belongs to another list. */
static void
test_what_moves_is_told (Fixture *fixture, gconstpointer data)
{
  move_to ("10.0.0.1");
  find_launchpad (fixture);
  g_assert_cmpuint (fixture->n_news, ==, 1);
  move_to ("10.0.0.2");
  clasp_finder_look (fixture->finder);
  clasp_test_spin_until (is_there, fixture, "the new address");
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_cmpuint (fixture->n_news, ==, 2);
}

static void
test_use_is_one_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ClaspConnection   *connection;

  find_launchpad (fixture);
  connection = clasp_finder_use (fixture->finder, get (fixture, 0), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (clasp_settings_get_string (clasp_connection_get_settings (connection), "port"),
                   ==, "Launchpad Pro:MIDI 1");
  g_assert_cmpint (clasp_found_get_state (get (fixture, 0)), ==, CLASP_FOUND_KNOWN);
  g_assert_cmpstr (clasp_found_get_connection (get (fixture, 0)), ==,
                   clasp_show_item_get_id (CLASP_SHOW_ITEM (connection)));

  clasp_show_undo (fixture->show);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_connections (fixture->show)), ==, 0);
  g_assert_cmpint (clasp_found_get_state (get (fixture, 0)), ==, CLASP_FOUND_NEW);
  g_assert_null (clasp_found_get_connection (get (fixture, 0)));
}

static void
test_a_part_of_the_name_is_enough (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (clasp_show_connect_from_text (fixture->show, "midi,port=launchPAD", &error));
  g_assert_no_error (error);
  find_launchpad (fixture);
  clasp_test_spin_until (is_known, fixture, "the device to be known");
}

static void
test_other_connections_mean_nothing (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "midi", "midi,port=Keystation", "osc",
                                       "osc,send=127.0.0.1:9000" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_nonnull (clasp_show_connect_from_text (fixture->show, texts[i], NULL));
  find_launchpad (fixture);
  g_assert_cmpint (clasp_found_get_state (get (fixture, 0)), ==, CLASP_FOUND_NEW);
}

/* What stands behind the name says which of two it is, also where that is all that is known. */
static void
test_equal_devices_are_meant_by_what_is_behind_their_name (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *id, *port;
    gboolean    is_meant;
  } cases[] = {
    { "Pad:MIDI 1 #1", "Pad:MIDI 1 #1", TRUE }, { "Pad:MIDI 1 #1", "pad:midi 1 #2", FALSE },
    { "Pad:MIDI 1 #2", "pad #2", TRUE },        { "Pad:MIDI 1 #1", "Pad", TRUE },
    { "Pad:MIDI 1 #2", "Pad", FALSE },          { "Pad:MIDI 1", "Pad:MIDI 1 #1", TRUE },
    { "Pad:MIDI 1", "Pad:MIDI 1 #2", FALSE },   { "Pad:MIDI 1 @S1", "Pad:MIDI 1 @S1", TRUE },
    { "Pad:MIDI 1 @S1", "Pad:MIDI 1 @S2", FALSE }, { "Pad:MIDI 1 @S1", "Pad", TRUE },
    { "Pad:MIDI 1 @S1", "Pad #2", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char                 *options[] = { "port", cases[i].id, NULL };
      ClaspSighting              *sighting = clasp_sighting_new ("midi", cases[i].id, "Pad", cases[i].id, NULL, options);
      g_autoptr (ClaspConnection) connection = clasp_show_create_connection (fixture->show, "midi", NULL);

      clasp_settings_set_text (clasp_connection_get_settings (connection), "port", cases[i].port, NULL);
      g_test_message ("%s is meant by %s: %d", cases[i].id, cases[i].port, cases[i].is_meant);
      g_assert_true (clasp_sighting_is_meant (sighting, connection) == cases[i].is_meant);
      clasp_sighting_free (sighting);
    }
}

static void
test_osc_is_meant_by_its_place (Fixture *fixture, gconstpointer data)
{
  const char      *options[] = { "send", "10.0.0.7:8000", NULL };
  ClaspSighting   *sighting =
    clasp_sighting_new ("osc", "net:_osc._udp:Tablet", "Tablet", "10.0.0.7:8000", NULL, options);
  ClaspConnection *connection =
    clasp_show_connect_from_text (fixture->show, "osc,send=10.0.0.6:8000;10.0.0.7:8000", NULL);

  g_assert_true (clasp_sighting_is_meant (sighting, connection));
  g_assert_true (clasp_settings_set_text (clasp_connection_get_settings (connection), "send",
                                          "10.0.0.6:8000", NULL));
  g_assert_false (clasp_sighting_is_meant (sighting, connection));
  clasp_sighting_free (sighting);
}

static void
assert_host (const char *told, const char *host)
{
  ClaspSighting *sighting = clasp_sighting_new ("osc", "net:x", "X", told, NULL, (const char *const[]){ NULL });

  g_assert_null (sighting->host);
  clasp_sighting_set_host (sighting, told);
  g_assert_cmpstr (sighting->host, ==, host);
  clasp_sighting_free (sighting);
}

static void
test_a_host_is_kept_without_its_port (void)
{
  assert_host ("10.0.0.7", "10.0.0.7");
  assert_host ("10.0.0.7:6455", "10.0.0.7");
  assert_host ("fe80::7", "fe80::7");
}

static void
assert_network_of (const GPtrArray *places, const char *host, const char *name)
{
  const ClaspNetworkPlace *place = clasp_network_of (places, host);

  g_assert_cmpstr (place != NULL ? place->name : NULL, ==, name);
}

static void
test_a_host_is_on_the_narrowest_network (void)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_network_place_free);

  g_ptr_array_add (places, clasp_network_place_new ("stage0", 0x0a070001, 0xffffff00, 0x0a0700ff));
  g_ptr_array_add (places, clasp_network_place_new ("vpn0", 0x0a000001, 0xff000000, 0x0affffff));
  g_ptr_array_add (places, clasp_network_place_new ("idle0", 0, 0, 0));
  g_ptr_array_add (places, clasp_network_place_new ("down0", 0xc0a80101, 0xffffff00, 0xc0a801ff));
  ((ClaspNetworkPlace *) g_ptr_array_index (places, 3))->is_up = FALSE;
  assert_network_of (places, "10.7.0.2", "stage0");
  assert_network_of (places, "10.9.0.2", "vpn0");
  assert_network_of (places, "192.168.1.7", NULL);
  assert_network_of (places, "fe80::7", NULL);
  assert_network_of (places, "nonsense", NULL);
  assert_network_of (places, NULL, NULL);
}

static void
test_only_what_is_gone_is_forgotten (Fixture *fixture, gconstpointer data)
{
  find_launchpad (fixture);
  clasp_finder_forget (fixture->finder, get (fixture, 0));
  g_assert_cmpuint (count (fixture), ==, 1);

  unplug_all ();
  clasp_finder_look (fixture->finder);
  clasp_test_spin_until (is_gone, fixture, "the device to go");
  clasp_finder_forget (fixture->finder, get (fixture, 0));
  g_assert_cmpuint (count (fixture), ==, 0);
  find_launchpad (fixture);
}

static void
test_the_list_is_bounded (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i <= CLASP_FINDER_MAX_FOUND; i++)
    {
      g_autofree char *name = g_strdup_printf ("Device %u", i);

      plug (name);
    }
  clasp_finder_look (fixture->finder);
  while (count (fixture) < CLASP_FINDER_MAX_FOUND)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (count (fixture), ==, CLASP_FINDER_MAX_FOUND);
}

static gboolean
has_scanned_again (gpointer user_data)
{
  guint n;

  g_mutex_lock (&lock);
  n = n_scans;
  g_mutex_unlock (&lock);
  return n >= 2;
}

static void
test_it_looks_while_watched (Fixture *fixture, gconstpointer data)
{
  clasp_finder_watch (fixture->finder);
  clasp_finder_watch (fixture->finder);
  clasp_finder_unwatch (fixture->finder);
  clasp_test_spin_until (has_scanned_again, fixture, "a second look");
  clasp_finder_unwatch (fixture->finder);
}

/* Whatever this machine has. */
static void
test_own_devices_have_all_it_takes (void)
{
  g_autoptr (GPtrArray) sightings = clasp_finder_list_devices ();
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());

  for (guint i = 0; i < sightings->len; i++)
    {
      const ClaspSighting        *sighting = g_ptr_array_index (sightings, i);
      g_autoptr (ClaspConnection) connection =
        clasp_show_create_connection (show, sighting->kind, NULL);
      ClaspSettings *settings = clasp_connection_get_settings (connection);

      g_test_message ("%s %s, %s", sighting->kind, sighting->name, sighting->place);
      for (guint j = 0; sighting->options[j] != NULL; j += 2)
        g_assert_true (clasp_settings_set_text (settings, sighting->options[j],
                                                sighting->options[j + 1], NULL));
      g_assert_true (clasp_sighting_is_meant (sighting, connection));
    }
}

/* What announces itself is what a connection can be made to, with the address as settings take it. */
static void
test_services_of_the_network (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *type, *address, *option, *text;
  } services[] = {
    { "_osc._udp", "192.0.2.7", "send", "192.0.2.7:8000" },
    { "_osc._tcp", "192.0.2.7", "send", "tcp://192.0.2.7:8000" },
    { "_osc._tcp", "2001:db8::7", "send", "tcp://[2001:db8::7]:8000" },
    { "_oscjson._tcp", "192.0.2.7", "query-url", "http://192.0.2.7:8000" },
  };
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autoptr (GInetAddress) host = g_inet_address_new_from_string (services[i].address);
      ClaspSighting           *sighting =
        clasp_finder_sight_service (services[i].type, "Desk", host, 8000);
      g_autoptr (ClaspFound) found = clasp_found_new (sighting); /* takes it over */
      g_autoptr (GError)     error = NULL;
      ClaspConnection       *connection = clasp_finder_use (fixture->finder, found, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (sighting->kind, ==, "osc");
      g_assert_cmpstr (sighting->options[0], ==, services[i].option);
      g_assert_cmpstr (sighting->options[1], ==, services[i].text);
      g_assert_nonnull (strstr (clasp_sighting_describe (sighting), "OSC"));
      g_assert_true (clasp_settings_validate (clasp_connection_get_settings (connection), &error));
      g_assert_no_error (error);
    }
  g_assert_null (clasp_finder_sight_service ("_http._tcp", "Printer", address, 80));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add ("/engine/finder/" path, Fixture, NULL, setup, func, teardown)
  ADD ("new-devices-are-listed-once", test_new_devices_are_listed_once);
  ADD ("services-of-the-network", test_services_of_the_network);
  ADD ("what-moves-is-told", test_what_moves_is_told);
  ADD ("use-is-one-edit", test_use_is_one_edit);
  ADD ("a-part-of-the-name-is-enough", test_a_part_of_the_name_is_enough);
  ADD ("other-connections-mean-nothing", test_other_connections_mean_nothing);
  ADD ("equal-devices-are-meant-by-what-is-behind-their-name", test_equal_devices_are_meant_by_what_is_behind_their_name);
  ADD ("osc-is-meant-by-its-place", test_osc_is_meant_by_its_place);
  ADD ("only-what-is-gone-is-forgotten", test_only_what_is_gone_is_forgotten);
  ADD ("the-list-is-bounded", test_the_list_is_bounded);
  ADD ("it-looks-while-watched", test_it_looks_while_watched);
  g_test_add_func ("/engine/finder/a-host-is-kept-without-its-port", test_a_host_is_kept_without_its_port);
  g_test_add_func ("/engine/finder/a-host-is-on-the-narrowest-network", test_a_host_is_on_the_narrowest_network);
  g_test_add_func ("/engine/finder/own-devices-have-all-it-takes",
                   test_own_devices_have_all_it_takes);

  return g_test_run ();
}
