/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/bridge-stage.h"

#include "bridges/clasp-bridge-scale.h"
#include "support/clasp-test-log.h"

/* What every bridge gets from its base: states, retries, counters. */

static void
test_both_directions (Stage      *fixture,
                      gconstpointer data)
{
  stage_open (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpstr (fixture->status.id, ==, "b1");

  stage_receive (fixture, 0.5);
  g_assert_cmpfloat (fixture->seen, ==, 0.5);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 0); /* its own */

  stage_set (fixture, "/test/lamp", 0.25);
  g_assert_cmpfloat (fixture->bridge->last, ==, 0.25);
  stage_set (fixture, "/elsewhere/lamp", 1);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 1);
}

static void
test_state_below_the_namespace_is_delivered_at_start (Stage      *fixture,
                                                      gconstpointer data)
{
  stage_set (fixture, "/test/lamp", 0.75);
  stage_open (fixture);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 1);
  g_assert_true (fixture->bridge->last_was_snapshot);
  g_assert_cmpfloat (fixture->bridge->last, ==, 0.75);
}

static void
test_live_while_data_passes_then_idle_then_quiet (Stage      *fixture,
                                                  gconstpointer data)
{
  stage_open (fixture);
  for (guint i = 0; i < 15; i++)
    {
      stage_receive (fixture, i);
      stage_advance_ms (fixture, 100);
    }
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_LIVE);
  g_assert_cmpfloat_with_epsilon (fixture->status.rate_in, 10, 2);
  g_assert_cmpuint (fixture->status.n_in, ==, 15);

  stage_advance_ms (fixture, 4000);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpfloat (fixture->status.rate_in, ==, 0);
}

static void
test_retries_for_ever_with_growing_delays (Stage      *fixture,
                                           gconstpointer data)
{
  fixture->bridge->start_error = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_IN_USE, "Port 9000 is used by another program");
  stage_open (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_WAITING);
  g_assert_cmpstr (fixture->status.detail, ==, "Port 9000 is used by another program");
  g_assert_cmpint (fixture->status.retry_at_us, >, clasp_clock_now_us (fixture->clock));

  stage_advance_ms (fixture, 700);
  g_assert_cmpuint (fixture->bridge->n_starts, ==, 2);
  stage_advance_ms (fixture, 120000);
  /* 0.5 + 1 + 2 + 4 + 8 s and ten times 10 s, a fifth more or less */
  g_assert_cmpuint (fixture->bridge->n_starts, >=, 14);
  g_assert_cmpuint (fixture->bridge->n_starts, <=, 19);
  g_assert_cmpuint (fixture->bridge->n_stops, ==, fixture->bridge->n_starts);

  g_clear_error (&fixture->bridge->start_error);
  clasp_bridge_retry_now (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpint (fixture->status.retry_at_us, ==, 0);
}

static void
test_a_wrong_setting_waits_for_a_person (Stage      *fixture,
                                         gconstpointer data)
{
  fixture->bridge->start_error = g_error_new_literal (CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "That cannot work");
  stage_open (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
  stage_advance_ms (fixture, 60000);
  g_assert_cmpuint (fixture->bridge->n_starts, ==, 1);
}

static void
test_a_missing_device_is_called_missing (Stage      *fixture,
                                         gconstpointer data)
{
  fixture->bridge->start_error = g_error_new_literal (CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, "Waiting for X-Touch");
  stage_open (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  g_clear_error (&fixture->bridge->start_error);
  stage_advance_ms (fixture, 700);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
}

static void
test_a_failure_resends_the_state_when_it_is_over (Stage      *fixture,
                                                  gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED, "The cable was pulled");

  stage_open (fixture);
  clasp_bridge_fail (CLASP_BRIDGE (fixture->bridge), error);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_WAITING);
  stage_set (fixture, "/test/lamp", 0.6);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 0);
  stage_advance_ms (fixture, 800);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpfloat (fixture->bridge->last, ==, 0.6);
}

static void
test_an_address_that_is_too_long_is_counted (Stage      *fixture,
                                             gconstpointer data)
{
  g_autofree char *name = g_strnfill (300, 'x');
  ClaspValue       value = clasp_value_int (1);

  stage_open (fixture);
  name[0] = '/';
  clasp_bridge_receive_param (CLASP_BRIDGE (fixture->bridge), clasp_str (name), &value);
  clasp_bridge_receive_event (CLASP_BRIDGE (fixture->bridge), clasp_str (name), NULL);
  stage_advance_ms (fixture, 200);
  g_assert_cmpuint (fixture->n_seen, ==, 0);
  g_assert_cmpuint (fixture->status.n_malformed, ==, 2);
}

