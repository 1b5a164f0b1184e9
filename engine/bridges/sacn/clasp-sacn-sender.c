/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-sender.h"

#include "bridges/sacn/clasp-sacn-network.h"
#include "bridges/sacn/clasp-sacn-rounds.h"
#include "dmx/clasp-universe-scheduler.h"

/* Design notes: one sequence per universe, shared by levels, priorities of slots and the farewell
 * (6.4). Priorities leave before the levels they judge. */

#define AS_UNIVERSE -1
#define PRIORITIES_INTERVAL_US G_USEC_PER_SEC

typedef struct
{
  ClaspUniverseTurn     turn;   /* first: a turn is its universe */
  ClaspSacnSender      *sender; /* (unowned) */
  guint16               number;
  guint8                sequence; /* of the next packet */
  ClaspSacnOutput       usual;    /* as the settings say */
  ClaspSacnSyncAddress *sync;     /* (unowned) (nullable) */
  ClaspUniverseOutput   output;
  ClaspUniverse        *entry;             /* (unowned) (nullable) in the list of all universes */
  int                   priority;          /* of all slots, or AS_UNIVERSE for the usual one */
  gint16               *slot_priorities;   /* (owned) (nullable): each a priority or AS_UNIVERSE */
  guint                 n_slot_priorities; /* that are not AS_UNIVERSE */
  guint                 n_priorities_owed;
  gint64                priorities_us; /* when they left last */
  gboolean              is_expected;   /* comes back when it was ended */
  gboolean              is_announced;  /* a frame left */
} Universe;

struct _ClaspSacnSender
{
  ClaspSacnSenderOptions  options;
  char                    name[CLASP_SACN_NAME_SIZE];
  char                   *connection; /* (owned) */
  char                   *namespace_; /* (owned) */
  ClaspSacnSendFunc       send;
  gpointer                user_data;
  ClaspUniverseScheduler *scheduler; /* (owned) */
  GHashTable             *universes; /* (owned) number → Universe */
  ClaspWriter             packet;
  ClaspSacnRounds        *rounds; /* (owned) of universes with a sync address */
  ClaspTimer              discovery_timer;
  gint64                  discovery_us; /* when the last list left */
};

static void send_turn (ClaspUniverseTurn *turn, gint64 round_us, gpointer user_data);
static void end_round (gint64 round_us, gpointer user_data);
static void say_goodbye (Universe *universe);

static gint64
get_now (ClaspSacnSender *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->options.timers));
}

static void
universe_free (gpointer data)
{
  Universe        *universe = data;
  ClaspSacnSender *self = universe->sender;

  say_goodbye (universe);
  if (universe->is_announced && universe->sync != NULL)
    universe->sync->n_announced--;
  clasp_universe_scheduler_remove (self->scheduler, &universe->turn);
  if (universe->entry != NULL)
    clasp_universes_remove (self->options.universes, universe->entry);
  g_free (universe->slot_priorities);
  g_free (universe);
}

/**
 * clasp_sacn_sender_new:
 * @options: who sends, and how; copied
 * @send: gets each packet
 * @user_data: for @send
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a sender without universes
 */
ClaspSacnSender *
clasp_sacn_sender_new (const ClaspSacnSenderOptions *options,
                       ClaspSacnSendFunc             send,
                       gpointer                      user_data)
{
  ClaspSacnSender *self = g_new0 (ClaspSacnSender, 1);
  guint            round_hz;

  self->options = *options;
  g_strlcpy (self->name, options->name, sizeof self->name);
  self->connection = g_strdup (options->connection);
  self->namespace_ = g_strdup (options->namespace_);
  self->send = send;
  self->user_data = user_data;
  self->scheduler =
    clasp_universe_scheduler_new (options->reactor, options->timers, send_turn, end_round, self);
  self->universes = g_hash_table_new_full (NULL, NULL, NULL, universe_free);
  round_hz = clasp_sacn_output_get_round_hz (&options->usual, options->lines);
  self->rounds =
    clasp_sacn_rounds_new (CLASP_DMX_INTERVAL_NS (MAX (round_hz, 1)), CLASP_UNIVERSE_MAKE_UP_US);
  self->discovery_us = G_MININT64 / 2;
  return self;
}

