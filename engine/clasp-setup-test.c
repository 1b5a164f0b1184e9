/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-setup"

#include "clasp-setup-test.h"

#include "clasp-finder.h"
#include "clasp-network-view.h"
#include "clasp-one-way.h"
#include "clasp-setup-checks.h"
#include "clasp-setup-hints.h"
#include "clasp-setup-loop.h"

#include <glib/gi18n-lib.h>

#define PATIENCE_MS 3500 /* longer than the system asks for a neighbour that is not there */
#define SEQUENCER "/dev/snd/seq"

typedef struct
{
  GPtrArray *subjects; /* (owned) of ClaspSetupSubject */
  char     **uris;     /* (owned) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_ptr_array_unref (job->subjects);
  g_strfreev (job->uris);
  g_free (job);
}

/* ---- what there is, in the window's thread ---- */

static ClaspSetupSubject *
take_router (ClaspEngine *engine)
{
  ClaspRouterConfig *config = clasp_show_get_router (clasp_engine_get_show (engine));
  ClaspSetupSubject *subject = clasp_setup_subject_new (clasp_show_item_get_id (CLASP_SHOW_ITEM (config)), _ ("CLASP router"), "router",
                                                        clasp_router_config_get_settings (config));
  ClaspEngineStats   stats;

  clasp_engine_get_stats (engine, &stats);
  subject->is_enabled = clasp_show_item_get_enabled (CLASP_SHOW_ITEM (config));
  subject->status.state = !stats.running           ? CLASP_BRIDGE_STATE_OFF
                          : stats.error[0] != '\0' ? CLASP_BRIDGE_STATE_ERROR
                                                   : CLASP_BRIDGE_STATE_IDLE;
  g_strlcpy (subject->status.detail, stats.error, sizeof subject->status.detail);
  return subject;
}

static ClaspSetupSubject *
take_connection (ClaspEngine *engine, ClaspConnection *connection)
{
  ClaspShowItem     *item = CLASP_SHOW_ITEM (connection);
  ClaspStatus       *status = clasp_engine_get_status (engine, clasp_show_item_get_id (item));
  ClaspSetupSubject *subject = clasp_setup_subject_new (clasp_show_item_get_id (item), clasp_show_item_get_name (item),
                                                        clasp_connection_get_kind (connection), clasp_connection_get_settings (connection));

  subject->is_enabled = clasp_show_item_get_enabled (item);
  subject->n_unsent = clasp_one_way_count_unsent (clasp_engine_get_show (engine), connection);
  if (status != NULL)
    subject->status = *clasp_status_peek (status);
  return subject;
}

/**
 * clasp_setup_list_subjects:
 * @engine: an engine
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (element-type ClaspSetupSubject): our router and all connections as they are now
 */
GPtrArray *
clasp_setup_list_subjects (ClaspEngine *engine)
{
  GPtrArray  *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_setup_subject_free);
  GListModel *connections = clasp_show_get_connections (clasp_engine_get_show (engine));

  g_ptr_array_add (subjects, take_router (engine));
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      g_ptr_array_add (subjects, take_connection (engine, connection));
    }
  return subjects;
}

static GTask *
start_task (ClaspEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data, gpointer tag)
{
  GTask *task = g_task_new (engine, cancellable, callback, user_data);
  Job   *job = g_new0 (Job, 1);

  job->subjects = clasp_setup_list_subjects (engine);
  job->uris = clasp_engine_get_uris (engine);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, job_free);
  return task;
}

/* ---- the test, in a thread of its own ---- */

static ClaspSandbox
read_sandbox (void)
{
  ClaspSandbox sandbox;

  clasp_sandbox_read (&sandbox, clasp_sandbox_get_root ());
  return sandbox;
}

static void
test_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job                  *job = task_data;
  g_autoptr (GPtrArray) places = clasp_network_list ();
  g_autoptr (GPtrArray) sightings = clasp_finder_list_devices ();
  g_auto (ClaspSandbox) sandbox = read_sandbox ();
  ClaspSetupWorld       world = { places, sightings, SEQUENCER, sandbox.is_midi_hidden, g_get_monotonic_time (), PATIENCE_MS };
  GPtrArray            *reports = clasp_setup_check (job->subjects, &world, cancellable);
  g_autoptr (GPtrArray) loops = NULL;
  ClaspSetupReport     *hints = clasp_setup_hints (job->subjects, places);

  clasp_setup_hint_clocks (hints, job->subjects, world.now_us);
  if (((ClaspSetupSubject *) job->subjects->pdata[0])->is_enabled)
    clasp_setup_loop_call ((const char *const *) job->uris, reports->pdata[0], cancellable);
  loops = clasp_setup_loop_run (cancellable);
  g_ptr_array_extend_and_steal (reports, g_steal_pointer (&loops));
  if (hints->findings->len > 0)
    g_ptr_array_add (reports, hints);
  else
    clasp_setup_report_free (hints);
  g_task_return_pointer (task, reports, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * clasp_setup_test_async:
 * @engine: an engine
 * @cancellable: (nullable): ends it early
 * @callback: called when all is known, some seconds later
 * @user_data: for @callback
 *
 * Thread: UI.
 */
void
clasp_setup_test_async (ClaspEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = start_task (engine, cancellable, callback, user_data, clasp_setup_test_async);

  g_task_set_check_cancellable (task, TRUE);
  g_task_run_in_thread (task, test_in_thread);
}

/**
 * clasp_setup_test_finish:
 * @engine: an engine
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type ClaspSetupReport): what was found out
 */
GPtrArray *
clasp_setup_test_finish (ClaspEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hint_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const GPtrArray      *subjects = ((Job *) task_data)->subjects;
  g_autoptr (GPtrArray) places = clasp_network_list ();
  g_auto (ClaspSandbox) sandbox = read_sandbox ();
  ClaspSetupReport     *report = clasp_setup_hints (subjects, places);

  for (guint i = 0; i < subjects->len; i++)
    clasp_setup_add_unsent (report, subjects->pdata[i]);
  clasp_setup_hint_clocks (report, subjects, g_get_monotonic_time ());
  clasp_setup_hint_sandbox (report, &sandbox);
  g_task_return_pointer (task, report, (GDestroyNotify) clasp_setup_report_free);
}

/**
 * clasp_setup_hints_async:
 * @engine: an engine
 * @cancellable: (nullable): ends it early
 * @callback: called soon
 * @user_data: for @callback
 *
 * Thread: UI.
 */
void
clasp_setup_hints_async (ClaspEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = start_task (engine, cancellable, callback, user_data, clasp_setup_hints_async);

  g_task_run_in_thread (task, hint_in_thread);
}

/**
 * clasp_setup_hints_finish:
 * @engine: an engine
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what is worth a look
 */
ClaspSetupReport *
clasp_setup_hints_finish (ClaspEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
