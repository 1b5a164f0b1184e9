/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-alsa-ports.h"

#include "bridges/midi/clasp-midi-alsa.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define DEVICE_FILE "/dev/snd/seq"

/* ---- the sequencer ---- */

static gboolean
set_open_error (int result, GError **error)
{
  if (result == -EACCES || result == -EPERM)
    g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_DENIED,
                         "No permission to use MIDI. Your user must be in the group ‘audio’.");
  else if (result == -ENOENT || result == -ENODEV || result == -ENXIO)
    g_set_error_literal (
      error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING,
      "This computer has no MIDI sequencer. The kernel module snd-seq may not be loaded.");
  else
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY,
                 "The MIDI sequencer cannot be opened: %s", snd_strerror (result));
  return FALSE;
}

/* With a configuration of our own: snd_seq_open () reads the system's and the user's from many
 * files, for which the worker has no time. */
static int
open_kernel_sequencer (snd_seq_t **seq)
{
  snd_config_t *config;
  int           result = snd_config_load_string (&config, "seq.hw { type hw }", 0);

  if (result < 0)
    return result;

  result = snd_seq_open_lconf (seq, "hw", SND_SEQ_OPEN_DUPLEX, SND_SEQ_NONBLOCK, config);
  snd_config_delete (config);
  return result;
}

/**
 * clasp_midi_alsa_open_sequencer:
 * @seq: (out): the sequencer, without ports
 * @error: return location for a CLASP_BRIDGE_ERROR
 *
 * Looks before it opens: the library prints on standard error what it does not find.
 *
 * Thread: any.
 *
 * Returns: %FALSE when there is none, or none for us
 */
gboolean
clasp_midi_alsa_open_sequencer (snd_seq_t **seq, GError **error)
{
  int result = access (DEVICE_FILE, R_OK | W_OK) == 0 ? 0 : -errno;

  if (result == 0)
    result = open_kernel_sequencer (seq);
  if (result == 0)
    return TRUE;

  *seq = NULL;
  return set_open_error (result, error);
}

static gboolean
call_for_port (snd_seq_client_info_t *client,
               snd_seq_port_info_t   *info,
               ClaspMidiAlsaPortFunc  func,
               gpointer               user_data)
{
  unsigned int      caps = snd_seq_port_info_get_capability (info);
  g_autofree char  *name = g_strdup_printf ("%s:%s", snd_seq_client_info_get_name (client),
                                            snd_seq_port_info_get_name (info));
  ClaspMidiAlsaPort port = {
    .name = name,
    .address = *snd_seq_port_info_get_addr (info),
    .can_read = (caps & CLASP_MIDI_ALSA_READ_CAPS) == CLASP_MIDI_ALSA_READ_CAPS,
    .can_write = (caps & CLASP_MIDI_ALSA_WRITE_CAPS) == CLASP_MIDI_ALSA_WRITE_CAPS,
    .card = snd_seq_client_info_get_card (client),
  };

  if ((caps & SND_SEQ_PORT_CAP_NO_EXPORT) || (!port.can_read && !port.can_write))
    return FALSE;
  return func (&port, user_data);
}

/**
 * clasp_midi_alsa_foreach_port:
 * @seq: a sequencer
 * @func: (scope call): called for every port until it returns %TRUE
 * @user_data: for @func
 *
 * Thread: that of @seq.
 */
void
clasp_midi_alsa_foreach_port (snd_seq_t *seq, ClaspMidiAlsaPortFunc func, gpointer user_data)
{
  snd_seq_client_info_t *client;
  snd_seq_port_info_t   *port;

  snd_seq_client_info_alloca (&client);
  snd_seq_port_info_alloca (&port);
  snd_seq_client_info_set_client (client, -1);
  while (snd_seq_query_next_client (seq, client) >= 0)
    {
      int number = snd_seq_client_info_get_client (client);

      if (number == SND_SEQ_CLIENT_SYSTEM || number == snd_seq_client_id (seq))
        continue;
      snd_seq_port_info_set_client (port, number);
      snd_seq_port_info_set_port (port, -1);
      while (snd_seq_query_next_port (seq, port) >= 0)
        if (call_for_port (client, port, func, user_data))
          return;
    }
}

/* ---- what tells equal devices apart ---- */

static char *
read_line (const char *path)
{
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return g_strstrip (text);
}

/* A USB device's serial number, else the plug it is in, "1-1.2"; NULL for anything else. From files
 * that the kernel makes as they are read. */
static char *
tag_of (int card)
{
  g_autofree char *link = g_strdup_printf ("/sys/class/sound/card%d/device", card);
  g_autofree char *interface = card >= 0 ? realpath (link, NULL) : NULL;
  g_autofree char *device = interface != NULL ? g_path_get_dirname (interface) : NULL;
  g_autofree char *product = device != NULL ? g_build_filename (device, "idProduct", NULL) : NULL;
  g_autofree char *serial_file = device != NULL ? g_build_filename (device, "serial", NULL) : NULL;
  g_autofree char *serial = NULL;

  if (product == NULL || access (product, F_OK) != 0)
    return NULL;

  serial = read_line (serial_file);
  return serial != NULL && serial[0] != '\0' ? g_steal_pointer (&serial)
                                             : g_path_get_basename (device);
}

