/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-chain-private.h"
#include "mapping/clasp-route-private.h"
#include "router/clasp-router-ranges.h"

/* Design notes. An address below a connection's namespace, "/desk/x/ch/1/cc/7" of a MIDI connection
 * that is called "/desk", has the shape that its protocol gives it, "/midi/x/ch/1/cc/7": that tells
 * whether a device can have it and in which numbers. Who announces a range for it knows better
 * which numbers are used: a connection may say all of it in 0–1. What belongs to no connection is
 * what it looks like, or what was announced. */

static const ClaspRouteLink *
find_link (ClaspRouteHost *host, const char *address)
{
  const ClaspRouteLink *found = NULL;
  GHashTableIter        iter;
  gpointer              data;

  g_hash_table_iter_init (&iter, host->connections);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      const ClaspRouteLink *link = data;

      if (link->protocol != NULL && clasp_route_is_below (address, link->namespace_) &&
          (found == NULL || strlen (link->namespace_) > strlen (found->namespace_)))
        found = link;
    }
  return found;
}

/* (transfer full) The address as it would be if its connection were called by its protocol. */
static char *
find_shape (ClaspRouteHost *host, ClaspStr address, gboolean *has_link)
{
  g_autofree char      *text = clasp_str_dup (address);
  const ClaspRouteLink *link = find_link (host, text);

  *has_link = link != NULL;
  if (link == NULL)
    return g_steal_pointer (&text);
  return clasp_range_dup_shape (text, link->namespace_, link->protocol);
}

gboolean
clasp_route_find_range (ClaspRouteHost *host, ClaspStr address, ClaspRange *range)
{
  gboolean               has_link;
  g_autofree char       *shape = find_shape (host, address, &has_link);
  gboolean               has_shape = clasp_range_for_address (clasp_str (shape), range);
  const ClaspSignalInfo *info;

  if (has_link && !has_shape)
    return FALSE;
  info = clasp_router_find_range (host->router, address);
  if (info == NULL || !(info->minimum < info->maximum))
    return has_shape;
  *range = clasp_range_from_announced (info->minimum, info->maximum, clasp_signal_info_is_count (info),
                                       has_shape ? range : NULL);
  return TRUE;
}

static gboolean
find_cb (ClaspStr address, ClaspRange *range, gpointer user_data)
{
  return clasp_route_find_range (user_data, address, range);
}

static gboolean
is_reachable_cb (ClaspStr address, gpointer user_data)
{
  gboolean         has_link;
  g_autofree char *shape = find_shape (user_data, address, &has_link);

  return clasp_address_is_reachable (clasp_str (shape));
}

ClaspRangeSource
clasp_route_range_source (ClaspRouteHost *host)
{
  return (ClaspRangeSource){ find_cb, is_reachable_cb, &host->range_serial, host };
}
