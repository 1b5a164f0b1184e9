/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-typed-json-private.h"

#include "core/clasp-utf8-private.h"

#include <math.h>

/* Typed JSON of values (wire.md 1.2). */

#define SHOWN_LENGTH 40

gboolean
clasp_typed_reader_fail (ClaspTypedReader *self, const char *expected, JsonNode *found)
{
  g_autofree char *text = found != NULL ? json_to_string (found, FALSE) : g_strdup ("nothing");
  g_autofree char *shown = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), SHOWN_LENGTH));

  g_set_error (self->error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
               "%s%sexpected %s, found %s%s", self->path->str, self->path->len > 0 ? ": " : "",
               expected, shown, strlen (shown) < strlen (text) ? "…" : "");
  return FALSE;
}

gsize
clasp_typed_reader_push_member (ClaspTypedReader *self, const char *name)
{
  gsize mark = self->path->len;

  g_string_append_printf (self->path, "%s%s", mark > 0 ? "." : "", name);
  return mark;
}

gsize
clasp_typed_reader_push_element (ClaspTypedReader *self, guint index)
{
  gsize mark = self->path->len;

  g_string_append_printf (self->path, "[%u]", index);
  return mark;
}

void
clasp_typed_reader_pop (ClaspTypedReader *self, gsize mark)
{
  g_string_truncate (self->path, mark);
}

static const char *
get_string (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

/* The bytes hex digits stand for; NULL if they are none. */
static guint8 *
parse_hex (const char *text, gsize *size)
{
  gsize   n_digits = text != NULL ? strlen (text) : 1;
  guint8 *bytes;

  if (n_digits % 2 != 0)
    return NULL;

  bytes = g_malloc (n_digits / 2 + 1);
  for (gsize i = 0; i < n_digits; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        {
          g_free (bytes);
          return NULL;
        }
      bytes[i / 2] = (guint8) (i % 2 == 0 ? digit << 4 : bytes[i / 2] | digit);
    }

  *size = n_digits / 2;
  return bytes;
}

static char *
to_hex (const guint8 *bytes, gsize size)
{
  GString *text = g_string_sized_new (2 * size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

static JsonNode *
write_hex (const guint8 *bytes, gsize size)
{
  g_autofree char *text = to_hex (bytes, size);

  return json_node_init_string (json_node_alloc (), text);
}

static gboolean
has_nul (ClaspStr text)
{
  return text.length > 0 && memchr (text.data, '\0', text.length) != NULL;
}

static gboolean
read_hex_text (ClaspTypedReader *self, JsonNode *node, ClaspStr *text)
{
  gsize              size = 0;
  g_autofree guint8 *bytes = parse_hex (get_string (node), &size);

  if (bytes == NULL || !clasp_utf8_is_valid ((const char *) bytes, size))
    return clasp_typed_reader_fail (self, "hex digits of UTF-8", node);

  bytes[size] = 0; /* parse_hex () leaves room; a chunk wants an end when the length is 0 */
  *text = (ClaspStr){ g_string_chunk_insert_len (self->texts, (const char *) bytes, (gssize) size),
                      size };
  return TRUE;
}

gboolean
clasp_typed_read_text (ClaspTypedReader *self, JsonNode *node, ClaspStr *text)
{
  const char *string = get_string (node);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
      json_object_has_member (json_node_get_object (node), "hex"))
    return read_hex_text (self, json_object_get_member (json_node_get_object (node), "hex"), text);

  if (string == NULL || !clasp_utf8_is_valid (string, strlen (string)))
    return clasp_typed_reader_fail (self, "a string", node);
  *text = clasp_str (g_string_chunk_insert (self->texts, string));
  return TRUE;
}

JsonNode *
clasp_typed_write_text (ClaspStr text)
{
  g_autofree char *copy = NULL;
  JsonObject      *object;
  JsonNode        *node;

  if (has_nul (text))
    {
      object = json_object_new ();
      json_object_set_member (object, "hex", write_hex ((const guint8 *) text.data, text.length));
      node = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (node, object);
      return node;
    }

  copy = clasp_str_dup (text);
  return json_node_init_string (json_node_alloc (), copy);
}

static gboolean
is_json_int (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_INT64;
}

gboolean
clasp_typed_read_u64 (ClaspTypedReader *self, JsonNode *node, guint64 *integer)
{
  const char *text = get_string (node);

  if (is_json_int (node) && json_node_get_int (node) >= 0)
    *integer = (guint64) json_node_get_int (node);
  else if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, integer, NULL))
    return clasp_typed_reader_fail (self, "an unsigned integer of 64 bits as a decimal string",
                                    node);
  return TRUE;
}

