/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "universes/br-cell-inspector.h"
#include "universes/br-grand-master.h"
#include "universes/br-universe-grid.h"
#include "universes/br-universe-sources.h"
#include "universes/br-universes-page.h"

/* What the files of BrUniversesPage share: -page.c (what is looked at), -page-acts.c (what a person
 * does). */

struct _BrUniversesPage
{
  GtkWidget parent_instance;

  AdwLeaflet        *leaflet;
  GtkEntry          *watch;
  GtkLabel          *watch_problem;
  GtkListView       *list;
  GtkStack          *stack;
  GtkWidget         *back;
  GtkWidget         *detail;
  GtkLabel          *title;
  GtkLabel          *marked;
  GtkButton         *unit;
  GtkToggleButton   *flicker;
  GtkButton         *release;
  BrUniverseGrid    *grid;
  BrUniverseSources *sources;
  BrGrandMaster     *master;

  BrWindow           *window;    /* (unowned), outlives the page */
  ClaspEngine        *engine;    /* (owned) while it looks */
  BrCellInspector    *inspector; /* (owned) */
  GListStore         *universes; /* (owned) of BrUniverseItem */
  GtkSingleSelection *selection; /* (owned) */
  BrUniverseItem     *item;      /* (owned) (nullable) the one in the grid */
  gboolean            is_fresh;  /* shown, and nobody chose yet what has the focus */
  GtkWidget          *first_focus; /* (weak) what had it then */
  BrRanges            ranges;
};

/* The picture changed in a way that is not drawn yet. */
void br_universes_page_update     (BrUniversesPage *self);
/* Holds a channel at @level, or with -1 releases it. */
void br_universes_page_test       (BrUniversesPage *self, guint slot, int level);
void br_universes_page_add_acts   (GtkWidgetClass *widget_class);
