/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

#include <adwaita.h>

/* BrPeerHint: what to enter in the other program, with a button to copy each; hidden when there is nothing. It
 * follows the settings and this computer's networks.
 *
 * Thread: UI; networks are listed by another. */

G_BEGIN_DECLS

#define BR_TYPE_PEER_HINT (br_peer_hint_get_type ())
G_DECLARE_FINAL_TYPE (BrPeerHint, br_peer_hint, BR, PEER_HINT, GtkWidget)

GtkWidget *br_peer_hint_new      (void);
/* @item: a connection or our router, or NULL. */
void       br_peer_hint_set_item (BrPeerHint *self, ClaspEngine *engine, ClaspShowItem *item);

G_END_DECLS
