/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-control.h"
#include "router/clasp-fanout.h"
#include "router/clasp-gestures.h"
#include "router/clasp-guard.h"
#include "router/clasp-router-private.h"
#include "router/clasp-timelines.h"

#define P2P_SIGNAL "/clasp/p2p/signal/"

/* The session a peer-to-peer message is meant for (router.md 13); empty when it is an ordinary one.
 */
static ClaspStr
p2p_target (ClaspStr address)
{
  const gsize prefix = sizeof P2P_SIGNAL - 1;
  ClaspStr    target = CLASP_STR_EMPTY;

  if (address.length <= prefix || memcmp (address.data, P2P_SIGNAL, prefix) != 0)
    return target;
  if (memchr (address.data + prefix, '/', address.length - prefix) == NULL)
    target = (ClaspStr){ address.data + prefix, address.length - prefix };
  return target;
}

static void
forward_to_target (ClaspRouter        *self,
                   const ClaspInbound *inbound,
                   const ClaspMessage *message,
                   ClaspStr            target)
{
  g_autofree char *id = clasp_str_dup (target);
  g_autofree char *text = NULL;
  ClaspSession    *session = g_hash_table_lookup (self->remote_ids, id);

  if (session != NULL)
    {
      clasp_fanout_to (self, inbound, message, session);
      return;
    }
  text = g_strdup_printf ("Target session not found: %.100s", id);
  clasp_reply_error (self, inbound, CLASP_CODE_NO_TARGET, message->publish.address, text);
}

void
clasp_handle_publish (ClaspRouter *self, const ClaspInbound *inbound, const ClaspMessage *message)
{
  const ClaspPublish *publish = &message->publish;
  ClaspStr            target = p2p_target (publish->address);
  ClaspRefusal        refusal;
  const char         *why;

  if (G_UNLIKELY (!clasp_address_is_valid (publish->address, &why)))
    {
      refusal.code = CLASP_CODE_INVALID_ADDRESS;
      g_snprintf (refusal.text, sizeof refusal.text, "Invalid address: %s", why);
      clasp_reply_refusal (self, inbound, &refusal, publish->address);
      return;
    }

  if (!clasp_guard_let_publish (self, inbound, message))
    return;
  if (G_UNLIKELY (clasp_control_is_order (publish->address)))
    {
      if (!clasp_control_check (self, inbound, publish, &refusal))
        {
          clasp_reply_refusal (self, inbound, &refusal, publish->address);
          return;
        }
      clasp_control_run (self, inbound, publish);
    }
  else if (target.length > 0)
    forward_to_target (self, inbound, message, target);
  else if (publish->signal == CLASP_SIGNAL_GESTURE)
    clasp_gestures_publish (self->gestures, inbound, message);
  else if (publish->signal == CLASP_SIGNAL_TIMELINE)
    {
      if (!clasp_timelines_publish (self->timelines, inbound, message))
        return;
    }
  else
    clasp_fanout_publish (self, inbound, message);
  clasp_reply_confirm (self, inbound);
}
