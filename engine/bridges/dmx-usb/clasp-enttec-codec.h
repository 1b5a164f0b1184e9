/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-reader.h"
#include "core/clasp-writer.h"
#include "dmx/clasp-dmx.h"

/* What the ENTTEC DMX USB Pro and its many relatives speak on their serial line (show-protocols.md
 * 7.2): 7E, label, length, data, E7.
 *
 * Data of a message is borrowed from the parser, valid while its function runs.
 *
 * Thread: any (pure functions, plain data). */

G_BEGIN_DECLS

#define CLASP_ENTTEC_MAX_DATA 600
/* A frame the widgets take: start code and 24 to 512 slots. */
#define CLASP_ENTTEC_MIN_SLOTS 24
/* Break and mark are told in units of 10.67 µs. */
#define CLASP_ENTTEC_UNIT_US 10.67

typedef enum
{
  CLASP_ENTTEC_PARAMETERS = 3,
  CLASP_ENTTEC_SET_PARAMETERS = 4,
  CLASP_ENTTEC_RECEIVED = 5,
  CLASP_ENTTEC_SEND = 6,
  CLASP_ENTTEC_RECEIVE_MODE = 8,
  CLASP_ENTTEC_CHANGES = 9,
  CLASP_ENTTEC_SERIAL = 10,
  CLASP_ENTTEC_API_KEY = 13,
  CLASP_ENTTEC_HARDWARE = 14,
  CLASP_ENTTEC_MANUFACTURER = 77,
  CLASP_ENTTEC_DEVICE = 78,
  /* DMXking */
  CLASP_ENTTEC_PORT_COUNT = 99,
  CLASP_ENTTEC_SEND_PORT_1 = 100,
  CLASP_ENTTEC_SEND_PORT_2 = 101,
  CLASP_ENTTEC_PORT_DIRECTIONS = 113,
} ClaspEnttecLabel;

typedef struct
{
  guint8        label; /* ClaspEnttecLabel, or one we do not know */
  const guint8 *data;  /* (unowned) */
  guint         n_data;
} ClaspEnttecMessage;

/* ---- the line ---- */

/* Collects bytes into messages, in pieces of any size. After what is no message it goes on at the
 * next 7E, also one inside of what was dropped. Zero-initialise it. */
typedef struct
{
  guint64 n_dropped; /* messages with a bad length or end */
  guint64 n_noise;   /* bytes between messages */
  /*< private >*/
  guint   length;
  guint8  buffer[CLASP_ENTTEC_MAX_DATA + 5];
} ClaspEnttecParser;

typedef void (*ClaspEnttecFunc) (const ClaspEnttecMessage *message, gpointer user_data);

void clasp_enttec_parser_feed (ClaspEnttecParser *self,
                               const guint8      *bytes,
                               gsize              size,
                               ClaspEnttecFunc    func,
                               gpointer           user_data);

/* At most CLASP_ENTTEC_MAX_DATA bytes; FALSE, and nothing written, above. */
gboolean clasp_enttec_encode (ClaspWriter *writer, guint label, const guint8 *data, gsize n_data);

/* ---- what the host says ---- */

/* Asks for CLASP_ENTTEC_PARAMETERS, with so many bytes of the user's; 0-508. */
void clasp_enttec_encode_ask_parameters (ClaspWriter *writer, guint user_size);
/* Start code 0 and @n_slots (at most 512) slots for CLASP_ENTTEC_SEND or one of the ports; short
 * frames are filled with zeros. */
void clasp_enttec_encode_frame (ClaspWriter  *writer,
                                guint         label,
                                const guint8 *slots,
                                guint         n_slots);

/* ---- what the widget says; FALSE when the message is not that, or too short ---- */

typedef struct
{
  guint8 firmware_major, firmware_minor; /* major 1 DMX, 2 RDM, 3 sniffer */
  guint8 break_units;                    /* 9-127 */
  guint8 mark_units;                     /* 1-127 */
  guint8 rate;                           /* 1-40 frames a second, 0 = as fast as it goes */
} ClaspEnttecParameters;

gboolean clasp_enttec_read_parameters (const ClaspEnttecMessage *message,
                                       ClaspEnttecParameters    *parameters);
/* Clamped to what the widget takes. */
void     clasp_enttec_encode_parameters (ClaspWriter *writer, const ClaspEnttecParameters *parameters);

/* "12345678"; an empty text when the widget has none. */
#define CLASP_ENTTEC_SERIAL_SIZE 9
gboolean clasp_enttec_read_serial (const ClaspEnttecMessage *message,
                                   char                      serial[CLASP_ENTTEC_SERIAL_SIZE]);

/* The answers to 77 and 78. */
#define CLASP_ENTTEC_NAME_SIZE 33
typedef struct
{
  guint16 id;
  char    name[CLASP_ENTTEC_NAME_SIZE]; /* as it came, with what is not printable ASCII as "?" */
} ClaspEnttecIdentity;

#define CLASP_ENTTEC_ESTA_DMXKING 0x6a6b

gboolean clasp_enttec_read_identity (const ClaspEnttecMessage *message, ClaspEnttecIdentity *identity);
/* Hardware version (14), number of ports (99). */
gboolean clasp_enttec_read_byte     (const ClaspEnttecMessage *message, guint8 *byte);

/* Bit 0 of a mask is port 1. */
typedef struct
{
  guint8 outputs;    /* DMX goes out */
  guint8 from_usb;   /* what comes over USB is sent */
  guint8 from_net;   /* what comes over the network is sent */
  guint8 selected;
} ClaspEnttecPorts;

gboolean clasp_enttec_read_ports   (const ClaspEnttecMessage *message, ClaspEnttecPorts *ports);
void     clasp_enttec_encode_ports (ClaspWriter *writer, const ClaspEnttecPorts *ports);

#define CLASP_ENTTEC_QUEUE_OVERFLOW 0x01
#define CLASP_ENTTEC_OVERRUN 0x02

typedef struct
{
  guint8        status; /* CLASP_ENTTEC_QUEUE_OVERFLOW, CLASP_ENTTEC_OVERRUN */
  guint8        start_code;
  const guint8 *slots;  /* (unowned) */
  guint         n_slots; /* 0-512 */
} ClaspEnttecReceived;

gboolean clasp_enttec_read_received (const ClaspEnttecMessage *message, ClaspEnttecReceived *received);

/* Lays a message of changes over the last frame: [0] is the start code, slot 1 is [1]. @n_known, how
 * many of them were ever heard of, grows with what the message has. */
gboolean clasp_enttec_apply_changes (const ClaspEnttecMessage *message,
                                     guint8                    frame[CLASP_DMX_SLOTS + 1],
                                     guint                    *n_known);

G_END_DECLS
