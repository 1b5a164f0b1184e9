/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/bridge-stage.h"

#include "support/clasp-own-network.h"

/* A connection and the network interface it uses. */

static gboolean
is_working (gpointer user_data)
{
  return ((Stage *) user_data)->status.state == CLASP_BRIDGE_STATE_IDLE;
}

static gboolean
is_missing (gpointer user_data)
{
  return ((Stage *) user_data)->status.state == CLASP_BRIDGE_STATE_MISSING;
}

static gboolean
has_new_address (gpointer user_data)
{
  return g_strcmp0 (((Stage *) user_data)->bridge->address, "192.0.2.8") == 0;
}

static void
test_a_named_interface_is_used (Stage      *fixture,
                                gconstpointer data)
{
  stage_open_with (fixture, "interface=lo");
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpstr (fixture->bridge->address, ==, "127.0.0.1");
}

static void
test_no_name_is_all_of_them (Stage      *fixture,
                             gconstpointer data)
{
  stage_open_with (fixture, "");
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_null (clasp_bridge_get_interface (CLASP_BRIDGE (fixture->bridge)));
}

static void
test_an_interface_is_waited_for_and_followed (Stage      *fixture,
                                              gconstpointer data)
{
  stage_open_with (fixture, "interface=show0");
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  g_assert_cmpstr (fixture->status.detail, ==, "Network interface “show0” is not there; waiting for it");
  g_assert_cmpuint (fixture->bridge->n_starts, ==, 0);

  /* The clock stands still: only the news can end the wait. */
  clasp_own_network_ip ("link add show0 type veth peer name show1");
  clasp_own_network_ip ("addr add 192.0.2.7/24 dev show0");
  clasp_own_network_ip ("link set show1 up");
  clasp_own_network_ip ("link set show0 up");
  clasp_test_spin_until (is_working, fixture, "the bridge to start on the interface");

  clasp_own_network_ip ("addr flush dev show0");
  clasp_own_network_ip ("addr add 192.0.2.8/24 dev show0");
  clasp_test_spin_until (has_new_address, fixture, "the bridge to follow the address");

  clasp_own_network_ip ("link set show1 down");
  clasp_test_spin_until (is_missing, fixture, "the cable to be missed");
  g_assert_cmpstr (fixture->status.detail, ==, "Network interface “show0” is down; switch it on or plug its cable in");
  clasp_own_network_ip ("link set show1 up");
  clasp_test_spin_until (is_working, fixture, "the cable to be back");
  g_assert_cmpuint (fixture->bridge->n_stops, ==, fixture->bridge->n_starts - 1);
  clasp_own_network_ip ("link del show0");
}

static void
test_news_of_the_network_end_a_wait (Stage      *fixture,
                                     gconstpointer data)
{
  fixture->bridge->start_error = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE, "No route");
  stage_open (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_WAITING);
  g_clear_error (&fixture->bridge->start_error);
  clasp_own_network_ip ("link add show0 type veth peer name show1");
  clasp_test_spin_until (is_working, fixture, "the bridge to try again");
  clasp_own_network_ip ("link del show0");
}

static void
skip (gconstpointer why)
{
  g_test_skip (why);
}

static void
add_network_test (const char *path,
                  const char *why_not,
                  void      (*func) (Stage *, gconstpointer))
{
  if (why_not != NULL)
    g_test_add_data_func (path, why_not, skip);
  else
    g_test_add (path, Stage, NULL, stage_set_up, func, stage_tear_down);
}

int
main (int argc, char **argv)
{
  const char *why_not;

  clasp_test_init (&argc, &argv, 60);
  why_not = clasp_own_network_enter ();
#define ADD(path, func) g_test_add ("/bridges/base/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("named-interface-is-used", test_a_named_interface_is_used);
  ADD ("no-interface-is-all", test_no_name_is_all_of_them);
  add_network_test ("/bridges/base/interface-is-waited-for-and-followed", why_not, test_an_interface_is_waited_for_and_followed);
  add_network_test ("/bridges/base/news-of-the-network-end-a-wait", why_not, test_news_of_the_network_end_a_wait);
  return g_test_run ();
}
