/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-v2-shapes.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "exchange/clasp-exchange-v2-names.h"
#include "mapping/clasp-step-text.h"

#include <string.h>

/* Lists, chains and conditions of version 2, which a show file has as lists of texts. */

static JsonNode *
take (JsonObject *settings, const char *name)
{
  JsonNode *node = json_object_get_member (settings, name);

  if (node == NULL)
    return NULL;
  node = json_node_copy (node);
  json_object_remove_member (settings, name);
  return node;
}

static const char *
get_text (JsonNode *node)
{
  return clasp_exchange_holds (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
}

/* A setting that is a list of texts, with each put into another shape; what has none stays a text. */
static JsonNode *
write_each (const ClaspV2ShapeSettings *self,
            JsonNode *(*write) (const ClaspV2ShapeSettings *self, const char *text))
{
  g_autoptr (JsonNode)  node = take (self->settings, self->ours);
  g_autoptr (JsonArray) array = json_array_new ();
  JsonArray            *texts;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return g_steal_pointer (&node);
  texts = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      JsonNode   *item = json_array_get_element (texts, i);
      const char *text = get_text (item);
      JsonNode   *written = text != NULL ? write (self, text) : NULL;

      json_array_add_element (array, written != NULL ? written : json_node_copy (item));
    }
  return json_node_init_array (json_node_alloc (), array);
}

/* The other way: a list, or one item of it. FALSE when one of them cannot be a text. */
static gboolean
read_each (const ClaspV2ShapeSettings *self,
           JsonNode                   *node,
           char *(*read) (const ClaspV2ShapeSettings *self, JsonNode *item))
{
  g_autoptr (JsonArray) texts = json_array_new ();
  JsonArray            *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint                 n = array != NULL ? json_array_get_length (array) : 1;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = read (self, array != NULL ? json_array_get_element (array, i) : node);

      if (text == NULL)
        return FALSE;
      json_array_add_string_element (texts, text);
    }
  json_object_set_array_member (self->settings, self->ours, g_steal_pointer (&texts));
  return TRUE;
}

/* ---- texts and numbers ---- */

static char *
read_item (const ClaspV2ShapeSettings *self, JsonNode *item)
{
  if (clasp_exchange_is_number (item))
    return clasp_exchange_print_number (json_node_get_double (item));
  return g_strdup (get_text (item));
}

static gboolean
read_texts (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  return read_each (self, node, read_item);
}

static JsonNode *
write_texts (const ClaspV2ShapeSettings *self)
{
  return take (self->settings, self->ours);
}

const ClaspV2Shape clasp_v2_shape_texts = { read_texts, write_texts };

/* NULL where it would not come back as it was. */
static JsonNode *
write_number (const ClaspV2ShapeSettings *self, const char *text)
{
  char            *end;
  double           number = g_ascii_strtod (text, &end);
  g_autofree char *again = clasp_exchange_print_number (number);

  if (*text == '\0' || *end != '\0' || strcmp (again, text) != 0)
    return NULL;
  return clasp_v2_number (number);
}

static JsonNode *
write_numbers (const ClaspV2ShapeSettings *self)
{
  return write_each (self, write_number);
}

const ClaspV2Shape clasp_v2_shape_numbers = { read_texts, write_numbers };

/* ---- points of a curve ---- */

static gboolean
add_part (GString *text, JsonNode *node)
{
  g_autofree char *number = NULL;
  const char      *word = get_text (node);

  if (JSON_NODE_HOLDS_ARRAY (node)) /* the handles may be a list of their own */
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (!clasp_exchange_is_number (json_array_get_element (array, i)) ||
            !add_part (text, json_array_get_element (array, i)))
          return FALSE;
      return TRUE;
    }
  if (text->len > 0)
    g_string_append_c (text, ',');
  if (clasp_exchange_is_number (node))
    {
      number = clasp_exchange_print_number (json_node_get_double (node));
      word = number;
    }
  else if (word != NULL && g_str_has_prefix (word, "monotone"))
    word = "cubic";
  if (word != NULL)
    g_string_append (text, word);
  return word != NULL;
}

/* [0.5, 1, "bezier", x1, y1, x2, y2] → "0.5,1,bezier,x1,y1,x2,y2" */
static char *
read_point (const ClaspV2ShapeSettings *self, JsonNode *item)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (get_text (item) != NULL)
    return g_strdup (get_text (item));
  if (!JSON_NODE_HOLDS_ARRAY (item))
    return NULL;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (item)); i++)
    if (!add_part (text, json_array_get_element (json_node_get_array (item), i)))
      return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
