/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/sacn/clasp-sacn-codec.h"
#include "bridges/sacn/clasp-sacn-network.h"
#include "bridges/sacn/clasp-sacn-output.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "clasp-kinds.h"
#include "show/clasp-show.h"
#include "support/clasp-test.h"

/* What a person can set, and what becomes of it. */

static void
set (ClaspSettings *settings, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (settings, name, text, &error);
  g_assert_no_error (error);
}

static void
expect_universes (const char *text, const char *expected)
{
  const char *const   texts[] = { text, NULL };
  g_autoptr (GError)  error = NULL;
  g_autoptr (GArray)  numbers = clasp_sacn_universes_parse (texts, &error);
  g_autoptr (GString) got = g_string_new (NULL);

  if (expected == NULL)
    {
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
      return;
    }
  g_assert_no_error (error);
  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (got, "%u ", g_array_index (numbers, guint16, i));
  g_assert_cmpstr (got->str, ==, expected);
}

static void
test_universe_ranges (void)
{
  expect_universes ("", "");
  expect_universes (" ", "");
  expect_universes ("7", "7 ");
  expect_universes ("3-5, 532", "3 4 5 532 ");
  expect_universes (" 5 - 7 ,6,5", "5 6 7 ");
  expect_universes ("63999", "63999 ");
  expect_universes ("0", NULL);
  expect_universes ("64000", NULL);
  expect_universes ("99999999999999999999999", NULL);
  expect_universes ("5-3", NULL);
  expect_universes ("1-", NULL);
  expect_universes ("one", NULL);
  expect_universes ("1 2", NULL);
  expect_universes ("-1", NULL);
}

static void
test_limit_of_universes (void)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  g_autoptr (GError)        error = NULL;

  set (settings, "receive", "1-1024");
  g_assert_true (clasp_settings_validate (settings, NULL));
  set (settings, "receive", "1-1000;2001-2025");
  g_assert_false (clasp_settings_validate (settings, &error));
  g_assert_cmpstr (error->message, ==,
                   "receive: 1025 universes; this connection has at most 1024 (“max-universes”)");
  set (settings, "max-universes", "1025");
  g_assert_true (clasp_settings_validate (settings, NULL));
  set (settings, "max-universes", "63999");
  set (settings, "send", "1-63999");
  g_assert_true (clasp_settings_validate (settings, NULL));
}

static void
expect_refused (const char *name, const char *text)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);

  g_assert_false (clasp_settings_set_text (settings, name, text, NULL));
}

static void
test_limits_of_limits (void)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);

  set (settings, "max-universes", "1");
  set (settings, "max-discovered", "1");
  set (settings, "max-discovered", "4096");
  expect_refused ("max-universes", "0");
  expect_refused ("max-universes", "64000");
  expect_refused ("max-discovered", "0");
  expect_refused ("max-discovered", "4097");
}

/* How often an unchanged frame is repeated: in milliseconds, or a rate that goes before it, and for
 * single universes as their line says. */
static void
test_lowest_rate (void)
{
  g_autoptr (ClaspSettings)      settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  g_autoptr (ClaspUniverseLines) lines = NULL;
  ClaspSacnOutput                usual;

  set (settings, "universe-options", "7 min-hz=10");
  lines = clasp_sacn_output_parse_lines (settings, NULL);
  g_assert_cmpint (clasp_sacn_output_read (settings, lines).keep_alive_us, ==, 900000);
  set (settings, "min-hz", "2");
  usual = clasp_sacn_output_read (settings, lines);
  g_assert_cmpint (usual.keep_alive_us, ==, 500000);
  g_assert_cmpint (clasp_sacn_output_find (&usual, lines, 7).keep_alive_us, ==, 100000);
}

static void
expect_problem (const char *name, const char *text, const char *problem)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  g_autoptr (GError)        error = NULL;

  set (settings, "send", "1");
  set (settings, name, text);
  clasp_settings_validate (settings, &error);
  if (problem == NULL)
    g_assert_no_error (error);
  else
    g_assert_true (error != NULL && g_str_has_prefix (error->message, problem));
}

static void
test_settings (void)
{
  g_autofree char *name_63 = g_strnfill (63, 'x'), *name_64 = g_strnfill (64, 'x');

  expect_problem ("receive", "1-x", "receive: ‘1-x’ is no list of universes");
  expect_problem ("send", "64000", "send: ‘64000’");
  expect_problem ("source-name", name_63, NULL);
  expect_problem ("source-name", name_64, "source-name: longer than 63 bytes");
  expect_problem ("cid", "a835f42f-df24-4690-95f9-8a315dcef887", NULL);
  expect_problem ("cid", "desk", "cid: ‘desk’ is no UUID");
  expect_problem ("interfaces", "eth0;sixteencharslong", "interfaces: ‘sixteencharslong’");
  expect_problem ("interfaces", "eth0;fifteencharlong", NULL);
  expect_problem ("unicast", "10.0.0.7;node.local:5569", NULL);
  expect_problem ("unicast", "10.0.0.7:x", "unicast: ");
  expect_problem ("multicast", "false",
                  "multicast, unicast: one is off and the other empty, so what goes out of universe 1 ");
  expect_problem ("universe-options", "10-12 priority=150 preview=true sync=7 unicast=10.0.0.5", NULL);
  expect_problem ("universe-options", "1 min-hz=1 max-hz=44 force-sync=true", NULL);
  expect_problem ("universe-options", "1 continuous=true", "universe-options: line 1, column 3: ‘continuous’ is no option");
  expect_problem ("universe-options", "1 priority=200;2 priority=201",
                  "universe-options: line 2, column 12: ‘201’ is no number from 0 to 200");
  expect_problem ("universe-options", "64000 sync=1", "universe-options: line 1, column 1: ‘64000’ is no universe");
  expect_problem ("universe-options", "1 sync=64000", "universe-options: line 1, column 8: ");
  expect_problem ("universe-options", "1 unicast=a,b:x", "universe-options: line 1, column 13: ");
  expect_problem ("universe-options", "1 multicast=false", "multicast, unicast: ");
  expect_problem ("universe-options", "2 multicast=false", NULL); /* it does not go out */
  expect_problem ("universe-options", "1 slot-priorities=1-512:200,7:0", NULL);
  expect_problem ("min-hz", "44", NULL);
  expect_problem ("max-hz", "1", NULL);
}

