/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-codec.h"
#include "core/clasp-value.h"
#include "core/clasp-writer.h"

/* MIDI Show Control (show-protocols.md 3.3), as maps: {device, format, command, cue, list, path …}.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

#define CLASP_MIDI_SHOW_CONTROL_MAX 128 /* bytes of one message, F0 and F7 included */

/* FALSE when it is no message of MSC whose format and command we know and can read to its end. */
gboolean clasp_midi_show_control_decode (const guint8     *message,
                                         gsize             size,
                                         ClaspValue       *value);
/* A map with `command` (a name in any case, or a number) and what it takes; `format` is "lighting"
 * and `device` 127 when they are left out. FALSE, with nothing appended, when that is no message. */
gboolean clasp_midi_show_control_encode (const ClaspValue *value,
                                         ClaspWriter      *messages);

G_END_DECLS
