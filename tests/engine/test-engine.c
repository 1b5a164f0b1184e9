/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine as the window uses it: edits of the show go down, statuses and values come up. Also run
 * under the thread sanitizer. */

#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "support/clasp-test.h"

#include <string.h>

typedef struct
{
  ClaspShow   *show;
  ClaspEngine *engine;
  guint16      osc_port;
} Fixture;

static void
listen_on (ClaspShow  *show,
           const char *uri)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (show)), "listen", uri, &error);
  g_assert_no_error (error);
}

static void
setup (Fixture      *fixture,
       gconstpointer data)
{
  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->engine = clasp_engine_new (fixture->show);
  fixture->osc_port = clasp_test_free_port ();
  listen_on (fixture->show, "ws://127.0.0.1:0/clasp");
}

static void
teardown (Fixture      *fixture,
          gconstpointer data)
{
  g_object_unref (fixture->engine);
  g_assert_finalize_object (fixture->show);
}

typedef struct
{
  GAsyncResult *result;
} Wait;

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ((Wait *) user_data)->result = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return ((Wait *) user_data)->result != NULL;
}

static void
wait_ready (ClaspEngine *engine,
            GError     **error)
{
  Wait wait = { NULL };

  clasp_engine_wait_ready_async (engine, NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the engine to settle");
  clasp_engine_wait_ready_finish (engine, wait.result, error);
  g_object_unref (wait.result);
}

static void
start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  clasp_engine_start (fixture->engine);
  wait_ready (fixture->engine, &error);
  g_assert_no_error (error);
}

static ClaspConnection *
add_osc (Fixture *fixture)
{
  g_autofree char   *text = g_strdup_printf ("osc,listen=127.0.0.1:%u", fixture->osc_port);
  g_autoptr (GError) error = NULL;
  ClaspConnection   *connection = clasp_show_connect_from_text (fixture->show, text, &error);

  g_assert_no_error (error);
  return connection;
}

static void
send_osc (guint16 port,
          guint8  number)
{
  g_autoptr (GSocket)        socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  guint8                     packet[] = "/fader\0\0,i\0\0\0\0\0";

  packet[15] = number;
  g_assert_cmpint (g_socket_send_to (socket, to, (const char *) packet, 16, NULL, NULL), ==, 16);
}

static GPtrArray *
list_peers (ClaspEngine *engine, const char *connection_id)
{
  Wait               wait = { NULL };
  g_autoptr (GError) error = NULL;
  GPtrArray         *peers;

  clasp_engine_list_peers_async (engine, connection_id, NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the list of peers");
  peers = clasp_engine_list_peers_finish (engine, wait.result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (peers);
  g_object_unref (wait.result);
  return peers;
}

typedef struct
{
  ClaspStatus     *status;
  ClaspBridgeState state;
} HasState;

static gboolean
has_state (gpointer user_data)
{
  HasState *has = user_data;

  return clasp_status_peek (has->status)->state == has->state;
}

static void
test_ready_tells_the_real_port (Fixture      *fixture,
                                gconstpointer data)
{
  g_auto (GStrv) uris = NULL;

  start (fixture);
  uris = clasp_engine_get_uris (fixture->engine);
  g_assert_cmpuint (g_strv_length (uris), ==, 1);
  g_assert_true (g_str_has_prefix (uris[0], "ws://127.0.0.1:"));
  g_assert_false (g_str_has_prefix (uris[0], "ws://127.0.0.1:0"));
}

static void
test_a_taken_port_is_an_error_of_ready (Fixture      *fixture,
                                        gconstpointer data)
{
  g_autoptr (ClaspShow)   show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspEngine) second = clasp_engine_new (show);
  g_auto (GStrv)          uris = NULL;
  g_autoptr (GError)      error = NULL;

  start (fixture);
  uris = clasp_engine_get_uris (fixture->engine);
  listen_on (show, uris[0]);
  clasp_engine_start (second);
  wait_ready (second, &error);
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_IN_USE);
}

