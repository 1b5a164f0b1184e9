/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dmx/clasp-universe-input.h"
#include "support/clasp-test.h"

/* Merge tables, time-outs, sampling. Sequence numbers have a file of their own. */

#define MS G_GINT64_CONSTANT (1000)
#define LOSS_US (2500 * MS)

typedef struct
{
  ClaspUniverseInput *input;
  gint64              now_us;
  guint               n_changes;
  guint8              levels[CLASP_DMX_SLOTS]; /* as they were reported */
} Desk;

static void
change_cb (guint slot, guint8 level, guint64 source, gpointer user_data)
{
  Desk *desk = user_data;

  desk->n_changes++;
  desk->levels[slot] = level;
}

static void
desk_init (Desk *desk, const ClaspUniverseRules *rules)
{
  memset (desk, 0, sizeof *desk);
  memset (desk->levels, 0xee, sizeof desk->levels); /* unlike anything that is sent */
  desk->now_us = 1000 * MS;
  desk->input = clasp_universe_input_new (rules, change_cb, desk);
}

static void
desk_clear (Desk *desk)
{
  clasp_universe_input_free (desk->input);
}

static const ClaspUniverseRules htp = { .max_sources = 16, .timeout_us = LOSS_US };
static const ClaspUniverseRules ltp = { .merge = CLASP_DMX_MERGE_LTP,
                                        .max_sources = 16,
                                        .timeout_us = LOSS_US };

static ClaspUniverseResult
send_full (Desk         *desk,
           guint64       source,
           guint8        priority,
           gboolean      is_priorities,
           const guint8 *slots,
           guint         n)
{
  return clasp_universe_input_receive (desk->input,
                                       &(ClaspUniverseFrame){ .source = source,
                                                              .slots = slots,
                                                              .n_slots = n,
                                                              .priority = priority,
                                                              .is_priorities = is_priorities },
                                       desk->now_us);
}

#define SEND(desk, source, priority, ...)                                                          \
  send_full (desk, source, priority, FALSE, (const guint8[]){ __VA_ARGS__ },                       \
             sizeof ((const guint8[]){ __VA_ARGS__ }))
#define SEND_PRIORITIES(desk, source, priority, ...)                                               \
  send_full (desk, source, priority, TRUE, (const guint8[]){ __VA_ARGS__ },                        \
             sizeof ((const guint8[]){ __VA_ARGS__ }))
#define ASSERT_LEVELS(desk, ...)                                                                   \
  g_assert_cmpmem ((desk)->levels, sizeof ((const guint8[]){ __VA_ARGS__ }),                       \
                   ((const guint8[]){ __VA_ARGS__ }), sizeof ((const guint8[]){ __VA_ARGS__ }))
#define NONE 0xee

/* ---- merge tables ---- */

static void
test_htp_takes_the_higher_level_of_each_slot (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 10, 200, 0, 255);
  SEND (&desk, 2, 100, 20, 100, 0, 0);
  ASSERT_LEVELS (&desk, 20, 200, 0, 255, NONE);
  g_assert_cmpuint (clasp_universe_input_get_winner (desk.input, 0), ==, 2);
  g_assert_cmpuint (clasp_universe_input_get_winner (desk.input, 1), ==, 1);
  g_assert_cmpuint (clasp_universe_input_get_winner (desk.input, 4), ==, 0);
  g_assert_cmpuint (clasp_universe_input_get_winner (desk.input, 512), ==, 0);
  g_assert_true (clasp_universe_input_is_tied (desk.input));

  SEND (&desk, 2, 100, 5, 100, 0, 0); /* down again: the other is the higher one */
  ASSERT_LEVELS (&desk, 10, 200, 0, 255, NONE);
  desk_clear (&desk);
}

static void
test_ltp_takes_the_frame_that_changed_last (void)
{
  Desk desk;

  desk_init (&desk, &ltp);
  SEND (&desk, 1, 100, 10, 200);
  SEND (&desk, 2, 100, 20, 0);
  ASSERT_LEVELS (&desk, 20, 0, NONE);
  SEND (&desk, 1, 100, 10, 200); /* a repetition does not take over */
  ASSERT_LEVELS (&desk, 20, 0, NONE);
  SEND (&desk, 1, 100, 11, 200);
  ASSERT_LEVELS (&desk, 11, 200, NONE);
  desk_clear (&desk);
}

