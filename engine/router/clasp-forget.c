/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-forget.h"

#include "router/clasp-expiry.h"
#include "router/clasp-params.h"

static void
forget (ClaspRouter *self, ClaspParam *param, ClaspRouterParamFunc func, gpointer user_data)
{
  ClaspSnapshotParam entry = clasp_param_to_snapshot (param);

  func (&entry, user_data);
  clasp_params_remove (self, param);
}

/**
 * clasp_router_forget:
 * @self: a router
 * @pattern: which parameters
 * @first: the place to begin with, 0 at first
 * @n_places: how many to look at, so that others have their turn between
 * @func: (scope call): called with each before it goes
 * @user_data: for @func
 *
 * Removes parameters without telling their subscribers. They are there again with the next write.
 *
 * Thread: worker.
 *
 * Returns: the place to go on with, %G_MAXUINT when there is none
 */
guint
clasp_router_forget (ClaspRouter         *self,
                     const ClaspPattern  *pattern,
                     guint                first,
                     guint                n_places,
                     ClaspRouterParamFunc func,
                     gpointer             user_data)
{
  gboolean is_exact = clasp_pattern_is_exact (pattern);
  guint    end = MIN (clasp_store_get_n_places (self->store), first + n_places);

  clasp_router_enter (self);
  for (guint place = first; place < end && !is_exact; place++)
    {
      ClaspParam *param = clasp_store_get_at (self->store, place);

      if (param != NULL && clasp_pattern_matches (pattern, clasp_param_get_address (param)))
        forget (self, param, func, user_data);
    }
  if (is_exact)
    {
      ClaspParam *param = clasp_store_lookup (self->store, clasp_pattern_get_text (pattern));

      if (param != NULL)
        forget (self, param, func, user_data);
    }
  clasp_router_leave (self);
  return is_exact || end >= clasp_store_get_n_places (self->store) ? G_MAXUINT : end;
}

/**
 * clasp_router_remember:
 * @self: a router
 * @param: what it was when it was forgotten; borrowed
 *
 * Puts a parameter back without telling subscribers: they know its value.
 *
 * Thread: worker.
 *
 * Returns: %FALSE when it was left out: it has been written meanwhile, or the router is full
 */
gboolean
clasp_router_remember (ClaspRouter *self, const ClaspSnapshotParam *param)
{
  ClaspRefusal   refusal;
  ClaspWriterId *writer;
  ClaspParam    *added;

  if (clasp_store_lookup (self->store, param->address) != NULL ||
      !clasp_params_make_room (self, 1, clasp_store_value_bytes (&param->value), &refusal))
    return FALSE;

  clasp_router_enter (self);
  added = clasp_store_add (self->store, param->address);
  clasp_store_set_value (self->store, added, &param->value);
  writer = clasp_writer_id_new (param->writer);
  clasp_store_set_writer (added, writer);
  clasp_writer_id_unref (writer);
  added->revision = MAX (added->revision, param->revision);
  added->timestamp_us = param->timestamp_us;
  if (self->limits.param_ttl_s != 0)
    clasp_expiry_written (self->expiry, added, NULL);
  if (self->observer != NULL)
    self->observer->written (added, NULL, self->observer_data);
  clasp_router_leave (self);
  return TRUE;
}
