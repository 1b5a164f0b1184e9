/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The last times a connection did not work: when, why, and how long until it worked again. Plain data, a part of its
 * status that is copied with it.
 *
 * Thread: any (pure functions); one changes it at a time. */

G_BEGIN_DECLS

#define CLASP_BRIDGE_MAX_OUTAGES 20

typedef struct
{
  gint64 began_unix_us;
  gint64 began_us; /* monotonic */
  gint64 ended_us; /* monotonic; 0 = it lasts */
  char   why[128]; /* a sentence, or its beginning */
} ClaspBridgeOutage;

typedef struct
{
  ClaspBridgeOutage items[CLASP_BRIDGE_MAX_OUTAGES]; /* oldest first */
  guint             n;
} ClaspBridgeOutages;

/* Nothing happens while one lasts; beyond the most that are kept the oldest is forgotten. */
void   clasp_bridge_outages_begin (ClaspBridgeOutages *self, const char *why, gint64 unix_us, gint64 now_us);
/* How long it lasted; 0, and nothing happens, while none does. */
gint64 clasp_bridge_outages_end   (ClaspBridgeOutages *self, gint64 now_us);

G_END_DECLS
