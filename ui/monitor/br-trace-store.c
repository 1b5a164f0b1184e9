/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-trace-store.h"

#include "widgets/br-frame-meter.h"

#include <string.h>

/* Design notes: the engine has one trace with one reader, so the windows share this store. A message of
 * the Monitor and the records of its trace carry no common number: they are matched by address, value
 * and the time, which for both is that of the worker when it handled the message. */

#define RING 16384
#define BATCH 1024
#define QDATA "br-trace-store"
/* Clocks of one turn of the worker. */
#define NEAR_US 100000
/* Of the last so many times that records found no room is known when they were. */
#define MAX_GAPS 64

/* Between two looks, in which records were lost. */
typedef struct
{
  gint64 from_us, until_us;
} Gap;

struct _BrTraceStore
{
  guint             ref_count;
  ClaspEngine      *engine;  /* (owned) (nullable) */
  ClaspTrace       *trace;   /* (owned) (nullable) */
  guint             n_listeners;
  ClaspTraceRecord *records; /* (owned) a ring, made as it fills */
  guint             capacity, n_made;
  guint64           first, next;
  guint64           n_lost; /* of @trace, when it was looked at last */
  gint64            known_until_us; /* a trace that was opened anew tells what is known already; G_MININT64 = does not */
  Gap               gaps[MAX_GAPS];
  guint             n_gaps; /* oldest first */
};

BrTraceStore *
br_trace_store_new (guint n_records)
{
  BrTraceStore *self = g_new0 (BrTraceStore, 1);

  self->ref_count = 1;
  self->capacity = MAX (n_records, 1);
  self->known_until_us = G_MININT64;

  return self;
}

static ClaspTraceRecord *
record_at (BrTraceStore *self,
           guint64       number)
{
  return &self->records[number % self->capacity];
}

/* The time of the newest one. */
static gint64
read_until_us (BrTraceStore *self)
{
  return self->next > self->first ? record_at (self, self->next - 1)->time_us : G_MININT64;
}

void
br_trace_store_take_trace (BrTraceStore *self,
                           ClaspTrace   *trace)
{
  g_clear_pointer (&self->trace, clasp_trace_unref);
  self->trace = trace;
  self->n_lost = clasp_trace_get_n_lost (trace);
  self->known_until_us = read_until_us (self);
}

BrTraceStore *
br_trace_store_get (ClaspEngine *engine)
{
  BrTraceStore *self = g_object_get_data (G_OBJECT (engine), QDATA);

  if (self != NULL)
    {
      self->ref_count++;
      return self;
    }

  self = br_trace_store_new (BR_TRACE_RECORDS);
  self->engine = g_object_ref (engine);
  g_object_set_data (G_OBJECT (engine), QDATA, self);

  return self;
}

void
br_trace_store_listen (BrTraceStore *self)
{
  if (self->n_listeners++ == 0)
    br_trace_store_take_trace (self, clasp_engine_open_trace (self->engine, RING));
}

void
br_trace_store_rest (BrTraceStore *self)
{
  if (--self->n_listeners > 0)
    return;

  br_trace_store_drain (self);
  clasp_engine_close_trace (self->engine);
  g_clear_pointer (&self->trace, clasp_trace_unref);
}

void
br_trace_store_unref (BrTraceStore *self)
{
  if (--self->ref_count > 0)
    return;

  if (self->engine != NULL)
    g_object_set_data (G_OBJECT (self->engine), QDATA, NULL);
  g_clear_pointer (&self->trace, clasp_trace_unref);
  g_clear_object (&self->engine);
  g_free (self->records);
  g_free (self);
}

/* Doubles as it fills, up to its capacity; until then nothing wraps round. */
static void
make_room (BrTraceStore *self)
{
  if (self->next < self->n_made || self->n_made == self->capacity)
    return;

  self->n_made = CLAMP (self->n_made * 2, MIN (BATCH, self->capacity), self->capacity);
  self->records = g_renew (ClaspTraceRecord, self->records, self->n_made);
}

void
br_trace_store_add (BrTraceStore           *self,
                    const ClaspTraceRecord *records,
                    guint                   n_records)
{
  for (guint i = 0; i < n_records; i++)
    {
      make_room (self);
      *record_at (self, self->next++) = records[i];
      if (self->next - self->first > self->capacity)
        self->first = self->next - self->capacity;
    }
}

