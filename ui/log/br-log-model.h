/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log/br-log-item.h"

#include <gio/gio.h>

/* BrLogModel: a logbook as a GListModel of BrLogItem, what was said last first: a line that is said
 * again moves to the top.
 *
 * It looks at most four times a second, and only when something was noted. Signal "refreshed" then.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_LOG_MODEL (br_log_model_get_type ())
G_DECLARE_FINAL_TYPE (BrLogModel, br_log_model, BR, LOG_MODEL, GObject)

/* The book outlives the model. At most @max_items are shown. */
BrLogModel *br_log_model_new          (ClaspLogbook *book,
                                       guint         max_items);
/* Warnings and errors since br_log_model_set_read (). */
guint       br_log_model_get_n_unread (BrLogModel   *self);
void        br_log_model_set_read     (BrLogModel   *self);

G_END_DECLS
