/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-devices.h"

#ifdef CLASP_HAVE_ALSA
#include "bridges/midi/clasp-midi-alsa.h"
#endif
#ifdef CLASP_HAVE_PORTMIDI
#include "bridges/midi/clasp-midi-portmidi.h"
#endif

#include <string.h>

/**
 * clasp_midi_device_new:
 * @id: as settings take it
 * @name: for a person
 * @input: whether it sends to us
 * @output: whether it takes from us
 * @backend: through which it is reached
 *
 * Thread: any.
 *
 * Returns: (transfer full): a device
 */
ClaspMidiDevice *
clasp_midi_device_new (const char          *id,
                       const char          *name,
                       gboolean             input,
                       gboolean             output,
                       ClaspMidiBackendKind backend)
{
  ClaspMidiDevice *self = g_new0 (ClaspMidiDevice, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->input = input;
  self->output = output;
  self->backend = backend;
  return self;
}

/**
 * clasp_midi_device_free:
 * @self: (transfer full): a device
 *
 * Thread: any.
 */
void
clasp_midi_device_free (ClaspMidiDevice *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

/* Adds what is in @folder and begins with @prefix. */
static void
list_folder (GPtrArray           *devices,
             const char          *folder,
             const char          *prefix,
             ClaspMidiBackendKind backend)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_ptr_array_add (devices, clasp_midi_device_new (path, name, TRUE, TRUE, backend));
      }
}

/**
 * clasp_midi_list_devices:
 *
 * Thread: any but the worker.
 *
 * Returns: (transfer full) (element-type ClaspMidiDevice): what can be chosen
 */
GPtrArray *
clasp_midi_list_devices (void)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_midi_device_free);

#ifdef CLASP_HAVE_ALSA
  clasp_midi_alsa_list_devices (devices);
#endif
#ifdef CLASP_HAVE_PORTMIDI
  clasp_midi_portmidi_list_devices (devices);
#endif
  list_folder (devices, "/dev/snd", "midi", CLASP_MIDI_BACKEND_RAW);
  list_folder (devices, "/dev", "midi", CLASP_MIDI_BACKEND_RAW);
  list_folder (devices, "/dev/serial/by-id", "", CLASP_MIDI_BACKEND_SERIAL);
  return devices;
}
