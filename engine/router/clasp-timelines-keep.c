/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-observer.h"
#include "router/clasp-timelines-private.h"

/* Timelines across a restart: what the journal is told, and what it gives back. Its times are Unix
 * times, so one that plays is, when it comes back, where it would have been. */

void
clasp_timelines_note (ClaspTimelines *self, ClaspStr address)
{
  const ClaspRouterObserver *observer = self->router->observer;

  if (observer != NULL && observer->timeline != NULL)
    observer->timeline (address, self->router->observer_data);
}

static gboolean
describe (const ClaspTimelineEntry *entry, ClaspRouterTimeline *timeline)
{
  if (entry->phase == CLASP_TIMELINE_PHASE_FINISHED || entry->phase == CLASP_TIMELINE_PHASE_STOPPED)
    return FALSE;
  *timeline = (ClaspRouterTimeline){
    .address = entry->address,
    .message = entry->bytes,
    .size = entry->size,
    .start_us = entry->player.start_us,
    .is_paused = entry->phase == CLASP_TIMELINE_PHASE_PAUSED,
    .paused_us = entry->player.paused_us,
  };
  return TRUE;
}

/**
 * clasp_router_get_timeline:
 * @self: a router
 * @address: of a timeline
 * @timeline: (out caller-allocates): what there is
 *
 * Thread: worker.
 *
 * Returns: %FALSE when there is none, or it has ended
 */
gboolean
clasp_router_get_timeline (ClaspRouter *self, ClaspStr address, ClaspRouterTimeline *timeline)
{
  const ClaspTimelineEntry *entry = clasp_timelines_lookup (self->timelines, address);

  return entry != NULL && describe (entry, timeline);
}

/**
 * clasp_router_foreach_timeline:
 * @self: a router
 * @func: (scope call): called for each that has not ended, in the order of publication
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_router_foreach_timeline (ClaspRouter *self, ClaspRouterTimelineFunc func, gpointer user_data)
{
  ClaspRouterTimeline timeline;

  for (const ClaspTimelineEntry *entry = self->timelines->first; entry != NULL; entry = entry->next)
    if (describe (entry, &timeline))
      func (&timeline, user_data);
}

static void
go_on (ClaspTimelines *self, ClaspTimelineEntry *entry, gboolean is_paused, gint64 paused_us)
{
  if (!is_paused)
    {
      clasp_timelines_begin (self, entry, clasp_timelines_unix_us (self));
      return;
    }
  entry->player.state = CLASP_TIMELINE_PAUSED;
  entry->player.paused_us = paused_us;
  entry->phase = CLASP_TIMELINE_PHASE_PAUSED;
}

/* @order is of @message, and has a timeline. */
static gboolean
take_back (ClaspTimelines           *self,
           const ClaspMessage       *message,
           const ClaspTimelineOrder *order,
           gint64                    start_us,
           gboolean                  is_paused,
           gint64                    paused_us)
{
  ClaspRefusal        refusal;
  ClaspTimelineEntry *entry;

  if (clasp_timelines_lookup (self, message->publish.address) != NULL ||
      !clasp_timelines_encode (self, message, &refusal) ||
      !clasp_timelines_make_room (self, 1, self->router->reply_writer.length, &refusal))
    return FALSE;
  entry = clasp_timelines_store (self, 0, message->publish.address, order, start_us);
  go_on (self, entry, is_paused, paused_us);
  return TRUE;
}

/**
 * clasp_router_restore_timeline:
 * @self: a router
 * @message: the PUBLISH of a timeline, as it was handed on; borrowed
 * @start_us: when it began, Unix
 * @is_paused: whether it was paused
 * @paused_us: since when, Unix
 *
 * Thread: worker.
 *
 * Returns: %FALSE when it was left out: it is no timeline, there is one already, the router is full
 */
gboolean
clasp_router_restore_timeline (ClaspRouter        *self,
                               const ClaspMessage *message,
                               gint64              start_us,
                               gboolean            is_paused,
                               gint64              paused_us)
{
  ClaspTimelines    *timelines = self->timelines;
  gint64             now_us = clasp_timelines_unix_us (timelines);
  ClaspTimelineOrder order;
  ClaspRefusal       refusal;
  gboolean           is_taken;

  if (message->type != CLASP_MESSAGE_PUBLISH || message->publish.signal != CLASP_SIGNAL_TIMELINE ||
      !message->publish.has_value || message->publish.value.type != CLASP_VALUE_MAP ||
      start_us < 0 || start_us > now_us + CLASP_TIMELINES_MAX_TIME_US ||
      (is_paused && (paused_us < 0 || paused_us > now_us)) ||
      !clasp_timeline_order_read (&order, self, &message->publish, &refusal))
    return FALSE;

  clasp_router_enter (self);
  is_taken = order.timeline != NULL &&
             take_back (timelines, message, &order, start_us, is_paused, paused_us);
  clasp_timeline_order_clear (&order);
  clasp_timelines_arm (timelines);
  clasp_router_leave (self);
  return is_taken;
}
