/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-dmx"

#include "bridges/dmx-usb/clasp-dmx-usb-bridge.h"

#include "bridges/dmx-usb/clasp-dmx-hotplug.h"
#include "bridges/dmx-usb/clasp-dmx-usb-address.h"
#include "bridges/dmx-usb/clasp-dmx-usb-port.h"

#include <glib/gi18n-lib.h>

/* Design notes: the device has a thread of its own for as long as it is there (ClaspDmxRunner); this
 * side only hands over frames and takes what came in. When the device goes the thread goes; the
 * universes stay, and with each announcement of the kernel, and now and then without one, a new thread
 * tries to open it. A device that a person may not use is tried again the same way: installing the
 * rule and plugging it in is all there is to do. */

/* Where the kernel does not announce, and for serial lines that are no USB device. */
#define LOOK_AGAIN_US (3 * G_USEC_PER_SEC)

struct _ClaspDmxUsbBridge
{
  ClaspBridge parent_instance;

  ClaspDmxHotplug   *hotplug; /* (owned) (nullable) while started */
  ClaspDmxRunner    *runner;  /* (owned) (nullable): none while the device is away */
  ClaspTimer         look_timer;
  ClaspDmxUsbPort    ports[CLASP_DMX_USB_MAX_PORTS];
  guint              n_ports;
  ClaspDmxUsbOutput *outputs[CLASP_DMX_USB_MAX_PORTS]; /* (owned) (nullable) by port */
  ClaspDmxUsbInput  *inputs[CLASP_DMX_USB_MAX_PORTS];  /* (owned) (nullable) by port */
  ClaspScale         scale;
  char              *device; /* (owned) (nullable) what it says of itself */
};

G_DEFINE_FINAL_TYPE (ClaspDmxUsbBridge, clasp_dmx_usb_bridge, CLASP_TYPE_BRIDGE)

static void open_device (ClaspDmxUsbBridge *self);

/* ---- the device ---- */

static void
set_runner (ClaspDmxUsbBridge *self, ClaspDmxRunner *runner)
{
  for (guint i = 0; i < CLASP_DMX_USB_MAX_PORTS; i++)
    if (self->outputs[i] != NULL)
      clasp_dmx_usb_output_set_runner (self->outputs[i], runner);
  g_clear_pointer (&self->runner, clasp_dmx_runner_free);
  self->runner = runner;
}

static void
opened_cb (const char *about, const char *warning, gpointer user_data)
{
  ClaspDmxUsbBridge *self = user_data;

  g_message ("%s: %s", clasp_bridge_get_name (CLASP_BRIDGE (self)), about);
  g_free (self->device);
  self->device = g_strdup (about);
  /* It takes frame by frame; one that does not is lost at once. */
  clasp_bridge_set_answer (CLASP_BRIDGE (self), CLASP_BRIDGE_ANSWER_HEARD);
  clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_IDLE, warning);
}

static void
received_cb (const ClaspDmxReceived *frame, gpointer user_data)
{
  ClaspDmxUsbBridge *self = user_data;
  ClaspBridge       *bridge = CLASP_BRIDGE (self);

  clasp_bridge_count_bytes_in (bridge, 1u + frame->n_slots);
  if (frame->is_damaged)
    clasp_bridge_count_malformed (bridge, self->device, "the interface lost bytes of a frame");
  else if (frame->start_code != 0 || self->inputs[frame->port] == NULL)
    clasp_bridge_count_dropped (bridge);
  else
    clasp_dmx_usb_input_receive (self->inputs[frame->port], frame, self->device);
}

static void
sent_cb (guint n_frames, gpointer user_data)
{
  guint n_slots = (guint) clasp_settings_get_int (clasp_bridge_get_settings (user_data), "slots");

  for (guint i = 0; i < n_frames; i++)
    clasp_bridge_count_sent (user_data);
  clasp_bridge_count_bytes_out (user_data, (gsize) n_frames * (1 + n_slots));
}

static void
dropped_cb (guint n_frames, gpointer user_data)
{
  for (guint i = 0; i < n_frames; i++)
    clasp_bridge_count_dropped (user_data);
}

static void
look_cb (gpointer user_data)
{
  ClaspDmxUsbBridge *self = user_data;

  if (self->runner == NULL)
    open_device (self);
}

