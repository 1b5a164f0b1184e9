/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-schedule.h"

struct _ClaspOscSchedule
{
  GQueue queue; /* ClaspOscScheduled, by time */
  gsize  n_bytes;
};

/**
 * clasp_osc_scheduled_free:
 * @self: (transfer full): a bundle
 */
void
clasp_osc_scheduled_free (ClaspOscScheduled *self)
{
  g_bytes_unref (self->packet);
  g_object_unref (self->from);
  g_free (self);
}

/**
 * clasp_osc_schedule_new:
 *
 * Returns: (transfer full): an empty schedule
 */
ClaspOscSchedule *
clasp_osc_schedule_new (void)
{
  return g_new0 (ClaspOscSchedule, 1);
}

/**
 * clasp_osc_schedule_free:
 * @self: (transfer full): a schedule; what is in it never happens
 */
void
clasp_osc_schedule_free (ClaspOscSchedule *self)
{
  g_queue_clear_full (&self->queue, (GDestroyNotify) clasp_osc_scheduled_free);
  g_free (self);
}

/**
 * clasp_osc_schedule_add:
 * @self: a schedule
 * @due_us: when it is to happen
 * @packet: a bundle
 * @size: its size
 * @from: who sent it
 *
 * Returns: %FALSE if %CLASP_OSC_MAX_SCHEDULED or %CLASP_OSC_MAX_SCHEDULED_BYTES are reached
 */
gboolean
clasp_osc_schedule_add (ClaspOscSchedule *self,
                        gint64            due_us,
                        const guint8     *packet,
                        gsize             size,
                        GSocketAddress   *from)
{
  ClaspOscScheduled *scheduled;
  GList             *after = self->queue.tail;

  if (self->queue.length >= CLASP_OSC_MAX_SCHEDULED ||
      self->n_bytes + size > CLASP_OSC_MAX_SCHEDULED_BYTES)
    return FALSE;

  scheduled = g_new0 (ClaspOscScheduled, 1);
  scheduled->due_us = due_us;
  scheduled->packet = g_bytes_new (packet, size);
  scheduled->from = g_object_ref (from);
  self->n_bytes += size;

  /* Bundles mostly come in the order of their times: looking from the end is looking once. */
  while (after != NULL && ((ClaspOscScheduled *) after->data)->due_us > due_us)
    after = after->prev;
  if (after != NULL)
    g_queue_insert_after (&self->queue, after, scheduled);
  else
    g_queue_push_head (&self->queue, scheduled);
  return TRUE;
}

/**
 * clasp_osc_schedule_next_us:
 * @self: a schedule
 *
 * Returns: when the first bundle is due, %G_MAXINT64 if there is none
 */
gint64
clasp_osc_schedule_next_us (ClaspOscSchedule *self)
{
  const ClaspOscScheduled *first = g_queue_peek_head (&self->queue);

  return first != NULL ? first->due_us : G_MAXINT64;
}

/**
 * clasp_osc_schedule_pop:
 * @self: a schedule
 * @now_us: the present
 *
 * Returns: (transfer full) (nullable): the first bundle, if it is due
 */
ClaspOscScheduled *
clasp_osc_schedule_pop (ClaspOscSchedule *self, gint64 now_us)
{
  ClaspOscScheduled *first;

  if (clasp_osc_schedule_next_us (self) > now_us)
    return NULL;

  first = g_queue_pop_head (&self->queue);
  self->n_bytes -= g_bytes_get_size (first->packet);
  return first;
}