gboolean
clasp_typed_read_number (ClaspTypedReader *self, JsonNode *node, double *number)
{
  const char *text = get_string (node);

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      (is_json_int (node) || json_node_get_value_type (node) == G_TYPE_DOUBLE))
    *number = json_node_get_double (node);
  else if (g_strcmp0 (text, "NaN") == 0)
    *number = NAN;
  else if (g_strcmp0 (text, "Infinity") == 0)
    *number = INFINITY;
  else if (g_strcmp0 (text, "-Infinity") == 0)
    *number = -INFINITY;
  else if (g_strcmp0 (text, "-0") == 0)
    *number = -0.0;
  else
    return clasp_typed_reader_fail (self, "a number", node);
  return TRUE;
}

JsonNode *
clasp_typed_write_number (double number)
{
  const char *word = NULL;

  if (isnan (number))
    word = "NaN";
  else if (isinf (number))
    word = number > 0 ? "Infinity" : "-Infinity";
  else if (number == 0 && signbit (number))
    word = "-0";

  return word != NULL ? json_node_init_string (json_node_alloc (), word)
                      : json_node_init_double (json_node_alloc (), number);
}

/* Writing */

static JsonNode *
write_array (const ClaspValue *value)
{
  JsonNode         *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray        *array = json_array_new ();
  const ClaspValue *element;

  for (guint i = 0; (element = clasp_value_get_element (value, i)) != NULL; i++)
    json_array_add_element (array, clasp_value_to_typed_json (element));
  json_node_take_array (node, array);
  return node;
}

static JsonNode *
write_map (const ClaspValue *value)
{
  JsonNode         *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray        *array = json_array_new ();
  const ClaspValue *inner;
  ClaspStr          key;

  for (guint i = 0; (inner = clasp_value_get_entry (value, i, &key)) != NULL; i++)
    {
      JsonArray *pair = json_array_new ();

      json_array_add_element (pair, clasp_typed_write_text (key));
      json_array_add_element (pair, clasp_value_to_typed_json (inner));
      json_array_add_array_element (array, pair);
    }
  json_node_take_array (node, array);
  return node;
}

static void
write_double (JsonObject *object, double number)
{
  guint64          bits;
  g_autofree char *text = NULL;

  memcpy (&bits, &number, sizeof bits);
  text = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", bits);
  json_object_set_string_member (object, "t", "f64");
  json_object_set_member (object, "v", clasp_typed_write_number (number));
  json_object_set_string_member (object, "bits", text);
}

static void
write_int (JsonObject *object, gint64 integer)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, integer);

  json_object_set_string_member (object, "t", "i64");
  json_object_set_string_member (object, "v", text);
}

static void
write_string (JsonObject *object, ClaspStr text)
{
  g_autofree char *copy = clasp_str_dup (text); /* up to a U+0000 */

  json_object_set_string_member (object, "t", "str");
  json_object_set_string_member (object, "v", copy);
  if (has_nul (text))
    json_object_set_member (object, "hex", write_hex ((const guint8 *) text.data, text.length));
}

static void
write_bytes (JsonObject *object, const ClaspValue *value)
{
  gsize         size;
  const guint8 *bytes = clasp_value_get_bytes (value, &size);

  json_object_set_string_member (object, "t", "bytes");
  json_object_set_member (object, "v", write_hex (bytes, size));
}

/**
 * clasp_value_to_typed_json:
 * @self: a value
 *
 * Writes the exact, typed JSON of a value, for example
 * `{"t": "f64", "v": 0.5, "bits": "3fe0000000000000"}` (wire.md 1.2).
 *
 * Thread: any.
 *
 * Returns: (transfer full): the node
 */
JsonNode *
clasp_value_to_typed_json (const ClaspValue *self)
{
  JsonNode   *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (node, object);
  switch (self->type)
    {
    case CLASP_VALUE_NULL:
      json_object_set_string_member (object, "t", "null");
      break;
    case CLASP_VALUE_BOOL:
      json_object_set_string_member (object, "t", "bool");
      json_object_set_boolean_member (object, "v", self->as.boolean);
      break;
    case CLASP_VALUE_INT:
      write_int (object, self->as.integer);
      break;
    case CLASP_VALUE_DOUBLE:
      write_double (object, self->as.number);
      break;
    case CLASP_VALUE_STRING:
      write_string (object, clasp_value_get_string (self));
      break;
    case CLASP_VALUE_BYTES:
      write_bytes (object, self);
      break;
    case CLASP_VALUE_ARRAY:
      json_object_set_string_member (object, "t", "array");
      json_object_set_member (object, "v", write_array (self));
      break;
    case CLASP_VALUE_MAP:
      json_object_set_string_member (object, "t", "map");
      json_object_set_member (object, "v", write_map (self));
      break;
    }

  return node;
}

