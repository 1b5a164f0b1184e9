/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include <string.h>

/* Design notes.
 *
 * An end of version 1 names a protocol and either an address or numbers: MIDI kind, channel and
 * number, DMX universe and slot. Ours are always addresses of the router, spelled as the bridges do
 * (engine/bridges/midi, artnet, sacn, dmx-usb). A number that a source leaves open becomes a
 * capture; one that a target leaves open is that of the source, captured or written. */

static const struct
{
  const char *theirs;
  const char *ours;
  gboolean    has_number;
} midi_types[] = {
  { "noteon", "note", TRUE },      { "noteoff", "note", TRUE },    { "cc", "cc", TRUE },
  { "program", "program", FALSE }, { "pitchbend", "bend", FALSE },
};

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, text);
  return FALSE;
}

static char *
fail_text (GError **error, const char *text)
{
  fail (error, text);
  return NULL;
}

static gboolean
has_protocol (JsonObject *json, const char *protocol)
{
  return json != NULL && g_strcmp0 (clasp_exchange_get_text (json, "protocol"), protocol) == 0;
}

/* Braces mean nothing in version 1. */
static char *
escape (const char *address)
{
  GString *text = g_string_new (NULL);

  for (const char *p = address; *p != '\0'; p++)
    {
      if (strchr ("{}\\", *p) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_c (text, *p);
    }
  return g_string_free (text, FALSE);
}

/* A number, or "{name}" where it is left open. */
static char *
number_or_capture (gint64 number, const char *name)
{
  return number >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, number)
                     : g_strdup_printf ("{%s}", name);
}

/* ---- MIDI ---- */

typedef struct
{
  const char *type; /* (nullable) of ours */
  gboolean    has_number;
  gint64      channel, number; /* -1 = open */
} MidiEnd;

static gboolean
read_midi_type (JsonObject *json, MidiEnd *end, GError **error)
{
  const char *type = clasp_exchange_get_text (json, "midiType");

  if (type == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (midi_types); i++)
    if (strcmp (midi_types[i].theirs, type) == 0)
      {
        end->type = midi_types[i].ours;
        end->has_number = midi_types[i].has_number;
        return TRUE;
      }

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "midiType “%.64s” is not known",
               type);
  return FALSE;
}

static gboolean
read_midi (JsonObject *json, MidiEnd *end, GError **error)
{
  *end = (MidiEnd){ NULL, TRUE, -1, -1 };
  if (!read_midi_type (json, end, error) ||
      !clasp_exchange_get_number (json, "midiChannel", 0, 16, &end->channel, error) ||
      !clasp_exchange_get_number (json, "midiNumber", 0, 127, &end->number, error))
    return FALSE;
  if (end->channel == 0) /* any, as nothing */
    end->channel = -1;
  return TRUE;
}

static gboolean
is_midi_open (const MidiEnd *end)
{
  return end->type == NULL && end->channel < 0 && end->number < 0;
}

/* What is behind the device's name. */
static char *
print_midi (const MidiEnd *end)
{
  g_autofree char *channel = number_or_capture (end->channel, "channel");
  g_autofree char *number = number_or_capture (end->number, "number");

  if (end->type != NULL && !end->has_number)
    return g_strdup_printf ("ch/%s/%s", channel, end->type);
  return g_strdup_printf ("ch/%s/%s/%s", channel, end->type != NULL ? end->type : "{kind}", number);
}

/* FALSE when the source says nothing of what the target leaves as it came. */
static gboolean
complete_midi (MidiEnd *end, JsonObject *source, GError **error)
{
  MidiEnd from;

  if (end->type != NULL && end->channel >= 0 && (end->number >= 0 || !end->has_number))
    return TRUE;
  if (!has_protocol (source, "midi"))
    return fail (error, "target: midiType, midiChannel and midiNumber are needed when the source "
                        "is not MIDI");
  if (!read_midi (source, &from, error))
    return FALSE;
  if (is_midi_open (&from))
    return fail (error, "target: what is left as it came needs a source that says more than MIDI");

  if (end->type == NULL)
    {
      end->type = from.type;
      end->has_number = from.has_number;
    }
  if (end->has_number && end->number < 0 && !from.has_number)
    return fail (error, "target: midiNumber is needed, the source has none");
  if (end->channel < 0)
    end->channel = from.channel;
  if (end->has_number && end->number < 0)
    end->number = from.number;
  return TRUE;
}

static char *
midi_end (ClaspConnection *connection, JsonObject *json, JsonObject *source, GError **error)
{
  const char *namespace_ = clasp_connection_get_namespace (connection);
  const char *device =
    clasp_settings_get_string (clasp_connection_get_settings (connection), "device");
  g_autofree char *rest = NULL;
  MidiEnd          end;

  if (!read_midi (json, &end, error))
    return NULL;
  if (source == NULL && is_midi_open (&end))
    return g_strdup_printf ("%s/**", namespace_);
  if (source != NULL && !complete_midi (&end, source, error))
    return NULL;
  rest = print_midi (&end);
  return g_strdup_printf ("%s/%s/%s", namespace_, source == NULL ? "*" : device, rest);
}

/* ---- DMX ---- */

typedef struct
{
  gint64 universe, slot; /* -1 = open */
} DmxEnd;

