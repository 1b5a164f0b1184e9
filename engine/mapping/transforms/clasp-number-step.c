/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"

#include "core/clasp-settings-address.h"
#include "mapping/clasp-transform-part.h"

#include <glib/gi18n-lib.h>

#define OPERAND "operand"
#define ADDRESS "address"

typedef struct
{
  gboolean    has_operand;
  double      operand;
  const char *address;    /* (unowned) a setting; "" = none */
  const char *watched[2]; /* the same as a list */
} ClaspNumberStepPrivate;

typedef struct
{
  ClaspNumberStep *step;
  double           operand;
} Pass;

static void clasp_number_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ClaspNumberStep,
                                  clasp_number_step,
                                  CLASP_TYPE_RANGED_STEP,
                                  G_ADD_PRIVATE (ClaspNumberStep)
                                    G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM,
                                                           clasp_number_step_iface_init))

static ClaspNumberStepPrivate *
get_private (ClaspTransform *transform)
{
  return clasp_number_step_get_instance_private (CLASP_NUMBER_STEP (transform));
}

static gboolean
has_operand (ClaspTransform *transform)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (transform), OPERAND) != NULL;
}

/* "" when it is a number, or there is none. */
static const char *
get_address (ClaspTransform *transform)
{
  return has_operand (transform) ? clasp_settings_get_string (CLASP_SETTINGS (transform), ADDRESS)
                                 : "";
}

static const char *const *
watches (ClaspTransform *transform)
{
  return clasp_transform_watch_one (get_private (transform)->watched, get_address (transform));
}

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspNumberStepClass   *klass = CLASP_NUMBER_STEP_GET_CLASS (transform);
  ClaspNumberStepPrivate *priv = get_private (transform);

  priv->has_operand = has_operand (transform);
  priv->address = get_address (transform);
  if (priv->has_operand)
    priv->operand = clasp_settings_get_double (CLASP_SETTINGS (transform), OPERAND);
  return klass->prepare == NULL || klass->prepare (CLASP_NUMBER_STEP (transform), error);
}

static gboolean
compute_one (gpointer user_data, guint index, double in, double *out)
{
  const Pass *pass = user_data;

  return CLASP_NUMBER_STEP_GET_CLASS (pass->step)->compute (pass->step, in, pass->operand, out);
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  const ClaspNumberStepPrivate *priv = get_private (transform);
  Pass                          pass = { CLASP_NUMBER_STEP (transform), priv->operand };

  /* A parameter that is not there yet leaves the number of the settings. */
  if (priv->address[0] != '\0')
    clasp_transform_read_number (call, priv->address, &pass.operand);
  if (clasp_transform_map_numbers (value, compute_one, &pass) == CLASP_TRANSFORM_PASS)
    return CLASP_TRANSFORM_PASS;

  call->problem = "the value or the result is not a number";
  return CLASP_TRANSFORM_ERROR;
}

static char *
dup_operand_text (ClaspTransform *transform)
{
  char number[CLASP_NUMBER_TEXT];

  if (!has_operand (transform))
    return g_strdup ("");
  if (get_address (transform)[0] != '\0')
    return g_strdup (get_address (transform));
  return g_strdup (
    clasp_number_text (clasp_settings_get_double (CLASP_SETTINGS (transform), OPERAND), number));
}

static char *
summarise (ClaspTransform *transform)
{
  ClaspNumberStepClass *klass = CLASP_NUMBER_STEP_GET_CLASS (transform);
  g_autofree char      *operand = dup_operand_text (transform);
  GString              *text;

  if (klass->summarise != NULL)
    return klass->summarise (CLASP_NUMBER_STEP (transform));
  text = g_string_new (klass->chip);
  g_string_replace (text, "%s", operand, 1);
  return g_string_free (text, FALSE);
}

static void
clasp_number_step_iface_init (ClaspTransformInterface *iface)
{
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->watches = watches;
}

gboolean
clasp_number_step_get_fixed (ClaspTransform *self, double *operand, GError **error)
{
  if (get_address (self)[0] != '\0')
    return clasp_transform_refuse (error, "its number is the value of a parameter");

  *operand = clasp_settings_get_double (CLASP_SETTINGS (self), OPERAND);
  return TRUE;
}

void
clasp_number_step_class_install_operand (ClaspNumberStepClass *klass,
                                         const char           *nick,
                                         const char           *blurb,
                                         double                default_value)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number (OPERAND, nick, blurb, -G_MAXDOUBLE, G_MAXDOUBLE, default_value));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_string (ADDRESS, N_ ("Or the value of"),
                         N_ ("Address of a parameter to take instead, followed as it changes. "
                             "Empty: the number above."),
                         "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_address (settings_class, ADDRESS);
  clasp_settings_class_advanced (settings_class, ADDRESS);
}

static void
clasp_number_step_class_init (ClaspNumberStepClass *klass)
{
  clasp_transform_part_install (CLASP_SETTINGS_CLASS (klass));
}

static void
clasp_number_step_init (ClaspNumberStep *self)
{
}
