/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "patch/br-mapping-cells.h"
#include "patch/br-mapping-table.h"
#include "patch/br-table-cell.h"

/* What the files of BrMappingTable share. */

typedef enum
{
  BR_TABLE_ON,
  BR_TABLE_NAME,
  BR_TABLE_GROUP,
  BR_TABLE_SOURCE,
  BR_TABLE_STEPS,
  BR_TABLE_TARGET,
  BR_TABLE_RANGE_IN,
  BR_TABLE_RANGE_OUT,
  BR_TABLE_RATE,
  BR_TABLE_LAST,
  BR_TABLE_NOTE,
  BR_N_TABLE,
} BrTableColumn;

typedef struct
{
  guint64 n_out;
  double  rate;
} BrTableRate;

struct _BrMappingTable
{
  GtkWidget parent_instance;

  GtkWidget     *scrolled;
  GtkColumnView *view;
  GtkWidget     *note; /* that there are more */

  ClaspEngine        *engine;   /* (owned) */
  ClaspShow          *show;     /* (owned) */
  GListModel         *mappings; /* (owned) all that are to be shown */
  GtkSortListModel   *sorted;   /* (owned) */
  GtkMultiSelection  *selection; /* (owned) */
  GtkColumnViewColumn *columns[BR_N_TABLE]; /* (unowned), the view's */
  GSimpleActionGroup *actions;  /* (owned) */
  GPtrArray          *cells;    /* (owned) of BrTableCell (unowned): those bound */
  BrTableColumn       column;   /* where the focus is, or goes to */
  GPtrArray          *pressed_in; /* (owned) mappings that were selected when one of them was pressed; or NULL */
  GtkRoot            *root;     /* (unowned) whose focus is followed while it is mapped */

  /* widths */
  int           widths[BR_N_TABLE]; /* at the usual text size */
  double        before;   /* pixels before the first column that is seen */
  guint         fit_id, place_id;
  gboolean      is_fitting;

  GHashTable   *rates;    /* (owned) mapping (unowned) → BrTableRate, as of the last look */
  gint64        rated_us, texts_us;
  GHashTable   *dirty;    /* (owned) set of mappings (unowned) whose cells are to be filled anew */
  gboolean      all_dirty;
  gboolean      is_loading; /* the state is being set */
  /* sorting */
  GHashTable   *keys;     /* (owned) mapping (unowned) → text, while the sort runs */
  BrTableColumn keys_of;
  GObject      *probes[2]; /* (owned) stand for themselves */
  int           probed;   /* the column that was asked first, -1 = none */
};

/* --- br-table-columns.c --- */

const char *br_table_column_get_id    (BrTableColumn column);
const char *br_table_column_get_title (BrTableColumn column);
/* -1: it cannot be edited as a text. */
int         br_table_column_get_cell  (BrTableColumn column);
int         br_table_column_get_width (BrTableColumn column);
gboolean    br_table_column_is_live   (BrTableColumn column);
/* -1 = there is none. */
int         br_table_column_find      (const char *id);
/* (transfer full) */
char       *br_mapping_table_dup_text (BrMappingTable *self, ClaspMapping *mapping, BrTableColumn column);

/* --- br-mapping-table-sort.c --- */

GtkSorter  *br_mapping_table_create_sorter (BrMappingTable *self, BrTableColumn column);
/* Which column it is sorted by; -1 = none. */
int         br_mapping_table_get_sort      (BrMappingTable *self, GtkSortType *order);
void        br_mapping_table_add_actions   (BrMappingTable *self);

/* --- br-mapping-table-widths.c --- */

/* Gives the columns their widths, at the size that text has now. */
void        br_mapping_table_fit_columns   (BrMappingTable *self);
/* In the next frame, when the titles have their size. */
void        br_mapping_table_queue_fit     (BrMappingTable *self);
/* Keeps the width that @column has got. */
void        br_mapping_table_take_width    (BrMappingTable *self, GtkColumnViewColumn *column);
/* In the next frame, keeps the column at the start that was there. */
void        br_mapping_table_queue_place   (BrMappingTable *self);
/* Once, at first. */
void        br_mapping_table_follow_widths (BrMappingTable *self);

/* --- br-mapping-table-keys.c --- */

void        br_mapping_table_add_keys      (BrMappingTable *self);
/* The cell with the focus or what is below it, or NULL. */
BrTableCell *br_mapping_table_get_focus_cell (BrMappingTable *self);
BrTableCell *br_mapping_table_find_cell    (BrMappingTable *self, ClaspMapping *mapping, BrTableColumn column);
void        br_mapping_table_begin         (BrMappingTable *self, BrTableCell *cell);
void        br_mapping_table_cell_done     (BrTableCell *cell, const char *text, BrMappingTable *self);
void        br_mapping_table_cell_toggled  (BrTableCell *cell, gboolean is_on, BrMappingTable *self);
