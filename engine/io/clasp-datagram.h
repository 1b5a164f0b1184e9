/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-endpoint.h"
#include "io/clasp-reactor.h"

/* ClaspDatagram: one UDP socket in the reactor, for OSC, Art-Net and the carriers to come.
 *
 * Reads everything there is at a wake-up; sending never blocks: what the kernel does not take is
 * dropped and counted.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspDatagram ClaspDatagram;

/* @from is borrowed and valid during the call. */
typedef void (*ClaspDatagramFunc) (const guint8   *bytes,
                                   gsize           size,
                                   GSocketAddress *from,
                                   gpointer        user_data);

typedef struct
{
  gboolean broadcast;     /* may send to broadcast addresses */
  gboolean reuse_address; /* share the port with other programs (Art-Net's 6454) */
  gboolean only_joined;   /* of multicast only what this socket joined, not what others did as well */
  gboolean ipv6_only;     /* a socket on :: leaves IPv4 to another one */
  const char *interface;  /* (nullable) or empty; else nothing comes or goes through any other */
} ClaspDatagramOptions;

/* Errors: CLASP_TRANSPORT_ERROR_IN_USE, _DENIED, _ADDRESS, each naming port and address; _UNREACHABLE
 * when there is no such interface. @func may
 * be NULL for a socket that only sends. */
ClaspDatagram  *clasp_datagram_new               (ClaspReactor               *reactor,
                                                  const ClaspEndpoint        *bind,
                                                  const ClaspDatagramOptions *options,
                                                  ClaspDatagramFunc           func,
                                                  gpointer                    user_data,
                                                  GError                    **error);
void            clasp_datagram_free              (ClaspDatagram              *self);
guint16         clasp_datagram_get_port          (ClaspDatagram              *self);
/* FALSE when the kernel refused it; @error is for the first of a kind, pass NULL to only count. */
gboolean        clasp_datagram_send              (ClaspDatagram              *self,
                                                  GSocketAddress             *to,
                                                  const guint8               *bytes,
                                                  gsize                       size,
                                                  GError                    **error);

/* ---- multicast ---- */

/* Gets what is sent to @group on one interface; 0 lets the kernel choose. Being in it already is no
 * error. Errors: CLASP_TRANSPORT_ERROR_LIMIT when the kernel allows a socket no more groups (open
 * another), _UNREACHABLE when there is no such interface (wait for it). */
gboolean        clasp_datagram_join              (ClaspDatagram              *self,
                                                  GInetAddress               *group,
                                                  guint                       interface_index,
                                                  GError                    **error);
/* Forgets a group; no error if it was not in it. */
void            clasp_datagram_leave             (ClaspDatagram              *self,
                                                  GInetAddress               *group,
                                                  guint                       interface_index);
/* How what is sent to groups leaves: through which interface (0: the kernel's choice), over how many
 * networks (1-255), and whether programs on this machine hear it. */
gboolean        clasp_datagram_set_multicast     (ClaspDatagram              *self,
                                                  guint                       interface_index,
                                                  guint                       ttl,
                                                  gboolean                    loopback,
                                                  GError                    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspDatagram, clasp_datagram_free)

G_END_DECLS
