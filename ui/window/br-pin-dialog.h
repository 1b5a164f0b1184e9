/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* BrPinDialog: asks for the number that ends show mode, or for a new one, with keys for a thumb.
 *
 * Signal: "done" when the number was right, or when the new one is kept.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_PIN_DIALOG (br_pin_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BrPinDialog, br_pin_dialog, BR, PIN_DIALOG, AdwWindow)

/* Is there a number that ends show mode? */
gboolean   br_pin_is_set          (void);
/* Takes it away: holding the lock is enough again. */
void       br_pin_clear           (void);

GtkWidget *br_pin_dialog_new_ask  (GtkWindow *parent);
GtkWidget *br_pin_dialog_new_set  (GtkWindow *parent);

G_END_DECLS
