/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-value-text.h"

#include "core/clasp-codec.h"
#include "core/clasp-json.h"
#include "core/clasp-utf8-private.h"

#include <math.h>

static const char *const syntax_names[] = {
  [CLASP_VALUE_SYNTAX_AUTO] = "auto",   [CLASP_VALUE_SYNTAX_NULL] = "null",
  [CLASP_VALUE_SYNTAX_BOOL] = "bool",   [CLASP_VALUE_SYNTAX_INT] = "int",
  [CLASP_VALUE_SYNTAX_FLOAT] = "float", [CLASP_VALUE_SYNTAX_STRING] = "string",
  [CLASP_VALUE_SYNTAX_BYTES] = "bytes", [CLASP_VALUE_SYNTAX_JSON] = "json"
};

/**
 * clasp_value_syntax_from_string:
 * @name: `auto`, `null`, `bool`, `int`, `float`, `string`, `bytes` or `json`
 * @syntax: (out): what the name stands for
 *
 * Returns: %FALSE for any other name
 */
gboolean
clasp_value_syntax_from_string (const char *name, ClaspValueSyntax *syntax)
{
  for (guint i = 0; i < G_N_ELEMENTS (syntax_names); i++)
    if (g_strcmp0 (name, syntax_names[i]) == 0)
      {
        *syntax = (ClaspValueSyntax) i;
        return TRUE;
      }

  return FALSE;
}

#define SHOWN_LENGTH 40

static gboolean
fail (const char *expected, const char *found, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (found, -1);
  g_autofree char *shown =
    g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), SHOWN_LENGTH));

  g_set_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
               "expected %s, found “%s%s”", expected, shown,
               strlen (shown) < strlen (valid) ? "…" : "");
  return FALSE;
}

static gboolean
parse_bool (const char *text, ClaspValue *value)
{
  gboolean is_true = g_str_equal (text, "true") || g_str_equal (text, "1");

  if (!is_true && !g_str_equal (text, "false") && !g_str_equal (text, "0"))
    return FALSE;
  *value = clasp_value_bool (is_true);
  return TRUE;
}

static gboolean
parse_int (const char *text, ClaspValue *value)
{
  gboolean has_plus = text[0] == '+' && g_ascii_isdigit (text[1]);
  gint64   integer;

  if (!g_ascii_string_to_signed (has_plus ? text + 1 : text, 10, G_MININT64, G_MAXINT64, &integer,
                                 NULL))
    return FALSE;
  *value = clasp_value_int (integer);
  return TRUE;
}

static gboolean
parse_float (const char *text, ClaspValue *value)
{
  g_auto (ClaspValue) string = clasp_value_string (clasp_str (text));
  double              number;

  if (g_str_equal (text, "NaN"))
    number = NAN;
  else if (g_str_equal (text, "Infinity"))
    number = INFINITY;
  else if (g_str_equal (text, "-Infinity"))
    number = -INFINITY;
  else if (!clasp_value_to_double (&string, &number))
    return FALSE;
  *value = clasp_value_double (number);
  return TRUE;
}

static gboolean
parse_string (const char *text, ClaspValue *value)
{
  if (!clasp_utf8_is_valid (text, strlen (text)))
    return FALSE;
  *value = clasp_value_string (clasp_str (text));
  return TRUE;
}

/* With or without `0x` in front. */
static gboolean
parse_hex (const char *text, ClaspValue *value)
{
  const char        *digits = g_str_has_prefix (text, "0x") ? text + 2 : text;
  gsize              n_digits = strlen (digits);
  g_autofree guint8 *bytes = g_malloc (n_digits / 2 + 1);

  if (n_digits % 2 != 0)
    return FALSE;
  for (gsize i = 0; i < n_digits; i++)
    {
      int digit = g_ascii_xdigit_value (digits[i]);

      if (digit < 0)
        return FALSE;
      bytes[i / 2] = (guint8) (i % 2 == 0 ? digit << 4 : bytes[i / 2] | digit);
    }

  *value = clasp_value_bytes (bytes, n_digits / 2);
  return TRUE;
}

static gboolean
looks_like_hex (const char *text)
{
  return g_str_has_prefix (text, "0x") && text[2] != '\0' &&
         strspn (text + 2, "0123456789abcdefABCDEF") == strlen (text + 2);
}

static gboolean
parse_json (const char *text, ClaspValue *value, GError **error)
{
  g_autoptr (GError)   fault = NULL;
  g_autoptr (JsonNode) node = clasp_json_parse (text, strlen (text), &fault);

  if (node != NULL)
    return clasp_value_from_json (node, value, error);

  g_set_error_literal (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE, fault->message);
  return FALSE;
}

