/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "learn/clasp-learner.h"
#include "mapping/br-mapping-editor.h"
#include "patch/br-mapping-list.h"
#include "patch/br-patch-drop.h"
#include "patch/br-patch-page.h"
#include "patch/br-positions.h"
#include "patch/br-wire-layer.h"
#include "widgets/br-address-list.h"
#include "window/br-window.h"

/* What the files of BrPatchPage share. */

struct _BrPatchPage
{
  GtkWidget parent_instance;

  GtkWidget       *start;
  GtkWidget       *overlay;
  GtkWidget       *tabs;
  GtkToggleButton *tab_sources;
  GtkToggleButton *tab_mappings;
  GtkToggleButton *tab_targets;
  GtkRevealer     *hint;
  GtkLabel        *hint_label;
  GtkButton       *hint_use;
  GtkWidget       *wires_note;
  GtkRevealer     *keys;
  GtkLabel        *keys_label;
  GtkWidget       *sources_column;
  GtkWidget       *mappings_column;
  GtkWidget       *targets_column;
  GtkWidget       *left_gutter;
  GtkWidget       *right_gutter;
  GtkSearchEntry  *source_search;
  GtkSearchEntry  *mapping_search;
  GtkSearchEntry  *target_search;
  GtkToggleButton *learn_source;
  GtkToggleButton *learn_target;
  GtkMenuButton   *source_order;
  GtkMenuButton   *target_order;
  GtkDropDown     *filter;
  GtkLabel        *count;
  GtkToggleButton *table_button;
  GtkMenuButton   *table_menu;
  GtkMenuButton   *add_button;
  GtkPopover      *add_popover;
  GtkEntry        *add_source;
  GtkEntry        *add_target;
  GtkLabel        *add_problem;
  char            *begin;  /* (owned) (nullable) what patch.begin asked for, until the lists are there */
  BrAddressList   *sources;
  BrMappingList   *mappings;
  BrAddressList   *targets;
  BrWireLayer     *wires;

  BrMappingEditor *editor; /* (owned) the inspector */

  BrWindow     *window;    /* (unowned), outlives the page */
  ClaspEngine  *engine;    /* (owned) */
  ClaspShow    *show;      /* (owned) */
  GtkWidget    *quick_map; /* (owned) popover, or NULL */
  GtkWidget    *focus_before; /* (unowned), watched by a weak pointer: where the focus was */
  GHashTable   *mapped;    /* (owned) set of addresses that are an end of a mapping */
  GPtrArray    *patterns;  /* (owned) of ClaspRoutePattern: sources that are no plain address */
  GtkWidget    *learn_list; /* (owned) popover, or NULL */
  ClaspLearnCandidate *learned; /* (owned) the source learned last, or NULL */
  gboolean      enters;    /* Enter was pressed, and what was typed is still looked for */
  char        **pending;   /* (owned) sources that wait for a target, or NULL */
  BrSignalDrag *drag;      /* (owned) or NULL */
  guint         drag_tick; /* reads the keys while something is dragged */
  BrDropWay     way;       /* what the held keys ask for */
  BrDropWay     way_shown;
  ClaspMapping *joined;    /* (owned) that the dragged would join here, as the line at the foot says; or NULL */
  BrDropWay     pairs_way; /* what they asked for when the pairs were dropped */
  ClaspMerge    merge;     /* of what is mapped next, when several go to one */
  char         *last_id;   /* (owned) of the mapping made last, or NULL */
  GHashTable   *related;   /* (owned) set of mappings (unowned) of what is selected, or NULL */
  GtkWidget    *hovered;   /* (unowned) row below the pointer, watched by a weak pointer; or NULL */
  GtkWidget    *chosen_in; /* (unowned) the list in which something was selected last, or which had the focus last; or NULL */
  GtkWidget    *pair_list; /* (owned) popover, or NULL */
  GActionGroup *source_orders, *target_orders; /* (owned) "tree", of a column each */
  BrPositions  *positions; /* (owned) what the page looked like */
  guint         note_id;
  int           widths[2]; /* of sources and targets, as the person wants; 0 = like the others */
  int           width_before;
  double        drag_x;    /* where the drag of a gutter began, -1 = not yet */
  BrWidth       width;
  gboolean      is_start;  /* nothing to patch yet: @start is shown instead of the columns */
  gboolean      wires_dirty, mapped_dirty;
  gboolean      looks_dirty; /* of wires that stay where they are */
  gint64        wired_us;    /* when all about them was looked at */
  GHashTable   *wire_ends;   /* (owned) what they took from the show and its connections */
  guint         wires_id; /* of the frame after which they are looked at again, or 0 */
};

