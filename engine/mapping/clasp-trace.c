/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-trace.h"

#include "core/clasp-fixed-text.h"

#include <math.h>

/* Design notes: head and tail only grow, so their difference is the fill. The writer stores numbers
 * as they are; the reader makes their text. */

struct _ClaspTrace
{
  gatomicrefcount   ref_count;
  guint             mask;
  ClaspTraceRecord *records; /* (owned) */
  guint64           head;    /* written by the writer */
  guint64           tail;    /* written by the reader */
  guint64           n_lost;
};

/**
 * clasp_trace_reason_to_string:
 * @reason: why something did not happen
 *
 * Thread: any.
 *
 * Returns: (transfer none): a sentence
 */
const char *
clasp_trace_reason_to_string (ClaspTraceReason reason)
{
  switch (reason)
    {
    case CLASP_TRACE_NO_REASON:
      return "";
    case CLASP_TRACE_MUTED:
      return "the mapping is muted";
    case CLASP_TRACE_SWITCHED_OFF:
      return "the mapping is switched off";
    case CLASP_TRACE_MUTED_BY_SOLO:
      return "another mapping is solo";
    case CLASP_TRACE_LAYER_OFF:
      return "one of its layers is off";
    case CLASP_TRACE_STOPPED:
      return "a mapping before it stopped the message";
    case CLASP_TRACE_OWN:
      return "the mapping wrote it itself";
    case CLASP_TRACE_OTHER_SIGNAL:
      return "the source asks for another kind of signal";
    case CLASP_TRACE_OTHER_CONNECTION:
      return "it came from another connection";
    case CLASP_TRACE_NO_PATH:
      return "the value has nothing at the source's path";
    case CLASP_TRACE_CONDITION:
      return "the condition does not hold";
    case CLASP_TRACE_JOIN_WAITS:
      return "it waits for the other sources";
    case CLASP_TRACE_STEP_DROPPED:
      return "a step let nothing through";
    case CLASP_TRACE_STEP_FAILED:
      return "a step cannot handle this value";
    case CLASP_TRACE_NOT_CONVERTED:
      return "the target needs a number";
    case CLASP_TRACE_OUT_OF_RANGE:
      return "there is no such target address";
    case CLASP_TRACE_TEMPLATE_FAILED:
      return "the template gives nothing that can be sent";
    case CLASP_TRACE_NO_VALUE:
      return "there is no value to store";
    case CLASP_TRACE_ECHO:
      return "the target has this value already, and a mapping brought it";
    case CLASP_TRACE_NO_CHANGE:
      return "no change since the last value sent";
    case CLASP_TRACE_RATE:
      return "it waits for its turn at this rate";
    case CLASP_TRACE_TAKEOVER_WAITS:
      return "the control has not met its target yet";
    case CLASP_TRACE_MERGE_LOST:
      return "another mapping's value counts";
    case CLASP_TRACE_HOLD_OFF:
      return "a value went the other way just now";
    case CLASP_TRACE_LOOP:
      return "the message went through too many mappings";
    case CLASP_TRACE_REFUSED:
      return "the router refused it";
    case CLASP_TRACE_SWALLOWED:
      return "a mapping swallowed the original";
    case CLASP_TRACE_N_REASONS:
      break;
    }
  return "";
}

/**
 * clasp_trace_new:
 * @n_records: room, 1–1048576 records, rounded up to a power of two
 *
 * Thread: any; then one writes and one reads.
 *
 * Returns: (transfer full): an empty ring
 */
ClaspTrace *
clasp_trace_new (guint n_records)
{
  ClaspTrace *self = g_new0 (ClaspTrace, 1);
  guint       size = 1;

  while (size < CLAMP (n_records, 1, 1u << 20))
    size *= 2;
  g_atomic_ref_count_init (&self->ref_count);
  self->mask = size - 1;
  self->records = g_new (ClaspTraceRecord, size);
  return self;
}

/**
 * clasp_trace_ref:
 * @self: a trace
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
ClaspTrace *
clasp_trace_ref (ClaspTrace *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * clasp_trace_unref:
 * @self: (transfer full): a trace
 *
 * Thread: any.
 */
void
clasp_trace_unref (ClaspTrace *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->records);
  g_free (self);
}

