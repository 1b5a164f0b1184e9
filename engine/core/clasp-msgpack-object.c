/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-msgpack-object-private.h"

gboolean
clasp_msgpack_is_text (ClaspStr text, const char *word)
{
  return clasp_str_equal (text, clasp_str (word));
}

static int
find_field (const ClaspMsgpackLayout *layout, ClaspStr key)
{
  for (guint i = 0; i < layout->n_fields; i++)
    if (clasp_msgpack_is_text (key, layout->fields[i].key))
      return (int) i;

  return -1;
}

static gboolean
next_is_nil (const ClaspDecoder *self)
{
  return clasp_reader_remaining (&self->reader) > 0 &&
         self->reader.data[self->reader.offset] == 0xc0;
}

static gboolean
get_field (ClaspDecoder *self, guint bundle_depth, const ClaspMsgpackField *field, gpointer object)
{
  if (field->has_offset != CLASP_MSGPACK_IS_REQUIRED && next_is_nil (self))
    return clasp_msgpack_skip (self);
  if (!field->read (self, bundle_depth, (guint8 *) object + field->offset))
    return FALSE;
  if (field->has_offset >= 0)
    *(gboolean *) ((guint8 *) object + field->has_offset) = TRUE;
  return TRUE;
}

gboolean
clasp_msgpack_get_token_of (ClaspDecoder *self, ClaspMsgpackKind kind, ClaspMsgpackToken *token)
{
  return clasp_msgpack_get_token (self, token) &&
         (token->kind == kind || clasp_msgpack_fail (self, token->offset));
}

gboolean
clasp_msgpack_get_object (ClaspDecoder             *self,
                          guint                     bundle_depth,
                          const ClaspMsgpackLayout *layout,
                          gpointer                  object)
{
  ClaspMsgpackToken map, key;
  guint32           seen = 0;

  if (!clasp_msgpack_get_token_of (self, CLASP_MSGPACK_MAP, &map))
    return FALSE;

  for (guint i = 0; i < map.count; i++)
    {
      int index;

      if (!clasp_msgpack_get_token_of (self, CLASP_MSGPACK_STRING, &key))
        return FALSE;
      index = find_field (layout, key.text);
      if (index < 0)
        {
          if (!clasp_msgpack_skip (self))
            return FALSE;
          continue;
        }
      if ((seen & 1u << index) != 0)
        return clasp_msgpack_fail (self, key.offset);
      seen |= 1u << index;
      if (!get_field (self, bundle_depth, &layout->fields[index], object))
        return FALSE;
    }

  for (guint i = 0; i < layout->n_fields; i++)
    if (layout->fields[i].has_offset == CLASP_MSGPACK_IS_REQUIRED && (seen & 1u << i) == 0)
      return clasp_msgpack_fail (self, map.offset);
  return TRUE;
}

/* Fields of one word */

gboolean
clasp_msgpack_get_integer (ClaspDecoder *self, guint64 max, guint64 *integer)
{
  ClaspMsgpackToken token;

  if (!clasp_msgpack_get_token (self, &token))
    return FALSE;
  if ((token.kind != CLASP_MSGPACK_INT || token.integer < 0) &&
      token.kind != CLASP_MSGPACK_HUGE_INT)
    return clasp_msgpack_fail (self, token.offset);
  *integer = token.huge; /* the same bits as a positive integer */
  return *integer <= max || clasp_msgpack_fail (self, token.offset);
}

#define READ_INTEGER(name, type, max)                                                              \
  gboolean clasp_msgpack_read_##name (ClaspDecoder *self, guint bundle_depth, gpointer place)      \
  {                                                                                                \
    guint64 integer;                                                                               \
    if (!clasp_msgpack_get_integer (self, max, &integer))                                          \
      return FALSE;                                                                                \
    *(type *) place = (type) integer;                                                              \
    return TRUE;                                                                                   \
  }

READ_INTEGER (u8, guint8, G_MAXUINT8)
READ_INTEGER (u16, guint16, G_MAXUINT16)
READ_INTEGER (u32, guint32, G_MAXUINT32)
READ_INTEGER (u64, guint64, G_MAXUINT64)

gboolean
clasp_msgpack_get_number (ClaspDecoder *self, double *number)
{
  ClaspMsgpackToken token;

  if (!clasp_msgpack_get_token (self, &token))
    return FALSE;
  if (token.kind == CLASP_MSGPACK_FLOAT)
    *number = token.number;
  else if (token.kind == CLASP_MSGPACK_INT)
    *number = (double) token.integer;
  else if (token.kind == CLASP_MSGPACK_HUGE_INT)
    *number = (double) token.huge;
  else
    return clasp_msgpack_fail (self, token.offset);
  return TRUE;
}

gboolean
clasp_msgpack_read_number (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  return clasp_msgpack_get_number (self, place);
}

gboolean
clasp_msgpack_read_bool (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspMsgpackToken token;

  if (!clasp_msgpack_get_token_of (self, CLASP_MSGPACK_BOOL, &token))
    return FALSE;
  *(gboolean *) place = token.boolean;
  return TRUE;
}

gboolean
clasp_msgpack_get_text (ClaspDecoder *self, ClaspStr *text, gsize *offset)
{
  ClaspMsgpackToken token;

  if (!clasp_msgpack_get_token_of (self, CLASP_MSGPACK_STRING, &token))
    return FALSE;
  *text = token.text;
  *offset = token.offset;
  return TRUE;
}

gboolean
clasp_msgpack_read_str (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  gsize offset;

  return clasp_msgpack_get_text (self, place, &offset);
}

gboolean
clasp_msgpack_read_value (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  return clasp_msgpack_get_value (self, place);
}
