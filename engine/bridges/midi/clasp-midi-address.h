/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge-scale.h"
#include "bridges/midi/clasp-midi-codec.h"
#include "bridges/midi/clasp-midi-relative.h"
#include "core/clasp-value.h"
#include "core/clasp-writer.h"

/* What signals are as MIDI messages (bridges.md 3.3); clasp-midi-input.h is the other way. Addresses
 * here begin behind the device: "/ch/1/cc/7".
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

#define CLASP_MIDI_ADDRESS_MAX 32

typedef struct
{
  guint32           cc14;            /* bit n: controllers n and n+32 are one 14-bit value */
  gboolean          parameters;      /* NRPN and RPN are one value each */
  gboolean          notes_as_param;  /* a note is a parameter, its velocity, instead of an event */
  gboolean          sysex;           /* system exclusive messages are events */
  gboolean          clock;           /* every clock pulse is an event */
  guint8            default_channel; /* 0–15, for addresses without one */
  guint8            channel_base;    /* what the first channel is called, 0 or 1 */
  ClaspScale        scale;
  ClaspMidiRelative relative;
} ClaspMidiOptions;

typedef struct
{
  char       address[CLASP_MIDI_ADDRESS_MAX];
  gboolean   is_event;
  gboolean   is_stream;
  ClaspValue value; /* owned by whoever made it */
} ClaspMidiSignal;

/* Longest run of steps of an encoder that one value sends, in messages. */
#define CLASP_MIDI_MAX_STEPS 64

/* Appends the bytes of one or more messages. FALSE when the address or the value means nothing in
 * MIDI; then nothing is appended. @value may be NULL: an event without one. */
gboolean clasp_midi_from_signal (const ClaspMidiOptions *options,
                                 ClaspStr                address,
                                 const ClaspValue       *value,
                                 ClaspWriter            *messages);

/* TRUE for messages that make a device do something (data entry alone, all notes off, start): what
 * is not part of the state a device gets when it comes back. */
gboolean clasp_midi_is_order    (const guint8           *messages,
                                 gsize                   size);
/* What a newer value of the same kind replaces: the same for all values of one controller, NRPN …;
 * 0 for notes and orders, of which each counts. */
guint    clasp_midi_value_key   (const guint8           *messages,
                                 gsize                   size);

/* "X-Touch Mini" → "x-touch_mini"; "midi" when nothing is left. (transfer full) */
char    *clasp_midi_slug        (const char             *name);

G_END_DECLS
