/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-portmidi-list.h"

static guint
count_name (GPtrArray *names, guint n, const char *name)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += g_str_equal (names->pdata[i], name);
  return count;
}

/* The @ordinal-th of that name among those added since @first. */
static ClaspMidiDevice *
find_device (GPtrArray *devices, guint first, const char *name, guint ordinal)
{
  guint n_seen = 0;

  for (guint i = first; i < devices->len; i++)
    {
      ClaspMidiDevice *device = devices->pdata[i];

      if (g_str_equal (device->name, name) && ++n_seen == ordinal)
        return device;
    }
  return NULL;
}

/* The library lists what a device sends and what it takes as two: the second in and the second out of a name are its
 * second device. */
static void
add_names (GPtrArray *devices, guint first, GPtrArray *names, gboolean is_input)
{
  for (guint i = 0; i < names->len; i++)
    {
      const char      *name = names->pdata[i];
      ClaspMidiDevice *device = find_device (devices, first, name, count_name (names, i + 1, name));

      if (device == NULL)
        g_ptr_array_add (devices, clasp_midi_device_new (name, name, is_input, !is_input, CLASP_MIDI_BACKEND_PORTMIDI));
      else
        device->output = TRUE; /* those that send were added first */
    }
}

static void
tell_equals_apart (GPtrArray *devices, guint first)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = first; i < devices->len; i++)
    g_ptr_array_add (names, ((ClaspMidiDevice *) devices->pdata[i])->name);
  for (guint i = 0; i < names->len; i++)
    {
      ClaspMidiDevice *device = devices->pdata[first + i];
      g_autofree char *ordinal = g_strdup_printf ("#%u", count_name (names, i + 1, device->name));
      const char      *tags[] = { ordinal, NULL };

      device->tags = g_strdupv ((char **) tags);
      if (count_name (names, names->len, device->name) < 2)
        continue;
      g_free (device->id);
      device->id = g_strconcat (device->name, " ", ordinal, NULL);
    }
}

/**
 * clasp_midi_portmidi_add_devices:
 * @devices: (element-type ClaspMidiDevice): where they are added
 * @inputs: (element-type utf8): names of what sends to us
 * @outputs: (element-type utf8): names of what takes from us
 *
 * Thread: any.
 */
void
clasp_midi_portmidi_add_devices (GPtrArray *devices, GPtrArray *inputs, GPtrArray *outputs)
{
  guint first = devices->len;

  add_names (devices, first, inputs, TRUE);
  add_names (devices, first, outputs, FALSE);
  tell_equals_apart (devices, first);
}
