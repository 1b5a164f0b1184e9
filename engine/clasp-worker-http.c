/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-worker-private.h"

#include "core/clasp-process.h"
#include "transports/ws/clasp-ws-listener.h"

#include <json-glib/json-glib.h>

/* What the router's HTTP port tells whoever watches over it (operations.md 6 and 7).
 *
 * The text of the metrics is kept for a tenth of a second: however often somebody asks, the router
 * writes it ten times a second at most, and those who are slow to read share the same bytes. */

#define METRICS_AGE_US (G_USEC_PER_SEC / 10)

static ClaspHttpAnswer
text_answer (guint status, const char *text)
{
  return (ClaspHttpAnswer){ status, "text/plain", g_bytes_new_static (text, strlen (text)) };
}

/* ---- health ---- */

gboolean
clasp_worker_is_ready (ClaspWorker *self)
{
  const char *const *uris = clasp_settings_get_strv (self->router_settings, "listen");

  if (!self->is_complete || self->is_stopping || self->listen_error != NULL)
    return FALSE;
  for (guint i = 0; uris[i] != NULL; i++)
    if (!g_hash_table_contains (self->listeners, uris[i]))
      return FALSE;
  return TRUE;
}

static ClaspHttpAnswer
health_answer (ClaspWorker *self)
{
  g_autoptr (JsonBuilder)   builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode)      root = NULL;
  ClaspRouterStats          stats;
  char                     *text;
  gsize                     size;

  clasp_router_get_stats (self->router, &stats);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, "ok");
  json_builder_set_member_name (builder, "version");
  json_builder_add_string_value (builder, CLASP_VERSION);
  json_builder_set_member_name (builder, "uptime");
  json_builder_add_int_value (builder,
                              (clasp_worker_now (self) - self->started_us) / G_USEC_PER_SEC);
  json_builder_set_member_name (builder, "sessions");
  json_builder_add_int_value (builder, stats.n_sessions);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, &size);
  return (ClaspHttpAnswer){ 200, "application/json", g_bytes_new_take (text, size) };
}

/* ---- metrics ---- */

static void
write_carriers (ClaspWorker *self, ClaspExposition *text)
{
  guint               n;
  const ClaspTraffic *traffic = clasp_reactor_list_traffic (self->reactor, &n);

  clasp_exposition_begin (text, "clasp_connections_total", CLASP_METRIC_COUNTER,
                          "Connections taken, by carrier.");
  for (guint i = 1; i < n; i++)
    clasp_exposition_add (text, (const char *[]){ "transport", traffic[i].carrier, NULL },
                          traffic[i].n_connections);
  clasp_exposition_begin (text, "clasp_bytes_total", CLASP_METRIC_COUNTER,
                          "Bytes through the sockets of peers, before encryption.");
  for (guint i = 1; i < n; i++)
    {
      clasp_exposition_add (
        text, (const char *[]){ "direction", "in", "transport", traffic[i].carrier, NULL },
        traffic[i].bytes_in);
      clasp_exposition_add (
        text, (const char *[]){ "direction", "out", "transport", traffic[i].carrier, NULL },
        traffic[i].bytes_out);
    }
}

/* Calls @write for every connection of the show, within one family. */
static void
write_family (ClaspWorker     *self,
              ClaspExposition *text,
              const char      *name,
              ClaspMetricType  type,
              const char      *help,
              void (*write) (const ClaspLiveConnection *live, ClaspExposition *text))
{
  GHashTableIter iter;
  gpointer       live;

  clasp_exposition_begin (text, name, type, help);
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &live))
    write (live, text);
}

static void
write_bridge_info (const ClaspLiveConnection *live, ClaspExposition *text)
{
  const char *labels[] = { "bridge", live->spec->id,   "name", live->spec->name,
                           "kind",   live->spec->kind, NULL };

  clasp_exposition_add (text, labels, 1);
}

static void
write_bridge_up (const ClaspLiveConnection *live, ClaspExposition *text)
{
  ClaspBridgeState state = clasp_bridge_peek_status (live->bridge)->state;

  clasp_exposition_add (text, (const char *[]){ "bridge", live->spec->id, NULL },
                        state == CLASP_BRIDGE_STATE_IDLE || state == CLASP_BRIDGE_STATE_LIVE ||
                          state == CLASP_BRIDGE_STATE_DEGRADED);
}

