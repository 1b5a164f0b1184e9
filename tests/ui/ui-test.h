/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What tests of widgets have in common, with a window or without. */

G_BEGIN_DECLS

/* As clasp_test_init (). Without a display: says that all is skipped, and FALSE. */
gboolean ui_test_init  (int *argc, char ***argv, guint seconds);

/* Lets the key go through the controllers of @widget, as if it had the focus, until one takes it. */
gboolean ui_test_press (gpointer widget, guint key, GdkModifierType state);

G_END_DECLS
