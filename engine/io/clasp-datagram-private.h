/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-datagram.h"

#include <sys/socket.h>

/* What clasp-datagram.c and clasp-datagram-multicast.c share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

struct _ClaspDatagram
{
  int                     fd;
  gboolean                is_ipv6;
  ClaspReactor           *reactor; /* (owned) */
  ClaspReactorWatch      *watch;   /* (owned) (nullable) */
  ClaspDatagramFunc       func;
  gpointer                user_data;
  guint16                 port;
  gboolean               *is_freed; /* set while reading: tells the loop that the callback freed us */
  /* the last sender, so that a stream from one peer makes one GSocketAddress */
  struct sockaddr_storage from_native;
  socklen_t               from_size;
  GSocketAddress         *from; /* (owned) (nullable) */
};

G_END_DECLS
