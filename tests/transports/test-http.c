/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-test.h"
#include "io/clasp-http-request.h"
#include "transports/ws/clasp-ws-listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- requests ---- */

static ClaspHttpStatus
parse (const char *text, ClaspHttpRequest *request)
{
  return clasp_http_request_parse (request, (const guint8 *) text, strlen (text));
}

static void
assert_str (ClaspStr text, const char *expected)
{
  g_assert_cmpmem (text.data, text.length, expected, strlen (expected));
}

static void
test_request_in_parts (void)
{
  const char      *text = "GET /metrics?format=0.0.4 HTTP/1.1\r\nHost: a\r\nX-List:  one ,Two\t\r\n"
                          "x-list: three\r\nEmpty:\r\n\r\nrest";
  ClaspHttpRequest request;

  g_assert_cmpint (parse (text, &request), ==, CLASP_HTTP_REQUEST);
  assert_str (request.method, "GET");
  assert_str (request.path, "/metrics");
  assert_str (request.query, "format=0.0.4");
  assert_str (clasp_http_request_get (&request, "HOST"), "a");
  assert_str (clasp_http_request_get (&request, "x-list"), "one ,Two");
  assert_str (clasp_http_request_get (&request, "empty"), "");
  assert_str (clasp_http_request_get (&request, "absent"), "");
  g_assert_true (clasp_http_request_contains (&request, "X-List", "two"));
  g_assert_true (clasp_http_request_contains (&request, "X-List", "three"));
  g_assert_false (clasp_http_request_contains (&request, "X-List", "thre"));
  g_assert_cmpuint (request.size, ==, strlen (text) - 4);
}

/* Whatever is cut off is more to come. */
static void
test_truncated (void)
{
  const char      *text = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  ClaspHttpRequest request;

  for (gsize size = 0; size < strlen (text); size++)
    g_assert_cmpint (clasp_http_request_parse (&request, (const guint8 *) text, size), ==,
                     CLASP_HTTP_MORE);
  g_assert_cmpint (parse (text, &request), ==, CLASP_HTTP_REQUEST);
}

static void
test_bad_request (gconstpointer data)
{
  ClaspHttpRequest request;

  g_assert_cmpint (parse (data, &request), ==, CLASP_HTTP_BAD);
}

static void
test_head_at_its_limit (void)
{
  g_autoptr (GString) text = g_string_new ("GET / HTTP/1.1\r\nA: ");
  ClaspHttpRequest    request;

  while (text->len < CLASP_HTTP_MAX_HEAD - 4)
    g_string_append_c (text, 'x');
  g_string_append (text, "\r\n\r\n");
  g_assert_cmpuint (text->len, ==, CLASP_HTTP_MAX_HEAD);
  g_assert_cmpint (parse (text->str, &request), ==, CLASP_HTTP_REQUEST);
  g_string_insert_c (text, 30, 'x');
  g_assert_cmpint (parse (text->str, &request), ==, CLASP_HTTP_TOO_LARGE);
  g_string_truncate (text, CLASP_HTTP_MAX_HEAD - 1);
  g_assert_cmpint (parse (text->str, &request), ==, CLASP_HTTP_MORE);
}

static void
test_headers_at_their_limit (void)
{
  g_autoptr (GString) text = g_string_new ("GET / HTTP/1.1\r\n");
  ClaspHttpRequest    request;

  for (guint i = 0; i < CLASP_HTTP_MAX_HEADERS; i++)
    g_string_append (text, "A: b\r\n");
  g_string_append (text, "\r\n");
  g_assert_cmpint (parse (text->str, &request), ==, CLASP_HTTP_REQUEST);
  g_assert_cmpuint (request.n_headers, ==, CLASP_HTTP_MAX_HEADERS);
  g_string_insert (text, 16, "A: b\r\n");
  g_assert_cmpint (parse (text->str, &request), ==, CLASP_HTTP_TOO_LARGE);
}

static const char *const bad_requests[][2] = {
  { "no-version", "GET /\r\n\r\n" },
  { "old-version", "GET / HTTP/0.9\r\n\r\n" },
  { "http2-preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" },
  { "tls", "\x16\x03\x01\x02" },
  { "clasp-over-tcp", "\x01\x02" },
  { "blank-first", " GET / HTTP/1.1\r\n\r\n" },
  { "control-in-path", "GET /\x01 HTTP/1.1\r\n\r\n" },
  { "blank-in-path", "GET /a b HTTP/1.1\r\n\r\n" },
  { "header-without-colon", "GET / HTTP/1.1\r\nHost\r\n\r\n" },
  { "header-without-name", "GET / HTTP/1.1\r\n: x\r\n\r\n" },
  { "folded-header", "GET / HTTP/1.1\r\nA: b\r\n c: d\r\n\r\n" },
  { "blank-before-colon", "GET / HTTP/1.1\r\nA : b\r\n\r\n" },
  { "control-in-value", "GET / HTTP/1.1\r\nA: \x02\r\n\r\n" },
  { "bare-return-in-value", "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n" },
};

