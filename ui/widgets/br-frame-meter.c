/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-frame-meter.h"

#include "widgets/br-reduction.h"

#include <time.h>

/* Design notes
 *
 * The poll function of the default context is wrapped: between two calls of it the main thread was
 * busy, inside it rested. A frame's work is all the busy time since the frame before, painting and
 * everything else, or since the thread last rested for a whole frame: what was done long before a
 * frame was asked for did not hold it up.
 *
 * Figures are collected for a second at a time and then added to the total. */

#define INTERVAL_US (G_USEC_PER_SEC / 60) /* where the clock does not know its own */
#define RECENT_US G_USEC_PER_SEC
/* An event's time is the display's; where that is another clock than ours it is not believed. */
#define INPUT_MAX_US (10 * G_USEC_PER_SEC)

static struct
{
  GPollFunc      poll;
  gint64         turn_us;  /* since when this turn of the main loop is busy */
  gint64         frame_us; /* since when the coming frame's work is not yet in @busy_us */
  gint64         busy_us;
  gint64         first_us;
  gint64         cpu_us; /* of the main thread, at the end of the last frame */
  gint64         input_us;
  gint64         value_us;
  gint64         drain_began_us;
  gint64         drain_window_us;
  gint64         drain_us;
  guint          n_bound; /* in this frame */
  BrFrameFigures now, last, total;
} meter;

/* --- turns of the main loop --------------------------------------------------------------------- */

static int
meter_poll (GPollFD *fds,
            guint    n_fds,
            int      timeout)
{
  gint64 before_us = g_get_monotonic_time ();
  gint64 after_us;
  int    result;

  meter.now.block_us = MAX (meter.now.block_us, before_us - meter.turn_us);
  meter.busy_us += before_us - meter.frame_us;
  result = meter.poll (fds, n_fds, timeout);
  after_us = g_get_monotonic_time ();
  if (after_us - before_us >= INTERVAL_US)
    meter.busy_us = meter.input_us = meter.value_us = 0;
  meter.turn_us = meter.frame_us = after_us;

  return result;
}

void
br_frame_meter_start (void)
{
  if (meter.poll != NULL)
    return;

  meter.poll = g_main_context_get_poll_func (NULL);
  meter.turn_us = meter.frame_us = meter.now.since_us = meter.total.since_us = g_get_monotonic_time ();
  g_main_context_set_poll_func (NULL, meter_poll);
}

/* --- figures ------------------------------------------------------------------------------------ */

static void
add_figures (BrFrameFigures       *to,
             const BrFrameFigures *from)
{
  to->n_frames += from->n_frames;
  to->n_missed += from->n_missed;
  to->n_bound += from->n_bound;
  to->bound_max = MAX (to->bound_max, from->bound_max);
  to->block_us = MAX (to->block_us, from->block_us);
  clasp_histogram_merge (&to->work, &from->work);
  clasp_histogram_merge (&to->cpu, &from->cpu);
  clasp_histogram_merge (&to->drain, &from->drain);
  clasp_histogram_merge (&to->input, &from->input);
  clasp_histogram_merge (&to->value, &from->value);
}

static void
end_second (gint64 now_us)
{
  add_figures (&meter.total, &meter.now);
  if (now_us - meter.now.since_us >= RECENT_US)
    br_reduction_judge (&meter.now);
  meter.last = meter.now;
  meter.now = (BrFrameFigures) { .since_us = now_us };
}

const BrFrameFigures *
br_frame_meter_get_total (void)
{
  end_second (g_get_monotonic_time ());

  return &meter.total;
}

void
br_frame_meter_reset (void)
{
  gint64 now_us = g_get_monotonic_time ();

  end_second (now_us);
  meter.total = (BrFrameFigures) { .since_us = now_us };
}

const BrFrameFigures *
br_frame_meter_get_recent (gint64 now_us)
{
  if (now_us - meter.now.since_us >= RECENT_US)
    end_second (now_us);

  return &meter.last;
}

gint64
br_frame_meter_get_first_us (void)
{
  return meter.first_us;
}

static void
add_times (GVariantDict         *dict,
           const char           *name,
           const ClaspHistogram *times)
{
  static const struct
  {
    const char *name;
    double      quantile;
  } quantiles[] = { { "p50", 0.5 }, { "p95", 0.95 }, { "p99", 0.99 } };
  g_autofree char *count = g_strconcat (name, "-count", NULL);
  g_autofree char *max = g_strconcat (name, "-max", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (quantiles); i++)
    {
      g_autofree char *key = g_strconcat (name, "-", quantiles[i].name, NULL);

      g_variant_dict_insert (dict, key, "t", clasp_histogram_get_quantile (times, quantiles[i].quantile));
    }
  g_variant_dict_insert (dict, count, "t", times->n);
  g_variant_dict_insert (dict, max, "t", times->max);
}

/**
 * br_frame_meter_to_variant:
 *
 * Returns: (transfer floating): the total as a{sv}, times in microseconds
 */
