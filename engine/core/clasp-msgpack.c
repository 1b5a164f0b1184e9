/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-msgpack-private.h"

/* Markers of the MessagePack specification. */
enum
{
  FIXMAP = 0x80,
  FIXARRAY = 0x90,
  FIXSTR = 0xa0,
  NIL = 0xc0,
  FALSE_ = 0xc2,
  TRUE_ = 0xc3,
  BIN8 = 0xc4,
  BIN16 = 0xc5,
  BIN32 = 0xc6,
  EXT8 = 0xc7,
  EXT16 = 0xc8,
  EXT32 = 0xc9,
  FLOAT32 = 0xca,
  FLOAT64 = 0xcb,
  UINT8 = 0xcc,
  UINT16 = 0xcd,
  UINT32 = 0xce,
  UINT64 = 0xcf,
  INT8 = 0xd0,
  INT16 = 0xd1,
  INT32 = 0xd2,
  INT64 = 0xd3,
  FIXEXT1 = 0xd4,
  FIXEXT16 = 0xd8,
  STR8 = 0xd9,
  STR16 = 0xda,
  STR32 = 0xdb,
  ARRAY16 = 0xdc,
  ARRAY32 = 0xdd,
  MAP16 = 0xde,
  MAP32 = 0xdf,
  NEGATIVE_FIXINT = 0xe0
};

gboolean
clasp_msgpack_fail (ClaspDecoder *self, gsize offset)
{
  return clasp_decoder_fail (self, CLASP_CODEC_ERROR_MSGPACK_INVALID, offset);
}

/* An unsigned word of 1, 2, 4 or 8 bytes. */
static gboolean
get_word (ClaspDecoder *self, guint size, guint64 *word)
{
  const guint8 *bytes = clasp_decoder_take (self, size);

  if (bytes == NULL)
    return FALSE;
  *word = 0;
  for (guint i = 0; i < size; i++)
    *word = *word << 8 | bytes[i];
  return TRUE;
}

static gboolean
get_unsigned (ClaspDecoder *self, guint size, ClaspMsgpackToken *token)
{
  guint64 word;

  if (!get_word (self, size, &word))
    return FALSE;
  token->kind = word <= G_MAXINT64 ? CLASP_MSGPACK_INT : CLASP_MSGPACK_HUGE_INT;
  token->huge = word; /* the same bits as the integer */
  return TRUE;
}

static gboolean
get_signed (ClaspDecoder *self, guint size, ClaspMsgpackToken *token)
{
  guint64 word;
  guint64 sign = G_GUINT64_CONSTANT (1) << (8 * size - 1);

  if (!get_word (self, size, &word))
    return FALSE;
  token->kind = CLASP_MSGPACK_INT;
  token->integer = (gint64) ((word ^ sign) - sign);
  return TRUE;
}

static gboolean
get_float (ClaspDecoder *self, ClaspMsgpackToken *token)
{
  float number;

  if (!clasp_decoder_get_f32_be (self, &number))
    return FALSE;
  token->kind = CLASP_MSGPACK_FLOAT;
  token->number = (double) number;
  return TRUE;
}

static gboolean
get_double (ClaspDecoder *self, ClaspMsgpackToken *token)
{
  token->kind = CLASP_MSGPACK_FLOAT;
  return clasp_decoder_get_f64_be (self, &token->number);
}

static gboolean
get_content (ClaspDecoder *self, ClaspMsgpackKind kind, guint64 size, ClaspMsgpackToken *token)
{
  const char *bytes = (const char *) clasp_decoder_take (self, size);

  if (bytes == NULL)
    return FALSE;
  token->kind = kind;
  token->text = (ClaspStr){ bytes, size };
  return kind != CLASP_MSGPACK_STRING || clasp_utf8_is_valid (bytes, size) ||
         clasp_decoder_fail_utf8 (self, token->text);
}