/* Reading */

static gboolean read_value (ClaspTypedReader *self, JsonNode *node, guint depth, ClaspValue *value);

static gboolean
read_bool (ClaspTypedReader *self, JsonNode *node, ClaspValue *value)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return clasp_typed_reader_fail (self, "true or false", node);
  *value = clasp_value_bool (json_node_get_boolean (node));
  return TRUE;
}

static gboolean
read_int (ClaspTypedReader *self, JsonNode *node, guint n_bits, ClaspValue *value)
{
  gint64           max = G_MAXINT64 >> (64 - n_bits);
  const char      *text = get_string (node);
  g_autofree char *expected = NULL;
  gint64           integer = 0;
  gboolean         is_read;

  if (is_json_int (node))
    {
      integer = json_node_get_int (node);
      is_read = integer >= -max - 1 && integer <= max;
    }
  else
    is_read = text != NULL && g_ascii_string_to_signed (text, 10, -max - 1, max, &integer, NULL);

  if (is_read)
    {
      *value = clasp_value_int (integer);
      return TRUE;
    }

  expected = g_strdup_printf ("an integer of %u bits as a decimal string", n_bits);
  return clasp_typed_reader_fail (self, expected, node);
}

/* The bits decide; without them the number as it is written. */
static gboolean
read_double (ClaspTypedReader *self, JsonObject *object, ClaspValue *value)
{
  const char *bits = get_string (json_object_get_member (object, "bits"));
  guint64     word;
  double      number;

  if (bits == NULL)
    {
      if (!clasp_typed_read_number (self, json_object_get_member (object, "v"), &number))
        return FALSE;
    }
  else if (strlen (bits) == 16 &&
           g_ascii_string_to_unsigned (bits, 16, 0, G_MAXUINT64, &word, NULL))
    memcpy (&number, &word, sizeof number);
  else
    return clasp_typed_reader_fail (self, "16 hex digits in bits",
                                    json_object_get_member (object, "bits"));

  *value = clasp_value_double (number);
  return TRUE;
}

static gboolean
read_float (ClaspTypedReader *self, JsonObject *object, ClaspValue *value)
{
  const char *bits = get_string (json_object_get_member (object, "bits"));
  guint64     word;
  guint32     narrow;
  float       number;

  if (bits == NULL)
    return read_double (self, object, value);
  if (strlen (bits) != 8 || !g_ascii_string_to_unsigned (bits, 16, 0, G_MAXUINT32, &word, NULL))
    return clasp_typed_reader_fail (self, "8 hex digits in bits",
                                    json_object_get_member (object, "bits"));

  narrow = (guint32) word;
  memcpy (&number, &narrow, sizeof number);
  *value = clasp_value_double ((double) number);
  return TRUE;
}

static gboolean
read_string (ClaspTypedReader *self, JsonObject *object, ClaspValue *value)
{
  ClaspStr text;
  gboolean ok;

  if (json_object_has_member (object, "hex"))
    ok = read_hex_text (self, json_object_get_member (object, "hex"), &text);
  else
    ok = clasp_typed_read_text (self, json_object_get_member (object, "v"), &text);
  if (ok)
    *value = clasp_value_string (text);
  return ok;
}

static gboolean
read_bytes (ClaspTypedReader *self, JsonNode *node, ClaspValue *value)
{
  gsize              size;
  g_autofree guint8 *bytes = parse_hex (get_string (node), &size);

  if (bytes == NULL)
    return clasp_typed_reader_fail (self, "hex digits", node);
  *value = clasp_value_bytes (bytes, size);
  return TRUE;
}

static gboolean
check_nesting (ClaspTypedReader *self, JsonNode *node, guint depth)
{
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return clasp_typed_reader_fail (self, "a list", node);
  if (depth >= CLASP_VALUE_MAX_DEPTH)
    return clasp_typed_reader_fail (
      self, "at most " G_STRINGIFY (CLASP_VALUE_MAX_DEPTH) " levels of nesting", node);
  return TRUE;
}

static gboolean
read_array (ClaspTypedReader *self, JsonNode *node, guint depth, ClaspValue *value)
{
  g_autofree ClaspValue *elements = NULL;
  guint                  n;

  if (!check_nesting (self, node, depth))
    return FALSE;

  n = json_array_get_length (json_node_get_array (node));
  elements = g_new (ClaspValue, n);
  for (guint i = 0; i < n; i++)
    {
      gsize mark = clasp_typed_reader_push_element (self, i);

      if (!read_value (self, json_array_get_element (json_node_get_array (node), i), depth + 1,
                       &elements[i]))
        {
          while (i > 0)
            clasp_value_clear (&elements[--i]);
          return FALSE;
        }
      clasp_typed_reader_pop (self, mark);
    }

  *value = clasp_value_array (elements, n);
  return TRUE;
}

