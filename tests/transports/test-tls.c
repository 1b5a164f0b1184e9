/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-codec.h"
#include "io/clasp-stream.h"
#include "support/clasp-test-certificates.h"
#include "support/clasp-test.h"
#include "transports/clasp-carriers.h"
#include "transports/tcp/clasp-tcp-link.h"
#include "transports/ws/clasp-ws-listener.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* tls:// between two of our own links, wss:// below a client that only knows TLS, and peers that
 * misbehave. Everything in one thread. */

typedef struct
{
  ClaspLink *link;
  guint      n_frames, n_closed, n_drained;
  gsize      n_bytes;
  char      *reason;
  gboolean   is_echo;
  guint8     last;
} End;

typedef struct
{
  ClaspTestCertificates *certificates;
  ClaspReactor          *reactor;
  ClaspListener         *listener;
  End                    server, client;
  guint                  wanted;
} Fixture;

static void
frame_cb (ClaspLink *link, const guint8 *bytes, gsize size, gpointer user_data)
{
  End *end = user_data;

  end->n_frames++;
  end->n_bytes += size;
  end->last = bytes[size - 1];
  if (end->is_echo)
    g_assert_true (clasp_link_send (link, bytes, size));
}

static void
closed_cb (ClaspLink *link, const char *reason, gpointer user_data)
{
  End *end = user_data;

  end->n_closed++;
  g_free (end->reason);
  end->reason = g_strdup (reason);
}

static void
drained_cb (ClaspLink *link, gpointer user_data)
{
  ((End *) user_data)->n_drained++;
}

static const ClaspLinkHandler handler = { frame_cb, closed_cb, drained_cb };

static void
accepted_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  End *end = &((Fixture *) user_data)->server;

  g_set_object (&end->link, link);
  clasp_link_set_handler (link, &handler, end);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->certificates = clasp_test_certificates_new ();
  fixture->reactor = clasp_reactor_new (NULL);
}

static gboolean
is_false (gpointer user_data)
{
  return FALSE;
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->client.link);
  g_clear_object (&fixture->server.link);
  g_clear_object (&fixture->listener);
  clasp_test_spin_for (is_false, NULL, 20);
  clasp_reactor_unref (fixture->reactor);
  clasp_test_certificates_free (fixture->certificates);
  g_free (fixture->server.reason);
  g_free (fixture->client.reason);
}

static void
serve (Fixture *fixture, const char *uri, const char *certificate)
{
  g_autoptr (GError)           error = NULL;
  g_autoptr (ClaspTlsIdentity) identity =
    clasp_tls_identity_new (certificate, fixture->certificates->key, &error);

  g_assert_no_error (error);
  fixture->listener = clasp_listener_new_with_identity (fixture->reactor, uri, identity, &error);
  g_assert_no_error (error);
  g_assert_true (clasp_listener_start (fixture->listener, accepted_cb, fixture, &error));
  g_assert_no_error (error);
}

static int
open_socket (Fixture *fixture)
{
  const char        *uri = clasp_listener_get_uri (fixture->listener);
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int                fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_port = htons (
    (guint16) g_ascii_strtoull (strstr (uri, "127.0.0.1:") + strlen ("127.0.0.1:"), NULL, 10));
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (fcntl (fd, F_SETFL, O_NONBLOCK), ==, 0);
  return fd;
}

static void
connect_link (Fixture *fixture, const char *ca, const char *host, gboolean is_insecure)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspTlsTrust) trust = clasp_tls_trust_new (ca, is_insecure, &error);

  g_assert_no_error (error);
  fixture->client.link = clasp_tcp_link_new_tls (fixture->reactor, open_socket (fixture), "router",
                                                 clasp_tls_new_client (trust, host));
  clasp_link_set_handler (fixture->client.link, &handler, &fixture->client);
}

static gboolean
client_has_frames (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->client.n_frames >= fixture->wanted;
}

static gboolean
server_has_frames (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->server.n_frames >= fixture->wanted;
}

static gboolean
client_is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->client.n_closed > 0;
}

static gboolean
server_is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->server.n_closed > 0;
}

/* ---- certificates ---- */

