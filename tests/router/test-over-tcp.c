/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"
#include "transports/tcp/clasp-tcp-listener.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* The router behind a real socket: what a link that is really full and really drains does. */

#define N_PARAMS 5000

typedef struct
{
  ClaspReactor  *reactor;
  ClaspTimers   *timers;
  ClaspRouter   *router;
  ClaspListener *listener;
  ClaspSession  *writer;
  GSocket       *socket;
  GByteArray    *received;
  guint64        revisions[N_PARAMS];
  guint          n_events, n_errors, n_snapshots, n_pongs;
  gboolean       is_at_end;
} Fixture;

static void
accept_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  clasp_router_accept (((Fixture *) user_data)->router, link);
}

static void
no_delivery_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

static void
connect_client (Fixture *fixture)
{
  const char                *uri = clasp_listener_get_uri (fixture->listener);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError)         error = NULL;
  guint                      port = 0;

  g_assert_cmpint (sscanf (uri, "tcp://127.0.0.1:%u", &port), ==, 1);
  address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  fixture->socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_set_option (fixture->socket, SOL_SOCKET, SO_RCVBUF, 16384, NULL);
  g_assert_true (g_socket_connect (fixture->socket, address, NULL, &error));
  g_socket_set_blocking (fixture->socket, FALSE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  ClaspRouterLimits  limits = CLASP_ROUTER_LIMITS_DEFAULT;
  g_autoptr (GError) error = NULL;

  limits.max_queue_bytes = 256 * 1024;
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->timers = clasp_timers_new (NULL, clasp_clock_system ());
  fixture->router = clasp_router_new (fixture->reactor, fixture->timers, "TCP", &limits);
  fixture->listener = clasp_tcp_listener_new (fixture->reactor, "tcp://127.0.0.1:0", &error);
  g_assert_no_error (error);
  clasp_listener_start (fixture->listener, accept_cb, fixture, &error);
  g_assert_no_error (error);
  fixture->writer = clasp_router_join (fixture->router, "writer", no_delivery_cb, NULL, NULL);
  fixture->received = g_byte_array_new ();
  connect_client (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  clasp_listener_stop (fixture->listener);
  g_object_unref (fixture->listener);
  clasp_session_leave (fixture->writer);
  g_assert_finalize_object (fixture->router);
  g_object_unref (fixture->socket);
  g_byte_array_unref (fixture->received);
  clasp_timers_free (fixture->timers);
  clasp_reactor_unref (fixture->reactor);
}

static void
say (Fixture *fixture, const char *line)
{
  g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
  g_autofree char      *buffer = g_strdup (line);
  g_auto (ClaspMessage) message;
  ClaspCodecStatus      status;
  guint32               size;

  clasp_fixture_parse (buffer, &message);
  clasp_writer_put_u32_be (&writer, 0);
  g_assert_true (clasp_frame_encode_default (&writer, &message, &status));
  size = GUINT32_TO_BE ((guint32) (writer.length - 4));
  memcpy (writer.data, &size, sizeof size);
  g_assert_cmpint (
    g_socket_send (fixture->socket, (const char *) writer.data, writer.length, NULL, NULL), ==,
    writer.length);
}

static void
note_revision (Fixture *fixture, ClaspStr address, guint64 revision)
{
  g_autofree char *text = clasp_str_dup (address);
  guint            number = (guint) g_ascii_strtoull (text + strlen ("/p/"), NULL, 10);

  g_assert_cmpuint (revision, >, fixture->revisions[number]);
  fixture->revisions[number] = revision;
}

static void
note_message (Fixture *fixture, const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SET)
    note_revision (fixture, message->set.address, message->set.revision);
  if (message->type == CLASP_MESSAGE_PUBLISH)
    {
      g_assert_cmpfloat (message->publish.value.as.number, ==, fixture->n_events);
      fixture->n_events++;
    }
  fixture->n_errors += message->type == CLASP_MESSAGE_ERROR;
  fixture->n_snapshots += message->type == CLASP_MESSAGE_SNAPSHOT;
  fixture->n_pongs += message->type == CLASP_MESSAGE_PONG;
}

static void
note_frames (Fixture *fixture)
{
  GByteArray *bytes = fixture->received;
  guint       offset = 0;

  while (bytes->len - offset >= 4)
    {
      g_auto (ClaspMessage) message = { 0 };
      ClaspFrameHeader      header;
      ClaspCodecStatus      status;
      guint32               size;

      memcpy (&size, bytes->data + offset, 4);
      size = GUINT32_FROM_BE (size);
      if (bytes->len - offset - 4 < size)
        break;
      g_assert_true (
        clasp_frame_decode (bytes->data + offset + 4, size, &header, &message, &status));
      note_message (fixture, &message);
      offset += 4 + size;
    }
  g_byte_array_remove_range (bytes, 0, offset);
}

static void
read_some (Fixture *fixture)
{
  guint8 buffer[65536];
  gssize n;

  while ((n = g_socket_receive (fixture->socket, (char *) buffer, sizeof buffer, NULL, NULL)) > 0)
    g_byte_array_append (fixture->received, buffer, (guint) n);
  fixture->is_at_end |= n == 0;
  note_frames (fixture);
}

static void
set (Fixture *fixture, guint number)
{
  g_autofree char *address = g_strdup_printf ("/p/%u", number);
  const ClaspValue value = clasp_value_double (number);

  clasp_session_set (fixture->writer, clasp_str (address), &value);
}