static void
test_the_merge_can_be_changed (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 10, 200);
  SEND (&desk, 2, 100, 20, 0);
  ASSERT_LEVELS (&desk, 20, 200);
  clasp_universe_input_set_merge (desk.input, CLASP_DMX_MERGE_LTP);
  ASSERT_LEVELS (&desk, 20, 0);
  clasp_universe_input_set_merge (desk.input, CLASP_DMX_MERGE_HTP);
  ASSERT_LEVELS (&desk, 20, 200);
  desk_clear (&desk);
}

static void
test_the_highest_priority_wins (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 255, 255);
  SEND (&desk, 2, 101, 1, 0);
  ASSERT_LEVELS (&desk, 1, 0, NONE);
  g_assert_false (clasp_universe_input_is_tied (desk.input));
  SEND (&desk, 2, 99, 1, 0); /* gives way */
  ASSERT_LEVELS (&desk, 255, 255, NONE);
  SEND (&desk, 2, 200, 1, 0);
  ASSERT_LEVELS (&desk, 1, 0, NONE);
  desk_clear (&desk);
}

static void
test_priority_zero_is_the_lowest_not_none (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 0, 7);
  ASSERT_LEVELS (&desk, 7);
  SEND (&desk, 2, 1, 3);
  ASSERT_LEVELS (&desk, 3);
  desk_clear (&desk);
}

static void
test_the_stronger_one_gives_only_the_slots_it_has (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 1, 2, 3);
  SEND (&desk, 2, 150, 9);
  ASSERT_LEVELS (&desk, 9, 2, 3, NONE);
  desk_clear (&desk);
}

static void
test_slots_have_priorities_of_their_own (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 10, 10, 10, 10);
  SEND (&desk, 2, 200, 99, 99, 99, 99);
  ASSERT_LEVELS (&desk, 99, 99, 99, 99);
  /* 0 is not sourced, 100 is equal, 101 wins; the packet's 200 no longer counts. */
  SEND_PRIORITIES (&desk, 2, 200, 0, 50, 100, 101);
  ASSERT_LEVELS (&desk, 10, 10, 99, 99, NONE);
  g_assert_cmpuint (clasp_universe_input_get_winner (desk.input, 0), ==, 1);
  g_assert_cmpuint (clasp_universe_input_get_winner (desk.input, 3), ==, 2);
  desk_clear (&desk);
}

static void
test_slots_beyond_the_count_of_priorities_are_not_sourced (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 10, 10, 10);
  SEND (&desk, 2, 100, 99, 99, 99);
  SEND_PRIORITIES (&desk, 2, 100, 100, 100);
  ASSERT_LEVELS (&desk, 99, 99, 10);
  desk_clear (&desk);
}

static void
test_a_slot_nobody_sources_is_held_or_zeroed (void)
{
  ClaspUniverseRules zero = htp;
  Desk               desk;

  desk_init (&desk, &htp);
  SEND (&desk, 2, 100, 99, 98);
  SEND_PRIORITIES (&desk, 2, 100, 0, 1);
  ASSERT_LEVELS (&desk, 99, 98);
  g_assert_cmpuint (clasp_universe_input_get_winner (desk.input, 0), ==, 0);
  desk_clear (&desk);

  zero.loss = CLASP_DMX_LOSS_ZERO;
  desk_init (&desk, &zero);
  SEND (&desk, 2, 100, 99, 98);
  SEND_PRIORITIES (&desk, 2, 100, 0, 1);
  ASSERT_LEVELS (&desk, 0, 98, NONE);
  desk_clear (&desk);
}

static void
test_priorities_before_levels_report_only_what_is_sourced (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND_PRIORITIES (&desk, 2, 100, 1, 0, 1);
  g_assert_cmpuint (desk.n_changes, ==, 0);
  SEND (&desk, 2, 100, 5, 6, 7);
  ASSERT_LEVELS (&desk, 5, NONE, 7, NONE);
  desk_clear (&desk);
}