static gboolean
parse_number (const char *text, ClaspValue *value)
{
  return (g_ascii_isdigit (text[0]) || text[0] == '-') && parse_json (text, value, NULL);
}

/* What begins like JSON must be JSON: a slip in an array should not become a string unseen. */
static gboolean
parse_auto (const char *text, ClaspValue *value, GError **error)
{
  if (text[0] == '"' || text[0] == '[' || text[0] == '{')
    return parse_json (text, value, error);
  if (g_str_equal (text, "null"))
    return TRUE;
  if (g_str_equal (text, "true") || g_str_equal (text, "false"))
    return parse_bool (text, value);
  if (parse_number (text, value))
    return TRUE;
  if (looks_like_hex (text))
    return parse_hex (text, value) || fail ("an even number of hexadecimal digits", text, error);
  return parse_string (text, value) || fail ("UTF-8 text", text, error);
}

/**
 * clasp_value_parse:
 * @text: what a person typed
 * @syntax: how to read it
 * @value: (out caller-allocates): the value, to give back with [func@Clasp.value_clear]; null on
 *   failure
 * @error: return location for a [error@Clasp.CodecError]
 *
 * Reads a value. %CLASP_VALUE_SYNTAX_AUTO goes by the look of @text: `null`, `true`, `12`, `0.5`,
 * `"text"`, `[1,2]`, `{"a":1}`, `0xDEAD`; anything else is a string as it stands. A whole number
 * beyond 64 bits becomes a double.
 *
 * Errors: %CLASP_CODEC_ERROR_INVALID_VALUE naming what was expected and what was found.
 *
 * Thread: any.
 *
 * Returns: %TRUE on success
 */
gboolean
clasp_value_parse (const char *text, ClaspValueSyntax syntax, ClaspValue *value, GError **error)
{
  *value = clasp_value_null ();

  switch (syntax)
    {
    case CLASP_VALUE_SYNTAX_AUTO:
      return parse_auto (text, value, error);
    case CLASP_VALUE_SYNTAX_NULL:
      return text[0] == '\0' || g_str_equal (text, "null") || fail ("null", text, error);
    case CLASP_VALUE_SYNTAX_BOOL:
      return parse_bool (text, value) || fail ("true, false, 1 or 0", text, error);
    case CLASP_VALUE_SYNTAX_INT:
      return parse_int (text, value) || fail ("a whole number of 64 bits", text, error);
    case CLASP_VALUE_SYNTAX_FLOAT:
      return parse_float (text, value) || fail ("a number such as 0.5", text, error);
    case CLASP_VALUE_SYNTAX_STRING:
      return parse_string (text, value) || fail ("UTF-8 text", text, error);
    case CLASP_VALUE_SYNTAX_BYTES:
      return parse_hex (text, value) || fail ("pairs of hexadecimal digits", text, error);
    case CLASP_VALUE_SYNTAX_JSON:
      return parse_json (text, value, error);
    }

  return fail ("a known syntax", text, error);
}

static gboolean from_json (JsonNode *node, guint depth, ClaspValue *value, GError **error);

static gboolean
from_json_array (JsonArray *array, guint depth, ClaspValue *value, GError **error)
{
  guint                  n = json_array_get_length (array);
  g_autofree ClaspValue *elements = g_new (ClaspValue, n);

  for (guint i = 0; i < n; i++)
    if (!from_json (json_array_get_element (array, i), depth, &elements[i], error))
      {
        while (i > 0)
          clasp_value_clear (&elements[--i]);
        return FALSE;
      }

  *value = clasp_value_array (elements, n);
  return TRUE;
}

static gboolean
from_json_object (JsonObject *object, guint depth, ClaspValue *value, GError **error)
{
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, json_object_get_size (object));
  JsonObjectIter            iter;
  const char               *key;
  JsonNode                 *node;
  guint                     n = 0;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      entries[n].key = clasp_str (key);
      if (!from_json (node, depth, &entries[n].value, error))
        {
          while (n > 0)
            clasp_value_clear (&entries[--n].value);
          return FALSE;
        }
      n++;
    }

  *value = clasp_value_map (entries, n);
  return TRUE;
}

static gboolean
from_json_scalar (JsonNode *node, ClaspValue *value, GError **error)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_BOOLEAN)
    *value = clasp_value_bool (json_node_get_boolean (node));
  else if (type == G_TYPE_INT64)
    *value = clasp_value_int (json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    *value = clasp_value_double (json_node_get_double (node));
  else if (type == G_TYPE_STRING && g_utf8_validate (json_node_get_string (node), -1, NULL))
    *value = clasp_value_string (clasp_str (json_node_get_string (node)));
  else
    return fail ("a JSON value", g_type_name (type), error);
  return TRUE;
}

