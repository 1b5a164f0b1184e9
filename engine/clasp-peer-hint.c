/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-peer-hint"

#include "clasp-peer-hint.h"

#include "bridges/osc/clasp-osc-place.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "clasp-network-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
line_free (gpointer data)
{
  ClaspPeerHintLine *line = data;

  g_free (line->title);
  g_free (line->value);
  g_free (line);
}

void
clasp_peer_hint_free (ClaspPeerHint *self)
{
  g_free (self->about);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/* Takes over both; what stands there already is not said twice. */
static void
add (ClaspPeerHint *self, char *title, char *value)
{
  ClaspPeerHintLine *line = g_new0 (ClaspPeerHintLine, 1);

  line->title = title;
  line->value = value;
  for (guint i = 0; i < self->lines->len; i++)
    {
      const ClaspPeerHintLine *other = self->lines->pdata[i];

      if (g_str_equal (other->title, title) && g_str_equal (other->value, value))
        {
          line_free (line);
          return;
        }
    }
  g_ptr_array_add (self->lines, line);
}

/* ---- addresses of this computer ---- */

static gboolean
is_everywhere (const char *host)
{
  return g_str_equal (host, "0.0.0.0") || g_str_equal (host, "::");
}

static gboolean
is_offered (const ClaspNetworkPlace *place, const char *interface)
{
  return place->is_up && place->address != 0 &&
         (interface == NULL || interface[0] == '\0' ? !place->is_loopback : g_str_equal (place->name, interface));
}

/* Each is written as @format with the address for %s. */
static guint
add_own (ClaspPeerHint *self, const GPtrArray *places, const char *interface, const char *before, const char *behind)
{
  guint n = 0;

  for (guint i = 0; i < places->len; i++)
    {
      const ClaspNetworkPlace *place = places->pdata[i];
      g_autofree char         *address = clasp_network_print (place->address);

      if (!is_offered (place, interface))
        continue;
      /* Translators: %s is the name of a network interface */
      add (self, g_strdup_printf (_ ("Address on %s"), place->name), g_strconcat (before, address, behind, NULL));
      n++;
    }
  if (n == 0)
    add (self, g_strdup (_ ("This computer has no network now; from itself")), g_strconcat (before, "127.0.0.1", behind, NULL));
  return n;
}

static void
add_host (ClaspPeerHint *self, const char *host, const char *interface, const GPtrArray *places)
{
  if (is_everywhere (host))
    add_own (self, places, interface, "", "");
  else if (g_str_has_prefix (host, "127.") || g_str_equal (host, "::1"))
    add (self, g_strdup (_ ("Address, for programs on this computer alone")), g_strdup (host));
  else
    add (self, g_strdup (_ ("Address")), g_strdup (host));
}

/* ---- kinds ---- */

static const char *
name_port (ClaspOscTransport transport)
{
  switch (transport)
    {
    case CLASP_OSC_TRANSPORT_UDP:
      return _ ("Port (UDP)");
    case CLASP_OSC_TRANSPORT_TCP:
      return _ ("Port (TCP)");
    case CLASP_OSC_TRANSPORT_TCP_LENGTH:
      return _ ("Port (TCP, OSC 1.0)");
    case CLASP_OSC_TRANSPORT_TCP_SLIP:
      return _ ("Port (TCP, OSC 1.1, SLIP)");
    case CLASP_OSC_TRANSPORT_WS:
      return _ ("Port (WebSocket)");
    }
  return "";
}

static void
hint_osc (ClaspPeerHint *self, ClaspSettings *settings, const GPtrArray *places)
{
  g_autoptr (GPtrArray) listeners = clasp_osc_places_new (clasp_settings_get_strv (settings, "listen"), CLASP_OSC_PLACE_LISTENER, NULL);
  g_autoptr (GPtrArray) targets = clasp_osc_places_new (clasp_settings_get_strv (settings, "send"), CLASP_OSC_PLACE_TARGET, NULL);

  self->about = g_strdup (_ ("QLab: Workspace Settings, Network. TouchOSC: Connections, OSC. Elsewhere: where OSC is sent to."));
  for (guint i = 0; listeners != NULL && i < listeners->len; i++)
    {
      const ClaspOscPlace *place = listeners->pdata[i];

      if (place->is_multicast)
        add (self, g_strdup (_ ("Multicast group")), g_strdup (place->endpoint.host));
      else
        add_host (self, place->endpoint.host, place->interface, places);
      if (place->endpoint.port != 0)
        add (self, g_strdup (name_port (place->transport)), g_strdup_printf ("%u", place->endpoint.port));
    }
  for (guint i = 0; targets != NULL && i < targets->len; i++)
    {
      const ClaspOscPlace *place = targets->pdata[i];

      /* Translators: the port at which the other program at %s has to listen */
      add (self, g_strdup_printf (_ ("Incoming port at %s"), place->endpoint.host), g_strdup_printf ("%u", place->endpoint.port));
    }
}

static void
hint_artnet (ClaspPeerHint *self, ClaspSettings *settings, const GPtrArray *places)
{
  const char            *listen = clasp_settings_get_string (settings, "listen");
  g_autofree char       *universes = clasp_settings_get_text (settings, "universes");
  g_auto (ClaspEndpoint) endpoint = { 0 };

  if (listen[0] == '\0' || !clasp_endpoint_parse (listen, 6454, &endpoint, NULL))
    return;
  self->about = g_strdup (_ ("In the desk: Art-Net as a broadcast, or unicast to this address. Port-addresses are net:sub-net:universe."));
  add_host (self, endpoint.host, clasp_settings_get_string (settings, "interface"), places);
  if (endpoint.port != 6454)
    add (self, g_strdup (_ ("Port (UDP)")), g_strdup_printf ("%u", endpoint.port));
  if (universes[0] != '\0')
    add (self, g_strdup (_ ("Port-addresses")), g_steal_pointer (&universes));
}

char *
clasp_peer_hint_get_group (guint universe)
{
  return g_strdup_printf ("239.255.%u.%u", universe >> 8 & 255, universe & 255);
}

static void
hint_sacn (ClaspPeerHint *self, ClaspSettings *settings, const GPtrArray *places)
{
  g_autoptr (GArray)     universes = clasp_sacn_universes_parse (clasp_settings_get_strv (settings, "receive"), NULL);
  const char *const     *interfaces = clasp_settings_get_strv (settings, "interfaces");
  int                    port = clasp_settings_get_int (settings, "port");

  if (universes == NULL || universes->len == 0)
    return;
  self->about = g_strdup (_ ("In the desk: sACN (E1.31) by multicast, on these universes; or unicast to this address."));
  for (guint i = 0; interfaces[i] != NULL; i++)
    add_own (self, places, interfaces[i], "", "");
  if (interfaces[0] == NULL)
    add_own (self, places, NULL, "", "");
  if (port != 5568)
    add (self, g_strdup (_ ("Port (UDP)")), g_strdup_printf ("%d", port));
  for (guint i = 0; i < universes->len; i++)
    {
      guint universe = g_array_index (universes, guint16, i);

      if (self->lines->len == CLASP_PEER_HINT_MAX_LINES - 1 && i + 1 < universes->len)
        {
          add (self, g_strdup (_ ("And more universes")), g_strdup_printf ("%u", universes->len - i));
          return;
        }
      add (self, g_strdup_printf (_ ("Universe %u, multicast group"), universe), clasp_peer_hint_get_group (universe));
    }
}

/* A port of ours for others, when it names no device. */
static void
hint_midi (ClaspPeerHint *self, ClaspSettings *settings)
{
  if (clasp_settings_get_string (settings, "port")[0] != '\0')
    return;
  self->about = g_strdup (_ ("In the other program: choose this as MIDI input, as output, or both."));
  add (self, g_strdup (_ ("MIDI port")), g_strdup (clasp_settings_get_string (settings, "client-name")));
}

static void
hint_router (ClaspPeerHint *self, const char *const *uris, const GPtrArray *places)
{
  self->about = g_strdup (_ ("In CLASP programs: where to connect to."));
  for (guint i = 0; uris != NULL && uris[i] != NULL; i++)
    {
      const char      *any = strstr (uris[i], "://0.0.0.0:");
      g_autofree char *before = any != NULL ? g_strndup (uris[i], (gsize) (any + 3 - uris[i])) : NULL;

      if (any != NULL)
        add_own (self, places, NULL, before, any + strlen ("://0.0.0.0"));
      else
        add (self,
             strstr (uris[i], "://127.") != NULL ? g_strdup (_ ("Address, for programs on this computer alone"))
                                                 : g_strdup (_ ("Address")),
             g_strdup (uris[i]));
    }
}

/* ---- all of it ---- */

static void
limit (ClaspPeerHint *self)
{
  guint n_more = self->lines->len > CLASP_PEER_HINT_MAX_LINES ? self->lines->len - CLASP_PEER_HINT_MAX_LINES + 1 : 0;

  if (n_more == 0)
    return;
  g_ptr_array_set_size (self->lines, CLASP_PEER_HINT_MAX_LINES - 1);
  add (self, g_strdup (_ ("And more")), g_strdup_printf ("%u", n_more));
}

/**
 * clasp_peer_hint_new:
 * @kind: of a connection, or "router"
 * @settings: its settings
 * @uris: (nullable): where our router listens, with real ports
 * @places: (element-type ClaspNetworkPlace): this computer's networks
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): what to enter elsewhere; %NULL when there is nothing
 */
ClaspPeerHint *
clasp_peer_hint_new (const char *kind, ClaspSettings *settings, const char *const *uris, const GPtrArray *places)
{
  ClaspPeerHint *self = g_new0 (ClaspPeerHint, 1);

  self->lines = g_ptr_array_new_with_free_func (line_free);
  if (g_str_equal (kind, "osc"))
    hint_osc (self, settings, places);
  else if (g_str_equal (kind, "artnet"))
    hint_artnet (self, settings, places);
  else if (g_str_equal (kind, "sacn"))
    hint_sacn (self, settings, places);
  else if (g_str_equal (kind, "midi"))
    hint_midi (self, settings);
  else if (g_str_equal (kind, "router"))
    hint_router (self, uris, places);
  limit (self);
  if (self->lines->len == 0)
    g_clear_pointer (&self, clasp_peer_hint_free);
  return self;
}
