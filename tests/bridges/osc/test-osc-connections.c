/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-framing.h"
#include "io/clasp-acceptor.h"
#include "io/clasp-stream.h"
#include "osc-stage.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* OSC over TCP and WebSocket, as server and as client: framings, limits, loss. */

/* ---- a program at the other end of a connection ---- */

typedef struct
{
  ClaspStream *stream; /* (owned) (nullable) */
  GByteArray  *received;
  gboolean     is_closed;
} Peer;

static gsize
unit_cb (guint8 *bytes, gsize size, gsize *needed, gpointer user_data)
{
  g_byte_array_append (((Peer *) user_data)->received, bytes, (guint) size);
  return size;
}

static void
drained_cb (gpointer user_data)
{
}

static void
closed_cb (const char *reason, gpointer user_data)
{
  ((Peer *) user_data)->is_closed = TRUE;
}

static const ClaspStreamHandler handler = { unit_cb, drained_cb, closed_cb };

static Peer *
peer_new (OscStage *stage, int fd, gboolean is_reading)
{
  Peer *peer = g_new0 (Peer, 1);

  peer->received = g_byte_array_new ();
  peer->stream = clasp_stream_new (stage->router.reactor, fd, &handler, peer);
  clasp_stream_set_reading (peer->stream, is_reading);
  return peer;
}

static Peer *
peer_connect (OscStage *stage, gboolean is_reading)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = g_htons (stage->port),
                                 .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  int                fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return peer_new (stage, fd, is_reading);
}

static void
peer_free (Peer *peer)
{
  clasp_stream_free (peer->stream);
  g_byte_array_unref (peer->received);
  g_free (peer);
}

static void
put_bytes (Peer *peer, const guint8 *bytes, gsize size)
{
  guint8 *place = clasp_stream_reserve (peer->stream, size);

  g_assert_nonnull (place);
  memcpy (place, bytes, size);
}

static void
peer_say (Peer *peer, ClaspOscFramingKind kind, const char *line)
{
  const ClaspOscFraming framing = { .kind = kind };
  g_auto (ClaspWriter)  packet = CLASP_WRITER_INIT, stream = CLASP_WRITER_INIT;

  osc_write_message (&packet, line);
  clasp_osc_framing_write (&framing, packet.data, packet.length, &stream);
  put_bytes (peer, stream.data, stream.length);
}

typedef struct
{
  Peer               *peer;
  ClaspOscFramingKind kind;
  GString            *text;
  const char         *expected;
} Expectation;

/* All complete packets so far, as text, one a line. */
static gboolean
has_received (gpointer user_data)
{
  Expectation             *expectation = user_data;
  g_auto (ClaspOscFraming) framing = { .kind = expectation->kind };
  const guint8            *bytes = expectation->peer->received->data, *packet;
  gsize                    size = expectation->peer->received->len, packet_size;

  g_string_truncate (expectation->text, 0);
  while (clasp_osc_framing_next (&framing, &bytes, &size, &packet, &packet_size) ==
         CLASP_OSC_FRAME_PACKET)
    {
      g_autofree char *text = osc_text_of (packet, packet_size);

      g_string_append_printf (expectation->text, "%s\n", text);
    }
  return expectation->text->len >= strlen (expectation->expected);
}

/* Waits until it has got what @expected says; nothing else may have come. */
static void
peer_expect (Peer *peer, ClaspOscFramingKind kind, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Expectation         expectation = { peer, kind, text, expected };

  clasp_test_spin_until (has_received, &expectation, expected);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  has_received (&expectation);
  g_assert_cmpstr (text->str, ==, expected);
  g_byte_array_set_size (peer->received, 0);
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Peer *) user_data)->is_closed;
}

static void
open_server (OscStage *stage, const char *scheme, const char *more)
{
  g_autofree char *text =
    g_strdup_printf ("listen=%s://127.0.0.1:%u %s", scheme, stage->port, more);

  osc_stage_open (stage, text);
}

