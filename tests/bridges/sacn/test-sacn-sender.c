/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes out and when, packet by packet, on a clock that only moves when the test says so. */

#include "bridges/sacn/clasp-sacn-sender.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "bridges/sacn/clasp-sacn-write.h"
#include "support/clasp-test.h"

#include <math.h>

#define MS G_GINT64_CONSTANT (1000)
#define FRAME_US ((G_USEC_PER_SEC + 43) / 44)
#define KEEP_ALIVE_US (900 * MS)
#define MOST 1024 /* universes */

typedef struct
{
  guint16         group;
  ClaspSacnRoute  route;
  gint64          us;
  ClaspSacnPacket packet; /* slots and lists are in @bytes */
  GBytes         *bytes;
} Sent;

typedef struct
{
  ClaspClock      *clock;
  ClaspReactor    *reactor;
  ClaspTimers     *timers;
  ClaspUniverses  *universes;
  ClaspSacnSender *sender;
  GArray          *sent; /* Sent */
  guint            n_of[1100]; /* data packets of the first universes */
  gboolean         only_counts; /* and does not keep them */
} Fixture;

static void
sent_clear (gpointer data)
{
  g_bytes_unref (((Sent *) data)->bytes);
}

static void
send_cb (guint16 universe, const ClaspSacnRoute *route, const guint8 *bytes, gsize size, gpointer user_data)
{
  Fixture *fixture = user_data;
  Sent     sent = { .group = universe, .route = *route, .us = clasp_clock_now_us (fixture->clock), .bytes = g_bytes_new (bytes, size) };

  g_assert_cmpint (clasp_sacn_decode (g_bytes_get_data (sent.bytes, NULL), size, &sent.packet), ==,
                   CLASP_SACN_OK);
  if (sent.packet.kind == CLASP_SACN_DATA && universe < G_N_ELEMENTS (fixture->n_of))
    {
      fixture->n_of[universe]++;
      if (fixture->only_counts)
        {
          g_bytes_unref (sent.bytes);
          return;
        }
    }
  g_array_append_val (fixture->sent, sent);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->clock = clasp_manual_clock_new (G_USEC_PER_SEC, 0);
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->universes = clasp_universes_new (fixture->timers);
  fixture->sent = g_array_new (FALSE, FALSE, sizeof (Sent));
  g_array_set_clear_func (fixture->sent, sent_clear);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->sender, clasp_sacn_sender_free);
  g_array_unref (fixture->sent);
  clasp_universes_free (fixture->universes);
  clasp_timers_free (fixture->timers);
  clasp_reactor_unref (fixture->reactor);
  clasp_clock_unref (fixture->clock);
}

/* Fields of @options that are not given are as the settings have them, but without discovery. */
static void
open_sender (Fixture *fixture, ClaspSacnSenderOptions options)
{
  options.reactor = fixture->reactor;
  options.timers = fixture->timers;
  options.universes = fixture->universes;
  options.connection = "sacn-1";
  options.namespace_ = "/sacn";
  options.cid[0] = 0xc1;
  options.name = "Clasp Bridge";
  options.usual.priority = options.usual.priority != 0 ? options.usual.priority : 100;
  options.max_universes = MOST;
  options.usual.route.is_multicast = TRUE;
  options.usual.max_hz = 44;
  options.usual.keep_alive_us = KEEP_ALIVE_US;
  fixture->sender = clasp_sacn_sender_new (&options, send_cb, fixture);
}

#define OPEN(fixture, ...) open_sender (fixture, (ClaspSacnSenderOptions){ __VA_ARGS__ })

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
advance (Fixture *fixture, gint64 us)
{
  for (; us > 0; us -= MS / 4)
    {
      clasp_manual_clock_advance (fixture->clock, MIN (us, MS / 4));
      clasp_timers_run (fixture->timers);
      run_loop ();
    }
}

static void
set_slot (Fixture *fixture, guint16 universe, guint slot, guint8 level)
{
  g_assert_true (clasp_sacn_sender_set_slots (fixture->sender, universe, slot - 1, &level, 1));
}

static void
forget (Fixture *fixture)
{
  g_array_set_size (fixture->sent, 0);
}

static const Sent *
get (Fixture *fixture, guint index)
{
  g_assert_cmpuint (index, <, fixture->sent->len);
  return &g_array_index (fixture->sent, Sent, index);
}

static const ClaspSacnData *
get_data (Fixture *fixture, guint index)
{
  const Sent *sent = get (fixture, index);

  g_assert_cmpint (sent->packet.kind, ==, CLASP_SACN_DATA);
  return &sent->packet.data;
}

/* ---- frames (6.4) ---- */

static void
test_first_frame (Fixture *fixture, gconstpointer data)
{
  const ClaspSacnData *frame;

  OPEN (fixture, 0);
  set_slot (fixture, 7, 1, 255);
  set_slot (fixture, 7, 512, 9);
  g_assert_cmpuint (fixture->sent->len, ==, 0); /* the dispatch is not over */
  run_loop ();
  g_assert_cmpuint (fixture->sent->len, ==, 1);
  g_assert_cmpuint (get (fixture, 0)->group, ==, 7);
  g_assert_cmpuint (get (fixture, 0)->packet.cid[0], ==, 0xc1);
  frame = get_data (fixture, 0);
  g_assert_cmpstr (frame->name, ==, "Clasp Bridge");
  g_assert_cmpuint (frame->universe, ==, 7);
  g_assert_cmpuint (frame->priority, ==, 100);
  g_assert_cmpuint (frame->sequence, ==, 0);
  g_assert_cmpuint (frame->start_code, ==, 0);
  g_assert_cmpuint (frame->n_slots, ==, 512);
  g_assert_cmpuint (frame->slots[0], ==, 255);
  g_assert_cmpuint (frame->slots[511], ==, 9);
  g_assert_false (frame->is_preview || frame->is_terminated || frame->is_forced);
}

