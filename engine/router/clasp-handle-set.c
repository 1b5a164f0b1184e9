/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-fanout.h"
#include "router/clasp-params.h"
#include "router/clasp-router-private.h"
#include "router/clasp-snapshots.h"

/* Subscribers get the value before its writer gets the ACK (router.md 4). */
void
clasp_handle_set (ClaspRouter *self, const ClaspInbound *inbound, const ClaspSet *set)
{
  ClaspParam    *param = clasp_store_lookup (self->store, set->address);
  ClaspParamView view = clasp_params_view (self, set->address, param);
  ClaspMessage   ack = { .type = CLASP_MESSAGE_ACK };
  ClaspRefusal   refusal;

  if (!clasp_params_check (self, inbound->session, set, &view, &refusal) ||
      (param == NULL &&
       !clasp_params_make_room (self, 1, clasp_store_value_bytes (&set->value), &refusal)))
    {
      clasp_reply_refusal (self, inbound, &refusal, set->address);
      return;
    }

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
