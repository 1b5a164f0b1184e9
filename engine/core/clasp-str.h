/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* ClaspStr: a borrowed run of UTF-8 bytes, not NUL-terminated.
 *
 * Decoded messages point into the buffer they came from through these; whoever wants to keep the
 * text past the current call copies it with clasp_str_dup ().
 *
 * Thread: any (plain data). */

G_BEGIN_DECLS

typedef struct
{
  const char *data;
  gsize       length;
} ClaspStr;

#define CLASP_STR_EMPTY ((ClaspStr) { "", 0 })
#define CLASP_STR_LITERAL(text) ((ClaspStr) { (text), sizeof (text) - 1 })

static inline ClaspStr
clasp_str (const char *text)
{
  return (ClaspStr) { text != NULL ? text : "", text != NULL ? strlen (text) : 0 };
}

static inline gboolean
clasp_str_equal (ClaspStr a,
                 ClaspStr b)
{
  return a.length == b.length && (a.length == 0 || memcmp (a.data, b.data, a.length) == 0);
}

static inline char *
clasp_str_dup (ClaspStr self)
{
  return g_strndup (self.data, self.length);
}

/* FNV-1a over 64 bits: short keys, no seed needed because every table is bounded. */
static inline guint64
clasp_str_hash (ClaspStr self)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < self.length; i++)
    hash = (hash ^ (guint8) self.data[i]) * G_GUINT64_CONSTANT (0x100000001b3);

  return hash;
}

G_END_DECLS
