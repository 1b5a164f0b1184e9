/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-inverse-step.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* How finely the way is looked at for places where it turns. */
#define N_SAMPLES 1024
/* Halvings of the way: far below the last bit of a double. */
#define N_HALVINGS 96

typedef struct
{
  ClaspSettings parent_instance;

  ClaspTransform *forward; /* (owned) compiled */
  double          low, high;
  double          first, last; /* what it makes of them */
  double          sign;        /* −1 when it falls */
} ClaspInverseStep;

GType clasp_inverse_step_get_type (void);
CLASP_DEFINE_STEP (ClaspInverseStep, clasp_inverse_step)

static const ClaspValue *
get_nothing (ClaspStr address, gpointer user_data)
{
  return NULL;
}

/* Steps that can be undone this way remember nothing. */
static gboolean
go_forward (const ClaspInverseStep *self, double in, double *out)
{
  static const ClaspTransformEnv env = { .get = get_nothing };
  ClaspTransformCall             call = { .address = CLASP_STR_EMPTY, .env = &env };
  g_auto (ClaspValue)            value = clasp_value_double (in);

  return CLASP_TRANSFORM_GET_IFACE (self->forward)->apply (self->forward, NULL, &call, &value) ==
           CLASP_TRANSFORM_PASS &&
         clasp_value_to_double (&value, out);
}

static double
place_at (const ClaspInverseStep *self, guint index)
{
  return self->low + (self->high - self->low) * index / N_SAMPLES;
}

static gboolean
check_monotone (ClaspInverseStep *self, GError **error)
{
  double previous, y;

  if (!go_forward (self, self->low, &self->first) || !go_forward (self, self->high, &self->last))
    return clasp_transform_refuse (error, "it gives nothing at an end");
  if (self->first == self->last)
    return clasp_transform_refuse (error, "it begins and ends at the same value");

  self->sign = self->last > self->first ? 1.0 : -1.0;
  previous = self->first;
  for (guint i = 1; i <= N_SAMPLES; i++, previous = y)
    if (!go_forward (self, place_at (self, i), &y) || (y - previous) * self->sign < -1e-12)
      return clasp_transform_refuse (error, "it turns back near %.3g", place_at (self, i));

  return TRUE;
}

/* Where the way goes past @y; of a level stretch the upper end, or the lower one. */
static double
search (const ClaspInverseStep *self, double y, gboolean upper)
{
  double low = self->low, high = self->high;

  for (guint i = 0; i < N_HALVINGS; i++)
    {
      double middle = low + (high - low) / 2.0, at = 0.0;

      go_forward (self, middle, &at);
      if (self->sign * at < self->sign * y || (upper && at == y))
        low = middle;
      else
        high = middle;
    }
  return upper ? low : high;
}

/* An end is the end, however level the way is there: full stays full. */
static gboolean
go_back (gpointer user_data, guint index, double in, double *out)
{
  const ClaspInverseStep *self = user_data;
  double                  lower, upper;

  if (self->sign * in <= self->sign * self->first)
    *out = self->low;
  else if (self->sign * in >= self->sign * self->last)
    *out = self->high;
  else
    {
      lower = search (self, in, FALSE);
      upper = search (self, in, TRUE);
      *out = lower + (upper - lower) / 2.0;
    }
  return TRUE;
}

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  return ((ClaspInverseStep *) transform)->forward != NULL ||
         clasp_transform_refuse (error, "a copy of what undoes a step undoes nothing");
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  return clasp_transform_map_numbers (value, go_back, transform);
}

static char *
summarise (ClaspTransform *transform)
{
  ClaspTransform  *step = ((ClaspInverseStep *) transform)->forward;
  g_autofree char *forward = step != NULL ? clasp_transform_summarise (step) : g_strdup ("");

  return g_strdup_printf (_ ("back from %s"), forward);
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  ClaspTransform *forward = ((ClaspInverseStep *) transform)->forward;

  if (forward != NULL)
    return CLASP_TRANSFORM (clasp_settings_copy (CLASP_SETTINGS (forward)));
  clasp_transform_refuse (error, "it undoes nothing");
  return NULL;
}

static gboolean
needs_unit (ClaspTransform *transform)
{
  ClaspTransform *forward = ((ClaspInverseStep *) transform)->forward;

  return forward != NULL && clasp_transform_needs_unit (forward);
}

static void
clasp_inverse_step_iface_init (ClaspTransformInterface *iface)
{
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->invert = invert;
  iface->needs_unit = needs_unit;
}

static void
clasp_inverse_step_finalize (GObject *object)
{
  g_clear_object (&((ClaspInverseStep *) object)->forward);
  G_OBJECT_CLASS (clasp_inverse_step_parent_class)->finalize (object);
}

static void
clasp_inverse_step_class_init (ClaspInverseStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_inverse_step_finalize;
}

ClaspTransform *
clasp_inverse_step_new (ClaspTransform *forward, double low, double high, GError **error)
{
  g_autoptr (GObject) object = g_object_new (clasp_inverse_step_get_type (), NULL);
  ClaspInverseStep   *self = (ClaspInverseStep *) object;

  self->forward = CLASP_TRANSFORM (clasp_settings_copy (CLASP_SETTINGS (forward)));
  self->low = low;
  self->high = high;
  if (!clasp_transform_compile (self->forward, NULL, error) || !check_monotone (self, error))
    return NULL;
  return CLASP_TRANSFORM (g_steal_pointer (&object));
}
