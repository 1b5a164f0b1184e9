/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-node.h"

#define STATUS1_INDICATORS_SHIFT 6
#define STATUS1_SET_BY_NETWORK 0x20
#define STATUS2_15_BIT_ADDRESSES 0x08
#define GOOD_DATA 0x80
#define GOOD_OUTPUT_MERGING 0x08
#define GOOD_OUTPUT_LTP 0x02
#define GOOD_OUTPUT_B_NO_RDM 0x80
#define GOOD_OUTPUT_B_CONTINUOUS 0x40
/* Bits 7 and 6: without a source levels are held (0), go to 0, to 255 (2), or to a scene. */
#define STATUS3_FAILSAFE_ZERO 0x40
#define STATUS3_FAILSAFE_SCENE 0xc0
#define STYLE_NODE 0
#define STYLE_CONTROLLER 1
#define REFRESH_HZ 44

static const char *
text_of (guint16 code)
{
  switch (code)
    {
    case 6:
      return "short name set";
    case 7:
      return "long name set";
    default:
      return "running";
    }
}

static guint8
failsafe_of (ClaspDmxLoss loss)
{
  switch (loss)
    {
    case CLASP_DMX_LOSS_HOLD:
      return 0;
    case CLASP_DMX_LOSS_ZERO:
      return STATUS3_FAILSAFE_ZERO;
    case CLASP_DMX_LOSS_CUE:
      return STATUS3_FAILSAFE_SCENE;
    }

  return 0;
}

/**
 * clasp_artnet_node_describe:
 * @self: what is common to all ports
 * @port: the port the reply is about
 * @index: its place, from 0
 * @packet: (out caller-allocates): the ArtPollReply
 */
void
clasp_artnet_node_describe (const ClaspArtnetNode *self,
                            const ClaspArtnetPort *port,
                            guint                  index,
                            ClaspArtnetPacket     *packet)
{
  ClaspArtnetPollReply *reply = &packet->poll_reply;

  *packet = (ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_POLL_REPLY };
  memcpy (reply->ip, self->ip, 4);
  memcpy (reply->bind_ip, self->ip, 4);
  memcpy (reply->mac, self->mac, 6);
  reply->port = self->port;
  reply->net_switch = (guint8) (port->port_address >> 8);
  reply->sub_switch = (guint8) (port->port_address >> 4 & 0xf);
  reply->oem = self->oem;
  reply->esta = self->esta;
  reply->status1 = (guint8) (self->indicators << STATUS1_INDICATORS_SHIFT | STATUS1_SET_BY_NETWORK);
  reply->status2 = STATUS2_15_BIT_ADDRESSES;
  g_strlcpy (reply->short_name, self->short_name, sizeof reply->short_name);
  g_strlcpy (reply->long_name, self->long_name, sizeof reply->long_name);
  g_snprintf (reply->node_report, sizeof reply->node_report, "#%04x [%04u] %s", self->code,
              self->n_answers % 10000, text_of (self->code));
  reply->n_ports = 1;
  reply->port_types[0] = (guint8) ((port->is_received ? CLASP_ARTNET_PORT_OUTPUT : 0) |
                                   (port->is_sent ? CLASP_ARTNET_PORT_INPUT : 0));
  reply->good_input[0] = port->is_sent ? GOOD_DATA : 0;
  reply->good_output_a[0] = (guint8) ((port->n_sources > 0 ? GOOD_DATA : 0) |
                                      (port->n_sources > 1 ? GOOD_OUTPUT_MERGING : 0) |
                                      (port->is_ltp ? GOOD_OUTPUT_LTP : 0));
  reply->good_output_b[0] = GOOD_OUTPUT_B_NO_RDM | GOOD_OUTPUT_B_CONTINUOUS;
  reply->sw_in[0] = reply->sw_out[0] = (guint8) (port->port_address & 0xf);
  reply->bind_index = (guint8) (index + 1);
  reply->style = self->is_controller ? STYLE_CONTROLLER : STYLE_NODE;
  reply->status3 = failsafe_of (self->loss);
  reply->user = self->user;
  reply->refresh_rate = REFRESH_HZ;
}

/**
 * clasp_artnet_poll_wants:
 * @poll: what a controller asked
 * @port_address: of a port of ours
 *
 * Returns: %TRUE if that port is to answer
 */
gboolean
clasp_artnet_poll_wants (const ClaspArtnetPoll *poll, guint16 port_address)
{
  if ((poll->flags & CLASP_ARTNET_POLL_TARGETED) == 0 || !poll->has_target)
    return TRUE;

  return port_address >= poll->target_bottom && port_address <= poll->target_top;
}
