/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-ring.h"

#include <stdatomic.h>
#include <string.h>

/* Design notes: both ends count bytes without end; what each has written is in its own counter,
 * which the other reads with acquire after it was stored with release. A record that would cross
 * the end of the memory is copied in two parts, and copied out whole. */

typedef struct
{
  gint64  time_us;
  guint32 size;
  guint8  type;
} Head;

struct _ClaspMidiRing
{
  _Atomic gsize pushed, popped;
  GByteArray   *record; /* (owned) of the popping thread */
  guint8        bytes[CLASP_MIDI_RING_SIZE];
};

/**
 * clasp_midi_ring_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): an empty ring
 */
ClaspMidiRing *
clasp_midi_ring_new (void)
{
  ClaspMidiRing *self = g_new0 (ClaspMidiRing, 1);

  self->record = g_byte_array_new ();
  return self;
}

/**
 * clasp_midi_ring_free:
 * @self: (transfer full) (nullable): a ring nobody uses any more
 *
 * Thread: any.
 */
void
clasp_midi_ring_free (ClaspMidiRing *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->record);
  g_free (self);
}

static void
copy_in (ClaspMidiRing *self, gsize at, const void *bytes, gsize size)
{
  gsize place = at % CLASP_MIDI_RING_SIZE, first = MIN (size, CLASP_MIDI_RING_SIZE - place);

  if (size == 0)
    return;
  memcpy (self->bytes + place, bytes, first);
  memcpy (self->bytes, (const guint8 *) bytes + first, size - first);
}

static void
copy_out (ClaspMidiRing *self, gsize at, void *bytes, gsize size)
{
  gsize place = at % CLASP_MIDI_RING_SIZE, first = MIN (size, CLASP_MIDI_RING_SIZE - place);

  if (size == 0)
    return;
  memcpy (bytes, self->bytes + place, first);
  memcpy ((guint8 *) bytes + first, self->bytes, size - first);
}

/**
 * clasp_midi_ring_push:
 * @self: a ring
 * @type: what it is
 * @time_us: when it came
 * @bytes: (array length=size): what it says
 * @size: how much
 *
 * Thread: the pushing one.
 *
 * Returns: %FALSE when there is no room
 */
gboolean
clasp_midi_ring_push (ClaspMidiRing *self,
                      guint8         type,
                      gint64         time_us,
                      const void    *bytes,
                      gsize          size)
{
  gsize pushed = atomic_load_explicit (&self->pushed, memory_order_relaxed);
  gsize popped = atomic_load_explicit (&self->popped, memory_order_acquire);
  Head  head = { time_us, (guint32) size, type };

  if (size > CLASP_MIDI_RING_SIZE || pushed - popped + sizeof head + size > CLASP_MIDI_RING_SIZE)
    return FALSE;

  copy_in (self, pushed, &head, sizeof head);
  copy_in (self, pushed + sizeof head, bytes, size);
  atomic_store_explicit (&self->pushed, pushed + sizeof head + size, memory_order_release);
  return TRUE;
}

/**
 * clasp_midi_ring_pop:
 * @self: a ring
 * @type: (out): what it is
 * @time_us: (out): when it came
 * @bytes: (out) (transfer none): what it says
 * @size: (out): how much
 *
 * Thread: the popping one.
 *
 * Returns: %FALSE when there is nothing
 */
gboolean
clasp_midi_ring_pop (ClaspMidiRing *self,
                     guint8        *type,
                     gint64        *time_us,
                     const guint8 **bytes,
                     gsize         *size)
{
  gsize popped = atomic_load_explicit (&self->popped, memory_order_relaxed);
  gsize pushed = atomic_load_explicit (&self->pushed, memory_order_acquire);
  Head  head;

  if (pushed == popped)
    return FALSE;

  copy_out (self, popped, &head, sizeof head);
  g_byte_array_set_size (self->record, head.size);
  copy_out (self, popped + sizeof head, self->record->data, head.size);
  atomic_store_explicit (&self->popped, popped + sizeof head + head.size, memory_order_release);
  *type = head.type;
  *time_us = head.time_us;
  *bytes = self->record->data;
  *size = head.size;
  return TRUE;
}
