/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "osc-stage.h"
#include "support/clasp-own-network.h"

#include <sys/socket.h>

/* Places on one network interface alone, in a network of the test's own: show0 is ours, what is
 * said on show1 comes out of it. */

#define SHOW0 "192.0.2.7"
#define SHOW1 "192.0.2.8"

static const char *no_network;

static void
lay_show (void)
{
  clasp_own_network_lay_cable ("show", SHOW0, SHOW1);
}

static gboolean
has_cable (gpointer user_data)
{
  const ClaspInterface *interface =
    clasp_interfaces_find (((OscStage *) user_data)->router.interfaces, "show0");

  return interface != NULL && interface->is_up && interface->address != NULL;
}

static void
set_up (OscStage *stage, gconstpointer data)
{
  osc_stage_set_up (stage, data);
  if (no_network != NULL)
    return;
  lay_show ();
  clasp_own_network_lay_cable ("side", "192.0.2.17", "192.0.2.18"); /* beside it */
  clasp_test_spin_until (has_cable, stage, "the kernel's word of the interface");
}

static void
tear_down (OscStage *stage, gconstpointer data)
{
  osc_stage_tear_down (stage, data);
  if (no_network != NULL)
    return;
  clasp_own_network_ip ("link del show0");
  clasp_own_network_ip ("link del side0");
}

static gboolean
is_skipped (void)
{
  if (no_network != NULL)
    g_test_skip (no_network);
  return no_network != NULL;
}

static void
heard_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  g_autofree char *text = osc_text_of (bytes, size);

  g_string_append_printf (user_data, "%s\n", text);
}

static gboolean
has_text (gpointer user_data)
{
  return ((GString *) user_data)->len > 0;
}

static ClaspDatagram *
open_on (OscStage *stage, const char *interface, guint16 port, GString *heard)
{
  ClaspEndpoint        any = { (char *) "0.0.0.0", port };
  ClaspDatagramOptions options = { .broadcast = TRUE, .interface = interface };
  g_autoptr (GError)   error = NULL;
  ClaspDatagram       *socket =
    clasp_datagram_new (stage->router.reactor, &any, &options, heard_cb, heard, &error);

  g_assert_no_error (error);
  return socket;
}

static void
say_to_all (OscStage *stage, ClaspDatagram *socket, const char *line)
{
  g_autoptr (GSocketAddress) to =
    g_inet_socket_address_new_from_string ("255.255.255.255", stage->port);
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  g_autoptr (GError)   error = NULL;

  osc_write_message (&writer, line);
  clasp_datagram_send (socket, to, writer.data, writer.length, &error);
  g_assert_no_error (error);
}

static gboolean
is_degraded_as_it_is (gpointer user_data)
{
  return ((OscStage *) user_data)->status.state == CLASP_BRIDGE_STATE_DEGRADED;
}

static gboolean
is_degraded (gpointer user_data)
{
  osc_stage_settle (user_data);
  return is_degraded_as_it_is (user_data);
}

static gboolean
is_whole (gpointer user_data)
{
  return !is_degraded (user_data);
}

static void
pull (OscStage *stage)
{
  clasp_own_network_ip ("link del show0");
  clasp_test_spin_until (is_degraded, stage, "the interface to be missed");
  g_assert_nonnull (strstr (stage->status.detail, "‘show0’"));
}

static void
lay_again (OscStage *stage)
{
  lay_show ();
  clasp_test_spin_until (is_whole, stage, "the interface to be back");
}

static void
test_one_is_listened_to (OscStage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("listen=0.0.0.0:%u interface=show0 & max-packet=1472", stage->port);
  g_autoptr (ClaspDatagram) peer = NULL, beside = NULL;
  g_autoptr (GString)       answers = g_string_new (NULL);

  if (is_skipped ())
    return;
  osc_stage_open (stage, text);
  peer = open_on (stage, "show1", 0, answers);
  beside = open_on (stage, "side1", 0, answers);
  osc_stage_say (stage, stage->tablet, "/elsewhere i 1"); /* over lo */
  say_to_all (stage, beside, "/beside i 1");
  say_to_all (stage, peer, "/a i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1");
  osc_stage_set (stage, "/osc/b", clasp_value_int (1)); /* answered through it */
  clasp_test_spin_until (has_text, answers, "an answer");
  g_assert_cmpstr (answers->str, ==, "/b i 1\n");

  pull (stage);
  osc_stage_set (stage, "/osc/b", clasp_value_int (2)); /* to a peer of the old socket */
  g_assert_cmpuint (stage->status.n_dropped, ==, 0);
  osc_stage_settle (stage);
  g_assert_cmpuint (stage->status.n_dropped, ==, 1);
  lay_again (stage);
  g_clear_pointer (&peer, clasp_datagram_free);
  peer = open_on (stage, "show1", 0, answers);
  say_to_all (stage, peer, "/c i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/c 1 rev 1");
}

