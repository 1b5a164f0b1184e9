/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrStrip: one lasting condition above the page, with at most one button.
 *
 * Properties: title, button-label (NULL = none), revealed, n-more (how many others wait behind it),
 * severity. Signal: "button-clicked". Shaped like AdwBanner so that it can be swapped for it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  BR_SEVERITY_INFO,
  BR_SEVERITY_WARNING,
  BR_SEVERITY_ERROR,
} BrSeverity;

#define BR_TYPE_STRIP (br_strip_get_type ())
G_DECLARE_FINAL_TYPE (BrStrip, br_strip, BR, STRIP, GtkWidget)

const char *br_strip_get_title        (BrStrip    *self);
/* @id of what is told: another one is announced, the same with other figures is not. */
void        br_strip_set_title        (BrStrip    *self, const char *id, const char *title);
void        br_strip_set_button_label (BrStrip    *self, const char *label);
void        br_strip_set_severity     (BrStrip    *self, BrSeverity severity);
void        br_strip_set_n_more       (BrStrip    *self, guint n_more);
/* The button stands below the text. */
void        br_strip_set_narrow       (BrStrip    *self, gboolean narrow);
gboolean    br_strip_get_revealed     (BrStrip    *self);
void        br_strip_set_revealed     (BrStrip    *self, gboolean revealed);

G_END_DECLS
