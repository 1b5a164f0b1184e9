/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-kinds.h"
#include "mapping/br-mapping-edit.h"
#include "mapping/br-mapping-uses.h"
#include "mapping/br-pickup.h"
#include "mapping/clasp-condition.h"
#include "support/clasp-test.h"
#include "support/clasp-test-show.h"

#include <math.h>

static void
assert_text (ClaspMapping *mapping, const char *expected)
{
  g_autofree char *text = clasp_mapping_to_text (mapping);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_undo (ClaspShow *show, const char *expected)
{
  g_autofree char *label = NULL;

  g_object_get (show, "undo-label", &label, NULL);
  g_assert_cmpstr (label, ==, expected);
}

static const char *
get_when (ClaspMapping *mapping)
{
  return clasp_settings_get_string (clasp_mapping_get_options (mapping), "when");
}

static void
test_what_passes_is_one_choice (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspMapping         *mapping = clasp_test_map (show, "/a => /b");
  double                level;

  g_assert_cmpint (br_mapping_get_when (mapping, &level), ==, BR_WHEN_EVERY);
  br_mapping_set_when (show, mapping, BR_WHEN_CHANGES, 0);
  g_assert_cmpint (br_mapping_get_when (mapping, &level), ==, BR_WHEN_CHANGES);
  br_mapping_set_when (show, mapping, BR_WHEN_CROSSES, 0.25);
  g_assert_cmpint (br_mapping_get_when (mapping, &level), ==, BR_WHEN_CROSSES);
  g_assert_cmpfloat (level, ==, 0.25);
  g_assert_cmpstr (get_when (mapping), ==,
                   "{\"input\": true, \"op\": \"crosses\", \"value\": 0.25}");
  assert_undo (show, "Change when /a passes");
  br_mapping_set_when (show, mapping, BR_WHEN_EVERY, 0);
  g_assert_cmpstr (get_when (mapping), ==, "");
  clasp_show_undo (show);
  g_assert_cmpint (br_mapping_get_when (mapping, &level), ==, BR_WHEN_CROSSES);
}

static void
test_crossing_keeps_the_condition (void)
{
  const char *const conditions[] = {
    "value > 0.5",
    "{\"layer\": \"a\"}",
    "{\"any\":[{\"layer\":\"a\"},{\"layer\":\"b\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autoptr (ClaspShow)      show = clasp_show_new (clasp_kinds ());
      ClaspMapping              *mapping = clasp_test_map (show, "/a => /b");
      g_autoptr (ClaspCondition) condition = NULL;
      double                     level;

      g_object_set (clasp_mapping_get_options (mapping), "when", conditions[i], NULL);
      br_mapping_set_when (show, mapping, BR_WHEN_CROSSES, 0.5);
      condition = clasp_condition_new (get_when (mapping), NULL, NULL);
      g_assert_nonnull (condition);
      g_assert_cmpint (br_mapping_get_when (mapping, &level), ==, BR_WHEN_CROSSES);
      br_mapping_set_when (show, mapping, BR_WHEN_EVERY, 0);
      g_assert_cmpstr (get_when (mapping), ==, conditions[i]);
    }
}

static void
test_takeover_is_an_option_or_a_step (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspMapping         *mapping = clasp_test_map (show, "/a => smooth 80ms => /b");
  GListModel           *steps = clasp_mapping_get_steps (mapping);

  for (int takeover = BR_TAKEOVER_OFF; takeover <= BR_TAKEOVER_RELATIVE; takeover++)
    {
      br_mapping_set_takeover (show, mapping, (BrTakeover) takeover);
      g_assert_cmpint (br_mapping_get_takeover (mapping), ==, takeover);
    }
  g_assert_cmpuint (g_list_model_get_n_items (steps), ==, 2);
  br_mapping_set_takeover (show, mapping, BR_TAKEOVER_PICKUP);
  g_assert_cmpuint (g_list_model_get_n_items (steps), ==, 1);
  clasp_show_undo (show);
  g_assert_cmpint (br_mapping_get_takeover (mapping), ==, BR_TAKEOVER_RELATIVE);
}

static void
test_one_target_is_turned_round (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  ClaspMapping               *mapping = clasp_test_map (show, "/a => /b, /c");
  g_autoptr (ClaspMappingEnd) second =
    g_list_model_get_item (clasp_mapping_get_targets (mapping), 1);

  br_target_set_inverted (show, second, TRUE);
  br_target_set_inverted (show, second, TRUE);
  g_assert_true (br_target_get_inverted (second));
  assert_text (mapping, "/a => /b, (invert) /c");
  br_target_set_inverted (show, second, FALSE);
  assert_text (mapping, "/a => /b, /c");
}

static void
test_targets_are_split_in_one_step (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) parts = NULL;
  ClaspMapping         *mapping;

  clasp_test_map (show, "/x => /y");
  mapping = clasp_test_map (show, "[rate-hz=44] /a => smooth 90ms => /b, (invert) /c [priority=7]");
  clasp_test_map (show, "/z => /y");
  g_assert_true (br_mapping_can_split (mapping));
  parts = br_mapping_split (show, mapping);
  g_assert_cmpuint (parts->len, ==, 2);
  assert_text (parts->pdata[0], "[rate-hz=44Hz] /a => smooth 90ms => /b");
  assert_text (parts->pdata[1], "[rate-hz=44Hz] /a => smooth 90ms => (invert) /c [priority=7]");
  {
    g_autoptr (ClaspMapping) at = g_list_model_get_item (clasp_show_get_mappings (show), 2);

    g_assert_true (at == parts->pdata[1]);
  }
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, 4);
  clasp_show_undo (show);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, 3);
}

