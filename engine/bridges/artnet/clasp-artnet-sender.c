/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-sender.h"

#include "bridges/artnet/clasp-artnet-address.h"
#include "dmx/clasp-dmx-rounds.h"
#include "dmx/clasp-universe-scheduler.h"

/* Design notes: the universes have their turns from a ClaspUniverseScheduler, which spreads them
 * over the frame time.
 *
 * Those with ArtSync must not stay apart: a frame of them all is one round of the scheduler. */

#define N_RECENT 8

typedef struct
{
  ClaspUniverseTurn   turn;
  ClaspUniverseOutput output;
  ClaspUniverse      *entry;  /* (owned) by the universes of the engine */
  ClaspArtnetSender  *sender; /* (unowned) */
  ClaspArtnetOutput   how;
  guint16             port_address;
  guint8              sequence;         /* of the last frame; 0 = none was sent */
  guint64             recent[N_RECENT]; /* hashes of the last frames, by sequence */
} Universe;

struct _ClaspArtnetSender
{
  ClaspArtnetSenderOptions options;   /* texts owned */
  GHashTable              *universes; /* (owned) port-address → Universe */
  ClaspUniverseScheduler  *scheduler; /* (owned) */
  ClaspWriter              packet;
  ClaspDmxRounds           rounds; /* of universes that leave together */
};

static gint64
now (ClaspArtnetSender *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->options.timers));
}

/* ---- frames ---- */

static guint64
hash_slots (const guint8 *slots)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (guint i = 0; i < CLASP_DMX_SLOTS; i += sizeof (guint64))
    {
      guint64 word;

      memcpy (&word, slots + i, sizeof word);
      hash = (hash ^ word) * G_GUINT64_CONSTANT (0x100000001b3);
      hash ^= hash >> 32;
    }
  return hash;
}

static guint16
frame_length (const Universe *universe)
{
  if (!universe->sender->options.is_short)
    return CLASP_DMX_SLOTS;
  return (guint16) MAX (2, (universe->output.n_slots + 1) & ~1u); /* 5.1: even */
}

static void
send_slots (Universe *universe, const guint8 *slots)
{
  ClaspArtnetSender *self = universe->sender;
  ClaspArtnetPacket  packet = { .op = CLASP_ARTNET_OP_DMX };

  universe->sequence = universe->sequence == 255 ? 1 : (guint8) (universe->sequence + 1);
  universe->recent[universe->sequence % N_RECENT] = hash_slots (slots);
  packet.dmx = (ClaspArtnetDmx){
    .sequence = universe->sequence,
    .port_address = universe->port_address,
    .slots = slots,
    .n_slots = frame_length (universe),
  };
  clasp_writer_reset (&self->packet);
  clasp_artnet_encode (&packet, &self->packet);
  self->options.send (universe->port_address, universe->how.is_synced, self->packet.data,
                      self->packet.length, self->options.user_data);
}

/* Synchronised frames keep the rate together, whatever is due in between; and who still waits for
 * its turn in this round is not put off to the next when it changes meanwhile. */
static void
schedule (Universe *universe)
{
  ClaspArtnetSender *self = universe->sender;
  gint64             due_us = clasp_universe_output_get_due_us (&universe->output);

  if (universe->how.is_synced)
    due_us = MIN (universe->turn.due_us, clasp_dmx_rounds_align (&self->rounds, due_us));
  if (due_us != universe->turn.due_us || universe->turn.place == 0)
    clasp_universe_scheduler_set (self->scheduler, &universe->turn, due_us);
}

/* Frames that leave together count from when the first of them did. */
static void
send_frame (Universe *universe, gint64 now_us)
{
  guint8 frame[CLASP_DMX_SLOTS];

  clasp_universes_render (universe->sender->options.universes, universe->entry, now_us, frame);
  clasp_universe_output_note_sent (&universe->output, frame, now_us);
  send_slots (universe, frame);
}

