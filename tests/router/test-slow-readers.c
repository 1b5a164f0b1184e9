/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-served-router.h"
#include "support/clasp-test.h"
#include "transports/clasp-carriers.h"

#include "core/clasp-codec.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Real sockets whose other end reads slowly or never: nobody else notices, and who reads at all
 * gets what must not be lost. Events carry their number as id, and must come without a gap. */

#define N_PARAMS 100
#define PADDING 1000 /* bytes of each value */

typedef struct
{
  int         fd;
  gboolean    is_ws, is_open, is_ended;
  GByteArray *input;
  guint32     n_events;
  guint       n_sets;
  guint64     revisions[N_PARAMS]; /* the last one */
  guint32     stream;              /* the last one */
  guint       error;               /* the last one's code */
} Peer;

typedef struct
{
  ClaspServedRouter served; /* over WebSocket */
  ClaspListener    *tcp;
  GPtrArray        *peers; /* (owned) */
  char             *padding;
  guint32           n_events;
} Fixture;

/* --- peers ---------------------------------------------------------------------------------- */

static void
peer_free (gpointer data)
{
  Peer *self = data;

  close (self->fd);
  g_byte_array_unref (self->input);
  g_free (self);
}

static int
connect_to (const char *uri, int receive_buffer)
{
  const char        *port = strrchr (strstr (uri, "127.0.0.1"), ':') + 1;
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons ((guint16) atoi (port)),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int                fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (receive_buffer > 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return fd;
}

static void
send_all (Peer *self, const void *bytes, gsize size)
{
  g_assert_cmpint (send (self->fd, bytes, size, MSG_NOSIGNAL), ==, (gssize) size);
}

static void
peer_say (Peer *self, const ClaspMessage *message)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspCodecStatus     status;

  g_assert_true (clasp_frame_encode_default (&writer, message, &status));
  g_assert_cmpuint (writer.length, <, 126);
  if (self->is_ws)
    {
      const guint8 head[] = { 0x82, 0x80 | (guint8) writer.length, 0, 0, 0, 0 }; /* mask of zeros */

      send_all (self, head, sizeof head);
    }
  else
    {
      const guint8 head[] = { 0, 0, 0, (guint8) writer.length };

      send_all (self, head, sizeof head);
    }
  send_all (self, writer.data, writer.length);
}

static void
note_message (Peer *self, const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_PUBLISH && message->publish.signal == CLASP_SIGNAL_EVENT)
    g_assert_cmpuint (message->publish.id, ==, self->n_events++);
  else if (message->type == CLASP_MESSAGE_PUBLISH)
    {
      g_assert_cmpuint (message->publish.id, >=, self->stream);
      self->stream = message->publish.id;
    }
  else if (message->type == CLASP_MESSAGE_SET)
    {
      guint64 *revision = &self->revisions[atoi (message->set.address.data + 3)];

      g_assert_cmpuint (message->set.revision, >, *revision);
      *revision = message->set.revision;
      self->n_sets++;
    }
  else if (message->type == CLASP_MESSAGE_ERROR)
    self->error = message->error.code;
}

/* Size of the envelope in front of a frame, and of the frame; FALSE: more is needed. */
static gboolean
open_envelope (const Peer *self, gsize *head, gsize *size)
{
  const guint8 *bytes = self->input->data;

  *head = 4;
  if (self->input->len < 10)
    return FALSE;
  if (!self->is_ws)
    *size = (gsize) bytes[0] << 24 | (gsize) bytes[1] << 16 | (gsize) bytes[2] << 8 | bytes[3];
  else if (bytes[1] < 126)
    {
      *head = 2;
      *size = bytes[1];
    }
  else
    *size = (gsize) bytes[2] << 8 | bytes[3];
  return self->input->len >= *head + *size;
}

static void
take_frames (Peer *self)
{
  gsize head, size;

  while (open_envelope (self, &head, &size))
    {
      g_auto (ClaspMessage) message = { 0 };
      ClaspFrameHeader      header;
      ClaspCodecStatus      status;
      gboolean              is_frame = !self->is_ws || self->input->data[0] == 0x82;

      if (is_frame)
        {
          g_assert_true (
            clasp_frame_decode (self->input->data + head, size, &header, &message, &status));
          note_message (self, &message);
        }
      g_byte_array_remove_range (self->input, 0, (guint) (head + size));
    }
}