read_points (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  return read_each (self, node, read_point);
}

static JsonNode *
write_point (const ClaspV2ShapeSettings *self, const char *text)
{
  g_auto (GStrv)        words = g_strsplit (text, ",", -1);
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      JsonNode *number = write_number (self, g_strstrip (words[i]));

      if (number != NULL)
        json_array_add_element (array, number);
      else
        json_array_add_string_element (array, words[i]);
    }
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
write_points (const ClaspV2ShapeSettings *self)
{
  return write_each (self, write_point);
}

const ClaspV2Shape clasp_v2_shape_points = { read_points, write_points };

/* ---- values of any type ---- */

/* A name stands for itself where it would be read so; all else is JSON. */
static char *
print_any (JsonNode *node)
{
  const char         *text = get_text (node);
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (text != NULL && *text != '\0' && !g_ascii_isspace (*text) &&
      !g_ascii_isspace (text[strlen (text) - 1]) &&
      clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, NULL) &&
      value.type == CLASP_VALUE_STRING &&
      clasp_str_equal (clasp_value_get_string (&value), clasp_str (text)))
    return g_strdup (text);
  return clasp_json_print_line (node);
}

/* (nullable): NULL for what JSON does not have. */
static JsonNode *
parse_any (const char *text)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (!clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, NULL) ||
      value.type == CLASP_VALUE_BYTES)
    return NULL;
  return clasp_value_to_json (&value);
}

static gboolean
read_any (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  g_autofree char *text = print_any (node);

  json_object_set_string_member (self->settings, self->ours, text);
  return TRUE;
}

static JsonNode *
write_any (const ClaspV2ShapeSettings *self)
{
  g_autoptr (JsonNode) node = take (self->settings, self->ours);
  const char          *text = node != NULL ? get_text (node) : NULL;
  JsonNode            *value = text != NULL ? parse_any (text) : NULL;

  return value != NULL ? value : g_steal_pointer (&node);
}

const ClaspV2Shape clasp_v2_shape_any = { read_any, write_any };

/* ---- pairs ---- */

static char *
print_pair (const char *key, JsonNode *value)
{
  g_autofree char *text = print_any (value);

  if (*key == '\0' || strchr (key, '=') != NULL)
    return NULL;
  return g_strconcat (key, "=", text, NULL);
}

static char *
read_pair (const ClaspV2ShapeSettings *self, JsonNode *item)
{
  JsonArray       *array = JSON_NODE_HOLDS_ARRAY (item) ? json_node_get_array (item) : NULL;
  g_autofree char *key = NULL;

  if (get_text (item) != NULL)
    return g_strdup (get_text (item));
  if (array == NULL || json_array_get_length (array) != 2)
    return NULL;
  key = read_item (self, json_array_get_element (array, 0));
  return key != NULL ? print_pair (key, json_array_get_element (array, 1)) : NULL;
}

static gboolean
read_pair_object (const ClaspV2ShapeSettings *self, JsonObject *json)
{
  g_autoptr (JsonArray) texts = json_array_new ();
  JsonObjectIter        iter;
  const char           *key;
  JsonNode             *value;

  json_object_iter_init_ordered (&iter, json);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      g_autofree char *text = print_pair (key, value);

      if (text == NULL)
        return FALSE;
      json_array_add_string_element (texts, text);
    }
  json_object_set_array_member (self->settings, self->ours, g_steal_pointer (&texts));
  return TRUE;
}

static gboolean
read_pairs (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node) ? read_pair_object (self, json_node_get_object (node))
                                       : read_each (self, node, read_pair);
}

static JsonNode *
write_pair (const ClaspV2ShapeSettings *self, const char *text)
{
  const char           *sign = strchr (text, '=');
  g_autofree char      *key = sign != NULL ? g_strndup (text, (gsize) (sign - text)) : NULL;
  g_autofree char      *text_of_value = sign != NULL ? g_strstrip (g_strdup (sign + 1)) : NULL;
  JsonNode             *value = sign != NULL ? parse_any (text_of_value) : NULL;
  JsonNode             *number;
  g_autoptr (JsonArray) pair = NULL;

  if (value == NULL)
    return NULL;
  pair = json_array_new ();
  number = write_number (self, g_strstrip (key));
  if (number != NULL)
    json_array_add_element (pair, number);
  else
    json_array_add_string_element (pair, key);
  json_array_add_element (pair, value);
  return json_node_init_array (json_node_alloc (), pair);
}

static JsonNode *
write_pairs (const ClaspV2ShapeSettings *self)
{
  return write_each (self, write_pair);
}

