/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-settings-private.h"

#include <math.h>

/* Settings in the show file. Only what differs from the default is written, so that a file stays
 * readable and a better default of a later version reaches old shows. */

/* 127, not 127.0: a person reads this. */
static JsonNode *
init_number (JsonNode *node, double number)
{
  if (number == floor (number) && fabs (number) < 1e15)
    return json_node_init_int (node, (gint64) number);
  return json_node_init_double (node, number);
}

static JsonNode *
node_from_value (GParamSpec *pspec, const GValue *value)
{
  JsonNode *node = json_node_alloc ();

  switch (clasp_setting_get_type_of (pspec))
    {
    case CLASP_SETTING_BOOLEAN:
      return json_node_init_boolean (node, g_value_get_boolean (value));
    case CLASP_SETTING_INT:
      return json_node_init_int (node, g_value_get_int (value));
    case CLASP_SETTING_UINT:
      return json_node_init_int (node, g_value_get_uint (value));
    case CLASP_SETTING_DOUBLE:
      return init_number (node, g_value_get_double (value));
    case CLASP_SETTING_STRING:
      return json_node_init_string (node, g_value_get_string (value));
    case CLASP_SETTING_ENUM:
      {
        g_autofree char *nick = clasp_setting_format (pspec, value);

        return json_node_init_string (node, nick);
      }
    case CLASP_SETTING_STRV:
      {
        char                **strv = g_value_get_boxed (value);
        g_autoptr (JsonArray) array = json_array_new ();

        for (guint i = 0; strv[i] != NULL; i++)
          json_array_add_string_element (array, strv[i]);
        return json_node_init_array (node, array);
      }
    }

  g_return_val_if_reached (node);
}

/**
 * clasp_settings_to_json:
 * @self: settings
 * @object: where to
 *
 * Writes the settings that differ from their defaults, in order of installation. Enums are written
 * by nick, lists of strings as arrays.
 *
 * Thread: the owner's.
 */
void
clasp_settings_to_json (ClaspSettings *self, JsonObject *object)
{
  guint        n_pspecs;
  GParamSpec **pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (self), &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    {
      const GValue *value = clasp_settings_peek (self, pspecs[i]);
      GValue        initial = G_VALUE_INIT;

      clasp_setting_init_default (pspecs[i], &initial);
      if (!clasp_setting_equal (value, &initial))
        json_object_set_member (object, pspecs[i]->name, node_from_value (pspecs[i], value));
      g_value_unset (&initial);
    }
}

/* A number of JSON is taken whichever way it is written, 5 or 5.0. */
static gboolean
get_number (JsonNode *node, double *number)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    *number = (double) json_node_get_int (node);
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    *number = json_node_get_double (node);
  else
    return FALSE;
  return TRUE;
}

static char *
describe_node (JsonNode *node)
{
  double number;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup ("an object");
  if (JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup ("a list");
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("null");
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (get_number (node, &number))
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", number));
    }
  return clasp_setting_quote (json_node_get_string (node));
}

static gboolean
holds_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

/* One text is a list of one: some settings held one text before they became lists. With a semicolon
 * in it somebody meant several, which are written otherwise. */
static gboolean
strv_from_text (JsonNode *node, GValue *value)
{
  const char *items[] = { json_node_get_string (node), NULL };

  if (strchr (items[0], ';') != NULL)
    return FALSE;
  g_value_init (value, G_TYPE_STRV);
  g_value_set_boxed (value, items[0][0] != '\0' ? items : items + 1);
  return TRUE;
}

