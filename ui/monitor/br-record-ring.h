/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tap/clasp-monitor.h"

/* BrRecordRing: the last messages, each with no more bytes than its texts need.
 *
 * A record as it comes from the engine has room for the longest address and text, a quarter of which is
 * used on average. Records are numbered from 0 as they come, and lie one behind the other in blocks; a block goes
 * when all of it has been overwritten.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct _BrRecordRing BrRecordRing;

/* @capacity: how many can always be read back. */
BrRecordRing *br_record_ring_new    (guint capacity);
void          br_record_ring_free   (BrRecordRing *self);
/* Numbers the next one. */
void          br_record_ring_append (BrRecordRing *self, const ClaspMonitorRecord *record);
/* Frees all; numbers go on. */
void          br_record_ring_clear  (BrRecordRing *self);
/* FALSE when it is not there yet, or no longer; more than the capacity may still be. */
gboolean      br_record_ring_read   (BrRecordRing *self, guint64 number, ClaspMonitorRecord *record);
gsize         br_record_ring_get_size (BrRecordRing *self); /* bytes */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrRecordRing, br_record_ring_free)

G_END_DECLS