/* Which of the columns are seen; the table alone, but while a target is chosen. */
void br_patch_page_show_columns (BrPatchPage *self);

/* br-patch-page-selection.c */
void br_patch_page_attach_selection (BrPatchPage *self);
void br_patch_page_unselect     (BrPatchPage *self);
/* What is selected in @list outlines its relatives again, though nothing else was selected there. */
void br_patch_page_come_back_to (BrPatchPage *self, GtkWidget *list);

/* br-patch-page-wires.c */
void br_patch_page_attach_wires (BrPatchPage *self);
void br_patch_page_update_wires (BrPatchPage *self);
void br_patch_page_show_relatives (BrPatchPage *self);
/* A point at the side of @widget, in coordinates of the wires; FALSE when it is not seen. */
gboolean br_patch_page_side_of  (BrPatchPage *self, GtkWidget *widget, gboolean at_end, double y, float *out_x, float *out_y);

/* br-patch-page-drag.c */
void br_patch_page_add_drag     (BrPatchPage *self);
void br_patch_page_stop_drag    (BrPatchPage *self);
/* The line at the foot that says what held keys do. */
void br_patch_page_show_keys    (BrPatchPage *self, gboolean show);

/* br-patch-page-pairs.c */
void br_patch_page_connect_or_ask (BrPatchPage *self, const char *const *sources, const char *const *targets);
void br_patch_page_drop_on_group (BrPatchPage *self, const char *const *sources, BrAddressItem *group);

/* br-patch-page-positions.c */
void br_patch_page_attach_positions (BrPatchPage *self);
/* Something stands elsewhere. */
void br_patch_page_note_positions (BrPatchPage *self);
/* For the end: writes what is not written. */
void br_patch_page_keep_positions (BrPatchPage *self);
void br_patch_page_update_widths (BrPatchPage *self);

/* br-patch-page-orders.c */
void        br_patch_page_attach_orders (BrPatchPage *self);
/* Lists what is asked for: by what is typed above @list, and its order. */
void        br_patch_page_search    (BrPatchPage *self, BrAddressList *list);
/* Shows @address where it stands; in the tree when it is not in sight. */
void        br_patch_page_reveal    (BrPatchPage *self, BrAddressList *list, const char *address);
void        br_patch_page_leave_favourites (BrPatchPage *self, BrAddressList *list);
/* By the names of br-order-views.h; one that is none is the tree by devices. */
const char *br_patch_page_get_order (BrPatchPage *self, BrAddressList *list);
void        br_patch_page_set_order (BrPatchPage *self, BrAddressList *list, const char *name);

/* br-patch-page-learn.c */
void br_patch_page_install_learn (GtkWidgetClass *klass);
void br_patch_page_attach_learn (BrPatchPage *self);

/* br-patch-hint.c */
void br_patch_page_install_hint (GtkWidgetClass *klass);
/* What patch.begin asked for, as soon as the lists are there. */
void br_patch_page_begin        (BrPatchPage *self);
/* In each frame: leads to it once it has come. */
void br_patch_page_await_control (BrPatchPage *self);

/* br-patch-page-acts.c */
void br_patch_page_finish_choice (BrPatchPage *self, const char *target);
void br_patch_page_connect      (BrPatchPage *self, const char *const *sources, const char *const *targets);
/* Takes over @sources; NULL ends choosing. */
void br_patch_page_add_ends      (BrPatchPage *self, ClaspMapping *mapping, const char *const *sources, const char *const *targets);
void br_patch_page_choose_target (BrPatchPage *self, char **sources);
void br_patch_page_add_acts     (GtkWidgetClass *klass);
void br_patch_page_attach_acts  (BrPatchPage *self);
