/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* BrFlow: whether a connection loses messages, and whether it sends more than a person can have meant, with the
 * sentences that say so.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

#define BR_FLOW_SPAN_S 10
#define BR_FLOW_FLOOD_ON 20000  /* messages a second that are a flood … */
#define BR_FLOW_FLOOD_OFF 15000 /* … until there are fewer than these */

typedef struct
{
  guint64  counts[BR_FLOW_SPAN_S + 1]; /* dropped so far, one for each second; a ring */
  gint64   times_us[BR_FLOW_SPAN_S + 1];
  guint    n, head;
  gboolean is_flood;
} BrFlow;

/* @n_dropped so far, @rate messages a second that come in, at most once a second. Returns how many were dropped within
 * the last ten seconds. */
guint64 br_flow_take (BrFlow *self, guint64 n_dropped, double rate, gint64 now_us);

/* "120 messages were dropped for Tablet in the last 10 s: it reads too slowly." (transfer full) */
char   *br_flow_describe_drops (guint64 n, const char *name);
/* "Sensor box sends 48,000 messages a second. Showing and mapping continue." (transfer full) */
char   *br_flow_describe_flood (double rate, const char *name);
/* "12; Tablet 120": the router's, and each connection's that has some. (transfer full) */
char   *br_flow_list_drops     (guint64 n_router, const char *const *names, const guint64 *counts, guint n);

G_END_DECLS
