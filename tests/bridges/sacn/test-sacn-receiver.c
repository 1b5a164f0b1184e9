/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What comes in, rule by rule, on a clock that only moves when the test says so. */

#include "bridges/sacn/clasp-sacn-receiver.h"
#include "support/clasp-test.h"

#define MS G_GINT64_CONSTANT (1000)
#define SAMPLING (1500 * MS)
#define TIMEOUT (2500 * MS)
#define SYNC 40

typedef struct
{
  ClaspSacnReceiver *receiver;
  GString           *log;  /* "1=255 ", "lost:silent ", "sync+40 " */
  GSocketAddress    *desk; /* where everything comes from */
  gint64             now_us;
  guint8             sequences[256]; /* by the first byte of the CID */
} Fixture;

/* ---- what it tells ---- */

static void
level_cb (guint16 universe, guint slot, guint8 level, gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "%u=%u ", slot + 1, level);
}

static void
sources_cb (guint16 universe, gpointer user_data)
{
}

static void
lost_cb (guint16 universe, ClaspSacnLoss why, gpointer user_data)
{
  g_string_append (((Fixture *) user_data)->log,
                   why == CLASP_SACN_LOST_SILENT ? "lost:silent " : "lost:stopped ");
}

static void
sync_cb (guint16 address, gboolean is_wanted, gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "sync%c%u ", is_wanted ? '+' : '-', address);
}

static void
source_cb (guint16 universe, const guint8 *cid, const guint8 *levels, guint n, gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "source%u:%u/%u ", cid[0], levels[0], n);
}

#define expect(fixture, expected)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->log->str, ==, expected);                                           \
    g_string_truncate ((fixture)->log, 0);                                                         \
  }                                                                                                \
  G_STMT_END

static void
open_with (Fixture *fixture, const ClaspSacnReceiverOptions *options, gboolean is_per_source)
{
  ClaspSacnReceiverFuncs funcs = { level_cb, sources_cb, is_per_source ? source_cb : NULL, lost_cb,
                                   sync_cb };
  g_autoptr (GArray)     numbers = g_array_new (FALSE, FALSE, sizeof (guint16));
  guint16                seven = 7, eight = 8;

  g_array_append_val (numbers, seven);
  g_array_append_val (numbers, eight);
  g_clear_pointer (&fixture->receiver, clasp_sacn_receiver_free);
  fixture->receiver = clasp_sacn_receiver_new (options, numbers, &funcs, fixture);
}

/* Without sampling, so that each rule is seen by itself. */
static const ClaspSacnReceiverOptions at_once = { .max_sources = 16,
                                                  .timeout_us = TIMEOUT,
                                                  .ignore_preview = TRUE };

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->log = g_string_new (NULL);
  fixture->now_us = G_USEC_PER_SEC;
  fixture->desk = g_inet_socket_address_new_from_string ("10.0.0.1", 5568);
  open_with (fixture, &at_once, FALSE);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_sacn_receiver_free (fixture->receiver);
  g_object_unref (fixture->desk);
  g_string_free (fixture->log, TRUE);
}

/* Moves the clock, and does what is due when it is due. */
static void
advance (Fixture *fixture, gint64 us)
{
  gint64 until_us = fixture->now_us + us;
  gint64 due_us;

  while ((due_us = clasp_sacn_receiver_get_due_us (fixture->receiver)) <= until_us)
    {
      fixture->now_us = MAX (fixture->now_us, due_us);
      clasp_sacn_receiver_expire (fixture->receiver, fixture->now_us);
    }
  fixture->now_us = until_us;
}

/* ---- what comes in ---- */

typedef struct
{
  guint8      source; /* first byte of the CID */
  const char *slots;  /* hex */
  guint16     universe; /* 0: 7 */
  guint16     sync;
  guint8      priority; /* 0: 100 */
  guint8      start_code;
  gboolean    is_preview, is_terminated, is_forced;
  int         after; /* the sequence and one; 0: the next */
  const char *name;
} Frame;

