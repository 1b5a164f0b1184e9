/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-acceptor"

#include "io/clasp-acceptor.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024
/* A crowd that connects at once must not keep those who are here waiting. */
#define ACCEPTS_PER_TURN 64
/* Out of descriptors or memory: the socket stays readable, so look away for a moment. */
#define PAUSE_MS 250
/* A peer whose cable was pulled is noticed by the kernel after this long of silence. */
#define KEEPALIVE_IDLE_S 30

struct _ClaspAcceptor
{
  int                fd;      /* (owned) */
  ClaspReactor      *reactor; /* (owned) */
  ClaspReactorWatch *watch;   /* (owned) (nullable) */
  GSource           *pause;   /* (owned) (nullable) */
  ClaspPeerLimit    *limit;   /* (owned) */
  ClaspAcceptorFunc  func;
  gpointer           user_data;
  char              *address;  /* (owned) */
  gboolean          *is_freed; /* set while accepting */
};

static gboolean
resume_cb (gpointer user_data)
{
  ClaspAcceptor *self = user_data;

  g_clear_pointer (&self->pause, g_source_unref);
  clasp_reactor_modify (self->watch, EPOLLIN);
  return G_SOURCE_REMOVE;
}

static void
pause_accepting (ClaspAcceptor *self, int errno_value)
{
  g_message (_ ("%s: cannot take a connection, trying again: %s"), self->address,
             g_strerror (errno_value));
  clasp_reactor_modify (self->watch, 0);
  self->pause = g_timeout_source_new (PAUSE_MS);
  g_source_set_static_name (self->pause, "[clasp] acceptor pause");
  g_source_set_callback (self->pause, resume_cb, self, NULL);
  g_source_attach (self->pause, clasp_reactor_get_main_context (self->reactor));
}

static char *
native_to_text (struct sockaddr_storage *native, socklen_t size)
{
  g_autoptr (GSocketAddress) address = g_socket_address_new_from_native (native, size);

  return address != NULL ? clasp_socket_address_to_text (address) : g_strdup ("unknown");
}

