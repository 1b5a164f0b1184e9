/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every bridge gets from its base: states, retries, echoes, counters. */

#include "bridges/clasp-bridge-bundle.h"
#include "bridges/clasp-bridge-echo.h"
#include "bridges/clasp-bridge-scale.h"
#include "bridges/clasp-bridge-settings.h"
#include "bridges/clasp-bridge.h"
#include "support/clasp-own-network.h"
#include "support/clasp-test.h"

/* ---- settings that every kind may have ---- */

typedef struct
{
  ClaspSettings parent_instance;
} TestSettings;
typedef ClaspSettingsClass TestSettingsClass;

GType test_settings_get_type (void);
G_DEFINE_TYPE (TestSettings, test_settings, CLASP_TYPE_SETTINGS)

static void
test_settings_class_init (TestSettingsClass *klass)
{
  clasp_bridge_interface_install (klass);
  clasp_scale_install (klass);
  clasp_bridge_settings_install (klass);
}

static void
test_settings_init (TestSettings *self)
{
}

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
  GString    *bundles;    /* (owned) "[1 2](3)": in bundles, and alone */
  char       *address;    /* (owned) (nullable) of the interface at the start */
};

G_DEFINE_FINAL_TYPE (TestBridge, test_bridge, CLASP_TYPE_BRIDGE)

static gboolean
test_bridge_start (ClaspBridge *bridge,
                   GError     **error)
{
  TestBridge *self = TEST_BRIDGE (bridge);

  self->n_starts++;
  g_clear_pointer (&self->address, g_free);
  if (clasp_bridge_get_interface (bridge) != NULL &&
      clasp_bridge_get_interface (bridge)->address != NULL)
    self->address =
      g_inet_address_to_string (clasp_bridge_get_interface (bridge)->address);
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
  g_string_append_printf (self->bundles, "%g;", self->last);
  clasp_bridge_count_sent (bridge);
}

static void
test_bridge_deliver_begin (ClaspBridge *bridge,
                          guint64      unix_us)
{
  g_string_append_printf (TEST_BRIDGE (bridge)->bundles, "[at %u: ", (guint) unix_us);
}

static void
test_bridge_deliver_end (ClaspBridge *bridge)
{
  g_string_append (TEST_BRIDGE (bridge)->bundles, "]");
}

static void
test_bridge_finalize (GObject *object)
{
  g_clear_error (&TEST_BRIDGE (object)->start_error);
  g_string_free (TEST_BRIDGE (object)->bundles, TRUE);
  g_free (TEST_BRIDGE (object)->address);
  G_OBJECT_CLASS (test_bridge_parent_class)->finalize (object);
}

static void
test_bridge_class_init (TestBridgeClass *klass)
{
  static const ClaspBridgeSignal signals[] = {
    { "/slot/*", "int", "dmx", 0, 255 },
    { "/text", "string" },
  };

  G_OBJECT_CLASS (klass)->finalize = test_bridge_finalize;
  CLASP_BRIDGE_CLASS (klass)->protocol = "test";
  CLASP_BRIDGE_CLASS (klass)->signals = signals;
  CLASP_BRIDGE_CLASS (klass)->n_signals = G_N_ELEMENTS (signals);
  CLASP_BRIDGE_CLASS (klass)->deliver_begin = test_bridge_deliver_begin;
  CLASP_BRIDGE_CLASS (klass)->deliver_end = test_bridge_deliver_end;
  CLASP_BRIDGE_CLASS (klass)->start = test_bridge_start;
  CLASP_BRIDGE_CLASS (klass)->stop = test_bridge_stop;
  CLASP_BRIDGE_CLASS (klass)->deliver = test_bridge_deliver;
}

static void
test_bridge_init (TestBridge *self)
{
  self->bundles = g_string_new (NULL);
}

/* ---- fixture ---- */