/* Three with the same data at full rate, then one every 900 ms; each with the next number. */
static void
test_three_then_keep_alive (Fixture *fixture, gconstpointer data)
{
  OPEN (fixture, 0);
  set_slot (fixture, 7, 1, 1);
  advance (fixture, 3 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->sent->len, ==, 3 + 3);
  for (guint i = 0; i < 6; i++)
    {
      gint64 gap_us = i > 0 ? get (fixture, i)->us - get (fixture, i - 1)->us : 0;

      g_assert_cmpuint (get_data (fixture, i)->sequence, ==, i);
      g_assert_cmpuint (get_data (fixture, i)->slots[0], ==, 1);
      if (i == 1 || i == 2)
        g_assert_cmpint (gap_us, <=, FRAME_US + MS / 4);
      if (i > 2)
        {
          g_assert_cmpint (gap_us, >=, 800 * MS);
          g_assert_cmpint (gap_us, <=, 1000 * MS);
        }
    }
}

/* However often it changes, 44 frames a second, and the last one is what was written last. */
static void
test_rate_is_limited (Fixture *fixture, gconstpointer data)
{
  OPEN (fixture, 0);
  for (guint i = 0; i < 1000; i++)
    {
      set_slot (fixture, 7, 1, (guint8) i);
      advance (fixture, MS);
    }
  g_assert_cmpuint (fixture->sent->len, >=, 43);
  g_assert_cmpuint (fixture->sent->len, <=, 44);
  for (guint i = 1; i < fixture->sent->len; i++)
    g_assert_cmpint (get (fixture, i)->us - get (fixture, i - 1)->us, >=,
                     G_USEC_PER_SEC / 44 - CLASP_UNIVERSE_MAKE_UP_US);
  advance (fixture, FRAME_US);
  g_assert_cmpuint (get_data (fixture, fixture->sent->len - 1)->slots[0], ==, 999 % 256);
}

static void
test_sequence_wraps (Fixture *fixture, gconstpointer data)
{
  OPEN (fixture, 0);
  for (guint i = 0; i < 300; i++)
    {
      set_slot (fixture, 7, 1, (guint8) i);
      advance (fixture, 23 * MS);
      g_assert_cmpuint (get_data (fixture, i)->sequence, ==, i % 256);
    }
}

static void
test_flags (Fixture *fixture, gconstpointer data)
{
  OPEN (fixture, .usual.is_preview = TRUE, .usual.is_forced = TRUE, .usual.priority = 150);
  set_slot (fixture, 7, 1, 1);
  run_loop ();
  g_assert_true (get_data (fixture, 0)->is_preview);
  g_assert_false (get_data (fixture, 0)->is_forced); /* means nothing without an address */
  g_assert_cmpuint (get_data (fixture, 0)->priority, ==, 150);
}

static void
test_holds_are_laid_over (Fixture *fixture, gconstpointer data)
{
  OPEN (fixture, 0);
  set_slot (fixture, 7, 1, 200);
  advance (fixture, 100 * MS);
  forget (fixture);
  clasp_universes_set_blackout (fixture->universes, TRUE, 0);
  advance (fixture, 100 * MS);
  g_assert_cmpuint (get_data (fixture, 0)->slots[0], ==, 0);
  clasp_universes_set_blackout (fixture->universes, FALSE, 0);
  advance (fixture, 100 * MS);
  g_assert_cmpuint (get_data (fixture, fixture->sent->len - 1)->slots[0], ==, 200);
}

/* ---- farewell ---- */

static void
expect_goodbyes (Fixture *fixture, guint first, guint16 universe, guint8 sequence)
{
  for (guint8 i = 0; i < 3; i++)
    {
      const ClaspSacnData *frame = get_data (fixture, first + i);

      g_assert_cmpuint (frame->universe, ==, universe);
      g_assert_true (frame->is_terminated);
      g_assert_cmpuint (frame->sequence, ==, sequence + i);
      g_assert_cmpuint (frame->n_slots, ==, 512);
    }
}

static void
test_stop_says_goodbye (Fixture *fixture, gconstpointer data)
{
  OPEN (fixture, 0);
  set_slot (fixture, 7, 1, 1);
  advance (fixture, 200 * MS);
  set_slot (fixture, 8, 1, 1); /* never left: nobody has to be told */
  forget (fixture);
  g_clear_pointer (&fixture->sender, clasp_sacn_sender_free);
  g_assert_cmpuint (fixture->sent->len, ==, 3);
  expect_goodbyes (fixture, 0, 7, 3);
}

static void
test_ended_universe_says_goodbye (Fixture *fixture, gconstpointer data)
{
  OPEN (fixture, 0);
  set_slot (fixture, 7, 1, 1);
  set_slot (fixture, 8, 1, 1);
  advance (fixture, 200 * MS);
  forget (fixture);
  clasp_sacn_sender_end (fixture->sender, 7);
  clasp_sacn_sender_end (fixture->sender, 7);
  g_assert_cmpuint (fixture->sent->len, ==, 3);
  expect_goodbyes (fixture, 0, 7, 3);
  forget (fixture);
  advance (fixture, G_USEC_PER_SEC);
  for (guint i = 0; i < fixture->sent->len; i++)
    g_assert_cmpuint (get_data (fixture, i)->universe, ==, 8);
}

