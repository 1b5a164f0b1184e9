/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-link-suite.h"
#include "support/clasp-test.h"
#include "io/clasp-ws-framing.h"
#include "transports/ws/clasp-ws-listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST(path, more)                                                                        \
  "GET " path " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"      \
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" more "\r\n"

static void
encode (GByteArray *wire, const guint8 *frame, gsize size)
{
  gsize whole = clasp_ws_header_size (CLASP_WS_CLIENT, size) + size;

  g_byte_array_set_size (wire, wire->len + (guint) whole);
  clasp_ws_put_frame (wire->data + wire->len - whole, CLASP_WS_CLIENT, CLASP_WS_BINARY, 0x37fa213d,
                      frame, size);
}

static gsize
decode (const guint8 *wire, gsize size, const guint8 **frame, gsize *frame_size)
{
  ClaspWsParser parser;
  ClaspWsEvent  event;
  gsize         needed, used;

  clasp_ws_parser_init (&parser, CLASP_WS_CLIENT, 65547);
  used = clasp_ws_parser_next (&parser, (guint8 *) wire, size, &needed, &event);
  if (used > 0)
    g_assert_cmpint (event.type, !=, CLASP_WS_EVENT_ERROR);
  *frame = used > 0 && event.type == CLASP_WS_EVENT_BINARY ? event.data : NULL;
  *frame_size = event.size;
  return used;
}

static void
encode_oversize (GByteArray *wire)
{
  static const guint8 header[] = { 0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0x0c, 0x37, 0xfa, 0x21, 0x3d };

  g_byte_array_append (wire, header, sizeof header);
}

static const ClaspLinkSuite suite = {
  "ws",
  "ws://127.0.0.1:0/clasp",
  clasp_ws_listener_new,
  REQUEST ("/clasp", "Sec-WebSocket-Protocol: clasp\r\n"),
  encode,
  decode,
  encode_oversize,
};

/* ---- HTTP: one request, everything the server says ---- */

typedef struct
{
  ClaspReactor  *reactor;
  ClaspListener *listener;
  ClaspLink     *link;
  guint          n_links, n_frames, n_closed;
  char          *reason;
  int            fd;
  GByteArray    *answer;
  gboolean       is_at_end;
  guint          wanted;
} Fixture;

static void
frame_cb (ClaspLink *link, const guint8 *bytes, gsize size, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_frames++;
  clasp_link_send (link, bytes, size);
}

static void
closed_cb (ClaspLink *link, const char *reason, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_closed++;
  g_free (fixture->reason);
  fixture->reason = g_strdup (reason);
}

static void
drained_cb (ClaspLink *link, gpointer user_data)
{
}

static const ClaspLinkHandler handler = { frame_cb, closed_cb, drained_cb };

static void
accepted_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_links++;
  g_set_object (&fixture->link, link);
  clasp_link_set_handler (link, &handler, fixture);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->fd = -1;
  fixture->answer = g_byte_array_new ();
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->listener = clasp_ws_listener_new (fixture->reactor, "ws://localhost:0", &error);
  g_assert_no_error (error);
  g_assert_true (clasp_listener_start (fixture->listener, accepted_cb, fixture, &error));
  g_assert_no_error (error);
}

static gboolean
is_false (gpointer user_data)
{
  return FALSE;
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  if (fixture->fd >= 0)
    close (fixture->fd);
  clasp_test_spin_for (is_false, NULL, 20);
  g_clear_object (&fixture->link);
  g_assert_finalize_object (fixture->listener);
  clasp_reactor_unref (fixture->reactor);
  g_byte_array_unref (fixture->answer);
  g_free (fixture->reason);
}

static int
open_client (Fixture *fixture)
{
  g_auto (GStrv) parts =
    g_strsplit_set (clasp_listener_get_uri (fixture->listener) + strlen ("ws://"), ":/", 3);
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int                fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_port = htons ((guint16) g_ascii_strtoull (parts[1], NULL, 10));
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return fd;
}

static void
say (Fixture *fixture, const void *bytes, gsize size)
{
  if (fixture->fd < 0)
    fixture->fd = open_client (fixture);
  g_assert_cmpint (send (fixture->fd, bytes, size, MSG_NOSIGNAL), ==, (gssize) size);
}

