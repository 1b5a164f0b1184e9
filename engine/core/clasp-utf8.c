/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-utf8-private.h"

/*
 * clasp_utf8_valid_prefix:
 * @text: bytes
 * @length: how many
 *
 * GLib's check stops at U+0000 because it would end a C string; here it is a character like any
 * other. No overlong forms, surrogates, or values above U+10FFFF (wire.md 9).
 *
 * Returns: how many bytes from the front are well-formed
 */
gsize
clasp_utf8_valid_prefix (const char *text, gsize length)
{
  const char *start = text;
  const char *stop = text + length;
  const char *end;

  while (!g_utf8_validate_len (start, (gsize) (stop - start), &end))
    {
      if (*end != '\0')
        return (gsize) (end - text);
      start = end + 1;
    }

  return length;
}
