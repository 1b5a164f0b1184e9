/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-fanout.h"
#include "router/clasp-params.h"
#include "router/clasp-router-private.h"
#include "router/clasp-snapshots.h"
#include "router/clasp-timelines.h"

/* Room for a new parameter, or for a value that is larger than the old one. What is written is used
 * last and evicted last; if there is nothing else, @param is NULL and will be made anew. */
static gboolean
reserve (ClaspRouter *self, const ClaspSet *set, ClaspParam **param, ClaspRefusal *refusal)
{
  gsize    n_bytes = clasp_store_value_bytes (&set->value);
  guint64  n_evicted = self->stats.n_evicted;
  gboolean has_room;

  if (*param == NULL)
    return clasp_params_make_room (self, 1, n_bytes, refusal);
  if (n_bytes <= (*param)->extra_bytes)
    return TRUE;

  clasp_store_touch (self->store, *param);
  has_room = clasp_params_make_room (self, 0, n_bytes - (*param)->extra_bytes, refusal);
  if (self->stats.n_evicted != n_evicted)
    *param = clasp_store_lookup (self->store, set->address);
  return has_room;
}

/* Subscribers get the value before its writer gets the ACK (router.md 4). */
void
clasp_handle_set (ClaspRouter *self, const ClaspInbound *inbound, const ClaspSet *set)
{
  ClaspParam    *param = clasp_store_lookup (self->store, set->address);
  ClaspParamView view;
  ClaspMessage   ack = { .type = CLASP_MESSAGE_ACK };
  ClaspRefusal   refusal;

  clasp_params_view (self, set->address, param, &view);
  if (!clasp_params_check (self, inbound->session, set, &view, &refusal) ||
      ((param == NULL || set->value.type >= CLASP_VALUE_STRING) &&
       !reserve (self, set, &param, &refusal)))
    {
      clasp_params_view_clear (&view);
      clasp_reply_refusal (self, inbound, &refusal, set->address);
      return;
    }

  clasp_params_view_clear (&view);
  if (G_UNLIKELY (self->interceptor != NULL) && clasp_intercept_set (self, inbound, set))
    {
      ack.ack.has_address = TRUE;
      ack.ack.address = set->address;
      clasp_reply (self, inbound, &ack);
      return;
    }
  clasp_timelines_note_hand (self, inbound, param);
  param = clasp_params_write (self, inbound->session, set, param);
  clasp_fanout_param (self, inbound, param, set);
  ack.ack.has_address = TRUE;
  ack.ack.address = clasp_param_get_address (param);
  ack.ack.has_revision = TRUE;
  ack.ack.revision = param->revision;
  clasp_reply (self, inbound, &ack);
}

/* An unknown address is answered with an empty SNAPSHOT (decisions.md). */
void
clasp_handle_get (ClaspRouter *self, const ClaspInbound *inbound, const ClaspGet *get)
{
  ClaspParam *param = clasp_store_lookup (self->store, get->address);

  if (param != NULL)
    clasp_params_read (self, param);
  clasp_snapshots_reply (self, inbound, param);
}
