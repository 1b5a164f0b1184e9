/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. The inputs are what came itself and the values of further addresses; or, when none
 * are given, the elements of the list or map that came, without the one that is the index. Between
 * two inputs a crossfade needs numbers, or lists of them of one length. */

#include "core/clasp-choice.h"
#include "core/clasp-settings-address.h"
#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include "mapping/clasp-mapping-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Addresses and index together. */
#define MAX_INPUTS 64

typedef enum
{
  CLASP_SELECT_SWITCH,
  CLASP_SELECT_CROSSFADE,
  CLASP_SELECT_EQUAL_POWER,
} ClaspSelectMode;

GType clasp_select_mode_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspSelectMode,
                    clasp_select_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_SELECT_SWITCH, "switch"),
                    G_DEFINE_ENUM_VALUE (CLASP_SELECT_CROSSFADE, "crossfade"),
                    G_DEFINE_ENUM_VALUE (CLASP_SELECT_EQUAL_POWER, "equal-power"))

typedef struct
{
  ClaspSettings parent_instance;

  ClaspSelectMode    mode;
  const char        *index;  /* (unowned) an address; "" = none */
  const char        *field;  /* (unowned) of what comes; "" = none */
  const char *const *inputs; /* (unowned) addresses */
  const char        *watched[MAX_INPUTS + 2];
} ClaspSelectStep;

typedef struct
{
  const ClaspValue *inputs[CLASP_TRANSFORM_MAX_ELEMENTS];
  guint             n;
} Inputs;

typedef struct
{
  double first, second; /* shares of two inputs */
} Mix;

CLASP_DEFINE_STEP (ClaspSelectStep, clasp_select_step)

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspSelectStep *self = (ClaspSelectStep *) transform;
  ClaspSettings   *settings = CLASP_SETTINGS (transform);

  self->mode = (ClaspSelectMode) clasp_settings_get_int (settings, "mode");
  self->index = clasp_settings_get_string (settings, "index");
  self->field = clasp_settings_get_string (settings, "field");
  self->inputs = clasp_settings_get_strv (settings, "inputs");
  if (g_strv_length ((char **) self->inputs) > MAX_INPUTS)
    return clasp_transform_refuse (error, "inputs: more than %d", MAX_INPUTS);
  if (self->index[0] != '\0' && self->field[0] != '\0')
    return clasp_transform_refuse (error, "index and field: only one can choose");
  return TRUE;
}

static const char *const *
watches (ClaspTransform *transform)
{
  ClaspSelectStep   *self = (ClaspSelectStep *) transform;
  const char        *index = clasp_settings_get_string (CLASP_SETTINGS (transform), "index");
  const char *const *inputs = clasp_settings_get_strv (CLASP_SETTINGS (transform), "inputs");
  guint              n = 0;

  if (index[0] != '\0')
    self->watched[n++] = index;
  for (guint i = 0; inputs[i] != NULL && i < MAX_INPUTS; i++)
    if (inputs[i][0] != '\0')
      self->watched[n++] = inputs[i];
  self->watched[n] = NULL;
  return self->watched;
}

/* A key of a map, or a place in a list; NULL where there is none. */
static const ClaspValue *
find_field (const ClaspSelectStep *self, const ClaspValue *value)
{
  gint64 place;

  if (self->field[0] == '\0')
    return NULL;
  if (value->type == CLASP_VALUE_MAP)
    return clasp_value_lookup (value, self->field);
  if (value->type != CLASP_VALUE_ARRAY || !clasp_parse_integer (clasp_str (self->field), &place) ||
      place < 0 || place >= clasp_value_get_size (value))
    return NULL;
  return clasp_value_get_element (value, (guint) place);
}

static void
list_parts (const ClaspValue *value, const ClaspValue *field, Inputs *inputs)
{
  guint size = clasp_value_get_size (value);

  for (guint i = 0; i < size && inputs->n < G_N_ELEMENTS (inputs->inputs); i++)
    {
      ClaspStr          key;
      const ClaspValue *part = value->type == CLASP_VALUE_MAP
                                 ? clasp_value_get_entry (value, i, &key)
                                 : clasp_value_get_element (value, i);

      if (part != field)
        inputs->inputs[inputs->n++] = part;
    }
}

static void
list_inputs (const ClaspSelectStep    *self,
             const ClaspTransformCall *call,
             const ClaspValue         *value,
             const ClaspValue         *field,
             Inputs                   *inputs)
{
  inputs->n = 0;
  if (self->inputs[0] == NULL)
    {
      list_parts (value, field, inputs);
      return;
    }
  inputs->inputs[inputs->n++] = value;
  for (guint i = 0; self->inputs[i] != NULL; i++)
    inputs->inputs[inputs->n++] =
      call->env->get (clasp_str (self->inputs[i]), call->env->user_data);
}

