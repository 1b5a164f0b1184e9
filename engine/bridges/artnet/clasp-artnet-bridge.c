/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-artnet"

#include "bridges/artnet/clasp-artnet-bridge-private.h"

G_DEFINE_FINAL_TYPE (ClaspArtnetBridge, clasp_artnet_bridge, CLASP_TYPE_BRIDGE)

gint64
clasp_artnet_bridge_now (ClaspArtnetBridge *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (clasp_bridge_get_host (CLASP_BRIDGE (self))->timers));
}

/* Controllers that want to know are told of each change. */
static void
diagnose (ClaspArtnetBridge *self, const char *problem)
{
  if (self->diagnostics == NULL || g_strcmp0 (problem, self->diagnosed) == 0)
    return;

  g_free (self->diagnosed);
  self->diagnosed = g_strdup (problem);
  clasp_artnet_diagnostics_tell (
    self->diagnostics, problem != NULL ? CLASP_ARTNET_DIAGNOSTIC_HIGH : CLASP_ARTNET_DIAGNOSTIC_LOW,
    problem != NULL ? problem : "All is well again", clasp_artnet_bridge_now (self));
}

void
clasp_artnet_bridge_report (ClaspArtnetBridge *self)
{
  const char       *problem = clasp_artnet_destinations_get_problem (self->destinations);
  ClaspBridgeAnswer answer;

  if (problem == NULL)
    problem = clasp_artnet_receiver_get_problem (self->receiver);
  if (problem == NULL)
    problem = self->homeless;
  answer = clasp_artnet_bridge_judge (self);
  if (problem == NULL || answer == CLASP_BRIDGE_ANSWER_GONE)
    problem = self->gone != NULL ? self->gone : problem;
  clasp_bridge_set_answer (CLASP_BRIDGE (self), answer);
  clasp_bridge_set_state (CLASP_BRIDGE (self),
                          answer == CLASP_BRIDGE_ANSWER_GONE ? CLASP_BRIDGE_STATE_MISSING
                                                             : CLASP_BRIDGE_STATE_IDLE,
                          problem);
  diagnose (self, problem);
}

/* Without any of their own the same go out as come in. */
static gboolean
read_universes (ClaspArtnetBridge *self, ClaspSettings *settings, GError **error)
{
  const char *const *out = clasp_settings_get_strv (settings, "out-universes");

  if (!clasp_artnet_universes_parse (clasp_settings_get_strv (settings, "universes"),
                                     self->universes, error) ||
      !clasp_artnet_universes_parse (out, self->sent, error))
    return FALSE;
  if (self->sent->is_all)
    *self->sent = *self->universes;
  return TRUE;
}

static gboolean
check_settings (ClaspArtnetBridge *self, ClaspSettings *settings, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (clasp_settings_validate (settings, &local) && read_universes (self, settings, &local))
    return TRUE;

  g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, local->message);
  return FALSE;
}

static gboolean
open_socket (ClaspArtnetBridge *self, ClaspSettings *settings, GError **error)
{
  const char            *listen = clasp_settings_get_string (settings, "listen");
  gboolean               is_finding = clasp_settings_get_boolean (settings, "find-nodes");
  gboolean               is_asking = is_finding || clasp_settings_get_boolean (settings, "ask-targets");
  g_auto (ClaspEndpoint) endpoint = { 0 };
  /* Other Art-Net programs on this machine have the port too. */
  ClaspDatagramOptions options = { .broadcast = TRUE,
                                   .reuse_address = TRUE,
                                   .interface = clasp_settings_get_string (settings, "interface") };

  self->is_listening = listen[0] != '\0';
  if (!self->is_listening)
    listen = is_finding ? CLASP_ARTNET_DEFAULT_LISTEN : "0.0.0.0:0"; /* nodes answer to the port */
  if (!clasp_endpoint_parse (listen, CLASP_ARTNET_PORT, &endpoint, error))
    return FALSE;

  self->socket = clasp_datagram_new (
    clasp_bridge_get_host (CLASP_BRIDGE (self))->reactor, &endpoint, &options,
    self->is_listening || is_asking ? clasp_artnet_bridge_received_cb : NULL, self, error);
  return self->socket != NULL;
}

