/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-value-boxed.h"

#include "core/clasp-codec.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (ClaspValue, clasp_value, clasp_value_dup, clasp_value_free)

static ClaspValue *
box (ClaspValue value)
{
  return g_memdup2 (&value, sizeof value);
}

/**
 * clasp_value_new_null:
 *
 * Returns: (transfer full): a value
 */
ClaspValue *
clasp_value_new_null (void)
{
  return box (clasp_value_null ());
}

/**
 * clasp_value_new_bool:
 * @boolean: what it is worth
 *
 * Returns: (transfer full): a value
 */
ClaspValue *
clasp_value_new_bool (gboolean boolean)
{
  return box (clasp_value_bool (boolean));
}

/**
 * clasp_value_new_int:
 * @integer: what it is worth
 *
 * Returns: (transfer full): a value
 */
ClaspValue *
clasp_value_new_int (gint64 integer)
{
  return box (clasp_value_int (integer));
}

/**
 * clasp_value_new_double:
 * @number: what it is worth
 *
 * Returns: (transfer full): a value
 */
ClaspValue *
clasp_value_new_double (double number)
{
  return box (clasp_value_double (number));
}

/**
 * clasp_value_new_string:
 * @text: what it is worth; what is not UTF-8 in it is replaced
 *
 * Returns: (transfer full): a value
 */
ClaspValue *
clasp_value_new_string (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  return box (clasp_value_string (clasp_str (valid)));
}

/**
 * clasp_value_new_bytes:
 * @bytes: what it is worth
 *
 * Returns: (transfer full): a value
 */
ClaspValue *
clasp_value_new_bytes (GBytes *bytes)
{
  gsize         size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return box (clasp_value_bytes (data, size));
}

/**
 * clasp_value_new_from_variant:
 * @variant: a boolean, number, text, "ay", "mv", array, tuple, or dictionary with texts as keys;
 *   one that is floating is not taken over
 * @error: return location for CLASP_CODEC_ERROR_INVALID_VALUE
 *
 * Returns: (transfer full): a value, %NULL on failure
 */
ClaspValue *
clasp_value_new_from_variant (GVariant *variant, GError **error)
{
  ClaspValue value;

  return clasp_value_from_variant (variant, &value, error) ? box (value) : NULL;
}

/**
 * clasp_value_dup:
 * @self: a value
 *
 * Returns: (transfer full): the same; large content is shared
 */
ClaspValue *
clasp_value_dup (const ClaspValue *self)
{
  return box (clasp_value_copy (self));
}

/**
 * clasp_value_free:
 * @self: (transfer full) (nullable): a value from the heap
 */
void
clasp_value_free (ClaspValue *self)
{
  if (self == NULL)
    return;
  clasp_value_clear (self);
  g_free (self);
}

/**
 * clasp_value_get_value_type:
 * @self: a value
 *
 * Returns: its type
 */
ClaspValueType
clasp_value_get_value_type (const ClaspValue *self)
{
  return clasp_value_get_type_of (self);
}

/**
 * clasp_value_dup_string:
 * @self: a value
 *
 * Returns: (transfer full) (nullable): its text; %NULL for any other type, and for a text that
 *   holds U+0000, which would be cut
 */
char *
clasp_value_dup_string (const ClaspValue *self)
{
  ClaspStr text = clasp_value_get_string (self);

  if (clasp_value_get_type_of (self) != CLASP_VALUE_STRING ||
      memchr (text.data, '\0', text.length) != NULL)
    return NULL;
  return clasp_str_dup (text);
}

/* ---- to GVariant ---- */

static GVariant *
bytes_to_variant (const void *data, gsize size)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, size, 1);
}

static GVariant *
string_to_variant (ClaspStr text)
{
  if (memchr (text.data, '\0', text.length) != NULL)
    return bytes_to_variant (text.data, text.length);
  return g_variant_new_take_string (clasp_str_dup (text));
}

static GVariant *
array_to_variant (const ClaspValue *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

  for (guint i = 0; i < clasp_value_get_size (self); i++)
    g_variant_builder_add (&builder, "v",
                           clasp_value_to_variant (clasp_value_get_element (self, i)));
  return g_variant_builder_end (&builder);
}

