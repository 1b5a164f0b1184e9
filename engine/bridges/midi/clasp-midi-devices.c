/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-devices.h"

#include "bridges/clasp-serial-line.h"

#ifdef CLASP_HAVE_ALSA
#include "bridges/midi/clasp-midi-alsa.h"
#endif
#ifdef CLASP_HAVE_PORTMIDI
#include "bridges/midi/clasp-midi-portmidi.h"
#endif

#include <stdlib.h>
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
  g_strfreev (self->tags);
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

/* The link in @folder that leads to @path; NULL when there is none. */
static char *
find_link (const char *folder, const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *link = g_build_filename (folder, name, NULL);
      g_autofree char *target = realpath (link, NULL);

      if (g_strcmp0 (target, path) == 0)
        return g_steal_pointer (&link);
    }

  return NULL;
}

/* By a path that stays, when udev made one: of the device, else of the plug. */
static void
add_serial_cb (const char *path, const char *name, gpointer user_data)
{
  g_autofree char *id = find_link ("/dev/serial/by-id", path);

  if (id == NULL)
    id = find_link ("/dev/serial/by-path", path);
  g_ptr_array_add (user_data, clasp_midi_device_new (id != NULL ? id : path, name, TRUE, TRUE,
                                                     CLASP_MIDI_BACKEND_SERIAL));
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
  GPtrArray           *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_midi_device_free);
  const ClaspMidiFake *fake = clasp_midi_backend_get_fake ();

  if (fake != NULL)
    {
      fake->list (devices);
      return devices;
    }
#ifdef CLASP_HAVE_ALSA
  clasp_midi_alsa_list_devices (devices);
#endif
#ifdef CLASP_HAVE_PORTMIDI
  clasp_midi_portmidi_list_devices (devices);
#endif
  list_folder (devices, "/dev/snd", "midi", CLASP_MIDI_BACKEND_RAW);
  list_folder (devices, "/dev", "midi", CLASP_MIDI_BACKEND_RAW);
  clasp_serial_lines_foreach (add_serial_cb, devices);
  return devices;
}
