/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-announced-ranges.h"
#include "clasp-engine.h"
#include "io/clasp-tls.h"
#include "local/clasp-local-spec.h"
#include "mapping/clasp-route-spec.h"
#include "router/clasp-drain.h"

/* ClaspWorker: the live side of the engine: router, listeners, bridges, mappings and taps, made to
 * match the snapshots of the show that the engine posts.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspWorker ClaspWorker;

/* What one connection of the show asks for; handed over whole. */
typedef struct
{
  char          *id, *name, *kind, *namespace_; /* (owned) */
  GType          bridge_type;
  ClaspSettings *settings;                      /* (owned) a copy nobody else has */
} ClaspConnectionSpec;

void clasp_connection_spec_free (ClaspConnectionSpec *self);

/* One run of learning. */
typedef struct
{
  guint    id;
  char    *pattern;      /* (owned) */
  gboolean is_target, is_many, swallow;
  guint    timeout_ms;
} ClaspLearnSpec;

void clasp_learn_spec_free (ClaspLearnSpec *self);

/* How the worker tells the engine; called on the worker, must not block. */
typedef struct
{
  void (*connection) (const ClaspBridgeStatus *status, gpointer user_data);
  void (*mapping)    (const ClaspRouteStatus *status, gpointer user_data);
  void (*session)    (guint64 number, const char *name, gpointer user_data);
  void (*stats)      (const ClaspEngineStats *stats, gpointer user_data);
  /* Every listener listens or has failed, no connection is starting any more. May come again. */
  void (*settled)    (const char *const *uris, const GError *error, gpointer user_data);
  /* While they are watched; takes over @snapshot. */
  void (*universes)  (ClaspUniverseSnapshot *snapshot, gpointer user_data);
  /* The same; takes over @view. */
  void (*lighting)   (ClaspLightingView *view, gpointer user_data);
  /* A scene shall keep these values ("ADDRESS=JSON"): an edit of the show. */
  void (*stored)     (const char *id, const char *const *values, gpointer user_data);
  /* A peer that may do so asks for something of the show; answered by clasp_worker_answer (). */
  void (*asked)      (const char *id, guint64 origin, const ClaspValue *request, gpointer user_data);
  /* A definition with a range was announced; NULL: that of @address is none any more. */
  void (*range)      (const char *address, const ClaspAnnouncedRange *range, gpointer user_data);
  /* What a run of learning found so far; takes over @findings, which is NULL when it has ended. */
  void (*learning)   (guint id, ClaspLearnState state, guint seconds_left, GPtrArray *findings, gpointer user_data);
} ClaspWorkerEvents;

/* @is_quiet: what becomes of its connections is not logged. */
ClaspWorker      *clasp_worker_new               (GMainContext            *context,
                                                  gboolean                 is_quiet,
                                                  const ClaspWorkerEvents *events,
                                                  gpointer                 user_data);
/* Stops everything but the router, and lets that say goodbye. */
void              clasp_worker_drain             (ClaspWorker             *self,
                                                  ClaspDrainFunc           done,
                                                  gpointer                 user_data);
/* Says goodbye to peers and closes everything. */
void              clasp_worker_free              (ClaspWorker             *self);

/* First of all, before any connection. Takes over @settings. */
void              clasp_worker_set_router        (ClaspWorker             *self,
                                                  ClaspSettings           *settings);
void              clasp_worker_keep_journal      (ClaspWorker             *self,
                                                  GFile                   *file);
/* Take over the specs; an unchanged one changes nothing. */
void              clasp_worker_set_connection    (ClaspWorker             *self,
                                                  ClaspConnectionSpec     *spec);
/* Of a mapping that is not muted. */
void              clasp_worker_set_mapping       (ClaspWorker             *self,
                                                  ClaspRouteSpec          *spec);
/* The ids of all mappings of the show in order, the muted ones too: each one's `order` is its place
 * here. Posted when one was added, removed or moved. */
