/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/show-devices.h"

#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/osc/clasp-osc-codec.h"
#include "bridges/sacn/clasp-sacn-codec.h"

#include <string.h>

/* ---- MIDI ---- */

#define DEVICE "X-Touch MINI:X-Touch MINI MIDI 1"

static void
forget (ShowMidi *self)
{
  for (guint i = 0; i < 128; i++)
    {
      self->controls[i] = -1;
      self->notes[i] = FALSE;
    }
}

static gboolean
backend_open (ClaspMidiBackend              *backend,
              ClaspReactor                  *reactor,
              const ClaspMidiBackendConfig  *config,
              const ClaspMidiBackendHandler *handler,
              gpointer                       user_data,
              GError                       **error)
{
  ShowMidi *self = SHOW_MIDI (backend);

  g_assert_false (self->is_open);
  self->is_open = TRUE;
  self->handler = *handler;
  self->user_data = user_data;
  if (self->is_plugged)
    handler->connected (DEVICE, user_data);
  return TRUE;
}

static void
backend_close (ClaspMidiBackend *backend)
{
  SHOW_MIDI (backend)->is_open = FALSE;
}

static gboolean
backend_send (ClaspMidiBackend *backend, const guint8 *message, gsize size)
{
  ShowMidi *self = SHOW_MIDI (backend);

  g_assert_true (self->is_open);
  if (!self->is_plugged)
    return FALSE;
  if (size == 3 && message[0] == 0xb0)
    self->controls[message[1]] = message[2];
  else if (size == 3 && (message[0] == 0x90 || message[0] == 0x80))
    self->notes[message[1]] = message[0] == 0x90 && message[2] > 0;
  return TRUE;
}

static void
backend_iface_init (ClaspMidiBackendInterface *iface)
{
  iface->open = backend_open;
  iface->close = backend_close;
  iface->send = backend_send;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ShowMidi,
                               show_midi,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_MIDI_BACKEND, backend_iface_init))

static void
show_midi_class_init (ShowMidiClass *klass)
{
}

static void
show_midi_init (ShowMidi *self)
{
  self->is_plugged = TRUE;
  forget (self);
}

void
show_midi_plug (ShowMidi *self, gboolean is_plugged)
{
  if (self->is_plugged == is_plugged)
    return;
  self->is_plugged = is_plugged;
  self->n_unplugged += !is_plugged;
  forget (self);
  if (self->is_open)
    self->handler.connected (is_plugged ? DEVICE : NULL, self->user_data);
}

void
show_midi_play (ShowMidi *self, ClaspClock *clock, guint8 status, guint8 one, guint8 two)
{
  const guint8 message[] = { status, one, two };

  if (self->is_open && self->is_plugged)
    self->handler.message (message, sizeof message, clasp_clock_now_us (clock), self->user_data);
}

guint
show_midi_count_open (ShowMidi *self)
{
  guint n = 0;

  for (guint i = 0; i < 128; i++)
    n += self->notes[i];
  return n;
}

/* ---- lamps ---- */

static void
take_levels (ShowLamp *self, const guint8 *slots, guint n)
{
  self->has_frame = TRUE;
  memset (self->slots, 0, sizeof self->slots);
  memcpy (self->slots, slots, MIN (n, sizeof self->slots));
}

static void
take_artnet (ShowLamp *self, const guint8 *bytes, gsize size)
{
  ClaspArtnetPacket packet;

  if (clasp_artnet_decode (bytes, size, &packet) == CLASP_ARTNET_OK &&
      packet.op == CLASP_ARTNET_OP_DMX && packet.dmx.port_address == self->universe)
    take_levels (self, packet.dmx.slots, packet.dmx.n_slots);
}

static void
take_sacn (ShowLamp *self, const guint8 *bytes, gsize size)
{
  ClaspSacnPacket packet;

  if (clasp_sacn_decode (bytes, size, &packet) == CLASP_SACN_OK && packet.kind == CLASP_SACN_DATA &&
      packet.data.universe == self->universe && packet.data.start_code == 0 &&
      !packet.data.is_terminated)
    take_levels (self, packet.data.slots, packet.data.n_slots);
}

