/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-outbox.h"

#include "bridges/midi/clasp-midi-address.h"

#include <string.h>

/* Design notes: a bucket of credit in bytes fills with time. With nothing waiting and credit left,
 * a message leaves within push () and nothing is allocated. A message may overdraw the credit: it
 * is short, and a system exclusive one leaves in parts. */

/* Nothing ever waits: a gigabyte in a second. */
#define UNPACED 1e9

typedef struct
{
  guint  key; /* in @values; 0 = an event */
  gsize  size;
  gsize  at; /* bytes already sent */
  guint8 bytes[];
} Waiting;

struct _ClaspMidiOutbox
{
  ClaspTimers        *timers; /* (unowned) */
  ClaspMidiOutboxFunc func;
  gpointer            user_data;
  double              bytes_per_s;
  ClaspTimer          timer;
  GQueue              queue;  /* of Waiting (owned) */
  GQueue              held;   /* of Waiting (owned), for the end of what is being sent */
  GHashTable         *values; /* (owned) key → Waiting (unowned) */
  gsize               n_bytes;
  double              credit; /* bytes */
  gint64              credit_us;
};

/**
 * clasp_midi_outbox_new:
 * @timers: the worker's
 * @bytes_per_s: how fast the device takes them; 0 = as fast as they come
 * @func: writes to the device
 * @user_data: for @func
 *
 * Thread: worker.
 *
 * Returns: (transfer full): an empty outbox
 */
ClaspMidiOutbox *
clasp_midi_outbox_new (ClaspTimers        *timers,
                       guint               bytes_per_s,
                       ClaspMidiOutboxFunc func,
                       gpointer            user_data)
{
  ClaspMidiOutbox *self = g_new0 (ClaspMidiOutbox, 1);

  self->timers = timers;
  self->bytes_per_s = bytes_per_s > 0 ? bytes_per_s : UNPACED;
  self->func = func;
  self->user_data = user_data;
  self->values = g_hash_table_new (NULL, NULL);
  self->credit = CLASP_MIDI_OUTBOX_BURST;
  self->credit_us = clasp_clock_now_us (clasp_timers_get_clock (timers));
  g_queue_init (&self->queue);
  g_queue_init (&self->held);
  return self;
}

/**
 * clasp_midi_outbox_clear:
 * @self: an outbox
 *
 * Thread: worker.
 */
void
clasp_midi_outbox_clear (ClaspMidiOutbox *self)
{
  clasp_timers_cancel (self->timers, &self->timer);
  g_hash_table_remove_all (self->values);
  g_queue_clear_full (&self->queue, g_free);
  g_queue_clear_full (&self->held, g_free);
  self->n_bytes = 0;
}

/**
 * clasp_midi_outbox_free:
 * @self: (transfer full): an outbox
 *
 * What still waits is not sent.
 *
 * Thread: worker.
 */
void
clasp_midi_outbox_free (ClaspMidiOutbox *self)
{
  clasp_midi_outbox_clear (self);
  g_hash_table_unref (self->values);
  g_free (self);
}

static void
refill (ClaspMidiOutbox *self)
{
  gint64 now_us = clasp_clock_now_us (clasp_timers_get_clock (self->timers));

  self->credit += (double) (now_us - self->credit_us) * self->bytes_per_s / G_USEC_PER_SEC;
  self->credit = MIN (self->credit, CLASP_MIDI_OUTBOX_BURST);
  self->credit_us = now_us;
}

static void
write_bytes (ClaspMidiOutbox *self, const guint8 *bytes, gsize size, gboolean is_end)
{
  self->credit -= (double) size;
  self->func (bytes, size, is_end, self->user_data);
}

static void
release_held (ClaspMidiOutbox *self)
{
  Waiting *waiting;

  while ((waiting = g_queue_pop_head (&self->held)) != NULL)
    {
      write_bytes (self, waiting->bytes, waiting->size, TRUE);
      g_free (waiting);
    }
}

static void
send_first (ClaspMidiOutbox *self)
{
  Waiting *waiting = g_queue_peek_head (&self->queue);
  gsize    at = waiting->at;
  gsize    size = MIN (waiting->size - at, CLASP_MIDI_OUTBOX_PART);

  waiting->at += size;
  if (waiting->at < waiting->size)
    {
      write_bytes (self, waiting->bytes + at, size, FALSE);
      return;
    }

  g_queue_pop_head (&self->queue);
  if (waiting->key != 0)
    g_hash_table_remove (self->values, GUINT_TO_POINTER (waiting->key));
  self->n_bytes -= waiting->size;
  write_bytes (self, waiting->bytes + at, size, TRUE);
  g_free (waiting);
  release_held (self);
}

static void drain (gpointer user_data);

static void
wait_for_credit (ClaspMidiOutbox *self)
{
  /* One byte more than nothing, rounded up, so that the timer never finds too little. */
  gint64 wait_us = (gint64) ((1 - self->credit) * G_USEC_PER_SEC / self->bytes_per_s) + 1;

  clasp_timers_set (self->timers, &self->timer, self->credit_us + wait_us, drain, self);
}

