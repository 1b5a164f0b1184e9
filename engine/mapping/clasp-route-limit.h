/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"
#include "mapping/clasp-route-options.h"

/* ClaspRouteLimit: how often a target address is written, and whether what changes nothing is left out
 * (mapping.md 11.1, 11.4). The last value is always sent. Events pass: they are over at once, so that
 * none can stand for another.
 *
 * Thread: any; time is handed in. */

G_BEGIN_DECLS

typedef struct
{
  gint64    interval_us; /* 0 = as often as it comes */
  ClaspKeep keep;
  gboolean  only_changes;
  double    epsilon;
} ClaspRouteLimit;

/* Of one address; zero-initialised. */
typedef struct
{
  gboolean   has_sent, is_pending, is_average;
  gint64     sent_us;
  gint64     due_us; /* 0 = nothing waits, else call clasp_route_limit_run () then */
  ClaspValue sent;   /* (owned) */
  ClaspValue next;   /* (owned) what is sent when it is due */
  ClaspValue last;   /* (owned) the newest, as long as something waits */
  double     sum;
  guint      n_sum;
} ClaspRouteLimitState;

typedef enum
{
  CLASP_LIMIT_PASS,
  CLASP_LIMIT_WAIT,
  CLASP_LIMIT_SAME, /* it changes nothing */
} ClaspLimitResult;

void             clasp_route_limit_clear (ClaspRouteLimitState  *state);
/* What becomes of @value: on PASS it is sent now. */
ClaspLimitResult clasp_route_limit_put   (const ClaspRouteLimit *self,
                                          ClaspRouteLimitState  *state,
                                          const ClaspValue      *value,
                                          gboolean               is_event,
                                          gint64                 now_us);
/* FALSE when nothing is to be sent yet, or it changes nothing by now. */
gboolean         clasp_route_limit_run   (const ClaspRouteLimit *self,
                                          ClaspRouteLimitState  *state,
                                          gint64                 now_us,
                                          ClaspValue            *value);

G_END_DECLS