static void
test_lost_priorities_fall_back_to_the_packets (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 10);
  SEND (&desk, 2, 150, 99);
  SEND_PRIORITIES (&desk, 2, 150, 1);
  ASSERT_LEVELS (&desk, 10);

  desk.now_us += LOSS_US - 1;
  SEND (&desk, 1, 100, 10);
  SEND (&desk, 2, 150, 99);
  ASSERT_LEVELS (&desk, 10);
  desk.now_us += 1;
  g_assert_cmpint (clasp_universe_input_get_due_us (desk.input), ==, desk.now_us);
  g_assert_false (clasp_universe_input_expire (desk.input, desk.now_us));
  ASSERT_LEVELS (&desk, 99);
  desk_clear (&desk);
}

static void
test_an_invalid_priority_counts_as_the_highest (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 200, 10);
  SEND (&desk, 2, 100, 9);
  SEND_PRIORITIES (&desk, 2, 100, 255);
  ASSERT_LEVELS (&desk, 10); /* equal to 200, and the lower level */
  desk_clear (&desk);
}

/* ---- lengths ---- */

static void
test_slots_beyond_a_short_frame_keep_their_level (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 1, 2, 3);
  SEND (&desk, 1, 100, 9);
  ASSERT_LEVELS (&desk, 9, 2, 3, NONE);
  desk_clear (&desk);
}

static void
test_512_slots_and_no_more (void)
{
  guint8 slots[CLASP_DMX_SLOTS + 1];
  guint  n_slots;
  Desk   desk;

  memset (slots, 7, sizeof slots);
  desk_init (&desk, &htp);
  send_full (&desk, 1, 100, FALSE, slots, CLASP_DMX_SLOTS);
  g_assert_cmpuint (desk.n_changes, ==, CLASP_DMX_SLOTS);
  slots[511] = 8;
  send_full (&desk, 1, 100, FALSE, slots, CLASP_DMX_SLOTS + 1);
  g_assert_cmpuint (desk.n_changes, ==, CLASP_DMX_SLOTS + 1);
  g_assert_cmpuint (clasp_universe_input_peek (desk.input, &n_slots)[511], ==, 8);
  g_assert_cmpuint (n_slots, ==, CLASP_DMX_SLOTS);
  desk_clear (&desk);
}

static void
test_a_frame_without_slots_reports_nothing (void)
{
  guint n_slots;
  Desk  desk;

  desk_init (&desk, &htp);
  send_full (&desk, 1, 100, FALSE, NULL, 0);
  g_assert_cmpuint (desk.n_changes, ==, 0);
  g_assert_cmpuint (clasp_universe_input_count_sources (desk.input), ==, 1);
  clasp_universe_input_peek (desk.input, &n_slots);
  g_assert_cmpuint (n_slots, ==, 0);
  desk_clear (&desk);
}

static void
test_first_levels_are_reported_even_when_zero (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 0, 0);
  ASSERT_LEVELS (&desk, 0, 0, NONE);
  SEND (&desk, 1, 100, 0, 0);
  g_assert_cmpuint (desk.n_changes, ==, 2);
  SEND (&desk, 1, 100, 0, 1);
  g_assert_cmpuint (desk.n_changes, ==, 3);
  desk_clear (&desk);
}

/* ---- sources ---- */

static void
check_limit (guint limit)
{
  ClaspUniverseRules rules = htp;
  Desk               desk;

  rules.max_sources = limit;
  desk_init (&desk, &rules);
  for (guint i = 1; i <= limit; i++)
    g_assert_cmpint (SEND (&desk, i, 100, (guint8) i), ==, CLASP_UNIVERSE_TAKEN);
  g_assert_cmpint (SEND (&desk, limit + 1, 200, 255), ==, CLASP_UNIVERSE_TOO_MANY_SOURCES);
  ASSERT_LEVELS (&desk, (guint8) limit);
  g_assert_cmpuint (clasp_universe_input_count_sources (desk.input), ==, limit);

  /* When the time of the others is over there is room, also without anybody having looked. */
  desk.now_us += LOSS_US;
  g_assert_cmpint (SEND (&desk, limit + 1, 200, 255), ==, CLASP_UNIVERSE_TAKEN);
  ASSERT_LEVELS (&desk, 255);
  g_assert_cmpuint (clasp_universe_input_count_sources (desk.input), ==, 1);
  desk_clear (&desk);
}

