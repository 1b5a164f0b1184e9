/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-codec.h"

#include <string.h>

/* The framing of CLASP over TCP: a big-endian u32 with the size of the frame, then the frame
 * (transports.md 5).
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

#define CLASP_TCP_PREFIX_SIZE 4

typedef enum
{
  CLASP_TCP_FRAME,     /* a frame is complete */
  CLASP_TCP_MORE,      /* wait for *needed bytes in all */
  CLASP_TCP_EMPTY,     /* a prefix of 0: the peer does not speak this */
  CLASP_TCP_TOO_LARGE, /* a prefix above the largest frame there can be */
} ClaspTcpStatus;

/* On CLASP_TCP_FRAME the frame is the *needed - CLASP_TCP_PREFIX_SIZE bytes behind the prefix. */
ClaspTcpStatus clasp_tcp_framing_next (const guint8 *bytes, gsize size, gsize *needed);

static inline void
clasp_tcp_framing_put_prefix (guint8 *bytes, gsize frame_size)
{
  guint32 prefix = GUINT32_TO_BE ((guint32) frame_size);

  memcpy (bytes, &prefix, sizeof prefix);
}

/* The size of a frame that is all there, at the front of @bytes; 0 for whatever
 * clasp_tcp_framing_next () has to look at. */
static inline gsize
clasp_tcp_framing_get_whole (const guint8 *bytes, gsize size)
{
  guint32 prefix;

  if (G_UNLIKELY (size < CLASP_TCP_PREFIX_SIZE))
    return 0;
  memcpy (&prefix, bytes, sizeof prefix);
  prefix = GUINT32_FROM_BE (prefix);
  return G_LIKELY (prefix <= size - CLASP_TCP_PREFIX_SIZE && prefix <= CLASP_FRAME_MAX_SIZE)
           ? prefix
           : 0;
}

G_END_DECLS
