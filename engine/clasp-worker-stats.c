/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-worker-private.h"

#include "core/clasp-fixed-text.h"
#include "io/clasp-priority.h"

#include <time.h>

/* What the worker tells of itself, once a second. */

#define STATS_INTERVAL_US G_USEC_PER_SEC

static double
thread_cpu_s (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void
measure_latency (ClaspWorker *self, ClaspEngineStats *stats)
{
  g_autofree ClaspHistogram *all = g_new0 (ClaspHistogram, 1);

  clasp_router_add_latency (self->router, all);
  clasp_latency_span_take (self->latency, all, &stats->latency, &stats->latency_minute);
}

static void
stats_cb (gpointer user_data)
{
  ClaspWorker     *self = user_data;
  ClaspEngineStats stats = { .running = TRUE };
  gint64           now_us = clasp_worker_now (self);
  double           elapsed_s = (double) (now_us - self->stats_us) / G_USEC_PER_SEC;
  double           cpu_s = thread_cpu_s ();

  clasp_router_get_stats (self->router, &stats.router);
  if (self->stats_us > 0 && elapsed_s > 0)
    {
      stats.rate_in = (double) (stats.router.n_received - self->last_stats.n_received) / elapsed_s;
      stats.rate_out = (double) (stats.router.n_delivered - self->last_stats.n_delivered) / elapsed_s;
      stats.cpu = (cpu_s - self->stats_cpu_s) / elapsed_s;
    }
  stats.nice = clasp_priority_get_nice (clasp_priority_get_thread ());
  measure_latency (self, &stats);
  clasp_router_get_queues (self->router, &stats.queues);
  clasp_worker_tell_crowded (self, &stats);
  stats.n_universes = clasp_universes_count_with_data (self->universes);
  self->stats_us = now_us;
  self->stats_cpu_s = cpu_s;
  self->last_stats = stats.router;
  if (self->rules != NULL)
    clasp_rules_get_stats (self->rules, &stats.rules);
  if (self->listen_error != NULL)
    clasp_fixed_text_set (stats.error, sizeof stats.error, clasp_str (self->listen_error->message));
  if (self->journal != NULL)
    {
      clasp_journal_get_stats (self->journal, &stats.journal);
      if (stats.error[0] == '\0')
        g_strlcpy (stats.error, stats.journal.error, sizeof stats.error);
    }
  self->events.stats (&stats, self->user_data);
  clasp_timers_set (self->timers, &self->stats_timer, now_us + STATS_INTERVAL_US, stats_cb, self);
}

void
clasp_worker_stats_init (ClaspWorker *self)
{
  self->latency = clasp_latency_span_new ();
  stats_cb (self);
}

void
clasp_worker_stats_clear (ClaspWorker *self)
{
  clasp_timers_cancel (self->timers, &self->stats_timer);
  g_clear_pointer (&self->latency, clasp_latency_span_free);
}
