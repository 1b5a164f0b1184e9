/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"
#include "mapping/br-mapping-index.h"
#include "widgets/br-address-header.h"
#include "widgets/br-address-row.h"
#include "widgets/br-signal-drag.h"

/* BrAddressList: the tree of all addresses, or the hits of a search in it.
 *
 * Signals: "selection-changed"; "activated" (BrAddressItem) by Enter or double click on an endpoint;
 * "map-requested", "learn-requested", "favourite-requested", "treat-requested", "chart-requested",
 * "forget-requested" by M, L, F, T, H and Delete, or by the menu of a row; "port-clicked" (BrAddressItem);
 * "dropped" (BrSignalDrag, BrAddressItem); "drag-began" (BrSignalDrag), "drag-ended";
 * "clear-search": the person asked for it where nothing was found; "moved": rows stand elsewhere than before (scrolled, folded, filled).
 * Properties: n-hits (uint), searching (boolean).
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_ADDRESS_LIST (br_address_list_get_type ())
G_DECLARE_FINAL_TYPE (BrAddressList, br_address_list, BR, ADDRESS_LIST, GtkWidget)

/* Once, before it is shown. */
void           br_address_list_attach       (BrAddressList *self,
                                             BrAddressTree *tree,
                                             BrRole         role,
                                             ClaspEngine   *engine);
/* Name for people who hear it: "Sources". */
void           br_address_list_set_name     (BrAddressList *self,
                                             const char    *name);
/* Whether the header with the columns' names is shown. */
void           br_address_list_set_columns  (BrAddressList *self,
                                             BrColumns      columns,
                                             gboolean       header);
/* A person may sort and widen the columns; 0 in @widths is as it comes. */
void           br_address_list_set_widths   (BrAddressList        *self,
                                             const BrColumnWidths *widths);
/* (transfer none) for its signals and menu. */
BrAddressHeader *br_address_list_get_header (BrAddressList *self);
/* How many mappings use an address, for the column of that. */
void           br_address_list_set_counts   (BrAddressList  *self,
                                             BrMappingIndex *counts);

typedef enum
{
  BR_ORDER_TREE,      /* by connection */
  BR_ORDER_PROTOCOLS, /* the same, below their protocols */
  BR_ORDER_RATE,      /* flat, as are the next: a picture that stands still for two seconds */
  BR_ORDER_CHANGE,
  BR_ORDER_VALUE,
} BrOrder;

void           br_address_list_set_order    (BrAddressList *self,
                                             BrOrder        order);
/* When the rows were put in order; 0: they are not in such an order. */
gint64         br_address_list_get_sorted_us (BrAddressList *self);
/* A quiet one below the button. */
void           br_address_list_set_empty_link (BrAddressList *self, const char *label, const char *action_name);
/* More than words hides signals: without hits a link offers to show those too ("show-filtered"). */
void           br_address_list_set_filtered (BrAddressList *self, gboolean is_filtered);
void           br_address_list_set_empty    (BrAddressList *self,
                                             const char    *icon_name,
                                             const char    *title,
                                             const char    *description,
                                             const char    *button_label,
                                             const char    *action_name,
                                             GVariant      *action_target);
/* NULL or empty: the tree. */
void           br_address_list_set_query    (BrAddressList *self,
                                             const char    *text);
gboolean       br_address_list_tick         (BrAddressList *self,
                                             gint64         now_us);
/* Connections' names, namespaces or universes changed. */
void           br_address_list_refresh      (BrAddressList *self);

/* The first selected endpoint, or NULL. (transfer full) */
BrAddressItem *br_address_list_dup_selected (BrAddressList *self);
/* The address of the first selected row, also of a group's; or NULL. (transfer full) */
char          *br_address_list_dup_selected_path (BrAddressList *self);
/* Addresses of all selected endpoints, NULL-terminated; may be empty. (transfer full) */
char         **br_address_list_dup_selected_addresses (BrAddressList *self);
/* What the selected rows stand for, groups with all below them: patterns for clasp_forgotten_new (). (transfer full) */
char         **br_address_list_dup_selected_patterns (BrAddressList *self);
/* Opens what is above @address, selects and scrolls to it. FALSE: it is not in the tree. */
gboolean       br_address_list_reveal       (BrAddressList *self,
                                             const char    *address);
