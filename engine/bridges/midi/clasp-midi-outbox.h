/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-codec.h"
#include "io/clasp-timer.h"

/* ClaspMidiOutbox: messages on their way to a device, no faster than a device takes them.
 *
 * A burst passes at once; more than that waits its turn. While it waits, a newer value of a
 * controller replaces the older one, so that the last value always arrives; notes and other events
 * are all kept, in order. A large system exclusive message leaves in parts, and what comes after it
 * waits for its end (bridges.md 1.4, 3.3).
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_MIDI_OUTBOX_BYTES_PER_S 31250 /* the usual pace, bridges.md 3.3: 1 ms per 31.25 bytes */
#define CLASP_MIDI_OUTBOX_BURST 512         /* bytes; 170 controllers, less than a program's usual pool */
#define CLASP_MIDI_OUTBOX_PART 256          /* bytes of a system exclusive message sent at a time */
/* What may wait; more is refused. Four of the largest system exclusive messages fit. */
#define CLASP_MIDI_OUTBOX_MAX_BYTES (4 * CLASP_MIDI_MAX_SYSEX)
#define CLASP_MIDI_OUTBOX_MAX_MESSAGES 10000
/* Of those that only wait for the end of a system exclusive message: quarter frames of half a minute,
 * more than the largest one takes on a DIN cable. */
#define CLASP_MIDI_OUTBOX_MAX_HELD 4096

typedef struct _ClaspMidiOutbox ClaspMidiOutbox;

/* The messages of one value, or the next part of a system exclusive one; @is_end with its last
 * part. */
typedef void (*ClaspMidiOutboxFunc) (const guint8 *bytes,
                                     gsize         size,
                                     gboolean      is_end,
                                     gpointer      user_data);

ClaspMidiOutbox *clasp_midi_outbox_new   (ClaspTimers        *timers,
                                          guint               bytes_per_s, /* 0 = no pace */
                                          ClaspMidiOutboxFunc func,
                                          gpointer            user_data);
void             clasp_midi_outbox_free  (ClaspMidiOutbox    *self);
/* The messages of one value, or one system exclusive message. FALSE when too much is waiting. */
gboolean         clasp_midi_outbox_push  (ClaspMidiOutbox    *self,
                                          const guint8       *message,
                                          gsize               size);
/* At once, ahead of what waits. Only real-time messages may stand inside a system exclusive one
 * (show-protocols.md 2.2): any other follows the end of the one that is being sent, in order. FALSE
 * when CLASP_MIDI_OUTBOX_MAX_HELD wait for that already. */
gboolean         clasp_midi_outbox_push_now (ClaspMidiOutbox *self,
                                             const guint8    *message,
                                             gsize            size);
gboolean         clasp_midi_outbox_is_empty (ClaspMidiOutbox *self);
/* Forgets what waits: the device is gone. */
void             clasp_midi_outbox_clear (ClaspMidiOutbox    *self);

G_END_DECLS