/**
 * clasp_sacn_sender_free:
 * @self: (transfer full): a sender
 *
 * Receivers are told three times that every universe ends, so that they do not wait for it (6.4).
 *
 * Thread: worker.
 */
void
clasp_sacn_sender_free (ClaspSacnSender *self)
{
  clasp_timers_cancel (self->options.timers, &self->discovery_timer);
  g_hash_table_unref (self->universes);
  clasp_sacn_rounds_free (self->rounds);
  clasp_universe_scheduler_free (self->scheduler);
  clasp_writer_clear (&self->packet);
  g_free (self->connection);
  g_free (self->namespace_);
  g_free (self);
}

/* ---- packets ---- */

static void
send_packet (ClaspSacnSender      *self,
             guint16               universe,
             const ClaspSacnRoute *route,
             ClaspSacnPacket      *packet)
{
  memcpy (packet->cid, self->options.cid, sizeof packet->cid);
  clasp_writer_reset (&self->packet);
  clasp_sacn_encode (packet, &self->packet);
  self->send (universe, route, self->packet.data, self->packet.length, self->user_data);
}

static guint8
priority_of (const Universe *universe)
{
  return universe->priority != AS_UNIVERSE ? (guint8) universe->priority : universe->usual.priority;
}

static void
send_data (Universe     *universe,
           guint8        start_code,
           const guint8 *slots,
           guint         n_slots,
           gboolean      is_terminated)
{
  ClaspSacnSender *self = universe->sender;
  ClaspSacnPacket  packet = { .kind = CLASP_SACN_DATA };

  packet.data = (ClaspSacnData){
    .priority = priority_of (universe),
    .sync_address = universe->usual.sync_address,
    .sequence = universe->sequence++,
    .is_preview = universe->usual.is_preview,
    .is_terminated = is_terminated,
    .is_forced = universe->usual.is_forced && universe->sync != NULL,
    .universe = universe->number,
    .start_code = start_code,
    .slots = slots,
    .n_slots = (guint16) n_slots,
  };
  memcpy (packet.data.name, self->name, sizeof packet.data.name);
  send_packet (self, universe->number, &universe->usual.route, &packet);
}

/* Receivers take 0 as "not ours"; a slot nobody chose a priority for is as good as the universe's.
 */
static void
send_priorities (Universe *universe, gint64 now_us)
{
  guint8 priorities[CLASP_DMX_SLOTS];
  guint8 usual = MAX (priority_of (universe), 1);

  for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
    priorities[i] =
      universe->slot_priorities[i] != AS_UNIVERSE ? (guint8) universe->slot_priorities[i] : usual;
  send_data (universe, CLASP_SACN_START_PRIORITIES, priorities, CLASP_DMX_SLOTS, FALSE);
  universe->priorities_us = now_us;
  if (universe->n_priorities_owed > 0)
    universe->n_priorities_owed--;
}

/* On a change, with every repetition of an unchanged frame, and about once a second (6.4). */
static gboolean
owes_priorities (const Universe *universe, gint64 now_us)
{
  return universe->n_slot_priorities > 0 &&
         (universe->n_priorities_owed > 0 || universe->output.n_owed == 0 ||
          now_us - universe->priorities_us >= PRIORITIES_INTERVAL_US);
}

static void
send_levels (Universe *universe, gint64 now_us)
{
  ClaspSacnSender *self = universe->sender;
  guint8           frame[CLASP_DMX_SLOTS];
  const guint8    *levels = clasp_universe_output_peek (&universe->output, NULL);

  if (universe->entry != NULL)
    {
      clasp_universes_render (self->options.universes, universe->entry, now_us, frame);
      levels = frame;
    }
  send_data (universe, CLASP_SACN_START_LEVELS, levels, CLASP_DMX_SLOTS, FALSE);
  clasp_universe_output_note_sent (&universe->output, levels, now_us);
}

/* What terminated packets hold is not looked at. It is the last frame all the same: there are
 * receivers, and tools, that stumble over packets without slots. */
static void
say_goodbye (Universe *universe)
{
  for (guint i = 0; universe->is_announced && i < CLASP_SACN_N_GOODBYES; i++)
    send_data (universe, CLASP_SACN_START_LEVELS, universe->output.sent, CLASP_DMX_SLOTS, TRUE);
}

