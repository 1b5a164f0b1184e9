/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Clock, time code and active sensing on a driven clock. */

#include "bridges/midi/clasp-midi-clock-in.h"
#include "bridges/midi/clasp-midi-mtc-out.h"
#include "bridges/midi/clasp-midi-time.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

#include <math.h>
#include <string.h>

#define START_US 1000000

typedef struct
{
  ClaspClock    *clock;
  ClaspTimers   *timers;
  ClaspMidiTime *time;  /* (owned) (nullable) */
  GString       *sent;  /* "f8|fa" */
  GString       *heard; /* "/tempo = 120|" */
  guint          n_pulses, n_silent;
  gint64         last_pulse_us;
} Fixture;

static void
send_cb (const guint8 *message, gsize size, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (message[0] == CLASP_MIDI_CLOCK)
    {
      fixture->n_pulses++;
      fixture->last_pulse_us = clasp_clock_now_us (fixture->clock);
      return;
    }
  if (fixture->sent->len > 0)
    g_string_append_c (fixture->sent, '|');
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (fixture->sent, i > 0 ? " %02x" : "%02x", message[i]);
}

static void
signal_cb (const ClaspMidiSignal *signal, gpointer user_data)
{
  Fixture         *fixture = user_data;
  g_autofree char *value = clasp_value_to_text (&signal->value);

  if (g_str_equal (signal->address, "/mtc/time"))
    return; /* the same once more */
  if (fixture->heard->len > 0)
    g_string_append_c (fixture->heard, '|');
  g_string_append_printf (fixture->heard, "%s %s", signal->address, value);
}

static void
silent_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n_silent++;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->clock = clasp_manual_clock_new (START_US, START_US);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->sent = g_string_new (NULL);
  fixture->heard = g_string_new (NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_midi_time_free (fixture->time);
  clasp_timers_free (fixture->timers);
  clasp_clock_unref (fixture->clock);
  g_string_free (fixture->sent, TRUE);
  g_string_free (fixture->heard, TRUE);
}

static void
begin (Fixture *fixture, ClaspMidiTimeConfig config)
{
  static const ClaspMidiTimeHandler handler = { send_cb, signal_cb, silent_cb };

  fixture->time = clasp_midi_time_new (fixture->timers, &config, &handler, fixture);
}

static void
advance (Fixture *fixture, gint64 us)
{
  clasp_manual_clock_advance (fixture->clock, us);
  clasp_timers_run (fixture->timers);
}

/* In steps, as a loop would wake up. */
static void
run_for (Fixture *fixture, gint64 us, gint64 step_us)
{
  for (gint64 at = 0; at < us; at += step_us)
    advance (fixture, MIN (step_us, us - at));
}

static void
hear (Fixture *fixture, const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);

  clasp_midi_time_take (fixture->time, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                        clasp_clock_now_us (fixture->clock));
}

static ClaspMidiTimeResult
deliver (Fixture *fixture, const char *address, const char *text)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  g_assert_true (clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, NULL));
  return clasp_midi_time_deliver (fixture->time, clasp_str (address), &value);
}

#define assert_text(string, expected)                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((string)->str, ==, expected);                                                 \
    g_string_truncate (string, 0);                                                                 \
  }                                                                                                \
  G_STMT_END
#define assert_heard(fixture, expected) assert_text ((fixture)->heard, expected)
#define assert_sent(fixture, expected) assert_text ((fixture)->sent, expected)

/* ---- clock in ---- */

/* The last tempo told by @n pulses of @bpm, each moved by up to @jitter_us; NAN when none was. */
static double
feed_clock (ClaspMidiClockIn *clock,
            gint64           *at_us,
            double            bpm,
            guint             n,
            gint64            jitter_us,
            guint            *n_told)
{
  double period_us = 60e6 / (24 * bpm), base_us = (double) *at_us, tempo, last = NAN;
  guint  seed = 12345;

  for (guint i = 1; i <= n; i++)
    {
      gint64 jitter;

      seed = seed * 1103515245 + 12345;
      jitter = jitter_us > 0 ? (gint64) (seed >> 8) % (2 * jitter_us + 1) - jitter_us : 0;
      if (clasp_midi_clock_in_pulse (clock, (gint64) (base_us + i * period_us) + jitter, &tempo))
        {
          last = tempo;
          if (n_told != NULL)
            (*n_told)++;
        }
    }
  *at_us = (gint64) (base_us + n * period_us);
  return last;
}

