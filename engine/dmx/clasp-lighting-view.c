/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-lighting-view.h"

#include <stdlib.h>

static void
peer_clear (gpointer data)
{
  g_free (((ClaspLightingPeer *) data)->ports);
}

/**
 * clasp_lighting_view_new:
 *
 * Thread: worker.
 *
 * Returns: (transfer full): nobody yet
 */
ClaspLightingView *
clasp_lighting_view_new (void)
{
  ClaspLightingView *self = g_new0 (ClaspLightingView, 1);

  self->ref_count = 1;
  self->array = g_array_new (FALSE, TRUE, sizeof (ClaspLightingPeer));
  g_array_set_clear_func (self->array, peer_clear);
  return self;
}

ClaspLightingView *
clasp_lighting_view_ref (ClaspLightingView *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
clasp_lighting_view_unref (ClaspLightingView *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_array_unref (self->array);
  g_free (self);
}

/**
 * clasp_lighting_view_add:
 * @self: a view that is being filled
 * @kind: node or source
 * @connection: the id of the connection that knows it
 * @id: what tells it apart there
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): one more, to be filled, until the next call; %NULL when there are
 * %CLASP_LIGHTING_MAX_PEERS
 */
ClaspLightingPeer *
clasp_lighting_view_add (ClaspLightingView *self,
                         ClaspLightingKind  kind,
                         const char        *connection,
                         const char        *id)
{
  ClaspLightingPeer *peer;

  if (self->array->len >= CLASP_LIGHTING_MAX_PEERS)
    return NULL;

  g_array_set_size (self->array, self->array->len + 1);
  peer = &g_array_index (self->array, ClaspLightingPeer, self->array->len - 1);
  peer->kind = kind;
  g_strlcpy (peer->protocol, kind == CLASP_LIGHTING_NODE ? "artnet" : "sacn", sizeof peer->protocol);
  g_strlcpy (peer->connection, connection, sizeof peer->connection);
  g_strlcpy (peer->id, id, sizeof peer->id);
  return peer;
}

/**
 * clasp_lighting_peer_add_port:
 * @self: a peer of a view that is being filled
 * @port: one more of it; beyond %CLASP_LIGHTING_MAX_PORTS it is only counted
 *
 * Thread: worker.
 */
void
clasp_lighting_peer_add_port (ClaspLightingPeer *self, const ClaspLightingPort *port)
{
  self->n_universes++;
  if (self->n_ports == CLASP_LIGHTING_MAX_PORTS)
    return;

  /* Room for eight, then twice as much each time. */
  if (self->n_ports == 0 || (self->n_ports >= 8 && (self->n_ports & (self->n_ports - 1)) == 0))
    self->ports = g_renew (ClaspLightingPort, self->ports, MAX (8, 2 * self->n_ports));
  self->ports[self->n_ports++] = *port;
}

/**
 * clasp_lighting_peer_set_text:
 * @field: (out caller-allocates): of a peer
 * @size: of @field
 * @text: what another program calls itself
 *
 * Thread: any.
 */
void
clasp_lighting_peer_set_text (char *field, gsize size, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strlen (text));
  const char      *end;

  g_strlcpy (field, valid, size);
  if (!g_utf8_validate (field, -1, &end)) /* cut within a character */
    field[end - field] = '\0';
}

static int
compare_ports (const void *a, const void *b)
{
  const ClaspLightingPort *left = a, *right = b;

  if (left->is_output != right->is_output)
    return left->is_output ? -1 : 1;
  if (left->universe != right->universe)
    return left->universe < right->universe ? -1 : 1;
  return left->bind_index - right->bind_index;
}

static int
compare_peers (gconstpointer a, gconstpointer b)
{
  const ClaspLightingPeer *left = a, *right = b;
  int                      order = strcmp (left->protocol, right->protocol);

  if (order == 0)
    order = strcmp (left->connection, right->connection);
  if (order == 0)
    order = strcmp (left->name, right->name);
  return order != 0 ? order : strcmp (left->id, right->id);
}

/**
 * clasp_lighting_view_finish:
 * @self: a view to which nobody is added any more
 *
 * Thread: worker.
 */
void
clasp_lighting_view_finish (ClaspLightingView *self)
{
  g_array_sort (self->array, compare_peers);
  self->peers = (ClaspLightingPeer *) (gpointer) self->array->data;
  self->n_peers = self->array->len;
  for (guint i = 0; i < self->n_peers; i++)
    if (self->peers[i].n_ports > 0)
      qsort (self->peers[i].ports, self->peers[i].n_ports, sizeof (ClaspLightingPort), compare_ports);
}