typedef struct
{
  ClaspClock       *clock;
  ClaspReactor     *reactor;
  ClaspTimers      *timers;
  ClaspRouter      *router;
  ClaspInterfaces  *interfaces;
  ClaspSession     *other;
  TestBridge       *bridge;
  ClaspBridgeStatus status;
  guint             n_seen; /* deliveries to @other */
  double            seen;
  GString          *result; /* (owned) of a QUERY */
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
append_signal (GString *text, const ClaspSignalInfo *info)
{
  g_autofree char *value = clasp_value_to_text (&info->default_value);

  g_string_append_printf (text, "%.*s %.*s %.*s", (int) info->address.length, info->address.data,
                          (int) info->datatype.length, info->datatype.data,
                          (int) info->access.length, info->access.data);
  if (info->has_range)
    g_string_append_printf (text, " %g-%g", info->minimum, info->maximum);
  if (info->has_unit)
    g_string_append_printf (text, " %.*s", (int) info->unit.length, info->unit.data);
  if (info->has_default)
    g_string_append_printf (text, " %s", value);
  g_string_append_c (text, '\n');
}

static void
reply_cb (ClaspSession       *session,
          const ClaspMessage *reply,
          gpointer            user_data)
{
  Fixture *fixture = user_data;

  if (reply->type == CLASP_MESSAGE_RESULT)
    for (guint i = 0; i < reply->result.n_signals; i++)
      append_signal (fixture->result, &reply->result.signals[i]);
  if (reply->type == CLASP_MESSAGE_ERROR)
    g_string_append_printf (fixture->result, "error %u\n", reply->error.code);
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
  fixture->other = clasp_router_join (fixture->router, "other", other_cb, reply_cb, fixture);
  fixture->result = g_string_new (NULL);
  fixture->interfaces = clasp_interfaces_new (fixture->reactor, NULL);
  clasp_session_subscribe (fixture->other, 1, CLASP_STR_LITERAL ("/test/**"), CLASP_TYPES_ALL, FALSE, NULL);
  fixture->bridge = g_object_new (TEST_TYPE_BRIDGE, NULL);
}

/* @text is "key=value key=value". */
static void
open_bridge_with (Fixture    *fixture,
                  const char *text)
{
  ClaspBridgeHost host = { fixture->reactor, fixture->timers, fixture->router, status_cb, fixture,
                           .interfaces = fixture->interfaces };
  ClaspSettings  *settings = g_object_new (test_settings_get_type (), NULL);
  g_auto (GStrv)  pairs = g_strsplit (text, " ", -1);

  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++)
    {
      char *value = strchr (pairs[i], '=');

      *value++ = '\0';
      g_assert_true (clasp_settings_set_text (settings, pairs[i], value, NULL));
    }
  clasp_bridge_open (CLASP_BRIDGE (fixture->bridge), "b1", "Tablet", "/test", settings, &host);
}

/* Of a kind that has none of the common settings. */
static void
open_bridge (Fixture *fixture)
{
  ClaspBridgeHost host = { fixture->reactor, fixture->timers, fixture->router, status_cb, fixture,
                           .interfaces = fixture->interfaces };

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
  clasp_interfaces_free (fixture->interfaces);
  g_string_free (fixture->result, TRUE);
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
  /* 0.5 + 1 + 2 + 4 + 8 + 16 + 30 + 30 + 30 s, a fifth more or less */
  g_assert_cmpuint (fixture->bridge->n_starts, >=, 9);
  g_assert_cmpuint (fixture->bridge->n_starts, <=, 11);
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
test_a_longer_window (Fixture      *fixture,
                      gconstpointer data)
{
  open_bridge_with (fixture, "echo-ms=2000");
  set (fixture, "/test/fader", 0.7);
  advance_ms (fixture, 1990);
  fixture->n_seen = 0;
  receive (fixture, 0.7);
  g_assert_cmpuint (fixture->n_seen, ==, 0);
  advance_ms (fixture, 10);
  receive (fixture, 0.7);
  g_assert_cmpuint (fixture->n_seen, ==, 1);
}

static void
test_no_window (Fixture      *fixture,
                gconstpointer data)
{
  open_bridge_with (fixture, "echo-ms=0");
  set (fixture, "/test/fader", 0.7);
  fixture->n_seen = 0;
  receive (fixture, 0.7);
  g_assert_cmpuint (fixture->n_seen, ==, 1);
}

/* ---- faster than the ceiling ---- */

static void
test_a_loop_is_cut_and_the_last_value_arrives (Fixture      *fixture,
                                               gconstpointer data)
{
  open_bridge (fixture);
  for (guint i = 1; i <= 100; i++)
    set (fixture, "/test/lamp", i);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 20);
  g_assert_cmpfloat (fixture->bridge->last, ==, 20);

  advance_ms (fixture, 10);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 21);
  g_assert_cmpfloat (fixture->bridge->last, ==, 100);
  g_assert_cmpuint (clasp_bridge_peek_status (CLASP_BRIDGE (fixture->bridge))->n_coalesced, ==, 79);
}

