/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"
#include "tap/clasp-monitor.h"

/* What tests of the Monitor share: a show, and a message. Thread: the test's. */

/* With the connections Tablet (OSC) and Keys (MIDI), and the mappings Front and Strobe, which is off. (transfer full) */
ClaspShow         *monitor_make_show   (void);
/* A SET of this number from Tablet. */
ClaspMonitorRecord monitor_make_record (const char *address,
                                        double      value,
                                        gint64      time_us);
