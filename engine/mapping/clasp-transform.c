/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-transform-private.h"

#include "mapping/clasp-transform-part.h"
#include "mapping/transforms/clasp-transforms.h"

#include <math.h>

G_DEFINE_INTERFACE (ClaspTransform, clasp_transform, CLASP_TYPE_SETTINGS)

static void
clasp_transform_default_init (ClaspTransformInterface *iface)
{
}

/**
 * clasp_transform_compile:
 * @self: a step
 * @pattern: the source of its mapping, which names the captures
 * @error: return location
 *
 * Checks the settings and prepares the step for values. Settings changed later have no effect on
 * this object's results.
 *
 * Thread: the owner's.
 *
 * Errors: %CLASP_MAPPING_ERROR_TRANSFORM or %CLASP_MAPPING_ERROR_EXPRESSION.
 *
 * Returns: %TRUE if values may come
 */
gboolean
clasp_transform_compile (ClaspTransform *self, const ClaspRoutePattern *pattern, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!clasp_settings_validate (CLASP_SETTINGS (self), &local_error))
    {
      g_set_error_literal (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM,
                           local_error->message);
      return FALSE;
    }
  return clasp_transform_part_compile (self, error) &&
         CLASP_TRANSFORM_GET_IFACE (self)->compile (self, pattern, error);
}

/**
 * clasp_transform_summarise:
 * @self: a step, compiled or not
 *
 * Thread: the owner's.
 *
 * Returns: (transfer full): the text of its chip: "0–1 → 0–255"
 */
char *
clasp_transform_summarise (ClaspTransform *self)
{
  return CLASP_TRANSFORM_GET_IFACE (self)->summarise (self);
}

/**
 * clasp_transform_get_watched:
 * @self: a step, compiled or not
 *
 * Thread: the owner's.
 *
 * Returns: (transfer none) (array zero-terminated=1): the addresses it looks at besides its input;
 *   valid as long as @self and its settings
 */
const char *const *
clasp_transform_get_watched (ClaspTransform *self)
{
  static const char *const none[] = { NULL };
  ClaspTransformInterface *iface = CLASP_TRANSFORM_GET_IFACE (self);

  return iface->watches != NULL ? iface->watches (self) : none;
}

const char *const *
clasp_transform_watch_one (const char *slots[2], const char *address)
{
  slots[0] = address != NULL && address[0] != '\0' ? address : NULL;
  slots[1] = NULL;
  return slots;
}

/**
 * clasp_transform_sets_range:
 * @self: a step, compiled or not
 *
 * Thread: the owner's.
 *
 * Returns: %TRUE if its output has a range of its own, which no default conversion may scale
 */
gboolean
clasp_transform_sets_range (ClaspTransform *self)
{
  ClaspTransformInterface *iface = CLASP_TRANSFORM_GET_IFACE (self);

  return iface->sets_range != NULL && iface->sets_range (self) &&
         !clasp_transform_part_is_set (self);
}

/**
 * clasp_transform_gives_unit:
 * @self: a step, compiled or not
 *
 * Thread: the owner's.
 *
 * Returns: %TRUE if its output is 0–1 whatever came in
 */
gboolean
clasp_transform_gives_unit (ClaspTransform *self)
{
  ClaspTransformInterface *iface = CLASP_TRANSFORM_GET_IFACE (self);

  return iface->gives_unit != NULL && iface->gives_unit (self) &&
         !clasp_transform_part_is_set (self);
}

/**
 * clasp_transform_needs_unit:
 * @self: a step, compiled or not
 *
 * Thread: the owner's.
 *
 * Returns: %TRUE if it works on 0–1
 */
gboolean
clasp_transform_needs_unit (ClaspTransform *self)
{
  ClaspTransformInterface *iface = CLASP_TRANSFORM_GET_IFACE (self);

  return iface->needs_unit != NULL && iface->needs_unit (self) &&
         !clasp_transform_part_is_set (self);
}

/**
 * clasp_transform_invert:
 * @self: a step, compiled or not
 * @error: return location
 *
 * For mappings that go both ways. What a step leaves out for good (what is cut off by a limit, what
 * is rounded) stays as it is on the way back.
 *
 * Thread: the owner's.
 *
 * Errors: %CLASP_MAPPING_ERROR_TRANSFORM, which names the kind and says why it cannot be undone.
 *
 * Returns: (transfer full): a step, not yet compiled, that undoes @self, or %NULL
 */
ClaspTransform *
clasp_transform_invert (ClaspTransform *self, GError **error)
{
  ClaspTransformInterface *iface = CLASP_TRANSFORM_GET_IFACE (self);
  ClaspTransform          *inverse = NULL;

  if (iface->invert != NULL)
    inverse = iface->invert (self, error);
  else
    clasp_transform_refuse (error, "its result does not tell what it was made of");
  if (inverse != NULL && clasp_transform_part_is_set (self) &&
      !clasp_transform_part_copy (self, inverse))
    {
      g_clear_object (&inverse);
      clasp_transform_refuse (error, "it has a path");
    }
  if (inverse == NULL)
    g_prefix_error (error, "%s cannot be undone: ", clasp_transform_get_kind (self));
  return inverse;
}

