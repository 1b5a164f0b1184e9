/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/br-monitor-filter.h"
#include "widgets/br-spark.h"

#include <gio/gio.h>

/* BrMonitorModel: the last messages, and of them those that pass a filter, as a list.
 *
 * Records lie in a ring; the oldest give way. While paused the list stands still and new records
 * wait in half of the ring; what finds no room there is refused and counted, so that the list and
 * what waits stay complete and in order.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_MONITOR_RECORDS 200000

/* A place in the stream; made when a list asks for it. */
#define BR_TYPE_MONITOR_ITEM (br_monitor_item_get_type ())
G_DECLARE_FINAL_TYPE (BrMonitorItem, br_monitor_item, BR, MONITOR_ITEM, GObject)

/* Counts the records a model took in, from 0. */
guint64 br_monitor_item_get_number (BrMonitorItem *self);

/* An item of an address instead: its last message, of how many, how often (BrMonitorStates). */
typedef struct
{
  ClaspMonitorRecord record;
  guint64            count;
  double             rate;    /* a second */
  gint64             seen_us; /* monotonic */
  BrSparkHistory     history; /* of the rate, a sample a second */
} BrMonitorState;

BrMonitorItem  *br_monitor_item_new_state (void);
/* NULL for a message. */
BrMonitorState *br_monitor_item_get_state (BrMonitorItem *self);

#define BR_TYPE_MONITOR_MODEL (br_monitor_model_get_type ())
G_DECLARE_FINAL_TYPE (BrMonitorModel, br_monitor_model, BR, MONITOR_MODEL, GObject)

/* (transfer full) the name of a session, or NULL when nobody knows it yet. */
typedef char *(*BrMonitorNameFunc) (guint64 origin, gpointer user_data);

/* How often an address comes now, a second. */
typedef double (*BrMonitorRateFunc) (const char *address, gpointer user_data);

BrMonitorModel *br_monitor_model_new          (guint n_records);
void            br_monitor_model_set_names    (BrMonitorModel *self, BrMonitorNameFunc func, gpointer user_data);
/* Asked of each message that is filtered by it, as it comes. */
void            br_monitor_model_set_rates    (BrMonitorModel *self, BrMonitorRateFunc func, gpointer user_data);
/* Names may have changed: ask again. */
void            br_monitor_model_forget_names (BrMonitorModel *self);
/* (transfer none) or NULL; asked once for each session. */
const char     *br_monitor_model_get_name     (BrMonitorModel *self, guint64 origin);

void            br_monitor_model_keep         (BrMonitorModel           *self,
                                               const ClaspMonitorRecord *records,
                                               guint                     n_records);
void            br_monitor_model_look         (BrMonitorModel *self);
void            br_monitor_model_clear        (BrMonitorModel *self);
/* Takes over @context, and asks it from now on. */
void            br_monitor_model_set_context  (BrMonitorModel *self, BrMonitorContext *context);
BrMonitorContext *br_monitor_model_get_context (BrMonitorModel *self);
/* (transfer none) change it, then let the model look at all messages again. */
BrMonitorFilter *br_monitor_model_get_filter  (BrMonitorModel *self);
void            br_monitor_model_refilter     (BrMonitorModel *self);
/* The language of BrQuery; words may be in the address or in the name of who sent it. */
void            br_monitor_model_set_filter   (BrMonitorModel *self, const char *text);
gboolean        br_monitor_model_is_filtered  (BrMonitorModel *self);
void            br_monitor_model_set_paused   (BrMonitorModel *self, gboolean paused);
gboolean        br_monitor_model_get_paused   (BrMonitorModel *self);

/* (transfer none) NULL when it gave way; valid until sixteen others were asked for. */
const ClaspMonitorRecord *br_monitor_model_get_record (BrMonitorModel *self, guint64 number);
/* The same of an item of either kind. */
const ClaspMonitorRecord *br_monitor_model_get_item_record (BrMonitorModel *self, BrMonitorItem *item);
/* Numbers of the first that is kept and of the one behind the last. */
void            br_monitor_model_get_bounds    (BrMonitorModel *self, guint64 *first, guint64 *end);
/* All that are kept, shown or not. */
guint           br_monitor_model_get_n_records (BrMonitorModel *self);
/* Of them, those that came in since it was paused. */
guint           br_monitor_model_get_n_behind  (BrMonitorModel *self);
/* Those that found no room while it was paused, since it was cleared. */
guint64         br_monitor_model_get_n_refused (BrMonitorModel *self);

G_END_DECLS
