/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/announced.h"

static void
add_cb (const ClaspSignalInfo *info, gpointer user_data)
{
  GString *line = g_string_new_len (info->address.data, (gssize) info->address.length);

  g_string_append_printf (line, " %s %.*s %.*s", clasp_signal_to_string (info->signal), (int) info->datatype.length,
                          info->datatype.data, (int) info->access.length, info->access.data);
  if (info->has_range)
    g_string_append_printf (line, " %g-%g", info->minimum, info->maximum);
  if (info->has_unit)
    g_string_append_printf (line, " %.*s", (int) info->unit.length, info->unit.data);
  g_ptr_array_add (user_data, g_string_free (line, FALSE));
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

char *
announced_print (ClaspRouter *router, const char *pattern)
{
  g_autoptr (GPtrArray)    lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspPattern) all = clasp_pattern_new (clasp_str (pattern));

  clasp_router_foreach_signal (router, all, add_cb, lines);
  g_ptr_array_sort (lines, compare);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}
