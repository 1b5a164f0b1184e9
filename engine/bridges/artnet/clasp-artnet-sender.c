/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-sender.h"

#include "bridges/artnet/clasp-artnet-address.h"

/* Design notes: the universes stand in a heap by the time their next frame is due; one timer waits
 * for the first. A millisecond takes at most a small part of all universes and leaves the rest to
 * the next: a thousand that are due together do not leave in one burst that no switch and no node
 * can hold, and since each comes again one frame time after itself, they stay apart.
 *
 * With ArtSync they must not stay apart: a frame of all universes begins with the first one due,
 * all that is due then leaves, and the next frame begins one frame time after it. */

#define SPREAD_US 1000
/* So many frames may leave in a millisecond whatever the number of universes, … */
#define MIN_BATCH 32
/* … and so many that all have left within 16 of them: less than a frame time of 44 Hz. */
#define MAX_WINDOWS 16
#define N_RECENT 8

typedef struct
{
  ClaspUniverseOutput output;
  ClaspUniverse      *entry;  /* (owned) by the universes of the engine */
  ClaspArtnetSender  *sender; /* (unowned) */
  guint16             port_address;
  guint8              sequence; /* of the last frame; 0 = none was sent */
  guint               place;    /* in the heap, from 1; 0 = not there */
  gint64              due_us;
  guint64             recent[N_RECENT]; /* hashes of the last frames, by sequence */
} Universe;

struct _ClaspArtnetSender
{
  ClaspArtnetSenderOptions options;   /* texts owned */
  GHashTable              *universes; /* (owned) port-address → Universe */
  GPtrArray               *heap;      /* (owned) Universe (unowned), earliest first */
  ClaspTimer               timer;
  ClaspDeferred            deferred;
  ClaspWriter              packet;
  gboolean                 is_in_cycle; /* some of the universes of a frame have left */
  gint64                   cycle_us;    /* when it began; 0 = none ever did */
  gint64                   window_us;   /* when the present millisecond began */
  guint                    n_in_window; /* frames that left since */
  guint                    n_windows;   /* milliseconds this one makes up for */
};

static gint64
now (ClaspArtnetSender *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->options.timers));
}

/* ---- heap ---- */

static void
put (ClaspArtnetSender *self, guint place, Universe *universe)
{
  self->heap->pdata[place - 1] = universe;
  universe->place = place;
}

static void
sift_up (ClaspArtnetSender *self, Universe *universe)
{
  guint place = universe->place;

  for (; place > 1; place /= 2)
    {
      Universe *parent = self->heap->pdata[place / 2 - 1];

      if (parent->due_us <= universe->due_us)
        break;
      put (self, place, parent);
    }
  put (self, place, universe);
}

static void
sift_down (ClaspArtnetSender *self, Universe *universe)
{
  guint place = universe->place;

  for (guint child; (child = place * 2) <= self->heap->len; place = child)
    {
      Universe *next = self->heap->pdata[child - 1];

      if (child < self->heap->len && ((Universe *) self->heap->pdata[child])->due_us < next->due_us)
        next = self->heap->pdata[child++];
      if (universe->due_us <= next->due_us)
        break;
      put (self, place, next);
    }
  put (self, place, universe);
}

static void
update_place (Universe *universe)
{
  ClaspArtnetSender *self = universe->sender;

  universe->due_us = clasp_universe_output_get_due_us (&universe->output);
  sift_up (self, universe);
  sift_down (self, universe);
}

static gint64
first_due_us (ClaspArtnetSender *self)
{
  gint64 due_us = self->heap->len > 0 ? ((Universe *) self->heap->pdata[0])->due_us : G_MAXINT64;

  /* The next frame of synchronised universes begins when the last one's time is over. */
  if (self->options.is_synced && !self->is_in_cycle && self->cycle_us != 0)
    due_us = MAX (due_us, self->cycle_us + self->options.timing.interval_us);
  return due_us;
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
  self->options.send (universe->port_address, self->packet.data, self->packet.length,
                      self->options.user_data);
}

static void
send_frame (Universe *universe, gint64 now_us)
{
  ClaspArtnetSender *self = universe->sender;
  guint8             frame[CLASP_DMX_SLOTS];

  clasp_universes_render (self->options.universes, universe->entry, now_us, frame);
  clasp_universe_output_note_sent (&universe->output, frame,
                                   self->options.is_synced ? self->cycle_us : now_us);
  update_place (universe);
  send_slots (universe, frame);
}

static void run_cb (gpointer user_data);

