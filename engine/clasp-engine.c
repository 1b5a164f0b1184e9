/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"
#include "clasp-show-ranges.h"

#include "bridges/dmx-usb/clasp-dmx-runner.h"

#define OUTBOX_LIMIT 65536
#define OUTBOX_INTERVAL_MS 16
#define UNSEEN_INTERVAL_MS 250
#define DEVICES_END_US (2 * G_USEC_PER_SEC)

enum { STATS_CHANGED, RANGES_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ClaspEngine, clasp_engine, G_TYPE_OBJECT)

void
clasp_engine_emit_stats_changed (ClaspEngine *self)
{
  g_signal_emit (self, signals[STATS_CHANGED], 0);
}

void
clasp_engine_emit_ranges_changed (ClaspEngine *self)
{
  g_signal_emit (self, signals[RANGES_CHANGED], 0);
}

static gboolean
worker_start_cb (gpointer data)
{
  ClaspEngine *self = data;

  if (!self->is_quiet)
    clasp_engine_raise_worker (self);
  self->worker = clasp_worker_new (g_main_context_get_thread_default (), self->is_quiet, &clasp_engine_worker_events, self);
  return G_SOURCE_REMOVE;
}

static gboolean
worker_stop_cb (gpointer data)
{
  ClaspEngine *self = data;

  g_clear_pointer (&self->worker, clasp_worker_free);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_engine_new:
 * @show: the show to watch
 *
 * Thread: UI, as for every other call.
 *
 * Returns: (transfer full): an engine that is stopped
 */
ClaspEngine *
clasp_engine_new (ClaspShow *show)
{
  ClaspEngine *self = g_object_new (CLASP_TYPE_ENGINE, NULL);

  self->show = g_object_ref (show);
  g_signal_connect (show, "changed", G_CALLBACK (clasp_engine_show_changed_cb), self);
  g_signal_connect (clasp_show_get_mappings (show), "items-changed", G_CALLBACK (clasp_engine_mappings_changed_cb), self);
  return self;
}

/**
 * clasp_engine_get_show:
 * @self: an engine
 *
 * Returns: (transfer none): the show it watches
 */
ClaspShow *
clasp_engine_get_show (ClaspEngine *self)
{
  return self->show;
}

/**
 * clasp_engine_set_journal_file:
 * @self: an engine that is stopped
 * @file: (nullable): the journal: last values of parameters, and records of what happened
 *
 * Outputs come back as they were, after a restart or a kill.
 */
void
clasp_engine_set_journal_file (ClaspEngine *self,
                               GFile       *file)
{
  g_return_if_fail (self->context == NULL);

  g_set_object (&self->journal_file, file);
}

/**
 * clasp_engine_set_quiet:
 * @self: an engine that is stopped
 * @is_quiet: whether what becomes of its connections is kept out of the log
 *
 * For one that is started for a test: nobody knows its connections.
 */
void
clasp_engine_set_quiet (ClaspEngine *self,
                        gboolean     is_quiet)
{
  g_return_if_fail (self->context == NULL);

  self->is_quiet = is_quiet;
}

/**
 * clasp_engine_set_seen:
 * @self: an engine
 * @is_seen: whether somebody sees what it tells
 *
 * An engine whose news nobody sees, for every window is hidden or minimised, tells them four times a second.
 */
void
clasp_engine_set_seen (ClaspEngine *self,
                       gboolean     is_seen)
{
  clasp_outbox_set_interval (self->outbox, is_seen ? OUTBOX_INTERVAL_MS : UNSEEN_INTERVAL_MS);
}

/**
 * clasp_engine_start:
 * @self: an engine
 *
 * Starts the worker and, from then on, whatever the show asks for. Nothing happens when it runs.
 */
void
clasp_engine_start (ClaspEngine *self)
{
  if (self->context != NULL)
    return;

  self->context = clasp_context_new ("clasp-worker");
  clasp_context_post (self->context, worker_start_cb, self, NULL);
  clasp_engine_post_everything (self);
}

static void
mark_stopped (ClaspEngine *self)
{
  GHashTableIter iter;
  gpointer       id, status;

  g_hash_table_iter_init (&iter, self->statuses);
  while (g_hash_table_iter_next (&iter, &id, &status))
    {
      ClaspBridgeStatus off = { .state = CLASP_BRIDGE_STATE_OFF };

      g_strlcpy (off.id, id, sizeof off.id);
      clasp_status_update (status, &off);
    }
  self->stats.running = FALSE;
}

/**
 * clasp_engine_stop:
 * @self: an engine
 *
 * Tells peers, closes devices, writes what is kept and joins the worker. Blocks until done.
 */
void
clasp_engine_stop (ClaspEngine *self)
{
  if (self->context == NULL)
    return;

  g_clear_handle_id (&self->reconcile_source, g_source_remove);
  clasp_engine_rules_stop (self);
  clasp_engine_tls_stop (self);
  clasp_context_post (self->context, worker_stop_cb, self, NULL);
  clasp_context_free (self->context);
  self->context = NULL;
  /* What was let go has a last frame to send, and is to be given back to the system. */
  clasp_dmx_runners_wait (DEVICES_END_US);
  clasp_engine_drain_stop (self);
  clasp_engine_editor_stop (self);
  clasp_engine_learn_stop (self);
  clasp_announced_ranges_clear (clasp_show_get_announced_ranges (self->show));
  mark_stopped (self);
}

/**
 * clasp_engine_wait_ready_async:
 * @self: a started engine
 * @cancellable: (nullable): cancels the wait
 * @callback: called when everything the show asks for has started or said why not
 * @user_data: for @callback
 */
void
clasp_engine_wait_ready_async (ClaspEngine        *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, clasp_engine_wait_ready_async);
  g_ptr_array_add (self->waiters, task);
  if (self->uris != NULL)
    clasp_engine_answer_waiters (self);
}