static void
drain (gpointer user_data)
{
  ClaspMidiOutbox *self = user_data;

  refill (self);
  while (!g_queue_is_empty (&self->queue) && self->credit > 0)
    send_first (self);
  if (!g_queue_is_empty (&self->queue))
    wait_for_credit (self);
}

static Waiting *
waiting_new (guint key, const guint8 *message, gsize size)
{
  Waiting *self = g_malloc (sizeof *self + size);

  self->key = key;
  self->size = size;
  self->at = 0;
  memcpy (self->bytes, message, size);
  return self;
}

static gboolean
enqueue (ClaspMidiOutbox *self, const guint8 *message, gsize size)
{
  Waiting *waiting;
  guint    key = clasp_midi_value_key (message, size);

  waiting = key != 0 ? g_hash_table_lookup (self->values, GUINT_TO_POINTER (key)) : NULL;
  if (waiting != NULL)
    {
      memcpy (waiting->bytes, message, size); /* the same key: the same size */
      return TRUE;
    }
  if (self->n_bytes + size > CLASP_MIDI_OUTBOX_MAX_BYTES ||
      self->queue.length >= CLASP_MIDI_OUTBOX_MAX_MESSAGES)
    return FALSE;

  waiting = waiting_new (key, message, size);
  g_queue_push_tail (&self->queue, waiting);
  if (key != 0)
    g_hash_table_insert (self->values, GUINT_TO_POINTER (key), waiting);
  self->n_bytes += size;
  return TRUE;
}

/**
 * clasp_midi_outbox_push:
 * @self: an outbox
 * @message: the messages of one value, or one system exclusive message
 * @size: their size
 *
 * Sends @message now, or when its turn comes.
 *
 * Thread: worker.
 *
 * Returns: %FALSE when CLASP_MIDI_OUTBOX_MAX_BYTES or _MAX_MESSAGES are waiting already
 */
gboolean
clasp_midi_outbox_push (ClaspMidiOutbox *self, const guint8 *message, gsize size)
{
  if (g_queue_is_empty (&self->queue))
    {
      refill (self);
      if (self->credit > 0 && (size <= CLASP_MIDI_OUTBOX_PART || self->bytes_per_s >= UNPACED))
        {
          write_bytes (self, message, size, TRUE);
          return TRUE;
        }
    }

  if (!enqueue (self, message, size))
    return FALSE;
  if (!clasp_timer_is_pending (&self->timer))
    drain (self);
  return TRUE;
}

/* ---- ahead of what waits ---- */

static gboolean
is_within_message (ClaspMidiOutbox *self)
{
  const Waiting *first = g_queue_peek_head (&self->queue);

  return first != NULL && first->at > 0;
}

static gboolean
is_start (guint8 status)
{
  return status == CLASP_MIDI_START || status == CLASP_MIDI_CONTINUE;
}

/* A position that is still to be told: who starts before would start somewhere else. */
static gboolean
holds_position (ClaspMidiOutbox *self)
{
  for (GList *link = self->held.head; link != NULL; link = link->next)
    if (((Waiting *) link->data)->bytes[0] == CLASP_MIDI_SONG_POSITION)
      return TRUE;

  return FALSE;
}

/* What stops now is not to start afterwards. */
static void
forget_starts (ClaspMidiOutbox *self)
{
  for (GList *link = self->held.head, *next; link != NULL; link = next)
    {
      next = link->next;
      if (!is_start (((Waiting *) link->data)->bytes[0]))
        continue;
      g_free (link->data);
      g_queue_delete_link (&self->held, link);
    }
}

/**
 * clasp_midi_outbox_push_now:
 * @self: an outbox
 * @message: one message; a system exclusive one is sent whole
 * @size: its size
 *
 * Does not count for the pace when it leaves at once: time is what it says, or what it ends sounds.
 *
 * Thread: worker.
 *
 * Returns: %FALSE when CLASP_MIDI_OUTBOX_MAX_HELD wait for the end of a message already
 */
gboolean
clasp_midi_outbox_push_now (ClaspMidiOutbox *self, const guint8 *message, gsize size)
{
  gboolean is_real_time = message[0] >= CLASP_MIDI_CLOCK;

  if (message[0] == CLASP_MIDI_STOP)
    forget_starts (self);
  if (!is_within_message (self) ||
      (is_real_time && !(is_start (message[0]) && holds_position (self))))
    {
      self->func (message, size, TRUE, self->user_data);
      return TRUE;
    }
  if (self->held.length >= CLASP_MIDI_OUTBOX_MAX_HELD)
    return FALSE;

  g_queue_push_tail (&self->held, waiting_new (0, message, size));
  return TRUE;
}

/**
 * clasp_midi_outbox_is_empty:
 * @self: an outbox
 *
 * Thread: worker.
 *
 * Returns: whether nothing waits
 */
gboolean
clasp_midi_outbox_is_empty (ClaspMidiOutbox *self)
{
  return g_queue_is_empty (&self->queue);
}
