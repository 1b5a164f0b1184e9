/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "patch/br-mapping-row.h"
#include "patch/br-mapping-table.h"

/* The list of mappings with its filter, order, and acts on the selection.
 *
 * Signals: "selection-changed", "edit-requested" (ClaspMapping), "moved" (rows stand elsewhere),
 * "looks-changed" (what the wires of a row take from it, but for its place),
 * "notice" (string text, boolean undo): the result of an act, for a toast; "signal-dropped"
 * (BrSignalDrag, ClaspMapping or NULL): on a row, or where there is none; "reset-filter": what is to be shown
 * is hidden by it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  BR_MAPPINGS_ALL,
  BR_MAPPINGS_ACTIVE,
  BR_MAPPINGS_MUTED,
  BR_MAPPINGS_PROBLEMS,
  BR_MAPPINGS_DEVICE, /* of the connection that is selected */
} BrMappingsFilter;

#define BR_TYPE_MAPPING_LIST (br_mapping_list_get_type ())
G_DECLARE_FINAL_TYPE (BrMappingList, br_mapping_list, BR, MAPPING_LIST, GtkWidget)

void          br_mapping_list_attach       (BrMappingList *self, ClaspEngine *engine);
void          br_mapping_list_set_filter   (BrMappingList *self, BrMappingsFilter filter, const char *text);
/* Which namespace BR_MAPPINGS_DEVICE means; NULL: all. */
void          br_mapping_list_set_device   (BrMappingList *self, const char *namespace);
/* What is selected elsewhere: @related (set of mappings) are outlined, others faded. NULL: nothing is.
 * Takes a reference. */
void          br_mapping_list_set_related  (BrMappingList *self, GHashTable *related);
gboolean      br_mapping_list_tick         (BrMappingList *self, gint64 now_us);
/* The mapping that dragged signals would join if they were dropped now, or NULL. (transfer none) */
ClaspMapping *br_mapping_list_get_hovered  (BrMappingList *self);
/* (transfer full) (element-type ClaspMapping) */
GPtrArray    *br_mapping_list_dup_selected (BrMappingList *self);
void          br_mapping_list_unselect     (BrMappingList *self);
void          br_mapping_list_select       (BrMappingList *self, ClaspMapping *mapping);
/* Selects and scrolls to it, though a filter or a fold hides it now. FALSE: it is not in the show. */
gboolean      br_mapping_list_reveal       (BrMappingList *self, ClaspMapping *mapping);
/* The table in place of the list, with the same filter and selection. */
void          br_mapping_list_set_table    (BrMappingList *self, gboolean is_table);
BrMappingTable *br_mapping_list_get_table  (BrMappingList *self);
/* What is remembered: groups that are folded, and the id of the topmost row, "" for none. (transfer full) */
char        **br_mapping_list_dup_folded   (BrMappingList *self);
void          br_mapping_list_set_folded   (BrMappingList *self, const char *const *groups);
char         *br_mapping_list_dup_top      (BrMappingList *self);
void          br_mapping_list_set_top      (BrMappingList *self, const char *id);
guint         br_mapping_list_get_n_shown  (BrMappingList *self);

/* Called for each mapping whose row is in sight; @y is its middle in coordinates of the list. */
typedef void (*BrMappingRowFunc) (ClaspMapping *mapping, double y, gboolean bright, gpointer user_data);
void          br_mapping_list_foreach_in_sight (BrMappingList *self, BrMappingRowFunc func, gpointer user_data);

G_END_DECLS
