/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-metrics.h"
#include "router/clasp-router-private.h"

/* Each session is described once, by clasp_session_info; the other families name it by its number,
 * so that names chosen by peers are written once and the text stays small. */

typedef char Number[24];

static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
  const ClaspSession *session_a = *(ClaspSession *const *) a;
  const ClaspSession *session_b = *(ClaspSession *const *) b;

  return session_a->number < session_b->number ? -1 : 1;
}

/* The first @max_sessions that are still there, by age: the choice does not change while they stay.
 */
static GPtrArray *
choose (ClaspRouter *self, guint max_sessions)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (ClaspSession *session = self->sessions; session != NULL; session = session->next)
    if (session->state == CLASP_SESSION_OPEN)
      g_ptr_array_add (chosen, session);
  g_ptr_array_sort (chosen, compare_numbers);
  if (chosen->len > max_sessions)
    g_ptr_array_set_size (chosen, (gint) max_sessions);
  return chosen;
}

static const char *
number_of (const ClaspSession *session, Number text)
{
  g_snprintf (text, sizeof (Number), "%" G_GUINT64_FORMAT, session->number);
  return text;
}

static void
write_info (const GPtrArray *sessions, ClaspExposition *text)
{
  Number number;

  clasp_exposition_begin (text, "clasp_session_info", CLASP_METRIC_GAUGE,
                          "Always 1; names the sessions of the other families.");
  for (guint i = 0; i < sessions->len; i++)
    {
      ClaspSession *session = sessions->pdata[i];
      const char   *labels[] = {
          "session",   number_of (session, number),
          "name",      session->name,
          "peer",      session->is_remote ? clasp_link_get_peer (session->link) : "",
          "transport", session->is_remote ? clasp_link_get_carrier (session->link) : "internal",
          NULL
      };

      clasp_exposition_add (text, labels, 1);
    }
}

static void
write_messages (const GPtrArray *sessions, ClaspExposition *text)
{
  Number number;

  clasp_exposition_begin (text, "clasp_session_messages_total", CLASP_METRIC_COUNTER,
                          "Messages from (in) and signals to (out) a session.");
  for (guint i = 0; i < sessions->len; i++)
    {
      ClaspSession *session = sessions->pdata[i];
      const char   *name = number_of (session, number);

      clasp_exposition_add (text, (const char *[]){ "session", name, "direction", "in", NULL },
                            session->n_received);
      clasp_exposition_add (text, (const char *[]){ "session", name, "direction", "out", NULL },
                            session->n_delivered);
    }
}

static void
write_queues (const GPtrArray *sessions, ClaspExposition *text)
{
  Number number;

  clasp_exposition_begin (text, "clasp_session_queue_bytes", CLASP_METRIC_GAUGE,
                          "What waits to be taken by a remote session.");
  for (guint i = 0; i < sessions->len; i++)
    {
      ClaspSession *session = sessions->pdata[i];

      if (session->is_remote)
        clasp_exposition_add (text,
                              (const char *[]){ "session", number_of (session, number), NULL },
                              clasp_link_get_queued (session->link) + session->output.n_bytes +
                                session->output.n_latest_bytes);
    }

  clasp_exposition_begin (text, "clasp_session_drops_total", CLASP_METRIC_COUNTER,
                          "Signals a remote session was too slow to get.");
  for (guint i = 0; i < sessions->len; i++)
    {
      ClaspSession *session = sessions->pdata[i];

      if (session->is_remote)
        clasp_exposition_add (text,
                              (const char *[]){ "session", number_of (session, number), NULL },
                              session->n_dropped);
    }
}

static void
write_latencies (const GPtrArray *sessions, ClaspExposition *text)
{
  Number number;

  clasp_exposition_begin (text, "clasp_session_latency_quantile_seconds", CLASP_METRIC_GAUGE,
                          "Time the router took for messages from a session, since it joined.");
  for (guint i = 0; i < sessions->len; i++)
    {
      ClaspSession *session = sessions->pdata[i];

      if (session->latency != NULL)
        clasp_metrics_write_quantiles (text, "session", number_of (session, number),
                                       session->latency);
    }
}

static void
write_totals (ClaspRouter *self, ClaspExposition *text)
{
  ClaspRouterStats stats;

  clasp_router_get_stats (self, &stats);
  clasp_exposition_gauge (text, "clasp_sessions_active", "Remote sessions.", stats.n_sessions);
  clasp_exposition_gauge (text, "clasp_subscriptions_active", "Subscriptions of all sessions.",
                          stats.n_subscriptions);
  clasp_exposition_gauge (text, "clasp_state_params_active", "Parameters that have a value.",
                          stats.n_params);
  clasp_exposition_gauge (text, "clasp_timelines_playing", "Timelines that play.",
                          stats.n_timelines);
  clasp_exposition_gauge (text, "clasp_connections_unauthenticated",
                          "Connections that have not said HELLO.", self->n_waiting);
  clasp_exposition_counter (text, "clasp_deliveries_total", "Signals handed to sessions.",
                            stats.n_delivered);
  clasp_exposition_counter (text, "clasp_drops_total", "Signals a full queue refused.",
                            stats.n_dropped);
  clasp_exposition_counter (text, "clasp_malformed_total", "Frames that could not be read.",
                            stats.n_malformed);
  clasp_exposition_counter (text, "clasp_looped_total", "Messages stopped in a circle of mappings.",
                            stats.n_looped);
  clasp_exposition_counter (text, "clasp_evicted_total",
                            "Parameters removed to make room for others.", stats.n_evicted);
  clasp_exposition_counter (text, "clasp_duplicates_total",
                            "Confirmed messages that came again.", stats.n_duplicates);
  clasp_exposition_counter (text, "clasp_unacknowledged_total",
                            "Messages a peer did not acknowledge after all repeats.",
                            stats.n_unacknowledged);
}

/**
 * clasp_router_add_latency:
 * @self: a router
 * @sum: where to add
 *
 * Adds the times of all messages that were timed, in nanoseconds. Nothing when timing is off.
 *
 * Thread: worker.
 */
void
clasp_router_add_latency (ClaspRouter *self, ClaspHistogram *sum)
{
  for (guint i = 0; i < CLASP_METRICS_N_TYPES; i++)
    if (self->metrics.types[i].latency != NULL)
      clasp_histogram_merge (sum, self->metrics.types[i].latency);
}

/**
 * clasp_router_write_metrics:
 * @self: a router
 * @text: where to append
 * @max_sessions: how many sessions to list, those that joined first; the totals count all
 *
 * Thread: worker.
 */
void
clasp_router_write_metrics (ClaspRouter *self, ClaspExposition *text, guint max_sessions)
{
  g_autoptr (GPtrArray) sessions = choose (self, max_sessions);

  write_totals (self, text);
  clasp_metrics_write (&self->metrics, text);
  write_info (sessions, text);
  write_messages (sessions, text);
  write_queues (sessions, text);
  write_latencies (sessions, text);
}