static void
test_handshake (Fixture *fixture, gconstpointer host)
{
  serve (fixture, "tls://127.0.0.1:0", fixture->certificates->good);
  fixture->server.is_echo = TRUE;
  g_assert_true (g_str_has_prefix (clasp_listener_get_uri (fixture->listener), "tls://127.0.0.1:"));
  connect_link (fixture, fixture->certificates->ca, host, FALSE);
  g_assert_true (clasp_link_send (fixture->client.link, (const guint8 *) "abc", 3));
  fixture->wanted = 1;
  clasp_test_spin_until (client_has_frames, fixture, "the echo");
  g_assert_cmpuint (fixture->client.n_bytes, ==, 3);
  g_assert_cmpstr (clasp_link_get_carrier (fixture->server.link), ==, "tls");
}

typedef struct
{
  const char *name;
  gsize       certificate, ca; /* offsets in ClaspTestCertificates */
  const char *host, *reason;
} Refusal;

#define OF(field) G_STRUCT_OFFSET (ClaspTestCertificates, field)

static const Refusal refusals[] = {
  { "wrong-name", OF (wrong), OF (ca), "localhost", "name" },
  { "wrong-address", OF (wrong), OF (ca), "127.0.0.1", "name" },
  { "expired", OF (expired), OF (ca), "localhost", "expired" },
  { "unknown-authority", OF (good), OF (other_ca), "localhost", "issuer" },
};

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const Refusal *refusal = data;
  const char *certificate = G_STRUCT_MEMBER (char *, fixture->certificates, refusal->certificate);

  serve (fixture, "tls://127.0.0.1:0", certificate);
  connect_link (fixture, G_STRUCT_MEMBER (char *, fixture->certificates, refusal->ca),
                refusal->host, FALSE);
  g_assert_true (clasp_link_send (fixture->client.link, (const guint8 *) "secret", 6));
  clasp_test_spin_until (client_is_closed, fixture, "the refusal");
  g_test_message ("%s", fixture->client.reason);
  g_assert_nonnull (strstr (fixture->client.reason, refusal->reason));
  clasp_test_spin_until (server_is_closed, fixture, "the server to notice");
  g_assert_cmpuint (fixture->server.n_frames, ==, 0);
}

static void
test_insecure_takes_anybody (Fixture *fixture, gconstpointer data)
{
  serve (fixture, "tls://127.0.0.1:0", fixture->certificates->expired);
  connect_link (fixture, fixture->certificates->other_ca, "elsewhere.example", TRUE);
  clasp_link_send (fixture->client.link, (const guint8 *) "abc", 3);
  fixture->wanted = 1;
  clasp_test_spin_until (server_has_frames, fixture, "a frame");
}

static void
assert_tls_error (GError *error, const char *part)
{
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, part));
  g_error_free (error);
}

static void
test_identity_that_cannot_be_used (Fixture *fixture, gconstpointer data)
{
  ClaspTestCertificates *files = fixture->certificates;
  GError                *error = NULL;

  g_assert_null (clasp_tls_identity_new ("/nowhere/cert.pem", files->key, &error));
  assert_tls_error (g_steal_pointer (&error), "/nowhere/cert.pem");
  g_assert_null (clasp_tls_identity_new (files->good, "/nowhere/key.pem", &error));
  assert_tls_error (g_steal_pointer (&error), "/nowhere/key.pem");
  g_assert_null (clasp_tls_identity_new (files->good, files->other_key, &error));
  assert_tls_error (g_steal_pointer (&error), files->other_key);
  g_assert_null (clasp_tls_identity_new (files->key, files->key, &error));
  assert_tls_error (g_steal_pointer (&error), files->key);
  g_assert_null (clasp_tls_trust_new (files->key, FALSE, &error));
  assert_tls_error (g_steal_pointer (&error), files->key);
  g_assert_null (
    clasp_listener_new_with_identity (fixture->reactor, "wss://127.0.0.1:0", NULL, &error));
  assert_tls_error (g_steal_pointer (&error), "tls-certificate");
}

