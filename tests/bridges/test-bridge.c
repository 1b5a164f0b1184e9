/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every bridge gets from its base: states, retries, echoes, counters. */

#include "bridges/clasp-bridge-bundle.h"
#include "bridges/clasp-bridge-echo.h"
#include "bridges/clasp-bridge.h"
#include "support/clasp-test.h"

/* ---- a bridge that does what the test says ---- */

#define TEST_TYPE_BRIDGE (test_bridge_get_type ())
G_DECLARE_FINAL_TYPE (TestBridge, test_bridge, TEST, BRIDGE, ClaspBridge)

struct _TestBridge
{
  ClaspBridge parent_instance;
  guint       n_starts, n_stops, n_delivered;
  GError     *start_error; /* (owned) (nullable) */
  double      last;
  gboolean    last_was_snapshot;
};

G_DEFINE_FINAL_TYPE (TestBridge, test_bridge, CLASP_TYPE_BRIDGE)

static gboolean
test_bridge_start (ClaspBridge *bridge,
                   GError     **error)
{
  TestBridge *self = TEST_BRIDGE (bridge);

  self->n_starts++;
  if (self->start_error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->start_error));
      return FALSE;
    }
  clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_IDLE, NULL);
  return TRUE;
}

static void
test_bridge_stop (ClaspBridge *bridge)
{
  TEST_BRIDGE (bridge)->n_stops++;
}

static void
test_bridge_deliver (ClaspBridge         *bridge,
                     const ClaspDelivery *delivery)
{
  TestBridge *self = TEST_BRIDGE (bridge);

  self->n_delivered++;
  self->last_was_snapshot = delivery->is_snapshot;
  if (delivery->message->type == CLASP_MESSAGE_SET)
    clasp_value_to_double (&delivery->message->set.value, &self->last);
  clasp_bridge_count_sent (bridge);
}

static void
test_bridge_finalize (GObject *object)
{
  g_clear_error (&TEST_BRIDGE (object)->start_error);
  G_OBJECT_CLASS (test_bridge_parent_class)->finalize (object);
}

static void
test_bridge_class_init (TestBridgeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_bridge_finalize;
  CLASP_BRIDGE_CLASS (klass)->start = test_bridge_start;
  CLASP_BRIDGE_CLASS (klass)->stop = test_bridge_stop;
  CLASP_BRIDGE_CLASS (klass)->deliver = test_bridge_deliver;
}

static void
test_bridge_init (TestBridge *self)
{
}

/* ---- fixture ---- */

typedef struct
{
  ClaspClock       *clock;
  ClaspReactor     *reactor;
  ClaspTimers      *timers;
  ClaspRouter      *router;
  ClaspSession     *other;
  TestBridge       *bridge;
  ClaspBridgeStatus status;
  guint             n_seen; /* deliveries to @other */
  double            seen;
} Fixture;

static void
status_cb (const ClaspBridgeStatus *status,
           gpointer                 user_data)
{
  ((Fixture *) user_data)->status = *status;
}

static void
other_cb (ClaspSession        *session,
          const ClaspDelivery *delivery,
          gpointer             user_data)
{
  Fixture *fixture = user_data;

  fixture->n_seen++;
  if (delivery->message->type == CLASP_MESSAGE_SET)
    clasp_value_to_double (&delivery->message->set.value, &fixture->seen);
}

static void
setup (Fixture      *fixture,
       gconstpointer data)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  fixture->clock = clasp_manual_clock_new (G_USEC_PER_SEC, 0);
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->router = clasp_router_new (fixture->reactor, fixture->timers, "Test", &limits);
  fixture->other = clasp_router_join (fixture->router, "other", other_cb, NULL, fixture);
  clasp_session_subscribe (fixture->other, 1, CLASP_STR_LITERAL ("/test/**"), CLASP_TYPES_ALL, FALSE, NULL);
  fixture->bridge = g_object_new (TEST_TYPE_BRIDGE, NULL);
}

static void
open_bridge (Fixture *fixture)
{
  ClaspBridgeHost host = { fixture->reactor, fixture->timers, fixture->router, status_cb, fixture };

  clasp_bridge_open (CLASP_BRIDGE (fixture->bridge), "b1", "Tablet", "/test", NULL, &host);
}

static void
teardown (Fixture      *fixture,
          gconstpointer data)
{
  g_assert_finalize_object (fixture->bridge);
  clasp_session_leave (fixture->other);
  clasp_router_shutdown (fixture->router, "done");
  g_object_unref (fixture->router);
  clasp_timers_free (fixture->timers);
  clasp_reactor_unref (fixture->reactor);
  clasp_clock_unref (fixture->clock);
}