static void
test_two_sources_are_the_limit (void)
{
  check_limit (2);
}

static void
test_sixteen_sources_are_the_limit (void)
{
  check_limit (16);
}

static void
test_one_source_is_the_limit_of_a_cable (void)
{
  check_limit (1);
}

static void
test_sources_are_listed_strongest_first (void)
{
  ClaspUniverseSource sources[4];
  Desk                desk;

  desk_init (&desk, &htp);
  clasp_universe_input_receive (desk.input,
                                &(ClaspUniverseFrame){ .source = 7,
                                                       .name = "Backup",
                                                       .address = "10.0.0.2",
                                                       .slots = (const guint8[]){ 1 },
                                                       .n_slots = 1,
                                                       .priority = 90 },
                                desk.now_us);
  SEND (&desk, 8, 100, 0, 0);
  g_assert_cmpuint (clasp_universe_input_list_sources (desk.input, desk.now_us, sources, 4), ==, 2);
  g_assert_cmpuint (sources[0].id, ==, 8);
  g_assert_true (sources[0].is_winning);
  g_assert_cmpuint (sources[0].n_slots, ==, 2);
  g_assert_cmpstr (sources[1].name, ==, "Backup");
  g_assert_cmpstr (sources[1].address, ==, "10.0.0.2");
  g_assert_false (sources[1].is_winning);
  g_assert_cmpuint (clasp_universe_input_list_sources (desk.input, desk.now_us, sources, 1), ==, 1);
  desk_clear (&desk);
}

static void
test_each_source_can_be_looked_at (void)
{
  guint n_slots;
  Desk  desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 200);
  SEND (&desk, 2, 50, 10, 20);
  g_assert_cmpuint (clasp_universe_input_peek_source (desk.input, 2, &n_slots)[1], ==, 20);
  g_assert_cmpuint (n_slots, ==, 2);
  g_assert_null (clasp_universe_input_peek_source (desk.input, 3, NULL));
  desk_clear (&desk);
}

static void
test_rates_are_counted (void)
{
  ClaspUniverseSource source;
  Desk                desk;

  desk_init (&desk, &htp);
  for (guint i = 0; i < 90; i++, desk.now_us += 25 * MS)
    SEND (&desk, 1, 100, (guint8) i);
  clasp_universe_input_list_sources (desk.input, desk.now_us, &source, 1);
  g_assert_cmpfloat_with_epsilon (source.rate, 40.0, 0.1);
  g_assert_cmpuint (source.n_frames, ==, 90);
  clasp_universe_input_list_sources (desk.input, desk.now_us + 10000 * MS, &source, 1);
  g_assert_cmpfloat (source.rate, <, 2.0);
  desk_clear (&desk);
}

/* ---- loss ---- */

static void
test_a_silent_source_is_gone_at_the_time_out (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 200, 200);
  desk.now_us += 100 * MS;
  SEND (&desk, 2, 100, 5);
  desk.now_us += LOSS_US - 100 * MS - 1;
  g_assert_false (clasp_universe_input_expire (desk.input, desk.now_us));
  ASSERT_LEVELS (&desk, 200, 200);
  desk.now_us++;
  g_assert_cmpint (clasp_universe_input_get_due_us (desk.input), ==, desk.now_us);
  g_assert_true (clasp_universe_input_expire (desk.input, desk.now_us));
  ASSERT_LEVELS (&desk, 5, 200);
  g_assert_cmpuint (clasp_universe_input_count_sources (desk.input), ==, 1);
  desk_clear (&desk);
}