static void
wait_for_device (ClaspDmxUsbBridge *self, ClaspBridgeState state, const char *why)
{
  ClaspTimers *timers = clasp_bridge_get_host (CLASP_BRIDGE (self))->timers;

  clasp_timers_set (timers, &self->look_timer,
                    clasp_clock_now_us (clasp_timers_get_clock (timers)) + LOOK_AGAIN_US, look_cb, self);
  clasp_bridge_set_state (CLASP_BRIDGE (self), state, why);
}

static void
ended_cb (const GError *error, gpointer user_data)
{
  ClaspDmxUsbBridge *self = user_data;

  set_runner (self, NULL);
  if (g_error_matches (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING))
    wait_for_device (self, CLASP_BRIDGE_STATE_MISSING, error->message);
  else if (g_error_matches (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_DENIED))
    wait_for_device (self, CLASP_BRIDGE_STATE_ERROR, error->message);
  else
    clasp_bridge_fail (CLASP_BRIDGE (self), error);
}

static void
fill_options (ClaspDmxUsbBridge *self, ClaspDmxRunnerOptions *options)
{
  ClaspSettings         *settings = clasp_bridge_get_settings (CLASP_BRIDGE (self));
  ClaspDmxDriverOptions *driver = &options->driver;

  g_strlcpy (driver->driver,
             clasp_dmx_usb_driver_to_name ((ClaspDmxUsbDriver) clasp_settings_get_int (settings, "driver")),
             sizeof driver->driver);
  g_strlcpy (driver->device, clasp_settings_get_string (settings, "device"), sizeof driver->device);
  driver->access = (ClaspDmxAccess) clasp_settings_get_int (settings, "access");
  for (guint i = 0; i < self->n_ports; i++)
    if (self->ports[i].is_input)
      driver->inputs |= (guint8) (1u << self->ports[i].port);
    else
      driver->outputs |= (guint8) (1u << self->ports[i].port);
  driver->max_hz = (guint) clasp_settings_get_int (settings, "max-hz");
  driver->break_us = (guint) clasp_settings_get_int (settings, "break-us");
  driver->mark_us = (guint) clasp_settings_get_int (settings, "mab-us");
  driver->key_label = (guint8) clasp_settings_get_int (settings, "mk2-label");
  driver->in_label = (guint8) clasp_settings_get_int (settings, "mk2-in-label");
  clasp_dmx_usb_setup_parse (clasp_settings_get_strv (settings, "mk2-setup"), driver->setup, &driver->n_setup, NULL);
  clasp_dmx_usb_key_parse (clasp_settings_get_string (settings, "mk2-key"), driver->key, &driver->has_key);
  options->n_slots = (guint) clasp_settings_get_int (settings, "slots");
  options->min_hz = (guint) clasp_settings_get_int (settings, "min-hz");
  options->blackout_on_stop = clasp_settings_get_boolean (settings, "blackout-on-stop");
}

static void
open_device (ClaspDmxUsbBridge *self)
{
  static const ClaspDmxRunnerHandler handler = { opened_cb, received_cb, sent_cb, dropped_cb, ended_cb };
  ClaspDmxRunnerOptions              options = { 0 };

  clasp_timers_cancel (clasp_bridge_get_host (CLASP_BRIDGE (self))->timers, &self->look_timer);
  fill_options (self, &options);
  set_runner (self, clasp_dmx_runner_new (clasp_bridge_get_host (CLASP_BRIDGE (self))->reactor, &options, &handler, self));
}

/* ---- out ---- */

static void
set_slots (ClaspDmxUsbBridge *self, const ClaspDmxUsbPlace *place, const guint8 *levels, guint n)
{
  for (guint i = 0; i < self->n_ports; i++)
    if (!self->ports[i].is_input && self->ports[i].universe == place->universe)
      clasp_dmx_usb_output_set_slots (self->outputs[self->ports[i].port], place->slot, levels, n);
}

static gboolean
set_slot (ClaspDmxUsbBridge *self, const ClaspDmxUsbPlace *place, const ClaspValue *value)
{
  int    native;
  guint8 level;

  if (!clasp_scale_to_native (&self->scale, value, 0, 255, &native))
    return FALSE;

  level = (guint8) native;
  set_slots (self, place, &level, 1);
  return TRUE;
}

