/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-dmx.h"

/* What goes to the interfaces that have a packing of their own, as bytes (show-protocols.md 7.5); no
 * I/O and no state but what a caller keeps.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* ---- Velleman K8062, VM116 ---- */

#define CLASP_VELLEMAN_SMALL 8
#define CLASP_VELLEMAN_LARGE 64
/* Reports of a frame, at most: small ones, one with 6 slots, 72 with 7, the last two alone. */
#define CLASP_VELLEMAN_MAX_REPORTS 80

/* Reports of @report_size bytes, one after the other; returns how many. */
guint clasp_velleman_pack (const guint8 *slots, guint n_slots, guint report_size,
                           guint8 reports[CLASP_VELLEMAN_MAX_REPORTS * CLASP_VELLEMAN_LARGE]);

/* ---- Nodle U1, R4S and relatives ---- */

#define CLASP_NODLE_PACKET 33
#define CLASP_NODLE_BLOCKS 16
#define CLASP_NODLE_BLOCK_SLOTS 32
/* Bits of the mode. */
#define CLASP_NODLE_SENDS 2    /* computer to DMX */
#define CLASP_NODLE_RECEIVES 4 /* DMX to computer */

/* What the device has, or what came from it. All zero at first. */
typedef struct
{
  guint8  slots[CLASP_DMX_SLOTS];
  guint16 known; /* bit 0 for block 0 */
} ClaspNodleFrame;

guint    clasp_nodle_count_blocks (guint n_slots);
/* FALSE when the device has the block as it is. */
gboolean clasp_nodle_pack_block   (const ClaspNodleFrame *held, guint block, const guint8 *slots, guint n_slots,
                                   guint8 packet[CLASP_NODLE_PACKET]);
void     clasp_nodle_pack_mode    (guint8 mode, guint8 packet[CLASP_NODLE_PACKET]);
/* Puts a block, sent or received, where it belongs; FALSE when it is none. */
gboolean clasp_nodle_apply        (ClaspNodleFrame *self, const guint8 *packet, guint size);
/* How many slots, from the first on, are known; with @settled those of blocks that never came count
 * as 0. */
guint    clasp_nodle_count_slots  (const ClaspNodleFrame *self, gboolean settled);

/* ---- DMX4ALL NanoDMX ---- */

#define CLASP_DMX4ALL_FAST 3 /* bytes of a message */
#define CLASP_DMX4ALL_TEXT 8

/* One slot, counted from 0; returns the bytes of the message. */
guint clasp_dmx4all_pack (guint slot, guint8 level, gboolean is_fast, guint8 message[CLASP_DMX4ALL_TEXT]);

/* ---- DMXCreator 512 Basic ---- */

#define CLASP_DMXCREATOR_ORDER 6
#define CLASP_DMXCREATOR_HALF 256

/* What announces a frame. */
extern const guint8 clasp_dmxcreator_order[CLASP_DMXCREATOR_ORDER];

/* ---- ShowJockey DMX-U1 ---- */

#define CLASP_SHOWJOCKEY_HEAD 2
#define CLASP_SHOWJOCKEY_MAX (CLASP_SHOWJOCKEY_HEAD + CLASP_DMX_SLOTS)

/* As many slots from @first on as @packet_size bytes have room for; returns the bytes of the packet. */
guint clasp_showjockey_pack (const guint8 *slots, guint n_slots, guint first, guint packet_size,
                             guint8 packet[CLASP_SHOWJOCKEY_MAX]);

G_END_DECLS
