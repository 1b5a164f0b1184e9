/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Buttons whose label has a mnemonic ("_Add"): GTK 4.8 tells assistive tools the label with its underscore, which is
 * read out. We tell them "Add", and again when the label changes. What is pressed of a choice (GtkDropDown) takes the
 * choice's name.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Those of all windows, rows and popovers, whenever they are made: there is no hour at which all are there. So it is asked
 * of their classes, once, before the first of them is made. */
void  br_mnemonic_follow (void);
/* "Add" for "_Add", "a_b" for "a__b". (transfer full) */
char *br_mnemonic_strip  (const char *label);

G_END_DECLS
