/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-reactor.h"

#include <gio/gio.h>

/* ClaspInterfaces: the network interfaces of this machine, followed by name.
 *
 * A connection names an interface ("eth1"); its addresses and its index may change while it runs (a
 * cable, DHCP, sleep). Watches the kernel's news (rtnetlink) in the worker's loop; nobody polls.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  char          name[16];
  guint         index;
  gboolean      is_up, is_loopback, can_multicast;
  GInetAddress *address;   /* (nullable) first IPv4 */
  GInetAddress *broadcast; /* (nullable) of that IPv4 */
  GInetAddress *address6;  /* (nullable) first link-local or global IPv6 */
} ClaspInterface;

typedef struct _ClaspInterfaces      ClaspInterfaces;
typedef struct _ClaspInterfacesWatch ClaspInterfacesWatch;

typedef void (*ClaspInterfacesFunc) (gpointer user_data);

/* One for the whole worker, in ClaspBridgeHost. */
ClaspInterfaces *clasp_interfaces_new  (ClaspReactor *reactor, GError **error);
void             clasp_interfaces_free (ClaspInterfaces *self);

/* NULL when there is none of that name now. Valid until the next news. */
const ClaspInterface *clasp_interfaces_find (ClaspInterfaces *self, const char *name);
/* @index counts from 0; NULL after the last. */
const ClaspInterface *clasp_interfaces_get  (ClaspInterfaces *self, guint index);

/* Called after something about any interface changed: an address, its state, its being there. */
ClaspInterfacesWatch *clasp_interfaces_watch   (ClaspInterfaces *self, ClaspInterfacesFunc func, gpointer user_data);
void                  clasp_interfaces_unwatch (ClaspInterfaces *self, ClaspInterfacesWatch *watch);

G_END_DECLS
