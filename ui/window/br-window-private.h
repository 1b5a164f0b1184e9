/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "first-run/br-demo.h"
#include "widgets/br-hold-button.h"
#include "window/br-conditions.h"
#include "window/br-desk.h"
#include "window/br-footer.h"
#include "window/br-host-watch.h"
#include "window/br-sidebar-row.h"
#include "window/br-state.h"
#include "window/br-title.h"
#include "window/br-window.h"

/* What the files of BrWindow share. */

struct _BrWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkOverlay      *overlay;
  GtkWidget       *frames;  /* (unowned) the overlay of frame times, or NULL */
  AdwHeaderBar    *header;
  BrTitle         *title;
  GtkWidget       *sidebar_button;
  GtkWidget       *undo_button;
  GtkWidget       *redo_button;
  GtkWidget       *search_button;
  BrDesk          *desk;
  BrHoldButton    *lock_button;
  BrStrip         *strip;
  AdwFlap         *sidebar_flap;
  AdwFlap         *inspector_flap;
  GtkListBox      *sidebar;
  GtkStack        *pages;
  GtkStack        *inspectors;
  GtkWidget       *inspector_place;
  GtkWidget       *before_inspector; /* (unowned), watched by a weak pointer: what had the focus */
  BrFooter        *footer;

  ClaspEngine  *engine;     /* (owned) */
  ClaspShow    *show;       /* (owned) */
  ClaspSignalTable *table;  /* (unowned), watched */
  BrTickHub    *hub;        /* (owned) */
  BrAddressTree *tree;      /* (owned) all addresses, shared by the pages' lists */
  gint64        structure_us;
  gint64        sidebar_us; /* when the sidebar's rows were told last */
  gint64        rate_us;    /* when the sidebar's rate was noted last */
  guint64       scanned_serial; /* of the table, when it was last seen to be another */
  guint         n_rounds_due;   /* of scanning, until all is known */
  BrConditions *conditions; /* (owned) */
  BrHostWatch  *host;       /* (owned) battery and disk */
  guint         loops_id;   /* circles of mappings are looked for soon */
  gboolean      has_loop;
  BrDemo       *demo;       /* (owned) */
  BrState      *state;      /* (owned) */
  AdwToast     *toast;      /* (unowned), the one shown, watched by a weak pointer */
  gboolean      is_refusal; /* the toast says that the show is locked */
  GHashTable   *inspected;  /* (owned) set of names of the pages whose inspector is open */
  gboolean      is_torn_off; /* a page in a window of its own */
  gboolean      may_close;  /* in show mode too: it was asked */

  GSimpleAction *fade_action; /* (unowned) */

  BrWidth width;
  int     pixel_width;
  int     room;        /* as it was last looked at: the width, for text of the usual size */
  guint   width_id;
  gboolean footer_wanted;
};

/* The row of a page in the sidebar, or NULL. */
BrSidebarRow *br_window_get_row  (BrWindow *self, const char *page);
/* br-window-actions.c */
void br_window_class_add_actions (GtkWidgetClass *klass);
/* Sets what the actions' sensitivity and tooltips say after the show changed. */
void br_window_update_actions    (BrWindow *self);
/* Makes the demo and its action, win.demo. */
void br_window_add_demo          (BrWindow *self);
/* br-window-width.c */
void br_window_update_footer     (BrWindow *self);
/* What of the header is seen at this width. */
void br_window_update_header     (BrWindow *self);
void br_window_apply_width       (BrWindow *self);
/* It has another width, or text of another size: follows soon. */
void br_window_queue_width       (BrWindow *self);
/* The page is another, and wants the inspector beside it or over it. */
void br_window_apply_inspector_fold (BrWindow *self);
/* br-window-engine.c */
void br_window_set_engine        (BrWindow *self, ClaspEngine *engine);
/* The engine's figures, as far as somebody sees them. */
void br_window_show_stats        (BrWindow *self);
/* br-window-sidebar.c */
void br_window_show_sidebar      (BrWindow               *self,
                                  const ClaspEngineStats *stats,
                                  gint64                  now_us);
/* br-window-lock.c */
void br_window_class_add_inspector      (GtkWidgetClass *klass);
void br_window_add_inspector            (BrWindow *self);
void br_window_take_focus_from_inspector (BrWindow *self);

void br_window_class_add_lock    (GtkWidgetClass *klass);
void br_window_add_lock          (BrWindow *self);
/* TRUE when it asks first whether to close; the window closes itself then. */
gboolean br_window_asks_before_closing (BrWindow *self);
/* Takes the focus into the page that is shown, to its list where it has one; leaves it where it is there already. */
void br_window_focus_page       (BrWindow *self);
/* br-window-desk.c */
void br_window_class_add_desk    (GtkWidgetClass *klass);
void br_window_add_desk          (BrWindow *self);
/* br-window-project.c */
void br_window_class_add_project (GtkWidgetClass *klass);
/* The show's file becomes the first of the recent ones. */
void br_window_note_recent       (BrWindow *self);
/* br-window-faults.c */
void br_window_class_add_faults  (GtkWidgetClass *klass);
void br_window_add_faults        (BrWindow *self);
/* Looks for circles of mappings now. */
void br_window_follow_loops      (BrWindow *self);
