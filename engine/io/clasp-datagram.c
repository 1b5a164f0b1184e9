/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-datagram-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A flood on one socket must not keep the others waiting. */
#define READS_PER_TURN 256
#define MAX_DATAGRAM 65536

static GSocketAddress *
address_of (ClaspDatagram                 *self,
            const struct sockaddr_storage *native,
            socklen_t                      size)
{
  if (self->from == NULL || size != self->from_size || memcmp (native, &self->from_native, size) != 0)
    {
      g_clear_object (&self->from);
      self->from = g_socket_address_new_from_native ((gpointer) native, size);
      memcpy (&self->from_native, native, size);
      self->from_size = size;
    }

  return self->from;
}

static void
readable_cb (guint32  events,
             gpointer user_data)
{
  ClaspDatagram *self = user_data;
  guint8        *buffer = clasp_reactor_get_buffer (self->reactor);
  gboolean       is_freed = FALSE;

  self->is_freed = &is_freed;
  for (guint i = 0; i < READS_PER_TURN; i++)
    {
      struct sockaddr_storage   native = { 0 };
      socklen_t                 size = sizeof native;
      gssize                    n = recvfrom (self->fd, buffer, MAX_DATAGRAM, MSG_DONTWAIT, (struct sockaddr *) &native, &size);
      g_autoptr (GSocketAddress) from = NULL;

      if (n < 0 && (errno == EINTR || errno == ECONNREFUSED))
        continue; /* an ICMP answer to something we sent */
      if (n < 0)
        break;
      from = g_object_ref (address_of (self, &native, size));
      self->func (buffer, (gsize) n, from, self->user_data);
      if (is_freed)
        return;
    }
  self->is_freed = NULL;
}