/**
 * clasp_midi_alsa_wanted_parse:
 * @self: (out caller-allocates): what is asked for
 * @text: a part of a name, or an id of clasp_midi_list_devices ()
 *
 * Thread: any.
 */
void
clasp_midi_alsa_wanted_parse (ClaspMidiAlsaWanted *self, const char *text)
{
  const char      *at = g_strrstr (text, " @"), *hash = g_strrstr (text, " #");
  guint64          ordinal = 1;
  g_autofree char *name = NULL;

  if (hash != NULL && !g_ascii_string_to_unsigned (hash + 2, 10, 1, 99, &ordinal, NULL))
    hash = NULL;
  if (hash != NULL)
    name = g_strndup (text, (gsize) (hash - text));
  else
    name = at != NULL ? g_strndup (text, (gsize) (at - text)) : g_strdup (text);

  self->tag = hash == NULL && at != NULL ? g_strdup (at + 2) : NULL;
  self->ordinal = (guint) ordinal;
  self->name = g_utf8_casefold (name, -1);
}

/**
 * clasp_midi_alsa_wanted_clear:
 * @self: what was asked for
 *
 * Thread: any.
 */
void
clasp_midi_alsa_wanted_clear (ClaspMidiAlsaWanted *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->tag, g_free);
}

/**
 * clasp_midi_alsa_wanted_matches:
 * @self: what is asked for
 * @port: a port, handed in in the sequencer's order
 * @n_seen: (inout): how many could have been meant so far
 *
 * Thread: any.
 *
 * Returns: whether @port is meant
 */
gboolean
clasp_midi_alsa_wanted_matches (const ClaspMidiAlsaWanted *self,
                                const ClaspMidiAlsaPort   *port,
                                guint                     *n_seen)
{
  g_autofree char *folded = g_utf8_casefold (port->name, -1);
  g_autofree char *tag = NULL;

  if (self->name[0] == '\0' || strstr (folded, self->name) == NULL)
    return FALSE;
  if (self->tag == NULL)
    return ++*n_seen == self->ordinal;

  tag = tag_of (port->card);
  return tag != NULL && g_str_equal (tag, self->tag);
}

/* ---- the list ---- */

typedef struct
{
  GPtrArray *devices;
  guint      first; /* index of the sequencer's first */
  GPtrArray *tags;  /* of each, (nullable) */
} Listing;

static gboolean
add_device (const ClaspMidiAlsaPort *port, gpointer user_data)
{
  Listing *listing = user_data;

  g_ptr_array_add (listing->devices,
                   clasp_midi_device_new (port->name, port->name, port->can_read, port->can_write,
                                          CLASP_MIDI_BACKEND_ALSA));
  g_ptr_array_add (listing->tags, tag_of (port->card));
  return FALSE;
}

/* The same name, and when @tag is given the same tag, up to index @end: how often. */
static guint
count_equal (Listing *listing, const char *name, const char *tag, guint end)
{
  guint n = 0;

  for (guint i = 0; i < end; i++)
    {
      const ClaspMidiDevice *device = g_ptr_array_index (listing->devices, listing->first + i);

      if (g_str_equal (device->name, name) &&
          (tag == NULL || g_strcmp0 (g_ptr_array_index (listing->tags, i), tag) == 0))
        n++;
    }

  return n;
}

/* A name that only one has is enough. */
static void
make_id (Listing *listing, guint index)
{
  ClaspMidiDevice *device = g_ptr_array_index (listing->devices, listing->first + index);
  const char      *tag = g_ptr_array_index (listing->tags, index);
  guint            n = listing->tags->len;

  if (count_equal (listing, device->name, NULL, n) < 2)
    return;

  g_free (device->id);
  if (tag != NULL && count_equal (listing, device->name, tag, n) == 1)
    device->id = g_strdup_printf ("%s @%s", device->name, tag);
  else
    device->id = g_strdup_printf ("%s #%u", device->name,
                                  count_equal (listing, device->name, NULL, index + 1));
}

/**
 * clasp_midi_alsa_list_devices:
 * @devices: (element-type ClaspMidiDevice): where they are added; nothing without a sequencer
 *
 * Thread: any but the worker.
 */
void
clasp_midi_alsa_list_devices (GPtrArray *devices)
{
  snd_seq_t *seq;
  Listing    listing = { devices, devices->len, NULL };

  if (!clasp_midi_alsa_open_sequencer (&seq, NULL))
    return;

  listing.tags = g_ptr_array_new_with_free_func (g_free);
  clasp_midi_alsa_foreach_port (seq, add_device, &listing);
  snd_seq_close (seq);
  for (guint i = 0; i < listing.tags->len; i++)
    make_id (&listing, i);
  g_ptr_array_unref (listing.tags);
}
