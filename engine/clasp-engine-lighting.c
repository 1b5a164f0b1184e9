/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"

static gboolean
watch_cb (gpointer data)
{
  clasp_worker_watch_lighting (((ClaspEngine *) data)->worker, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
unwatch_cb (gpointer data)
{
  clasp_worker_watch_lighting (((ClaspEngine *) data)->worker, FALSE);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_engine_watch_lighting:
 * @self: a started engine
 *
 * The first watcher starts the views: "lighting-changed" is emitted for each, twice a second. End with
 * clasp_engine_unwatch_lighting ().
 */
void
clasp_engine_watch_lighting (ClaspEngine *self)
{
  if (self->n_lighting_watchers++ == 0 && self->context != NULL)
    clasp_context_post (self->context, watch_cb, self, NULL);
}

/**
 * clasp_engine_unwatch_lighting:
 * @self: an engine
 *
 * The last one ends the views.
 */
void
clasp_engine_unwatch_lighting (ClaspEngine *self)
{
  g_return_if_fail (self->n_lighting_watchers > 0);

  if (--self->n_lighting_watchers > 0)
    return;
  if (self->context != NULL)
    clasp_context_post (self->context, unwatch_cb, self, NULL);
  g_clear_pointer (&self->lighting, clasp_lighting_view_unref);
}

/**
 * clasp_engine_get_lighting:
 * @self: an engine
 *
 * Returns: (transfer none) (nullable): the newest view, until the next "lighting-changed"; %NULL before the
 * first one
 */
ClaspLightingView *
clasp_engine_get_lighting (ClaspEngine *self)
{
  return self->lighting;
}

void
clasp_engine_take_lighting (ClaspEngine *self, ClaspLightingView *view)
{
  g_clear_pointer (&self->lighting, clasp_lighting_view_unref);
  if (self->n_lighting_watchers == 0)
    {
      clasp_lighting_view_unref (view);
      return;
    }

  self->lighting = view;
  g_signal_emit_by_name (self, "lighting-changed");
}
