/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-list.h"
#include "widgets/br-address-header.h"
#include "widgets/br-address-model.h"
#include "widgets/br-address-search.h"
#include "widgets/br-sight.h"

#include <adwaita.h>

/* What the files of BrAddressList share: -list.c (the widget), -rows.c (its rows), -selection.c, -search.c (a query
 * and its hits), -find.c and -places.c (where an address is, what is open), -dnd.c, -keys.c, -menu.c. */

struct _BrAddressList
{
  GtkWidget parent_instance;

  BrAddressHeader   *header;
  GtkStack          *stack;
  GtkScrolledWindow *scrolled;
  GtkListView       *view;
  AdwStatusPage     *empty;
  GtkButton         *empty_button;
  GtkButton         *empty_link;
  AdwStatusPage     *no_hits;
  GtkWidget         *filtered_link;

  BrAddressTree     *tree;   /* (owned) */
  ClaspEngine       *engine; /* (owned) or NULL in tests */
  BrRole             role;
  BrColumns          columns;
  BrColumnWidths     widths;
  BrOrder            order;
  gint64             sorted_us; /* when the hits were put in order */
  BrMappingIndex    *counts;    /* (owned) (nullable) */
  GListModel        *top;       /* (owned) what the tree is of: the roots, or protocols above them */
  BrAddressRoots    *roots;     /* (owned) */
  GtkTreeListModel  *tree_model; /* (owned) */
  GtkMultiSelection *selection; /* (owned) */
  GPtrArray         *rows;      /* (owned) of BrAddressRow (unowned): those bound */
  GHashTable        *opened;    /* (owned) set of nodes the person opened */
  GHashTable        *met;       /* (owned) set of first-level nodes that were opened once */
  GHashTable        *to_open;   /* (owned) set of addresses that are opened when they are there, or NULL */
  GHashTable        *to_fold;   /* (owned) likewise, of the first level, or NULL */
  char              *awaited;   /* (owned) what is scrolled to when it is there, or NULL */
  gboolean           is_placing; /* the scrolling is ours */
  gboolean           roots_changed, moved;
  BrSight            sight;
  gint64             structure_us;

  GtkWidget   *menu; /* of a row, once it was asked for */
  BrMappedFunc mapped_func;
  gpointer     mapped_data;

  GHashTable   *related; /* (owned) set of addresses, or NULL: nothing is selected elsewhere */

  BrQuery      *query;  /* (owned) or NULL: the tree is shown */
  char         *query_text; /* (owned) or NULL: what it was made from */
  GCancellable *search; /* (owned) or NULL */
  guint         n_hits;
  gint64        searched_us;
  guint         searched_comings; /* of the tree, when it was searched */

  gboolean      whole_rows; /* are ports */

  /* dragging */
  BrSignalDrag *drag;      /* (owned) what is under way anywhere, or NULL */
  BrDropFunc    drop_func;
  gpointer      drop_data;
  BrDragFunc    drag_func;
  gpointer      drag_data;
  BrAddressRow *drop_row;  /* (unowned) under the pointer, watched by a weak pointer */
  guint         open_id;   /* timer that opens it */
  guint         scroll_id; /* tick that scrolls near an edge */
  double        scroll_speed;
};

BrAddressRow *br_address_list_row_at         (BrAddressList *self, double x, double y);
void          br_address_list_toggle         (BrAddressList *self, BrAddressRow *row);
BrAddressRow *br_address_list_get_focus_row  (BrAddressList *self);
/* The row of the connection that @row stands below, or NULL. (transfer full) */
BrAddressItem *br_address_list_dup_device    (GtkTreeListRow *row);
/* Tells the value of @row. */
void          br_address_list_speak          (BrAddressList *self, BrAddressRow *row);
/* When it is bound: its row says its value when the focus comes, and where it stands. */
void          br_address_list_follow_row     (BrAddressList *self, GtkListItem *list_item);
gboolean      br_address_list_row_in_sight   (BrAddressList *self, BrAddressRow *row, int *y, int *height);
/* Shows the list, or why it is empty. */
void          br_address_list_update_empty   (BrAddressList *self);
/* The hits of a query, or all in another order than the tree's. */
/* Which addresses are mapped, and favourites, may have changed. */
void          br_address_list_fill_query     (BrAddressList *self);
void          br_address_list_show_rows      (BrAddressList *self);
/* Makes the tree anew, with protocols above connections or without. */
void          br_address_list_group_roots    (BrAddressList *self);
/* Asks the query again. */
void          br_address_list_search         (BrAddressList *self);
gboolean      br_address_list_may_find_others (BrAddressList *self);
/* br-address-list-rows.c */
void          br_address_list_add_rows       (BrAddressList *self);
/* Dims @row, or not, by what is dragged. */
void          br_address_list_mark_refusal   (BrAddressList *self, BrAddressRow *row);
void          br_address_list_add_dnd        (BrAddressList *self);
void          br_address_list_stop_dnd       (BrAddressList *self);
void          br_address_list_add_keys       (BrAddressList *self);
/* br-address-list-places.c: opens, folds and scrolls to what is there by now. */
void          br_address_list_place          (BrAddressList *self);
/* The person scrolled: what was remembered is not wanted any more. */
void          br_address_list_forget_top     (BrAddressList *self);
void          br_address_list_free_places    (BrAddressList *self);
void          br_address_list_copy           (BrAddressList *self);
/* br-address-list-menu.c: what the second button and the menu key open. */
void          br_address_list_install_menu   (GtkWidgetClass *klass);
void          br_address_list_add_menu       (BrAddressList *self);
/* br-address-list-selection.c */
/* Only @row, as by a click. */
void          br_address_list_select_row     (BrAddressList *self, BrAddressRow *row);
BrAddressItem *br_address_list_dup_item      (BrAddressList *self, guint position);
