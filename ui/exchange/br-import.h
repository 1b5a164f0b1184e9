/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* A configuration of another program into the show: a file is chosen and read, a dialog says what would
 * become of the show, and only Import does it, as one undo step behind a copy of the show's file.
 *
 * Thread: UI. */

G_BEGIN_DECLS

void br_import_start (BrWindow *window);
/* The same of a file that is chosen already. */
void br_import_file  (BrWindow *window, GFile *file);

G_END_DECLS
