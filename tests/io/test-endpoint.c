/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-datagram.h"
#include "support/clasp-test.h"

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    guint16     default_port;
    const char *host; /* NULL = refused */
    guint16     port;
  } cases[] = {
    { "127.0.0.1:9000", 0, "127.0.0.1", 9000 },
    { "[::1]:9000", 0, "::1", 9000 },
    { ":9000", 0, "0.0.0.0", 9000 },
    { "studio.local:9000", 0, "studio.local", 9000 },
    { "10.0.0.7", 6454, "10.0.0.7", 6454 },
    { "10.0.0.7:0", 0, "10.0.0.7", 0 },
    { "9000", 0, "0.0.0.0", 9000 },
    { "9000", 6454, "0.0.0.0", 9000 },
    { "90000", 0, NULL, 0 },
    { "10.0.0.7", 0, NULL, 0 },
    { "10.0.0.7:65536", 0, NULL, 0 },
    { "10.0.0.7:-1", 0, NULL, 0 },
    { "::1:9000", 0, NULL, 0 },
    { "[::1:9000", 0, NULL, 0 },
    { "a b:9000", 0, NULL, 0 },
    { "", 0, NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError)    error = NULL;
      g_auto (ClaspEndpoint) endpoint = { NULL, 0 };
      gboolean              ok = clasp_endpoint_parse (cases[i].text, cases[i].default_port, &endpoint, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (ok, ==, cases[i].host != NULL);
      if (ok)
        g_assert_cmpstr (endpoint.host, ==, cases[i].host);
      else
        g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS);
      if (ok)
        g_assert_cmpint (endpoint.port, ==, cases[i].port);
    }
}

typedef struct
{
  GString *text;
  guint16  from_port;
} Received;

static void
received_cb (const guint8   *bytes,
             gsize           size,
             GSocketAddress *from,
             gpointer        user_data)
{
  Received *received = user_data;

  g_string_append_len (received->text, (const char *) bytes, (gssize) size);
  received->from_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (from));
}

static gboolean
has_both (gpointer user_data)
{
  return ((Received *) user_data)->text->len == 6;
}

static void
test_datagrams_arrive_whole_and_named (void)
{
  g_autoptr (ClaspReactor)   reactor = clasp_reactor_new (NULL);
  ClaspEndpoint              any = { (char *) "127.0.0.1", 0 };
  ClaspDatagramOptions       options = { FALSE, FALSE };
  Received                   received = { g_string_new (NULL), 0 };
  g_autoptr (GError)         error = NULL;
  g_autoptr (ClaspDatagram)  to = clasp_datagram_new (reactor, &any, &options, received_cb, &received, &error);
  g_autoptr (ClaspDatagram)  from = clasp_datagram_new (reactor, &any, &options, NULL, NULL, &error);
  g_autoptr (GSocketAddress) address = NULL;

  g_assert_no_error (error);
  address = g_inet_socket_address_new_from_string ("127.0.0.1", clasp_datagram_get_port (to));
  g_assert_true (clasp_datagram_send (from, address, (const guint8 *) "one", 3, &error));
  g_assert_true (clasp_datagram_send (from, address, (const guint8 *) "two", 3, &error));
  clasp_test_spin_until (has_both, &received, "two datagrams");
  g_assert_cmpstr (received.text->str, ==, "onetwo");
  g_assert_cmpint (received.from_port, ==, clasp_datagram_get_port (from));
  g_string_free (received.text, TRUE);
}

static void
test_a_taken_port_is_named (void)
{
  g_autoptr (ClaspReactor)  reactor = clasp_reactor_new (NULL);
  ClaspEndpoint             endpoint = { (char *) "127.0.0.1", 0 };
  ClaspDatagramOptions      options = { FALSE, FALSE };
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspDatagram) first = clasp_datagram_new (reactor, &endpoint, &options, NULL, NULL, &error);
  g_autoptr (ClaspDatagram) second = NULL;
  g_autofree char          *port = NULL;

  endpoint.port = clasp_datagram_get_port (first);
  port = g_strdup_printf ("Port %u on 127.0.0.1 is used", endpoint.port);
  second = clasp_datagram_new (reactor, &endpoint, &options, NULL, NULL, &error);
  g_assert_null (second);
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_IN_USE);
  g_assert_true (g_str_has_prefix (error->message, port));
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/io/endpoint/parse", test_parse);
  g_test_add_func ("/io/datagram/arrive-whole-and-named", test_datagrams_arrive_whole_and_named);
  g_test_add_func ("/io/datagram/taken-port-is-named", test_a_taken_port_is_named);
  return g_test_run ();
}
