/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-address.h"
#include "bridges/artnet/clasp-artnet-universe.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
change_cb (guint16 port_address, guint index, guint8 level, gpointer user_data)
{
  char    buffer[CLASP_ARTNET_ADDRESS_SIZE];
  guint16 got;
  int     slot;

  if (!clasp_artnet_address_parse (clasp_artnet_address_format (port_address, index, buffer), &got,
                                   &slot) ||
      got != port_address || slot != (int) index)
    g_error ("an address does not come back as it was");
}

static void
receive (const ClaspArtnetDmx *frame, const guint8 *data, gsize size)
{
  ClaspArtnetInput input;

  clasp_artnet_input_init (&input, frame->port_address);
  for (gsize i = 0; i < MIN (size, 8); i++)
    clasp_artnet_input_receive (&input, (ClaspArtnetMerge) (data[i] & 1), 1000, data[i] & 3, frame,
                                data[i] * 100, change_cb, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT, second = CLASP_WRITER_INIT;
  ClaspArtnetPacket    packet, again;
  guint16              port_address;
  int                  slot;

  clasp_artnet_address_parse ((ClaspStr){ (const char *) data, size }, &port_address, &slot);
  if (clasp_artnet_decode (data, size, &packet) != CLASP_ARTNET_OK)
    return 0;

  if (packet.op == CLASP_ARTNET_OP_DMX)
    receive (&packet.dmx, data, size);
  clasp_artnet_encode (&packet, &writer);
  if (clasp_artnet_decode (writer.data, writer.length, &again) != CLASP_ARTNET_OK)
    g_error ("what was written cannot be read");
  clasp_artnet_encode (&again, &second);
  if (writer.length != second.length || memcmp (writer.data, second.data, second.length) != 0)
    g_error ("a packet does not come back as it was");
  return 0;
}