static void
test_clock_in_tempo (void)
{
  static const double tempos[] = { 20, 60, 119.5, 120, 174, 300 };

  for (guint i = 0; i < G_N_ELEMENTS (tempos); i++)
    {
      ClaspMidiClockIn clock = { 0 };
      gint64           at_us = START_US;
      double           tempo = feed_clock (&clock, &at_us, tempos[i], 48, 0, NULL);

      g_assert_cmpfloat_with_epsilon (tempo, tempos[i], 0.05);
    }
}

/* Two milliseconds of jitter at 120 BPM, as through USB: told once or twice, and right. */
static void
test_clock_in_jitter (void)
{
  ClaspMidiClockIn clock = { 0 };
  gint64           at_us = START_US;
  guint            n_told = 0;

  feed_clock (&clock, &at_us, 120, 48, 2000, NULL);
  feed_clock (&clock, &at_us, 120, 24 * 60, 2000, &n_told);
  g_assert_cmpfloat_with_epsilon (clock.told, 120, 2.5);
  clasp_midi_clock_in_reset (&clock);
  feed_clock (&clock, &at_us, 120, 48, 200, NULL);
  n_told = 0;
  feed_clock (&clock, &at_us, 120, 24 * 60, 200, &n_told);
  g_assert_cmpint (n_told, <=, 60);
  g_assert_cmpfloat_with_epsilon (clock.told, 120, 0.3);
}

/* A driver that hands over what came in 40 ms at a time. */
static void
test_clock_in_bunches (void)
{
  ClaspMidiClockIn clock = { 0 };
  double           tempo = 0, last = 0;

  for (guint i = 1; i <= 96; i++)
    {
      gint64 at_us = START_US + (gint64) ((double) i * 60e6 / (24 * 120));

      if (clasp_midi_clock_in_pulse (&clock, at_us - at_us % 41666 + 41666, &tempo))
        last = tempo;
    }
  g_assert_cmpfloat_with_epsilon (last, 120, 6);
}

static void
test_clock_in_new_tempo (void)
{
  ClaspMidiClockIn clock = { 0 };
  gint64           at_us = START_US;
  double           tempo;

  feed_clock (&clock, &at_us, 120, 48, 0, NULL);
  tempo = feed_clock (&clock, &at_us, 160, 24, 0, NULL);
  g_assert_cmpfloat_with_epsilon (tempo, 160, 1);
}

static void
test_clock_in_pause (void)
{
  ClaspMidiClockIn clock = { 0 };
  gint64           at_us = START_US;
  guint            n_told = 0;
  double           tempo;

  feed_clock (&clock, &at_us, 120, 48, 0, NULL);
  at_us += 5 * G_USEC_PER_SEC;
  tempo = feed_clock (&clock, &at_us, 120, 48, 0, &n_told);
  g_assert_cmpint (n_told, ==, 0);
  g_assert_true (isnan (tempo));
}

static void
test_clock_in_is_a_setting (Fixture *fixture, gconstpointer data)
{
  begin (fixture, (ClaspMidiTimeConfig){ .clock_in = TRUE });
  for (guint i = 0; i < 7; i++)
    {
      hear (fixture, "f8");
      advance (fixture, 20833);
    }
  assert_heard (fixture, "/tempo 120");
  g_clear_pointer (&fixture->time, clasp_midi_time_free);
  begin (fixture, (ClaspMidiTimeConfig){ .clock_in = FALSE });
  for (guint i = 0; i < 24; i++)
    {
      hear (fixture, "f8");
      advance (fixture, 20833);
    }
  assert_heard (fixture, "");
}

/* ---- clock out ---- */

static const ClaspMidiTimeConfig clock_120 = { .clock_out = TRUE, .tempo = 120 };

