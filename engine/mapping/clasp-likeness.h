/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"

/* How far one value is from another: for what leaves out that which changes nothing (mapping.md 11.4).
 *
 * Numbers are compared as numbers, `1` is `1.0`; lists and maps part by part. Everything else is the same
 * or another.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* Whether no number in @b differs from that of @a by more than @tolerance, and all else is the same. */
gboolean clasp_values_are_alike (const ClaspValue *a, const ClaspValue *b, double tolerance);

/* Whether two numbers count as one. */
typedef gboolean (*ClaspLikenessFunc) (double distance, double tolerance);
/* What @value becomes if what is too near to @last stays where it was: each number of a list or a map by
 * itself. FALSE, and null in @out, when nothing at all has moved. */
gboolean clasp_value_settle (const ClaspValue *last,
                             const ClaspValue *value,
                             ClaspLikenessFunc is_near,
                             double            tolerance,
                             ClaspValue       *out);

G_END_DECLS