static void
test_closed_it_says_off_and_nothing_calls_back (Stage      *fixture,
                                                gconstpointer data)
{
  stage_open (fixture);
  stage_receive (fixture, 1);
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_OFF);
  g_assert_cmpuint (fixture->bridge->n_stops, ==, 1);
  memset (&fixture->status, 0xff, sizeof fixture->status);
  stage_set (fixture, "/test/lamp", 0.5);
  stage_advance_ms (fixture, 5000);
  g_assert_cmpint (fixture->status.n_in, ==, G_MAXUINT64);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 0);
}

static void
query (Stage *fixture)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_QUERY };

  message.query.pattern = CLASP_STR_LITERAL ("/test/**");
  clasp_session_submit (fixture->other, &message, NULL, FALSE);
}

static gboolean
has_line (Stage    *fixture,
          const char *line)
{
  g_auto (GStrv) lines = g_strsplit (fixture->result->str, "\n", -1);

  return g_strv_contains ((const char *const *) lines, line);
}

static void
test_it_announces_itself (Stage      *fixture,
                          gconstpointer data)
{
  stage_open (fixture);
  query (fixture);
  g_assert_true (has_line (fixture, "/test map r {\"bridge\":true,\"protocol\":\"test\","
                                    "\"device\":\"Tablet\",\"bidirectional\":true,\"direction\":\"both\"}"));
  g_assert_true (has_line (fixture, "/test/slot/* int rw 0-255 dmx"));
  g_assert_true (has_line (fixture, "/test/text string rw"));
}

static void
test_announced_ranges_are_scaled (Stage      *fixture,
                                  gconstpointer data)
{
  stage_open_with (fixture, "scale=fixed scale-min=100 scale-max=-20");
  query (fixture);
  g_assert_true (has_line (fixture, "/test/slot/* float rw -20-100 dmx"));
}

/* A device clamps: a fader that overshoots must not stop short. */
static void
test_its_ranges_refuse_nothing (Stage      *fixture,
                                gconstpointer data)
{
  stage_open (fixture);
  stage_set (fixture, "/test/slot/1", 300);
  g_assert_cmpfloat (fixture->bridge->last, ==, 300);
  g_assert_cmpstr (fixture->result->str, ==, "");
}

/* Green is for what came in and for those who answer; that something was sent says nothing. */
static void
test_sending_alone_is_not_live (Stage *fixture, gconstpointer data)
{
  ClaspBridge *bridge = CLASP_BRIDGE (fixture->bridge);

  stage_open (fixture);
  stage_set (fixture, "/test/lamp", 0.5);
  stage_advance_ms (fixture, 300);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_true (fixture->status.is_unheard);
  g_assert_nonnull (strstr (fixture->status.detail, "nobody answers"));

  clasp_bridge_set_answer (bridge, CLASP_BRIDGE_ANSWER_HEARD);
  stage_advance_ms (fixture, 300);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_LIVE);
  g_assert_false (fixture->status.is_unheard);
  g_assert_cmpstr (fixture->status.detail, ==, "");

  clasp_bridge_set_answer (bridge, CLASP_BRIDGE_ANSWER_UNKNOWN);
  stage_receive (fixture, 0.25);
  stage_advance_ms (fixture, 300);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_LIVE);

  stage_advance_ms (fixture, 4000);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_false (fixture->status.is_unheard);
  g_assert_cmpstr (fixture->status.detail, ==, "");
}

/* Only its answers may be lost: a lamp must not freeze for that. */
static void
test_one_that_is_gone_is_sent_to_all_the_same (Stage *fixture, gconstpointer data)
{
  ClaspBridge *bridge = CLASP_BRIDGE (fixture->bridge);

  stage_open (fixture);
  clasp_bridge_set_answer (bridge, CLASP_BRIDGE_ANSWER_HEARD);
  clasp_bridge_set_answer (bridge, CLASP_BRIDGE_ANSWER_GONE);
  clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_MISSING, "node 4 no longer answers");
  stage_set (fixture, "/test/lamp", 0.7);
  stage_advance_ms (fixture, 500);
  g_assert_cmpfloat (fixture->bridge->last, ==, 0.7);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  g_assert_cmpstr (fixture->status.detail, ==, "node 4 no longer answers");

  clasp_bridge_set_answer (bridge, CLASP_BRIDGE_ANSWER_HEARD);
  clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_IDLE, NULL);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_LIVE);
}