/* Ten minutes with a loop that is up to a millisecond late: every pulse is there, none drifts. */
static void
test_clock_out_without_drift (Fixture *fixture, gconstpointer data)
{
  begin (fixture, clock_120);
  run_for (fixture, 600 * (gint64) G_USEC_PER_SEC, 997);
  g_assert_cmpint (fixture->n_pulses, ==, 600 * 48);
  g_assert_cmpint (fixture->last_pulse_us - START_US, <=, 600 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (fixture->last_pulse_us - START_US, >, 600 * (gint64) G_USEC_PER_SEC - 1000);
}

static void
test_clock_out_transport (Fixture *fixture, gconstpointer data)
{
  begin (fixture, clock_120);
  advance (fixture, 1000);
  g_assert_cmpint (deliver (fixture, "/transport", "start"), ==, CLASP_MIDI_TIME_DONE);
  assert_sent (fixture, ""); /* with the next pulse */
  g_assert_cmpint (fixture->n_pulses, ==, 0);
  advance (fixture, 19834);
  assert_sent (fixture, "fa");
  g_assert_cmpint (fixture->n_pulses, ==, 1);
  g_assert_cmpint (deliver (fixture, "/transport", "stop"), ==, CLASP_MIDI_TIME_DONE);
  assert_sent (fixture, "fc");
  run_for (fixture, G_USEC_PER_SEC, 1000);
  g_assert_cmpint (fixture->n_pulses, ==, 49);
  deliver (fixture, "/transport", "continue");
  run_for (fixture, 30000, 1000);
  assert_sent (fixture, "fb");
  g_assert_cmpint (deliver (fixture, "/transport", "jump"), ==, CLASP_MIDI_TIME_REFUSED);
}

static void
test_clock_out_song_position (Fixture *fixture, gconstpointer data)
{
  begin (fixture, clock_120);
  g_assert_cmpint (deliver (fixture, "/songpos", "1000"), ==, CLASP_MIDI_TIME_DONE);
  assert_sent (fixture, "f2 68 07");
  g_assert_cmpint (deliver (fixture, "/songpos", "16383"), ==, CLASP_MIDI_TIME_DONE);
  g_assert_cmpint (deliver (fixture, "/songpos", "16384"), ==, CLASP_MIDI_TIME_REFUSED);
  assert_sent (fixture, "f2 7f 7f");
  deliver (fixture, "/transport", "continue");
  g_assert_cmpint (deliver (fixture, "/songpos", "0"), ==, CLASP_MIDI_TIME_REFUSED);
  run_for (fixture, 30000, 1000);
  g_assert_cmpint (deliver (fixture, "/songpos", "0"), ==, CLASP_MIDI_TIME_REFUSED);
  deliver (fixture, "/transport", "stop");
  g_assert_cmpint (deliver (fixture, "/songpos", "0"), ==, CLASP_MIDI_TIME_DONE);
  assert_sent (fixture, "fb|fc|f2 00 00");
}

static void
test_clock_out_counts_the_song (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMidiClockOut) clock =
    clasp_midi_clock_out_new (fixture->timers, 120, send_cb, fixture);

  clasp_midi_clock_out_set_position (clock, 4);
  g_assert_cmpint (clasp_midi_clock_out_get_pulse (clock), ==, 24);
  clasp_midi_clock_out_transport (clock, CLASP_MIDI_CONTINUE);
  run_for (fixture, 500000, 1000);
  g_assert_cmpint (clasp_midi_clock_out_get_pulse (clock), ==, 48);
  clasp_midi_clock_out_transport (clock, CLASP_MIDI_STOP);
  run_for (fixture, 500000, 1000);
  g_assert_cmpint (clasp_midi_clock_out_get_pulse (clock), ==, 48);
  clasp_midi_clock_out_transport (clock, CLASP_MIDI_START);
  run_for (fixture, 500000, 1000);
  g_assert_cmpint (clasp_midi_clock_out_get_pulse (clock), ==, 24);
}