/* ---- priorities of slots ---- */

static void
test_slot_priorities (Fixture *fixture, gconstpointer data)
{
  OPEN (fixture, .usual.priority = 120);
  set_slot (fixture, 7, 1, 1);
  advance (fixture, 200 * MS);
  forget (fixture);
  g_assert_true (clasp_sacn_sender_set_slot_priority (fixture->sender, 7, 1, 150));
  g_assert_true (clasp_sacn_sender_set_slot_priority (fixture->sender, 7, 2, 0));
  run_loop ();
  g_assert_cmpuint (fixture->sent->len, ==, 2); /* before the levels they judge, one counter */
  g_assert_cmpuint (get_data (fixture, 0)->start_code, ==, 0xdd);
  g_assert_cmpuint (get_data (fixture, 0)->sequence, ==, 3);
  g_assert_cmpuint (get_data (fixture, 0)->n_slots, ==, 512);
  g_assert_cmpuint (get_data (fixture, 0)->slots[0], ==, 120);
  g_assert_cmpuint (get_data (fixture, 0)->slots[1], ==, 150);
  g_assert_cmpuint (get_data (fixture, 0)->slots[2], ==, 0);
  g_assert_cmpuint (get_data (fixture, 0)->priority, ==, 120);
  g_assert_cmpuint (get_data (fixture, 1)->start_code, ==, 0);
  g_assert_cmpuint (get_data (fixture, 1)->sequence, ==, 4);
}

/* A line of the settings says them: they are there from the first frame on, a value takes their place
 * and null gives them back. */
