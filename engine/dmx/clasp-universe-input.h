/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-dmx.h"

/* ClaspUniverseInput: one universe as it comes in, merged from its sources.
 *
 * Knows sequence numbers, priorities (of a source and of each slot), time-outs, the sampling period
 * after joining, and a bounded number of sources. No I/O and no clock: monotonic microseconds are
 * handed in. Changes are reported slot by slot through one function, so that a bridge writes only
 * what changed.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_DMX_SEQUENCE_NONE,   /* the carrier keeps order */
  CLASP_DMX_SEQUENCE_ARTNET, /* 0 is off; older by up to 128 is dropped, for a second at most (5.1) */
  CLASP_DMX_SEQUENCE_SACN,   /* the same or older by less than 20 is dropped (6.4) */
} ClaspDmxSequence;

typedef struct
{
  ClaspDmxSequence sequence;
  ClaspDmxMerge    merge;
  ClaspDmxLoss     loss;
  gint64           fade_us;      /* to cue levels; 0 = at once */
  guint            max_sources;  /* Art-Net 2, sACN 16, a cable 1 */
  gint64           timeout_us;   /* of silence after which a source is gone */
  gint64           sampling_us;  /* so long after the first frame nothing is reported (6.4); 0 = at once */
} ClaspUniverseRules;

/* What came in one packet. */
typedef struct
{
  guint64       source;       /* whatever tells sources apart; not 0 */
  const char   *name;         /* (nullable) as the source calls itself; copied when it changed */
  const char   *address;      /* (nullable) where it comes from, for people; copied when it changed */
  const guint8 *slots;
  guint         n_slots;      /* at most CLASP_DMX_SLOTS; slots beyond keep their levels */
  guint8        sequence;
  guint8        priority;     /* 0-200 */
  gboolean      is_priorities; /* @slots are priorities of the slots (start code DD), not levels */
  gboolean      is_terminated; /* the source says goodbye; @slots are not looked at */
  gboolean      is_held_back;  /* came before, was taken without its slots then, and acts now: its
                                  sequence is not looked at again, and it is no sign of life */
} ClaspUniverseFrame;

typedef enum
{
  CLASP_UNIVERSE_TAKEN,
  CLASP_UNIVERSE_OUT_OF_ORDER,     /* counted with its source */
  CLASP_UNIVERSE_TOO_MANY_SOURCES, /* the frame of one more source was ignored */
  CLASP_UNIVERSE_ENDED,            /* the source said goodbye and is forgotten */
} ClaspUniverseResult;

/* A source as a person wants to see it. */
typedef struct
{
  guint64  id;
  char     name[64], address[64];
  guint8   priority;
  gboolean has_slot_priorities;
  gboolean is_winning;        /* decides at least one slot */
  guint    n_slots;
  double   rate;              /* frames per second over the last second */
  guint64  n_frames, n_out_of_order;
  gint64   seen_us;
} ClaspUniverseSource;

typedef struct _ClaspUniverseInput ClaspUniverseInput;

/* A slot has a new merged level, or its first one. @source decided it. Not to be changed from
 * within: the input. */
typedef void (*ClaspUniverseChangeFunc) (guint    slot,
                                         guint8   level,
                                         guint64  source,
                                         gpointer user_data);

ClaspUniverseInput *clasp_universe_input_new  (const ClaspUniverseRules *rules,
                                               ClaspUniverseChangeFunc   changed,
                                               gpointer                  user_data);
void                clasp_universe_input_free (ClaspUniverseInput       *self);

ClaspUniverseResult clasp_universe_input_receive (ClaspUniverseInput       *self,
                                                  const ClaspUniverseFrame *frame,
                                                  gint64                    now_us);
/* Forgets silent sources, ends the sampling period, goes on to cue levels. To be called when due. TRUE when a source went;
 * the count tells whether it was the last. */
gboolean clasp_universe_input_expire        (ClaspUniverseInput *self, gint64 now_us);
/* When clasp_universe_input_expire () has something to do; G_MAXINT64 = never. */
gint64   clasp_universe_input_get_due_us    (const ClaspUniverseInput *self);
/* Where slots go with CLASP_DMX_LOSS_CUE: 512 levels or CLASP_DMX_NO_CUE; borrowed until the next call,
 * NULL for none. Without, they stay. */
void     clasp_universe_input_set_cues      (ClaspUniverseInput *self, const gint16 *cues);
/* Art-Net's cancel merge: the source of the next frame becomes the only one, until it is gone (5.1). */
void     clasp_universe_input_cancel_merge  (ClaspUniverseInput *self);
void     clasp_universe_input_set_merge     (ClaspUniverseInput *self, ClaspDmxMerge merge);
ClaspDmxMerge clasp_universe_input_get_merge (const ClaspUniverseInput *self);

guint    clasp_universe_input_count_sources (const ClaspUniverseInput *self);
/* The sources, strongest first; at most @n_max; returns how many. */
guint    clasp_universe_input_list_sources  (ClaspUniverseInput *self, gint64 now_us,
                                             ClaspUniverseSource *sources, guint n_max);
/* Frames per second of all sources together; @n_frames gets how many came from those of now. */
double   clasp_universe_input_get_rate      (const ClaspUniverseInput *self, gint64 now_us, guint64 *n_frames);
/* The merged levels, and how many slots were ever given. */
const guint8 *clasp_universe_input_peek     (const ClaspUniverseInput *self, guint *n_slots);
/* The levels of one source, for a view source by source; NULL when it is not there. */
const guint8 *clasp_universe_input_peek_source (const ClaspUniverseInput *self, guint64 source, guint *n_slots);
/* Which source decides @slot; 0 = none does. */
guint64  clasp_universe_input_get_winner    (const ClaspUniverseInput *self, guint slot);
/* Two sources of the highest priority: a person should know. */
gboolean clasp_universe_input_is_tied       (const ClaspUniverseInput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspUniverseInput, clasp_universe_input_free)

G_END_DECLS
