/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"
#include "widgets/br-status-icon.h"

/* How one connection, or our router, is doing: what rows and the inspector show, ready to compare.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  BrSign   sign;
  char     detail[512]; /* a sentence for a person, may be empty */
  gboolean is_problem;  /* @detail says what is wrong */
  double   rate_in, rate_out;
  guint64  n_in, n_out, n_malformed, n_dropped;
  gint64   last_in_us;  /* monotonic; 0 = never or not known */
  gint64   retry_at_us; /* monotonic; 0 = none */
  guint    n_retries;
  gboolean is_faulty;   /* it does not run, because of … */
  ClaspBridgeFault fault; /* … this */
} BrConnectionState;

/* @item is a ClaspConnection or the ClaspRouterConfig. */
void br_connection_state_read (BrConnectionState *self, ClaspEngine *engine, ClaspShowItem *item);
/* "Live", "Waiting, try 4 in 8 s". (transfer full) */
char *br_connection_state_words (const BrConnectionState *self, gint64 now_us);
/* "last 12 s ago"; "" when nothing came in yet. (transfer full) */
char *br_connection_state_age   (const BrConnectionState *self, gint64 now_us);
/* Does it wait for something that could be tried now? */
gboolean br_connection_state_can_retry (const BrConnectionState *self);

/* "OSC", "Router". Translated, static. */
const char *br_connection_kind_title (ClaspShow *show, ClaspShowItem *item);
const char *br_connection_kind_summary (ClaspShow *show, ClaspShowItem *item);
/* (transfer none) */
ClaspSettings *br_connection_get_settings (ClaspShowItem *item);

G_END_DECLS
