/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-codec-private.h"

/* Values of the binary encoding (wire.md 8.1). Narrow integers and f32 are widened when read and
 * never written. */

/* Elements are collected on the stack while they are few. A list of many grows with what has really
 * been read, never by the count a packet claims: 64 nested claims would be 64 MB otherwise. */
#define FEW_ELEMENTS 8

typedef struct
{
  gpointer items; /* either @few or owned */
  gpointer few;
  guint    capacity;
} Collector;

static gpointer
collector_grow (Collector *self, guint n_items, gsize item_size)
{
  gpointer larger = g_malloc_n ((gsize) self->capacity * 2, item_size);

  memcpy (larger, self->items, n_items * item_size);
  if (self->items != self->few)
    g_free (self->items);
  self->items = larger;
  self->capacity *= 2;
  return larger;
}

static void
collector_free (Collector *self)
{
  if (self->items != self->few)
    g_free (self->items);
}

static gboolean
get_data (ClaspDecoder *self, guint8 code, gsize code_offset, guint depth, ClaspValue *value);

static gboolean
get_element (ClaspDecoder *self, guint depth, ClaspValue *value)
{
  gsize  code_offset = self->reader.offset;
  guint8 code;

  return clasp_decoder_get_u8 (self, &code) && get_data (self, code, code_offset, depth, value);
}

static gboolean
get_array (ClaspDecoder *self, guint depth, ClaspValue *value)
{
  ClaspValue  few[FEW_ELEMENTS];
  Collector   collector = { few, few, FEW_ELEMENTS };
  ClaspValue *elements = few;
  guint16     count;
  guint       n = 0;

  if (!clasp_decoder_get_count (self, 1, &count))
    return FALSE;

  while (n < count)
    {
      if (n == collector.capacity)
        elements = collector_grow (&collector, n, sizeof *elements);
      if (!get_element (self, depth, &elements[n]))
        break;
      n++;
    }

  if (!self->status.failed)
    *value = clasp_value_array (elements, n);
  else
    while (n > 0)
      clasp_value_clear (&elements[--n]);
  collector_free (&collector);
  return !self->status.failed;
}

static gboolean
get_map (ClaspDecoder *self, guint depth, ClaspValue *value)
{
  ClaspMapEntry  few[FEW_ELEMENTS];
  Collector      collector = { few, few, FEW_ELEMENTS };
  ClaspMapEntry *entries = few;
  guint16        count;
  guint          n = 0;

  if (!clasp_decoder_get_count (self, MIN_SIZE_MAP_ENTRY, &count))
    return FALSE;

  while (n < count)
    {
      if (n == collector.capacity)
        entries = collector_grow (&collector, n, sizeof *entries);
      if (!clasp_decoder_get_str (self, &entries[n].key) ||
          !get_element (self, depth, &entries[n].value))
        break;
      n++;
    }

  if (!self->status.failed)
    *value = clasp_value_map (entries, n);
  else
    while (n > 0)
      clasp_value_clear (&entries[--n].value);
  collector_free (&collector);
  return !self->status.failed;
}

static gboolean
get_string (ClaspDecoder *self, ClaspValue *value)
{
  ClaspStr text;

  if (!clasp_decoder_get_str (self, &text))
    return FALSE;
  *value = clasp_value_string (text);
  return TRUE;
}

static gboolean
get_bytes (ClaspDecoder *self, ClaspValue *value)
{
  guint16       size;
  const guint8 *bytes;

  if (!clasp_decoder_get_u16_be (self, &size) || (bytes = clasp_decoder_take (self, size)) == NULL)
    return FALSE;
  *value = clasp_value_bytes (bytes, size);
  return TRUE;
}

