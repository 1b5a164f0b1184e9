/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-private.h"

/* Design notes: the condition of a mapping, with what it remembers of each source address.
 *
 * By itself a condition is looked at when a value comes. It is watchful when that is not enough:
 * when what waits shall pass as soon as it holds, when the targets get their default as soon as it
 * does not, or when a part has to last. Then it is looked at for each address it knows whenever
 * something it looks at changes, and when time alone may change the answer, by one timer for all of
 * them.
 *
 * Only states wait: an event is over, nothing that happens later sends it again. */

typedef struct
{
  gboolean         is_open, has_held;
  ClaspValue       held;    /* (owned) what waits */
  ClaspRouteManner manner;  /* of that */
  gint64           wake_us; /* 0 = never */
  gint64           state[]; /* of the condition */
} Entry;

static ClaspRouteSource *
source_of (ClaspRouteGuard *self)
{
  return (ClaspRouteSource *) ((guint8 *) self - G_STRUCT_OFFSET (ClaspRouteSource, when));
}

static void
forget_held (Entry *entry)
{
  if (entry->has_held)
    clasp_value_clear (&entry->held);
  entry->has_held = FALSE;
}

static void
clear_entries (ClaspRouteGuard *self)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Entry *entry = data;

      forget_held (entry);
      clasp_condition_clear_state (self->condition, entry->state);
    }
  g_hash_table_remove_all (self->entries);
}

gboolean
clasp_route_guard_init (ClaspRouteGuard         *self,
                        ClaspSettings           *options,
                        const ClaspRoutePattern *pattern,
                        GError                 **error)
{
  const char *text = clasp_settings_get_string (options, "when");

  if (*text == '\0')
    return TRUE;
  self->condition = clasp_condition_new (text, pattern, error);
  if (self->condition == NULL)
    return FALSE;
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->sends = clasp_settings_get_int (options, "when-opens") == CLASP_WHEN_OPENS_SEND;
  self->releases = clasp_settings_get_int (options, "when-closes") == CLASP_LAYER_RELEASE;
  self->is_watchful =
    self->sends || self->releases || clasp_condition_has_to_last (self->condition);
  return TRUE;
}

void
clasp_route_guard_clear (ClaspRouteGuard *self)
{
  if (self->condition == NULL)
    return;
  clear_entries (self);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->condition, clasp_condition_free);
}

/* When there are too many it starts afresh: no edge is seen in the next check. */
static Entry *
ensure_entry (ClaspRouteGuard *self, ClaspStr address)
{
  gsize            size = clasp_condition_state_size (self->condition);
  g_autofree char *key = NULL;
  Entry           *entry;

  if (size == 0 && !self->is_watchful)
    return NULL;
  key = clasp_str_dup (address);
  entry = g_hash_table_lookup (self->entries, key);
  if (entry != NULL)
    return entry;
  if (g_hash_table_size (self->entries) >= CLASP_ROUTE_MAX_WAITING)
    clear_entries (self);
  entry = g_malloc0 (sizeof (Entry) + size);
  g_hash_table_insert (self->entries, g_steal_pointer (&key), entry);
  return entry;
}

/* ---- looking ---- */

static gint64
earlier (gint64 a, gint64 b)
{
  return a == 0 || (b != 0 && b < a) ? b : a;
}

static void timer_cb (gpointer user_data);

static void
wake_at (ClaspRouteGuard *self, gint64 due_us)
{
  ClaspRouteSource *source = source_of (self);

  self->due_us = due_us;
  if (due_us != 0)
    clasp_timers_set (source->route->host->timers, &self->timer, due_us, timer_cb, source);
  else
    clasp_timers_cancel (source->route->host->timers, &self->timer);
}

void
clasp_route_guard_forget (ClaspRouteSource *source)
{
  ClaspRouteGuard *self = &source->when;

  if (self->condition == NULL)
    return;
  wake_at (self, 0);
  clear_entries (self);
}

/* @value: NULL for a mere look. */
static gboolean
check (ClaspRouteSource *source,
       ClaspStr          address,
       const ClaspValue *value,
       Entry            *entry,
       gint64           *wake_us)
{
  ClaspRoute        *route = source->route;
  ClaspTransformEnv  env = clasp_route_env_of (route);
  ClaspCaptures      captures;
  ClaspConditionCall call = {
    .input = value,
    .address = address,
    .captures = &captures,
    .env = &env,
    .now_us = clasp_route_now (route),
    .unix_us = clasp_clock_unix_us (clasp_timers_get_clock (route->host->timers)),
  };

  *wake_us = 0;
  return clasp_route_pattern_match (source->pattern, address, &captures) &&
         clasp_condition_check (source->when.condition, entry != NULL ? entry->state : NULL, &call,
                                wake_us);
}

