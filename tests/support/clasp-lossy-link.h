/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/clasp-timer.h"
#include "transports/clasp-transport.h"

/* ClaspLossyLink: a carrier that loses, doubles and reorders frames in both directions, the same ones
 * in every run: on driven timers, with a seed. Thread: the test's. */

G_BEGIN_DECLS

#define CLASP_TYPE_LOSSY_LINK (clasp_lossy_link_get_type ())
G_DECLARE_FINAL_TYPE (ClaspLossyLink, clasp_lossy_link, CLASP, LOSSY_LINK, GObject)

typedef struct
{
  double loss;         /* 0 to 1, each way */
  double doubled;      /* 0 to 1, each way */
  guint  delay_min_us; /* each frame has a delay of its own, so that they overtake each other */
  guint  delay_max_us;
} ClaspLossyWay;

/* A link between two ends in one process: this is the end of the peer, the other is the router's. */
#define CLASP_TYPE_LOSSY_END (clasp_lossy_end_get_type ())
G_DECLARE_FINAL_TYPE (ClaspLossyEnd, clasp_lossy_end, CLASP, LOSSY_END, GObject)

typedef void (*ClaspLossyFunc) (const guint8 *frame,
                                gsize         size,
                                gpointer      user_data);

/* @func gets what the router sends. */
ClaspLossyLink *clasp_lossy_link_new     (ClaspTimers         *timers,
                                          const char          *peer,
                                          guint32              seed,
                                          ClaspLossyFunc       func,
                                          gpointer             user_data);
/* The peer's end, which gets what the router sends from now on, until it is let go; once. */
ClaspLossyEnd  *clasp_lossy_link_new_end (ClaspLossyLink      *self);
/* From now on; nothing is lost before. */
void            clasp_lossy_link_set_way (ClaspLossyLink      *self,
                                          const ClaspLossyWay *way);
/* The peer sends. */
void            clasp_lossy_link_say     (ClaspLossyLink      *self,
                                          const guint8        *frame,
                                          gsize                size);
/* The peer is gone, with everything that was on its way. */
void            clasp_lossy_link_hang_up (ClaspLossyLink      *self);

G_END_DECLS
