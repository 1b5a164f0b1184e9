/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transports/tcp/clasp-tcp-framing.h"

/**
 * clasp_tcp_framing_next:
 * @bytes: the front of the stream
 * @size: how much of it is there
 * @needed: (out): bytes the front takes, as far as it can be told; set for %CLASP_TCP_FRAME and
 *   %CLASP_TCP_MORE
 *
 * Thread: any.
 *
 * Returns: what stands at the front
 */
ClaspTcpStatus
clasp_tcp_framing_next (const guint8 *bytes, gsize size, gsize *needed)
{
  ClaspReader reader;
  guint32     length;

  *needed = CLASP_TCP_PREFIX_SIZE;
  clasp_reader_init (&reader, bytes, size);
  if (!clasp_reader_get_u32_be (&reader, &length))
    return CLASP_TCP_MORE;
  if (length == 0)
    return CLASP_TCP_EMPTY;
  if (length > CLASP_FRAME_MAX_SIZE)
    return CLASP_TCP_TOO_LARGE;

  *needed = CLASP_TCP_PREFIX_SIZE + length;
  return size >= *needed ? CLASP_TCP_FRAME : CLASP_TCP_MORE;
}
