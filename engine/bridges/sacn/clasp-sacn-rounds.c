/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-rounds.h"

#include "dmx/clasp-dmx-rounds.h"

/* Design notes: all universes with a sync address leave in rounds, each with a packet for each
 * address behind it, so sync packets keep to the rate of frames. */

struct _ClaspSacnRounds
{
  GPtrArray     *syncs; /* (owned) ClaspSacnSyncAddress */
  ClaspDmxRounds rounds;
};

/**
 * clasp_sacn_rounds_new:
 * @interval_ns: from one round to the next
 * @make_up_us: by how much a round may be sooner after one that was late
 *
 * Thread: worker.
 *
 * Returns: (transfer full): rounds without addresses
 */
ClaspSacnRounds *
clasp_sacn_rounds_new (gint64 interval_ns, gint64 make_up_us)
{
  ClaspSacnRounds *self = g_new0 (ClaspSacnRounds, 1);

  self->syncs = g_ptr_array_new_with_free_func (g_free);
  clasp_dmx_rounds_init (&self->rounds, interval_ns, make_up_us);
  return self;
}

void
clasp_sacn_rounds_free (ClaspSacnRounds *self)
{
  g_ptr_array_unref (self->syncs);
  g_free (self);
}

ClaspSacnSyncAddress *
clasp_sacn_rounds_ensure (ClaspSacnRounds *self, guint16 address)
{
  ClaspSacnSyncAddress *sync;

  for (guint i = 0; i < self->syncs->len; i++)
    {
      sync = g_ptr_array_index (self->syncs, i);
      if (sync->address == address)
        return sync;
    }
  if (address == 0)
    return NULL;

  sync = g_new0 (ClaspSacnSyncAddress, 1);
  sync->address = address;
  g_ptr_array_add (self->syncs, sync);
  return sync;
}

gint64
clasp_sacn_rounds_align (const ClaspSacnRounds *self, gint64 due_us)
{
  return clasp_dmx_rounds_align (&self->rounds, due_us);
}

/**
 * clasp_sacn_rounds_join:
 * @self: rounds
 * @sync: what a universe waits for
 * @route: whom that universe reaches
 * @round_us: when this round is
 *
 * Thread: worker.
 *
 * Returns: %TRUE if it may leave now
 */
gboolean
clasp_sacn_rounds_join (ClaspSacnRounds      *self,
                        ClaspSacnSyncAddress *sync,
                        const ClaspSacnRoute *route,
                        gint64                round_us)
{
  if (!clasp_dmx_rounds_join (&self->rounds, round_us))
    return FALSE;

  if (sync->n_in_round++ == 0)
    sync->route = (ClaspSacnRoute){ 0 };
  clasp_sacn_route_add (&sync->route, route);
  return TRUE;
}

void
clasp_sacn_rounds_end (ClaspSacnRounds *self, ClaspSacnRoundsFunc func, gpointer user_data)
{
  if (!clasp_dmx_rounds_end (&self->rounds))
    return;

  for (guint i = 0; i < self->syncs->len; i++)
    {
      ClaspSacnSyncAddress *sync = g_ptr_array_index (self->syncs, i);

      if (sync->n_in_round == 0)
        continue;
      sync->n_in_round = 0;
      func (sync, user_data);
      sync->sequence++;
    }
}

void
clasp_sacn_rounds_foreach (ClaspSacnRounds *self, ClaspSacnRoundsFunc func, gpointer user_data)
{
  for (guint i = 0; i < self->syncs->len; i++)
    {
      ClaspSacnSyncAddress *sync = g_ptr_array_index (self->syncs, i);

      if (sync->n_announced > 0)
        func (sync, user_data);
    }
}
