/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-codec.h"
#include "transports/tcp/clasp-tcp-framing.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize          done = 0, needed = 0;
  ClaspTcpStatus status = CLASP_TCP_FRAME;

  while (status == CLASP_TCP_FRAME && done < size)
    {
      status = clasp_tcp_framing_next (data + done, size - done, &needed);
      if (needed > CLASP_TCP_PREFIX_SIZE + CLASP_FRAME_MAX_SIZE)
        g_error ("needs %" G_GSIZE_FORMAT " bytes", needed);
      if (status == CLASP_TCP_FRAME && (needed <= CLASP_TCP_PREFIX_SIZE || needed > size - done))
        g_error ("a frame of %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes", needed,
                 size - done);
      if (status == CLASP_TCP_MORE && needed <= size - done)
        g_error ("needs what it has");
      done += status == CLASP_TCP_FRAME ? needed : 0;
    }
  return 0;
}
