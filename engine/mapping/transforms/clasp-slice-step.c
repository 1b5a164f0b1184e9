/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspValueStep parent_instance;

  gint64 start, length;
} ClaspSliceStep;

CLASP_DEFINE_VALUE_STEP (ClaspSliceStep, clasp_slice_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspSliceStep *self = (ClaspSliceStep *) step;

  self->start = clasp_settings_get_int (CLASP_SETTINGS (step), "start");
  self->length = clasp_settings_get_int (CLASP_SETTINGS (step), "length");
  return TRUE;
}

/* Where the slice of something @size long begins and ends. */
static void
find_ends (const ClaspSliceStep *self, gsize size, gsize *begin, gsize *end)
{
  gint64 whole = (gint64) size;
  gint64 from = self->start < 0 ? whole + self->start : self->start;
  gint64 to = self->length < 0 ? whole : from + self->length;

  *begin = (gsize) CLAMP (from, 0, whole);
  *end = (gsize) CLAMP (to, (gint64) *begin, whole);
}

static void
slice_array (const ClaspValue *in, gsize begin, gsize end, ClaspValue *out)
{
  g_autofree ClaspValue *parts = g_new (ClaspValue, end - begin + 1);

  for (gsize i = begin; i < end; i++)
    parts[i - begin] = clasp_value_copy (clasp_value_get_element (in, (guint) i));
  *out = clasp_value_array (parts, (guint) (end - begin));
}

static ClaspTransformResult
slice_text (const ClaspSliceStep *self, const ClaspValue *in, ClaspValue *out)
{
  g_autofree char *text = clasp_value_step_dup_text (in);
  const char      *first, *last;
  gsize            begin, end;

  if (text == NULL)
    return CLASP_TRANSFORM_ERROR;
  find_ends (self, (gsize) g_utf8_strlen (text, -1), &begin, &end);
  first = g_utf8_offset_to_pointer (text, (glong) begin);
  last = g_utf8_offset_to_pointer (text, (glong) end);
  return clasp_value_step_take_text (out, first, (gsize) (last - first));
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspSliceStep *self = (ClaspSliceStep *) step;
  gsize                 begin, end, size;
  const guint8         *bytes;

  if (in->type == CLASP_VALUE_ARRAY)
    {
      find_ends (self, clasp_value_get_size (in), &begin, &end);
      slice_array (in, begin, end, out);
      return CLASP_TRANSFORM_PASS;
    }
  if (in->type == CLASP_VALUE_BYTES)
    {
      bytes = clasp_value_get_bytes (in, &size);
      find_ends (self, size, &begin, &end);
      *out = clasp_value_bytes (bytes + begin, end - begin);
      return CLASP_TRANSFORM_PASS;
    }
  return slice_text (self, in, out);
}

static char *
summarise (ClaspValueStep *step)
{
  int start = clasp_settings_get_int (CLASP_SETTINGS (step), "start");
  int length = clasp_settings_get_int (CLASP_SETTINGS (step), "length");

  return length < 0 ? g_strdup_printf ("[%d …]", start)
                    : g_strdup_printf ("[%d + %d]", start, length);
}

static void
clasp_slice_step_class_init (ClaspSliceStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_int ("start", N_ ("From"),
                      N_ ("The first letter, element or byte that stays, from 0; −1 is the last."),
                      -65536, 65536, 0, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
                                g_param_spec_int ("length", N_ ("Length"),
                                                  N_ ("How many stay; −1 is all to the end."), -1,
                                                  65536, -1, CLASP_SETTINGS_FLAGS));
}
