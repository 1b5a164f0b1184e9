/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-receiver.h"

/* Design notes: a frame that has to wait is shown to its universe at once, but without its levels:
 * so its sequence, its priority and that its source lives are known in time, however long it waits.
 * Its levels follow when a sync packet, or the end of the wait for priorities, lets them. A newer
 * frame takes the place of one that waits. */

typedef struct
{
  ClaspSacnReceiver  *receiver; /* (unowned) */
  guint16             number;
  ClaspUniverseInput *input;   /* (owned) */
  GPtrArray          *sources; /* (owned) Source: those that are there and those that went lately */
} Universe;

struct _ClaspSacnReceiver
{
  ClaspSacnReceiverOptions options;
  ClaspSacnReceiverFuncs   funcs;
  gpointer                 user_data;
  GHashTable              *universes; /* (owned) number → Universe */
  ClaspSacnSyncs          *syncs;     /* (owned) */
  gint64                   due_us;    /* not later than what is due first */
};

static void
universe_free (gpointer data)
{
  Universe *universe = data;

  clasp_universe_input_free (universe->input);
  g_ptr_array_unref (universe->sources);
  g_free (universe);
}

static void
level_cb (guint slot, guint8 level, guint64 source, gpointer user_data)
{
  Universe *universe = user_data;

  universe->receiver->funcs.level (universe->number, slot, level, universe->receiver->user_data);
}

static void
sync_cb (guint16 address, gboolean is_wanted, gpointer user_data)
{
  ClaspSacnReceiver *self = user_data;

  self->funcs.sync (address, is_wanted, self->user_data);
}

static void
add_universe (ClaspSacnReceiver *self, guint16 number)
{
  Universe          *universe = g_new0 (Universe, 1);
  ClaspUniverseRules rules = {
    .sequence = CLASP_DMX_SEQUENCE_SACN,
    .merge = clasp_universe_lines_get_merge (self->options.lines, number, self->options.merge),
    .loss = self->options.loss,
    .fade_us = self->options.fade_us,
    .max_sources = self->options.max_sources,
    .timeout_us = self->options.timeout_us,
    .sampling_us = self->options.sampling_us,
  };

  universe->receiver = self;
  universe->number = number;
  universe->input = clasp_universe_input_new (&rules, level_cb, universe);
  universe->sources = clasp_sacn_peers_new ();
  g_hash_table_insert (self->universes, GUINT_TO_POINTER (number), universe);
}

/**
 * clasp_sacn_receiver_new:
 * @options: how sources become one; copied
 * @numbers: (element-type guint16): the universes
 * @funcs: who is told; copied
 * @user_data: for them
 *
 * Thread: worker.
 *
 * Returns: (transfer full): universes without sources
 */
ClaspSacnReceiver *
clasp_sacn_receiver_new (const ClaspSacnReceiverOptions *options,
                         const GArray                   *numbers,
                         const ClaspSacnReceiverFuncs   *funcs,
                         gpointer                        user_data)
{
  ClaspSacnReceiver *self = g_new0 (ClaspSacnReceiver, 1);

  self->options = *options;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->due_us = G_MAXINT64;
  self->universes = g_hash_table_new_full (NULL, NULL, NULL, universe_free);
  self->syncs = clasp_sacn_syncs_new (sync_cb, self);
  for (guint i = 0; i < numbers->len; i++)
    add_universe (self, g_array_index (numbers, guint16, i));
  return self;
}

/**
 * clasp_sacn_receiver_free:
 * @self: (transfer full): universes; nobody is told
 *
 * Thread: worker.
 */
void
clasp_sacn_receiver_free (ClaspSacnReceiver *self)
{
  g_hash_table_unref (self->universes);
  clasp_sacn_syncs_free (self->syncs);
  g_free (self);
}

static Universe *
find_universe (const ClaspSacnReceiver *self, guint16 number)
{
  return g_hash_table_lookup (self->universes, GUINT_TO_POINTER (number));
}

/**
 * clasp_sacn_receiver_peek_input:
 * @self: universes
 * @universe: a number
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): its merged levels and sources
 */
ClaspUniverseInput *
clasp_sacn_receiver_peek_input (ClaspSacnReceiver *self, guint16 universe)
{
  Universe *found = find_universe (self, universe);

  return found != NULL ? found->input : NULL;
}

/* ---- sources ---- */

/* Slots nobody decides any more may have set out for their cue levels. */
static void
look_soon (Universe *universe)
{
  ClaspSacnReceiver *self = universe->receiver;

  self->due_us = MIN (self->due_us, clasp_universe_input_get_due_us (universe->input));
}

