/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-window-private.h"

#include "widgets/br-font-scale.h"

#include <string.h>

/* What the window shows at which width. */

/* The edge of a width class has this much give, so that dragging the window's edge over it does not
 * flicker. */
#define HYSTERESIS 24
/* What a frame around the window may take: one that is 1280 wide is of the widest class. */
#define FRAME 8
#define FOOTER_MIN_HEIGHT 500
/* At the usual text size. */
#define SIDEBAR_WIDTH 212
/* At the usual text size; over the page it leaves the page's edge to be seen and clicked. */
#define INSPECTOR_WIDTH 344
#define EDGE_OF_PAGE 16
/* The strip's button has room beside its text. */
#define STRIP_WIDTH 330

static const int         width_edges[] = { 600, 900, 1280 };
static const char *const width_classes[] = { "narrow", "medium", "wide", "full" };

static BrWidth
width_for (int     pixels,
           BrWidth old)
{
  for (guint i = 0; i < G_N_ELEMENTS (width_edges); i++)
    if (pixels < width_edges[i] - ((BrWidth) i < old ? HYSTERESIS : FRAME))
      return (BrWidth) i;

  return BR_WIDTH_FULL;
}

/* The width, for text of the usual size: twice as large a text has half as much room. */
static int
br_window_get_room (BrWindow *self)
{
  return (int) (self->pixel_width / br_font_scale (GTK_WIDGET (self)));
}

static void
apply_sidebar_width (BrWindow *self)
{
  int width = (int) (SIDEBAR_WIDTH * br_font_scale (GTK_WIDGET (self)));

  gtk_widget_set_size_request (adw_flap_get_flap (self->sidebar_flap), MAX (MIN (width, self->pixel_width - EDGE_OF_PAGE), 0), -1);
}

void
br_window_apply_inspector_fold (BrWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->pages);
  int        threshold = page != NULL ? br_page_get_inspector_threshold (BR_PAGE (page)) : 0;
  int        width = (int) (INSPECTOR_WIDTH * br_font_scale (GTK_WIDGET (self)));

  gtk_widget_set_size_request (self->inspector_place, MAX (MIN (width, self->pixel_width - EDGE_OF_PAGE), 0), -1);

  adw_flap_set_fold_policy (self->inspector_flap,
                            br_window_get_room (self) < threshold ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
}

/* The user's, with the button that closes alone: the window manager has keys for the others. */
static char *
dup_narrow_layout (GtkWidget *widget)
{
  g_autofree char *layout = NULL;

  g_object_get (gtk_widget_get_settings (widget), "gtk-decoration-layout", &layout, NULL);
  if (layout == NULL || strstr (layout, "close") == NULL)
    return g_steal_pointer (&layout);
  return g_strdup (strchr (layout, ':') != NULL && strstr (layout, "close") < strchr (layout, ':') ? "close:" : ":close");
}

/* Every page shows its search entry, the menu has the rest: there is no room for a second way, nor is there for buttons
 * of the size of a thumb where the window is not narrow but has no room to spare. */
void
br_window_update_header (BrWindow *self)
{
  gboolean         narrow = self->width == BR_WIDTH_NARROW;
  gboolean         tight = narrow || (self->width == BR_WIDTH_MEDIUM && gtk_widget_has_css_class (GTK_WIDGET (self), "large-controls"));
  g_autofree char *layout = tight ? dup_narrow_layout (GTK_WIDGET (self)) : NULL;

  adw_header_bar_set_decoration_layout (self->header, layout);
  br_title_set_narrow (self->title, narrow);
  gtk_widget_set_visible (self->undo_button, !narrow);
  gtk_widget_set_visible (self->redo_button, !narrow);
  gtk_widget_set_visible (self->search_button, !tight);
  gtk_widget_set_visible (GTK_WIDGET (self->lock_button), !narrow || br_window_is_locked (self));
  br_desk_set_look (self->desk,
                    narrow ? BR_DESK_NARROW : (self->width == BR_WIDTH_FULL ? BR_DESK_WORDS : BR_DESK_ICONS));
}

void
br_window_apply_width (BrWindow *self)
{
  gboolean narrow = self->width <= BR_WIDTH_MEDIUM;
  guint    n_pages;
  const BrPageInfo *infos = br_pages_list (&n_pages);

  for (guint i = 0; i < G_N_ELEMENTS (width_classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), width_classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self), width_classes[self->width]);

  adw_flap_set_fold_policy (self->sidebar_flap, narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
  br_window_update_header (self);
  br_footer_set_compact (self->footer, narrow);
  for (guint i = 0; i < n_pages; i++)
    {
      BrPage *page = br_window_get_page (self, infos[i].name);

      if (page != NULL)
        br_page_set_width (page, self->width);
    }
}

static gboolean
width_changed_cb (gpointer user_data)
{
  BrWindow *self = user_data;
  int       room = br_window_get_room (self);
  /* A leap is no dragging over an edge: the class is the one that a new window of this width has. */
  gboolean  is_leap = ABS (room - self->room) > HYSTERESIS;
  BrWidth   width = width_for (room, is_leap ? BR_WIDTH_FULL : self->width);

  self->width_id = 0;
  self->room = room;
  if (width != self->width)
    {
      self->width = width;
      br_window_apply_width (self);
    }
  br_strip_set_narrow (self->strip, room < STRIP_WIDTH);
  apply_sidebar_width (self);
  br_window_apply_inspector_fold (self);
  br_window_update_footer (self);

  return G_SOURCE_REMOVE;
}

void
br_window_update_footer (BrWindow *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  gtk_widget_set_visible (GTK_WIDGET (self->footer), (self->footer_wanted || br_window_is_locked (self)) && (height == 0 || height >= FOOTER_MIN_HEIGHT));
}

/* Changing what is visible from inside an allocation is not allowed: do it right after. */
void
br_window_queue_width (BrWindow *self)
{
  if (self->width_id == 0)
    self->width_id = g_idle_add_full (GTK_PRIORITY_RESIZE, width_changed_cb, self, NULL);
}