static gboolean
get_integer (ClaspDecoder *self, guint8 code, ClaspValue *value)
{
  guint8  narrow = 0;
  guint16 shorter = 0;
  guint32 word = 0;
  guint64 full = 0;

  if (code == CODE_I8 && clasp_decoder_get_u8 (self, &narrow))
    *value = clasp_value_int ((gint8) narrow);
  else if (code == CODE_I16 && clasp_decoder_get_u16_be (self, &shorter))
    *value = clasp_value_int ((gint16) shorter);
  else if (code == CODE_I32 && clasp_decoder_get_u32_be (self, &word))
    *value = clasp_value_int ((gint32) word);
  else if (code == CODE_I64 && clasp_decoder_get_u64_be (self, &full))
    *value = clasp_value_int ((gint64) full);
  return !self->status.failed;
}

static gboolean
get_bool (ClaspDecoder *self, ClaspValue *value)
{
  guint8 byte;

  if (!clasp_decoder_get_u8 (self, &byte))
    return FALSE;
  *value = clasp_value_bool (byte != 0);
  return TRUE;
}

static gboolean
get_f32 (ClaspDecoder *self, ClaspValue *value)
{
  float number;

  if (!clasp_decoder_get_f32_be (self, &number))
    return FALSE;
  *value = clasp_value_double ((double) number);
  return TRUE;
}

static gboolean
get_f64 (ClaspDecoder *self, ClaspValue *value)
{
  double number;

  if (!clasp_decoder_get_f64_be (self, &number))
    return FALSE;
  *value = clasp_value_double (number);
  return TRUE;
}

/* @depth: how many arrays and maps this value lies in. */
static gboolean
get_data (ClaspDecoder *self, guint8 code, gsize code_offset, guint depth, ClaspValue *value)
{
  *value = clasp_value_null ();

  if ((code == CODE_ARRAY || code == CODE_MAP) && depth >= CLASP_VALUE_MAX_DEPTH)
    return clasp_decoder_fail (self, CLASP_CODEC_ERROR_TOO_DEEP, code_offset);

  switch (code)
    {
    case CODE_NULL:
      return TRUE;
    case CODE_BOOL:
      return get_bool (self, value);
    case CODE_I8:
    case CODE_I16:
    case CODE_I32:
    case CODE_I64:
      return get_integer (self, code, value);
    case CODE_F32:
      return get_f32 (self, value);
    case CODE_F64:
      return get_f64 (self, value);
    case CODE_STRING:
      return get_string (self, value);
    case CODE_BYTES:
      return get_bytes (self, value);
    case CODE_ARRAY:
      return get_array (self, depth + 1, value);
    case CODE_MAP:
      return get_map (self, depth + 1, value);
    default:
      return clasp_decoder_fail (self, CLASP_CODEC_ERROR_UNKNOWN_VALUE_TYPE, code_offset);
    }
}

gboolean
clasp_decoder_get_value_slow (ClaspDecoder *self, guint8 code, gsize code_offset, ClaspValue *value)
{
  return get_data (self, code, code_offset, 0, value);
}

guint8
clasp_value_get_code (const ClaspValue *self)
{
  static const guint8 codes[] = {
    [CLASP_VALUE_NULL] = CODE_NULL,     [CLASP_VALUE_BOOL] = CODE_BOOL,
    [CLASP_VALUE_INT] = CODE_I64,       [CLASP_VALUE_DOUBLE] = CODE_F64,
    [CLASP_VALUE_STRING] = CODE_STRING, [CLASP_VALUE_BYTES] = CODE_BYTES,
    [CLASP_VALUE_ARRAY] = CODE_ARRAY,   [CLASP_VALUE_MAP] = CODE_MAP
  };

  return codes[self->type];
}

static gboolean put_data (ClaspEncoder *self, const ClaspValue *value, guint depth);

static gboolean
put_element (ClaspEncoder *self, const ClaspValue *value, guint depth)
{
  clasp_writer_put_u8 (self->writer, clasp_value_get_code (value));
  return put_data (self, value, depth);
}

static gboolean
put_array (ClaspEncoder *self, const ClaspValue *array, guint depth)
{
  guint n = clasp_value_get_size (array);

  if (!clasp_encoder_put_count (self, n))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!put_element (self, clasp_value_get_element (array, i), depth))
      return FALSE;
  return TRUE;
}

