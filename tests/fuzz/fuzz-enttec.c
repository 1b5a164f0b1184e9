/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/dmx-usb/clasp-dmx-usb-address.h"
#include "bridges/dmx-usb/clasp-enttec-codec.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  ClaspWriter written; /* every message that was understood, written again */
  guint8      frame[CLASP_DMX_SLOTS + 1];
  guint       n_known;
} Widget;

static void
read_everything (Widget *widget, const ClaspEnttecMessage *message)
{
  ClaspEnttecParameters parameters;
  ClaspEnttecIdentity   identity;
  ClaspEnttecPorts      ports;
  ClaspEnttecReceived   received;
  char                  serial[CLASP_ENTTEC_SERIAL_SIZE];
  guint8                byte;

  clasp_enttec_read_parameters (message, &parameters);
  clasp_enttec_read_identity (message, &identity);
  clasp_enttec_read_ports (message, &ports);
  clasp_enttec_read_serial (message, serial);
  clasp_enttec_read_byte (message, &byte);
  if (clasp_enttec_read_received (message, &received) && received.n_slots > CLASP_DMX_SLOTS)
    g_error ("more slots than DMX has");
  if (clasp_enttec_apply_changes (message, widget->frame, &widget->n_known) &&
      widget->n_known > sizeof widget->frame)
    g_error ("more is known than there is");
}

static void
message_cb (const ClaspEnttecMessage *message, gpointer user_data)
{
  Widget *widget = user_data;

  read_everything (widget, message);
  if (!clasp_enttec_encode (&widget->written, message->label, message->data, message->n_data))
    g_error ("what was read cannot be written");
}

static void
read_address (const guint8 *data, gsize size)
{
  char             buffer[CLASP_DMX_USB_ADDRESS_SIZE];
  ClaspDmxUsbPlace place, again;

  if (!clasp_dmx_usb_address_parse ((ClaspStr){ (const char *) data, size }, &place) ||
      place.kind != CLASP_DMX_USB_PLACE_SLOT)
    return;
  if (!clasp_dmx_usb_address_parse (clasp_dmx_usb_address_format (place.universe, place.slot, buffer), &again) ||
      again.universe != place.universe || again.slot != place.slot)
    g_error ("an address does not come back as it was");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Widget            whole = { 0 }, pieces = { 0 }, again = { 0 };
  ClaspEnttecParser parser = { 0 }, slow = { 0 }, second = { 0 };

  read_address (data, size);
  clasp_enttec_parser_feed (&parser, data, size, message_cb, &whole);
  for (gsize i = 0; i < size; i++)
    clasp_enttec_parser_feed (&slow, data + i, 1, message_cb, &pieces);
  clasp_enttec_parser_feed (&second, whole.written.data, whole.written.length, message_cb, &again);

  if (whole.written.length != pieces.written.length || whole.written.length != again.written.length ||
      (whole.written.length > 0 &&
       (memcmp (whole.written.data, pieces.written.data, whole.written.length) != 0 ||
        memcmp (whole.written.data, again.written.data, whole.written.length) != 0)))
    g_error ("messages do not come back as they were");
  if (parser.n_dropped != slow.n_dropped || second.n_dropped > 0 || second.n_noise > 0)
    g_error ("the pieces in which bytes come matter");
  clasp_writer_clear (&whole.written);
  clasp_writer_clear (&pieces.written);
  clasp_writer_clear (&again.written);
  return 0;
}