static gboolean
read_entry (ClaspTypedReader *self, JsonNode *node, guint depth, ClaspMapEntry *entry)
{
  JsonArray *pair;

  if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) != 2)
    return clasp_typed_reader_fail (self, "a pair of key and value", node);

  pair = json_node_get_array (node);
  return clasp_typed_read_text (self, json_array_get_element (pair, 0), &entry->key) &&
         read_value (self, json_array_get_element (pair, 1), depth, &entry->value);
}

static gboolean
read_map (ClaspTypedReader *self, JsonNode *node, guint depth, ClaspValue *value)
{
  g_autofree ClaspMapEntry *entries = NULL;
  guint                     n;

  if (!check_nesting (self, node, depth))
    return FALSE;

  n = json_array_get_length (json_node_get_array (node));
  entries = g_new (ClaspMapEntry, n);
  for (guint i = 0; i < n; i++)
    {
      gsize mark = clasp_typed_reader_push_element (self, i);

      if (!read_entry (self, json_array_get_element (json_node_get_array (node), i), depth + 1,
                       &entries[i]))
        {
          while (i > 0)
            clasp_value_clear (&entries[--i].value);
          return FALSE;
        }
      clasp_typed_reader_pop (self, mark);
    }

  *value = clasp_value_map (entries, n);
  return TRUE;
}

static gboolean
read_typed (ClaspTypedReader *self, JsonObject *object, guint depth, ClaspValue *value)
{
  JsonNode   *type = json_object_get_member (object, "t");
  JsonNode   *content = json_object_get_member (object, "v");
  const char *name = get_string (type);

  if (g_strcmp0 (name, "null") == 0)
    return TRUE;
  if (g_strcmp0 (name, "bool") == 0)
    return read_bool (self, content, value);
  if (g_strcmp0 (name, "i8") == 0)
    return read_int (self, content, 8, value);
  if (g_strcmp0 (name, "i16") == 0)
    return read_int (self, content, 16, value);
  if (g_strcmp0 (name, "i32") == 0)
    return read_int (self, content, 32, value);
  if (g_strcmp0 (name, "i64") == 0)
    return read_int (self, content, 64, value);
  if (g_strcmp0 (name, "f32") == 0)
    return read_float (self, object, value);
  if (g_strcmp0 (name, "f64") == 0)
    return read_double (self, object, value);
  if (g_strcmp0 (name, "str") == 0)
    return read_string (self, object, value);
  if (g_strcmp0 (name, "bytes") == 0)
    return read_bytes (self, content, value);
  if (g_strcmp0 (name, "array") == 0)
    return read_array (self, content, depth, value);
  if (g_strcmp0 (name, "map") == 0)
    return read_map (self, content, depth, value);
  return clasp_typed_reader_fail (
    self, "t to be null, bool, i8, i16, i32, i64, f32, f64, str, bytes, array or map", type);
}

/* @depth: how many arrays and maps this value lies in. @value is null after a fault. */
static gboolean
read_value (ClaspTypedReader *self, JsonNode *node, guint depth, ClaspValue *value)
{
  *value = clasp_value_null ();
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return clasp_typed_reader_fail (self, "a typed value such as {\"t\":\"bool\",\"v\":true}",
                                    node);
  return read_typed (self, json_node_get_object (node), depth, value);
}

gboolean
clasp_typed_read_value (ClaspTypedReader *self, JsonNode *node, ClaspValue *value)
{
  return read_value (self, node, 0, value);
}

/**
 * clasp_value_from_typed_json:
 * @node: typed JSON of a value
 * @value: (out caller-allocates): the value, to give back with [func@Clasp.value_clear]; null on
 *   failure
 * @error: return location for a [error@Clasp.CodecError]
 *
 * Reads what [func@Clasp.value_to_typed_json] writes, and the narrow types, which are widened. The
 * bits of a float decide over its number.
 *
 * Errors: %CLASP_CODEC_ERROR_INVALID_VALUE with the path of the fault.
 *
 * Thread: any.
 *
 * Returns: %TRUE on success
 */
gboolean
clasp_value_from_typed_json (JsonNode *node, ClaspValue *value, GError **error)
{
  GStringChunk       *texts = g_string_chunk_new (256);
  g_autoptr (GString) path = g_string_new (NULL);
  ClaspTypedReader    reader = { texts, path, error };
  gboolean            ok = read_value (&reader, node, 0, value);

  g_string_chunk_free (texts);
  return ok;
}