static void
test_clock_out_tempo (Fixture *fixture, gconstpointer data)
{
  begin (fixture, clock_120);
  run_for (fixture, G_USEC_PER_SEC, 1000);
  g_assert_cmpint (deliver (fixture, "/tempo", "240"), ==, CLASP_MIDI_TIME_DONE);
  run_for (fixture, G_USEC_PER_SEC, 1000);
  g_assert_cmpint (fixture->n_pulses, ==, 48 + 96);
  g_assert_cmpint (deliver (fixture, "/tempo", "20"), ==, CLASP_MIDI_TIME_DONE);
  g_assert_cmpint (deliver (fixture, "/tempo", "19.9"), ==, CLASP_MIDI_TIME_REFUSED);
  g_assert_cmpint (deliver (fixture, "/tempo", "400"), ==, CLASP_MIDI_TIME_DONE);
  g_assert_cmpint (deliver (fixture, "/tempo", "400.1"), ==, CLASP_MIDI_TIME_REFUSED);
  g_assert_cmpint (deliver (fixture, "/tempo", "fast"), ==, CLASP_MIDI_TIME_REFUSED);
}

/* A laptop that slept for a minute does not catch up with 2880 pulses. */
static void
test_clock_out_after_sleep (Fixture *fixture, gconstpointer data)
{
  begin (fixture, clock_120);
  advance (fixture, 60 * G_USEC_PER_SEC);
  g_assert_cmpint (fixture->n_pulses, <=, 2);
  fixture->n_pulses = 0;
  run_for (fixture, G_USEC_PER_SEC, 1000);
  g_assert_cmpint (fixture->n_pulses, ==, 48);
}

static void
test_clock_out_is_a_setting (Fixture *fixture, gconstpointer data)
{
  begin (fixture, (ClaspMidiTimeConfig){ .clock_out = FALSE });
  run_for (fixture, G_USEC_PER_SEC, 10000);
  g_assert_cmpint (fixture->n_pulses, ==, 0);
  g_assert_cmpint (deliver (fixture, "/tempo", "120"), ==, CLASP_MIDI_TIME_NOT_MINE);
  g_assert_cmpint (deliver (fixture, "/transport", "start"), ==, CLASP_MIDI_TIME_NOT_MINE);
}

/* ---- time code in (show-protocols.md 3.1) ---- */

static const ClaspMidiTimeConfig mtc = { .mtc_in = TRUE };

/* Quarter frames of @text from piece @first, @n of them, each at its time. */
static void
play (Fixture *fixture, const char *text, ClaspMidiRate rate, int first, int n)
{
  ClaspMidiTimecode start, at;
  gint64            frame;

  g_assert_true (clasp_midi_timecode_parse (clasp_str (text), rate, &start));
  frame = clasp_midi_timecode_to_frame (&start);
  for (int i = 0; i < ABS (n); i++)
    {
      int              piece = first + (n > 0 ? i : -i);
      int              set = piece >= 0 ? piece / 8 : -((7 - piece) / 8);
      guint            number = (guint) (piece - set * 8);
      g_autofree char *hex = NULL;

      clasp_midi_timecode_from_frame (&at, rate, frame + set * 2);
      hex = g_strdup_printf ("f1 %02x", clasp_midi_quarter_frame_encode (&at, number));
      hear (fixture, hex);
      advance (fixture, clasp_midi_rate_get_us (rate, 1));
    }
}

static void
test_mtc_in_vector (Fixture *fixture, gconstpointer data)
{
  static const char *const pieces[] = { "f1 04", "f1 10", "f1 23", "f1 30",
                                        "f1 42", "f1 50", "f1 61", "f1 72" };

  begin (fixture, mtc);
  for (guint i = 0; i < 7; i++)
    {
      hear (fixture, pieces[i]);
      advance (fixture, 10000);
    }
  assert_heard (fixture, "");
  hear (fixture, pieces[7]);
  /* the time of piece 0 is nearly two frames old by then */
  assert_heard (fixture, "/mtc/state running|/mtc 01:02:03:05");
}