static void
store_value (ClaspTraceRecord *record, const ClaspValue *value)
{
  record->value_type = CLASP_VALUE_NULL;
  record->number_value = NAN;
  record->text[0] = '\0';
  if (value == NULL)
    return;

  record->value_type = (guint8) value->type;
  if (value->type == CLASP_VALUE_DOUBLE)
    record->number_value = value->as.number;
  else if (value->type == CLASP_VALUE_INT)
    {
      record->integer = value->as.integer;
      record->number_value = (double) value->as.integer;
    }
  else
    {
      clasp_value_to_double (value, &record->number_value);
      clasp_value_print (value, record->text, sizeof record->text);
    }
}

/**
 * clasp_trace_record_fill:
 * @record: (out caller-allocates): where it goes
 * @entry: what happened, or did not
 * @number: of the message it came of
 * @unix_us: when, microseconds since 1970
 *
 * Numbers stay as they are, without text.
 *
 * Thread: any.
 */
void
clasp_trace_record_fill (ClaspTraceRecord *record, const ClaspTraceEntry *entry, guint64 number, gint64 unix_us)
{
  record->time_us = unix_us;
  record->number = number;
  record->kind = (guint8) entry->kind;
  record->reason = (guint8) entry->reason;
  record->source = (guint8) entry->source;
  record->step = (guint8) entry->step;
  record->target = (guint8) entry->target;
  clasp_fixed_text_set (record->mapping, sizeof record->mapping, clasp_str (entry->mapping));
  clasp_fixed_text_set (record->address, sizeof record->address, entry->address);
  store_value (record, entry->value);
  if (entry->text != NULL)
    clasp_fixed_text_set (record->text, sizeof record->text, clasp_str (entry->text));
}

/* Where the next record goes; NULL, and counted, when there is no room. */
static ClaspTraceRecord *
find_room (ClaspTrace *self)
{
  guint64 tail = __atomic_load_n (&self->tail, __ATOMIC_ACQUIRE);

  if (self->head - tail <= self->mask)
    return &self->records[self->head & self->mask];

  __atomic_store_n (&self->n_lost, self->n_lost + 1, __ATOMIC_RELEASE);
  return NULL;
}

/**
 * clasp_trace_write:
 * @self: a trace
 * @entry: what happened, or did not
 * @number: of the message it came of
 * @unix_us: when, microseconds since 1970
 *
 * Thread: the writer. Refuses and counts when the reader is too slow.
 */
void
clasp_trace_write (ClaspTrace *self, const ClaspTraceEntry *entry, guint64 number, gint64 unix_us)
{
  ClaspTraceRecord *record = find_room (self);

  if (record == NULL)
    return;

  clasp_trace_record_fill (record, entry, number, unix_us);
  __atomic_store_n (&self->head, self->head + 1, __ATOMIC_RELEASE);
}

/**
 * clasp_trace_put:
 * @self: a trace
 * @record: one that was filled before
 *
 * Thread: the writer. Refuses and counts when the reader is too slow.
 */
void
clasp_trace_put (ClaspTrace *self, const ClaspTraceRecord *record)
{
  ClaspTraceRecord *place = find_room (self);

  if (place == NULL)
    return;

  *place = *record;
  __atomic_store_n (&self->head, self->head + 1, __ATOMIC_RELEASE);
}

static void
make_text (ClaspTraceRecord *record)
{
  ClaspValue value;

  if (record->text[0] != '\0')
    return;
  if (record->value_type == CLASP_VALUE_INT)
    value = clasp_value_int (record->integer);
  else if (record->value_type == CLASP_VALUE_DOUBLE)
    value = clasp_value_double (record->number_value);
  else
    return;
  clasp_value_print (&value, record->text, sizeof record->text);
}

/**
 * clasp_trace_read:
 * @self: a trace
 * @records: (out caller-allocates) (array length=n_max): where they go
 * @n_max: how many are wanted at most
 *
 * Thread: the reader.
 *
 * Returns: how many were taken, oldest first
 */
guint
clasp_trace_read (ClaspTrace *self, ClaspTraceRecord *records, guint n_max)
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
 * clasp_trace_get_n_lost:
 * @self: a trace
 *
 * Thread: any.
 *
 * Returns: how many records found no room since the start
 */
guint64
clasp_trace_get_n_lost (ClaspTrace *self)
{
  return __atomic_load_n (&self->n_lost, __ATOMIC_ACQUIRE);
}
