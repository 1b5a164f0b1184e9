/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-timelines-private.h"

#include "router/clasp-fanout.h"
#include "router/clasp-params.h"

/* Time and timelines: one timer stands at the earlier of the next frame, while any plays, and the
 * next deadline. Deadlines are Unix times of the router's clock; should that be set forward, what
 * has become due is noticed within a second. */

#define MAX_SLEEP_US G_USEC_PER_SEC

int
clasp_timelines_compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ClaspTimelineEntry *x = a;
  const ClaspTimelineEntry *y = b;

  if (x->deadline_us != y->deadline_us)
    return x->deadline_us < y->deadline_us ? -1 : 1;
  return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static void
set_deadline (ClaspTimelines *self, ClaspTimelineEntry *entry, gint64 deadline_us)
{
  if (entry->deadline_us != G_MAXINT64)
    g_tree_remove (self->deadlines, entry);
  entry->deadline_us = deadline_us;
  if (deadline_us != G_MAXINT64)
    g_tree_insert (self->deadlines, entry, entry);
}

static gboolean
is_player (ClaspTimelines *self)
{
  return self->router->limits.timelines == CLASP_TIMELINE_MODE_PLAY;
}

static gint64
frame_us (ClaspTimelines *self)
{
  return G_USEC_PER_SEC / self->router->limits.timeline_rate_hz;
}

/* ---- into the parameter ---- */

static void
attach (ClaspTimelineEntry *entry, ClaspParam *param)
{
  entry->param = param;
  param->is_played = TRUE;
}

static void
release (ClaspTimelineEntry *entry)
{
  if (entry->param != NULL)
    entry->param->is_played = FALSE;
  entry->param = NULL;
}

/* Making room may even remove the parameter itself, which is then made anew. */
static gboolean
reserve (ClaspTimelines *self, ClaspTimelineEntry *entry, const ClaspValue *value)
{
  gsize        n_bytes = clasp_store_value_bytes (value);
  gsize        n_held = entry->param != NULL ? entry->param->extra_bytes : 0;
  ClaspRefusal refusal;

  if (entry->param != NULL && n_bytes <= n_held)
    return TRUE;
  if (entry->param != NULL)
    clasp_store_touch (self->router->store, entry->param);
  return clasp_params_make_room (self->router, entry->param == NULL ? 1 : 0, n_bytes - n_held,
                                 &refusal);
}

static gboolean
may_write (ClaspTimelines *self, ClaspTimelineEntry *entry, const ClaspSet *set)
{
  ClaspRouter   *router = self->router;
  ClaspParamView view;
  ClaspRefusal   refusal;
  gboolean       is_good;

  clasp_params_view (router, set->address, entry->param, &view);
  if (view.lock_holder == entry->owner)
    view.lock_holder = 0;
  is_good = clasp_params_check (router, NULL, set, &view, &refusal);
  clasp_params_view_clear (&view);
  return is_good && reserve (self, entry, &set->value);
}

static void
write_value (ClaspTimelines *self, ClaspTimelineEntry *entry, const ClaspValue *value)
{
  const ClaspInbound inbound = { .received_us = clasp_clock_now_us (self->router->clock) };
  ClaspSet           set = { .address = entry->address, .value = *value }; /* borrowed */

  if (!may_write (self, entry, &set))
    return;
  entry->written_us = inbound.received_us;
  attach (entry, clasp_params_write (self->router, NULL, &set, entry->param));
  clasp_fanout_param (self->router, &inbound, entry->param, &set);
}

void
clasp_timelines_write (ClaspTimelines *self, ClaspTimelineEntry *entry, gint64 now_us)
{
  ClaspValue value;

  if (!is_player (self) || entry->phase == CLASP_TIMELINE_PHASE_WAITING ||
      !clasp_timeline_player_sample (&entry->player, now_us, &value))
    return;

  if (entry->param == NULL)
    {
      ClaspParam *param = clasp_store_lookup (self->router->store, entry->address);

      if (param != NULL)
        attach (entry, param);
    }
  if (entry->param == NULL || !clasp_value_equal (&entry->param->value, &value))
    write_value (self, entry, &value);
  clasp_value_clear (&value);
}

/* ---- phases ---- */

static void
stop_playing (ClaspTimelines *self, ClaspTimelineEntry *entry)
{
  ClaspTimelineEntry *last;

  if (entry->place == 0)
    return;
  last = g_ptr_array_index (self->playing, self->playing->len - 1);
  g_ptr_array_index (self->playing, entry->place - 1) = last;
  last->place = entry->place;
  g_ptr_array_set_size (self->playing, (int) self->playing->len - 1);
  entry->place = 0;
}

static void
start_playing (ClaspTimelines *self, ClaspTimelineEntry *entry)
{
  if (self->playing->len == 0)
    self->next_frame_us = clasp_clock_now_us (self->router->clock) + frame_us (self);
  g_ptr_array_add (self->playing, entry);
  entry->place = self->playing->len;
}

void
clasp_timelines_detach (ClaspTimelines *self, ClaspTimelineEntry *entry)
{
  stop_playing (self, entry);
  release (entry);
  set_deadline (self, entry, G_MAXINT64);
  if (entry->phase == CLASP_TIMELINE_PHASE_FINISHED || entry->phase == CLASP_TIMELINE_PHASE_STOPPED)
    {
      g_queue_unlink (&self->ended, &entry->ended);
      entry->phase = CLASP_TIMELINE_PHASE_PAUSED; /* until the caller says more */
    }
}

