/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-bridge-private.h"

#include <glib/gi18n-lib.h>

/* Design notes: start () reads the settings and, in a thread, the profile they name; then the
 * backend is opened. A device that is away is the backend's to wait for: it reports when it is
 * there. */

G_DEFINE_FINAL_TYPE (ClaspMidiBridge, clasp_midi_bridge, CLASP_TYPE_BRIDGE)

/* ---- the device ---- */

static void
lost_cb (gpointer user_data)
{
  clasp_bridge_count_dropped (user_data);
}

/* Active sensing ended: the device may be there still, but nobody hears from it. */
static void
silent_cb (gpointer user_data)
{
  ClaspMidiBridge *self = user_data;

  g_message (_ ("%s: the device is silent, its notes are ended"), clasp_bridge_get_name (CLASP_BRIDGE (self)));
  clasp_midi_bridge_end_held (self);
  clasp_midi_feedback_reset (self->feedback);
}

static void
device_came (ClaspMidiBridge *self, const char *name)
{
  g_message (_ ("%s: connected to %s"), clasp_bridge_get_name (CLASP_BRIDGE (self)), name);
  /* Only the cable may have been pulled: what sounds behind it still does. */
  clasp_midi_bridge_end_sounding (self);
  /* When more of the device came, that part is to get the state too. */
  clasp_bridge_set_answer (CLASP_BRIDGE (self), CLASP_BRIDGE_ANSWER_HEARD); /* the system tells when it goes */
  clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_STARTING, NULL);
  clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_IDLE, NULL);
}

static void
device_went (ClaspMidiBridge *self)
{
  g_autofree char *waiting = g_strdup_printf (
    _ ("Waiting for %s"),
    clasp_settings_get_string (clasp_bridge_get_settings (CLASP_BRIDGE (self)), "port"));

  clasp_midi_bridge_forget_input (self);
  clasp_midi_outbox_clear (self->outbox);
  clasp_midi_sender_reset (&self->sender);
  clasp_midi_feedback_reset (self->feedback);
  self->is_broken = FALSE;
  clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_MISSING, waiting);
}

static void
connected_cb (const char *name, gpointer user_data)
{
  if (name != NULL)
    device_came (user_data, name);
  else
    device_went (user_data);
}

static void
failed_cb (const GError *error, gpointer user_data)
{
  clasp_bridge_fail (user_data, error);
}

/* ---- settings ---- */

static void
read_profile (ClaspMidiBridge *self, const ClaspMidiProfile *profile)
{
  if (!profile->parameters)
    self->options.parameters = FALSE;
  if (profile->feedback)
    self->has_feedback = TRUE;
  for (guint i = 0; profile->cc14 != NULL && profile->cc14[i] != NULL; i++)
    self->options.cc14 |= 1u << g_ascii_strtoull (profile->cc14[i], NULL, 10);
  for (guint i = 0; profile->relative != NULL && profile->relative[i] != NULL; i++)
    clasp_midi_relative_add (&self->options.relative, profile->relative[i], NULL);
  for (guint i = 0; profile->touch != NULL && profile->touch[i] != NULL; i++)
    clasp_midi_feedback_add_touch (self->feedback, profile->touch[i], NULL);
  for (guint i = 0; profile->lights != NULL && profile->lights[i] != NULL; i++)
    clasp_midi_feedback_add_light (self->feedback, profile->lights[i], NULL);
}

/* What the settings say counts more than the profile. */
static void
read_settings (ClaspMidiBridge *self, const ClaspMidiProfile *profile)
{
  ClaspSettings   *settings = clasp_bridge_get_settings (CLASP_BRIDGE (self));
  g_autofree char *name = clasp_midi_settings_make_name (settings);

  g_free (self->device);
  self->device = g_strconcat ("/", name, NULL);
  self->feedback = clasp_midi_feedback_new ();
  self->wants_raw = clasp_settings_get_boolean (settings, "raw");
  self->has_feedback = clasp_settings_get_boolean (settings, "feedback");
  self->sender.fine_alone = clasp_settings_get_boolean (settings, "fine-alone");
  self->can_send = clasp_settings_get_int (settings, "direction") != CLASP_MIDI_DIRECTION_IN;
  clasp_midi_settings_read (settings, &self->options);
  if (profile != NULL)
    read_profile (self, profile);
  clasp_midi_settings_add (settings, &self->options, self->feedback, &self->thru);
}

