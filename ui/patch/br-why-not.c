/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-drop.h"

#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/dmx-usb/clasp-dmx-usb-settings.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "dmx/clasp-universe-notes.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a person should know of a target before anything is dropped on it: that it cannot be set, or
 * that it moves something heavy. */

#define MAX_NUMBERS 4

/* The numbers behind the namespace: "/artnet/0/0/1/17" → 0, 0, 1, 17. Returns how many, 0 when there
 * is anything else among them. */
static guint
numbers_behind (const char *address,
                const char *namespace,
                guint       numbers[MAX_NUMBERS])
{
  g_auto (GStrv) parts = g_strsplit (address + strlen (namespace) + 1, "/", -1);
  guint          n = g_strv_length (parts);

  if (n > MAX_NUMBERS)
    return 0;
  for (guint i = 0; i < n; i++)
    {
      guint64 number;

      if (!g_ascii_string_to_unsigned (parts[i], 10, 0, G_MAXUINT16, &number, NULL))
        return 0;
      numbers[i] = (guint) number;
    }

  return n;
}

static const char *const *
texts_of (ClaspConnection *connection,
          const char      *setting)
{
  return clasp_settings_get_strv (clasp_connection_get_settings (connection), setting);
}

static char *
why_not_osc (ClaspConnection *connection,
             const char      *address)
{
  ClaspSettings     *settings = clasp_connection_get_settings (connection);
  const char *const *send = texts_of (connection, "send");

  if ((send != NULL && send[0] != NULL) || clasp_settings_get_boolean (settings, "reply-to-sender")
      || *clasp_settings_get_string (settings, "query-listen") != '\0'
      || *clasp_settings_get_string (settings, "query-url") != '\0')
    return NULL;

  return g_strdup (_("OSC that only comes in: the connection sends to nobody"));
}

static char *
why_not_midi (ClaspConnection *connection,
              const char      *address)
{
  if (clasp_settings_get_int (clasp_connection_get_settings (connection), "direction") != CLASP_MIDI_DIRECTION_IN)
    return NULL;

  return g_strdup (_("MIDI input, cannot be set"));
}

static char *
why_not_artnet (ClaspConnection *connection,
                const char      *address)
{
  const char *const   *out = texts_of (connection, "out-universes");
  const char *const   *texts = out != NULL && out[0] != NULL ? out : texts_of (connection, "universes");
  ClaspArtnetUniverses universes;
  guint                numbers[MAX_NUMBERS];
  guint                n = numbers_behind (address, clasp_connection_get_namespace (connection), numbers);
  guint                port_address = n == 4 ? numbers[0] << 8 | numbers[1] << 4 | numbers[2] : numbers[0];

  if (!clasp_artnet_settings_has_destination (clasp_connection_get_settings (connection)))
    return g_strdup (_("Art-Net that only comes in: the connection sends to nobody"));
  if ((n != 4 && n != 2) || !clasp_artnet_universes_parse (texts, &universes, NULL)
      || port_address > CLASP_ARTNET_MAX_PORT_ADDRESS || clasp_artnet_universes_has (&universes, (guint16) port_address))
    return NULL;

  return g_strdup (_("DMX input, cannot be set"));
}

static char *
why_not_sacn (ClaspConnection *connection,
              const char      *address)
{
  guint              numbers[MAX_NUMBERS];
  g_autoptr (GArray) send = clasp_sacn_universes_parse (texts_of (connection, "send"), NULL);

  if (send == NULL || numbers_behind (address, clasp_connection_get_namespace (connection), numbers) != 2)
    return NULL;
  for (guint i = 0; i < send->len; i++)
    if (g_array_index (send, guint16, i) == numbers[0])
      return NULL;

  return g_strdup (_("DMX input, cannot be set"));
}

static char *
why_not_dmx (ClaspConnection *connection,
             const char      *address)
{
  ClaspDmxUsbPort ports[CLASP_DMX_USB_MAX_PORTS];
  guint           numbers[MAX_NUMBERS];
  guint           n = clasp_dmx_usb_ports_parse (texts_of (connection, "ports"), ports, NULL);

  if (numbers_behind (address, clasp_connection_get_namespace (connection), numbers) != 2)
    return NULL;
  for (guint i = 0; i < n; i++)
    if (ports[i].universe == numbers[0] && ports[i].is_input)
      return g_strdup (_("DMX input, cannot be set"));

  return NULL;
}

static const struct
{
  const char *kind;
  char     *(*why) (ClaspConnection *connection, const char *address);
} kinds[] = {
  { "osc", why_not_osc },   { "midi", why_not_midi },   { "artnet", why_not_artnet },
  { "sacn", why_not_sacn }, { "dmx", why_not_dmx },
};

static ClaspConnection *
connection_of (ClaspShow  *show,
               const char *address)
{
  GListModel *connections = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);
      const char                 *namespace = clasp_connection_get_namespace (connection);

      /* The show keeps it. */
      if (g_str_has_prefix (address, namespace) && address[strlen (namespace)] == '/')
        return connection;
    }

  return NULL;
}

char *
br_why_not_set (ClaspShow  *show,
                const char *address)
{
  ClaspConnection *connection = connection_of (show, address);

  for (guint i = 0; connection != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (clasp_connection_get_kind (connection), kinds[i].kind))
      return kinds[i].why (connection, address);

  return NULL;
}

gboolean
br_is_careful (ClaspShow  *show,
               const char *address)
{
  ClaspSettings     *settings = clasp_router_config_get_settings (clasp_show_get_router (show));
  const char *const *texts = clasp_settings_get_strv (settings, "slot-notes");
  const char        *slash = strrchr (address, '/');
  guint64            slot;

  if (slash == NULL || !g_ascii_string_to_unsigned (slash + 1, 10, 1, 512, &slot, NULL))
    return FALSE;

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_auto (ClaspNoteText) note = { 0 };

      if (clasp_note_text_parse (texts[i], &note, NULL) && note.is_careful && strlen (note.prefix) == (gsize) (slash - address)
          && g_str_has_prefix (address, note.prefix) && slot - 1 >= note.first && slot - 1 <= note.last)
        return TRUE;
    }

  return FALSE;
}