void
clasp_timelines_end (ClaspTimelines     *self,
                     ClaspTimelineEntry *entry,
                     ClaspTimelinePhase  phase,
                     gint64              now_us)
{
  clasp_timelines_detach (self, entry);
  if (phase == CLASP_TIMELINE_PHASE_STOPPED)
    clasp_timeline_player_pause (&entry->player, now_us); /* keeps the position */
  entry->phase = phase;
  g_queue_push_tail_link (&self->ended, &entry->ended);
  set_deadline (self, entry,
                now_us + (gint64) self->router->limits.timeline_keep_s * G_USEC_PER_SEC);
  clasp_timelines_note (self, entry->address);
}

void
clasp_timelines_pause (ClaspTimelines *self, ClaspTimelineEntry *entry, gint64 now_us)
{
  clasp_timelines_write (self, entry, now_us);
  clasp_timelines_detach (self, entry);
  clasp_timeline_player_pause (&entry->player, now_us);
  entry->phase = CLASP_TIMELINE_PHASE_PAUSED;
}

/* One without length is worth its first value, and that is all. */
static gint64
end_of (const ClaspTimelineEntry *entry)
{
  const ClaspTimeline *timeline = entry->player.timeline;
  gint64               duration_us = clasp_timeline_get_duration_us (timeline);

  if (duration_us > 0 && clasp_timeline_is_loop (timeline))
    return G_MAXINT64;
  return entry->player.start_us + duration_us;
}

void
clasp_timelines_begin (ClaspTimelines *self, ClaspTimelineEntry *entry, gint64 now_us)
{
  gint64 end_us = end_of (entry);

  if (entry->player.start_us > now_us)
    {
      entry->phase = CLASP_TIMELINE_PHASE_WAITING;
      set_deadline (self, entry, entry->player.start_us);
      return;
    }
  entry->phase = CLASP_TIMELINE_PHASE_PLAYING;
  clasp_timelines_write (self, entry, now_us);
  if (end_us <= now_us)
    {
      clasp_timelines_end (self, entry, CLASP_TIMELINE_PHASE_FINISHED, now_us);
      return;
    }
  set_deadline (self, entry, end_us);
  start_playing (self, entry);
}

/* ---- time ---- */

static ClaspTimelineEntry *
first_due (ClaspTimelines *self)
{
  GTreeNode *node = g_tree_node_first (self->deadlines);

  return node != NULL ? g_tree_node_key (node) : NULL;
}

static void
reach_deadline (ClaspTimelines *self, ClaspTimelineEntry *entry, gint64 now_us)
{
  switch (entry->phase)
    {
    case CLASP_TIMELINE_PHASE_WAITING:
      clasp_timelines_begin (self, entry, now_us);
      break;
    case CLASP_TIMELINE_PHASE_PLAYING:
      clasp_timelines_write (self, entry, now_us);
      clasp_timelines_end (self, entry, CLASP_TIMELINE_PHASE_FINISHED, now_us);
      break;
    case CLASP_TIMELINE_PHASE_PAUSED: /* has no deadline */
    case CLASP_TIMELINE_PHASE_FINISHED:
    case CLASP_TIMELINE_PHASE_STOPPED:
      clasp_timelines_forget (self, entry);
      break;
    }
}

gint64
clasp_timelines_catch_up (ClaspTimelines *self)
{
  gint64              now_us = clasp_timelines_unix_us (self);
  ClaspTimelineEntry *entry;

  while ((entry = first_due (self)) != NULL && entry->deadline_us <= now_us)
    reach_deadline (self, entry, now_us);
  return now_us;
}

/* Nothing that is written here can end or begin a timeline: what sessions answer waits for the end
 * of the turn. */
static void
play_frame (ClaspTimelines *self, gint64 now_us)
{
  for (guint i = 0; i < self->playing->len; i++)
    clasp_timelines_write (self, g_ptr_array_index (self->playing, i), now_us);
}

static void
timer_cb (gpointer user_data)
{
  ClaspTimelines *self = user_data;
  ClaspRouter    *router = self->router;
  gint64          monotonic_us = clasp_clock_now_us (router->clock);
  gint64          now_us;

  clasp_router_enter (router);
  now_us = clasp_timelines_catch_up (self);
  if (self->playing->len > 0 && monotonic_us >= self->next_frame_us)
    {
      play_frame (self, now_us);
      /* frames that were missed are left out, the others stay where they were */
      self->next_frame_us +=
        frame_us (self) * ((monotonic_us - self->next_frame_us) / frame_us (self) + 1);
    }
  clasp_timelines_arm (self);
  clasp_router_leave (router);
}

void
clasp_timelines_arm (ClaspTimelines *self)
{
  ClaspRouter        *router = self->router;
  ClaspTimelineEntry *entry = first_due (self);
  gint64              now_us = clasp_clock_now_us (router->clock);
  gint64              due_us = G_MAXINT64;

  if (entry != NULL)
    due_us = now_us + CLAMP (entry->deadline_us - clasp_timelines_unix_us (self), 0, MAX_SLEEP_US);
  if (self->playing->len > 0 && is_player (self))
    due_us = MIN (due_us, self->next_frame_us);

  if (due_us == G_MAXINT64)
    clasp_timers_cancel (router->timers, &self->timer);
  else if (!clasp_timer_is_pending (&self->timer) || self->timer.due_us != due_us)
    clasp_timers_set (router->timers, &self->timer, due_us, timer_cb, self);
}

void
clasp_timelines_update (ClaspTimelines *self)
{
  if (self->playing->len > 0)
    self->next_frame_us =
      MIN (self->next_frame_us, clasp_clock_now_us (self->router->clock) + frame_us (self));
  if (!is_player (self))
    for (guint i = 0; i < self->playing->len; i++)
      release (g_ptr_array_index (self->playing, i));
  clasp_timelines_arm (self);
}