/* ---- turns ---- */

static void announce (ClaspSacnSender *self);

/* Who still waits for its turn in this round is not put off to the next when it changes meanwhile.
 */
static void
schedule (Universe *universe)
{
  ClaspSacnSender *self = universe->sender;
  gint64           due_us = clasp_universe_output_get_due_us (&universe->output);

  if (universe->sync != NULL)
    due_us = MIN (universe->turn.due_us, clasp_sacn_rounds_align (self->rounds, due_us));
  clasp_universe_scheduler_set (self->scheduler, &universe->turn, due_us);
}

static void
send_frame (Universe *universe, gint64 now_us)
{
  if (owes_priorities (universe, now_us))
    send_priorities (universe, now_us);
  send_levels (universe, now_us);
  if (!universe->is_announced)
    {
      universe->is_announced = TRUE;
      if (universe->sync != NULL)
        universe->sync->n_announced++;
      announce (universe->sender);
    }
}

static void
send_turn (ClaspUniverseTurn *turn, gint64 round_us, gpointer user_data)
{
  ClaspSacnSender *self = user_data;
  Universe        *universe = (Universe *) (gpointer) turn;

  if (universe->sync == NULL)
    send_frame (universe, get_now (self));
  else if (clasp_sacn_rounds_join (self->rounds, universe->sync, &universe->usual.route, round_us))
    send_frame (universe, round_us);
  schedule (universe);
}

static void
send_sync (const ClaspSacnSyncAddress *sync, gpointer user_data)
{
  ClaspSacnPacket packet = { .kind = CLASP_SACN_SYNC };

  packet.sync.sequence = sync->sequence;
  packet.sync.address = sync->address;
  send_packet (user_data, sync->address, &sync->route, &packet);
}

static void
end_round (gint64 round_us, gpointer user_data)
{
  ClaspSacnSender *self = user_data;

  clasp_sacn_rounds_end (self->rounds, send_sync, self);
}

/* ---- the list of what is sent (6.3) ---- */

static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
  return *(const guint16 *) a - *(const guint16 *) b;
}

typedef struct
{
  ClaspSacnSender *sender;  /* (unowned) */
  GArray          *numbers; /* (unowned) */
} Listing;

static void
append_sync_address (const ClaspSacnSyncAddress *sync, gpointer user_data)
{
  Listing *listing = user_data;

  if (!g_hash_table_contains (listing->sender->universes, GUINT_TO_POINTER (sync->address)))
    g_array_append_val (listing->numbers, sync->address);
}

/* Ascending, the sync addresses among them; @route leads to all who get any of them. */
static GArray *
list_numbers (ClaspSacnSender *self, ClaspSacnRoute *route)
{
  GArray        *numbers = g_array_new (FALSE, FALSE, sizeof (guint16));
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->universes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Universe *universe = value;

      if (!universe->is_announced)
        continue;
      g_array_append_val (numbers, universe->number);
      clasp_sacn_route_add (route, &universe->usual.route);
    }
  clasp_sacn_rounds_foreach (self->rounds, append_sync_address, &(Listing){ self, numbers });
  g_array_sort (numbers, compare_numbers);
  return numbers;
}

static void
send_page (ClaspSacnSender      *self,
           const ClaspSacnRoute *route,
           const GArray         *numbers,
           guint                 page,
           guint                 last_page)
{
  ClaspSacnPacket packet = { .kind = CLASP_SACN_DISCOVERY };
  guint8          list[2 * CLASP_SACN_MAX_LISTED];
  guint           first = page * CLASP_SACN_MAX_LISTED;
  guint           n = MIN (numbers->len - first, CLASP_SACN_MAX_LISTED);

  for (guint i = 0; i < n; i++)
    {
      guint16 number = g_array_index (numbers, guint16, first + i);

      list[2 * i] = (guint8) (number >> 8);
      list[2 * i + 1] = (guint8) number;
    }
  packet.discovery = (ClaspSacnDiscovery){ .page = (guint8) page,
                                           .last_page = (guint8) last_page,
                                           .universes = list,
                                           .n_universes = (guint16) n };
  memcpy (packet.discovery.name, self->name, sizeof packet.discovery.name);
  send_packet (self, CLASP_SACN_DISCOVERY_UNIVERSE, route, &packet);
}