#define FRAME(...) (&(const Frame){ __VA_ARGS__ })
#define AT(number) .after = (number) + 1

static ClaspSacnResult
take (Fixture *fixture, const Frame *frame)
{
  g_autoptr (GBytes) slots = clasp_test_hex (frame->slots != NULL ? frame->slots : "");
  gsize              n;
  const guint8      *data = g_bytes_get_data (slots, &n);
  ClaspSacnPacket    packet = { .kind = CLASP_SACN_DATA, .cid = { frame->source } };

  packet.data = (ClaspSacnData){ .priority = frame->priority != 0 ? frame->priority : 100,
                                 .sync_address = frame->sync,
                                 .sequence = frame->after > 0
                                               ? (guint8) (frame->after - 1)
                                               : fixture->sequences[frame->source]++,
                                 .is_preview = frame->is_preview,
                                 .is_terminated = frame->is_terminated,
                                 .is_forced = frame->is_forced,
                                 .universe = frame->universe != 0 ? frame->universe : 7,
                                 .start_code = frame->start_code,
                                 .slots = data,
                                 .n_slots = (guint16) n };
  g_strlcpy (packet.data.name, frame->name != NULL ? frame->name : "Desk", sizeof packet.data.name);
  return clasp_sacn_receiver_take_data (fixture->receiver, &packet, fixture->desk, fixture->now_us);
}

static gboolean
take_sync (Fixture *fixture, guint8 source, guint8 sequence)
{
  ClaspSacnPacket packet = { .kind = CLASP_SACN_SYNC, .cid = { source }, .sync = { sequence, SYNC } };

  return clasp_sacn_receiver_take_sync (fixture->receiver, &packet, fixture->now_us);
}

/* ---- sequence (6.4) ---- */

static void
test_every_difference (Fixture *fixture, gconstpointer data)
{
  for (guint difference = 0; difference < 256; difference++)
    {
      /* accepted when ahead, or 20 and more behind */
      gboolean is_accepted = (gint8) difference > 0 || (gint8) difference <= -20;

      open_with (fixture, &at_once, FALSE);
      take (fixture, FRAME (1, "01", AT (100)));
      g_assert_cmpint (take (fixture, FRAME (1, "02", AT ((100 + (int) difference) % 256))), ==,
                       is_accepted       ? CLASP_SACN_TAKEN
                       : difference == 0 ? CLASP_SACN_DUPLICATE
                                         : CLASP_SACN_OUT_OF_ORDER);
    }
}

static void
test_loss_duplication_and_reordering (Fixture *fixture, gconstpointer data)
{
  static const guint8 arriving[] = { 0, 1, 1, 4, 3, 2, 5, 5, 9, 8, 10, 6, 11 };
  guint8              newest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (arriving); i++)
    {
      char hex[3];

      g_snprintf (hex, sizeof hex, "%02x", arriving[i]);
      take (fixture, FRAME (1, hex, AT (arriving[i])));
      newest = MAX (newest, arriving[i]);
      g_assert_cmpuint (clasp_universe_input_peek (
                          clasp_sacn_receiver_peek_input (fixture->receiver, 7), NULL)[0],
                        ==, newest);
    }
  expect (fixture, "1=0 1=1 1=4 1=5 1=9 1=10 1=11 ");
}

/* Levels and priorities of slots share one counter; universes have each their own. */
static void
test_counters (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "01", AT (10)));
  g_assert_cmpint (take (fixture, FRAME (1, "64", AT (10), .start_code = 0xdd)), ==,
                   CLASP_SACN_DUPLICATE);
  g_assert_cmpint (take (fixture, FRAME (1, "64", AT (11), .start_code = 0xdd)), ==,
                   CLASP_SACN_TAKEN);
  g_assert_cmpint (take (fixture, FRAME (1, "02", AT (11))), ==, CLASP_SACN_DUPLICATE);
  g_assert_cmpint (take (fixture, FRAME (1, "02", AT (11), .universe = 8)), ==,
                   CLASP_SACN_TAKEN);
}