/* ---- answers ---- */

typedef struct
{
  ClaspReactor  *reactor;
  ClaspListener *listener;
  guint          n_asked;
  gsize          body_size;
  int            fd;
  GString       *answer;
  gboolean       is_at_end;
} Fixture;

static void
accepted_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  g_assert_not_reached ();
}

static gboolean
http_cb (const char *path, ClaspHttpAnswer *answer, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_asked++;
  if (g_str_equal (path, "/mine"))
    *answer = (ClaspHttpAnswer){ 503, "text/x-mine", g_bytes_new_static ("no\n", 3) };
  else if (g_str_equal (path, "/large"))
    *answer =
      (ClaspHttpAnswer){ 200, "text/plain",
                         g_bytes_new_take (g_malloc0 (fixture->body_size), fixture->body_size) };
  else
    return FALSE;
  return TRUE;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->fd = -1;
  fixture->answer = g_string_new (NULL);
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->listener = clasp_ws_listener_new (fixture->reactor, "ws://127.0.0.1:0", &error);
  g_assert_no_error (error);
  clasp_ws_listener_set_http_func (CLASP_WS_LISTENER (fixture->listener), http_cb, fixture);
  g_assert_true (clasp_listener_start (fixture->listener, accepted_cb, fixture, &error));
  g_assert_no_error (error);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  close (fixture->fd);
  g_assert_finalize_object (fixture->listener);
  clasp_reactor_unref (fixture->reactor);
  g_string_free (fixture->answer, TRUE);
}

static int
open_client (Fixture *fixture)
{
  const char        *uri = clasp_listener_get_uri (fixture->listener);
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int                fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_port = htons ((guint16) g_ascii_strtoull (strrchr (uri, ':') + 1, NULL, 10));
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return fd;
}

static void
say (Fixture *fixture, const char *text)
{
  if (fixture->fd < 0)
    fixture->fd = open_client (fixture);
  g_assert_cmpint (send (fixture->fd, text, strlen (text), MSG_NOSIGNAL), ==,
                   (gssize) strlen (text));
}