/**
 * clasp_engine_wait_ready_finish:
 * @self: an engine
 * @result: the result
 * @error: the first listener's error
 *
 * Returns: %TRUE when the router listens wherever it was asked to
 */
gboolean
clasp_engine_wait_ready_finish (ClaspEngine  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- questions ---- */

/**
 * clasp_engine_get_stats:
 * @self: an engine
 * @stats: (out caller-allocates): the figures of the last second
 */
void
clasp_engine_get_stats (ClaspEngine      *self,
                        ClaspEngineStats *stats)
{
  *stats = self->stats;
}

/**
 * clasp_engine_get_uris:
 * @self: an engine
 *
 * Returns: (transfer full): where the router listens, with real ports
 */
char **
clasp_engine_get_uris (ClaspEngine *self)
{
  return self->uris != NULL ? g_strdupv (self->uris) : g_new0 (char *, 1);
}

/**
 * clasp_engine_get_status:
 * @self: an engine
 * @connection_id: a connection's id
 *
 * Returns: (transfer none) (nullable): its status, as long as the connection is in the show
 */
ClaspStatus *
clasp_engine_get_status (ClaspEngine *self,
                         const char  *connection_id)
{
  ClaspShowItem *item = clasp_show_find (self->show, connection_id);

  if (item != NULL && CLASP_IS_CONNECTION (item))
    clasp_engine_know_item (self, item);
  return g_hash_table_lookup (self->statuses, connection_id);
}

/**
 * clasp_engine_get_mapping_status:
 * @self: an engine
 * @mapping_id: a mapping's id
 *
 * Returns: (transfer none) (nullable): its status, as long as the mapping is in the show
 */
ClaspMappingStatus *
clasp_engine_get_mapping_status (ClaspEngine *self,
                                 const char  *mapping_id)
{
  ClaspShowItem *item = clasp_show_find (self->show, mapping_id);

  if (item != NULL && CLASP_IS_MAPPING (item))
    clasp_engine_know_item (self, item);
  return g_hash_table_lookup (self->mapping_statuses, mapping_id);
}

/**
 * clasp_engine_dup_session_name:
 * @self: an engine
 * @origin: number of a session
 *
 * Returns: (transfer full): a connection's or mapping's name, or how a peer called itself
 */
char *
clasp_engine_dup_session_name (ClaspEngine *self,
                               guint64      origin)
{
  const char    *name = g_hash_table_lookup (self->session_names, &origin);
  ClaspShowItem *item = name != NULL ? clasp_show_find (self->show, name) : NULL;

  if (item == NULL)
    return g_strdup (name);
  /* A mapping that nobody named is known by where it takes from. */
  if (CLASP_IS_MAPPING (item) && clasp_show_item_get_name (item)[0] == '\0')
    return g_strdup (clasp_mapping_get_source (CLASP_MAPPING (item)));
  return g_strdup (clasp_show_item_get_name (item));
}

/* ---- object ---- */

static void
clasp_engine_dispose (GObject *object)
{
  ClaspEngine *self = CLASP_ENGINE (object);

  clasp_engine_stop (self);
  clasp_outbox_close (self->outbox);
  if (self->show != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->show, self);
      g_signal_handlers_disconnect_by_data (clasp_show_get_mappings (self->show), self);
    }
  g_clear_object (&self->show);
  G_OBJECT_CLASS (clasp_engine_parent_class)->dispose (object);
}