static void
test_a_connection_comes_and_goes_with_the_show (Fixture      *fixture,
                                                gconstpointer data)
{
  ClaspConnection *connection;
  ClaspStatus     *status;
  HasState         idle, off, live;

  start (fixture);
  connection = add_osc (fixture);
  status = g_object_ref (clasp_engine_get_status (fixture->engine, clasp_show_item_get_id (CLASP_SHOW_ITEM (connection))));
  idle = (HasState) { status, CLASP_BRIDGE_STATE_IDLE };
  off = (HasState) { status, CLASP_BRIDGE_STATE_OFF };
  live = (HasState) { status, CLASP_BRIDGE_STATE_LIVE };

  clasp_test_spin_until (has_state, &idle, "the connection to be idle");
  send_osc (fixture->osc_port, 1);
  clasp_test_spin_until (has_state, &live, "the connection to be live");
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (connection), FALSE);
  clasp_test_spin_until (has_state, &off, "the connection to be off");
  clasp_show_undo (fixture->show);
  clasp_test_spin_until (has_state, &idle, "undo to bring it back");
  clasp_show_remove (fixture->show, CLASP_SHOW_ITEM (connection));
  clasp_test_spin_until (has_state, &off, "the removed connection to be off");
  g_object_unref (status);
}

static char *
get_tags (ClaspEngine *engine, const char *address)
{
  Wait               wait = { NULL };
  g_autoptr (GError) error = NULL;
  char              *tags;

  clasp_engine_get_tags_async (engine, address, NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the type tags");
  tags = clasp_engine_get_tags_finish (engine, wait.result, &error);
  g_assert_no_error (error);
  g_object_unref (wait.result);
  return tags;
}

static void
test_type_tags_are_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = get_tags (fixture->engine, "/osc/fader"), *tags = NULL, *unknown = NULL, *elsewhere = NULL;
  ClaspConnection *connection;
  ClaspStatus     *status;

  g_assert_null (before); /* the engine does not run yet */
  start (fixture);
  connection = add_osc (fixture);
  status = clasp_engine_get_status (fixture->engine, clasp_show_item_get_id (CLASP_SHOW_ITEM (connection)));
  clasp_test_spin_until (has_state, &(HasState){ status, CLASP_BRIDGE_STATE_IDLE }, "the connection");
  send_osc (fixture->osc_port, 1);
  clasp_test_spin_until (has_state, &(HasState){ status, CLASP_BRIDGE_STATE_LIVE }, "the connection to be live");

  tags = get_tags (fixture->engine, "/osc/fader");
  g_assert_cmpstr (tags, ==, ",i");
  unknown = get_tags (fixture->engine, "/osc/other");
  g_assert_null (unknown);
  elsewhere = get_tags (fixture->engine, "/elsewhere/fader");
  g_assert_null (elsewhere);
}

static void
test_peers_of_a_connection_are_listed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray)      before = list_peers (fixture->engine, "x"), peers = NULL, unknown = NULL;
  ClaspConnection           *connection;
  ClaspStatus               *status;
  const char                *id;
  const ClaspConnectionPeer *peer;
  HasState                   live;
  gint64                     began_us;

  g_assert_cmpuint (before->len, ==, 0); /* the engine does not run yet */
  start (fixture);
  connection = add_osc (fixture);
  id = clasp_show_item_get_id (CLASP_SHOW_ITEM (connection));
  status = clasp_engine_get_status (fixture->engine, id);
  live = (HasState){ status, CLASP_BRIDGE_STATE_LIVE };
  clasp_test_spin_until (has_state, &(HasState){ status, CLASP_BRIDGE_STATE_IDLE }, "the connection");
  began_us = g_get_monotonic_time ();
  send_osc (fixture->osc_port, 1);
  clasp_test_spin_until (has_state, &live, "the connection to be live");

  peers = list_peers (fixture->engine, id);
  g_assert_cmpuint (peers->len, ==, 1);
  peer = g_ptr_array_index (peers, 0);
  g_assert_true (g_str_has_prefix (peer->address, "127.0.0.1:"));
  g_assert_cmpstr (peer->transport, ==, "udp");
  g_assert_cmpuint (peer->n_in, ==, 1);
  g_assert_cmpuint (peer->bytes_in, ==, 16);
  g_assert_cmpint (peer->last_in_us, >=, began_us);
  g_assert_cmpint (peer->last_in_us, <=, g_get_monotonic_time ());
  g_assert_true (peer->is_present);
  g_assert_false (peer->is_target);
  unknown = list_peers (fixture->engine, "nobody");
  g_assert_cmpuint (unknown->len, ==, 0);
}