void              clasp_worker_order_mappings    (ClaspWorker             *self,
                                                  GPtrArray               *ids);
/* Takes over @file. */
void              clasp_worker_record            (ClaspWorker             *self,
                                                  ClaspRecordFile         *file,
                                                  const char              *pattern);
/* What is recorded in the file at @path ends. */
void              clasp_worker_stop_recording    (ClaspWorker             *self,
                                                  const char              *path);
void              clasp_worker_play              (ClaspWorker             *self,
                                                  ClaspRecording          *recording,
                                                  const char              *name,
                                                  gboolean                 is_loop);
/* Peers that connect from now on meet it; takes a reference. Forgotten when the settings name other
 * files. */
void              clasp_worker_renew_identity    (ClaspWorker             *self,
                                                  ClaspTlsIdentity        *identity);
/* NULL = no rules. */
void              clasp_worker_set_rules         (ClaspWorker             *self,
                                                  ClaspRuleSet            *set);
void              clasp_worker_tell_rules        (ClaspWorker             *self,
                                                  const char              *path,
                                                  const char              *error);
void              clasp_worker_remove_connection (ClaspWorker             *self,
                                                  const char              *id);
void              clasp_worker_remove_mapping    (ClaspWorker             *self,
                                                  const char              *id);
/* A variable, timer, scene or layer. */
void              clasp_worker_set_local         (ClaspWorker             *self,
                                                  ClaspLocalSpec          *spec);
void              clasp_worker_remove_local      (ClaspWorker             *self,
                                                  const char              *id);
void              clasp_worker_retry             (ClaspWorker             *self,
                                                  const char              *connection_id);
/* (transfer full) (element-type ClaspConnectionPeer); NULL when there is no such connection. */
GPtrArray        *clasp_worker_list_peers        (ClaspWorker             *self,
                                                  const char              *connection_id);
/* (transfer full) (nullable) As clasp_bridge_dup_tags (), of whichever connection has @address. */
char             *clasp_worker_dup_tags          (ClaspWorker             *self,
                                                  const char              *address);
void              clasp_worker_answer            (ClaspWorker             *self,
                                                  const char              *id,
                                                  const ClaspValue        *answer);
/* Everything the show asked for at start has been handed in: report when it has settled. */
void              clasp_worker_set_complete      (ClaspWorker             *self);

ClaspRouter      *clasp_worker_get_router        (ClaspWorker             *self);
void              clasp_worker_watch_signals     (ClaspWorker             *self,
                                                  ClaspSignalTable        *table); /* NULL ends it */
void              clasp_worker_add_monitor       (ClaspWorker             *self,
                                                  ClaspMonitor            *monitor,
                                                  gint64                   since_us);
void              clasp_worker_remove_monitor    (ClaspWorker             *self,
                                                  ClaspMonitor            *monitor);
void              clasp_worker_set_trace         (ClaspWorker             *self,
                                                  ClaspTrace              *trace); /* NULL ends it */
void              clasp_worker_watch_mappings    (ClaspWorker             *self,
                                                  gboolean                 watch);
void              clasp_worker_watch_universes   (ClaspWorker             *self,
                                                  gboolean                 watch,
                                                  const char              *prefix,
                                                  gboolean                 is_output);
void              clasp_worker_watch_lighting    (ClaspWorker             *self,
                                                  gboolean                 watch);
void              clasp_worker_send              (ClaspWorker             *self,
                                                  const char              *address,
                                                  const ClaspValue        *value,
                                                  gboolean                 as_event);
/* Begins a run; takes over @spec. */
void              clasp_worker_learn             (ClaspWorker             *self,
                                                  ClaspLearnSpec          *spec);
void              clasp_worker_filter_learn      (ClaspWorker             *self,
                                                  guint                    id,
                                                  const char              *filter);
void              clasp_worker_end_learn         (ClaspWorker             *self,
                                                  guint                    id);

G_END_DECLS
