/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-bytes.h"

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
  return a.length == b.length && clasp_bytes_equal (a.data, b.data, a.length);
}

static inline char *
clasp_str_dup (ClaspStr self)
{
  return g_strndup (self.data, self.length);
}

/* The same in every run: for tables that are bounded, and for keys that two texts must share. */
static inline guint64
clasp_str_hash (ClaspStr self)
{
  return clasp_bytes_hash (self.data, self.length, 0);
}

G_END_DECLS
