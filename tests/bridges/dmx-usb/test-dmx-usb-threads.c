/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The border between the worker and the threads of devices; run by the thread sanitizer too. */

#include "bridges/dmx-usb/clasp-dmx-cable.h"
#include "bridges/dmx-usb/clasp-dmx-runner.h"
#include "support/clasp-test.h"

#include <string.h>

#define N_FRAMES 300
#define N_ROUNDS 20

typedef struct
{
  ClaspReactor     *reactor;
  ClaspDmxRunner   *runner;
  ClaspDmxCableEnd *lamp;
  guint             n_opened, n_received, n_sent, n_dropped, n_ended;
  guint8            last;
  char              why[256];
} Side;

static void
opened_cb (const char *about, const char *warning, gpointer user_data)
{
  ((Side *) user_data)->n_opened++;
}

static void
received_cb (const ClaspDmxReceived *frame, gpointer user_data)
{
  Side *side = user_data;

  /* A frame is whole or not there. */
  for (guint i = 1; i < frame->n_slots; i++)
    g_assert_cmpuint (frame->slots[i], ==, frame->slots[0]);
  side->n_received++;
  side->last = frame->slots[0];
}

static void
sent_cb (guint n_frames, gpointer user_data)
{
  ((Side *) user_data)->n_sent += n_frames;
}

static void
dropped_cb (guint n_frames, gpointer user_data)
{
  ((Side *) user_data)->n_dropped += n_frames;
}

static void
ended_cb (const GError *error, gpointer user_data)
{
  Side *side = user_data;

  side->n_ended++;
  g_strlcpy (side->why, error->message, sizeof side->why);
  g_clear_pointer (&side->runner, clasp_dmx_runner_free);
}

static const ClaspDmxRunnerHandler handler = { opened_cb, received_cb, sent_cb, dropped_cb, ended_cb };

static void
set_up (Side *side, gconstpointer data)
{
  side->reactor = clasp_reactor_new (NULL);
  side->lamp = clasp_dmx_cable_plug ("border");
}

static void
tear_down (Side *side, gconstpointer data)
{
  g_clear_pointer (&side->runner, clasp_dmx_runner_free);
  g_assert_true (clasp_dmx_runners_wait (5 * G_USEC_PER_SEC));
  clasp_dmx_cable_unplug (side->lamp);
  clasp_reactor_unref (side->reactor);
}

static void
start (Side *side, const char *driver)
{
  ClaspDmxRunnerOptions options = { .driver = { .device = "border", .outputs = 1, .inputs = 2, .max_hz = 44,
                                                .break_us = 176, .mark_us = 16 },
                                    .n_slots = 512, .min_hz = 44, .blackout_on_stop = TRUE };

  g_strlcpy (options.driver.driver, driver, sizeof options.driver.driver);
  side->runner = clasp_dmx_runner_new (side->reactor, &options, &handler, side);
}

static gboolean
is_open (gpointer user_data)
{
  return ((Side *) user_data)->n_opened > 0;
}

static gboolean
is_over (gpointer user_data)
{
  return ((Side *) user_data)->n_ended > 0;
}

static gboolean
has_last (gpointer user_data)
{
  Side *side = user_data;

  return side->n_received + side->n_dropped >= N_FRAMES;
}

static gpointer
send_in (gpointer user_data)
{
  g_autoptr (ClaspDmxCableEnd) console = clasp_dmx_cable_plug ("border");
  guint8                       levels[CLASP_DMX_SLOTS];

  for (guint i = 0; i < N_FRAMES; i++)
    {
      memset (levels, (int) (i & 0xff), sizeof levels);
      clasp_dmx_cable_send (console, 1, 0, levels, sizeof levels);
      if (i % CLASP_DMX_CABLE_FRAMES == CLASP_DMX_CABLE_FRAMES / 2 - 1)
        g_usleep (2000); /* as a line does, which is slower than memory */
    }
  return NULL;
}

/* Frames go both ways at once, and none is torn. */
static void
test_frames_both_ways (Side *side, gconstpointer data)
{
  guint8           levels[CLASP_DMX_SLOTS];
  ClaspDmxReceived frame;
  GThread         *console;
  guint            n = 0;

  start (side, "virtual");
  clasp_test_spin_until (is_open, side, "the line");
  console = g_thread_new ("console", send_in, NULL);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      memset (levels, (int) (i & 0xff), sizeof levels);
      clasp_dmx_runner_set_frame (side->runner, 0, levels);
      g_main_context_iteration (NULL, FALSE);
      while (clasp_dmx_cable_take (side->lamp, &frame, NULL))
        if (frame.port == 0)
          {
            for (guint k = 1; k < frame.n_slots; k++)
              g_assert_cmpuint (frame.slots[k], ==, frame.slots[0]);
            n++;
          }
    }
  g_thread_join (console);
  clasp_test_spin_for (has_last, side, 1000);
  g_assert_cmpuint (side->n_received, >, 0);
  g_assert_cmpuint (side->n_sent, >, 0);
}

