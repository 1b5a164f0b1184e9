/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dmx/clasp-dmx.h"

/* Levels and numbers of universes as people write them. Thread: any (pure functions). */

G_BEGIN_DECLS

typedef enum
{
  BR_DMX_LEVEL,   /* 0–255 */
  BR_DMX_PERCENT,
  BR_DMX_HEX,
  BR_DMX_N_UNITS  /* how many */
} BrDmxUnit;

#define BR_DMX_MAX_ENTRY 3 /* characters of the longest level */

/* Without a unit: "164", "64", "A4". */
void     br_dmx_format    (guint8 level, BrDmxUnit unit, char *buffer, gsize size);
/* FALSE: that is no level in this unit. */
gboolean br_dmx_parse     (const char *text, BrDmxUnit unit, guint8 *level);
/* May @character follow @text, so that it is still a level? */
gboolean br_dmx_can_append (const char *text, char character, BrDmxUnit unit);
/* TRUE when nothing may follow: who typed it is done. */
gboolean br_dmx_is_whole  (const char *text, BrDmxUnit unit);

/* "1-10, 532-540" */
#define BR_RANGES_MAX 64

typedef struct
{
  guint n;
  struct
  {
    guint first, last; /* both included */
  } runs[BR_RANGES_MAX];
} BrRanges;

/* Errors: CLASP_SHOW_ERROR_SETTING, a sentence. Nothing but blanks: no runs, which is all. */
gboolean br_ranges_parse    (const char *text, BrRanges *ranges, GError **error);
/* No runs: TRUE. */
gboolean br_ranges_contain  (const BrRanges *self, guint number);
/* Are all of @other's numbers in @self? */
gboolean br_ranges_include  (const BrRanges *self, const BrRanges *other);

/* "0:0:1" is 1, "1:2:3" is 291, "7" is 7; FALSE when it is no number. */
gboolean br_universe_number (const char *label, guint *number);

G_END_DECLS
