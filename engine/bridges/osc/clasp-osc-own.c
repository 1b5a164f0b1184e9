/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-own.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define FNV_START G_GUINT64_CONSTANT (14695981039346656037)
#define FNV_PRIME G_GUINT64_CONSTANT (1099511628211)

typedef struct
{
  guint64 digest;
  guint64 taken; /* a bit for each channel it came back to */
  gint64  sent_us;
  gsize   size;
  guint16 port;
} Sent;

struct _ClaspOscOwn
{
  Sent  sent[CLASP_OSC_OWN_MAX];
  guint first, n; /* oldest, and how many from there on */
  ClaspTimers *timers; /* (unowned) */
};

/**
 * clasp_osc_own_new:
 * @timers: whose clock it goes by
 *
 * Returns: (transfer full): an empty memory
 */
ClaspOscOwn *
clasp_osc_own_new (ClaspTimers *timers)
{
  ClaspOscOwn *self = g_new0 (ClaspOscOwn, 1);

  self->timers = timers;
  return self;
}

/**
 * clasp_osc_own_free:
 * @self: (transfer full): a memory
 */
void
clasp_osc_own_free (ClaspOscOwn *self)
{
  g_free (self);
}

static guint64
digest_of (const guint8 *packet, gsize size)
{
  guint64 digest = FNV_START;

  for (gsize i = 0; i < size; i++)
    digest = (digest ^ packet[i]) * FNV_PRIME;
  return digest;
}

static gint64
now (ClaspOscOwn *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

static void
forget_first (ClaspOscOwn *self)
{
  self->first = (self->first + 1) % CLASP_OSC_OWN_MAX;
  self->n--;
}

/**
 * clasp_osc_own_note:
 * @self: a memory
 * @port: of the socket it left from
 * @packet: what was sent
 * @size: its size
 */
void
clasp_osc_own_note (ClaspOscOwn *self, guint16 port, const guint8 *packet, gsize size)
{
  if (self->n == CLASP_OSC_OWN_MAX)
    forget_first (self);
  self->sent[(self->first + self->n++) % CLASP_OSC_OWN_MAX] =
    (Sent){ digest_of (packet, size), 0, now (self), size, port };
}

/* A socket can be bound to addresses of this machine only. */
static gboolean
is_of_this_machine (GSocketAddress *address)
{
  union
  {
    struct sockaddr         any;
    struct sockaddr_in      v4;
    struct sockaddr_in6     v6;
    struct sockaddr_storage room;
  } native;
  gssize   size = g_socket_address_get_native_size (address);
  gboolean is_ours;
  int      fd;

  if (!g_socket_address_to_native (address, &native, sizeof native, NULL))
    return FALSE;

  if (native.any.sa_family == AF_INET)
    native.v4.sin_port = 0;
  else
    native.v6.sin6_port = 0;
  fd = socket (native.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  is_ours = fd >= 0 && bind (fd, &native.any, (socklen_t) size) == 0;
  if (fd >= 0)
    close (fd);
  return is_ours;
}

static Sent *
find (ClaspOscOwn *self, guint16 port, guint64 channel_bit, const guint8 *packet, gsize size)
{
  guint64 digest = digest_of (packet, size);

  for (guint i = 0; i < self->n; i++)
    {
      Sent *sent = &self->sent[(self->first + i) % CLASP_OSC_OWN_MAX];

      if (sent->digest == digest && sent->port == port && sent->size == size &&
          !(sent->taken & channel_bit))
        return sent;
    }

  return NULL;
}

/**
 * clasp_osc_own_take:
 * @self: a memory
 * @channel: of the socket that heard it
 * @from: where it came from
 * @packet: what came
 * @size: its size
 *
 * Costs nothing while nothing was sent that may come back.
 *
 * Returns: whether it is one we sent, back for the first time to that socket
 */
gboolean
clasp_osc_own_take (ClaspOscOwn    *self,
                    guint64         channel,
                    GSocketAddress *from,
                    const guint8   *packet,
                    gsize           size)
{
  gint64  gone_us = now (self) - CLASP_OSC_OWN_EXPIRY_US;
  guint64 bit = G_GUINT64_CONSTANT (1) << (channel % 64);
  Sent   *sent;

  while (self->n > 0 && self->sent[self->first].sent_us < gone_us)
    forget_first (self);
  if (self->n == 0 || !G_IS_INET_SOCKET_ADDRESS (from))
    return FALSE;

  sent = find (self, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (from)), bit, packet, size);
  if (sent == NULL || !is_of_this_machine (from))
    return FALSE;

  sent->taken |= bit;
  return TRUE;
}
