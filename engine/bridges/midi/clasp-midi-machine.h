/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-codec.h"
#include "core/clasp-value.h"
#include "core/clasp-writer.h"

/* MIDI Machine Control: play, stop, locate … (show-protocols.md 3.2), as maps {device, command, …}.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* The value is lent for the call. */
typedef void (*ClaspMidiMachineFunc) (const ClaspValue *value,
                                      gpointer          user_data);

/* Calls @func for every command in @message. FALSE, without calling it, when the message is no MMC
 * command that we can read to its end. */
gboolean clasp_midi_machine_decode (const guint8         *message,
                                    gsize                 size,
                                    ClaspMidiMachineFunc  func,
                                    gpointer              user_data);
/* A command's name, or a map with `command` (a name or a number), perhaps `device`, `time`
 * ("hh:mm:ss:ff") with `rate` and `subframes` for locate, `data` (bytes). FALSE, with nothing
 * appended, when that is no command. */
gboolean clasp_midi_machine_encode (const ClaspValue     *value,
                                    ClaspWriter          *messages);

G_END_DECLS