static void
test_events_are_never_held (Fixture      *fixture,
                            gconstpointer data)
{
  open_bridge_with (fixture, "max-rate=1");
  for (guint i = 0; i < 100; i++)
    clasp_session_emit (fixture->other, CLASP_STR_LITERAL ("/test/go"), NULL);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 100);
}

static void
test_no_ceiling (Fixture      *fixture,
                 gconstpointer data)
{
  open_bridge_with (fixture, "max-rate=0");
  for (guint i = 1; i <= 1000; i++)
    set (fixture, "/test/lamp", i);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 1000);
}

/* What was held is not sent to a device that went away; it gets the state when it is back. */
static void
test_what_is_held_goes_with_the_device (Fixture      *fixture,
                                        gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED, "The cable was pulled");

  open_bridge_with (fixture, "max-rate=1");
  set (fixture, "/test/lamp", 1);
  set (fixture, "/test/lamp", 2);
  clasp_bridge_fail (CLASP_BRIDGE (fixture->bridge), error);
  advance_ms (fixture, 5000);
  g_assert_cmpuint (fixture->bridge->n_delivered, ==, 2);
  g_assert_cmpfloat (fixture->bridge->last, ==, 2);
  g_assert_true (fixture->bridge->last_was_snapshot);
}

/* ---- bundles ---- */

static void
submit_bundle (Fixture *fixture,
               guint    n_sets,
               guint64  unix_us)
{
  g_autofree ClaspMessage *sets = g_new0 (ClaspMessage, n_sets);
  ClaspMessage             bundle = { .type = CLASP_MESSAGE_BUNDLE };
  static const char *const addresses[] = { "/test/a", "/test/b", "/test/c" };

  for (guint i = 0; i < n_sets; i++)
    {
      sets[i].type = CLASP_MESSAGE_SET;
      sets[i].set.address = clasp_str (addresses[i]);
      sets[i].set.value = clasp_value_double (i + 1);
    }
  bundle.bundle.messages = sets;
  bundle.bundle.n_messages = n_sets;
  bundle.bundle.has_timestamp = unix_us != 0;
  bundle.bundle.timestamp_us = unix_us;
  clasp_session_submit (fixture->other, &bundle, NULL, FALSE);
}

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_a_bundle_comes_as_one (Fixture      *fixture,
                            gconstpointer data)
{
  open_bridge (fixture);
  submit_bundle (fixture, 3, 0);
  turn ();
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "[at 0: 1;2;3;]");
}

static void
test_bundles_and_what_comes_alone_are_told_apart (Fixture      *fixture,
                                                  gconstpointer data)
{
  open_bridge (fixture);
  submit_bundle (fixture, 2, 0);
  submit_bundle (fixture, 1, 0);
  set (fixture, "/test/z", 9);
  submit_bundle (fixture, 1, 0);
  turn ();
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "[at 0: 1;2;][at 0: 1;]9;[at 0: 1;]");
}

static void
test_a_bundle_for_later_has_its_time (Fixture      *fixture,
                                      gconstpointer data)
{
  open_bridge (fixture);
  submit_bundle (fixture, 2, 50000);
  turn ();
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "");
  advance_ms (fixture, 50);
  turn ();
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "[at 50000: 1;2;]");
}

static void
test_a_bundle_ends_before_the_device_does (Fixture      *fixture,
                                           gconstpointer data)
{
  open_bridge (fixture);
  submit_bundle (fixture, 1, 0);
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "[at 0: 1;]");
  turn ();
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "[at 0: 1;]");
}

/* ---- what it tells ---- */

static void
query (Fixture *fixture)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_QUERY };

  message.query.pattern = CLASP_STR_LITERAL ("/test/**");
  clasp_session_submit (fixture->other, &message, NULL, FALSE);
}

static gboolean
has_line (Fixture    *fixture,
          const char *line)
{
  g_auto (GStrv) lines = g_strsplit (fixture->result->str, "\n", -1);

  return g_strv_contains ((const char *const *) lines, line);
}

