/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-fixed-text.h"
#include "router/clasp-router-private.h"

/* What waits, and who is too slow: looked at once a second, whatever passes. */

static guint64
count_queued (const ClaspSession *session)
{
  return clasp_link_get_queued (session->link) + session->output.n_bytes + session->output.n_latest_bytes;
}

/* The list is kept with who lost most first. */
static void
note_slow (ClaspRouterQueues *queues, const ClaspSession *session)
{
  guint at = queues->n_slow;

  while (at > 0 && queues->slow[at - 1].n_dropped < session->n_dropped)
    at--;
  if (at == CLASP_ROUTER_MAX_SLOW)
    return;
  queues->n_slow = MIN (queues->n_slow + 1, CLASP_ROUTER_MAX_SLOW);
  memmove (&queues->slow[at + 1], &queues->slow[at], (queues->n_slow - 1 - at) * sizeof queues->slow[0]);
  queues->slow[at].number = session->number;
  queues->slow[at].n_dropped = session->n_dropped;
  clasp_fixed_text_set (queues->slow[at].name, sizeof queues->slow[at].name, clasp_str (session->name));
}

static void
add_session (ClaspRouterQueues *queues, ClaspSession *session)
{
  guint64 n_bytes = count_queued (session);
  guint64 n_said = session->n_received - session->n_received_before;

  queues->n_bytes += n_bytes;
  queues->n_bundles += session->n_scheduled;
  if (n_bytes > queues->n_bytes_longest)
    {
      queues->n_bytes_longest = n_bytes;
      clasp_fixed_text_set (queues->longest, sizeof queues->longest, clasp_str (session->name));
    }
  session->n_received_before = session->n_received;
  if (n_said > queues->n_fastest)
    {
      queues->n_fastest = n_said;
      queues->fastest = session->number;
      clasp_fixed_text_set (queues->fastest_name, sizeof queues->fastest_name, clasp_str (session->name));
    }
  if (session->n_dropped > 0)
    note_slow (queues, session);
}

/**
 * clasp_router_get_queues:
 * @self: a router
 * @queues: (out caller-allocates): what waits for remote sessions now, and those of them that have lost most since they joined
 *
 * Each call begins the count of what was said anew. Takes a look at every session: for once a second, not for every message.
 *
 * Thread: worker.
 */
void
clasp_router_get_queues (ClaspRouter *self, ClaspRouterQueues *queues)
{
  memset (queues, 0, sizeof *queues);
  for (ClaspSession *session = self->sessions; session != NULL; session = session->next)
    if (session->is_remote && session->state == CLASP_SESSION_OPEN)
      add_session (queues, session);
    else
      queues->n_bundles += session->n_scheduled;
}
