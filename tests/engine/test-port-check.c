/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "clasp-port-check.h"
#include "show/clasp-show.h"
#include "support/clasp-test.h"

#include <sys/socket.h>

/* A socket that has a port, and the port. */
static GSocket *
take_port (GSocketType type, guint16 port, guint16 *taken)
{
  g_autoptr (GError)         error = NULL;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocketAddress) local = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_assert_true (g_socket_bind (socket, address, FALSE, &error));
  if (type == G_SOCKET_TYPE_STREAM)
    g_assert_true (g_socket_listen (socket, &error));
  local = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  *taken = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  return socket;
}

static ClaspConnection *
create (ClaspShow *show, const char *kind)
{
  return clasp_show_create_connection (show, kind, NULL);
}

/* @before and @behind the port. */
static gboolean
find (ClaspSettings *settings, const char *before, guint16 port, const char *behind, ClaspPortFinding *finding)
{
  g_autofree char *text = g_strdup_printf ("%s%u%s", before, port, behind);
  gboolean         is_taken = clasp_settings_check_port (settings, "listen", text, finding);

  if (is_taken && finding->text != NULL)
    {
      g_autofree char *expected = g_strdup_printf ("%s%u%s", before, finding->free_port, behind);

      g_assert_cmpstr (finding->text, ==, expected);
    }
  return is_taken;
}

static void
test_a_taken_port_has_another_offered (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspConnection) osc = create (show, "osc");
  ClaspSettings              *settings = clasp_connection_get_settings (osc);
  guint16                     port;
  g_autoptr (GSocket)         taken G_GNUC_UNUSED = take_port (G_SOCKET_TYPE_DATAGRAM, 0, &port);
  g_auto (ClaspPortFinding)   finding = { 0 };

  g_assert_true (find (settings, "0.0.0.0:", port, "", &finding));
  g_assert_cmpuint (finding.port, ==, port);
  g_assert_cmpuint (finding.free_port, >, port);
  g_assert_true (clasp_settings_set_text (settings, "listen", finding.text, NULL));
  clasp_port_finding_clear (&finding);
  g_assert_false (clasp_settings_find_taken (settings, "listen", &finding));
}

static void
test_every_place_of_a_list_counts (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspConnection) osc = create (show, "osc");
  ClaspSettings              *settings = clasp_connection_get_settings (osc);
  guint16                     port;
  g_autoptr (GSocket)         taken G_GNUC_UNUSED = take_port (G_SOCKET_TYPE_DATAGRAM, 0, &port);
  g_auto (ClaspPortFinding)   finding = { 0 };

  g_assert_true (find (settings, "127.0.0.1:1;udp://127.0.0.1:", port, " interface=lo", &finding));
}

/* UDP and TCP have ports of their own. */
static void
test_streams_are_another_matter (void)
{
  g_autoptr (ClaspShow)     show = clasp_show_new (clasp_kinds ());
  ClaspSettings            *settings = clasp_router_config_get_settings (clasp_show_get_router (show));
  guint16                   port;
  g_autoptr (GSocket)       taken G_GNUC_UNUSED = take_port (G_SOCKET_TYPE_STREAM, 0, &port);
  g_autoptr (ClaspConnection) osc = create (show, "osc");
  g_auto (ClaspPortFinding) finding = { 0 };

  g_assert_true (find (settings, "ws://127.0.0.1:", port, "/clasp", &finding));
  clasp_port_finding_clear (&finding);
  g_assert_true (find (clasp_connection_get_settings (osc), "tcp-slip://127.0.0.1:", port, "", &finding));
  clasp_port_finding_clear (&finding);
  g_assert_false (find (clasp_connection_get_settings (osc), "127.0.0.1:", port, "", &finding));
}

static void
test_our_own_port_is_not_asked_for (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspConnection) osc = create (show, "osc");
  ClaspSettings              *settings = clasp_connection_get_settings (osc);
  guint16                     port;
  g_autoptr (GSocket)         ours G_GNUC_UNUSED = take_port (G_SOCKET_TYPE_DATAGRAM, 0, &port);
  g_autofree char            *text = g_strdup_printf ("127.0.0.1:%u", port);
  g_auto (ClaspPortFinding)   finding = { 0 };

  g_assert_true (clasp_settings_set_text (settings, "listen", text, NULL));
  g_assert_false (clasp_settings_check_port (settings, "listen", text, &finding));
  g_assert_true (clasp_settings_find_taken (settings, "listen", &finding));
}