static void
test_slot_priorities_of_a_line (Fixture *fixture, gconstpointer data)
{
  gint16                   priorities[CLASP_DMX_SLOTS];
  const ClaspUniverseLine *line;
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  g_autoptr (ClaspUniverseLines) lines = NULL;

  clasp_settings_set_text (settings, "universe-options", "7 slot-priorities=2-3:150,512:0", NULL);
  lines = clasp_sacn_output_parse_lines (settings, NULL);
  line = clasp_universe_lines_find (lines, 7);
  memcpy (priorities, line->slot_priorities, sizeof priorities);
  g_assert_cmpint (priorities[0], ==, -1);

  OPEN (fixture, .lines = lines);
  set_slot (fixture, 7, 1, 1);
  set_slot (fixture, 8, 1, 1); /* no line speaks of it */
  run_loop ();
  g_assert_cmpuint (fixture->sent->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_true (get_data (fixture, i)->universe == 7 || get_data (fixture, i)->start_code == 0);
  g_assert_cmpuint (get_data (fixture, 0)->start_code, ==, 0xdd);
  g_assert_cmpuint (get_data (fixture, 0)->slots[0], ==, 100);
  g_assert_cmpuint (get_data (fixture, 0)->slots[1], ==, 150);
  g_assert_cmpuint (get_data (fixture, 0)->slots[2], ==, 150);
  g_assert_cmpuint (get_data (fixture, 0)->slots[511], ==, 0);

  clasp_sacn_sender_set_slot_priority (fixture->sender, 7, 1, 20);
  advance (fixture, 200 * MS);
  forget (fixture);
  clasp_sacn_sender_set_slot_priority (fixture->sender, 7, 1, -1);
  clasp_sacn_sender_set_slot_priority (fixture->sender, 7, 0, -1);
  advance (fixture, FRAME_US);
  g_assert_cmpuint (get_data (fixture, 0)->start_code, ==, 0xdd);
  g_assert_cmpuint (get_data (fixture, 0)->slots[0], ==, 100);
  g_assert_cmpuint (get_data (fixture, 0)->slots[1], ==, 150);
}

/* Repeated about once a second, whether the levels rest or move; no longer once all are usual. */
static void
test_slot_priorities_are_repeated (Fixture *fixture, gconstpointer data)
{
  for (guint moving = 0; moving < 2; moving++)
    {
      guint  n = 0;
      gint64 last_us = 0;

      g_clear_pointer (&fixture->sender, clasp_sacn_sender_free);
      OPEN (fixture, 0);
      set_slot (fixture, 7, 1, 1);
      clasp_sacn_sender_set_slot_priority (fixture->sender, 7, 1, 150);
      advance (fixture, 500 * MS);
      forget (fixture);
      last_us = clasp_clock_now_us (fixture->clock);
      for (guint i = 0; i < 100; i++)
        {
          if (moving)
            set_slot (fixture, 7, 1, (guint8) i);
          advance (fixture, 50 * MS);
        }
      for (guint i = 0; i < fixture->sent->len; i++)
        if (get_data (fixture, i)->start_code == 0xdd)
          {
            g_assert_cmpint (get (fixture, i)->us - last_us, <=, 1100 * MS);
            last_us = get (fixture, i)->us;
            n++;
          }
      g_assert_cmpuint (n, >=, 4);
      g_assert_cmpuint (n, <=, 6);
    }

  clasp_sacn_sender_set_slot_priority (fixture->sender, 7, 1, -1);
  forget (fixture);
  advance (fixture, 3 * G_USEC_PER_SEC);
  for (guint i = 0; i < fixture->sent->len; i++)
    g_assert_cmpuint (get_data (fixture, i)->start_code, ==, 0);
}

static void
test_universe_priority (Fixture *fixture, gconstpointer data)
{
  OPEN (fixture, 0);
  set_slot (fixture, 7, 1, 1);
  advance (fixture, 200 * MS);
  forget (fixture);
  clasp_sacn_sender_set_priority (fixture->sender, 7, 200);
  run_loop ();
  g_assert_cmpuint (get_data (fixture, 0)->priority, ==, 200);
  clasp_sacn_sender_set_priority (fixture->sender, 7, -1);
  advance (fixture, FRAME_US + MS);
  g_assert_cmpuint (get_data (fixture, 1)->priority, ==, 100);
}

/* ---- single universes ---- */

static gboolean
parse_universe (const char *text, guint16 *universe)
{
  *universe = (guint16) atoi (text);
  return TRUE;
}

static gboolean
take_any_host (const char *text, GError **error)
{
  return TRUE;
}

static ClaspUniverseLines *
read_lines (const char *first, const char *second)
{
  static const ClaspUniverseGrammar grammar = {
    .parse = parse_universe, .universe = "a number", .check_host = take_any_host, .keys = 0xfff & ~CLASP_UNIVERSE_TOGETHER, .sync_max = 63999
  };
  const char *const   texts[] = { first, second, NULL }, *const hosts[] = { "usual", NULL };
  g_autoptr (GError)  error = NULL;
  ClaspUniverseLines *lines = clasp_universe_lines_new (texts, hosts, &grammar, &error);

  g_assert_no_error (error);
  return lines;
}

static const Sent *
find_data (Fixture *fixture, guint16 universe)
{
  for (guint i = 0; i < fixture->sent->len; i++)
    if (get (fixture, i)->packet.kind == CLASP_SACN_DATA && get (fixture, i)->group == universe)
      return get (fixture, i);

  g_assert_not_reached ();
}

static void
test_universe_has_its_own_options (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspUniverseLines) lines =
    read_lines ("10-12 priority=150 preview=true unicast=a,b", "20 multicast=false");

  OPEN (fixture, .lines = lines, .usual.route.hosts = 1);
  set_slot (fixture, 9, 1, 1);
  set_slot (fixture, 12, 1, 1);
  set_slot (fixture, 20, 1, 1);
  run_loop ();
  g_assert_cmpuint (fixture->sent->len, ==, 3);
  g_assert_cmpuint (find_data (fixture, 9)->packet.data.priority, ==, 100);
  g_assert_false (find_data (fixture, 9)->packet.data.is_preview);
  g_assert_cmpuint (find_data (fixture, 9)->route.hosts, ==, 1);
  g_assert_cmpuint (find_data (fixture, 12)->packet.data.priority, ==, 150);
  g_assert_true (find_data (fixture, 12)->packet.data.is_preview);
  g_assert_cmpuint (find_data (fixture, 12)->route.hosts, ==, 6);
  g_assert_true (find_data (fixture, 12)->route.is_multicast);
  g_assert_cmpuint (find_data (fixture, 20)->route.hosts, ==, 1);
  g_assert_false (find_data (fixture, 20)->route.is_multicast);

  /* What is written at run time goes over it, and -1 brings it back. */
  forget (fixture);
  clasp_sacn_sender_set_priority (fixture->sender, 12, 30);
  advance (fixture, 30 * MS);
  g_assert_cmpuint (find_data (fixture, 12)->packet.data.priority, ==, 30);
  forget (fixture);
  clasp_sacn_sender_set_priority (fixture->sender, 12, -1);
  advance (fixture, 30 * MS);
  g_assert_cmpuint (find_data (fixture, 12)->packet.data.priority, ==, 150);
  g_clear_pointer (&fixture->sender, clasp_sacn_sender_free);
}

/* Two sync addresses: a packet of each behind the data, to those who get that data and nobody else; the
 * universe without one does not wait. */
static void
test_universes_have_their_own_sync (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspUniverseLines) lines =
    read_lines ("10-12 sync=41 multicast=false unicast=a", "20 sync=0");

  OPEN (fixture, .lines = lines, .usual.sync_address = 40, .usual.is_forced = TRUE);
  set_slot (fixture, 9, 1, 1);
  set_slot (fixture, 10, 1, 1);
  set_slot (fixture, 11, 1, 1);
  set_slot (fixture, 20, 1, 1);
  run_loop ();
  g_assert_cmpuint (fixture->sent->len, ==, 6);
  g_assert_cmpuint (find_data (fixture, 9)->packet.data.sync_address, ==, 40);
  g_assert_cmpuint (find_data (fixture, 10)->packet.data.sync_address, ==, 41);
  g_assert_true (find_data (fixture, 10)->packet.data.is_forced);
  g_assert_cmpuint (find_data (fixture, 20)->packet.data.sync_address, ==, 0);
  g_assert_false (find_data (fixture, 20)->packet.data.is_forced);
  for (guint i = 4; i < 6; i++)
    {
      const Sent *sent = get (fixture, i);

      g_assert_cmpint (sent->packet.kind, ==, CLASP_SACN_SYNC);
      g_assert_cmpuint (sent->group, ==, sent->packet.sync.address);
      g_assert_cmpint (sent->route.is_multicast, ==, sent->group == 40);
      g_assert_cmpuint (sent->route.hosts, ==, sent->group == 40 ? 0 : 2);
    }
  g_assert_cmpuint (get (fixture, 4)->group + get (fixture, 5)->group, ==, 81);
  g_clear_pointer (&fixture->sender, clasp_sacn_sender_free);
}

