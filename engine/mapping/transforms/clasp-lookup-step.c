/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include "core/clasp-value-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  char      *text;      /* (owned) the key as it was written, without quotation marks */
  gboolean   is_number; /* or a range of numbers */
  double     low, high;
  ClaspValue value; /* (owned) */
} Pair;

typedef struct
{
  ClaspValueStep parent_instance;

  GArray    *pairs;    /* (owned) of Pair */
  ClaspValue fallback; /* (owned) null = none */
  gboolean   has_fallback;
  gboolean   keep;
} ClaspLookupStep;

CLASP_DEFINE_VALUE_STEP (ClaspLookupStep, clasp_lookup_step)

static void
pair_clear (gpointer data)
{
  g_free (((Pair *) data)->text);
  clasp_value_clear (&((Pair *) data)->value);
}

static gboolean
read_number (const char *text, double *number)
{
  const ClaspValue value = clasp_value_string (clasp_str (text));
  gboolean         is_number = clasp_value_to_double (&value, number) && isfinite (*number);

  clasp_value_release (&value);
  return is_number;
}

/* "7", "0..9", "left", "\"7\"": the last is a text and no number. */
static gboolean
read_key (char *text, Pair *pair, GError **error)
{
  gsize length = strlen (text);
  char *dots = strstr (text, "..");

  if (length >= 2 && text[0] == '"' && text[length - 1] == '"')
    {
      pair->text = g_strndup (text + 1, length - 2);
      return TRUE;
    }
  pair->text = g_strdup (text);
  if (read_number (text, &pair->low))
    pair->high = pair->low;
  else if (dots == NULL)
    return TRUE;
  else
    {
      g_autofree char *low = g_strndup (text, (gsize) (dots - text));

      if (!read_number (low, &pair->low) || !read_number (dots + 2, &pair->high))
        return TRUE;
      if (pair->low > pair->high)
        return clasp_transform_refuse (error, "pairs: %s is no range", text);
    }
  pair->is_number = TRUE;
  return TRUE;
}

static gboolean
read_value (const char *text, ClaspValue *value, const char *what, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  double             number;

  if (!clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, value, &local_error))
    return clasp_transform_refuse (error, "%s: %s", what, local_error->message);
  if (value->type == CLASP_VALUE_DOUBLE &&
      !(clasp_value_to_double (value, &number) && isfinite (number)))
    return clasp_transform_refuse (error, "%s: ‘%s’ is no number", what, text);
  return TRUE;
}

static gboolean
add_pair (GArray *pairs, const char *item, GError **error)
{
  const char      *sign = strchr (item, '=');
  g_autofree char *key = NULL, *value = NULL;
  Pair             pair = { 0 };

  if (sign == NULL)
    return clasp_transform_refuse (error, "pairs: ‘%s’ is no KEY=VALUE", item);

  key = g_strstrip (g_strndup (item, (gsize) (sign - item)));
  value = g_strstrip (g_strdup (sign + 1));
  if (!read_key (key, &pair, error) || !read_value (value, &pair.value, "pairs", error))
    {
      pair_clear (&pair);
      return FALSE;
    }
  g_array_append_val (pairs, pair);
  return TRUE;
}

static GArray *
read_pairs (ClaspSettings *settings, GError **error)
{
  const char *const *items = clasp_settings_get_strv (settings, "pairs");
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (Pair));

  g_array_set_clear_func (pairs, pair_clear);
  for (guint i = 0; items[i] != NULL; i++)
    if (!add_pair (pairs, items[i], error))
      return NULL;

  return g_steal_pointer (&pairs);
}

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspLookupStep *self = (ClaspLookupStep *) step;
  ClaspSettings   *settings = CLASP_SETTINGS (step);
  const char      *fallback = clasp_settings_get_string (settings, "default");

  g_clear_pointer (&self->pairs, g_array_unref);
  clasp_value_clear (&self->fallback);
  self->keep = clasp_settings_get_boolean (settings, "keep");
  self->has_fallback = fallback[0] != '\0';
  if (self->has_fallback && !read_value (fallback, &self->fallback, "default", error))
    return FALSE;
  self->pairs = read_pairs (settings, error);
  return self->pairs != NULL;
}

static const ClaspValue *
find_number (const ClaspLookupStep *self, double number)
{
  for (guint i = 0; i < self->pairs->len; i++)
    {
      const Pair *pair = &g_array_index (self->pairs, Pair, i);

      if (pair->is_number && number >= pair->low && number <= pair->high)
        return &pair->value;
    }
  return NULL;
}

static const ClaspValue *
find_text (const ClaspLookupStep *self, const ClaspValue *in)
{
  g_autofree char *text = clasp_value_to_text (in);

  for (guint i = 0; i < self->pairs->len; i++)
    {
      const Pair *pair = &g_array_index (self->pairs, Pair, i);

      if (g_str_equal (pair->text, text))
        return &pair->value;
    }
  return NULL;
}

