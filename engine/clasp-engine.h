/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-connection-peers.h"
#include "clasp-forgotten.h"
#include "clasp-latency-span.h"
#include "clasp-status.h"
#include "clasp-universe-snapshot.h"
#include "journal/clasp-journal.h"
#include "learn/clasp-learner.h"
#include "recorder/clasp-recorder.h"
#include "recorder/clasp-recording.h"
#include "rules/clasp-rules.h"
#include "show/clasp-show.h"
#include "mapping/clasp-trace.h"
#include "tap/clasp-monitor.h"
#include "tap/clasp-signal-table.h"

/* ClaspEngine: watches a ClaspShow and makes the live parts match it.
 *
 * Owns the worker thread, the router in it, its listeners, bridges and mappings. The one object
 * that lives on both sides of the thread border.
 *
 * Thread: UI (the thread-default context of the thread that made it), unless said otherwise. */

G_BEGIN_DECLS

typedef struct
{
  gboolean         running;
  ClaspRouterStats router;
  double           rate_in, rate_out;  /* messages per second over the last second */
  double           cpu;                /* share of one core the worker used over the last second */
  int              nice;               /* of the worker; below zero it goes before other programs */
  ClaspLatencyFigures latency, latency_minute; /* how long messages of the last second, of the last minute, took the router */
  ClaspRouterQueues queues;
  guint            n_news;             /* that wait for the window */
  guint            n_universes;        /* that have a source, or were sent */
  guint            n_crowded;          /* connections with more addresses than are listed; the first of them */
  struct
  {
    char  id[64];
    guint max;                         /* so many are listed */
  } crowded[4];
  char             uri[256];           /* first listener, empty when none listens */
  ClaspRulesStats  rules;
  char             rules_error[256];   /* of the file of rules; empty = none */
  ClaspJournalStats journal;           /* zero without one */
  char             error[256];         /* of the router's listeners, or its journal; empty = none */
} ClaspEngineStats;

#define CLASP_TYPE_ENGINE (clasp_engine_get_type ())
G_DECLARE_FINAL_TYPE (ClaspEngine, clasp_engine, CLASP, ENGINE, GObject)

/* Signals "stats-changed"; "ranges-changed": devices announced other ranges (clasp-show-ranges.h). Each at
 * most once a second while running. */
ClaspEngine        *clasp_engine_new                (ClaspShow *show);
ClaspShow          *clasp_engine_get_show           (ClaspEngine *self);
/* Keeps a journal (journal/clasp-journal.h) in @file: the values of all parameters, which survive
 * even a kill and are taken over at start, so that outputs come back as they were; and records of
 * what the router's settings choose. Before start; NULL = none (default). */
void                clasp_engine_set_journal_file   (ClaspEngine *self, GFile *file);
/* Records from now, or from the start of the engine, to its end (takes over @file), or until
 * clasp_engine_stop_recording (). Before start: plays as soon as everything else has been started. */
void                clasp_engine_add_recording      (ClaspEngine *self, ClaspRecordFile *file, const char *pattern);
void                clasp_engine_stop_recording     (ClaspEngine *self, const char *path);
void                clasp_engine_add_playback       (ClaspEngine *self, ClaspRecording *recording, const char *name, gboolean is_loop);
/* What becomes of its connections is not logged: for one that is started for a test. Before start. */
void                clasp_engine_set_quiet          (ClaspEngine *self, gboolean is_quiet);
/* Starts the worker and, from then on, whatever the show asks for. */
void                clasp_engine_start              (ClaspEngine *self);
/* Completes when everything the show asks for has started or reported why not. Fails with the first
 * error of the router's listeners; what became of a connection its status says. */