static void
clasp_engine_finalize (GObject *object)
{
  ClaspEngine *self = CLASP_ENGINE (object);

  clasp_outbox_unref (self->outbox);
  clasp_context_free (self->home);
  g_clear_object (&self->journal_file);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->dirty);
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->statuses);
  g_hash_table_unref (self->mapping_statuses);
  g_hash_table_unref (self->session_names);
  g_hash_table_unref (self->learners);
  g_ptr_array_unref (self->waiters);
  g_clear_pointer (&self->recordings, g_ptr_array_unref);
  g_clear_pointer (&self->playbacks, g_ptr_array_unref);
  g_strfreev (self->uris);
  g_clear_error (&self->listen_error);
  g_clear_pointer (&self->signals, clasp_signal_table_unref);
  g_clear_pointer (&self->universes, clasp_universe_snapshot_unref);
  g_free (self->universe_prefix);
  g_clear_pointer (&self->lighting, clasp_lighting_view_unref);
  G_OBJECT_CLASS (clasp_engine_parent_class)->finalize (object);
}

static void
clasp_engine_class_init (ClaspEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clasp_engine_dispose;
  G_OBJECT_CLASS (klass)->finalize = clasp_engine_finalize;
  /**
   * ClaspEngine::stats-changed:
   *
   * clasp_engine_get_stats () has the figures of another second.
   */
  signals[RANGES_CHANGED] = g_signal_new ("ranges-changed", CLASP_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STATS_CHANGED] = g_signal_new ("stats-changed", CLASP_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * ClaspEngine::universes-changed:
   *
   * clasp_engine_get_universes () has a new picture, while somebody watches.
   */
  g_signal_new ("universes-changed", CLASP_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * ClaspEngine::lighting-changed:
   *
   * clasp_engine_get_lighting () has a new view, while somebody watches.
   */
  g_signal_new ("lighting-changed", CLASP_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
clasp_engine_init (ClaspEngine *self)
{
  GMainContext *context = g_main_context_get_thread_default ();

  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->has_new_places = TRUE;
  self->statuses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->mapping_statuses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->session_names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->learners = g_hash_table_new (NULL, NULL);
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  self->home = clasp_context_new_for_main (context);
  self->outbox = clasp_outbox_new (context, OUTBOX_LIMIT, OUTBOX_INTERVAL_MS, clasp_engine_outbox_cb, self, clasp_engine_news_free);
}
