/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-alsa-ports.h"

#include "bridges/midi/clasp-midi-alsa.h"
#include "bridges/midi/clasp-midi-usb-place.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#define DEVICE_FILE "/dev/snd/seq"

/* ---- the sequencer ---- */

static gboolean
set_open_error (int result, GError **error)
{
  if (result == -EACCES || result == -EPERM)
    g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_DENIED,
                         _ ("No permission to use MIDI. Your user must be in the group ‘audio’."));
  else if (result == -ENOENT || result == -ENODEV || result == -ENXIO)
    g_set_error_literal (
      error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING,
      _ ("This computer has no MIDI sequencer. The kernel module snd-seq may not be loaded."));
  else
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY,
                 _ ("The MIDI sequencer cannot be opened: %s"), snd_strerror (result));
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

/* ---- what is asked for ---- */

/**
 * clasp_midi_alsa_port_is_wanted:
 * @port: a port, handed in in the sequencer's order
 * @wanted: what is asked for
 * @is_whole: whether a port has the whole name: only those that have it are counted then
 * @n_seen: (inout): how many could have been meant so far
 *
 * Thread: any.
 *
 * Returns: whether @port is meant
 */
gboolean
clasp_midi_alsa_port_is_wanted (const ClaspMidiAlsaPort *port,
                                const ClaspMidiWanted   *wanted,
                                gboolean                 is_whole,
                                guint                   *n_seen)
{
  ClaspMidiUsbPlace place;
  gboolean          is_it;

  if (!(is_whole ? clasp_midi_wanted_is_whole (wanted, port->name) : clasp_midi_wanted_is_in (wanted, port->name)))
    return FALSE;
  if (wanted->tag == NULL)
    return ++*n_seen == wanted->ordinal;

  clasp_midi_usb_place_read (&place, "/sys", port->card);
  is_it = clasp_midi_usb_place_is (&place, wanted->tag);
  clasp_midi_usb_place_clear (&place);
  return is_it;
}

/* ---- the list ---- */

typedef struct
{
  GPtrArray *devices;
  GPtrArray *names;  /* (unowned) of those we added */
  GArray    *places; /* #ClaspMidiUsbPlace of each */
} Listing;

static gboolean
add_device (const ClaspMidiAlsaPort *port, gpointer user_data)
{
  Listing          *listing = user_data;
  ClaspMidiDevice  *device = clasp_midi_device_new (port->name, port->name, port->can_read, port->can_write,
                                                    CLASP_MIDI_BACKEND_ALSA);
  ClaspMidiUsbPlace place;

  clasp_midi_usb_place_read (&place, "/sys", port->card);
  g_ptr_array_add (listing->devices, device);
  g_ptr_array_add (listing->names, device->name);
  g_array_append_val (listing->places, place);
  return FALSE;
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
  guint      first = devices->len;
  snd_seq_t *seq;
  Listing    listing;

  if (!clasp_midi_alsa_open_sequencer (&seq, NULL))
    return;

  listing = (Listing){ devices, g_ptr_array_new (), g_array_new (FALSE, FALSE, sizeof (ClaspMidiUsbPlace)) };
  g_array_set_clear_func (listing.places, (GDestroyNotify) clasp_midi_usb_place_clear);
  clasp_midi_alsa_foreach_port (seq, add_device, &listing);
  snd_seq_close (seq);
  for (guint i = 0; i < listing.names->len; i++)
    {
      ClaspMidiDevice *device = g_ptr_array_index (devices, first + i);

      g_free (device->id);
      device->id = clasp_midi_usb_place_make_id ((const char *const *) listing.names->pdata,
                                                 (const ClaspMidiUsbPlace *) (gpointer) listing.places->data,
                                                 listing.names->len, i);
      device->tags = clasp_midi_usb_place_make_tags ((const char *const *) listing.names->pdata,
                                                     (const ClaspMidiUsbPlace *) (gpointer) listing.places->data, i);
    }
  g_ptr_array_unref (listing.names);
  g_array_unref (listing.places);
}
