/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/sacn/clasp-sacn-codec.h"
#include "clasp-finder-lighting.h"
#include "clasp-kinds.h"
#include "support/clasp-test.h"

#include <string.h>

/* On loopback alone, with ports of its own: another test, or a real desk, must not be heard. */
typedef struct
{
  GPtrArray           *seen; /* of ClaspSighting */
  GPtrArray           *lost; /* of keys */
  ClaspFinderLighting *finder;
  GSocket             *node; /* where polls arrive */
  guint16              node_port, sacn_port;
  guint                n_polls;
} Fixture;

static void
seen_cb (ClaspSighting *sighting, gpointer user_data)
{
  g_ptr_array_add (((Fixture *) user_data)->seen, sighting);
}

static void
lost_cb (const char *key, gpointer user_data)
{
  g_ptr_array_add (((Fixture *) user_data)->lost, g_strdup (key));
}

static GSocket *
open_socket (const char *host, guint16 *port)
{
  g_autoptr (GError)         error = NULL;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, 0);
  g_autoptr (GSocketAddress) local = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_assert_true (g_socket_bind (socket, address, FALSE, &error));
  g_socket_set_blocking (socket, FALSE);
  local = g_socket_get_local_address (socket, &error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  return socket;
}

static void
send_to (Fixture *fixture, GSocketAddress *to, ClaspWriter *writer)
{
  g_autoptr (GError) error = NULL;

  g_socket_send_to (fixture->node, to, (const char *) writer->data, writer->length, NULL, &error);
  g_assert_no_error (error);
  clasp_writer_clear (writer);
}

/* Answers every poll that arrived: two output ports, and two behind a second bind index. */
static void
answer_polls (Fixture *fixture)
{
  g_autoptr (GSocketAddress) from = NULL;
  guint8                     bytes[64];
  ClaspArtnetPacket          packet;
  gssize n = g_socket_receive_from (fixture->node, &from, (char *) bytes, sizeof bytes, NULL, NULL);

  if (n <= 0)
    return;
  g_assert_cmpint (clasp_artnet_decode (bytes, (gsize) n, &packet), ==, CLASP_ARTNET_OK);
  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_POLL);
  fixture->n_polls++;
  for (guint i = 0; i < 2; i++)
    {
      ClaspWriter writer = CLASP_WRITER_INIT;

      memset (&packet, 0, sizeof packet);
      packet.op = CLASP_ARTNET_OP_POLL_REPLY;
      strcpy (packet.poll_reply.short_name, "Node 4");
      packet.poll_reply.n_ports = 2;
      packet.poll_reply.bind_index = (guint8) (i + 1);
      for (guint j = 0; j < 2; j++)
        {
          packet.poll_reply.port_types[j] = CLASP_ARTNET_PORT_OUTPUT;
          packet.poll_reply.sw_out[j] = (guint8) (2 * i + j);
        }
      clasp_artnet_encode (&packet, &writer);
      send_to (fixture, from, &writer);
    }
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  static const ClaspFinderLightingEvents events = { seen_cb, lost_cb };
  g_autoptr (GSocket)                    spare = open_socket ("127.0.0.1", &fixture->sacn_port);
  ClaspFinderLightingConfig config = { .interface = "lo", .polls = GPOINTER_TO_INT (data), .sacn_port = fixture->sacn_port };

  fixture->seen = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_sighting_free);
  fixture->lost = g_ptr_array_new_with_free_func (g_free);
  fixture->node = open_socket ("0.0.0.0", &fixture->node_port);
  config.artnet_port = fixture->node_port;
  fixture->finder = clasp_finder_lighting_new (&config, &events, fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_finder_lighting_free (fixture->finder);
  g_object_unref (fixture->node);
  g_ptr_array_unref (fixture->seen);
  g_ptr_array_unref (fixture->lost);
}

static const ClaspSighting *
get_last (Fixture *fixture)
{
  g_assert_cmpuint (fixture->seen->len, >, 0);
  return fixture->seen->pdata[fixture->seen->len - 1];
}

static gboolean
has_answered (gpointer data)
{
  Fixture *fixture = data;

  answer_polls (fixture);
  return fixture->seen->len >= 2;
}

static void
test_a_node_answers_the_poll (Fixture *fixture, gconstpointer data)
{
  const ClaspSighting *sighting;

  clasp_test_spin_until (has_answered, fixture, "has_answered");
  sighting = get_last (fixture);
  g_assert_cmpstr (sighting->kind, ==, "artnet");
  g_assert_cmpstr (sighting->name, ==, "Node 4");
  g_assert_cmpstr (sighting->options[0], ==, "send");
  g_assert_nonnull (strstr (sighting->place, "4 universes"));
  g_assert_cmpstr (clasp_sighting_describe (sighting), ==, "answered an Art-Net poll");
  g_assert_true (clasp_sighting_can_use (sighting));
}

static void
test_silent_nodes_are_lost (Fixture *fixture, gconstpointer data)
{
  clasp_test_spin_until (has_answered, fixture, "has_answered");
  clasp_finder_lighting_expire (fixture->finder, g_get_monotonic_time () + 30 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->lost->len, ==, 0);
  clasp_finder_lighting_expire (fixture->finder, g_get_monotonic_time () + 40 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->lost->len, ==, 1);
  g_assert_cmpstr (fixture->lost->pdata[0], ==, get_last (fixture)->key);
}

