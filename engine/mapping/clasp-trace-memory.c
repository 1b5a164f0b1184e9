/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-trace-memory.h"

#include "core/clasp-fixed-text.h"

#include <math.h>

/* Design notes: a record lies in one piece, its texts behind it, each with its end. Where the next one
 * would not fit before the end of the ring, a size of 0 says that it stands at the start. */

#define ALIGNMENT 8

typedef struct
{
  guint16 size; /* of all of it; 0: the rest of the ring is empty */
  guint8  kind, reason, value_type, source, step, target;
  guint8  mapping_length, address_length, text_length;
  gint64  time_us;
  guint64 number;
  gint64  integer;
  double  number_value;
} Head;

G_STATIC_ASSERT (sizeof (Head) + sizeof (ClaspTraceRecord) <= CLASP_TRACE_MEMORY_MIN_BYTES);

struct _ClaspTraceMemory
{
  ClaspTraceInput *inputs; /* (owned) a ring */
  guint8          *bytes;  /* (owned) a ring of records */
  guint            n_inputs;
  gsize            n_bytes;
  guint64          next_input;
  gsize            first, next; /* of the oldest record; where the next goes */
  guint            n_records;
};

/**
 * clasp_trace_memory_new:
 * @n_inputs: how many inputs it keeps, 1 or more
 * @n_bytes: how many bytes of records of what became of them, 512 or more
 *
 * Thread: worker.
 *
 * Returns: (transfer full): one that knows nothing yet
 */
ClaspTraceMemory *
clasp_trace_memory_new (guint n_inputs, gsize n_bytes)
{
  ClaspTraceMemory *self = g_new0 (ClaspTraceMemory, 1);

  self->n_inputs = MAX (n_inputs, 1);
  self->n_bytes = MAX (n_bytes, CLASP_TRACE_MEMORY_MIN_BYTES) / ALIGNMENT * ALIGNMENT;
  self->inputs = g_new (ClaspTraceInput, self->n_inputs);
  self->bytes = g_malloc (self->n_bytes);
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
  g_free (self->bytes);
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
  clasp_fixed_text_set (input->address, sizeof input->address, is_set ? message->set.address : publish->address);
  store_value (input, is_set ? &message->set.value : publish->has_value ? &publish->value : &none);
}

/* The record at @place, or at the start when there is none behind the one before it. */
static const Head *
head_at (ClaspTraceMemory *self, gsize *place)
{
  if (*place + sizeof (Head) > self->n_bytes || ((const Head *) (self->bytes + *place))->size == 0)
    *place = 0;
  return (const Head *) (self->bytes + *place);
}

static void
forget_first (ClaspTraceMemory *self)
{
  const Head *head = head_at (self, &self->first);

  self->first += head->size;
  if (--self->n_records == 0)
    self->first = self->next = 0;
  else
    head_at (self, &self->first);
}

/* Room for so many bytes in one piece, from what is oldest. */
static Head *
make_room (ClaspTraceMemory *self, gsize size)
{
  if (self->n_records > 0 && self->next + size > self->n_bytes)
    {
      while (self->n_records > 0 && self->first >= self->next)
        forget_first (self);
      if (self->n_records > 0)
        {
          if (self->next + sizeof (Head) <= self->n_bytes)
            ((Head *) (self->bytes + self->next))->size = 0;
          self->next = 0;
        }
    }
  while (self->n_records > 0 && self->first >= self->next && self->first < self->next + size)
    forget_first (self);
  return (Head *) (self->bytes + self->next);
}

static guint8
append (guint8 **place, const char *text, gsize length)
{
  memcpy (*place, text, length);
  *place += length;
  return (guint8) length;
}

/* As far as a record keeps it. */
static gsize
limit (gsize length, gsize size)
{
  return MIN (length, size - 1);
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
  const ClaspValue *value = entry->value;
  const char       *text = entry->text != NULL ? entry->text : "";
  char              printed[CLASP_TRACE_TEXT + 1];
  gsize             mapping_length = limit (strlen (entry->mapping), 64);
  gsize             address_length = limit (entry->address.length, CLASP_TRACE_ADDRESS + 1);
  gsize             text_length;
  Head              head = { .kind = (guint8) entry->kind, .reason = (guint8) entry->reason,
                             .source = (guint8) entry->source, .step = (guint8) entry->step,
                             .target = (guint8) entry->target, .time_us = unix_us, .number = number,
                             .number_value = NAN };
  guint8           *place;

  if (value != NULL)
    {
      head.value_type = (guint8) value->type;
      clasp_value_to_double (value, &head.number_value);
      if (value->type == CLASP_VALUE_INT)
        head.integer = value->as.integer;
      else if (value->type != CLASP_VALUE_DOUBLE && entry->text == NULL)
        {
          clasp_value_print (value, printed, sizeof printed);
          text = printed;
        }
    }
  text_length = limit (strlen (text), CLASP_TRACE_TEXT + 1);
  head.size = (guint16) ((sizeof head + mapping_length + address_length + text_length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
  place = (guint8 *) make_room (self, head.size);
  place += sizeof head;
  head.mapping_length = append (&place, entry->mapping, mapping_length);
  head.address_length = append (&place, entry->address.data, address_length);
  head.text_length = append (&place, text, text_length);
  memcpy (self->bytes + self->next, &head, sizeof head);
  self->next += head.size;
  self->n_records++;
}

static void
read_record (const Head *head, ClaspTraceRecord *record)
{
  const char *text = (const char *) (head + 1);

  *record = (ClaspTraceRecord){ .time_us = head->time_us, .number = head->number, .kind = head->kind,
                                .reason = head->reason, .value_type = head->value_type,
                                .source = head->source, .step = head->step, .target = head->target,
                                .integer = head->integer, .number_value = head->number_value };
  clasp_fixed_text_set (record->mapping, sizeof record->mapping, (ClaspStr){ text, head->mapping_length });
  text += head->mapping_length;
  clasp_fixed_text_set (record->address, sizeof record->address, (ClaspStr){ text, head->address_length });
  text += head->address_length;
  clasp_fixed_text_set (record->text, sizeof record->text, (ClaspStr){ text, head->text_length });
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
  guint64          first_input = self->next_input - MIN (self->next_input, self->n_inputs);
  guint64          number = self->next_input > 0 ? self->inputs[first_input % self->n_inputs].number : G_MAXUINT64;
  gsize            place = self->first;
  ClaspTraceRecord record;

  for (guint i = 0; i < self->n_records; i++)
    {
      const Head *head = head_at (self, &place);

      if (head->number >= number)
        {
          read_record (head, &record);
          clasp_trace_put (trace, &record);
        }
      place += head->size;
    }
}
