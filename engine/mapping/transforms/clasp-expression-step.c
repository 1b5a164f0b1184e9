/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-expression.h"
#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

#define MAX_SUMMARY 24 /* characters of the chip */

typedef struct
{
  ClaspSettings parent_instance;

  ClaspExpression *expression; /* (owned) NULL until compiled */
} ClaspExpressionStep;
typedef ClaspSettingsClass ClaspExpressionStepClass;

/* What `prev`, `out` and `dt` are; one for each element of an array. */
typedef struct
{
  gboolean   has_input;
  ClaspValue prev, out; /* (owned) */
  gint64     last_us;
} Element;

static void clasp_expression_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_TYPE_WITH_CODE (ClaspExpressionStep,
                         clasp_expression_step,
                         CLASP_TYPE_SETTINGS,
                         G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM,
                                                clasp_expression_step_iface_init))

static void
element_clear (gpointer data)
{
  Element *element = data;

  clasp_value_clear (&element->prev);
  clasp_value_clear (&element->out);
}

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspExpressionStep *self = (ClaspExpressionStep *) transform;
  ClaspExpression     *expression = clasp_expression_new (
        clasp_settings_get_string (CLASP_SETTINGS (transform), "expression"), pattern, error);

  if (expression == NULL)
    return FALSE;
  g_clear_pointer (&self->expression, clasp_expression_free);
  self->expression = expression;
  return TRUE;
}

/* The first time, nothing came before: prev is the value itself and out is 0, so that a difference
 * starts at nothing and a sum at the value. */
static gboolean
evaluate (ClaspExpressionStep *self,
          Element             *element,
          ClaspTransformCall  *call,
          guint                index,
          const ClaspValue    *value,
          ClaspValue          *result)
{
  const ClaspValue     zero = clasp_value_int (0);
  ClaspExpressionScope scope = {
    .value = value,
    .previous = element->has_input ? &element->prev : value,
    .output = element->has_input ? &element->out : &zero,
    .dt_s = element->has_input ? (double) (call->now_us - element->last_us) / 1e6 : 0.0,
    .t_s = (double) call->now_us / 1e6,
    .index = index,
    .address = call->address,
    .captures = call->captures,
    .get = call->env->get,
    .get_data = call->env->user_data,
  };

  if (!clasp_expression_evaluate (self->expression, &scope, result, &call->problem))
    return FALSE;
  if (!clasp_transform_is_finite (result))
    {
      clasp_value_clear (result);
      call->problem = "the result is not a number";
      return FALSE;
    }

  element_clear (element);
  *element = (Element){ TRUE, clasp_value_copy (value), clasp_value_copy (result), call->now_us };
  return TRUE;
}

static ClaspTransformResult
evaluate_each (ClaspExpressionStep *self,
               Element             *elements,
               ClaspTransformCall  *call,
               ClaspValue          *value)
{
  ClaspValue results[CLASP_TRANSFORM_MAX_ELEMENTS];
  guint      n = clasp_value_get_size (value);

  if (n > CLASP_TRANSFORM_MAX_ELEMENTS)
    {
      call->problem = "too many elements";
      return CLASP_TRANSFORM_ERROR;
    }
  for (guint i = 0; i < n; i++)
    if (!evaluate (self, &elements[i], call, i, clasp_value_get_element (value, i), &results[i]))
      {
        while (i-- > 0)
          clasp_value_clear (&results[i]);
        return CLASP_TRANSFORM_ERROR;
      }

  clasp_value_clear (value);
  *value = clasp_value_array (results, n);
  return CLASP_TRANSFORM_PASS;
}

static ClaspTransformResult
calculate (ClaspExpressionStep *self, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  gboolean is_list = value->type == CLASP_VALUE_ARRAY && clasp_value_get_size (value) > 0 &&
                     !clasp_expression_takes_whole (self->expression);
  guint             n = is_list ? clasp_value_get_size (value) : 1;
  Element          *elements = clasp_elements_resize (state, n, sizeof (Element), element_clear);
  const ClaspValue *input = is_list ? clasp_value_get_element (value, 0) : value;
  ClaspValue        result;

  if (n > 1)
    return evaluate_each (self, elements, call, value);
  if (!evaluate (self, elements, call, 0, input, &result))
    return CLASP_TRANSFORM_ERROR;

  clasp_value_clear (value);
  *value = result;
  return CLASP_TRANSFORM_PASS;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  ClaspTransformResult result = calculate ((ClaspExpressionStep *) transform, state, call, value);

  if (result == CLASP_TRANSFORM_ERROR && !call->is_tick &&
      clasp_settings_get_boolean (CLASP_SETTINGS (transform), "pass-input-on-error"))
    return CLASP_TRANSFORM_PASS;
  return result;
}

static const char *const *
watches (ClaspTransform *transform)
{
  static const char *const none[] = { NULL };
  ClaspExpressionStep     *self = (ClaspExpressionStep *) transform;

  return self->expression != NULL ? clasp_expression_get_watched (self->expression) : none;
}

static void
clear_state (ClaspTransform *transform, gpointer state)
{
  clasp_elements_clear (state, sizeof (Element), element_clear);
}

static char *
summarise (ClaspTransform *transform)
{
  const char      *text = clasp_settings_get_string (CLASP_SETTINGS (transform), "expression");
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= MAX_SUMMARY)
    return g_strdup (text);
  start = g_utf8_substring (text, 0, MAX_SUMMARY - 1);
  return g_strconcat (start, "…", NULL);
}

static void
clasp_expression_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (ClaspElements);
  iface->compile = compile;
  iface->apply = apply;
  iface->clear_state = clear_state;
  iface->summarise = summarise;
  iface->watches = watches;
}

static void
clasp_expression_step_finalize (GObject *object)
{
  g_clear_pointer (&((ClaspExpressionStep *) object)->expression, clasp_expression_free);
  G_OBJECT_CLASS (clasp_expression_step_parent_class)->finalize (object);
}

static void
clasp_expression_step_class_init (ClaspExpressionStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_expression_step_finalize;
  clasp_settings_class_install (
    klass, g_param_spec_string ("expression", N_ ("Expression"),
                                N_ ("A calculation with value, prev, out, dt, t and the names "
                                    "captured by the source: value * 2 + 1."),
                                "value", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("pass-input-on-error", N_ ("Pass on errors"),
                                 N_ ("When a value gives no result, such as a division by zero, "
                                     "send it as it came; else it is dropped. Counted either way."),
                                 FALSE, CLASP_SETTINGS_FLAGS));
}

static void
clasp_expression_step_init (ClaspExpressionStep *self)
{
}