static void
write_bridge_messages (const ClaspLiveConnection *live, ClaspExposition *text)
{
  const ClaspBridgeStatus *status = clasp_bridge_peek_status (live->bridge);

  clasp_exposition_add (text, (const char *[]){ "bridge", live->spec->id, "direction", "in", NULL },
                        status->n_in);
  clasp_exposition_add (
    text, (const char *[]){ "bridge", live->spec->id, "direction", "out", NULL }, status->n_out);
}

static void
write_bridge_bytes (const ClaspLiveConnection *live, ClaspExposition *text)
{
  const ClaspBridgeStatus *status = clasp_bridge_peek_status (live->bridge);

  clasp_exposition_add (text, (const char *[]){ "bridge", live->spec->id, "direction", "in", NULL },
                        status->bytes_in);
  clasp_exposition_add (
    text, (const char *[]){ "bridge", live->spec->id, "direction", "out", NULL }, status->bytes_out);
}

static void
write_bridge_coalesced (const ClaspLiveConnection *live, ClaspExposition *text)
{
  clasp_exposition_add (text, (const char *[]){ "bridge", live->spec->id, NULL },
                        clasp_bridge_peek_status (live->bridge)->n_coalesced);
}

static void
write_bridge_reconnects (const ClaspLiveConnection *live, ClaspExposition *text)
{
  clasp_exposition_add (text, (const char *[]){ "bridge", live->spec->id, NULL },
                        clasp_bridge_peek_status (live->bridge)->n_reconnects);
}

static void
write_bridge_drops (const ClaspLiveConnection *live, ClaspExposition *text)
{
  clasp_exposition_add (text, (const char *[]){ "bridge", live->spec->id, NULL },
                        clasp_bridge_peek_status (live->bridge)->n_dropped);
}

static void
write_bridge_errors (const ClaspLiveConnection *live, ClaspExposition *text)
{
  const ClaspBridgeStatus *status = clasp_bridge_peek_status (live->bridge);

  clasp_exposition_add (text,
                        (const char *[]){ "bridge", live->spec->id, "reason", "malformed", NULL },
                        status->n_malformed);
  clasp_exposition_add (text,
                        (const char *[]){ "bridge", live->spec->id, "reason", "failed", NULL },
                        status->n_failures);
  clasp_exposition_add (text,
                        (const char *[]){ "bridge", live->spec->id, "reason", "other", NULL },
                        status->n_errors);
}

static void
write_bridge_faults (const ClaspLiveConnection *live, ClaspExposition *text)
{
  const ClaspBridgeStatus *status = clasp_bridge_peek_status (live->bridge);

  for (guint i = 0; i < CLASP_BRIDGE_N_FAULTS; i++)
    clasp_exposition_add (text,
                          (const char *[]){ "bridge", live->spec->id, "class",
                                            clasp_bridge_fault_to_string ((ClaspBridgeFault) i),
                                            NULL },
                          status->faults[i]);
}

static void
write_bridge_latency (const ClaspLiveConnection *live, ClaspExposition *text)
{
  ClaspSession         *session = clasp_bridge_get_session (live->bridge);
  const ClaspHistogram *latency = session != NULL ? clasp_session_get_latency (session) : NULL;

  if (latency != NULL)
    clasp_router_write_latency (text, "bridge", live->spec->id, latency);
}

typedef struct
{
  const ClaspLiveConnection *live;
  ClaspExposition           *text;
} PeerWriting;

static void
add_of_peer (const PeerWriting *writing,
             const char        *peer,
             const char        *label,
             const char        *value,
             guint64            n)
{
  clasp_exposition_add (
    writing->text,
    (const char *[]){ "bridge", writing->live->spec->id, "peer", peer, label, value, NULL }, n);
}

static void
peer_packets_cb (const ClaspBridgePeer *peer, gpointer user_data)
{
  add_of_peer (user_data, peer->name, "direction", "in", peer->n_in);
  add_of_peer (user_data, peer->name, "direction", "out", peer->n_out);
}

