/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-ring.h"
#include "bridges/midi/clasp-midi-wanted.h"

#include <portmidi.h>
#include <stdatomic.h>

/* What the worker and the thread of a PortMidi connection share. */

/* Records to the worker. */
enum
{
  CLASP_MIDI_PORTMIDI_BYTES,
  CLASP_MIDI_PORTMIDI_CONNECTED, /* the device's name */
  CLASP_MIDI_PORTMIDI_GONE,
  CLASP_MIDI_PORTMIDI_LOST,
};

/* One direction of a device. */
typedef struct
{
  ClaspMidiWanted wanted; /* (owned) without a tag: the library does not say where a device is */
  PmStream *stream;  /* (owned) (nullable) */
  char     *name;    /* (owned) while open: the device's */
  char     *link;    /* (owned) (nullable): the connection of @stream, where the kernel tells */
  char     *place;   /* (owned) (nullable): of the device it has or had, "20:0", where the kernel tells */
  gboolean  is_told; /* the worker takes it for connected */
} ClaspMidiPortmidiHalf;

/* What the thread works on. Both hold it; whoever is last frees it, so that nobody waits. */
typedef struct
{
  ClaspMidiRing   *in, *out; /* (owned) */
  int              news_fd, wake_fd;
  _Atomic gboolean is_closing;
  /* the thread's, and under @library everybody's */
  ClaspMidiPortmidiHalf input, output;
  gint64                looked_us, checked_us;
  gboolean              in_sysex; /* of what is read */
  GByteArray           *sysex;    /* (owned) of what is written */
} ClaspMidiPortmidiSide;

/* Parts of names or ids, "" for none. Thread: worker. */
ClaspMidiPortmidiSide *clasp_midi_portmidi_side_new (const char *in, const char *out);
void                   clasp_midi_portmidi_side_unref (ClaspMidiPortmidiSide *self);
/* Takes over a reference. */
gpointer clasp_midi_portmidi_thread (gpointer side);
