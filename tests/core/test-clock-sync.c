/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-clock-sync.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>

/* ---- the figures of wire.md 11 ---- */

static void
check_round (ClaspClockSync *sync, JsonArray *round, JsonObject *after)
{
  g_assert_true (clasp_clock_sync_add (
    sync, json_array_get_int_element (round, 0), json_array_get_int_element (round, 1),
    json_array_get_int_element (round, 2), json_array_get_int_element (round, 3)));
  g_assert_cmpint (sync->offset_us, ==, json_object_get_int_member (after, "offset"));
  g_assert_cmpint (sync->rtt_us, ==, json_object_get_int_member (after, "rtt"));
  g_assert_cmpint (sync->jitter_us, ==, json_object_get_int_member (after, "jitter"));
  g_assert_cmpfloat_with_epsilon (sync->quality, json_object_get_double_member (after, "quality"),
                                  1e-12);
}

static void
test_vectors (void)
{
  g_autofree char       *path = clasp_test_data ("vectors.json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError)     error = NULL;
  JsonArray             *vectors;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  vectors =
    json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "clock");
  g_assert_cmpuint (json_array_get_length (vectors), ==, 3);

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject    *vector = json_array_get_object_element (vectors, i);
      JsonArray     *rounds = json_object_get_array_member (vector, "rounds");
      JsonArray     *after = json_object_get_array_member (vector, "after_each");
      ClaspClockSync sync = { 0 };

      for (guint j = 0; j < json_array_get_length (rounds); j++)
        check_round (&sync, json_array_get_array_element (rounds, j),
                     json_array_get_object_element (after, j));
    }
}

static void
test_impossible_rounds_change_nothing (void)
{
  ClaspClockSync sync = { 0 };

  g_assert_false (clasp_clock_sync_add (&sync, 100, 50, 60, 99));
  g_assert_false (clasp_clock_sync_add (&sync, 100, 60, 50, 200));
  g_assert_false (clasp_clock_sync_add (&sync, 0, G_MININT64, G_MAXINT64, 1));
  g_assert_false (clasp_clock_sync_add (&sync, G_MININT64, 0, 0, G_MAXINT64));
  g_assert_cmpuint (sync.n_rounds, ==, 0);
  g_assert_cmpfloat (sync.quality, ==, 0.0);
}

static void
test_jitter_forgets_after_ten_rounds (void)
{
  ClaspClockSync sync = { 0 };

  g_assert_true (clasp_clock_sync_add (&sync, 0, 0, 0, 900000));
  for (guint i = 0; i < CLASP_CLOCK_SYNC_WINDOW; i++)
    {
      if (i > 0)
        g_assert_cmpint (sync.jitter_us, >, 0);
      g_assert_true (clasp_clock_sync_add (&sync, 0, 50, 50, 100));
    }
  g_assert_cmpint (sync.jitter_us, ==, 0);
}

static void
test_extreme_but_possible_times (void)
{
  const gint64   far_us = G_GINT64_CONSTANT (1) << 60;
  ClaspClockSync sync = { 0 };

  for (guint i = 0; i < 12; i++)
    g_assert_true (clasp_clock_sync_add (&sync, -far_us, far_us, far_us, far_us));
  g_assert_cmpfloat (sync.quality, >=, 0.0);
  g_assert_cmpfloat (sync.quality, <=, 1.0);
}

/* ---- a simulated network ---- */

/* True time runs here; ours is what it is, the server's is offset and drifts. */
typedef struct
{
  ClaspClockSync sync;
  GRand         *rand; /* (owned) */
  gint64         now_us;
  gint64         offset_us;
  double         drift;     /* of the server against us */
  gint64         base_us;   /* one way, at least */
  gint64         jitter_us; /* up to so much more, each way on its own */
  double         spikes;    /* how often a packet takes ten times that */
} Network;

static void
network_init (Network *self, guint32 seed)
{
  *self = (Network){ .now_us = 5 * G_USEC_PER_SEC, .offset_us = 1700000000000000 };
  self->rand = g_rand_new_with_seed (seed);
}

static gint64
server_time (const Network *self, gint64 local_us)
{
  return local_us + self->offset_us + (gint64) (self->drift * (double) local_us);
}

static gint64
travel (Network *self)
{
  gint64 extra_us = (gint64) (g_rand_double (self->rand) * (double) self->jitter_us);

  if (self->spikes > 0.0 && g_rand_double (self->rand) < self->spikes)
    extra_us *= 10;
  return self->base_us + extra_us;
}

static void
round_trip (Network *self)
{
  gint64 t1_us = self->now_us;
  gint64 there_us = t1_us + travel (self);
  gint64 t4_us = there_us + 20 + travel (self);

  g_assert_true (clasp_clock_sync_add (&self->sync, t1_us, server_time (self, there_us),
                                       server_time (self, there_us + 20), t4_us));
  self->now_us = t4_us;
}