/* Two receivers at one address and port, each at the end of its cable. */
static void
sent_through_one (OscStage *stage, const char *host)
{
  g_autoptr (GString)       heard = g_string_new (NULL), beside = g_string_new (NULL);
  g_autoptr (ClaspDatagram) receiver = NULL, other = NULL;
  g_autofree char          *text =
    g_strdup_printf ("listen= & send=%s:%u interface=show0", host, stage->port);

  if (is_skipped ())
    return;
  receiver = open_on (stage, "show1", stage->port, heard);
  other = open_on (stage, "side1", stage->port, beside);
  osc_stage_open (stage, text);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  clasp_test_spin_until (has_text, heard, "a datagram");
  g_assert_cmpstr (heard->str, ==, "/a i 1\n");

  pull (stage);
  g_clear_pointer (&receiver, clasp_datagram_free);
  g_string_truncate (heard, 0);
  osc_stage_set (stage, "/osc/a", clasp_value_int (2)); /* missed */
  lay_show ();
  receiver = open_on (stage, "show1", stage->port, heard); /* before the bridge knows */
  clasp_test_spin_until (is_whole, stage, "the interface to be back");
  clasp_test_spin_until (has_text, heard, "the state after the interface came back");
  g_assert_cmpstr (heard->str, ==, "/a i 2\n");
  g_assert_cmpstr (beside->str, ==, "");
}

static void
test_broadcasts_leave_by_one (OscStage *stage, gconstpointer data)
{
  sent_through_one (stage, "255.255.255.255");
}

static void
test_one_is_sent_through (OscStage *stage, gconstpointer data)
{
  sent_through_one (stage, SHOW1);
}

static void
heard_from_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  GInetAddress *host = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (from));

  g_string_append (user_data, g_inet_address_get_is_loopback (host) ? "loopback\n" : "network\n");
}

/* Who only listens to this computer may send to others all the same. */
static void
test_loopback_is_not_sent_from (OscStage *stage, gconstpointer data)
{
  ClaspEndpoint             any = { (char *) "0.0.0.0", clasp_test_free_port () };
  ClaspDatagramOptions      options = { 0 };
  g_autoptr (GString)       heard = g_string_new (NULL);
  g_autoptr (ClaspDatagram) receiver = NULL;
  g_autofree char          *text = NULL;

  if (is_skipped ())
    return;
  receiver = clasp_datagram_new (stage->router.reactor, &any, &options, heard_from_cb, heard, NULL);
  g_assert_nonnull (receiver);
  text = g_strdup_printf ("listen=127.0.0.1:%u send=" SHOW1 ":%u", stage->port, any.port);
  osc_stage_open (stage, text);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  clasp_test_spin_until (has_text, heard, "a datagram");
  g_assert_cmpstr (heard->str, ==, "network\n");
}

/* What goes to this computer leaves from where it listens, so that it may be answered there. */
static void
test_loopback_is_sent_from_to_itself (OscStage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("listen=127.0.0.1:%u send=127.0.0.1:%u", stage->port, stage->desk->port);

  osc_stage_open (stage, text);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/a i 1");
  g_assert_cmpuint (stage->desk->last_port, ==, stage->port);
}

/* A target on one interface, everybody else by the other socket. */
static void
test_each_target_has_its_own (OscStage *stage, gconstpointer data)
{
  g_autoptr (GString)       heard = g_string_new (NULL);
  g_autoptr (ClaspDatagram) receiver = NULL;
  guint16                   port = clasp_test_free_port ();
  g_autofree char          *text = g_strdup_printf (
             "send=" SHOW1 ":%u interface=show0;127.0.0.1:%u & max-packet=1472", port, stage->desk->port);

  if (is_skipped ())
    return;
  receiver = open_on (stage, "show1", port, heard);
  osc_stage_open (stage, text);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/a i 1");
  clasp_test_spin_until (has_text, heard, "a datagram");
  g_assert_cmpstr (heard->str, ==, "/a i 1\n");
}

static void
test_one_that_is_away_is_waited_for (OscStage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("listen=0.0.0.0:%u interface=show0 & max-packet=1472", stage->port);
  g_autoptr (ClaspDatagram) peer = NULL;

  if (is_skipped ())
    return;
  clasp_own_network_ip ("link del show0");
  osc_stage_open (stage, text);
  clasp_test_spin_until (is_degraded, stage, "the interface to be missed");
  lay_again (stage);
  peer = open_on (stage, "show1", 0, NULL);
  say_to_all (stage, peer, "/a i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1");
}

