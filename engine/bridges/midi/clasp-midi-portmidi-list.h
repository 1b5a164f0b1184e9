/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-devices.h"

/* The devices that PortMidi has, of its two lists: what a device sends and what it takes have the same name, and equal
 * devices have, too.
 *
 * Thread: any (pure function). */

G_BEGIN_DECLS

/* @devices (element-type ClaspMidiDevice) gets them; @inputs and @outputs (element-type utf8) are names in the library's
 * order. */
void clasp_midi_portmidi_add_devices (GPtrArray *devices, GPtrArray *inputs, GPtrArray *outputs);

G_END_DECLS
