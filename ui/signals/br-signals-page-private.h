/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "signals/br-chart-strip.h"
#include "signals/br-signal-inspector.h"
#include "signals/br-signals-page.h"
#include "widgets/br-address-list.h"

/* What the files of BrSignalsPage share: -page.c (the page and its search), -page-view.c (orders and
 * columns, remembered), -page-acts.c (what is done with signals), -page-drop.c (one dropped on another). */

struct _BrSignalsPage
{
  GtkWidget parent_instance;

  GtkBox          *bar;
  GtkSearchEntry  *search;
  GtkMenuButton   *view_button;
  GtkBox          *filters;
  GtkToggleButton *active;
  GtkToggleButton *mapped;
  GtkToggleButton *favourites;
  GtkDropDown     *protocol;
  GtkDropDown     *type;
  GtkLabel        *count;
  BrAddressList   *list;
  BrChartStrip    *charts;

  BrWindow           *window;    /* (unowned), outlives the page */
  BrSignalInspector  *inspector; /* (owned) */
  GSimpleActionGroup *actions;   /* (owned) "view": order and columns */
  GtkWidget          *learn;     /* (unowned) a child of the bar */
  GtkWidget          *directions; /* (unowned) (nullable) a child: which way a drop maps */
  BrOrder             order;
  guint               shown_count, shown_listed;
  gint64              shown_second; /* how long ago the order was made, as the count says */
};

/* -page.c */
void br_signals_page_search       (BrSignalsPage *self);
void br_signals_page_clear_search (BrSignalsPage *self);

/* -page-view.c */
void br_signals_page_init_view    (BrSignalsPage *self);
void br_signals_page_attach_view  (BrSignalsPage *self);
/* All signals, when it was favourites only. */
void br_signals_page_leave_favourites (BrSignalsPage *self);
/* How many mappings use each address is counted anew. */
void br_signals_page_count_mappings (BrSignalsPage *self);

/* -page-drop.c */
void br_signals_page_add_drop     (BrSignalsPage *self);

/* -page-acts.c */
void br_signals_page_install_acts (GtkWidgetClass *widget_class);
void br_signals_page_connect_acts (BrSignalsPage *self);
