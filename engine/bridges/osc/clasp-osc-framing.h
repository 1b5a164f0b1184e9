/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-writer.h"

/* OSC packets in a stream of bytes (show-protocols.md 1.4): behind their size, as OSC 1.0 has it,
 * or between the END bytes of SLIP, as OSC 1.1 has it; a server may guess from the first byte.
 *
 * Keeps memory only for a packet that is not complete.
 *
 * Thread: any (one at a time; plain data). */

G_BEGIN_DECLS

#define CLASP_OSC_MAX_FRAME 65536 /* bytes of one packet: what a datagram could carry */

typedef enum
{
  CLASP_OSC_FRAMING_GUESS,
  CLASP_OSC_FRAMING_LENGTH,
  CLASP_OSC_FRAMING_SLIP,
} ClaspOscFramingKind;

typedef enum
{
  CLASP_OSC_FRAME_MORE,      /* all bytes are used up, no packet is complete */
  CLASP_OSC_FRAME_PACKET,    /* there may be more in the rest of the bytes */
  CLASP_OSC_FRAME_TOO_LARGE, /* SLIP: left out, go on. Length: the stream cannot be read any more */
  CLASP_OSC_FRAME_BAD_ESCAPE, /* SLIP: the packet is left out, go on */
  CLASP_OSC_FRAME_NOT_OSC,    /* the stream cannot be read: close it */
} ClaspOscFrameStatus;

/* Zero-initialised but for @kind. */
typedef struct
{
  ClaspOscFramingKind kind; /* GUESS until the first byte */
  /*< private >*/
  GByteArray *pending; /* (owned) (nullable) of a packet that is not complete */
  gboolean    is_escaped;
  gboolean    is_skipping; /* up to the next END */
  gboolean    is_taken;    /* @pending was handed out */
} ClaspOscFraming;

void clasp_osc_framing_clear (ClaspOscFraming *self);
/* Takes from the front of *@bytes. The packet is valid until the next call, or as long as the
 * bytes.
 */
ClaspOscFrameStatus clasp_osc_framing_next (ClaspOscFraming *self,
                                            const guint8   **bytes,
                                            gsize           *size,
                                            const guint8   **packet,
                                            gsize           *packet_size);
/* Whether a stream can be read on after this. */
gboolean clasp_osc_framing_is_lost (const ClaspOscFraming *self, ClaspOscFrameStatus status);
/* A sentence for a person. */
const char *clasp_osc_frame_status_to_string (ClaspOscFrameStatus status);

/* Appends @packet, at most CLASP_OSC_MAX_FRAME bytes, as it travels; nothing while the kind is not
 * known. */
void clasp_osc_framing_write (const ClaspOscFraming *self,
                              const guint8          *packet,
                              gsize                  size,
                              ClaspWriter           *writer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspOscFraming, clasp_osc_framing_clear)

G_END_DECLS
