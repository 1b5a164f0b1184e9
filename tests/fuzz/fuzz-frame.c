/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-message-json.h"

/* Frames: what is accepted is written again, and that reads and writes as itself. */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static char *
to_text (const ClaspFrameHeader *header, const ClaspMessage *message)
{
  g_autoptr (JsonNode) node = clasp_frame_to_json (header, message);

  return json_to_string (node, FALSE);
}

static void
check_json (const ClaspFrameHeader *header, const ClaspMessage *message)
{
  g_autofree char        *text = to_text (header, message);
  g_autofree char        *again = NULL;
  g_autoptr (JsonNode)    node = clasp_frame_to_json (header, message);
  g_auto (ClaspJsonFrame) read = { 0 };

  g_assert_true (clasp_frame_from_json (node, &read, NULL));
  again = to_text (&read.header, &read.message);
  g_assert_cmpstr (text, ==, again);
}

static void
check_again (const ClaspWriter *first)
{
  g_auto (ClaspWriter)  second = CLASP_WRITER_INIT;
  g_auto (ClaspMessage) message = { 0 };
  ClaspFrameHeader      header;
  ClaspCodecStatus      status;

  g_assert_true (clasp_frame_decode (first->data, first->length, &header, &message, &status));
  g_assert_true (clasp_frame_encode (&second, &header, &message, &status));
  g_assert_cmpmem (second.data, second.length, first->data, first->length);
  if (first->length < 1000)
    check_json (&header, &message);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (ClaspMessage) message = { 0 };
  g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
  ClaspFrameHeader      header;
  ClaspCodecStatus      status;

  if (!clasp_frame_decode (data, size, &header, &message, &status))
    {
      g_assert_true (status.failed && status.offset <= size);
      return 0;
    }

  if (clasp_frame_encode (&writer, &header, &message, &status))
    check_again (&writer);
  return 0;
}