static GVariant *
map_to_variant (const ClaspValue *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  for (guint i = 0; i < clasp_value_get_size (self); i++)
    {
      ClaspStr          key;
      const ClaspValue *value = clasp_value_get_entry (self, i, &key);
      g_autofree char  *text = clasp_str_dup (key);

      g_variant_builder_add (&builder, "{sv}", text, clasp_value_to_variant (value));
    }
  return g_variant_builder_end (&builder);
}

/**
 * clasp_value_to_variant:
 * @self: a value
 *
 * Null is an empty "mv"; a boolean b, an integer x, a double d, a text s (ay if it holds U+0000),
 * bytes ay, an array av, a map a{sv}.
 *
 * Returns: (transfer none): a new floating variant
 */
GVariant *
clasp_value_to_variant (const ClaspValue *self)
{
  const guint8 *bytes;
  gsize         size;

  switch (self->type)
    {
    case CLASP_VALUE_NULL:
      return g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, NULL);
    case CLASP_VALUE_BOOL:
      return g_variant_new_boolean (self->as.boolean);
    case CLASP_VALUE_INT:
      return g_variant_new_int64 (self->as.integer);
    case CLASP_VALUE_DOUBLE:
      return g_variant_new_double (self->as.number);
    case CLASP_VALUE_STRING:
      return string_to_variant (clasp_value_get_string (self));
    case CLASP_VALUE_BYTES:
      bytes = clasp_value_get_bytes (self, &size);
      return bytes_to_variant (bytes, size);
    case CLASP_VALUE_ARRAY:
      return array_to_variant (self);
    case CLASP_VALUE_MAP:
      return map_to_variant (self);
    }

  return g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, NULL);
}

/* ---- from GVariant ---- */

static gboolean read_variant (GVariant *variant, guint depth, ClaspValue *value, GError **error);

static gboolean
refuse (GError **error, const char *what, GVariant *variant)
{
  g_set_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE, "%s: %s", what,
               g_variant_get_type_string (variant));
  return FALSE;
}

static void
clear_values (ClaspValue *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i++)
    clasp_value_clear (&values[i]);
}

static gboolean
read_array (GVariant *variant, guint depth, ClaspValue *value, GError **error)
{
  gsize                  n = g_variant_n_children (variant);
  g_autofree ClaspValue *elements = NULL;

  if (n > G_MAXUINT16)
    return refuse (error, "An array has at most 65535 elements", variant);
  elements = g_new (ClaspValue, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (variant, i);

      if (!read_variant (child, depth + 1, &elements[i], error))
        {
          clear_values (elements, i);
          return FALSE;
        }
    }

  *value = clasp_value_array (elements, (guint) n);
  return TRUE;
}

static void
clear_entries (ClaspMapEntry *entries, gsize n_entries)
{
  for (gsize i = 0; i < n_entries; i++)
    clasp_value_clear (&entries[i].value);
}

static gboolean
read_map (GVariant *variant, guint depth, ClaspValue *value, GError **error)
{
  gsize                     n = g_variant_n_children (variant);
  g_autofree ClaspMapEntry *entries = NULL;
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  if (n > G_MAXUINT16)
    return refuse (error, "A map has at most 65535 entries", variant);
  entries = g_new (ClaspMapEntry, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (variant, i);
      GVariant            *key = g_variant_get_child_value (entry, 0);
      g_autoptr (GVariant) content = g_variant_get_child_value (entry, 1);

      g_ptr_array_add (keys, key);
      entries[i].key = clasp_str (g_variant_get_string (key, NULL));
      if (!read_variant (content, depth + 1, &entries[i].value, error))
        {
          clear_entries (entries, i);
          return FALSE;
        }
    }

  *value = clasp_value_map (entries, (guint) n);
  return TRUE;
}

static gboolean
read_maybe (GVariant *variant, guint depth, ClaspValue *value, GError **error)
{
  g_autoptr (GVariant) inner = g_variant_get_maybe (variant);

  if (inner != NULL)
    return read_variant (inner, depth + 1, value, error);
  *value = clasp_value_null ();
  return TRUE;
}