static gboolean
check_settings (ClaspSettings *settings, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (clasp_settings_validate (settings, &local))
    return TRUE;

  g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, local->message);
  return FALSE;
}

static ClaspMidiBackendConfig
get_config (ClaspSettings *settings)
{
  return (ClaspMidiBackendConfig){
    .client_name = clasp_settings_get_string (settings, "client-name"),
    .port = clasp_settings_get_string (settings, "port"),
    .output_port = clasp_settings_get_string (settings, "output-port"),
    .input = clasp_settings_get_int (settings, "direction") != CLASP_MIDI_DIRECTION_OUT,
    .output = clasp_settings_get_int (settings, "direction") != CLASP_MIDI_DIRECTION_IN,
    .baud = (guint) clasp_settings_get_int (settings, "baud"),
    .running_status = clasp_settings_get_boolean (settings, "running-status"),
  };
}

/* ---- life ---- */

static void
make_parts (ClaspMidiBridge *self)
{
  static const ClaspMidiTimeHandler handler = { clasp_midi_bridge_send_now_cb,
                                                clasp_midi_bridge_signal_cb, silent_cb };
  ClaspTimers                      *timers = clasp_bridge_get_host (CLASP_BRIDGE (self))->timers;
  ClaspSettings                    *settings = clasp_bridge_get_settings (CLASP_BRIDGE (self));
  ClaspMidiTimeConfig               config = clasp_midi_settings_get_time (settings);

  self->input = clasp_midi_input_new (&self->options, clasp_midi_bridge_signal_cb, self);
  self->outbox = clasp_midi_outbox_new (timers, (guint) clasp_settings_get_int (settings, "pace"),
                                        clasp_midi_bridge_write_cb, self);
  self->owners = g_malloc0 (16 * sizeof *self->owners);
  clasp_midi_notes_reset (&self->sounding);
  clasp_midi_sender_reset (&self->sender);
  self->time = clasp_midi_time_new (timers, &config, &handler, self);
}

static void
free_parts (ClaspMidiBridge *self)
{
  g_clear_pointer (&self->time, clasp_midi_time_free);
  g_clear_pointer (&self->outbox, clasp_midi_outbox_free);
  g_clear_pointer (&self->input, clasp_midi_input_free);
  g_clear_pointer (&self->feedback, clasp_midi_feedback_free);
  g_clear_pointer (&self->owners, g_free);
  self->thru.n_routes = 0;
}

static gboolean
run (ClaspMidiBridge *self, const ClaspMidiProfile *profile, GError **error)
{
  static const ClaspMidiBackendHandler handler = { clasp_midi_bridge_message_cb, connected_cb,
                                                   lost_cb, failed_cb };
  ClaspSettings                       *settings = clasp_bridge_get_settings (CLASP_BRIDGE (self));
  ClaspMidiBackendConfig               config = get_config (settings);

  if (!self->is_given)
    g_clear_object (&self->backend);
  if (self->backend == NULL)
    self->backend = clasp_midi_backend_new (
      (ClaspMidiBackendKind) clasp_settings_get_int (settings, "backend"), error);
  if (self->backend == NULL)
    return FALSE;

  read_settings (self, profile);
  make_parts (self);
  /* Said first: the backend may find the device at once and say better. */
  if (config.port[0] != '\0' || config.output_port[0] != '\0')
    device_went (self);
  if (!clasp_midi_backend_open (self->backend, clasp_bridge_get_host (CLASP_BRIDGE (self))->reactor,
                                &config, &handler, self, error))
    return FALSE;
  if (config.port[0] == '\0' && config.output_port[0] == '\0')
    clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_IDLE, NULL);
  return TRUE;
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError           *error = NULL;
  ClaspMidiProfile *profile = clasp_midi_profile_load (task_data, &error);

  if (profile != NULL)
    g_task_return_pointer (task, profile, (GDestroyNotify) clasp_midi_profile_free);
  else
    g_task_return_error (task, error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClaspMidiBridge             *self = CLASP_MIDI_BRIDGE (source);
  g_autoptr (GError)           error = NULL;
  g_autoptr (ClaspMidiProfile) profile = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->loading);
  if (profile == NULL || !run (self, profile, &error))
    clasp_bridge_fail (CLASP_BRIDGE (self), error);
}