static void
advance_ms (Fixture *fixture,
            guint    ms)
{
  for (guint i = 0; i < ms; i += 10)
    {
      clasp_manual_clock_advance (fixture->clock, 10000);
      clasp_timers_run (fixture->timers);
    }
}

static void
set (Fixture    *fixture,
     const char *address,
     double      number)
{
  ClaspValue value = clasp_value_double (number);

  clasp_session_set (fixture->other, clasp_str (address), &value);
}

static void
receive (Fixture *fixture,
         double   number)
{
  ClaspValue value = clasp_value_double (number);

  clasp_bridge_receive_param (CLASP_BRIDGE (fixture->bridge), CLASP_STR_LITERAL ("/fader"), &value);
}

/* ---- tests ---- */

static void
test_both_directions (Fixture      *fixture,
                      gconstpointer data)
{
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpstr (fixture->status.id, ==, "b1");

  receive (fixture, 0.5);
  g_assert_cmpfloat (fixture->seen, ==, 0.5);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 0); /* its own */

  set (fixture, "/test/lamp", 0.25);
  g_assert_cmpfloat (fixture->bridge->last, ==, 0.25);
  set (fixture, "/elsewhere/lamp", 1);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 1);
}

static void
test_state_below_the_namespace_is_delivered_at_start (Fixture      *fixture,
                                                      gconstpointer data)
{
  set (fixture, "/test/lamp", 0.75);
  open_bridge (fixture);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 1);
  g_assert_true (fixture->bridge->last_was_snapshot);
  g_assert_cmpfloat (fixture->bridge->last, ==, 0.75);
}

static void
test_live_while_data_passes_then_idle_then_quiet (Fixture      *fixture,
                                                  gconstpointer data)
{
  open_bridge (fixture);
  for (guint i = 0; i < 15; i++)
    {
      receive (fixture, i);
      advance_ms (fixture, 100);
    }
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_LIVE);
  g_assert_cmpfloat_with_epsilon (fixture->status.rate_in, 10, 2);
  g_assert_cmpuint (fixture->status.n_in, ==, 15);

  advance_ms (fixture, 4000);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpfloat (fixture->status.rate_in, ==, 0);
}

static void
test_retries_for_ever_with_growing_delays (Fixture      *fixture,
                                           gconstpointer data)
{
  fixture->bridge->start_error = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_IN_USE, "Port 9000 is used by another program");
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_WAITING);
  g_assert_cmpstr (fixture->status.detail, ==, "Port 9000 is used by another program");
  g_assert_cmpint (fixture->status.retry_at_us, >, clasp_clock_now_us (fixture->clock));

  advance_ms (fixture, 700);
  g_assert_cmpuint (fixture->bridge->n_starts, ==, 2);
  advance_ms (fixture, 120000);
  g_assert_cmpuint (fixture->bridge->n_starts, >, 10);
  g_assert_cmpuint (fixture->bridge->n_starts, <, 25);
  g_assert_cmpuint (fixture->bridge->n_stops, ==, fixture->bridge->n_starts);

  g_clear_error (&fixture->bridge->start_error);
  clasp_bridge_retry_now (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpint (fixture->status.retry_at_us, ==, 0);
}

static void
test_a_wrong_setting_waits_for_a_person (Fixture      *fixture,
                                         gconstpointer data)
{
  fixture->bridge->start_error = g_error_new_literal (CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "That cannot work");
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
  advance_ms (fixture, 60000);
  g_assert_cmpuint (fixture->bridge->n_starts, ==, 1);
}

static void
test_a_missing_device_is_called_missing (Fixture      *fixture,
                                         gconstpointer data)
{
  fixture->bridge->start_error = g_error_new_literal (CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, "Waiting for X-Touch");
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  g_clear_error (&fixture->bridge->start_error);
  advance_ms (fixture, 700);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
}

static void
test_a_failure_resends_the_state_when_it_is_over (Fixture      *fixture,
                                                  gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED, "The cable was pulled");

  open_bridge (fixture);
  clasp_bridge_fail (CLASP_BRIDGE (fixture->bridge), error);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_WAITING);
  set (fixture, "/test/lamp", 0.6);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 0);
  advance_ms (fixture, 800);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_LIVE);
  g_assert_cmpfloat (fixture->bridge->last, ==, 0.6);
}

