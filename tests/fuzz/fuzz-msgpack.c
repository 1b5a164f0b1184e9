/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-codec.h"

/* Payloads of the legacy encoding: what is accepted can be written in the binary one, and read
 * back, unless it has become too large there. */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (ClaspMessage) message = { 0 };
  g_auto (ClaspMessage) again = { 0 };
  g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
  ClaspCodecStatus      status;

  if (!clasp_message_decode (data, size, &message, &status))
    {
      g_assert_true (status.failed && status.offset <= size);
      return 0;
    }

  if (clasp_message_encode (&writer, &message, &status))
    g_assert_true (clasp_message_decode (writer.data, writer.length, &again, &status));
  else
    g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_LARGE);
  return 0;
}