static void
load_profile (ClaspMidiBridge *self, const char *name)
{
  g_autoptr (GTask) task = NULL;

  self->loading = g_cancellable_new ();
  task = g_task_new (self, self->loading, loaded_cb, NULL);
  g_task_set_source_tag (task, load_profile);
  g_task_set_task_data (task, g_strdup (name), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

static gboolean
clasp_midi_bridge_start (ClaspBridge *bridge, GError **error)
{
  ClaspSettings *settings = clasp_bridge_get_settings (bridge);
  const char    *profile = clasp_settings_get_string (settings, "profile");

  if (!check_settings (settings, error))
    return FALSE;
  if (profile[0] == '\0')
    return run (CLASP_MIDI_BRIDGE (bridge), NULL, error);

  load_profile (CLASP_MIDI_BRIDGE (bridge), profile);
  return TRUE;
}

static void
clasp_midi_bridge_stop (ClaspBridge *bridge)
{
  ClaspMidiBridge *self = CLASP_MIDI_BRIDGE (bridge);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->outbox != NULL)
    {
      clasp_midi_outbox_clear (self->outbox);
      self->is_broken = FALSE;
      clasp_midi_bridge_forget_input (self);
      clasp_midi_bridge_silence (self);
      clasp_midi_backend_close (self->backend);
    }
  free_parts (self);
}

static void
clasp_midi_bridge_finalize (GObject *object)
{
  ClaspMidiBridge *self = CLASP_MIDI_BRIDGE (object);

  free_parts (self);
  g_clear_object (&self->backend);
  g_free (self->device);
  clasp_writer_clear (&self->messages);
  G_OBJECT_CLASS (clasp_midi_bridge_parent_class)->finalize (object);
}

static ClaspBridgeDirection
get_direction (ClaspSettings *settings)
{
  int direction = clasp_settings_get_int (settings, "direction");

  return clasp_bridge_direction (direction != CLASP_MIDI_DIRECTION_OUT,
                                 direction != CLASP_MIDI_DIRECTION_IN);
}

static void
clasp_midi_bridge_class_init (ClaspMidiBridgeClass *klass)
{
  ClaspBridgeClass *bridge_class = CLASP_BRIDGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_midi_bridge_finalize;
  bridge_class->protocol = "midi";
  bridge_class->foreach_signal = clasp_midi_bridge_foreach_signal;
  bridge_class->get_direction = get_direction;
  bridge_class->start = clasp_midi_bridge_start;
  bridge_class->stop = clasp_midi_bridge_stop;
  bridge_class->deliver = clasp_midi_bridge_deliver;
  bridge_class->panic = clasp_midi_bridge_panic;
  bridge_class->writer_left = clasp_midi_bridge_writer_left;
}

static void
clasp_midi_bridge_init (ClaspMidiBridge *self)
{
}

/**
 * clasp_midi_bridge_set_backend:
 * @self: a bridge that was not opened yet
 * @backend: what stands for the devices
 *
 * For tests.
 *
 * Thread: worker.
 */
void
clasp_midi_bridge_set_backend (ClaspMidiBridge *self, ClaspMidiBackend *backend)
{
  g_set_object (&self->backend, backend);
  self->is_given = TRUE;
}
