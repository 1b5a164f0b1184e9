/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-timelines-private.h"

#include "router/clasp-fanout.h"
#include "router/clasp-output.h"

/* Design notes: late joiners are told each timeline as it was forwarded, with its state and
 * position added. A cursor stands in the list of them, which is in order of publication: what is
 * published again moves to the end, so the cursor cannot miss it; what it tells is the state at
 * that moment, so it cannot contradict what was forwarded live before. Only a part of a link's
 * queue is filled. */

#define QUEUE_SHARE (512 * 1024)
#define RETRY_US 5000

/* @message is decoded from the entry's bytes. */
static void
add_state (const ClaspTimelineEntry *entry, ClaspMessage *message, gint64 now_us)
{
  const char         *phase = clasp_timeline_phase_to_string (entry->phase);
  const ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("start_time"), clasp_value_int (MAX (entry->player.start_us, 0)) },
    { CLASP_STR_LITERAL ("state"), clasp_value_string (clasp_str (phase)) },
    { CLASP_STR_LITERAL ("position"),
      clasp_value_int (clasp_timeline_player_get_position_us (&entry->player, now_us)) },
  };
  ClaspValue with_state =
    clasp_timeline_map_put (&message->publish.value, entries, G_N_ELEMENTS (entries));

  clasp_value_clear (&message->publish.value);
  message->publish.value = with_state;
}

static void
tell (ClaspTimelines *self, ClaspTimelineEntry *entry, ClaspSession *session)
{
  ClaspRouter          *router = self->router;
  const ClaspInbound    inbound = { .received_us = clasp_clock_now_us (router->clock) };
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  if (!clasp_message_decode (entry->bytes, entry->size, &message, &status))
    return;
  add_state (entry, &message, clasp_timelines_unix_us (self));
  if (session->is_remote)
    {
      clasp_fanout_to (router, &inbound, &message, session);
      return;
    }
  router->stats.n_delivered++;
  session->n_delivered++;
  session->deliver (session,
                    &(ClaspDelivery){
                      .message = &message,
                      .received_us = inbound.received_us,
                      .is_snapshot = TRUE,
                    },
                    session->user_data);
}

/* ---- cursors ---- */

static gboolean
has_room (ClaspSession *session)
{
  gsize share = MIN (QUEUE_SHARE, session->router->limits.max_queue_bytes / 2);

  return !session->is_remote ||
         (!clasp_output_is_blocked (session) && clasp_link_get_queued (session->link) <= share);
}

static ClaspSubscription *
find_subscription (ClaspSession *session, guint32 id)
{
  ClaspSubscription *subscription =
    g_hash_table_lookup (session->subscriptions, GUINT_TO_POINTER (id));

  return subscription != NULL && (subscription->types & CLASP_TYPES_TIMELINE) != 0 ? subscription
                                                                                   : NULL;
}

/* FALSE when the link is full before everything was told. */
static gboolean
serve (ClaspTimelines *self, ClaspTimelineCursor *cursor)
{
  ClaspSession      *session = cursor->session;
  ClaspSubscription *subscription;

  while (cursor->next != NULL && session->state == CLASP_SESSION_OPEN &&
         (subscription = find_subscription (session, cursor->id)) != NULL)
    {
      ClaspTimelineEntry *entry = cursor->next;

      if (!has_room (session))
        return FALSE;
      cursor->next = entry->next;
      if (clasp_pattern_matches (subscription->pattern, entry->address))
        tell (self, entry, session);
    }
  return TRUE;
}

static void
cursor_timer_cb (gpointer user_data)
{
  ClaspTimelines *self = user_data;
  ClaspRouter    *router = self->router;

  clasp_router_enter (router);
  for (guint n = self->cursors.length; n > 0 && self->cursors.length > 0; n--)
    {
      ClaspTimelineCursor *cursor = g_queue_pop_head (&self->cursors);

      if (serve (self, cursor))
        g_free (cursor);
      else
        g_queue_push_tail (&self->cursors, cursor);
    }
  if (self->cursors.length > 0)
    clasp_timers_set (router->timers, &self->cursor_timer,
                      clasp_clock_now_us (router->clock) + RETRY_US, cursor_timer_cb, self);
  clasp_router_leave (router);
}

static void
forget_cursors (ClaspTimelines *self, ClaspSession *session, const guint32 *id)
{
  GList *next;

  for (GList *link = self->cursors.head; link != NULL; link = next)
    {
      ClaspTimelineCursor *cursor = link->data;

      next = link->next;
      if (cursor->session != session || (id != NULL && cursor->id != *id))
        continue;
      g_queue_delete_link (&self->cursors, link);
      g_free (cursor);
    }
}

void
clasp_timelines_forget_session (ClaspTimelines *self, ClaspSession *session)
{
  if (self->cursors.length > 0)
    forget_cursors (self, session, NULL);
}

void
clasp_timelines_clear_cursors (ClaspTimelines *self)
{
  g_queue_clear_full (&self->cursors, g_free);
}

void
clasp_timelines_skip (ClaspTimelines *self, ClaspTimelineEntry *entry)
{
  for (GList *link = self->cursors.head; link != NULL; link = link->next)
    {
      ClaspTimelineCursor *cursor = link->data;

      if (cursor->next == entry)
        cursor->next = entry->next;
    }
}

static void
tell_exact (ClaspTimelines *self, ClaspSubscription *subscription)
{
  ClaspTimelineEntry *entry =
    clasp_timelines_lookup (self, clasp_pattern_get_text (subscription->pattern));

  if (entry != NULL)
    tell (self, entry, subscription->session);
}

void
clasp_timelines_send (ClaspTimelines *self, ClaspSubscription *subscription)
{
  ClaspTimelineCursor cursor = { subscription->session, subscription->id, NULL };

  if (self->first == NULL)
    return;
  clasp_timelines_catch_up (self);
  forget_cursors (self, cursor.session, &cursor.id);
  if (clasp_pattern_is_exact (subscription->pattern))
    {
      tell_exact (self, subscription);
      return;
    }

  cursor.next = self->first;
  if (serve (self, &cursor))
    return;
  g_queue_push_tail (&self->cursors, g_memdup2 (&cursor, sizeof cursor));
  if (!clasp_timer_is_pending (&self->cursor_timer))
    clasp_timers_set (self->router->timers, &self->cursor_timer,
                      clasp_clock_now_us (self->router->clock) + RETRY_US, cursor_timer_cb, self);
}

/* ---- QUERY ---- */

void
clasp_timelines_query (ClaspTimelines *self, const ClaspPattern *pattern, GArray *infos)
{
  for (ClaspTimelineEntry *entry = self->first; entry != NULL; entry = entry->next)
    {
      ClaspSignalInfo info = {
        .address = entry->address,
        .signal = CLASP_SIGNAL_TIMELINE,
        .has_datatype = TRUE,
        .datatype = CLASP_STR_LITERAL ("timeline"),
      };

      if (clasp_pattern_matches (pattern, entry->address))
        g_array_append_val (infos, info);
    }
}