static gboolean
set_slot_16 (ClaspDmxUsbBridge *self, const ClaspDmxUsbPlace *place, const ClaspValue *value)
{
  int native;

  if (!clasp_scale_to_native (&self->scale, value, 0, 65535, &native))
    return FALSE;

  set_slots (self, place, (const guint8[]){ (guint8) (native >> 8), (guint8) native }, 2);
  return TRUE;
}

static gboolean
set_rgb (ClaspDmxUsbBridge *self, const ClaspDmxUsbPlace *place, const ClaspValue *value)
{
  guint8 rgb[3];

  if (!clasp_scale_rgb_to_native (&self->scale, value, rgb))
    return FALSE;

  set_slots (self, place, rgb, 3);
  return TRUE;
}

/* An array of levels or bytes, from slot 1 on; what is beyond slot 512 is nobody's. Bytes are levels
 * as they are. */
static gboolean
set_frame (ClaspDmxUsbBridge *self, const ClaspDmxUsbPlace *place, const ClaspValue *value)
{
  ClaspDmxUsbPlace slot = *place;
  gsize            n_bytes = 0;
  const guint8    *bytes = clasp_value_get_bytes (value, &n_bytes);

  if (clasp_value_get_type_of (value) == CLASP_VALUE_BYTES)
    {
      set_slots (self, place, bytes, (guint) MIN (n_bytes, CLASP_DMX_SLOTS));
      return TRUE;
    }
  if (clasp_value_get_type_of (value) != CLASP_VALUE_ARRAY)
    return FALSE;

  for (slot.slot = 0; slot.slot < MIN (clasp_value_get_size (value), CLASP_DMX_SLOTS); slot.slot++)
    if (!set_slot (self, &slot, clasp_value_get_element (value, slot.slot)))
      clasp_bridge_count_dropped (CLASP_BRIDGE (self)); /* and its slot is left alone */
  return TRUE;
}

static gboolean
set_place (ClaspDmxUsbBridge *self, const ClaspDmxUsbPlace *place, const ClaspValue *value)
{
  switch (place->kind)
    {
    case CLASP_DMX_USB_PLACE_SLOT:
      return set_slot (self, place, value);
    case CLASP_DMX_USB_PLACE_SLOT_16:
      return set_slot_16 (self, place, value);
    case CLASP_DMX_USB_PLACE_RGB:
      return set_rgb (self, place, value);
    case CLASP_DMX_USB_PLACE_FRAME:
      return set_frame (self, place, value);
    }

  return FALSE;
}

static gboolean
is_sent (ClaspDmxUsbBridge *self, guint universe)
{
  for (guint i = 0; i < self->n_ports; i++)
    if (!self->ports[i].is_input && self->ports[i].universe == universe)
      return TRUE;

  return FALSE;
}

static const ClaspValue *
value_of (const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SET)
    return &message->set.value;
  return message->publish.has_value ? &message->publish.value : NULL;
}

static void
clasp_dmx_usb_bridge_deliver (ClaspBridge *bridge, const ClaspDelivery *delivery)
{
  ClaspDmxUsbBridge  *self = CLASP_DMX_USB_BRIDGE (bridge);
  const ClaspMessage *message = delivery->message;
  const ClaspValue   *value = value_of (message);
  ClaspDmxUsbPlace    place;
  ClaspStr            relative;

  if (!clasp_bridge_strip_namespace (
        bridge, message->type == CLASP_MESSAGE_SET ? message->set.address : message->publish.address, &relative))
    return;

  if (value == NULL || !clasp_dmx_usb_address_parse (relative, &place))
    clasp_bridge_count_dropped (bridge);
  else if (is_sent (self, place.universe) && !set_place (self, &place, value))
    clasp_bridge_count_dropped (bridge); /* other universes are another connection's, or come in */
}

/* ---- life ---- */

static gboolean
read_settings (ClaspDmxUsbBridge *self, GError **error)
{
  ClaspSettings     *settings = clasp_bridge_get_settings (CLASP_BRIDGE (self));
  g_autoptr (GError) local = NULL;

  if (clasp_settings_validate (settings, &local))
    {
      clasp_scale_read (settings, &self->scale);
      self->n_ports = clasp_dmx_usb_ports_parse (clasp_settings_get_strv (settings, "ports"), self->ports, &local);
    }
  if (local == NULL)
    return TRUE;

  g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, local->message);
  return FALSE;
}

