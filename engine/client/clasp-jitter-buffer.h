/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspJitterBuffer: gives back what a network delivered unevenly and out of order in the order and
 * at the pace of its time stamps, a little later. Without I/O and timers: its owner asks when the
 * next item is due.
 *
 * Thread: its owner's. */

G_BEGIN_DECLS

#define CLASP_JITTER_BUFFER_WINDOW_MS 30 /* what is usual; 20 to 50 is good */
#define CLASP_JITTER_BUFFER_MAX_WINDOW_MS 1000
#define CLASP_JITTER_BUFFER_ENTRIES 256
#define CLASP_JITTER_BUFFER_MAX_ENTRIES 65536

typedef struct _ClaspJitterBuffer ClaspJitterBuffer;

typedef struct
{
  guint64 n_released;
  guint64 n_reordered; /* came after one with a later time stamp, and were put before it */
  guint64 n_late;      /* came when a later one had been released, and were dropped */
  guint64 n_replaced;  /* were dropped because the buffer was full */
} ClaspJitterBufferStats;

typedef void (*ClaspJitterBufferFunc) (gpointer item,
                                       gpointer user_data);

/* Both limits are cut to what is allowed; 0 is the usual. */
ClaspJitterBuffer *clasp_jitter_buffer_new        (guint                   window_ms,
                                                   guint                   max_entries,
                                                   GDestroyNotify          free_item);
void               clasp_jitter_buffer_free       (ClaspJitterBuffer      *self);
/* Takes over @item. @source tells senders apart: an address. @timestamp_us may be of any clock, one
 * for each source; @now_us is of the owner's. FALSE when it was dropped. */
gboolean           clasp_jitter_buffer_push       (ClaspJitterBuffer      *self,
                                                   const char             *source,
                                                   gint64                  timestamp_us,
                                                   gint64                  now_us,
                                                   gpointer                item);
/* When to call release (); G_MAXINT64 while it is empty. */
gint64             clasp_jitter_buffer_get_due_us (const ClaspJitterBuffer *self);
/* Hands out everything that is due, which @func then owns. @func may push, but not free. */
guint              clasp_jitter_buffer_release    (ClaspJitterBuffer      *self,
                                                   gint64                  now_us,
                                                   ClaspJitterBufferFunc   func,
                                                   gpointer                user_data);
guint              clasp_jitter_buffer_get_n      (const ClaspJitterBuffer *self);
void               clasp_jitter_buffer_get_stats  (const ClaspJitterBuffer *self,
                                                   ClaspJitterBufferStats  *stats);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspJitterBuffer, clasp_jitter_buffer_free)

G_END_DECLS
