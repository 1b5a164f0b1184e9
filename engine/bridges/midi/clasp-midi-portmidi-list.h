/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-devices.h"
#include "bridges/midi/clasp-midi-wanted.h"

/* The devices that PortMidi has, of its two lists: what a device sends and what it takes have the same name, and equal
 * devices have, too.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* @devices (element-type ClaspMidiDevice) gets them; @inputs and @outputs (element-type utf8) are names in the library's
 * order. */
void clasp_midi_portmidi_add_devices (GPtrArray *devices, GPtrArray *inputs, GPtrArray *outputs);

/* One direction of a connection. */
typedef struct
{
  const ClaspMidiWanted *wanted;
  const char            *place; /* (nullable) of the device it has or had, "20:0" */
} ClaspMidiPortmidiOwner;

/* Which of @names, with @places (each nullable) where they are, is for @self; -1 for none. What it had stays its own, and
 * what one of @others has that wants another of the same name stays with that one. */
int  clasp_midi_portmidi_choose      (const ClaspMidiPortmidiOwner *self,
                                      const char *const            *names,
                                      const char *const            *places,
                                      guint                         n,
                                      const ClaspMidiPortmidiOwner *others,
                                      guint                         n_others);

G_END_DECLS
