/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tap/clasp-monitor.h"

#include "core/clasp-fixed-text.h"

#include <math.h>

/* Design notes: a ring of fixed records between one writer and one reader; head and tail only grow,
 * so their difference is the fill. The writer stores numbers as they are and the reader makes the
 * text, because it reads fewer than are written when it matters. */

struct _ClaspMonitor
{
  gatomicrefcount     ref_count;
  guint               mask;
  ClaspMonitorRecord *records; /* (owned) */
  guint64             head;    /* written by the writer */
  guint64             tail;    /* written by the reader */
  guint64             n_lost;
  guint64             number;  /* the writer's */
};

/**
 * clasp_monitor_new:
 * @n_records: room, 1–4194304 records, rounded up to a power of two
 *
 * Thread: any; then one writes and one reads.
 *
 * Returns: (transfer full): an empty ring
 */
ClaspMonitor *
clasp_monitor_new (guint n_records)
{
  ClaspMonitor *self = g_new0 (ClaspMonitor, 1);
  guint         size = 1;

  while (size < CLAMP (n_records, 1, 1u << 22))
    size *= 2;
  g_atomic_ref_count_init (&self->ref_count);
  self->mask = size - 1;
  self->records = g_new (ClaspMonitorRecord, size);
  return self;
}

/**
 * clasp_monitor_ref:
 * @self: a monitor
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
ClaspMonitor *
clasp_monitor_ref (ClaspMonitor *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * clasp_monitor_unref:
 * @self: (transfer full): a monitor
 *
 * Thread: any.
 */
void
clasp_monitor_unref (ClaspMonitor *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->records);
  g_free (self);
}

static void
store_value (ClaspMonitorRecord *record,
             const ClaspValue   *value)
{
  record->value_type = (guint8) clasp_value_get_type_of (value);
  record->number_value = NAN;
  record->length = clasp_value_get_size (value);
  record->text[0] = '\0';
  if (value->type == CLASP_VALUE_DOUBLE)
    record->number_value = value->as.number;
  else if (value->type == CLASP_VALUE_INT)
    memcpy (record->text, &value->as.integer, 8);
  else
    {
      clasp_value_to_double (value, &record->number_value);
      clasp_value_print (value, record->text, sizeof record->text);
    }
  if (value->type == CLASP_VALUE_STRING)
    record->length = (guint32) clasp_value_get_string (value).length;
}

/* Where the next record goes; NULL, and counted, when there is no room. */
static ClaspMonitorRecord *
find_room (ClaspMonitor *self)
{
  guint64 tail = __atomic_load_n (&self->tail, __ATOMIC_ACQUIRE);

  self->number++;
  if (self->head - tail <= self->mask)
    return &self->records[self->head & self->mask];

  __atomic_store_n (&self->n_lost, self->n_lost + 1, __ATOMIC_RELEASE);
  return NULL;
}

/**
 * clasp_monitor_write:
 * @self: a monitor
 * @message: a SET or PUBLISH
 * @origin: number of the session that wrote it
 * @hops: mappings it passed through
 * @unix_us: when, microseconds since 1970
 * @after_us: microseconds since what caused it came in; 0 when it is that itself
 *
 * Thread: the writer. Refuses and counts when the reader is too slow.
 */
void
clasp_monitor_write (ClaspMonitor       *self,
                     const ClaspMessage *message,
                     guint64             origin,
                     guint               hops,
                     gint64              unix_us,
                     guint               after_us)
{
  ClaspMonitorRecord     *record = find_room (self);
  static const ClaspValue none = CLASP_VALUE_INIT;

  if (record == NULL)
    return;

  record->time_us = unix_us;
  record->number = self->number;
  record->origin = origin;
  record->hops = (guint8) MIN (hops, G_MAXUINT8);
  record->after_us = after_us;
  record->type = (guint8) message->type;
  if (message->type == CLASP_MESSAGE_SET)
    {
      record->signal = CLASP_SIGNAL_PARAM;
      clasp_fixed_text_set (record->address, sizeof record->address, message->set.address);
      store_value (record, &message->set.value);
    }
  else
    {
      record->signal = (guint8) message->publish.signal;
      clasp_fixed_text_set (record->address, sizeof record->address, message->publish.address);
      store_value (record, message->publish.has_value ? &message->publish.value : &none);
    }
  __atomic_store_n (&self->head, self->head + 1, __ATOMIC_RELEASE);
}

/**
 * clasp_monitor_put:
 * @self: a monitor
 * @record: of a message of before; an integer stands in the first bytes of its text
 *
 * Thread: the writer. Refuses and counts when the reader is too slow.
 */
void
clasp_monitor_put (ClaspMonitor             *self,
                   const ClaspMonitorRecord *record)
{
  ClaspMonitorRecord *place = find_room (self);

  if (place == NULL)
    return;

  *place = *record;
  place->number = self->number;
  __atomic_store_n (&self->head, self->head + 1, __ATOMIC_RELEASE);
}

static void
make_text (ClaspMonitorRecord *record)
{
  ClaspValue value;
  gint64     integer;

  if (record->value_type == CLASP_VALUE_INT)
    {
      memcpy (&integer, record->text, 8);
      record->number_value = (double) integer;
      value = clasp_value_int (integer);
    }
  else if (record->value_type == CLASP_VALUE_DOUBLE)
    value = clasp_value_double (record->number_value);
  else
    return;

  clasp_value_print (&value, record->text, sizeof record->text);
}

/**
 * clasp_monitor_read:
 * @self: a monitor
 * @records: (out caller-allocates) (array length=n_max): where they go
 * @n_max: how many are wanted at most
 *
 * Thread: the reader.
 *
 * Returns: how many were taken, oldest first
 */
guint
clasp_monitor_read (ClaspMonitor       *self,
                    ClaspMonitorRecord *records,
                    guint               n_max)
{
  guint64 head = __atomic_load_n (&self->head, __ATOMIC_ACQUIRE);
  guint64 tail = self->tail;
  guint   n = (guint) MIN (head - tail, n_max);

  for (guint i = 0; i < n; i++)
    {
      records[i] = self->records[(tail + i) & self->mask];
      make_text (&records[i]);
    }
  __atomic_store_n (&self->tail, tail + n, __ATOMIC_RELEASE);
  return n;
}

/**
 * clasp_monitor_get_n_lost:
 * @self: a monitor
 *
 * Thread: any.
 *
 * Returns: how many messages found no room since the start
 */
guint64
clasp_monitor_get_n_lost (ClaspMonitor *self)
{
  return __atomic_load_n (&self->n_lost, __ATOMIC_ACQUIRE);
}
