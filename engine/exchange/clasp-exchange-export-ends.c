/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include <string.h>

/* Addresses of our router as ends of version 1: clasp-exchange-ends.c the other way. */

static const char *const kinds[] = { "osc", "midi", "artnet", "sacn", "dmx" };

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

/* "midi", device, "ch", channel, kind, number */
static gboolean
set_midi (ClaspShow *show, JsonObject *json, char **parts, gboolean is_target)
{
  g_autoptr (ClaspConnection) connection = clasp_exchange_find (show, "midi");
  guint                       n = g_strv_length (parts);
  const char                 *device;

  if (connection == NULL || n < 5 || strcmp (parts[2], "ch") != 0)
    return FALSE;
  device = is_target
             ? clasp_settings_get_string (clasp_connection_get_settings (connection), "device")
             : "*";
  if (strcmp (parts[1], device) != 0 || !set_number (json, "midiChannel", parts[3], "{channel}"))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (midi_types); i++)
    if (strcmp (midi_types[i].ours, parts[4]) == 0 && n == midi_types[i].n_parts + 3)
      {
        if (midi_types[i].theirs != NULL)
          json_object_set_string_member (json, "midiType", midi_types[i].theirs);
        return n == 5 || set_number (json, "midiNumber", parts[5], "{number}");
      }
  return FALSE;
}

/* "artnet", net, sub-net, universe, slot */
static gboolean
set_artnet (JsonObject *json, char **parts)
{
  guint64 net, subnet, universe;

  if (g_strv_length (parts) != 5 || !set_number (json, "dmxChannel", parts[4], "{slot}"))
    return FALSE;
  if (strcmp (parts[1], "{net}") == 0 && strcmp (parts[2], "{subnet}") == 0 &&
      strcmp (parts[3], "{universe}") == 0)
    return TRUE;
  if (!g_ascii_string_to_unsigned (parts[1], 10, 0, 127, &net, NULL) ||
      !g_ascii_string_to_unsigned (parts[2], 10, 0, 15, &subnet, NULL) ||
      !g_ascii_string_to_unsigned (parts[3], 10, 0, 15, &universe, NULL))
    return FALSE;
  json_object_set_int_member (json, "dmxUniverse", (gint64) (net << 8 | subnet << 4 | universe));
  return TRUE;
}

static gboolean
set_slot (JsonObject *json, char **parts)
{
  return g_strv_length (parts) == 3 && set_number (json, "dmxUniverse", parts[1], "{universe}") &&
         set_number (json, "dmxChannel", parts[2], "{slot}");
}

/* As numbers; FALSE when only an address says it. */
static gboolean
set_fields (ClaspShow  *show,
            JsonObject *json,
            const char *kind,
            const char *address,
            gboolean    is_target)
{
  g_auto (GStrv) parts = g_strsplit (address + 1, "/", 8);

  if (strcmp (parts[0], kind) != 0)
    return FALSE;
  if (!is_target && g_strv_length (parts) == 2 && strcmp (parts[1], "**") == 0)
    return TRUE;
  if (strcmp (kind, "midi") == 0)
    return set_midi (show, json, parts, is_target);
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

/* "clasp" for what no connection of the show has. */
static const char *
find_kind (ClaspShow *show, const char *address)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char            *namespace_ = g_strconcat ("/", kinds[i], NULL);
      g_autoptr (ClaspConnection) connection = clasp_exchange_find (show, kinds[i]);

      if (connection != NULL && clasp_exchange_is_below (address, namespace_))
        return kinds[i];
    }
  return "clasp";
}

static JsonObject *
new_end (const char *kind)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "protocol", kind);
  return json;
}

JsonObject *
clasp_export_end (ClaspShow *show, const char *address, gboolean is_target, GError **error)
{
  const char            *kind = find_kind (show, address);
  g_autoptr (JsonObject) json = new_end (kind);
  g_autofree char       *text = NULL;

  if (*address == '/' && strcmp (kind, "clasp") != 0 &&
      set_fields (show, json, kind, address, is_target))
    return g_steal_pointer (&json);
  text = unescape (address);
  if (text == NULL)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "“%s”: captures do not exist there", address);
      return NULL;
    }
  json_object_unref (json);
  json = new_end (kind);
  json_object_set_string_member (json, "address", text);
  return g_steal_pointer (&json);
}