static gboolean
put_map (ClaspEncoder *self, const ClaspValue *map, guint depth)
{
  guint n = clasp_value_get_size (map);

  if (!clasp_encoder_put_count (self, n))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      ClaspStr          key;
      const ClaspValue *value = clasp_value_get_entry (map, i, &key);

      if (!clasp_encoder_put_str (self, key) || !put_element (self, value, depth))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_bytes (ClaspEncoder *self, const ClaspValue *value)
{
  gsize         size;
  const guint8 *bytes = clasp_value_get_bytes (value, &size);

  /* The same shape on the wire as a text. */
  return clasp_encoder_put_str (self, (ClaspStr){ (const char *) bytes, size });
}

static gboolean
put_data (ClaspEncoder *self, const ClaspValue *value, guint depth)
{
  switch (value->type)
    {
    case CLASP_VALUE_NULL:
      return TRUE;
    case CLASP_VALUE_BOOL:
      clasp_writer_put_u8 (self->writer, value->as.boolean ? 1 : 0);
      return TRUE;
    case CLASP_VALUE_INT:
      clasp_writer_put_u64_be (self->writer, (guint64) value->as.integer);
      return TRUE;
    case CLASP_VALUE_DOUBLE:
      clasp_writer_put_f64_be (self->writer, value->as.number);
      return TRUE;
    case CLASP_VALUE_STRING:
      return clasp_encoder_put_str (self, clasp_value_get_string (value));
    case CLASP_VALUE_BYTES:
      return put_bytes (self, value);
    case CLASP_VALUE_ARRAY:
    case CLASP_VALUE_MAP:
      break;
    }

  if (depth >= CLASP_VALUE_MAX_DEPTH)
    return clasp_encoder_fail (self, CLASP_CODEC_ERROR_TOO_DEEP);
  return value->type == CLASP_VALUE_ARRAY ? put_array (self, value, depth + 1)
                                          : put_map (self, value, depth + 1);
}

gboolean
clasp_encoder_put_value_data (ClaspEncoder *self, const ClaspValue *value)
{
  return put_data (self, value, 0);
}

gboolean
clasp_encoder_put_value (ClaspEncoder *self, const ClaspValue *value)
{
  return put_element (self, value, 0);
}

static gboolean
add_size (const ClaspValue *value, guint depth, gsize *size)
{
  guint             n = clasp_value_get_size (value);
  gsize             n_bytes;
  const ClaspValue *inner;
  ClaspStr          key = CLASP_STR_EMPTY;

  switch (value->type)
    {
    case CLASP_VALUE_NULL:
      return TRUE;
    case CLASP_VALUE_BOOL:
      *size += 1;
      return TRUE;
    case CLASP_VALUE_INT:
    case CLASP_VALUE_DOUBLE:
      *size += 8;
      return TRUE;
    case CLASP_VALUE_STRING:
      *size += 2 + clasp_value_get_string (value).length;
      return *size <= CLASP_FRAME_MAX_PAYLOAD;
    case CLASP_VALUE_BYTES:
      clasp_value_get_bytes (value, &n_bytes);
      *size += 2 + n_bytes;
      return *size <= CLASP_FRAME_MAX_PAYLOAD;
    case CLASP_VALUE_ARRAY:
    case CLASP_VALUE_MAP:
      break;
    }

  *size += 2;
  if (depth >= CLASP_VALUE_MAX_DEPTH || n > G_MAXUINT16)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (value->type == CLASP_VALUE_MAP)
        {
          inner = clasp_value_get_entry (value, i, &key);
          *size += 2 + key.length;
        }
      else
        inner = clasp_value_get_element (value, i);

      *size += 1;
      if (!add_size (inner, depth + 1, size) || *size > CLASP_FRAME_MAX_PAYLOAD)
        return FALSE;
    }
  return TRUE;
}

gboolean
clasp_value_get_data_size (const ClaspValue *self, gsize *size)
{
  *size = 0;
  return add_size (self, 0, size);
}
