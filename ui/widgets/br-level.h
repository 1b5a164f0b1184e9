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

typedef enum
{
  BR_LEVEL_NONE,   /* no picture: text, nothing yet */
  BR_LEVEL_BAR,    /* from the start */
  BR_LEVEL_CENTRE, /* from the middle: a symmetric range */
  BR_LEVEL_LAMP,   /* on or off */
  BR_LEVEL_EVENT,  /* flash, then a shrinking ring */
  BR_LEVEL_STEPS,  /* whole numbers, at most twelve */
} BrLevelKind;

typedef enum
{
  BR_LEVEL_OVER = 1 << 0,  /* beyond the end of its range */
  BR_LEVEL_UNDER = 1 << 1, /* below its start */
  BR_LEVEL_SEEN = 1 << 2,  /* the range is only what was seen so far: open ends */
  BR_LEVEL_STALE = 1 << 3, /* half contrast */
} BrLevelFlags;

typedef struct
{
  guint8 kind;     /* BrLevelKind */
  guint8 flags;    /* BrLevelFlags */
  guint8 n_steps;  /* of BR_LEVEL_STEPS */
  float  position; /* 0–1 */
  float  peak;     /* 0–1, negative = none */
} BrLevel;

/* What a meter remembers between two looks at its signal. */
typedef struct
{
  guint32 n_updates;
  float   peak;
  gint64  peak_us;
  gint64  event_us;
} BrLevelMemory;

#define BR_LEVEL_MEMORY_INIT { 0, -1, 0, 0 }

/* @seen: @range is what was seen, not what the protocol says. @animate: peaks and rings move. */
void     br_level_update (BrLevel                *self,
                          BrLevelMemory          *memory,
                          const ClaspSignalState *state,
                          const ClaspRange       *range,
                          gboolean                seen,
                          gboolean                animate,
                          gint64                  now_us);
/* A level between 0 and 1 that is no signal's. */
void     br_level_set    (BrLevel                *self,
                          double                  position);
/* TRUE when a meter @width pixels wide would draw the same for both. */
gboolean br_level_equal  (const BrLevel          *a,
                          const BrLevel          *b,
                          int                     width);

G_END_DECLS
