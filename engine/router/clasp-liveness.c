/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-output.h"
#include "router/clasp-router-private.h"

/* Design notes: a frame that arrives only stores the time. The timer, when it runs, looks how long
 * ago that was and sets itself again for when it could matter next. */

static void idle_cb (gpointer user_data);

static void
set_timer (ClaspSession *session, gint64 due_us, void (*func) (gpointer user_data))
{
  clasp_timers_set (session->router->timers, &session->timer, due_us, func, session);
}

static void
no_hello_cb (gpointer user_data)
{
  ClaspSession    *session = user_data;
  ClaspRouter     *router = session->router;
  g_autofree char *text = NULL;

  text = g_strdup_printf ("Timeout: no HELLO within %u ms", router->limits.handshake_timeout_ms);
  clasp_router_enter (router);
  clasp_session_close (session, CLASP_CLOSE_POLICY, CLASP_CODE_TIMEOUT, text);
  clasp_router_leave (router);
}

void
clasp_liveness_wait_hello (ClaspSession *session)
{
  ClaspRouter *router = session->router;
  gint64       wait_us = (gint64) router->limits.handshake_timeout_ms * 1000;

  set_timer (session, clasp_clock_now_us (router->clock) + wait_us, no_hello_cb);
}

static gint64
timeout_us (ClaspSession *session)
{
  return (gint64) session->router->limits.session_timeout_ms * 1000;
}

static void
send_ping (ClaspSession *session)
{
  ClaspWriter       *writer = &session->router->reply_writer;
  const ClaspMessage ping = { .type = CLASP_MESSAGE_PING };
  ClaspCodecStatus   status;

  clasp_writer_reset (writer);
  if (clasp_frame_encode_default (writer, &ping, &status))
    clasp_output_send (session, writer->data, writer->length, CLASP_OUTPUT_KEEP);
}

static void
give_up (ClaspSession *session)
{
  g_autofree char *text = NULL;

  text = g_strdup_printf ("Timeout: nothing received for %u ms, not even a PONG",
                          session->router->limits.session_timeout_ms);
  clasp_session_close (session, CLASP_CLOSE_POLICY, CLASP_CODE_TIMEOUT, text);
}

/* Silent for half of the time-out: PING, again after a quarter more, then it is over. */
static void
idle_cb (gpointer user_data)
{
  ClaspSession *session = user_data;
  ClaspRouter  *router = session->router;
  gint64        limit_us = timeout_us (session);
  gint64        idle_us = clasp_clock_now_us (router->clock) - session->last_received_us;

  clasp_router_enter (router);
  if (idle_us >= limit_us)
    give_up (session);
  else if (idle_us < limit_us / 2)
    set_timer (session, session->last_received_us + limit_us / 2, idle_cb);
  else
    {
      gint64 next_us = idle_us < limit_us * 3 / 4 ? limit_us * 3 / 4 : limit_us;

      set_timer (session, session->last_received_us + next_us, idle_cb);
      send_ping (session);
    }
  clasp_router_leave (router);
}

void
clasp_liveness_start (ClaspSession *session)
{
  clasp_timers_cancel (session->router->timers, &session->timer);
  if (session->router->limits.session_timeout_ms != 0)
    set_timer (session, session->last_received_us + timeout_us (session) / 2, idle_cb);
}
