/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/br-talkers.h"
#include "window/br-window.h"

/* BrTalkersPopover: the top talkers, each of which can be hidden or thinned.
 *
 * Signal: "hide-talker" (const char *name, gboolean is_sender).
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_TALKERS_POPOVER (br_talkers_popover_get_type ())
G_DECLARE_FINAL_TYPE (BrTalkersPopover, br_talkers_popover, BR, TALKERS_POPOVER, GtkPopover)

#define BR_THIN_HZ 60

GtkWidget *br_talkers_popover_new    (void);
void       br_talkers_popover_attach (BrTalkersPopover *self, BrWindow *window, BrMonitorModel *model);

/* Limits what carries this address on to BR_THIN_HZ: the mappings that take it, else the connection it
 * belongs to. An edit of the show, not yet begun; FALSE when there is nothing to limit. */
gboolean   br_thin                   (ClaspShow *show, const char *address);
/* The same of a sender: the mappings with sources below the connection of this name, or of this name. */
gboolean   br_thin_sender            (ClaspShow *show, const char *name);

G_END_DECLS