typedef struct
{
  ClaspSignalTable *table;
  const char       *address;
  double            number;
} HasSignal;

static gboolean
has_signal (gpointer user_data)
{
  HasSignal *has = user_data;
  guint      size = clasp_signal_table_get_size (has->table);

  for (guint i = 0; i < size; i++)
    {
      ClaspSignalState state;

      if (!g_str_equal (clasp_signal_table_get_address (has->table, i), has->address))
        continue;
      clasp_signal_table_read (has->table, i, &state);
      return state.number == has->number;
    }

  return FALSE;
}

static void
test_signals_are_seen_and_mapped (Fixture      *fixture,
                                  gconstpointer data)
{
  g_autoptr (GError)  error = NULL;
  ClaspMapping       *mapping;
  ClaspMappingStatus *status;
  HasSignal           in = { NULL, "/osc/fader", 0 }, out = { NULL, "/lamp/1", 0 };

  add_osc (fixture);
  mapping = clasp_show_map_from_text (fixture->show, "/osc/fader => range 0 10 0 1 => /lamp/1", &error);
  g_assert_no_error (error);
  status = clasp_engine_get_mapping_status (fixture->engine, clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping)));
  start (fixture);
  in.table = out.table = clasp_engine_watch_signals (fixture->engine);
  clasp_engine_watch_mappings (fixture->engine);

  for (guint8 i = 1; i <= 10; i++)
    send_osc (fixture->osc_port, i);
  in.number = 10;
  out.number = 1;
  clasp_test_spin_until (has_signal, &in, "the OSC value in the table");
  clasp_test_spin_until (has_signal, &out, "the mapped value in the table");

  /* An edit of a running mapping takes effect on the value that is there. */
  clasp_show_item_set_name (CLASP_SHOW_ITEM (mapping), "Lamp");
  clasp_mapping_set_target (mapping, "/lamp/2");
  out.address = "/lamp/2";
  clasp_test_spin_until (has_signal, &out, "the new target");
  g_assert_cmpstr (clasp_mapping_status_peek (status)->error, ==, "");

  clasp_engine_unwatch_mappings (fixture->engine);
  clasp_engine_unwatch_signals (fixture->engine);
}

static gboolean
has_error (gpointer user_data)
{
  return clasp_mapping_status_peek (user_data)->error[0] != '\0';
}

static void
test_a_mapping_that_cannot_run_says_why (Fixture      *fixture,
                                         gconstpointer data)
{
  ClaspMapping       *mapping = clasp_show_create_mapping (fixture->show, "/a/{n", "/b/{n}");
  ClaspMappingStatus *status;

  clasp_show_add (fixture->show, CLASP_SHOW_ITEM (mapping));
  status = clasp_engine_get_mapping_status (fixture->engine, clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping)));
  start (fixture);
  clasp_test_spin_until (has_error, status, "the mapping's error");
  g_assert_nonnull (strstr (clasp_mapping_status_peek (status)->error, "source"));
  g_object_unref (mapping);
}

typedef struct
{
  ClaspMonitor *monitor;
  GString      *seen;
} Seen;

static gboolean
has_seen_both (gpointer user_data)
{
  Seen              *seen = user_data;
  ClaspMonitorRecord records[16];
  guint              n = clasp_monitor_read (seen->monitor, records, G_N_ELEMENTS (records));

  for (guint i = 0; i < n; i++)
    g_string_append_printf (seen->seen, "%s=%s ", records[i].address, records[i].text);
  return g_str_equal (seen->seen->str, "/a=0.5 /b=go ");
}