static void
test_working_in_part_is_degraded (Stage      *fixture,
                                  gconstpointer data)
{
  ClaspBridge *bridge = CLASP_BRIDGE (fixture->bridge);

  stage_open (fixture);
  clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_IDLE, "studio.local cannot be found");
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_DEGRADED);
  g_assert_cmpstr (fixture->status.detail, ==, "studio.local cannot be found");
  stage_set (fixture, "/test/lamp", 0.5);
  stage_receive (fixture, 0.25);
  stage_advance_ms (fixture, 500);
  g_assert_cmpfloat (fixture->bridge->last, ==, 0.5);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_DEGRADED);
  g_assert_cmpuint (fixture->status.n_in, ==, 1);

  clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_IDLE, NULL);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_LIVE);
  stage_advance_ms (fixture, 4000);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
}

static void
test_counters (Stage      *fixture,
               gconstpointer data)
{
  ClaspBridge       *bridge = CLASP_BRIDGE (fixture->bridge);
  g_autoptr (GError) lost = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED, "The cable was pulled");
  g_autoptr (GError) full = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE, "The network is full");

  stage_open (fixture);
  g_assert_cmpint (fixture->status.last_error_unix_us, ==, 0);
  clasp_bridge_count_bytes_in (bridge, 100);
  clasp_bridge_count_bytes_in (bridge, 28);
  clasp_bridge_count_bytes_out (bridge, 64);
  stage_advance_ms (fixture, 1000);
  clasp_bridge_count_error (bridge, full);
  stage_advance_ms (fixture, 200);
  g_assert_cmpuint (fixture->status.bytes_in, ==, 128);
  g_assert_cmpuint (fixture->status.bytes_out, ==, 64);
  g_assert_cmpuint (fixture->status.n_errors, ==, 1);
  g_assert_cmpstr (fixture->status.last_error, ==, "The network is full");
  g_assert_cmpint (fixture->status.last_error_unix_us, ==, G_USEC_PER_SEC);

  g_assert_cmpuint (fixture->status.n_reconnects, ==, 0);
  clasp_bridge_fail (bridge, lost);
  g_assert_cmpuint (fixture->status.n_failures, ==, 1);
  g_assert_cmpstr (fixture->status.last_error, ==, "The cable was pulled");
  g_assert_cmpuint (fixture->status.faults[CLASP_BRIDGE_FAULT_NETWORK], ==, 2);
  g_assert_cmpuint (fixture->status.faults[CLASP_BRIDGE_FAULT_OTHER], ==, 0);
  stage_advance_ms (fixture, 700);
  g_assert_cmpuint (fixture->status.n_reconnects, ==, 1);
}

/* When, why, how long; what goes wrong meanwhile belongs to it, and the log says that it is over. */
static void
test_outages_are_remembered (Stage *fixture, gconstpointer data)
{
  ClaspBridge              *bridge = CLASP_BRIDGE (fixture->bridge);
  g_autoptr (GError)        lost = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED, "The cable was pulled");
  const ClaspBridgeOutages *outages = &fixture->status.outages;

  stage_open (fixture);
  g_assert_cmpuint (outages->n, ==, 0);
  stage_advance_ms (fixture, 5000);
  clasp_test_log_forget ();
  g_set_error_literal (&fixture->bridge->start_error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE, "Nobody answers");
  clasp_bridge_fail (bridge, lost);
  stage_advance_ms (fixture, 700);
  g_assert_cmpuint (fixture->status.n_failures, >, 1);
  g_assert_cmpuint (outages->n, ==, 1);
  g_assert_cmpint (outages->items[0].ended_us, ==, 0);
  g_assert_false (clasp_test_log_has ("works again"));

  g_clear_error (&fixture->bridge->start_error);
  stage_advance_ms (fixture, 1300);
  g_assert_cmpuint (outages->n, ==, 1);
  g_assert_cmpstr (outages->items[0].why, ==, "The cable was pulled");
  g_assert_cmpint (outages->items[0].began_unix_us, ==, 5 * G_USEC_PER_SEC);
  g_assert_cmpint (outages->items[0].ended_us - outages->items[0].began_us, >, 700 * 1000);
  g_assert_cmpint (outages->items[0].ended_us - outages->items[0].began_us, <=, 2000 * 1000);
  g_assert_cmpuint (clasp_test_log_count ("works again after "), ==, 1);
  clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_MISSING, "It was unplugged");
  g_assert_cmpuint (outages->n, ==, 2);
  g_assert_cmpstr (outages->items[1].why, ==, "It was unplugged");
  clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_IDLE, NULL);
  g_assert_cmpint (outages->items[1].ended_us, >, 0);
  g_assert_cmpuint (clasp_test_log_count ("works again after "), ==, 2);
}

