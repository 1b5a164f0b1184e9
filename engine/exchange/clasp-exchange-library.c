/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-steps.h"

#include "core/clasp-json.h"

#include <math.h>
#include <string.h>

/* Transforms of the bridge library (mapping.md 5) as our steps. Where ours does something else at
 * one point, as thresholds at the level itself, an expression says what theirs does. */

static gboolean fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list          arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, text);
  return FALSE;
}

/* ---- making steps ---- */

/* A step with settings in pairs of name and text, NULL at the end. */
static gboolean
add_step (ClaspStepReader *self, GError **error, const char *kind, ...)
{
  g_autoptr (ClaspStep) step = clasp_show_create_step (self->import->show, kind, error);
  va_list               pairs;
  gboolean              is_good = step != NULL;

  va_start (pairs, kind);
  while (is_good)
    {
      const char *name = va_arg (pairs, const char *);

      if (name == NULL)
        break;
      is_good = clasp_settings_set_text (clasp_step_get_settings (step), name,
                                         va_arg (pairs, const char *), error);
    }
  va_end (pairs);
  if (is_good)
    g_ptr_array_add (self->steps, g_steal_pointer (&step));
  return is_good;
}

static gboolean
add_expression (ClaspStepReader *self, const char *text, GError **error)
{
  return add_step (self, error, "expression", "expression", text, "pass-input-on-error", "true",
                   NULL);
}

/* (transfer full) a number as text; NULL and an error for anything else. */
static char *
take_number (JsonObject *json, const char *name, const char *usual, GError **error)
{
  JsonNode *node = json_object_get_member (json, name);

  if ((node == NULL || JSON_NODE_HOLDS_NULL (node)) && usual != NULL)
    return g_strdup (usual);
  if (clasp_exchange_is_number (node))
    return clasp_exchange_print_number (json_node_get_double (node));
  fail (error, "%s: %s", name, node == NULL ? "is missing" : "is no number");
  return NULL;
}

/* ---- what is the same ---- */

static const struct
{
  const char *type;
  const char *kind;
  const char *theirs, *ours; /* (nullable) a number */
  const char *fixed, *text;  /* (nullable) what is always set */
} simple[] = {
  { "abs", "abs", NULL, NULL, NULL, NULL },
  { "to_int", "convert", NULL, NULL, "to", "int" },
  { "to_float", "convert", NULL, NULL, "to", "float" },
  { "rate_limit", "slew", "max_delta", "per-value", NULL, NULL },
};

static gboolean
add_simple (ClaspStepReader *self, guint index, JsonObject *json, GError **error)
{
  g_autofree char *number = NULL;

  if (simple[index].theirs != NULL)
    {
      number = take_number (json, simple[index].theirs, NULL, error);
      if (number == NULL)
        return FALSE;
      if (g_ascii_strtod (number, NULL) <= 0.0)
        return fail (error, "%s: expected more than 0", simple[index].theirs);
      return add_step (self, error, simple[index].kind, simple[index].ours, number, NULL);
    }
  if (strcmp (simple[index].type, "to_int") == 0)
    return add_step (self, error, "convert", "to", "int", "rounding", "zero", NULL);
  return add_step (self, error, simple[index].kind, simple[index].fixed, simple[index].text, NULL);
}

/* ---- what needs a look ---- */

/* "0..9" would be a range here, and a bare name in quotation marks a text in any case. */
static gboolean
add_pair (GPtrArray *pairs, const char *key, JsonNode *value, GError **error)
{
  g_autofree char *text = clasp_json_print_line (value);

  if (strchr (key, '=') != NULL || strchr (key, '"') != NULL)
    return fail (error, "table: the key “%.64s” cannot be looked up here", key);
  if (strstr (key, "..") != NULL)
    g_ptr_array_add (pairs, g_strdup_printf ("\"%s\"=%s", key, text));
  else
    g_ptr_array_add (pairs, g_strdup_printf ("%s=%s", key, text));
  return TRUE;
}

