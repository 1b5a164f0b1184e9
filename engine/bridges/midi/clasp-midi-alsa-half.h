/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-alsa-ports.h"

/* One direction of a connection through the sequencer: which port it wants, and which it has.
 *
 * While it has one it notes the ports of the same name beside it. When its own goes, they are still not it: who had
 * the first of two goes on waiting, and does not hear the second as well.
 *
 * Thread: that of the sequencer. */

G_BEGIN_DECLS

typedef struct
{
  gboolean        is_input; /* from the device to us */
  gboolean        is_used;
  ClaspMidiWanted wanted;   /* (owned) */
  gboolean        has;      /* connected to @device */
  snd_seq_addr_t  device;
  char           *name;     /* (owned) (nullable) of @device, also when it went */
  GArray         *equals;   /* (owned) (nullable) those beside it */
  /* of a look at all ports, in their order */
  gboolean        is_whole; /* one has the whole name that is wanted: only those that have it are counted */
  gboolean        is_behind; /* behind @device */
  guint           n_seen;   /* that could have been meant */
} ClaspMidiAlsaHalf;

/* Zeroed before. */
void     clasp_midi_alsa_half_open        (ClaspMidiAlsaHalf       *self,
                                           gboolean                 is_input,
                                           gboolean                 is_used,
                                           const char              *text);
void     clasp_midi_alsa_half_clear       (ClaspMidiAlsaHalf       *self);
/* A look at all ports, three times: which names there are, which is wanted, what is beside it. */
void     clasp_midi_alsa_half_begin       (ClaspMidiAlsaHalf       *self);
void     clasp_midi_alsa_half_note_name   (ClaspMidiAlsaHalf       *self,
                                           const ClaspMidiAlsaPort *port);
gboolean clasp_midi_alsa_half_wants       (ClaspMidiAlsaHalf       *self,
                                           const ClaspMidiAlsaPort *port);
void     clasp_midi_alsa_half_take        (ClaspMidiAlsaHalf       *self,
                                           const ClaspMidiAlsaPort *port);
void     clasp_midi_alsa_half_note_beside (ClaspMidiAlsaHalf       *self,
                                           const ClaspMidiAlsaPort *port);
/* What was beside it went: who has the number next is another. @port -1: all of the client's. */
void     clasp_midi_alsa_half_forget      (ClaspMidiAlsaHalf       *self,
                                           int                      client,
                                           int                      port);

G_END_DECLS
