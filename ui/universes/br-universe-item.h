/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-universe-snapshot.h"
#include "universes/br-dmx-text.h"

#include <gio/gio.h>

/* BrUniverseItem: one universe of one connection in one direction, for a list. It stays the same
 * object while the universe is there; what it shows is that of the newest picture.
 *
 * Signal: "changed": something a row shows is otherwise.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_UNIVERSE_ITEM (br_universe_item_get_type ())
G_DECLARE_FINAL_TYPE (BrUniverseItem, br_universe_item, BR, UNIVERSE_ITEM, GObject)

const char *br_universe_item_get_prefix     (BrUniverseItem *self);
const char *br_universe_item_get_label      (BrUniverseItem *self);
const char *br_universe_item_get_protocol   (BrUniverseItem *self);
const char *br_universe_item_get_connection (BrUniverseItem *self);
gboolean    br_universe_item_is_output      (BrUniverseItem *self);
guint       br_universe_item_get_n_sources  (BrUniverseItem *self);
double      br_universe_item_get_rate       (BrUniverseItem *self);
/* Two sources of the highest priority. */
gboolean    br_universe_item_is_tied        (BrUniverseItem *self);
gboolean    br_universe_item_is_held        (BrUniverseItem *self);
/* Does this picture show the same universe? */
gboolean    br_universe_item_is_of          (BrUniverseItem *self, const ClaspUniverseInfo *info);

/* A list of those of @snapshot whose number is in @ranges, by protocol, number and direction. Items
 * that are in @list already stay; @list changes only where some came or went. */
void        br_universe_items_update        (GListStore *list, ClaspUniverseSnapshot *snapshot, const BrRanges *ranges);
/* The picture of @self in @snapshot, or NULL. */
const ClaspUniversePicture *br_universe_item_find_picture (BrUniverseItem *self, ClaspUniverseSnapshot *snapshot);

/* "Art-Net", "sACN", "DMX" */
const char *br_dmx_protocol_name            (const char *protocol);

G_END_DECLS
