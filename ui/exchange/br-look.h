/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* A window that shows what a show says and cannot change it: an older version, or a file of a newer program,
 * as far as it is understood.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Keeps @show as long as it is open. */
void br_look_at_show (GtkWindow *parent, const char *title, ClaspShow *show);
/* A file of any form and version; nothing is written. */
void br_look_at_file (BrWindow *window, GFile *file);
/* The question whether to look at a file that is too new to be opened or imported; @problem names the versions. */
void br_look_offer   (BrWindow *window, GFile *file, const char *problem);

G_END_DECLS
