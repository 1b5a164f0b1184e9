/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "patch/br-chips.h"
#include "show/clasp-show.h"

/* What a mapping does to its values, said in chips.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* @bad_ends: (nullable): "source missing". @is_first_sent: of a list, the first element goes on. */
void  br_mapping_chips_show       (BrChips      *chips,
                                   ClaspMapping *mapping,
                                   ClaspShow    *show,
                                   const char   *bad_ends,
                                   gboolean      is_first_sent);
/* What happens without any step: the ranges of both ends; NULL when they are the same, or one is not known.
 * (transfer full) */
char *br_mapping_dup_default_chip (ClaspShow    *show,
                                   ClaspMapping *mapping);

G_END_DECLS