/* @depth: how many arrays and objects this value lies in. @value is null after a fault. */
static gboolean
from_json (JsonNode *node, guint depth, ClaspValue *value, GError **error)
{
  *value = clasp_value_null ();

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_NULL:
      return TRUE;
    case JSON_NODE_VALUE:
      return from_json_scalar (node, value, error);
    case JSON_NODE_ARRAY:
    case JSON_NODE_OBJECT:
      break;
    }

  if (depth >= CLASP_VALUE_MAX_DEPTH)
    {
      g_set_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                   "expected at most %d levels of nesting, found more", CLASP_VALUE_MAX_DEPTH);
      return FALSE;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    return from_json_array (json_node_get_array (node), depth + 1, value, error);
  return from_json_object (json_node_get_object (node), depth + 1, value, error);
}

/**
 * clasp_value_from_json:
 * @node: plain JSON
 * @value: (out caller-allocates): the value, to give back with [func@Clasp.value_clear]; null on
 *   failure
 * @error: return location for a [error@Clasp.CodecError]
 *
 * Makes a value of JSON: whole numbers become ints, others doubles, objects maps in their order.
 *
 * Errors: %CLASP_CODEC_ERROR_INVALID_VALUE above %CLASP_VALUE_MAX_DEPTH levels of nesting.
 *
 * Thread: any.
 *
 * Returns: %TRUE on success
 */
gboolean
clasp_value_from_json (JsonNode *node, ClaspValue *value, GError **error)
{
  return from_json (node, 0, value, error);
}

/* json-glib's strings end at U+0000: its picture U+2400 stands in for it. */
static char *
dup_without_nul (ClaspStr text)
{
  GString *copy = g_string_sized_new (text.length);

  for (gsize i = 0; i < text.length; i++)
    if (text.data[i] == '\0')
      g_string_append (copy, "\342\220\200");
    else
      g_string_append_c (copy, text.data[i]);
  return g_string_free (copy, FALSE);
}

static JsonNode *
node_from_string (ClaspStr text)
{
  g_autofree char *copy = dup_without_nul (text);

  return json_node_init_string (json_node_alloc (), copy);
}

static JsonNode *
node_from_bytes (const ClaspValue *value)
{
  gsize            size;
  const guint8    *bytes = clasp_value_get_bytes (value, &size);
  g_autofree char *text = g_base64_encode (bytes, size);

  return json_node_init_string (json_node_alloc (), text);
}

static JsonNode *
node_from_array (const ClaspValue *value)
{
  JsonNode         *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray        *array = json_array_new ();
  const ClaspValue *element;

  for (guint i = 0; (element = clasp_value_get_element (value, i)) != NULL; i++)
    json_array_add_element (array, clasp_value_to_json (element));
  json_node_take_array (node, array);
  return node;
}

static JsonNode *
node_from_map (const ClaspValue *value)
{
  JsonNode         *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject       *object = json_object_new ();
  const ClaspValue *inner;
  ClaspStr          key;

  for (guint i = 0; (inner = clasp_value_get_entry (value, i, &key)) != NULL; i++)
    {
      g_autofree char *name = dup_without_nul (key);

      json_object_set_member (object, name, clasp_value_to_json (inner));
    }
  json_node_take_object (node, object);
  return node;
}

/**
 * clasp_value_to_json:
 * @self: a value
 *
 * Makes plain JSON of a value. Bytes become a base64 string; NaN and the infinities, which JSON
 * cannot say, become null; U+0000 in a string becomes U+2400.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the node
 */
JsonNode *
clasp_value_to_json (const ClaspValue *self)
{
  switch (self->type)
    {
    case CLASP_VALUE_BOOL:
      return json_node_init_boolean (json_node_alloc (), self->as.boolean);
    case CLASP_VALUE_INT:
      return json_node_init_int (json_node_alloc (), self->as.integer);
    case CLASP_VALUE_DOUBLE:
      if (isfinite (self->as.number))
        return json_node_init_double (json_node_alloc (), self->as.number);
      break;
    case CLASP_VALUE_STRING:
      return node_from_string (clasp_value_get_string (self));
    case CLASP_VALUE_BYTES:
      return node_from_bytes (self);
    case CLASP_VALUE_ARRAY:
      return node_from_array (self);
    case CLASP_VALUE_MAP:
      return node_from_map (self);
    case CLASP_VALUE_NULL:
      break;
    }

  return json_node_init_null (json_node_alloc ());
}
