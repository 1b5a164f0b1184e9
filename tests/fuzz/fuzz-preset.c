/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "presets/clasp-preset.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A preset from anywhere: refused with a reason, or told and applied; the second time adds nothing. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char        *text = g_strndup ((const char *) data, size);
  g_autoptr (GError)      error = NULL;
  g_autoptr (ClaspPreset) preset = clasp_preset_new_from_text (clasp_kinds (), text, &error);
  g_autoptr (ClaspShow)   show = clasp_show_new (clasp_kinds ());
  g_autofree char        *once = NULL, *twice = NULL;
  g_autoptr (GPtrArray)   lines = NULL;

  if (preset == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  clasp_preset_matches (preset, "a b");
  lines = clasp_preset_preview (preset, show, CLASP_PRESET_MERGE, NULL, NULL);
  if (lines == NULL || !clasp_preset_apply (preset, show, CLASP_PRESET_MERGE, NULL, NULL))
    return 0;
  once = clasp_show_to_text (show);
  if (!clasp_preset_apply (preset, show, CLASP_PRESET_MERGE, NULL, NULL))
    return 0;
  twice = clasp_show_to_text (show);
  g_assert_cmpstr (once, ==, twice);
  return 0;
}
