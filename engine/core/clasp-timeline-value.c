/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The map in which timelines travel, because the binary messages have no place for them
 * (wire.md 10). */

#include "core/clasp-timeline-private.h"

#include "core/clasp-error.h"

#include <math.h>

static const ClaspValue *
lookup_either (const ClaspValue *map, const char *key, const char *other_key)
{
  const ClaspValue *value = clasp_value_lookup (map, key);

  if (value == NULL)
    value = clasp_value_lookup (map, other_key);
  return value != NULL && value->type != CLASP_VALUE_NULL ? value : NULL;
}

static gboolean
read_time (const ClaspValue *value, const char *name, gint64 *time_us, GError **error)
{
  if (value->type == CLASP_VALUE_INT && value->as.integer >= 0)
    {
      *time_us = value->as.integer;
      return TRUE;
    }
  if (value->type == CLASP_VALUE_DOUBLE && value->as.number >= 0.0 && value->as.number < 0x1p63)
    {
      *time_us = (gint64) value->as.number;
      return TRUE;
    }

  g_set_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
               "%s: expected microseconds, a number that is not negative", name);
  return FALSE;
}

static gboolean
read_bezier (const ClaspValue *value, ClaspKeyframe *keyframe, GError **error)
{
  gboolean is_good = value->type == CLASP_VALUE_ARRAY && clasp_value_get_size (value) == 4;

  for (guint i = 0; i < 4 && is_good; i++)
    {
      const ClaspValue *element = clasp_value_get_element (value, i);

      is_good = clasp_value_is_number (element) &&
                clasp_value_to_double (element, &keyframe->bezier[i]) &&
                isfinite (keyframe->bezier[i]);
    }

  if (!is_good)
    g_set_error_literal (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                         "bezier: expected four finite numbers");
  keyframe->has_bezier = is_good;
  return is_good;
}

/* The value is borrowed: the caller copies it once every keyframe has been read. */
static gboolean
read_keyframe (const ClaspValue *map, ClaspKeyframe *keyframe, GError **error)
{
  const ClaspValue *time = clasp_value_lookup (map, "time");
  const ClaspValue *value = clasp_value_lookup (map, "value");
  const ClaspValue *easing = lookup_either (map, "easing", "easing");
  const ClaspValue *bezier = lookup_either (map, "bezier", "bezier");
  gint64            time_us;

  *keyframe = (ClaspKeyframe){ .easing = CLASP_EASING_LINEAR };
  if (time == NULL || value == NULL)
    {
      g_set_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE, "%s is missing",
                   time == NULL ? "time" : "value");
      return FALSE;
    }
  if (!read_time (time, "time", &time_us, error))
    return FALSE;
  if (easing != NULL &&
      !clasp_easing_from_string (clasp_value_get_string (easing).data, &keyframe->easing))
    {
      g_set_error_literal (
        error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
        "easing: expected linear, ease-in, ease-out, ease-in-out, step or cubic-bezier");
      return FALSE;
    }
  if (bezier != NULL && !read_bezier (bezier, keyframe, error))
    return FALSE;

  keyframe->time_us = (guint64) time_us;
  keyframe->value = *value;
  return TRUE;
}

