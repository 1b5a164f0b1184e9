/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "show/clasp-show.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
read_mapping (ClaspShow *show, const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspMapping      *mapping = clasp_show_map_from_text (show, text, &error);
  ClaspMapping      *copy;
  g_autofree char   *first = NULL, *second = NULL;

  if (mapping == NULL)
    {
      g_assert_nonnull (error);
      return;
    }
  first = clasp_mapping_to_text (mapping);
  copy = clasp_show_map_from_text (show, first, &error);
  g_assert_no_error (error);
  second = clasp_mapping_to_text (copy);
  g_assert_cmpstr (first, ==, second);
}

static void
read_connection (ClaspShow *show, const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspConnection   *connection = clasp_show_connect_from_text (show, text, &error);

  g_assert_true ((connection == NULL) == (error != NULL));
}

/* What stands behind --map and --connect. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char      *text = g_strndup ((const char *) data, size);
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());

  read_mapping (show, text);
  read_connection (show, text);
  return 0;
}