static void
test_an_echo_is_dropped_within_its_window (Fixture      *fixture,
                                           gconstpointer data)
{
  open_bridge (fixture);
  set (fixture, "/test/fader", 0.5);
  fixture->n_seen = 0;
  receive (fixture, 0.5);
  g_assert_cmpuint (fixture->n_seen, ==, 0);
  receive (fixture, 0.6);
  g_assert_cmpuint (fixture->n_seen, ==, 1);

  set (fixture, "/test/fader", 0.7);
  advance_ms (fixture, 200);
  fixture->n_seen = 0;
  receive (fixture, 0.7);
  g_assert_cmpuint (fixture->n_seen, ==, 1);
}

static void
test_an_address_that_is_too_long_is_counted (Fixture      *fixture,
                                             gconstpointer data)
{
  g_autofree char *name = g_strnfill (300, 'x');
  ClaspValue       value = clasp_value_int (1);

  open_bridge (fixture);
  name[0] = '/';
  clasp_bridge_receive_param (CLASP_BRIDGE (fixture->bridge), clasp_str (name), &value);
  clasp_bridge_receive_event (CLASP_BRIDGE (fixture->bridge), clasp_str (name), NULL);
  advance_ms (fixture, 200);
  g_assert_cmpuint (fixture->n_seen, ==, 0);
  g_assert_cmpuint (fixture->status.n_malformed, ==, 2);
}

static void
test_closed_it_says_off_and_nothing_calls_back (Fixture      *fixture,
                                                gconstpointer data)
{
  open_bridge (fixture);
  receive (fixture, 1);
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_OFF);
  g_assert_cmpuint (fixture->bridge->n_stops, ==, 1);
  memset (&fixture->status, 0xff, sizeof fixture->status);
  set (fixture, "/test/lamp", 0.5);
  advance_ms (fixture, 5000);
  g_assert_cmpint (fixture->status.n_in, ==, G_MAXUINT64);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 0);
}

typedef struct
{
  GString      *log;
  ClaspSession *session;
  ClaspSession *answerer; /* answers the first at once, which the router does after the whole */
} Listener;

static void
listener_cb (ClaspSession        *session,
             const ClaspDelivery *delivery,
             gpointer             user_data)
{
  Listener  *listener = user_data;
  ClaspStr   address = delivery->message->set.address;
  ClaspValue value = clasp_value_int (1);

  if (session == listener->answerer)
    clasp_session_set (session, CLASP_STR_LITERAL ("/test/answer"), &value);
  else
    g_string_append_len (listener->log, address.data + 5, (gssize) address.length - 5);
}

static void
listen (Fixture *fixture, Listener *listener)
{
  listener->log = g_string_new (NULL);
  listener->session = clasp_router_join (fixture->router, "listener", listener_cb, NULL, listener);
  listener->answerer = clasp_router_join (fixture->router, "answerer", listener_cb, NULL, listener);
  clasp_session_subscribe (listener->session, 1, CLASP_STR_LITERAL ("/test/*"), CLASP_TYPES_ALL, FALSE, NULL);
  clasp_session_subscribe (listener->answerer, 1, CLASP_STR_LITERAL ("/test/1"), CLASP_TYPES_ALL, FALSE, NULL);
}

static void
receive_numbers (Fixture *fixture, guint first, guint last)
{
  ClaspValue value = clasp_value_int (7);

  for (guint i = first; i <= last; i++)
    {
      char address[16];

      g_snprintf (address, sizeof address, "/%u", i);
      clasp_bridge_receive_param (CLASP_BRIDGE (fixture->bridge), clasp_str (address), &value);
    }
}

