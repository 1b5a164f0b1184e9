/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* BrSendBar: sends a message by hand, once or again and again.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_SEND_BAR (br_send_bar_get_type ())
G_DECLARE_FINAL_TYPE (BrSendBar, br_send_bar, BR, SEND_BAR, GtkWidget)

GtkWidget *br_send_bar_new    (void);
void       br_send_bar_attach (BrSendBar *self, BrWindow *window);
/* To be edited; the focus goes to the value. */
void       br_send_bar_fill   (BrSendBar *self, const char *address, const char *value, gboolean is_event);
/* Ends sending again and again. */
void       br_send_bar_stop   (BrSendBar *self);

G_END_DECLS