static void
test_a_port_in_use_is_an_error (OscStage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("listen=0.0.0.0:%u interface=show0 & max-packet=1472", stage->port);
  g_autoptr (ClaspDatagram) squatter = NULL;

  if (is_skipped ())
    return;
  squatter = open_on (stage, "show0", stage->port, NULL);
  osc_stage_open (stage, text);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_WAITING);
  g_assert_nonnull (strstr (stage->status.detail, "used by another program"));
}

/* Of the far end: what comes to show1 alone. */
static GSocket *
socket_on (const char *interface)
{
  GSocket *socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_assert_cmpint (setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_BINDTODEVICE, interface,
                               (socklen_t) strlen (interface)),
                   ==, 0);
  return socket;
}

static GSocket *
listen_on_show1 (guint16 port)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("0.0.0.0", port);
  GSocket                   *socket = socket_on ("show1");

  g_assert_true (g_socket_bind (socket, any, TRUE, NULL) && g_socket_listen (socket, NULL));
  return socket;
}

static gboolean
is_knocked_at (gpointer socket)
{
  return (g_socket_condition_check (socket, G_IO_IN) & G_IO_IN) != 0;
}

static gboolean
is_tried_and_knocked_at (gpointer user_data)
{
  const gpointer *data = user_data;

  clasp_fixture_advance (&((OscStage *) data[0])->router, 100 * MS);
  return is_knocked_at (data[1]);
}

/* And that it is told the state by it. */
static GSocket *
expect_connection (OscStage *stage, GSocket *desk)
{
  static const char expected[] = "\0\0\0\014/a\0\0,i\0\0\0\0\0\001";
  gpointer          data[2] = { stage, desk };
  char              bytes[sizeof expected - 1];
  GSocket          *connection;

  clasp_test_spin_until (is_tried_and_knocked_at, data, "a connection through show0");
  connection = g_socket_accept (desk, NULL, NULL);
  g_assert_nonnull (connection);
  clasp_test_spin_until (is_knocked_at, connection, "the state");
  g_assert_cmpint (g_socket_receive (connection, bytes, sizeof bytes, NULL, NULL), ==,
                   sizeof bytes);
  g_assert_cmpmem (bytes, sizeof bytes, expected, sizeof bytes);
  return connection;
}

/* Nothing listens at lo, which is where the routes lead. */
static void
test_connections_are_made_through_one (OscStage *stage, gconstpointer data)
{
  guint16          port = clasp_test_free_port ();
  g_autofree char *text =
    g_strdup_printf ("listen= & send=tcp://" SHOW1 ":%u interface=show0 name=desk", port);
  g_autoptr (GSocket) desk = NULL, first = NULL, second = NULL;

  if (is_skipped ())
    return;
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  desk = listen_on_show1 (port);
  osc_stage_open (stage, text);
  first = expect_connection (stage, desk);

  g_clear_object (&desk);
  pull (stage);
  lay_show ();
  desk = listen_on_show1 (port);
  second = expect_connection (stage, desk);
}

static gboolean
connect_by (OscStage *stage, const char *interface, const char *host, GSocket **socket)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, stage->port);

  g_clear_object (socket);
  *socket = socket_on (interface);
  return g_socket_connect (*socket, address, NULL, NULL);
}

static void
expect_greeting (OscStage *stage, const char *said, const char *start, gsize size)
{
  g_autoptr (GSocket) socket = NULL;
  g_autofree char    *bytes = g_malloc (size);

  g_assert_false (connect_by (stage, "lo", "127.0.0.1", &socket));
  g_assert_true (connect_by (stage, "show1", SHOW0, &socket));
  g_assert_cmpint (g_socket_send (socket, said, strlen (said), NULL, NULL), ==, strlen (said));
  clasp_test_spin_until (is_knocked_at, socket, "an answer");
  g_assert_cmpint (g_socket_receive (socket, bytes, size, NULL, NULL), ==, size);
  g_assert_cmpmem (bytes, size, start, size);
  pull (stage); /* with somebody connected */
  g_assert_false (connect_by (stage, "lo", "127.0.0.1", &socket));
}

static void
listened_to_by_connections (OscStage   *stage,
                            const char *scheme,
                            const char *said,
                            const char *start,
                            gsize       size)
{
  g_autofree char *text =
    g_strdup_printf ("listen=%s://0.0.0.0:%u interface=show0 & send=", scheme, stage->port);

  if (is_skipped ())
    return;
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  osc_stage_open (stage, text);
  for (guint i = 0; i < 3; i++)
    {
      expect_greeting (stage, said, start, size);
      lay_again (stage);
    }
}

