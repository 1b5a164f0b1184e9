/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/br-monitor-model.h"

/* BrMonitorStates: a row for each address with its last message, how many came and how often. Rows keep
 * their order; one that got nothing for a while goes.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_MONITOR_MAX_STATES 20000
#define BR_MONITOR_FADE_US (10 * G_USEC_PER_SEC)
#define BR_MONITOR_VANISH_US (60 * G_USEC_PER_SEC)

#define BR_TYPE_MONITOR_STATES (br_monitor_states_get_type ())
G_DECLARE_FINAL_TYPE (BrMonitorStates, br_monitor_states, BR, MONITOR_STATES, GObject)

/* @model has the filter, the context and the names. */
BrMonitorStates *br_monitor_states_new       (BrMonitorModel *model);
void             br_monitor_states_append    (BrMonitorStates *self, const ClaspMonitorRecord *records, guint n_records, gint64 now_us);
/* Rates, and rows that go. To be called now and then. */
void             br_monitor_states_age       (BrMonitorStates *self, gint64 now_us);
/* A row goes when nothing came for so long; 0 = never. */
void             br_monitor_states_set_vanish (BrMonitorStates *self, gint64 vanish_us);
/* After so long without a message rows fade, 0: never. */
void             br_monitor_states_set_fade   (BrMonitorStates *self, gint64 fade_us);
gboolean         br_monitor_states_is_faded   (BrMonitorStates *self, const BrMonitorState *state, gint64 now_us);
void             br_monitor_states_refilter  (BrMonitorStates *self);
void             br_monitor_states_clear     (BrMonitorStates *self);
/* Addresses beyond BR_MONITOR_MAX_STATES, which have no row. */
guint64          br_monitor_states_get_n_left_out (BrMonitorStates *self);

G_END_DECLS
