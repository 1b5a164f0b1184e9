/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"

#include "mapping/clasp-transform-part.h"

#include <math.h>

/* Design notes. Each element of an array has a head, with the last output, and behind it what the
 * subclass remembers. An element that gives nothing keeps its last output as long as another one of
 * the array gives something; nothing goes out when none does. */

typedef struct
{
  gboolean has_output;
  gboolean is_known; /* follow () was called */
  double   output;
} Head;

typedef struct
{
  gpointer items; /* (owned) */
  guint    n;
  gint64   last_us;
  gboolean is_started;
} State;

typedef struct
{
  const char *watched[2]; /* (unowned) a setting */
} ClaspFilterStepPrivate;

typedef struct
{
  ClaspFilterStep      *step;
  ClaspFilterStepClass *klass;
  State                *state;
  ClaspFilterCall       call;
  gboolean              has_passed; /* any element */
  gint64                wake_us;    /* the earliest of all */
} Pass;

static void clasp_filter_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ClaspFilterStep,
                                  clasp_filter_step,
                                  CLASP_TYPE_RANGED_STEP,
                                  G_ADD_PRIVATE (ClaspFilterStep)
                                    G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM,
                                                           clasp_filter_step_iface_init))

/* Both parts keep the alignment of everything. */
static gsize
head_size (void)
{
  return (sizeof (Head) + 15) / 16 * 16;
}

static gsize
item_size (const ClaspFilterStepClass *klass)
{
  return head_size () + (klass->item_size + 15) / 16 * 16;
}

static Head *
get_head (const Pass *pass, guint index)
{
  return (Head *) ((guint8 *) pass->state->items + index * item_size (pass->klass));
}

static void
forget (const ClaspFilterStepClass *klass, State *state)
{
  for (guint i = 0; i < state->n && klass->clear != NULL; i++)
    klass->clear ((guint8 *) state->items + i * item_size (klass) + head_size ());
  g_clear_pointer (&state->items, g_free);
  state->n = 0;
}

static void
resize (Pass *pass, guint n)
{
  n = MIN (n, CLASP_TRANSFORM_MAX_ELEMENTS);
  if (n == pass->state->n)
    return;

  forget (pass->klass, pass->state);
  pass->state->items = g_malloc0_n (n, item_size (pass->klass));
  pass->state->n = n;
}

static gboolean
follow_one (gpointer user_data, guint index, double in, double *out)
{
  Pass                *pass = user_data;
  Head                *head = get_head (pass, index);
  ClaspTransformResult result;

  if (!isfinite (in))
    return FALSE;

  pass->call.is_first = !head->is_known;
  pass->call.wake_us = 0;
  head->is_known = TRUE;
  result = pass->klass->follow (pass->step, (guint8 *) head + head_size (), &pass->call, in, out);
  if (pass->call.wake_us != 0 && (pass->wake_us == 0 || pass->call.wake_us < pass->wake_us))
    pass->wake_us = pass->call.wake_us;

  switch (result)
    {
    case CLASP_TRANSFORM_PASS:
      pass->has_passed = TRUE;
      head->has_output = TRUE;
      head->output = *out;
      return TRUE;
    case CLASP_TRANSFORM_DROP:
      *out = head->has_output ? head->output : 0.0;
      return TRUE;
    case CLASP_TRANSFORM_ERROR:
      return FALSE;
    }

  return FALSE;
}

/* What is no number but counts as one. */
static void
take_as_press (Pass *pass, const ClaspTransformCall *call, ClaspValue *value)
{
  double number;

  if (value->type == CLASP_VALUE_NULL)
    pass->call.is_bare = call->is_event && (pass->klass->takes_bare || pass->klass->takes_anything);
  else if (!pass->klass->takes_anything || value->type == CLASP_VALUE_ARRAY ||
           clasp_value_to_double (value, &number))
    return;
  if (value->type == CLASP_VALUE_NULL && !pass->call.is_bare)
    return;
  clasp_value_clear (value);
  *value = clasp_value_double (1.0);
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer block, ClaspTransformCall *call, ClaspValue *value)
{
  State               *state = block;
  Pass                 pass = { .step = CLASP_FILTER_STEP (transform),
                                .klass = CLASP_FILTER_STEP_GET_CLASS (transform),
                                .state = state };
  ClaspTransformResult result;

  pass.call = (ClaspFilterCall){ .transform = call,
                                 .now_us = call->now_us,
                                 .is_tick = call->is_tick,
                                 .dt = state->is_started
                                         ? (double) MAX (call->now_us - state->last_us, 0) / 1e6
                                         : 0.0 };
  if (G_UNLIKELY (!clasp_value_is_number (value)))
    take_as_press (&pass, call, value);
  resize (&pass, clasp_transform_count_numbers (value));
  result = clasp_transform_map_numbers (value, follow_one, &pass);
  if (result == CLASP_TRANSFORM_ERROR)
    {
      call->problem = "the value or the result is not a number";
      return result;
    }

  state->last_us = call->now_us;
  state->is_started = TRUE;
  call->wake_us = pass.wake_us;
  return pass.has_passed ? CLASP_TRANSFORM_PASS : CLASP_TRANSFORM_DROP;
}

static void
clear_state (ClaspTransform *transform, gpointer block)
{
  forget (CLASP_FILTER_STEP_GET_CLASS (transform), block);
}

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspFilterStepClass *klass = CLASP_FILTER_STEP_GET_CLASS (transform);

  return klass->prepare == NULL || klass->prepare (CLASP_FILTER_STEP (transform), error);
}

static char *
summarise (ClaspTransform *transform)
{
  return CLASP_FILTER_STEP_GET_CLASS (transform)->summarise (CLASP_FILTER_STEP (transform));
}

static const char *const *
watches (ClaspTransform *transform)
{
  ClaspFilterStep        *self = CLASP_FILTER_STEP (transform);
  ClaspFilterStepPrivate *priv = clasp_filter_step_get_instance_private (self);
  const char             *name = CLASP_FILTER_STEP_GET_CLASS (self)->watched;

  return clasp_transform_watch_one (
    priv->watched,
    name != NULL ? clasp_settings_get_string (CLASP_SETTINGS (transform), name) : NULL);
}

static void
clasp_filter_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (State);
  iface->compile = compile;
  iface->apply = apply;
  iface->clear_state = clear_state;
  iface->summarise = summarise;
  iface->watches = watches;
}

void
clasp_filter_call_again (ClaspFilterCall *call)
{
  call->wake_us = call->now_us + CLASP_FILTER_TICK_US;
}

double
clasp_filter_call_dt (const ClaspFilterCall *call, gboolean is_moving)
{
  return is_moving ? call->dt : MIN (call->dt, CLASP_FILTER_TICK_US / 1e6);
}

static void
clasp_filter_step_class_init (ClaspFilterStepClass *klass)
{
  clasp_transform_part_install (CLASP_SETTINGS_CLASS (klass));
}

static void
clasp_filter_step_init (ClaspFilterStep *self)
{
}
