/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/br-step-presets.h"
#include "patch/br-mapping-list.h"
#include "patch/br-mapping-table.h"

#include <adwaita.h>

/* What the files of BrMappingList share. */

struct _BrMappingList
{
  GtkWidget parent_instance;

  GtkStack          *stack;
  GtkScrolledWindow *scrolled;
  GtkListView       *view;
  AdwStatusPage     *empty;
  GMenuModel        *row_menu;
  GMenu             *presets_menu; /* in it */
  BrMappingTable    *table;
  char              *top;      /* (owned) id of the mapping to scroll to, or NULL */
  gboolean           is_table; /* instead of the list */

  ClaspEngine        *engine; /* (owned) */
  ClaspShow          *show;   /* (owned) */
  GtkFilterListModel *shown;  /* (owned) */
  GtkCustomFilter    *filter; /* (owned) */
  GtkFilterListModel *unfolded; /* (owned) without what is folded away */
  GtkCustomFilter    *fold_filter; /* (owned) */
  GtkMultiSelection  *selection; /* (owned) */
  GPtrArray          *rows;   /* (owned) of BrMappingRow (unowned): those bound */
  GtkWidget          *menu;   /* (owned) popover, or NULL */
  BrMappingsFilter    wanted;
  char               *text;   /* (owned) folded, or NULL */
  gint64              filtered_us;
  gboolean            moved;
  gboolean            is_warned; /* of careful targets */
  BrMappingRow       *drop_row; /* (unowned) under the pointer, watched by a weak pointer */
  GHashTable         *folded;   /* (owned) set of group names */
  GHashTable         *related;  /* (owned) set of mappings (unowned), or NULL: nothing is selected elsewhere */
  char               *device;   /* (owned) namespace whose mappings are shown, or NULL */
};

gboolean      br_mapping_list_row_in_sight (BrMappingList *self, BrMappingRow *row, int *y, int *height);
void          br_mapping_list_notice       (BrMappingList *self, const char *text);

/* br-mapping-list-groups.c */
/* Headings and folds by the groups there are. */
void          br_mapping_list_regroup      (BrMappingList *self);
void          br_mapping_list_toggle_group (BrMappingList *self, const char *group);
/* A GtkCustomFilterFunc of a mapping and the list: FALSE for what is folded away. */
gboolean      br_mapping_list_shows_group_of (gpointer mapping, gpointer list);

/* br-mapping-list-places.c */
/* Scrolls to what was remembered, once there are rows. */
void          br_mapping_list_place        (BrMappingList *self);

/* br-mapping-list-acts.c */
void          br_mapping_list_add_acts     (GtkWidgetClass *klass);
/* Puts the steps of a preset behind those of all that is selected, when @mapping is among that; else of it alone. */
void          br_mapping_list_add_preset   (BrMappingList *self, ClaspPreset *preset, ClaspMapping *mapping);
/* Sends what @mapping sent last once more. */
void          br_mapping_list_test         (BrMappingList *self, ClaspMapping *mapping);

/* br-mapping-list-dnd.c */
/* Of what is selected, at a place in @widget. */
void          br_mapping_list_show_menu    (BrMappingList *self, GtkWidget *widget, double x, double y);
void          br_mapping_list_add_pointer  (BrMappingList *self);
