/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-address.h"
#include "bridges/osc/clasp-osc-value.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define NOW_UNIX_US G_GINT64_CONSTANT (1700000000000000)

/* Into a value and out again, with the tags it came with: must be a message, and the same one if
 * it is written and read once more. */
static void
turn_round (const ClaspOscMessage *message)
{
  static const ClaspOscStyle style;
  g_auto (ClaspOscEncoder)   encoder = { 0 };
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;
  g_auto (ClaspValue)        value = clasp_osc_message_to_value (message, NOW_UNIX_US);
  ClaspOscMessage            again;

  clasp_osc_encoder_begin (&encoder, message->address);
  if (!clasp_osc_encode_value (&encoder, &style, message->tags, &value))
    g_error ("what came in cannot go out");
  clasp_osc_encoder_finish (&encoder, &writer);
  if (clasp_osc_message_decode (writer.data, writer.length, &again) != CLASP_OSC_OK)
    g_error ("what was written cannot be read");
  if (!clasp_str_equal (again.address, message->address))
    g_error ("the address changed");
}

static void
translate (ClaspStr address)
{
  g_autoptr (GString) scratch = g_string_new (NULL), back = g_string_new (NULL),
                      pattern = g_string_new (NULL);
  ClaspStr clasp = clasp_osc_address_to_clasp (address, scratch);

  if (!clasp_str_equal (clasp_osc_address_from_clasp (clasp, back), address))
    g_error ("an address does not come back as it was");
  clasp_osc_pattern_matches (address, CLASP_STR_LITERAL ("/mixer/1/level"));
  clasp_osc_pattern_matches (address, address);
  if (clasp_osc_is_pattern (address) && clasp_osc_pattern_is_valid (address))
    clasp_osc_pattern_to_clasp (address, pattern);
}

static void
walk (const guint8 *data, gsize size)
{
  ClaspOscMessage message;
  ClaspOscBundle  bundle;
  const guint8   *element;
  gsize           element_size;

  if (!clasp_osc_packet_is_bundle (data, size))
    {
      if (clasp_osc_message_decode (data, size, &message) != CLASP_OSC_OK)
        g_error ("a message that was checked cannot be read");
      turn_round (&message);
      translate (message.address);
      return;
    }

  if (clasp_osc_bundle_decode (data, size, &bundle) != CLASP_OSC_OK)
    g_error ("a bundle that was checked cannot be read");
  clasp_osc_time_to_unix_us (bundle.time, NOW_UNIX_US);
  while (clasp_osc_bundle_next (&bundle, &element, &element_size))
    walk (element, element_size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (clasp_osc_packet_check (data, size) == CLASP_OSC_OK)
    walk (data, size);
  return 0;
}
