/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* The `window` of one subscription: what a stream is worth at an address is gathered for so long and
 * arrives together, as one message with many samples, the timestamp of the first and the rate of the
 * last. Values that are no numbers pass at once, after what was gathered before them.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

/* Samples one message carries; a window that is full before its time is over leaves. */
#define CLASP_WINDOW_MAX_SAMPLES 8000
/* Samples one subscription gathers over all addresses; then the oldest window leaves early. */
#define CLASP_WINDOW_MAX_TOTAL (128 * 1024)

typedef struct _ClaspWindow ClaspWindow;

ClaspWindow *clasp_window_new  (ClaspSubscription  *subscription,
                                guint32             window_ms);
/* The subscription ended: nothing more is delivered. */
void         clasp_window_stop (ClaspWindow        *self);
void         clasp_window_free (ClaspWindow        *self);
/* TRUE: gathered, to be delivered later. FALSE: to be delivered now. */
gboolean     clasp_window_take (ClaspWindow        *self,
                                const ClaspInbound *inbound,
                                const ClaspMessage *message);

G_END_DECLS
