/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/midi/clasp-midi-outbox.h"
#include "support/clasp-test.h"

#include <string.h>

typedef struct
{
  ClaspClock      *clock;
  ClaspTimers     *timers;
  ClaspMidiOutbox *outbox;
  GByteArray      *sent;
  guint            n_sent, n_ends;
  gsize            largest;
} Fixture;

static void
sent_cb (const guint8 *bytes, gsize size, gboolean is_end, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_byte_array_append (fixture->sent, bytes, (guint) size);
  fixture->n_sent++;
  fixture->n_ends += is_end;
  fixture->largest = MAX (fixture->largest, size);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->clock = clasp_manual_clock_new (G_USEC_PER_SEC, 0);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->outbox =
    clasp_midi_outbox_new (fixture->timers, CLASP_MIDI_OUTBOX_BYTES_PER_S, sent_cb, fixture);
  fixture->sent = g_byte_array_new ();
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_midi_outbox_free (fixture->outbox);
  clasp_timers_free (fixture->timers);
  clasp_clock_unref (fixture->clock);
  g_byte_array_unref (fixture->sent);
}

static gboolean
push (Fixture *fixture, guint8 status, guint first, guint second)
{
  guint8 message[] = { status, (guint8) first, (guint8) second };

  return clasp_midi_outbox_push (fixture->outbox, message, 1 + (gsize) clasp_midi_n_data (status));
}

static gboolean
push_sysex (Fixture *fixture, gsize size)
{
  g_autofree guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (i % 128);
  bytes[0] = CLASP_MIDI_SYSEX;
  bytes[size - 1] = CLASP_MIDI_END_OF_SYSEX;
  return clasp_midi_outbox_push (fixture->outbox, bytes, size);
}

static void
advance (Fixture *fixture, gint64 by_us)
{
  /* A millisecond at a time, as a loop would. */
  for (gint64 done_us = 0; done_us < by_us; done_us += 1000)
    {
      clasp_manual_clock_advance (fixture->clock, MIN (1000, by_us - done_us));
      clasp_timers_run (fixture->timers);
    }
}

/* Uses up the burst with notes, which are never joined. */
static void
use_up (Fixture *fixture)
{
  for (guint i = 0; i * 3 < CLASP_MIDI_OUTBOX_BURST; i++)
    g_assert_true (push (fixture, 0x90, i % 128, 100));
  g_assert_cmpint (fixture->sent->len, >=, CLASP_MIDI_OUTBOX_BURST);
  g_byte_array_set_size (fixture->sent, 0);
}

#define assert_sent(fixture, ...)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const guint8 expected_[] = { __VA_ARGS__ };                                                    \
    g_assert_cmpmem ((fixture)->sent->data, (fixture)->sent->len, expected_, sizeof expected_);    \
    g_byte_array_set_size ((fixture)->sent, 0);                                                    \
  }                                                                                                \
  G_STMT_END

static void
test_a_burst_passes_at_once (Fixture *fixture, gconstpointer data)
{
  g_assert_true (push (fixture, 0xb0, 7, 1));
  g_assert_true (push (fixture, 0xb0, 7, 2));
  g_assert_true (push (fixture, 0xc0, 5, 0));
  g_assert_true (push (fixture, 0xfa, 0, 0));
  assert_sent (fixture, 0xb0, 7, 1, 0xb0, 7, 2, 0xc0, 5, 0xfa);
}

static void
test_the_last_value_arrives (Fixture *fixture, gconstpointer data)
{
  use_up (fixture);
  for (guint i = 0; i < 100; i++)
    {
      g_assert_true (push (fixture, 0xb0, 7, i));
      g_assert_true (push (fixture, 0xe1, 0, i));
      g_assert_true (push (fixture, 0xa1, 60, i));
      g_assert_true (push (fixture, 0xd1, i, 0));
      g_assert_true (push (fixture, 0xb0, 8, i));
    }
  g_assert_cmpint (fixture->sent->len, ==, 0);
  advance (fixture, 100000);
  assert_sent (fixture, 0xb0, 7, 99, 0xe1, 0, 99, 0xa1, 60, 99, 0xd1, 99, 0xb0, 8, 99);
  g_assert_true (push (fixture, 0xb0, 7, 5));
  assert_sent (fixture, 0xb0, 7, 5);
}

