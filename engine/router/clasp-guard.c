/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-guard.h"

#include "router/clasp-policies.h"

/**
 * clasp_router_set_guard:
 * @self: a router
 * @owner: (nullable): the session that owns what is below @prefix, and is not asked; %NULL ends it
 * @prefix: the beginning of addresses, with a slash at its end; borrowed
 * @func: (nullable): asked before a SET or PUBLISH of any other session is accepted there
 * @user_data: for @func
 *
 * What @func refuses is answered with an ERROR, and nothing of it is stored or handed out; a BUNDLE
 * it is in is refused whole.
 *
 * Thread: worker.
 */
void
clasp_router_set_guard (ClaspRouter         *self,
                        ClaspSession        *owner,
                        const char          *prefix,
                        ClaspRouterGuardFunc func,
                        gpointer             user_data)
{
  self->guard.owner = owner;
  self->guard.prefix = clasp_str (prefix);
  self->guard.func = owner != NULL ? func : NULL;
  self->guard.user_data = user_data;
  clasp_policies_forget (self->policies);
}

gboolean
clasp_guard_accepts (ClaspRouter        *self,
                     ClaspSession       *session,
                     const ClaspMessage *message,
                     ClaspRefusal       *refusal)
{
  guint16 code;

  if (session != NULL && session == self->guard.owner)
    return TRUE;
  code = self->guard.func (message, refusal->text, sizeof refusal->text, self->guard.user_data);
  refusal->code = (ClaspCode) code;
  return code == 0;
}

gboolean
clasp_guard_let_publish (ClaspRouter        *self,
                         const ClaspInbound *inbound,
                         const ClaspMessage *message)
{
  ClaspRefusal refusal;

  if (G_LIKELY (!clasp_guard_covers (self, message->publish.address)) ||
      clasp_guard_accepts (self, inbound->session, message, &refusal))
    return TRUE;
  clasp_reply_refusal (self, inbound, &refusal, message->publish.address);
  return FALSE;
}
