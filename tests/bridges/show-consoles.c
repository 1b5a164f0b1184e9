/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/show-consoles.h"

#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/sacn/clasp-sacn-codec.h"

#include <string.h>

void
show_console_set_up (ShowConsole *self, ClaspReactor *reactor, guint16 port, guint16 universe, gboolean is_sacn)
{
  ClaspEndpoint        here = { (char *) "127.0.0.1", 0 };
  ClaspDatagramOptions options = { 0 };
  g_autoptr (GError)   error = NULL;

  *self = (ShowConsole){ .port = port, .universe = universe, .is_sacn = is_sacn, .is_on = TRUE };
  self->socket = clasp_datagram_new (reactor, &here, &options, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
show_console_tear_down (ShowConsole *self)
{
  clasp_datagram_free (self->socket);
}

static void
write_artnet (ShowConsole *self, ClaspWriter *writer)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_DMX };

  packet.dmx.sequence = self->sequence == 0 ? ++self->sequence : self->sequence; /* 0 switches numbers off */
  packet.dmx.port_address = self->universe;
  packet.dmx.slots = self->slots;
  packet.dmx.n_slots = sizeof self->slots;
  clasp_artnet_encode (&packet, writer);
}

static void
write_sacn (ShowConsole *self, ClaspWriter *writer)
{
  ClaspSacnPacket packet = { .kind = CLASP_SACN_DATA, .cid = { 1, 2, 3 } };

  g_strlcpy (packet.data.name, "Console", sizeof packet.data.name);
  packet.data.priority = 100;
  packet.data.sequence = self->sequence;
  packet.data.universe = self->universe;
  packet.data.slots = self->slots;
  packet.data.n_slots = sizeof self->slots;
  clasp_sacn_encode (&packet, writer);
}

void
show_console_send (ShowConsole *self)
{
  g_autoptr (GSocketAddress) to = NULL;
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;

  if (!self->is_on)
    return;

  to = g_inet_socket_address_new_from_string ("127.0.0.1", self->port);
  self->sequence++;
  if (self->is_sacn)
    write_sacn (self, &writer);
  else
    write_artnet (self, &writer);
  clasp_datagram_send (self->socket, to, writer.data, writer.length, NULL); /* nobody may be there */
}