static void
test_sources_are_split_unless_joined (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) parts = NULL;

  g_assert_false (br_mapping_can_split (clasp_test_map (show, "/a => /b")));
  g_assert_false (br_mapping_can_split (clasp_test_map (show, "[join=array] /a + /b => /c")));
  none = br_mapping_split (show, clasp_test_map (show, "/a => /b"));
  g_assert_cmpuint (none->len, ==, 0);
  parts = br_mapping_split (show, clasp_test_map (show, "/a + /b => /c"));
  g_assert_cmpuint (parts->len, ==, 2);
  assert_text (parts->pdata[1], "/b => /c");
}

static void
test_a_circle_is_named_though_muted (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspMapping         *back;
  g_autofree char      *circle = NULL;
  g_autofree char      *none = NULL;

  none = br_mapping_find_circle (show, clasp_test_map (show, "/a => /b"));
  g_assert_null (none);
  back = clasp_test_map (show, "/b => /a");
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (back), FALSE);
  circle = br_mapping_find_circle (show, back);
  g_assert_cmpstr (circle, ==, "/b → /a → /b");
  br_mapping_guard (show, back);
  g_assert_true (br_mapping_is_guarded (back));
  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (back)));
  assert_undo (show, "Guard /b");
  clasp_show_undo (show);
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (back)));
}

static void
add_signals (ClaspSignalTable *table, const char *branch, guint n)
{
  const ClaspValue value = clasp_value_double (0.5);

  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *address = g_strdup_printf ("%s/%u", branch, i);

      clasp_signal_table_update (table, clasp_str (address), CLASP_SIGNAL_PARAM, &value, 1, 1);
    }
}

static void
test_matches_are_listed_up_to_a_limit (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (GPtrArray)        matches = NULL;
  g_autoptr (GPtrArray)        exact = NULL;
  guint                        n;

  add_signals (table, "/osc/fader", 25);
  add_signals (table, "/osc/button", 5);
  matches = br_mapping_list_matches (table, "/osc/fader/{n:1..24}", "/artnet/0/0/0/{n+10}", 20, &n);
  g_assert_cmpuint (n, ==, 24);
  g_assert_cmpuint (matches->len, ==, 20);
  g_assert_cmpstr (matches->pdata[0], ==, "/osc/fader/1 → /artnet/0/0/0/11");
  exact = br_mapping_list_matches (table, "/osc/fader/1", "/b", 20, &n);
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (exact->len, ==, 0);
}

static void
test_a_device_is_named_by_its_namespace (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspConnection      *connection = NULL;
  g_autofree char      *tablet = NULL;
  g_autofree char      *pad = NULL;
  g_autofree char      *nobody = NULL;

  g_assert_nonnull (clasp_show_connect_from_text (show, "osc,listen=127.0.0.1:9000", NULL));
  g_assert_nonnull (clasp_show_connect_from_text (show, "midi", NULL));
  tablet = br_address_dup_device (show, "/osc/1/fader", &connection);
  g_assert_cmpstr (tablet, ==, "/osc");
  g_assert_cmpstr (clasp_connection_get_kind (connection), ==, "osc");
  pad = br_address_dup_device (show, "/midi/pad/ch/1/cc/7", NULL);
  g_assert_cmpstr (pad, ==, "/midi/pad");
  nobody = br_address_dup_device (show, "/oscar/1", NULL);
  g_assert_null (nobody);
}

static void
test_the_pointer_says_which_way_to_move (void)
{
  const ClaspRange range = { 0, 255, TRUE };

  g_assert_cmpint (br_pickup_find (100, 200, 0.02, &range), ==, BR_PICKUP_UP);
  g_assert_cmpint (br_pickup_find (200, 100, 0.02, &range), ==, BR_PICKUP_DOWN);
  /* At the window, and just beyond it. */
  g_assert_cmpint (br_pickup_find (100, 105.1, 0.02, &range), ==, BR_PICKUP_MET);
  g_assert_cmpint (br_pickup_find (100, 105.2, 0.02, &range), ==, BR_PICKUP_UP);
  g_assert_cmpint (br_pickup_find (NAN, 100, 0.02, &range), ==, BR_PICKUP_NONE);
  g_assert_cmpint (br_pickup_find (100, NAN, 0.02, &range), ==, BR_PICKUP_NONE);
}