static void
test_nobody_is_asked_when_it_is_off (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  answer_polls (fixture);
  g_assert_cmpuint (fixture->n_polls, ==, 0);
  clasp_finder_lighting_poll (fixture->finder); /* F5 asks all the same */
  clasp_test_spin_until (has_answered, fixture, "has_answered");
}

/* ---- sACN ---- */

static void
send_sacn (Fixture *fixture, const ClaspSacnPacket *packet, guint universe)
{
  g_autoptr (GError)         error = NULL;
  g_autofree char           *group = g_strdup_printf ("239.255.%u.%u", universe >> 8, universe & 255);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string (group, fixture->sacn_port);
  guint16                    port;
  g_autoptr (GSocket)        source = open_socket ("127.0.0.1", &port); /* leaves through loopback */
  ClaspWriter                writer = CLASP_WRITER_INIT;

  clasp_sacn_encode (packet, &writer);
  g_socket_set_multicast_loopback (source, TRUE);
  g_socket_send_to (source, to, (const char *) writer.data, writer.length, NULL, &error);
  g_assert_no_error (error);
  clasp_writer_clear (&writer);
}

static ClaspSacnPacket
make_data (guint universe)
{
  static const guint8 slots[4];
  ClaspSacnPacket     packet = { .kind = CLASP_SACN_DATA, .cid = { 1, 2, 3 } };

  strcpy (packet.data.name, "Old desk");
  packet.data.priority = 100;
  packet.data.universe = (guint16) universe;
  packet.data.slots = slots;
  packet.data.n_slots = sizeof slots;
  return packet;
}

static gboolean
is_heard (gpointer data)
{
  return ((Fixture *) data)->seen->len > 0;
}

static gboolean
is_heard_twice (gpointer data)
{
  return ((Fixture *) data)->seen->len > 1;
}

static void
test_a_source_is_heard (Fixture *fixture, gconstpointer data)
{
  ClaspSacnPacket first = make_data (1), second = make_data (2);

  send_sacn (fixture, &first, 1);
  send_sacn (fixture, &first, 1);
  clasp_test_spin_until (is_heard, fixture, "is_heard");
  g_assert_cmpstr (get_last (fixture)->name, ==, "Old desk");
  g_assert_cmpstr (get_last (fixture)->options[1], ==, "1");
  send_sacn (fixture, &second, 2);
  clasp_test_spin_until (is_heard_twice, fixture, "is_heard_twice");
  g_assert_cmpuint (fixture->seen->len, ==, 2); /* once for each universe */
  g_assert_cmpstr (get_last (fixture)->options[1], ==, "1-2");
  clasp_finder_lighting_expire (fixture->finder, g_get_monotonic_time () + 16 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->lost->len, ==, 1);
}

static void
test_a_source_tells_by_itself (Fixture *fixture, gconstpointer data)
{
  static const guint8 universes[] = { 0, 1, 0, 2, 0, 3, 0, 10 };
  ClaspSacnPacket     packet = { .kind = CLASP_SACN_DISCOVERY, .cid = { 9 } };
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspConnection) connection = clasp_show_create_connection (show, "sacn", NULL);
  ClaspSettings              *settings = clasp_connection_get_settings (connection);

  strcpy (packet.discovery.name, "Desk");
  packet.discovery.universes = universes;
  packet.discovery.n_universes = 4;
  send_sacn (fixture, &packet, CLASP_SACN_DISCOVERY_UNIVERSE);
  clasp_test_spin_until (is_heard, fixture, "is_heard");
  g_assert_cmpstr (get_last (fixture)->name, ==, "Desk");
  g_assert_cmpstr (get_last (fixture)->options[1], ==, "1-3;10");
  /* A connection that receives all of them means it. */
  g_assert_true (clasp_settings_set_text (settings, "receive", "1-3", NULL));
  g_assert_false (clasp_sighting_is_meant (get_last (fixture), connection));
  g_assert_true (clasp_settings_set_text (settings, "receive", "1-10", NULL));
  g_assert_true (clasp_sighting_is_meant (get_last (fixture), connection));
  clasp_finder_lighting_expire (fixture->finder, g_get_monotonic_time () + 30 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->lost->len, ==, 1);
}

#define ADD(path, polls, func) \
  g_test_add ("/engine/finder-lighting/" path, Fixture, GINT_TO_POINTER (polls), setup, func, teardown)

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("a-node-answers-the-poll", TRUE, test_a_node_answers_the_poll);
  ADD ("silent-nodes-are-lost", TRUE, test_silent_nodes_are_lost);
  ADD ("nobody-is-asked-when-it-is-off", FALSE, test_nobody_is_asked_when_it_is_off);
  ADD ("a-source-is-heard", FALSE, test_a_source_is_heard);
  ADD ("a-source-tells-by-itself", FALSE, test_a_source_tells_by_itself);
  return g_test_run ();
}
