/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-steps.h"

#include "exchange/clasp-exchange-private.h"
#include "mapping/clasp-expression.h"

#include <string.h>

/* The transforms of version 1 and our steps (mapping.md 4). A step is compiled before it is taken,
 * so that what cannot work is found here and not on stage. */

/* clang-format off */
const ClaspExchangeStep clasp_exchange_steps[] = {
  { "direct", "direct", { { NULL, NULL } } },
  { "scale", "scale", { { "scaleInMin", "in-min" }, { "scaleInMax", "in-max" },
                        { "scaleOutMin", "out-min" }, { "scaleOutMax", "out-max" } } },
  { "invert", "invert", { { NULL, NULL } } },
  { "clamp", "clamp", { { "clampMin", "min" }, { "clampMax", "max" } } },
  { "round", "round", { { NULL, NULL } } },
  { "threshold", "threshold", { { "threshold", "on" } } },
  { "gate", "gate", { { NULL, NULL } } },
  { "trigger", "trigger", { { NULL, NULL } } },
  { "toggle", "toggle", { { NULL, NULL } } },
  { "deadzone", "deadzone", { { "deadzoneMin", "min" }, { "deadzoneMax", "max" } } },
  { "smooth", "smooth", { { "smoothFactor", "factor" } } },
  { "quantize", "quantize", { { "quantizeSteps", "steps" } } },
  { "curve", "curve", { { "curveType", "shape" } } },
  { "modulo", "modulo", { { "moduloDivisor", "operand" } } },
  { "negate", "negate", { { NULL, NULL } } },
  { "power", "power", { { "powerExponent", "operand" } } },
  { "expression", "expression", { { "expression", "expression" } } },
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
      JsonNode *node = json_object_get_member (json, known->names[i].theirs);

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
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
add_step (ClaspImport  *self,
          const char   *type,
          JsonObject   *json,
          ClaspMapping *mapping,
          GError      **error)
{
  const ClaspExchangeStep *known = find_type (type);
  g_autoptr (ClaspStep)    step = NULL;

  if (known == NULL)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "type “%.64s” is not known",
                   type);
      return FALSE;
    }
  step = clasp_show_create_step (self->show, known->kind, error);
  if (step == NULL || !set_parameters (known, json, clasp_step_get_settings (step), error))
    return FALSE;
  if (strcmp (known->kind, "direct") != 0)
    clasp_mapping_insert_step (mapping, 0, step);
  return TRUE;
}

/* ---- what we do not run ---- */

static void
keep_as_notes (ClaspMapping *mapping, const char *heading, const char *text)
{
  g_autofree char *notes = g_strconcat (heading, text, NULL);

  g_object_set (clasp_mapping_get_options (mapping), "notes", notes, NULL);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), FALSE);
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
add_javascript (ClaspImport  *self,
                JsonObject   *json,
                ClaspMapping *mapping,
                const char   *path,
                GError      **error)
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
      keep_as_notes (mapping, CLASP_EXCHANGE_JAVASCRIPT, code);
      clasp_exchange_tell (self->report, path,
                           "JavaScript is not run; the mapping is switched off, the code is in its "
                           "notes: write it as a script");
      return TRUE;
    }
  as_expression = json_object_new ();
  json_object_set_string_member (as_expression, "expression", expression);
  return add_step (self, "expression", as_expression, mapping, error);
}

static gboolean
add_wasm (ClaspImport *self, JsonObject *json, ClaspMapping *mapping, const char *path)
{
  g_autoptr (JsonNode)     node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject)   kept = json_object_new ();
  g_autofree char         *text = NULL;
  static const char *const names[] = { "wasmModuleId", "wasmModuleName", "wasmParams" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = clasp_exchange_get_text (json, names[i]);

      if (value != NULL && strlen (value) < CLASP_SETTINGS_MAX_TEXT / 8)
        json_object_set_string_member (kept, names[i], value);
    }
  json_node_set_object (node, kept);
  text = json_to_string (node, FALSE);
  keep_as_notes (mapping, CLASP_EXCHANGE_WASM, text);
  clasp_exchange_tell (
    self->report, path,
    "WASM modules are not run; the mapping is switched off, what it had is in its notes");
  return TRUE;
}

gboolean
clasp_import_transform (ClaspImport  *self,
                        JsonObject   *json,
                        ClaspMapping *mapping,
                        const char   *path,
                        GError      **error)
{
  const char *type = clasp_exchange_get_text (json, "type");

  if (type == NULL)
    return TRUE;
  if (strcmp (type, "javascript") == 0)
    return add_javascript (self, json, mapping, path, error);
  if (strcmp (type, "wasm") == 0)
    return add_wasm (self, json, mapping, path);
  return add_step (self, type, json, mapping, error);
}