void                clasp_engine_wait_ready_async   (ClaspEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean            clasp_engine_wait_ready_finish  (ClaspEngine *self, GAsyncResult *result, GError **error);
/* (transfer none) (nullable) those that run. */
ClaspRuleSet       *clasp_engine_get_rules          (ClaspEngine *self);
/* Reads the file of rules again; it is also read when it changes. */
void                clasp_engine_reload_rules       (ClaspEngine *self);
/* Before stopping, when there is time: devices stop, peers are told and may read what waits for them,
 * for as long as the router's settings say. */
void                clasp_engine_drain_async        (ClaspEngine *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean            clasp_engine_drain_finish       (ClaspEngine *self, GAsyncResult *result);
/* Says goodbye to peers, closes devices, joins the worker. Blocks until done (bounded by 2 s). */
void                clasp_engine_stop               (ClaspEngine *self);

void                clasp_engine_get_stats          (ClaspEngine *self, ClaspEngineStats *stats);
/* URIs the router listens on, with real ports. (transfer full) */
char              **clasp_engine_get_uris           (ClaspEngine *self);

/* (transfer none) NULL when there is no such item. The object lives as long as the item. */
ClaspStatus        *clasp_engine_get_status         (ClaspEngine *self, const char *connection_id);
ClaspMappingStatus *clasp_engine_get_mapping_status (ClaspEngine *self, const char *mapping_id);
void                clasp_engine_retry_connection   (ClaspEngine *self, const char *connection_id);
/* Those a connection speaks with, when they were heard last and what went to and fro; to be asked about once
 * a second while somebody looks. (transfer full) (element-type ClaspConnectionPeer), heard last first. */
void                clasp_engine_list_peers_async   (ClaspEngine *self, const char *connection_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray          *clasp_engine_list_peers_finish  (ClaspEngine *self, GAsyncResult *result, GError **error);

/* The type tags of the newest message that came in at @address, as its protocol writes them (",ifs"); NULL, without an
 * error, when there are none. (transfer full) (nullable) */
void                clasp_engine_get_tags_async     (ClaspEngine *self, const char *address, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char               *clasp_engine_get_tags_finish    (ClaspEngine *self, GAsyncResult *result, GError **error);

/* The table of all signals. The first call starts feeding it; it is filled with the present state
 * at once. Released with clasp_engine_unwatch_signals () as often as watched. */
ClaspSignalTable   *clasp_engine_watch_signals      (ClaspEngine *self);
void                clasp_engine_unwatch_signals    (ClaspEngine *self);
/* Messages as they pass, each reader its own stream. (transfer full); end with
 * clasp_engine_close_monitor (). */
ClaspMonitor       *clasp_engine_open_monitor       (ClaspEngine *self, guint n_records);
/* The last messages that mappings were offered since a time (Unix) come first, though nobody looked. */
ClaspMonitor       *clasp_engine_open_monitor_since (ClaspEngine *self, guint n_records, gint64 since_us);
void                clasp_engine_close_monitor      (ClaspEngine *self, ClaspMonitor *monitor);
/* What becomes of messages in the mappings, step by step, until clasp_engine_close_trace (); first what
 * became of the last ones. (transfer full). One at a time may be open. */
ClaspTrace         *clasp_engine_open_trace         (ClaspEngine *self, guint n_records);
void                clasp_engine_close_trace        (ClaspEngine *self);
/* Feeds mapping statuses at frame rate while held; nested. */
void                clasp_engine_watch_mappings     (ClaspEngine *self);
void                clasp_engine_unwatch_mappings   (ClaspEngine *self);

/* Whether somebody sees what it tells, as is assumed at first. Else it tells four times a second, not at frame rate. */
void                clasp_engine_set_seen           (ClaspEngine *self, gboolean is_seen);

/* All universes, what comes in and what goes out: "universes-changed" at most 25 times a second
 * while they are watched; nested. One of them may be looked at closely. Blackout, freeze, panic and
 * tests are addresses (dmx/clasp-desk.h): clasp_engine_send (). */
void                clasp_engine_watch_universes    (ClaspEngine *self);
void                clasp_engine_unwatch_universes  (ClaspEngine *self);
void                clasp_engine_look_at_universe   (ClaspEngine *self, const char *prefix, gboolean is_output);
ClaspUniverseSnapshot *clasp_engine_get_universes   (ClaspEngine *self);

/* Who else is on the lighting network, as the connections know it (dmx/clasp-lighting-view.h): "lighting-changed" twice a
 * second while it is watched; nested. */
void                clasp_engine_watch_lighting     (ClaspEngine *self);
void                clasp_engine_unwatch_lighting   (ClaspEngine *self);
ClaspLightingView  *clasp_engine_get_lighting       (ClaspEngine *self);

/* Writes a value as a person's hand would: a SET, or an event; NULL is an event without a value. */
void                clasp_engine_send               (ClaspEngine *self, const char *address, const ClaspValue *value, gboolean as_event);
/* Drops addresses from the state and the table of signals until they are seen again, and puts them back;
 * neither sends anything. */
void                clasp_engine_forget             (ClaspEngine *self, ClaspForgotten *forgotten);
void                clasp_engine_remember           (ClaspEngine *self, ClaspForgotten *forgotten);
/* The whole value of one address, or NULL as a param of the task. */
void                clasp_engine_get_value_async    (ClaspEngine *self, const char *address, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean            clasp_engine_get_value_finish   (ClaspEngine *self, GAsyncResult *result, ClaspValue *value, GError **error);

/* Begins to learn (learn/clasp-learner.h). Eight may run at once; one more than that has ended when it
 * is given. (transfer full) */
ClaspLearner       *clasp_engine_learn              (ClaspEngine *self, const ClaspLearnOptions *options);
/* Learn: which signal did the person just move? Addresses that moved during the second before the
 * start are ignored. Completes with the address that changed most by its range (transfer full), or
 * CANCELLED, or TIMED_OUT after @timeout_ms. */
void                clasp_engine_learn_async        (ClaspEngine *self, const char *pattern, guint timeout_ms, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char               *clasp_engine_learn_finish       (ClaspEngine *self, GAsyncResult *result, GError **error);

/* Name of a session for a monitor row: a connection's or mapping's name, a peer's. (transfer full) */
char               *clasp_engine_dup_session_name   (ClaspEngine *self, guint64 origin);

G_END_DECLS
