/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-writer.h"

#include "bridges/artnet/clasp-artnet-values.h"

static gboolean
set_slots (ClaspArtnetWriter *self, const ClaspArtnetPlace *place, const guint8 *levels, guint n)
{
  return clasp_artnet_sender_set_slots (self->sender, place->port_address, place->slot, levels, n);
}

static gboolean
set_slot (ClaspArtnetWriter *self, const ClaspArtnetPlace *place, const ClaspValue *value)
{
  guint8 level;
  int    native;

  if (!clasp_scale_to_native (&self->scale, value, 0, 255, &native))
    return FALSE;
  level = (guint8) native;
  return set_slots (self, place, &level, 1);
}

static gboolean
set_slot_16 (ClaspArtnetWriter *self, const ClaspArtnetPlace *place, const ClaspValue *value)
{
  int native;

  return clasp_scale_to_native (&self->scale, value, 0, 65535, &native) &&
         set_slots (self, place, (const guint8[]){ (guint8) (native >> 8), (guint8) native }, 2);
}

static gboolean
set_rgb (ClaspArtnetWriter *self, const ClaspArtnetPlace *place, const ClaspValue *value)
{
  guint8 rgb[3];

  return clasp_scale_rgb_to_native (&self->scale, value, rgb) && set_slots (self, place, rgb, 3);
}

/* An array of levels or bytes, from slot 1 on; what is beyond slot 512 is nobody's. */
static gboolean
set_frame (ClaspArtnetWriter *self, const ClaspArtnetPlace *place, const ClaspValue *value)
{
  ClaspArtnetPlace slot = *place;
  gsize            n_bytes = 0;
  const guint8    *bytes = clasp_value_get_bytes (value, &n_bytes);

  if (clasp_value_get_type_of (value) == CLASP_VALUE_BYTES)
    return set_slots (self, place, bytes, (guint) MIN (n_bytes, CLASP_DMX_SLOTS));
  if (clasp_value_get_type_of (value) != CLASP_VALUE_ARRAY)
    return FALSE;

  for (guint i = 0; i < MIN (clasp_value_get_size (value), CLASP_DMX_SLOTS); i++)
    {
      slot.slot = (guint16) i;
      if (!set_slot (self, &slot, clasp_value_get_element (value, i)))
        self->dropped (self->user_data); /* and its slot is left alone */
    }
  return TRUE;
}

static gboolean
send_nzs (ClaspArtnetWriter *self, const ClaspArtnetPlace *place, const ClaspValue *value)
{
  gsize                n = 0;
  const guint8        *bytes = clasp_value_get_bytes (value, &n);
  ClaspArtnetPacket    packet = { .op = CLASP_ARTNET_OP_NZS };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  if (clasp_value_get_type_of (value) != CLASP_VALUE_BYTES || n == 0 || n > CLASP_ARTNET_MAX_SLOTS)
    return FALSE;

  packet.nzs = (ClaspArtnetNzs){ .sequence = clasp_artnet_sequences_next (self->sequences, place->port_address,
                                                                          place->start_code),
                                 .start_code = place->start_code,
                                 .port_address = place->port_address,
                                 .slots = bytes,
                                 .n_slots = (guint16) n };
  clasp_artnet_encode (&packet, &writer);
  self->send_to_takers (place->port_address, writer.data, writer.length, self->user_data);
  return TRUE;
}

static gboolean
send_time_code (ClaspArtnetWriter *self, const ClaspValue *value)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_TIME_CODE, .time_code = self->time_code };

  if (!clasp_artnet_time_code_from_value (value, &packet.time_code))
    return FALSE;

  self->time_code = packet.time_code;
  self->send_to_all (&packet, self->user_data);
  return TRUE;
}

static gboolean
send_trigger (ClaspArtnetWriter *self, const ClaspValue *value)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_TRIGGER };

  if (!clasp_artnet_trigger_from_value (value, &packet.trigger))
    return FALSE;

  self->send_to_all (&packet, self->user_data);
  return TRUE;
}

/**
 * clasp_artnet_writer_write:
 * @self: a writer
 * @place: where
 * @value: what
 *
 * Thread: worker.
 *
 * Returns: %FALSE when nothing left for it: it is no such value, or there are too many universes
 */
gboolean
clasp_artnet_writer_write (ClaspArtnetWriter      *self,
                           const ClaspArtnetPlace *place,
                           const ClaspValue       *value)
{
  switch (place->kind)
    {
    case CLASP_ARTNET_PLACE_SLOT:
      return set_slot (self, place, value);
    case CLASP_ARTNET_PLACE_SLOT_16:
      return set_slot_16 (self, place, value);
    case CLASP_ARTNET_PLACE_RGB:
      return set_rgb (self, place, value);
    case CLASP_ARTNET_PLACE_FRAME:
      return set_frame (self, place, value);
    case CLASP_ARTNET_PLACE_START_CODE:
      return send_nzs (self, place, value);
    case CLASP_ARTNET_PLACE_TIME_CODE:
      return send_time_code (self, value);
    case CLASP_ARTNET_PLACE_TRIGGER:
      return send_trigger (self, value);
    }

  return FALSE;
}
