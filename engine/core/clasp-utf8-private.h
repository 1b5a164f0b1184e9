/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* Strict UTF-8 of a run of bytes that may hold U+0000, with a fast path for ASCII, which is what
 * addresses are made of.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* Length of the longest well-formed front part. */
gsize clasp_utf8_valid_prefix (const char *text, gsize length);

static inline gboolean
clasp_utf8_is_ascii (const char *text, gsize length)
{
  const guint64 high_bits = G_GUINT64_CONSTANT (0x8080808080808080);
  guint64       seen = 0;
  guint64       word;

  if (length >= 8)
    {
      for (gsize i = 0; i + 8 <= length; i += 8)
        {
          memcpy (&word, text + i, 8);
          seen |= word;
        }
      /* The last eight bytes, some of them for the second time. */
      memcpy (&word, text + length - 8, 8);
      seen |= word;
    }
  else
    {
      for (gsize i = 0; i < length; i++)
        seen |= (guint8) text[i];
    }

  return (seen & high_bits) == 0;
}

static inline gboolean
clasp_utf8_is_valid (const char *text, gsize length)
{
  return G_LIKELY (clasp_utf8_is_ascii (text, length)) ||
         clasp_utf8_valid_prefix (text, length) == length;
}

G_END_DECLS
