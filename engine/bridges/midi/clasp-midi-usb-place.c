/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-usb-place.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- one device ---- */

/* One line; NULL when it cannot be read or is empty. */
static char *
read_line (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL) || g_strstrip (text)[0] == '\0')
    return NULL;
  return g_utf8_make_valid (text, -1);
}

/**
 * clasp_midi_usb_place_read:
 * @self: (out caller-allocates): where the device is
 * @sys: "/sys"
 * @card: of the sound system; -1 for a program
 *
 * Thread: any.
 */
void
clasp_midi_usb_place_read (ClaspMidiUsbPlace *self, const char *sys, int card)
{
  g_autofree char *link = g_strdup_printf ("%s/class/sound/card%d/device", sys, card);
  g_autofree char *interface = card >= 0 ? realpath (link, NULL) : NULL;
  g_autofree char *device = interface != NULL ? g_path_get_dirname (interface) : NULL;
  g_autofree char *product = device != NULL ? g_build_filename (device, "idProduct", NULL) : NULL;

  *self = (ClaspMidiUsbPlace){ NULL, NULL };
  if (product == NULL || access (product, F_OK) != 0)
    return;

  self->serial = read_line (device, "serial");
  self->plug = g_path_get_basename (device);
}

/**
 * clasp_midi_usb_place_clear:
 * @self: where a device is
 *
 * Thread: any.
 */
void
clasp_midi_usb_place_clear (ClaspMidiUsbPlace *self)
{
  g_clear_pointer (&self->serial, g_free);
  g_clear_pointer (&self->plug, g_free);
}

/**
 * clasp_midi_usb_place_is:
 * @self: where a device is
 * @tag: what is behind " @" of an id
 *
 * Thread: any.
 *
 * Returns: whether that is its number or its plug
 */
gboolean
clasp_midi_usb_place_is (const ClaspMidiUsbPlace *self, const char *tag)
{
  return g_strcmp0 (self->serial, tag) == 0 || g_strcmp0 (self->plug, tag) == 0;
}

/* ---- among others ---- */

/* How many of the first @n have the name of @index; when @tag is given, and could be meant by it. */
static guint
count_equal (const char *const       *names,
             const ClaspMidiUsbPlace *places,
             guint                    n,
             guint                    index,
             const char              *tag)
{
  guint n_equal = 0;

  for (guint i = 0; i < n; i++)
    n_equal += g_str_equal (names[i], names[index]) &&
               (tag == NULL || clasp_midi_usb_place_is (&places[i], tag));
  return n_equal;
}

/**
 * clasp_midi_usb_place_make_id:
 * @names: of all devices
 * @places: of all devices
 * @n: how many there are
 * @index: one of them
 *
 * Thread: any.
 *
 * Returns: (transfer full): what only that one is called
 */
char *
clasp_midi_usb_place_make_id (const char *const       *names,
                              const ClaspMidiUsbPlace *places,
                              guint                    n,
                              guint                    index)
{
  const char *tags[] = { places[index].serial, places[index].plug };

  if (count_equal (names, places, n, index, NULL) < 2)
    return g_strdup (names[index]);

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i] != NULL && count_equal (names, places, n, index, tags[i]) == 1)
      return g_strdup_printf ("%s @%s", names[index], tags[i]);
  return g_strdup_printf ("%s #%u", names[index], count_equal (names, places, index + 1, index, NULL));
}

/**
 * clasp_midi_usb_place_make_tags:
 * @names: of all devices
 * @places: of all devices
 * @index: one of them
 *
 * Thread: any.
 *
 * Returns: (transfer full): all that a setting may have behind its name: "#1", "@S1", "@1-1.2"
 */
char **
clasp_midi_usb_place_make_tags (const char *const *names, const ClaspMidiUsbPlace *places, guint index)
{
  const char              *tags[] = { places[index].serial, places[index].plug };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char         *ordinal = g_strdup_printf ("#%u", count_equal (names, places, index + 1, index, NULL));

  g_strv_builder_add (builder, ordinal);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i] != NULL)
      {
        g_autofree char *tag = g_strconcat ("@", tags[i], NULL);

        g_strv_builder_add (builder, tag);
      }
  return g_strv_builder_end (builder);
}
