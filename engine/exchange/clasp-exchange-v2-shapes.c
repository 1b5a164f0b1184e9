/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-v2-shapes.h"

#include "core/clasp-json.h"

#include <math.h>
#include <string.h>

/* Numbers and words. Lists, chains and conditions are in clasp-exchange-v2-lists.c. */

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

JsonNode *
clasp_v2_number (double number)
{
  if (number == floor (number) && fabs (number) < 1e15)
    return json_node_init_int (json_node_alloc (), (gint64) number);
  return json_node_init_double (json_node_alloc (), number);
}

static JsonNode *
text_node (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

static const char *
get_text (JsonNode *node)
{
  return clasp_exchange_holds (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
}

/* ---- as it is ---- */

static gboolean
read_same (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  json_object_set_member (self->settings, self->ours, json_node_copy (node));
  return TRUE;
}

static JsonNode *
write_same (const ClaspV2ShapeSettings *self)
{
  return take (self->settings, self->ours);
}

const ClaspV2Shape clasp_v2_shape_same = { read_same, write_same };

/* ---- two numbers in a list ---- */

static gboolean
read_two (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) != 2)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    if (!clasp_exchange_is_number (json_array_get_element (array, i)))
      return FALSE;
  json_object_set_member (self->settings, self->ours,
                          json_node_copy (json_array_get_element (array, 0)));
  json_object_set_member (self->settings, self->other,
                          json_node_copy (json_array_get_element (array, 1)));
  return TRUE;
}

static void
add_number (const ClaspV2ShapeSettings *self, const char *name, JsonArray *array)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (self->type);
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_CLASS (klass), name);
  JsonNode   *node = take (self->settings, name);

  if (node != NULL)
    json_array_add_element (array, node);
  else
    json_array_add_element (array, clasp_v2_number (G_PARAM_SPEC_DOUBLE (pspec)->default_value));
}

static JsonNode *
write_two (const ClaspV2ShapeSettings *self)
{
  g_autoptr (JsonArray) array = json_array_new ();

  if (!json_object_has_member (self->settings, self->ours) &&
      !json_object_has_member (self->settings, self->other))
    return NULL;
  add_number (self, self->ours, array);
  add_number (self, self->other, array);
  return json_node_init_array (json_node_alloc (), array);
}

const ClaspV2Shape clasp_v2_shape_two = { read_two, write_two };

/* ---- what a button says ---- */

static const char *const presses[] = { "short", "long", "double" };