static void
test_the_oldest_outages_are_forgotten (Stage *fixture, gconstpointer data)
{
  ClaspBridge              *bridge = CLASP_BRIDGE (fixture->bridge);
  const ClaspBridgeOutages *outages = &fixture->status.outages;

  stage_open (fixture);
  for (guint i = 1; i <= CLASP_BRIDGE_MAX_OUTAGES + 3; i++)
    {
      g_autofree char *why = g_strdup_printf ("It was unplugged %u", i);

      clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_MISSING, why);
      clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_IDLE, NULL);
    }
  g_assert_cmpuint (outages->n, ==, CLASP_BRIDGE_MAX_OUTAGES);
  g_assert_cmpstr (outages->items[0].why, ==, "It was unplugged 4");
  g_assert_cmpstr (outages->items[CLASP_BRIDGE_MAX_OUTAGES - 1].why, ==, "It was unplugged 23");
}

static void
expect_fault (GQuark domain, int code, const char *expected)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "");

  g_assert_cmpstr (clasp_bridge_fault_to_string (clasp_bridge_fault_of (error)), ==, expected);
}

static void
test_faults_have_a_class (Stage *fixture, gconstpointer data)
{
  expect_fault (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE, "network");
  expect_fault (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "network");
  expect_fault (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "network");
  expect_fault (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "timeout");
  expect_fault (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_PROTOCOL, "protocol");
  expect_fault (CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, "missing");
  expect_fault (CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_DENIED, "denied");
  expect_fault (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_IN_USE, "busy");
  expect_fault (CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "settings");
  expect_fault (G_IO_ERROR, G_IO_ERROR_FAILED, "other");
  expect_fault (CLASP_SHOW_ERROR, 0, "other");
}

/* 0.5, 1, 2, 4, 8, then 10 s for ever, a fifth more or less. */
static void
test_delays_are_those_promised (void)
{
  static const gint64 seconds_x10[] = { 5, 10, 20, 40, 80, 100, 100, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (seconds_x10) + 100; i++)
    {
      gint64 expected_us = seconds_x10[MIN (i, G_N_ELEMENTS (seconds_x10) - 1)] * G_USEC_PER_SEC / 10;
      gint64 delay_us = clasp_bridge_backoff_us (i);

      g_assert_cmpint (delay_us, >=, expected_us * 8 / 10);
      g_assert_cmpint (delay_us, <=, expected_us * 12 / 10);
    }
}

static void
test_the_delay_starts_afresh_after_ten_seconds_of_health (Stage      *fixture,
                                                          gconstpointer data)
{
  ClaspBridge       *bridge = CLASP_BRIDGE (fixture->bridge);
  g_autoptr (GError) error = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED, "The cable was pulled");

  stage_open (fixture);
  clasp_bridge_fail (bridge, error);
  stage_advance_ms (fixture, 700);
  stage_receive (fixture, 1); /* a message alone is no health */
  stage_advance_ms (fixture, 5000);
  clasp_bridge_fail (bridge, error);
  g_assert_cmpuint (fixture->status.n_retries, ==, 2);
  stage_advance_ms (fixture, 1300);
  g_assert_cmpuint (fixture->status.n_reconnects, ==, 2);

  stage_advance_ms (fixture, 8600);
  g_assert_cmpuint (clasp_bridge_peek_status (bridge)->n_retries, ==, 2);
  stage_advance_ms (fixture, 1400);
  g_assert_cmpuint (clasp_bridge_peek_status (bridge)->n_retries, ==, 0);
}

static void
test_what_is_wrong_now_is_known (Stage *fixture, gconstpointer data)
{
  fixture->bridge->start_error = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_IN_USE, "Port 9000 is used by another program");
  stage_open (fixture);
  g_assert_true (fixture->status.is_faulty);
  g_assert_cmpint (fixture->status.fault, ==, CLASP_BRIDGE_FAULT_BUSY);
  g_clear_error (&fixture->bridge->start_error);
  clasp_bridge_retry_now (CLASP_BRIDGE (fixture->bridge));
  g_assert_false (fixture->status.is_faulty);
}

