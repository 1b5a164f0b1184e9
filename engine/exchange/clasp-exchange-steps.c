/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-steps.h"

#include "exchange/clasp-exchange-private.h"
#include "core/clasp-json.h"
#include "mapping/clasp-expression.h"

#include <string.h>

/* The transforms of version 1 and our steps (mapping.md 4), and programs that we do not run. A step
 * is compiled before it is taken, so that what cannot work is found here and not on stage. */

/* clang-format off */
const ClaspExchangeStep clasp_exchange_steps[] = {
  { "direct", "direct", { { NULL, NULL } } },
  { "scale", "scale", { { "scaleInMin", "in-min", "from_min" }, { "scaleInMax", "in-max", "from_max" },
                        { "scaleOutMin", "out-min", "to_min" }, { "scaleOutMax", "out-max", "to_max" } } },
  { "invert", "invert", { { NULL, NULL } } },
  { "clamp", "clamp", { { "clampMin", "min", "min" }, { "clampMax", "max", "max" } } },
  { "round", "round", { { "decimals", "decimals" } } },
  { "threshold", "threshold", { { "threshold", "on" } } },
  { "gate", "gate", { { NULL, NULL } } },
  { "trigger", "trigger", { { NULL, NULL } } },
  { "toggle", "toggle", { { NULL, NULL } } },
  { "deadzone", "deadzone", { { "deadzoneMin", "min" }, { "deadzoneMax", "max" } } },
  { "smooth", "smooth", { { "smoothFactor", "factor", "factor" } } },
  { "quantize", "quantize", { { "quantizeSteps", "steps", "steps" } } },
  { "curve", "curve", { { "curveType", "shape" } } },
  { "modulo", "modulo", { { "moduloDivisor", "operand", "divisor" } } },
  { "negate", "negate", { { NULL, NULL } } },
  { "power", "power", { { "powerExponent", "operand", "exponent" } } },
  { "expression", "expression", { { "expression", "expression", "expr" } } },
};
const guint clasp_exchange_n_steps = G_N_ELEMENTS (clasp_exchange_steps);
/* clang-format on */

static const ClaspExchangeStep *
find_type (const char *type)
{
  for (guint i = 0; i < clasp_exchange_n_steps; i++)
    if (strcmp (clasp_exchange_steps[i].type, type) == 0)
      return &clasp_exchange_steps[i];

  return NULL;
}

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, text);
  return FALSE;
}

/* What version 1 has where its file says nothing, and we have otherwise. */
static gboolean
set_defaults (const ClaspExchangeStep *known, ClaspSettings *settings, GError **error)
{
  if (strcmp (known->kind, "smooth") == 0)
    return clasp_settings_set_text (settings, "factor", "0.3", error);
  if (strcmp (known->kind, "curve") == 0)
    return clasp_settings_set_text (settings, "shape", "linear", error);
  if (strcmp (known->kind, "expression") == 0)
    return clasp_settings_set_text (settings, "pass-input-on-error", "true", error);
  return TRUE;
}

/* Under the reference's name, or under one of its library, or under ours. */
static JsonNode *
find_parameter (const ClaspExchangeStep *known, guint index, JsonObject *json)
{
  JsonNode *node = json_object_get_member (json, known->names[index].theirs);

  if (node == NULL && known->names[index].library != NULL)
    node = json_object_get_member (json, known->names[index].library);
  if (node == NULL)
    node = json_object_get_member (json, known->names[index].ours);
  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static gboolean
set_parameters (const ClaspExchangeStep *known,
                JsonObject              *json,
                ClaspSettings           *settings,
                GError                 **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GPtrArray)  problems = g_ptr_array_new_with_free_func (g_free);

  if (!set_defaults (known, settings, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (known->names) && known->names[i].theirs != NULL; i++)
    {
      JsonNode *node = find_parameter (known, i, json);

      if (node != NULL)
        json_object_set_member (object, known->names[i].ours, json_node_copy (node));
    }
  if (!clasp_settings_from_json (settings, object, known->type, problems))
    return fail (error, problems->pdata[0]);
  /* With us 0 would be smoothing by time, with them a value that never moves. */
  if (strcmp (known->kind, "smooth") == 0 && clasp_settings_get_double (settings, "factor") <= 0.0)
    return fail (error, "smoothFactor: expected more than 0, nothing would ever change");
  return TRUE;
}

static gboolean
add_known (ClaspStepReader *self, const ClaspExchangeStep *known, JsonObject *json, GError **error)
{
  g_autoptr (ClaspStep) step = clasp_show_create_step (self->import->show, known->kind, error);

  if (step == NULL || !set_parameters (known, json, clasp_step_get_settings (step), error))
    return FALSE;
  if (strcmp (known->kind, "direct") != 0)
    g_ptr_array_add (self->steps, g_steal_pointer (&step));
  return TRUE;
}

/* ---- what we do not run ---- */

static gboolean
keep_as_notes (ClaspStepReader *self, const char *heading, const char *text, GError **error)
{
  g_autofree char *notes = g_strconcat (heading, text, NULL);

  if (self->mapping == NULL)
    return fail (error, "a program of the reference’s cannot be part of a condition");
  g_object_set (clasp_mapping_get_options (self->mapping), "notes", notes, NULL);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (self->mapping), FALSE);
  return TRUE;
}

static gboolean
is_expression (const char *text)
{
  g_autoptr (ClaspExpression) expression = clasp_expression_new (text, NULL, NULL);

  return expression != NULL;
}

