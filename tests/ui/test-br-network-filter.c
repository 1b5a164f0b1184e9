/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "connections/br-network-filter.h"
#include "support/clasp-test.h"

#include "clasp-found.h"

typedef struct
{
  BrNetworkFilter    *filter;
  GListStore         *found;
  GtkFilterListModel *shown;
} Fixture;

static GPtrArray *
make_places (gboolean has_wifi)
{
  GPtrArray *places = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_network_place_free);

  g_ptr_array_add (places, clasp_network_place_new ("lo", 0x7f000001, 0xff000000, 0));
  ((ClaspNetworkPlace *) g_ptr_array_index (places, 0))->is_loopback = TRUE;
  g_ptr_array_add (places, clasp_network_place_new ("stage0", 0x0a070001, 0xffffff00, 0x0a0700ff));
  g_ptr_array_add (places, clasp_network_place_new ("stage0", 0x0a080001, 0xffffff00, 0x0a0800ff));
  if (has_wifi)
    g_ptr_array_add (places, clasp_network_place_new ("wifi0", 0xc0a80105, 0xffffff00, 0xc0a801ff));

  return places;
}

static void
find (Fixture *fixture, const char *name, const char *host)
{
  ClaspSighting *sighting = clasp_sighting_new ("osc", name, name, name, NULL, (const char *const[]){ NULL });
  ClaspFound    *found;

  if (host != NULL)
    clasp_sighting_set_host (sighting, host);
  found = clasp_found_new (sighting);
  g_list_store_append (fixture->found, found);
  g_object_unref (found);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) places = make_places (TRUE);

  fixture->filter = br_network_filter_new ();
  fixture->found = g_list_store_new (CLASP_TYPE_FOUND);
  fixture->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (fixture->found)),
                                              g_object_ref (GTK_FILTER (fixture->filter)));
  br_network_filter_set_places (fixture->filter, places);
  find (fixture, "Node", "10.7.0.2");
  find (fixture, "Desk", "10.8.0.9");
  find (fixture, "Tablet", "192.168.1.23");
  find (fixture, "Pad", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->shown);
  g_object_unref (fixture->found);
  g_object_unref (fixture->filter);
}

static void
assert_shown (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->shown)); i++)
    {
      g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (fixture->shown), i);

      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", clasp_found_peek (found)->name);
    }
  g_assert_cmpstr (names->str, ==, expected);
}

static void
assert_choices (Fixture *fixture, const char *expected)
{
  GListModel         *choices = br_network_filter_get_choices (fixture->filter);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    g_string_append_printf (words, "%s%s", i > 0 ? " | " : "", gtk_string_list_get_string (GTK_STRING_LIST (choices), i));
  g_assert_cmpstr (words->str, ==, expected);
}

static void
test_a_network_is_chosen (Fixture *fixture, gconstpointer data)
{
  assert_choices (fixture, "All Networks | stage0 — 10.7.0.1 | wifi0 — 192.168.1.5");
  assert_shown (fixture, "Node Desk Tablet Pad");
  br_network_filter_set_selected (fixture->filter, 1);
  assert_shown (fixture, "Node Desk Pad");
  br_network_filter_set_selected (fixture->filter, 2);
  assert_shown (fixture, "Tablet Pad");
  find (fixture, "Phone", "192.168.1.24");
  find (fixture, "Rack", "10.7.0.3");
  assert_shown (fixture, "Tablet Pad Phone");
  br_network_filter_set_selected (fixture->filter, 0);
  assert_shown (fixture, "Node Desk Tablet Pad Phone Rack");
}

/* Plugged in here, by a program here, by an address that tells no network, by one that is of no network of ours. */
static void
test_only_what_is_elsewhere_is_left_out (Fixture *fixture, gconstpointer data)
{
  find (fixture, "Player", "127.0.0.1");
  find (fixture, "Router", "fe80::7");
  find (fixture, "Dimmer", "2.0.0.9");
  br_network_filter_set_selected (fixture->filter, 2);
  assert_shown (fixture, "Tablet Pad Player Router Dimmer");
}

static void
test_a_network_that_goes_leaves_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) fewer = make_places (FALSE);

  br_network_filter_set_selected (fixture->filter, 1);
  br_network_filter_set_places (fixture->filter, fewer);
  g_assert_cmpuint (br_network_filter_get_selected (fixture->filter), ==, 1);
  assert_shown (fixture, "Node Desk Tablet Pad");
  {
    g_autoptr (GPtrArray) none = g_ptr_array_new ();

    br_network_filter_set_places (fixture->filter, none);
  }
  g_assert_cmpuint (br_network_filter_get_selected (fixture->filter), ==, 0);
  assert_choices (fixture, "All Networks");
  assert_shown (fixture, "Node Desk Tablet Pad");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add ("/ui/network-filter/" path, Fixture, NULL, setup, func, teardown)
  ADD ("a-network-is-chosen", test_a_network_is_chosen);
  ADD ("only-what-is-elsewhere-is-left-out", test_only_what_is_elsewhere_is_left_out);
  ADD ("a-network-that-goes-leaves-all", test_a_network_that_goes_leaves_all);

  return g_test_run ();
}