static ClaspKeyframe *
read_keyframes (const ClaspValue *list, GError **error)
{
  guint                     n = list != NULL ? clasp_value_get_size (list) : 0;
  g_autofree ClaspKeyframe *keyframes = NULL;

  if (list == NULL || list->type != CLASP_VALUE_ARRAY || n > CLASP_TIMELINE_MAX_KEYFRAMES)
    {
      g_set_error_literal (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                           "keyframes: expected an array of at most 65535");
      return NULL;
    }

  keyframes = g_new0 (ClaspKeyframe, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    if (!read_keyframe (clasp_value_get_element (list, i), &keyframes[i], error))
      {
        g_prefix_error (error, "keyframes[%u]: ", i);
        return NULL;
      }

  for (guint i = 0; i < n; i++)
    keyframes[i].value = clasp_value_copy (&keyframes[i].value);
  return g_steal_pointer (&keyframes);
}

/**
 * clasp_timeline_from_value:
 * @value: a map with `keyframes` and, optionally, `loop` or `loop_`, `start_time` or `startTime`,
 *   and `duration`; times in microseconds as integers or floats
 * @start_us: (out) (optional): the start time, -1 when the map has none
 * @error: return location
 *
 * Thread: any.
 *
 * Errors: %CLASP_CODEC_ERROR_INVALID_VALUE with the path of the fault.
 *
 * Returns: (transfer full): a timeline, or %NULL
 */
ClaspTimeline *
clasp_timeline_from_value (const ClaspValue *value, gint64 *start_us, GError **error)
{
  const ClaspValue         *loop = lookup_either (value, "loop", "loop_");
  const ClaspValue         *start = lookup_either (value, "start_time", "startTime");
  const ClaspValue         *duration = lookup_either (value, "duration", "duration");
  const ClaspValue         *list = clasp_value_lookup (value, "keyframes");
  g_autofree ClaspKeyframe *keyframes = NULL;
  gint64                    read_start_us = -1, duration_us = -1;

  if (loop != NULL && loop->type != CLASP_VALUE_BOOL)
    {
      g_set_error_literal (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                           "loop: expected true or false");
      return NULL;
    }
  if (start != NULL && !read_time (start, "start_time", &read_start_us, error))
    return NULL;
  if (duration != NULL && !read_time (duration, "duration", &duration_us, error))
    return NULL;
  keyframes = read_keyframes (list, error);
  if (keyframes == NULL)
    return NULL;

  if (start_us != NULL)
    *start_us = read_start_us;
  return clasp_timeline_new (keyframes, clasp_value_get_size (list),
                             loop != NULL && loop->as.boolean, duration_us);
}

static ClaspValue
keyframe_to_value (const ClaspKeyframe *keyframe)
{
  ClaspMapEntry entries[4] = {
    { CLASP_STR_LITERAL ("time"), clasp_value_int ((gint64) MIN (keyframe->time_us, G_MAXINT64)) },
    { CLASP_STR_LITERAL ("value"), clasp_value_copy (&keyframe->value) },
    { CLASP_STR_LITERAL ("easing"),
      clasp_value_string (clasp_str (clasp_easing_to_string (keyframe->easing))) },
  };
  guint n = 3;

  if (keyframe->has_bezier)
    {
      ClaspValue points[4];

      for (guint i = 0; i < 4; i++)
        points[i] = clasp_value_double (keyframe->bezier[i]);
      entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("bezier"), clasp_value_array (points, 4) };
    }
  return clasp_value_map (entries, n);
}

/**
 * clasp_timeline_to_value:
 * @self: a timeline
 * @start_us: the start time to write; negative = none
 *
 * Thread: any.
 *
 * Returns: the map that clasp_timeline_from_value () reads, to be given back with
 *   clasp_value_clear ()
 */
ClaspValue
clasp_timeline_to_value (ClaspTimeline *self, gint64 start_us)
{
  g_autofree ClaspValue *keyframes = g_new (ClaspValue, MAX (self->n_keyframes, 1));
  ClaspMapEntry          entries[4];
  guint                  n = 0;

  for (guint i = 0; i < self->n_keyframes; i++)
    keyframes[i] = keyframe_to_value (&self->keyframes[i]);

  entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("keyframes"),
                                  clasp_value_array (keyframes, self->n_keyframes) };
  entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("loop"), clasp_value_bool (self->loop) };
  if (start_us >= 0)
    entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("start_time"), clasp_value_int (start_us) };
  if (self->has_duration)
    entries[n++] =
      (ClaspMapEntry){ CLASP_STR_LITERAL ("duration"), clasp_value_int (self->duration_us) };
  return clasp_value_map (entries, n);
}
