/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/midi/clasp-midi-backend.h"
#include "core/clasp-clock.h"
#include "io/clasp-datagram.h"

/* What stands around a simulated show: a MIDI device that is plugged in and out, lamps behind
 * Art-Net and sACN that are switched on and off, a tablet and a desk that speak OSC. Each remembers
 * what a real one would: what it was told since it is there.
 *
 * Thread: the test's. */

G_BEGIN_DECLS

#define SHOW_N 8 /* faders, pads, knobs, keys: numbered from 1 */

#define SHOW_TYPE_MIDI (show_midi_get_type ())
G_DECLARE_FINAL_TYPE (ShowMidi, show_midi, SHOW, MIDI, GObject)

struct _ShowMidi
{
  GObject                 parent_instance;
  ClaspMidiBackendHandler handler;
  gpointer                user_data;
  gboolean                is_open, is_plugged;
  int                     controls[128]; /* of channel 1, -1: not told yet */
  gboolean                notes[128];    /* of channel 1, sounding */
  guint                   n_unplugged;
};

/* In or out; a device that is new has no state. */
void show_midi_plug (ShowMidi *self, gboolean is_plugged);
/* What a hand does: nothing while it is out. */
void  show_midi_play (ShowMidi *self, ClaspClock *clock, guint8 status, guint8 one, guint8 two);
guint show_midi_count_open (ShowMidi *self); /* notes that sound */

/* A lamp behind a socket: the levels of the last frame of one universe. */
typedef struct
{
  ClaspReactor  *reactor; /* (unowned) */
  ClaspDatagram *socket;  /* (owned) (nullable) while it is on */
  guint16        port;
  guint16        universe;
  gboolean       is_sacn, has_frame;
  guint8         slots[512];
} ShowLamp;

void show_lamp_set_up (ShowLamp *self, ClaspReactor *reactor, guint16 universe, gboolean is_sacn);
void show_lamp_switch (ShowLamp *self, gboolean is_on);

/* The tablet says what it is touched for; the desk keeps what it was told of /out/1 to 8. */
typedef struct
{
  ClaspDatagram *socket; /* (owned) (nullable) while it is on */
  double         out[SHOW_N + 1];
  gboolean       has_out[SHOW_N + 1];
} ShowDesk;

void show_desk_set_up (ShowDesk *self, ClaspReactor *reactor);
/* Switched on it is at another port than before, and knows nothing. */
void show_desk_switch (ShowDesk *self, ClaspReactor *reactor, gboolean is_on);
void show_desk_say (ShowDesk *self, guint16 port, const char *address, float value);

G_END_DECLS
