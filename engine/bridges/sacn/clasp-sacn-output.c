/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-output.h"

#include "bridges/sacn/clasp-sacn-codec.h"

#define N_REPEATS 3 /* of a change, at full rate (6.4) */

void
clasp_sacn_route_add (ClaspSacnRoute *self, const ClaspSacnRoute *other)
{
  self->is_multicast = self->is_multicast || other->is_multicast;
  self->hosts |= other->hosts;
}

static gboolean
parse_universe (const char *text, guint16 *universe)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 1, CLASP_SACN_MAX_UNIVERSE, &number, NULL))
    return FALSE;

  *universe = (guint16) number;
  return TRUE;
}

static gboolean
check_host (const char *text, GError **error)
{
  return clasp_targets_check ((const char *const[]){ text, NULL }, CLASP_SACN_PORT, error);
}

/**
 * clasp_sacn_output_parse_lines:
 * @settings: of an sACN connection
 * @error: return location for CLASP_SHOW_ERROR_SETTING, with line and column
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): what is otherwise for single universes
 */
ClaspUniverseLines *
clasp_sacn_output_parse_lines (ClaspSettings *settings, GError **error)
{
  static const ClaspUniverseGrammar grammar = {
    .parse = parse_universe,
    .universe = "a number from 1 to 63999, or two with ‘-’ between them",
    .check_host = check_host,
    .keys = CLASP_UNIVERSE_PRIORITY | CLASP_UNIVERSE_PREVIEW | CLASP_UNIVERSE_SYNC |
            CLASP_UNIVERSE_FORCED | CLASP_UNIVERSE_MULTICAST | CLASP_UNIVERSE_UNICAST |
            CLASP_UNIVERSE_MIN_HZ | CLASP_UNIVERSE_MAX_HZ | CLASP_UNIVERSE_SLOT_PRIORITIES |
            CLASP_UNIVERSE_MERGE,
    .sync_max = CLASP_SACN_MAX_UNIVERSE,
  };

  return clasp_universe_lines_new (clasp_settings_get_strv (settings, "universe-options"),
                                   clasp_settings_get_strv (settings, "unicast"), &grammar, error);
}

/**
 * clasp_sacn_output_read:
 * @settings: of an sACN connection
 * @lines: what is otherwise for single universes
 *
 * Thread: any.
 *
 * Returns: how all others go out
 */
ClaspSacnOutput
clasp_sacn_output_read (ClaspSettings *settings, const ClaspUniverseLines *lines)
{
  guint min_hz = (guint) clasp_settings_get_int (settings, "min-hz");

  return (ClaspSacnOutput){
    .priority = (guint8) clasp_settings_get_int (settings, "priority"),
    .sync_address = (guint16) clasp_settings_get_int (settings, "sync-universe"),
    .is_preview = clasp_settings_get_boolean (settings, "preview"),
    .is_forced = clasp_settings_get_boolean (settings, "force-sync"),
    .max_hz = (guint) clasp_settings_get_int (settings, "max-hz"),
    .keep_alive_us = min_hz != 0
                       ? G_USEC_PER_SEC / min_hz
                       : (gint64) clasp_settings_get_int (settings, "keep-alive-ms") * 1000,
    .route = { .is_multicast = clasp_settings_get_boolean (settings, "multicast"),
               .hosts = clasp_universe_lines_get_usual_hosts (lines) },
  };
}

static ClaspSacnOutput
apply (const ClaspSacnOutput *usual, const ClaspUniverseLine *line)
{
  ClaspSacnOutput output = *usual;

  if ((line->keys & CLASP_UNIVERSE_PRIORITY) != 0)
    output.priority = line->priority;
  if ((line->keys & CLASP_UNIVERSE_SYNC) != 0)
    output.sync_address = line->sync;
  output.is_preview = clasp_universe_line_is (line, CLASP_UNIVERSE_PREVIEW, usual->is_preview);
  output.is_forced = clasp_universe_line_is (line, CLASP_UNIVERSE_FORCED, usual->is_forced);
  if (line->max_hz != 0)
    output.max_hz = line->max_hz;
  if (line->min_hz != 0)
    output.keep_alive_us = G_USEC_PER_SEC / line->min_hz;
  output.route.is_multicast =
    clasp_universe_line_is (line, CLASP_UNIVERSE_MULTICAST, usual->route.is_multicast);
  if ((line->keys & CLASP_UNIVERSE_UNICAST) != 0)
    output.route.hosts = line->hosts;
  output.slot_priorities = line->slot_priorities;
  return output;
}

/**
 * clasp_sacn_output_find:
 * @usual: how universes go out of which no line speaks
 * @lines: (nullable): the lines
 * @universe: 1–63999
 *
 * Thread: any.
 *
 * Returns: how that one does
 */
ClaspSacnOutput
clasp_sacn_output_find (const ClaspSacnOutput    *usual,
                        const ClaspUniverseLines *lines,
                        guint16                   universe)
{
  const ClaspUniverseLine *line =
    lines != NULL ? clasp_universe_lines_find (lines, universe) : NULL;

  return line != NULL ? apply (usual, line) : *usual;
}

/**
 * clasp_sacn_output_get_timing:
 * @self: how a universe goes out
 *
 * Thread: any.
 *
 * Returns: when its frames leave
 */
ClaspUniverseTiming
clasp_sacn_output_get_timing (const ClaspSacnOutput *self)
{
  return (ClaspUniverseTiming){
    .interval_ns = CLASP_DMX_INTERVAL_NS (self->max_hz),
    .keep_alive_us = self->keep_alive_us,
    .n_repeats = N_REPEATS,
    .make_up_us = CLASP_UNIVERSE_MAKE_UP_US,
  };
}

/**
 * clasp_sacn_output_get_round_hz:
 * @usual: how universes go out of which no line speaks
 * @lines: (nullable): the lines
 *
 * Thread: any.
 *
 * Returns: the highest rate of universes that wait for sync packets; 0 if none do
 */
guint
clasp_sacn_output_get_round_hz (const ClaspSacnOutput *usual, const ClaspUniverseLines *lines)
{
  guint hz = usual->sync_address != 0 ? usual->max_hz : 0;

  for (guint i = 0; lines != NULL && i < clasp_universe_lines_get_count (lines); i++)
    {
      ClaspSacnOutput output = apply (usual, clasp_universe_lines_get (lines, i));

      if (output.sync_address != 0)
        hz = MAX (hz, output.max_hz);
    }
  return hz;
}
