/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/sacn/clasp-sacn-codec.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT, second = CLASP_WRITER_INIT;
  ClaspSacnPacket      packet, again;

  if (clasp_sacn_decode (data, size, &packet) != CLASP_SACN_OK)
    return 0;

  clasp_sacn_encode (&packet, &writer);
  if (writer.length > CLASP_SACN_MAX_PACKET)
    g_error ("a packet is longer than any can be");
  if (clasp_sacn_decode (writer.data, writer.length, &again) != CLASP_SACN_OK)
    g_error ("what was written cannot be read");
  clasp_sacn_encode (&again, &second);
  if (writer.length != second.length || memcmp (writer.data, second.data, second.length) != 0)
    g_error ("a packet does not come back as it was");
  return 0;
}
