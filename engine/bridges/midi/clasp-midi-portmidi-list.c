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

/* ---- which is whose ---- */

/* Who has the device at @place, and wants another of that name than @wanted does; NULL: nobody. */
static const ClaspMidiWanted *
find_owner (const ClaspMidiWanted *wanted, const char *place, const ClaspMidiPortmidiOwner *others, guint n_others)
{
  for (guint i = 0; place != NULL && i < n_others; i++)
    if (g_strcmp0 (others[i].place, place) == 0 && g_str_equal (others[i].wanted->name, wanted->name) &&
        others[i].wanted->ordinal != wanted->ordinal)
      return others[i].wanted;
  return NULL;
}

/**
 * clasp_midi_portmidi_choose:
 * @self: who looks for a device
 * @names: (array length=n): of the devices that go its way, in their order
 * @places: (array length=n): where each is, or %NULL
 * @n: how many there are
 * @others: (array length=n_others): who else looks, or has one
 * @n_others: how many they are
 *
 * Thread: any.
 *
 * Returns: the index of the device that is for it, or -1
 */
int
clasp_midi_portmidi_choose (const ClaspMidiPortmidiOwner *self,
                            const char *const            *names,
                            const char *const            *places,
                            guint                         n,
                            const ClaspMidiPortmidiOwner *others,
                            guint                         n_others)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();
  g_autoptr (GArray)    indices = g_array_new (FALSE, FALSE, sizeof (int));
  ClaspMidiWanted       wanted = *self->wanted;
  int                   found;

  for (guint i = 0; i < n; i++)
    {
      const ClaspMidiWanted *owner = find_owner (self->wanted, places[i], others, n_others);

      if (self->place != NULL && g_strcmp0 (places[i], self->place) == 0 && clasp_midi_wanted_is_in (self->wanted, names[i]))
        return (int) i;
      if (owner != NULL)
        wanted.ordinal -= wanted.ordinal > 1 && owner->ordinal < self->wanted->ordinal;
      else
        {
          g_ptr_array_add (left, (gpointer) names[i]);
          g_array_append_val (indices, i);
        }
    }
  found = clasp_midi_wanted_find (&wanted, (const char *const *) left->pdata, left->len);
  return found >= 0 ? g_array_index (indices, int, found) : -1;
}
