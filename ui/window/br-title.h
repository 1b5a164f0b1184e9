/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "show/clasp-show.h"

/* The show's name and state in words, in the middle of the header; a click renames. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_TITLE (br_title_get_type ())
G_DECLARE_FINAL_TYPE (BrTitle, br_title, BR, TITLE, GtkWidget)

void br_title_set_show   (BrTitle *self, ClaspShow *show);
/* The word SHOW beside the name, and nothing to rename. */
void br_title_set_locked (BrTitle *self, gboolean is_locked);

/* Without the arrow that tells that it opens. */
void       br_title_set_narrow (BrTitle *self, gboolean is_narrow);

G_END_DECLS