static void
turn_cb (ClaspUniverseTurn *turn, gint64 round_us, gpointer user_data)
{
  ClaspArtnetSender *self = user_data;
  Universe          *universe = (Universe *) turn;

  if (!universe->how.is_synced)
    send_frame (universe, now (self));
  else if (clasp_dmx_rounds_join (&self->rounds, round_us))
    send_frame (universe, round_us);
  schedule (universe);
}

static void
round_over_cb (gint64 round_us, gpointer user_data)
{
  ClaspArtnetSender *self = user_data;

  if (clasp_dmx_rounds_end (&self->rounds))
    self->options.sync (self->options.user_data);
}

static void
touched_cb (gpointer user_data)
{
  if (((Universe *) user_data)->output.is_active)
    schedule (user_data);
}

/* ---- universes ---- */

static void
universe_free (gpointer data)
{
  Universe *universe = data;

  clasp_universe_scheduler_remove (universe->sender->scheduler, &universe->turn);
  clasp_universes_remove (universe->sender->options.universes, universe->entry);
  g_free (universe);
}

/**
 * clasp_artnet_sender_new:
 * @options: where frames go and when; texts are copied
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a sender without universes
 */
ClaspArtnetSender *
clasp_artnet_sender_new (const ClaspArtnetSenderOptions *options)
{
  ClaspArtnetSender *self = g_new0 (ClaspArtnetSender, 1);
  guint              round_hz;

  self->options = *options;
  self->options.connection = g_strdup (options->connection);
  self->options.namespace_ = g_strdup (options->namespace_);
  self->universes = g_hash_table_new_full (NULL, NULL, NULL, universe_free);
  round_hz = clasp_artnet_output_get_round_hz (&options->usual, options->lines);
  clasp_dmx_rounds_init (&self->rounds, CLASP_DMX_INTERVAL_NS (MAX (round_hz, 1)),
                         CLASP_UNIVERSE_MAKE_UP_US);
  self->scheduler =
    clasp_universe_scheduler_new (options->reactor, options->timers, turn_cb, round_over_cb, self);
  return self;
}

/**
 * clasp_artnet_sender_free:
 * @self: (transfer full): a sender; what has not left yet never does
 *
 * Thread: worker.
 */
void
clasp_artnet_sender_free (ClaspArtnetSender *self)
{
  g_hash_table_unref (self->universes);
  clasp_universe_scheduler_free (self->scheduler);
  clasp_writer_clear (&self->packet);
  g_free ((char *) self->options.connection);
  g_free ((char *) self->options.namespace_);
  g_free (self);
}

static void
register_universe (ClaspArtnetSender *self, Universe *universe)
{
  char             buffer[CLASP_ARTNET_ADDRESS_SIZE];
  guint16          port_address = universe->port_address;
  g_autofree char *label =
    g_strdup_printf ("%u:%u:%u", port_address >> 8, port_address >> 4 & 0xfu, port_address & 0xfu);
  g_autofree char *prefix = g_strconcat (
    self->options.namespace_,
    clasp_artnet_address_format (self->options.is_flat, port_address, buffer).data, NULL);

  universe->entry = clasp_universes_add (
    self->options.universes, &(ClaspUniverseDescription){ .connection = self->options.connection,
                                                          .protocol = "artnet",
                                                          .label = label,
                                                          .prefix = prefix,
                                                          .output = &universe->output,
                                                          .touched = touched_cb,
                                                          .user_data = universe });
}

static Universe *
find (ClaspArtnetSender *self, guint16 port_address)
{
  return g_hash_table_lookup (self->universes, GUINT_TO_POINTER (port_address));
}