static void
test_one_is_listened_to_over_tcp (OscStage *stage, gconstpointer data)
{
  static const char start[] = "\0\0\0\014/a\0\0,i\0\0\0\0\0\001";

  listened_to_by_connections (stage, "tcp-length", "", start, sizeof start - 1);
}

static void
test_one_is_listened_to_by_websockets (OscStage *stage, gconstpointer data)
{
  listened_to_by_connections (
    stage, "ws",
    "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    "HTTP/1.1 101", strlen ("HTTP/1.1 101"));
}

static void
test_osc_query_is_told_on_one (OscStage *stage, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf (
    "listen= & query-listen=0.0.0.0:%u & query-interface=show0 & advertise=false", stage->port);

  if (is_skipped ())
    return;
  osc_stage_open (stage, text);
  for (guint i = 0; i < 2; i++)
    {
      expect_greeting (stage, "GET /?HOST_INFO HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200",
                       strlen ("HTTP/1.1 200"));
      lay_again (stage);
    }
}

static void
expect_question (OscStage *stage, GSocket *device)
{
  static const char   expected[] = "GET /?HOST_INFO ";
  g_autoptr (GSocket) connection = NULL;
  char                bytes[sizeof expected - 1];
  gpointer            data[2] = { stage, device };

  clasp_test_spin_until (is_tried_and_knocked_at, data, "a question through show0");
  connection = g_socket_accept (device, NULL, NULL);
  g_assert_nonnull (connection);
  clasp_test_spin_until (is_knocked_at, connection, "its text");
  g_assert_cmpint (g_socket_receive (connection, bytes, sizeof bytes, NULL, NULL), ==,
                   sizeof bytes);
  g_assert_cmpmem (bytes, sizeof bytes, expected, sizeof bytes);
}

static void
test_osc_query_is_asked_through_one (OscStage *stage, gconstpointer data)
{
  guint16             port = clasp_test_free_port ();
  g_autofree char    *text = g_strdup_printf (
    "listen= & query-url=http://" SHOW1 ":%u & query-interface=show0", port);
  g_autoptr (GSocket) device = NULL;

  if (is_skipped ())
    return;
  device = listen_on_show1 (port);
  osc_stage_open (stage, text);
  expect_question (stage, device);

  g_clear_object (&device);
  pull (stage);
  lay_show ();
  device = listen_on_show1 (port);
  expect_question (stage, device);
}

/* bridges.md 1.4: what happens to the network ends every wait; the clock stands. */
static void
test_connections_are_tried_at_once (OscStage *stage, gconstpointer data)
{
  guint16                    port = clasp_test_free_port ();
  g_autofree char           *text = g_strdup_printf ("listen= & send=tcp://127.0.0.1:%u", port);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocket)        desk = NULL;

  if (is_skipped ())
    return;
  osc_stage_open (stage, text);
  clasp_test_spin_until (is_degraded_as_it_is, stage, "the desk to be missed");
  desk = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_bind (desk, address, TRUE, NULL) && g_socket_listen (desk, NULL));
  clasp_own_network_ip ("link set side0 down");
  clasp_test_spin_until (is_knocked_at, desk, "an attempt");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  no_network = clasp_own_network_enter ();
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/interface/" path, OscStage, NULL, set_up, func, tear_down)
  ADD ("one-is-listened-to", test_one_is_listened_to);
  ADD ("broadcasts-leave-by-one", test_broadcasts_leave_by_one);
  ADD ("one-is-sent-through", test_one_is_sent_through);
  ADD ("loopback-is-not-sent-from", test_loopback_is_not_sent_from);
  ADD ("loopback-is-sent-from-to-itself", test_loopback_is_sent_from_to_itself);
  ADD ("each-target-has-its-own", test_each_target_has_its_own);
  ADD ("one-that-is-away-is-waited-for", test_one_that_is_away_is_waited_for);
  ADD ("port-in-use-is-an-error", test_a_port_in_use_is_an_error);
  ADD ("connections-are-made-through-one", test_connections_are_made_through_one);
  ADD ("one-is-listened-to-over-tcp", test_one_is_listened_to_over_tcp);
  ADD ("one-is-listened-to-by-websockets", test_one_is_listened_to_by_websockets);
  ADD ("osc-query-is-told-on-one", test_osc_query_is_told_on_one);
  ADD ("osc-query-is-asked-through-one", test_osc_query_is_asked_through_one);
  ADD ("connections-are-tried-at-once", test_connections_are_tried_at_once);
  return g_test_run ();
}