/* A text is looked up as it is written, and else as the number it may be. */
static const ClaspValue *
find (const ClaspLookupStep *self, const ClaspValue *in)
{
  const ClaspValue *found = NULL;
  double            number;

  if (in->type == CLASP_VALUE_STRING || in->type == CLASP_VALUE_BOOL)
    found = find_text (self, in);
  if (found == NULL && in->type != CLASP_VALUE_ARRAY && clasp_value_to_double (in, &number))
    found = find_number (self, number);
  return found;
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspLookupStep *self = (ClaspLookupStep *) step;
  const ClaspValue      *found = find (self, in);

  if (found == NULL && !self->has_fallback && !self->keep)
    return CLASP_TRANSFORM_DROP;
  if (found == NULL)
    found = self->has_fallback ? &self->fallback : in;
  *out = clasp_value_copy (found);
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspValueStep *step)
{
  const char *const *pairs = clasp_settings_get_strv (CLASP_SETTINGS (step), "pairs");

  return g_strdup_printf (ngettext ("%u pair", "%u pairs", g_strv_length ((char **) pairs)),
                          g_strv_length ((char **) pairs));
}

/* A value as the key that finds it: a text that could be read as something else gets quotation
 * marks. */
static char *
write_key (const ClaspValue *value)
{
  g_autofree char *text = clasp_value_to_text (value);
  double           number;

  if (value->type == CLASP_VALUE_STRING && (read_number (text, &number) || strstr (text, "..")))
    return g_strdup_printf ("\"%s\"", text);
  return g_steal_pointer (&text);
}

static char *
write_value (const Pair *pair)
{
  g_autoptr (JsonNode) node = NULL;

  if (pair->is_number || g_str_equal (pair->text, "true") || g_str_equal (pair->text, "false"))
    return g_strdup (pair->text);
  node = json_node_init_string (json_node_alloc (), pair->text);
  return json_to_string (node, FALSE);
}

static gboolean
check_one_to_one (GArray *pairs, guint index, GError **error)
{
  const Pair *pair = &g_array_index (pairs, Pair, index);

  if (pair->low != pair->high)
    return clasp_transform_refuse (error, "all of %s becomes one value", pair->text);
  if (pair->value.type == CLASP_VALUE_NULL || pair->value.type >= CLASP_VALUE_BYTES)
    return clasp_transform_refuse (error, "what %s becomes is no single value", pair->text);
  for (guint i = 0; i < index; i++)
    if (clasp_value_equal (&g_array_index (pairs, Pair, i).value, &pair->value))
      return clasp_transform_refuse (error, "%s and %s become the same",
                                     g_array_index (pairs, Pair, i).text, pair->text);

  return TRUE;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  ClaspSettings           *settings = CLASP_SETTINGS (transform);
  g_autoptr (GArray)       pairs = read_pairs (settings, error);
  g_autoptr (GStrvBuilder) items = g_strv_builder_new ();
  g_auto (GStrv)           strv = NULL;

  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    {
      const Pair      *pair = &g_array_index (pairs, Pair, i);
      g_autofree char *key = NULL, *value = NULL, *item = NULL;

      if (!check_one_to_one (pairs, i, error))
        return NULL;
      key = write_key (&pair->value);
      value = write_value (pair);
      item = g_strdup_printf ("%s=%s", key, value);
      g_strv_builder_add (items, item);
    }
  if (pairs == NULL)
    return NULL;
  strv = g_strv_builder_end (items);
  return g_object_new (G_OBJECT_TYPE (transform), "pairs", strv, "keep",
                       clasp_settings_get_boolean (settings, "keep"), NULL);
}

static void
clasp_lookup_step_finalize (GObject *object)
{
  ClaspLookupStep *self = (ClaspLookupStep *) object;

  g_clear_pointer (&self->pairs, g_array_unref);
  clasp_value_clear (&self->fallback);
  G_OBJECT_CLASS (clasp_lookup_step_parent_class)->finalize (object);
}

static void
clasp_lookup_step_class_init (ClaspLookupStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_lookup_step_finalize;
  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_boxed ("pairs", N_ ("Pairs"),
                        N_ ("KEY=VALUE. A key is a number, a range 0..9, or a text; the first that "
                            "fits counts. A value is a number, true, a text, or JSON."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_string ("default", N_ ("Otherwise"),
                         N_ ("What goes out for what is not in the list. Empty: as below."), "",
                         CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_boolean ("keep", N_ ("Pass others"),
                          N_ ("What is not in the list goes out as it is; else nothing does."),
                          TRUE, CLASP_SETTINGS_FLAGS));
}