static void
test_overflow_is_a_drop_and_told_apart (Stage *fixture, gconstpointer data)
{
  stage_open (fixture);
  clasp_bridge_count_dropped (CLASP_BRIDGE (fixture->bridge));
  clasp_bridge_count_overflow (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpuint (clasp_bridge_peek_status (CLASP_BRIDGE (fixture->bridge))->n_dropped, ==, 2);
  g_assert_cmpuint (clasp_bridge_peek_status (CLASP_BRIDGE (fixture->bridge))->n_overflowed, ==, 1);
}

/* The newest value is passed on when its time has come, and counted in between. */
static void
test_what_comes_in_is_thinned (Stage *fixture, gconstpointer data)
{
  stage_open_with (fixture, "max-rate-in=10");
  for (guint i = 1; i <= 5; i++)
    stage_receive (fixture, i);
  g_assert_cmpuint (fixture->n_seen, ==, 1);
  g_assert_cmpfloat (fixture->seen, ==, 1);
  stage_advance_ms (fixture, 110);
  g_assert_cmpuint (fixture->n_seen, ==, 2);
  g_assert_cmpfloat (fixture->seen, ==, 5);
  stage_advance_ms (fixture, 1000);
  g_assert_cmpuint (fixture->n_seen, ==, 2);
  g_assert_cmpuint (fixture->status.n_in, ==, 5);
  g_assert_cmpuint (fixture->status.n_coalesced, ==, 3);
  g_assert_cmpuint (fixture->status.n_thinned, ==, 3);
}

static void
test_nothing_is_thinned_by_default (Stage *fixture, gconstpointer data)
{
  stage_open_with (fixture, "max-rate=200");
  for (guint i = 1; i <= 50; i++)
    stage_receive (fixture, i);
  g_assert_cmpuint (fixture->n_seen, ==, 50);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  clasp_test_log_keep ();
#define ADD(path, func) g_test_add ("/bridges/base/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("both-directions", test_both_directions);
  ADD ("state-is-delivered-at-start", test_state_below_the_namespace_is_delivered_at_start);
  ADD ("live-then-idle-then-quiet", test_live_while_data_passes_then_idle_then_quiet);
  g_test_add_func ("/bridges/base/delays-are-those-promised", test_delays_are_those_promised);
  ADD ("retries-for-ever-with-growing-delays", test_retries_for_ever_with_growing_delays);
  ADD ("wrong-setting-waits-for-a-person", test_a_wrong_setting_waits_for_a_person);
  ADD ("missing-device-is-called-missing", test_a_missing_device_is_called_missing);
  ADD ("failure-resends-the-state-when-over", test_a_failure_resends_the_state_when_it_is_over);
  ADD ("address-too-long-is-counted", test_an_address_that_is_too_long_is_counted);
  ADD ("closed-says-off-and-nothing-calls-back", test_closed_it_says_off_and_nothing_calls_back);
  ADD ("announces-itself", test_it_announces_itself);
  ADD ("announced-ranges-are-scaled", test_announced_ranges_are_scaled);
  ADD ("its-ranges-refuse-nothing", test_its_ranges_refuse_nothing);
  ADD ("sending-alone-is-not-live", test_sending_alone_is_not_live);
  ADD ("gone-is-sent-to", test_one_that_is_gone_is_sent_to_all_the_same);
  ADD ("working-in-part-is-degraded", test_working_in_part_is_degraded);
  ADD ("counters", test_counters);
  ADD ("faults-have-a-class", test_faults_have_a_class);
  ADD ("outages-are-remembered", test_outages_are_remembered);
  ADD ("oldest-outages-are-forgotten", test_the_oldest_outages_are_forgotten);
  ADD ("what-is-wrong-now-is-known", test_what_is_wrong_now_is_known);
  ADD ("overflow-is-told-apart", test_overflow_is_a_drop_and_told_apart);
  ADD ("what-comes-in-is-thinned", test_what_comes_in_is_thinned);
  ADD ("nothing-is-thinned-by-default", test_nothing_is_thinned_by_default);
  ADD ("delay-starts-afresh-after-health", test_the_delay_starts_afresh_after_ten_seconds_of_health);
  return g_test_run ();
}