static void
test_old_versions_are_refused (Fixture *fixture, gconstpointer data)
{
  gnutls_certificate_credentials_t credentials;
  gnutls_session_t                 session;
  int                              fd, code;

  serve (fixture, "tls://127.0.0.1:0", fixture->certificates->good);
  fd = open_socket (fixture);
  gnutls_certificate_allocate_credentials (&credentials);
  gnutls_init (&session, GNUTLS_CLIENT | GNUTLS_NONBLOCK);
  gnutls_priority_set_direct (session, "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT", NULL);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_transport_set_int (session, fd);
  do
    {
      code = gnutls_handshake (session);
      g_main_context_iteration (NULL, FALSE);
    }
  while (code == GNUTLS_E_AGAIN);
  g_assert_cmpint (code, <, 0);
  gnutls_deinit (session);
  gnutls_certificate_free_credentials (credentials);
  close (fd);
  clasp_test_spin_until (server_is_closed, fixture, "the server to notice");
}

/* ---- traffic ---- */

static void
test_thousand_frames_in_one_go (Fixture *fixture, gconstpointer data)
{
  serve (fixture, "tls://127.0.0.1:0", fixture->certificates->good);
  fixture->server.is_echo = TRUE;
  connect_link (fixture, fixture->certificates->ca, "localhost", FALSE);
  for (guint i = 0; i < 1000; i++)
    {
      guint8 frame[40] = { 0 };

      frame[39] = (guint8) i;
      g_assert_true (clasp_link_send (fixture->client.link, frame, sizeof frame));
    }
  fixture->wanted = 1000;
  clasp_test_spin_until (client_has_frames, fixture, "a thousand echoes");
  g_assert_cmpuint (fixture->client.n_bytes, ==, 40000);
  g_assert_cmpuint (fixture->client.last, ==, (guint8) 999);
}

static gboolean
pump_both (gpointer user_data)
{
  Fixture            *fixture = user_data;
  static const guint8 frame[60000];

  while (fixture->wanted > 0 && clasp_link_send (fixture->client.link, frame, sizeof frame))
    fixture->wanted--;
  return fixture->client.n_bytes == 400 * sizeof frame;
}

/* 24 MB there and back, both directions full at once, more than any buffer holds. */
static void
test_large_transfers_both_ways (Fixture *fixture, gconstpointer data)
{
  serve (fixture, "tls://127.0.0.1:0", fixture->certificates->good);
  fixture->server.is_echo = TRUE;
  connect_link (fixture, fixture->certificates->ca, "localhost", FALSE);
  fixture->wanted = 1;
  clasp_link_send (fixture->client.link, (const guint8 *) "a", 1);
  clasp_test_spin_until (client_has_frames, fixture, "the first echo");
  clasp_link_set_limit (fixture->server.link, G_MAXSIZE);
  fixture->client.n_bytes = 0;
  fixture->wanted = 400;
  clasp_test_spin_until (pump_both, fixture, "24 MB");
  g_assert_cmpuint (fixture->server.n_frames, ==, 401);
}

/* What the server says last arrives, and then the end. */
static void
test_close_says_what_is_queued (Fixture *fixture, gconstpointer data)
{
  serve (fixture, "tls://127.0.0.1:0", fixture->certificates->good);
  connect_link (fixture, fixture->certificates->ca, "localhost", FALSE);
  clasp_link_send (fixture->client.link, (const guint8 *) "a", 1);
  fixture->wanted = 1;
  clasp_test_spin_until (server_has_frames, fixture, "a frame");
  clasp_link_send (fixture->server.link, (const guint8 *) "last words", 10);
  clasp_link_close (fixture->server.link, CLASP_CLOSE_NORMAL, "done");
  clasp_test_spin_until (client_is_closed, fixture, "the end");
  g_assert_cmpuint (fixture->client.n_bytes, ==, 10);
  clasp_test_spin_until (server_is_closed, fixture, "the server's end");
  g_assert_cmpuint (fixture->server.n_closed, ==, 1);
  g_assert_cmpuint (fixture->client.n_closed, ==, 1);
}

/* ---- peers that know TLS but not how to behave ---- */

typedef struct
{
  gnutls_certificate_credentials_t credentials;
  gnutls_session_t                 session;
  int                              fd;
} Peer;

