/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/br-monitor-model.h"

/* Who sends most: the addresses and the senders with the highest rates over the last seconds.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TALKERS_SHOWN 10
#define BR_TALKERS_US (5 * G_USEC_PER_SEC)

typedef struct
{
  char   name[CLASP_MONITOR_ADDRESS + 1]; /* an address, or as much of a sender's name */
  double rate;                            /* messages a second */
  double bytes;                           /* of addresses and values, a second */
} BrTalker;

/* Fills both with at most BR_TALKERS_SHOWN, the loudest first; returns how many of each. */
void br_talkers_list (BrMonitorModel *model,
                      BrTalker        addresses[BR_TALKERS_SHOWN],
                      guint          *n_addresses,
                      BrTalker        senders[BR_TALKERS_SHOWN],
                      guint          *n_senders);

G_END_DECLS
