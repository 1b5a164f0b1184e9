/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* BrExchangeWindow: what the dialogs of import and export have in common: Cancel at the left, the deed at
 * the right, and groups of rows that scroll.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Modal above @parent. @deed_label with its mnemonic; @deed is called with @user_data, which the window
 * owns and frees by @free_data. */
GtkWindow *br_exchange_window_new  (GtkWindow     *parent,
                                    const char    *title,
                                    const char    *deed_label,
                                    GCallback      deed,
                                    gpointer       user_data,
                                    GDestroyNotify free_data);
/* Where groups go. */
GtkBox    *br_exchange_window_get_box  (GtkWindow *self);
void       br_exchange_window_set_ready (GtkWindow *self,
                                         gboolean   is_ready);
/* Takes all groups behind @keep away. */
void       br_exchange_window_clear (GtkWindow *self,
                                     GtkWidget *keep);

G_END_DECLS