static void
test_it_announces_itself (Fixture      *fixture,
                          gconstpointer data)
{
  open_bridge (fixture);
  query (fixture);
  g_assert_true (has_line (fixture, "/test map r {\"bridge\":true,\"protocol\":\"test\","
                                    "\"device\":\"Tablet\",\"bidirectional\":true}"));
  g_assert_true (has_line (fixture, "/test/slot/* int rw 0-255 dmx"));
  g_assert_true (has_line (fixture, "/test/text string rw"));
}

static void
test_announced_ranges_are_scaled (Fixture      *fixture,
                                  gconstpointer data)
{
  open_bridge_with (fixture, "scale=fixed scale-min=100 scale-max=-20");
  query (fixture);
  g_assert_true (has_line (fixture, "/test/slot/* int rw -20-100 dmx"));
}

/* A device clamps: a fader that overshoots must not stop short. */
static void
test_its_ranges_refuse_nothing (Fixture      *fixture,
                                gconstpointer data)
{
  open_bridge (fixture);
  set (fixture, "/test/slot/1", 300);
  g_assert_cmpfloat (fixture->bridge->last, ==, 300);
  g_assert_cmpstr (fixture->result->str, ==, "");
}

static void
test_working_in_part_is_degraded (Fixture      *fixture,
                                  gconstpointer data)
{
  ClaspBridge *bridge = CLASP_BRIDGE (fixture->bridge);

  open_bridge (fixture);
  clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_IDLE, "studio.local cannot be found");
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_DEGRADED);
  g_assert_cmpstr (fixture->status.detail, ==, "studio.local cannot be found");
  set (fixture, "/test/lamp", 0.5);
  receive (fixture, 0.25);
  advance_ms (fixture, 500);
  g_assert_cmpfloat (fixture->bridge->last, ==, 0.5);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_DEGRADED);
  g_assert_cmpuint (fixture->status.n_in, ==, 1);

  clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_IDLE, NULL);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_LIVE);
  advance_ms (fixture, 4000);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
}

static void
test_counters (Fixture      *fixture,
               gconstpointer data)
{
  ClaspBridge       *bridge = CLASP_BRIDGE (fixture->bridge);
  g_autoptr (GError) lost = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED, "The cable was pulled");
  g_autoptr (GError) full = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE, "The network is full");

  open_bridge (fixture);
  g_assert_cmpint (fixture->status.last_error_unix_us, ==, 0);
  clasp_bridge_count_bytes_in (bridge, 100);
  clasp_bridge_count_bytes_in (bridge, 28);
  clasp_bridge_count_bytes_out (bridge, 64);
  advance_ms (fixture, 1000);
  clasp_bridge_count_error (bridge, full);
  advance_ms (fixture, 200);
  g_assert_cmpuint (fixture->status.bytes_in, ==, 128);
  g_assert_cmpuint (fixture->status.bytes_out, ==, 64);
  g_assert_cmpuint (fixture->status.n_errors, ==, 1);
  g_assert_cmpstr (fixture->status.last_error, ==, "The network is full");
  g_assert_cmpint (fixture->status.last_error_unix_us, ==, G_USEC_PER_SEC);

  g_assert_cmpuint (fixture->status.n_reconnects, ==, 0);
  clasp_bridge_fail (bridge, lost);
  g_assert_cmpuint (fixture->status.n_failures, ==, 1);
  g_assert_cmpstr (fixture->status.last_error, ==, "The cable was pulled");
  advance_ms (fixture, 700);
  g_assert_cmpuint (fixture->status.n_reconnects, ==, 1);
}

/* ---- patience ---- */

static void
test_the_delay_starts_afresh_after_ten_seconds_of_health (Fixture      *fixture,
                                                          gconstpointer data)
{
  ClaspBridge       *bridge = CLASP_BRIDGE (fixture->bridge);
  g_autoptr (GError) error = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED, "The cable was pulled");

  open_bridge (fixture);
  clasp_bridge_fail (bridge, error);
  advance_ms (fixture, 700);
  receive (fixture, 1); /* a message alone is no health */
  advance_ms (fixture, 5000);
  clasp_bridge_fail (bridge, error);
  g_assert_cmpuint (fixture->status.n_retries, ==, 2);
  advance_ms (fixture, 1300);
  g_assert_cmpuint (fixture->status.n_reconnects, ==, 2);

  advance_ms (fixture, 8600);
  g_assert_cmpuint (clasp_bridge_peek_status (bridge)->n_retries, ==, 2);
  advance_ms (fixture, 1400);
  g_assert_cmpuint (clasp_bridge_peek_status (bridge)->n_retries, ==, 0);
}

