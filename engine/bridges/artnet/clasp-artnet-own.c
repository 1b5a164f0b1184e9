/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-own.h"

typedef struct
{
  guint64 hash;
  gint64  sent_us;
  gboolean is_expected;
} Copy;

struct _ClaspArtnetOwn
{
  ClaspInterfaces *interfaces; /* (unowned) (nullable) */
  guint16          port;
  Copy             copies[CLASP_ARTNET_OWN_MAX];
  guint            next;
};

/**
 * clasp_artnet_own_new:
 * @interfaces: (nullable): the interfaces of this machine; outlive it
 * @port: where we send from and listen
 *
 * Thread: worker.
 *
 * Returns: (transfer full): nothing is expected
 */
ClaspArtnetOwn *
clasp_artnet_own_new (ClaspInterfaces *interfaces, guint16 port)
{
  ClaspArtnetOwn *self = g_new0 (ClaspArtnetOwn, 1);

  self->interfaces = interfaces;
  self->port = port;
  return self;
}

void
clasp_artnet_own_free (ClaspArtnetOwn *self)
{
  g_free (self);
}

static guint64
hash_bytes (const guint8 *bytes, gsize size)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < size; i++)
    hash = (hash ^ bytes[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

static gboolean
has_port (const ClaspArtnetOwn *self, GSocketAddress *address)
{
  return G_IS_INET_SOCKET_ADDRESS (address) &&
         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) == self->port;
}

static gboolean
is_same (GInetAddress *a, GInetAddress *b)
{
  return a != NULL && g_inet_address_equal (a, b);
}

/* One of this machine; with @or_broadcast also one that reaches it among others. */
static gboolean
is_here (const ClaspArtnetOwn *self, GSocketAddress *address, gboolean or_broadcast)
{
  static const guint8   everybody[4] = { 255, 255, 255, 255 };
  GInetAddress         *host = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  const ClaspInterface *interface;

  if (g_inet_address_get_is_loopback (host) ||
      (or_broadcast && g_inet_address_get_family (host) == G_SOCKET_FAMILY_IPV4 &&
       memcmp (g_inet_address_to_bytes (host), everybody, sizeof everybody) == 0))
    return TRUE;
  for (guint i = 0; self->interfaces != NULL && (interface = clasp_interfaces_get (self->interfaces, i)) != NULL; i++)
    if (is_same (interface->address, host) || (or_broadcast && is_same (interface->broadcast, host)))
      return TRUE;
  return FALSE;
}

/**
 * clasp_artnet_own_note:
 * @self: our packets
 * @to: where one was sent
 * @bytes: the packet
 * @size: how many bytes
 * @now_us: monotonic µs
 *
 * Thread: worker.
 */
void
clasp_artnet_own_note (ClaspArtnetOwn *self,
                       GSocketAddress *to,
                       const guint8   *bytes,
                       gsize           size,
                       gint64          now_us)
{
  if (!has_port (self, to) || !is_here (self, to, TRUE))
    return;

  self->copies[self->next] = (Copy){ hash_bytes (bytes, size), now_us, TRUE };
  self->next = (self->next + 1) % CLASP_ARTNET_OWN_MAX;
}

/**
 * clasp_artnet_own_take:
 * @self: our packets
 * @from: who sent it
 * @bytes: a packet that came
 * @size: how many bytes
 * @now_us: monotonic µs
 *
 * Thread: worker.
 *
 * Returns: %TRUE if it is one of ours; it is expected no more then
 */
gboolean
clasp_artnet_own_take (ClaspArtnetOwn *self,
                       GSocketAddress *from,
                       const guint8   *bytes,
                       gsize           size,
                       gint64          now_us)
{
  guint64 hash;

  if (!has_port (self, from) || !is_here (self, from, FALSE))
    return FALSE;

  hash = hash_bytes (bytes, size);
  for (guint i = 0; i < CLASP_ARTNET_OWN_MAX; i++)
    {
      Copy *copy = &self->copies[(self->next + i) % CLASP_ARTNET_OWN_MAX]; /* the oldest first */

      if (!copy->is_expected || copy->hash != hash || now_us - copy->sent_us > CLASP_ARTNET_OWN_TIMEOUT_US)
        continue;
      copy->is_expected = FALSE;
      return TRUE;
    }
  return FALSE;
}
