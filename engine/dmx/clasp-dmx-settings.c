/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-dmx-settings.h"

#include "core/clasp-error.h"

#include <glib/gi18n-lib.h>

/**
 * clasp_dmx_loss_install:
 * @klass: the settings of a connection
 *
 * Thread: any.
 */
void
clasp_dmx_loss_install (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "loss", N_ ("Without a source"),
             N_ ("What becomes of the levels when the last source is gone. hold: they stay. "
                 "zero: all slots go to 0. cue: slots go to their cue level, which the router’s "
                 "notes of slots say; those without one stay."),
             clasp_dmx_loss_get_type (), CLASP_DMX_LOSS_HOLD, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("loss-fade-ms", N_ ("Fade without a source"),
                              N_ ("Milliseconds the slots take to their cue level; 0 is at once."),
                              0, 600000, 2000, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "loss");
  clasp_settings_class_advanced (klass, "loss-fade-ms");
}

/**
 * clasp_dmx_loss_read:
 * @settings: with those two
 * @loss: (out): what becomes of levels without a source
 * @fade_us: (out): how long they take to their cue levels
 *
 * Thread: any.
 */
void
clasp_dmx_loss_read (ClaspSettings *settings, ClaspDmxLoss *loss, gint64 *fade_us)
{
  *loss = (ClaspDmxLoss) clasp_settings_get_int (settings, "loss");
  *fade_us = (gint64) clasp_settings_get_int (settings, "loss-fade-ms") * 1000;
}

/**
 * clasp_dmx_rates_check:
 * @settings: with "min-hz" and "max-hz"
 * @error: return location for CLASP_SHOW_ERROR_SETTING
 *
 * Thread: any.
 *
 * Returns: %TRUE if unchanged frames leave no more often than any may
 */
gboolean
clasp_dmx_rates_check (ClaspSettings *settings, GError **error)
{
  int minimum = clasp_settings_get_int (settings, "min-hz");
  int maximum = clasp_settings_get_int (settings, "max-hz");

  if (minimum <= maximum)
    return TRUE;

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "min-hz: %d repeats a second are more than the %d frames that may leave (“max-hz”)",
               minimum, maximum);
  return FALSE;
}
