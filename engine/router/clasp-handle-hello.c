/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-router"

#include "router/clasp-router-private.h"
#include "router/clasp-snapshots.h"

#define MAX_NAME 128 /* of a peer's name that is kept */

/* Cuts at a character, so that it stays text. */
static char *
keep_name (ClaspStr name)
{
  g_autofree char *text = clasp_str_dup ((ClaspStr){ name.data, MIN (name.length, MAX_NAME) });

  return g_utf8_make_valid (text, -1);
}

static void
welcome (ClaspSession *session, const ClaspInbound *inbound)
{
  ClaspRouter *router = session->router;
  ClaspMessage message = { .type = CLASP_MESSAGE_WELCOME };

  message.welcome.version = 1;
  message.welcome.features = CLASP_FEATURES_OF_ROUTER;
  message.welcome.time_us = (guint64) clasp_clock_unix_us (router->clock);
  message.welcome.session = (ClaspStr){ session->id->text, session->id->length };
  message.welcome.name = clasp_str (router->name);
  clasp_reply (router, inbound, &message);
}

static gboolean
is_full (ClaspRouter *router)
{
  return router->limits.max_sessions != 0 &&
         router->stats.n_sessions >= router->limits.max_sessions;
}

/* On a carrier that can lose, the WELCOME may have been lost. */
void
clasp_handle_hello_again (ClaspRouter *self, const ClaspInbound *inbound)
{
  if (inbound->session->is_lossy)
    welcome (inbound->session, inbound);
  else
    clasp_reply_error (self, inbound, CLASP_CODE_INVALID_MESSAGE, CLASP_STR_EMPTY,
                       "InvalidMessage: this connection has said HELLO already");
}

void
clasp_handle_hello (ClaspSession *session, const ClaspInbound *inbound, const ClaspHello *hello)
{
  ClaspRouter     *router = session->router;
  g_autofree char *text = NULL;

  if (is_full (router))
    {
      text = g_strdup_printf ("The router is full: %u sessions", router->stats.n_sessions);
      clasp_session_close (session, CLASP_CLOSE_BUSY, CLASP_CODE_OVERFLOW, text);
      return;
    }

  g_free (session->name);
  session->name = keep_name (hello->name);
  clasp_session_open (session);
  router->n_waiting--;
  router->stats.n_sessions++;
  g_hash_table_insert (router->remote_ids, session->id->text, session);
  clasp_liveness_start (session);
  g_debug ("%s: session %s opened by “%s”", clasp_session_describe (session), session->id->text,
           session->name);
  welcome (session, inbound);
  if (session->state == CLASP_SESSION_OPEN)
    clasp_snapshots_add_all (router->snapshots, session);
}

void
clasp_handle_sync (ClaspRouter *self, const ClaspInbound *inbound, const ClaspSync *sync)
{
  ClaspMessage reply = { .type = CLASP_MESSAGE_SYNC };
  gint64       sent_us = clasp_clock_unix_us (self->clock);
  gint64       waited_us = clasp_clock_now_us (self->clock) - inbound->received_us;

  reply.sync.t1_us = sync->t1_us;
  reply.sync.has_t2 = TRUE;
  reply.sync.t2_us = (guint64) (sent_us - MAX (waited_us, 0));
  reply.sync.has_t3 = TRUE;
  reply.sync.t3_us = (guint64) sent_us;
  clasp_reply (self, inbound, &reply);
}
