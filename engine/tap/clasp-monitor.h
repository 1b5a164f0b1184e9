/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-message.h"

/* ClaspMonitor: messages as they pass, from the worker to one reader, through a bounded ring of
 * fixed records.
 *
 * When the reader is slow the newest records are refused and counted: what is in the ring is
 * complete and in order.
 *
 * Thread: one writes (worker), one reads (UI). */

G_BEGIN_DECLS

#define CLASP_MONITOR_TEXT 79
#define CLASP_MONITOR_ADDRESS 127

typedef struct
{
  gint64  time_us;    /* Unix */
  guint64 number;     /* counts every message, refused ones too */
  guint64 origin;     /* session number */
  guint8  type;       /* ClaspMessageType: SET or PUBLISH */
  guint8  signal;     /* ClaspSignal */
  guint8  value_type; /* ClaspValueType */
  guint8  hops;       /* mappings passed: 0 = came in from outside */
  guint32 length;     /* of a string, bytes, array or map */
  guint32 after_us;   /* since what caused it came in; 0 when it is that itself */
  double  number_value; /* NaN when none */
  char    address[CLASP_MONITOR_ADDRESS + 1];
  char    text[CLASP_MONITOR_TEXT + 1];
} ClaspMonitorRecord;

typedef struct _ClaspMonitor ClaspMonitor;

ClaspMonitor *clasp_monitor_new     (guint               n_records); /* rounded up to a power of two */
ClaspMonitor *clasp_monitor_ref     (ClaspMonitor       *self);
void          clasp_monitor_unref   (ClaspMonitor       *self);
void          clasp_monitor_write   (ClaspMonitor       *self,
                                     const ClaspMessage *message,
                                     guint64             origin,
                                     guint               hops,
                                     gint64              unix_us,
                                     guint               after_us);
/* One of before; gets a number, as all. */
void          clasp_monitor_put     (ClaspMonitor             *self,
                                     const ClaspMonitorRecord *record);
/* Takes up to @n_max records out; returns how many. */
guint         clasp_monitor_read    (ClaspMonitor       *self,
                                     ClaspMonitorRecord *records,
                                     guint               n_max);
guint64       clasp_monitor_get_n_lost (ClaspMonitor    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspMonitor, clasp_monitor_unref)

G_END_DECLS