const ClaspV2Shape clasp_v2_shape_pairs = { read_pairs, write_pairs };

/* ---- conditions ---- */

char *
clasp_v2_read_when (JsonNode *node)
{
  JsonObject            *json = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (JsonObject) read = NULL;
  g_autoptr (JsonNode)   tree = NULL;

  if (json == NULL)
    return g_strdup (get_text (node));
  if (json_object_get_size (json) == 0)
    return g_strdup ("");
  read = clasp_import_tree (json, 0, NULL);
  if (read == NULL) /* the show says what is wrong with it */
    return clasp_json_print_line (node);
  tree = json_node_init_object (json_node_alloc (), read);
  return clasp_json_print_line (tree);
}

JsonNode *
clasp_v2_write_when (const char *text)
{
  JsonNode *node = *text == '{' ? clasp_json_parse (text, strlen (text), NULL) : NULL;

  return node != NULL ? node : json_node_init_string (json_node_alloc (), text);
}

static gboolean
read_when (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  g_autofree char *text = clasp_v2_read_when (node);

  if (text != NULL)
    json_object_set_string_member (self->settings, self->ours, text);
  return text != NULL;
}

static JsonNode *
write_when (const ClaspV2ShapeSettings *self)
{
  g_autoptr (JsonNode) node = take (self->settings, self->ours);
  const char          *text = node != NULL ? get_text (node) : NULL;

  return text != NULL ? clasp_v2_write_when (text) : NULL;
}

const ClaspV2Shape clasp_v2_shape_when = { read_when, write_when };

/* ---- chains within a step ---- */

/* (transfer full) (nullable): a step of a show file as people write it. */
static char *
print_step (ClaspShow *show, JsonObject *json)
{
  g_autoptr (ClaspStep) step =
    clasp_show_create_step (show, json_object_get_string_member (json, "kind"), NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  if (step == NULL ||
      !clasp_settings_from_json (clasp_step_get_settings (step),
                                 json_object_get_object_member (json, "settings"), "", problems))
    return NULL;
  return clasp_step_to_text (step);
}

static gboolean
add_step (const ClaspV2ShapeSettings *self, JsonNode *node, JsonArray *texts)
{
  g_autoptr (JsonArray) one = json_array_new ();
  g_autoptr (JsonArray) steps = NULL;
  g_autofree char      *path = g_strdup_printf ("%s.%s", self->path, self->ours);

  if (get_text (node) != NULL)
    {
      json_array_add_string_element (texts, get_text (node));
      return TRUE;
    }
  json_array_add_element (one, json_node_copy (node));
  steps = clasp_v2_read_steps (self->import, one, path, NULL);
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    {
      JsonObject      *step = json_array_get_object_element (steps, i);
      g_autofree char *text = print_step (self->show, step);

      if (text == NULL)
        return FALSE;
      if (json_object_get_boolean_member (step, "enabled"))
        json_array_add_string_element (texts, text);
      else
        clasp_exchange_tell (self->import->report, path,
                             "%s is switched off, which a branch cannot have; it is left out", text);
    }
  return steps != NULL;
}

static gboolean
read_chain (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  g_autoptr (JsonArray) texts = json_array_new ();
  JsonArray            *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!add_step (self, json_array_get_element (array, i), texts))
      return FALSE;
  json_object_set_array_member (self->settings, self->ours, g_steal_pointer (&texts));
  return TRUE;
}

static JsonNode *
write_step (const ClaspV2ShapeSettings *self, const char *text)
{
  g_autoptr (ClaspTransform) step = clasp_step_from_text (text, NULL);
  g_auto (GStrv)             words = NULL;
  g_autoptr (JsonArray)      steps = json_array_new (), written = NULL;
  JsonObject                *json, *settings;

  if (step == NULL || !g_shell_parse_argv (text, NULL, &words, NULL))
    return NULL;
  json = json_object_new ();
  settings = json_object_new ();
  json_object_set_string_member (json, "kind", words[0]);
  json_object_set_boolean_member (json, "enabled", TRUE);
  clasp_settings_to_json (CLASP_SETTINGS (step), settings);
  json_object_set_object_member (json, "settings", settings);
  json_array_add_object_element (steps, json);
  written = clasp_v2_write_steps (self->show, steps);
  return json_node_copy (json_array_get_element (written, 0));
}

static JsonNode *
write_chain (const ClaspV2ShapeSettings *self)
{
  return write_each (self, write_step);
}

const ClaspV2Shape clasp_v2_shape_chain = { read_chain, write_chain };
