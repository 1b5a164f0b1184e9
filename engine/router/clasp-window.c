/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-window.h"

#include "router/clasp-fanout.h"

typedef struct
{
  ClaspStr     address; /* points behind the struct, in a look-up anywhere */
  GArray      *samples; /* (owned) of double */
  gint64       due_us;
  gboolean     has_timestamp, has_rate;
  guint64      timestamp_us; /* of the first sample */
  guint32      rate;         /* of the last message */
  ClaspInbound inbound;      /* of the first */
  GList        link;         /* in pending, while there are samples */
} Batch;

struct _ClaspWindow
{
  ClaspSubscription *subscription; /* (unowned) */
  gint64             window_us;
  GHashTable        *batches; /* (owned) set of Batch (owned) by address */
  GQueue             pending; /* of Batch (unowned): all windows are equally long, so by time */
  guint              n_samples;
  ClaspTimer         timer;
};

static guint
batch_hash (gconstpointer key)
{
  return (guint) clasp_str_hash (((const Batch *) key)->address);
}

static gboolean
batch_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (((const Batch *) a)->address, ((const Batch *) b)->address);
}

static void
batch_free (gpointer data)
{
  Batch *self = data;

  g_array_unref (self->samples);
  g_free (self);
}

ClaspWindow *
clasp_window_new (ClaspSubscription *subscription, guint32 window_ms)
{
  ClaspWindow *self = g_new0 (ClaspWindow, 1);

  self->subscription = subscription;
  self->window_us = (gint64) window_ms * 1000;
  self->batches = g_hash_table_new_full (batch_hash, batch_equal, batch_free, NULL);
  return self;
}

static ClaspRouter *
router_of (ClaspWindow *self)
{
  return self->subscription->session->router;
}

void
clasp_window_stop (ClaspWindow *self)
{
  clasp_timers_cancel (router_of (self)->timers, &self->timer);
}

void
clasp_window_free (ClaspWindow *self)
{
  g_hash_table_unref (self->batches);
  g_free (self);
}

/* May end the subscription, but not free it. */
static void
deliver (ClaspWindow *self, Batch *batch)
{
  g_autoptr (GArray) samples = g_array_ref (batch->samples);
  const ClaspInbound inbound = batch->inbound;
  ClaspMessage       message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = batch->address;
  message.publish.signal = CLASP_SIGNAL_STREAM;
  message.publish.has_samples = TRUE;
  message.publish.samples = (double *) (void *) samples->data; /* borrowed */
  message.publish.n_samples = samples->len;
  message.publish.has_timestamp = batch->has_timestamp;
  message.publish.timestamp_us = batch->timestamp_us;
  message.publish.has_rate = batch->has_rate;
  message.publish.rate = batch->rate;
  g_queue_unlink (&self->pending, &batch->link);
  self->n_samples -= samples->len;
  clasp_fanout_to (router_of (self), &inbound, &message, self->subscription->session);
  g_array_set_size (samples, 0);
}

static void due_cb (gpointer user_data);

static void
arm (ClaspWindow *self)
{
  Batch *first = g_queue_peek_head (&self->pending);

  if (first != NULL)
    clasp_timers_set (router_of (self)->timers, &self->timer, first->due_us, due_cb, self);
}

static void
due_cb (gpointer user_data)
{
  ClaspWindow       *self = user_data;
  ClaspRouter       *router = router_of (self);
  ClaspSubscription *subscription = self->subscription;
  gint64             now_us = clasp_clock_now_us (router->clock);
  Batch             *first;

  clasp_router_enter (router);
  while (!subscription->is_removed && (first = g_queue_peek_head (&self->pending)) != NULL &&
         first->due_us <= now_us)
    deliver (self, first);
  if (!subscription->is_removed)
    arm (self);
  clasp_router_leave (router);
}

static Batch *
ensure_batch (ClaspWindow *self, ClaspStr address)
{
  const Batch key = { .address = address };
  Batch      *batch = g_hash_table_lookup (self->batches, &key);

  if (batch != NULL ||
      g_hash_table_size (self->batches) >= router_of (self)->limits.max_filter_addresses)
    return batch;
  batch = g_malloc0 (sizeof *batch + address.length);
  memcpy (batch + 1, address.data, address.length);
  batch->address = (ClaspStr){ (char *) (batch + 1), address.length };
  batch->samples = g_array_new (FALSE, FALSE, sizeof (double));
  batch->link.data = batch;
  g_hash_table_add (self->batches, batch);
  return batch;
}

static void
begin (ClaspWindow *self, Batch *batch, const ClaspInbound *inbound, const ClaspPublish *publish)
{
  batch->due_us = clasp_clock_now_us (router_of (self)->clock) + self->window_us;
  batch->has_timestamp = publish->has_timestamp;
  batch->timestamp_us = publish->timestamp_us;
  batch->has_rate = FALSE;
  batch->inbound = *inbound;
  batch->inbound.session = NULL; /* may be gone by then */
  g_queue_push_tail_link (&self->pending, &batch->link);
  if (self->pending.length == 1)
    arm (self);
}

static void
gather (ClaspWindow        *self,
        Batch              *batch,
        const ClaspInbound *inbound,
        const ClaspPublish *publish,
        const double       *samples,
        guint               n)
{
  if (batch->samples->len == 0)
    begin (self, batch, inbound, publish);
  g_array_append_vals (batch->samples, samples, n);
  self->n_samples += n;
  if (publish->has_rate)
    {
      batch->has_rate = TRUE;
      batch->rate = publish->rate;
    }
}

gboolean
clasp_window_take (ClaspWindow *self, const ClaspInbound *inbound, const ClaspMessage *message)
{
  const ClaspPublish *publish = &message->publish;
  Batch              *batch = ensure_batch (self, publish->address);
  const double       *samples = publish->samples;
  guint               n = publish->has_samples ? publish->n_samples : 0;
  double              number;

  if (batch == NULL)
    return FALSE;
  if (n == 0 && publish->has_value && clasp_value_is_number (&publish->value) &&
      clasp_value_to_double (&publish->value, &number))
    {
      samples = &number;
      n = 1;
    }

  if (batch->samples->len > 0 && (n == 0 || batch->samples->len + n > CLASP_WINDOW_MAX_SAMPLES))
    deliver (self, batch);
  if (n == 0 || n > CLASP_WINDOW_MAX_SAMPLES || self->subscription->is_removed)
    return FALSE;

  gather (self, batch, inbound, publish, samples, n);
  while (self->n_samples > CLASP_WINDOW_MAX_TOTAL && !self->subscription->is_removed)
    deliver (self, g_queue_peek_head (&self->pending));
  return TRUE;
}