static gboolean
clasp_artnet_bridge_start (ClaspBridge *bridge, GError **error)
{
  ClaspArtnetBridge *self = CLASP_ARTNET_BRIDGE (bridge);
  ClaspSettings     *settings = clasp_bridge_get_settings (bridge);

  if (!check_settings (self, settings, error) || !open_socket (self, settings, error) ||
      !clasp_artnet_bridge_make_destinations (self, settings, error))
    return FALSE;

  self->own = clasp_artnet_own_new (clasp_bridge_get_host (bridge)->interfaces, clasp_datagram_get_port (self->socket));
  self->sequences = clasp_artnet_sequences_new ();
  self->diagnostics = clasp_artnet_diagnostics_new (clasp_artnet_bridge_send_diagnostic_cb, self);
  clasp_artnet_bridge_make_receiver (self, settings);
  if (clasp_artnet_settings_has_destination (settings))
    clasp_artnet_bridge_make_sender (self, settings);
  if (self->is_listening && clasp_settings_get_boolean (settings, "answer-polls"))
    clasp_artnet_bridge_make_answers (self, settings);
  if (clasp_settings_get_boolean (settings, "find-nodes"))
    clasp_artnet_bridge_make_poller (self, settings);
  clasp_artnet_bridge_begin_telling (self, settings);
  if (self->sender != NULL && (clasp_settings_get_boolean (settings, "find-nodes") ||
                               clasp_settings_get_boolean (settings, "ask-targets")))
    clasp_artnet_bridge_make_presence (self, settings);
  clasp_artnet_bridge_report (self);
  return TRUE;
}

static void
clasp_artnet_bridge_stop (ClaspBridge *bridge)
{
  ClaspArtnetBridge *self = CLASP_ARTNET_BRIDGE (bridge);

  clasp_artnet_bridge_black_out (self);
  clasp_artnet_bridge_end_telling (self);
  clasp_artnet_bridge_end_poller (self);
  clasp_artnet_bridge_end_presence (self);
  g_clear_pointer (&self->sender, clasp_artnet_sender_free);
  g_clear_pointer (&self->answers, clasp_artnet_answers_free);
  g_clear_pointer (&self->receiver, clasp_artnet_receiver_free);
  g_clear_pointer (&self->destinations, clasp_artnet_destinations_free);
  g_clear_pointer (&self->poller, clasp_artnet_poller_free);
  g_clear_pointer (&self->lines, clasp_universe_lines_free);
  g_clear_pointer (&self->own, clasp_artnet_own_free);
  g_clear_pointer (&self->sequences, clasp_artnet_sequences_free);
  g_clear_pointer (&self->diagnostics, clasp_artnet_diagnostics_free);
  g_clear_pointer (&self->diagnosed, g_free);
  g_clear_pointer (&self->socket, clasp_datagram_free);
  g_clear_pointer (&self->homeless, g_free);
}

static void
clasp_artnet_bridge_finalize (GObject *object)
{
  g_free (CLASP_ARTNET_BRIDGE (object)->universes);
  g_free (CLASP_ARTNET_BRIDGE (object)->sent);
  G_OBJECT_CLASS (clasp_artnet_bridge_parent_class)->finalize (object);
}

static ClaspBridgeDirection
get_direction (ClaspSettings *settings)
{
  return clasp_bridge_direction (clasp_settings_get_string (settings, "listen")[0] != '\0',
                                 clasp_artnet_settings_has_destination (settings));
}

static void
clasp_artnet_bridge_class_init (ClaspArtnetBridgeClass *klass)
{
  ClaspBridgeClass *bridge_class = CLASP_BRIDGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_artnet_bridge_finalize;
  bridge_class->protocol = "artnet";
  bridge_class->foreach_signal = clasp_artnet_bridge_foreach_signal;
  bridge_class->get_direction = get_direction;
  bridge_class->start = clasp_artnet_bridge_start;
  bridge_class->stop = clasp_artnet_bridge_stop;
  bridge_class->deliver = clasp_artnet_bridge_deliver;
  bridge_class->retry = clasp_artnet_bridge_retry;
}

static void
clasp_artnet_bridge_init (ClaspArtnetBridge *self)
{
  self->universes = g_new0 (ClaspArtnetUniverses, 1);
  self->sent = g_new0 (ClaspArtnetUniverses, 1);
  self->user = (guint16) g_random_int_range (1, 65536);
}
