/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-universe-lines.h"
#include "core/clasp-settings.h"
#include "dmx/clasp-universe-output.h"

/* ClaspSacnOutput: how a universe goes out: as the connection says, and for single universes as
 * their lines say (bridges.md 5.3).
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* Whom packets reach. */
typedef struct
{
  gboolean is_multicast;
  guint64  hosts; /* bit i: the host of that index */
} ClaspSacnRoute;

typedef struct
{
  guint8         priority;     /* 0-200 */
  guint16        sync_address; /* 0 = none */
  gboolean       is_preview;
  gboolean       is_forced;    /* receivers go on without sync packets */
  guint          max_hz;
  gint64         keep_alive_us;
  ClaspSacnRoute route;
  const gint16  *slot_priorities; /* (unowned) (nullable): of the lines; -1 = that of the universe */
} ClaspSacnOutput;

void clasp_sacn_route_add (ClaspSacnRoute *self, const ClaspSacnRoute *other);

/* "universe-options", with the hosts of "unicast" for all others. */
ClaspUniverseLines *clasp_sacn_output_parse_lines (ClaspSettings *settings, GError **error);
/* That of universes without a line. */
ClaspSacnOutput clasp_sacn_output_read (ClaspSettings *settings, const ClaspUniverseLines *lines);
ClaspSacnOutput clasp_sacn_output_find (const ClaspSacnOutput    *usual,
                                        const ClaspUniverseLines *lines, /* (nullable) */
                                        guint16                   universe);
ClaspUniverseTiming clasp_sacn_output_get_timing (const ClaspSacnOutput *self);
/* The highest rate of universes that wait for sync packets; 0 without any. */
guint clasp_sacn_output_get_round_hz (const ClaspSacnOutput    *usual,
                                      const ClaspUniverseLines *lines); /* (nullable) */

G_END_DECLS