static void
lose (Universe *universe, ClaspSacnPeer *source, ClaspSacnLoss why, gint64 now_us)
{
  ClaspSacnReceiver *self = universe->receiver;

  source->is_lost = TRUE;
  source->lost_us = now_us;
  source->has_held = FALSE;
  source->priorities_us = 0;
  self->due_us = MIN (self->due_us, now_us + CLASP_SACN_SHOW_LOST_US);
  look_soon (universe);
  clasp_sacn_peers_drop_oldest_lost (universe->sources);
  self->funcs.sources (universe->number, self->user_data);
  if (clasp_sacn_peers_count_living (universe->sources) == 0)
    self->funcs.lost (universe->number, why, self->user_data);
}

static ClaspSacnPeer *
add_source (Universe *universe, const guint8 *cid, gint64 now_us)
{
  ClaspSacnReceiver *self = universe->receiver;
  ClaspSacnPeer     *source = clasp_sacn_peers_find_or_add (universe->sources, cid);

  source->is_lost = FALSE;
  source->first_us = now_us;
  source->is_settled = self->options.sampling_us == 0;
  self->due_us = MIN (self->due_us, now_us + self->options.timeout_us);
  if (!source->is_settled)
    self->due_us = MIN (self->due_us, now_us + self->options.sampling_us);
  return source;
}

/* ---- levels of one source by itself ---- */

static void
show_source (Universe *universe, ClaspSacnPeer *source)
{
  ClaspSacnReceiver *self = universe->receiver;
  guint              n = 0;
  const guint8      *levels = clasp_universe_input_peek_source (universe->input, source->id, &n);

  if (self->funcs.source == NULL || levels == NULL || n == 0)
    return;
  if (source->shown == NULL)
    source->shown = g_new0 (guint8, CLASP_DMX_SLOTS);
  if (source->n_shown == n && memcmp (source->shown, levels, n) == 0)
    return;

  memcpy (source->shown, levels, n);
  source->n_shown = n;
  self->funcs.source (universe->number, source->cid, levels, n, self->user_data);
}

/* ---- waiting ---- */

static void
let_go (Universe *universe, ClaspSacnPeer *source, gint64 now_us)
{
  ClaspUniverseFrame frame = {
    .source = source->id,
    .slots = source->held,
    .n_slots = source->n_held,
    .is_held_back = TRUE,
  };

  source->has_held = FALSE;
  clasp_universe_input_receive (universe->input, &frame, now_us);
  show_source (universe, source);
}

/* Its priorities are known, or will not come. */
static void
settle (Universe *universe, ClaspSacnPeer *source, gint64 now_us)
{
  source->is_settled = TRUE;
  if (source->has_held && source->held_sync == 0)
    let_go (universe, source, now_us);
}

/* ---- time ---- */

static void
expire_source (Universe *universe, ClaspSacnPeer *source, gint64 now_us)
{
  ClaspSacnReceiver *self = universe->receiver;

  if (clasp_universe_input_peek_source (universe->input, source->id, NULL) == NULL)
    {
      lose (universe, source, CLASP_SACN_LOST_SILENT, now_us);
      return;
    }
  if (source->priorities_us != 0 && now_us - source->priorities_us >= self->options.timeout_us)
    {
      source->priorities_us = 0;
      self->funcs.sources (universe->number, self->user_data);
    }
  if (!source->is_settled && now_us - source->first_us >= self->options.sampling_us)
    settle (universe, source, now_us);
}

static void
expire_universe (Universe *universe, gint64 now_us)
{
  clasp_universe_input_expire (universe->input, now_us);
  for (guint i = universe->sources->len; i > 0; i--)
    {
      ClaspSacnPeer *source = g_ptr_array_index (universe->sources, i - 1);

      if (!source->is_lost)
        {
          expire_source (universe, source, now_us);
        }
      else if (now_us - source->lost_us >= CLASP_SACN_SHOW_LOST_US)
        {
          g_ptr_array_remove_index (universe->sources, i - 1);
          universe->receiver->funcs.sources (universe->number, universe->receiver->user_data);
        }
    }
}

static gint64
universe_due_us (const Universe *universe)
{
  const ClaspSacnReceiverOptions *options = &universe->receiver->options;
  gint64                          due_us = clasp_universe_input_get_due_us (universe->input);

  for (guint i = 0; i < universe->sources->len; i++)
    {
      const ClaspSacnPeer *source = g_ptr_array_index (universe->sources, i);

      if (source->is_lost)
        due_us = MIN (due_us, source->lost_us + CLASP_SACN_SHOW_LOST_US);
      else if (!source->is_settled)
        due_us = MIN (due_us, source->first_us + options->sampling_us);
    }
  return due_us;
}