/* A box in a box is no deeper for us, so it does not count. */
static gboolean
read_inner (GVariant *variant, guint depth, ClaspValue *value, GError **error)
{
  GVariant *inner = g_variant_get_variant (variant);
  gboolean  is_read;

  while (g_variant_type_is_variant (g_variant_get_type (inner)))
    {
      GVariant *next = g_variant_get_variant (inner);

      g_variant_unref (inner);
      inner = next;
    }
  is_read = read_variant (inner, depth, value, error);
  g_variant_unref (inner);
  return is_read;
}

static ClaspValue
read_bytes (GVariant *variant)
{
  gsize         size;
  gconstpointer data = g_variant_get_fixed_array (variant, &size, 1);

  return clasp_value_bytes (data, size);
}

static ClaspValue
read_unsigned (guint64 number)
{
  return number <= G_MAXINT64 ? clasp_value_int ((gint64) number)
                              : clasp_value_double ((double) number);
}

/* FALSE when it is none of the simple types. */
static gboolean
read_simple (GVariant *variant, ClaspValue *value)
{
  switch ((int) g_variant_classify (variant))
    {
    case G_VARIANT_CLASS_BOOLEAN:
      *value = clasp_value_bool (g_variant_get_boolean (variant));
      return TRUE;
    case G_VARIANT_CLASS_BYTE:
      *value = clasp_value_int (g_variant_get_byte (variant));
      return TRUE;
    case G_VARIANT_CLASS_INT16:
      *value = clasp_value_int (g_variant_get_int16 (variant));
      return TRUE;
    case G_VARIANT_CLASS_UINT16:
      *value = clasp_value_int (g_variant_get_uint16 (variant));
      return TRUE;
    case G_VARIANT_CLASS_INT32:
      *value = clasp_value_int (g_variant_get_int32 (variant));
      return TRUE;
    case G_VARIANT_CLASS_UINT32:
      *value = clasp_value_int (g_variant_get_uint32 (variant));
      return TRUE;
    case G_VARIANT_CLASS_INT64:
      *value = clasp_value_int (g_variant_get_int64 (variant));
      return TRUE;
    case G_VARIANT_CLASS_UINT64:
      *value = read_unsigned (g_variant_get_uint64 (variant));
      return TRUE;
    case G_VARIANT_CLASS_DOUBLE:
      *value = clasp_value_double (g_variant_get_double (variant));
      return TRUE;
    case G_VARIANT_CLASS_STRING:
    case G_VARIANT_CLASS_OBJECT_PATH:
    case G_VARIANT_CLASS_SIGNATURE:
      *value = clasp_value_string (clasp_str (g_variant_get_string (variant, NULL)));
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
read_variant (GVariant *variant, guint depth, ClaspValue *value, GError **error)
{
  const GVariantType *type = g_variant_get_type (variant);

  if (read_simple (variant, value))
    return TRUE;
  if (g_variant_type_is_variant (type))
    return read_inner (variant, depth, value, error);
  if (depth >= CLASP_VALUE_MAX_DEPTH)
    return refuse (error, "Values are nested at most 64 deep", variant);
  if (g_variant_type_is_maybe (type))
    return read_maybe (variant, depth, value, error);
  if (g_variant_type_equal (type, G_VARIANT_TYPE_BYTESTRING))
    {
      *value = read_bytes (variant);
      return TRUE;
    }
  if (g_variant_type_is_subtype_of (type, G_VARIANT_TYPE ("a{s*}")))
    return read_map (variant, depth, value, error);
  if (g_variant_type_is_subtype_of (type, G_VARIANT_TYPE ("a{?*}")))
    return refuse (error, "The keys of a map are texts", variant);
  if (g_variant_type_is_array (type) || g_variant_type_is_tuple (type))
    return read_array (variant, depth, value, error);
  return refuse (error, "There is no value of this type", variant);
}

/**
 * clasp_value_from_variant: (skip)
 * @variant: see [ctor@Clasp.Value.new_from_variant]
 * @value: (out): the value, to be cleared by the caller; null on failure
 * @error: return location for CLASP_CODEC_ERROR_INVALID_VALUE
 *
 * Returns: %TRUE if there is such a value
 */
gboolean
clasp_value_from_variant (GVariant *variant, ClaspValue *value, GError **error)
{
  *value = clasp_value_null ();
  return read_variant (variant, 0, value, error);
}
