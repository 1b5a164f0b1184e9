/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-timeline.h"
#include "support/clasp-router-fixture.h"

#include <time.h>

/* What timelines cost that play: processor time of a frame in which every one of them writes a new
 * value, with nobody listening and with one listener, and of a frame in which all of them hold. */

#define N_TIMELINES 5000
#define N_FRAMES 300
#define FRAME_US (G_USEC_PER_SEC / 60)

typedef struct
{
  const char *name;
  const char *shape;
  gboolean    has_listener;
} Case;

static const Case cases[] = {
  { "ramps, nobody listens", "ramp", FALSE },
  { "ramps, one listener", "ramp", TRUE },
  { "curves of 100 keyframes, one listener", "curve", TRUE },
  { "holds, one listener", "hold", TRUE },
};

static gint64
cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static ClaspKeyframe
keyframe (guint i, guint n, const char *shape)
{
  ClaspKeyframe result = { .time_us = (guint64) i * 3600 * G_USEC_PER_SEC / (n - 1) };

  result.value = clasp_value_double (g_str_equal (shape, "hold") ? 0.5 : i % 2);
  if (g_str_equal (shape, "curve"))
    {
      result.easing = CLASP_EASING_CUBIC_BEZIER;
      result.has_bezier = TRUE;
      result.bezier[0] = 0.42;
      result.bezier[2] = 0.58;
      result.bezier[3] = 1.0;
    }
  return result;
}

static ClaspValue
make_map (const char *shape)
{
  guint                     n = g_str_equal (shape, "curve") ? 100 : 2;
  ClaspKeyframe             keyframes[100];
  g_autoptr (ClaspTimeline) timeline = NULL;

  for (guint i = 0; i < n; i++)
    keyframes[i] = keyframe (i, n, shape);
  timeline = clasp_timeline_new (keyframes, n, FALSE, -1);
  return clasp_timeline_to_value (timeline, -1);
}

static void
publish_all (ClaspFakeLink *link, const char *shape)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.signal = CLASP_SIGNAL_TIMELINE;
  message.publish.has_value = TRUE;
  message.publish.value = make_map (shape);
  for (guint i = 0; i < N_TIMELINES; i++)
    {
      g_autofree char *address = g_strdup_printf ("/stage/fixture/%u/intensity", i);

      message.publish.address = clasp_str (address);
      clasp_fake_link_inject (link, &message);
    }
  clasp_value_clear (&message.publish.value);
}

static void
run_case (const Case *self)
{
  ClaspRouterFixture fixture;
  ClaspFakeLink     *link;
  gint64             begin_us, published_us, played_us, worst_us = 0;

  clasp_router_fixture_set_up (&fixture, NULL);
  link = clasp_fixture_join (&fixture);
  clasp_fake_link_set_counting (link, TRUE);
  if (self->has_listener)
    clasp_fixture_say (link, "SUBSCRIBE 1 /** param");

  begin_us = cpu_us ();
  publish_all (link, self->shape);
  published_us = cpu_us () - begin_us;
  begin_us = cpu_us ();
  for (guint i = 0; i < N_FRAMES; i++)
    {
      gint64 frame_us = cpu_us ();

      clasp_fixture_advance (&fixture, FRAME_US + 1);
      worst_us = MAX (worst_us, cpu_us () - frame_us);
    }
  played_us = cpu_us () - begin_us;

  g_print (
    "%-38s %u timelines: frame %.2f ms, worst %.2f ms; %.0f ns a value, %.1f %% of a core at "
    "60 Hz; published in %.2f us each\n",
    self->name, N_TIMELINES, (double) played_us / N_FRAMES / 1000.0, (double) worst_us / 1000.0,
    1000.0 * (double) played_us / N_FRAMES / N_TIMELINES,
    100.0 * (double) played_us / N_FRAMES / FRAME_US, (double) published_us / N_TIMELINES);
  clasp_router_fixture_tear_down (&fixture, NULL);
}

int
main (int argc, char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&cases[i]);
  return 0;
}