/* Checked before it is copied: a list of a million texts is refused by its length. */
static gboolean
strv_from_node (JsonNode *node, GValue *value)
{
  JsonArray    *array;
  guint         n_items;
  GStrvBuilder *builder;

  if (holds_string (node))
    return strv_from_text (node, value);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  n_items = MIN (json_array_get_length (array), CLASP_SETTINGS_MAX_ITEMS + 1);
  for (guint i = 0; i < n_items; i++)
    if (!holds_string (json_array_get_element (array, i)))
      return FALSE;

  builder = g_strv_builder_new ();
  for (guint i = 0; i < n_items; i++)
    g_strv_builder_add (builder, json_array_get_string_element (array, i));
  g_value_init (value, G_TYPE_STRV);
  g_value_take_boxed (value, g_strv_builder_end (builder));
  g_strv_builder_unref (builder);
  return TRUE;
}

static gboolean
number_from_node (GParamSpec *pspec, JsonNode *node, GValue *value, char **why)
{
  double number;
  char   text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!get_number (node, &number))
    return FALSE;

  /* through the text form, which knows ranges and whole numbers */
  g_ascii_dtostr (text, sizeof text, number);
  return clasp_setting_parse (pspec, text, value, why);
}

/* FALSE with @why set, or without it when the type is not the one expected. */
static gboolean
value_from_node (GParamSpec *pspec, JsonNode *node, GValue *value, char **why)
{
  switch (clasp_setting_get_type_of (pspec))
    {
    case CLASP_SETTING_BOOLEAN:
      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        return FALSE;
      g_value_init (value, G_TYPE_BOOLEAN);
      g_value_set_boolean (value, json_node_get_boolean (node));
      return TRUE;
    case CLASP_SETTING_INT:
    case CLASP_SETTING_UINT:
    case CLASP_SETTING_DOUBLE:
      return number_from_node (pspec, node, value, why);
    case CLASP_SETTING_STRING:
    case CLASP_SETTING_ENUM:
      return holds_string (node) &&
             clasp_setting_parse (pspec, json_node_get_string (node), value, why);
    case CLASP_SETTING_STRV:
      if (!strv_from_node (node, value))
        return FALSE;
      *why = clasp_setting_check (pspec, value);
      return *why == NULL;
    }

  g_return_val_if_reached (FALSE);
}

static gboolean
set_from_node (ClaspSettings *self,
               GParamSpec    *pspec,
               JsonNode      *node,
               const char    *path,
               GPtrArray     *problems)
{
  GValue           value = G_VALUE_INIT;
  g_autofree char *why = NULL;
  gboolean         is_good = value_from_node (pspec, node, &value, &why);

  if (is_good)
    g_object_set_property (G_OBJECT (self), pspec->name, &value);
  else if (problems != NULL)
    {
      g_autofree char *expected = clasp_setting_expected (pspec);
      g_autofree char *got = describe_node (node);

      if (why == NULL)
        why = g_strdup_printf ("expected %s, got %s", expected, got);
      g_ptr_array_add (
        problems, g_strdup_printf ("%s%s%s: %s", path, *path != '\0' ? "." : "", pspec->name, why));
    }

  if (G_IS_VALUE (&value))
    g_value_unset (&value);
  return is_good;
}

/**
 * clasp_settings_from_json:
 * @self: settings
 * @object: the members
 * @path: where @object stands in its file, as `mappings[3].steps[0].settings`; may be empty
 * @problems: (element-type utf8) (nullable): where sentences are appended, each owned by the array
 *
 * Sets every member of @object that is a setting; one with a wrong type or out of range is left as
 * it is, with a sentence. Members that are no settings are left to the caller.
 *
 * Thread: the owner's.
 *
 * Returns: whether there was no problem
 */
gboolean
clasp_settings_from_json (ClaspSettings *self,
                          JsonObject    *object,
                          const char    *path,
                          GPtrArray     *problems)
{
  guint        n_pspecs;
  GParamSpec **pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (self), &n_pspecs);
  gboolean     is_good = TRUE;

  for (guint i = 0; i < n_pspecs; i++)
    {
      JsonNode *node = json_object_get_member (object, pspecs[i]->name);

      if (node != NULL && !set_from_node (self, pspecs[i], node, path, problems))
        is_good = FALSE;
    }
  return is_good;
}
