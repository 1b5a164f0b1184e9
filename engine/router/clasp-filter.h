/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* maxRate, epsilon and window of one subscription, per address: what comes too soon or changes too little
 * waits, newest only, and is delivered when its time has come. Nothing stays undelivered.
 *
 * A stream that may be delivered then goes through the window, which gathers (clasp-window.h).
 *
 * Limits parameters, streams and gesture moves; events and the start and end of gestures pass.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

/* A change below epsilon is told when it is this old. */
#define CLASP_FILTER_SETTLE_US (250 * 1000)

/* NULL when neither @subscribe asks for one of them nor the router thins out what its peers are sent. */
ClaspFilter *clasp_filter_new  (ClaspSubscription    *subscription,
                                const ClaspSubscribe *subscribe);
/* The router's limit is another; gives @subscription a filter if it needs one now. */
void         clasp_filter_follow (ClaspSubscription  *subscription);
/* The subscription ended: nothing more is delivered. What is being delivered stays readable until
 * the filter is freed, with its subscription. */
void         clasp_filter_stop (ClaspFilter          *self);
void         clasp_filter_free (ClaspFilter          *self);
/* Whether to deliver @message now. */
gboolean     clasp_filter_pass (ClaspFilter          *self,
                                const ClaspInbound   *inbound,
                                const ClaspMessage   *message);

G_END_DECLS