/* ---- what is not for us ---- */

static void
test_not_ours (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (take (fixture, FRAME (1, "01", .universe = 9)), ==, CLASP_SACN_NOT_OURS);
  g_assert_cmpint (take (fixture, FRAME (1, "01", .start_code = 0x17)), ==, CLASP_SACN_NOT_OURS);
  expect (fixture, "");
}

static void
test_preview (Fixture *fixture, gconstpointer data)
{
  ClaspSacnReceiverOptions options = at_once;

  g_assert_cmpint (take (fixture, FRAME (1, "01", .is_preview = TRUE)), ==, CLASP_SACN_PREVIEW);
  expect (fixture, "");

  options.ignore_preview = FALSE;
  open_with (fixture, &options, FALSE);
  g_assert_cmpint (take (fixture, FRAME (1, "01", .is_preview = TRUE)), ==, CLASP_SACN_TAKEN);
  expect (fixture, "1=1 ");
}

/* A source that becomes a preview is no longer live: it is lost like one that is silent. */
static void
test_live_becomes_preview (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "09"));
  advance (fixture, TIMEOUT - 1);
  take (fixture, FRAME (1, "07", .is_preview = TRUE));
  advance (fixture, 1);
  expect (fixture, "1=9 lost:silent ");
}

/* ---- priority and merge (6.5) ---- */

static void
test_highest_priority_wins (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "0a14"));
  take (fixture, FRAME (2, "0505", .priority = 101));
  expect (fixture, "1=10 2=20 1=5 2=5 ");
  take (fixture, FRAME (2, "0505", .priority = 99));
  expect (fixture, "1=10 2=20 ");
}

static void
test_equal_priorities_merge (Fixture *fixture, gconstpointer data)
{
  ClaspSacnReceiverOptions options = at_once;

  take (fixture, FRAME (1, "0a14"));
  take (fixture, FRAME (2, "0c05"));
  expect (fixture, "1=10 2=20 1=12 ");

  options.merge = CLASP_DMX_MERGE_LTP;
  open_with (fixture, &options, FALSE);
  take (fixture, FRAME (1, "0a14"));
  take (fixture, FRAME (2, "0c05"));
  expect (fixture, "1=10 2=20 1=12 2=5 ");
}

static void
test_slot_priorities (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "0a0a0a"));
  take (fixture, FRAME (2, "141414"));
  expect (fixture, "1=10 2=10 3=10 1=20 2=20 3=20 ");
  /* 50 loses, 0 has no say, 150 wins; what is past the count has no say */
  take (fixture, FRAME (2, "3200", .start_code = 0xdd));
  expect (fixture, "1=10 2=10 3=10 ");
  take (fixture, FRAME (2, "960064", .start_code = 0xdd));
  expect (fixture, "1=20 3=20 ");
}

static void
test_slot_priorities_stop (Fixture *fixture, gconstpointer data)
{
  ClaspSacnSource sources[4];

  take (fixture, FRAME (1, "0a"));
  take (fixture, FRAME (2, "14"));
  take (fixture, FRAME (2, "32", .start_code = 0xdd));
  expect (fixture, "1=10 1=20 1=10 ");
  g_assert_cmpuint (clasp_sacn_receiver_list_sources (fixture->receiver, 7, sources, 4), ==, 2);
  g_assert_true (sources[1].has_slot_priorities);
  for (guint i = 0; i < 5; i++)
    {
      advance (fixture, 500 * MS - (i == 4));
      if (i < 4)
        {
          take (fixture, FRAME (1, "0a"));
          take (fixture, FRAME (2, "14"));
        }
    }
  expect (fixture, "");
  advance (fixture, 1); /* 2.5 s after the last one: judged by the packets again */
  expect (fixture, "1=20 ");
  clasp_sacn_receiver_list_sources (fixture->receiver, 7, sources, 4);
  g_assert_false (sources[1].has_slot_priorities);
}

