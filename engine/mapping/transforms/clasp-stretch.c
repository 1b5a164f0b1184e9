/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-stretch.h"

#include <glib/gi18n-lib.h>

static void
install (ClaspSettingsClass *klass,
         const char         *name,
         const char         *nick,
         const char         *blurb,
         double              value)
{
  clasp_settings_class_install (
    klass, clasp_transform_param_number (name, nick, blurb, -G_MAXDOUBLE, G_MAXDOUBLE, value));
}

void
clasp_stretch_install (ClaspSettingsClass *klass, double out_max)
{
  install (klass, "in-min", N_ ("From"), N_ ("What comes in at the low end."), 0.0);
  install (klass, "in-max", N_ ("To"), N_ ("What comes in at the high end."), 1.0);
  install (klass, "out-min", N_ ("Becomes from"), N_ ("What goes out at the low end."), 0.0);
  install (klass, "out-max", N_ ("Becomes to"), N_ ("What goes out at the high end."), out_max);
}

ClaspStretch
clasp_stretch_read (ClaspSettings *settings)
{
  return (ClaspStretch){
    .in_min = clasp_settings_get_double (settings, "in-min"),
    .in_max = clasp_settings_get_double (settings, "in-max"),
    .out_min = clasp_settings_get_double (settings, "out-min"),
    .out_max = clasp_settings_get_double (settings, "out-max"),
  };
}

/* Of a range without width everything is at its low end (mapping.md 4). */
double
clasp_stretch_get_share (const ClaspStretch *self, double in)
{
  return self->in_min == self->in_max ? 0.0 : (in - self->in_min) / (self->in_max - self->in_min);
}

/* Not out_min + share × (out_max − out_min): at 1 that may miss out_max by a rounding. */
double
clasp_stretch_place (const ClaspStretch *self, double share)
{
  return share == 1.0 ? self->out_max : self->out_min + share * (self->out_max - self->out_min);
}

char *
clasp_stretch_summarise (ClaspSettings *settings, const char *arrow)
{
  static const char *const names[] = { "in-min", "in-max", "out-min", "out-max" };
  char                     texts[4][CLASP_NUMBER_TEXT];

  for (guint i = 0; i < 4; i++)
    clasp_number_text (clasp_settings_get_double (settings, names[i]), texts[i]);
  return g_strdup_printf ("%s–%s %s %s–%s", texts[0], texts[1], arrow, texts[2], texts[3]);
}

ClaspTransform *
clasp_stretch_invert (ClaspTransform *transform, GError **error)
{
  const ClaspStretch stretch = clasp_stretch_read (CLASP_SETTINGS (transform));
  ClaspSettings     *back;

  if (stretch.out_min == stretch.out_max)
    {
      clasp_transform_refuse (error, "everything becomes %g", stretch.out_min);
      return NULL;
    }
  back = clasp_settings_copy (CLASP_SETTINGS (transform));
  g_object_set (back, "in-min", stretch.out_min, "in-max", stretch.out_max, "out-min",
                stretch.in_min, "out-max", stretch.in_max, NULL);
  return CLASP_TRANSFORM (back);
}
