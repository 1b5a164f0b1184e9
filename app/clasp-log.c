/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-log.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

static ClaspLogFormat log_format;

static const char *
level_name (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return "error";
  if (level & G_LOG_LEVEL_WARNING)
    return "warning";
  if (level & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO))
    return "info";
  return "debug";
}

static const char *
find_field (const GLogField *fields,
            gsize            n_fields,
            const char      *key)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, key))
      return fields[i].value;

  return "";
}

static char *
time_text (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%f%:z");
}

static void
print_json (GLogLevelFlags level,
            const char    *topic,
            const char    *message)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode)    root = NULL;
  g_autofree char        *time = time_text ();
  g_autofree char        *line = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "time");
  json_builder_add_string_value (builder, time);
  json_builder_set_member_name (builder, "level");
  json_builder_add_string_value (builder, level_name (level));
  json_builder_set_member_name (builder, "topic");
  json_builder_add_string_value (builder, topic);
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, message);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  line = json_to_string (root, FALSE);
  fprintf (stderr, "%s\n", line);
}

static void
print_text (GLogLevelFlags level,
            const char    *topic,
            const char    *message)
{
  g_autofree char *time = time_text ();

  fprintf (stderr, "%.12s %-7s %s: %s\n", time + 11, level_name (level), topic, message);
}

static GLogWriterOutput
write_cb (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         user_data)
{
  const char *topic = find_field (fields, n_fields, "GLIB_DOMAIN");
  const char *message = find_field (fields, n_fields, "MESSAGE");

  if (g_log_writer_default_would_drop (level, topic))
    return G_LOG_WRITER_HANDLED;

  if (log_format == CLASP_LOG_JSON)
    print_json (level, topic, message);
  else
    print_text (level, topic, message);
  return G_LOG_WRITER_HANDLED;
}

/**
 * clasp_log_format_from_string:
 * @text: "text" or "json"
 * @format: (out): the format
 *
 * Returns: %TRUE when @text is one of the two
 */
gboolean
clasp_log_format_from_string (const char     *text,
                              ClaspLogFormat *format)
{
  *format = g_str_equal (text, "json") ? CLASP_LOG_JSON : CLASP_LOG_TEXT;
  return g_str_equal (text, "json") || g_str_equal (text, "text");
}

/**
 * clasp_log_start:
 * @format: how lines look
 *
 * Takes over GLib's log; call once, before anything logs.
 */
void
clasp_log_start (ClaspLogFormat format)
{
  log_format = format;
  g_log_set_writer_func (write_cb, NULL, NULL);
}
