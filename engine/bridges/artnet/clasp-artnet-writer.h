/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-address.h"
#include "bridges/artnet/clasp-artnet-sender.h"
#include "bridges/artnet/clasp-artnet-sequences.h"
#include "bridges/clasp-bridge-scale.h"

/* ClaspArtnetWriter: what a value that was written below the namespace means, and what leaves for
 * it: levels for the sender, or a packet of its own.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  ClaspScale         scale;
  ClaspArtnetSender *sender; /* (unowned) */
  ClaspArtnetSequences *sequences; /* (unowned) */
  /* A packet for those who take @port_address, … */
  void (*send_to_takers) (guint16 port_address, const guint8 *bytes, gsize size, gpointer user_data);
  /* … or for all. */
  void (*send_to_all) (const ClaspArtnetPacket *packet, gpointer user_data);
  /* One element of a frame was no level. */
  void (*dropped) (gpointer user_data);
  gpointer             user_data;
  /*< private >*/
  ClaspArtnetTimeCode  time_code; /* as sent last: what is not said stays */
} ClaspArtnetWriter;

/* FALSE when @value has no meaning at @place. */
gboolean clasp_artnet_writer_write (ClaspArtnetWriter      *self,
                                    const ClaspArtnetPlace *place,
                                    const ClaspValue       *value);

G_END_DECLS