GVariant *
br_frame_meter_to_variant (void)
{
  const BrFrameFigures *total = br_frame_meter_get_total ();
  GVariantDict          dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "since", "x", total->since_us);
  g_variant_dict_insert (&dict, "now", "x", g_get_monotonic_time ());
  g_variant_dict_insert (&dict, "first-frame", "x", meter.first_us);
  g_variant_dict_insert (&dict, "frames", "t", total->n_frames);
  g_variant_dict_insert (&dict, "missed", "t", total->n_missed);
  g_variant_dict_insert (&dict, "bound", "t", total->n_bound);
  g_variant_dict_insert (&dict, "bound-max", "u", total->bound_max);
  g_variant_dict_insert (&dict, "block-max", "x", total->block_us);
  add_times (&dict, "work", &total->work);
  add_times (&dict, "cpu", &total->cpu);
  add_times (&dict, "drain", &total->drain);
  add_times (&dict, "input", &total->input);
  add_times (&dict, "value", &total->value);

  return g_variant_dict_end (&dict);
}

/* --- frames ------------------------------------------------------------------------------------- */

/**
 * br_frame_meter_begin_frame:
 * @clock: the window's clock
 * @last_us: (inout): when its last frame began while it ran; 0 = it stood
 * @is_running: frames are asked for all the time
 *
 * While the clock runs each of its frames should begin one interval after the last.
 */
void
br_frame_meter_begin_frame (GdkFrameClock *clock,
                            gint64        *last_us,
                            gboolean       is_running)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 interval_us = 0;
  gint64 late;

  gdk_frame_clock_get_refresh_info (clock, 0, &interval_us, NULL);
  if (interval_us <= 0)
    interval_us = INTERVAL_US;
  late = *last_us != 0 ? (now_us - *last_us + interval_us / 2) / interval_us - 1 : 0;
  meter.now.n_missed += (guint64) MAX (late, 0);
  *last_us = is_running ? now_us : 0;
}

static void
end_input (gint64 now_us)
{
  if (meter.input_us != 0)
    clasp_histogram_record (&meter.now.input, (guint64) MAX (now_us - meter.input_us, 0));
  if (meter.value_us != 0)
    clasp_histogram_record (&meter.now.value, (guint64) MAX (now_us - meter.value_us, 0));
  meter.input_us = meter.value_us = 0;
}

/* A busy machine makes a frame late that costs little: the two are told apart. */
static void
end_cpu (void)
{
  struct timespec now;
  gint64          cpu_us;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  cpu_us = (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
  clasp_histogram_record (&meter.now.cpu, (guint64) (cpu_us - meter.cpu_us));
  meter.cpu_us = cpu_us;
}

void
br_frame_meter_end_frame (void)
{
  gint64 now_us = g_get_monotonic_time ();

  if (meter.first_us == 0)
    meter.first_us = now_us;
  clasp_histogram_record (&meter.now.work, (guint64) (meter.busy_us + now_us - meter.frame_us));
  meter.busy_us = 0;
  meter.frame_us = now_us;
  end_cpu ();
  end_input (now_us);
  if (meter.drain_us > 0)
    clasp_histogram_record (&meter.now.drain, (guint64) meter.drain_us);
  meter.drain_us = 0;
  meter.drain_window_us = now_us;
  meter.now.n_frames++;
  meter.now.n_bound += meter.n_bound;
  meter.now.bound_max = MAX (meter.now.bound_max, meter.n_bound);
  meter.n_bound = 0;
  if (now_us - meter.now.since_us >= RECENT_US)
    end_second (now_us);
}

/* --- on the way --------------------------------------------------------------------------------- */

/* The oldest that waits for its picture counts. Displays on this machine tell the time of an event
 * in milliseconds of our own clock, cut to 32 bits. */
void
br_frame_meter_note_input (guint32 event_ms)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 age_us = (gint64) (guint32) ((guint32) (now_us / 1000) - event_ms) * 1000;

  if (meter.input_us == 0)
    meter.input_us = event_ms != 0 && age_us < INPUT_MAX_US ? now_us - age_us : now_us;
}

void
br_frame_meter_note_value (gint64 updated_us)
{
  if (meter.value_us == 0 || updated_us < meter.value_us)
    meter.value_us = updated_us;
}

void
br_frame_meter_note_bound (void)
{
  meter.n_bound++;
}

gint64
br_frame_meter_begin_drain (void)
{
  meter.drain_began_us = g_get_monotonic_time ();
  if (meter.drain_began_us - meter.drain_window_us >= INTERVAL_US)
    {
      meter.drain_window_us = meter.drain_began_us;
      meter.drain_us = 0;
    }

  return MAX (BR_DRAIN_BUDGET_US - meter.drain_us, 0);
}

gint64
br_frame_meter_get_drain_left (void)
{
  return BR_DRAIN_BUDGET_US - meter.drain_us - (g_get_monotonic_time () - meter.drain_began_us);
}

void
br_frame_meter_end_drain (void)
{
  meter.drain_us += g_get_monotonic_time () - meter.drain_began_us;
}
