/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-worker-private.h"
#include "core/clasp-fixed-text.h"
#include "router/clasp-router-ranges.h"

#define VIEW_SUBSCRIPTION 1

static const ClaspValue no_value = CLASP_VALUE_INIT;

/* ---- watching ---- */

static void
feed_signals (ClaspWorker         *self,
              const ClaspDelivery *delivery)
{
  const ClaspMessage *message = delivery->message;
  gint64              now_us = clasp_worker_now (self);

  if (message->type == CLASP_MESSAGE_SET)
    clasp_signal_table_update (self->signals, message->set.address, CLASP_SIGNAL_PARAM, &message->set.value, delivery->origin, now_us);
  else if (message->publish.signal != CLASP_SIGNAL_TIMELINE ||
           clasp_router_peek (self->router, message->publish.address) == NULL) /* its values are shown */
    clasp_signal_table_update (self->signals, message->publish.address, message->publish.signal,
                               message->publish.has_value ? &message->publish.value : &no_value, delivery->origin, now_us);
}

static void
feed_monitors (ClaspWorker         *self,
               const ClaspDelivery *delivery)
{
  gint64 unix_us = clasp_clock_unix_us (clasp_timers_get_clock (self->timers));
  gint64 after_us = delivery->hops > 0 && delivery->received_us != 0 ? clasp_worker_now (self) - delivery->received_us : 0;

  for (guint i = 0; i < self->monitors->len; i++)
    clasp_monitor_write (g_ptr_array_index (self->monitors, i),
                         delivery->message,
                         delivery->origin,
                         delivery->hops,
                         unix_us,
                         (guint) CLAMP (after_us, 0, G_MAXUINT32));
}

static void
view_cb (ClaspSession        *session,
         const ClaspDelivery *delivery,
         gpointer             user_data)
{
  ClaspWorker *self = user_data;

  if (self->signals != NULL)
    feed_signals (self, delivery);
  if (self->monitors->len > 0 && !delivery->is_snapshot)
    feed_monitors (self, delivery);
}

/* Nobody looks: no subscription, so watching costs nothing. */
static void
update_view (ClaspWorker *self)
{
  gboolean wanted = self->signals != NULL || self->monitors->len > 0;

  if (wanted == self->is_viewing)
    return;

  self->is_viewing = wanted;
  if (wanted)
    clasp_session_subscribe (self->view, VIEW_SUBSCRIPTION, CLASP_STR_LITERAL ("/**"), CLASP_TYPES_ALL, FALSE, NULL);
  else
    clasp_session_unsubscribe (self->view, VIEW_SUBSCRIPTION);
}

static void
fill_cb (const ClaspSnapshotParam *param,
         gpointer                  user_data)
{
  ClaspWorker *self = user_data;

  clasp_signal_table_update (self->signals, param->address, CLASP_SIGNAL_PARAM, &param->value, 0, clasp_worker_now (self));
}

/**
 * clasp_worker_watch_signals:
 * @self: a worker with a router
 * @table: (nullable): the table to feed; %NULL ends it
 *
 * The present state is in the table when this returns.
 *
 * Thread: worker.
 */
void
clasp_worker_watch_signals (ClaspWorker      *self,
                            ClaspSignalTable *table)
{
  g_autoptr (ClaspPattern) all = clasp_pattern_new (CLASP_STR_LITERAL ("/**"));

  g_clear_pointer (&self->signals, clasp_signal_table_unref);
  if (table == NULL)
    clasp_worker_list_in (self, NULL);
  else
    {
      self->signals = clasp_signal_table_ref (table);
      clasp_worker_list_in (self, table);
      clasp_router_foreach (self->router, all, fill_cb, self);
    }
  update_view (self);
}

/**
 * clasp_worker_set_trace:
 * @self: a worker
 * @trace: (nullable): the ring to write to; %NULL ends it
 *
 * Thread: worker.
 */
