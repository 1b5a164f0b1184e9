/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-driver.h"

#include <gio/gio.h>

static const ClaspDmxDriverClass *const drivers[] = {
  &clasp_dmx_driver_enttec_pro,
  &clasp_dmx_driver_enttec_open,
#ifdef CLASP_HAVE_USB
  &clasp_dmx_driver_udmx,
  &clasp_dmx_driver_eurolite_pro,
  &clasp_dmx_driver_nodle,
  &clasp_dmx_driver_velleman,
  &clasp_dmx_driver_dmxcreator,
  &clasp_dmx_driver_showjockey,
#endif
  &clasp_dmx_driver_dmx4all,
  &clasp_dmx_driver_virtual,
};

/**
 * clasp_dmx_driver_find:
 * @name: "enttec-pro"
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the driver of that name, if this build has it
 */
const ClaspDmxDriverClass *
clasp_dmx_driver_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (drivers); i++)
    if (g_str_equal (drivers[i]->name, name))
      return drivers[i];

  return NULL;
}

static ClaspDmxDriver *
open_named (const char                  *name,
            const ClaspDmxDevice        *device,
            const ClaspDmxDriverOptions *options,
            GError                     **error)
{
  const ClaspDmxDriverClass *klass = clasp_dmx_driver_find (name);

  if (klass == NULL)
    {
      g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS,
                   "driver: this build has none called ‘%s’", name);
      return NULL;
    }
  return klass->open (device, options, error);
}

/* A serial cable that was named may be either; one that answers like a widget is one. */
static ClaspDmxDriver *
open_uncertain (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  g_autoptr (GError) local = NULL;
  ClaspDmxDriver    *driver = clasp_dmx_driver_enttec_pro.open (device, options, &local);

  if (driver != NULL)
    return driver;
  if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return clasp_dmx_driver_enttec_open.open (device, options, error);
}

static ClaspDmxDriver *
open_chosen (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  if (!g_str_equal (options->driver, "auto"))
    return open_named (options->driver, device, options, error);
  if (!device->is_certain && g_str_equal (device->driver, "enttec-open"))
    return open_uncertain (device, options, error);
  return open_named (device->driver, device, options, error);
}

/**
 * clasp_dmx_driver_open:
 * @options: what is wanted
 * @error: return location for an error
 *
 * Thread: the device's own; waits up to three seconds.
 *
 * Returns: (transfer full) (nullable): the device, ready to send or receive
 */
ClaspDmxDriver *
clasp_dmx_driver_open (const ClaspDmxDriverOptions *options, GError **error)
{
  g_autoptr (GArray)         devices = NULL;
  const ClaspDmxDriverClass *klass = clasp_dmx_driver_find (options->driver);
  ClaspDmxDevice             device;
  ClaspDmxDriver            *driver;
  GError                    *local = NULL;

  if (klass != NULL && !klass->has_device)
    return klass->open (NULL, options, error);

  devices = clasp_dmx_devices_list ();
  if (!clasp_dmx_devices_choose (devices, options->driver, options->device, &device, error))
    return NULL;
  driver = open_chosen (&device, options, &local);
  if (driver != NULL)
    return driver;

  if (g_error_matches (local, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY))
    clasp_dmx_devices_explain_busy (devices, options->driver, options->device, &local);
  g_propagate_error (error, local);
  return NULL;
}

/**
 * clasp_dmx_driver_close:
 * @self: (transfer full): a driver
 *
 * Thread: the device's own.
 */
void
clasp_dmx_driver_close (ClaspDmxDriver *self)
{
  self->klass->close (self);
}

/**
 * clasp_dmx_driver_set_received:
 * @self: a driver
 * @func: told every frame that comes in
 * @user_data: for @func
 *
 * Frames come while the driver receives, and while it waits for the device to take one.
 *
 * Thread: the device's own.
 */
void
clasp_dmx_driver_set_received (ClaspDmxDriver *self, ClaspDmxReceivedFunc func, gpointer user_data)
{
  self->received = func;
  self->received_data = user_data;
}

/**
 * clasp_dmx_driver_send:
 * @self: a driver
 * @port: from 0, one that was asked for
 * @slots: levels
 * @n_slots: 24–512
 * @error: return location for an error
 *
 * A device that does not take the frame in time gets it once more (bridges.md 6.3).
 *
 * Thread: the device's own.
 *
 * Returns: %FALSE if the driver has to be closed
 */
gboolean
clasp_dmx_driver_send (ClaspDmxDriver *self, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (self->klass->send (self, port, slots, n_slots, &local))
    return TRUE;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return self->klass->send (self, port, slots, n_slots, error);

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
check_mask (guint8 wanted, guint n_ports, const char *name, const char *what, GError **error)
{
  guint8 mask = (guint8) ((1u << n_ports) - 1);

  if ((wanted & ~mask) == 0)
    return TRUE;

  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "ports: %s has %u port%s that can %s", name,
               n_ports, n_ports == 1 ? "" : "s", what);
  return FALSE;
}

/**
 * clasp_dmx_driver_check_ports:
 * @options: what is wanted
 * @name: of the device
 * @n_outputs: ports that can send
 * @n_inputs: ports that can receive
 * @error: return location for %CLASP_BRIDGE_ERROR_SETTINGS
 *
 * Thread: any.
 *
 * Returns: %FALSE if the device has not got the ports wanted
 */
gboolean
clasp_dmx_driver_check_ports (const ClaspDmxDriverOptions *options,
                              const char                  *name,
                              guint                        n_outputs,
                              guint                        n_inputs,
                              GError                     **error)
{
  return check_mask (options->outputs, n_outputs, name, "send", error) &&
         check_mask (options->inputs, n_inputs, name, "receive", error);
}

/**
 * clasp_dmx_driver_check_device:
 * @klass: a driver
 * @device: what it is to open
 * @error: return location for %CLASP_BRIDGE_ERROR_SETTINGS
 *
 * Thread: any.
 *
 * Returns: %FALSE if the device is something else by its numbers and names
 */
gboolean
clasp_dmx_driver_check_device (const ClaspDmxDriverClass *klass, const ClaspDmxDevice *device, GError **error)
{
  g_autofree char *name = NULL;

  if (g_str_equal (device->driver, klass->name))
    return TRUE;

  name = clasp_dmx_device_describe (device);
  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "device: %s is nothing for the driver %s", name,
               klass->name);
  return FALSE;
}

/**
 * clasp_dmx_driver_get_interval_us:
 * @klass: a driver
 * @max_hz: frames a second, as a person wants them at most
 * @n_slots: slots of a frame
 *
 * Thread: any.
 *
 * Returns: µs between two frames
 */
gint64
clasp_dmx_driver_get_interval_us (const ClaspDmxDriverClass *klass, guint max_hz, guint n_slots)
{
  gint64 interval_us = G_USEC_PER_SEC / max_hz;

  if (klass->full_hz == 0)
    return interval_us;
  return MAX (interval_us, (gint64) n_slots * G_USEC_PER_SEC / CLASP_DMX_SLOTS / klass->full_hz);
}