static int
open_socket (GSocketAddress             *address,
             const ClaspDatagramOptions *options)
{
  int family = g_socket_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? AF_INET6 : AF_INET;
  int fd = socket (family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int off = 0;
  int on = 1;
  int size = 1024 * 1024;

  if (fd < 0)
    return -1;
  if (options->reuse_address)
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (options->broadcast)
    setsockopt (fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  if (options->ipv6_only && family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (options->only_joined && family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, &off, sizeof off);
  else if (options->only_joined)
    setsockopt (fd, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof off);
  /* Room for a burst of universes while the worker is busy; the kernel gives what it allows. */
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  return fd;
}

static gboolean
bind_interface (ClaspDatagram *self,
                const char    *interface,
                GError       **error)
{
  if (interface == NULL || *interface == '\0')
    return TRUE;
  if (setsockopt (self->fd, SOL_SOCKET, SO_BINDTODEVICE, interface, (socklen_t) strlen (interface)) == 0)
    return TRUE;

  g_set_error (error, CLASP_TRANSPORT_ERROR,
               errno == EPERM ? CLASP_TRANSPORT_ERROR_DENIED : CLASP_TRANSPORT_ERROR_UNREACHABLE,
               _ ("Cannot use network interface “%s”: %s"), interface, g_strerror (errno));
  return FALSE;
}

static gboolean
bind_socket (ClaspDatagram  *self,
             GSocketAddress *address)
{
  struct sockaddr_storage native;
  socklen_t               size = sizeof native;

  if (!g_socket_address_to_native (address, &native, sizeof native, NULL))
    {
      errno = EINVAL;
      return FALSE;
    }
  if (bind (self->fd, (struct sockaddr *) &native, (socklen_t) g_socket_address_get_native_size (address)) < 0)
    return FALSE;
  if (getsockname (self->fd, (struct sockaddr *) &native, &size) < 0)
    return FALSE;

  self->port = native.ss_family == AF_INET6 ? ntohs (((struct sockaddr_in6 *) &native)->sin6_port)
                                            : ntohs (((struct sockaddr_in *) &native)->sin_port);
  return TRUE;
}

/**
 * clasp_datagram_new:
 * @reactor: the worker's reactor
 * @bind: where to listen and send from; the host must be a number, port 0 takes a free one
 * @options: the socket's options
 * @func: (nullable): gets every datagram; %NULL for a socket that only sends
 * @user_data: for @func
 * @error: return location for CLASP_TRANSPORT_ERROR_IN_USE, _DENIED, _ADDRESS, _UNREACHABLE
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): the socket
 */
ClaspDatagram *
clasp_datagram_new (ClaspReactor               *reactor,
                    const ClaspEndpoint        *bind,
                    const ClaspDatagramOptions *options,
                    ClaspDatagramFunc           func,
                    gpointer                    user_data,
                    GError                    **error)
{
  g_autoptr (GSocketAddress) address = clasp_endpoint_to_address (bind);
  ClaspDatagram             *self;

  if (address == NULL)
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                   _ ("‘%s’ is a name; an address of this computer is needed to listen"), bind->host);
      return NULL;
    }

  self = g_new0 (ClaspDatagram, 1);
  self->reactor = clasp_reactor_ref (reactor);
  self->func = func;
  self->user_data = user_data;
  self->is_ipv6 = g_socket_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
  self->fd = open_socket (address, options);
  if (self->fd >= 0 && !bind_interface (self, options->interface, error))
    {
      clasp_datagram_free (self);
      return NULL;
    }
  if (self->fd < 0 || !bind_socket (self, address))
    {
      clasp_endpoint_set_bind_error (error, bind, errno);
      clasp_datagram_free (self);
      return NULL;
    }

  if (func != NULL)
    self->watch = clasp_reactor_add (reactor, self->fd, EPOLLIN, readable_cb, self);
  return self;
}

/**
 * clasp_datagram_free:
 * @self: (transfer full): a socket; may be called from its own function
 *
 * Thread: worker.
 */
void
clasp_datagram_free (ClaspDatagram *self)
{
  if (self->is_freed != NULL)
    *self->is_freed = TRUE;
  g_clear_pointer (&self->watch, clasp_reactor_remove);
  if (self->fd >= 0)
    close (self->fd);
  g_clear_object (&self->from);
  clasp_reactor_unref (self->reactor);
  g_free (self);
}

/**
 * clasp_datagram_get_port:
 * @self: a socket
 *
 * Thread: worker.
 *
 * Returns: the port it is bound to
 */
guint16
clasp_datagram_get_port (ClaspDatagram *self)
{
  return self->port;
}

static gboolean
is_on_loopback (ClaspDatagram *self)
{
  struct sockaddr_storage    native;
  socklen_t                  size = sizeof native;
  g_autoptr (GSocketAddress) address = NULL;

  if (getsockname (self->fd, (struct sockaddr *) &native, &size) == 0)
    address = g_socket_address_new_from_native (&native, size);
  return address != NULL && G_IS_INET_SOCKET_ADDRESS (address) &&
         g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/* “Invalid argument” tells nobody what to do. */
static const char *
explain (ClaspDatagram *self,
         int            why)
{
  return why == EINVAL && is_on_loopback (self) ? _ ("it listens to this computer alone, and sends from there")
                                                : g_strerror (why);
}

/**
 * clasp_datagram_send:
 * @self: a socket
 * @to: the receiver
 * @bytes: one datagram, at most 65507 bytes
 * @size: its size
 * @error: return location for CLASP_TRANSPORT_ERROR_UNREACHABLE; %NULL to only be told
 *
 * Never blocks: what the kernel has no room for is refused.
 *
 * Thread: worker.
 *
 * Returns: %TRUE when the kernel took it
 */
gboolean
clasp_datagram_send (ClaspDatagram  *self,
                     GSocketAddress *to,
                     const guint8   *bytes,
                     gsize           size,
                     GError        **error)
{
  struct sockaddr_storage native;
  g_autofree char        *text = NULL;
  gssize                  native_size = g_socket_address_get_native_size (to);

  if (g_socket_address_to_native (to, &native, sizeof native, error) &&
      sendto (self->fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *) &native, (socklen_t) native_size) >= 0)
    return TRUE;

  if (error != NULL && *error == NULL)
    {
      int why = errno;

      text = clasp_socket_address_to_text (to);
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE, _ ("Cannot send to %s: %s"), text, explain (self, why));
    }
  return FALSE;
}
