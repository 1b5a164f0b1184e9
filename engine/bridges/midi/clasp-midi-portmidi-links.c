/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-portmidi-links.h"

#include <stdio.h>
#include <string.h>

#define CLIENTS_FILE "/proc/asound/seq/clients"

/* ---- the text ---- */

/* Client  20 : "Pad" [Kernel Legacy]
 *   Port   0 : "Pad MIDI 1" (RWeX)
 *     Connecting To: 128:1[t:0], 129:0
 *     Connected From: 128:0
 */

typedef struct
{
  int   client, port;
  char *name; /* (owned) of the port */
} Place;

/* TRUE when the line is about a port; @place knows the client from a line before. */
static gboolean
read_port (const char *line, Place *place)
{
  const char *begin = strchr (line, '"'), *end = strrchr (line, '"');

  if (sscanf (line, "Client %d :", &place->client) == 1)
    place->port = -1;
  if (sscanf (line, " Port %d :", &place->port) != 1 || begin == NULL || begin == end)
    return FALSE;

  g_free (place->name);
  place->name = g_strndup (begin + 1, (gsize) (end - begin - 1));
  return TRUE;
}

/* "(RWeX)": capitals are for who may connect others, which PortMidi's own ports (of every program) have
 * not. */
static gboolean
is_open_to_others (const char *line)
{
  const char *flags = strrchr (line, '(');

  return flags != NULL && strpbrk (flags, "RW") != NULL;
}

static void
add_links (GStrvBuilder *links, const Place *place, const char *list)
{
  g_auto (GStrv) items = g_strsplit (list, ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      g_autofree char *link = NULL;
      int              client, port;

      if (sscanf (items[i], " %d:%d", &client, &port) != 2)
        continue;
      link = g_strdup_printf ("%d:%d-%d:%d", place->client, place->port, client, port);
      g_strv_builder_add (links, link);
    }
}

/**
 * clasp_midi_portmidi_links_of:
 * @text: of clasp_midi_portmidi_links_read ()
 * @name: of a port
 * @is_input: whether the port sends to us
 *
 * Thread: any.
 *
 * Returns: (transfer full): its connections, of all ports with that name
 */
GStrv
clasp_midi_portmidi_links_of (const char *text, const char *name, gboolean is_input)
{
  g_autoptr (GStrvBuilder) links = g_strv_builder_new ();
  g_auto (GStrv)           lines = g_strsplit (text, "\n", -1);
  const char              *word = is_input ? "Connecting To:" : "Connected From:";
  Place                    place = { -1, -1, NULL };

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *list;

      if (read_port (lines[i], &place) || place.port < 0 || g_strcmp0 (place.name, name) != 0)
        continue;
      list = strstr (lines[i], word);
      if (list != NULL)
        add_links (links, &place, list + strlen (word));
    }
  g_free (place.name);
  return g_strv_builder_end (links);
}

/**
 * clasp_midi_portmidi_links_ports:
 * @text: of clasp_midi_portmidi_links_read ()
 * @part: of a name, casefolded
 *
 * Thread: any.
 *
 * Returns: (transfer full): a line for each port that has it in its name and may be connected
 */
char *
clasp_midi_portmidi_links_ports (const char *text, const char *part)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString       *ports = g_string_new (NULL);
  Place          place = { -1, -1, NULL };

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *folded = NULL;

      if (!read_port (lines[i], &place) || !is_open_to_others (lines[i]))
        continue;
      folded = g_utf8_casefold (place.name, -1);
      if (strstr (folded, part) != NULL)
        g_string_append_printf (ports, "%d:%d %s\n", place.client, place.port, folded);
    }
  g_free (place.name);
  return g_string_free (ports, FALSE);
}

/* "(RWeX)": what others may read from it, and write to it. */
static gboolean
goes (const char *line, gboolean is_input)
{
  const char *flags = strrchr (line, '(');

  return flags != NULL && flags[1] != '\0' && (is_input ? flags[1] == 'R' : flags[2] == 'W');
}

/**
 * clasp_midi_portmidi_links_places:
 * @text: of clasp_midi_portmidi_links_read ()
 * @name: of a port
 * @is_input: whether it sends to us
 *
 * Thread: any.
 *
 * Returns: (transfer full): "20:0" for each port of that name that goes this way, in their order
 */
GStrv
clasp_midi_portmidi_links_places (const char *text, const char *name, gboolean is_input)
{
  g_autoptr (GStrvBuilder) places = g_strv_builder_new ();
  g_auto (GStrv)           lines = g_strsplit (text, "\n", -1);
  Place                    place = { -1, -1, NULL };

  for (guint i = 0; lines[i] != NULL; i++)
    if (read_port (lines[i], &place) && goes (lines[i], is_input) && g_strcmp0 (place.name, name) == 0)
      {
        g_autofree char *at = g_strdup_printf ("%d:%d", place.client, place.port);

        g_strv_builder_add (places, at);
      }
  g_free (place.name);
  return g_strv_builder_end (places);
}

/**
 * clasp_midi_portmidi_links_read:
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): what the kernel says of the sequencer's clients; %NULL where
 * it does not
 */
char *
clasp_midi_portmidi_links_read (void)
{
  char *text = NULL;

  if (!g_file_get_contents (CLIENTS_FILE, &text, NULL, NULL))
    return NULL;
  if (g_utf8_validate (text, -1, NULL))
    return text;

  g_free (text);
  return NULL;
}
