/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The network interfaces of this computer as they are now, for a person to choose from and for hints.
 * (A connection that runs follows its own by io/clasp-interfaces.)
 *
 * Thread: any; one question to the kernel, no waiting. */

G_BEGIN_DECLS

typedef struct
{
  char    *name;      /* (owned) "enp3s0" */
  guint32  address;   /* IPv4, host's order; 0 = none */
  guint32  mask;      /* of its network */
  guint32  broadcast; /* 0 = none */
  gboolean is_up, is_loopback;
} ClaspNetworkPlace;

/* (transfer full) (element-type ClaspNetworkPlace) in the kernel's order, one for each name and IPv4 address; one
 * without an address for a name that has none. */
GPtrArray         *clasp_network_list       (void);
/* The first of that name; NULL when there is none now. */
const ClaspNetworkPlace *clasp_network_find (const GPtrArray *places, const char *name);
/* The one whose network has @host, "10.0.0.7"; NULL when none has, or it is no IPv4 address. */
const ClaspNetworkPlace *clasp_network_of   (const GPtrArray *places, const char *host);
ClaspNetworkPlace *clasp_network_place_new  (const char *name, guint32 address, guint32 mask, guint32 broadcast);
void               clasp_network_place_free (ClaspNetworkPlace *self);
/* "192.168.1.10"; (transfer full). */
char              *clasp_network_print      (guint32 address);

G_END_DECLS
