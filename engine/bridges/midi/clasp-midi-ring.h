/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspMidiRing: records from one thread to another, without locks; a full ring refuses.
 *
 * Thread: one pushes, one other pops. */

G_BEGIN_DECLS

/* Of records with their heads; the largest message fits twice. */
#define CLASP_MIDI_RING_SIZE (256 * 1024)

typedef struct _ClaspMidiRing ClaspMidiRing;

ClaspMidiRing *clasp_midi_ring_new  (void);
void           clasp_midi_ring_free (ClaspMidiRing *self);
/* FALSE when there is no room; nothing is pushed then. */
gboolean       clasp_midi_ring_push (ClaspMidiRing *self,
                                     guint8         type,
                                     gint64         time_us,
                                     const void    *bytes,
                                     gsize          size);
/* FALSE when it is empty. @bytes is valid until the next pop. */
gboolean       clasp_midi_ring_pop  (ClaspMidiRing *self,
                                     guint8        *type,
                                     gint64        *time_us,
                                     const guint8 **bytes,
                                     gsize         *size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspMidiRing, clasp_midi_ring_free)

G_END_DECLS