static void
peer_bytes_cb (const ClaspBridgePeer *peer, gpointer user_data)
{
  add_of_peer (user_data, peer->name, "direction", "in", peer->bytes_in);
  add_of_peer (user_data, peer->name, "direction", "out", peer->bytes_out);
}

static void
peer_errors_cb (const ClaspBridgePeer *peer, gpointer user_data)
{
  add_of_peer (user_data, peer->name, "reason", "malformed", peer->n_malformed);
  add_of_peer (user_data, peer->name, "reason", "dropped", peer->n_dropped);
}

static void
write_peer_packets (const ClaspLiveConnection *live, ClaspExposition *text)
{
  clasp_bridge_foreach_peer (live->bridge, peer_packets_cb, &(PeerWriting){ live, text });
}

static void
write_peer_bytes (const ClaspLiveConnection *live, ClaspExposition *text)
{
  clasp_bridge_foreach_peer (live->bridge, peer_bytes_cb, &(PeerWriting){ live, text });
}

static void
write_peer_errors (const ClaspLiveConnection *live, ClaspExposition *text)
{
  clasp_bridge_foreach_peer (live->bridge, peer_errors_cb, &(PeerWriting){ live, text });
}

static void
write_bridges (ClaspWorker *self, ClaspExposition *text)
{
  write_family (self, text, "clasp_bridge_info", CLASP_METRIC_GAUGE,
                "Always 1; names the bridges of the other families.", write_bridge_info);
  write_family (self, text, "clasp_bridge_up", CLASP_METRIC_GAUGE,
                "1 while the bridge works, else 0.", write_bridge_up);
  write_family (self, text, "clasp_bridge_messages_total", CLASP_METRIC_COUNTER,
                "Messages from (in) and to (out) what a bridge joins.", write_bridge_messages);
  write_family (self, text, "clasp_bridge_bytes_total", CLASP_METRIC_COUNTER,
                "Bytes of the packets that came in and left.", write_bridge_bytes);
  write_family (self, text, "clasp_bridge_coalesced_total", CLASP_METRIC_COUNTER,
                "Values that a newer one replaced before they were sent.",
                write_bridge_coalesced);
  write_family (self, text, "clasp_bridge_reconnects_total", CLASP_METRIC_COUNTER,
                "Times a bridge worked again after it had failed.", write_bridge_reconnects);
  write_family (self, text, "clasp_bridge_drops_total", CLASP_METRIC_COUNTER,
                "Messages a bridge could not send.", write_bridge_drops);
  write_family (self, text, "clasp_bridge_errors_total", CLASP_METRIC_COUNTER,
                "Packets a bridge could not read, times it failed, other errors.", write_bridge_errors);
  write_family (self, text, "clasp_bridge_faults_total", CLASP_METRIC_COUNTER,
                "Failures and other errors of a bridge, by what they were.", write_bridge_faults);
  write_family (self, text, "clasp_bridge_peer_packets_total", CLASP_METRIC_COUNTER,
                "Packets from (in) and to (out) each program or device, where they are told apart.",
                write_peer_packets);
  write_family (self, text, "clasp_bridge_peer_bytes_total", CLASP_METRIC_COUNTER,
                "Bytes of these packets.", write_peer_bytes);
  write_family (self, text, "clasp_bridge_peer_errors_total", CLASP_METRIC_COUNTER,
                "Packets of each that could not be read, messages that could not be sent to it.",
                write_peer_errors);
  write_family (self, text, "clasp_bridge_latency_seconds", CLASP_METRIC_HISTOGRAM,
                "Time the router took for messages of a bridge.", write_bridge_latency);
}

