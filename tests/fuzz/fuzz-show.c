/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "show/clasp-show.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A show file from anywhere: refused, or read so that its own text reads as the same show again. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char      *text = g_strndup ((const char *) data, size);
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;

  if (!clasp_show_from_text (show, text, problems, &error))
    g_assert_nonnull (error);
  else
    {
      g_autofree char *first = clasp_show_to_text (show), *second = NULL;

      g_ptr_array_set_size (problems, 0);
      clasp_show_from_text (show, first, problems, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (problems->len, ==, 0);
      second = clasp_show_to_text (show);
      g_assert_cmpstr (first, ==, second);
    }
  return 0;
}
