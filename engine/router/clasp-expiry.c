/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-expiry.h"

#include "router/clasp-params.h"

/* Design notes: writes are frequent and expiries rare, so a write only stores the new time in the
 * parameter. A heap holds each parameter with a time to live at the time it would have had when it
 * was last looked at; one that turns out to have lived on is put where it belongs then. So a
 * refresh costs one store, and the heap is touched once per time to live. Sixteen bytes for each
 * parameter that has one, none for the others. */

/* What is over within so long goes together. */
#define ROUND_US (G_USEC_PER_SEC / 10)
/* Looked at before others have their turn. */
#define MAX_PER_ROUND 1000

typedef struct
{
  gint64      due_us;
  ClaspParam *param; /* (unowned) */
} Due;

struct _ClaspExpiry
{
  ClaspRouter *router; /* (unowned) */
  GArray      *heap;   /* (owned) of Due, earliest first; ClaspParam.expiry_index is place + 1 */
  ClaspTimer   timer;
  gint64       armed_us, round_us; /* when the timer is due; when the last round was */
};

ClaspExpiry *
clasp_expiry_new (ClaspRouter *router)
{
  ClaspExpiry *self = g_new0 (ClaspExpiry, 1);

  self->router = router;
  self->heap = g_array_new (FALSE, FALSE, sizeof (Due));
  return self;
}

void
clasp_expiry_free (ClaspExpiry *self)
{
  clasp_timers_cancel (self->router->timers, &self->timer);
  g_array_unref (self->heap);
  g_free (self);
}

/* --- the heap ------------------------------------------------------------------------------- */

static Due *
due_at (ClaspExpiry *self, guint place)
{
  return &g_array_index (self->heap, Due, place);
}

static void
put_at (ClaspExpiry *self, guint place, Due due)
{
  *due_at (self, place) = due;
  due.param->expiry_index = place + 1;
}

static void
sift_up (ClaspExpiry *self, guint place)
{
  Due due = *due_at (self, place);

  for (; place > 0 && due.due_us < due_at (self, (place - 1) / 2)->due_us; place = (place - 1) / 2)
    put_at (self, place, *due_at (self, (place - 1) / 2));
  put_at (self, place, due);
}

static void
sift_down (ClaspExpiry *self, guint place)
{
  guint n = self->heap->len;
  Due   due = *due_at (self, place);
  guint child;

  while ((child = place * 2 + 1) < n)
    {
      if (child + 1 < n && due_at (self, child + 1)->due_us < due_at (self, child)->due_us)
        child++;
      if (due.due_us <= due_at (self, child)->due_us)
        break;
      put_at (self, place, *due_at (self, child));
      place = child;
    }
  put_at (self, place, due);
}

void
clasp_expiry_forget (ClaspExpiry *self, ClaspParam *param)
{
  guint place = param->expiry_index - 1;
  Due   last;

  param->expires_us = 0;
  if (param->expiry_index == 0)
    return;

  param->expiry_index = 0;
  last = *due_at (self, self->heap->len - 1);
  g_array_set_size (self->heap, self->heap->len - 1);
  if (last.param == param)
    return;
  put_at (self, place, last);
  sift_up (self, place);
  sift_down (self, last.param->expiry_index - 1);
}

static void round_cb (gpointer user_data);

/* FALSE: for ever. */
static gboolean
get_life (ClaspExpiry *self, const ClaspParam *param, gint64 *life_us)
{
  guint seconds = param->has_ttl ? param->ttl_seconds : self->router->limits.param_ttl_s;

  *life_us = (gint64) seconds * G_USEC_PER_SEC;
  return param->has_ttl ? param->ttl_mode != CLASP_TTL_NEVER : seconds != 0;
}

/* A timeline that plays is a writer, also where its value stands still. */
static void
live_on (ClaspExpiry *self, ClaspParam *param, gint64 now_us)
{
  gint64 life_us;

  if (get_life (self, param, &life_us))
    param->expires_us = now_us + MAX (life_us, ROUND_US);
}