static void
discovery_cb (gpointer user_data)
{
  ClaspSacnSender   *self = user_data;
  ClaspSacnRoute     route = { 0 };
  g_autoptr (GArray) numbers = list_numbers (self, &route);
  guint              last_page = numbers->len > 0 ? (numbers->len - 1) / CLASP_SACN_MAX_LISTED : 0;

  if (numbers->len == 0)
    return; /* nothing is sent: announce () starts again */

  for (guint page = 0; page <= last_page; page++)
    send_page (self, &route, numbers, page, last_page);
  self->discovery_us = get_now (self);
  announce (self);
}

/* At once when it was long ago, else when ten seconds are over: never more often (6.3). */
static void
announce (ClaspSacnSender *self)
{
  if (self->options.is_listed && !clasp_timer_is_pending (&self->discovery_timer))
    clasp_timers_set (self->options.timers, &self->discovery_timer,
                      MAX (self->discovery_us + CLASP_SACN_DISCOVERY_INTERVAL_US, get_now (self)),
                      discovery_cb, self);
}

/* ---- what is to be sent ---- */

static void
touched_cb (gpointer user_data)
{
  if (((Universe *) user_data)->output.is_active)
    schedule (user_data);
}

static void
enter (Universe *universe)
{
  ClaspSacnSender *self = universe->sender;
  g_autofree char *label = g_strdup_printf ("%u", universe->number);
  g_autofree char *prefix = g_strdup_printf ("%s/%u", self->namespace_, universe->number);
  char             group[CLASP_SACN_GROUP_SIZE] = "";

  ClaspUniverseDescription description = {
    .connection = self->connection,
    .protocol = "sacn",
    .label = label,
    .prefix = prefix,
    .group = universe->usual.route.is_multicast
               ? clasp_sacn_group_format (universe->number, self->options.is_ipv4, self->options.is_ipv6, group)
               : NULL,
    .output = &universe->output,
    .touched = touched_cb,
    .user_data = universe,
  };

  if (self->options.universes != NULL)
    universe->entry = clasp_universes_add (self->options.universes, &description);
}

/* As its line says. */
static void
init_slot_priorities (Universe *universe)
{
  universe->slot_priorities = g_new (gint16, CLASP_DMX_SLOTS);
  for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
    {
      universe->slot_priorities[i] =
        universe->usual.slot_priorities != NULL ? universe->usual.slot_priorities[i] : AS_UNIVERSE;
      universe->n_slot_priorities += universe->slot_priorities[i] != AS_UNIVERSE;
    }
}

static Universe *
find_or_add (ClaspSacnSender *self, guint16 number)
{
  Universe           *universe = g_hash_table_lookup (self->universes, GUINT_TO_POINTER (number));
  ClaspUniverseTiming timing;

  if (universe != NULL || g_hash_table_size (self->universes) >= self->options.max_universes)
    return universe;

  universe = g_new0 (Universe, 1);
  universe->sender = self;
  universe->number = number;
  universe->priority = AS_UNIVERSE;
  universe->usual = clasp_sacn_output_find (&self->options.usual, self->options.lines, number);
  universe->sync = clasp_sacn_rounds_ensure (self->rounds, universe->usual.sync_address);
  universe->turn.due_us = G_MAXINT64;
  if (universe->usual.slot_priorities != NULL)
    init_slot_priorities (universe);
  timing = clasp_sacn_output_get_timing (&universe->usual);
  universe->n_priorities_owed = timing.n_repeats;
  clasp_universe_output_init (&universe->output, &timing);
  g_hash_table_insert (self->universes, GUINT_TO_POINTER (number), universe);
  enter (universe);
  return universe;
}

/**
 * clasp_sacn_sender_expect:
 * @self: a sender
 * @universe: 1–63999
 *
 * It can be seen and tested; nothing is sent or announced before it has a level. Beyond the
 * sender's number of universes nothing happens.
 *
 * Thread: worker.
 */
void
clasp_sacn_sender_expect (ClaspSacnSender *self, guint16 universe)
{
  Universe *entry = find_or_add (self, universe);

  if (entry != NULL)
    entry->is_expected = TRUE;
}

