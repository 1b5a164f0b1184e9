/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-private.h"

/* The condition of a mapping, with what it remembers of each source address. */

static void
clear_states (ClaspRouteGuard *self)
{
  GHashTableIter iter;
  gpointer       block;

  g_hash_table_iter_init (&iter, self->states);
  while (g_hash_table_iter_next (&iter, NULL, &block))
    clasp_condition_clear_state (self->condition, block);
  g_hash_table_remove_all (self->states);
}

gboolean
clasp_route_guard_init (ClaspRouteGuard         *self,
                        const char              *text,
                        const ClaspRoutePattern *pattern,
                        GError                 **error)
{
  if (*text == '\0')
    return TRUE;
  self->condition = clasp_condition_new (text, pattern, error);
  if (self->condition == NULL)
    return FALSE;
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return TRUE;
}

void
clasp_route_guard_clear (ClaspRouteGuard *self)
{
  if (self->condition == NULL)
    return;
  clear_states (self);
  g_clear_pointer (&self->states, g_hash_table_unref);
  g_clear_pointer (&self->condition, clasp_condition_free);
}

/* When there are too many it starts afresh: no edge is seen in the next check. */
static gpointer
ensure_state (ClaspRouteGuard *self, ClaspStr address)
{
  gsize            size = clasp_condition_state_size (self->condition);
  g_autofree char *key = NULL;
  gpointer         block;

  if (size == 0)
    return NULL;
  key = clasp_str_dup (address);
  block = g_hash_table_lookup (self->states, key);
  if (block != NULL)
    return block;
  if (g_hash_table_size (self->states) >= CLASP_ROUTE_MAX_WAITING)
    clear_states (self);
  block = g_malloc0 (size);
  g_hash_table_insert (self->states, g_steal_pointer (&key), block);
  return block;
}

gboolean
clasp_route_guard_holds (ClaspRouteGuard *self, const ClaspRouteFlow *flow, const ClaspValue *value)
{
  ClaspRoute        *route = flow->source->route;
  ClaspTransformEnv  env = clasp_route_env_of (route);
  ClaspCaptures      captures;
  ClaspConditionCall call = {
    .input = value,
    .address = flow->address,
    .captures = &captures,
    .env = &env,
    .now_us = flow->now_us,
    .unix_us = clasp_clock_unix_us (clasp_timers_get_clock (route->host->timers)),
  };

  if (self->condition == NULL)
    return TRUE;
  if (!clasp_route_pattern_match (flow->source->pattern, flow->address, &captures))
    return FALSE;
  return clasp_condition_check (self->condition, ensure_state (self, flow->address), &call, NULL);
}

void
clasp_route_guard_touch (ClaspRouteGuard *self, ClaspStr watched, gint64 now_us)
{
  const char *const *addresses =
    self->condition != NULL ? clasp_condition_get_watched (self->condition) : NULL;

  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    if (clasp_str_equal (clasp_str (addresses[i]), watched))
      clasp_condition_touch (self->condition, watched, now_us);
}