static void
test_what_is_half_typed_is_no_fault (void)
{
  static const char *const  texts[] = { "", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "udp://", "nowhere.local:9000",
                                        "[::1", "127.0.0.1:0", ";;;" };
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspConnection) osc = create (show, "osc");
  g_auto (ClaspPortFinding)   finding = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (clasp_settings_check_port (clasp_connection_get_settings (osc), "listen", texts[i], &finding));
  g_assert_false (clasp_settings_check_port (clasp_connection_get_settings (osc), "send", "127.0.0.1:1", &finding));
}

/* Several programs may listen to Art-Net. */
static void
test_artnet_shares_its_port (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspConnection) artnet = create (show, "artnet");
  ClaspSettings              *settings = clasp_connection_get_settings (artnet);
  guint16                     port;
  g_autoptr (GSocket)         taken = take_port (G_SOCKET_TYPE_DATAGRAM, 0, &port);
  g_auto (ClaspPortFinding)   finding = { 0 };
  g_autoptr (GError)          error = NULL;

  g_assert_true (find (settings, "127.0.0.1:", port, "", &finding));
  clasp_port_finding_clear (&finding);
  g_assert_true (g_socket_set_option (taken, SOL_SOCKET, SO_REUSEADDR, 1, &error));
  g_assert_false (find (settings, "127.0.0.1:", port, "", &finding));
}

static void
assert_completed (ClaspSettings *settings, const char *name, const char *typed, const char *expected)
{
  g_autofree char *text = clasp_settings_complete_places (settings, name, typed);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_a_bare_number_is_a_port (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspConnection) osc = create (show, "osc");
  g_autoptr (ClaspConnection) artnet = create (show, "artnet");
  ClaspSettings              *settings = clasp_connection_get_settings (osc);
  ClaspSettings              *router = clasp_router_config_get_settings (clasp_show_get_router (show));

  assert_completed (settings, "listen", "8000", "0.0.0.0:8000");
  assert_completed (settings, "listen", "8000 interface=lo; 10.0.0.1:9000;tcp://0.0.0.0:1;7", "0.0.0.0:8000 interface=lo;10.0.0.1:9000;tcp://0.0.0.0:1;0.0.0.0:7");
  assert_completed (settings, "query-listen", "9010", "0.0.0.0:9010");
  assert_completed (clasp_connection_get_settings (artnet), "listen", "6455", "0.0.0.0:6455");
  assert_completed (router, "listen", "8000", "ws://127.0.0.1:8000/clasp");
  assert_completed (settings, "listen", "", "");
  assert_completed (settings, "listen", "70000", "70000");
  assert_completed (settings, "listen", "10.0.0.1", "10.0.0.1");
  /* Nobody is sent to by a port alone. */
  assert_completed (settings, "send", "8000", "8000");
}

static void
test_whose_port_it_is_can_be_told (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspConnection) osc = create (show, "osc");
  g_autoptr (ClaspConnection) artnet = create (show, "artnet");
  ClaspSettings              *settings = clasp_connection_get_settings (osc);

  g_assert_true (clasp_settings_set_text (settings, "listen", "127.0.0.1:9000;tcp://0.0.0.0:9001", NULL));
  g_assert_true (clasp_settings_set_text (settings, "query-listen", "127.0.0.1:9010", NULL));
  g_assert_true (clasp_settings_set_text (clasp_connection_get_settings (artnet), "listen", "0.0.0.0", NULL));
  g_assert_true (clasp_settings_names_port (settings, 9000, FALSE));
  g_assert_false (clasp_settings_names_port (settings, 9000, TRUE));
  g_assert_true (clasp_settings_names_port (settings, 9001, TRUE));
  g_assert_true (clasp_settings_names_port (settings, 9010, TRUE));
  g_assert_false (clasp_settings_names_port (settings, 9002, FALSE));
  g_assert_true (clasp_settings_names_port (clasp_connection_get_settings (artnet), 6454, FALSE));
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/engine/port-check/a-taken-port-has-another-offered", test_a_taken_port_has_another_offered);
  g_test_add_func ("/engine/port-check/every-place-of-a-list-counts", test_every_place_of_a_list_counts);
  g_test_add_func ("/engine/port-check/streams-are-another-matter", test_streams_are_another_matter);
  g_test_add_func ("/engine/port-check/our-own-port-is-not-asked-for", test_our_own_port_is_not_asked_for);
  g_test_add_func ("/engine/port-check/what-is-half-typed-is-no-fault", test_what_is_half_typed_is_no_fault);
  g_test_add_func ("/engine/port-check/artnet-shares-its-port", test_artnet_shares_its_port);
  g_test_add_func ("/engine/port-check/a-bare-number-is-a-port", test_a_bare_number_is_a_port);
  g_test_add_func ("/engine/port-check/whose-port-it-is-can-be-told", test_whose_port_it_is_can_be_told);
  return g_test_run ();
}
