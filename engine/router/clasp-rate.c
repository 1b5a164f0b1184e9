/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-rate.h"

#define BURST_US G_USEC_PER_SEC
#define NOTICE_US G_USEC_PER_SEC

/* Design notes: the bucket is one time, that at which it would be full again. Each message moves it
 * on by one interval; more than a burst ahead of now there is no token left. */
struct _ClaspRate
{
  gint64     full_us;
  gint64     notice_us; /* 0 = never */
  gboolean   is_held;   /* the link is not read */
  ClaspTimer timer;
};

static guint
get_rate (const ClaspRouter *router)
{
  return router->limits.message_rate != 0 ? router->limits.message_rate : CLASP_RATE_STRICT;
}

static ClaspRate *
ensure_rate (ClaspSession *session)
{
  if (session->rate == NULL)
    session->rate = g_new0 (ClaspRate, 1);
  return session->rate;
}

static void
resume_cb (gpointer user_data)
{
  ClaspSession *session = user_data;

  session->rate->is_held = FALSE;
  if (!session->output.is_reading_stopped && !session->router->is_shut_down)
    clasp_link_set_reading (session->link, TRUE);
}

static void
hold (ClaspSession *session, gint64 until_us)
{
  ClaspRate *self = session->rate;

  session->router->metrics.n_rate_limited++;
  self->is_held = TRUE;
  clasp_link_set_reading (session->link, FALSE);
  clasp_timers_set (session->router->timers, &self->timer, until_us, resume_cb, session);
}

static void
refuse (ClaspSession *session, const ClaspInbound *inbound)
{
  ClaspRouter *router = session->router;
  char         text[96];

  router->metrics.n_rate_limited++;
  if (router->limits.is_strict)
    {
      g_snprintf (text, sizeof text, "Rate limit exceeded: %u messages/second", get_rate (router));
      clasp_reply_error (router, inbound, CLASP_CODE_LIMIT, CLASP_STR_EMPTY, text);
      return;
    }
  router->stats.n_dropped++;
  if (session->rate->notice_us != 0 && inbound->received_us - session->rate->notice_us < NOTICE_US)
    return;
  session->rate->notice_us = inbound->received_us;
  g_snprintf (text, sizeof text, "Rate limit exceeded: %u messages/second; those above are dropped",
              get_rate (router));
  clasp_reply_error (router, inbound, CLASP_CODE_OVERFLOW, CLASP_STR_EMPTY, text);
}

gboolean
clasp_rate_take (ClaspSession *session, const ClaspInbound *inbound)
{
  ClaspRouter *router = session->router;
  ClaspRate   *self = ensure_rate (session);
  gint64       interval_us = MAX (G_USEC_PER_SEC / get_rate (router), 1);
  gint64       now_us = inbound->received_us;
  gint64       full_us = MAX (self->full_us, now_us) + interval_us;
  gboolean     is_refusing = router->limits.is_strict || session->is_lossy;

  if (is_refusing && full_us - now_us > BURST_US)
    {
      refuse (session, inbound);
      return FALSE;
    }
  self->full_us = full_us;
  if (!is_refusing && full_us + interval_us - now_us > BURST_US && !self->is_held)
    hold (session, full_us + interval_us - BURST_US);
  return TRUE;
}

gboolean
clasp_rate_may_read (ClaspSession *session)
{
  return session->rate == NULL || !session->rate->is_held;
}

void
clasp_rate_clear (ClaspSession *session)
{
  if (session->rate == NULL)
    return;
  clasp_timers_cancel (session->router->timers, &session->rate->timer);
  if (session->rate->is_held && session->state == CLASP_SESSION_OPEN)
    resume_cb (session);
  g_clear_pointer (&session->rate, g_free);
}
