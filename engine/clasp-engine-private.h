/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-engine.h"
#include "clasp-worker.h"
#include "io/clasp-context.h"
#include "io/clasp-outbox.h"

/* What the files of the engine share: clasp-engine.c (life), -news.c (up), -reconcile.c (down), -questions.c (requests
 * with an answer: peers, type tags, values), -requests.c (those without), -rules.c (the file of rules), -tls.c (the
 * certificate's files), -recorder.c (recordings), -universes.c (pictures of universes), -lighting.c, -learn.c,
 * -locals.c (scenes that are stored), -priority.c (before other programs), -drain.c (goodbye).
 *
 * Thread: UI, but for the events of the worker. */

G_BEGIN_DECLS

typedef struct _ClaspEngineRules ClaspEngineRules;
typedef struct _ClaspEngineTls ClaspEngineTls;

struct _ClaspEngine
{
  GObject             parent_instance;

  /* UI side */
  ClaspShow          *show;             /* (owned) */
  GFile              *journal_file;     /* (owned) (nullable) */
  GHashTable         *known;            /* (owned) ids of connections and mappings the worker has */
  GHashTable         *dirty;            /* (owned) ids to reconcile; the empty id = everything */
  GHashTable         *places;           /* (owned) id of a mapping → where it stands */
  gboolean            has_new_places;   /* one was added, removed or moved since */
  guint               reconcile_source;
  GHashTable         *statuses;         /* (owned) id → ClaspStatus */
  GHashTable         *mapping_statuses; /* (owned) id → ClaspMappingStatus */
  GHashTable         *session_names;    /* (owned) number → name */
  GPtrArray          *waiters;          /* (owned) tasks of wait_ready */
  gboolean            is_draining;
  gboolean            is_quiet;         /* since before the start */
  GTask              *drain_task;       /* (owned) (nullable) */
  gboolean            has_new_ranges;   /* since "ranges-changed" */
  ClaspEngineStats    stats;
  char              **uris;             /* (owned) (nullable) from the first settling on */
  GError             *listen_error;     /* (owned) (nullable) */
  ClaspSignalTable   *signals;          /* (owned) (nullable) */
  guint               n_signal_watchers;
  guint               n_mapping_watchers;
  ClaspUniverseSnapshot *universes;     /* (owned) (nullable) the newest picture */
  guint               n_universe_watchers;
  char               *universe_prefix;  /* (owned) (nullable) of the one looked at closely */
  gboolean            is_universe_output;
  ClaspLightingView  *lighting;         /* (owned) (nullable) the newest view of the lighting network */
  guint               n_lighting_watchers;
  GHashTable         *learners;         /* (owned) number → ClaspLearner (unowned) */
  guint               last_learner;
  GHashTable         *peer_learns;      /* (owned) (nullable) id of a request → what a peer learns, clasp-engine-editor-more.c */
  GPtrArray          *recordings;       /* (owned) (nullable) to be started */
  GPtrArray          *playbacks;        /* (owned) (nullable) to be started */
  ClaspEngineRules   *rules;            /* (owned) (nullable) while running */
  ClaspEngineTls     *tls;              /* (owned) (nullable) while running */

  /* both sides: the context posts down, the outbox carries up; each locks for itself */
  ClaspContext       *context;          /* (owned) (nullable) while running */
  ClaspContext       *home;             /* (owned) for answers */
  ClaspOutbox        *outbox;           /* (owned) */

  /* worker side: */
  ClaspWorker        *worker;           /* (owned) */
};

/* news: what the worker calls, and what the outbox hands over */
extern const ClaspWorkerEvents clasp_engine_worker_events;
void clasp_engine_news_free         (gpointer         news);
void clasp_engine_outbox_cb         (ClaspOutboxItem *items,
                                     guint            n_items,
                                     guint64          n_dropped,
                                     gpointer         user_data);
void clasp_engine_emit_stats_changed (ClaspEngine    *self);
void clasp_engine_emit_ranges_changed (ClaspEngine   *self);
void clasp_engine_answer_waiters    (ClaspEngine     *self);

/* editor: peers and the show's mappings */
void clasp_engine_asked_cb          (const char       *id,
                                     guint64           origin,
                                     const ClaspValue *request,
                                     gpointer          user_data);

/* learn: takes over @findings */
void clasp_engine_take_learning     (ClaspEngine     *self,
                                     guint            id,
                                     ClaspLearnState  state,
                                     guint            seconds_left,
                                     GPtrArray       *findings);
void clasp_engine_learn_stop        (ClaspEngine     *self);

/* editor-more: a peer has gone; the engine stops */
void clasp_engine_editor_left       (ClaspEngine      *self,
                                     guint64           number);
void clasp_engine_editor_stop       (ClaspEngine      *self);

/* recorder */
void clasp_engine_post_recordings   (ClaspEngine     *self);
void clasp_engine_post_playbacks    (ClaspEngine     *self);

/* lighting: takes over @view */
void clasp_engine_take_lighting     (ClaspEngine           *self,
                                     ClaspLightingView     *view);
/* universes: takes over @snapshot */
void clasp_engine_take_universes    (ClaspEngine           *self,
                                     ClaspUniverseSnapshot *snapshot);

/* locals */
void clasp_engine_store_scene       (ClaspEngine       *self,
                                     const char        *id,
                                     const char *const *values);

/* drain */
void clasp_engine_drain_stop        (ClaspEngine     *self);
void clasp_engine_raise_worker      (ClaspEngine     *self);

/* rules */
void clasp_engine_rules_follow      (ClaspEngine     *self);
void clasp_engine_rules_stop        (ClaspEngine     *self);
const char *clasp_engine_rules_get_error (ClaspEngine *self);

/* tls */
void clasp_engine_tls_follow        (ClaspEngine     *self);
void clasp_engine_tls_stop          (ClaspEngine     *self);

/* reconcile */
void clasp_engine_post_everything   (ClaspEngine     *self);
void clasp_engine_know_item         (ClaspEngine     *self,
                                     ClaspShowItem   *item);
void clasp_engine_show_changed_cb   (ClaspShow       *show,
                                     ClaspShowItem   *item,
                                     ClaspEngine     *self);
void clasp_engine_mappings_changed_cb (GListModel     *mappings,
                                     guint            position,
                                     guint            n_removed,
                                     guint            n_added,
                                     ClaspEngine     *self);

G_END_DECLS