static void
test_mtc_in_runs (Fixture *fixture, gconstpointer data)
{
  begin (fixture, mtc);
  play (fixture, "00:00:10:00", CLASP_MIDI_RATE_25, 0, 17);
  assert_heard (
    fixture,
    "/mtc/state running|/mtc 00:00:10:01|/mtc 00:00:10:02|/mtc 00:00:10:03|/mtc 00:00:10:04");
}

static void
test_mtc_in_backwards (Fixture *fixture, gconstpointer data)
{
  begin (fixture, mtc);
  play (fixture, "00:00:10:00", CLASP_MIDI_RATE_25, 7, -8);
  assert_heard (fixture, "/mtc/state running|/mtc 00:00:10:00");
  play (fixture, "00:00:10:00", CLASP_MIDI_RATE_25, -1, -8);
  assert_heard (fixture, "/mtc 00:00:09:24|/mtc 00:00:09:23");
}

/* 29.97 over the minute: 0 and 1 are left out. */
static void
test_mtc_in_drop_frame (Fixture *fixture, gconstpointer data)
{
  begin (fixture, mtc);
  play (fixture, "00:00:59:26", CLASP_MIDI_RATE_30_DROP, 0, 24);
  assert_heard (fixture, "/mtc/state running|/mtc 00:00:59:27|/mtc 00:00:59:28|/mtc "
                         "00:00:59:29|/mtc 00:01:00:02|/mtc 00:01:00:03");
}

/* Through a gap it goes on for two frames and no further, and stops after 100 ms. */
static void
test_mtc_in_freewheel (Fixture *fixture, gconstpointer data)
{
  begin (fixture, mtc);
  play (fixture, "00:00:10:00", CLASP_MIDI_RATE_25, 0, 9);
  assert_heard (fixture, "/mtc/state running|/mtc 00:00:10:01|/mtc 00:00:10:02");
  run_for (fixture, 85000, 1000);
  assert_heard (fixture, "/mtc/state freewheel|/mtc 00:00:10:02|/mtc 00:00:10:03|/mtc 00:00:10:04");
  run_for (fixture, 4000, 1000);
  assert_heard (fixture, "");
  run_for (fixture, 1000, 1000);
  assert_heard (fixture, "/mtc/state stopped|/mtc 00:00:10:04");
  run_for (fixture, G_USEC_PER_SEC, 10000);
  assert_heard (fixture, "");
}

static void
test_mtc_in_stops_at_100_ms (Fixture *fixture, gconstpointer data)
{
  ClaspMidiMtcIn reader = { 0 };

  for (guint i = 0; i < 8; i++)
    clasp_midi_mtc_in_quarter (&reader, (guint8) (i << 4 | (i == 7 ? 2 : 0)), START_US + i * 10000);
  g_assert_cmpint (reader.state, ==, CLASP_MIDI_MTC_RUNNING);
  clasp_midi_mtc_in_expire (&reader, START_US + 70000 + CLASP_MIDI_MTC_STOP_US - 1);
  g_assert_cmpint (reader.state, ==, CLASP_MIDI_MTC_FREEWHEEL);
  clasp_midi_mtc_in_expire (&reader, START_US + 70000 + CLASP_MIDI_MTC_STOP_US);
  g_assert_cmpint (reader.state, ==, CLASP_MIDI_MTC_STOPPED);
}

/* One lost piece: it runs on, and locks again when eight came in order. */
static void
test_mtc_in_relock (Fixture *fixture, gconstpointer data)
{
  begin (fixture, mtc);
  play (fixture, "00:00:10:00", CLASP_MIDI_RATE_25, 0, 12);
  g_string_truncate (fixture->heard, 0);
  advance (fixture, 10000); /* piece 4 of the second set is missing */
  play (fixture, "00:00:10:00", CLASP_MIDI_RATE_25, 13, 10);
  g_assert_nonnull (strstr (fixture->heard->str, "freewheel"));
  g_assert_null (strstr (fixture->heard->str, "running"));
  g_string_truncate (fixture->heard, 0);
  play (fixture, "00:00:10:00", CLASP_MIDI_RATE_25, 23, 1);
  assert_heard (fixture, "/mtc/state running|/mtc 00:00:10:05");
}

