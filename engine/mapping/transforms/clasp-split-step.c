/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-split-step.h"

#include <glib/gi18n-lib.h>
#include <math.h>

G_DEFINE_ENUM_TYPE (ClaspSplitUnit,
                    clasp_split_unit,
                    G_DEFINE_ENUM_VALUE (CLASP_SPLIT_UNIT, "unit"),
                    G_DEFINE_ENUM_VALUE (CLASP_SPLIT_INT, "int"))

G_DEFINE_ENUM_TYPE (ClaspSplitOrder,
                    clasp_split_order,
                    G_DEFINE_ENUM_VALUE (CLASP_SPLIT_MSB, "msb"),
                    G_DEFINE_ENUM_VALUE (CLASP_SPLIT_LSB, "lsb"))

typedef struct
{
  ClaspSplitUnit  unit;
  ClaspSplitOrder order;
} ClaspSplitStepPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ClaspSplitStep,
                                  clasp_split_step,
                                  CLASP_TYPE_VALUE_STEP,
                                  G_ADD_PRIVATE (ClaspSplitStep))

double
clasp_split_form_maximum (const ClaspSplitForm *form)
{
  return (double) (((guint64) 1 << (form->n * form->bits)) - 1);
}

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspSplitStepPrivate *self = clasp_split_step_get_instance_private ((ClaspSplitStep *) step);

  self->unit = (ClaspSplitUnit) clasp_settings_get_int (CLASP_SETTINGS (step), "unit");
  self->order = (ClaspSplitOrder) clasp_settings_get_int (CLASP_SETTINGS (step), "order");
  return TRUE;
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspSplitForm  *form = &CLASP_SPLIT_STEP_GET_CLASS (step)->form;
  ClaspSplitStepPrivate *self = clasp_split_step_get_instance_private ((ClaspSplitStep *) step);
  double                 maximum = clasp_split_form_maximum (form), number;
  ClaspValue             parts[CLASP_SPLIT_MAX_PARTS];
  guint64                whole;

  if (!clasp_value_to_double (in, &number) || !isfinite (number))
    return CLASP_TRANSFORM_ERROR;
  if (self->unit == CLASP_SPLIT_UNIT)
    number *= maximum;
  whole = (guint64) round (CLAMP (number, 0.0, maximum));
  for (guint i = 0; i < form->n; i++)
    {
      guint place = self->order == CLASP_SPLIT_LSB ? i : form->n - 1 - i;

      parts[i] =
        clasp_value_int ((gint64) (whole >> (place * form->bits) & ((1u << form->bits) - 1)));
    }
  *out = clasp_value_array (parts, form->n);
  return CLASP_TRANSFORM_PASS;
}

ClaspTransform *
clasp_split_form_invert (const ClaspSplitForm *form, ClaspTransform *self)
{
  return g_object_new (form->get_inverse_type (), "unit",
                       clasp_settings_get_int (CLASP_SETTINGS (self), "unit"), "order",
                       clasp_settings_get_int (CLASP_SETTINGS (self), "order"), NULL);
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_split_form_invert (&CLASP_SPLIT_STEP_GET_CLASS (transform)->form, transform);
}

static char *
summarise (ClaspValueStep *step)
{
  const ClaspSplitForm *form = &CLASP_SPLIT_STEP_GET_CLASS (step)->form;

  return g_strdup_printf (_ ("%u × %u bits"), form->n, form->bits);
}

static void
clasp_split_step_class_init (ClaspSplitStepClass *klass)
{
  CLASP_VALUE_STEP_CLASS (klass)->prepare = prepare;
  CLASP_VALUE_STEP_CLASS (klass)->convert = convert;
  CLASP_VALUE_STEP_CLASS (klass)->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
}

static void
clasp_split_step_init (ClaspSplitStep *self)
{
}

void
clasp_split_step_class_install (ClaspSplitStepClass *klass,
                                ClaspSplitForm       form,
                                ClaspSplitUnit       unit)
{
  klass->form = form;
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    g_param_spec_enum ("unit", N_ ("Counted"),
                       N_ ("unit: from 0 to 1. int: from 0 to the highest number of all the bits."),
                       clasp_split_unit_get_type (), (int) unit, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    g_param_spec_enum ("order", N_ ("Order"),
                       N_ ("msb: the coarse part first. lsb: the fine part first."),
                       clasp_split_order_get_type (), CLASP_SPLIT_MSB, CLASP_SETTINGS_FLAGS));
}