static gboolean
map_number (const ClaspValue *value,
            guint             index,
            ClaspNumberFunc   func,
            gpointer          user_data,
            ClaspValue       *result)
{
  double in, out;

  if (!clasp_value_to_double (value, &in) || isnan (in) || !func (user_data, index, in, &out) ||
      !isfinite (out))
    return FALSE;
  *result = clasp_value_double (out);
  return TRUE;
}

static ClaspTransformResult
map_array (ClaspValue *value, ClaspNumberFunc func, gpointer user_data)
{
  ClaspValue results[CLASP_TRANSFORM_MAX_ELEMENTS];
  guint      n = clasp_value_get_size (value);

  if (n > CLASP_TRANSFORM_MAX_ELEMENTS)
    return CLASP_TRANSFORM_ERROR;
  for (guint i = 0; i < n; i++)
    if (!map_number (clasp_value_get_element (value, i), i, func, user_data, &results[i]))
      return CLASP_TRANSFORM_ERROR;

  clasp_value_clear (value);
  *value = clasp_value_array (results, n);
  return CLASP_TRANSFORM_PASS;
}

ClaspTransformResult
clasp_transform_map_numbers (ClaspValue *value, ClaspNumberFunc func, gpointer user_data)
{
  ClaspValue result;

  if (clasp_transform_count_numbers (value) > 1)
    return map_array (value, func, user_data);
  if (!map_number (value, 0, func, user_data, &result))
    return CLASP_TRANSFORM_ERROR;

  clasp_value_clear (value);
  *value = result;
  return CLASP_TRANSFORM_PASS;
}

/* No deeper than values can be. */
gboolean
clasp_transform_is_finite (const ClaspValue *value)
{
  guint    n = clasp_value_get_size (value);
  ClaspStr key;

  if (value->type == CLASP_VALUE_DOUBLE)
    return isfinite (value->as.number);
  for (guint i = 0; i < n; i++)
    if (!clasp_transform_is_finite (value->type == CLASP_VALUE_MAP
                                      ? clasp_value_get_entry (value, i, &key)
                                      : clasp_value_get_element (value, i)))
      return FALSE;

  return TRUE;
}

guint
clasp_transform_count_numbers (const ClaspValue *value)
{
  return value->type == CLASP_VALUE_ARRAY ? MAX (clasp_value_get_size (value), 1) : 1;
}

void
clasp_elements_clear (ClaspElements *self, gsize size, GDestroyNotify clear)
{
  for (guint i = 0; i < self->n && clear != NULL; i++)
    clear ((guint8 *) self->items + i * size);
  g_free (self->items);
  *self = (ClaspElements){ 0, NULL };
}

gpointer
clasp_elements_resize (ClaspElements *self, guint n, gsize size, GDestroyNotify clear)
{
  n = MIN (n, CLASP_TRANSFORM_MAX_ELEMENTS);
  if (n != self->n)
    {
      clasp_elements_clear (self, size, clear);
      *self = (ClaspElements){ n, g_malloc0_n (n, size) };
    }
  return self->items;
}

const char *
clasp_number_text (double number, char buffer[CLASP_NUMBER_TEXT])
{
  return g_ascii_formatd (buffer, CLASP_NUMBER_TEXT, "%.4g", number);
}

GParamSpec *
clasp_transform_param_number (const char *name,
                              const char *nick,
                              const char *blurb,
                              double      minimum,
                              double      maximum,
                              double      default_value)
{
  return g_param_spec_double (name, nick, blurb, minimum, maximum, default_value,
                              CLASP_SETTINGS_FLAGS);
}

/**
 * clasp_transform_read_number:
 * @call: the call a step got
 * @address: an address it watches
 * @number: (out): its value as a number
 *
 * Thread: the owner's.
 *
 * Returns: %FALSE when there is no such value, or it is no number
 */
gboolean
clasp_transform_read_number (const ClaspTransformCall *call, const char *address, double *number)
{
  const ClaspValue *value = call->env->get (clasp_str (address), call->env->user_data);

  return value != NULL && clasp_value_to_double (value, number) && isfinite (*number);
}

static gboolean
check_bounds (ClaspSettings *settings,
              const char    *lower,
              const char    *upper,
              gboolean       may_meet,
              GError       **error)
{
  double low = clasp_settings_get_double (settings, lower);
  double high = clasp_settings_get_double (settings, upper);

  if (low < high || (may_meet && low == high))
    return TRUE;

  g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM,
               may_meet ? "%s is above %s" : "%s is not below %s", lower, upper);
  return FALSE;
}

gboolean
clasp_transform_check_order (ClaspSettings *settings,
                             const char    *lower,
                             const char    *upper,
                             GError       **error)
{
  return check_bounds (settings, lower, upper, TRUE, error);
}

gboolean
clasp_transform_check_span (ClaspSettings *settings,
                            const char    *lower,
                            const char    *upper,
                            GError       **error)
{
  return check_bounds (settings, lower, upper, FALSE, error);
}

gboolean
clasp_transform_refuse (GError **error, const char *format, ...)
{
  va_list          args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM, text);
  return FALSE;
}

ClaspTransform *
clasp_transform_invert_as_direct (ClaspTransform *self, GError **error)
{
  return g_object_new (clasp_direct_step_get_type (), NULL);
}

ClaspTransform *
clasp_transform_invert_as_itself (ClaspTransform *self, GError **error)
{
  return CLASP_TRANSFORM (clasp_settings_copy (CLASP_SETTINGS (self)));
}
