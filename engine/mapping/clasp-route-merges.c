/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-private.h"

/* Several mappings that write one address: what they have written is kept for all of them together,
 * and what the address gets when one of them lets go is written by the set's own hand. */

static gint64
now (ClaspRouteHost *host)
{
  return clasp_clock_now_us (clasp_timers_get_clock (host->timers));
}

static void
ignore_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

void
clasp_route_host_write (ClaspRouteHost *host, ClaspStr address, const ClaspValue *value)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  if (host->hand == NULL)
    host->hand = clasp_router_join (host->router, "Merged", ignore_cb, NULL, host);
  message.set.address = address;
  message.set.value = *value; /* lent */
  clasp_session_submit (host->hand, &message, host->cause, TRUE);
}

static void
write_cb (ClaspStr address, const ClaspValue *value, gpointer user_data)
{
  clasp_route_host_write (user_data, address, value);
}

static void expire_cb (gpointer user_data);

static void
arm (ClaspRouteHost *host)
{
  gint64 due_us = clasp_merge_table_get_due (host->merges);

  if (due_us != 0)
    clasp_timers_set (host->timers, &host->merge_timer, due_us, expire_cb, host);
  else
    clasp_timers_cancel (host->timers, &host->merge_timer);
}

static void
expire_cb (gpointer user_data)
{
  ClaspRouteHost *host = user_data;

  clasp_route_host_enter (host);
  clasp_merge_table_expire (host->merges, now (host), write_cb, host);
  arm (host);
  clasp_route_host_leave (host);
}

/* Its share of a crossfade: all, where nothing says otherwise. */
static double
weight_of (const ClaspRouteTarget *target)
{
  const ClaspValue *value = NULL;
  double            weight = 1.0;

  if (*target->weight != '\0')
    value = clasp_router_peek (target->route->host->router, clasp_str (target->weight));
  if (value != NULL)
    clasp_value_to_double (value, &weight);
  return CLAMP (weight, 0.0, 1.0);
}

gboolean
clasp_route_merge (ClaspRouteTarget *target,
                   ClaspStr          address,
                   const ClaspValue *value,
                   ClaspValue       *merged)
{
  ClaspRouteHost *host = target->route->host;
  ClaspRange      range;
  ClaspMergeInput input = {
    .writer = target,
    .merge = target->merge,
    .priority = target->priority,
    .timeout_us = target->timeout_us,
    .weight = weight_of (target),
    .range = clasp_route_find_range (target->route->host, address, &range) ? &range : NULL,
  };
  gboolean is_heard;

  if (host->merges == NULL)
    host->merges = clasp_merge_table_new ();
  is_heard = clasp_merge_table_put (host->merges, address, &input, value, now (host), merged);
  arm (host);
  return is_heard;
}

void
clasp_route_weigh (ClaspRoute *self, ClaspStr watched)
{
  for (guint i = 0; self->host->merges != NULL && i < self->n_targets; i++)
    {
      ClaspRouteTarget *target = &self->targets[i];

      if (*target->weight != '\0' && clasp_str_equal (clasp_str (target->weight), watched))
        clasp_merge_table_weigh (self->host->merges, target, weight_of (target), now (self->host),
                                 write_cb, self->host);
    }
}

void
clasp_route_let_go_of (ClaspRouteTarget *target, const char *address)
{
  ClaspRouteHost *host = target->route->host;

  if (host->merges == NULL || target->merge == CLASP_MERGE_LAST)
    return;
  clasp_merge_table_forget (host->merges, target, address, now (host), write_cb, host);
  arm (host);
}

/* What it has written counts no more. */
void
clasp_route_let_go (ClaspRoute *self)
{
  for (guint i = 0; i < self->n_targets; i++)
    clasp_route_let_go_of (&self->targets[i], NULL);
}

void
clasp_route_merges_clear (ClaspRouteHost *host)
{
  clasp_timers_cancel (host->timers, &host->merge_timer);
  g_clear_pointer (&host->merges, clasp_merge_table_free);
  g_clear_pointer (&host->hand, clasp_session_leave);
}