/* Off for all, but each universe that goes out has hosts of its own. */
static void
test_hosts_of_single_universes_are_enough (void)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);

  set (settings, "send", "1-3");
  set (settings, "multicast", "false");
  set (settings, "universe-options", "1-2 unicast=10.0.0.5");
  g_assert_false (clasp_settings_validate (settings, NULL));
  set (settings, "universe-options", "1-2 unicast=10.0.0.5;3 multicast=true");
  g_assert_true (clasp_settings_validate (settings, NULL));
}

static void
test_lowest_rate_above_highest (void)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  g_autoptr (GError)        error = NULL;

  set (settings, "min-hz", "30");
  set (settings, "max-hz", "30");
  g_assert_true (clasp_settings_validate (settings, NULL));
  set (settings, "max-hz", "29");
  g_assert_false (clasp_settings_validate (settings, &error));
  g_assert_true (g_str_has_prefix (error->message, "min-hz: 30 repeats"));
}

static void
test_nothing_to_do (void)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  g_autoptr (GError)        error = NULL;

  g_assert_true (clasp_settings_validate (settings, NULL)); /* as it is made: universe 1 comes in */
  set (settings, "receive", "");
  g_assert_false (clasp_settings_validate (settings, &error));
  g_assert_true (g_str_has_prefix (error->message, "receive, send: both are empty"));
}

static ClaspConnection *
first_connection (ClaspShow *show)
{
  return g_list_model_get_item (clasp_show_get_connections (show), 0);
}

/* The CID comes from the connection's id: the same after saving and loading, another for another
 * connection, also one with the same settings. */
static void
test_cid_survives_saving_and_is_not_copied (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspShow)       loaded = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspConnection) made = clasp_show_create_connection (show, "sacn", NULL);
  g_autoptr (ClaspConnection) copy = clasp_show_create_connection (show, "sacn", NULL);
  g_autoptr (ClaspConnection) found = NULL;
  g_autofree char            *text = NULL;
  guint8                      cids[3][CLASP_SACN_CID_SIZE];

  g_assert_true (clasp_settings_equal (clasp_connection_get_settings (made),
                                       clasp_connection_get_settings (copy)));
  clasp_show_add (show, CLASP_SHOW_ITEM (made));
  text = clasp_show_to_text (show);
  g_assert_true (clasp_show_from_text (loaded, text, NULL, NULL));
  found = first_connection (loaded);
  clasp_sacn_cid_derive (clasp_show_item_get_id (CLASP_SHOW_ITEM (made)), cids[0]);
  clasp_sacn_cid_derive (clasp_show_item_get_id (CLASP_SHOW_ITEM (found)), cids[1]);
  clasp_sacn_cid_derive (clasp_show_item_get_id (CLASP_SHOW_ITEM (copy)), cids[2]);
  g_assert_cmpmem (cids[0], CLASP_SACN_CID_SIZE, cids[1], CLASP_SACN_CID_SIZE);
  g_assert_true (memcmp (cids[0], cids[2], CLASP_SACN_CID_SIZE) != 0);
}

static void
test_groups (void)
{
  g_autoptr (GInetAddress) v4 = clasp_sacn_group (63999, FALSE),
                           v6 = clasp_sacn_group (63999, TRUE);
  g_autoptr (GInetAddress) list = clasp_sacn_group (CLASP_SACN_DISCOVERY_UNIVERSE, FALSE);
  g_autofree char *text4 = g_inet_address_to_string (v4), *text6 = g_inet_address_to_string (v6);
  g_autofree char *text_list = g_inet_address_to_string (list);

  g_assert_cmpstr (text4, ==, "239.255.249.255");
  g_assert_cmpstr (text6, ==, "ff18::8300:f9ff");
  g_assert_cmpstr (text_list, ==, "239.255.250.214");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/sacn/settings/ranges", test_universe_ranges);
  g_test_add_func ("/bridges/sacn/settings/limit-of-universes", test_limit_of_universes);
  g_test_add_func ("/bridges/sacn/settings/limits/of-limits", test_limits_of_limits);
  g_test_add_func ("/bridges/sacn/settings/lowest-rate", test_lowest_rate);
  g_test_add_func ("/bridges/sacn/settings/lowest-rate-above-highest", test_lowest_rate_above_highest);
  g_test_add_func ("/bridges/sacn/settings/checks", test_settings);
  g_test_add_func ("/bridges/sacn/settings/nothing-to-do", test_nothing_to_do);
  g_test_add_func ("/bridges/sacn/settings/hosts-of-single-universes-are-enough",
                   test_hosts_of_single_universes_are_enough);
  g_test_add_func ("/bridges/sacn/groups", test_groups);
  g_test_add_func ("/bridges/sacn/cid/survives-saving-and-is-not-copied",
                   test_cid_survives_saving_and_is_not_copied);
  return g_test_run ();
}
