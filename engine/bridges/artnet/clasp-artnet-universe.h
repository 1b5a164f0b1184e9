/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-codec.h"
#include "core/clasp-value.h"

/* What a universe remembers: one store for what we send and another for what we receive, because a
 * console and we may both use the same port-address (bridges.md 4.2).
 *
 * No I/O and no clock: time is handed in, in monotonic microseconds.
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

/* ---- output: when a frame leaves, and with which sequence (bridges.md 4.3) ---- */

#define CLASP_ARTNET_N_RECENT 8

typedef struct
{
  guint16 port_address;
  guint8  slots[CLASP_ARTNET_MAX_SLOTS];
  /*< private >*/
  guint8   sequence; /* of the last frame; 0 = none was sent */
  gboolean is_dirty;
  gint64   sent_us;
  guint64  recent[CLASP_ARTNET_N_RECENT]; /* hashes of the last frames, by sequence */
} ClaspArtnetOutput;

void clasp_artnet_output_init (ClaspArtnetOutput *self, guint16 port_address);
/* A frame is owed after this when the slot changed, or when none was ever sent. */
void clasp_artnet_output_set_slot (ClaspArtnetOutput *self, guint index, guint8 level);
/* When the next frame has to leave: long ago for the first one, one interval after the last for a
 * change, the keep-alive after the last otherwise. G_MAXINT64 while nothing was ever set. */
gint64 clasp_artnet_output_due_us (const ClaspArtnetOutput *self,
                                   gint64                   interval_us,
                                   gint64                   keep_alive_us);
/* The frame that leaves now; its slots are borrowed from @self. */
void clasp_artnet_output_take (ClaspArtnetOutput *self, gint64 now_us, ClaspArtnetDmx *frame);
/* Whether a received frame is one of our own that a broadcast brought back. */
gboolean clasp_artnet_output_is_own (const ClaspArtnetOutput *self, const ClaspArtnetDmx *frame);

/* A CLASP value as a level: integers raw 0–255 and clamped, floats 0–1 as 0–255 rounded half away
 * from zero, bools 0 and 255 (bridges.md 1.4, scale auto). FALSE for NaN and everything else. */
gboolean clasp_artnet_level_from_value (const ClaspValue *value, guint8 *level);

/* ---- input: sequence, two sources, changes (show-protocols.md 5.1) ---- */

#define CLASP_ARTNET_N_SOURCES 2

typedef enum
{
  CLASP_ARTNET_MERGE_HTP, /* the higher level of each slot */
  CLASP_ARTNET_MERGE_LTP, /* the whole of the packet that changed last */
} ClaspArtnetMerge;

typedef enum
{
  CLASP_ARTNET_INPUT_TAKEN,
  CLASP_ARTNET_INPUT_OUT_OF_ORDER,
  CLASP_ARTNET_INPUT_THIRD_SOURCE,
} ClaspArtnetInputResult;

typedef struct
{
  gboolean is_active;
  guint64  id; /* whatever tells sources apart: address and physical port */
  guint8   sequence;
  gint64   seen_us;
  guint8   slots[CLASP_ARTNET_MAX_SLOTS];
  guint16  n_slots;
} ClaspArtnetSource;

typedef struct
{
  guint16 port_address;
  /*< private >*/
  ClaspArtnetSource sources[CLASP_ARTNET_N_SOURCES];
  guint             leader;                        /* LTP: whose packet changed last */
  guint8            slots[CLASP_ARTNET_MAX_SLOTS]; /* as last handed out */
  guint16           n_slots;
} ClaspArtnetInput;

typedef void (*ClaspArtnetChangeFunc) (guint16  port_address,
                                       guint    index,
                                       guint8   level,
                                       gpointer user_data);

void clasp_artnet_input_init (ClaspArtnetInput *self, guint16 port_address);
/* Takes one packet and calls @func for each slot whose merged level changed, and for each slot that
 * was never handed out before. */
ClaspArtnetInputResult clasp_artnet_input_receive (ClaspArtnetInput     *self,
                                                   ClaspArtnetMerge      merge,
                                                   gint64                timeout_us,
                                                   guint64               source,
                                                   const ClaspArtnetDmx *frame,
                                                   gint64                now_us,
                                                   ClaspArtnetChangeFunc func,
                                                   gpointer              user_data);
/* Forgets sources that went silent; the levels of a last one are held. TRUE if one was forgotten.
 */
gboolean clasp_artnet_input_expire (ClaspArtnetInput     *self,
                                    ClaspArtnetMerge      merge,
                                    gint64                timeout_us,
                                    gint64                now_us,
                                    ClaspArtnetChangeFunc func,
                                    gpointer              user_data);
guint    clasp_artnet_input_count_sources (const ClaspArtnetInput *self);

G_END_DECLS
