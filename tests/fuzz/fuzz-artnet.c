/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-address.h"
#include "bridges/artnet/clasp-artnet-nodes.h"
#include "bridges/artnet/clasp-artnet-values.h"
#include "dmx/clasp-universe-input.h"
#include "dmx/clasp-universe-notes.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
change_cb (guint slot, guint8 level, guint64 source, gpointer user_data)
{
  const ClaspArtnetDmx *frame = user_data;
  char                  buffer[CLASP_ARTNET_ADDRESS_SIZE];
  ClaspArtnetPlace      place;

  for (int is_flat = 0; is_flat <= 1; is_flat++)
    if (!clasp_artnet_address_parse (
          clasp_artnet_address_format_slot (is_flat, frame->port_address, slot, buffer), &place) ||
        place.kind != CLASP_ARTNET_PLACE_SLOT || place.port_address != frame->port_address ||
        place.slot != slot)
      g_error ("an address does not come back as it was");
}

static void
receive (ClaspArtnetDmx *frame, const guint8 *data, gsize size)
{
  ClaspUniverseRules             rules = { .sequence = (ClaspDmxSequence) (size % 3),
                                           .merge = (ClaspDmxMerge) (size & 1),
                                           .max_sources = 2,
                                           .timeout_us = 1000 };
  g_autoptr (ClaspUniverseInput) input = clasp_universe_input_new (&rules, change_cb, frame);

  for (gsize i = 0; i < MIN (size, 8); i++)
    clasp_universe_input_receive (input,
                                  &(ClaspUniverseFrame){ .source = 1 + (data[i] & 3),
                                                         .slots = frame->slots,
                                                         .n_slots = frame->n_slots,
                                                         .sequence = data[i],
                                                         .priority = data[i],
                                                         .is_priorities = (data[i] & 4) != 0,
                                                         .is_terminated = (data[i] & 8) != 0 },
                                  1 + data[i] * 100);
}

static void
node_cb (const ClaspArtnetNodeInfo *node, gpointer user_data)
{
  if (!g_utf8_validate (node->short_name, -1, NULL) || !g_utf8_validate (node->long_name, -1, NULL))
    g_error ("a name is not UTF-8");
}

static void
note (const ClaspArtnetPollReply *reply)
{
  g_autoptr (ClaspArtnetNodes) nodes = clasp_artnet_nodes_new (16, 1000, node_cb, NULL);

  clasp_artnet_nodes_note (nodes, reply, 1);
  clasp_artnet_nodes_expire (nodes, 2000);
}

static void
check_value (ClaspValue value, const ClaspArtnetPacket *packet)
{
  ClaspArtnetTimeCode time_code;
  ClaspArtnetTrigger  trigger;

  if (packet->op == CLASP_ARTNET_OP_TIME_CODE)
    clasp_artnet_time_code_from_value (&value, &time_code);
  else if (!clasp_artnet_trigger_from_value (&value, &trigger) ||
           trigger.key != packet->trigger.key || trigger.subkey != packet->trigger.subkey ||
           trigger.oem != packet->trigger.oem)
    g_error ("a trigger does not come back as it was");
  clasp_value_clear (&value);
}

static void
look_inside (ClaspArtnetPacket *packet, const guint8 *data, gsize size)
{
  if (packet->op == CLASP_ARTNET_OP_DMX)
    receive (&packet->dmx, data, size);
  else if (packet->op == CLASP_ARTNET_OP_POLL_REPLY)
    note (&packet->poll_reply);
  else if (packet->op == CLASP_ARTNET_OP_TIME_CODE)
    check_value (clasp_artnet_time_code_to_value (&packet->time_code), packet);
  else if (packet->op == CLASP_ARTNET_OP_TRIGGER)
    check_value (clasp_artnet_trigger_to_value (&packet->trigger), packet);
}

static void
parse_texts (const guint8 *data, gsize size)
{
  g_autofree char       *text = g_strndup ((const char *) data, size);
  g_autofree char       *valid = g_utf8_make_valid (text, -1);
  g_auto (ClaspNoteText) note_text = { 0 };
  ClaspArtnetPlace       place;

  clasp_note_text_parse (valid, &note_text, NULL);
  clasp_artnet_address_parse ((ClaspStr){ (const char *) data, size }, &place);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT, second = CLASP_WRITER_INIT;
  ClaspArtnetPacket    packet, again;

  parse_texts (data, size);
  if (clasp_artnet_decode (data, size, &packet) != CLASP_ARTNET_OK)
    return 0;

  look_inside (&packet, data, size);
  clasp_artnet_encode (&packet, &writer);
  if (clasp_artnet_decode (writer.data, writer.length, &again) != CLASP_ARTNET_OK)
    g_error ("what was written cannot be read");
  clasp_artnet_encode (&again, &second);
  if (writer.length != second.length || memcmp (writer.data, second.data, second.length) != 0)
    g_error ("a packet does not come back as it was");
  return 0;
}
