/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-datagram-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>

/* The calls that do not care which family a group is of (RFC 3678). */
static gboolean
ask_for (ClaspDatagram *self, int option, GInetAddress *group, guint interface_index)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (group, 0);
  struct group_req           request = { .gr_interface = interface_index };

  if (!g_socket_address_to_native (address, &request.gr_group, sizeof request.gr_group, NULL))
    {
      errno = EINVAL;
      return FALSE;
    }
  return setsockopt (self->fd, self->is_ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, option, &request,
                     sizeof request) == 0;
}

static void
set_join_error (GError **error, GInetAddress *group, gboolean is_ipv6, int why)
{
  g_autofree char *text = g_inet_address_to_string (group);

  if (why == ENOBUFS || why == ENOMEM)
    g_set_error (
      error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_LIMIT,
      _ ("Cannot join group %s: the kernel allows a socket no more groups; %s raises it"), text,
      is_ipv6 ? "net.core.optmem_max" : "net.ipv4.igmp_max_memberships (or net.core.optmem_max)");
  else if (why == ENODEV || why == ENXIO || why == EADDRNOTAVAIL)
    g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE,
                 _ ("Cannot join group %s: its network interface is not there"), text);
  else
    g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                 _ ("Cannot join group %s: %s"), text, g_strerror (why));
}

/**
 * clasp_datagram_join:
 * @self: a socket, of the group's family
 * @group: a multicast address
 * @interface_index: where to listen for it; 0 lets the kernel choose
 * @error: return location for CLASP_TRANSPORT_ERROR_LIMIT, _UNREACHABLE, _ADDRESS
 *
 * Being in the group already is no error. The kernel leaves groups by itself when the socket is
 * freed.
 *
 * Thread: worker.
 *
 * Returns: %TRUE if datagrams to the group come in from now on
 */
gboolean
clasp_datagram_join (ClaspDatagram *self,
                     GInetAddress  *group,
                     guint          interface_index,
                     GError       **error)
{
  if (ask_for (self, MCAST_JOIN_GROUP, group, interface_index) || errno == EADDRINUSE)
    return TRUE;

  set_join_error (error, group, self->is_ipv6, errno);
  return FALSE;
}

/**
 * clasp_datagram_leave:
 * @self: a socket
 * @group: a multicast address
 * @interface_index: as it was joined
 *
 * Thread: worker.
 */
void
clasp_datagram_leave (ClaspDatagram *self, GInetAddress *group, guint interface_index)
{
  ask_for (self, MCAST_LEAVE_GROUP, group, interface_index);
}

static gboolean
set_ipv4 (int fd, guint interface_index, guint ttl, gboolean loopback)
{
  struct ip_mreqn interface = { .imr_ifindex = (int) interface_index };
  int             hops = (int) ttl, loop = loopback;

  return setsockopt (fd, IPPROTO_IP, IP_MULTICAST_IF, &interface, sizeof interface) == 0 &&
         setsockopt (fd, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof hops) == 0 &&
         setsockopt (fd, IPPROTO_IP, IP_MULTICAST_LOOP, &loop, sizeof loop) == 0;
}

static gboolean
set_ipv6 (int fd, guint interface_index, guint ttl, gboolean loopback)
{
  int interface = (int) interface_index, hops = (int) ttl, loop = loopback;

  return setsockopt (fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &interface, sizeof interface) == 0 &&
         setsockopt (fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof hops) == 0 &&
         setsockopt (fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, &loop, sizeof loop) == 0;
}

/**
 * clasp_datagram_set_multicast:
 * @self: a socket
 * @interface_index: through which interface; 0 lets the kernel choose
 * @ttl: over how many networks, 1–255; 1 stays in the first
 * @loopback: whether programs on this machine that joined a group hear what is sent to it
 * @error: return location for CLASP_TRANSPORT_ERROR_UNREACHABLE
 *
 * Thread: worker.
 *
 * Returns: %FALSE if there is no such interface
 */
gboolean
clasp_datagram_set_multicast (ClaspDatagram *self,
                              guint          interface_index,
                              guint          ttl,
                              gboolean       loopback,
                              GError       **error)
{
  if (self->is_ipv6 ? set_ipv6 (self->fd, interface_index, ttl, loopback)
                    : set_ipv4 (self->fd, interface_index, ttl, loopback))
    return TRUE;

  g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE,
               _ ("Cannot send to groups: %s"), g_strerror (errno));
  return FALSE;
}
