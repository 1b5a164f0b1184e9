/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* What tests share that run inside the whole program, with its window: one application, one window, and the
 * dialogs over it. Thread: the test's. */

/* An empty folder for all that the program keeps, known to it by the environment; nothing is looked for but on
 * loopback. Before in_window_init (). Freed by the caller. */
char      *in_window_make_home     (const char *name);
/* The toolkit, and clasp_test_init () for @seconds; a critical message fails the test. FALSE without a display: the
 * program has said so and ends with 0. */
gboolean   in_window_init          (int     *argc,
                                    char  ***argv,
                                    guint    seconds);
/* Runs the program with the show of this file, @prepare (or NULL) and then all tests in it, and ends it; the result of
 * g_test_run (). */
int        in_window_run           (const char *show,
                                    void      (*prepare) (void));

BrWindow  *in_window_get           (void);
/* Until all in @widget has found its place. */
void       in_window_wait_frames   (GtkWidget *widget);
void       in_window_wait_n_frames (GtkWidget *widget,
                                    guint      n_frames);
/* The window over it that is seen, or NULL. */
GtkWindow *in_window_find_dialog   (void);
/* Conditions for clasp_test_spin_until (); the argument is not looked at. */
gboolean   in_window_has_dialog    (gpointer user_data);
gboolean   in_window_has_no_dialog (gpointer user_data);
/* Ends it without its questions, and waits until none is left; the shortcuts stay with their window, hidden. */
void       in_window_end_dialog    (GtkWindow *dialog);

typedef gboolean (*InWindowIsWanted) (GtkWidget  *widget,
                                      const char *text);
/* The first below and including @widget that @is_wanted takes, or NULL. */
GtkWidget *in_window_find          (GtkWidget        *widget,
                                    InWindowIsWanted  is_wanted,
                                    const char       *text);
/* On the page Patch, instead of the list of mappings. */
void       in_window_show_table    (gboolean is_shown);
