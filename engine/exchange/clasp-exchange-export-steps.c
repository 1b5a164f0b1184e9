/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"
#include "exchange/clasp-exchange-steps.h"

#include "core/clasp-json.h"

#include <string.h>

/* Our steps as the one transform that a mapping of version 1 has. */

static JsonNode *
setting_to_node (ClaspSettings *settings, const char *name)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name);
  JsonNode   *node = json_node_new (JSON_NODE_VALUE);

  if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    json_node_set_double (node, clasp_settings_get_double (settings, name));
  else if (G_IS_PARAM_SPEC_UINT (pspec))
    json_node_set_int (node, clasp_settings_get_int (settings, name));
  else
    {
      g_autofree char *text = G_IS_PARAM_SPEC_STRING (pspec)
                                ? g_strdup (clasp_settings_get_string (settings, name))
                                : clasp_settings_get_text (settings, name);

      json_node_set_string (node, text);
    }
  return node;
}

static gboolean
fail_step (GError **error, ClaspStep *step, const char *why)
{
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "step “%s”: %s",
               clasp_step_get_kind (step), why);
  return FALSE;
}

/* What makes it another step than the one of that name there. */
static gboolean
check_settings (const ClaspExchangeStep *known, ClaspStep *step, GError **error)
{
  ClaspSettings         *settings = clasp_step_get_settings (step);
  g_autoptr (JsonObject) set = json_object_new ();
  g_autoptr (GList)      names = NULL;

  clasp_settings_to_json (settings, set);
  if (strcmp (known->kind, "smooth") == 0 && clasp_settings_get_double (settings, "factor") <= 0.0)
    return fail_step (error, step, "there is no smoothing by time there");
  for (guint i = 0; i < G_N_ELEMENTS (known->names) && known->names[i].ours != NULL; i++)
    json_object_remove_member (set, known->names[i].ours);
  if (strcmp (known->kind, "expression") == 0)
    json_object_remove_member (set, "pass-input-on-error");
  if (strcmp (known->kind, "curve") == 0 &&
      clasp_settings_get_int (settings, "shape") > 5) /* the six that are there, in their order */
    return fail_step (error, step, "there is no such shape there");
  names = json_object_get_members (set);
  if (names == NULL)
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
               "step “%s”: its %s does not exist there", clasp_step_get_kind (step),
               (const char *) names->data);
  return FALSE;
}

static JsonObject *
step_to_json (ClaspStep *step, GError **error)
{
  g_autoptr (JsonObject)   json = json_object_new ();
  const ClaspExchangeStep *known = NULL;

  for (guint i = 0; i < clasp_exchange_n_steps && known == NULL; i++)
    if (strcmp (clasp_exchange_steps[i].kind, clasp_step_get_kind (step)) == 0)
      known = &clasp_exchange_steps[i];
  if (known == NULL)
    {
      fail_step (error, step, "does not exist there");
      return NULL;
    }
  if (!check_settings (known, step, error))
    return NULL;
  json_object_set_string_member (json, "type", known->type);
  for (guint i = 0; i < G_N_ELEMENTS (known->names) && known->names[i].ours != NULL; i++)
    json_object_set_member (json, known->names[i].theirs,
                            setting_to_node (clasp_step_get_settings (step), known->names[i].ours));
  return g_steal_pointer (&json);
}

/* (transfer full) (nullable): a transform that an import kept in the notes. */
static JsonObject *
read_notes (const char *notes)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject          *json;

  if (g_str_has_prefix (notes, CLASP_EXCHANGE_JAVASCRIPT))
    {
      json = json_object_new ();
      json_object_set_string_member (json, "type", "javascript");
      json_object_set_string_member (json, "javascriptCode",
                                     notes + strlen (CLASP_EXCHANGE_JAVASCRIPT));
      return json;
    }
  if (!g_str_has_prefix (notes, CLASP_EXCHANGE_WASM))
    return NULL;
  notes += strlen (CLASP_EXCHANGE_WASM);
  node = clasp_json_parse (notes, strlen (notes), NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  json = json_node_dup_object (node);
  json_object_set_string_member (json, "type", "wasm");
  return json;
}

static JsonObject *
make_direct (void)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "type", "direct");
  return json;
}

JsonObject *
clasp_export_transform (ClaspMapping *mapping, const char *path, GPtrArray *report, GError **error)
{
  GListModel            *steps = clasp_mapping_get_steps (mapping);
  g_autoptr (JsonObject) json = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      if (!clasp_step_get_enabled (step))
        {
          clasp_exchange_tell (report, path, "step “%s” is bypassed and left out",
                               clasp_step_get_kind (step));
          continue;
        }
      if (json != NULL)
        {
          fail_step (error, step, "there is one step for each mapping there, no more");
          return NULL;
        }
      json = step_to_json (step, error);
      if (json == NULL)
        return NULL;
    }
  if (json == NULL && !clasp_mapping_is_plain (mapping))
    json = read_notes (clasp_settings_get_string (clasp_mapping_get_options (mapping), "notes"));
  return json != NULL ? g_steal_pointer (&json) : make_direct ();
}