/* The end of the answer to the upgrade is where the frames begin. */
static void
take_upgrade (Peer *self)
{
  const char *end = g_strstr_len ((const char *) self->input->data, self->input->len, "\r\n\r\n");

  if (end == NULL)
    return;
  g_assert_true (g_str_has_prefix ((const char *) self->input->data, "HTTP/1.1 101"));
  g_byte_array_remove_range (self->input, 0, (guint) (end + 4 - (const char *) self->input->data));
  self->is_open = TRUE;
}

static void
peer_read (Peer *self, gsize at_most)
{
  static guint8 bytes[256 * 1024];
  gssize        n = recv (self->fd, bytes, MIN (at_most, sizeof bytes), MSG_DONTWAIT);

  if (n < 0 && errno == EAGAIN)
    return;
  if (n <= 0)
    {
      self->is_ended = TRUE;
      return;
    }
  g_byte_array_append (self->input, bytes, (guint) n);
  if (!self->is_open)
    take_upgrade (self);
  if (self->is_open)
    take_frames (self);
}

/* From now on it reads as fast as others: a small window alone would make it slow. */
static void
open_window (Peer *self)
{
  const int size = 1024 * 1024;

  setsockopt (self->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

static gboolean
is_upgraded (gpointer user_data)
{
  peer_read (user_data, G_MAXSIZE);
  return ((Peer *) user_data)->is_open;
}

static void
join (Peer *self)
{
  ClaspMessage hello = { .type = CLASP_MESSAGE_HELLO };
  ClaspMessage subscribe = { .type = CLASP_MESSAGE_SUBSCRIBE };

  hello.hello.version = 1;
  hello.hello.name = CLASP_STR_LITERAL ("reader");
  peer_say (self, &hello);
  subscribe.subscribe.id = 1;
  subscribe.subscribe.pattern = CLASP_STR_LITERAL ("/**");
  subscribe.subscribe.types = CLASP_TYPES_ALL;
  peer_say (self, &subscribe);
}

static Peer *
add_peer (Fixture *fixture, gboolean is_ws, int receive_buffer)
{
  static const char upgrade[] = "GET /clasp HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  const char       *uri = clasp_listener_get_uri (is_ws ? fixture->served.listener : fixture->tcp);
  Peer             *peer = g_new0 (Peer, 1);

  peer->fd = connect_to (uri, receive_buffer);
  peer->is_ws = is_ws;
  peer->is_open = !is_ws;
  peer->input = g_byte_array_new ();
  g_ptr_array_add (fixture->peers, peer);
  if (is_ws)
    {
      send_all (peer, upgrade, sizeof upgrade - 1);
      clasp_test_spin_until (is_upgraded, peer, "the upgrade");
    }
  join (peer);
  return peer;
}

/* --- the router's side ---------------------------------------------------------------------- */

static void
accepted_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  clasp_router_accept (((Fixture *) user_data)->served.router, link);
}

/* An eighth of the defaults, so that queues are full sooner. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  /* what makes room for every event of a slow reader */
  g_assert_cmpuint (limits.max_pending_bytes, >=, limits.max_queue_bytes / 2);
  limits.max_queue_bytes /= 8;
  limits.max_pending_bytes /= 8;
  clasp_served_router_set_up (&fixture->served, "ws://127.0.0.1:0/clasp");
  clasp_router_set_limits (fixture->served.router, "test", &limits);
  fixture->tcp = clasp_listener_new_for_uri (fixture->served.reactor, "tcp://127.0.0.1:0", NULL);
  g_assert_true (clasp_listener_start (fixture->tcp, accepted_cb, fixture, NULL));
  fixture->peers = g_ptr_array_new_with_free_func (peer_free);
  fixture->padding = g_strnfill (PADDING, 'x');
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->peers);
  clasp_served_router_tear_down (&fixture->served);
  g_assert_finalize_object (fixture->tcp);
  g_free (fixture->padding);
}

