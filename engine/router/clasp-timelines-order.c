/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-timelines-private.h"

/* What a PUBLISH of a timeline says: a map with `keyframes` (wire.md 10), or a map with an `action`
 * on the timeline there is: pause, resume, stop, or seek with a `position` in microseconds. */

static const char *const action_names[] = {
  [CLASP_TIMELINE_PAUSE] = "pause",
  [CLASP_TIMELINE_RESUME] = "resume",
  [CLASP_TIMELINE_STOP] = "stop",
  [CLASP_TIMELINE_SEEK] = "seek",
};

static const char *const phase_names[] = {
  [CLASP_TIMELINE_PHASE_WAITING] = "waiting", [CLASP_TIMELINE_PHASE_PLAYING] = "playing",
  [CLASP_TIMELINE_PHASE_PAUSED] = "paused",   [CLASP_TIMELINE_PHASE_FINISHED] = "finished",
  [CLASP_TIMELINE_PHASE_STOPPED] = "stopped",
};

static gboolean refuse (ClaspRefusal *refusal, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (ClaspRefusal *refusal, const char *format, ...)
{
  va_list args;
  gsize   length;

  refusal->code = CLASP_CODE_INVALID_VALUE;
  length = g_strlcpy (refusal->text, "InvalidValue: timeline: ", sizeof refusal->text);
  va_start (args, format);
  g_vsnprintf (refusal->text + length, sizeof refusal->text - length, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
read_action (ClaspTimelineOrder *self, const ClaspValue *map, ClaspRefusal *refusal)
{
  const ClaspValue *action = clasp_value_lookup (map, "action");
  ClaspStr          name = clasp_value_get_string (action);

  for (guint i = 0; i < G_N_ELEMENTS (action_names); i++)
    if (clasp_str_equal (name, clasp_str (action_names[i])))
      {
        self->action = i;
        return TRUE;
      }
  return refuse (refusal, "action: expected pause, resume, stop or seek");
}

static gboolean
read_position (ClaspTimelineOrder *self, const ClaspValue *map, ClaspRefusal *refusal)
{
  const ClaspValue *position = clasp_value_lookup (map, "position");

  if (self->action != CLASP_TIMELINE_SEEK)
    return TRUE;
  if (position != NULL && clasp_value_is_number (position) &&
      clasp_value_to_int (position, &self->position_us) && self->position_us >= 0)
    return TRUE;
  return refuse (refusal, "position: expected microseconds, a number that is not negative");
}

static gboolean
check_limits (const ClaspTimelineOrder *self, ClaspRouter *router, ClaspRefusal *refusal)
{
  guint n = clasp_timeline_get_n_keyframes (self->timeline);

  if (n > router->limits.max_timeline_keyframes)
    return refuse (refusal, "keyframes: %u are more than the %u allowed here", n,
                   router->limits.max_timeline_keyframes);
  if (clasp_timeline_get_duration_us (self->timeline) > CLASP_TIMELINES_MAX_TIME_US)
    return refuse (refusal, "duration: more than 366 days");
  if (self->start_us > clasp_clock_unix_us (router->clock) + CLASP_TIMELINES_MAX_TIME_US)
    return refuse (refusal, "start_time: more than 366 days ahead of the router's clock");
  return TRUE;
}

static gboolean
read_timeline (ClaspTimelineOrder *self,
               ClaspRouter        *router,
               const ClaspPublish *publish,
               ClaspRefusal       *refusal)
{
  g_autoptr (GError) error = NULL;

  self->timeline = clasp_timeline_from_value (&publish->value, &self->start_us, &error);
  if (self->timeline == NULL)
    return refuse (refusal, "%s", error->message);
  /* where the JavaScript client puts it */
  if (self->start_us < 0 && publish->has_timestamp)
    self->start_us = (gint64) MIN (publish->timestamp_us, G_MAXINT64);
  return check_limits (self, router, refusal);
}

gboolean
clasp_timeline_order_read (ClaspTimelineOrder *self,
                           ClaspRouter        *router,
                           const ClaspPublish *publish,
                           ClaspRefusal       *refusal)
{
  const ClaspValue *map = &publish->value;
  gboolean          is_read;

  *self = (ClaspTimelineOrder){ .start_us = -1 };
  if (clasp_value_lookup (map, "keyframes") == NULL && clasp_value_lookup (map, "action") != NULL)
    is_read = read_action (self, map, refusal) && read_position (self, map, refusal);
  else
    is_read = read_timeline (self, router, publish, refusal);
  if (!is_read)
    clasp_timeline_order_clear (self);
  return is_read;
}

void
clasp_timeline_order_clear (ClaspTimelineOrder *self)
{
  g_clear_pointer (&self->timeline, clasp_timeline_unref);
}

const char *
clasp_timeline_action_to_string (ClaspTimelineAction action)
{
  return action_names[action];
}

const char *
clasp_timeline_phase_to_string (ClaspTimelinePhase phase)
{
  return phase_names[phase];
}

static gboolean
is_replaced (ClaspStr key, const ClaspMapEntry *entries, guint n_entries)
{
  for (guint i = 0; i < n_entries; i++)
    {
      if (clasp_str_equal (key, entries[i].key))
        return TRUE;
      if (clasp_str_equal (key, CLASP_STR_LITERAL ("startTime")) &&
          clasp_str_equal (entries[i].key, CLASP_STR_LITERAL ("start_time")))
        return TRUE;
    }
  return FALSE;
}

ClaspValue
clasp_timeline_map_put (const ClaspValue *map, const ClaspMapEntry *entries, guint n_entries)
{
  guint                     size = clasp_value_get_size (map);
  g_autofree ClaspMapEntry *all = g_new (ClaspMapEntry, size + n_entries);
  guint                     n = 0;

  for (guint i = 0; i < size; i++)
    {
      ClaspStr          key;
      const ClaspValue *value = clasp_value_get_entry (map, i, &key);

      if (!is_replaced (key, entries, n_entries))
        all[n++] = (ClaspMapEntry){ key, clasp_value_copy (value) };
    }
  for (guint i = 0; i < n_entries; i++)
    all[n++] = entries[i];
  return clasp_value_map (all, n);
}