static guint
count_data (Fixture *fixture, guint16 universe)
{
  guint n = 0;

  for (guint i = 0; i < fixture->sent->len; i++)
    n += get (fixture, i)->packet.kind == CLASP_SACN_DATA && get (fixture, i)->group == universe;
  return n;
}

static void
test_universes_have_their_own_rates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspUniverseLines) lines = read_lines ("10 max-hz=10 min-hz=2", "11 sync=41 force-sync=true max-hz=20");

  OPEN (fixture, .lines = lines);
  for (guint ms = 0; ms < 1000; ms++)
    {
      for (guint16 universe = 9; universe <= 11; universe++)
        set_slot (fixture, universe, 1, (guint8) (ms / 2));
      run_loop ();
      advance (fixture, MS);
    }
  g_assert_cmpuint (count_data (fixture, 9), >=, 43);
  g_assert_cmpuint (count_data (fixture, 9), <=, 45);
  g_assert_cmpuint (count_data (fixture, 10), >=, 10);
  g_assert_cmpuint (count_data (fixture, 10), <=, 11);
  g_assert_cmpuint (count_data (fixture, 11), >=, 20);
  g_assert_cmpuint (count_data (fixture, 11), <=, 21);
  g_assert_cmpuint (count_data (fixture, 41), ==, 0);
  g_assert_true (find_data (fixture, 11)->packet.data.is_forced);
  g_assert_false (find_data (fixture, 9)->packet.data.is_forced);
  advance (fixture, 500 * MS);
  forget (fixture);
  advance (fixture, 9000 * MS);
  g_assert_cmpuint (count_data (fixture, 9), ==, 10);  /* every 900 ms, as all others */
  g_assert_cmpuint (count_data (fixture, 10), ==, 18); /* twice a second */
  g_clear_pointer (&fixture->sender, clasp_sacn_sender_free);
}

/* Sync addresses are in the list as long as a universe waits for them. */
static void
test_list_has_the_sync_addresses_in_use (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspUniverseLines) lines = read_lines ("10 sync=41", "11 sync=42 unicast=a");

  OPEN (fixture, .lines = lines, .is_listed = TRUE);
  set_slot (fixture, 10, 1, 1);
  set_slot (fixture, 11, 1, 1);
  advance (fixture, 11 * G_USEC_PER_SEC);
  clasp_sacn_sender_end (fixture->sender, 10);
  forget (fixture);
  advance (fixture, 11 * G_USEC_PER_SEC);
  for (guint i = 0; i < fixture->sent->len; i++)
    {
      const Sent *sent = get (fixture, i);

      if (sent->packet.kind != CLASP_SACN_DISCOVERY)
        continue;
      g_assert_cmpuint (sent->packet.discovery.n_universes, ==, 2);
      g_assert_cmpuint (sent->packet.discovery.universes[1], ==, 11);
      g_assert_cmpuint (sent->packet.discovery.universes[3], ==, 42);
      g_assert_cmpuint (sent->route.hosts, ==, 2);
      g_clear_pointer (&fixture->sender, clasp_sacn_sender_free);
      return;
    }
  g_assert_not_reached ();
}

/* ---- synchronisation ---- */

static void
test_sync_follows_the_data (Fixture *fixture, gconstpointer data)
{
  OPEN (fixture, .usual.sync_address = 40, .usual.is_forced = TRUE);
  set_slot (fixture, 7, 1, 1);
  set_slot (fixture, 8, 1, 1);
  run_loop ();
  g_assert_cmpuint (fixture->sent->len, ==, 3);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (get_data (fixture, i)->sync_address, ==, 40);
      g_assert_true (get_data (fixture, i)->is_forced);
    }
  g_assert_cmpint (get (fixture, 2)->packet.kind, ==, CLASP_SACN_SYNC);
  g_assert_cmpuint (get (fixture, 2)->group, ==, 40);
  g_assert_cmpuint (get (fixture, 2)->packet.sync.address, ==, 40);
  g_assert_cmpuint (get (fixture, 2)->packet.sync.sequence, ==, 0);
}

/* Universes that change at different times fall into step: never more sync packets than frames, every
 * data packet is followed by one, and their counter is their own. */
static void
test_sync_keeps_to_the_rate (Fixture *fixture, gconstpointer data)
{
  gint64   last_us = 0;
  guint8   n = 0;
  gboolean is_waiting = FALSE;

  OPEN (fixture, .usual.sync_address = 40);
  for (guint i = 0; i < 200; i++)
    {
      set_slot (fixture, (guint16) (7 + i % 3), 1, (guint8) i);
      advance (fixture, 7 * MS);
    }
  advance (fixture, 3 * G_USEC_PER_SEC);
  for (guint i = 0; i < fixture->sent->len; i++)
    {
      const Sent *sent = get (fixture, i);

      if (sent->packet.kind == CLASP_SACN_DATA)
        {
          is_waiting = TRUE;
          continue;
        }
      g_assert_true (is_waiting);
      is_waiting = FALSE;
      g_assert_cmpuint (sent->packet.sync.sequence, ==, n++);
      g_assert_cmpint (sent->us - last_us, >=, FRAME_US - 1 - CLASP_UNIVERSE_MAKE_UP_US);
      last_us = sent->us;
    }
  g_assert_false (is_waiting);
  g_assert_cmpuint (n, >=, 60);
}