static gboolean
read_dmx (JsonObject *json, const char *protocol, DmxEnd *end, GError **error)
{
  gboolean is_sacn = strcmp (protocol, "sacn") == 0;

  return clasp_exchange_get_number (json, "dmxUniverse", is_sacn ? 1 : 0, is_sacn ? 63999 : 32767,
                                    &end->universe, error) &&
         clasp_exchange_get_number (json, "dmxChannel", 1, 512, &end->slot, error);
}

static gboolean
complete_dmx (DmxEnd *end, const char *protocol, JsonObject *source, GError **error)
{
  DmxEnd from;

  if (end->universe >= 0 && end->slot >= 0)
    return TRUE;
  if (!has_protocol (source, protocol))
    return fail (error, "target: dmxUniverse and dmxChannel are needed when the source is of "
                        "another kind");
  if (!read_dmx (source, protocol, &from, error))
    return FALSE;
  if (from.universe < 0 && from.slot < 0)
    return fail (error, "target: what is left as it came needs a source with a universe or a slot");
  if (end->universe < 0)
    end->universe = from.universe;
  if (end->slot < 0)
    end->slot = from.slot;
  return TRUE;
}

static char *
print_universe (gint64 universe, gboolean is_artnet)
{
  if (!is_artnet)
    return number_or_capture (universe, "universe");
  if (universe < 0)
    return g_strdup ("{net}/{subnet}/{universe}");
  return g_strdup_printf ("%d/%d/%d", (int) (universe >> 8), (int) (universe >> 4 & 15),
                          (int) (universe & 15));
}

static char *
dmx_end (ClaspConnection *connection,
         JsonObject      *json,
         const char      *protocol,
         JsonObject      *source,
         GError         **error)
{
  const char      *namespace_ = clasp_connection_get_namespace (connection);
  g_autofree char *universe = NULL, *slot = NULL;
  DmxEnd           end;

  if (!read_dmx (json, protocol, &end, error))
    return NULL;
  if (source == NULL && end.universe < 0 && end.slot < 0)
    return g_strdup_printf ("%s/**", namespace_);
  if (source != NULL && !complete_dmx (&end, protocol, source, error))
    return NULL;
  universe = print_universe (end.universe, strcmp (protocol, "artnet") == 0);
  slot = number_or_capture (end.slot, "slot");
  return g_strdup_printf ("%s/%s/%s", namespace_, universe, slot);
}

/* ---- addresses ---- */

/* Whether @address is below what another connection of a kind would be called, "/osc2". */
static gboolean
is_numbered (const char *address, const char *usual)
{
  gsize length = strlen (usual);

  if (strncmp (address, usual, length) != 0)
    return FALSE;
  while (g_ascii_isdigit (address[length]))
    length++;
  return address[length] == '/';
}

/* An address of our router: of a protocol, below its namespace. One that begins with the protocol's
 * name is below it already, whatever the connection's is. */
static char *
address_end (ClaspConnection *connection, const char *protocol, const char *address, GError **error)
{
  g_autofree char *escaped = escape (address);
  g_autofree char *usual = g_strconcat ("/", protocol, NULL);
  const char      *namespace_;

  if (*address != '/')
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "address “%.64s”: does not begin with a slash", address);
      return NULL;
    }
  if (connection == NULL)
    return g_steal_pointer (&escaped);
  namespace_ = clasp_connection_get_namespace (connection);
  if (clasp_exchange_is_under (address, namespace_))
    return g_steal_pointer (&escaped);
  if (clasp_exchange_is_under (address, usual))
    return g_strconcat (namespace_, escaped + strlen (usual), NULL);
  if (is_numbered (address, usual))
    return g_steal_pointer (&escaped);
  return g_strconcat (namespace_, escaped, NULL);
}

static gboolean
has_fields (JsonObject *json, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonNode *node = json_object_get_member (json, names[i]);

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node) &&
          (json_node_get_value_type (node) != G_TYPE_STRING ||
           *json_node_get_string (node) != '\0'))
        return TRUE;
    }
  return FALSE;
}

char *
clasp_import_end (ClaspConnection *connection, JsonObject *json, JsonObject *source, GError **error)
{
  static const char *const midi_fields[] = { "midiType", "midiChannel", "midiNumber", NULL };
  static const char *const dmx_fields[] = { "dmxUniverse", "dmxChannel", NULL };
  const char              *protocol = clasp_exchange_get_text (json, "protocol");
  const char              *address = clasp_exchange_get_text (json, "address");
  gboolean                 is_dmx;

  if (protocol == NULL)
    return fail_text (error, "protocol: is missing");
  if (connection == NULL && strcmp (protocol, "clasp") != 0)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "protocol “%.64s” is not there yet", protocol);
      return NULL;
    }
  is_dmx = strcmp (protocol, "dmx") == 0 || strcmp (protocol, "artnet") == 0 ||
           strcmp (protocol, "sacn") == 0;

  if (strcmp (protocol, "midi") == 0 && (address == NULL || has_fields (json, midi_fields)))
    return midi_end (connection, json, source, error);
  if (is_dmx && (address == NULL || has_fields (json, dmx_fields)))
    return dmx_end (connection, json, protocol, source, error);
  if (address != NULL)
    return address_end (connection, protocol, address, error);
  if (source != NULL)
    return fail_text (error, "target: has no address");
  return g_strdup_printf ("%s/**",
                          connection != NULL ? clasp_connection_get_namespace (connection) : "");
}
