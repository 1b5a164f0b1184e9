/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Hands one message to every session that wants it: matched once, encoded once.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

/* The current value of @param as a SET; @set, when not NULL, lends the flags it came with. */
void clasp_fanout_param   (ClaspRouter        *self,
                           const ClaspInbound *inbound,
                           ClaspParam         *param,
                           const ClaspSet     *set);
/* A PUBLISH to everybody but its sender. */
void clasp_fanout_publish (ClaspRouter        *self,
                           const ClaspInbound *inbound,
                           const ClaspMessage *message);
/* One message to one session, whatever it subscribed to. */
void clasp_fanout_to      (ClaspRouter        *self,
                           const ClaspInbound *inbound,
                           const ClaspMessage *message,
                           ClaspSession       *session);

/* The current value of @param to one session. */
void clasp_fanout_param_to (ClaspRouter        *self,
                            const ClaspInbound *inbound,
                            ClaspParam         *param,
                            ClaspSession       *session);

const ClaspMatch *clasp_router_match_anew (ClaspRouter *self,
                                           ClaspParam  *param);

/* Who wants @param, as long as its own note of it holds. */
static inline const ClaspMatch *
clasp_router_match_param (ClaspRouter *self,
                          ClaspParam  *param)
{
  if (G_LIKELY (param->match_generation ==
                clasp_subscriptions_get_generation (self->subscriptions)))
    return param->match;
  return clasp_router_match_anew (self, param);
}

G_END_DECLS