/* ---- loss and farewell ---- */

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  ClaspSacnSource sources[4];

  take (fixture, FRAME (1, "0a", .name = "Käse"));
  expect (fixture, "1=10 ");
  advance (fixture, TIMEOUT - 1);
  expect (fixture, "");
  take (fixture, FRAME (1, "0a", .name = "Käse"));
  advance (fixture, TIMEOUT - 1);
  expect (fixture, "");
  advance (fixture, 1);
  expect (fixture, "lost:silent "); /* the level stays */

  g_assert_cmpuint (clasp_sacn_receiver_list_sources (fixture->receiver, 7, sources, 4), ==, 1);
  g_assert_true (sources[0].is_lost);
  g_assert_cmpstr (sources[0].name, ==, "Käse");
  g_assert_cmpstr (sources[0].address, ==, "10.0.0.1");
  advance (fixture, CLASP_SACN_SHOW_LOST_US);
  g_assert_cmpuint (clasp_sacn_receiver_list_sources (fixture->receiver, 7, sources, 4), ==, 0);
}

static void
test_zero_on_loss (Fixture *fixture, gconstpointer data)
{
  ClaspSacnReceiverOptions options = at_once;

  options.loss = CLASP_DMX_LOSS_ZERO;
  open_with (fixture, &options, FALSE);
  take (fixture, FRAME (1, "0a14"));
  take (fixture, FRAME (2, "05"));
  advance (fixture, TIMEOUT);
  expect (fixture, "1=10 2=20 1=0 2=0 lost:silent ");
}

static void
test_goodbye (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "0a", .priority = 150));
  take (fixture, FRAME (2, "05"));
  expect (fixture, "1=10 ");
  /* three of them; their data is not looked at, and the source is gone at the first */
  g_assert_cmpint (take (fixture, FRAME (1, "ff", .is_terminated = TRUE)), ==, CLASP_SACN_GOODBYE);
  expect (fixture, "1=5 ");
  g_assert_cmpint (take (fixture, FRAME (1, "ff", .is_terminated = TRUE)), ==, CLASP_SACN_GOODBYE);
  g_assert_cmpint (take (fixture, FRAME (1, "ff", .is_terminated = TRUE)), ==, CLASP_SACN_GOODBYE);
  expect (fixture, "");
  take (fixture, FRAME (2, "", .is_terminated = TRUE));
  expect (fixture, "lost:stopped ");
  /* and it may come back, with any number */
  take (fixture, FRAME (2, "06", AT (0)));
  expect (fixture, "1=6 ");
}

/* A farewell that was overtaken by newer frames does not count. */
static void
test_late_goodbye (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "0a", AT (10)));
  g_assert_cmpint (take (fixture, FRAME (1, "", AT (9), .is_terminated = TRUE)), ==,
                   CLASP_SACN_OUT_OF_ORDER);
  expect (fixture, "1=10 ");
}

/* ---- sampling (6.4) ---- */

static const ClaspSacnReceiverOptions sampled = { .max_sources = 16,
                                                  .timeout_us = TIMEOUT,
                                                  .sampling_us = SAMPLING,
                                                  .ignore_preview = TRUE };

static void
test_sampling (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, &sampled, FALSE);
  g_assert_cmpint (take (fixture, FRAME (1, "0a")), ==, CLASP_SACN_HELD);
  take (fixture, FRAME (2, "05", .priority = 150));
  advance (fixture, SAMPLING - 1);
  take (fixture, FRAME (1, "0b"));
  expect (fixture, "");
  advance (fixture, 1); /* the weaker one is never seen */
  expect (fixture, "1=5 ");
}

