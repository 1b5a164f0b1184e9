/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"
#include "transports/clasp-transport.h"

/* ClaspAssuredLink: a link over one that can lose, on which what matters arrives (decisions.md, QoS).
 *
 * Frames at confirm and commit get an id and are sent again until the peer acknowledges them, as
 * ClaspResend does it; so do snapshots, results and the answers to PING, in order, and the starts and
 * ends of gestures. Streams and moves are as they were. Nothing is different until the peer has
 * shown that it knows ids, by a frame of its own that has one: to others everything goes once.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_ASSURED_LINK (clasp_assured_link_get_type ())
G_DECLARE_FINAL_TYPE (ClaspAssuredLink, clasp_assured_link, CLASP, ASSURED_LINK, GObject)

/* A frame was not acknowledged after the last repeat. Must not close the link. */
typedef void (*ClaspAssuredFunc) (gpointer user_data);

/* @lossy was just handed over: its handler is not set. @given_up is not called after the handler's
 * `closed`. */
ClaspLink *clasp_assured_link_new           (ClaspTimers      *timers,
                                             ClaspLink        *lossy,
                                             ClaspAssuredFunc  given_up,
                                             gpointer          user_data);
guint64    clasp_assured_link_get_n_repeats (ClaspAssuredLink *self);

G_END_DECLS
