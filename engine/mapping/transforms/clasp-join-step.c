/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. A list holds all parts, or as many as there are: the missing ones are 0. Parts that
 * come one by one are gathered for a while; then the first alone counts. */

#include "mapping/transforms/clasp-split-step.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspSplitUnit  unit;
  ClaspSplitOrder order;
  gint64          wait_us;
} ClaspJoinStepPrivate;

typedef struct
{
  double parts[CLASP_SPLIT_MAX_PARTS];
  guint  n;
  gint64 until_us;
} State;

static void clasp_join_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ClaspJoinStep,
                                  clasp_join_step,
                                  CLASP_TYPE_RANGED_STEP,
                                  G_ADD_PRIVATE (ClaspJoinStep)
                                    G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM,
                                                           clasp_join_step_iface_init))

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspJoinStepPrivate *self = clasp_join_step_get_instance_private ((ClaspJoinStep *) transform);
  ClaspSettings        *settings = CLASP_SETTINGS (transform);

  self->unit = (ClaspSplitUnit) clasp_settings_get_int (settings, "unit");
  self->order = (ClaspSplitOrder) clasp_settings_get_int (settings, "order");
  self->wait_us = (gint64) (clasp_settings_get_double (settings, "wait-s") * 1e6);
  return TRUE;
}

/* What has not come counts as 0, wherever it would stand. */
static gboolean
read_part (const ClaspSplitForm *form, const ClaspValue *value, double *part)
{
  double number = 0.0;

  if (value->type != CLASP_VALUE_NULL &&
      (!clasp_value_to_double (value, &number) || !isfinite (number)))
    return FALSE;
  *part = CLAMP (round (number), 0.0, (1u << form->bits) - 1.0);
  return TRUE;
}

/* A list that cannot be read leaves what was gathered before as it is. */
static gboolean
read_list (const ClaspSplitForm *form, const ClaspValue *list, State *state)
{
  guint n = clasp_value_get_size (list);
  State read = { .n = n };

  if (n == 0 || n > form->n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!read_part (form, clasp_value_get_element (list, i), &read.parts[i]))
      return FALSE;
  *state = read;
  return TRUE;
}

/* Forgets the parts. */
static ClaspTransformResult
put_together (ClaspJoinStep *step, State *state, ClaspValue *value)
{
  const ClaspSplitForm *form = &CLASP_JOIN_STEP_GET_CLASS (step)->form;
  ClaspJoinStepPrivate *self = clasp_join_step_get_instance_private (step);
  double                whole = 0.0;

  for (guint i = 0; i < form->n; i++)
    {
      guint  from = self->order == CLASP_SPLIT_LSB ? form->n - 1 - i : i;
      double part = from < state->n ? state->parts[from] : 0.0;

      whole = whole * (1u << form->bits) + part;
    }
  *state = (State){ .n = 0 };
  clasp_value_clear (value);
  *value = self->unit == CLASP_SPLIT_INT
             ? clasp_value_int ((gint64) whole)
             : clasp_value_double (whole / clasp_split_form_maximum (form));
  return CLASP_TRANSFORM_PASS;
}

static ClaspTransformResult
gather (ClaspJoinStep *step, State *state, ClaspTransformCall *call, ClaspValue *value)
{
  const ClaspSplitForm *form = &CLASP_JOIN_STEP_GET_CLASS (step)->form;
  ClaspJoinStepPrivate *self = clasp_join_step_get_instance_private (step);
  double                part;

  if (!read_part (form, value, &part))
    return CLASP_TRANSFORM_ERROR;
  if (state->n > 0 && call->now_us >= state->until_us)
    state->n = 0;
  if (state->n == 0)
    state->until_us = call->now_us + self->wait_us;
  state->parts[state->n++] = part;
  if (state->n == form->n || self->wait_us == 0)
    return put_together (step, state, value);
  return CLASP_TRANSFORM_DROP;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer block, ClaspTransformCall *call, ClaspValue *value)
{
  ClaspJoinStep        *step = CLASP_JOIN_STEP (transform);
  const ClaspSplitForm *form = &CLASP_JOIN_STEP_GET_CLASS (transform)->form;
  ClaspJoinStepPrivate *self = clasp_join_step_get_instance_private (step);
  State                *state = block;
  ClaspTransformResult  result = CLASP_TRANSFORM_DROP;

  state->until_us = MIN (state->until_us, call->now_us + self->wait_us);
  if (call->is_tick)
    {
      if (state->n > 0 && call->now_us >= state->until_us)
        result = put_together (step, state, value);
    }
  else if (value->type == CLASP_VALUE_ARRAY)
    result =
      read_list (form, value, state) ? put_together (step, state, value) : CLASP_TRANSFORM_ERROR;
  else
    result = gather (step, state, call, value);
  call->wake_us = state->n > 0 ? state->until_us : 0;
  return result;
}

static char *
summarise (ClaspTransform *transform)
{
  const ClaspSplitForm *form = &CLASP_JOIN_STEP_GET_CLASS (transform)->form;

  return g_strdup_printf (_ ("from %u × %u bits"), form->n, form->bits);
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_split_form_invert (&CLASP_JOIN_STEP_GET_CLASS (transform)->form, transform);
}

static void
clasp_join_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (State);
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
}

static void
clasp_join_step_class_init (ClaspJoinStepClass *klass)
{
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
}

static void
clasp_join_step_init (ClaspJoinStep *self)
{
}

void
clasp_join_step_class_install (ClaspJoinStepClass *klass, ClaspSplitForm form, ClaspSplitUnit unit)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->form = form;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("unit", N_ ("Counted"),
                       N_ ("unit: from 0 to 1. int: from 0 to the highest number of all the bits."),
                       clasp_split_unit_get_type (), (int) unit, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("order", N_ ("Order"),
                       N_ ("msb: the coarse part first. lsb: the fine part first."),
                       clasp_split_order_get_type (), CLASP_SPLIT_MSB, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("wait-s", N_ ("Wait"),
                                  N_ ("Seconds in which the other parts must follow when they come "
                                      "one by one; then the first counts alone."),
                                  0.0, 10.0, 0.05));
}