static gboolean
add_lookup (ClaspStepReader *self, JsonObject *json, GError **error)
{
  JsonObject           *table = clasp_exchange_get_object (json, "table");
  JsonNode             *fallback = json_object_get_member (json, "default");
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  g_autofree char      *otherwise = NULL;
  JsonObjectIter        iter;
  const char           *key;
  JsonNode             *value;
  ClaspStep            *step;

  if (table == NULL)
    return fail (error, "table: is missing, or no object");
  if (json_object_get_size (table) > CLASP_SETTINGS_MAX_ITEMS)
    return fail (error, "table: at most %d pairs", CLASP_SETTINGS_MAX_ITEMS);
  json_object_iter_init_ordered (&iter, table);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    if (!add_pair (pairs, key, value, error))
      return FALSE;
  g_ptr_array_add (pairs, NULL);
  if (fallback != NULL && !JSON_NODE_HOLDS_NULL (fallback))
    otherwise = clasp_json_print_line (fallback);
  if (!add_step (self, error, "lookup", NULL))
    return FALSE;
  step = self->steps->pdata[self->steps->len - 1];
  g_object_set (clasp_step_get_settings (step), "pairs", pairs->pdata, "default",
                otherwise != NULL ? otherwise : "", NULL);
  return TRUE;
}

static gboolean
add_bezier (ClaspStepReader *self, JsonObject *bezier, GError **error)
{
  static const char *const names[] = { "x1", "y1", "x2", "y2" };
  g_autoptr (GString)      text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *number = take_number (bezier, names[i], NULL, error);

      if (number == NULL)
        return FALSE;
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", number);
    }
  return add_step (self, error, "ease", "bezier", text->str, NULL);
}

static gboolean
add_curve (ClaspStepReader *self, JsonObject *json, GError **error)
{
  JsonObject      *object = clasp_exchange_get_object (json, "curve_type");
  const char      *name = clasp_exchange_get_text (json, "curve_type");
  JsonObject      *bezier = object != NULL ? clasp_exchange_get_object (object, "bezier") : NULL;
  g_autofree char *shape = NULL;

  if (bezier != NULL)
    return add_bezier (self, bezier, error);
  if (name == NULL)
    return fail (error, "curve_type: is missing, or not known");
  shape = g_strdelimit (g_strdup (name), "_", '-');
  return add_step (self, error, "curve", "shape", shape, NULL);
}

static gboolean
add_dead_zone (ClaspStepReader *self, JsonObject *json, GError **error)
{
  g_autofree char *threshold = take_number (json, "threshold", NULL, error);
  g_autofree char *text =
    threshold != NULL ? g_strdup_printf ("abs(value) < %s ? 0 : value", threshold) : NULL;

  return text != NULL && add_expression (self, text, error);
}

static gboolean
add_threshold (ClaspStepReader *self, JsonObject *json, GError **error)
{
  const char      *mode = clasp_exchange_get_text (json, "mode");
  g_autofree char *value = take_number (json, "value", "0.5", error);
  g_autofree char *text = NULL;

  if (value == NULL)
    return FALSE;
  if (mode == NULL || strcmp (mode, "above") == 0)
    text = g_strdup_printf ("value > %s ? 1 : 0", value);
  else if (strcmp (mode, "below") == 0)
    text = g_strdup_printf ("value < %s ? 1 : 0", value);
  else if (strcmp (mode, "equal") == 0)
    text = g_strdup_printf ("abs(value - (%s)) < 0.001 ? 1 : 0", value);
  else
    return fail (error, "mode: “%.64s” is not known", mode);
  return add_expression (self, text, error);
}

/* Of 0 and below there is none, and theirs passes. */
static gboolean
add_log (ClaspStepReader *self, JsonObject *json, GError **error)
{
  g_autofree char *base = take_number (json, "base", "", error);
  g_autofree char *text = NULL;

  if (base == NULL)
    return FALSE;
  text = *base == '\0' ? g_strdup ("value > 0 ? log(value) : value")
                       : g_strdup_printf ("value > 0 ? log(value) / log(%s) : value", base);
  return add_expression (self, text, error);
}

/* Halves go away from zero there. */
static gboolean
add_round (ClaspStepReader *self, JsonObject *json, GError **error)
{
  g_autofree char *decimals = take_number (json, "decimals", "0", error);

  return decimals != NULL && add_step (self, error, "round", "decimals", decimals, NULL);
}

static gboolean
add_json_path (ClaspStepReader *self, JsonObject *json, GError **error)
{
  const char *path = clasp_exchange_get_text (json, "path");
  const char *paths[] = { path, NULL };
  ClaspStep  *step;

  if (path == NULL)
    return fail (error, "path: is missing");
  if (!add_step (self, error, "pick", NULL))
    return FALSE;
  step = self->steps->pdata[self->steps->len - 1];
  g_object_set (clasp_step_get_settings (step), "paths", paths, NULL);
  return TRUE;
}

