/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-usb-port.h"

#include "bridges/dmx-usb/clasp-dmx-usb-address.h"
#include "dmx/clasp-dmx-settings.h"

/* How often the levels are handed to the device's thread at most, which sends the newest when it is
 * time: more often than any device sends, so that what it sends is fresh. */
#define HAND_OVER_US (G_USEC_PER_SEC / 100)
/* A cable has one. */
#define SOURCE 1

struct _ClaspDmxUsbOutput
{
  ClaspBridge        *bridge; /* (unowned) */
  ClaspDmxRunner     *runner; /* (unowned) (nullable) */
  guint               port;
  ClaspUniverseOutput output;
  ClaspUniverse      *universe; /* (owned) by the universes of the host */
  ClaspTimer          timer;
  ClaspDeferred       deferred;
};

struct _ClaspDmxUsbInput
{
  ClaspBridge        *bridge; /* (unowned) */
  guint               number; /* of the universe */
  ClaspScale          scale;
  ClaspUniverseInput *input;    /* (owned) */
  ClaspUniverse      *universe; /* (owned) by the universes of the host */
  ClaspTimer          timer;
};

static gint64
now (ClaspBridge *bridge)
{
  return clasp_clock_now_us (clasp_timers_get_clock (clasp_bridge_get_host (bridge)->timers));
}

static ClaspUniverse *
add_universe (ClaspBridge *bridge, guint number, ClaspUniverseDescription *description)
{
  g_autofree char *label = g_strdup_printf ("%u", number);
  g_autofree char *prefix = g_strdup_printf ("%s/%u", clasp_bridge_get_namespace (bridge), number);

  description->connection = clasp_bridge_get_id (bridge);
  description->protocol = "dmx";
  description->label = label;
  description->prefix = prefix;
  return clasp_universes_add (clasp_bridge_get_host (bridge)->universes, description);
}

/* ---- out ---- */

static void
hand_over (gpointer user_data)
{
  ClaspDmxUsbOutput *self = user_data;
  guint8             frame[CLASP_DMX_SLOTS];
  gint64             now_us = now (self->bridge);

  if (self->runner == NULL)
    return;

  clasp_universes_render (clasp_bridge_get_host (self->bridge)->universes, self->universe, now_us, frame);
  clasp_universe_output_note_sent (&self->output, frame, now_us);
  clasp_dmx_runner_set_frame (self->runner, self->port, frame);
}

static void
schedule (ClaspDmxUsbOutput *self)
{
  const ClaspBridgeHost *host = clasp_bridge_get_host (self->bridge);
  gint64                 due_us = clasp_universe_output_get_due_us (&self->output);

  if (due_us == G_MAXINT64 || self->runner == NULL)
    return;
  if (due_us <= now (self->bridge))
    clasp_reactor_defer (host->reactor, &self->deferred, hand_over, self);
  else
    clasp_timers_set (host->timers, &self->timer, due_us, hand_over, self);
}

static void
touched_cb (gpointer user_data)
{
  schedule (user_data);
}

/**
 * clasp_dmx_usb_output_new:
 * @bridge: the connection; outlives the output
 * @port: an output
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a universe that goes nowhere yet
 */
ClaspDmxUsbOutput *
clasp_dmx_usb_output_new (ClaspBridge *bridge, const ClaspDmxUsbPort *port)
{
  ClaspDmxUsbOutput       *self = g_new0 (ClaspDmxUsbOutput, 1);
  ClaspUniverseTiming      timing = { .interval_ns = HAND_OVER_US * 1000, .n_repeats = 1 };
  ClaspUniverseDescription description = { .output = &self->output, .touched = touched_cb, .user_data = self };

  self->bridge = bridge;
  self->port = port->port;
  clasp_universe_output_init (&self->output, &timing);
  self->universe = add_universe (bridge, port->universe, &description);
  return self;
}

/**
 * clasp_dmx_usb_output_free:
 * @self: (transfer full): an output
 *
 * Thread: worker.
 */
void
clasp_dmx_usb_output_free (ClaspDmxUsbOutput *self)
{
  const ClaspBridgeHost *host = clasp_bridge_get_host (self->bridge);

  clasp_timers_cancel (host->timers, &self->timer);
  clasp_reactor_cancel (host->reactor, &self->deferred);
  clasp_universes_remove (host->universes, self->universe);
  g_free (self);
}

/**
 * clasp_dmx_usb_output_set_slots:
 * @self: an output
 * @first: the first slot, 0–511
 * @levels: their levels
 * @n: how many
 *
 * Thread: worker.
 */
void
clasp_dmx_usb_output_set_slots (ClaspDmxUsbOutput *self, guint first, const guint8 *levels, guint n)
{
  clasp_universe_output_set_slots (&self->output, first, levels, n);
  schedule (self);
}

/**
 * clasp_dmx_usb_output_set_runner:
 * @self: an output
 * @runner: (nullable): who gets its frames from now on
 *
 * Thread: worker.
 */