static gboolean
clasp_dmx_usb_bridge_start (ClaspBridge *bridge, GError **error)
{
  ClaspDmxUsbBridge     *self = CLASP_DMX_USB_BRIDGE (bridge);
  const ClaspBridgeHost *host = clasp_bridge_get_host (bridge);

  if (!read_settings (self, error))
    return FALSE;

  for (guint i = 0; i < self->n_ports; i++)
    if (self->ports[i].is_input)
      self->inputs[self->ports[i].port] = clasp_dmx_usb_input_new (bridge, &self->ports[i], &self->scale);
    else
      self->outputs[self->ports[i].port] = clasp_dmx_usb_output_new (bridge, &self->ports[i]);
  self->hotplug = clasp_dmx_hotplug_new (host->reactor, host->timers, look_cb, self);
  open_device (self);
  return TRUE;
}

static void
clasp_dmx_usb_bridge_stop (ClaspBridge *bridge)
{
  ClaspDmxUsbBridge *self = CLASP_DMX_USB_BRIDGE (bridge);

  clasp_timers_cancel (clasp_bridge_get_host (bridge)->timers, &self->look_timer);
  g_clear_pointer (&self->hotplug, clasp_dmx_hotplug_free);
  g_clear_pointer (&self->runner, clasp_dmx_runner_free);
  for (guint i = 0; i < CLASP_DMX_USB_MAX_PORTS; i++)
    {
      g_clear_pointer (&self->outputs[i], clasp_dmx_usb_output_free);
      g_clear_pointer (&self->inputs[i], clasp_dmx_usb_input_free);
    }
  g_clear_pointer (&self->device, g_free);
}

/**
 * clasp_dmx_usb_bridge_get_lateness:
 * @self: a bridge
 * @n_frames: (out): frames its device was sent
 * @n_late: (out): of those that this computer times, the ones more than 2 ms late
 * @worst_us: (out): the latest of them
 *
 * Thread: worker.
 *
 * Returns: %FALSE while there is no device
 */
gboolean
clasp_dmx_usb_bridge_get_lateness (ClaspDmxUsbBridge *self, guint64 *n_frames, guint64 *n_late, gint64 *worst_us)
{
  ClaspDmxRunnerStats stats;

  if (self->runner == NULL)
    return FALSE;

  clasp_dmx_runner_get_stats (self->runner, &stats);
  *n_frames = stats.n_frames;
  *n_late = stats.n_late;
  *worst_us = stats.worst_us;
  return TRUE;
}

static ClaspBridgeDirection
get_direction (ClaspSettings *settings)
{
  ClaspDmxUsbPort ports[CLASP_DMX_USB_MAX_PORTS];
  guint n = clasp_dmx_usb_ports_parse (clasp_settings_get_strv (settings, "ports"), ports, NULL);
  guint n_inputs = 0;

  for (guint i = 0; i < n; i++)
    n_inputs += ports[i].is_input;
  return clasp_bridge_direction (n_inputs > 0, n_inputs < n);
}

static void
clasp_dmx_usb_bridge_class_init (ClaspDmxUsbBridgeClass *klass)
{
  static const ClaspBridgeSignal signals[] = {
    { "/*", "bytes", NULL, 0, 0 },
    { "/*/*", "int", "dmx", 0, 255 },
    { "/*/*/16", "int", NULL, 0, 65535 },
    { "/*/*/rgb", "array", NULL, 0, 0 },
  };
  ClaspBridgeClass              *bridge_class = CLASP_BRIDGE_CLASS (klass);

  bridge_class->protocol = "dmx";
  bridge_class->signals = signals;
  bridge_class->n_signals = G_N_ELEMENTS (signals);
  bridge_class->get_direction = get_direction;
  bridge_class->start = clasp_dmx_usb_bridge_start;
  bridge_class->stop = clasp_dmx_usb_bridge_stop;
  bridge_class->deliver = clasp_dmx_usb_bridge_deliver;
}

static void
clasp_dmx_usb_bridge_init (ClaspDmxUsbBridge *self)
{
}
