/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspOutbox: batches from the worker to the window's context, at most one flush a frame.
 *
 * Two kinds of item: keyed ones coalesce (the newest wins: statuses, watched values); unkeyed ones
 * keep their order and, when the limit is reached, are dropped and counted (log lines).
 * Pushing never blocks for longer than appending takes. A batch is handed over in pieces of 64; when that
 * took 2 ms, the rest comes with the next flush.
 *
 * Thread: push from any; everything else from the thread that runs the context. */

G_BEGIN_DECLS

typedef struct _ClaspOutbox ClaspOutbox;

typedef struct
{
  const char *key;   /* NULL for unkeyed */
  gpointer    item;  /* owned by the batch; steal it by setting it to NULL */
} ClaspOutboxItem;

typedef void (*ClaspOutboxFunc) (ClaspOutboxItem *items,
                                 guint            n_items,
                                 guint64          n_dropped, /* since the last flush */
                                 gpointer         user_data);

ClaspOutbox *clasp_outbox_new  (GMainContext    *context,
                                guint            limit,
                                guint            interval_ms, /* between flushes, 16 to 1000 */
                                ClaspOutboxFunc  func,
                                gpointer         user_data,
                                GDestroyNotify   item_free);
/* Takes over @item. @key is copied. */
void         clasp_outbox_push (ClaspOutbox     *self,
                                const char      *key,
                                gpointer         item);
/* From the next flush on, or at once when one is due by then. */
void         clasp_outbox_set_interval  (ClaspOutbox *self,
                                         guint        interval_ms);
/* How many items wait for the next flush. */
guint        clasp_outbox_get_n_pending (ClaspOutbox *self);
/* Pushing afterwards frees the item at once. */
void         clasp_outbox_close (ClaspOutbox    *self);
ClaspOutbox *clasp_outbox_ref  (ClaspOutbox     *self);
void         clasp_outbox_unref (ClaspOutbox    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOutbox, clasp_outbox_unref)

G_END_DECLS