void
clasp_worker_set_trace (ClaspWorker *self,
                        ClaspTrace  *trace)
{
  clasp_route_set_trace (self->routes, trace);
}

typedef struct
{
  ClaspMonitor *monitor;
  gint64        since_us;
} Past;

static void
tell_input_cb (const ClaspTraceInput *input,
               gpointer               user_data)
{
  Past              *past = user_data;
  ClaspMonitorRecord record = { .time_us = input->time_us,
                                .origin = input->origin,
                                .type = input->type,
                                .signal = input->signal,
                                .value_type = input->value_type,
                                .hops = input->hops,
                                .length = input->length,
                                .number_value = input->number_value };

  if (input->time_us <= past->since_us)
    return;

  g_strlcpy (record.address, input->address, sizeof record.address);
  clasp_fixed_text_set (record.text, sizeof record.text, clasp_str (input->text));
  if (record.value_type == CLASP_VALUE_INT)
    memcpy (record.text, &input->integer, sizeof input->integer);
  clasp_monitor_put (past->monitor, &record);
}

/**
 * clasp_worker_add_monitor:
 * @self: a worker with a router
 * @monitor: one more ring to write to
 * @since_us: what mappings were offered after that, microseconds since 1970, as far as it is remembered,
 *   comes first
 *
 * Thread: worker.
 */
void
clasp_worker_add_monitor (ClaspWorker  *self,
                          ClaspMonitor *monitor,
                          gint64        since_us)
{
  Past past = { monitor, since_us };

  clasp_route_set_foreach_input (self->routes, tell_input_cb, &past);
  g_ptr_array_add (self->monitors, clasp_monitor_ref (monitor));
  update_view (self);
}

/**
 * clasp_worker_remove_monitor:
 * @self: a worker with a router
 * @monitor: a ring that is written to
 *
 * Thread: worker.
 */
void
clasp_worker_remove_monitor (ClaspWorker  *self,
                             ClaspMonitor *monitor)
{
  g_ptr_array_remove (self->monitors, monitor);
  update_view (self);
}

/* ---- a person's hand ---- */

static void
ignore_cb (ClaspSession        *session,
           const ClaspDelivery *delivery,
           gpointer             user_data)
{
}

/**
 * clasp_worker_send:
 * @self: a worker with a router
 * @address: where to
 * @value: (nullable): what; %NULL only for an event
 * @as_event: whether it is a moment rather than a state
 *
 * Thread: worker.
 */
void
clasp_worker_send (ClaspWorker      *self,
                   const char       *address,
                   const ClaspValue *value,
                   gboolean          as_event)
{
  if (as_event || value == NULL)
    clasp_session_emit (self->hand, clasp_str (address), value);
  else
    clasp_session_set (self->hand, clasp_str (address), value);
}

static void
range_cb (const ClaspSignalInfo *info,
          gboolean               is_announced,
          gpointer               user_data)
{
  ClaspWorker        *self = user_data;
  g_autofree char    *address = clasp_str_dup (info->address);
  ClaspAnnouncedRange range = { address, info->minimum, info->maximum, clasp_signal_info_is_count (info) };

  self->events.range (address, is_announced ? &range : NULL, self->user_data);
}

void
clasp_worker_taps_init (ClaspWorker *self)
{
  clasp_router_watch_ranges (self->router, range_cb, self);
  self->monitors = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_monitor_unref);
  clasp_worker_listing_init (self);
  self->view = clasp_router_join (self->router, "View", view_cb, NULL, self);
  self->hand = clasp_router_join (self->router, "By hand", ignore_cb, NULL, self);
}

void
clasp_worker_taps_clear (ClaspWorker *self)
{
  g_clear_pointer (&self->view, clasp_session_leave);
  g_clear_pointer (&self->hand, clasp_session_leave);
  clasp_worker_listing_clear (self);
  g_clear_pointer (&self->signals, clasp_signal_table_unref);
  g_clear_pointer (&self->monitors, g_ptr_array_unref);
}
