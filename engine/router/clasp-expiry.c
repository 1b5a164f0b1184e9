/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-expiry.h"

#include "router/clasp-fanout.h"
#include "router/clasp-params.h"

/* Design notes: writes are frequent and expiries rare, so a write only stores the new time. The one
 * timer looks through the parameters that have one, at most once a second. */

#define ROUND_US G_USEC_PER_SEC

struct _ClaspExpiry
{
  ClaspRouter *router; /* (unowned) */
  GHashTable  *params; /* (owned) set of ClaspParam (unowned) */
  ClaspTimer   timer;
};

ClaspExpiry *
clasp_expiry_new (ClaspRouter *router)
{
  ClaspExpiry *self = g_new0 (ClaspExpiry, 1);

  self->router = router;
  self->params = g_hash_table_new (NULL, NULL);
  return self;
}

void
clasp_expiry_free (ClaspExpiry *self)
{
  clasp_timers_cancel (self->router->timers, &self->timer);
  g_hash_table_unref (self->params);
  g_free (self);
}

static void
expire (ClaspRouter *router, ClaspParam *param)
{
  const ClaspInbound inbound = { .received_us = clasp_clock_now_us (router->clock) };
  const ClaspValue   null = CLASP_VALUE_INIT;

  clasp_store_set_value (router->store, param, &null);
  clasp_store_set_writer (param, router->own_id);
  param->revision++;
  param->timestamp_us = (guint64) clasp_clock_unix_us (router->clock);
  if (router->observer != NULL)
    router->observer->written (param, NULL, router->observer_data);
  clasp_fanout_param (router, &inbound, param, NULL);
  clasp_params_remove (router, param);
}

static GPtrArray *
collect_due (ClaspExpiry *self)
{
  GPtrArray     *due = g_ptr_array_new ();
  gint64         now_us = clasp_clock_now_us (self->router->clock);
  GHashTableIter iter;
  ClaspParam    *param;

  g_hash_table_iter_init (&iter, self->params);
  while (g_hash_table_iter_next (&iter, (gpointer *) &param, NULL))
    if (param->expires_us <= now_us && !param->is_played)
      g_ptr_array_add (due, param);
  return due;
}

static void
round_cb (gpointer user_data)
{
  ClaspExpiry          *self = user_data;
  ClaspRouter          *router = self->router;
  g_autoptr (GPtrArray) due = collect_due (self);

  clasp_router_enter (router);
  for (guint i = 0; i < due->len; i++)
    expire (router, due->pdata[i]);
  if (g_hash_table_size (self->params) > 0)
    clasp_timers_set (router->timers, &self->timer, clasp_clock_now_us (router->clock) + ROUND_US,
                      round_cb, self);
  clasp_router_leave (router);
}

void
clasp_expiry_written (ClaspExpiry *self, ClaspParam *param, const ClaspTtl *ttl)
{
  gint64 now_us = clasp_clock_now_us (self->router->clock);

  if (ttl != NULL)
    {
      param->ttl_mode = (guint8) ttl->mode;
      param->ttl_seconds = ttl->seconds;
    }
  if (param->ttl_mode == CLASP_TTL_NEVER)
    {
      g_hash_table_remove (self->params, param);
      param->expires_us = 0;
      return;
    }

  param->expires_us = now_us + (gint64) param->ttl_seconds * G_USEC_PER_SEC;
  g_hash_table_add (self->params, param);
  if (!clasp_timer_is_pending (&self->timer))
    clasp_timers_set (self->router->timers, &self->timer, now_us + ROUND_US, round_cb, self);
}

void
clasp_expiry_restore (ClaspExpiry    *self,
                      ClaspParam     *param,
                      const ClaspTtl *ttl,
                      gint64          expires_in_us)
{
  clasp_expiry_written (self, param, ttl);
  if (param->expires_us != 0)
    param->expires_us = clasp_clock_now_us (self->router->clock) + expires_in_us;
}

void
clasp_expiry_forget (ClaspExpiry *self, ClaspParam *param)
{
  g_hash_table_remove (self->params, param);
}
