/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-devices.h"
#include "bridges/midi/clasp-midi-wanted.h"

#include <alsa/asoundlib.h>

/* The ports of ALSA's sequencer, and how one is known again.
 *
 * Clients are numbered anew at every plugging; a port is known by "client:port", or a part of that.
 * Of two equal devices each has something behind its name: " @" and the serial number or the plug of
 * a USB device, or " #2", the second of that name.
 *
 * Thread: any (a sequencer belongs to one). */

G_BEGIN_DECLS

#define CLASP_MIDI_ALSA_READ_CAPS (SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_SUBS_READ)
#define CLASP_MIDI_ALSA_WRITE_CAPS (SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_SUBS_WRITE)

typedef struct
{
  const char    *name; /* "client:port" */
  snd_seq_addr_t address;
  gboolean       can_read, can_write; /* somebody may subscribe */
  int            card; /* of the sound system; -1 for programs */
} ClaspMidiAlsaPort;

/* TRUE ends the walk. */
typedef gboolean (*ClaspMidiAlsaPortFunc) (const ClaspMidiAlsaPort *port,
                                           gpointer                 user_data);

/* Errors: CLASP_BRIDGE_ERROR_MISSING, _DENIED, _BUSY. */
gboolean clasp_midi_alsa_open_sequencer (snd_seq_t            **seq,
                                         GError               **error);
/* Every port of every other client that may be subscribed to. */
void     clasp_midi_alsa_foreach_port   (snd_seq_t             *seq,
                                         ClaspMidiAlsaPortFunc  func,
                                         gpointer               user_data);

/* @n_seen counts, from 0, the ports that could have been meant. */
gboolean clasp_midi_alsa_port_is_wanted (const ClaspMidiAlsaPort *port,
                                         const ClaspMidiWanted   *wanted,
                                         gboolean                 is_whole,
                                         guint                   *n_seen);

G_END_DECLS
