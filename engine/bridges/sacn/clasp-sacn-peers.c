/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-peers.h"

#include "core/clasp-str.h"
#include "dmx/clasp-dmx.h"

static void
peer_free (gpointer data)
{
  ClaspSacnPeer *peer = data;

  g_clear_object (&peer->host);
  g_free (peer->held);
  g_free (peer->shown);
  g_free (peer);
}

GPtrArray *
clasp_sacn_peers_new (void)
{
  return g_ptr_array_new_with_free_func (peer_free);
}

guint64
clasp_sacn_peer_id (const guint8 *cid)
{
  return MAX (clasp_str_hash ((ClaspStr){ (const char *) cid, CLASP_SACN_CID_SIZE }), 1);
}

ClaspSacnPeer *
clasp_sacn_peers_find (GPtrArray *self, const guint8 *cid)
{
  for (guint i = 0; i < self->len; i++)
    {
      ClaspSacnPeer *peer = g_ptr_array_index (self, i);

      if (memcmp (peer->cid, cid, CLASP_SACN_CID_SIZE) == 0)
        return peer;
    }
  return NULL;
}

ClaspSacnPeer *
clasp_sacn_peers_find_or_add (GPtrArray *self, const guint8 *cid)
{
  ClaspSacnPeer *peer = clasp_sacn_peers_find (self, cid);

  if (peer != NULL)
    return peer;

  peer = g_new0 (ClaspSacnPeer, 1);
  memcpy (peer->cid, cid, CLASP_SACN_CID_SIZE);
  peer->id = clasp_sacn_peer_id (cid);
  g_ptr_array_add (self, peer);
  return peer;
}

guint
clasp_sacn_peers_count_living (GPtrArray *self)
{
  guint n = 0;

  for (guint i = 0; i < self->len; i++)
    n += !((ClaspSacnPeer *) g_ptr_array_index (self, i))->is_lost;
  return n;
}

void
clasp_sacn_peers_drop_oldest_lost (GPtrArray *self)
{
  ClaspSacnPeer *oldest = NULL;
  guint          n = 0;

  for (guint i = 0; i < self->len; i++)
    {
      ClaspSacnPeer *peer = g_ptr_array_index (self, i);

      if (!peer->is_lost)
        continue;
      n++;
      if (oldest == NULL || peer->lost_us < oldest->lost_us)
        oldest = peer;
    }
  if (n > CLASP_SACN_MAX_LOST)
    g_ptr_array_remove (self, oldest);
}

void
clasp_sacn_make_valid (char name[CLASP_SACN_NAME_SIZE], const char *raw)
{
  g_autofree char *valid = g_utf8_make_valid (raw, -1);
  gsize            length = MIN (strlen (valid), CLASP_SACN_NAME_SIZE - 1u);

  while (!g_utf8_validate (valid, (gssize) length, NULL))
    length--;
  memcpy (name, valid, length);
  name[length] = '\0';
}

gboolean
clasp_sacn_peer_note (ClaspSacnPeer       *self,
                      const ClaspSacnData *data,
                      const char          *name,
                      GSocketAddress      *from)
{
  GInetAddress *host = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (from));
  gboolean      is_moved = self->host == NULL || !g_inet_address_equal (self->host, host);
  gboolean      is_changed =
    is_moved || self->priority != data->priority || strcmp (self->name, name) != 0;

  if (!is_changed)
    return FALSE;

  if (is_moved)
    {
      g_autofree char *text = g_inet_address_to_string (host);

      g_set_object (&self->host, host);
      g_strlcpy (self->address, text, sizeof self->address);
    }
  self->priority = data->priority;
  g_strlcpy (self->name, name, sizeof self->name);
  return TRUE;
}

void
clasp_sacn_peer_hold (ClaspSacnPeer *self, const ClaspSacnData *data, guint16 sync_address)
{
  if (self->held == NULL)
    self->held = g_new (guint8, CLASP_DMX_SLOTS);
  memcpy (self->held, data->slots, data->n_slots);
  self->n_held = data->n_slots;
  self->held_sync = sync_address;
  self->has_held = TRUE;
}

void
clasp_sacn_peer_describe (const ClaspSacnPeer *self, ClaspSacnSource *described)
{
  memcpy (described->cid, self->cid, sizeof described->cid);
  g_strlcpy (described->name, self->name, sizeof described->name);
  g_strlcpy (described->address, self->address, sizeof described->address);
  described->priority = self->priority;
  described->has_slot_priorities = self->priorities_us != 0;
  described->is_lost = self->is_lost;
}
