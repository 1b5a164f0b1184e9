/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is dropped and what floods, and what is said of it. */

#include "support/clasp-test.h"
#include "window/br-desk.h"
#include "window/br-flow.h"

#define S G_USEC_PER_SEC

static void
test_only_the_last_ten_seconds_count (void)
{
  BrFlow flow = { 0 };

  /* What was lost before somebody looked is not of now. */
  g_assert_cmpuint (br_flow_take (&flow, 50, 0, 1 * S), ==, 0);
  g_assert_cmpuint (br_flow_take (&flow, 170, 0, 2 * S), ==, 120);
  for (guint i = 3; i <= 11; i++)
    g_assert_cmpuint (br_flow_take (&flow, 170, 0, i * S), ==, 120);
  g_assert_cmpuint (br_flow_take (&flow, 170, 0, 12 * S), ==, 0);
}

static void
test_a_new_start_counts_from_nothing (void)
{
  BrFlow flow = { 0 };

  br_flow_take (&flow, 100, 0, 1 * S);
  g_assert_cmpuint (br_flow_take (&flow, 3, 0, 2 * S), ==, 0);
  g_assert_cmpuint (br_flow_take (&flow, 5, 0, 3 * S), ==, 2);
}

static void
test_a_gap_forgets (void)
{
  BrFlow flow = { 0 };

  br_flow_take (&flow, 0, 0, 1 * S);
  g_assert_cmpuint (br_flow_take (&flow, 10, 0, 60 * S), ==, 0);
}

static void
test_a_flood_does_not_flicker (void)
{
  static const struct
  {
    double   rate;
    gboolean is_flood;
  } steps[] = {
    { BR_FLOW_FLOOD_ON - 1, FALSE }, { BR_FLOW_FLOOD_ON, TRUE },      { BR_FLOW_FLOOD_OFF, TRUE },
    { BR_FLOW_FLOOD_OFF - 1, FALSE }, { BR_FLOW_FLOOD_OFF, FALSE }, { BR_FLOW_FLOOD_ON + 1, TRUE },
  };
  BrFlow flow = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      br_flow_take (&flow, 0, steps[i].rate, i * S);
      g_assert_cmpint (flow.is_flood, ==, steps[i].is_flood);
    }
}

static void
test_it_is_said_in_words (void)
{
  const char *const names[] = { "Tablet", "Desk", "Stage" };
  const guint64     counts[] = { 120, 0, 3 };
  g_autofree char  *one = br_flow_describe_drops (1, "Tablet"), *many = br_flow_describe_drops (120, "Tablet");
  g_autofree char  *flood = br_flow_describe_flood (480, "Sensor box");
  g_autofree char  *list = br_flow_list_drops (12, names, counts, 3), *none = br_flow_list_drops (0, names, counts, 0);

  g_assert_cmpstr (one, ==, "1 message was dropped for Tablet in the last 10 s: it reads too slowly.");
  g_assert_cmpstr (many, ==, "120 messages were dropped for Tablet in the last 10 s: it reads too slowly.");
  g_assert_cmpstr (flood, ==, "Sensor box sends 480 messages a second. Showing and mapping continue.");
  g_assert_cmpstr (list, ==, "12; Tablet 120; Stage 3");
  g_assert_cmpstr (none, ==, "0");
}

static void
test_a_panic_says_what_it_ended (void)
{
  g_autofree char *midi = br_desk_describe_panic ("{\"ports\": 3, \"notes\": 12}");
  g_autofree char *one = br_desk_describe_panic ("{\"ports\": 1, \"notes\": 1, \"tests\": 1, \"clips\": 1, \"fades\": 2}");
  g_autofree char *cut = br_desk_describe_panic ("{\"ports\": 16, \"notes\": 120, \"fades\": 12, \"cl");
  g_autofree char *none = br_desk_describe_panic ("{}");

  g_assert_cmpstr (cut, ==, "Done: 16 ports, 120 notes, 12 fades and more");
  g_assert_cmpstr (midi, ==, "Done: 3 ports, 12 notes");
  g_assert_cmpstr (one, ==, "Done: 1 port, 1 note, 2 fades, 1 clip, 1 test");
  g_assert_cmpstr (none, ==, "There was nothing to end");
}

static void
test_the_menu_says_what_goes_dark (void)
{
  static const char *const none[] = { NULL };
  static const char *const some[] = { "/artnet/0/0/1", "/sacn/2", NULL };
  static const char *const marks[] = { "/artnet/0/0/1/1-8 Front [intensity]", "/sacn/3/1 Fog [careful]", NULL };
  g_autofree char *all = br_desk_describe_scope (none, none), *marked = br_desk_describe_scope (none, marks);
  g_autofree char *two = br_desk_describe_scope (some, none), *two_marked = br_desk_describe_scope (some, marks);
  g_autofree char *elsewhere = br_desk_describe_scope ((const char *const[]){ "/artnet/0/0/10", NULL }, marks);

  g_assert_cmpstr (all, ==, "Makes all universes dark");
  g_assert_cmpstr (marked, ==, "Makes intensity channels dark, and universes without any");
  g_assert_cmpstr (two, ==, "Makes all channels of /artnet/0/0/1; /sacn/2 dark");
  g_assert_cmpstr (two_marked, ==, "Makes intensity channels of /artnet/0/0/1; /sacn/2 dark");
  g_assert_cmpstr (elsewhere, ==, "Makes all channels of /artnet/0/0/10 dark");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/ui/flow/last-ten-seconds", test_only_the_last_ten_seconds_count);
  g_test_add_func ("/ui/flow/new-start-counts-from-nothing", test_a_new_start_counts_from_nothing);
  g_test_add_func ("/ui/flow/gap-forgets", test_a_gap_forgets);
  g_test_add_func ("/ui/flow/flood-does-not-flicker", test_a_flood_does_not_flicker);
  g_test_add_func ("/ui/flow/in-words", test_it_is_said_in_words);
  g_test_add_func ("/ui/flow/panic-in-words", test_a_panic_says_what_it_ended);
  g_test_add_func ("/ui/flow/blackout-in-words", test_the_menu_says_what_goes_dark);
  return g_test_run ();
}