static guint
count_syncs (Fixture *fixture)
{
  guint n = 0;

  for (guint i = 0; i < fixture->sent->len; i++)
    n += get (fixture, i)->packet.kind == CLASP_SACN_SYNC;
  return n;
}

/* A machine that is late for every round, by another time each: on average there are 44 in a second,
 * neither one more nor one less, and every universe is in each. */
static void
test_sync_is_44_a_second_on_a_busy_machine (Fixture *fixture, gconstpointer data)
{
  guint  n_universes = GPOINTER_TO_UINT (data), n_seconds = n_universes > 100 ? 5 : 25;
  gint64 began_us = clasp_clock_now_us (fixture->clock);
  guint8 level = 0;

  OPEN (fixture, .usual.sync_address = 2000);
  fixture->only_counts = TRUE;
  for (guint i = 0; clasp_clock_now_us (fixture->clock) - began_us < n_seconds * G_USEC_PER_SEC; i++)
    {
      level++;
      for (guint16 universe = 1; universe <= n_universes; universe++)
        set_slot (fixture, universe, 1, level);
      run_loop ();
      clasp_manual_clock_advance (fixture->clock, 100 + i * 977 % (4 * MS));
      clasp_timers_run (fixture->timers);
      run_loop ();
    }
  g_assert_cmpuint (count_syncs (fixture), >=, n_seconds * 44);
  g_assert_cmpuint (count_syncs (fixture), <=, n_seconds * 44 + 1); /* the first is at 0 s */
  for (guint16 universe = 1; universe <= n_universes; universe++)
    g_assert_cmpuint (fixture->n_of[universe] + 1, >=, count_syncs (fixture)); /* the last one has just begun */
}

/* Repetitions of a quiet universe do not bring a sync packet between two others. */
static void
test_sync_waits_for_its_turn (Fixture *fixture, gconstpointer data)
{
  gint64 last_us = -FRAME_US;

  OPEN (fixture, .usual.sync_address = 40);
  set_slot (fixture, 7, 1, 1);
  advance (fixture, 100 * MS);
  for (guint i = 0; i < 50; i++)
    {
      set_slot (fixture, 8, 1, (guint8) i);
      advance (fixture, FRAME_US + 21 * MS);
    }
  for (guint i = 0; i < fixture->sent->len; i++)
    if (get (fixture, i)->packet.kind == CLASP_SACN_SYNC)
      {
        g_assert_cmpint (get (fixture, i)->us - last_us, >=, FRAME_US - 1 - CLASP_UNIVERSE_MAKE_UP_US);
        last_us = get (fixture, i)->us;
      }
}

/* ---- universe discovery (6.3) ---- */

static guint
count_pages (Fixture *fixture, const Sent **last)
{
  guint n = 0;

  for (guint i = 0; i < fixture->sent->len; i++)
    if (get (fixture, i)->packet.kind == CLASP_SACN_DISCOVERY)
      {
        *last = get (fixture, i);
        n++;
      }
  return n;
}

static void
test_discovery (Fixture *fixture, gconstpointer data)
{
  const Sent *last = NULL;

  OPEN (fixture, .is_listed = TRUE, .usual.sync_address = 40);
  advance (fixture, G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->sent->len, ==, 0); /* nothing is sent yet */
  set_slot (fixture, 300, 1, 1);
  set_slot (fixture, 7, 1, 1);
  advance (fixture, 100 * MS);
  g_assert_cmpuint (count_pages (fixture, &last), ==, 1);
  g_assert_cmpuint (last->group, ==, CLASP_SACN_DISCOVERY_UNIVERSE);
  g_assert_cmpstr (last->packet.discovery.name, ==, "Clasp Bridge");
  g_assert_cmpuint (last->packet.discovery.n_universes, ==, 3);
  g_assert_cmpuint (clasp_sacn_discovery_get (&last->packet.discovery, 0), ==, 7);
  g_assert_cmpuint (clasp_sacn_discovery_get (&last->packet.discovery, 1), ==, 40);
  g_assert_cmpuint (clasp_sacn_discovery_get (&last->packet.discovery, 2), ==, 300);
}

