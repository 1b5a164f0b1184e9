/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* Copying, comparing and hashing runs of a few dozen bytes, such as addresses: whole words, of which
 * the last overlaps the one before, instead of a call and a loop over bytes. Nothing outside of a run
 * is read or written.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

static inline guint64
clasp_bytes_get_word (const void *bytes)
{
  guint64 word;

  memcpy (&word, bytes, sizeof word);
  return word;
}

/* Runs of so many bytes are handled with neither a call nor a loop. */
#define CLASP_BYTES_SOME_MIN 8
#define CLASP_BYTES_SOME_MAX 64

static inline gboolean
clasp_bytes_are_some (gsize size)
{
  return size - CLASP_BYTES_SOME_MIN <= CLASP_BYTES_SOME_MAX - CLASP_BYTES_SOME_MIN;
}

/* All words of @size bytes, some of them (clasp_bytes_are_some ()), or'ed. */
static inline guint64
clasp_bytes_or_some (const void *bytes,
                     gsize       size)
{
  const guint8 *head = (const guint8 *) bytes;
  const guint8 *tail = head + size - 8;
  guint64       all = clasp_bytes_get_word (head) | clasp_bytes_get_word (tail);

  if (size > 16)
    all |= clasp_bytes_get_word (head + 8) | clasp_bytes_get_word (tail - 8);
  if (size > 32)
    all |= clasp_bytes_get_word (head + 16) | clasp_bytes_get_word (head + 24) |
           clasp_bytes_get_word (tail - 16) | clasp_bytes_get_word (tail - 24);
  return all;
}

/* @size bytes, some of them (clasp_bytes_are_some ()); @to and @from do not overlap. */
static inline void
clasp_bytes_copy_some (void       *to,
                       const void *from,
                       gsize       size)
{
  guint8       *out = (guint8 *) to;
  const guint8 *in = (const guint8 *) from;

  if (size - 16 <= 16) /* 16 to 32 */
    {
      guint64 head[2], tail[2];

      memcpy (head, in, sizeof head);
      memcpy (tail, in + size - sizeof tail, sizeof tail);
      memcpy (out, head, sizeof head);
      memcpy (out + size - sizeof tail, tail, sizeof tail);
    }
  else if (size > 32)
    {
      guint64 head[4], tail[4];

      memcpy (head, in, sizeof head);
      memcpy (tail, in + size - sizeof tail, sizeof tail);
      memcpy (out, head, sizeof head);
      memcpy (out + size - sizeof tail, tail, sizeof tail);
    }
  else
    {
      guint64 head = clasp_bytes_get_word (in);
      guint64 tail = clasp_bytes_get_word (in + size - sizeof tail);

      memcpy (out, &head, sizeof head);
      memcpy (out + size - sizeof tail, &tail, sizeof tail);
    }
}

/* @to and @from do not overlap; either may be anything when @size is 0. */
static inline void
clasp_bytes_copy (void       *to,
                  const void *from,
                  gsize       size)
{
  if (G_LIKELY (clasp_bytes_are_some (size)))
    clasp_bytes_copy_some (to, from, size);
  else if (size > 0)
    memcpy (to, from, size);
}

static inline gboolean
clasp_bytes_equal (const void *a,
                   const void *b,
                   gsize       size)
{
  const guint8 *x = (const guint8 *) a;
  const guint8 *y = (const guint8 *) b;
  guint64       different;

  if (G_UNLIKELY (size < 8))
    return size == 0 || memcmp (a, b, size) == 0;
  different = clasp_bytes_get_word (x + size - 8) ^ clasp_bytes_get_word (y + size - 8);
  for (gsize i = 0; i + 8 < size; i += 8)
    different |= clasp_bytes_get_word (x + i) ^ clasp_bytes_get_word (y + i);
  return different == 0;
}

/* A word at a time: exclusive or, multiply, fold. Whoever keeps a table that a peer fills starts with
 * a random @seed, so that nobody can aim at one slot. */
static inline guint64
clasp_bytes_hash (const void *bytes,
                  gsize       size,
                  guint64     seed)
{
  const guint64 factor = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  const guint8 *in = (const guint8 *) bytes;
  guint64       hash = seed ^ (size * factor);
  guint64       last = 0;

  if (G_LIKELY (size >= 8))
    {
      for (gsize i = 0; i + 8 < size; i += 8)
        {
          hash = (hash ^ clasp_bytes_get_word (in + i)) * factor;
          hash ^= hash >> 32;
        }
      last = clasp_bytes_get_word (in + size - 8);
    }
  else
    {
      for (gsize i = 0; i < size; i++)
        last = last << 8 | in[i];
    }

  hash = (hash ^ last) * factor;
  hash ^= hash >> 29;
  hash *= factor;
  return hash ^ (hash >> 32);
}

G_END_DECLS