static guint
batch_size (ClaspArtnetSender *self)
{
  return MAX (MIN_BATCH, self->heap->len / MAX_WINDOWS) * self->n_windows;
}

/* When there is room in the present millisecond, or a new one begins. */
static gint64
not_before_us (ClaspArtnetSender *self)
{
  return self->n_in_window < batch_size (self) ? G_MININT64 : self->window_us + SPREAD_US;
}

static void
wait_for_next (ClaspArtnetSender *self)
{
  gint64 due_us = first_due_us (self);

  if (due_us == G_MAXINT64)
    clasp_timers_cancel (self->options.timers, &self->timer);
  else
    clasp_timers_set (self->options.timers, &self->timer, MAX (due_us, not_before_us (self)),
                      run_cb, self);
}

static void
end_cycle (ClaspArtnetSender *self)
{
  self->is_in_cycle = FALSE;
  if (self->options.is_synced)
    self->options.sync (self->options.user_data);
}

static gboolean
may_run (ClaspArtnetSender *self, gint64 now_us)
{
  return now_us >= not_before_us (self) && now_us >= first_due_us (self);
}

/* Who comes late, on a busy machine, sends what it did not send meanwhile. */
static void
begin_window (ClaspArtnetSender *self, gint64 now_us)
{
  gint64 since_us = first_due_us (self);

  if (since_us <= self->window_us)
    since_us = self->is_in_cycle ? self->window_us : now_us;
  self->n_windows = (guint) CLAMP ((now_us - since_us) / SPREAD_US, 1, MAX_WINDOWS);
  self->window_us = now_us;
  self->n_in_window = 0;
}

static void
run (ClaspArtnetSender *self, gint64 now_us)
{
  if (now_us >= self->window_us + SPREAD_US)
    begin_window (self, now_us);
  if (!self->is_in_cycle)
    self->cycle_us = now_us;
  self->is_in_cycle = TRUE;
  for (; self->n_in_window < batch_size (self) && first_due_us (self) <= now_us;
       self->n_in_window++)
    send_frame (self->heap->pdata[0], now_us);
  if (first_due_us (self) > now_us)
    end_cycle (self);
}

static void
run_cb (gpointer user_data)
{
  ClaspArtnetSender *self = user_data;
  gint64             now_us = now (self);

  if (may_run (self, now_us))
    run (self, now_us);
  wait_for_next (self);
}

static void
schedule (Universe *universe)
{
  ClaspArtnetSender *self = universe->sender;
  gint64             before_us = universe->due_us;

  if (clasp_universe_output_get_due_us (&universe->output) == before_us)
    return;

  update_place (universe);
  /* What may leave at once waits for the end of the dispatch, where all of it was written. While a
   * run goes on, the timer is there already. */
  if (self->is_in_cycle)
    return;
  if (may_run (self, now (self)))
    clasp_reactor_defer (self->options.reactor, &self->deferred, run_cb, self);
  else
    wait_for_next (self);
}

static void
touched_cb (gpointer user_data)
{
  schedule (user_data);
}

/* ---- universes ---- */

static void
universe_free (gpointer data)
{
  Universe *universe = data;

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

  self->options = *options;
  self->options.connection = g_strdup (options->connection);
  self->options.namespace_ = g_strdup (options->namespace_);
  self->n_windows = 1;
  self->universes = g_hash_table_new_full (NULL, NULL, NULL, universe_free);
  self->heap = g_ptr_array_new ();
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
  clasp_reactor_cancel (self->options.reactor, &self->deferred);
  clasp_timers_cancel (self->options.timers, &self->timer);
  g_ptr_array_unref (self->heap);
  g_hash_table_unref (self->universes);
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
  Universe *universe = find (self, port_address);

  if (universe != NULL || g_hash_table_size (self->universes) >= self->options.max_universes)
    return universe;

  universe = g_new0 (Universe, 1);
  universe->sender = self;
  universe->port_address = port_address;
  clasp_universe_output_init (&universe->output, &self->options.timing);
  register_universe (self, universe);
  g_hash_table_insert (self->universes, GUINT_TO_POINTER (port_address), universe);
  g_ptr_array_add (self->heap, universe);
  universe->place = self->heap->len;
  universe->due_us = G_MAXINT64;
  return universe;
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
  return find (self, port_address) != NULL;
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

  for (guint i = 0; i < self->heap->len; i++)
    {
      Universe *universe = self->heap->pdata[i];

      if (universe->sequence != 0)
        send_slots (universe, dark);
    }
  if (self->options.is_synced)
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
