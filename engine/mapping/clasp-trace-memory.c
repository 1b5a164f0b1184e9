/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-trace-memory.h"

#include <math.h>

struct _ClaspTraceMemory
{
  ClaspTraceInput  *inputs;  /* (owned) a ring */
  ClaspTraceRecord *records; /* (owned) a ring */
  guint             n_inputs, n_records;
  guint64           next_input, next_record;
};

/**
 * clasp_trace_memory_new:
 * @n_inputs: how many inputs it keeps, 1 or more
 * @n_records: how many records of what became of them, 1 or more
 *
 * Pages of memory that were never written to cost nothing.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): one that knows nothing yet
 */
ClaspTraceMemory *
clasp_trace_memory_new (guint n_inputs, guint n_records)
{
  ClaspTraceMemory *self = g_new0 (ClaspTraceMemory, 1);

  self->n_inputs = MAX (n_inputs, 1);
  self->n_records = MAX (n_records, 1);
  self->inputs = g_new (ClaspTraceInput, self->n_inputs);
  self->records = g_new (ClaspTraceRecord, self->n_records);
  return self;
}

/**
 * clasp_trace_memory_free:
 * @self: (transfer full): a memory
 *
 * Thread: worker.
 */
void
clasp_trace_memory_free (ClaspTraceMemory *self)
{
  g_free (self->inputs);
  g_free (self->records);
  g_free (self);
}

static void
store_value (ClaspTraceInput *input, const ClaspValue *value)
{
  input->value_type = (guint8) value->type;
  input->number_value = NAN;
  input->integer = 0;
  input->length = clasp_value_get_size (value);
  input->text[0] = '\0';
  if (value->type == CLASP_VALUE_DOUBLE)
    input->number_value = value->as.number;
  else if (value->type == CLASP_VALUE_INT)
    input->integer = value->as.integer;
  else
    {
      clasp_value_to_double (value, &input->number_value);
      clasp_value_print (value, input->text, sizeof input->text);
    }
  if (value->type == CLASP_VALUE_STRING)
    input->length = (guint32) clasp_value_get_string (value).length;
}

/**
 * clasp_trace_memory_begin:
 * @self: a memory
 * @message: a SET or PUBLISH that mappings are offered
 * @origin: number of the session that wrote it
 * @hops: mappings it passed through
 * @number: its number, that of its records
 * @unix_us: when, microseconds since 1970
 *
 * The oldest input is forgotten when there is no room.
 *
 * Thread: worker.
 */
void
clasp_trace_memory_begin (ClaspTraceMemory   *self,
                          const ClaspMessage *message,
                          guint64             origin,
                          guint               hops,
                          guint64             number,
                          gint64              unix_us)
{
  static const ClaspValue none = CLASP_VALUE_INIT;
  const gboolean          is_set = message->type == CLASP_MESSAGE_SET;
  const ClaspPublish     *publish = &message->publish;
  ClaspTraceInput        *input = NULL;

  if (self->next_input > 0 && self->inputs[(self->next_input - 1) % self->n_inputs].number == number)
    return;

  input = &self->inputs[self->next_input++ % self->n_inputs];
  input->time_us = unix_us;
  input->number = number;
  input->origin = origin;
  input->hops = (guint8) MIN (hops, G_MAXUINT8);
  input->type = (guint8) message->type;
  input->signal = (guint8) (is_set ? CLASP_SIGNAL_PARAM : publish->signal);
  clasp_trace_store_text (input->address, sizeof input->address, is_set ? message->set.address : publish->address);
  store_value (input, is_set ? &message->set.value : publish->has_value ? &publish->value : &none);
}

/**
 * clasp_trace_memory_write:
 * @self: a memory
 * @entry: what happened, or did not
 * @number: of the message it came of
 * @unix_us: when, microseconds since 1970
 *
 * Thread: worker.
 */
void
clasp_trace_memory_write (ClaspTraceMemory *self, const ClaspTraceEntry *entry, guint64 number, gint64 unix_us)
{
  clasp_trace_record_fill (&self->records[self->next_record++ % self->n_records], entry, number, unix_us);
}

/**
 * clasp_trace_memory_foreach:
 * @self: a memory
 * @func: (scope call): told of each input, the oldest first
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_trace_memory_foreach (ClaspTraceMemory *self, ClaspTraceInputFunc func, gpointer user_data)
{
  guint64 first = self->next_input - MIN (self->next_input, self->n_inputs);

  for (guint64 i = first; i < self->next_input; i++)
    func (&self->inputs[i % self->n_inputs], user_data);
}

/**
 * clasp_trace_memory_tell:
 * @self: a memory
 * @trace: who asks; it should have room for as many records
 *
 * Tells what became of the inputs that are kept; older records, whose input is forgotten, are left out.
 *
 * Thread: worker.
 */
void
clasp_trace_memory_tell (ClaspTraceMemory *self, ClaspTrace *trace)
{
  guint64 first_input = self->next_input - MIN (self->next_input, self->n_inputs);
  guint64 first = self->next_record - MIN (self->next_record, self->n_records);
  guint64 number = self->next_input > 0 ? self->inputs[first_input % self->n_inputs].number : G_MAXUINT64;

  for (guint64 i = first; i < self->next_record; i++)
    if (self->records[i % self->n_records].number >= number)
      clasp_trace_put (trace, &self->records[i % self->n_records]);
}