/* The size stands before the content in @size_size bytes. */
static gboolean
get_sized (ClaspDecoder *self, ClaspMsgpackKind kind, guint size_size, ClaspMsgpackToken *token)
{
  guint64 size;

  /* An extension's type byte is not counted. */
  return get_word (self, size_size, &size) &&
         get_content (self, kind, size + (kind == CLASP_MSGPACK_EXTENSION ? 1 : 0), token);
}

static gboolean
set_count (ClaspDecoder *self, ClaspMsgpackKind kind, guint64 count, ClaspMsgpackToken *token)
{
  guint64 n_objects = kind == CLASP_MSGPACK_MAP ? 2 * count : count;

  if (n_objects > clasp_reader_remaining (&self->reader))
    return clasp_decoder_fail_truncated (self);
  token->kind = kind;
  token->count = (guint32) count;
  return TRUE;
}

static gboolean
get_counted (ClaspDecoder *self, ClaspMsgpackKind kind, guint size_size, ClaspMsgpackToken *token)
{
  guint64 count;

  return get_word (self, size_size, &count) && set_count (self, kind, count, token);
}

static gboolean
set_scalar (ClaspMsgpackToken *token, ClaspMsgpackKind kind, gint64 integer)
{
  token->kind = kind;
  if (kind == CLASP_MSGPACK_BOOL)
    token->boolean = integer != 0;
  else
    token->integer = integer;
  return TRUE;
}

gboolean
clasp_msgpack_get_token (ClaspDecoder *self, ClaspMsgpackToken *token)
{
  guint8 marker;

  token->offset = self->reader.offset;
  if (!clasp_decoder_get_u8 (self, &marker))
    return FALSE;

  if (marker < FIXMAP)
    return set_scalar (token, CLASP_MSGPACK_INT, marker);
  if (marker < FIXARRAY)
    return set_count (self, CLASP_MSGPACK_MAP, marker & 0x0f, token);
  if (marker < FIXSTR)
    return set_count (self, CLASP_MSGPACK_ARRAY, marker & 0x0f, token);
  if (marker < NIL)
    return get_content (self, CLASP_MSGPACK_STRING, marker & 0x1f, token);
  if (marker >= NEGATIVE_FIXINT)
    return set_scalar (token, CLASP_MSGPACK_INT, (gint8) marker);
  if (marker >= FIXEXT1 && marker <= FIXEXT16)
    return get_content (self, CLASP_MSGPACK_EXTENSION, 1u + (1u << (marker - FIXEXT1)), token);

  switch (marker)
    {
    case NIL:
      return set_scalar (token, CLASP_MSGPACK_NIL, 0);
    case FALSE_:
    case TRUE_:
      return set_scalar (token, CLASP_MSGPACK_BOOL, marker == TRUE_);
    case BIN8:
    case BIN16:
    case BIN32:
      return get_sized (self, CLASP_MSGPACK_BYTES, 1u << (marker - BIN8), token);
    case EXT8:
    case EXT16:
    case EXT32:
      return get_sized (self, CLASP_MSGPACK_EXTENSION, 1u << (marker - EXT8), token);
    case FLOAT32:
      return get_float (self, token);
    case FLOAT64:
      return get_double (self, token);
    case UINT8:
    case UINT16:
    case UINT32:
    case UINT64:
      return get_unsigned (self, 1u << (marker - UINT8), token);
    case INT8:
    case INT16:
    case INT32:
    case INT64:
      return get_signed (self, 1u << (marker - INT8), token);
    case STR8:
    case STR16:
    case STR32:
      return get_sized (self, CLASP_MSGPACK_STRING, 1u << (marker - STR8), token);
    case ARRAY16:
    case ARRAY32:
      return get_counted (self, CLASP_MSGPACK_ARRAY, 2u << (marker - ARRAY16), token);
    case MAP16:
    case MAP32:
      return get_counted (self, CLASP_MSGPACK_MAP, 2u << (marker - MAP16), token);
    default: /* 0xc1 is never used */
      return clasp_msgpack_fail (self, token->offset);
    }
}

