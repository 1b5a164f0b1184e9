/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-network-view.h"

#include <gtk/gtk.h>

/* BrNetworkFilter: of what was found, leaves out what is on another network of this computer than the chosen one; nothing
 * at first.
 *
 * Its choices are a list of words for a person, "All Networks" the first, which follows networks that come and go: one that
 * was chosen and has gone leaves all.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_NETWORK_FILTER (br_network_filter_get_type ())
/* Of ClaspFound. */
G_DECLARE_FINAL_TYPE (BrNetworkFilter, br_network_filter, BR, NETWORK_FILTER, GtkFilter)

BrNetworkFilter *br_network_filter_new          (void);
/* @places as clasp_network_list () tells them. */
void             br_network_filter_set_places   (BrNetworkFilter *self, GPtrArray *places);
/* (transfer none) */
GListModel      *br_network_filter_get_choices  (BrNetworkFilter *self);
/* The place of what is chosen in the choices. */
guint            br_network_filter_get_selected (BrNetworkFilter *self);
void             br_network_filter_set_selected (BrNetworkFilter *self, guint position);

G_END_DECLS