static void
arm (ClaspExpiry *self)
{
  ClaspTimers *timers = self->router->timers;
  gint64       due_us;

  if (self->heap->len == 0)
    {
      clasp_timers_cancel (timers, &self->timer);
      return;
    }
  due_us = MAX (due_at (self, 0)->due_us, self->round_us + ROUND_US);
  if (clasp_timer_is_pending (&self->timer) && self->armed_us <= due_us)
    return;
  self->armed_us = due_us;
  clasp_timers_set (timers, &self->timer, due_us, round_cb, self);
}

/* Later than it stands in the heap is found out when it gets there. */
static void
set_due (ClaspExpiry *self, ClaspParam *param, gint64 expires_us)
{
  param->expires_us = expires_us;
  if (param->expiry_index == 0)
    {
      g_array_append_vals (self->heap, &(Due){ expires_us, param }, 1);
      sift_up (self, self->heap->len - 1);
    }
  else if (expires_us < due_at (self, param->expiry_index - 1)->due_us)
    {
      due_at (self, param->expiry_index - 1)->due_us = expires_us;
      sift_up (self, param->expiry_index - 1);
    }
  else
    return;
  arm (self);
}

/* One of the rounds is over before the next begins, so that a crowd that ends at once does not keep
 * the others waiting. */
static void
round_cb (gpointer user_data)
{
  ClaspExpiry *self = user_data;
  ClaspRouter *router = self->router;
  gint64       now_us = clasp_clock_now_us (router->clock);
  guint        n = 0;

  clasp_router_enter (router);
  while (self->heap->len > 0 && due_at (self, 0)->due_us <= now_us && n++ < MAX_PER_ROUND)
    {
      ClaspParam *param = due_at (self, 0)->param;

      if (param->is_played)
        live_on (self, param, now_us);
      if (param->expires_us <= now_us)
        {
          router->stats.n_expired++;
          clasp_params_end (router, param);
          continue;
        }
      due_at (self, 0)->due_us = param->expires_us;
      sift_down (self, 0);
    }
  self->round_us = n > MAX_PER_ROUND ? 0 : now_us;
  arm (self);
  clasp_router_leave (router);
}

/* --- times to live -------------------------------------------------------------------------- */

static void
set_ttl (ClaspParam *param, const ClaspTtl *ttl)
{
  if (ttl == NULL)
    return;
  param->has_ttl = TRUE;
  param->ttl_mode = (guint8) ttl->mode;
  param->ttl_seconds = ttl->seconds;
}

static void
start (ClaspExpiry *self, ClaspParam *param)
{
  gint64 life_us;

  if (get_life (self, param, &life_us))
    set_due (self, param, clasp_clock_now_us (self->router->clock) + life_us);
  else
    clasp_expiry_forget (self, param);
}

void
clasp_expiry_written (ClaspExpiry *self, ClaspParam *param, const ClaspTtl *ttl)
{
  set_ttl (param, ttl);
  start (self, param);
}

gboolean
clasp_expiry_read (ClaspExpiry *self, ClaspParam *param)
{
  if (param->has_ttl && param->ttl_mode != CLASP_TTL_SLIDING)
    return FALSE;
  start (self, param);
  return TRUE;
}

void
clasp_expiry_restore (ClaspExpiry    *self,
                      ClaspParam     *param,
                      const ClaspTtl *ttl,
                      gint64          expires_in_us)
{
  clasp_expiry_written (self, param, ttl);
  if (param->has_ttl && param->expires_us != 0)
    set_due (self, param, clasp_clock_now_us (self->router->clock) + expires_in_us);
}

void
clasp_expiry_update (ClaspExpiry *self, guint old_s)
{
  ClaspStore *store = self->router->store;

  if (self->router->limits.param_ttl_s == old_s)
    return;
  for (guint place = 0; place < clasp_store_get_n_places (store); place++)
    {
      ClaspParam *param = clasp_store_get_at (store, place);

      if (param != NULL && !param->has_ttl)
        start (self, param);
    }
}