static guint
count_descriptors (void)
{
  GDir *dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

/* ---- server ---- */

static const struct
{
  const char         *scheme;
  ClaspOscFramingKind kind;
} framings[] = { { "tcp-length", CLASP_OSC_FRAMING_LENGTH },
                 { "tcp-slip", CLASP_OSC_FRAMING_SLIP },
                 { "tcp", CLASP_OSC_FRAMING_LENGTH },
                 { "tcp", CLASP_OSC_FRAMING_SLIP } };

static void
test_both_ways (OscStage *stage, gconstpointer data)
{
  guint               number = GPOINTER_TO_UINT (data);
  ClaspOscFramingKind kind = framings[number].kind;
  Peer               *peer;

  open_server (stage, framings[number].scheme, "");
  peer = peer_connect (stage, TRUE);
  peer_say (peer, kind, "/fader/1 f 0.5");
  osc_stage_expect_heard (stage, "local ← SET /osc/fader/1 0.5 rev 1");
  g_byte_array_set_size (peer->received, 0); /* a guessed peer is told the state, its own value */
  osc_stage_set (stage, "/osc/fader/1", clasp_value_double (0.25));
  peer_expect (peer, kind, "/fader/1 f 0.25\n");
  peer_free (peer);
}

/* No 30 seconds for who is connected. */
static void
test_silent_peer_is_told_as_long_as_it_is_connected (OscStage *stage, gconstpointer data)
{
  Peer *peer;

  osc_stage_set (stage, "/osc/before", clasp_value_int (1));
  open_server (stage, "tcp-slip", "");
  peer = peer_connect (stage, TRUE);
  peer_expect (peer, CLASP_OSC_FRAMING_SLIP, "/before i 1\n");
  clasp_fixture_advance (&stage->router, 100000 * MS);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  peer_expect (peer, CLASP_OSC_FRAMING_SLIP, "/a i 1\n");
  peer_free (peer);
}

static void
test_packets_come_in_pieces (OscStage *stage, gconstpointer data)
{
  const ClaspOscFraming framing = { .kind = CLASP_OSC_FRAMING_SLIP };
  g_auto (ClaspWriter)  packet = CLASP_WRITER_INIT, stream = CLASP_WRITER_INIT;
  Peer                 *peer;

  open_server (stage, "tcp", "");
  peer = peer_connect (stage, TRUE);
  osc_write_message (&packet, "/fader/1 f 0.5");
  clasp_osc_framing_write (&framing, packet.data, packet.length, &stream);
  for (gsize i = 0; i < stream.length; i++)
    {
      put_bytes (peer, stream.data + i, 1);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  osc_stage_expect_heard (stage, "local ← SET /osc/fader/1 0.5 rev 1");
  peer_free (peer);
}

static void
test_nothing_comes_back_to_who_said_it (OscStage *stage, gconstpointer data)
{
  Peer *first, *second;

  open_server (stage, "tcp-slip", "");
  first = peer_connect (stage, TRUE);
  second = peer_connect (stage, TRUE);
  peer_say (first, CLASP_OSC_FRAMING_SLIP, "/a i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1");
  g_assert_cmpuint (first->received->len, ==, 0);
  /* somebody writes the same again: the second gets it, the first said it */
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  peer_expect (second, CLASP_OSC_FRAMING_SLIP, "/a i 1\n");
  g_assert_cmpuint (first->received->len, ==, 0);
  peer_free (first);
  peer_free (second);
}

static void
test_connections_are_bounded (OscStage *stage, gconstpointer data)
{
  Peer *peers[3];

  open_server (stage, "tcp-slip", "max-connections=2");
  for (guint i = 0; i < 3; i++)
    peers[i] = peer_connect (stage, TRUE);
  clasp_test_spin_until (is_closed, peers[2], "the third to be turned away");
  g_assert_false (peers[0]->is_closed || peers[1]->is_closed);
  peer_free (peers[2]);
  peer_free (peers[0]);
  osc_stage_settle (stage);
  peers[0] = peer_connect (stage, TRUE);
  peer_say (peers[0], CLASP_OSC_FRAMING_SLIP, "/a i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1");
  peer_free (peers[0]);
  peer_free (peers[1]);
}

static void
test_browser_is_disconnected (OscStage *stage, gconstpointer data)
{
  Peer *peer;

  open_server (stage, "tcp", "");
  peer = peer_connect (stage, TRUE);
  put_bytes (peer, (const guint8 *) "GET / HTTP/1.1\r\n", 16);
  clasp_test_spin_until (is_closed, peer, "the browser to be disconnected");
  osc_stage_settle (stage);
  g_assert_cmpuint (stage->status.n_malformed, ==, 1);
  peer_free (peer);
}

static void
test_bad_packet_is_counted_and_the_next_one_read (OscStage *stage, gconstpointer data)
{
  static const guint8 bad[] = { 0xc0, 'x', 0, 0, 0, 0xc0, '/', 'a', 0xdb, 1, 0xc0 };
  Peer               *peer;

  open_server (stage, "tcp-slip", "");
  peer = peer_connect (stage, TRUE);
  put_bytes (peer, bad, sizeof bad);
  peer_say (peer, CLASP_OSC_FRAMING_SLIP, "/a i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1");
  osc_stage_settle (stage);
  g_assert_cmpuint (stage->status.n_malformed, ==, 2);
  peer_free (peer);
}

/* Who does not read keeps nobody waiting, and in the end knows where everything stands. */
static void
test_slow_reader_gets_the_state_in_the_end (OscStage *stage, gconstpointer data)
{
  g_autofree char *text = g_strnfill (16000, 'x');
  Peer            *peer;
  guint            n = 0;

  open_server (stage, "tcp-slip", "max-rate=0");
  peer = peer_connect (stage, FALSE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  while (clasp_bridge_peek_status (stage->bridge)->n_dropped < 10)
    {
      osc_stage_set (stage, n % 2 == 0 ? "/osc/a" : "/osc/b",
                     clasp_value_string ((ClaspStr){ text, 15000 + n % 500 }));
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_cmpuint (n++, <, 10000);
    }
  osc_stage_set (stage, "/osc/last",
                 clasp_value_string ((ClaspStr){ text, 16000 })); /* dropped too */
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 11);
  /* That is what the window tells of: its queue was full, and nothing else was wrong. */
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_overflowed, ==, 11);
  clasp_stream_set_reading (peer->stream, TRUE);
  for (;;)
    {
      static const char last[] = "/last\0\0\0,s\0\0xx";

      clasp_test_spin_for (is_closed, peer, 20);
      if (peer->received->len > 0 &&
          memmem (peer->received->data, peer->received->len, last, sizeof last - 1) != NULL)
        break;
    }
  peer_free (peer);
}

static void
test_loss_of_peers_leaves_nothing (OscStage *stage, gconstpointer data)
{
  guint n_descriptors;

  open_server (stage, "tcp", "");
  osc_stage_settle (stage);
  n_descriptors = count_descriptors ();
  for (guint i = 1; i <= 20; i++)
    {
      Peer            *peer = peer_connect (stage, TRUE);
      g_autofree char *line = g_strdup_printf ("/a i %u", i);
      g_autofree char *expected = g_strdup_printf ("local ← SET /osc/a %u rev %u", i, i);

      peer_say (peer, i % 2 == 0 ? CLASP_OSC_FRAMING_SLIP : CLASP_OSC_FRAMING_LENGTH, line);
      osc_stage_expect_heard (stage, expected);
      peer_free (peer);
      osc_stage_settle (stage);
    }
  g_assert_cmpuint (count_descriptors (), ==, n_descriptors);
}

/* ---- client ---- */

typedef struct
{
  OscStage      *stage;
  ClaspAcceptor *acceptor;
  Peer          *peer; /* the newest */
} Desk;

static void
accepted_cb (int fd, const char *name, ClaspPeerPlace *place, gpointer user_data)
{
  Desk *desk = user_data;

  clasp_peer_place_free (place);
  g_assert_null (desk->peer);
  desk->peer = peer_new (desk->stage, fd, TRUE);
}

static void
desk_listen (Desk *desk, guint16 port)
{
  ClaspEndpoint      endpoint = { (char *) "127.0.0.1", port };
  g_autoptr (GError) error = NULL;

  desk->acceptor =
    clasp_acceptor_new (desk->stage->router.reactor, &endpoint, accepted_cb, desk, &error);
  g_assert_no_error (error);
}

static gboolean
has_peer (gpointer user_data)
{
  return ((Desk *) user_data)->peer != NULL;
}

static gboolean
retries (gpointer user_data)
{
  Desk *desk = user_data;

  clasp_fixture_advance (&desk->stage->router, 500 * MS);
  return desk->peer != NULL;
}

static void
open_client (OscStage *stage, guint16 port, const char *scheme, const char *more)
{
  g_autofree char *text =
    g_strdup_printf ("listen= & send=%s://127.0.0.1:%u name=desk%s", scheme, port, more);

  osc_stage_open (stage, text);
}

static void
test_client_both_ways (OscStage *stage, gconstpointer data)
{
  guint               number = GPOINTER_TO_UINT (data);
  ClaspOscFramingKind kind = framings[number].kind;
  Desk                desk = { .stage = stage };
  guint16             port = clasp_test_free_port ();

  desk_listen (&desk, port);
  osc_stage_set (stage, "/osc/before", clasp_value_int (1));
  open_client (stage, port, framings[number].scheme, " & keep-alive=/xremote & keep-alive-s=8");
  clasp_test_spin_until (has_peer, &desk, "a connection");
  peer_expect (desk.peer, kind, "/xremote \n/before i 1\n");
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  peer_expect (desk.peer, kind, "/a i 1\n");
  peer_say (desk.peer, kind, "/b f 0.5");
  osc_stage_expect_heard (stage, "local ← SET /osc/b 0.5 rev 1");
  g_assert_cmpuint (desk.peer->received->len, ==, 0);
  clasp_fixture_advance (&stage->router, 8000 * MS);
  peer_expect (desk.peer, kind, "/xremote \n");
  peer_free (desk.peer);
  clasp_acceptor_free (desk.acceptor);
}

/* bridges.md 13.4: lost twenty times, and each time everything is told again. */
static void
test_client_connects_again_for_ever (OscStage *stage, gconstpointer data)
{
  Desk    desk = { .stage = stage };
  guint16 port = clasp_test_free_port ();
  guint   n_descriptors = 0;

  desk_listen (&desk, port);
  open_client (stage, port, "tcp-slip", "");
  for (guint i = 1; i <= 20; i++)
    {
      g_autofree char *expected = g_strdup_printf ("/a i %u\n", i);

      osc_stage_set (stage, "/osc/a", clasp_value_int (i));
      clasp_test_spin_until (retries, &desk, "a connection");
      peer_expect (desk.peer, CLASP_OSC_FRAMING_SLIP, expected);
      g_assert_cmpint (stage->status.state, !=, CLASP_BRIDGE_STATE_DEGRADED);
      if (i == 1)
        n_descriptors = count_descriptors ();
      g_assert_cmpuint (count_descriptors (), ==, n_descriptors);
      peer_free (g_steal_pointer (&desk.peer));
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_DEGRADED);
    }
  clasp_acceptor_free (desk.acceptor);
}