/* A change is told, but never sooner than ten seconds after the last list; then every ten seconds. */
static void
test_discovery_interval (Fixture *fixture, gconstpointer data)
{
  const Sent *last = NULL;
  gint64      first_us;

  OPEN (fixture, .is_listed = TRUE);
  set_slot (fixture, 7, 1, 1);
  advance (fixture, 100 * MS);
  g_assert_cmpuint (count_pages (fixture, &last), ==, 1);
  first_us = last->us;
  set_slot (fixture, 8, 1, 1);
  advance (fixture, 9800 * MS);
  g_assert_cmpuint (count_pages (fixture, &last), ==, 1);
  advance (fixture, 200 * MS);
  g_assert_cmpuint (count_pages (fixture, &last), ==, 2);
  g_assert_cmpint (last->us - first_us, >=, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (last->packet.discovery.n_universes, ==, 2);
  advance (fixture, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_pages (fixture, &last), ==, 3);
  /* all universes end: no list, until there is one again */
  clasp_sacn_sender_end (fixture->sender, 7);
  clasp_sacn_sender_end (fixture->sender, 8);
  forget (fixture);
  advance (fixture, 30 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_pages (fixture, &last), ==, 0);
  set_slot (fixture, 8, 1, 1);
  advance (fixture, MS);
  g_assert_cmpuint (count_pages (fixture, &last), ==, 1);
}

/* At the limit of universes and one beyond it, and at that of a page and one beyond it. */
static void
test_limit_of_universes_and_pages (Fixture *fixture, gconstpointer data)
{
  const Sent *last = NULL;
  guint8      level = 1;

  OPEN (fixture, .is_listed = TRUE);
  for (guint16 i = 1; i <= CLASP_SACN_MAX_LISTED; i++)
    set_slot (fixture, i, 1, 1);
  advance (fixture, 50 * MS);
  g_assert_cmpuint (count_pages (fixture, &last), ==, 1);
  forget (fixture);
  set_slot (fixture, CLASP_SACN_MAX_LISTED + 1, 1, 1);
  advance (fixture, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_pages (fixture, &last), ==, 2);
  g_assert_cmpuint (last->packet.discovery.page, ==, 1);
  g_assert_cmpuint (last->packet.discovery.last_page, ==, 1);
  g_assert_cmpuint (last->packet.discovery.n_universes, ==, 1);

  for (guint16 i = CLASP_SACN_MAX_LISTED + 2; i <= MOST; i++)
    set_slot (fixture, i, 1, 1);
  g_assert_false (clasp_sacn_sender_set_slots (fixture->sender, MOST + 1, 0, &level, 1));
  g_assert_false (clasp_sacn_sender_set_priority (fixture->sender, MOST + 1, 1));
  g_assert_cmpuint (clasp_sacn_sender_count (fixture->sender), ==, MOST);
}

/* A thousand universes that change together leave over a few milliseconds, each in time. */
static void
test_many_universes_are_spread (Fixture *fixture, gconstpointer data)
{
  guint n_at_once = 0;

  OPEN (fixture, 0);
  for (guint round = 1; round <= 5; round++)
    {
      forget (fixture);
      for (guint16 i = 1; i <= MOST; i++)
        set_slot (fixture, i, 1, (guint8) round);
      run_loop ();
      n_at_once = MAX (n_at_once, fixture->sent->len);
      advance (fixture, FRAME_US);
      g_assert_cmpuint (fixture->sent->len, >=, MOST);
    }
  g_assert_cmpuint (n_at_once, <=, 64);
}

/* ---- values ---- */

static gboolean
write_value (Fixture *fixture, const char *address, ClaspValue value)
{
  ClaspScale     scale = { CLASP_SCALE_AUTO, 0, 0 };
  ClaspSacnPlace place;
  gboolean       is_written;

  g_assert_true (clasp_sacn_address_parse (clasp_str (address), &place));
  is_written = clasp_sacn_write (fixture->sender, &scale, &place, &value);
  clasp_value_clear (&value);
  return is_written;
}

static ClaspValue
three (double a, double b, double c)
{
  ClaspValue elements[] = { clasp_value_double (a), clasp_value_double (b), clasp_value_double (c) };

  return clasp_value_array (elements, 3);
}

static void
test_values (Fixture *fixture, gconstpointer data)
{
  static const guint8 bytes[] = { 9, 8, 7 };
  const guint8       *slots;

  OPEN (fixture, 0);
  g_assert_true (write_value (fixture, "/7", clasp_value_bytes (bytes, 3)));
  g_assert_true (write_value (fixture, "/7/2", clasp_value_double (0.5)));
  g_assert_true (write_value (fixture, "/7/4/16", clasp_value_int (0x1234)));
  g_assert_true (write_value (fixture, "/7/6/16", clasp_value_double (1)));
  g_assert_true (write_value (fixture, "/7/8/rgb", three (1, 0.5, 0)));
  g_assert_true (write_value (fixture, "/7/11/rgb", clasp_value_string (CLASP_STR_LITERAL ("#ff8001"))));
  g_assert_false (write_value (fixture, "/7/11/rgb", clasp_value_string (CLASP_STR_LITERAL ("#ff80"))));
  g_assert_false (write_value (fixture, "/7/11/rgb", clasp_value_int (1)));
  g_assert_false (write_value (fixture, "/7/1", clasp_value_null ()));
  g_assert_false (write_value (fixture, "/7/1", clasp_value_double (NAN)));
  g_assert_false (write_value (fixture, "/7", clasp_value_int (1)));
  run_loop ();
  slots = get_data (fixture, 0)->slots;
  g_assert_cmpmem (slots, 14, "\x09\x80\x07\x12\x34\xff\xff\xff\x80\x00\xff\x80\x01\x00", 14);
  g_assert_true (write_value (fixture, "/7", three (0.2, 0.4, 1)));
  advance (fixture, FRAME_US + MS);
  g_assert_cmpmem (get_data (fixture, 1)->slots, 4, "\x33\x66\xff\x12", 4);
  g_assert_true (write_value (fixture, "/7", clasp_value_null ()));
  g_assert_false (clasp_sacn_sender_has (fixture->sender, 7));
}

static void
test_priority_values (Fixture *fixture, gconstpointer data)
{
  static const guint8 bytes[] = { 250, 0 };

  OPEN (fixture, 0);
  write_value (fixture, "/7/1", clasp_value_int (1));
  g_assert_true (write_value (fixture, "/7/priority", clasp_value_int (500)));
  g_assert_true (write_value (fixture, "/7/3/priority", clasp_value_double (149.6)));
  g_assert_false (write_value (fixture, "/7/3/priority", clasp_value_bool (TRUE)));
  run_loop ();
  g_assert_cmpuint (get_data (fixture, 0)->priority, ==, 200);
  g_assert_cmpuint (get_data (fixture, 0)->slots[2], ==, 150);
  g_assert_true (write_value (fixture, "/7/priority", clasp_value_bytes (bytes, 2)));
  g_assert_true (write_value (fixture, "/7/3/priority", clasp_value_null ()));
  g_assert_true (write_value (fixture, "/7/priority", clasp_value_null ()));
  forget (fixture);
  advance (fixture, FRAME_US + MS);
  g_assert_cmpmem (get_data (fixture, 0)->slots, 3, "\xc8\x00\x64", 3);
  g_assert_cmpuint (get_data (fixture, 0)->priority, ==, 100);
}

static void
expect_place (const char *address, gboolean is_one, ClaspSacnPlaceKind kind, guint universe, guint slot)
{
  ClaspSacnPlace place;

  g_assert_cmpint (clasp_sacn_address_parse (clasp_str (address), &place), ==, is_one);
  if (!is_one)
    return;
  g_assert_cmpint (place.kind, ==, kind);
  g_assert_cmpuint (place.universe, ==, universe);
  g_assert_cmpuint (place.slot, ==, slot);
}

static void
test_addresses (void)
{
  static const char *const none[] = { "", "/", "/0", "/64000", "/7/0", "/7/513", "/7/512/16",
                                      "/7/511/rgb", "/7/1/x", "/7/1/", "/7/", "7/1", "/x/1",
                                      "/7/1/16/1", "/7/sources", "/discovery/x", "/000007", "/-1" };
  char buffer[CLASP_SACN_ADDRESS_SIZE];

  expect_place ("/1", TRUE, CLASP_SACN_PLACE_FRAME, 1, 0);
  expect_place ("/63999/512", TRUE, CLASP_SACN_PLACE_SLOT, 63999, 511);
  expect_place ("/7/511/16", TRUE, CLASP_SACN_PLACE_SLOT_16, 7, 510);
  expect_place ("/7/510/rgb", TRUE, CLASP_SACN_PLACE_RGB, 7, 509);
  expect_place ("/7/1/priority", TRUE, CLASP_SACN_PLACE_SLOT_PRIORITY, 7, 0);
  expect_place ("/7/priority", TRUE, CLASP_SACN_PLACE_PRIORITY, 7, 0);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    expect_place (none[i], FALSE, 0, 0, 0);
  g_assert_true (clasp_str_equal (clasp_sacn_address_format (63999, 511, buffer),
                                  CLASP_STR_LITERAL ("/63999/512")));
  g_assert_true (clasp_str_equal (clasp_sacn_address_format (1, 0, buffer), CLASP_STR_LITERAL ("/1/1")));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func) g_test_add ("/bridges/sacn/sender/" path, Fixture, NULL, setup, func, teardown)
  ADD ("frames/first", test_first_frame);
  ADD ("frames/three-then-keep-alive", test_three_then_keep_alive);
  ADD ("frames/rate-is-limited", test_rate_is_limited);
  ADD ("frames/sequence-wraps", test_sequence_wraps);
  ADD ("frames/flags", test_flags);
  ADD ("frames/holds-are-laid-over", test_holds_are_laid_over);
  ADD ("goodbye/stop", test_stop_says_goodbye);
  ADD ("goodbye/ended-universe", test_ended_universe_says_goodbye);
  ADD ("priorities/of-slots", test_slot_priorities);
  ADD ("priorities/of-slots-by-a-line", test_slot_priorities_of_a_line);
  ADD ("priorities/are-repeated", test_slot_priorities_are_repeated);
  ADD ("priorities/of-a-universe", test_universe_priority);
  ADD ("single-universes/options", test_universe_has_its_own_options);
  ADD ("single-universes/sync", test_universes_have_their_own_sync);
  ADD ("single-universes/rates", test_universes_have_their_own_rates);
  ADD ("single-universes/list-has-sync-addresses-in-use", test_list_has_the_sync_addresses_in_use);
  ADD ("sync/follows-the-data", test_sync_follows_the_data);
  ADD ("sync/keeps-to-the-rate", test_sync_keeps_to_the_rate);
  g_test_add ("/bridges/sacn/sender/sync/44-hz/few", Fixture, GUINT_TO_POINTER (3), setup,
              test_sync_is_44_a_second_on_a_busy_machine, teardown);
  g_test_add ("/bridges/sacn/sender/sync/44-hz/many", Fixture, GUINT_TO_POINTER (1024), setup,
              test_sync_is_44_a_second_on_a_busy_machine, teardown);
  ADD ("sync/waits-for-its-turn", test_sync_waits_for_its_turn);
  ADD ("discovery/list", test_discovery);
  ADD ("discovery/interval", test_discovery_interval);
  ADD ("limits/universes-and-pages", test_limit_of_universes_and_pages);
  ADD ("limits/many-universes-are-spread", test_many_universes_are_spread);
  ADD ("values/levels", test_values);
  ADD ("values/priorities", test_priority_values);
  g_test_add_func ("/bridges/sacn/addresses", test_addresses);
  return g_test_run ();
}
