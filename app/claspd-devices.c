/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspd-devices.h"

#include "claspd-found.h"
#include "bridges/dmx-usb/clasp-dmx-device.h"
#include "bridges/midi/clasp-midi-devices.h"

#include <stdio.h>
#include <stdlib.h>

static void
print_dmx (const ClaspDmxDevice *device)
{
  printf ("dmx\t%s\t%s%s%s\t%s%s\t%s\n", device->id, device->manufacturer,
          device->manufacturer[0] != '\0' ? " " : "", device->product, device->driver,
          device->is_certain ? "" : "?", device->tty[0] != '\0' ? device->tty : device->node);
  if (device->problem[0] != '\0')
    printf ("\t%s\n", device->problem);
}

static void
list_dmx (void)
{
  g_autoptr (GArray) devices = clasp_dmx_devices_list ();

  for (guint i = 0; i < devices->len; i++)
    print_dmx (&g_array_index (devices, ClaspDmxDevice, i));
}

static const char *
direction_of (const ClaspMidiDevice *device)
{
  if (device->input && device->output)
    return "both";
  return device->input ? "in" : "out";
}

static const char *
backend_name (ClaspMidiBackendKind kind)
{
  g_autoptr (GTypeClass) kinds = g_type_class_ref (CLASP_TYPE_MIDI_BACKEND_KIND);

  return g_enum_get_value ((GEnumClass *) kinds, (gint) kind)->value_nick;
}

static void
list_midi (void)
{
  g_autoptr (GPtrArray) devices = clasp_midi_list_devices ();

  for (guint i = 0; i < devices->len; i++)
    {
      const ClaspMidiDevice *device = g_ptr_array_index (devices, i);

      printf ("midi\t%s\t%s\t%s\t%s\n", device->id, device->name, direction_of (device), backend_name (device->backend));
    }
}

/**
 * claspd_list_devices:
 *
 * Fields are separated by tabs: the kind of connection, what its setting `device` or `port` is told,
 * for DMX the names, the driver (with a question mark where only a person can know) and the path, for
 * MIDI the name, the direction and the backend.
 * Programs found on the network follow, with what an OSC connection's `send` or `query-url` is told.
 * Why a device cannot be opened stands in a line of its own below it.
 *
 * Returns: the exit status
 */
int
claspd_list_devices (void)
{
  list_dmx ();
  list_midi ();
  claspd_list_found ();
  return EXIT_SUCCESS;
}
