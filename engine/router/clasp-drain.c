/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-drain.h"

#include "router/clasp-output.h"
#include "router/clasp-router-private.h"

/* Design notes: from the beginning on nothing new is read and nothing new is handed out, so that
 * what waits only becomes less. Whoever has got all of it is closed. Nobody says when a link's
 * queue is empty; this happens once in a router's life, so it looks every few milliseconds. */

#define LOOK_US 5000

struct _ClaspDrain
{
  ClaspRouter   *router; /* (unowned) */
  char          *reason; /* (owned) */
  ClaspDrainFunc done;
  gpointer       user_data;
  gint64         deadline_us;
  ClaspTimer     timer;
};

void
clasp_drain_free (ClaspDrain *self)
{
  clasp_timers_cancel (self->router->timers, &self->timer);
  g_free (self->reason);
  g_free (self);
}

static void
tell (ClaspDrain *self, ClaspSession *session)
{
  const ClaspInbound inbound = { .session = session };

  clasp_session_remove_subscriptions (session);
  clasp_link_set_reading (session->link, FALSE);
  clasp_reply_error (self->router, &inbound, CLASP_CODE_OVERFLOW, CLASP_STR_EMPTY, self->reason);
}

static gboolean
has_got_all (ClaspSession *session)
{
  return !clasp_output_is_blocked (session) && clasp_link_get_queued (session->link) == 0;
}

static void
hang_up (ClaspDrain *self, gboolean is_late)
{
  ClaspSession *next;

  for (ClaspSession *session = self->router->sessions; session != NULL; session = next)
    {
      next = session->next;
      if (!session->is_remote || (!is_late && !has_got_all (session)))
        continue;
      clasp_link_close (session->link, CLASP_CLOSE_GOING, self->reason);
      clasp_session_end (session);
    }
}

static gboolean
is_empty (ClaspRouter *router)
{
  if (router->closing != NULL)
    return FALSE;
  for (ClaspSession *session = router->sessions; session != NULL; session = session->next)
    if (session->is_remote)
      return FALSE;
  return TRUE;
}

static void
look_cb (gpointer user_data)
{
  ClaspDrain    *self = user_data;
  ClaspRouter   *router = self->router;
  gint64         now_us = clasp_clock_now_us (router->clock);
  gboolean       is_late = now_us >= self->deadline_us;
  ClaspDrainFunc done = self->done;
  gpointer       done_data = self->user_data;

  clasp_router_enter (router);
  hang_up (self, is_late);
  clasp_router_leave (router);
  if (!is_late && !is_empty (router))
    {
      clasp_timers_set (router->timers, &self->timer, MIN (now_us + LOOK_US, self->deadline_us),
                        look_cb, self);
      return;
    }
  g_clear_pointer (&router->drain, clasp_drain_free);
  done (done_data);
}

/**
 * clasp_router_drain:
 * @self: a router
 * @reason: a sentence for the peers
 * @done: called when all is over; it may drop the router
 * @user_data: for @done
 *
 * Sends every remote peer ERROR 503 with @reason behind all that waits for it, reads nothing more,
 * and closes each link when its queue is empty, all of them after %ClaspRouterLimits.drain_ms.
 * Peers that come meanwhile are refused. A second call changes nothing.
 *
 * Thread: worker.
 */
void
clasp_router_drain (ClaspRouter *self, const char *reason, ClaspDrainFunc done, gpointer user_data)
{
  ClaspDrain   *drain;
  ClaspSession *next;
  gint64        now_us = clasp_clock_now_us (self->clock);

  if (self->drain != NULL)
    return;
  drain = self->drain = g_new0 (ClaspDrain, 1);
  drain->router = self;
  drain->reason = g_strdup (reason);
  drain->done = done;
  drain->user_data = user_data;
  drain->deadline_us = now_us + (gint64) self->limits.drain_ms * 1000;
  self->is_shut_down = TRUE;

  clasp_router_enter (self);
  for (ClaspSession *session = self->sessions; session != NULL; session = next)
    {
      next = session->next;
      if (session->is_remote)
        tell (drain, session);
    }
  clasp_router_leave (self);
  clasp_timers_set (self->timers, &drain->timer, MIN (now_us + LOOK_US, drain->deadline_us),
                    look_cb, drain);
}
