/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

#include <adwaita.h>

/* BrPeerList: whom a connection speaks with, and when each was heard last; hidden when there is nobody. It asks every
 * two seconds while it is on screen.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_PEER_LIST (br_peer_list_get_type ())
G_DECLARE_FINAL_TYPE (BrPeerList, br_peer_list, BR, PEER_LIST, GtkWidget)

/* @item: a connection, our router (nobody is listed) or NULL. */
void br_peer_list_set_item (BrPeerList *self, ClaspEngine *engine, ClaspShowItem *item);

G_END_DECLS