static gboolean
mix_number (const ClaspValue *a, const ClaspValue *b, Mix mix, ClaspValue *out)
{
  double first, second, sum;

  if (!clasp_value_to_double (a, &first) || !clasp_value_to_double (b, &second))
    return FALSE;
  sum = first * mix.first + second * mix.second;
  *out = clasp_value_double (sum);
  return isfinite (sum);
}

static gboolean
mix_lists (const ClaspValue *a, const ClaspValue *b, Mix mix, ClaspValue *out)
{
  ClaspValue results[CLASP_TRANSFORM_MAX_ELEMENTS];
  guint      n = clasp_value_get_size (a);

  if (n != clasp_value_get_size (b) || n > CLASP_TRANSFORM_MAX_ELEMENTS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!mix_number (clasp_value_get_element (a, i), clasp_value_get_element (b, i), mix,
                     &results[i]))
      return FALSE;
  *out = clasp_value_array (results, n);
  return TRUE;
}

static Mix
get_mix (ClaspSelectMode mode, double share)
{
  if (mode == CLASP_SELECT_EQUAL_POWER)
    return (Mix){ cos (share * G_PI / 2.0), sin (share * G_PI / 2.0) };
  return (Mix){ 1.0 - share, share };
}

/* An input of which nothing has come yet gives nothing. */
static ClaspTransformResult
choose (const ClaspSelectStep *self, const Inputs *inputs, double place, ClaspValue *out)
{
  guint             first = (guint) floor (self->mode == CLASP_SELECT_SWITCH ? place + 0.5 : place);
  double            share = place - first;
  const ClaspValue *a = inputs->inputs[first], *b;
  gboolean          is_done;

  if (a == NULL)
    return CLASP_TRANSFORM_DROP;
  if (self->mode == CLASP_SELECT_SWITCH || share == 0.0)
    {
      *out = clasp_value_copy (a);
      return CLASP_TRANSFORM_PASS;
    }

  b = inputs->inputs[first + 1];
  if (b == NULL)
    return CLASP_TRANSFORM_DROP;
  if (a->type == CLASP_VALUE_ARRAY && b->type == CLASP_VALUE_ARRAY)
    is_done = mix_lists (a, b, get_mix (self->mode, share), out);
  else
    is_done = mix_number (a, b, get_mix (self->mode, share), out);
  return is_done ? CLASP_TRANSFORM_PASS : CLASP_TRANSFORM_ERROR;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  const ClaspSelectStep *self = (ClaspSelectStep *) transform;
  const ClaspValue      *field = find_field (self, value);
  double                 place = 0.0;
  Inputs                 inputs;
  ClaspValue             out = CLASP_VALUE_INIT;
  ClaspTransformResult   result;

  list_inputs (self, call, value, field, &inputs);
  if (inputs.n == 0 || (self->field[0] != '\0' && field == NULL))
    return CLASP_TRANSFORM_ERROR;
  if (field != NULL && (!clasp_value_to_double (field, &place) || isnan (place)))
    return CLASP_TRANSFORM_ERROR;
  if (self->index[0] != '\0' && !clasp_transform_read_number (call, self->index, &place))
    place = 0.0;

  result = choose (self, &inputs, CLAMP (place, 0.0, inputs.n - 1.0), &out);
  if (result == CLASP_TRANSFORM_PASS && !clasp_transform_is_finite (&out))
    result = CLASP_TRANSFORM_ERROR;
  if (result == CLASP_TRANSFORM_PASS)
    {
      clasp_value_clear (value);
      *value = out;
    }
  else
    clasp_value_clear (&out);
  return result;
}

static char *
summarise (ClaspTransform *transform)
{
  ClaspSettings   *settings = CLASP_SETTINGS (transform);
  g_autofree char *mode = clasp_choice_dup_word (settings, "mode");
  const char      *index = clasp_settings_get_string (settings, "index");
  const char      *field = clasp_settings_get_string (settings, "field");

  return g_strdup_printf (_ ("%s by %s"), mode, index[0] != '\0' ? index : field);
}

static void
clasp_select_step_iface_init (ClaspTransformInterface *iface)
{
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->watches = watches;
}

static void
clasp_select_step_class_init (ClaspSelectStepClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_string ("index", N_ ("Chosen by"),
                                N_ ("Address of a parameter: 0 is the first input, 1 the second. "
                                    "Until it has a value, the first."),
                                "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string ("field", N_ ("Or by"),
                                N_ ("A key of the map that comes, or a place in the list, from 0."),
                                "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("inputs", N_ ("Inputs"),
                               N_ ("Addresses of further inputs, behind what comes itself. Empty: "
                                   "the parts of the list or map that comes."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_enum ("mode", N_ ("Between"),
                       N_ ("switch: the nearest input. crossfade: a mix by share. equal-power: a "
                           "mix of sounds that stays as loud."),
                       clasp_select_mode_get_type (), CLASP_SELECT_SWITCH, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_address (klass, "index");
  clasp_settings_class_address (klass, "inputs");
}
