/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-lighting-view.h"
#include "dmx/clasp-universe-input.h"
#include "dmx/clasp-universe-output.h"
#include "io/clasp-timer.h"
#include "router/clasp-router-settings.h"

/* ClaspUniverses: every universe of the engine in one place, whatever carries it, and what holds
 * them: blackout, freeze, tests.
 *
 * A bridge adds its universes when it starts using them and removes them when it stops. Which levels
 * go to a universe is not decided here: they are params under the bridge's namespace, so a universe
 * is sent by every connection that has that namespace, Art-Net, sACN and USB alike.
 *
 * Holds are laid over the levels in clasp_universes_render (), which every output passes. They act
 * on the next frame: outputs are touched and told at once.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspUniverses ClaspUniverses;
typedef struct _ClaspUniverse  ClaspUniverse; /* one universe of one connection, one direction */

typedef struct
{
  const char *connection; /* its id */
  const char *protocol;   /* "artnet", "sacn", "dmx" */
  const char *label;      /* the universe as the protocol writes it: "0:0:1", "7" */
  const char *prefix;     /* where its slots are: "/artnet/0/0/1"; slot 1 is "/artnet/0/0/1/1" */
  const char *group;      /* (nullable) the multicast group, "239.255.0.7" */
  ClaspUniverseInput  *input;  /* (unowned) (nullable) */
  ClaspUniverseOutput *output; /* (unowned) (nullable) */
  /* A hold changed: look at the due time again. Output only. */
  void      (*touched) (gpointer user_data);
  gpointer    user_data;
} ClaspUniverseDescription;

ClaspUniverses *clasp_universes_new  (ClaspTimers *timers);
void            clasp_universes_free (ClaspUniverses *self);

/* Texts are copied. The description's objects live until clasp_universes_remove (). */
ClaspUniverse *clasp_universes_add    (ClaspUniverses *self, const ClaspUniverseDescription *description);
void           clasp_universes_remove (ClaspUniverses *self, ClaspUniverse *universe);

/* The frame that leaves now, holds laid over the output's levels; 512 bytes are written. Not marked
 * as sent: that is clasp_universe_output_note_sent (). */
void clasp_universes_render (ClaspUniverses *self, ClaspUniverse *universe, gint64 now_us,
                             guint8 frame[CLASP_DMX_SLOTS]);

/* ---- holds ---- */

/* All intensity slots (all slots where none is marked) to 0 at once, and back over @fade_us. */
void clasp_universes_set_blackout  (ClaspUniverses *self, gboolean on, gint64 fade_us);
/* The grand master: all that a blackout takes is scaled by it, 0-1. Like a blackout it acts over a freeze, too. */
void   clasp_universes_set_master (ClaspUniverses *self, double level);
double clasp_universes_get_master (const ClaspUniverses *self);
/* Which universes a blackout and the grand master take: those with one of these prefixes or below one, "/artnet" or
 * "/artnet/0/0/1". None (or NULL) is all. */
void clasp_universes_set_scope     (ClaspUniverses *self, const char *const *prefixes);
/* Every output keeps its levels. A blackout and tests still act. Released once more while slots have
 * not caught up yet, they do at once. */
void clasp_universes_set_freeze    (ClaspUniverses *self, gboolean on);
/* How outputs catch up after it, and how long a glide takes. */
void clasp_universes_set_release   (ClaspUniverses *self, ClaspFreezeRelease release, gint64 glide_us);
/* After a freeze: slots have not caught up. */
gboolean clasp_universes_is_catching_up (const ClaspUniverses *self);
/* Holds one slot of the universes with this prefix at a level; -1 releases. Above blackout and
 * freeze. FALSE and nothing happens: no such universe goes out, the slot is careful, the level is
 * none, or too many slots are tested. */
gboolean clasp_universes_set_test  (ClaspUniverses *self, const char *prefix, guint slot, int level);
void clasp_universes_release_tests (ClaspUniverses *self);
gboolean clasp_universes_get_blackout (const ClaspUniverses *self);
gboolean clasp_universes_get_freeze   (const ClaspUniverses *self);
guint    clasp_universes_count_tests  (const ClaspUniverses *self);
#define CLASP_UNIVERSES_MAX_TESTS 512