static void
test_users_of_an_address_are_found_by_patterns_too (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspMapping         *faders = clasp_test_map (show, "/osc/1/fader{n:1..8} => /artnet/0/0/0/{n+10}");
  ClaspMapping         *back = clasp_test_map (show, "/osc/2/fader{n:1..8} => /x/{n-1}/{name}");
  ClaspMapping         *two = clasp_test_map (show, "/a + /b => /c, /d");
  g_autofree char      *users = NULL;
  g_autofree char      *one = NULL;

  g_assert_true (br_mapping_uses (faders, "/osc/1/fader8"));
  g_assert_false (br_mapping_uses (faders, "/osc/1/fader9"));
  g_assert_true (br_mapping_uses (faders, "/artnet/0/0/0/11"));
  g_assert_true (br_mapping_uses (faders, "/artnet/0/0/0/18"));
  g_assert_false (br_mapping_uses (faders, "/artnet/0/0/0/19"));
  g_assert_false (br_mapping_uses (faders, "/artnet/0/0/0/10"));
  g_assert_false (br_mapping_uses (faders, "/artnet/0/0/0/11/more"));
  g_assert_true (br_mapping_uses (back, "/x/0/anything"));
  g_assert_false (br_mapping_uses (back, "/x/8/anything"));
  g_assert_false (br_mapping_uses (back, "/x/9223372036854775807/anything"));
  g_assert_false (br_mapping_uses (back, "/x/zero/anything"));
  g_assert_true (br_mapping_uses (two, "/b"));
  g_assert_true (br_mapping_uses (two, "/d"));
  g_assert_false (br_mapping_uses (two, "/e"));

  clasp_show_item_set_name (CLASP_SHOW_ITEM (two), "Two");
  clasp_test_map (show, "/d => /f");
  users = br_mapping_dup_users (show, "/d", 20);
  g_assert_true (g_str_has_prefix (users, "Two\n"));
  one = br_mapping_dup_users (show, "/d", 1);
  g_assert_cmpstr (one, ==, "Two");
  g_assert_null (br_mapping_dup_users (show, "/nobody", 20));
}

static void
assert_user (ClaspShow *show, const char *address, ClaspMapping *expected)
{
  g_autoptr (ClaspMapping) user = br_mapping_find_user (show, address);

  g_assert_true (user == expected);
}

/* One of many that a pattern may become is less than an end of its own. */
static void
test_whose_own_end_it_is_comes_first (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspMapping         *faders = clasp_test_map (show, "/osc/fader{n:1..8} => /dmx/{n}");
  ClaspMapping         *third = clasp_test_map (show, "/osc/knob => /dmx/3");

  assert_user (show, "/dmx/2", faders);
  assert_user (show, "/dmx/3", third);
  assert_user (show, "/osc/knob", third);
  assert_user (show, "/osc/fader3", faders);
  assert_user (show, "/dmx/9", NULL);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_test_add_func ("/ui/mapping-edit/users-of-an-address-are-found-by-patterns-too", test_users_of_an_address_are_found_by_patterns_too);
  g_test_add_func ("/ui/mapping-edit/whose-own-end-it-is-comes-first", test_whose_own_end_it_is_comes_first);
  g_test_add_func ("/ui/mapping-edit/what-passes-is-one-choice", test_what_passes_is_one_choice);
  g_test_add_func ("/ui/mapping-edit/crossing-keeps-the-condition",
                   test_crossing_keeps_the_condition);
  g_test_add_func ("/ui/mapping-edit/takeover-is-an-option-or-a-step",
                   test_takeover_is_an_option_or_a_step);
  g_test_add_func ("/ui/mapping-edit/one-target-is-turned-round", test_one_target_is_turned_round);
  g_test_add_func ("/ui/mapping-edit/targets-are-split-in-one-step",
                   test_targets_are_split_in_one_step);
  g_test_add_func ("/ui/mapping-edit/sources-are-split-unless-joined",
                   test_sources_are_split_unless_joined);
  g_test_add_func ("/ui/mapping-edit/a-circle-is-named-though-muted",
                   test_a_circle_is_named_though_muted);
  g_test_add_func ("/ui/mapping-edit/matches-are-listed-up-to-a-limit",
                   test_matches_are_listed_up_to_a_limit);
  g_test_add_func ("/ui/mapping-edit/a-device-is-named-by-its-namespace",
                   test_a_device_is_named_by_its_namespace);
  g_test_add_func ("/ui/mapping-edit/the-pointer-says-which-way-to-move",
                   test_the_pointer_says_which_way_to_move);

  return g_test_run ();
}
