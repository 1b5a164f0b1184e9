/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-interfaces.h"

/* ClaspArtnetOwn: packets of ours that come back, because we broadcast them or send them to our own port.
 *
 * Neither address nor content alone can tell: other programs on this machine share address and port with us,
 * and every ArtSync is the same. So it counts: each copy that may come back is expected once, for a second, from
 * an address of this machine and our port. What another program sends beside it is one more, and is heard.
 *
 * No clock: monotonic microseconds are handed in.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_ARTNET_OWN_MAX 256 /* that are expected; the oldest are forgotten */
#define CLASP_ARTNET_OWN_TIMEOUT_US G_USEC_PER_SEC

typedef struct _ClaspArtnetOwn ClaspArtnetOwn;

/* @interfaces (unowned) (nullable); @port is where we send from and listen. */
ClaspArtnetOwn *clasp_artnet_own_new  (ClaspInterfaces *interfaces, guint16 port);
void            clasp_artnet_own_free (ClaspArtnetOwn *self);
/* A packet left for @to. */
void            clasp_artnet_own_note (ClaspArtnetOwn *self, GSocketAddress *to, const guint8 *bytes, gsize size,
                                       gint64 now_us);
/* Whether a packet that came is one of them; once for each. */
gboolean        clasp_artnet_own_take (ClaspArtnetOwn *self, GSocketAddress *from, const guint8 *bytes, gsize size,
                                       gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetOwn, clasp_artnet_own_free)

G_END_DECLS