static gboolean
is_degraded (gpointer user_data)
{
  return ((OscStage *) user_data)->status.state == CLASP_BRIDGE_STATE_DEGRADED;
}

static gboolean
is_well (gpointer user_data)
{
  return ((OscStage *) user_data)->status.state != CLASP_BRIDGE_STATE_DEGRADED;
}

/* ui.md 12: half a second at first, twice as much each time, ten seconds in the end, all ±20 %. */
static void
test_client_waits_for_ten_seconds_at_most (OscStage *stage, gconstpointer data)
{
  Desk    desk = { .stage = stage };
  guint16 port = clasp_test_free_port ();

  desk_listen (&desk, port);
  open_client (stage, port, "tcp-slip", "");
  for (guint i = 0; i < 8; i++)
    {
      clasp_test_spin_until (has_peer, &desk, "a connection");
      clasp_test_spin_until (is_well, stage, "it to be told");
      peer_free (g_steal_pointer (&desk.peer));
      clasp_test_spin_until (is_degraded, stage, "the loss to be told");
      clasp_fixture_advance (&stage->router, i < 7 ? 12000 * MS : 7999 * MS);
    }
  g_assert_false (clasp_test_spin_for (has_peer, &desk, 200));
  clasp_fixture_advance (&stage->router, 4001 * MS);
  clasp_test_spin_until (has_peer, &desk, "a connection after 12 seconds at most");
  peer_free (desk.peer);
  clasp_acceptor_free (desk.acceptor);
}