/* A source that joins later waits for its own first priorities, or 1.5 s. */
static void
test_new_source_waits (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, &sampled, FALSE);
  take (fixture, FRAME (1, "0a0a"));
  advance (fixture, SAMPLING);
  expect (fixture, "1=10 2=10 ");

  g_assert_cmpint (take (fixture, FRAME (2, "1414")), ==, CLASP_SACN_HELD);
  take (fixture, FRAME (1, "0a0a"));
  advance (fixture, SAMPLING - 1);
  expect (fixture, "");
  advance (fixture, 1);
  expect (fixture, "1=20 2=20 ");
}

static void
test_first_priorities_end_the_wait (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, &sampled, FALSE);
  take (fixture, FRAME (1, "0a0a"));
  advance (fixture, SAMPLING);
  expect (fixture, "1=10 2=10 ");

  take (fixture, FRAME (2, "1414"));
  expect (fixture, "");
  take (fixture, FRAME (2, "9600", .start_code = 0xdd)); /* only the first slot is its own */
  expect (fixture, "1=20 ");
  g_assert_cmpint (take (fixture, FRAME (2, "1515")), ==, CLASP_SACN_TAKEN);
  expect (fixture, "1=21 ");
}

/* ---- synchronisation (6.2) ---- */

static void
test_sync_holds (Fixture *fixture, gconstpointer data)
{
  /* before the first sync packet it acts at once */
  g_assert_cmpint (take (fixture, FRAME (1, "01", .sync = SYNC)), ==, CLASP_SACN_TAKEN);
  expect (fixture, "sync+40 1=1 ");
  g_assert_true (take_sync (fixture, 1, 0));
  g_assert_cmpint (take (fixture, FRAME (1, "02", .sync = SYNC)), ==, CLASP_SACN_HELD);
  take (fixture, FRAME (1, "03", .sync = SYNC));
  take (fixture, FRAME (1, "09", .sync = SYNC, .universe = 8));
  expect (fixture, "");
  g_assert_true (take_sync (fixture, 1, 1)); /* the newest of each universe, together */
  g_assert_nonnull (strstr (fixture->log->str, "1=3 "));
  g_assert_nonnull (strstr (fixture->log->str, "1=9 "));
  g_assert_cmpuint (fixture->log->len, ==, strlen ("1=3 1=9 "));
  g_string_truncate (fixture->log, 0);
  g_assert_true (take_sync (fixture, 1, 2)); /* nothing waits any more */
  expect (fixture, "");
}

static void
test_sync_of_another_address (Fixture *fixture, gconstpointer data)
{
  ClaspSacnPacket other = { .kind = CLASP_SACN_SYNC, .cid = { 1 }, .sync = { 9, SYNC + 1 } };

  take (fixture, FRAME (1, "01", .sync = SYNC));
  take_sync (fixture, 1, 0);
  take (fixture, FRAME (1, "02", .sync = SYNC));
  g_assert_false (clasp_sacn_receiver_take_sync (fixture->receiver, &other, fixture->now_us));
  expect (fixture, "sync+40 1=1 ");
}

static void
test_sync_sequence (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "01", .sync = SYNC));
  g_assert_true (take_sync (fixture, 1, 10));
  g_assert_false (take_sync (fixture, 1, 10)); /* twice */
  g_assert_false (take_sync (fixture, 1, 9));  /* late */
  g_assert_true (take_sync (fixture, 2, 9));   /* another sender counts for itself */
  g_assert_true (take_sync (fixture, 1, 11));
  g_assert_true (take_sync (fixture, 1, 247)); /* 20 behind: it began again */
}

static void
test_frames_without_address_do_not_wait (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "01", .sync = SYNC));
  take_sync (fixture, 1, 0);
  g_assert_cmpint (take (fixture, FRAME (1, "02")), ==, CLASP_SACN_TAKEN);
  expect (fixture, "sync+40 1=1 1=2 ");
}

