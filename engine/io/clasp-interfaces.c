/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-io"

#include "io/clasp-interfaces.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Design notes: what the kernel sends only says that something changed; it is not read. The list is
 * asked for anew at the end of the dispatch (getifaddrs: the kernel answers at once) and compared
 * with the one before: so no message format is trusted, a lost message costs nothing, and a burst
 * makes one reading. */

#define NEWS (RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR)
/* More than a machine in a show has; the rest is not listed. */
#define MAX_INTERFACES 1024
#define READS_PER_TURN 64

struct _ClaspInterfacesWatch
{
  ClaspInterfacesFunc func; /* NULL: removed while the watches were called */
  gpointer            user_data;
};

struct _ClaspInterfaces
{
  ClaspReactor      *reactor; /* (owned) */
  ClaspReactorWatch *socket_watch;
  int                fd;
  ClaspDeferred      reread;
  GArray            *interfaces; /* (owned) of ClaspInterface */
  GPtrArray         *watches;    /* (owned) */
  gboolean           is_notifying;
};

/* ---- the list ---- */

static void
interface_clear (gpointer data)
{
  ClaspInterface *self = data;

  g_clear_object (&self->address);
  g_clear_object (&self->broadcast);
  g_clear_object (&self->address6);
}

static ClaspInterface *
find (GArray *interfaces, const char *name)
{
  for (guint i = 0; i < interfaces->len; i++)
    if (strcmp (g_array_index (interfaces, ClaspInterface, i).name, name) == 0)
      return &g_array_index (interfaces, ClaspInterface, i);

  return NULL;
}

static ClaspInterface *
find_or_add (GArray *interfaces, const char *name)
{
  ClaspInterface *known = find (interfaces, name);
  ClaspInterface  fresh = { 0 };

  if (known != NULL || interfaces->len >= MAX_INTERFACES)
    return known;

  g_strlcpy (fresh.name, name, sizeof fresh.name);
  fresh.index = if_nametoindex (name);
  g_array_append_val (interfaces, fresh);
  return &g_array_index (interfaces, ClaspInterface, interfaces->len - 1);
}

static void
take_address (GInetAddress **place, GSocketFamily family, gconstpointer bytes)
{
  if (*place == NULL)
    *place = g_inet_address_new_from_bytes (bytes, family);
}

static void
note_ipv4 (ClaspInterface *self, const struct ifaddrs *entry)
{
  if (self->address != NULL)
    return;

  take_address (&self->address, G_SOCKET_FAMILY_IPV4,
                &((const struct sockaddr_in *) entry->ifa_addr)->sin_addr);
  if (entry->ifa_flags & IFF_BROADCAST && entry->ifa_broadaddr != NULL)
    take_address (&self->broadcast, G_SOCKET_FAMILY_IPV4,
                  &((const struct sockaddr_in *) entry->ifa_broadaddr)->sin_addr);
}

static void
note_entry (GArray *interfaces, const struct ifaddrs *entry)
{
  ClaspInterface *self = find_or_add (interfaces, entry->ifa_name);

  if (self == NULL)
    return;

  self->is_up = (entry->ifa_flags & IFF_UP) != 0 && (entry->ifa_flags & IFF_RUNNING) != 0;
  self->is_loopback = (entry->ifa_flags & IFF_LOOPBACK) != 0;
  self->can_multicast = (entry->ifa_flags & IFF_MULTICAST) != 0;
  if (entry->ifa_addr != NULL && entry->ifa_addr->sa_family == AF_INET)
    note_ipv4 (self, entry);
  else if (entry->ifa_addr != NULL && entry->ifa_addr->sa_family == AF_INET6)
    take_address (&self->address6, G_SOCKET_FAMILY_IPV6,
                  &((const struct sockaddr_in6 *) entry->ifa_addr)->sin6_addr);
}

/* NULL when the kernel did not answer: the list of before stands. */
static GArray *
read_interfaces (void)
{
  struct ifaddrs *entries;
  GArray         *interfaces;

  if (getifaddrs (&entries) != 0)
    {
      g_message (_ ("Cannot list the network interfaces: %s"), g_strerror (errno));
      return NULL;
    }

  interfaces = g_array_new (FALSE, FALSE, sizeof (ClaspInterface));
  g_array_set_clear_func (interfaces, interface_clear);
  for (const struct ifaddrs *entry = entries; entry != NULL; entry = entry->ifa_next)
    note_entry (interfaces, entry);
  freeifaddrs (entries);
  return interfaces;
}

static gboolean
is_same_address (GInetAddress *a, GInetAddress *b)
{
  return a == b || (a != NULL && b != NULL && g_inet_address_equal (a, b));
}

static gboolean
is_same (const ClaspInterface *a, const ClaspInterface *b)
{
  return strcmp (a->name, b->name) == 0 && a->index == b->index && a->is_up == b->is_up &&
         a->is_loopback == b->is_loopback && a->can_multicast == b->can_multicast &&
         is_same_address (a->address, b->address) && is_same_address (a->broadcast, b->broadcast) &&
         is_same_address (a->address6, b->address6);
}

static gboolean
is_same_list (GArray *a, GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!is_same (&g_array_index (a, ClaspInterface, i), &g_array_index (b, ClaspInterface, i)))
      return FALSE;

  return TRUE;
}

/* ---- news ---- */