/* Notes, programs, data entry and channel mode: each one counts, and their order. */
static void
test_events_are_all_kept (Fixture *fixture, gconstpointer data)
{
  use_up (fixture);
  g_assert_true (push (fixture, 0x90, 60, 100));
  g_assert_true (push (fixture, 0x80, 60, 0));
  g_assert_true (push (fixture, 0x90, 60, 100));
  g_assert_true (push (fixture, 0xb0, 6, 1));
  g_assert_true (push (fixture, 0xb0, 6, 2));
  g_assert_true (push (fixture, 0xb0, 123, 0));
  g_assert_true (push (fixture, 0xb0, 123, 0));
  g_assert_true (push (fixture, 0xc0, 1, 0));
  g_assert_true (push (fixture, 0xc0, 2, 0));
  advance (fixture, 100000);
  assert_sent (fixture, 0x90, 60, 100, 0x80, 60, 0, 0x90, 60, 100, 0xb0, 6, 1, 0xb0, 6, 2, 0xb0,
               123, 0, 0xb0, 123, 0, 0xc0, 1, 0xc0, 2);
}

static void
test_rate (Fixture *fixture, gconstpointer data)
{
  use_up (fixture);
  for (guint i = 0; i < 9000; i++)
    g_assert_true (push (fixture, 0x90, i % 128, 100));
  advance (fixture, G_USEC_PER_SEC / 2);
  g_assert_cmpint (fixture->sent->len, >=, CLASP_MIDI_OUTBOX_BYTES_PER_S / 2 - 16);
  g_assert_cmpint (fixture->sent->len, <=, CLASP_MIDI_OUTBOX_BYTES_PER_S / 2 + 16);
}

static void
test_largest_sysex_in_parts (Fixture *fixture, gconstpointer data)
{
  g_assert_true (push_sysex (fixture, CLASP_MIDI_MAX_SYSEX));
  g_assert_true (push (fixture, 0x90, 60, 100));
  g_assert_cmpint (fixture->sent->len, ==, CLASP_MIDI_OUTBOX_BURST);
  advance (fixture, 3 * G_USEC_PER_SEC);
  g_assert_cmpint (fixture->sent->len, ==, CLASP_MIDI_MAX_SYSEX + 3);
  g_assert_cmpint (fixture->largest, ==, CLASP_MIDI_OUTBOX_PART);
  g_assert_cmpint (fixture->n_ends, ==, 2);
  for (guint i = 1; i < CLASP_MIDI_MAX_SYSEX - 1; i++)
    g_assert_cmpint (fixture->sent->data[i], ==, i % 128);
  g_assert_cmpint (fixture->sent->data[CLASP_MIDI_MAX_SYSEX - 1], ==, CLASP_MIDI_END_OF_SYSEX);
  g_assert_cmpint (fixture->sent->data[CLASP_MIDI_MAX_SYSEX], ==, 0x90);
}

static void
test_bytes_at_the_limit (Fixture *fixture, gconstpointer data)
{
  use_up (fixture);
  for (guint i = 0; i < 4; i++)
    g_assert_true (push_sysex (fixture, CLASP_MIDI_MAX_SYSEX));
  g_assert_false (push (fixture, 0x90, 60, 100));
  advance (fixture, 3 * G_USEC_PER_SEC);
  g_assert_true (push (fixture, 0x90, 60, 100));
}

static void
test_messages_at_the_limit (Fixture *fixture, gconstpointer data)
{
  use_up (fixture);
  g_assert_true (push (fixture, 0xb0, 7, 1));
  for (guint i = 1; i < CLASP_MIDI_OUTBOX_MAX_MESSAGES; i++)
    g_assert_true (push (fixture, 0x90, 60, 100));
  g_assert_false (push (fixture, 0x90, 60, 100));
  g_assert_false (push (fixture, 0xb0, 8, 1));
  g_assert_true (push (fixture, 0xb0, 7, 2)); /* replaces */
  advance (fixture, 1000);
  g_assert_cmpint (fixture->sent->data[2], ==, 2);
}

static void
test_clear_forgets (Fixture *fixture, gconstpointer data)
{
  g_assert_true (push_sysex (fixture, 4096));
  g_assert_true (push (fixture, 0xb0, 7, 1));
  clasp_midi_outbox_clear (fixture->outbox);
  g_byte_array_set_size (fixture->sent, 0);
  advance (fixture, G_USEC_PER_SEC);
  g_assert_cmpint (fixture->sent->len, ==, 0);
  g_assert_true (push (fixture, 0xb0, 7, 2));
  assert_sent (fixture, 0xb0, 7, 2);
}

static gboolean
push_now (Fixture *fixture, guint8 status, guint first, guint second)
{
  guint8 message[] = { status, (guint8) first, (guint8) second };

  return clasp_midi_outbox_push_now (fixture->outbox, message,
                                     1 + (gsize) clasp_midi_n_data (status));
}

