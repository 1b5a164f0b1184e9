/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Broadcasts of ours on a real network interface, which the kernel brings back to whoever listens here, us too. The
 * network is the test's own: show0 is ours, and what leaves by it is looked at where its cable ends, show1. */

#include "bridges/artnet/artnet-stage.h"
#include "bridges/osc/osc-stage.h"
#include "support/clasp-own-network.h"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVERYBODY "192.0.2.255"
#define ARTNET_PORT 6454
#define IP_SIZE 20 /* without options, as the kernel makes it */
#define UDP_SIZE 8

typedef struct
{
  OscStage       osc;
  Stage          artnet;
  ClaspDatagram *other;  /* (owned) another program of this machine */
  int            cable;  /* what arrives at show1 */
  guint16        port;   /* what is counted there */
  guint          n_left;
  guint          ops[256]; /* of Art-Net packets, by the high byte of their number */
} Network;

static const char *no_network;

/* ---- the far end of the cable ---- */

static void
look_at (Network *network, const guint8 *packet, gsize size)
{
  const guint8 *payload = packet + IP_SIZE + UDP_SIZE;

  if (size < IP_SIZE + UDP_SIZE || packet[9] != IPPROTO_UDP ||
      (packet[IP_SIZE + 2] << 8 | packet[IP_SIZE + 3]) != network->port || packet[19] != 255)
    return;

  network->n_left++;
  if (size > IP_SIZE + UDP_SIZE + 10 && memcmp (payload, "Art-Net", 8) == 0)
    network->ops[payload[9]]++;
}

static void
look_at_cable (Network *network)
{
  guint8 packet[2048];
  gssize n;

  while ((n = recv (network->cable, packet, sizeof packet, MSG_DONTWAIT)) > 0)
    look_at (network, packet, (gsize) n);
}

static gboolean
has_left (gpointer user_data)
{
  gpointer *data = user_data;

  look_at_cable (data[0]);
  return ((Network *) data[0])->n_left >= GPOINTER_TO_UINT (data[1]);
}

static void
expect_left (Network *network, guint n)
{
  gpointer data[2] = { network, GUINT_TO_POINTER (n) };

  clasp_test_spin_until (has_left, data, "our packets at the far end of the cable");
  g_assert_cmpuint (network->n_left, ==, n);
}

static int
open_cable (void)
{
  struct sockaddr_ll end = { .sll_family = AF_PACKET,
                             .sll_protocol = g_htons (ETH_P_IP),
                             .sll_ifindex = (int) if_nametoindex ("show1") };
  int                fd = socket (AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, end.sll_protocol);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &end, sizeof end), ==, 0);
  return fd;
}

/* ---- this machine ---- */

static gboolean
has_cable (gpointer interfaces)
{
  const ClaspInterface *interface = clasp_interfaces_find (interfaces, "show0");

  return interface != NULL && interface->is_up && interface->address != NULL && interface->broadcast != NULL;
}

