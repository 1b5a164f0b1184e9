/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/clasp-datagram.h"

/* A device on loopback: sends datagrams and keeps what comes back.
 *
 * Thread: the test's. */

G_BEGIN_DECLS

typedef struct
{
  ClaspDatagram *socket;
  guint16        port;
  GPtrArray     *packets; /* GBytes */
  guint16        last_port; /* from which the last datagram came */
} ClaspUdpPeer;

ClaspUdpPeer *clasp_udp_peer_new (ClaspReactor *reactor);
void          clasp_udp_peer_free (ClaspUdpPeer *self);
void clasp_udp_peer_send (ClaspUdpPeer *self, guint16 port, const guint8 *bytes, gsize size);
void clasp_udp_peer_send_hex (ClaspUdpPeer *self, guint16 port, const char *hex);
/* The next datagram, waiting for it; fails the test, naming @what, if none comes. */
GBytes *clasp_udp_peer_take (ClaspUdpPeer *self, const char *what);
/* Fails if anything comes, or has come, although everything the loop has to do is done. */
void clasp_udp_peer_expect_nothing (ClaspUdpPeer *self);

G_END_DECLS
