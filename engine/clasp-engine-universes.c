/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"

typedef struct
{
  ClaspEngine *engine; /* (unowned) outlives its worker */
  gboolean     watch;
  char        *prefix; /* (owned) (nullable) */
  gboolean     is_output;
} Request;

static void
request_free (gpointer data)
{
  g_free (((Request *) data)->prefix);
  g_free (data);
}

static gboolean
watch_cb (gpointer data)
{
  const Request *request = data;

  clasp_worker_watch_universes (request->engine->worker, request->watch, request->prefix,
                                request->is_output);
  return G_SOURCE_REMOVE;
}

static void
post_watch (ClaspEngine *self)
{
  Request *request;

  if (self->context == NULL)
    return;

  request = g_new0 (Request, 1);
  request->engine = self;
  request->watch = self->n_universe_watchers > 0;
  request->prefix = g_strdup (self->universe_prefix);
  request->is_output = self->is_universe_output;
  clasp_context_post (self->context, watch_cb, request, request_free);
}

/**
 * clasp_engine_watch_universes:
 * @self: a started engine
 *
 * The first watcher starts the pictures: "universes-changed" is emitted for each, at most 25 times
 * a second. End with clasp_engine_unwatch_universes ().
 */
void
clasp_engine_watch_universes (ClaspEngine *self)
{
  if (self->n_universe_watchers++ == 0)
    post_watch (self);
}

/**
 * clasp_engine_unwatch_universes:
 * @self: an engine
 *
 * The last one ends the pictures.
 */
void
clasp_engine_unwatch_universes (ClaspEngine *self)
{
  g_return_if_fail (self->n_universe_watchers > 0);

  if (--self->n_universe_watchers > 0)
    return;
  post_watch (self);
  g_clear_pointer (&self->universes, clasp_universe_snapshot_unref);
}

/**
 * clasp_engine_look_at_universe:
 * @self: an engine whose universes are watched
 * @prefix: (nullable): "/artnet/0/0/1"; %NULL = none
 * @is_output: whether the one that goes out is meant
 *
 * Pictures from now on show this universe source by source.
 */
void
clasp_engine_look_at_universe (ClaspEngine *self, const char *prefix, gboolean is_output)
{
  g_free (self->universe_prefix);
  self->universe_prefix = g_strdup (prefix);
  self->is_universe_output = is_output;
  if (self->n_universe_watchers > 0)
    post_watch (self);
}

/**
 * clasp_engine_get_universes:
 * @self: an engine
 *
 * Returns: (transfer none) (nullable): the newest picture, until the next "universes-changed";
 * %NULL before the first one
 */
ClaspUniverseSnapshot *
clasp_engine_get_universes (ClaspEngine *self)
{
  return self->universes;
}

void
clasp_engine_take_universes (ClaspEngine *self, ClaspUniverseSnapshot *snapshot)
{
  g_clear_pointer (&self->universes, clasp_universe_snapshot_unref);
  if (self->n_universe_watchers == 0)
    {
      clasp_universe_snapshot_unref (snapshot);
      return;
    }

  self->universes = snapshot;
  g_signal_emit_by_name (self, "universes-changed");
}