static void
keep_alive (int fd)
{
  int on = 1, idle = KEEPALIVE_IDLE_S;

  setsockopt (fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
}

/* FALSE when there is nobody else for now. */
static gboolean
accept_one (ClaspAcceptor *self)
{
  struct sockaddr_storage native;
  socklen_t               size = sizeof native;
  int fd = accept4 (self->fd, (struct sockaddr *) &native, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  g_autofree char *peer = NULL;
  ClaspPeerPlace  *place;

  if (fd < 0)
    {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        pause_accepting (self, errno);
      return errno == EINTR || errno == ECONNABORTED;
    }

  peer = native_to_text (&native, size);
  place = clasp_peer_limit_take (self->limit, peer);
  if (place == NULL)
    {
      close (fd);
      return TRUE;
    }

  keep_alive (fd);
  self->func (fd, peer, place, self->user_data);
  return TRUE;
}

static void
ready_cb (guint32 events, gpointer user_data)
{
  ClaspAcceptor *self = user_data;
  gboolean       is_freed = FALSE;

  self->is_freed = &is_freed;
  for (guint i = 0; i < ACCEPTS_PER_TURN; i++)
    {
      gboolean go_on = accept_one (self);

      if (is_freed)
        return;
      if (!go_on)
        break;
    }
  self->is_freed = NULL;
}

static gboolean
open_socket (ClaspAcceptor *self, GSocketAddress *address)
{
  gboolean is_v6 = g_socket_address_get_family (address) == G_SOCKET_FAMILY_IPV6;

  self->fd = socket (is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  return self->fd >= 0;
}

/* Connections that are accepted inherit it. */
static gboolean
bind_interface (ClaspAcceptor *self, const char *interface, GError **error)
{
  if (interface == NULL || setsockopt (self->fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
                                       (socklen_t) strlen (interface)) == 0)
    return TRUE;

  g_set_error (error, CLASP_TRANSPORT_ERROR,
               errno == EPERM ? CLASP_TRANSPORT_ERROR_DENIED : CLASP_TRANSPORT_ERROR_UNREACHABLE,
               _ ("Cannot use network interface “%s”: %s"), interface, g_strerror (errno));
  return FALSE;
}

static gboolean
listen_on (ClaspAcceptor *self, GSocketAddress *address)
{
  struct sockaddr_storage native;
  socklen_t               size = sizeof native;
  int                     on = 1;

  /* A restart must not wait for the connections of the last run to fade away. */
  setsockopt (self->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (!g_socket_address_to_native (address, &native, sizeof native, NULL))
    {
      errno = EINVAL;
      return FALSE;
    }
  if (bind (self->fd, (struct sockaddr *) &native,
            (socklen_t) g_socket_address_get_native_size (address)) < 0 ||
      listen (self->fd, BACKLOG) < 0 ||
      getsockname (self->fd, (struct sockaddr *) &native, &size) < 0)
    return FALSE;

  self->address = native_to_text (&native, size);
  return TRUE;
}

static GSocketAddress *
resolve_local (const ClaspEndpoint *bind, GError **error)
{
  ClaspEndpoint   loopback = { (char *) "127.0.0.1", bind->port };
  GSocketAddress *address =
    clasp_endpoint_to_address (g_str_equal (bind->host, "localhost") ? &loopback : bind);

  if (address == NULL)
    g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                 _ ("‘%s’ is a name; an address of this computer is needed to listen"), bind->host);
  return address;
}

/**
 * clasp_acceptor_new:
 * @reactor: the worker's reactor
 * @bind: where to listen; port 0 takes a free one
 * @func: (scope notified): gets every connection
 * @user_data: for @func
 * @error: return location for CLASP_TRANSPORT_ERROR_IN_USE, _DENIED, _ADDRESS
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a listening socket
 */
ClaspAcceptor *
clasp_acceptor_new (ClaspReactor        *reactor,
                    const ClaspEndpoint *bind,
                    ClaspAcceptorFunc    func,
                    gpointer             user_data,
                    GError             **error)
{
  return clasp_acceptor_new_on (reactor, bind, NULL, func, user_data, error);
}

/**
 * clasp_acceptor_new_on:
 * @reactor: the worker's reactor
 * @bind: where to listen; port 0 takes a free one
 * @interface: (nullable): "eth1"; nobody is heard through any other
 * @func: (scope notified): gets every connection
 * @user_data: for @func
 * @error: return location for CLASP_TRANSPORT_ERROR_IN_USE, _DENIED, _ADDRESS, _UNREACHABLE
 *
 * Bound to the interface as it is now: one of its name that comes later is another one.
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a listening socket
 */
ClaspAcceptor *
clasp_acceptor_new_on (ClaspReactor        *reactor,
                       const ClaspEndpoint *bind,
                       const char          *interface,
                       ClaspAcceptorFunc    func,
                       gpointer             user_data,
                       GError             **error)
{
  g_autoptr (GSocketAddress) address = resolve_local (bind, error);
  ClaspAcceptor             *self;

  if (address == NULL)
    return NULL;

  self = g_new0 (ClaspAcceptor, 1);
  self->reactor = clasp_reactor_ref (reactor);
  self->limit = clasp_peer_limit_new (CLASP_PEER_LIMIT_DEFAULT);
  self->func = func;
  self->user_data = user_data;
  if (open_socket (self, address) && !bind_interface (self, interface, error))
    {
      clasp_acceptor_free (self);
      return NULL;
    }
  if (self->fd < 0 || !listen_on (self, address))
    {
      clasp_endpoint_set_bind_error (error, bind, errno);
      clasp_acceptor_free (self);
      return NULL;
    }

  self->watch = clasp_reactor_add (reactor, self->fd, EPOLLIN, ready_cb, self);
  return self;
}

/**
 * clasp_acceptor_set_max_per_address:
 * @self: an acceptor
 * @limit: connections one address of another computer may have from now on; 0 = any number
 *
 * Thread: worker.
 */
void
clasp_acceptor_set_max_per_address (ClaspAcceptor *self, guint limit)
{
  clasp_peer_limit_set (self->limit, limit);
}

/**
 * clasp_acceptor_free:
 * @self: (transfer full): an acceptor; may be called from its own function
 *
 * Thread: worker.
 */
void
clasp_acceptor_free (ClaspAcceptor *self)
{
  if (self->is_freed != NULL)
    *self->is_freed = TRUE;
  if (self->pause != NULL)
    g_source_destroy (self->pause);
  g_clear_pointer (&self->pause, g_source_unref);
  g_clear_pointer (&self->watch, clasp_reactor_remove);
  if (self->fd >= 0)
    close (self->fd);
  clasp_peer_limit_unref (self->limit);
  clasp_reactor_unref (self->reactor);
  g_free (self->address);
  g_free (self);
}

/**
 * clasp_acceptor_get_address:
 * @self: an acceptor
 *
 * Thread: worker.
 *
 * Returns: (transfer none): where it listens, with the real port: "127.0.0.1:7330"
 */
const char *
clasp_acceptor_get_address (ClaspAcceptor *self)
{
  return self->address;
}