static void
pump (Fixture *fixture)
{
  guint8 buffer[65536];
  gssize n;

  while ((n = recv (fixture->fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
    g_byte_array_append (fixture->answer, buffer, (guint) n);
  fixture->is_at_end |= n == 0 || errno == ECONNRESET;
}

static gboolean
is_at_end (gpointer user_data)
{
  pump (user_data);
  return ((Fixture *) user_data)->is_at_end;
}

static gboolean
has_answer (gpointer user_data)
{
  Fixture *fixture = user_data;

  pump (fixture);
  return fixture->answer->len >= fixture->wanted;
}

static gboolean
has_headers (gpointer user_data)
{
  Fixture *fixture = user_data;

  pump (fixture);
  return fixture->answer->len > 0 &&
         g_strstr_len ((char *) fixture->answer->data, fixture->answer->len, "\r\n\r\n") != NULL;
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->n_closed > 0;
}

static gboolean
no_handshakes (gpointer user_data)
{
  return clasp_ws_listener_get_n_handshakes (
           CLASP_WS_LISTENER (((Fixture *) user_data)->listener)) == 0;
}

/* The answer to @request as text. */
static char *
ask (Fixture *fixture, const char *request)
{
  say (fixture, request, strlen (request));
  clasp_test_spin_until (has_headers, fixture, "an answer");
  return g_strndup ((char *) fixture->answer->data, fixture->answer->len);
}

static void
connect_ws (Fixture *fixture)
{
  g_autofree char *answer = ask (fixture, REQUEST ("/clasp", ""));

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 101 "));
  g_byte_array_set_size (fixture->answer, 0);
}

static void
assert_answers (Fixture *fixture, const char *to_hex, const char *hex)
{
  g_autoptr (GBytes) question = clasp_test_hex (to_hex);
  g_autoptr (GBytes) expected = clasp_test_hex (hex);

  g_byte_array_set_size (fixture->answer, 0);
  say (fixture, g_bytes_get_data (question, NULL), g_bytes_get_size (question));
  fixture->wanted = (guint) g_bytes_get_size (expected);
  clasp_test_spin_until (has_answer, fixture, hex);
  g_assert_cmpmem (fixture->answer->data, fixture->answer->len, g_bytes_get_data (expected, NULL),
                   g_bytes_get_size (expected));
}

/* ---- handshake ---- */

static void
test_subprotocol_is_echoed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer =
    ask (fixture, REQUEST ("/clasp", "Sec-WebSocket-Protocol: other, clasp\r\n"));

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 101 "));
  g_assert_nonnull (strstr (answer, "Sec-WebSocket-Protocol: clasp\r\n"));
  g_assert_nonnull (
    strstr (answer, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")); /* RFC 6455 1.3 */
  g_assert_null (strstr (answer, "Extensions"));
  g_assert_cmpuint (fixture->n_links, ==, 1);
  g_assert_true (no_handshakes (fixture));
}

static void
test_without_subprotocol (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = ask (fixture, REQUEST ("/clasp", ""));

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 101 "));
  g_assert_null (strstr (answer, "Sec-WebSocket-Protocol"));
}

static void
test_foreign_subprotocol (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = ask (fixture, REQUEST ("/clasp", "Sec-WebSocket-Protocol: mqtt\r\n"));

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 101 "));
  g_assert_null (strstr (answer, "Sec-WebSocket-Protocol"));
}

static void
test_any_path (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = ask (fixture, data);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 101 "));
}

static void
test_extensions_are_not_taken (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer =
    ask (fixture, REQUEST ("/", "Sec-WebSocket-Extensions: permessage-deflate\r\n"));

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 101 "));
  g_assert_null (strstr (answer, "Extensions"));
}

static void
test_handshake_byte_by_byte (Fixture *fixture, gconstpointer data)
{
  const char *request = REQUEST ("/clasp", "");

  for (const char *p = request; *p != '\0'; p++)
    {
      say (fixture, p, 1);
      g_main_context_iteration (NULL, FALSE);
    }
  clasp_test_spin_until (has_headers, fixture, "the 101");
  g_assert_true (g_str_has_prefix ((char *) fixture->answer->data, "HTTP/1.1 101 "));
}

static void
test_bad_handshake (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer =
    ask (fixture, "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Version: 13\r\n\r\n");

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 400 "));
  clasp_test_spin_until (is_at_end, fixture, "the end");
  g_assert_cmpuint (fixture->n_links, ==, 0);
}

static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  say (fixture, "\x16\x03\x01 this is no HTTP\r\n\r\n", 23);
  clasp_test_spin_until (is_at_end, fixture, "the end");
  clasp_test_spin_until (no_handshakes, fixture, "the handshake to be forgotten");
}

static void
test_slow_peer_is_cut_off (Fixture *fixture, gconstpointer data)
{
  clasp_ws_listener_set_handshake_timeout (CLASP_WS_LISTENER (fixture->listener), 50);
  say (fixture, "GET / HT", 8);
  clasp_test_spin_until (is_at_end, fixture, "the deadline");
  clasp_test_spin_until (no_handshakes, fixture, "the handshake to be forgotten");
  g_assert_cmpuint (fixture->n_links, ==, 0);
}

static void
test_crowd_is_bounded (Fixture *fixture, gconstpointer data)
{
  int fds[CLASP_WS_MAX_HANDSHAKES + 20];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = open_client (fixture);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_assert_cmpuint (clasp_ws_listener_get_n_handshakes (CLASP_WS_LISTENER (fixture->listener)), <=,
                    CLASP_WS_MAX_HANDSHAKES);
  connect_ws (fixture); /* a newcomer still gets in */
  fixture->wanted = 1;
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  clasp_test_spin_until (no_handshakes, fixture, "the crowd to go");
}

static void
test_stop_in_the_middle (Fixture *fixture, gconstpointer data)
{
  say (fixture, "GET / HT", 8);
  clasp_test_spin_for (is_false, NULL, 20);
  clasp_listener_stop (fixture->listener);
  clasp_test_spin_until (is_at_end, fixture, "the end");
}

/* ---- plain HTTP ---- */

static void
test_probe (Fixture *fixture, gconstpointer data)
{
  const char      *method = data;
  g_autofree char *request =
    g_strdup_printf ("%s / HTTP/1.1\r\nHost: x\r\n%s\r\n", method,
                     g_str_equal (method, "POST") ? "Content-Length: 0\r\n" : "");
  g_autofree char *answer = NULL;

  g_free (ask (fixture, request));
  clasp_test_spin_until (is_at_end, fixture, "the end");
  answer = g_strndup ((char *) fixture->answer->data, fixture->answer->len);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 OK\r\n"));
  g_assert_nonnull (strstr (answer, "Content-Type: text/plain"));
  g_assert_nonnull (strstr (answer, "Content-Length: 3\r\n"));
  g_assert_nonnull (strstr (answer, "Connection: close\r\n"));
  g_assert_true (
    g_str_has_suffix (answer, g_str_equal (method, "HEAD") ? "\r\n\r\n" : "\r\n\r\nok\n"));
  clasp_test_spin_until (no_handshakes, fixture, "the connection to be forgotten");
  g_assert_cmpuint (fixture->n_links, ==, 0);
}

/* ---- messages ---- */

static void
test_ping_is_answered (Fixture *fixture, gconstpointer data)
{
  connect_ws (fixture);
  assert_answers (fixture, "89 82 00 00 00 00 61 62", "8a 02 61 62");
  assert_answers (fixture, "82 85 37 fa 21 3d 64 fb 21 3c 76",
                  "82 05 53 01 00 01 41"); /* transports.md 4.3 */
}

static void
test_text_is_ignored (Fixture *fixture, gconstpointer data)
{
  connect_ws (fixture);
  assert_answers (fixture, "81 82 00 00 00 00 68 69  82 81 00 00 00 00 07", "82 01 07");
}

static void
test_fragments (Fixture *fixture, gconstpointer data)
{
  connect_ws (fixture);
  /* two fragments with a ping between them */
  assert_answers (fixture, "02 82 00 00 00 00 01 02  89 80 00 00 00 00  80 81 00 00 00 00 03",
                  "8a 00  82 03 01 02 03");
}

static void
test_close_is_answered (Fixture *fixture, gconstpointer data)
{
  connect_ws (fixture);
  assert_answers (fixture, "88 85 00 00 00 00 03 e8 62 79 65", "88 02 03 e8");
  clasp_test_spin_until (is_at_end, fixture, "the end");
  close (fixture->fd);
  fixture->fd = -1;
  clasp_test_spin_until (is_closed, fixture, "closed");
  g_assert_nonnull (strstr (fixture->reason, "bye"));
}

static void
test_violations (Fixture *fixture, gconstpointer data)
{
  const char *const *strings = data; /* sent, answered */

  connect_ws (fixture);
  g_byte_array_set_size (fixture->answer, 0);
  {
    g_autoptr (GBytes) bytes = clasp_test_hex (strings[0]);
    g_autoptr (GBytes) start = clasp_test_hex (strings[1]);

    say (fixture, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    clasp_test_spin_until (is_at_end, fixture, "the end");
    g_assert_cmpuint (fixture->answer->len, >=, 4);
    g_assert_cmpint (fixture->answer->data[0], ==, 0x88);
    g_assert_cmpmem (fixture->answer->data + 2, 2, g_bytes_get_data (start, NULL),
                     g_bytes_get_size (start));
  }
  close (fixture->fd);
  fixture->fd = -1;
  clasp_test_spin_until (is_closed, fixture, "closed");
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

static void
test_close_tells_the_peer_why (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) expected = clasp_test_hex ("88 0e 03 f0 6e 6f 20 74 6f 6b 65 6e 20 79 65 74");

  connect_ws (fixture);
  clasp_link_close (fixture->link, CLASP_CLOSE_POLICY, "no token yet");
  clasp_test_spin_until (is_at_end, fixture, "the end");
  g_assert_cmpmem (fixture->answer->data, fixture->answer->len, g_bytes_get_data (expected, NULL),
                   g_bytes_get_size (expected));
}

static const char *const violations[][3] = {
  { "unmasked", "82 01 41", "03 ea" },
  { "reserved-bit", "c2 81 00 00 00 00 41", "03 ea" },
  { "unknown-opcode", "83 80 00 00 00 00", "03 ea" },
  { "unknown-control", "8b 80 00 00 00 00", "03 ea" },
  { "fragmented-ping", "09 80 00 00 00 00", "03 ea" },
  { "long-ping", "89 fe 00 7e 00 00 00 00", "03 ea" },
  { "fragment-of-nothing", "80 80 00 00 00 00", "03 ea" },
  { "message-inside-fragments", "02 80 00 00 00 00  82 80 00 00 00 00", "03 ea" },
  { "close-code-out-of-range", "88 82 00 00 00 00 03 ec", "03 ea" },
  { "close-of-one-byte", "88 81 00 00 00 00 03", "03 ea" },
  { "close-reason-not-utf8", "88 83 00 00 00 00 03 e8 ff", "03 ef" },
  { "too-large", "82 ff 00 00 00 00 00 01 00 0c 00 00 00 00", "03 f1" },
  { "absurdly-large", "82 ff ff ff ff ff ff ff ff ff 00 00 00 00", "03 f1" },
  { "too-large-text", "81 ff 00 00 00 00 00 01 00 0c 00 00 00 00", "03 f1" },
};

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 90);

#define ADD(path, data, func)                                                                      \
  g_test_add ("/transports/ws/" path, Fixture, data, setup, func, teardown)
  ADD ("handshake/subprotocol-is-echoed", NULL, test_subprotocol_is_echoed);
  ADD ("handshake/without-subprotocol", NULL, test_without_subprotocol);
  ADD ("handshake/foreign-subprotocol", NULL, test_foreign_subprotocol);
  ADD ("handshake/root-path", REQUEST ("/", ""), test_any_path);
  ADD ("handshake/any-path", REQUEST ("/some/where?token=x", ""), test_any_path);
  ADD ("handshake/extensions-are-not-taken", NULL, test_extensions_are_not_taken);
  ADD ("handshake/byte-by-byte", NULL, test_handshake_byte_by_byte);
  ADD ("handshake/without-key", NULL, test_bad_handshake);
  ADD ("handshake/garbage", NULL, test_garbage);
  ADD ("handshake/slow-peer-is-cut-off", NULL, test_slow_peer_is_cut_off);
  ADD ("handshake/crowd-is-bounded", NULL, test_crowd_is_bounded);
  ADD ("handshake/listener-stops-in-the-middle", NULL, test_stop_in_the_middle);
  ADD ("probe/get", "GET", test_probe);
  ADD ("probe/head", "HEAD", test_probe);
  ADD ("probe/post", "POST", test_probe);
  ADD ("probe/options", "OPTIONS", test_probe);
  ADD ("messages/ping-is-answered", NULL, test_ping_is_answered);
  ADD ("messages/text-is-ignored", NULL, test_text_is_ignored);
  ADD ("messages/fragments", NULL, test_fragments);
  ADD ("messages/close-is-answered", NULL, test_close_is_answered);
  ADD ("messages/close-tells-the-peer-why", NULL, test_close_tells_the_peer_why);
  for (guint i = 0; i < G_N_ELEMENTS (violations); i++)
    {
      g_autofree char *path = g_strdup_printf ("/transports/ws/violations/%s", violations[i][0]);

      g_test_add (path, Fixture, violations[i] + 1, setup, test_violations, teardown);
    }
  clasp_link_suite_add ("/transports/ws", &suite);

  return g_test_run ();
}
