/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-framing.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The packets of a stream that comes in pieces of @piece bytes, each behind its size; what could
 * not be read as its status. */
static void
cut (ClaspOscFramingKind kind, const guint8 *data, gsize size, gsize piece, GByteArray *result)
{
  g_auto (ClaspOscFraming) framing = { .kind = kind };
  ClaspOscFrameStatus      status = CLASP_OSC_FRAME_MORE;

  for (gsize offset = 0; offset < size && !clasp_osc_framing_is_lost (&framing, status);
       offset += piece)
    {
      const guint8 *bytes = data + offset, *packet;
      gsize         left = MIN (piece, size - offset), packet_size;

      do
        {
          status = clasp_osc_framing_next (&framing, &bytes, &left, &packet, &packet_size);
          if (status == CLASP_OSC_FRAME_MORE && left != 0)
            g_error ("bytes were left");
          g_byte_array_append (result, (const guint8 *) &status, sizeof status);
          if (status == CLASP_OSC_FRAME_MORE)
            g_byte_array_set_size (result, result->len - sizeof status);
          if (status != CLASP_OSC_FRAME_PACKET)
            continue;
          if (packet_size > CLASP_OSC_MAX_FRAME)
            g_error ("a packet above the limit");
          g_byte_array_append (result, (const guint8 *) &packet_size, sizeof packet_size);
          g_byte_array_append (result, packet, (guint) packet_size);
        }
      while (status != CLASP_OSC_FRAME_MORE && !clasp_osc_framing_is_lost (&framing, status));
    }
}

/* Whatever the network makes of it. */
static void
cut_alike (ClaspOscFramingKind kind, const guint8 *data, gsize size)
{
  static const gsize     pieces[] = { 1, 3, 64 };
  g_autoptr (GByteArray) whole = g_byte_array_new ();

  cut (kind, data, size, MAX (size, 1), whole);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GByteArray) parts = g_byte_array_new ();

      cut (kind, data, size, pieces[i], parts);
      if (parts->len != whole->len ||
          (parts->len > 0 && memcmp (parts->data, whole->data, parts->len) != 0))
        g_error ("a stream in pieces of %" G_GSIZE_FORMAT " has other packets", pieces[i]);
    }
}

/* What is written is read as it was. */
static void
turn_round (ClaspOscFramingKind kind, const guint8 *data, gsize size)
{
  g_auto (ClaspOscFraming) framing = { .kind = kind };
  g_auto (ClaspWriter)     writer = CLASP_WRITER_INIT;
  const guint8            *bytes, *packet = NULL;
  gsize                    left, packet_size = 0;

  clasp_osc_framing_write (&framing, data, size, &writer);
  bytes = writer.data;
  left = writer.length;
  if (clasp_osc_framing_next (&framing, &bytes, &left, &packet, &packet_size) !=
        CLASP_OSC_FRAME_PACKET ||
      packet_size != size || memcmp (packet, data, size) != 0)
    g_error ("a packet does not come back as it was");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  for (guint kind = CLASP_OSC_FRAMING_GUESS; kind <= CLASP_OSC_FRAMING_SLIP; kind++)
    cut_alike (kind, data, size);
  if (size > 0 && size <= CLASP_OSC_MAX_FRAME)
    {
      turn_round (CLASP_OSC_FRAMING_LENGTH, data, size);
      turn_round (CLASP_OSC_FRAMING_SLIP, data, size);
    }
  return 0;
}