/* Goes on as the client would; the error in between rounds is the one that counts. */
static gint64
run_for (Network *self, gint64 duration_us)
{
  gint64 end_us = self->now_us + duration_us;
  gint64 worst_us = 0;

  while (self->now_us < end_us)
    {
      gint64 error_us;

      round_trip (self);
      self->now_us += 1000 * (gint64) clasp_clock_sync_get_next_interval_ms (&self->sync);
      error_us = clasp_clock_sync_to_server_us (&self->sync, self->now_us) -
                 server_time (self, self->now_us);
      worst_us = MAX (worst_us, ABS (error_us));
    }
  return worst_us;
}

static void
test_lan_is_within_a_millisecond (void)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      Network network;

      network_init (&network, seed);
      network.base_us = 150;
      network.jitter_us = 400;
      network.spikes = 0.05;
      network.drift = 20e-6;
      round_trip (&network);
      g_assert_cmpint (run_for (&network, 20 * 60 * G_USEC_PER_SEC), <, 1000);
      g_rand_free (network.rand);
    }
}

static void
test_jitter_is_within_ten_milliseconds (void)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      Network network;

      network_init (&network, seed);
      network.base_us = 5000;
      network.jitter_us = 30000;
      network.spikes = 0.02;
      network.drift = -30e-6;
      run_for (&network, 30 * G_USEC_PER_SEC); /* the first minute's rounds are too few */
      g_assert_cmpint (run_for (&network, 30 * 60 * G_USEC_PER_SEC), <, 10000);
      g_rand_free (network.rand);
    }
}

static void
test_drift_is_found (void)
{
  static const double drifts_ppm[] = { 50.0, -50.0, 0.0, 12.5 };

  for (guint i = 0; i < G_N_ELEMENTS (drifts_ppm); i++)
    {
      Network network;

      network_init (&network, i + 1);
      network.base_us = 200;
      network.jitter_us = 300;
      network.drift = drifts_ppm[i] * 1e-6;
      run_for (&network, 5 * 60 * G_USEC_PER_SEC);
      g_assert_cmpfloat_with_epsilon (network.sync.drift_ppm, drifts_ppm[i], 2.0);
      g_rand_free (network.rand);
    }
}

static void
test_drift_is_not_made_up_from_the_first_rounds (void)
{
  Network network;

  network_init (&network, 7);
  network.base_us = 200;
  network.jitter_us = 2000;
  for (guint i = 0; i < 5; i++)
    {
      round_trip (&network);
      network.now_us += 200000;
      g_assert_cmpfloat_with_epsilon (network.sync.drift_ppm, 0.0, 100.0);
    }
  g_rand_free (network.rand);
}

static void
test_conversions_are_inverse (void)
{
  Network network;

  network_init (&network, 3);
  network.base_us = 1000;
  network.jitter_us = 5000;
  network.drift = 80e-6;
  run_for (&network, 10 * 60 * G_USEC_PER_SEC);
  for (gint64 ahead_us = -60000000; ahead_us <= 60000000; ahead_us += 1234567)
    {
      gint64 local_us = network.now_us + ahead_us;
      gint64 server_us = clasp_clock_sync_to_server_us (&network.sync, local_us);

      g_assert_cmpint (ABS (clasp_clock_sync_to_local_us (&network.sync, server_us) - local_us), <=,
                       1);
    }
  g_rand_free (network.rand);
}

static void
test_without_rounds_both_clocks_are_equal (void)
{
  const ClaspClockSync sync = { 0 };

  g_assert_cmpint (clasp_clock_sync_to_server_us (&sync, 1234567), ==, 1234567);
  g_assert_cmpint (clasp_clock_sync_to_local_us (&sync, 1234567), ==, 1234567);
  g_assert_cmpuint (clasp_clock_sync_get_next_interval_ms (&sync), ==, 200);
}

static void
test_a_single_slow_round_is_not_followed (void)
{
  Network network;
  gint64  before_us;

  network_init (&network, 5);
  network.base_us = 300;
  run_for (&network, 60 * G_USEC_PER_SEC);
  before_us = clasp_clock_sync_to_server_us (&network.sync, network.now_us);
  /* 80 ms on the way back alone: the round's own offset is 40 ms off */
  g_assert_true (clasp_clock_sync_add (
    &network.sync, network.now_us, server_time (&network, network.now_us + 300),
    server_time (&network, network.now_us + 300), network.now_us + 80300));
  g_assert_cmpint (ABS (clasp_clock_sync_to_server_us (&network.sync, network.now_us) - before_us),
                   <, 50);
  g_rand_free (network.rand);
}

/* ---- how often ---- */

static void
test_interval_doubles_up_to_half_a_minute (void)
{
  static const guint expected_ms[] = { 200,  200,  200,   200,   400,   800,  1600,
                                       3200, 6400, 12800, 25600, 30000, 30000 };
  Network            network;

  network_init (&network, 1);
  network.base_us = 200;
  for (guint i = 0; i < G_N_ELEMENTS (expected_ms); i++)
    {
      round_trip (&network);
      g_assert_cmpuint (clasp_clock_sync_get_next_interval_ms (&network.sync), ==, expected_ms[i]);
      network.now_us += 1000 * (gint64) expected_ms[i];
    }
  g_rand_free (network.rand);
}