static void
write_journal (ClaspWorker *self, ClaspExposition *text)
{
  ClaspJournalStats stats = { 0 };

  if (self->journal == NULL)
    return;
  clasp_journal_get_stats (self->journal, &stats);
  clasp_exposition_gauge (text, "clasp_journal_up", "1 while the journal can be written, else 0.",
                          stats.is_on && stats.error[0] == '\0');
  clasp_exposition_counter (text, "clasp_journal_entries_total",
                            "Changes and events handed to the journal.", stats.n_recorded);
  clasp_exposition_counter (text, "clasp_journal_drops_total",
                            "Those its queue had no room for.", stats.n_dropped);
  clasp_exposition_counter (text, "clasp_journal_values_total", "Last values written.",
                            stats.n_values);
  clasp_exposition_gauge (text, "clasp_journal_queue_bytes", "What waits to be written.",
                          (double) stats.n_queued_bytes);
  clasp_exposition_gauge (text, "clasp_journal_file_bytes", "Size of the journal's file.",
                          (double) stats.file_bytes);
}

static void
write_rules (ClaspWorker *self, ClaspExposition *text)
{
  ClaspRulesStats stats = { 0 };

  if (self->rules != NULL)
    clasp_rules_get_stats (self->rules, &stats);
  clasp_exposition_gauge (text, "clasp_rules_active", "Rules that are on.", stats.n_rules);
  clasp_exposition_gauge (text, "clasp_rules_pending", "Firings that wait in a delay.",
                          stats.n_pending);
  clasp_exposition_counter (text, "clasp_rules_fired_total", "Firings of rules.", stats.n_fired);
  clasp_exposition_counter (text, "clasp_rules_stopped_total", "Firings that would have made a circle.",
                            stats.n_stopped);
  clasp_exposition_counter (text, "clasp_rules_refused_total", "Writes of rules the router refused.",
                            stats.n_refused);
  clasp_exposition_counter (text, "clasp_rules_dropped_total",
                            "Firings because too many were waiting.", stats.n_dropped);
}

static char *
write_metrics (ClaspWorker *self)
{
  ClaspExposition text;
  guint max_sessions = (guint) clasp_settings_get_int (self->router_settings, "metrics-sessions");

  clasp_exposition_init (&text);
  clasp_exposition_begin (&text, "clasp_build_info", CLASP_METRIC_GAUGE, "Always 1.");
  clasp_exposition_add (&text, (const char *[]){ "version", CLASP_VERSION, NULL }, 1);
  clasp_exposition_gauge (&text, "clasp_ready", "Whether /readyz says ready.",
                          clasp_worker_is_ready (self));
  clasp_router_write_metrics (self->router, &text, max_sessions);
  write_carriers (self, &text);
  write_bridges (self, &text);
  write_journal (self, &text);
  write_rules (self, &text);
  clasp_process_write_metrics (&text);
  return clasp_exposition_steal (&text);
}

static ClaspHttpAnswer
metrics_answer (ClaspWorker *self)
{
  gint64 now_us = clasp_worker_now (self);

  if (!clasp_settings_get_boolean (self->router_settings, "metrics"))
    return text_answer (404, "switched off: the router's setting “metrics”\n");
  if (self->metrics == NULL || now_us - self->metrics_us >= METRICS_AGE_US)
    {
      char *text = write_metrics (self);

      g_clear_pointer (&self->metrics, g_bytes_unref);
      self->metrics = g_bytes_new_take (text, strlen (text));
      self->metrics_us = now_us;
    }
  return (ClaspHttpAnswer){ 200, CLASP_EXPOSITION_CONTENT_TYPE, g_bytes_ref (self->metrics) };
}

/* ---- paths ---- */

gboolean
clasp_worker_http_cb (const char *path, ClaspHttpAnswer *answer, gpointer user_data)
{
  ClaspWorker *self = user_data;

  if (g_str_equal (path, "/metrics"))
    *answer = metrics_answer (self);
  else if (g_str_equal (path, "/healthz"))
    *answer = text_answer (200, "ok\n");
  else if (g_str_equal (path, "/readyz"))
    *answer = clasp_worker_is_ready (self) ? text_answer (200, "ready\n")
                                           : text_answer (503, "not ready\n");
  else if (g_str_equal (path, "/health"))
    *answer = health_answer (self);
  else
    return FALSE;
  return TRUE;
}

void
clasp_worker_serve_http (ClaspWorker *self, ClaspListener *listener)
{
  if (CLASP_IS_WS_LISTENER (listener))
    clasp_ws_listener_set_http_func (CLASP_WS_LISTENER (listener), clasp_worker_http_cb, self);
}