static void
sweep_watches (ClaspInterfaces *self)
{
  for (guint i = self->watches->len; i > 0; i--)
    if (((ClaspInterfacesWatch *) self->watches->pdata[i - 1])->func == NULL)
      g_ptr_array_remove_index (self->watches, i - 1);
}

/* Those that are added meanwhile know the list already. */
static void
notify (ClaspInterfaces *self)
{
  guint n_watches = self->watches->len;

  self->is_notifying = TRUE;
  for (guint i = 0; i < n_watches; i++)
    {
      ClaspInterfacesWatch *watch = self->watches->pdata[i];

      if (watch->func != NULL)
        watch->func (watch->user_data);
    }
  self->is_notifying = FALSE;
  sweep_watches (self);
}

static void
reread_cb (gpointer user_data)
{
  ClaspInterfaces *self = user_data;
  GArray          *fresh = read_interfaces ();

  if (fresh == NULL)
    return;
  if (is_same_list (self->interfaces, fresh))
    {
      g_array_unref (fresh);
      return;
    }

  g_array_unref (self->interfaces);
  self->interfaces = fresh;
  notify (self);
}

static void
news_cb (guint32 events, gpointer user_data)
{
  ClaspInterfaces *self = user_data;
  guint8          *buffer = clasp_reactor_get_buffer (self->reactor);

  /* ENOBUFS (there was more news than room) is news too, and clears itself by being read. */
  for (guint i = 0; i < READS_PER_TURN; i++)
    if (recv (self->fd, buffer, CLASP_REACTOR_BUFFER_SIZE, MSG_DONTWAIT) < 0 && errno != ENOBUFS)
      break;
  clasp_reactor_defer (self->reactor, &self->reread, reread_cb, self);
}

static int
open_news (GError **error)
{
  struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = NEWS };
  int                fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

  if (fd >= 0 && bind (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;

  g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (errno),
               "Cannot follow the network interfaces: %s", g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

/* ---- life ---- */

/**
 * clasp_interfaces_new:
 * @reactor: where the kernel's news are awaited
 * @error: return location for a #GIOErrorEnum
 *
 * Lists the interfaces and follows them from now on.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): the interfaces, or %NULL when the kernel gives no news (a sandbox
 *   without netlink)
 */
ClaspInterfaces *
clasp_interfaces_new (ClaspReactor *reactor, GError **error)
{
  int              fd = open_news (error);
  ClaspInterfaces *self;

  if (fd < 0)
    return NULL;

  self = g_new0 (ClaspInterfaces, 1);
  self->reactor = clasp_reactor_ref (reactor);
  self->fd = fd;
  self->watches = g_ptr_array_new_with_free_func (g_free);
  self->interfaces = read_interfaces ();
  if (self->interfaces == NULL)
    self->interfaces = g_array_new (FALSE, FALSE, sizeof (ClaspInterface));
  self->socket_watch = clasp_reactor_add (reactor, fd, EPOLLIN, news_cb, self);
  return self;
}

/**
 * clasp_interfaces_free:
 * @self: (transfer full) (nullable): the interfaces; nobody watches them any more
 *
 * Thread: worker.
 */
void
clasp_interfaces_free (ClaspInterfaces *self)
{
  if (self == NULL)
    return;

  clasp_reactor_remove (self->socket_watch);
  clasp_reactor_cancel (self->reactor, &self->reread);
  close (self->fd);
  g_array_unref (self->interfaces);
  g_ptr_array_unref (self->watches);
  clasp_reactor_unref (self->reactor);
  g_free (self);
}

/**
 * clasp_interfaces_find:
 * @self: (nullable): the interfaces; %NULL, when they cannot be followed, knows none
 * @name: "eth1"
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): the interface, until the next news
 */
const ClaspInterface *
clasp_interfaces_find (ClaspInterfaces *self, const char *name)
{
  return self != NULL ? find (self->interfaces, name) : NULL;
}

/**
 * clasp_interfaces_get:
 * @self: (nullable): the interfaces
 * @index: from 0
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): the interface, until the next news; %NULL after the last
 */
const ClaspInterface *
clasp_interfaces_get (ClaspInterfaces *self, guint index)
{
  return self != NULL && index < self->interfaces->len
           ? &g_array_index (self->interfaces, ClaspInterface, index)
           : NULL;
}

/**
 * clasp_interfaces_watch:
 * @self: (nullable): the interfaces
 * @func: called after something changed; may add and remove watches, its own included
 * @user_data: for @func
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): to be given to clasp_interfaces_unwatch ()
 */
ClaspInterfacesWatch *
clasp_interfaces_watch (ClaspInterfaces *self, ClaspInterfacesFunc func, gpointer user_data)
{
  ClaspInterfacesWatch *watch;

  if (self == NULL)
    return NULL;

  watch = g_new0 (ClaspInterfacesWatch, 1);
  watch->func = func;
  watch->user_data = user_data;
  g_ptr_array_add (self->watches, watch);
  return watch;
}

/**
 * clasp_interfaces_unwatch:
 * @self: (nullable): the interfaces
 * @watch: (transfer full) (nullable): a watch of theirs
 *
 * Thread: worker.
 */
void
clasp_interfaces_unwatch (ClaspInterfaces *self, ClaspInterfacesWatch *watch)
{
  if (self == NULL || watch == NULL)
    return;

  watch->func = NULL;
  if (!self->is_notifying)
    sweep_watches (self);
}
