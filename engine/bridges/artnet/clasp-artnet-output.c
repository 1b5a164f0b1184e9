/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-output.h"

static ClaspUniverseMode
read_mode (ClaspSettings *settings)
{
  if (clasp_settings_get_boolean (settings, "broadcast"))
    return CLASP_UNIVERSE_BROADCAST;
  return clasp_settings_get_boolean (settings, "find-nodes") ? CLASP_UNIVERSE_DISCOVERED
                                                             : CLASP_UNIVERSE_LIST;
}

/**
 * clasp_artnet_output_read:
 * @settings: of an Art-Net connection
 *
 * Thread: any.
 *
 * Returns: how universes go out that no line speaks of
 */
ClaspArtnetOutput
clasp_artnet_output_read (ClaspSettings *settings)
{
  guint min_hz = (guint) clasp_settings_get_int (settings, "min-hz");

  return (ClaspArtnetOutput){
    .max_hz = (guint) clasp_settings_get_int (settings, "max-hz"),
    .keep_alive_us = min_hz != 0
                       ? G_USEC_PER_SEC / min_hz
                       : (gint64) clasp_settings_get_int (settings, "keep-alive-ms") * 1000,
    .is_continuous = clasp_settings_get_boolean (settings, "continuous"),
    .is_synced = clasp_settings_get_boolean (settings, "sync"),
    .is_dark_on_stop = clasp_settings_get_boolean (settings, "blackout-on-stop"),
    .mode = read_mode (settings),
  };
}

/**
 * clasp_artnet_output_get_mode:
 * @usual: how universes go out that no line speaks of
 * @line: (nullable): a line
 *
 * Hosts that a line names are the only ones, unless it says where to itself.
 *
 * Thread: any.
 *
 * Returns: where its universes go to
 */
ClaspUniverseMode
clasp_artnet_output_get_mode (const ClaspArtnetOutput *usual, const ClaspUniverseLine *line)
{
  if (line == NULL)
    return usual->mode;
  if ((line->keys & CLASP_UNIVERSE_MODE) != 0)
    return line->mode;
  return (line->keys & CLASP_UNIVERSE_UNICAST) != 0 ? CLASP_UNIVERSE_LIST : usual->mode;
}

static ClaspArtnetOutput
apply (const ClaspArtnetOutput *usual, const ClaspUniverseLine *line)
{
  ClaspArtnetOutput output = *usual;

  output.is_continuous =
    clasp_universe_line_is (line, CLASP_UNIVERSE_CONTINUOUS, usual->is_continuous);
  output.is_synced = clasp_universe_line_is (line, CLASP_UNIVERSE_TOGETHER, usual->is_synced);
  output.is_dark_on_stop =
    clasp_universe_line_is (line, CLASP_UNIVERSE_DARK_ON_STOP, usual->is_dark_on_stop);
  output.mode = clasp_artnet_output_get_mode (usual, line);
  if (line->max_hz != 0)
    output.max_hz = line->max_hz;
  if (line->min_hz != 0)
    output.keep_alive_us = G_USEC_PER_SEC / line->min_hz;
  return output;
}

/**
 * clasp_artnet_output_find:
 * @usual: how universes go out that no line speaks of
 * @lines: (nullable): the lines
 * @universe: 0–32767
 *
 * Thread: any.
 *
 * Returns: how that one does
 */
ClaspArtnetOutput
clasp_artnet_output_find (const ClaspArtnetOutput  *usual,
                          const ClaspUniverseLines *lines,
                          guint16                   universe)
{
  const ClaspUniverseLine *line =
    lines != NULL ? clasp_universe_lines_find (lines, universe) : NULL;

  return line != NULL ? apply (usual, line) : *usual;
}

/**
 * clasp_artnet_output_get_timing:
 * @self: how a universe goes out
 *
 * Thread: any.
 *
 * Returns: when its frames leave
 */
ClaspUniverseTiming
clasp_artnet_output_get_timing (const ClaspArtnetOutput *self)
{
  gint64 interval_ns = CLASP_DMX_INTERVAL_NS (self->max_hz);

  return (ClaspUniverseTiming){
    .interval_ns = interval_ns,
    .keep_alive_us = self->is_continuous ? interval_ns / 1000 : self->keep_alive_us,
    .n_repeats = 1,
    .make_up_us = CLASP_UNIVERSE_MAKE_UP_US,
  };
}

/**
 * clasp_artnet_output_get_round_hz:
 * @usual: how universes go out that no line speaks of
 * @lines: (nullable): the lines
 *
 * Thread: any.
 *
 * Returns: the highest rate of universes that leave together; 0 if none do
 */
guint
clasp_artnet_output_get_round_hz (const ClaspArtnetOutput *usual, const ClaspUniverseLines *lines)
{
  guint hz = usual->is_synced ? usual->max_hz : 0;

  for (guint i = 0; lines != NULL && i < clasp_universe_lines_get_count (lines); i++)
    {
      ClaspArtnetOutput output = apply (usual, clasp_universe_lines_get (lines, i));

      if (output.is_synced)
        hz = MAX (hz, output.max_hz);
    }
  return hz;
}

/**
 * clasp_artnet_output_has_mode:
 * @usual: how universes go out that no line speaks of
 * @lines: (nullable): the lines
 * @mode: a way to go out
 *
 * Thread: any.
 *
 * Returns: %TRUE if any universe may go out that way
 */
gboolean
clasp_artnet_output_has_mode (const ClaspArtnetOutput  *usual,
                              const ClaspUniverseLines *lines,
                              ClaspUniverseMode         mode)
{
  gboolean has = usual->mode == mode;

  for (guint i = 0; !has && lines != NULL && i < clasp_universe_lines_get_count (lines); i++)
    has = clasp_artnet_output_get_mode (usual, clasp_universe_lines_get (lines, i)) == mode;
  return has;
}
