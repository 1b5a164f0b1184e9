/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/br-monitor-context.h"

/* BrMonitorFilter: which messages a person wants to see: words (BrQuery, and dev:NAME), directions, and
 * a list of things that are hidden or the only ones. It can be written as one line of text and read
 * again.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  BR_RULE_HIDE_CLOCK,
  BR_RULE_HIDE_ADDRESS,
  BR_RULE_HIDE_DEVICE, /* who wrote it */
  BR_RULE_HIDE_KIND,   /* "osc" */
  BR_RULE_ONLY_ADDRESS,
} BrMonitorRuleKind;

#define BR_MONITOR_MAX_RULES 64
#define BR_MONITOR_NO_AGE (-1)

typedef struct
{
  BrMonitorRuleKind kind;
  char             *text; /* (owned) empty for the clock */
} BrMonitorRule;

typedef struct _BrMonitorFilter BrMonitorFilter;

/* Hides the clock, nothing else. */
BrMonitorFilter     *br_monitor_filter_new       (void);
void                 br_monitor_filter_free      (BrMonitorFilter *self);
/* @rate: of its address, a second. @age_us: since the last message of its address; BR_MONITOR_NO_AGE for a message,
 * which has none: whatever is asked of age is left out. */
gboolean             br_monitor_filter_passes    (BrMonitorFilter *self, BrMonitorContext *context, const ClaspMonitorRecord *record, const char *who, double rate, gint64 age_us);
gboolean             br_monitor_filter_asks_rate (BrMonitorFilter *self);
gboolean             br_monitor_filter_asks_age  (BrMonitorFilter *self);
/* Something that another message, or time alone, can change. */
gboolean             br_monitor_filter_asks_state (BrMonitorFilter *self);
gboolean             br_monitor_filter_asks_favourites (BrMonitorFilter *self);
/* (element-type utf8) a set of addresses. */
void                 br_monitor_filter_set_favourites (BrMonitorFilter *self, GHashTable *favourites);
/* FALSE when every message passes. */
gboolean             br_monitor_filter_hides_any (BrMonitorFilter *self);

void                 br_monitor_filter_set_text  (BrMonitorFilter *self, const char *text);
const char          *br_monitor_filter_get_text  (BrMonitorFilter *self);
/* @mapped: only what mappings made or take. */
void                 br_monitor_filter_set_directions (BrMonitorFilter *self, gboolean in, gboolean out, gboolean mapped);
void                 br_monitor_filter_get_directions (BrMonitorFilter *self, gboolean *in, gboolean *out, gboolean *mapped);
/* FALSE: it is there already, or there are too many. */
gboolean             br_monitor_filter_add_rule  (BrMonitorFilter *self, BrMonitorRuleKind kind, const char *text);
void                 br_monitor_filter_remove_rule (BrMonitorFilter *self, BrMonitorRuleKind kind, const char *text);
gboolean             br_monitor_filter_has_rule  (BrMonitorFilter *self, BrMonitorRuleKind kind, const char *text);
guint                br_monitor_filter_get_n_rules (BrMonitorFilter *self);
const BrMonitorRule *br_monitor_filter_get_rule  (BrMonitorFilter *self, guint index);
/* Everything passes, the clock too. */
void                 br_monitor_filter_clear     (BrMonitorFilter *self);

/* One line. (transfer full) */
char                *br_monitor_filter_print     (BrMonitorFilter *self);
/* What cannot be read is left out. */
void                 br_monitor_filter_read      (BrMonitorFilter *self, const char *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrMonitorFilter, br_monitor_filter_free)

G_END_DECLS
