/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* BrCrashMark: a file that is there while the program runs. One that is left of a program of before tells that this
 * did not end by itself: its edits are in the show's file, and show mode was on or not.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct _BrCrashMark BrCrashMark;

/* Of @show, which was read from its file and outlives it; @home names the mark. Show mode comes back where a
 * crash ended it. */
BrCrashMark *br_crash_mark_new    (ClaspShow *show, GFile *home, GFile *file);
/* (transfer full) (nullable) The home of the program that has the show of @file open, or had it when it was
 * killed. */
GFile       *br_crash_mark_find_home (GFile *file);
/* The program ends by itself. */
void         br_crash_mark_free   (BrCrashMark *self);
/* Show mode began or ended, or the show has another file. */
void         br_crash_mark_write  (BrCrashMark *self);
/* Tells @window once of the crash of before, if there was one. */
void         br_crash_mark_tell   (BrCrashMark *self, BrWindow *window);
/* Somebody has looked. */
void         br_crash_mark_forget (BrWindow *window);
/* Sixteen digits that stand for a show's file, whichever way leads to it. (transfer full) */
char        *br_show_dup_digits   (GFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrCrashMark, br_crash_mark_free)

G_END_DECLS