static void
close_entry (ClaspRouteGuard *self, Entry *entry, const char *address)
{
  ClaspRoute *route = source_of (self)->route;
  gboolean    was_open = entry->is_open;

  entry->is_open = FALSE;
  if (was_open && self->releases && route->off == CLASP_TRACE_NO_REASON)
    clasp_route_release (route, address);
}

static void
note_value (ClaspRouteGuard      *self,
            Entry                *entry,
            const ClaspRouteFlow *flow,
            const ClaspValue     *value,
            gboolean              holds)
{
  g_autofree char *address = clasp_str_dup (flow->address);

  forget_held (entry);
  if (holds)
    {
      entry->is_open = TRUE;
      return;
    }
  if (self->sends && clasp_route_is_state (flow->manner))
    {
      entry->held = clasp_value_copy (value);
      entry->manner = *flow->manner;
      entry->has_held = TRUE;
    }
  close_entry (self, entry, address);
}

gboolean
clasp_route_guard_holds (ClaspRouteGuard *self, const ClaspRouteFlow *flow, const ClaspValue *value)
{
  Entry   *entry;
  gint64   wake_us;
  gboolean holds;

  if (self->condition == NULL)
    return TRUE;
  entry = ensure_entry (self, flow->address);
  holds = check (flow->source, flow->address, value, entry, &wake_us);
  if (!self->is_watchful)
    return holds;

  entry->wake_us = wake_us;
  if (wake_us != 0 && (self->due_us == 0 || wake_us < self->due_us))
    wake_at (self, wake_us);
  note_value (self, entry, flow, value, holds);
  return holds;
}

/* ---- by itself ---- */

static void
open_entry (ClaspRouteSource *source, Entry *entry, ClaspStr address)
{
  const ClaspDelivery *cause = source->route->host->cause;
  ClaspRouteManner     manner = entry->manner;
  g_auto (ClaspValue)  value = CLASP_VALUE_INIT;

  entry->is_open = TRUE;
  if (!entry->has_held)
    return;
  value = entry->held;
  entry->has_held = FALSE;
  if (cause != NULL)
    manner.hops = MAX (manner.hops, cause->hops);
  clasp_route_pass (source, address, &value, &manner);
}

/* What passes may come round and change what is known of any address. */
static void
look_at (ClaspRouteSource *source, const char *address)
{
  ClaspRouteGuard *self = &source->when;
  Entry           *entry = g_hash_table_lookup (self->entries, address);
  gboolean         holds;

  if (entry == NULL)
    return;
  holds = check (source, clasp_str (address), NULL, entry, &entry->wake_us);
  if (holds && !entry->is_open)
    open_entry (source, entry, clasp_str (address));
  else if (!holds)
    close_entry (self, entry, address);
}

static gint64
next_wake (ClaspRouteGuard *self, gint64 wake_us)
{
  GHashTableIter iter;
  gpointer       entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    wake_us = earlier (wake_us, ((const Entry *) entry)->wake_us);
  return wake_us;
}

/* What depends on no address; when it wants to be followed again. */
static gint64
follow (ClaspRouteSource *source)
{
  ClaspRoute        *route = source->route;
  ClaspTransformEnv  env = clasp_route_env_of (route);
  ClaspConditionCall call = {
    .env = &env,
    .now_us = clasp_route_now (route),
    .unix_us = clasp_clock_unix_us (clasp_timers_get_clock (route->host->timers)),
  };
  gint64 wake_us;

  clasp_condition_follow (source->when.condition, &call, &wake_us);
  return wake_us;
}

static void
look (ClaspRouteSource *source)
{
  ClaspRouteGuard      *self = &source->when;
  gint64                wake_us = follow (source);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter        iter;
  gpointer              address;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    g_ptr_array_add (addresses, g_strdup (address));
  for (guint i = 0; i < addresses->len && source->route->session != NULL; i++)
    look_at (source, addresses->pdata[i]);
  if (source->route->session != NULL)
    wake_at (self, next_wake (self, wake_us));
}

void
clasp_route_guard_begin (ClaspRouteSource *source)
{
  if (source->when.is_watchful)
    look (source);
}

void
clasp_route_guard_look (ClaspRouteSource *source)
{
  if (source->when.is_touched)
    {
      source->when.is_touched = FALSE;
      look (source);
    }
}

static void
timer_cb (gpointer user_data)
{
  ClaspRouteSource *source = user_data;
  ClaspRouteHost   *host = source->route->host;

  clasp_route_host_enter (host);
  host->number++;
  look (source);
  clasp_route_host_leave (host);
}

void
clasp_route_guard_touch (ClaspRouteGuard *self, ClaspStr watched, gint64 now_us)
{
  const char *const *addresses =
    self->condition != NULL ? clasp_condition_get_watched (self->condition) : NULL;

  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    if (clasp_str_equal (clasp_str (addresses[i]), watched))
      {
        clasp_condition_touch (self->condition, watched, now_us);
        self->is_touched = self->is_watchful;
      }
}
