/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-text.h"

#include "widgets/br-format.h"

#include <glib/gi18n.h>
#include <string.h>

char *
br_monitor_time_text (const ClaspMonitorRecord *record)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_local (record->time_us / G_USEC_PER_SEC);
  g_autofree char      *text = second != NULL ? g_date_time_format (second, "%H:%M:%S") : NULL;

  return g_strdup_printf ("%s.%03d",
                          text != NULL ? text : "–",
                          (int) (record->time_us % G_USEC_PER_SEC / 1000));
}

static char *
cut_text (const ClaspMonitorRecord *record)
{
  g_autofree char *text = g_utf8_make_valid (record->text, -1);

  if (record->value_type == CLASP_VALUE_STRING && record->length <= strlen (record->text))
    return g_strdup_printf ("“%s”", text);
  if (record->value_type != CLASP_VALUE_STRING && strlen (record->text) < CLASP_MONITOR_TEXT)
    return g_steal_pointer (&text);

  /* Translators: a long value: how many bytes or elements it has, and how it begins */
  return g_strdup_printf (_("[%u] %s…"), record->length, text);
}

char *
br_monitor_value_text (const ClaspMonitorRecord *record)
{
  char buffer[32];

  switch ((ClaspValueType) record->value_type)
    {
    case CLASP_VALUE_NULL:
      return g_strdup ("–");
    case CLASP_VALUE_BOOL:
      return g_strdup (record->number_value > 0.5 ? C_ ("value", "On") : C_ ("value", "Off"));
    case CLASP_VALUE_INT:
      return g_strdup (record->text);
    case CLASP_VALUE_DOUBLE:
      br_format_number (record->number_value, buffer, sizeof buffer);
      return g_strdup (buffer);
    case CLASP_VALUE_STRING:
    case CLASP_VALUE_BYTES:
    case CLASP_VALUE_ARRAY:
    case CLASP_VALUE_MAP:
      return cut_text (record);
    }

  return g_strdup ("");
}

const char *
br_monitor_direction_text (const ClaspMonitorRecord *record)
{
  return record->hops == 0 ? C_ ("direction", "in") : C_ ("direction", "mapped");
}

char *
br_monitor_line_text (const ClaspMonitorRecord *record,
                      const char               *who)
{
  g_autofree char *time = br_monitor_time_text (record);

  return g_strdup_printf ("%s\t%s\t%s\t%s\t%s",
                          time,
                          br_monitor_direction_text (record),
                          who != NULL ? who : "",
                          record->address,
                          record->text);
}

char *
br_monitor_effect_text (const ClaspMonitorRecord *record,
                        guint                     n_mappings)
{
  if (n_mappings > 0)
    return g_strdup_printf (ngettext ("%u mapping", "%u mappings", n_mappings), n_mappings);
  if (record->hops > 0 && record->after_us > 0)
    return br_format_units (g_strdup_printf ("+%.1f ms", (double) record->after_us / 1000));

  return g_strdup ("");
}