static gboolean
is_press (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (presses); i++)
    if (strcmp (name, presses[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_press_object (const ClaspV2ShapeSettings *self, JsonObject *json)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init (&iter, json);
  while (json_object_iter_next (&iter, &name, &node))
    if (!is_press (name) || get_text (node) == NULL)
      return FALSE;
  json_object_iter_init (&iter, json);
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (self->settings, name, json_node_copy (node));
  return TRUE;
}

static gboolean
read_presses (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return read_press_object (self, json_node_get_object (node));
  if (array == NULL || json_array_get_length (array) > G_N_ELEMENTS (presses))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (get_text (json_array_get_element (array, i)) == NULL)
      return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    json_object_set_member (self->settings, presses[i],
                            json_node_copy (json_array_get_element (array, i)));
  return TRUE;
}

static JsonNode *
write_presses (const ClaspV2ShapeSettings *self)
{
  g_autoptr (JsonObject) json = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (presses); i++)
    {
      JsonNode *node = take (self->settings, presses[i]);

      if (node != NULL)
        json_object_set_member (json, presses[i], node);
    }
  if (json_object_get_size (json) == 0)
    return NULL;
  return json_node_init_object (json_node_alloc (), json);
}

const ClaspV2Shape clasp_v2_shape_presses = { read_presses, write_presses };

/* ---- words ---- */

typedef struct
{
  const char *theirs, *ours;
} Word;

/* The first of ours is the one that is written. */
static gboolean
read_word (const ClaspV2ShapeSettings *self, JsonNode *node, const Word *words, guint n_words)
{
  const char      *text = get_text (node);
  g_autofree char *plain = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  if (text == NULL)
    return FALSE;
  g_strdelimit (plain, " _", '-');
  for (guint i = 0; i < n_words; i++)
    if (strcmp (plain, words[i].theirs) == 0)
      plain = (g_free (plain), g_strdup (words[i].ours));
  json_object_set_string_member (self->settings, self->ours, plain);
  return TRUE;
}

static JsonNode *
write_word (const ClaspV2ShapeSettings *self, const Word *words, guint n_words)
{
  JsonNode   *node = take (self->settings, self->ours);
  const char *text = node != NULL ? get_text (node) : NULL;

  for (guint i = 0; text != NULL && i < n_words; i++)
    if (strcmp (text, words[i].ours) == 0)
      {
        json_node_unref (node);
        return text_node (words[i].theirs);
      }
  return node;
}

#define WORDS(name, ...)                                                                           \
  static const Word name##_words[] = { __VA_ARGS__ };                                              \
  static gboolean   read_##name (const ClaspV2ShapeSettings *self, JsonNode *node)                 \
  {                                                                                                \
    return read_word (self, node, name##_words, G_N_ELEMENTS (name##_words));                      \
  }                                                                                                \
  static JsonNode *write_##name (const ClaspV2ShapeSettings *self)                                 \
  {                                                                                                \
    return write_word (self, name##_words, G_N_ELEMENTS (name##_words));                           \
  }                                                                                                \
  const ClaspV2Shape clasp_v2_shape_##name = { read_##name, write_##name };

WORDS (msb, { "msb", "msb" }, { "lsb", "lsb" }, { "msb-first", "msb" }, { "lsb-first", "lsb" })
WORDS (coarse,
       { "coarse-fine", "msb" },
       { "fine-coarse", "lsb" },
       { "coarse-first", "msb" },
       { "fine-first", "lsb" },
       { "msb-first", "msb" },
       { "lsb-first", "lsb" })
WORDS (law, { "linear", "linear" }, { "invsquare", "inverse-square" }, { "s", "s-curve" })

static gboolean
read_replaces (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  const char *text = get_text (node);
  gboolean    replaces = g_str_has_prefix (text != NULL ? text : "", "replace");

  if (text == NULL || (!replaces && !g_str_has_prefix (text, "modulate")))
    return FALSE;
  json_object_set_boolean_member (self->settings, self->ours, replaces);
  return TRUE;
}

const ClaspV2Shape clasp_v2_shape_replaces = { read_replaces, write_same };

static gboolean
read_equal_power (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  if (!clasp_exchange_holds (node, G_TYPE_BOOLEAN))
    return FALSE;
  json_object_set_string_member (self->settings, self->ours,
                                 json_node_get_boolean (node) ? "equal-power" : "crossfade");
  return TRUE;
}

const ClaspV2Shape clasp_v2_shape_equal_power = { read_equal_power, write_same };

/* What ours is in any case. */
static gboolean
read_closed (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  return g_strcmp0 (get_text (node), "closed") == 0 ||
         (clasp_exchange_holds (node, G_TYPE_BOOLEAN) && !json_node_get_boolean (node));
}

const ClaspV2Shape clasp_v2_shape_closed = { read_closed, write_same };

/* ---- gamma ---- */

static gboolean
read_gamma (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  gboolean is_cie = g_strcmp0 (get_text (node), "cie") == 0;

  if (is_cie)
    json_object_set_string_member (self->settings, self->other, "cie");
  else if (clasp_exchange_is_number (node))
    json_object_set_member (self->settings, self->ours, json_node_copy (node));
  return is_cie || clasp_exchange_is_number (node);
}

static JsonNode *
write_gamma (const ClaspV2ShapeSettings *self)
{
  if (!json_object_has_member (self->settings, self->other))
    return take (self->settings, self->ours);
  json_object_remove_member (self->settings, self->other);
  return text_node ("cie");
}

const ClaspV2Shape clasp_v2_shape_gamma = { read_gamma, write_gamma };

/* ---- numbers as one text ---- */

/* Four numbers of a list, or of an object by name; FALSE for anything else. */
static gboolean
find_four (JsonNode *node, const char *const *names, double *numbers)
{
  for (guint i = 0; i < 4; i++)
    {
      JsonNode *number = NULL;

      if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 4)
        number = json_array_get_element (json_node_get_array (node), i);
      else if (JSON_NODE_HOLDS_OBJECT (node))
        number = json_object_get_member (json_node_get_object (node), names[i]);
      if (!clasp_exchange_is_number (number))
        return FALSE;
      numbers[i] = json_node_get_double (number);
    }
  return !JSON_NODE_HOLDS_OBJECT (node) || json_object_get_size (json_node_get_object (node)) == 4;
}

static gboolean
read_bezier (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  static const char *const names[] = { "x1", "y1", "x2", "y2" };
  g_autoptr (GString)      text = g_string_new (NULL);
  double                   numbers[4];

  if (get_text (node) != NULL)
    return read_same (self, node);
  if (!find_four (node, names, numbers))
    return FALSE;
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *number = clasp_exchange_print_number (numbers[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", number);
    }
  json_object_set_string_member (self->settings, self->ours, text->str);
  return TRUE;
}

static JsonNode *
write_bezier (const ClaspV2ShapeSettings *self)
{
  g_autoptr (JsonNode)  node = take (self->settings, self->ours);
  const char           *text = node != NULL ? get_text (node) : NULL;
  g_auto (GStrv)        words = text != NULL ? g_strsplit_set (text, " ,", -1) : NULL;
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      char  *end;
      double number = g_ascii_strtod (words[i], &end);

      if (*words[i] != '\0' && *end == '\0')
        json_array_add_element (array, clasp_v2_number (number));
    }
  if (json_array_get_length (array) != 4)
    return g_steal_pointer (&node);
  return json_node_init_array (json_node_alloc (), array);
}

const ClaspV2Shape clasp_v2_shape_bezier = { read_bezier, write_bezier };

/* Of 1, or of 255 when any is above 1. */
static gboolean
read_colour (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  JsonArray       *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  double           parts[3], full = 1.0;
  g_autofree char *text = NULL;

  if (get_text (node) != NULL)
    return read_same (self, node);
  if (array == NULL || json_array_get_length (array) != 3)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    {
      if (!clasp_exchange_is_number (json_array_get_element (array, i)))
        return FALSE;
      parts[i] = json_array_get_double_element (array, i);
      if (parts[i] > 1.0)
        full = 255.0;
    }
  for (guint i = 0; i < 3; i++)
    parts[i] = round (CLAMP (parts[i] / full, 0.0, 1.0) * 255.0);
  text = g_strdup_printf ("#%02x%02x%02x", (guint) parts[0], (guint) parts[1], (guint) parts[2]);
  json_object_set_string_member (self->settings, self->ours, text);
  return TRUE;
}

const ClaspV2Shape clasp_v2_shape_colour = { read_colour, write_same };

static gboolean
read_whole (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  g_autofree char *text = NULL;

  if (clasp_exchange_is_number (node))
    text = clasp_exchange_print_number (json_node_get_double (node));
  else if (get_text (node) != NULL)
    text = g_strdup (get_text (node));
  if (text == NULL)
    return FALSE;
  json_object_set_string_member (self->settings, self->ours, text);
  return TRUE;
}

static JsonNode *
write_whole (const ClaspV2ShapeSettings *self)
{
  JsonNode   *node = take (self->settings, self->ours);
  const char *text = node != NULL ? get_text (node) : NULL;
  gint64      number;

  /* a text only where the number would not come back as it was */
  if (text != NULL && *text != '0' && g_ascii_string_to_signed (text, 10, -(1LL << 53), 1LL << 53, &number, NULL))
    json_node_set_int (node, number);
  return node;
}

const ClaspV2Shape clasp_v2_shape_whole = { read_whole, write_whole };

/* ---- a number, or where it is ---- */

static gboolean
read_operand (const ClaspV2ShapeSettings *self, JsonNode *node)
{
  const char *text = get_text (node);

  if (text != NULL && *text == '/')
    json_object_set_member (self->settings, self->other, json_node_copy (node));
  else if (clasp_exchange_is_number (node))
    json_object_set_member (self->settings, self->ours, json_node_copy (node));
  return clasp_exchange_is_number (node) || (text != NULL && *text == '/');
}

const ClaspV2Shape clasp_v2_shape_operand = { read_operand, write_same };