/**
 * clasp_sacn_receiver_expire:
 * @self: universes
 * @now_us: monotonic µs
 *
 * Loses what was silent for too long, ends what was waited for long enough.
 *
 * Thread: worker.
 */
void
clasp_sacn_receiver_expire (ClaspSacnReceiver *self, gint64 now_us)
{
  GHashTableIter iter;
  gpointer       universe;

  clasp_sacn_syncs_expire (self->syncs, now_us);
  self->due_us = clasp_sacn_syncs_get_due_us (self->syncs);
  g_hash_table_iter_init (&iter, self->universes);
  while (g_hash_table_iter_next (&iter, NULL, &universe))
    {
      if (universe_due_us (universe) <= now_us)
        expire_universe (universe, now_us);
      self->due_us = MIN (self->due_us, universe_due_us (universe));
    }
}

/**
 * clasp_sacn_receiver_get_due_us:
 * @self: universes
 *
 * Thread: worker.
 *
 * Returns: when to call [func@Clasp.sacn_receiver_expire], not too late; %G_MAXINT64 for never
 */
gint64
clasp_sacn_receiver_get_due_us (const ClaspSacnReceiver *self)
{
  return self->due_us;
}

/* ---- packets ---- */

static ClaspSacnResult
take_goodbye (Universe                 *universe,
              ClaspSacnPeer            *source,
              const ClaspUniverseFrame *frame,
              gint64                    now_us)
{
  switch (clasp_universe_input_receive (universe->input, frame, now_us))
    {
    case CLASP_UNIVERSE_OUT_OF_ORDER:
      return CLASP_SACN_OUT_OF_ORDER;
    case CLASP_UNIVERSE_ENDED:
      if (source != NULL)
        lose (universe, source, CLASP_SACN_LOST_STOPPED, now_us);
      break;
    case CLASP_UNIVERSE_TAKEN:
    case CLASP_UNIVERSE_TOO_MANY_SOURCES:
      break;
    }
  return CLASP_SACN_GOODBYE;
}

static void
take_priorities (Universe *universe, ClaspSacnPeer *source, gint64 now_us)
{
  ClaspSacnReceiver *self = universe->receiver;

  if (source->priorities_us == 0)
    self->funcs.sources (universe->number, self->user_data);
  source->priorities_us = now_us;
  self->due_us = MIN (self->due_us, now_us + self->options.timeout_us);
  look_soon (universe);
  if (!source->is_settled)
    settle (universe, source, now_us);
}

static void
take_levels (Universe *universe, ClaspSacnPeer *source)
{
  source->has_held = FALSE; /* older than what came now */
  show_source (universe, source);
}

/* Levels wait for the first priorities of a new source (6.4), and for sync packets. */
static gboolean
must_wait (Universe            *universe,
           const ClaspSacnPeer *source,
           const ClaspSacnData *data,
           guint16             *sync_address,
           gint64               now_us)
{
  ClaspSacnReceiver *self = universe->receiver;
  gboolean           is_new = source == NULL || source->is_lost;
  gboolean           is_settled = is_new ? self->options.sampling_us == 0 : source->is_settled;
  gboolean           waits =
    clasp_sacn_syncs_must_wait (self->syncs, data->sync_address, data->is_forced, now_us);

  *sync_address = waits ? data->sync_address : 0;
  return waits || !is_settled;
}

static ClaspSacnResult
take_frame (Universe              *universe,
            ClaspSacnPeer         *source,
            const ClaspSacnPacket *packet,
            ClaspUniverseFrame    *frame,
            GSocketAddress        *from,
            gint64                 now_us)
{
  ClaspSacnReceiver   *self = universe->receiver;
  const ClaspSacnData *data = &packet->data;
  guint16              sync_address = 0;
  gboolean             is_held =
    !frame->is_priorities && must_wait (universe, source, data, &sync_address, now_us);

  if (is_held)
    frame->n_slots = 0;
  switch (clasp_universe_input_receive (universe->input, frame, now_us))
    {
    case CLASP_UNIVERSE_OUT_OF_ORDER:
      return source != NULL && source->sequence == data->sequence ? CLASP_SACN_DUPLICATE
                                                                  : CLASP_SACN_OUT_OF_ORDER;
    case CLASP_UNIVERSE_TOO_MANY_SOURCES:
      return CLASP_SACN_TOO_MANY_SOURCES;
    case CLASP_UNIVERSE_TAKEN:
    case CLASP_UNIVERSE_ENDED:
      break;
    }

  if (source == NULL || source->is_lost)
    source = add_source (universe, packet->cid, now_us);
  source->sequence = data->sequence;
  if (clasp_sacn_peer_note (source, data, frame->name, from))
    self->funcs.sources (universe->number, self->user_data);
  if (frame->is_priorities)
    take_priorities (universe, source, now_us);
  else if (is_held)
    clasp_sacn_peer_hold (source, data, sync_address);
  else
    take_levels (universe, source);
  return is_held ? CLASP_SACN_HELD : CLASP_SACN_TAKEN;
}