void
clasp_dmx_usb_output_set_runner (ClaspDmxUsbOutput *self, ClaspDmxRunner *runner)
{
  self->runner = runner;
  clasp_universe_output_touch (&self->output);
  if (self->output.is_active)
    hand_over (self);
}

/* ---- in ---- */

static void
changed_cb (guint slot, guint8 level, guint64 source, gpointer user_data)
{
  ClaspDmxUsbInput *self = user_data;
  char              buffer[CLASP_DMX_USB_ADDRESS_SIZE];
  ClaspValue        value = clasp_scale_from_native (&self->scale, level, 0, 255);

  clasp_bridge_receive_param (self->bridge, clasp_dmx_usb_address_format (self->number, slot, buffer), &value);
  clasp_universe_note_change (self->universe, slot);
}

/* "/0/13/16", "/0/13/rgb": slots of which the notes say that they are one value. */
static void
publish_group_cb (ClaspSlotGroup group, guint first, const guint8 *levels, gpointer user_data)
{
  ClaspDmxUsbInput   *self = user_data;
  gboolean            is_colour = group == CLASP_SLOT_GROUP_RGB;
  char                buffer[CLASP_DMX_USB_ADDRESS_SIZE];
  g_auto (ClaspValue) value = clasp_scale_from_group (&self->scale, is_colour, levels);

  clasp_bridge_receive_param (
    self->bridge,
    clasp_scale_group_address (clasp_dmx_usb_address_format (self->number, first, buffer), is_colour, buffer,
                               sizeof buffer),
    &value);
}

static void expire_cb (gpointer user_data);

static void
watch_for_loss (ClaspDmxUsbInput *self)
{
  gint64 due_us = clasp_universe_input_get_due_us (self->input);

  if (due_us < G_MAXINT64)
    clasp_timers_set (clasp_bridge_get_host (self->bridge)->timers, &self->timer, due_us, expire_cb, self);
}

static void
expire_cb (gpointer user_data)
{
  ClaspDmxUsbInput *self = user_data;

  clasp_bridge_begin_bundle (self->bridge);
  clasp_universe_input_expire (self->input, now (self->bridge));
  clasp_universe_take_groups (self->universe, publish_group_cb, self);
  clasp_bridge_end_bundle (self->bridge);
  watch_for_loss (self);
}

/**
 * clasp_dmx_usb_input_new:
 * @bridge: the connection; outlives the input
 * @port: an input
 * @scale: how levels become values
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a universe of which nothing is known yet
 */
ClaspDmxUsbInput *
clasp_dmx_usb_input_new (ClaspBridge *bridge, const ClaspDmxUsbPort *port, const ClaspScale *scale)
{
  ClaspSettings           *settings = clasp_bridge_get_settings (bridge);
  ClaspDmxUsbInput        *self = g_new0 (ClaspDmxUsbInput, 1);
  ClaspUniverseRules       rules = {
          .sequence = CLASP_DMX_SEQUENCE_NONE,
          .merge = CLASP_DMX_MERGE_HTP,
          .max_sources = 1,
          .timeout_us = (gint64) clasp_settings_get_int (settings, "input-timeout-ms") * 1000,
  };
  ClaspUniverseDescription description = { 0 };

  clasp_dmx_loss_read (settings, &rules.loss, &rules.fade_us);
  self->bridge = bridge;
  self->number = port->universe;
  self->scale = *scale;
  self->input = clasp_universe_input_new (&rules, changed_cb, self);
  description.input = self->input;
  self->universe = add_universe (bridge, port->universe, &description);
  return self;
}

/**
 * clasp_dmx_usb_input_free:
 * @self: (transfer full): an input
 *
 * Thread: worker.
 */
void
clasp_dmx_usb_input_free (ClaspDmxUsbInput *self)
{
  const ClaspBridgeHost *host = clasp_bridge_get_host (self->bridge);

  clasp_timers_cancel (host->timers, &self->timer);
  clasp_universes_remove (host->universes, self->universe);
  clasp_universe_input_free (self->input);
  g_free (self);
}

/**
 * clasp_dmx_usb_input_receive:
 * @self: an input
 * @frame: levels that came in
 * @device: where from, for a person
 *
 * Thread: worker.
 */
void
clasp_dmx_usb_input_receive (ClaspDmxUsbInput *self, const ClaspDmxReceived *frame, const char *device)
{
  ClaspUniverseFrame levels = {
    .source = SOURCE,
    .name = device,
    .slots = frame->slots,
    .n_slots = frame->n_slots,
    .priority = CLASP_DMX_PRIORITY_DEFAULT,
  };

  clasp_bridge_begin_bundle (self->bridge);
  clasp_universe_input_receive (self->input, &levels, now (self->bridge));
  clasp_universe_take_groups (self->universe, publish_group_cb, self);
  clasp_bridge_end_bundle (self->bridge);
  watch_for_loss (self);
}
