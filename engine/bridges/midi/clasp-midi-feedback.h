/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-address.h"

/* ClaspMidiFeedback: what goes to the motors and lights of a controller.
 *
 * While a hand is on a motor fader nothing is sent to it, and when it lets go the last value is: a
 * note or a controller of the device tells of the touch. A control's light or ring of lights may stand
 * under another number, and show the value in a range of its own.
 *
 * Thread: any (one at a time). */

G_BEGIN_DECLS

/* Controls with touch, and lights, each at most. */
#define CLASP_MIDI_MAX_FEEDBACK 256

typedef struct _ClaspMidiFeedback ClaspMidiFeedback;

ClaspMidiFeedback *clasp_midi_feedback_new       (void);
void               clasp_midi_feedback_free      (ClaspMidiFeedback *self);
/* "1/bend=1/note/104": the control, and what tells of a hand on it. Channels are 1–16. */
gboolean           clasp_midi_feedback_add_touch (ClaspMidiFeedback *self,
                                                  const char        *text,
                                                  GError           **error);
/* "1/cc/16=1/cc/48:1-11": the control, its light, and perhaps the light's range. */
gboolean           clasp_midi_feedback_add_light (ClaspMidiFeedback *self,
                                                  const char        *text,
                                                  GError           **error);
/* Nothing is touched: the device went. */
void               clasp_midi_feedback_reset     (ClaspMidiFeedback *self);
/* A message of the device. TRUE when a hand let go; then @last (empty at first) is what to send. */
gboolean           clasp_midi_feedback_follow    (ClaspMidiFeedback *self,
                                                  const guint8      *message,
                                                  gsize              size,
                                                  ClaspWriter       *last);
/* A value of the device itself, as the messages that would say it: what waits for it is old. */
void               clasp_midi_feedback_forget    (ClaspMidiFeedback *self,
                                                  const guint8      *messages,
                                                  gsize              size);
/* Turns a value's messages into those of its light. */
void               clasp_midi_feedback_light     (ClaspMidiFeedback *self,
                                                  ClaspWriter       *messages);
/* FALSE while a hand is on the control: then the value is kept instead. */
gboolean           clasp_midi_feedback_pass      (ClaspMidiFeedback *self,
                                                  const guint8      *messages,
                                                  gsize              size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspMidiFeedback, clasp_midi_feedback_free)

G_END_DECLS