gboolean
clasp_msgpack_skip (ClaspDecoder *self)
{
  guint64           n_pending = 1;
  ClaspMsgpackToken token;

  while (n_pending-- > 0)
    {
      if (!clasp_msgpack_get_token (self, &token))
        return FALSE;
      if (token.kind == CLASP_MSGPACK_ARRAY)
        n_pending += token.count;
      else if (token.kind == CLASP_MSGPACK_MAP)
        n_pending += 2 * (guint64) token.count;
    }

  return TRUE;
}

static gboolean get_value (ClaspDecoder *self, guint depth, ClaspValue *value);

static void
clear_entry_value (gpointer data)
{
  clasp_value_clear (&((ClaspMapEntry *) data)->value);
}

static gboolean
get_array (ClaspDecoder *self, guint count, guint depth, ClaspValue *value)
{
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (ClaspValue));

  g_array_set_clear_func (elements, (GDestroyNotify) clasp_value_clear);
  for (guint i = 0; i < count; i++)
    {
      ClaspValue element;

      if (!get_value (self, depth, &element))
        return FALSE;
      g_array_append_val (elements, element);
    }

  *value = clasp_value_array ((const ClaspValue *) elements->data, elements->len);
  g_array_set_clear_func (elements, NULL); /* the array has them now */
  return TRUE;
}

static gboolean
get_map (ClaspDecoder *self, guint count, guint depth, ClaspValue *value)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (ClaspMapEntry));
  ClaspMsgpackToken  key;
  ClaspMapEntry      entry;

  g_array_set_clear_func (entries, clear_entry_value);
  for (guint i = 0; i < count; i++)
    {
      if (!clasp_msgpack_get_token (self, &key))
        return FALSE;
      if (key.kind != CLASP_MSGPACK_STRING)
        return clasp_msgpack_fail (self, key.offset);
      if (!get_value (self, depth, &entry.value))
        return FALSE;
      entry.key = key.text;
      g_array_append_val (entries, entry);
    }

  *value = clasp_value_map ((const ClaspMapEntry *) entries->data, entries->len);
  g_array_set_clear_func (entries, NULL); /* the map has them now */
  return TRUE;
}

/* @depth: how many arrays and maps this value lies in. */
static gboolean
get_value (ClaspDecoder *self, guint depth, ClaspValue *value)
{
  ClaspMsgpackToken token;

  *value = clasp_value_null ();
  if (!clasp_msgpack_get_token (self, &token))
    return FALSE;
  if ((token.kind == CLASP_MSGPACK_ARRAY || token.kind == CLASP_MSGPACK_MAP) &&
      depth >= CLASP_VALUE_MAX_DEPTH)
    return clasp_decoder_fail (self, CLASP_CODEC_ERROR_TOO_DEEP, token.offset);

  switch (token.kind)
    {
    case CLASP_MSGPACK_NIL:
      return TRUE;
    case CLASP_MSGPACK_BOOL:
      *value = clasp_value_bool (token.boolean);
      return TRUE;
    case CLASP_MSGPACK_INT:
      *value = clasp_value_int (token.integer);
      return TRUE;
    case CLASP_MSGPACK_HUGE_INT:
      *value = clasp_value_double ((double) token.huge);
      return TRUE;
    case CLASP_MSGPACK_FLOAT:
      *value = clasp_value_double (token.number);
      return TRUE;
    case CLASP_MSGPACK_STRING:
      *value = clasp_value_string (token.text);
      return TRUE;
    case CLASP_MSGPACK_BYTES:
      *value = clasp_value_bytes ((const guint8 *) token.text.data, token.text.length);
      return TRUE;
    case CLASP_MSGPACK_ARRAY:
      return get_array (self, token.count, depth + 1, value);
    case CLASP_MSGPACK_MAP:
      return get_map (self, token.count, depth + 1, value);
    case CLASP_MSGPACK_EXTENSION:
      break;
    }

  return clasp_msgpack_fail (self, token.offset);
}

gboolean
clasp_msgpack_get_value (ClaspDecoder *self, ClaspValue *value)
{
  return get_value (self, 0, value);
}