/* A frame that acts at once takes the place of one that waits. */
static void
test_newer_frame_replaces_held (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "01", .sync = SYNC));
  take_sync (fixture, 1, 0);
  take (fixture, FRAME (1, "02", .sync = SYNC));
  take (fixture, FRAME (1, "03"));
  take_sync (fixture, 1, 1);
  expect (fixture, "sync+40 1=1 1=3 ");
}

static void
keep_sending (Fixture *fixture, gint64 us, const char *slots, gboolean is_forced)
{
  for (gint64 passed = 0; passed < us; passed += 100 * MS)
    {
      advance (fixture, 100 * MS);
      take (fixture, FRAME (1, slots, .sync = SYNC, .is_forced = is_forced));
    }
}

/* Sync packets stop: held until they return, however long, and the source is not taken for lost. */
static void
test_sync_loss_holds (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "01", .sync = SYNC));
  take_sync (fixture, 1, 0);
  keep_sending (fixture, 10 * G_USEC_PER_SEC, "02", FALSE);
  expect (fixture, "sync+40 1=1 ");
  take_sync (fixture, 1, 1);
  expect (fixture, "1=2 ");
}

static void
test_sync_loss_forced (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "01", .sync = SYNC, .is_forced = TRUE));
  take_sync (fixture, 1, 0);
  expect (fixture, "sync+40 1=1 ");
  keep_sending (fixture, 2400 * MS, "02", TRUE);
  expect (fixture, "");
  keep_sending (fixture, 100 * MS, "02", TRUE); /* 2.5 s without */
  expect (fixture, "1=2 ");
  take_sync (fixture, 1, 1);
  g_assert_cmpint (take (fixture, FRAME (1, "03", .sync = SYNC, .is_forced = TRUE)), ==,
                   CLASP_SACN_HELD);
}

/* What waits ends with its source. */
static void
test_held_frame_of_lost_source (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "01", .sync = SYNC));
  take_sync (fixture, 1, 0);
  take (fixture, FRAME (1, "02", .sync = SYNC));
  take (fixture, FRAME (1, "", .is_terminated = TRUE));
  take_sync (fixture, 1, 1);
  expect (fixture, "sync+40 1=1 lost:stopped ");
}

static void
test_unused_sync_address_is_forgotten (Fixture *fixture, gconstpointer data)
{
  take (fixture, FRAME (1, "01", .sync = SYNC));
  expect (fixture, "sync+40 1=1 ");
  advance (fixture, CLASP_SACN_SYNC_UNUSED_US - 1);
  expect (fixture, "lost:silent ");
  advance (fixture, 1);
  expect (fixture, "sync-40 ");
}

static void
test_limit_of_sync_addresses (Fixture *fixture, gconstpointer data)
{
  for (guint16 i = 0; i < CLASP_SACN_MAX_SYNC_ADDRESSES; i++)
    take (fixture, FRAME (1, "01", .sync = (guint16) (100 + i)));
  g_assert_nonnull (strstr (fixture->log->str, "sync+163 "));
  g_string_truncate (fixture->log, 0);
  /* one more is not waited for */
  g_assert_cmpint (take (fixture, FRAME (1, "02", .sync = 200)), ==, CLASP_SACN_TAKEN);
  expect (fixture, "1=2 ");
}

/* ---- sources ---- */

static void
test_limit_of_sources (Fixture *fixture, gconstpointer data)
{
  for (guint8 i = 1; i <= 16; i++)
    g_assert_cmpint (take (fixture, FRAME (i, "0a")), ==, CLASP_SACN_TAKEN);
  g_assert_cmpint (take (fixture, FRAME (17, "ff")), ==, CLASP_SACN_TOO_MANY_SOURCES);
  expect (fixture, "1=10 ");
  take (fixture, FRAME (3, "", .is_terminated = TRUE));
  g_assert_cmpint (take (fixture, FRAME (17, "ff")), ==, CLASP_SACN_TAKEN);
  expect (fixture, "1=255 ");
}