static void
test_mtc_in_full_frame (Fixture *fixture, gconstpointer data)
{
  begin (fixture, mtc);
  hear (fixture, "f0 7f 7f 01 01 0a 14 1e 0c f7");
  assert_heard (fixture, "/mtc 10:20:30:12");
  play (fixture, "00:00:10:00", CLASP_MIDI_RATE_25, 0, 9);
  assert_heard (fixture, "/mtc/state running|/mtc 00:00:10:01|/mtc 00:00:10:02");
  hear (fixture, "f0 7f 7f 01 01 2a 14 1e 0c f7"); /* a jump */
  assert_heard (fixture, "/mtc/state stopped|/mtc 10:20:30:12");
}

static void
test_mtc_in_no_time (Fixture *fixture, gconstpointer data)
{
  begin (fixture, mtc);
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *hex = g_strdup_printf ("f1 %x%x", i, i == 7 ? 3 : 15); /* 31 h 63 min … */

      hear (fixture, hex);
    }
  assert_heard (fixture, "");
}

static void
test_mtc_in_device_goes (Fixture *fixture, gconstpointer data)
{
  begin (fixture, mtc);
  play (fixture, "00:00:10:00", CLASP_MIDI_RATE_25, 0, 8);
  g_string_truncate (fixture->heard, 0);
  clasp_midi_time_reset (fixture->time);
  assert_heard (fixture, "/mtc/state stopped");
  run_for (fixture, G_USEC_PER_SEC, 10000);
  assert_heard (fixture, "");
}

/* ---- time code out ---- */

typedef struct
{
  ClaspMidiMtcIn reader;
  ClaspClock    *clock;
  guint          n_quarters, n_full;
  gint64         last_us;
} Reader;

static void
read_cb (const guint8 *message, gsize size, gpointer user_data)
{
  Reader           *reader = user_data;
  ClaspMidiTimecode time;

  reader->last_us = clasp_clock_now_us (reader->clock);
  if (message[0] == CLASP_MIDI_QUARTER_FRAME)
    {
      clasp_midi_mtc_in_quarter (&reader->reader, message[1], reader->last_us);
      reader->n_quarters++;
    }
  else
    {
      g_assert_true (clasp_midi_full_frame_decode (message, size, &time));
      clasp_midi_mtc_in_full (&reader->reader, &time);
      reader->n_full++;
    }
}

static void
assert_reads (Reader *reader, const char *expected)
{
  char text[CLASP_MIDI_TIMECODE_TEXT];

  clasp_midi_timecode_print (&reader->reader.time, text);
  g_assert_cmpstr (text, ==, expected);
}

/* Ten minutes of each rate from before a minute's end, read by our own reader. */
static void
test_mtc_out_every_rate (Fixture *fixture, gconstpointer data)
{
  static const char *const ends[] = { "00:10:59:00", "00:10:59:00", "00:10:59:00", "00:10:59:00" };

  for (guint rate = 0; rate < 4; rate++)
    {
      Reader                      reader = { .clock = fixture->clock };
      g_autoptr (ClaspMidiMtcOut) time =
        clasp_midi_mtc_out_new (fixture->timers, (ClaspMidiRate) rate, read_cb, &reader);
      ClaspMidiTimecode start = { (ClaspMidiRate) rate, 0, 0, 59, 0 };
      ClaspMidiTimecode end;
      gint64            frames, us, began_us = clasp_clock_now_us (fixture->clock);

      g_assert_true (
        clasp_midi_timecode_parse (clasp_str (ends[rate]), (ClaspMidiRate) rate, &end));
      frames = clasp_midi_timecode_to_frame (&end) - clasp_midi_timecode_to_frame (&start);
      us = clasp_midi_rate_get_us ((ClaspMidiRate) rate, frames * 4);
      clasp_midi_mtc_out_locate (time, &start);
      clasp_midi_mtc_out_run (time, TRUE);
      run_for (fixture, us, 991);
      assert_reads (&reader, ends[rate]);
      g_assert_cmpint (reader.reader.state, ==, CLASP_MIDI_MTC_RUNNING);
      g_assert_cmpint (reader.n_quarters, ==, frames * 4 + 1);
      g_assert_cmpint (reader.last_us - began_us - us, ==, 0);
      g_assert_cmpint (reader.n_full, ==, 2);
    }
}

