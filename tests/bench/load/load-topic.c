/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load.h"

void
load_topic_init (LoadTopic *self, LoadConn *conn, char *name, LoadKind kind)
{
  *self = (LoadTopic){ .name = name, .name_size = strlen (name) };
  conn->protocol->prepare (conn, self, kind);
}

void
load_topic_clear (LoadTopic *self)
{
  g_clear_pointer (&self->name, g_free);
}

void
load_topic_append (LoadTopic *self, const void *bytes, gsize size)
{
  if (self->size + size > sizeof self->bytes)
    load_die ("the message of %s is too long", self->name);
  memcpy (self->bytes + self->size, bytes, size);
  self->size += size;
}

void
load_topic_mark (LoadTopic *self, LoadSequence sequence, gsize offset)
{
  self->sequence = sequence;
  self->sequence_offset = offset;
}

static void
put_hex (guint8 *out, guint64 sequence)
{
  static const char digits[] = "0123456789abcdef";

  for (int i = 15; i >= 0; i--, sequence >>= 4)
    out[i] = (guint8) digits[sequence & 15];
}

gboolean
load_parse_hex (const guint8 *digits, guint64 *sequence)
{
  guint64 number = 0;

  for (guint i = 0; i < 16; i++)
    {
      guint8 digit = digits[i];

      if (digit >= '0' && digit <= '9')
        number = number << 4 | (guint64) (digit - '0');
      else if (digit >= 'a' && digit <= 'f')
        number = number << 4 | (guint64) (digit - 'a' + 10);
      else
        return FALSE;
    }
  *sequence = number;
  return TRUE;
}

static guint64
to_word (LoadSequence kind, guint64 sequence)
{
  double  number = (double) sequence;
  guint64 word = sequence;

  if (kind == LOAD_SEQUENCE_DOUBLE)
    memcpy (&word, &number, 8);
  return GUINT64_TO_BE (word);
}

void
load_topic_publish (const LoadTopic *self, LoadConn *conn, guint64 sequence)
{
  guint8 *out = load_conn_reserve (conn, self->size);
  guint64 word;

  memcpy (out, self->bytes, self->size);
  if (self->sequence == LOAD_SEQUENCE_HEX)
    {
      put_hex (out + self->sequence_offset, sequence);
      return;
    }
  word = to_word (self->sequence, sequence) ^ self->mask;
  memcpy (out + self->sequence_offset, &word, 8);
}
