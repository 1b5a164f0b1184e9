/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-private.h"

/* ---- the router's clock ---- */

#define LONGEST_INTERVAL_MS 30000

static gint64
local_unix_us (ClaspClient *self)
{
  return clasp_clock_unix_us (clasp_timers_get_clock (self->timers));
}

static void
sync_cb (gpointer user_data)
{
  ClaspClient *self = user_data;
  ClaspMessage message = { .type = CLASP_MESSAGE_SYNC };

  clasp_client_set_timer (self, &self->sync_timer, LONGEST_INTERVAL_MS, sync_cb);
  message.sync.t1_us = (guint64) local_unix_us (self);
  clasp_client_send_message (self, &message, NULL);
}

void
clasp_client_clock_answer (ClaspClient *self, const ClaspSync *sync)
{
  if (!sync->has_t2 || !sync->has_t3 ||
      !clasp_clock_sync_add (&self->sync, (gint64) sync->t1_us, (gint64) sync->t2_us,
                             (gint64) sync->t3_us, local_unix_us (self)))
    return;
  clasp_client_set_timer (self, &self->sync_timer,
                          clasp_clock_sync_get_next_interval_ms (&self->sync), sync_cb);
  clasp_client_notify_clock (self);
}

/**
 * clasp_client_get_server_time_us:
 * @self: a client
 *
 * The offset between both clocks is measured every 30 s, and more often while it is not yet known
 * well; the properties "clock-offset-us", "jitter-us" and "drift-ppm" say how well. Before the
 * first WELCOME both clocks are taken for equal.
 *
 * Thread: the client's.
 *
 * Returns: what time it is at the router, in Unix microseconds
 */
gint64
clasp_client_get_server_time_us (ClaspClient *self)
{
  gint64 now_us = local_unix_us (self);

  if (self->sync.n_rounds == 0)
    return now_us + self->welcome_offset_us;
  return clasp_clock_sync_to_server_us (&self->sync, now_us);
}

/* ---- whether it lives ---- */

/* A cable that was pulled says nothing: half of the time without a word and we ask, all of it and
 * the connection is taken for lost. */
static void
silence_cb (gpointer user_data)
{
  ClaspClient *self = user_data;

  if (!self->has_heard && self->has_asked)
    {
      g_autofree char *reason =
        g_strdup_printf ("The router was silent for %g s", self->silence_timeout_ms / 1000.0);

      clasp_client_lose (self, reason);
      return;
    }
  self->has_asked = !self->has_heard;
  self->has_heard = FALSE;
  if (self->has_asked)
    clasp_client_request_barrier (self, CLASP_REQUEST_PING, NULL, NULL, NULL);
  clasp_client_set_timer (self, &self->silence_timer, MAX (self->silence_timeout_ms / 2, 1),
                          silence_cb);
}

void
clasp_client_clock_start (ClaspClient *self, guint64 welcome_us)
{
  self->sync = (ClaspClockSync){ 0 }; /* it may be another router */
  self->welcome_offset_us =
    welcome_us != 0 && welcome_us <= G_MAXINT64 ? (gint64) welcome_us - local_unix_us (self) : 0;
  sync_cb (self);
  self->has_heard = TRUE;
  self->has_asked = FALSE;
  if (self->silence_timeout_ms > 0)
    clasp_client_set_timer (self, &self->silence_timer, MAX (self->silence_timeout_ms / 2, 1),
                            silence_cb);
}

void
clasp_client_clock_stop (ClaspClient *self)
{
  clasp_timers_cancel (self->timers, &self->sync_timer);
  clasp_timers_cancel (self->timers, &self->silence_timer);
}
