/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-codec.h"

/* ClaspMidiSender: leaves out what the device knows already, at the moment of sending: the number of
 * the parameter that was set last, and, where the device allows it, a coarse half that did not
 * change (show-protocols.md 2.3).
 *
 * Thread: any (plain data, one at a time). */

G_BEGIN_DECLS

typedef struct
{
  gboolean fine_alone; /* the device takes a fine half without its coarse one */
  /*< private >*/
  guint32  selected[16];     /* parameter, 0 = unknown */
  guint8   data[16];         /* coarse half of its value, plus one; 0 = unknown */
  guint8   coarse[16][32];   /* of 14-bit controllers, plus one */
} ClaspMidiSender;

/* FALSE when the message could not be sent. */
typedef gboolean (*ClaspMidiSenderFunc) (const guint8 *message,
                                         gsize         size,
                                         gpointer      user_data);

/* The device is another, or lost something. */
void     clasp_midi_sender_reset (ClaspMidiSender     *self);
/* The messages of one value, or a part of a system exclusive one. FALSE when one was not sent. */
gboolean clasp_midi_sender_send  (ClaspMidiSender     *self,
                                  const guint8        *messages,
                                  gsize                size,
                                  ClaspMidiSenderFunc  func,
                                  gpointer             user_data);

G_END_DECLS