static void
test_levels_are_held_when_the_last_source_goes (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 200, 0, 3);
  g_assert_true (clasp_universe_input_expire (desk.input, desk.now_us + LOSS_US));
  ASSERT_LEVELS (&desk, 200, 0, 3, NONE);
  g_assert_cmpuint (clasp_universe_input_get_winner (desk.input, 0), ==, 0);
  g_assert_cmpint (clasp_universe_input_get_due_us (desk.input), ==, G_MAXINT64);
  g_assert_cmpuint (desk.n_changes, ==, 3);

  desk.now_us += 2 * LOSS_US;
  SEND (&desk, 1, 100, 200, 0, 4); /* back: only what is different is news */
  g_assert_cmpuint (desk.n_changes, ==, 4);
  desk_clear (&desk);
}

static void
test_levels_go_to_zero_where_that_is_chosen (void)
{
  ClaspUniverseRules zero = htp;
  Desk               desk;

  zero.loss = CLASP_DMX_LOSS_ZERO;
  desk_init (&desk, &zero);
  SEND (&desk, 1, 100, 200, 0, 3);
  g_assert_true (clasp_universe_input_expire (desk.input, desk.now_us + LOSS_US));
  ASSERT_LEVELS (&desk, 0, 0, 0, NONE);
  g_assert_cmpuint (desk.n_changes, ==, 5);
  desk_clear (&desk);
}

static ClaspUniverseResult
send_goodbye (Desk *desk, guint64 source)
{
  return clasp_universe_input_receive (
    desk->input, &(ClaspUniverseFrame){ .source = source, .is_terminated = TRUE }, desk->now_us);
}

static void
test_a_goodbye_ends_a_source_at_once (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 150, 200);
  SEND (&desk, 2, 100, 5);
  g_assert_cmpint (send_goodbye (&desk, 1), ==, CLASP_UNIVERSE_ENDED);
  ASSERT_LEVELS (&desk, 5);
  g_assert_cmpint (send_goodbye (&desk, 1), ==, CLASP_UNIVERSE_TAKEN); /* it is said three times */
  g_assert_cmpuint (clasp_universe_input_count_sources (desk.input), ==, 1);
  desk_clear (&desk);
}

/* ---- cancel merge ---- */

static void
test_cancel_merge_leaves_the_next_source_alone (void)
{
  Desk desk;

  desk_init (&desk, &htp);
  SEND (&desk, 1, 100, 200);
  SEND (&desk, 2, 100, 5);
  clasp_universe_input_cancel_merge (desk.input);
  ASSERT_LEVELS (&desk, 200);
  SEND (&desk, 2, 100, 5);
  ASSERT_LEVELS (&desk, 5);
  g_assert_cmpint (SEND (&desk, 1, 100, 201), ==, CLASP_UNIVERSE_TOO_MANY_SOURCES);
  ASSERT_LEVELS (&desk, 5);

  desk.now_us += LOSS_US; /* the one is gone: the other may come again */
  g_assert_cmpint (SEND (&desk, 1, 100, 201), ==, CLASP_UNIVERSE_TAKEN);
  ASSERT_LEVELS (&desk, 201);
  g_assert_cmpint (SEND (&desk, 2, 100, 9), ==, CLASP_UNIVERSE_TAKEN);
  desk_clear (&desk);
}

static void
test_cancel_merge_lets_a_third_one_in (void)
{
  ClaspUniverseRules rules = htp;
  Desk               desk;

  rules.max_sources = 2;
  desk_init (&desk, &rules);
  SEND (&desk, 1, 100, 200);
  SEND (&desk, 2, 100, 5);
  clasp_universe_input_cancel_merge (desk.input);
  g_assert_cmpint (SEND (&desk, 3, 100, 7), ==, CLASP_UNIVERSE_TAKEN);
  ASSERT_LEVELS (&desk, 7);
  g_assert_cmpuint (clasp_universe_input_count_sources (desk.input), ==, 1);
  desk_clear (&desk);
}

/* ---- sampling ---- */

static void
test_nothing_is_reported_while_sampling (void)
{
  ClaspUniverseRules rules = htp;
  Desk               desk;

  rules.sampling_us = 1500 * MS;
  desk_init (&desk, &rules);
  SEND (&desk, 1, 100, 255);
  desk.now_us += 1500 * MS - 1;
  SEND (&desk, 2, 150, 3); /* the stronger one comes late */
  g_assert_cmpuint (desk.n_changes, ==, 0);
  desk.now_us++;
  g_assert_cmpint (clasp_universe_input_get_due_us (desk.input), ==, desk.now_us);
  g_assert_false (clasp_universe_input_expire (desk.input, desk.now_us));
  ASSERT_LEVELS (&desk, 3);
  g_assert_cmpuint (desk.n_changes, ==, 1); /* 255 was never seen */
  desk_clear (&desk);
}

