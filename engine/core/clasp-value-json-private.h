/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"

/* Reads plain JSON text straight into a value: strict (RFC 8259), bounded in depth, exact for
 * 64-bit integers, and with U+0000 in strings, none of which json-glib's parser offers.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* Errors: CLASP_CODEC_ERROR_INVALID_VALUE with the column, counted from 1. */
gboolean clasp_value_parse_json (ClaspStr    text,
                                 guint       max_depth,
                                 ClaspValue *value,
                                 GError    **error);

/* The number all of @text spells in JSON's notation: an int if it is one and fits, else a double.
 * FALSE when it is no number, or none that is finite. */
gboolean clasp_value_parse_number (ClaspStr text, ClaspValue *value);

G_END_DECLS
