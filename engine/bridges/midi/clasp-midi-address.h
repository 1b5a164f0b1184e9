/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-codec.h"
#include "core/clasp-value.h"
#include "core/clasp-writer.h"

/* What MIDI messages are called as signals, both ways (bridges.md 3.3). Addresses here begin behind
 * the device: "/ch/1/cc/7".
 *
 * Thread: any (the state of pairs belongs to one thread). */

G_BEGIN_DECLS

#define CLASP_MIDI_ADDRESS_MAX 32

typedef struct
{
  guint32  cc14;            /* bit n: controllers n and n+32 are one 14-bit value */
  gboolean notes_as_param;  /* a note is a parameter, its velocity, instead of an event */
  guint8   default_channel; /* 0–15, for addresses without one */
} ClaspMidiOptions;

/* The coarse halves seen so far. Zero-initialise. */
typedef struct
{
  guint8 coarse[16][32];
} ClaspMidiPairs;

typedef struct
{
  char       address[CLASP_MIDI_ADDRESS_MAX];
  gboolean   is_event;
  ClaspValue value; /* owned by whoever asked */
} ClaspMidiSignal;

/* FALSE for messages that are no signal (clock, active sensing, undefined). */
gboolean clasp_midi_to_signal   (const ClaspMidiOptions *options,
                                 ClaspMidiPairs         *pairs,
                                 const guint8           *message,
                                 gsize                   size,
                                 ClaspMidiSignal        *signal);

/* Appends the bytes of one or two messages. FALSE when the address or the value means nothing in
 * MIDI; then nothing is appended. Values: whole numbers as they are, clamped; floating-point ones
 * are shares of the range (0–1, pitch bend −1–1); bool is the range's ends. */
gboolean clasp_midi_from_signal (const ClaspMidiOptions *options,
                                 ClaspStr                address,
                                 const ClaspValue       *value,
                                 ClaspWriter            *messages);

/* TRUE for a message that makes a device do something (data entry, all notes off, start): one that
 * is not part of the state a device gets when it comes back. */
gboolean clasp_midi_is_order    (const guint8           *message);

/* "X-Touch Mini" → "x-touch_mini"; "midi" when nothing is left. (transfer full) */
char    *clasp_midi_slug        (const char             *name);

G_END_DECLS