static void
test_mtc_out_of_a_connection (Fixture *fixture, gconstpointer data)
{
  begin (fixture, (ClaspMidiTimeConfig){ .mtc_out = CLASP_MIDI_MTC_OUT_25 });
  g_assert_cmpint (deliver (fixture, "/mtc", "01:02:03:04"), ==, CLASP_MIDI_TIME_DONE);
  assert_sent (fixture, "f0 7f 7f 01 01 21 02 03 04 f7");
  g_assert_cmpint (deliver (fixture, "/mtc/run", "true"), ==, CLASP_MIDI_TIME_DONE);
  run_for (fixture, 75000, 1000);
  assert_sent (fixture,
               "f0 7f 7f 01 01 21 02 03 04 f7|f1 04|f1 10|f1 23|f1 30|f1 42|f1 50|f1 61|f1 72");
  g_assert_cmpint (deliver (fixture, "/mtc/run", "false"), ==, CLASP_MIDI_TIME_DONE);
  run_for (fixture, G_USEC_PER_SEC, 10000);
  assert_sent (fixture, "");
  deliver (fixture, "/mtc/run", "1");
  assert_sent (fixture, "f0 7f 7f 01 01 21 02 03 05 f7|f1 05");
  g_assert_cmpint (deliver (fixture, "/mtc", "25:00:00:00"), ==, CLASP_MIDI_TIME_REFUSED);
  g_assert_cmpint (deliver (fixture, "/mtc/run", "maybe"), ==, CLASP_MIDI_TIME_REFUSED);
}

static void
test_mtc_out_jump (Fixture *fixture, gconstpointer data)
{
  Reader                      reader = { .clock = fixture->clock };
  g_autoptr (ClaspMidiMtcOut) time =
    clasp_midi_mtc_out_new (fixture->timers, CLASP_MIDI_RATE_25, read_cb, &reader);
  ClaspMidiTimecode there = { CLASP_MIDI_RATE_25, 2, 0, 0, 0 };

  clasp_midi_mtc_out_run (time, TRUE);
  run_for (fixture, 333000, 1000);
  clasp_midi_mtc_out_locate (time, &there);
  assert_reads (&reader, "02:00:00:00");
  run_for (fixture, 400000, 1000);
  assert_reads (&reader, "02:00:00:10");
}

static void
test_mtc_out_after_sleep (Fixture *fixture, gconstpointer data)
{
  Reader                      reader = { .clock = fixture->clock };
  g_autoptr (ClaspMidiMtcOut) time =
    clasp_midi_mtc_out_new (fixture->timers, CLASP_MIDI_RATE_25, read_cb, &reader);

  clasp_midi_mtc_out_run (time, TRUE);
  advance (fixture, 60 * G_USEC_PER_SEC);
  g_assert_cmpint (reader.n_quarters, <, 8);
  assert_reads (&reader, "00:01:00:00");
}

/* A number that is dropped is that of the frame after. */
static void
test_mtc_out_dropped_number (Fixture *fixture, gconstpointer data)
{
  Reader                      reader = { .clock = fixture->clock };
  g_autoptr (ClaspMidiMtcOut) time =
    clasp_midi_mtc_out_new (fixture->timers, CLASP_MIDI_RATE_30_DROP, read_cb, &reader);
  ClaspMidiTimecode there = { CLASP_MIDI_RATE_30, 0, 1, 0, 1 };

  clasp_midi_mtc_out_locate (time, &there);
  assert_reads (&reader, "00:01:00:02");
}

/* ---- active sensing (show-protocols.md 2.4) ---- */