/**
 * clasp_sacn_sender_set_slots:
 * @self: a sender
 * @universe: 1–63999
 * @first: the first slot, 0–511
 * @levels: their levels
 * @n: how many
 *
 * The first frame of a universe, and a change after a pause, leave at the end of the dispatch;
 * other changes when the frame rate allows.
 *
 * Thread: worker.
 *
 * Returns: %FALSE if there are too many universes
 */
gboolean
clasp_sacn_sender_set_slots (ClaspSacnSender *self,
                             guint16          universe,
                             guint            first,
                             const guint8    *levels,
                             guint            n)
{
  Universe *found = find_or_add (self, universe);

  if (found == NULL)
    return FALSE;

  clasp_universe_output_set_slots (&found->output, first, levels, n);
  schedule (found);
  return TRUE;
}

/* Frames tell a new priority at once, when there are any. */
static void
note_priority (Universe *universe)
{
  universe->n_priorities_owed = universe->output.timing.n_repeats;
  clasp_universe_output_touch (&universe->output);
  schedule (universe);
}

/**
 * clasp_sacn_sender_set_priority:
 * @self: a sender
 * @universe: 1–63999
 * @priority: 0–200, or -1 for the usual one
 *
 * Thread: worker.
 *
 * Returns: %FALSE if there are too many universes
 */
gboolean
clasp_sacn_sender_set_priority (ClaspSacnSender *self, guint16 universe, int priority)
{
  Universe *found = find_or_add (self, universe);

  if (found == NULL)
    return FALSE;

  if (found->priority != priority)
    {
      found->priority = priority;
      note_priority (found);
    }
  return TRUE;
}

/**
 * clasp_sacn_sender_set_slot_priority:
 * @self: a sender
 * @universe: 1–63999
 * @slot: 0–511
 * @priority: 1–200, 0 for "not ours", or -1 for what its line says, else that of the universe
 *
 * As soon as one slot has its own, priorities are sent for all of them (start code DD).
 *
 * Thread: worker.
 *
 * Returns: %FALSE if there are too many universes
 */
gboolean
clasp_sacn_sender_set_slot_priority (ClaspSacnSender *self,
                                     guint16          universe,
                                     guint            slot,
                                     int              priority)
{
  Universe *found = find_or_add (self, universe);

  if (found == NULL || slot >= CLASP_DMX_SLOTS)
    return FALSE;

  if (found->slot_priorities == NULL)
    init_slot_priorities (found);
  if (priority == AS_UNIVERSE && found->usual.slot_priorities != NULL)
    priority = found->usual.slot_priorities[slot];
  if (found->slot_priorities[slot] == priority)
    return TRUE;

  if (found->slot_priorities[slot] == AS_UNIVERSE)
    found->n_slot_priorities++;
  else if (priority == AS_UNIVERSE)
    found->n_slot_priorities--;
  found->slot_priorities[slot] = (gint16) priority;
  note_priority (found);
  return TRUE;
}

/**
 * clasp_sacn_sender_end:
 * @self: a sender
 * @universe: what is no longer sent; one that never was changes nothing
 *
 * Thread: worker.
 */
void
clasp_sacn_sender_end (ClaspSacnSender *self, guint16 universe)
{
  Universe *entry = g_hash_table_lookup (self->universes, GUINT_TO_POINTER (universe));
  gboolean  is_expected = entry != NULL && entry->is_expected;

  if (!g_hash_table_remove (self->universes, GUINT_TO_POINTER (universe)))
    return;
  announce (self);
  if (is_expected)
    clasp_sacn_sender_expect (self, universe);
}

/**
 * clasp_sacn_sender_has:
 * @self: a sender
 * @universe: a universe
 *
 * Thread: worker.
 *
 * Returns: %TRUE if it goes out
 */
gboolean
clasp_sacn_sender_has (ClaspSacnSender *self, guint16 universe)
{
  const Universe *entry = g_hash_table_lookup (self->universes, GUINT_TO_POINTER (universe));

  return entry != NULL && entry->output.is_active;
}

/**
 * clasp_sacn_sender_count:
 * @self: a sender
 *
 * Thread: worker.
 *
 * Returns: how many universes it has, those included that nothing was sent to yet
 */
guint
clasp_sacn_sender_count (ClaspSacnSender *self)
{
  return g_hash_table_size (self->universes);
}
