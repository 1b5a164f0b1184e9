/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-timeline.h"
#include "router/clasp-timelines.h"

/* What the files about timelines share: clasp-timelines.c (what is stored, and its life),
 * clasp-timelines-play.c (time), clasp-timelines-order.c (what a PUBLISH says),
 * clasp-timelines-join.c (late joiners), clasp-timelines-keep.c (what a restart leaves). */

G_BEGIN_DECLS

/* Far enough for every show, near enough that no sum of times overflows. */
#define CLASP_TIMELINES_MAX_TIME_US (G_GINT64_CONSTANT (366) * 24 * 3600 * G_USEC_PER_SEC)

typedef enum
{
  CLASP_TIMELINE_PHASE_WAITING, /* its start is ahead */
  CLASP_TIMELINE_PHASE_PLAYING,
  CLASP_TIMELINE_PHASE_PAUSED,
  CLASP_TIMELINE_PHASE_FINISHED,
  CLASP_TIMELINE_PHASE_STOPPED,
} ClaspTimelinePhase;

typedef struct _ClaspTimelineEntry ClaspTimelineEntry;

struct _ClaspTimelineEntry
{
  ClaspTimelineEntry *next, *previous; /* in order of publication */
  ClaspTimelinePlayer player;          /* on Unix time; stopped ones are paused in it */
  ClaspTimelinePhase  phase;
  guint               place;       /* among those that play, from 1; 0 = does not */
  ClaspParam         *param;       /* (unowned) (nullable) what it plays into, once it has */
  gint64              written_us;  /* monotonic, of the last value */
  guint64             owner;       /* number of the session that published it */
  guint64             sequence;    /* order of publication */
  gint64              deadline_us; /* Unix: start, end, or when it is forgotten; %G_MAXINT64: none */
  GList               ended;       /* link in the queue of those that have ended */
  guint8             *bytes;       /* (owned) the message as it was forwarded, encoded */
  gsize               size;
  ClaspStr            address;     /* behind the struct */
};

/* A late joiner that has not been told everything yet. */
typedef struct
{
  ClaspSession       *session; /* (unowned) */
  guint32             id;      /* of the subscription */
  ClaspTimelineEntry *next;    /* (unowned) the first not told yet */
} ClaspTimelineCursor;

struct _ClaspTimelines
{
  ClaspRouter        *router;    /* (unowned) */
  GHashTable         *entries;   /* (owned) address in the entry → entry (owned) */
  ClaspTimelineEntry *first, *last;
  guint64             last_sequence;
  gsize               n_bytes;
  GTree              *deadlines; /* (owned) of entries that have one (unowned) */
  GPtrArray          *playing;   /* (owned) of entries (unowned) */
  GQueue              ended;     /* of entries (unowned), the longest ended first */
  ClaspTimer          timer;     /* one for all of them */
  gint64              next_frame_us; /* monotonic */
  GQueue              cursors;   /* of ClaspTimelineCursor (owned) */
  ClaspTimer          cursor_timer;
};

typedef enum
{
  CLASP_TIMELINE_PAUSE,
  CLASP_TIMELINE_RESUME,
  CLASP_TIMELINE_STOP,
  CLASP_TIMELINE_SEEK,
} ClaspTimelineAction;

/* What a PUBLISH of a timeline says. */
typedef struct
{
  ClaspTimeline      *timeline; /* (owned) (nullable) NULL: an action */
  gint64              start_us; /* -1: now */
  ClaspTimelineAction action;
  gint64              position_us;
} ClaspTimelineOrder;

/* clasp-timelines-order.c */
gboolean    clasp_timeline_order_read    (ClaspTimelineOrder       *self,
                                          ClaspRouter              *router,
                                          const ClaspPublish       *publish,
                                          ClaspRefusal             *refusal);
void        clasp_timeline_order_clear   (ClaspTimelineOrder       *self);
const char *clasp_timeline_action_to_string (ClaspTimelineAction    action);
const char *clasp_timeline_phase_to_string (ClaspTimelinePhase      phase);
/* @map with entries put in the place of those with the same key, or at the end; takes over their
 * values. `startTime` goes when there is a `start_time`. */
ClaspValue  clasp_timeline_map_put       (const ClaspValue         *map,
                                          const ClaspMapEntry      *entries,
                                          guint                     n_entries);

/* clasp-timelines-play.c */
/* Everything that is due at the time it returns, which is Unix time. */
gint64      clasp_timelines_catch_up     (ClaspTimelines           *self);
void        clasp_timelines_arm          (ClaspTimelines           *self);
/* From the state of its player: waits, plays or is finished at once. */
void        clasp_timelines_begin        (ClaspTimelines           *self,
                                          ClaspTimelineEntry       *entry,
                                          gint64                    now_us);
void        clasp_timelines_pause        (ClaspTimelines           *self,
                                          ClaspTimelineEntry       *entry,
                                          gint64                    now_us);
/* Finished or stopped, as @phase says. */
void        clasp_timelines_end          (ClaspTimelines           *self,
                                          ClaspTimelineEntry       *entry,
                                          ClaspTimelinePhase        phase,
                                          gint64                    now_us);
/* Out of everything that has to do with time. */
void        clasp_timelines_detach       (ClaspTimelines           *self,
                                          ClaspTimelineEntry       *entry);
void        clasp_timelines_write        (ClaspTimelines           *self,
                                          ClaspTimelineEntry       *entry,
                                          gint64                    now_us);
int         clasp_timelines_compare      (gconstpointer             a,
                                          gconstpointer             b,
                                          gpointer                  user_data);

/* clasp-timelines-keep.c: tells the observer, if there is one */
void        clasp_timelines_note         (ClaspTimelines           *self,
                                          ClaspStr                  address);

/* clasp-timelines.c */
/* Into the router's writer, as it will be handed on. */
gboolean    clasp_timelines_encode       (ClaspTimelines           *self,
                                          const ClaspMessage       *message,
                                          ClaspRefusal             *refusal);
/* Those that have ended go before anything is refused. */
gboolean    clasp_timelines_make_room    (ClaspTimelines           *self,
                                          guint                     n_new,
                                          gsize                     n_bytes,
                                          ClaspRefusal             *refusal);
/* What was encoded last. */
ClaspTimelineEntry *clasp_timelines_store (ClaspTimelines          *self,
                                          guint64                   owner,
                                          ClaspStr                  address,
                                          const ClaspTimelineOrder *order,
                                          gint64                    start_us);
void        clasp_timelines_forget       (ClaspTimelines           *self,
                                          ClaspTimelineEntry       *entry);
ClaspTimelineEntry *clasp_timelines_lookup (ClaspTimelines         *self,
                                            ClaspStr                address);

/* clasp-timelines-join.c */
void        clasp_timelines_skip         (ClaspTimelines           *self,
                                          ClaspTimelineEntry       *entry);
void        clasp_timelines_clear_cursors (ClaspTimelines          *self);

static inline gint64
clasp_timelines_unix_us (ClaspTimelines *self)
{
  return clasp_clock_unix_us (self->router->clock);
}

G_END_DECLS
