/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Messages a second of one remote session, `message-rate`; 0 is any number. A token bucket that
 * holds one second: so many messages may come at once, and then one in every part of a second.
 *
 * Above it, a carrier that loses nothing is not read until there is room again: its own flow control
 * slows the peer down, and nothing is lost. On one that can lose, messages are dropped, which
 * ERROR 503 tells once a second. With `strict` every message above is refused with ERROR 429, and
 * the rate is 30 where none is set.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

#define CLASP_RATE_STRICT 30

typedef struct _ClaspRate ClaspRate;

static inline gboolean
clasp_rate_is_limited (const ClaspRouter *router)
{
  return router->limits.message_rate != 0 || router->limits.is_strict;
}

/* FALSE: the message is not to be looked at. */
gboolean clasp_rate_take    (ClaspSession       *session,
                             const ClaspInbound *inbound);
/* Whether the rate lets the session's link be read. */
gboolean clasp_rate_may_read (ClaspSession      *session);
/* The limits changed, or the session ended: nothing is held back any more. */
void     clasp_rate_clear   (ClaspSession       *session);

G_END_DECLS