static gboolean
add_map_type (ClaspStepReader *self, JsonObject *json, GError **error)
{
  const char *to = clasp_exchange_get_text (json, "to_type");

  if (to == NULL)
    return fail (error, "to_type: is missing");
  return add_step (self, error, "convert", "to", to, "rounding", "zero", NULL);
}

static gboolean
add_bitwise (ClaspStepReader *self, JsonObject *json, GError **error)
{
  static const char *const names[][2] = {
    { "shift_left", "shl" }, { "shift_right", "shr" }, { "get_bit", "get" },
    { "set_bit", "set" },    { "clear_bit", "clear" },
  };
  const char      *operation = clasp_exchange_get_text (json, "operation");
  g_autofree char *operand = take_number (json, "operand", "", error);

  if (operation == NULL)
    return fail (error, "operation: is missing");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (operation, names[i][0]) == 0)
      operation = names[i][1];
  return operand != NULL &&
         add_step (self, error, "convert", "to", "int", "rounding", "zero", NULL) &&
         add_step (self, error, "bits", "operation", operation, "operand", operand, NULL);
}

/* ---- several ---- */

static gboolean
add_chain (ClaspStepReader *self, JsonObject *json, GError **error)
{
  JsonNode       *node = json_object_get_member (json, "transforms");
  ClaspStepReader inner = *self;

  inner.depth++;
  if (inner.depth > CLASP_EXCHANGE_MAX_DEPTH)
    return fail (error, "chain: nested too deep");
  if (node == NULL)
    return fail (error, "transforms: is missing");
  return clasp_import_steps (&inner, node, error);
}

/* (transfer full) (nullable) what one way does, as the texts of its steps. */
static GStrv
read_branch (ClaspStepReader *self, JsonObject *json, const char *name, GError **error)
{
  g_autoptr (GPtrArray)    steps = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  ClaspStepReader          inner = { self->import, NULL, steps, self->path, self->depth + 1 };
  JsonNode                *node = json_object_get_member (json, name);

  if (inner.depth > CLASP_EXCHANGE_MAX_DEPTH)
    {
      fail (error, "conditional: nested too deep");
      return NULL;
    }
  if (node != NULL && !clasp_import_steps (&inner, node, error))
    {
      g_prefix_error (error, "%s: ", name);
      return NULL;
    }
  for (guint i = 0; i < steps->len; i++)
    {
      g_autofree char *text = clasp_step_to_text (steps->pdata[i]);

      g_strv_builder_add (texts, text);
    }
  return g_strv_builder_end (texts);
}

static gboolean
add_conditional (ClaspStepReader *self, JsonObject *json, GError **error)
{
  JsonObject            *condition = clasp_exchange_get_object (json, "condition");
  g_autoptr (JsonObject) when = NULL;
  g_autoptr (JsonNode)   node = NULL;
  g_autofree char       *text = NULL;
  g_auto (GStrv)         yes = NULL, no = NULL;
  ClaspStep             *step;

  if (condition == NULL)
    return fail (error, "condition: is missing");
  when = clasp_import_condition (condition, 0, error);
  yes = when != NULL ? read_branch (self, json, "if_true", error) : NULL;
  no = yes != NULL ? read_branch (self, json, "if_false", error) : NULL;
  if (no == NULL || !add_step (self, error, "condition", NULL))
    return FALSE;
  node = json_node_init_object (json_node_alloc (), when);
  text = clasp_json_print_line (node);
  step = self->steps->pdata[self->steps->len - 1];
  g_object_set (clasp_step_get_settings (step), "when", text, "then", yes, "else", no, NULL);
  return TRUE;
}

/* ---- aggregators ---- */

static gboolean
add_average (ClaspStepReader *self, JsonObject *json, GError **error)
{
  g_autofree char *window = take_number (json, "window_size", "100", error);

  return window != NULL && add_step (self, error, "average", "window", window, NULL);
}

/* What is not the mean of a window. Ours called min and max have an operand and no window. */
static gboolean
add_statistic (ClaspStepReader *self, const char *of, JsonObject *json, GError **error)
{
  g_autofree char *window = take_number (json, "window_size", "100", error);

  return window != NULL && add_step (self, error, "average", "window", window, "of", of, NULL);
}

static const struct
{
  const char *type, *of;
} statistics[] = {
  { "sum", "sum" },         { "min", "lowest" },        { "max", "highest" }, { "first", "first" },
  { "count", "count" },     { "std_dev", "deviation" },
};