static gboolean
has_snapshot (gpointer user_data)
{
  read_some (user_data);
  return ((Fixture *) user_data)->n_snapshots > 0;
}

static gboolean
has_subscription (gpointer user_data)
{
  ClaspRouterStats stats;

  clasp_router_get_stats (((Fixture *) user_data)->router, &stats);
  return stats.n_subscriptions == 1;
}

static void
join (Fixture *fixture)
{
  say (fixture, "HELLO slow");
  clasp_test_spin_until (has_snapshot, fixture, "WELCOME and SNAPSHOT");
  say (fixture, "SUBSCRIBE 1 /**");
  clasp_test_spin_until (has_subscription, fixture, "the subscription");
}

static gboolean
is_up_to_date (gpointer user_data)
{
  Fixture *fixture = user_data;

  read_some (fixture);
  for (guint i = 0; i < N_PARAMS; i++)
    if (fixture->revisions[i] != 100)
      return FALSE;
  return fixture->n_events == 100;
}

/* 100 rounds of 5000 values, 25 MB, at a peer that does not read meanwhile: then it gets the newest
 * of each, every event, and nothing out of order. */
static void
test_slow_reader_catches_up (Fixture *fixture, gconstpointer data)
{
  join (fixture);
  for (guint round = 0; round < 100; round++)
    {
      const ClaspValue value = clasp_value_double (round);

      for (guint i = 0; i < N_PARAMS; i++)
        set (fixture, i);
      clasp_session_emit (fixture->writer, CLASP_STR_LITERAL ("/go"), &value);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  clasp_test_spin_until (is_up_to_date, fixture, "the newest of every value, and all events");
  g_assert_cmpuint (fixture->n_errors, ==, 0);
}

static gboolean
is_at_end (gpointer user_data)
{
  read_some (user_data);
  return ((Fixture *) user_data)->is_at_end;
}

/* Only events: there is an end to what can wait, and the peer is told before it is closed. */
static void
test_reader_that_is_too_slow_is_closed (Fixture *fixture, gconstpointer data)
{
  ClaspRouterStats stats;

  join (fixture);
  do
    {
      const ClaspValue value = clasp_value_double (0);

      for (guint i = 0; i < 1000; i++)
        clasp_session_emit (fixture->writer, CLASP_STR_LITERAL ("/go"), &value);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      clasp_router_get_stats (fixture->router, &stats);
    }
  while (stats.n_sessions == 1);
  g_assert_cmpuint (stats.n_subscriptions, ==, 0);
}

static void
test_goodbye_arrives (Fixture *fixture, gconstpointer data)
{
  join (fixture);
  clasp_router_shutdown (fixture->router, "The show is over");
  clasp_test_spin_until (is_at_end, fixture, "the end of the connection");
  g_assert_cmpuint (fixture->n_errors, ==, 1);
}

/* As many copies of one frame as the kernel takes, a megabyte at most; returns how many. */
static guint
flood (GSocket *socket, const char *line)
{
  g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
  g_autofree char      *buffer = g_strdup (line);
  g_auto (ClaspMessage) message;
  ClaspCodecStatus      status;
  gsize                 size, sent = 0;
  gssize                n;

  clasp_fixture_parse (buffer, &message);
  do
    {
      gsize start = writer.length;

      clasp_writer_put_u32_be (&writer, 0);
      g_assert_true (clasp_frame_encode_default (&writer, &message, &status));
      size = writer.length - start;
      writer.data[start + 3] = (guint8) (size - 4);
    }
  while (writer.length < 1024 * 1024);
  while (sent < writer.length && (n = g_socket_send (socket, (const char *) writer.data + sent,
                                                     writer.length - sent, NULL, NULL)) > 0)
    sent += (gsize) n;
  return (guint) (sent / size);
}

static guint64
n_received (Fixture *fixture)
{
  ClaspRouterStats stats;

  clasp_router_get_stats (fixture->router, &stats);
  return stats.n_received;
}

static gboolean
is_greeted (gpointer user_data)
{
  return n_received (user_data) >= 2;
}

/* A session has so many bytes per turn, however much it has sent: one question of somebody else is
 * answered in between. */
static void
test_flood_does_not_keep_others_waiting (Fixture *fixture, gconstpointer data)
{
  GSocket *first;
  guint64  before;
  guint    n;

  say (fixture, "HELLO flood");
  clasp_test_spin_until (has_snapshot, fixture, "WELCOME and SNAPSHOT");
  first = fixture->socket;
  connect_client (fixture);
  say (fixture, "HELLO quiet");
  clasp_test_spin_until (is_greeted, fixture, "the second HELLO");
  before = n_received (fixture);

  n = flood (first, "PUBLISH event /a/long/way/to/go 1");
  g_assert_cmpuint (n, >, 5000);
  say (fixture, "PING");
  while (fixture->n_pongs == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      read_some (fixture);
    }
  g_assert_cmpuint (n_received (fixture) - before, <, n / 2);
  g_object_unref (first);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/router/over-tcp/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("slow-reader-catches-up", test_slow_reader_catches_up);
  ADD ("reader-that-is-too-slow-is-closed", test_reader_that_is_too_slow_is_closed);
  ADD ("goodbye-arrives", test_goodbye_arrives);
  ADD ("flood-does-not-keep-others-waiting", test_flood_does_not_keep_others_waiting);
  return g_test_run ();
}