/* A quarter frame within it would end it for the device. */
static void
test_only_real_time_within_a_sysex (Fixture *fixture, gconstpointer data)
{
  g_assert_true (push_now (fixture, 0xf1, 0x01, 0));
  assert_sent (fixture, 0xf1, 0x01);
  g_assert_true (push_sysex (fixture, 1024));
  g_assert_true (push (fixture, 0xb0, 7, 1));
  g_assert_cmpint (fixture->sent->len, ==, CLASP_MIDI_OUTBOX_BURST);
  g_byte_array_set_size (fixture->sent, 0);
  g_assert_true (push_now (fixture, 0xf1, 0x12, 0));
  g_assert_true (push_now (fixture, 0xf2, 1, 2));
  g_assert_true (push_now (fixture, 0xf6, 0, 0));
  g_assert_cmpint (fixture->sent->len, ==, 0);
  g_assert_true (push_now (fixture, 0xf8, 0, 0));
  assert_sent (fixture, 0xf8);
  advance (fixture, 100000);
  g_assert_cmpint (fixture->sent->data[512 - 1], ==, CLASP_MIDI_END_OF_SYSEX);
  g_byte_array_remove_range (fixture->sent, 0, 512);
  assert_sent (fixture, 0xf1, 0x12, 0xf2, 1, 2, 0xf6, 0xb0, 7, 1);
  g_assert_true (push_now (fixture, 0xf1, 0x23, 0));
  assert_sent (fixture, 0xf1, 0x23);
}

static void
test_held_at_the_limit (Fixture *fixture, gconstpointer data)
{
  g_assert_true (push_sysex (fixture, 1024));
  for (guint i = 0; i < CLASP_MIDI_OUTBOX_MAX_HELD; i++)
    g_assert_true (push_now (fixture, 0xf1, i % 128, 0));
  g_assert_false (push_now (fixture, 0xf1, 0, 0));
  g_assert_true (push_now (fixture, 0xf8, 0, 0));
  advance (fixture, 100000);
  g_assert_cmpint (fixture->sent->len, ==, 1024 + 1 + 2 * CLASP_MIDI_OUTBOX_MAX_HELD);
  for (guint i = 0; i < CLASP_MIDI_OUTBOX_MAX_HELD; i++)
    g_assert_cmpint (fixture->sent->data[1024 + 1 + 2 * i + 1], ==, i % 128);
}

/* Who starts before it was told from where would start somewhere else. */
static void
test_start_follows_its_position (Fixture *fixture, gconstpointer data)
{
  g_assert_true (push_sysex (fixture, 1024));
  g_byte_array_set_size (fixture->sent, 0);
  g_assert_true (push_now (fixture, 0xfa, 0, 0));
  assert_sent (fixture, 0xfa);
  g_assert_true (push_now (fixture, 0xf2, 1, 2));
  g_assert_true (push_now (fixture, 0xfb, 0, 0));
  g_assert_cmpint (fixture->sent->len, ==, 0);
  g_assert_true (push_now (fixture, 0xf8, 0, 0));
  g_assert_true (push_now (fixture, 0xfc, 0, 0)); /* and what it stops does not start */
  assert_sent (fixture, 0xf8, 0xfc);
  g_assert_true (push_now (fixture, 0xfb, 0, 0));
  advance (fixture, 100000);
  g_byte_array_remove_range (fixture->sent, 0, 512);
  assert_sent (fixture, 0xf2, 1, 2, 0xfb);
}

static void
test_clear_forgets_what_is_held (Fixture *fixture, gconstpointer data)
{
  g_assert_true (push_sysex (fixture, 1024));
  g_assert_true (push_now (fixture, 0xf1, 1, 0));
  clasp_midi_outbox_clear (fixture->outbox);
  g_byte_array_set_size (fixture->sent, 0);
  g_assert_true (push_now (fixture, 0xf1, 2, 0));
  assert_sent (fixture, 0xf1, 2);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/midi/outbox/" path, Fixture, NULL, setup, func, teardown)
  ADD ("a-burst-passes-at-once", test_a_burst_passes_at_once);
  ADD ("the-last-value-arrives", test_the_last_value_arrives);
  ADD ("events-are-all-kept", test_events_are_all_kept);
  ADD ("rate", test_rate);
  ADD ("largest-sysex-in-parts", test_largest_sysex_in_parts);
  ADD ("bytes-at-the-limit", test_bytes_at_the_limit);
  ADD ("messages-at-the-limit", test_messages_at_the_limit);
  ADD ("clear-forgets", test_clear_forgets);
  ADD ("only-real-time-within-a-sysex", test_only_real_time_within_a_sysex);
  ADD ("held-at-the-limit", test_held_at_the_limit);
  ADD ("start-follows-its-position", test_start_follows_its_position);
  ADD ("clear-forgets-what-is-held", test_clear_forgets_what_is_held);
  return g_test_run ();
}