static void
test_interval_falls_when_jitter_rises (void)
{
  Network network;

  network_init (&network, 1);
  network.base_us = 200;
  run_for (&network, 5 * 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (clasp_clock_sync_get_next_interval_ms (&network.sync), ==, 30000);
  network.jitter_us = 40000;
  round_trip (&network);
  round_trip (&network);
  g_assert_cmpuint (clasp_clock_sync_get_next_interval_ms (&network.sync), <=, 1000);
  /* what stays is usual after a while */
  run_for (&network, 10 * 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (clasp_clock_sync_get_next_interval_ms (&network.sync), ==, 30000);
  g_rand_free (network.rand);
}

/* ---- clocks that are set ---- */

static gint64
error_of (const Network *self)
{
  return ABS (clasp_clock_sync_to_server_us (&self->sync, self->now_us) -
              server_time (self, self->now_us));
}

static void
test_one_impossible_offset_is_not_believed (void)
{
  Network network;

  network_init (&network, 1);
  network.base_us = 200;
  run_for (&network, 60 * G_USEC_PER_SEC);
  network.offset_us += G_USEC_PER_SEC;
  round_trip (&network);
  network.offset_us -= G_USEC_PER_SEC;
  g_assert_cmpuint (clasp_clock_sync_get_next_interval_ms (&network.sync), ==, 1000);
  g_assert_cmpint (error_of (&network), <, 50);
  round_trip (&network);
  g_assert_cmpint (error_of (&network), <, 50);
  g_rand_free (network.rand);
}

static void
test_a_set_clock_is_followed_after_two_rounds (void)
{
  static const gint64 steps_us[] = { G_GINT64_CONSTANT (3600000000), -G_USEC_PER_SEC, 20000 };

  for (guint i = 0; i < G_N_ELEMENTS (steps_us); i++)
    {
      Network network;

      network_init (&network, 1);
      network.base_us = 200;
      run_for (&network, 5 * 60 * G_USEC_PER_SEC);
      network.offset_us += steps_us[i];
      round_trip (&network);
      round_trip (&network);
      g_assert_cmpint (error_of (&network), <, 50);
      g_assert_cmpuint (clasp_clock_sync_get_next_interval_ms (&network.sync), ==, 200);
      g_rand_free (network.rand);
    }
}

static void
test_estimate_survives_far_away_times (void)
{
  const gint64   far_us = G_GINT64_CONSTANT (1) << 60;
  ClaspClockSync sync = { 0 };

  for (guint i = 0; i < 100; i++)
    {
      g_assert_true (clasp_clock_sync_add (&sync, i, i % 2 == 0 ? far_us : -far_us,
                                           i % 2 == 0 ? far_us : -far_us, far_us));
      clasp_clock_sync_to_server_us (&sync, G_MAXINT64);
      clasp_clock_sync_to_server_us (&sync, G_MININT64);
      clasp_clock_sync_to_local_us (&sync, G_MAXINT64);
      clasp_clock_sync_to_local_us (&sync, G_MININT64);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/core/clock-sync/vectors", test_vectors);
  g_test_add_func ("/core/clock-sync/impossible-rounds-change-nothing",
                   test_impossible_rounds_change_nothing);
  g_test_add_func ("/core/clock-sync/jitter-forgets-after-ten-rounds",
                   test_jitter_forgets_after_ten_rounds);
  g_test_add_func ("/core/clock-sync/extreme-but-possible-times", test_extreme_but_possible_times);
  g_test_add_func ("/core/clock-sync/lan-is-within-a-millisecond",
                   test_lan_is_within_a_millisecond);
  g_test_add_func ("/core/clock-sync/jitter-is-within-ten-milliseconds",
                   test_jitter_is_within_ten_milliseconds);
  g_test_add_func ("/core/clock-sync/drift-is-found", test_drift_is_found);
  g_test_add_func ("/core/clock-sync/drift-is-not-made-up-from-the-first-rounds",
                   test_drift_is_not_made_up_from_the_first_rounds);
  g_test_add_func ("/core/clock-sync/conversions-are-inverse", test_conversions_are_inverse);
  g_test_add_func ("/core/clock-sync/without-rounds-both-clocks-are-equal",
                   test_without_rounds_both_clocks_are_equal);
  g_test_add_func ("/core/clock-sync/a-single-slow-round-is-not-followed",
                   test_a_single_slow_round_is_not_followed);
  g_test_add_func ("/core/clock-sync/interval-doubles-up-to-half-a-minute",
                   test_interval_doubles_up_to_half_a_minute);
  g_test_add_func ("/core/clock-sync/interval-falls-when-jitter-rises",
                   test_interval_falls_when_jitter_rises);
  g_test_add_func ("/core/clock-sync/one-impossible-offset-is-not-believed",
                   test_one_impossible_offset_is_not_believed);
  g_test_add_func ("/core/clock-sync/a-set-clock-is-followed-after-two-rounds",
                   test_a_set_clock_is_followed_after_two_rounds);
  g_test_add_func ("/core/clock-sync/estimate-survives-far-away-times",
                   test_estimate_survives_far_away_times);

  return g_test_run ();
}
