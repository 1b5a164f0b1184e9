/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-codec.h"
#include "clasp-engine.h"
#include "clasp-finder.h"
#include "clasp-kinds.h"
#include "support/clasp-own-network.h"
#include "support/clasp-test.h"

#include <errno.h>
#include <string.h>

/* Nodes answer to Art-Net's own port, whoever asked: they are found while a connection has that, too. In a network
 * of its own, for it needs that port. */

#define NODE "127.0.0.2"

typedef struct
{
  GSocket     *ears, *mouth; /* (owned) of a node */
  ClaspFinder *finder;
} World;

static GSocket *
open_socket (const char *host)
{
  g_autoptr (GError)         error = NULL;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, CLASP_ARTNET_PORT);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  return socket;
}

/* As the standard has it: to the port, and not to where the poll came from. */
static void
answer_polls (World *world)
{
  g_autoptr (GSocketAddress) port = g_inet_socket_address_new_from_string ("127.0.0.1", CLASP_ARTNET_PORT);
  guint8                     bytes[1500];
  gssize                     n = g_socket_receive (world->ears, (char *) bytes, sizeof bytes, NULL, NULL);
  ClaspArtnetPacket          packet;
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;

  if (n <= 0 || clasp_artnet_decode (bytes, (gsize) n, &packet) != CLASP_ARTNET_OK || packet.op != CLASP_ARTNET_OP_POLL)
    return;
  memset (&packet, 0, sizeof packet);
  packet.op = CLASP_ARTNET_OP_POLL_REPLY;
  memcpy (packet.poll_reply.ip, (guint8[]){ 127, 0, 0, 2 }, 4);
  packet.poll_reply.port = CLASP_ARTNET_PORT;
  strcpy (packet.poll_reply.short_name, "Node 4");
  packet.poll_reply.n_ports = 1;
  packet.poll_reply.port_types[0] = CLASP_ARTNET_PORT_OUTPUT;
  clasp_artnet_encode (&packet, &writer);
  g_socket_send_to (world->mouth, port, (const char *) writer.data, writer.length, NULL, NULL);
}

static gboolean
is_found (gpointer user_data)
{
  World *world = user_data;

  answer_polls (world);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (world->finder)); i++)
    {
      g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (world->finder), i);
      const ClaspSighting   *sighting = clasp_found_peek (found);

      if (g_str_equal (sighting->kind, "artnet") && g_str_equal (sighting->name, "Node 4"))
        {
          g_assert_cmpstr (sighting->place, ==, NODE ", 1 universe");
          g_assert_cmpstr (sighting->host, ==, NODE);
          g_assert_cmpstr (sighting->options[1], ==, NODE);
          return TRUE;
        }
    }
  return FALSE;
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = clasp_engine_wait_ready_finish (CLASP_ENGINE (source), result, NULL);
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static gboolean
is_gone (gpointer finder)
{
  return *(ClaspFinder **) finder == NULL;
}

static void
test_beside_a_connection (void)
{
  ClaspFinder            *left = NULL;
  World                   world = { open_socket ("127.255.255.255"), open_socket (NODE), NULL };
  g_autoptr (ClaspShow)   show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspEngine) engine = clasp_engine_new (show);
  gboolean                is_ready = FALSE;

  g_assert_true (clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (show)), "listen", "", NULL));
  g_assert_nonnull (clasp_show_connect_from_text (show, "artnet,listen=0.0.0.0:6454,find-nodes=false", NULL));
  clasp_engine_start (engine);
  clasp_engine_wait_ready_async (engine, NULL, ready_cb, &is_ready);
  clasp_test_spin_until (is_true, &is_ready, "the connection");

  world.finder = clasp_finder_new (show);
  clasp_finder_follow (world.finder, engine);
  clasp_finder_watch (world.finder);
  clasp_test_spin_until (is_found, &world, "the node");
  clasp_finder_unwatch (world.finder);
  /* A look at this computer's devices that is under way has it, too, until it ends. */
  g_set_weak_pointer (&left, world.finder);
  g_object_unref (world.finder);
  clasp_test_spin_until (is_gone, &left, "the finder to end");
  clasp_engine_stop (engine);
  g_object_unref (world.ears);
  g_object_unref (world.mouth);
}

int
main (int argc, char **argv)
{
  const char *why_not;

  g_setenv ("CLASP_FINDER_INTERFACE", "lo", TRUE);
  why_not = clasp_own_network_enter ();
  clasp_test_init (&argc, &argv, 60);
  if (why_not != NULL)
    {
      g_print ("1..0 # SKIP %s\n", why_not);
      return 0;
    }
  g_test_add_func ("/engine/finder-artnet/beside-a-connection", test_beside_a_connection);
  return g_test_run ();
}
