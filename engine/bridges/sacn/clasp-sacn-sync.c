/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-sync.h"

#define SEQUENCE_WINDOW 20 /* 6.4 */
#define MAX_SENDERS 4      /* whose counters are kept for one address */

typedef struct
{
  guint64 source; /* 0 = none */
  guint8  sequence;
} Sender;

typedef struct
{
  guint16  address;
  gboolean has_come; /* a sync packet did, ever */
  gint64   come_us;
  gint64   used_us; /* a frame named it last */
  Sender   senders[MAX_SENDERS];
  guint    next_sender; /* whose place is taken when there is one more */
} Sync;

struct _ClaspSacnSyncs
{
  Sync              syncs[CLASP_SACN_MAX_SYNC_ADDRESSES];
  guint             n_syncs;
  ClaspSacnSyncFunc wanted;
  gpointer          user_data;
};

/**
 * clasp_sacn_syncs_new:
 * @wanted: called when an address is named first, and when it is forgotten
 * @user_data: for @wanted
 *
 * Thread: worker.
 *
 * Returns: (transfer full): no addresses
 */
ClaspSacnSyncs *
clasp_sacn_syncs_new (ClaspSacnSyncFunc wanted, gpointer user_data)
{
  ClaspSacnSyncs *self = g_new0 (ClaspSacnSyncs, 1);

  self->wanted = wanted;
  self->user_data = user_data;
  return self;
}

/**
 * clasp_sacn_syncs_free:
 * @self: (transfer full): the addresses; nobody is told
 *
 * Thread: worker.
 */
void
clasp_sacn_syncs_free (ClaspSacnSyncs *self)
{
  g_free (self);
}

static Sync *
find (ClaspSacnSyncs *self, guint16 address)
{
  for (guint i = 0; i < self->n_syncs; i++)
    if (self->syncs[i].address == address)
      return &self->syncs[i];

  return NULL;
}

static Sync *
find_or_add (ClaspSacnSyncs *self, guint16 address)
{
  Sync *sync = find (self, address);

  if (sync != NULL || self->n_syncs >= CLASP_SACN_MAX_SYNC_ADDRESSES)
    return sync;

  sync = &self->syncs[self->n_syncs++];
  *sync = (Sync){ .address = address };
  self->wanted (address, TRUE, self->user_data);
  return sync;
}

/**
 * clasp_sacn_syncs_must_wait:
 * @self: the addresses
 * @address: what a frame names, 0 for none
 * @is_forced: its force_synchronisation
 * @now_us: monotonic µs
 *
 * Before the first sync packet frames act at once. When sync packets stopped, they act if they are
 * forced and wait otherwise. Of more than %CLASP_SACN_MAX_SYNC_ADDRESSES addresses, the others are
 * not waited for.
 *
 * Thread: worker.
 *
 * Returns: %TRUE if the frame has to wait
 */
gboolean
clasp_sacn_syncs_must_wait (ClaspSacnSyncs *self,
                            guint16         address,
                            gboolean        is_forced,
                            gint64          now_us)
{
  Sync *sync = address != 0 ? find_or_add (self, address) : NULL;

  if (sync == NULL)
    return FALSE;

  sync->used_us = now_us;
  if (!sync->has_come)
    return FALSE;
  return !is_forced || now_us - sync->come_us < CLASP_SACN_SYNC_TIMEOUT_US;
}

/* FALSE for a packet that came late, or twice. */
static gboolean
take_sequence (Sync *sync, guint64 source, guint8 sequence)
{
  Sender *sender = NULL;

  for (guint i = 0; i < MAX_SENDERS; i++)
    if (sync->senders[i].source == source)
      sender = &sync->senders[i];
  if (sender != NULL && (guint8) (sender->sequence - sequence) < SEQUENCE_WINDOW)
    return FALSE;

  if (sender == NULL)
    sender = &sync->senders[sync->next_sender++ % MAX_SENDERS];
  *sender = (Sender){ source, sequence };
  return TRUE;
}

/**
 * clasp_sacn_syncs_take:
 * @self: the addresses
 * @address: of the sync packet
 * @source: who sent it, not 0
 * @sequence: its number
 * @now_us: monotonic µs
 *
 * Thread: worker.
 *
 * Returns: %TRUE if what waits for @address acts now
 */
gboolean
clasp_sacn_syncs_take (ClaspSacnSyncs *self,
                       guint16         address,
                       guint64         source,
                       guint8          sequence,
                       gint64          now_us)
{
  Sync *sync = find (self, address);

  if (sync == NULL || !take_sequence (sync, source, sequence))
    return FALSE;

  sync->has_come = TRUE;
  sync->come_us = now_us;
  return TRUE;
}

/**
 * clasp_sacn_syncs_expire:
 * @self: the addresses
 * @now_us: monotonic µs
 *
 * Forgets those that no frame named for a while.
 *
 * Thread: worker.
 */
void
clasp_sacn_syncs_expire (ClaspSacnSyncs *self, gint64 now_us)
{
  for (guint i = self->n_syncs; i > 0; i--)
    {
      Sync   *sync = &self->syncs[i - 1];
      guint16 address = sync->address;

      if (now_us - sync->used_us < CLASP_SACN_SYNC_UNUSED_US)
        continue;
      *sync = self->syncs[--self->n_syncs];
      self->wanted (address, FALSE, self->user_data);
    }
}

/**
 * clasp_sacn_syncs_get_due_us:
 * @self: the addresses
 *
 * Thread: worker.
 *
 * Returns: when one may be forgotten; %G_MAXINT64 for never
 */
gint64
clasp_sacn_syncs_get_due_us (const ClaspSacnSyncs *self)
{
  gint64 due_us = G_MAXINT64;

  for (guint i = 0; i < self->n_syncs; i++)
    due_us = MIN (due_us, self->syncs[i].used_us + CLASP_SACN_SYNC_UNUSED_US);
  return due_us;
}
