/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

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
void           clasp_tcp_framing_put_prefix (guint8 *bytes, gsize frame_size);

G_END_DECLS