static void
test_the_monitor_sees_what_a_hand_sends (Fixture      *fixture,
                                         gconstpointer data)
{
  ClaspValue          half = clasp_value_double (0.5);
  g_auto (ClaspValue) go = clasp_value_string (CLASP_STR_LITERAL ("go"));
  Seen                seen = { NULL, g_string_new (NULL) };
  Wait                wait = { NULL };
  ClaspValue          value;

  start (fixture);
  seen.monitor = clasp_engine_open_monitor (fixture->engine, 1024);
  clasp_engine_send (fixture->engine, "/a", &half, FALSE);
  clasp_engine_send (fixture->engine, "/b", &go, TRUE);
  clasp_test_spin_until (has_seen_both, &seen, "both messages in order");
  clasp_engine_close_monitor (fixture->engine, seen.monitor);
  clasp_monitor_unref (seen.monitor);
  g_string_free (seen.seen, TRUE);

  clasp_engine_get_value_async (fixture->engine, "/a", NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the value");
  g_assert_true (clasp_engine_get_value_finish (fixture->engine, wait.result, &value, NULL));
  g_assert_cmpfloat (value.as.number, ==, 0.5);
  g_clear_object (&wait.result);

  clasp_engine_get_value_async (fixture->engine, "/b", NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the answer");
  g_assert_false (clasp_engine_get_value_finish (fixture->engine, wait.result, &value, NULL));
  g_object_unref (wait.result);
}

static void
test_a_stopped_engine_has_no_value (Fixture *fixture, gconstpointer data)
{
  Wait               wait = { NULL };
  ClaspValue         value;
  g_autoptr (GError) error = NULL;

  clasp_engine_get_value_async (fixture->engine, "/a", NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the answer");
  g_assert_false (clasp_engine_get_value_finish (fixture->engine, wait.result, &value, &error));
  g_assert_no_error (error);
  g_assert_cmpint (value.type, ==, CLASP_VALUE_NULL);
  g_object_unref (wait.result);
}

static void
test_questions_asked_before_a_stop_are_answered (Fixture *fixture, gconstpointer data)
{
  Wait               wait = { NULL };
  ClaspValue         value, half = clasp_value_double (0.5);
  g_autoptr (GError) error = NULL;

  start (fixture);
  clasp_engine_send (fixture->engine, "/a", &half, FALSE);
  clasp_engine_get_value_async (fixture->engine, "/a", NULL, result_cb, &wait);
  clasp_engine_stop (fixture->engine);
  clasp_test_spin_until (has_result, &wait, "the answer");
  g_assert_true (clasp_engine_get_value_finish (fixture->engine, wait.result, &value, &error));
  g_assert_cmpfloat (value.as.number, ==, 0.5);
  clasp_value_clear (&value);
  g_object_unref (wait.result);
}

typedef struct
{
  ClaspMonitor *monitor;
  gint64        time_us; /* of the first message */
  guint         n;
} Past;

static gboolean
has_past (gpointer user_data)
{
  Past              *past = user_data;
  ClaspMonitorRecord record;

  while (clasp_monitor_read (past->monitor, &record, 1) == 1)
    {
      g_assert_cmpstr (record.address, ==, "/a/1");
      g_assert_cmpstr (record.text, ==, past->n == 0 ? "0.5" : "7");
      g_assert_cmpuint (record.origin, !=, 0);
      if (past->n++ == 0)
        past->time_us = record.time_us;
    }
  return past->n == 2;
}

/* Two messages pass while nobody looks; then somebody does, and later asks for those after the first. */
static void
test_the_monitor_begins_with_what_mappings_were_offered (Fixture      *fixture,
                                                         gconstpointer data)
{
  ClaspMapping    *mapping = clasp_show_create_mapping (fixture->show, "/a/{n}", "/b/{n}");
  ClaspValue       half = clasp_value_double (0.5), seven = clasp_value_int (7);
  Past             past = { NULL };
  ClaspMonitor    *later, *present;
  ClaspMonitorRecord record;

  clasp_show_add (fixture->show, CLASP_SHOW_ITEM (mapping));
  start (fixture);
  clasp_engine_send (fixture->engine, "/a/1", &half, FALSE);
  clasp_engine_send (fixture->engine, "/nobody", &half, FALSE);
  clasp_engine_send (fixture->engine, "/a/1", &seven, FALSE);
  past.monitor = clasp_engine_open_monitor_since (fixture->engine, 1024, 0);
  clasp_test_spin_until (has_past, &past, "both inputs");
  clasp_engine_close_monitor (fixture->engine, past.monitor);
  clasp_monitor_unref (past.monitor);

  later = clasp_engine_open_monitor_since (fixture->engine, 1024, past.time_us + G_TIME_SPAN_HOUR);
  present = clasp_engine_open_monitor (fixture->engine, 1024);
  past = (Past) { clasp_engine_open_monitor_since (fixture->engine, 1024, past.time_us - 1) };
  clasp_test_spin_until (has_past, &past, "both inputs again");
  g_assert_cmpuint (clasp_monitor_read (later, &record, 1), ==, 0);
  g_assert_cmpuint (clasp_monitor_read (present, &record, 1), ==, 0);
  clasp_monitor_unref (past.monitor);
  clasp_monitor_unref (later);
  clasp_monitor_unref (present);
  g_object_unref (mapping);
}

static void
test_every_reader_has_its_own_stream (Fixture      *fixture,
                                      gconstpointer data)
{
  ClaspValue          half = clasp_value_double (0.5);
  g_auto (ClaspValue) go = clasp_value_string (CLASP_STR_LITERAL ("go"));
  Seen                first = { NULL, g_string_new (NULL) };
  Seen                second = { NULL, g_string_new (NULL) };
  ClaspMonitorRecord  record;

  start (fixture);
  first.monitor = clasp_engine_open_monitor (fixture->engine, 1024);
  second.monitor = clasp_engine_open_monitor (fixture->engine, 1024);
  clasp_engine_send (fixture->engine, "/a", &half, FALSE);
  clasp_engine_send (fixture->engine, "/b", &go, TRUE);
  clasp_test_spin_until (has_seen_both, &first, "both messages at the first");
  clasp_test_spin_until (has_seen_both, &second, "both messages at the second");

  clasp_engine_close_monitor (fixture->engine, first.monitor);
  g_string_truncate (second.seen, 0);
  clasp_engine_send (fixture->engine, "/a", &half, FALSE);
  clasp_engine_send (fixture->engine, "/b", &go, TRUE);
  clasp_test_spin_until (has_seen_both, &second, "both at the one that is left");
  g_assert_cmpuint (clasp_monitor_read (first.monitor, &record, 1), ==, 0);

  clasp_engine_close_monitor (fixture->engine, second.monitor);
  clasp_monitor_unref (first.monitor);
  clasp_monitor_unref (second.monitor);
  g_string_free (first.seen, TRUE);
  g_string_free (second.seen, TRUE);
}

static gboolean
has_traced (gpointer user_data)
{
  ClaspTraceRecord record;

  while (clasp_trace_read (user_data, &record, 1) == 1)
    if (record.kind == CLASP_TRACE_SENT && g_str_equal (record.address, "/b/1"))
      return TRUE;
  return FALSE;
}

static void
test_the_trace_tells_what_mappings_do (Fixture      *fixture,
                                       gconstpointer data)
{
  ClaspMapping *mapping = clasp_show_create_mapping (fixture->show, "/a/{n}", "/b/{n}");
  ClaspValue    half = clasp_value_double (0.5);
  ClaspTrace   *trace;

  clasp_show_add (fixture->show, CLASP_SHOW_ITEM (mapping));
  start (fixture);
  trace = clasp_engine_open_trace (fixture->engine, 256);
  clasp_engine_send (fixture->engine, "/a/1", &half, FALSE);
  clasp_test_spin_until (has_traced, trace, "what the mapping sent");
  clasp_engine_close_trace (fixture->engine);
  clasp_trace_unref (trace);
  g_object_unref (mapping);
}

static void
test_learn_finds_the_moved_control (Fixture      *fixture,
                                    gconstpointer data)
{
  Wait             wait = { NULL };
  g_autofree char *address = NULL;

  start (fixture);
  clasp_engine_learn_async (fixture->engine, "/**", 9000, NULL, result_cb, &wait);
  for (guint i = 0; i <= 10; i++)
    {
      ClaspValue little = clasp_value_double (0.001 * i), wide = clasp_value_double (0.1 * i);

      clasp_engine_send (fixture->engine, "/osc/sensor", &little, FALSE);
      clasp_engine_send (fixture->engine, "/osc/fader", &wide, FALSE);
    }
  clasp_test_spin_until (has_result, &wait, "the learned address");
  address = clasp_engine_learn_finish (fixture->engine, wait.result, NULL);
  g_assert_cmpstr (address, ==, "/osc/fader");
  g_object_unref (wait.result);
}

static void
test_learn_can_be_cancelled_and_runs_out (Fixture      *fixture,
                                          gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError)       error = NULL;
  Wait                     wait = { NULL };

  start (fixture);
  clasp_engine_learn_async (fixture->engine, "/**", 60000, cancellable, result_cb, &wait);
  g_cancellable_cancel (cancellable);
  clasp_test_spin_until (has_result, &wait, "the cancelled learning");
  g_assert_null (clasp_engine_learn_finish (fixture->engine, wait.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&wait.result);
  g_clear_error (&error);

  clasp_engine_learn_async (fixture->engine, "/**", 20, NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the end of learning");
  g_assert_null (clasp_engine_learn_finish (fixture->engine, wait.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_object_unref (wait.result);
}

static void
test_two_engines_live_in_one_process (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autoptr (ClaspShow)   show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspEngine) second = clasp_engine_new (show);
  ClaspValue              one = clasp_value_int (1);
  HasSignal               has = { NULL, "/only/first", 1 };
  ClaspSignalTable       *other;

  listen_on (show, "ws://127.0.0.1:0/clasp");
  start (fixture);
  clasp_engine_start (second);
  wait_ready (second, NULL);
  has.table = clasp_engine_watch_signals (fixture->engine);
  other = clasp_engine_watch_signals (second);
  clasp_engine_send (fixture->engine, "/only/first", &one, FALSE);
  clasp_test_spin_until (has_signal, &has, "the value in the first engine");
  g_assert_cmpuint (clasp_signal_table_get_size (other), ==, 0);
}

static void
test_started_and_stopped_again_and_again (Fixture      *fixture,
                                          gconstpointer data)
{
  add_osc (fixture);
  for (guint i = 0; i < 5; i++)
    {
      clasp_engine_start (fixture->engine);
      if (i % 2 == 0)
        wait_ready (fixture->engine, NULL);
      clasp_engine_stop (fixture->engine);
    }
}

static void
stats_cb (ClaspEngine *engine,
          guint       *n_stats)
{
  (*n_stats)++;
}

static gboolean
has_two (gpointer user_data)
{
  return *(guint *) user_data >= 2;
}

static void
test_statistics_come_once_a_second (Fixture      *fixture,
                                    gconstpointer data)
{
  guint            n_stats = 0;
  ClaspEngineStats stats;

  g_signal_connect (fixture->engine, "stats-changed", G_CALLBACK (stats_cb), &n_stats);
  start (fixture);
  clasp_test_spin_until (has_two, &n_stats, "two statistics");
  clasp_engine_get_stats (fixture->engine, &stats);
  g_assert_true (stats.running);
  g_assert_true (g_str_has_prefix (stats.uri, "ws://127.0.0.1:"));
  g_assert_cmpfloat (stats.cpu, <, 1.1);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_log_set_always_fatal (G_LOG_FATAL_MASK); /* a port in use is a warning */

#define ADD(path, func) g_test_add ("/engine/" path, Fixture, NULL, setup, func, teardown)
  ADD ("ready-tells-the-real-port", test_ready_tells_the_real_port);
  ADD ("taken-port-is-an-error-of-ready", test_a_taken_port_is_an_error_of_ready);
  ADD ("connection-comes-and-goes-with-the-show", test_a_connection_comes_and_goes_with_the_show);
  ADD ("peers-of-a-connection-are-listed", test_peers_of_a_connection_are_listed);
  ADD ("type-tags-are-told", test_type_tags_are_told);
  ADD ("signals-are-seen-and-mapped", test_signals_are_seen_and_mapped);
  ADD ("mapping-that-cannot-run-says-why", test_a_mapping_that_cannot_run_says_why);
  ADD ("monitor-sees-what-a-hand-sends", test_the_monitor_sees_what_a_hand_sends);
  ADD ("stopped-engine-has-no-value", test_a_stopped_engine_has_no_value);
  ADD ("questions-asked-before-a-stop-are-answered", test_questions_asked_before_a_stop_are_answered);
  ADD ("every-reader-has-its-own-stream", test_every_reader_has_its_own_stream);
  ADD ("monitor-begins-with-what-mappings-were-offered", test_the_monitor_begins_with_what_mappings_were_offered);
  ADD ("trace-tells-what-mappings-do", test_the_trace_tells_what_mappings_do);
  ADD ("learn-finds-the-moved-control", test_learn_finds_the_moved_control);
  ADD ("learn-cancelled-and-timed-out", test_learn_can_be_cancelled_and_runs_out);
  ADD ("two-engines-in-one-process", test_two_engines_live_in_one_process);
  ADD ("started-and-stopped-again-and-again", test_started_and_stopped_again_and_again);
  ADD ("statistics-once-a-second", test_statistics_come_once_a_second);

  return g_test_run ();
}