static void
peer_connect (Fixture *fixture, Peer *peer)
{
  int code;

  peer->fd = open_socket (fixture);
  gnutls_certificate_allocate_credentials (&peer->credentials);
  gnutls_init (&peer->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
  gnutls_set_default_priority (peer->session);
  gnutls_credentials_set (peer->session, GNUTLS_CRD_CERTIFICATE, peer->credentials);
  gnutls_transport_set_int (peer->session, peer->fd);
  do
    {
      code = gnutls_handshake (peer->session);
      g_main_context_iteration (NULL, FALSE);
    }
  while (code == GNUTLS_E_AGAIN);
  g_assert_cmpint (code, ==, 0);
}

static void
peer_clear (Peer *peer)
{
  gnutls_deinit (peer->session);
  gnutls_certificate_free_credentials (peer->credentials);
  close (peer->fd);
}

/* All that comes until the end. */
static char *
peer_read_all (Peer *peer)
{
  GString *text = g_string_new (NULL);
  char     buffer[4096];
  gssize   n;

  while ((n = gnutls_record_recv (peer->session, buffer, sizeof buffer)) > 0 || n == GNUTLS_E_AGAIN)
    {
      if (n > 0)
        g_string_append_len (text, buffer, n);
      g_main_context_iteration (NULL, FALSE);
    }
  return g_string_free (text, FALSE);
}

/* The peer says that it sends nothing more; what it asked before is still answered. */
static void
test_half_open_close (Fixture *fixture, gconstpointer data)
{
  Peer peer;

  serve (fixture, "tls://127.0.0.1:0", fixture->certificates->good);
  fixture->server.is_echo = TRUE;
  peer_connect (fixture, &peer);
  g_assert_cmpint (gnutls_record_send (peer.session, "\0\0\0\3abc", 7), ==, 7);
  g_assert_cmpint (gnutls_bye (peer.session, GNUTLS_SHUT_WR), ==, 0);
  shutdown (peer.fd, SHUT_WR);
  {
    g_autofree char *answer = peer_read_all (&peer);

    g_assert_cmpmem (answer, 7, "\0\0\0\3abc", 7);
  }
  clasp_test_spin_until (server_is_closed, fixture, "closed");
  peer_clear (&peer);
}

static void
test_end_without_goodbye (Fixture *fixture, gconstpointer data)
{
  Peer peer;

  serve (fixture, "tls://127.0.0.1:0", fixture->certificates->good);
  peer_connect (fixture, &peer);
  peer_clear (&peer);
  clasp_test_spin_until (server_is_closed, fixture, "closed");
}

static void
test_garbage_after_the_handshake (Fixture *fixture, gconstpointer data)
{
  Peer peer;

  serve (fixture, "tls://127.0.0.1:0", fixture->certificates->good);
  peer_connect (fixture, &peer);
  g_assert_cmpint (send (peer.fd, "\x17\x03\x03\0\x14this is no ciphertext", 26, MSG_NOSIGNAL), ==,
                   26);
  clasp_test_spin_until (server_is_closed, fixture, "closed");
  g_test_message ("%s", fixture->server.reason);
  g_assert_nonnull (strstr (fixture->server.reason, "TLS"));
  peer_clear (&peer);
}

static void
test_plain_peer_at_tls (Fixture *fixture, gconstpointer data)
{
  int fd;

  serve (fixture, "tls://127.0.0.1:0", fixture->certificates->good);
  fd = open_socket (fixture);
  g_assert_cmpint (send (fd, "\0\0\0\5S\1\0\1A", 9, MSG_NOSIGNAL), ==, 9);
  clasp_test_spin_until (server_is_closed, fixture, "closed");
  g_test_message ("%s", fixture->server.reason);
  close (fd);
}

/* ---- wss:// ---- */

static gboolean
no_handshakes (gpointer user_data)
{
  return clasp_ws_listener_get_n_handshakes (
           CLASP_WS_LISTENER (((Fixture *) user_data)->listener)) == 0;
}

static gboolean
one_handshake (gpointer user_data)
{
  return clasp_ws_listener_get_n_handshakes (
           CLASP_WS_LISTENER (((Fixture *) user_data)->listener)) == 1;
}

static void
test_stalls_in_the_handshake (Fixture *fixture, gconstpointer data)
{
  char buffer[64];
  int  fd;

  serve (fixture, "wss://127.0.0.1:0", fixture->certificates->good);
  clasp_ws_listener_set_handshake_timeout (CLASP_WS_LISTENER (fixture->listener), 100);
  fd = open_socket (fixture);
  g_assert_cmpint (send (fd, "\x16\x03\x01", 3, MSG_NOSIGNAL), ==, 3);
  clasp_test_spin_until (one_handshake, fixture, "the peer to be seen");
  clasp_test_spin_until (no_handshakes, fixture, "the deadline");
  g_assert_cmpint (recv (fd, buffer, sizeof buffer, 0), <=, 0);
  g_assert_true (errno != EAGAIN || recv (fd, buffer, sizeof buffer, 0) == 0);
  close (fd);
}

static void
test_https (Fixture *fixture, gconstpointer data)
{
  const char      *request = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
  g_autofree char *answer = NULL;
  Peer             peer;

  serve (fixture, "wss://127.0.0.1:0", fixture->certificates->good);
  peer_connect (fixture, &peer);
  gnutls_record_send (peer.session, request, strlen (request));
  answer = peer_read_all (&peer);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 OK\r\n"));
  g_assert_true (g_str_has_suffix (answer, "\r\n\r\nok\n"));
  peer_clear (&peer);
  clasp_test_spin_until (no_handshakes, fixture, "the peer to be forgotten");
}

static void
test_websocket (Fixture *fixture, gconstpointer data)
{
  const char *request =
    "GET /clasp HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  char buffer[512] = { 0 };
  Peer peer;
  int  n;

  serve (fixture, "wss://127.0.0.1:0", fixture->certificates->good);
  fixture->server.is_echo = TRUE;
  peer_connect (fixture, &peer);
  gnutls_record_send (peer.session, request, strlen (request));
  while ((n = (int) gnutls_record_recv (peer.session, buffer, sizeof buffer - 1)) == GNUTLS_E_AGAIN)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (g_str_has_prefix (buffer, "HTTP/1.1 101 "));
  gnutls_record_send (peer.session, "\x82\x81\0\0\0\0\7", 7);
  while ((n = (int) gnutls_record_recv (peer.session, buffer, sizeof buffer)) == GNUTLS_E_AGAIN)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpmem (buffer, n, "\x82\1\7", 3);
  g_assert_cmpstr (clasp_link_get_carrier (fixture->server.link), ==, "wss");
  peer_clear (&peer);
  clasp_test_spin_until (server_is_closed, fixture, "closed");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 90);

#define ADD(path, data, func)                                                                      \
  g_test_add ("/transports/tls/" path, Fixture, data, setup, func, teardown)
  ADD ("certificate/for-the-name", "localhost", test_handshake);
  ADD ("certificate/for-the-address", "127.0.0.1", test_handshake);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/transports/tls/refused/%s", refusals[i].name);

      g_test_add (path, Fixture, &refusals[i], setup, test_refused, teardown);
    }
  ADD ("certificate/insecure-takes-anybody", NULL, test_insecure_takes_anybody);
  ADD ("certificate/identity-that-cannot-be-used", NULL, test_identity_that_cannot_be_used);
  ADD ("refused/old-versions", NULL, test_old_versions_are_refused);
  ADD ("traffic/thousand-frames-in-one-go", NULL, test_thousand_frames_in_one_go);
  ADD ("traffic/large-transfers-both-ways", NULL, test_large_transfers_both_ways);
  ADD ("traffic/close-says-what-is-queued", NULL, test_close_says_what_is_queued);
  ADD ("peer/half-open-close", NULL, test_half_open_close);
  ADD ("peer/end-without-goodbye", NULL, test_end_without_goodbye);
  ADD ("peer/garbage-after-the-handshake", NULL, test_garbage_after_the_handshake);
  ADD ("peer/plain-one", NULL, test_plain_peer_at_tls);
  ADD ("wss/stalls-in-the-handshake", NULL, test_stalls_in_the_handshake);
  ADD ("wss/https", NULL, test_https);
  ADD ("wss/websocket", NULL, test_websocket);

  return g_test_run ();
}