static void
test_sensing_in (Fixture *fixture, gconstpointer data)
{
  begin (fixture, (ClaspMidiTimeConfig){ .sensing_in = TRUE });
  hear (fixture, "90 3c 64");
  run_for (fixture, G_USEC_PER_SEC, 10000);
  g_assert_cmpint (fixture->n_silent, ==, 0); /* it never promised */
  hear (fixture, "fe");
  run_for (fixture, 250000, 10000);
  hear (fixture, "90 3c 64"); /* anything counts */
  advance (fixture, CLASP_MIDI_SENSING_LOST_US);
  g_assert_cmpint (fixture->n_silent, ==, 0);
  advance (fixture, 1);
  g_assert_cmpint (fixture->n_silent, ==, 1);
  run_for (fixture, G_USEC_PER_SEC, 10000);
  g_assert_cmpint (fixture->n_silent, ==, 1);
}

static void
test_sensing_out (Fixture *fixture, gconstpointer data)
{
  begin (fixture, (ClaspMidiTimeConfig){ .sensing_out = TRUE });
  run_for (fixture, 250000, 10000);
  assert_sent (fixture, "fe");
  run_for (fixture, 240000, 10000);
  clasp_midi_time_note_sent (fixture->time);
  run_for (fixture, 240000, 10000);
  assert_sent (fixture, "");
  run_for (fixture, 10000, 10000);
  assert_sent (fixture, "fe");
}

static void
test_sensing_is_a_setting (Fixture *fixture, gconstpointer data)
{
  begin (fixture, (ClaspMidiTimeConfig){ .sensing_in = FALSE });
  hear (fixture, "fe");
  run_for (fixture, G_USEC_PER_SEC, 10000);
  g_assert_cmpint (fixture->n_silent, ==, 0);
  assert_sent (fixture, "");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define PURE(path, func) g_test_add_func ("/bridges/midi/time/" path, func)
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/midi/time/" path, Fixture, NULL, setup, func, teardown)
  PURE ("clock-in/tempo", test_clock_in_tempo);
  PURE ("clock-in/jitter", test_clock_in_jitter);
  PURE ("clock-in/bunches", test_clock_in_bunches);
  PURE ("clock-in/new-tempo", test_clock_in_new_tempo);
  PURE ("clock-in/pause", test_clock_in_pause);
  ADD ("clock-in/is-a-setting", test_clock_in_is_a_setting);
  ADD ("clock-out/without-drift", test_clock_out_without_drift);
  ADD ("clock-out/transport", test_clock_out_transport);
  ADD ("clock-out/song-position", test_clock_out_song_position);
  ADD ("clock-out/counts-the-song", test_clock_out_counts_the_song);
  ADD ("clock-out/tempo", test_clock_out_tempo);
  ADD ("clock-out/after-sleep", test_clock_out_after_sleep);
  ADD ("clock-out/is-a-setting", test_clock_out_is_a_setting);
  ADD ("mtc-in/vector", test_mtc_in_vector);
  ADD ("mtc-in/runs", test_mtc_in_runs);
  ADD ("mtc-in/backwards", test_mtc_in_backwards);
  ADD ("mtc-in/drop-frame", test_mtc_in_drop_frame);
  ADD ("mtc-in/freewheel", test_mtc_in_freewheel);
  ADD ("mtc-in/stops-at-100-ms", test_mtc_in_stops_at_100_ms);
  ADD ("mtc-in/relock", test_mtc_in_relock);
  ADD ("mtc-in/full-frame", test_mtc_in_full_frame);
  ADD ("mtc-in/no-time", test_mtc_in_no_time);
  ADD ("mtc-in/device-goes", test_mtc_in_device_goes);
  ADD ("mtc-out/every-rate", test_mtc_out_every_rate);
  ADD ("mtc-out/of-a-connection", test_mtc_out_of_a_connection);
  ADD ("mtc-out/jump", test_mtc_out_jump);
  ADD ("mtc-out/after-sleep", test_mtc_out_after_sleep);
  ADD ("mtc-out/dropped-number", test_mtc_out_dropped_number);
  ADD ("sensing/in", test_sensing_in);
  ADD ("sensing/out", test_sensing_out);
  ADD ("sensing/is-a-setting", test_sensing_is_a_setting);
  return g_test_run ();
}
