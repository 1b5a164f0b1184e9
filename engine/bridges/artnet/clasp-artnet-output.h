/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-universe-lines.h"
#include "core/clasp-settings.h"
#include "dmx/clasp-universe-output.h"

/* ClaspArtnetOutput: how a universe goes out: as the connection says, and for single universes as
 * their lines say (bridges.md 4.3).
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef struct
{
  guint             max_hz;
  gint64            keep_alive_us;
  gboolean          is_continuous;   /* unchanged frames leave at the full rate */
  gboolean          is_synced;       /* leaves together with all others that do, before an ArtSync */
  gboolean          is_dark_on_stop; /* zeros leave when the connection stops */
  ClaspUniverseMode mode;
} ClaspArtnetOutput;

/* That of universes without a line. */
ClaspArtnetOutput   clasp_artnet_output_read (ClaspSettings *settings);
ClaspArtnetOutput   clasp_artnet_output_find (const ClaspArtnetOutput  *usual,
                                              const ClaspUniverseLines *lines, /* (nullable) */
                                              guint16                   universe);
ClaspUniverseTiming clasp_artnet_output_get_timing (const ClaspArtnetOutput *self);
/* The highest rate of universes that leave together; 0 without any. */
guint               clasp_artnet_output_get_round_hz (const ClaspArtnetOutput  *usual,
                                                      const ClaspUniverseLines *lines);
/* Where universes of @line go to. */
ClaspUniverseMode   clasp_artnet_output_get_mode (const ClaspArtnetOutput *usual,
                                                  const ClaspUniverseLine *line /* (nullable) */);
/* Any universe goes there, also one without a line. */
gboolean            clasp_artnet_output_has_mode (const ClaspArtnetOutput  *usual,
                                                  const ClaspUniverseLines *lines,
                                                  ClaspUniverseMode         mode);

G_END_DECLS
