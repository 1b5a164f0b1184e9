/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspd-devices.h"

#include "bridges/dmx-usb/clasp-dmx-device.h"
#include "bridges/midi/clasp-midi-backend.h"

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

static void
list_midi (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv)     names = clasp_midi_list_devices (&error);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    printf ("midi\t%s\n", names[i]);
  if (error != NULL)
    printf ("midi\t\t%s\n", error->message);
}

/**
 * claspd_list_devices:
 *
 * Fields are separated by tabs: the kind of connection, what its setting `device` or `port` is told,
 * and for DMX the names, the driver (with a question mark where only a person can know) and the path.
 * Why a device cannot be opened stands in a line of its own below it.
 *
 * Returns: the exit status
 */
int
claspd_list_devices (void)
{
  list_dmx ();
  list_midi ();
  return EXIT_SUCCESS;
}
