/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/sacn/clasp-sacn-address.h"
#include "bridges/sacn/clasp-sacn-codec.h"
#include "bridges/sacn/clasp-sacn-discovery.h"
#include "bridges/sacn/clasp-sacn-receiver.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
level_cb (guint16 universe, guint slot, guint8 level, gpointer user_data)
{
  char           buffer[CLASP_SACN_ADDRESS_SIZE];
  ClaspSacnPlace place;

  if (!clasp_sacn_address_parse (clasp_sacn_address_format (universe, slot, buffer), &place) ||
      place.kind != CLASP_SACN_PLACE_SLOT || place.universe != universe || place.slot != slot)
    g_error ("an address does not come back as it was");
}

static void
sources_cb (guint16 universe, gpointer user_data)
{
}

static void
source_cb (guint16 universe, const guint8 *cid, const guint8 *levels, guint n, gpointer user_data)
{
}

static void
lost_cb (guint16 universe, ClaspSacnLoss why, gpointer user_data)
{
}

static void
sync_cb (guint16 address, gboolean is_wanted, gpointer user_data)
{
}

static void
discovered_cb (const ClaspSacnDiscovered *source, gpointer user_data)
{
  if (!g_utf8_validate (source->name, -1, NULL))
    g_error ("a name is no UTF-8");
}

/* The packet from several sources, later and later, as its own first bytes say. */
static void
receive (ClaspSacnPacket *packet, const guint8 *data, gsize size)
{
  static const ClaspSacnReceiverFuncs funcs = { level_cb, sources_cb, source_cb, lost_cb, sync_cb };
  ClaspSacnReceiverOptions options = { .max_sources = 2, .timeout_us = 1000, .sampling_us = data[0] };
  guint16                  numbers[] = { packet->data.universe, 7 };
  g_autoptr (GArray)       universes = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_autoptr (GSocketAddress) from = g_inet_socket_address_new_from_string ("10.0.0.1", 5568);
  g_autoptr (ClaspSacnReceiver) receiver = NULL;
  ClaspSacnPacket sync = { .kind = CLASP_SACN_SYNC, .sync = { 0, packet->data.sync_address } };

  g_array_append_vals (universes, numbers, numbers[0] != 7 ? 2 : 1);
  receiver = clasp_sacn_receiver_new (&options, universes, &funcs, NULL);
  for (gsize i = 0; i < MIN (size, 16); i++)
    {
      gint64 now_us = 1 + (gint64) i * data[i];

      packet->cid[0] = data[i] & 3;
      packet->data.sequence = (guint8) (packet->data.sequence + (data[i] >> 4));
      clasp_sacn_receiver_take_data (receiver, packet, from, now_us);
      sync.sync.sequence = (guint8) i;
      clasp_sacn_receiver_take_sync (receiver, &sync, now_us);
      clasp_sacn_receiver_expire (receiver, now_us);
    }
}

static void
list (const ClaspSacnPacket *packet)
{
  g_autoptr (ClaspSacnDiscoveries) discoveries = clasp_sacn_discoveries_new (4, discovered_cb, NULL);

  clasp_sacn_discoveries_receive (discoveries, packet, "10.0.0.1", 1);
  clasp_sacn_discoveries_receive (discoveries, packet, "10.0.0.2", 2);
  clasp_sacn_discoveries_expire (discoveries, G_MAXINT64 / 2);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT, second = CLASP_WRITER_INIT;
  ClaspSacnPacket      packet, again;
  ClaspSacnPlace       place;

  clasp_sacn_address_parse ((ClaspStr){ (const char *) data, size }, &place);
  if (clasp_sacn_decode (data, size, &packet) != CLASP_SACN_OK)
    return 0;

  clasp_sacn_encode (&packet, &writer);
  if (writer.length > CLASP_SACN_MAX_PACKET)
    g_error ("a packet is longer than any can be");
  if (clasp_sacn_decode (writer.data, writer.length, &again) != CLASP_SACN_OK)
    g_error ("what was written cannot be read");
  clasp_sacn_encode (&again, &second);
  if (writer.length != second.length || memcmp (writer.data, second.data, second.length) != 0)
    g_error ("a packet does not come back as it was");

  if (packet.kind == CLASP_SACN_DATA)
    receive (&packet, data, size);
  else if (packet.kind == CLASP_SACN_DISCOVERY)
    list (&packet);
  return 0;
}
