/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-reader.h"
#include "core/clasp-writer.h"

/* Art-Net 4 packets (show-protocols.md 5): decoded in place, encoded from the same structures.
 *
 * Slots and data are borrowed from the datagram. Texts are copied into their fields, cut at their
 * fixed sizes and always terminated.
 *
 * Thread: any (pure functions, plain data). */

G_BEGIN_DECLS

#define CLASP_ARTNET_PORT 6454
#define CLASP_ARTNET_PROTOCOL_VERSION 14
#define CLASP_ARTNET_MAX_SLOTS 512
#define CLASP_ARTNET_MAX_PORT_ADDRESS 0x7fff

typedef enum
{
  CLASP_ARTNET_OP_POLL = 0x2000,
  CLASP_ARTNET_OP_POLL_REPLY = 0x2100,
  CLASP_ARTNET_OP_DIAG_DATA = 0x2300,
  CLASP_ARTNET_OP_DMX = 0x5000,
  CLASP_ARTNET_OP_NZS = 0x5100,
  CLASP_ARTNET_OP_SYNC = 0x5200,
  CLASP_ARTNET_OP_ADDRESS = 0x6000,
  CLASP_ARTNET_OP_TIME_CODE = 0x9700,
  CLASP_ARTNET_OP_TRIGGER = 0x9900,
} ClaspArtnetOp;

typedef enum
{
  CLASP_ARTNET_OK,
  CLASP_ARTNET_OTHER_OP,   /* well-formed, of a kind we do not read: ignore it */
  CLASP_ARTNET_BAD_ID,     /* does not begin with "Art-Net" */
  CLASP_ARTNET_TRUNCATED,  /* ends before its last field */
  CLASP_ARTNET_BAD_LENGTH, /* says more data than there is, or than the protocol allows */
  CLASP_ARTNET_OLD_VERSION,
  CLASP_ARTNET_BAD_START_CODE, /* ArtNzs with one that has packets of its own */
} ClaspArtnetStatus;

/* A sentence for a person. */
const char *clasp_artnet_status_to_string (ClaspArtnetStatus status);

typedef enum
{
  CLASP_ARTNET_POLL_REPLY_ON_CHANGE = 1 << 1,
  CLASP_ARTNET_POLL_DIAGNOSTICS = 1 << 2,
  CLASP_ARTNET_POLL_UNICAST = 1 << 3,
  CLASP_ARTNET_POLL_NO_VLC = 1 << 4,
  CLASP_ARTNET_POLL_TARGETED = 1 << 5,
} ClaspArtnetPollFlags;

typedef struct
{
  guint8   flags; /* ClaspArtnetPollFlags */
  guint8   diag_priority;
  gboolean has_target;                /* the 22-byte form */
  guint16  target_top, target_bottom; /* port-addresses, both included */
  guint16  esta, oem;
} ClaspArtnetPoll;

#define CLASP_ARTNET_PORT_OUTPUT 0x80 /* Art-Net comes out as DMX: this node receives */
#define CLASP_ARTNET_PORT_INPUT 0x40  /* DMX goes in: this node sends */

typedef struct
{
  guint8  ip[4];
  guint16 port;
  guint16 version; /* of the firmware */
  guint8  net_switch;
  guint8  sub_switch;
  guint16 oem;
  guint8  ubea_version;
  guint8  status1;
  guint16 esta;
  char    short_name[18];
  char    long_name[64];
  char    node_report[64];
  guint16 n_ports; /* 0-4 */
  guint8  port_types[4];
  guint8  good_input[4];
  guint8  good_output_a[4];
  guint8  sw_in[4];
  guint8  sw_out[4];
  guint8  acn_priority;
  guint8  sw_macro;
  guint8  sw_remote;
  guint8  style;
  guint8  mac[6];
  guint8  bind_ip[4];
  guint8  bind_index;
  guint8  status2;
  guint8  good_output_b[4];
  guint8  status3;
  guint8  responder_uid[6];
  guint16 user;
  guint16 refresh_rate;
  guint8  queue_policy;
} ClaspArtnetPollReply;

typedef struct
{
  guint8        sequence; /* 1-255; 0 = not used */
  guint8        physical;
  guint16       port_address;
  const guint8 *slots;   /* (unowned) */
  guint16       n_slots; /* 1-512 */
} ClaspArtnetDmx;

typedef struct
{
  guint8        sequence;
  guint8        start_code;
  guint16       port_address;
  const guint8 *slots; /* (unowned) */
  guint16       n_slots;
} ClaspArtnetNzs;

typedef struct
{
  guint8   priority;
  guint8   logical_port;
  ClaspStr text; /* borrowed, without its NUL; not always UTF-8 */
} ClaspArtnetDiagData;

#define CLASP_ARTNET_KEEP 0x7f /* in switches of ArtAddress: no change */

typedef struct
{
  guint8
    net_switch; /* bit 7: program the low bits; CLASP_ARTNET_KEEP; 0: reset. As all switches here */
  guint8 bind_index;
  char   short_name[18];
  char   long_name[64];
  guint8 sw_in[4];
  guint8 sw_out[4];
  guint8 sub_switch;
  guint8 acn_priority;
  guint8 command;
} ClaspArtnetAddress;

typedef struct
{
  guint8 stream_id;
  guint8 frames, seconds, minutes, hours;
  guint8 type; /* 0 film 24, 1 EBU 25, 2 drop frame 29.97, 3 SMPTE 30 */
} ClaspArtnetTimeCode;

typedef struct
{
  guint16       oem; /* 0xffff: everybody */
  guint8        key; /* 0 ASCII, 1 macro, 2 soft key, 3 show */
  guint8        subkey;
  const guint8 *data;   /* (unowned) */
  gsize         n_data; /* up to 512 */
} ClaspArtnetTrigger;

typedef struct
{
  ClaspArtnetOp op;
  guint16       version; /* of the protocol; written as 14 */
  union
  {
    ClaspArtnetPoll      poll;
    ClaspArtnetPollReply poll_reply;
    ClaspArtnetDmx       dmx;
    ClaspArtnetNzs       nzs;
    ClaspArtnetDiagData  diag_data;
    ClaspArtnetAddress   address;
    ClaspArtnetTimeCode  time_code;
    ClaspArtnetTrigger   trigger;
  };
} ClaspArtnetPacket;

ClaspArtnetStatus clasp_artnet_decode (const guint8 *bytes, gsize size, ClaspArtnetPacket *packet);
void              clasp_artnet_encode (const ClaspArtnetPacket *packet, ClaspWriter *writer);

/* Net 0-127, sub-net and universe 0-15. */
static inline guint16
clasp_artnet_port_address (guint net, guint sub_net, guint universe)
{
  return (guint16) ((net & 0x7f) << 8 | (sub_net & 0xf) << 4 | (universe & 0xf));
}

/* Those of ArtNzs: neither 0 (levels have ArtDmx) nor CC (RDM has ArtRdm); 5.3. */
static inline gboolean
clasp_artnet_is_start_code (guint code)
{
  return code != 0 && code <= 255 && code != 0xcc;
}

/* "net:sub-net:universe" or the flat number, blanks around it ignored; FALSE if it is neither. */
gboolean clasp_artnet_port_address_parse (const char *text, guint16 *port_address);

G_END_DECLS
