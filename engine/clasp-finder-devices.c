/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-finder.h"

#include "bridges/dmx-usb/clasp-dmx-device.h"
#include "bridges/midi/clasp-midi-devices.h"

/* What of this computer's devices is worth offering. A MIDI device is seen by every backend; it is
 * offered once, by the backend that "auto" takes. A serial line may be anything and is not offered,
 * unless it certainly makes DMX. */

static gboolean
has_backend (GPtrArray *devices, ClaspMidiBackendKind backend)
{
  for (guint i = 0; i < devices->len; i++)
    if (((ClaspMidiDevice *) g_ptr_array_index (devices, i))->backend == backend)
      return TRUE;
  return FALSE;
}

static void
add_midi_device (GPtrArray *sightings, const ClaspMidiDevice *device)
{
  const char      *direction = !device->output ? "in" : !device->input ? "out" : "both";
  const char      *options[] = { "port", device->id, "direction", direction, NULL };
  g_autofree char *key = g_strconcat ("midi:", device->id, NULL);
  ClaspSighting   *sighting = clasp_sighting_new ("midi", key, device->name, device->id, NULL, options);

  clasp_sighting_set_tags (sighting, (const char *const *) device->tags);
  g_ptr_array_add (sightings, sighting);
}

static void
add_midi (GPtrArray *sightings)
{
  g_autoptr (GPtrArray) devices = clasp_midi_list_devices ();
  ClaspMidiBackendKind  backend = has_backend (devices, CLASP_MIDI_BACKEND_ALSA)
                                    ? CLASP_MIDI_BACKEND_ALSA
                                    : CLASP_MIDI_BACKEND_PORTMIDI;

  for (guint i = 0; i < devices->len; i++)
    {
      const ClaspMidiDevice *device = g_ptr_array_index (devices, i);

      if (device->backend == backend)
        add_midi_device (sightings, device);
    }
}

static void
add_dmx (GPtrArray *sightings)
{
  g_autoptr (GArray) devices = clasp_dmx_devices_list ();

  for (guint i = 0; i < devices->len; i++)
    {
      const ClaspDmxDevice *device = &g_array_index (devices, ClaspDmxDevice, i);
      const char           *options[] = { "device", device->id, "driver", device->driver, NULL };
      g_autofree char      *key = g_strconcat ("dmx:", device->id, NULL);
      g_autofree char      *name = clasp_dmx_device_describe (device);

      if (device->is_certain)
        g_ptr_array_add (
          sightings,
          clasp_sighting_new ("dmx", key, name, device->tty[0] != '\0' ? device->tty : device->place,
                              device->problem[0] != '\0' ? device->problem : NULL, options));
    }
}

/**
 * clasp_finder_list_devices:
 *
 * Thread: any but the worker: it reads files and asks the sound system.
 *
 * Returns: (transfer full) (element-type ClaspSighting): the MIDI and USB DMX devices there are
 */
GPtrArray *
clasp_finder_list_devices (void)
{
  GPtrArray *sightings =
    g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_sighting_free);

  add_midi (sightings);
  add_dmx (sightings);
  return sightings;
}