static void
test_a_frame_ends_the_sampling_too (void)
{
  ClaspUniverseRules rules = htp;
  Desk               desk;

  rules.sampling_us = 1500 * MS;
  desk_init (&desk, &rules);
  SEND (&desk, 1, 100, 255);
  desk.now_us += 1500 * MS;
  SEND (&desk, 1, 100, 254);
  ASSERT_LEVELS (&desk, 254);
  desk_clear (&desk);
}

/* ---- cost ---- */

static void
test_repeated_frames_are_cheap (void)
{
  guint8 slots[CLASP_DMX_SLOTS] = { 1, 2, 3 };
  gint64 began_us;
  Desk   desk;

  desk_init (&desk, &htp);
  began_us = g_get_monotonic_time ();
  for (guint i = 0; i < 100000; i++)
    send_full (&desk, 1, 100, FALSE, slots, sizeof slots);
  g_test_minimized_result ((double) (g_get_monotonic_time () - began_us) / 100000,
                           "µs per repeated frame");
  g_assert_cmpuint (desk.n_changes, ==, CLASP_DMX_SLOTS);
  desk_clear (&desk);
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
#define T(path, name) g_test_add_func ("/dmx/universe-input/" path, test_##name)
  T ("htp/higher-level-of-each-slot", htp_takes_the_higher_level_of_each_slot);
  T ("ltp/frame-that-changed-last", ltp_takes_the_frame_that_changed_last);
  T ("merge/can-be-changed", the_merge_can_be_changed);
  T ("priority/highest-wins", the_highest_priority_wins);
  T ("priority/zero-is-the-lowest", priority_zero_is_the_lowest_not_none);
  T ("priority/only-slots-it-has", the_stronger_one_gives_only_the_slots_it_has);
  T ("slot-priority/table", slots_have_priorities_of_their_own);
  T ("slot-priority/beyond-its-count", slots_beyond_the_count_of_priorities_are_not_sourced);
  T ("slot-priority/nobody-sources", a_slot_nobody_sources_is_held_or_zeroed);
  T ("slot-priority/before-levels", priorities_before_levels_report_only_what_is_sourced);
  T ("slot-priority/lost", lost_priorities_fall_back_to_the_packets);
  T ("slot-priority/invalid", an_invalid_priority_counts_as_the_highest);
  T ("length/short-frame", slots_beyond_a_short_frame_keep_their_level);
  T ("length/512-and-513", 512_slots_and_no_more);
  T ("length/none", a_frame_without_slots_reports_nothing);
  T ("length/first-zeros", first_levels_are_reported_even_when_zero);
  T ("sources/one-and-two", one_source_is_the_limit_of_a_cable);
  T ("sources/two-and-three", two_sources_are_the_limit);
  T ("sources/sixteen-and-seventeen", sixteen_sources_are_the_limit);
  T ("sources/listed", sources_are_listed_strongest_first);
  T ("sources/levels-of-one", each_source_can_be_looked_at);
  T ("sources/rates", rates_are_counted);
  T ("loss/time-out", a_silent_source_is_gone_at_the_time_out);
  T ("loss/hold", levels_are_held_when_the_last_source_goes);
  T ("loss/zero", levels_go_to_zero_where_that_is_chosen);
  T ("loss/goodbye", a_goodbye_ends_a_source_at_once);
  T ("cancel-merge/next-source-alone", cancel_merge_leaves_the_next_source_alone);
  T ("cancel-merge/third-source", cancel_merge_lets_a_third_one_in);
  T ("sampling/nothing-reported", nothing_is_reported_while_sampling);
  T ("sampling/ended-by-a-frame", a_frame_ends_the_sampling_too);
  T ("cost/repeated-frame", repeated_frames_are_cheap);
#undef T
  return g_test_run ();
}