static void
add_gap (BrTraceStore *self,
         gint64        from_us,
         gint64        until_us)
{
  if (self->n_gaps > 0 && from_us <= self->gaps[self->n_gaps - 1].until_us)
    {
      self->gaps[self->n_gaps - 1].until_us = until_us;
      return;
    }
  if (self->n_gaps == MAX_GAPS)
    memmove (self->gaps, self->gaps + 1, --self->n_gaps * sizeof *self->gaps);
  self->gaps[self->n_gaps++] = (Gap) { from_us, until_us };
}

/* What was lost was written after what had been read, and before now. */
static void
note_loss (BrTraceStore *self,
           gint64        from_us)
{
  guint64 n_lost = clasp_trace_get_n_lost (self->trace);

  if (n_lost == self->n_lost)
    return;

  self->n_lost = n_lost;
  add_gap (self, from_us, g_get_real_time ());
}

/* Of those that the engine kept while nobody listened, how many are known; when none is, more was between
 * them and what is known than it keeps. */
static guint
skip_known (BrTraceStore           *self,
            const ClaspTraceRecord *records,
            guint                   n_records)
{
  gint64 known_until_us = self->known_until_us;
  guint  n = 0;

  if (known_until_us == G_MININT64 || n_records == 0)
    return 0;

  while (n < n_records && records[n].time_us <= known_until_us)
    n++;
  if (n == n_records)
    return n;
  if (n == 0)
    add_gap (self, known_until_us, records[0].time_us);
  self->known_until_us = G_MININT64;

  return n;
}

gboolean
br_trace_store_may_lack (BrTraceStore             *self,
                         const ClaspMonitorRecord *message)
{
  for (guint i = 0; i < self->n_gaps; i++)
    if (message->time_us >= self->gaps[i].from_us && message->time_us <= self->gaps[i].until_us)
      return TRUE;

  return FALSE;
}

void
br_trace_store_drain (BrTraceStore *self)
{
  g_autofree ClaspTraceRecord *batch = NULL;
  gint64                       from_us = read_until_us (self);
  guint                        n, n_known;

  if (self->trace == NULL)
    return;

  batch = g_new (ClaspTraceRecord, BATCH);
  br_frame_meter_begin_drain ();
  do
    {
      n = clasp_trace_read (self->trace, batch, BATCH);
      n_known = skip_known (self, batch, n);
      br_trace_store_add (self, batch + n_known, n - n_known);
    }
  while (n == BATCH && br_frame_meter_get_drain_left () > 0);
  br_frame_meter_end_drain ();
  note_loss (self, from_us);
}

/* --- finding ------------------------------------------------------------------------------------ */

static gboolean
begins_alike (const char *a,
              const char *b)
{
  gsize length = MIN (strlen (a), strlen (b));

  return strncmp (a, b, length) == 0;
}

/* 0 = not of this message; the higher the likelier. */
static guint
score (const ClaspTraceRecord   *record,
       const ClaspMonitorRecord *message)
{
  gint64  apart_us = ABS (record->time_us - message->time_us);
  guint8  wanted = message->hops > 0 ? CLASP_TRACE_SENT : CLASP_TRACE_SAW;
  gboolean is_passed_over = message->hops == 0 && record->kind == CLASP_TRACE_NOT && record->target == 0;

  if ((record->kind != wanted && !is_passed_over) || apart_us > NEAR_US || strcmp (record->address, message->address) != 0)
    return 0;

  return 1 + (guint) (NEAR_US - apart_us) + (begins_alike (record->text, message->text) ? 2 * NEAR_US : 0);
}

static gboolean
find_number (BrTraceStore             *self,
             const ClaspMonitorRecord *message,
             guint64                  *number)
{
  guint best = 0;

  for (guint64 i = self->next; i > self->first; i--)
    {
      const ClaspTraceRecord *record = record_at (self, i - 1);
      guint                   likely = score (record, message);

      if (likely > best)
        {
          best = likely;
          *number = record->number;
        }
      /* Records come in the order of time. */
      if (record->time_us < message->time_us - 2 * NEAR_US)
        break;
    }

  return best > 0;
}

GArray *
br_trace_store_find (BrTraceStore             *self,
                     const ClaspMonitorRecord *message)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (ClaspTraceRecord));
  guint64 number = 0;

  if (!find_number (self, message, &number))
    return found;
  for (guint64 i = self->first; i < self->next; i++)
    if (record_at (self, i)->number == number)
      g_array_append_val (found, *record_at (self, i));

  return found;
}
