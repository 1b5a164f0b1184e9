/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-router-private.h"

/**
 * clasp_router_set_interceptor:
 * @self: a router
 * @func: (nullable): asked before an accepted SET or PUBLISH is stored or handed out
 * @user_data: for @func
 *
 * A SET that @func takes is acknowledged all the same, without a revision.
 *
 * Thread: worker.
 */
void
clasp_router_set_interceptor (ClaspRouter *self, ClaspRouterInterceptFunc func, gpointer user_data)
{
  self->interceptor = func;
  self->interceptor_data = user_data;
}

gboolean
clasp_intercept_message (ClaspRouter        *self,
                         const ClaspInbound *inbound,
                         const ClaspMessage *message)
{
  const ClaspDelivery delivery = {
    .message = message,
    .origin = inbound->session != NULL ? inbound->session->number : 0,
    .hops = inbound->hops,
    .chain = inbound->chain,
    .received_us = inbound->received_us,
    .bundle = inbound->bundle,
    .bundle_us = inbound->bundle_us,
  };

  return self->interceptor (&delivery, self->interceptor_data);
}

gboolean
clasp_intercept_set (ClaspRouter *self, const ClaspInbound *inbound, const ClaspSet *set)
{
  const ClaspMessage message = { .type = CLASP_MESSAGE_SET, .set = *set };

  return clasp_intercept_message (self, inbound, &message);
}
