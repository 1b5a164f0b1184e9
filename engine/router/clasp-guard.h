/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Who owns a part of the tree says of each SET and PUBLISH there whether it makes sense, before
 * anything of it happens. For parameters it is one more policy (clasp-policies.h), so that those
 * elsewhere cost nothing.
 *
 * Thread: worker. */

G_BEGIN_DECLS

static inline gboolean
clasp_guard_covers (const ClaspRouter *self, ClaspStr address)
{
  return self->guard.func != NULL && address.length > self->guard.prefix.length &&
         memcmp (address.data, self->guard.prefix.data, self->guard.prefix.length) == 0;
}

/* Of an address it covers. @session: who says it; NULL = one that has ended. */
gboolean clasp_guard_accepts (ClaspRouter        *self,
                              ClaspSession       *session,
                              const ClaspMessage *message,
                              ClaspRefusal       *refusal);
/* The same of any PUBLISH, which is answered when it is refused. */
gboolean clasp_guard_let_publish (ClaspRouter        *self,
                                  const ClaspInbound *inbound,
                                  const ClaspMessage *message);

G_END_DECLS