/**
 * clasp_sacn_receiver_take_data:
 * @self: universes
 * @packet: a data packet
 * @from: who sent it
 * @now_us: monotonic µs
 *
 * Thread: worker.
 *
 * Returns: what became of it
 */
ClaspSacnResult
clasp_sacn_receiver_take_data (ClaspSacnReceiver     *self,
                               const ClaspSacnPacket *packet,
                               GSocketAddress        *from,
                               gint64                 now_us)
{
  const ClaspSacnData *data = &packet->data;
  Universe            *universe = find_universe (self, data->universe);
  ClaspSacnPeer       *source;
  char                 name[CLASP_SACN_NAME_SIZE];
  ClaspUniverseFrame   frame = {
      .source = clasp_sacn_peer_id (packet->cid),
      .name = name,
      .slots = data->slots,
      .n_slots = data->n_slots,
      .sequence = data->sequence,
      .priority = data->priority,
      .is_priorities = data->start_code == CLASP_SACN_START_PRIORITIES,
      .is_terminated = data->is_terminated,
  };

  if (universe == NULL || (data->start_code != CLASP_SACN_START_LEVELS && !frame.is_priorities))
    return CLASP_SACN_NOT_OURS;
  if (clasp_universe_input_get_due_us (universe->input) <= now_us)
    expire_universe (universe, now_us);

  clasp_sacn_make_valid (name, data->name);
  source = clasp_sacn_peers_find (universe->sources, packet->cid);
  if (data->is_terminated)
    return take_goodbye (universe, source, &frame, now_us);
  if (data->is_preview && self->options.ignore_preview)
    return CLASP_SACN_PREVIEW;

  frame.address = source != NULL ? source->address : NULL;
  return take_frame (universe, source, packet, &frame, from, now_us);
}

static void
let_go_of (Universe *universe, guint16 sync_address, gint64 now_us)
{
  for (guint i = 0; i < universe->sources->len; i++)
    {
      ClaspSacnPeer *source = g_ptr_array_index (universe->sources, i);

      if (!source->has_held || source->held_sync != sync_address)
        continue;
      if (source->is_settled)
        let_go (universe, source, now_us);
      else
        source->held_sync = 0; /* still waits for its priorities */
    }
}

/**
 * clasp_sacn_receiver_take_sync:
 * @self: universes
 * @packet: a sync packet
 * @now_us: monotonic µs
 *
 * All that waits for its address acts, in every universe.
 *
 * Thread: worker.
 *
 * Returns: %FALSE if no frame named the address, or the packet came late or twice
 */
gboolean
clasp_sacn_receiver_take_sync (ClaspSacnReceiver     *self,
                               const ClaspSacnPacket *packet,
                               gint64                 now_us)
{
  const ClaspSacnSync *sync = &packet->sync;
  GHashTableIter       iter;
  gpointer             universe;

  if (!clasp_sacn_syncs_take (self->syncs, sync->address, clasp_sacn_peer_id (packet->cid),
                              sync->sequence, now_us))
    return FALSE;

  g_hash_table_iter_init (&iter, self->universes);
  while (g_hash_table_iter_next (&iter, NULL, &universe))
    let_go_of (universe, sync->address, now_us);
  return TRUE;
}

/* ---- looking ---- */

/**
 * clasp_sacn_receiver_list_sources:
 * @self: universes
 * @universe: a number
 * @sources: (out caller-allocates) (array length=n_max): what is known of them
 * @n_max: room in @sources
 *
 * Thread: worker.
 *
 * Returns: how many there are, those that went lately last
 */
guint
clasp_sacn_receiver_list_sources (ClaspSacnReceiver *self,
                                  guint16            universe,
                                  ClaspSacnSource   *sources,
                                  guint              n_max)
{
  Universe *found = find_universe (self, universe);
  guint     n = 0;

  for (guint is_lost = 0; found != NULL && is_lost < 2; is_lost++)
    for (guint i = 0; i < found->sources->len && n < n_max; i++)
      {
        const ClaspSacnPeer *source = g_ptr_array_index (found->sources, i);

        if ((guint) source->is_lost == is_lost)
          clasp_sacn_peer_describe (source, &sources[n++]);
      }
  return n;
}
