/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-lamp.h"

#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-colour.h"

#include <glib/gi18n-lib.h>

G_DEFINE_ENUM_TYPE (ClaspLampMode,
                    clasp_lamp_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_LAMP_SUBTRACT, "subtract"),
                    G_DEFINE_ENUM_VALUE (CLASP_LAMP_ADD, "add"))

gboolean
clasp_lamp_read_colour (ClaspSettings *settings, const char *name, double rgb[3], GError **error)
{
  const char *text = clasp_settings_get_string (settings, name);
  double      rgba[4];
  guint       n;

  if (!clasp_colour_from_hex (text, rgba, &n))
    return clasp_transform_refuse (error, "%s: ‘%s’ is no colour, as #ffcc88", name, text);
  if (rgba[0] + rgba[1] + rgba[2] == 0.0)
    return clasp_transform_refuse (error, "%s: is black", name);
  for (guint i = 0; i < 3; i++)
    rgb[i] = rgba[i];
  return TRUE;
}

double
clasp_lamp_take (ClaspLampMode mode, const double colour[3], double rgb[3])
{
  double share = clasp_colour_share (rgb, colour);

  for (guint i = 0; i < 3 && mode == CLASP_LAMP_SUBTRACT; i++)
    rgb[i] = MAX (rgb[i] - share * colour[i], 0.0);
  return share;
}

void
clasp_lamp_class_install_mode (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass,
    g_param_spec_enum ("mode", N_ ("Mode"),
                       N_ ("subtract: red, green and blue lose what the further colours "
                           "give. add: they stay, and it gets brighter."),
                       clasp_lamp_mode_get_type (), CLASP_LAMP_SUBTRACT, CLASP_SETTINGS_FLAGS));
}