static void
lamp_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  ShowLamp *self = user_data;

  if (self->is_sacn)
    take_sacn (self, bytes, size);
  else
    take_artnet (self, bytes, size);
}

void
show_lamp_switch (ShowLamp *self, gboolean is_on)
{
  ClaspEndpoint        here = { (char *) "127.0.0.1", self->port };
  ClaspDatagramOptions options = { .reuse_address = TRUE };
  g_autoptr (GError)   error = NULL;

  g_clear_pointer (&self->socket, clasp_datagram_free);
  self->has_frame = FALSE;
  memset (self->slots, 0, sizeof self->slots);
  if (!is_on)
    return;
  self->socket = clasp_datagram_new (self->reactor, &here, &options, lamp_cb, self, &error);
  g_assert_no_error (error);
  self->port = clasp_datagram_get_port (self->socket);
}

void
show_lamp_set_up (ShowLamp *self, ClaspReactor *reactor, guint16 universe, gboolean is_sacn)
{
  *self = (ShowLamp){ .reactor = reactor, .universe = universe, .is_sacn = is_sacn };
  show_lamp_switch (self, TRUE);
}

/* ---- OSC ---- */

static void
take_message (ShowDesk *self, const guint8 *bytes, gsize size)
{
  ClaspOscMessage  message;
  ClaspOscArgument argument;
  guint            n;

  if (clasp_osc_message_decode (bytes, size, &message) != CLASP_OSC_OK ||
      !g_str_has_prefix (message.address.data, "/out/") ||
      !clasp_osc_arguments_next (&message.arguments, &argument))
    return;
  n = (guint) g_ascii_strtoull (message.address.data + strlen ("/out/"), NULL, 10);
  g_assert_cmpuint (n, >=, 1);
  g_assert_cmpuint (n, <=, SHOW_N);
  g_assert_true (argument.tag == 'f' || argument.tag == 'd' || argument.tag == 'i');
  self->has_out[n] = TRUE;
  self->out[n] = argument.tag == 'f'   ? (double) argument.float32
                 : argument.tag == 'd' ? argument.float64
                                       : argument.int32;
}

static void
desk_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  ClaspOscBundle bundle;
  const guint8  *element;
  gsize          element_size;

  g_assert_cmpint (clasp_osc_packet_check (bytes, size), ==, CLASP_OSC_OK);
  if (!clasp_osc_packet_is_bundle (bytes, size))
    {
      take_message (user_data, bytes, size);
      return;
    }
  g_assert_cmpint (clasp_osc_bundle_decode (bytes, size, &bundle), ==, CLASP_OSC_OK);
  while (clasp_osc_bundle_next (&bundle, &element, &element_size))
    desk_cb (element, element_size, from, user_data);
}

void
show_desk_set_up (ShowDesk *self, ClaspReactor *reactor)
{
  *self = (ShowDesk){ NULL };
  show_desk_switch (self, reactor, TRUE);
}

void
show_desk_switch (ShowDesk *self, ClaspReactor *reactor, gboolean is_on)
{
  ClaspEndpoint        here = { (char *) "127.0.0.1", 0 };
  ClaspDatagramOptions options = { .reuse_address = FALSE };
  g_autoptr (GError)   error = NULL;

  g_clear_pointer (&self->socket, clasp_datagram_free);
  *self = (ShowDesk){ NULL };
  if (!is_on)
    return;
  self->socket = clasp_datagram_new (reactor, &here, &options, desk_cb, self, &error);
  g_assert_no_error (error);
}

void
show_desk_say (ShowDesk *self, guint16 port, const char *address, float value)
{
  g_auto (ClaspOscEncoder)   encoder = { 0 };
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string ("127.0.0.1", port);

  clasp_osc_encoder_begin (&encoder, clasp_str (address));
  clasp_osc_encoder_add (&encoder, &(ClaspOscArgument){ .tag = 'f', .float32 = value });
  clasp_osc_encoder_finish (&encoder, &writer);
  clasp_datagram_send (self->socket, to, writer.data, writer.length,
                       NULL); /* nobody may be there */
}
