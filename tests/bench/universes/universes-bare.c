/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "universes-bare.h"

#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/sacn/clasp-sacn-codec.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SPACING_US 1000
#define BATCH 256

struct _Bare
{
  const Protocol    *protocol;
  gboolean           is_batched;
  int                fd;
  struct sockaddr_in to;
  ClaspWriter        packets[N_UNIVERSES];
  gint64             began_us;
  guint64            n_sent;
};

static gint64
now (void)
{
  return g_get_monotonic_time ();
}

static void
make_packet (Bare *self, guint universe)
{
  static const guint8 levels[512];

  if (self->protocol->is_sacn)
    {
      ClaspSacnPacket packet = { .kind = CLASP_SACN_DATA };

      packet.data = (ClaspSacnData){ .priority = 100,
                                     .universe = (guint16) (universe + self->protocol->first),
                                     .slots = levels,
                                     .n_slots = sizeof levels };
      clasp_sacn_encode (&packet, &self->packets[universe]);
    }
  else
    {
      ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_DMX };

      packet.dmx = (ClaspArtnetDmx){
        .sequence = 1, .port_address = (guint16) universe, .slots = levels, .n_slots = sizeof levels
      };
      clasp_artnet_encode (&packet, &self->packets[universe]);
    }
}

Bare *
bare_open (const Protocol *protocol, guint16 port, gboolean is_batched)
{
  Bare *self = g_new0 (Bare, 1);

  self->protocol = protocol;
  self->is_batched = is_batched;
  self->fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  self->to = (struct sockaddr_in){ .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                   .sin_port = htons (port) };
  for (guint i = 0; i < N_UNIVERSES; i++)
    make_packet (self, i);
  self->began_us = now ();
  return self;
}

static void
send_each (Bare *self, guint64 until)
{
  for (; self->n_sent < until; self->n_sent++)
    {
      ClaspWriter *packet = &self->packets[self->n_sent % N_UNIVERSES];

      packet->data[self->protocol->levels]++;
      sendto (self->fd, packet->data, packet->length, MSG_DONTWAIT | MSG_NOSIGNAL,
              (struct sockaddr *) &self->to, sizeof self->to);
    }
}

static void
send_batch (Bare *self, guint64 until)
{
  struct mmsghdr messages[BATCH] = { 0 };
  struct iovec   parts[BATCH];
  guint          n = 0;

  for (; self->n_sent < until && n < BATCH; self->n_sent++, n++)
    {
      ClaspWriter *packet = &self->packets[self->n_sent % N_UNIVERSES];

      packet->data[self->protocol->levels]++;
      parts[n] = (struct iovec){ packet->data, packet->length };
      messages[n].msg_hdr = (struct msghdr){
        .msg_name = &self->to, .msg_namelen = sizeof self->to, .msg_iov = &parts[n], .msg_iovlen = 1
      };
    }
  sendmmsg (self->fd, messages, n, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void
send_due (Bare *self)
{
  guint64 until = (guint64) ((now () - self->began_us) * N_UNIVERSES / FRAME_US);

  if (!self->is_batched)
    send_each (self, until);
  while (self->n_sent < until)
    send_batch (self, until);
}

void
bare_run (Bare *self, gint64 for_us)
{
  gint64 end_us = now () + for_us;

  for (gint64 next_us = now (); next_us < end_us; next_us = MAX (next_us + SPACING_US, now ()))
    {
      struct timespec time = { next_us / G_USEC_PER_SEC, next_us % G_USEC_PER_SEC * 1000 };

      clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
      send_due (self);
    }
}

void
bare_close (Bare *self)
{
  for (guint i = 0; i < N_UNIVERSES; i++)
    clasp_writer_clear (&self->packets[i]);
  close (self->fd);
  g_free (self);
}
