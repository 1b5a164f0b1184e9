/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-network-view"

#include "clasp-network-view.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>

ClaspNetworkPlace *
clasp_network_place_new (const char *name, guint32 address, guint32 mask, guint32 broadcast)
{
  ClaspNetworkPlace *self = g_new0 (ClaspNetworkPlace, 1);

  self->name = g_strdup (name);
  self->address = address;
  self->mask = mask;
  self->broadcast = broadcast;
  self->is_up = TRUE;
  return self;
}

void
clasp_network_place_free (ClaspNetworkPlace *self)
{
  g_free (self->name);
  g_free (self);
}

static guint32
get_ipv4 (const struct sockaddr *address)
{
  return address != NULL && address->sa_family == AF_INET
           ? ntohl (((const struct sockaddr_in *) (const void *) address)->sin_addr.s_addr)
           : 0;
}

const ClaspNetworkPlace *
clasp_network_find (const GPtrArray *places, const char *name)
{
  for (guint i = 0; i < places->len; i++)
    if (g_str_equal (((ClaspNetworkPlace *) places->pdata[i])->name, name))
      return places->pdata[i];
  return NULL;
}

/* Where networks overlap the narrowest has it, as for the kernel's routes. */
const ClaspNetworkPlace *
clasp_network_of (const GPtrArray *places, const char *host)
{
  const ClaspNetworkPlace *found = NULL;
  struct in_addr           address;

  if (host == NULL || inet_pton (AF_INET, host, &address) != 1)
    return NULL;
  for (guint i = 0; i < places->len; i++)
    {
      const ClaspNetworkPlace *place = places->pdata[i];

      if (place->is_up && place->address != 0 && ((ntohl (address.s_addr) ^ place->address) & place->mask) == 0
          && (found == NULL || place->mask > found->mask))
        found = place;
    }
  return found;
}

static void
add (GPtrArray *places, const struct ifaddrs *entry)
{
  gboolean                 has_address = get_ipv4 (entry->ifa_addr) != 0;
  const ClaspNetworkPlace *known = clasp_network_find (places, entry->ifa_name);
  ClaspNetworkPlace       *place;

  /* Each name comes once without an address, and once for every address. */
  if (!has_address && known != NULL)
    return;
  place = has_address && known != NULL && known->address == 0
            ? (ClaspNetworkPlace *) known
            : clasp_network_place_new (entry->ifa_name, 0, 0, 0);
  if (place != known)
    g_ptr_array_add (places, place);
  place->address = get_ipv4 (entry->ifa_addr);
  place->mask = get_ipv4 (entry->ifa_netmask);
  place->broadcast = (entry->ifa_flags & IFF_BROADCAST) != 0 ? get_ipv4 (entry->ifa_broadaddr) : 0;
  place->is_up = (entry->ifa_flags & IFF_UP) != 0;
  place->is_loopback = (entry->ifa_flags & IFF_LOOPBACK) != 0;
}

/**
 * clasp_network_list:
 *
 * Thread: any.
 *
 * Returns: (transfer full) (element-type ClaspNetworkPlace): the interfaces; empty when the kernel does not tell
 */
GPtrArray *
clasp_network_list (void)
{
  GPtrArray      *places = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_network_place_free);
  struct ifaddrs *entries = NULL;

  if (getifaddrs (&entries) < 0)
    return places;
  for (const struct ifaddrs *entry = entries; entry != NULL; entry = entry->ifa_next)
    add (places, entry);
  freeifaddrs (entries);
  return places;
}

char *
clasp_network_print (guint32 address)
{
  return g_strdup_printf ("%u.%u.%u.%u", address >> 24, (address >> 16) & 255, (address >> 8) & 255, address & 255);
}
