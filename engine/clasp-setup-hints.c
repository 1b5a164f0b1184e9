/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-setup"

#include "clasp-setup-hints.h"

#include "clasp-network-view.h"
#include "io/clasp-endpoint.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- two interfaces in one network ---- */

static gboolean
is_in_use (const ClaspNetworkPlace *place)
{
  return place->is_up && !place->is_loopback && place->address != 0 && place->mask != 0;
}

static gboolean
share_network (const ClaspNetworkPlace *a, const ClaspNetworkPlace *b)
{
  guint32 mask = a->mask & b->mask; /* of the larger network */

  return !g_str_equal (a->name, b->name) && (a->address & mask) == (b->address & mask);
}

static guint
count_bits (guint32 mask)
{
  guint n = 0;

  for (; mask != 0; mask <<= 1)
    n++;
  return n;
}

static void
hint_shared_networks (ClaspSetupReport *report, const GPtrArray *places)
{
  for (guint i = 0; i < places->len; i++)
    for (guint j = i + 1; j < places->len; j++)
      {
        const ClaspNetworkPlace *a = places->pdata[i], *b = places->pdata[j];
        g_autofree char         *network = NULL;

        if (!is_in_use (a) || !is_in_use (b) || !share_network (a, b))
          continue;
        network = clasp_network_print (a->address & a->mask & b->mask);
        clasp_setup_report_add (report, CLASP_SETUP_DOUBT,
                                /* Translators: two network interfaces, and their network: "192.168.1.0/24" */
                                g_strdup_printf (_ ("%s and %s are in the same network, %s/%u."), a->name, b->name, network,
                                                 count_bits (a->mask & b->mask)),
                                _ ("What is sent may leave by the wrong one. Unplug one, or choose the interface in each connection’s settings."));
      }
}

/* ---- broadcasts ---- */

static gboolean
hears_broadcast (const GPtrArray *places, guint32 address)
{
  for (guint i = 0; i < places->len; i++)
    {
      const ClaspNetworkPlace *place = places->pdata[i];

      if (place->is_up && place->mask != 0 && (place->broadcast == address || (place->address | ~place->mask) == address))
        return TRUE;
    }
  return FALSE;
}

/* A plain host of a network larger than a byte may end in 255, too. */
static gboolean
is_host (const GPtrArray *places, guint32 address)
{
  for (guint i = 0; i < places->len; i++)
    {
      const ClaspNetworkPlace *place = places->pdata[i];

      if (place->is_up && place->mask != 0 && (place->address & place->mask) == (address & place->mask))
        return TRUE;
    }
  return FALSE;
}

static guint32
read_ipv4 (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  const guint8            *bytes = address != NULL ? g_inet_address_to_bytes (address) : NULL;

  if (bytes == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV4)
    return 0;
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static void
hint_broadcasts (ClaspSetupReport *report, const ClaspSetupSubject *subject, const char *setting, const GPtrArray *places)
{
  const char *const *hosts = clasp_settings_get_strv (subject->settings, setting);

  for (guint i = 0; hosts[i] != NULL; i++)
    {
      const char            *behind = strstr (hosts[i], "://");
      g_autofree char       *text = g_strndup (behind != NULL ? behind + 3 : hosts[i], strcspn (behind != NULL ? behind + 3 : hosts[i], "/ \t,"));
      g_auto (ClaspEndpoint) endpoint = { 0 };
      guint32                address;

      if (!clasp_endpoint_parse (text, 1, &endpoint, NULL))
        continue;
      address = read_ipv4 (endpoint.host);
      if ((address & 0xff) != 0xff || address == G_MAXUINT32 || hears_broadcast (places, address) || is_host (places, address))
        continue;
      clasp_setup_report_add (report, CLASP_SETUP_DOUBT,
                              /* Translators: name of a connection, then an address as 10.255.255.255 */
                              g_strdup_printf (_ ("%s sends to %s, which reaches nobody: no network of this computer has that broadcast address."),
                                               subject->name, endpoint.host),
                              _ ("Correct the address, or give this computer one in that network."));
    }
}

/* ---- multicast ---- */

static gboolean
waits_for_multicast (const ClaspSetupSubject *subject)
{
  return g_str_equal (subject->kind, "sacn") && clasp_settings_get_strv (subject->settings, "receive")[0] != NULL &&
         subject->status.state == CLASP_BRIDGE_STATE_IDLE && subject->status.last_in_us == 0;
}

static void
hint_multicast (ClaspSetupReport *report, const ClaspSetupSubject *subject)
{
  if (!waits_for_multicast (subject))
    return;
  clasp_setup_report_add (report, CLASP_SETUP_DOUBT,
                          /* Translators: name of a connection */
                          g_strdup_printf (_ ("%s waits for multicast, and none has come."), subject->name),
                          _ ("If something sends: a switch that filters multicast (IGMP snooping) needs a querier in its network. Switch one on, or the filter off."));
}

/**
 * clasp_setup_hints:
 * @subjects: (element-type ClaspSetupSubject): connections, and our router
 * @places: (element-type ClaspNetworkPlace): this computer's networks
 *
 * Thread: any.
 *
 * Returns: (transfer full): what is worth a look
 */
ClaspSetupReport *
clasp_setup_hints (const GPtrArray *subjects, const GPtrArray *places)
{
  ClaspSetupReport *report = clasp_setup_report_new (NULL, _ ("This computer’s networks"), "network");

  hint_shared_networks (report, places);
  for (guint i = 0; i < subjects->len; i++)
    {
      const ClaspSetupSubject *subject = subjects->pdata[i];

      if (!subject->is_enabled)
        continue;
      if (g_str_equal (subject->kind, "osc") || g_str_equal (subject->kind, "artnet"))
        hint_broadcasts (report, subject, "send", places);
      hint_multicast (report, subject);
    }
  return report;
}
