/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-short-name.h"

#include <glib/gi18n.h>
#include <string.h>

char *
br_short_name (const char *address)
{
  g_auto (GStrv) parts = g_strsplit (address, "/", -1);
  guint          n = g_strv_length (parts);

  /* "", "artnet", net, subnet, universe, slot */
  if (n == 6 && g_str_has_prefix (parts[1], "artnet"))
    /* Translators: a DMX universe (net:subnet:universe) and a channel in it */
    return g_strdup_printf (_("DMX %s:%s:%s ch %s"), parts[2], parts[3], parts[4], parts[5]);
  /* "", "sacn", universe, slot */
  if (n == 4 && (g_str_has_prefix (parts[1], "sacn") || g_str_has_prefix (parts[1], "dmx")))
    /* Translators: a DMX universe by its number, and a channel in it */
    return g_strdup_printf (_("DMX %s ch %s"), parts[2], parts[3]);
  /* …, "ch", channel, kind, number */
  if (n >= 7 && g_str_has_prefix (parts[1], "midi") && g_str_equal (parts[n - 4], "ch"))
    return g_strdup_printf (_("ch %s %s %s"), parts[n - 3], parts[n - 2], parts[n - 1]);
  /* A bare number or letter says nothing without what stands before it. */
  if (n >= 3 && strlen (parts[n - 1]) <= 3)
    return g_strdup_printf ("%s/%s", parts[n - 2], parts[n - 1]);

  return g_strdup (n > 0 ? parts[n - 1] : address);
}
