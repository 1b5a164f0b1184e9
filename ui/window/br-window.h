/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "br-page.h"
#include "clasp-engine.h"
#include "show/clasp-history.h"
#include "widgets/br-address-tree.h"
#include "widgets/br-strip.h"
#include "widgets/br-tick-hub.h"

/* BrWindow: the frame around the pages, and what pages ask it for.
 *
 * A viewer and an editor of one engine's show. Closing it ends no output.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_WINDOW (br_window_get_type ())
G_DECLARE_FINAL_TYPE (BrWindow, br_window, BR, WINDOW, AdwApplicationWindow)

GtkWidget   *br_window_new            (GtkApplication *application,
                                       ClaspEngine    *engine);
/* The window @widget stands in, or that its dialog belongs to; NULL while it stands in none (or in a test's). */
BrWindow    *br_window_of             (GtkWidget      *widget);

ClaspEngine *br_window_get_engine     (BrWindow       *self);
ClaspShow   *br_window_get_show       (BrWindow       *self);
BrTickHub   *br_window_get_hub        (BrWindow       *self);
/* All addresses, kept up to date by the window while it is seen. */
BrAddressTree *br_window_get_tree     (BrWindow       *self);
/* Every address and its newest value. */
ClaspSignalTable *br_window_get_table  (BrWindow       *self);
BrWidth      br_window_get_width      (BrWindow       *self);

/* Show mode: property "locked" (boolean, read only) is the same. */
gboolean     br_window_is_locked      (BrWindow       *self);
/* TRUE when locked, and a toast has said so: the edit is not to be made. */
gboolean     br_window_refuse_edit    (BrWindow       *self);

/* Result of an act, for 5 s; with an Undo button when @undo. Replaces the one before. */
void         br_window_toast          (BrWindow       *self,
                                       const char     *text,
                                       gboolean        undo);
/* The same for what nobody did: only while somebody looks, nothing else is told, and no show is on. */
void         br_window_mention        (BrWindow       *self,
                                       const char     *text);
/* A lasting condition for the strip, until cleared; the worst is shown. @page (or NULL) is where the
 * button @button_label (or NULL) leads. Setting the same @id again replaces. */
void         br_window_set_condition  (BrWindow       *self,
                                       const char     *id,
                                       BrSeverity      severity,
                                       const char     *text,
                                       const char     *button_label,
                                       const char     *page);
/* The same with a button that does @action. */
void         br_window_set_condition_with_action (BrWindow *self,
                                                  const char *id,
                                                  BrSeverity  severity,
                                                  const char *text,
                                                  const char *button_label,
                                                  const char *action);
void         br_window_clear_condition (BrWindow      *self,
                                        const char    *id);

/* The grand master, 0–1, as the engine says. */
double       br_window_get_master     (BrWindow       *self);
void         br_window_set_master     (BrWindow       *self,
                                       double          level);
/* Closes without asking, in show mode too. */
void         br_window_close_now      (BrWindow       *self);
void         br_window_show_page      (BrWindow       *self,
                                       const char     *name);
/* The page @name, and in it what @action of the page shows for @id: an item's id, an address. */
void         br_window_show_in_page   (BrWindow       *self,
                                       const char     *name,
                                       const char     *action,
                                       const char     *id);
/* Does this build have the action, "win.import"? */
gboolean     br_window_has_action     (BrWindow       *self,
                                       const char     *action);
/* Keeps the show as it is now as a version: before an import. */
void         br_window_keep_version   (BrWindow       *self,
                                       ClaspVersionReason reason);
/* Is there such a page in this build? */
gboolean     br_window_has_page       (const char     *name);
/* The page called @name, or NULL; pages are made in order. */
BrPage      *br_window_get_page       (BrWindow       *self,
                                       const char     *name);
/* A short note behind a page's name in the sidebar ("412 /s"); NULL = none. */
void         br_window_set_page_note  (BrWindow       *self,
                                       const char     *name,
                                       const char     *note);
gboolean     br_window_get_inspector_revealed (BrWindow *self);
void         br_window_reveal_inspector (BrWindow     *self,
                                         gboolean      reveal);
/* Opens it, and goes there. */
void         br_window_focus_inspector         (BrWindow *self);
/* Escape: an inspector over the page goes, and the focus comes back from it. FALSE: nothing was to be left. */
gboolean     br_window_leave_inspector         (BrWindow *self);
/* Whether an inspector that stands over the page keeps the pointer from it: not while something is dragged from
 * there onto the page. */
void         br_window_set_inspector_modal (BrWindow  *self,
                                            gboolean   is_modal);

G_END_DECLS