static void
lay_cable (Network *network, ClaspRouterFixture *router)
{
  ClaspEndpoint        any = { (char *) "0.0.0.0", 0 };
  ClaspDatagramOptions options = { .broadcast = TRUE };
  g_autoptr (GError)   error = NULL;

  clasp_own_network_ip ("link add show0 type veth peer name show1");
  clasp_own_network_ip ("addr add 192.0.2.7/24 broadcast " EVERYBODY " dev show0");
  clasp_own_network_ip ("link set show1 up");
  clasp_own_network_ip ("link set show0 up");
  clasp_test_spin_until (has_cable, router->interfaces, "the kernel's word of the interface");
  network->cable = open_cable ();
  network->other = clasp_datagram_new (router->reactor, &any, &options, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
take_cable (Network *network)
{
  clasp_datagram_free (network->other);
  close (network->cable);
  clasp_own_network_ip ("link del show0");
}

static void
say_to_all (Network *network, const ClaspWriter *packet)
{
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string (EVERYBODY, network->port);
  g_autoptr (GError)         error = NULL;

  clasp_datagram_send (network->other, to, packet->data, packet->length, &error);
  g_assert_no_error (error);
}

/* ---- OSC ---- */

static void
osc_set_up (Network *network, gconstpointer data)
{
  osc_stage_set_up (&network->osc, data);
  network->port = network->osc.port;
  if (no_network == NULL)
    lay_cable (network, &network->osc.router);
}

static void
osc_tear_down (Network *network, gconstpointer data)
{
  osc_stage_tear_down (&network->osc, data);
  if (no_network == NULL)
    take_cable (network);
}

/* The same event of another program here comes back by the same way, and is heard. */
static void
test_own_osc_is_not_heard (Network *network, gconstpointer data)
{
  OscStage           *stage = &network->osc;
  g_auto (ClaspWriter) go = CLASP_WRITER_INIT;
  g_autofree char    *text = NULL;
  ClaspValue          one = clasp_value_int (1);

  if (no_network != NULL)
    {
      g_test_skip (no_network);
      return;
    }
  text = g_strdup_printf ("listen=udp://0.0.0.0:%u & send=udp://" EVERYBODY ":%u & reply-to-sender=false", stage->port, stage->port);
  osc_stage_open (stage, text);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  for (guint i = 0; i < 3; i++)
    clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/osc/go"), &one);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  expect_left (network, 4);
  osc_write_message (&go, "/go i 1");
  say_to_all (network, &go);
  osc_stage_expect_heard (stage, "local ← PUBLISH event /osc/go 1");
  osc_stage_settle (stage);
  g_assert_cmpuint (stage->status.n_in, ==, 1);
  expect_left (network, 5); /* and nothing was answered */
}

/* ---- Art-Net ---- */

static void
artnet_set_up (Network *network, gconstpointer data)
{
  stage_set_up (&network->artnet, data);
  network->port = ARTNET_PORT;
  if (no_network == NULL)
    lay_cable (network, &network->artnet.router);
}

static void
artnet_tear_down (Network *network, gconstpointer data)
{
  stage_tear_down (&network->artnet, data);
  if (no_network == NULL)
    take_cable (network);
}

static gboolean
has_sent_each (gpointer user_data)
{
  static const guint8 ops[] = { 0x50, 0x51, 0x52, 0x97, 0x99 }; /* levels, ArtNzs, ArtSync, time code, trigger */
  Network            *network = user_data;

  clasp_fixture_advance (&network->artnet.router, FRAME_US);
  look_at_cable (network);
  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    if (network->ops[ops[i]] == 0)
      return FALSE;

  return TRUE;
}

static void
say_trigger_and_level (Network *network)
{
  g_auto (ClaspWriter) trigger = CLASP_WRITER_INIT, levels = CLASP_WRITER_INIT;
  ClaspArtnetPacket    packet = { .op = CLASP_ARTNET_OP_TRIGGER, .trigger = { .oem = 1, .key = 2, .subkey = 3 } };

  clasp_artnet_encode (&packet, &trigger);
  say_to_all (network, &trigger);
  packet = (ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_DMX,
                                .dmx = { .port_address = 9, .sequence = 1, .slots = (const guint8 *) "\5", .n_slots = 1 } };
  clasp_artnet_encode (&packet, &levels);
  say_to_all (network, &levels);
}

static void
test_own_artnet_is_not_input (Network *network, gconstpointer data)
{
  Stage              *stage = &network->artnet;
  g_auto (ClaspValue) trigger = stage_parse ("{\"key\":3,\"subkey\":9}");
  g_auto (ClaspValue) bytes = clasp_value_bytes ((const guint8 *) "hi", 2);

  if (no_network != NULL)
    {
      g_test_skip (no_network);
      return;
    }
  stage_open (stage, "listen=0.0.0.0 interface=show0 broadcast=true sync=true");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  stage_set (stage, "/artnet/timecode", clasp_value_string (CLASP_STR_LITERAL ("10:20:30:12")));
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/artnet/trigger"), &trigger);
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/artnet/0/0/1/nzs/85"), &bytes);
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  g_string_truncate (stage->router.log, 0);
  clasp_test_spin_until (has_sent_each, network, "one of each packet at the far end of the cable");
  stage_settle (stage);
  g_assert_cmpuint (stage->status.n_in, ==, 0);
  say_trigger_and_level (network); /* of another program here, by the same way */
  stage_expect_heard (stage, "local ← PUBLISH event /artnet/trigger {\"oem\":1,\"key\":2,\"subkey\":3}\n"
                             "local ← SET /artnet/0/0/9/1 5 rev 1");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  no_network = clasp_own_network_enter ();
  g_test_add ("/bridges/broadcast/own-osc-is-not-heard", Network, NULL, osc_set_up, test_own_osc_is_not_heard, osc_tear_down);
  g_test_add ("/bridges/broadcast/own-artnet-is-not-input", Network, NULL, artnet_set_up, test_own_artnet_is_not_input,
              artnet_tear_down);
  return g_test_run ();
}