/* Until the thread has gone round so often, without the worker's loop. */
static void
wait_rounds (Side *side, guint n)
{
  gint64           end_us = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  ClaspDmxReceived frame;

  while (n > 0 && g_get_monotonic_time () < end_us)
    if (!clasp_dmx_cable_take (side->lamp, &frame, NULL))
      g_usleep (1000);
    else if (frame.port == 0)
      n--;
  g_assert_cmpuint (n, ==, 0);
}

static void
send_and_count (Side *side, guint n, guint n_received, guint n_dropped)
{
  static const guint8          levels[CLASP_DMX_SLOTS];
  g_autoptr (ClaspDmxCableEnd) console = clasp_dmx_cable_plug ("border");

  side->n_received = side->n_dropped = 0;
  for (guint i = 0; i < n; i++)
    clasp_dmx_cable_send (console, 1, 0, levels, sizeof levels);
  wait_rounds (side, 3);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (side->n_received, ==, n_received);
  g_assert_cmpuint (side->n_dropped, ==, n_dropped);
}

/* A worker that is busy elsewhere loses frames, not the count of them. */
static void
test_frames_for_the_worker_are_bounded (Side *side, gconstpointer data)
{
  static const guint8 levels[CLASP_DMX_SLOTS];

  start (side, "virtual");
  clasp_test_spin_until (is_open, side, "the line");
  clasp_dmx_runner_set_frame (side->runner, 0, levels);
  send_and_count (side, 32, 32, 0);
  send_and_count (side, 33, 32, 1);
}

static void
test_frames_at_an_end_are_bounded (Side *side, gconstpointer data)
{
  g_autoptr (ClaspDmxCableEnd) console = clasp_dmx_cable_plug ("border");
  ClaspDmxReceived             frame;

  for (guint n = CLASP_DMX_CABLE_FRAMES; n <= CLASP_DMX_CABLE_FRAMES + 1; n++)
    {
      for (guint i = 0; i < n; i++)
        clasp_dmx_cable_send (console, 0, 0, (const guint8[]){ (guint8) i }, 1);
      for (guint i = n - CLASP_DMX_CABLE_FRAMES; i < n; i++)
        {
          g_assert_true (clasp_dmx_cable_take (side->lamp, &frame, NULL));
          g_assert_cmpuint (frame.slots[0], ==, i);
        }
      g_assert_false (clasp_dmx_cable_take (side->lamp, &frame, NULL));
    }
}

/* bridges.md 13.4: no descriptor and no thread is left behind. */
static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint            n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
round_trip (Side *side, gboolean wait)
{
  static const guint8 levels[CLASP_DMX_SLOTS] = { 1 };

  side->n_opened = 0;
  start (side, "virtual");
  clasp_dmx_runner_set_frame (side->runner, 0, levels);
  if (wait)
    clasp_test_spin_until (is_open, side, "the line");
  g_clear_pointer (&side->runner, clasp_dmx_runner_free);
}

static void
test_nothing_is_left_behind (Side *side, gconstpointer data)
{
  guint n_fds, n_threads;

  round_trip (side, TRUE);
  g_assert_true (clasp_dmx_runners_wait (5 * G_USEC_PER_SEC));
  n_fds = count_entries ("/proc/self/fd");
  n_threads = count_entries ("/proc/self/task");
  for (guint i = 0; i < N_ROUNDS; i++)
    round_trip (side, i % 2);
  g_assert_true (clasp_dmx_runners_wait (5 * G_USEC_PER_SEC));
  g_assert_cmpuint (count_entries ("/proc/self/fd"), ==, n_fds);
  /* Its last instructions are behind the count. */
  for (guint i = 0; i < 1000 && count_entries ("/proc/self/task") > n_threads; i++)
    g_thread_yield ();
  g_assert_cmpuint (count_entries ("/proc/self/task"), <=, n_threads);
}

static void
test_what_cannot_be_opened_ends (Side *side, gconstpointer data)
{
  start (side, "udmx");
  clasp_test_spin_until (is_over, side, "the end");
  g_assert_null (side->runner);
  g_assert_nonnull (strstr (side->why, "“border” is not connected"));
}

static void
test_let_go_before_it_is_open (Side *side, gconstpointer data)
{
  start (side, "enttec-pro");
  g_clear_pointer (&side->runner, clasp_dmx_runner_free);
  g_assert_true (clasp_dmx_runners_wait (5 * G_USEC_PER_SEC));
  g_assert_cmpuint (side->n_ended, ==, 0);
}

#define ADD(name, function) g_test_add ("/threads/dmx-usb/" name, Side, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  ADD ("frames-both-ways", test_frames_both_ways);
  ADD ("frames-for-the-worker-are-bounded", test_frames_for_the_worker_are_bounded);
  ADD ("frames-at-an-end-are-bounded", test_frames_at_an_end_are_bounded);
  ADD ("nothing-is-left-behind", test_nothing_is_left_behind);
  ADD ("what-cannot-be-opened-ends", test_what_cannot_be_opened_ends);
  ADD ("let-go-before-it-is-open", test_let_go_before_it_is_open);
  return g_test_run ();
}
