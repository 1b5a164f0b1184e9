/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* BrMappingIndex: by how many mappings an address is used, at either end, as they were when it was made. What
 * br_mapping_uses () says of one, for the many addresses of a list or a search.
 *
 * Thread: made by the UI; any thread may ask. */

G_BEGIN_DECLS

typedef struct _BrMappingIndex BrMappingIndex;

BrMappingIndex *br_mapping_index_new   (ClaspShow *show);
BrMappingIndex *br_mapping_index_ref   (BrMappingIndex *self);
void            br_mapping_index_unref (BrMappingIndex *self);
guint           br_mapping_index_count (const BrMappingIndex *self, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrMappingIndex, br_mapping_index_unref)

G_END_DECLS