static void
test_a_bundle_is_heard_whole (Fixture      *fixture,
                              gconstpointer data)
{
  Listener listener;

  open_bridge (fixture);
  listen (fixture, &listener);
  receive_numbers (fixture, 1, 2);
  g_assert_cmpstr (listener.log->str, ==, "/1/answer/2");

  g_string_truncate (listener.log, 0);
  clasp_bridge_begin_bundle (CLASP_BRIDGE (fixture->bridge));
  clasp_bridge_begin_bundle (CLASP_BRIDGE (fixture->bridge));
  receive_numbers (fixture, 1, 3);
  clasp_bridge_end_bundle (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpstr (listener.log->str, ==, "");
  clasp_bridge_end_bundle (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpstr (listener.log->str, ==, "/1/2/3/answer");

  clasp_bridge_begin_bundle (CLASP_BRIDGE (fixture->bridge));
  clasp_bridge_end_bundle (CLASP_BRIDGE (fixture->bridge));
  clasp_session_leave (listener.session);
  clasp_session_leave (listener.answerer);
  g_string_free (listener.log, TRUE);
}

/* Somebody holds one of them: the others get their values all the same. */
static void
test_a_refused_param_does_not_keep_the_others (Fixture      *fixture,
                                               gconstpointer data)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };
  gint64       number = 0;

  open_bridge (fixture);
  message.set.address = CLASP_STR_LITERAL ("/test/2");
  message.set.value = clasp_value_int (99);
  message.set.lock = TRUE;
  clasp_session_submit (fixture->other, &message, NULL, FALSE);
  clasp_bridge_begin_bundle (CLASP_BRIDGE (fixture->bridge));
  receive_numbers (fixture, 1, 3);
  clasp_bridge_end_bundle (CLASP_BRIDGE (fixture->bridge));
  clasp_value_to_int (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/test/1")), &number);
  g_assert_cmpint (number, ==, 7);
  clasp_value_to_int (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/test/2")), &number);
  g_assert_cmpint (number, ==, 99);
  clasp_value_to_int (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/test/3")), &number);
  g_assert_cmpint (number, ==, 7);
}

static void
test_the_size_of_a_bundle_is_bounded (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autoptr (ClaspBridgeBundle) bundle = clasp_bridge_bundle_new ();
  ClaspValue                    value = clasp_value_int (1);
  char                          last[16];
  guint                         n;

  for (guint i = 0; i < CLASP_BRIDGE_MAX_BUNDLE; i++)
    g_assert_true (clasp_bridge_bundle_add (bundle, CLASP_STR_LITERAL ("/a"), &value));
  g_assert_false (clasp_bridge_bundle_add (bundle, CLASP_STR_LITERAL ("/a"), &value));
  clasp_bridge_bundle_peek (bundle, &n);
  g_assert_cmpuint (n, ==, CLASP_BRIDGE_MAX_BUNDLE);

  open_bridge (fixture);
  clasp_bridge_begin_bundle (CLASP_BRIDGE (fixture->bridge));
  receive_numbers (fixture, 1, CLASP_BRIDGE_MAX_BUNDLE + 1);
  clasp_bridge_end_bundle (CLASP_BRIDGE (fixture->bridge));
  g_snprintf (last, sizeof last, "/test/%u", CLASP_BRIDGE_MAX_BUNDLE + 1);
  g_assert_nonnull (clasp_router_peek (fixture->router, clasp_str (last)));
}

static void
test_the_memory_of_echoes_is_bounded (void)
{
  ClaspEcho *echo = clasp_echo_new ();
  ClaspValue value = clasp_value_int (1);

  for (guint i = 0; i <= CLASP_ECHO_MAX_ADDRESSES; i++)
    {
      char address[16];

      g_snprintf (address, sizeof address, "/%u", i);
      clasp_echo_note_sent (echo, clasp_str (address), &value, 0);
    }
  g_assert_false (clasp_echo_is_echo (echo, CLASP_STR_LITERAL ("/0"), &value, 1));
  g_assert_true (clasp_echo_is_echo (echo, CLASP_STR_LITERAL ("/65536"), &value, 1));
  clasp_echo_free (echo);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add ("/bridges/base/" path, Fixture, NULL, setup, func, teardown)
  ADD ("both-directions", test_both_directions);
  ADD ("state-is-delivered-at-start", test_state_below_the_namespace_is_delivered_at_start);
  ADD ("live-then-idle-then-quiet", test_live_while_data_passes_then_idle_then_quiet);
  ADD ("retries-for-ever-with-growing-delays", test_retries_for_ever_with_growing_delays);
  ADD ("wrong-setting-waits-for-a-person", test_a_wrong_setting_waits_for_a_person);
  ADD ("missing-device-is-called-missing", test_a_missing_device_is_called_missing);
  ADD ("failure-resends-the-state-when-over", test_a_failure_resends_the_state_when_it_is_over);
  ADD ("echo-is-dropped-within-its-window", test_an_echo_is_dropped_within_its_window);
  ADD ("bundle-is-heard-whole", test_a_bundle_is_heard_whole);
  ADD ("refused-param-does-not-keep-the-others", test_a_refused_param_does_not_keep_the_others);
  ADD ("size-of-a-bundle-is-bounded", test_the_size_of_a_bundle_is_bounded);
  ADD ("address-too-long-is-counted", test_an_address_that_is_too_long_is_counted);
  ADD ("closed-says-off-and-nothing-calls-back", test_closed_it_says_off_and_nothing_calls_back);
  g_test_add_func ("/bridges/echo/memory-is-bounded", test_the_memory_of_echoes_is_bounded);

  return g_test_run ();
}
