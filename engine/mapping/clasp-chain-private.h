/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-chain.h"

/* The parts of a chain that stand alone: ranges and the default conversion. */

G_BEGIN_DECLS

/* FALSE for what no device has: DMX slot 0 or 513, MIDI note 128, channel 17. */
gboolean clasp_address_is_reachable (ClaspStr address);

/* Brings numbers of @range to 0–1. What is no number stays as it is: a step will say so. */
void clasp_convert_to_unit (ClaspValue *value, const ClaspRange *range);
/* The default conversion (ui.md 6): @from is NULL when the source's range is not known. FALSE, and
 * @value as it was, when it cannot become a number and the target needs one. */
gboolean clasp_convert_to_range (ClaspValue *value, const ClaspRange *from, const ClaspRange *to);
/* Rounds and limits to @range without scaling, for what already has a range of its own. */
gboolean clasp_convert_to_level (ClaspValue *value, const ClaspRange *range);

G_END_DECLS