static gboolean
add_rate (ClaspStepReader *self, JsonObject *json, GError **error)
{
  return add_step (self, error, "derivative", "smoothing-s", "0", NULL);
}

static gboolean
add_nothing (ClaspStepReader *self, JsonObject *json, GError **error)
{
  return TRUE;
}

/* ---- the whole ---- */

static const struct
{
  const char *type;
  gboolean (*add) (ClaspStepReader *self, JsonObject *json, GError **error);
} types[] = {
  { "identity", add_nothing },
  { "latest", add_nothing },
  { "lookup", add_lookup },
  { "curve", add_curve },
  { "dead_zone", add_dead_zone },
  { "threshold", add_threshold },
  { "log", add_log },
  { "round", add_round },
  { "json_path", add_json_path },
  { "map_type", add_map_type },
  { "bitwise", add_bitwise },
  { "chain", add_chain },
  { "conditional", add_conditional },
  { "average", add_average },
  { "moving_average", add_average },
  { "rate_of_change", add_rate },
};

gboolean
clasp_import_library_step (ClaspStepReader *self,
                           const char      *type,
                           JsonObject      *json,
                           GError         **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].type, type) == 0)
      return types[i].add (self, json, error);
  for (guint i = 0; i < G_N_ELEMENTS (simple); i++)
    if (strcmp (simple[i].type, type) == 0)
      return add_simple (self, i, json, error);
  for (guint i = 0; i < G_N_ELEMENTS (statistics); i++)
    if (strcmp (statistics[i].type, type) == 0)
      return add_statistic (self, statistics[i].of, json, error);
  return fail (error, "type “%.64s” is not known", type);
}

/* ---- what is not read ---- */

/* "type", and what each reads. */
static const char *const members[][5] = {
  { "curve", "curve_type" },
  { "dead_zone", "threshold" },
  { "threshold", "value", "mode" },
  { "scale", "from_min", "from_max", "to_min", "to_max" },
  { "rate_limit", "max_delta" },
  { "log", "base" },
  { "round", "decimals" },
  { "json_path", "path" },
  { "map_type", "from_type", "to_type" },
  { "bitwise", "operation", "operand" },
  { "chain", "transforms" },
  { "conditional", "condition", "if_true", "if_false" },
  { "average", "window_size" },
  { "moving_average", "window_size" },
  { "sum", "window_size" },
  { "min", "window_size" },
  { "max", "window_size" },
  { "first", "window_size" },
  { "count", "window_size" },
  { "std_dev", "window_size" },
  { "lookup", "table", "default" },
  { "javascript", "javascriptCode" },
  { "wasm", "wasmModuleId", "wasmModuleName", "wasmParams", "module_id" },
};

/* What a transform of version 1 has, whatever its type: the editor leaves the parameters of others there. */
static gboolean
is_of_version_1 (const char *name)
{
  static const char *const others[] = { "type", "enabled", "on", "id", "curve", NULL };

  if (g_strv_contains (others, name))
    return TRUE;
  for (guint i = 0; i < clasp_exchange_n_steps; i++)
    for (guint j = 0; j < G_N_ELEMENTS (clasp_exchange_steps[i].names); j++)
      if (g_strcmp0 (clasp_exchange_steps[i].names[j].theirs, name) == 0 ||
          g_strcmp0 (clasp_exchange_steps[i].names[j].ours, name) == 0 ||
          g_strcmp0 (clasp_exchange_steps[i].names[j].library, name) == 0)
        return TRUE;
  return FALSE;
}

static gboolean
is_read (const char *type, const char *name)
{
  if (is_of_version_1 (name))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    for (guint j = 1; j < 5 && members[i][j] != NULL; j++)
      if (strcmp (members[i][j], name) == 0 &&
          (strcmp (members[i][0], type) == 0 || strcmp (members[i][0], "javascript") == 0 ||
           strcmp (members[i][0], "wasm") == 0))
        return TRUE;
  return FALSE;
}

void
clasp_library_tell_unknown (ClaspImport *import, JsonObject *json, const char *path)
{
  const char       *type = clasp_exchange_get_text (json, "type");
  g_autoptr (GList) names = json_object_get_members (json);

  for (GList *item = names; item != NULL; item = item->next)
    if (!is_read (type, item->data) && !JSON_NODE_HOLDS_NULL (json_object_get_member (json, item->data)))
      clasp_exchange_tell (import->report, path, "transform: %.64s: is not known here; it is left out",
                           (const char *) item->data);
}