static Universe *
find_or_add (ClaspArtnetSender *self, guint16 port_address)
{
  Universe           *universe = find (self, port_address);
  ClaspUniverseTiming timing;

  if (universe != NULL || g_hash_table_size (self->universes) >= self->options.max_universes)
    return universe;

  universe = g_new0 (Universe, 1);
  universe->sender = self;
  universe->port_address = port_address;
  universe->how =
    clasp_artnet_output_find (&self->options.usual, self->options.lines, port_address);
  timing = clasp_artnet_output_get_timing (&universe->how);
  clasp_universe_output_init (&universe->output, &timing);
  register_universe (self, universe);
  g_hash_table_insert (self->universes, GUINT_TO_POINTER (port_address), universe);
  universe->turn.due_us = G_MAXINT64;
  return universe;
}

/**
 * clasp_artnet_sender_expect:
 * @self: a sender
 * @port_address: a universe, 0–32767
 *
 * It can be seen and tested; nothing is sent before it has a level. Beyond the sender's number of
 * universes nothing happens.
 *
 * Thread: worker.
 */
void
clasp_artnet_sender_expect (ClaspArtnetSender *self, guint16 port_address)
{
  find_or_add (self, port_address);
}

/**
 * clasp_artnet_sender_set_slots:
 * @self: a sender
 * @port_address: the universe, 0–32767
 * @first: the first slot, 0–511
 * @levels: their levels
 * @n: how many; what is beyond slot 511 is left out
 *
 * The first frame of a universe, and a change after a pause, leave at the end of the dispatch;
 * other changes when the frame rate allows.
 *
 * Thread: worker.
 *
 * Returns: %FALSE if there are too many universes
 */
gboolean
clasp_artnet_sender_set_slots (ClaspArtnetSender *self,
                               guint16            port_address,
                               guint              first,
                               const guint8      *levels,
                               guint              n)
{
  Universe *universe = find_or_add (self, port_address);

  if (universe == NULL)
    return FALSE;

  clasp_universe_output_set_slots (&universe->output, first, levels, n);
  schedule (universe);
  return TRUE;
}

/**
 * clasp_artnet_sender_has:
 * @self: a sender
 * @port_address: a universe
 *
 * Thread: worker.
 *
 * Returns: %TRUE if it goes out
 */
gboolean
clasp_artnet_sender_has (ClaspArtnetSender *self, guint16 port_address)
{
  const Universe *universe = find (self, port_address);

  return universe != NULL && universe->output.is_active;
}

/**
 * clasp_artnet_sender_black_out:
 * @self: a sender
 *
 * Thread: worker.
 */
void
clasp_artnet_sender_black_out (ClaspArtnetSender *self)
{
  static const guint8 dark[CLASP_DMX_SLOTS];
  GHashTableIter      iter;
  gpointer            value;
  gboolean            is_any_synced = FALSE;

  g_hash_table_iter_init (&iter, self->universes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Universe *universe = value;

      if (universe->sequence == 0 || !universe->how.is_dark_on_stop)
        continue;
      send_slots (universe, dark);
      is_any_synced = is_any_synced || universe->how.is_synced;
    }
  if (is_any_synced)
    self->options.sync (self->options.user_data);
}

/**
 * clasp_artnet_sender_is_own:
 * @self: a sender
 * @frame: what was received
 *
 * Addresses cannot tell: other programs on this machine share address and port with us. Content and
 * sequence can.
 *
 * Thread: worker.
 *
 * Returns: %TRUE if it is a frame of ours that a broadcast brought back
 */
gboolean
clasp_artnet_sender_is_own (ClaspArtnetSender *self, const ClaspArtnetDmx *frame)
{
  const Universe *universe = find (self, frame->port_address);
  guint8          slots[CLASP_DMX_SLOTS] = { 0 };
  guint8          age;

  if (universe == NULL || universe->sequence == 0 || frame->sequence == 0)
    return FALSE;

  age = (guint8) (universe->sequence - frame->sequence);
  if (frame->sequence > universe->sequence)
    age--; /* the wrap leaves out 0 */
  if (age >= N_RECENT)
    return FALSE;
  memcpy (slots, frame->slots, frame->n_slots);
  return universe->recent[frame->sequence % N_RECENT] == hash_slots (slots);
}
