/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/bridge-stage.h"

#include "bridges/clasp-bridge-echo.h"

/* Echoes and loops: what is dropped, and what is held back. */

static void
test_an_echo_is_dropped_within_its_window (Stage      *fixture,
                                           gconstpointer data)
{
  stage_open (fixture);
  stage_set (fixture, "/test/fader", 0.5);
  fixture->n_seen = 0;
  stage_receive (fixture, 0.5);
  g_assert_cmpuint (fixture->n_seen, ==, 0);
  stage_receive (fixture, 0.6);
  g_assert_cmpuint (fixture->n_seen, ==, 1);

  stage_set (fixture, "/test/fader", 0.7);
  stage_advance_ms (fixture, 200);
  fixture->n_seen = 0;
  stage_receive (fixture, 0.7);
  g_assert_cmpuint (fixture->n_seen, ==, 1);
}

static void
test_a_longer_window (Stage      *fixture,
                      gconstpointer data)
{
  stage_open_with (fixture, "echo-ms=2000");
  stage_set (fixture, "/test/fader", 0.7);
  stage_advance_ms (fixture, 1990);
  fixture->n_seen = 0;
  stage_receive (fixture, 0.7);
  g_assert_cmpuint (fixture->n_seen, ==, 0);
  stage_advance_ms (fixture, 10);
  stage_receive (fixture, 0.7);
  g_assert_cmpuint (fixture->n_seen, ==, 1);
}

static void
test_no_window (Stage      *fixture,
                gconstpointer data)
{
  stage_open_with (fixture, "echo-ms=0");
  stage_set (fixture, "/test/fader", 0.7);
  fixture->n_seen = 0;
  stage_receive (fixture, 0.7);
  g_assert_cmpuint (fixture->n_seen, ==, 1);
}

static void
test_a_loop_is_cut_and_the_last_value_arrives (Stage      *fixture,
                                               gconstpointer data)
{
  stage_open (fixture);
  for (guint i = 1; i <= 100; i++)
    stage_set (fixture, "/test/lamp", i);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 20);
  g_assert_cmpfloat (fixture->bridge->last, ==, 20);

  stage_advance_ms (fixture, 10);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 21);
  g_assert_cmpfloat (fixture->bridge->last, ==, 100);
  g_assert_cmpuint (clasp_bridge_peek_status (CLASP_BRIDGE (fixture->bridge))->n_coalesced, ==, 79);
}

static void
test_events_are_never_held (Stage      *fixture,
                            gconstpointer data)
{
  stage_open_with (fixture, "max-rate=1");
  for (guint i = 0; i < 100; i++)
    clasp_session_emit (fixture->other, CLASP_STR_LITERAL ("/test/go"), NULL);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 100);
}

static void
test_no_ceiling (Stage      *fixture,
                 gconstpointer data)
{
  stage_open_with (fixture, "max-rate=0");
  for (guint i = 1; i <= 1000; i++)
    stage_set (fixture, "/test/lamp", i);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 1000);
}

/* Two addresses may wait; for a third, the value that waits longest is dropped and counted. */
static void
test_held_values_are_bounded (Stage      *fixture,
                              gconstpointer data)
{
  const ClaspBridgeStatus *status;

  stage_open_with (fixture, "max-rate=1 max-held=2");
  status = clasp_bridge_peek_status (CLASP_BRIDGE (fixture->bridge));
  for (guint i = 1; i <= 2; i++)
    {
      stage_set (fixture, "/test/a", i);
      stage_set (fixture, "/test/b", i);
    }
  g_assert_cmpuint (status->n_dropped, ==, 0);
  stage_set (fixture, "/test/c", 1);
  stage_set (fixture, "/test/c", 2);
  g_assert_cmpuint (status->n_dropped, ==, 1);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 3);
  stage_advance_ms (fixture, 2000);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 5);
}

/* Of two addresses the last value is known; a third is one too many for the ceiling, and makes the
 * memory of echoes begin anew. */
static void
test_addresses_are_a_setting (Stage *fixture, gconstpointer data)
{
  stage_open_with (fixture, "max-rate=1 echo-ms=60000 max-addresses=2");
  for (guint i = 1; i <= 2; i++)
    {
      stage_set (fixture, "/test/fader", i);
      stage_set (fixture, "/test/b", i);
    }
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 2);
  fixture->n_seen = 0;
  stage_receive (fixture, 1);
  g_assert_cmpuint (fixture->n_seen, ==, 0); /* an echo */
  for (guint i = 1; i <= 2; i++)
    stage_set (fixture, "/test/c", i);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 4);
  stage_receive (fixture, 1);
  g_assert_cmpuint (fixture->n_seen, >, 0);
}

/* What was held is not sent to a device that went away; it gets the state when it is back. */
static void
test_what_is_held_goes_with_the_device (Stage      *fixture,
                                        gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED, "The cable was pulled");

  stage_open_with (fixture, "max-rate=1");
  stage_set (fixture, "/test/lamp", 1);
  stage_set (fixture, "/test/lamp", 2);
  clasp_bridge_fail (CLASP_BRIDGE (fixture->bridge), error);
  stage_advance_ms (fixture, 5000);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 2);
  g_assert_cmpfloat (fixture->bridge->last, ==, 2);
  g_assert_true (fixture->bridge->last_was_snapshot);
}

static void
test_the_memory_of_echoes_is_bounded (void)
{
  ClaspEcho *echo = clasp_echo_new (G_USEC_PER_SEC, 100);
  ClaspValue value = clasp_value_int (1);

  for (guint i = 0; i <= 100; i++)
    {
      char address[16];

      if (i == 100)
        g_assert_true (clasp_echo_is_echo (echo, CLASP_STR_LITERAL ("/0"), &value, 1));
      g_snprintf (address, sizeof address, "/%u", i);
      clasp_echo_note_sent (echo, clasp_str (address), &value, 0);
    }
  g_assert_false (clasp_echo_is_echo (echo, CLASP_STR_LITERAL ("/0"), &value, 1));
  g_assert_true (clasp_echo_is_echo (echo, CLASP_STR_LITERAL ("/100"), &value, 1));
  clasp_echo_free (echo);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(path, func) g_test_add ("/bridges/base/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("echo-is-dropped-within-its-window", test_an_echo_is_dropped_within_its_window);
  ADD ("longer-echo-window", test_a_longer_window);
  ADD ("no-echo-window", test_no_window);
  ADD ("loop-is-cut-and-the-last-value-arrives", test_a_loop_is_cut_and_the_last_value_arrives);
  ADD ("events-are-never-held", test_events_are_never_held);
  ADD ("no-ceiling", test_no_ceiling);
  ADD ("held-values-are-bounded", test_held_values_are_bounded);
  ADD ("addresses-are-a-setting", test_addresses_are_a_setting);
  ADD ("what-is-held-goes-with-the-device", test_what_is_held_goes_with_the_device);
  g_test_add_func ("/bridges/echo/memory-is-bounded", test_the_memory_of_echoes_is_bounded);
  return g_test_run ();
}