/* Sources that come and go all the time do not fill the list of those that went. */
static void
test_limit_of_lost_sources (Fixture *fixture, gconstpointer data)
{
  ClaspSacnSource sources[64];

  for (guint8 i = 1; i <= CLASP_SACN_MAX_LOST + 1; i++)
    {
      take (fixture, FRAME (i, "0a"));
      advance (fixture, MS);
      take (fixture, FRAME (i, "", .is_terminated = TRUE));
    }
  g_assert_cmpuint (clasp_sacn_receiver_list_sources (fixture->receiver, 7, sources, 64), ==,
                    CLASP_SACN_MAX_LOST);
  g_assert_cmpuint (sources[0].cid[0], ==, 2);
}

static void
test_names_are_utf8 (Fixture *fixture, gconstpointer data)
{
  char            name[65];
  ClaspSacnSource source;

  memset (name, 0xff, 63);
  name[63] = '\0';
  take (fixture, FRAME (1, "01", .name = name));
  clasp_sacn_receiver_list_sources (fixture->receiver, 7, &source, 1);
  g_assert_true (g_utf8_validate (source.name, -1, NULL));
  g_assert_cmpuint (strlen (source.name), ==, 63); /* 21 replacements of three bytes */
}

static void
test_source_by_itself (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, &at_once, TRUE);
  take (fixture, FRAME (1, "0a0a"));
  take (fixture, FRAME (2, "05"));
  take (fixture, FRAME (2, "05"));
  take (fixture, FRAME (2, "06"));
  expect (fixture, "1=10 2=10 source1:10/2 source2:5/1 source2:6/1 ");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/sacn/receiver/" path, Fixture, NULL, setup, func, teardown)
  ADD ("sequence/every-difference", test_every_difference);
  ADD ("sequence/loss-duplication-and-reordering", test_loss_duplication_and_reordering);
  ADD ("sequence/counters", test_counters);
  ADD ("other-universe-or-start-code", test_not_ours);
  ADD ("preview/as-the-setting-says", test_preview);
  ADD ("preview/live-source-becomes-one", test_live_becomes_preview);
  ADD ("priority/highest-wins", test_highest_priority_wins);
  ADD ("priority/equal-ones-merge", test_equal_priorities_merge);
  ADD ("priority/of-slots", test_slot_priorities);
  ADD ("priority/of-slots-stops", test_slot_priorities_stop);
  ADD ("loss/silence", test_silence);
  ADD ("loss/zero", test_zero_on_loss);
  ADD ("loss/goodbye", test_goodbye);
  ADD ("loss/late-goodbye", test_late_goodbye);
  ADD ("sampling/priorities-are-known-first", test_sampling);
  ADD ("sampling/new-source-waits", test_new_source_waits);
  ADD ("sampling/first-priorities-end-it", test_first_priorities_end_the_wait);
  ADD ("sync/holds-until-sync", test_sync_holds);
  ADD ("sync/of-another-address", test_sync_of_another_address);
  ADD ("sync/sequence", test_sync_sequence);
  ADD ("sync/frames-without-address-do-not-wait", test_frames_without_address_do_not_wait);
  ADD ("sync/newer-frame-replaces-held", test_newer_frame_replaces_held);
  ADD ("sync/loss-holds", test_sync_loss_holds);
  ADD ("sync/loss-forced", test_sync_loss_forced);
  ADD ("sync/held-frame-of-lost-source", test_held_frame_of_lost_source);
  ADD ("sync/unused-address-is-forgotten", test_unused_sync_address_is_forgotten);
  ADD ("sync/limit-of-addresses", test_limit_of_sync_addresses);
  ADD ("sources/limit", test_limit_of_sources);
  ADD ("sources/limit-of-lost", test_limit_of_lost_sources);
  ADD ("sources/names-are-utf-8", test_names_are_utf8);
  ADD ("sources/each-by-itself", test_source_by_itself);
  return g_test_run ();
}
