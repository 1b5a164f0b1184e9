/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include <string.h>

/* Addresses of our router as ends of version 1: clasp-exchange-ends.c the other way. */

static const struct
{
  const char *ours;
  const char *theirs;
  guint       n_parts; /* behind "ch" */
} midi_types[] = {
  { "note", "noteon", 3 },    { "cc", "cc", 3 },     { "program", "program", 2 },
  { "bend", "pitchbend", 2 }, { "{kind}", NULL, 3 },
};

/* A number, or the capture of that name: then nothing is set. */
static gboolean
set_number (JsonObject *json, const char *name, const char *text, const char *capture)
{
  guint64 number;

  if (strcmp (text, capture) == 0)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, 63999, &number, NULL))
    return FALSE;
  json_object_set_int_member (json, name, (gint64) number);
  return TRUE;
}

/* device, "ch", channel, kind, number */
static gboolean
set_midi (ClaspConnection *connection, JsonObject *json, char **parts, gboolean is_target)
{
  guint       n = g_strv_length (parts);
  const char *device = "*";

  if (n < 4 || strcmp (parts[1], "ch") != 0)
    return FALSE;
  if (is_target)
    device = clasp_settings_get_string (clasp_connection_get_settings (connection), "device");
  if (strcmp (parts[0], device) != 0 || !set_number (json, "midiChannel", parts[2], "{channel}"))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (midi_types); i++)
    if (strcmp (midi_types[i].ours, parts[3]) == 0 && n == midi_types[i].n_parts + 2)
      {
        if (midi_types[i].theirs != NULL)
          json_object_set_string_member (json, "midiType", midi_types[i].theirs);
        return n == 4 || set_number (json, "midiNumber", parts[4], "{number}");
      }
  return FALSE;
}

/* net, sub-net, universe, slot */
static gboolean
set_artnet (JsonObject *json, char **parts)
{
  guint64 net, subnet, universe;

  if (g_strv_length (parts) != 4 || !set_number (json, "dmxChannel", parts[3], "{slot}"))
    return FALSE;
  if (strcmp (parts[0], "{net}") == 0 && strcmp (parts[1], "{subnet}") == 0 &&
      strcmp (parts[2], "{universe}") == 0)
    return TRUE;
  if (!g_ascii_string_to_unsigned (parts[0], 10, 0, 127, &net, NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 10, 0, 15, &subnet, NULL) ||
      !g_ascii_string_to_unsigned (parts[2], 10, 0, 15, &universe, NULL))
    return FALSE;
  json_object_set_int_member (json, "dmxUniverse", (gint64) (net << 8 | subnet << 4 | universe));
  return TRUE;
}

static gboolean
set_slot (JsonObject *json, char **parts)
{
  return g_strv_length (parts) == 2 && set_number (json, "dmxUniverse", parts[0], "{universe}") &&
         set_number (json, "dmxChannel", parts[1], "{slot}");
}

/* As numbers; FALSE when only an address says it. */
static gboolean
set_fields (ClaspConnection *connection, JsonObject *json, const char *address, gboolean is_target)
{
  const char    *kind = clasp_connection_get_kind (connection);
  const char    *rest = address + strlen (clasp_connection_get_namespace (connection));
  g_auto (GStrv) parts = *rest == '/' ? g_strsplit (rest + 1, "/", 8) : NULL;

  if (parts == NULL || parts[0] == NULL)
    return FALSE;
  if (!is_target && strcmp (rest, "/**") == 0)
    return TRUE;
  if (strcmp (kind, "midi") == 0)
    return set_midi (connection, json, parts, is_target);
  if (strcmp (kind, "artnet") == 0)
    return set_artnet (json, parts);
  return strcmp (kind, "osc") != 0 && set_slot (json, parts);
}

/* (transfer full) (nullable): NULL for captures. */
static char *
unescape (const char *address)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *p = address; *p != '\0'; p++)
    {
      if (*p == '{' || *p == '}')
        return NULL;
      if (*p == '\\' && p[1] != '\0')
        p++;
      g_string_append_c (text, *p);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
clasp_export_needs_namespace (ClaspShow *show, ClaspConnection *connection)
{
  const char           *kind = clasp_connection_get_kind (connection);
  g_autoptr (GPtrArray) all = clasp_exchange_list (show, kind);

  return all->len > 1 || strcmp (clasp_connection_get_namespace (connection) + 1, kind) != 0;
}

/* "clasp" for what no connection of the show has. */
static JsonObject *
new_end (ClaspShow *show, ClaspConnection *connection)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (
    json, "protocol", connection != NULL ? clasp_connection_get_kind (connection) : "clasp");
  if (connection != NULL && clasp_export_needs_namespace (show, connection))
    json_object_set_string_member (json, "namespace", clasp_connection_get_namespace (connection));
  return json;
}

JsonObject *
clasp_export_end (ClaspShow *show, const char *address, gboolean is_target, GError **error)
{
  g_autoptr (ClaspConnection) connection = clasp_exchange_find_by_address (show, address);
  g_autoptr (JsonObject)      json = new_end (show, connection);
  g_autofree char            *text = NULL;

  if (connection != NULL && set_fields (connection, json, address, is_target))
    return g_steal_pointer (&json);
  text = unescape (address);
  if (text == NULL)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "“%s”: captures do not exist there", address);
      return NULL;
    }
  json_object_unref (json);
  json = new_end (show, connection);
  json_object_set_string_member (json, "address", text);
  return g_steal_pointer (&json);
}