static ClaspRouterStats
stats_of (Fixture *fixture)
{
  ClaspRouterStats stats;

  clasp_router_get_stats (fixture->served.router, &stats);
  return stats;
}

static gboolean
all_subscribe (gpointer user_data)
{
  Fixture *fixture = user_data;

  return stats_of (fixture).n_subscriptions == fixture->peers->len;
}

static void
turn (void)
{
  for (guint i = 0; i < 10 && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

static void
publish (Fixture *fixture, ClaspSignal signal, guint32 id, const char *text)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address =
    signal == CLASP_SIGNAL_EVENT ? CLASP_STR_LITERAL ("/e") : CLASP_STR_LITERAL ("/s");
  message.publish.signal = signal;
  message.publish.has_id = TRUE;
  message.publish.id = id;
  message.publish.has_value = TRUE;
  message.publish.value = clasp_value_string (clasp_str (text));
  clasp_session_submit (fixture->served.session, &message, NULL, FALSE);
  clasp_message_clear (&message);
}

static void
emit (Fixture *fixture, const char *text)
{
  publish (fixture, CLASP_SIGNAL_EVENT, fixture->n_events++, text);
}

static void
set (Fixture *fixture, guint number)
{
  char       address[16];
  ClaspValue value = clasp_value_string (clasp_str (fixture->padding));

  g_snprintf (address, sizeof address, "/p/%u", number);
  clasp_session_set (fixture->served.session, clasp_str (address), &value);
  clasp_value_clear (&value);
}

typedef struct
{
  Fixture *fixture;
  Peer    *peer;
  guint64  revision; /* of each parameter */
} Wait;

static gboolean
has_all_events (gpointer user_data)
{
  Wait *wait = user_data;

  peer_read (wait->peer, G_MAXSIZE);
  return wait->peer->n_events == wait->fixture->n_events;
}

static gboolean
has_newest_values (gpointer user_data)
{
  Wait *wait = user_data;

  peer_read (wait->peer, G_MAXSIZE);
  for (guint i = 0; i < N_PARAMS; i++)
    if (wait->peer->revisions[i] != wait->revision)
      return FALSE;
  return TRUE;
}

/* --- tests ---------------------------------------------------------------------------------- */

/* Events may not be lost silently: who never reads is told, and closed; who reads gets all. */
static void
test_who_never_reads_loses_the_connection (Fixture *fixture, gconstpointer data)
{
  Peer *good_tcp = add_peer (fixture, FALSE, 0);
  Peer *good_ws = add_peer (fixture, TRUE, 0);
  Peer *rude_tcp = add_peer (fixture, FALSE, 4096);
  Peer *rude_ws = add_peer (fixture, TRUE, 4096);
  Wait  tcp = { fixture, good_tcp };
  Wait  ws = { fixture, good_ws };

  clasp_test_spin_until (all_subscribe, fixture, "all to subscribe");
  for (guint i = 0; i < 8000; i++)
    {
      emit (fixture, fixture->padding);
      if (i % 20 != 0)
        continue;
      turn ();
      peer_read (good_tcp, G_MAXSIZE);
      peer_read (good_ws, G_MAXSIZE);
    }
  clasp_test_spin_until (has_all_events, &tcp, "all events over TCP");
  clasp_test_spin_until (has_all_events, &ws, "all events over WebSocket");
  g_assert_cmpuint (stats_of (fixture).n_sessions, ==, 2);
  open_window (rude_tcp);
  open_window (rude_ws);
  while (!rude_tcp->is_ended)
    {
      peer_read (rude_tcp, G_MAXSIZE);
      turn ();
    }
  while (!rude_ws->is_ended)
    {
      peer_read (rude_ws, G_MAXSIZE);
      turn ();
    }
  g_assert_cmpuint (rude_tcp->n_events, <, 8000); /* no gap: note_message () looks */
  g_assert_cmpuint (rude_ws->n_events, <, 8000);
}

/* Values and streams alone never cost the connection: whoever reads again has the newest. */
static void
test_who_reads_again_has_the_newest (Fixture *fixture, gconstpointer data)
{
  const guint n_rounds = 80;
  Peer       *good = add_peer (fixture, TRUE, 0);
  Peer       *rude_tcp = add_peer (fixture, FALSE, 4096);
  Peer       *rude_ws = add_peer (fixture, TRUE, 4096);
  Wait        wait = { fixture, good, n_rounds };
  Wait        late_tcp = { fixture, rude_tcp, n_rounds };
  Wait        late_ws = { fixture, rude_ws, n_rounds };

  clasp_test_spin_until (all_subscribe, fixture, "all to subscribe");
  for (guint round = 1; round <= n_rounds; round++)
    for (guint i = 0; i < N_PARAMS; i++)
      {
        set (fixture, i);
        if (i % 20 != 0)
          continue;
        publish (fixture, CLASP_SIGNAL_STREAM, round, "level");
        turn ();
        peer_read (good, G_MAXSIZE);
      }
  clasp_test_spin_until (has_newest_values, &wait, "every value");
  g_assert_cmpuint (good->n_sets, ==, n_rounds * N_PARAMS);
  g_assert_cmpuint (stats_of (fixture).n_sessions, ==, 3);

  open_window (rude_tcp);
  open_window (rude_ws);
  clasp_test_spin_until (has_newest_values, &late_tcp, "the newest values over TCP");
  clasp_test_spin_until (has_newest_values, &late_ws, "the newest values over WebSocket");
  g_assert_cmpuint (rude_tcp->n_sets, <, n_rounds * N_PARAMS);
  g_assert_cmpuint (rude_tcp->stream, ==, n_rounds);
  g_assert_cmpuint (rude_ws->stream, ==, n_rounds);
}

/* Half of what comes is too much for this one; its values are thinned, its events are not. */
static void
test_who_reads_slowly_gets_every_event (Fixture *fixture, gconstpointer data)
{
  Peer *slow = add_peer (fixture, GPOINTER_TO_INT (data), 128 * 1024);
  Wait  wait = { fixture, slow, 0 };

  clasp_test_spin_until (all_subscribe, fixture, "all to subscribe");
  for (guint i = 0; i < 200; i++)
    {
      for (guint number = 0; number < N_PARAMS; number++)
        set (fixture, number);
      for (guint n = 0; n < 50; n++)
        emit (fixture, "go");
      turn ();
      peer_read (slow, N_PARAMS * PADDING / 2);
    }
  clasp_test_spin_until (has_all_events, &wait, "every event");
  wait.revision = 200;
  clasp_test_spin_until (has_newest_values, &wait, "the newest values");
  g_assert_cmpuint (slow->n_sets, <, 200 * N_PARAMS);
  g_assert_false (slow->is_ended);
}

static void
test_thousand_others_notice_nothing (Fixture *fixture, gconstpointer data)
{
  guint n_events = 50;

  for (guint i = 0; i < 1000; i++)
    {
      add_peer (fixture, FALSE, 0);
      turn (); /* no more at a time than the listener's backlog takes */
    }
  add_peer (fixture, FALSE, 4096);
  add_peer (fixture, TRUE, 4096);
  clasp_test_spin_until (all_subscribe, fixture, "all to subscribe");
  for (guint i = 0; i < n_events; i++)
    {
      emit (fixture, fixture->padding);
      turn ();
    }
  for (guint i = 0; i < 1000; i++)
    {
      Wait wait = { fixture, fixture->peers->pdata[i] };

      clasp_test_spin_until (has_all_events, &wait, "all events");
    }
}

#define ADD(path, data, function)                                                                  \
  g_test_add ("/router/slow-readers/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  ADD ("who-never-reads-loses-the-connection", NULL, test_who_never_reads_loses_the_connection);
  ADD ("who-reads-again-has-the-newest", NULL, test_who_reads_again_has_the_newest);
  ADD ("who-reads-slowly-gets-every-event/tcp", GINT_TO_POINTER (FALSE),
       test_who_reads_slowly_gets_every_event);
  ADD ("who-reads-slowly-gets-every-event/ws", GINT_TO_POINTER (TRUE),
       test_who_reads_slowly_gets_every_event);
  ADD ("thousand-others-notice-nothing", NULL, test_thousand_others_notice_nothing);
  return g_test_run ();
}
