/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test-show.h"

#include "clasp-kinds.h"

void
clasp_test_write_show (const char *path,
                       const char *text)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;

  clasp_show_from_text (show, text, problems, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_error ("%s: %s", path, (const char *) problems->pdata[i]);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

ClaspConnection *
clasp_test_connect (ClaspShow  *show,
                    const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspConnection   *connection = clasp_show_connect_from_text (show, text, &error);

  g_assert_no_error (error);
  return connection;
}

ClaspMapping *
clasp_test_map (ClaspShow  *show,
                const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspMapping      *mapping = clasp_show_map_from_text (show, text, &error);

  g_assert_no_error (error);
  return mapping;
}
