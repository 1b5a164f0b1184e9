/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* "5" or "1-8", as channels and controllers are written in settings.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef struct
{
  guint first, last; /* first ≤ last */
} ClaspMidiRange;

/* All of @text, both ends within @minimum and @maximum. */
gboolean clasp_midi_range_parse (const char     *text,
                                 guint           minimum,
                                 guint           maximum,
                                 ClaspMidiRange *range);

G_END_DECLS