/* ---- the network ---- */

static gboolean
is_working (gpointer user_data)
{
  return ((Fixture *) user_data)->status.state == CLASP_BRIDGE_STATE_IDLE;
}

static gboolean
is_missing (gpointer user_data)
{
  return ((Fixture *) user_data)->status.state == CLASP_BRIDGE_STATE_MISSING;
}

static gboolean
has_new_address (gpointer user_data)
{
  return g_strcmp0 (((Fixture *) user_data)->bridge->address, "192.0.2.8") == 0;
}

static void
test_a_named_interface_is_used (Fixture      *fixture,
                                gconstpointer data)
{
  open_bridge_with (fixture, "interface=lo");
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpstr (fixture->bridge->address, ==, "127.0.0.1");
}

static void
test_no_name_is_all_of_them (Fixture      *fixture,
                             gconstpointer data)
{
  open_bridge_with (fixture, "");
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_null (clasp_bridge_get_interface (CLASP_BRIDGE (fixture->bridge)));
}

static void
test_an_interface_is_waited_for_and_followed (Fixture      *fixture,
                                              gconstpointer data)
{
  open_bridge_with (fixture, "interface=show0");
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
test_news_of_the_network_end_a_wait (Fixture      *fixture,
                                     gconstpointer data)
{
  fixture->bridge->start_error = g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE, "No route");
  open_bridge (fixture);
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
                  void      (*func) (Fixture *, gconstpointer))
{
  if (why_not != NULL)
    g_test_add_data_func (path, why_not, skip);
  else
    g_test_add (path, Fixture, NULL, setup, func, teardown);
}

static void
test_the_memory_of_echoes_is_bounded (void)
{
  ClaspEcho *echo = clasp_echo_new (G_USEC_PER_SEC);
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
  const char *why_not;

  clasp_test_init (&argc, &argv, 60);
  why_not = clasp_own_network_enter ();

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
  ADD ("longer-echo-window", test_a_longer_window);
  ADD ("no-echo-window", test_no_window);
  ADD ("loop-is-cut-and-the-last-value-arrives", test_a_loop_is_cut_and_the_last_value_arrives);
  ADD ("events-are-never-held", test_events_are_never_held);
  ADD ("no-ceiling", test_no_ceiling);
  ADD ("what-is-held-goes-with-the-device", test_what_is_held_goes_with_the_device);
  ADD ("bundle-comes-as-one", test_a_bundle_comes_as_one);
  ADD ("bundles-and-what-comes-alone", test_bundles_and_what_comes_alone_are_told_apart);
  ADD ("bundle-for-later-has-its-time", test_a_bundle_for_later_has_its_time);
  ADD ("bundle-ends-before-the-device", test_a_bundle_ends_before_the_device_does);
  ADD ("announces-itself", test_it_announces_itself);
  ADD ("announced-ranges-are-scaled", test_announced_ranges_are_scaled);
  ADD ("its-ranges-refuse-nothing", test_its_ranges_refuse_nothing);
  ADD ("working-in-part-is-degraded", test_working_in_part_is_degraded);
  ADD ("counters", test_counters);
  ADD ("delay-starts-afresh-after-health", test_the_delay_starts_afresh_after_ten_seconds_of_health);
  ADD ("named-interface-is-used", test_a_named_interface_is_used);
  ADD ("no-interface-is-all", test_no_name_is_all_of_them);
  add_network_test ("/bridges/base/interface-is-waited-for-and-followed", why_not, test_an_interface_is_waited_for_and_followed);
  add_network_test ("/bridges/base/news-of-the-network-end-a-wait", why_not, test_news_of_the_network_end_a_wait);
  g_test_add_func ("/bridges/echo/memory-is-bounded", test_the_memory_of_echoes_is_bounded);

  return g_test_run ();
}
