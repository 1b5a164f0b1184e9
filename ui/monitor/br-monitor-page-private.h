/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/br-monitor-inspector.h"
#include "monitor/br-monitor-page.h"
#include "monitor/br-monitor-row.h"
#include "monitor/br-monitor-states.h"
#include "monitor/br-send-bar.h"
#include "monitor/br-talkers-popover.h"
#include "widgets/br-sight.h"

/* What the files of BrMonitorPage share: -page.c (the page and its rows), -page-live.c (reading what
 * passes), -page-acts.c (what is done with messages), -page-filters.c (which are shown). */

struct _BrMonitorPage
{
  GtkWidget parent_instance;

  GtkToggleButton  *stream_button;
  GtkToggleButton  *state_button;
  GtkToggleButton  *pause;
  AdwButtonContent *pause_content;
  GtkGrid          *bar;
  GtkSearchEntry   *search;
  GtkMenuButton    *filter_button;
  GtkMenuButton    *talkers_button;
  GtkRevealer      *chips_revealer;
  GtkBox           *chips;
  GtkStack         *stack;
  AdwStatusPage    *hidden;
  GtkScrolledWindow *scrolled;
  GtkListView      *view;
  GtkButton        *to_newest;
  GtkRevealer      *send_revealer;
  BrSendBar        *send_bar;
  GtkWidget        *foot;
  GtkLabel         *foot_label;
  GtkWidget        *go_on;

  BrWindow           *window;    /* (unowned), outlives the page */
  ClaspEngine        *engine;    /* (owned) (nullable) from the first look on: rows stay, and so do their traces */
  ClaspMonitor       *monitor;   /* (owned) (nullable) from the first look on: rows stay, and so do their traces */
  BrTraceStore       *traces;    /* (owned) (nullable) from the first look on: rows stay, and so do their traces */
  BrMonitorInspector *inspector; /* (owned) */
  BrTalkersPopover   *talkers;   /* (unowned) of its button */
  BrMonitorModel     *model;     /* (owned) */
  BrMonitorStates    *states;    /* (owned) */
  GtkMultiSelection  *selection; /* (owned) */
  BrSight             sight;
  GPtrArray          *rows;      /* (owned) of BrMonitorRow (unowned): those bound */
  GSimpleActionGroup *filter_actions; /* (owned) */
  GMenu              *filter_menu;    /* (owned) */
  GKeyFile           *saved;     /* (owned) filters by name */
  GtkWidget          *menu;      /* (unowned) of a row, a child */
  ClaspMonitorRecord *batch;     /* (owned) (nullable) from the first look on: rows stay, and so do their traces */
  char               *recording; /* (owned) (nullable) path of the file that is recorded to */
  gboolean            is_state;  /* a row for each address */
  gboolean            following; /* the end is shown */
  gboolean            wants_end; /* what was laid out since ends elsewhere */
  double              value, upper, page_size; /* of the adjustment, when last looked at */
  gint64              looked_us, rate_us;
  gint64              since_us;  /* Unix; older messages are known, or were cleared away */
  guint               n_unseen;  /* were read, and the list has not looked */
  gint64              foot_us;   /* when the foot told its figures */
  gint64              opened_us; /* Unix; older messages are of before, and no part of the rate */
  guint64             n_fed;     /* messages the states took in */
  guint64             n_seen, n_seen_before;   /* refused ones too */
  guint64             n_lost, n_lost_at_pause; /* of this listening */
  guint64             n_refused_at_pause;
  double              rate;
};

/* -page-live.c */
void     br_monitor_page_start_listening (BrMonitorPage *self);
void     br_monitor_page_stop_listening  (BrMonitorPage *self);
gboolean br_monitor_page_tick            (GtkWidget *widget, gint64 now_us);
void     br_monitor_page_show            (BrMonitorPage *self);
void     br_monitor_page_feed_states     (BrMonitorPage *self, gint64 now_us);
void     br_monitor_page_set_following   (BrMonitorPage *self, gboolean following);
void     br_monitor_page_scroll_to_end   (BrMonitorPage *self);
void     br_monitor_page_to_newest       (BrMonitorPage *self);
/* The list was scrolled, or became longer or shorter. */
void     br_monitor_page_moved           (BrMonitorPage *self);

/* -page.c */
/* Looks at all messages again after the filter or what is known of addresses changed. */
void br_monitor_page_refilter      (BrMonitorPage *self);
/* The first selected one; NULL: none, or it gave way. */
const ClaspMonitorRecord *br_monitor_page_get_chosen (BrMonitorPage *self);
void br_monitor_page_show_chosen   (BrMonitorPage *self);
void br_monitor_page_trace         (BrMonitorPage *self);

/* -page-acts.c */
void br_monitor_page_install_acts  (GtkWidgetClass *widget_class);
void br_monitor_page_update_acts   (BrMonitorPage *self);
void br_monitor_page_stop_recording (BrMonitorPage *self);

/* -page-filters.c */
void br_monitor_page_init_filters  (BrMonitorPage *self);
void br_monitor_page_install_filters (GtkWidgetClass *widget_class);
/* Connections may have come or gone. */
void br_monitor_page_update_filters (BrMonitorPage *self);
void br_monitor_page_show_all      (BrMonitorPage *self);