static gboolean
is_at_end (gpointer user_data)
{
  Fixture *fixture = user_data;
  char     buffer[65536];
  gssize   n;

  while ((n = recv (fixture->fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
    g_string_append_len (fixture->answer, buffer, n);
  fixture->is_at_end |= n == 0 || errno == ECONNRESET;
  return fixture->is_at_end;
}

static const char *
ask (Fixture *fixture, const char *request)
{
  say (fixture, request);
  clasp_test_spin_until (is_at_end, fixture, "the end of the answer");
  return fixture->answer->str;
}

static gboolean
no_handshakes (gpointer user_data)
{
  return clasp_ws_listener_get_n_handshakes (
           CLASP_WS_LISTENER (((Fixture *) user_data)->listener)) == 0;
}

static void
test_owner_answers (Fixture *fixture, gconstpointer data)
{
  const char *answer = ask (fixture, "GET /mine?x=1 HTTP/1.1\r\nHost: a\r\n\r\n");

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 503 Service Unavailable\r\n"));
  g_assert_nonnull (strstr (answer, "\r\nContent-Type: text/x-mine\r\n"));
  g_assert_nonnull (strstr (answer, "\r\nContent-Length: 3\r\n"));
  g_assert_true (g_str_has_suffix (answer, "\r\n\r\nno\n"));
}

static void
test_head_has_no_body (Fixture *fixture, gconstpointer data)
{
  const char *answer = ask (fixture, "HEAD /mine HTTP/1.0\r\n\r\n");

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 503 "));
  g_assert_nonnull (strstr (answer, "\r\nContent-Length: 3\r\n"));
  g_assert_true (g_str_has_suffix (answer, "\r\n\r\n"));
}

static void
test_post_is_a_probe (Fixture *fixture, gconstpointer data)
{
  const char *answer =
    ask (fixture, "POST /mine HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\nwhatevs");

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 OK\r\n"));
  g_assert_true (g_str_has_suffix (answer, "\r\n\r\nok\n"));
  g_assert_cmpuint (fixture->n_asked, ==, 0);
}

static void
test_answers_with (Fixture *fixture, gconstpointer data)
{
  const char *const *strings = data;

  g_assert_true (g_str_has_prefix (ask (fixture, strings[1]), strings[2]));
}

static void
test_endless_head (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = g_strnfill (1000, 'x');

  say (fixture, "GET / HTTP/1.1\r\nA: ");
  for (guint i = 0; i <= CLASP_HTTP_MAX_HEAD / 1000 && !fixture->is_at_end; i++)
    {
      say (fixture, line);
      g_main_context_iteration (NULL, FALSE);
    }
  clasp_test_spin_until (is_at_end, fixture, "the end");
  g_assert_true (g_str_has_prefix (fixture->answer->str, "HTTP/1.1 431 "));
  clasp_test_spin_until (no_handshakes, fixture, "the peer to be forgotten");
}

/* A byte now and then does not keep a place. */
static void
test_dripping_peer_is_cut_off (Fixture *fixture, gconstpointer data)
{
  gint64 start_us = g_get_monotonic_time ();

  clasp_ws_listener_set_handshake_timeout (CLASP_WS_LISTENER (fixture->listener), 100);
  say (fixture, "GET / HTTP/1.1\r\nA: ");
  while (!is_at_end (fixture))
    {
      send (fixture->fd, "x", 1, MSG_NOSIGNAL);
      g_main_context_iteration (NULL, FALSE);
      g_assert_cmpint (g_get_monotonic_time () - start_us, <, 5 * G_USEC_PER_SEC);
    }
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 90000);
  g_assert_true (no_handshakes (fixture));
}

static gboolean
was_asked (gpointer user_data)
{
  return ((Fixture *) user_data)->n_asked > 0;
}

/* Who asks and does not read keeps its place until the deadline, then it is gone. */
static void
test_peer_that_does_not_read_is_cut_off (Fixture *fixture, gconstpointer data)
{
  fixture->body_size = 32 * 1024 * 1024;
  clasp_ws_listener_set_handshake_timeout (CLASP_WS_LISTENER (fixture->listener), 200);
  say (fixture, "GET /large HTTP/1.1\r\n\r\n");
  clasp_test_spin_until (was_asked, fixture, "the question");
  g_assert_false (no_handshakes (fixture));
  clasp_test_spin_until (no_handshakes, fixture, "the place to be free");
}

static void
test_large_answer_arrives_whole (Fixture *fixture, gconstpointer data)
{
  fixture->body_size = 8 * 1024 * 1024;
  ask (fixture, "GET /large HTTP/1.1\r\n\r\n");
  g_assert_cmpuint (fixture->answer->len, >, fixture->body_size);
  g_assert_cmpuint (fixture->answer->len - (gsize) (strstr (fixture->answer->str, "\r\n\r\n") + 4 -
                                                    fixture->answer->str),
                    ==, fixture->body_size);
}

#define WEBSOCKET                                                                                  \
  "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

static const char *const answers[][3] = {
  { "unknown-path", "GET /other HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n" },
  { "unknown-method", "BREW / HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed\r\n" },
  { "no-http", "\x16\x03\x01", "HTTP/1.1 400 " },
  { "other-websocket-version", "GET / HTTP/1.1\r\n" WEBSOCKET "Sec-WebSocket-Version: 8\r\n\r\n",
    "HTTP/1.1 426 Upgrade Required\r\n" },
  { "upgrade-without-connection",
    "GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    "HTTP/1.1 400 " },
};

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 90);

  g_test_add_func ("/transports/http/request/parts", test_request_in_parts);
  g_test_add_func ("/transports/http/request/truncated", test_truncated);
  g_test_add_func ("/transports/http/request/head-at-its-limit", test_head_at_its_limit);
  g_test_add_func ("/transports/http/request/headers-at-their-limit", test_headers_at_their_limit);
  for (guint i = 0; i < G_N_ELEMENTS (bad_requests); i++)
    {
      g_autofree char *path =
        g_strdup_printf ("/transports/http/request/bad/%s", bad_requests[i][0]);

      g_test_add_data_func (path, bad_requests[i][1], test_bad_request);
    }
#define ADD(path, func) g_test_add ("/transports/http/" path, Fixture, NULL, setup, func, teardown)
  ADD ("answer/from-the-owner", test_owner_answers);
  ADD ("answer/head-has-no-body", test_head_has_no_body);
  ADD ("answer/post-is-a-probe", test_post_is_a_probe);
  ADD ("answer/large-one-arrives-whole", test_large_answer_arrives_whole);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/transports/http/answer/%s", answers[i][0]);

      g_test_add (path, Fixture, answers[i], setup, test_answers_with, teardown);
    }
  ADD ("hostile/endless-head", test_endless_head);
  ADD ("hostile/dripping-peer-is-cut-off", test_dripping_peer_is_cut_off);
  ADD ("hostile/does-not-read", test_peer_that_does_not_read_is_cut_off);

  return g_test_run ();
}
