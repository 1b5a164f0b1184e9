/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* The short way for what nearly every message is: a number for a parameter that exists, or a number
 * as an event or in a stream, where nothing is to be obeyed but the order of the router.
 *
 * Whatever is special about a message or its parameter (a lock, a strategy, a time to live, a fault)
 * makes it step back before anything was done or counted, and the handlers do their work; what is
 * special about receivers (conditions, history, one in this process, a journal) is left to the
 * ordinary fan-out. What comes out is the same either way: tests/router/test-plain.c.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

/* A frame from a remote peer; what is not for here goes to clasp_dispatch_frame (). */
void clasp_plain_dispatch (ClaspSession *session,
                           const guint8 *bytes,
                           gsize         size);

G_END_DECLS
