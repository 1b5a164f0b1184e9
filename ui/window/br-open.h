/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* Opening a show's file, and what a person is told when that, or saving, does not work. A file that cannot be
 * read whole is never written over: the damaged one stays beside the one that takes its place.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_SHOW_SUFFIX ".json"

/* The show of @window becomes that of @file, which may not exist yet. Edits of the one before are saved first;
 * where that cannot be done it is asked. */
void  br_open_show     (BrWindow *window, GFile *file);
/* The dialog that says why clasp_show_open () failed with @error, and what can be done: open the newest complete
 * version, look at a file of a newer program, import another program's. */
void  br_open_tell     (BrWindow *window, GFile *file, const GError *error);
/* The dialog of what was left out of @file: sentences. */
void  br_open_tell_problems (BrWindow *window, const GPtrArray *problems);

typedef void (*BrOpenFunc) (BrWindow *window, GFile *file);

/* Saves the show, then calls @func, at once or when the person says that the edits may be lost. @deed is the
 * button's label: "_Quit Without Them". */
void  br_open_save_first (BrWindow *window, GFile *file, const char *deed, BrOpenFunc func);

/* (transfer full) why the show cannot be saved, as a strip says it. */
char *br_open_describe_save_error (ClaspShow *show);

G_END_DECLS