static void
test_target_that_is_not_there_is_named (OscStage *stage, gconstpointer data)
{
  Desk    desk = { .stage = stage };
  guint16 port = clasp_test_free_port ();

  open_client (stage, port, "tcp-length", "");
  clasp_test_spin_until (is_degraded, stage, "a problem to be told");
  g_assert_nonnull (strstr (stage->status.detail, "desk cannot be reached"));
  g_assert_cmpint (stage->status.retry_at_us, >, clasp_clock_now_us (stage->router.clock));
  g_assert_cmpint (stage->status.retry_at_us, <=, clasp_clock_now_us (stage->router.clock) + 600 * MS);
  g_assert_cmpuint (stage->status.n_part_retries, ==, 1);
  clasp_fixture_advance (&stage->router, 100000 * MS);
  desk_listen (&desk, port);
  clasp_test_spin_until (retries, &desk, "a connection");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (stage->status.detail, ==, "");
  g_assert_cmpint (stage->status.retry_at_us, ==, 0);
  peer_free (desk.peer);
  clasp_acceptor_free (desk.acceptor);
}

/* The clock stands: nothing but the wish of a person leads to the next attempt. */
static void
test_client_tries_at_once_when_told (OscStage *stage, gconstpointer data)
{
  Desk    desk = { .stage = stage };
  guint16 port = clasp_test_free_port ();

  open_client (stage, port, "tcp-length", "");
  clasp_test_spin_until (is_degraded, stage, "a problem to be told");
  desk_listen (&desk, port);
  g_assert_false (clasp_test_spin_for (has_peer, &desk, 50));
  clasp_bridge_retry_now (stage->bridge);
  clasp_bridge_retry_now (stage->bridge); /* while it is under way */
  clasp_test_spin_until (has_peer, &desk, "a connection");
  clasp_bridge_retry_now (stage->bridge); /* with a connection */
  osc_stage_settle (stage);
  g_assert_cmpstr (stage->status.detail, ==, "");
  peer_free (desk.peer);
  clasp_acceptor_free (desk.acceptor);
}

