/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-universe-input.h"

/* What clasp-universe-input.c (sources and merging), -cues.c (levels without a source) and -looking.c
 * share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_NOT_SOURCED -1

typedef struct
{
  guint64      id;
  char         name[64], address[64];
  guint8       priority; /* of the packets */
  guint8       sequence; /* of the last one */
  gboolean     has_sequence;
  gint64       seen_us;
  gint64       priorities_us; /* when the slots' priorities came last; 0 = there are none */
  guint        n_slots;
  guint64      stamp; /* rises with each change of any source: LTP */
  guint64      n_frames, n_out_of_order;
  ClaspDmxRate rate;
  guint8       levels[CLASP_DMX_SLOTS];
  guint8       priorities[CLASP_DMX_SLOTS];
} ClaspInputSource;

struct _ClaspUniverseInput
{
  ClaspUniverseRules      rules;
  ClaspUniverseChangeFunc changed;
  gpointer                user_data;
  gint64                  sampling_until_us; /* 0 = nothing came yet; G_MININT64 = over */
  gint64                  due_us;            /* not later than what is due first */
  gboolean                is_cancelling;     /* the next frame's source becomes the only one */
  guint64                 only;              /* after that; 0 = all may come */
  guint64                 stamp;
  guint                   n_sources;
  guint                   n_slots;                     /* the highest one that was ever reported */
  guint8                  levels[CLASP_DMX_SLOTS];     /* as reported */
  guint8                  winners[CLASP_DMX_SLOTS];    /* place of the source, from 1; 0 = none */
  guint32                 known[CLASP_DMX_SLOTS / 32]; /* slots that were ever reported */
  gint64                  now_us;                      /* of the call that runs */
  const gint16           *cues;                        /* (unowned) (nullable) */
  guint32                 fading[CLASP_DMX_SLOTS / 32]; /* slots on the way to their cue level */
  guint                   n_fading;
  gboolean                is_setting_out; /* one more began */
  guint8                  fade_from[CLASP_DMX_SLOTS];
  gint64                  fade_began_us, fade_us; /* the first step and the last one */
  ClaspInputSource                 *sources[];                   /* (owned) (nullable), as many as may be */
};

/* NULL when it is not there. */
ClaspInputSource *clasp_universe_input_find_source (const ClaspUniverseInput *self, guint64 id);
/* Of the source for @slot; CLASP_NOT_SOURCED when it has no say. */
int               clasp_universe_priority_of       (const ClaspInputSource *source, guint slot);

static inline gboolean
clasp_universe_input_is_known (const ClaspUniverseInput *self, guint slot)
{
  return (self->known[slot / 32] & 1u << (slot % 32)) != 0;
}

static inline gboolean
clasp_universe_input_is_fading (const ClaspUniverseInput *self, guint slot)
{
  return (self->fading[slot / 32] & 1u << (slot % 32)) != 0;
}

/* A new merged level, if it is one. */
void   clasp_universe_input_report         (ClaspUniverseInput *self, guint slot, guint8 level, guint64 source);
void   clasp_universe_input_begin_cue      (ClaspUniverseInput *self, guint slot);
void   clasp_universe_input_end_cue        (ClaspUniverseInput *self, guint slot);
void   clasp_universe_input_go_to_cues     (ClaspUniverseInput *self, gint64 now_us);
gint64 clasp_universe_input_get_cue_due_us (const ClaspUniverseInput *self);

G_END_DECLS
