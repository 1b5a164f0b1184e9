/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* What a mapping has besides the source, the steps and the target that a row or the editor shows, in
 * words, so that nothing is hidden. NULL where there is nothing.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Sources, or targets, besides the first. */
guint br_mapping_count_more       (ClaspMapping *mapping, gboolean is_target);
/* Its options as they are written in text: "join=array solo". */
char *br_mapping_dup_options      (ClaspMapping *mapping);

G_END_DECLS
