/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/clasp-chain.h"
#include "tap/clasp-signal-table.h"

/* BrLevel: what a meter draws of a signal, worked out apart from the drawing so that it can be
 * compared (nothing changed: nothing is drawn) and tested.
 *
 * Thread: any (plain data). */

G_BEGIN_DECLS

#define BR_PEAK_HOLD_US (3 * G_USEC_PER_SEC / 2)
#define BR_PEAK_FALL_US G_USEC_PER_SEC
#define BR_EVENT_FLASH_US (150 * 1000)
#define BR_EVENT_RING_US G_USEC_PER_SEC
/* So long a text that changed is underlined. */
#define BR_TEXT_FRESH_US G_USEC_PER_SEC
#define BR_LEVEL_BARS CLASP_SIGNAL_POINTS

typedef enum
{
  BR_LEVEL_NONE,   /* no picture: nothing yet */
  BR_LEVEL_BAR,    /* from the start */
  BR_LEVEL_CENTRE, /* from the middle: a symmetric range */
  BR_LEVEL_LAMP,   /* on or off */
  BR_LEVEL_EVENT,  /* flash, then a shrinking ring */
  BR_LEVEL_STEPS,  /* whole numbers, at most twelve */
  BR_LEVEL_NOTE,   /* how hard it was struck */
  BR_LEVEL_TEXT,   /* its text is all there is to see */
  BR_LEVEL_POINT,  /* two numbers: a point in a square */
  BR_LEVEL_ARRAY,  /* at most 64 numbers as small bars; of more, eight that sum them up */
  BR_LEVEL_COLOUR,
  BR_LEVEL_BYTES,  /* bytes and what else has no picture: its beginning, as text */
} BrLevelKind;

typedef enum
{
  BR_LEVEL_OVER = 1 << 0,    /* beyond the end of its range */
  BR_LEVEL_UNDER = 1 << 1,   /* below its start */
  BR_LEVEL_SEEN = 1 << 2,    /* the range is only what was seen so far: open ends */
  BR_LEVEL_STALE = 1 << 3,   /* half contrast */
  BR_LEVEL_MISSING = 1 << 4, /* its device is: empty, with a dotted outline */
  BR_LEVEL_FRESH = 1 << 5,   /* a text that changed within the last second */
  BR_LEVEL_LONG = 1 << 6,    /* an array whose bars stand for several numbers each */
} BrLevelFlags;

typedef struct
{
  guint8 kind;     /* BrLevelKind */
  guint8 flags;    /* BrLevelFlags */
  guint8 n_steps;  /* of BR_LEVEL_STEPS; bars of BR_LEVEL_ARRAY */
  guint8 rgb[3];   /* of BR_LEVEL_COLOUR */
  float  position; /* 0–1; of a point, from the left */
  float  y;        /* of a point, 0–1 from the bottom */
  float  peak;     /* 0–1, negative = none */
  guint8 bars[BR_LEVEL_BARS]; /* 0–255 */
} BrLevel;

/* What a meter remembers between two looks at its signal. */
typedef struct
{
  guint32    n_updates;
  float      peak;
  gint64     peak_us;
  gint64     event_us; /* the last event, or change of text */
  guint      text_hash;
  gint16     note;      /* 0–127 where the address is a note's, else -1 */
  gboolean   is_colour; /* the address says so */
  ClaspRange shape;     /* of an array's numbers so far */
} BrLevelMemory;

#define BR_LEVEL_MEMORY_INIT { 0, -1, 0, 0, 0, -1, FALSE, { 0, 1, FALSE } }

/* Forgets all, and sees what @address (or NULL) says of its signal's kind. */
void     br_level_memory_start (BrLevelMemory *self, const char *address);

/* @seen: @range is what was seen, not what the protocol says. @animate: peaks and rings move. */
void     br_level_update (BrLevel                *self,
                          BrLevelMemory          *memory,
                          const ClaspSignalState *state,
                          const ClaspRange       *range,
                          gboolean                seen,
                          gboolean                animate,
                          gint64                  now_us);
/* Takes over the numbers of an array, after br_level_update (). @is_known: @range is their range. */
void     br_level_set_shape (BrLevel                *self,
                             BrLevelMemory          *memory,
                             const ClaspSignalShape *shape,
                             const ClaspRange       *range,
                             gboolean                is_known);
/* Reads @signal of @table and does both. */
void     br_level_read   (BrLevel                *self,
                          BrLevelMemory          *memory,
                          ClaspSignalTable       *table,
                          guint                   signal,
                          ClaspSignalState       *state,
                          const ClaspRange       *range,
                          gboolean                seen,
                          gboolean                animate,
                          gint64                  now_us);
/* What is written beside the picture: "On", "C4 100", "×12", "[512]", “Verse”, "f0 7e … 12 B". (transfer full) */
char    *br_level_dup_text (const BrLevel          *self,
                            const BrLevelMemory    *memory,
                            const ClaspSignalState *state);
/* A level between 0 and 1 that is no signal's. */
void     br_level_set    (BrLevel                *self,
                          double                  position);
/* TRUE when a meter @width pixels wide would draw the same for both. */
gboolean br_level_equal  (const BrLevel          *a,
                          const BrLevel          *b,
                          int                     width);

G_END_DECLS