void           br_address_list_grab_focus   (BrAddressList *self);
/* Whether a press anywhere on a row counts as one on its port. */
void           br_address_list_set_whole_rows (BrAddressList *self, gboolean whole_rows);
/* Whether what is listed is not yet what was asked for; n-hits is notified as soon as it is. */
gboolean       br_address_list_is_looking   (BrAddressList *self);
void           br_address_list_unselect     (BrAddressList *self);
/* The first endpoint of the list. */
void           br_address_list_select_first (BrAddressList *self);
/* While something is dragged; NULL: nothing is. Rows that @func refuses are dimmed. */
void           br_address_list_set_drag     (BrAddressList *self,
                                             BrSignalDrag  *drag);
/* FALSE, with a reason for a person or without: @drag cannot be dropped on @item. Without a function
 * all can. */
typedef gboolean (*BrDropFunc) (BrSignalDrag *drag, BrAddressItem *item, char **reason, gpointer user_data);
void           br_address_list_set_drop_func (BrAddressList *self,
                                              BrDropFunc     func,
                                              gpointer       user_data);
/* Asked before a drag starts; FALSE: it does not. */
typedef gboolean (*BrDragFunc) (gpointer user_data);
void           br_address_list_set_drag_func (BrAddressList *self,
                                              BrDragFunc     func,
                                              gpointer       user_data);
/* Why the row under the pointer of a drag refuses it; or NULL. (transfer full) */
char          *br_address_list_dup_refusal  (BrAddressList *self);
/* The endpoints below @item in their order, at most @limit, NULL-terminated. (transfer full) */
char         **br_address_item_dup_endpoints (BrAddressItem *item,
                                              guint          limit);
/* The address under the pointer of a drag that could be dropped on; or NULL. (transfer full) */
char          *br_address_list_dup_hovered  (BrAddressList *self);
guint          br_address_list_get_n_rows   (BrAddressList *self);
/* Hits, or an order without the tree: so many are listed. */
#define BR_ADDRESS_LIST_MAX_HITS 5000
gboolean       br_address_list_is_flat      (BrAddressList *self);
/* The hit that has the focus, or the first; FALSE when none is shown. */
gboolean       br_address_list_show_in_tree (BrAddressList *self);

typedef gboolean (*BrMappedFunc) (const char *address, gpointer user_data);
/* Who knows whether an address is mapped: its port is filled then. */
void           br_address_list_set_mapped_func (BrAddressList *self,
                                                BrMappedFunc   func,
                                                gpointer       user_data);
void           br_address_list_refresh_mapped (BrAddressList *self);
/* What is selected elsewhere: rows of @related (set of addresses) are outlined, other endpoints
 * faded. NULL: nothing is. Takes a reference. */
void           br_address_list_set_related  (BrAddressList *self,
                                             GHashTable    *related);

/* --- what is remembered of it (br-address-list-places.c) --- */

#define BR_MAX_FOLDS 512 /* opened, and folded, that are told of */

/* Addresses of what the person opened, those that are not there yet among them, in order.
 * (transfer full), NULL-terminated */
char         **br_address_list_dup_opened   (BrAddressList *self);
/* Of the first level, what was folded; the rest of it opens by itself. (transfer full), NULL-terminated */
char         **br_address_list_dup_folded   (BrAddressList *self);
/* At once, or as soon as they are there. */
void           br_address_list_set_folds    (BrAddressList *self, const char *const *opened, const char *const *folded);
/* The address of the topmost row in sight, "" for none. (transfer full) */
char          *br_address_list_dup_top      (BrAddressList *self);
/* Scrolls there as soon as it is there, unless the person scrolls first. */
void           br_address_list_set_top      (BrAddressList *self, const char *address);

typedef enum
{
  BR_PLACE_ROW,    /* its own row is in sight */
  BR_PLACE_PARENT, /* folded away: the nearest row above it in the tree */
  BR_PLACE_ABOVE,  /* scrolled out at the top */
  BR_PLACE_BELOW,
  BR_PLACE_HIDDEN, /* a search hides it */
  BR_PLACE_NONE,   /* not in the tree at all */
} BrPlace;

/* Where a wire to @address ends: @y in coordinates of the list. */
BrPlace        br_address_list_locate       (BrAddressList *self,
                                             const char    *address,
                                             double        *y);
/* The row of @item while it is in sight, to point a popover at; or NULL. */
GtkWidget     *br_address_list_find_row     (BrAddressList *self,
                                             const char    *address);

G_END_DECLS