/* (transfer full) (nullable): what a function returns that does nothing else, as an expression. */
static char *
javascript_to_expression (const char *code)
{
  g_autoptr (GRegex) function =
    g_regex_new ("\\A\\s*(?:function\\s+transform\\s*\\(\\s*([A-Za-z_]\\w*)\\s*\\)\\s*\\{)?\\s*"
                 "return\\s+([^;{}\"'`]+?)\\s*;?\\s*(\\})?\\s*\\z",
                 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GRegex)     word = NULL;
  g_autofree char       *name = NULL, *body = NULL, *end = NULL, *pattern = NULL, *text = NULL;

  if (strlen (code) > CLASP_EXPRESSION_MAX_LENGTH || !g_regex_match (function, code, 0, &match))
    return NULL;
  name = g_match_info_fetch (match, 1);
  body = g_match_info_fetch (match, 2);
  end = g_match_info_fetch (match, 3);
  if ((*name != '\0') != (end != NULL && *end != '\0'))
    return NULL;
  pattern = g_strdup_printf ("(?<![\\w.])%s\\b", *name != '\0' ? name : "input");
  word = g_regex_new (pattern, 0, 0, NULL);
  text = g_regex_replace_literal (word, body, -1, 0, "value", 0, NULL);
  return text != NULL && is_expression (text) ? g_steal_pointer (&text) : NULL;
}

static gboolean
add_javascript (ClaspStepReader *self, JsonObject *json, GError **error)
{
  const char            *code = clasp_exchange_get_text (json, "javascriptCode");
  g_autofree char       *expression = NULL;
  g_autoptr (JsonObject) as_expression = NULL;

  if (code == NULL) /* the identity function */
    return TRUE;
  expression = javascript_to_expression (code);
  if (expression == NULL)
    {
      if (strlen (code) > CLASP_SETTINGS_MAX_TEXT / 2)
        return fail (error, "javascriptCode: too long to be kept");
      if (!keep_as_notes (self, CLASP_EXCHANGE_JAVASCRIPT, code, error))
        return FALSE;
      clasp_exchange_tell (self->import->report, self->path,
                           "JavaScript is not run; the mapping is switched off, the code is in its "
                           "notes: write it as a script");
      return TRUE;
    }
  as_expression = json_object_new ();
  json_object_set_string_member (as_expression, "expression", expression);
  return add_known (self, find_type ("expression"), as_expression, error);
}

static gboolean
add_wasm (ClaspStepReader *self, JsonObject *json, GError **error)
{
  g_autoptr (JsonNode)     node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject)   kept = json_object_new ();
  g_autofree char         *text = NULL;
  static const char *const names[] = { "wasmModuleId", "wasmModuleName", "wasmParams",
                                       "module_id" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = clasp_exchange_get_text (json, names[i]);

      if (value != NULL && strlen (value) < CLASP_SETTINGS_MAX_TEXT / 8)
        json_object_set_string_member (kept, names[i], value);
    }
  json_node_set_object (node, kept);
  text = clasp_json_print_line (node);
  if (!keep_as_notes (self, CLASP_EXCHANGE_WASM, text, error))
    return FALSE;
  clasp_exchange_tell (
    self->import->report, self->path,
    "WASM modules are not run; the mapping is switched off, what it had is in its notes");
  return TRUE;
}

/* ---- one transform, or several ---- */

/* Types that both have, with the library's own parameters. */
static gboolean
is_library (const char *type, JsonObject *json)
{
  if (strcmp (type, "threshold") == 0)
    return json_object_has_member (json, "mode") || json_object_has_member (json, "value");
  if (strcmp (type, "curve") == 0)
    return json_object_has_member (json, "curve_type");
  if (strcmp (type, "min") == 0 || strcmp (type, "max") == 0)
    return json_object_has_member (json, "window_size");
  return find_type (type) == NULL;
}

gboolean
clasp_import_step (ClaspStepReader *self, JsonObject *json, GError **error)
{
  const char *type = clasp_exchange_get_text (json, "type");

  if (type == NULL)
    return TRUE;
  clasp_library_tell_unknown (self->import, json, self->path);
  if (strcmp (type, "javascript") == 0)
    return add_javascript (self, json, error);
  if (strcmp (type, "wasm") == 0)
    return add_wasm (self, json, error);
  if (is_library (type, json))
    return clasp_import_library_step (self, type, json, error);
  return add_known (self, find_type (type), json, error);
}

gboolean
clasp_import_steps (ClaspStepReader *self, JsonNode *node, GError **error)
{
  JsonArray *array;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return clasp_import_step (self, json_node_get_object (node), error);
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, "transform: is no object and no list");
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (item))
        return fail (error, "transform: an item is no object");
      if (!clasp_import_step (self, json_node_get_object (item), error))
        return FALSE;
      if (self->steps->len > CLASP_MAPPING_MAX_STEPS)
        return fail (error, "transform: too many steps");
    }
  return TRUE;
}

gboolean
clasp_import_transform (ClaspImport  *import,
                        JsonNode     *node,
                        ClaspMapping *mapping,
                        const char   *path,
                        GError      **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);
  ClaspStepReader       self = { import, mapping, steps, path, 0 };

  if (!clasp_import_steps (&self, node, error))
    return FALSE;
  for (guint i = 0; i < steps->len; i++)
    if (!clasp_mapping_insert_step (mapping, G_MAXUINT, steps->pdata[i]))
      return fail (error, "transform: too many steps");
  return TRUE;
}
