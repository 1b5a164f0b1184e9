/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrPage: what every page of the window implements.
 *
 * A page is a GtkWidget subclass in a folder of its own. To add one: implement this interface, add a
 * line to the table in window/br-pages.c, and list its files in ui/meson.build and the gresource.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct _BrWindow BrWindow;

/* By width of the window, with hysteresis: < 600, < 900, < 1280, and above; in pixels for text of the usual
 * size, twice as many when the text is twice as large. */
typedef enum
{
  BR_WIDTH_NARROW,
  BR_WIDTH_MEDIUM,
  BR_WIDTH_WIDE,
  BR_WIDTH_FULL,
} BrWidth;

#define BR_TYPE_PAGE (br_page_get_type ())
G_DECLARE_INTERFACE (BrPage, br_page, BR, PAGE, GtkWidget)

struct _BrPageInterface
{
  GTypeInterface parent_iface;

  /* Called once, before the page is shown. The window outlives the page: keep it unowned. From here
   * on br_window_get_engine () and br_window_get_show () may be used. */
  void       (*attach)        (BrPage *self, BrWindow *window);
  /* What the window shows at its end while this page is in front. Called once, after attach; the
   * window takes the floating reference. May be NULL: the page has no inspector. */
  GtkWidget *(*get_inspector) (BrPage *self);
  /* Window width, in pixels as above, from which on the inspector stands beside the page instead of over
   * it. May be NULL: 1280. */
  int        (*get_inspector_threshold) (BrPage *self);
  /* May be NULL. */
  void       (*set_width)     (BrPage *self, BrWidth width);
  /* Ctrl+F. FALSE or NULL: there is nothing to search. */
  gboolean   (*focus_search)  (BrPage *self);
  /* Gives the focus to the list that keys are meant for. FALSE: there is none to be seen. May be NULL: what Tab comes
   * to first. Not the widget's own grab_focus: the toolkit calls that for rows that go. */
  gboolean   (*focus_list)    (BrPage *self);
};

void       br_page_attach        (BrPage *self, BrWindow *window);
GtkWidget *br_page_get_inspector (BrPage *self);
int        br_page_get_inspector_threshold (BrPage *self);
void       br_page_set_width     (BrPage *self, BrWidth width);
gboolean   br_page_focus_search  (BrPage *self);
void       br_page_focus_list    (BrPage *self);

typedef struct
{
  const char *name;       /* "patch": the target of win.page */
  const char *title;      /* N_() */
  const char *icon_name;
  const char *group;      /* N_(): heading in the sidebar */
  GType     (*get_type) (void);
} BrPageInfo;

/* In order of the sidebar and of Alt+1 … */
const BrPageInfo *br_pages_list (guint *n_pages);

G_END_DECLS