static void
test_stops_while_it_connects (OscStage *stage, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      open_client (stage, clasp_test_free_port (), "tcp-slip", "");
      osc_stage_close (stage);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* ---- WebSocket ---- */

#define UPGRADE                                                                                    \
  "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"                     \
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

static gboolean
has_upgraded (gpointer user_data)
{
  GByteArray *received = ((Peer *) user_data)->received;

  return received->len > 0 && memmem (received->data, received->len, "\r\n\r\n", 4) != NULL;
}

static gboolean
has_bytes (gpointer user_data)
{
  return ((Peer *) user_data)->received->len >= 2 + 12;
}

static void
test_websocket_both_ways (OscStage *stage, gconstpointer data)
{
  /* a masked binary message of 12 bytes, with a mask of zeros: /a ,i 5 */
  static const guint8 said[] = {
    0x82, 0x8c, 0, 0, 0, 0, '/', 'a', 0, 0, ',', 'i', 0, 0, 0, 0, 0, 5
  };
  static const guint8 told[] = { 0x82, 0x0c, '/', 'b', 0, 0, ',', 'i', 0, 0, 0, 0, 0, 6 };
  Peer               *peer;

  open_server (stage, "ws", "");
  peer = peer_connect (stage, TRUE);
  put_bytes (peer, (const guint8 *) UPGRADE, strlen (UPGRADE));
  clasp_test_spin_until (has_upgraded, peer, "the upgrade");
  g_assert_true (g_str_has_prefix ((const char *) peer->received->data, "HTTP/1.1 101 "));
  g_byte_array_set_size (peer->received, 0);
  put_bytes (peer, said, sizeof said);
  osc_stage_expect_heard (stage, "local ← SET /osc/a 5 rev 1");
  osc_stage_set (stage, "/osc/b", clasp_value_int (6));
  clasp_test_spin_until (has_bytes, peer, "a message");
  g_assert_cmpmem (peer->received->data, peer->received->len, told, sizeof told);
  osc_stage_close (stage); /* with a peer that is connected */
  clasp_test_spin_until (is_closed, peer, "the peer to be told");
  peer_free (peer);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD_DATA(path, func, number)                                                               \
  g_test_add ("/bridges/osc/connections/" path, OscStage, GUINT_TO_POINTER (number),               \
              osc_stage_set_up, func, osc_stage_tear_down)
#define ADD(path, func) ADD_DATA (path, func, 0)
  ADD_DATA ("server/length", test_both_ways, 0);
  ADD_DATA ("server/slip", test_both_ways, 1);
  ADD_DATA ("server/guesses-length", test_both_ways, 2);
  ADD_DATA ("server/guesses-slip", test_both_ways, 3);
  ADD ("server/silent-peer-is-told-as-long-as-it-is-connected",
       test_silent_peer_is_told_as_long_as_it_is_connected);
  ADD ("server/packets-come-in-pieces", test_packets_come_in_pieces);
  ADD ("server/nothing-comes-back-to-who-said-it", test_nothing_comes_back_to_who_said_it);
  ADD ("server/connections-are-bounded", test_connections_are_bounded);
  ADD ("server/browser-is-disconnected", test_browser_is_disconnected);
  ADD ("server/bad-packet-is-counted-and-the-next-one-read",
       test_bad_packet_is_counted_and_the_next_one_read);
  ADD ("server/slow-reader-gets-the-state-in-the-end", test_slow_reader_gets_the_state_in_the_end);
  ADD ("server/loss-of-peers-leaves-nothing", test_loss_of_peers_leaves_nothing);
  ADD_DATA ("client/length", test_client_both_ways, 0);
  ADD_DATA ("client/slip", test_client_both_ways, 1);
  ADD ("client/connects-again-for-ever", test_client_connects_again_for_ever);
  ADD ("client/waits-for-ten-seconds-at-most", test_client_waits_for_ten_seconds_at_most);
  ADD ("client/target-that-is-not-there-is-named", test_target_that_is_not_there_is_named);
  ADD ("client/tries-at-once-when-told", test_client_tries_at_once_when_told);
  ADD ("client/stops-while-it-connects", test_stops_while_it_connects);
  ADD ("websocket/both-ways", test_websocket_both_ways);
  return g_test_run ();
}