/* ---- what is known of a slot ---- */

typedef struct
{
  gboolean is_intensity; /* a blackout takes it */
  gboolean is_careful;   /* tests are not allowed (a strobe, a fog machine, a motor) */
  int      cue;          /* where it goes without a source (CLASP_DMX_LOSS_CUE), or CLASP_DMX_NO_CUE */
  const char *name;      /* (nullable) until the notes change */
} ClaspSlotNote;

#define CLASP_UNIVERSES_MAX_NOTES 16384

/* Replaces all notes; texts as in the show: "/artnet/0/0/1/13 Front wash [intensity]", or
 * "/artnet/0/0/1/13-24 Spots [intensity, careful, cue 50%, rgb]" for a run of slots; a later one adds to
 * what an earlier one said. What cannot be read is appended to @problems (nullable), as sentences. */
void clasp_universes_set_notes (ClaspUniverses *self, const char *const *texts, GPtrArray *problems);
/* The same for notes besides those, which are said later and so add to them. */
void clasp_universes_set_more_notes (ClaspUniverses *self, const char *const *texts, GPtrArray *problems);
gboolean clasp_universes_find_note (const ClaspUniverses *self, const char *prefix, guint slot,
                                    ClaspSlotNote *note);

/* ---- looking ---- */

/* What a list shows of one universe; a copy that may cross the thread border. */
typedef struct
{
  char     connection[64], protocol[16], label[24], prefix[64];
  char     group[48];  /* multicast, where there is one; else empty */
  gboolean is_output;
  guint    n_slots;
  guint    n_sources;
  gboolean is_tied;
  ClaspDmxMerge merge; /* of an input: how its sources are merged now */
  gboolean is_held;    /* something lies over a slot: blackout, freeze or a test */
  double   rate;       /* frames per second */
  guint64  n_frames;
  guint8   levels[CLASP_DMX_SLOTS]; /* merged, or as sent last */
  guint32  held[CLASP_DMX_SLOTS / 32]; /* one bit for each slot that is held */
  guint32  tested[CLASP_DMX_SLOTS / 32], frozen[CLASP_DMX_SLOTS / 32]; /* of these, by what; the rest by a blackout */
} ClaspUniverseInfo;

typedef void (*ClaspUniverseFunc) (ClaspUniverse *universe, const ClaspUniverseInfo *info, gpointer user_data);

void clasp_universes_foreach (ClaspUniverses *self, gint64 now_us, ClaspUniverseFunc func, gpointer user_data);
guint clasp_universes_count  (const ClaspUniverses *self);
/* Those that something came in for, or that were sent: one that does both counts once. */
guint clasp_universes_count_with_data (const ClaspUniverses *self);
/* Of an input; NULL otherwise. For views source by source. */
ClaspUniverseInput *clasp_universe_get_input (const ClaspUniverse *universe);

/* ---- who else is there (worker) ---- */

typedef void (*ClaspLightingTellFunc) (ClaspLightingView *view, gint64 now_us, gpointer user_data);

/* A connection that knows others on its network adds itself while it runs. */
void               clasp_universes_add_teller    (ClaspUniverses *self, ClaspLightingTellFunc func, gpointer user_data);
void               clasp_universes_remove_teller (ClaspUniverses *self, gpointer user_data);
ClaspLightingView *clasp_universes_view_lighting (ClaspUniverses *self, gint64 now_us);

/* ---- slots that are one value together, by the notes; of what comes in ---- */

/* TRUE when it is the first change in a group since they were taken. */
gboolean clasp_universe_note_change (ClaspUniverse *self, guint slot);
typedef void (*ClaspSlotGroupFunc) (ClaspSlotGroup group, guint first, const guint8 *levels, gpointer user_data);
/* Tells each group of which a slot changed, once. */
void     clasp_universe_take_groups (ClaspUniverse *self, ClaspSlotGroupFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspUniverses, clasp_universes_free)

G_END_DECLS
