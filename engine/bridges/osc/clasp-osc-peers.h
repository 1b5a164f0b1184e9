/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"

#include <gio/gio.h>

/* ClaspOscPeers: who sent something lately, and what: that is where answers go, and what must not
 * be sent back to where it came from.
 *
 * Time is handed in, in monotonic microseconds.
 *
 * Thread: worker (one at a time). */

G_BEGIN_DECLS

#define CLASP_OSC_MAX_PEERS 64
#define CLASP_OSC_PEER_EXPIRY_US (30 * G_USEC_PER_SEC)
#define CLASP_OSC_MAX_ADDRESSES 65536
#define CLASP_OSC_ECHO_WINDOW_US 100000

typedef struct
{
  GSocketAddress *address;  /* (owned) */
  gint64          heard_us; /* its last good packet; 0 = none yet */
  guint           n_malformed;
} ClaspOscPeer;

typedef struct _ClaspOscPeers ClaspOscPeers;

ClaspOscPeers *clasp_osc_peers_new (void);
void           clasp_osc_peers_free (ClaspOscPeers *self);

/* The sender of a packet, made known if it is not; valid until the next call. When there are too
 * many, the one silent for longest is forgotten; but for a bad packet nobody who is heard is, and
 * NULL is returned instead. */
ClaspOscPeer *
clasp_osc_peers_get (ClaspOscPeers *self, GSocketAddress *from, gboolean is_good, gint64 now_us);

typedef void (*ClaspOscPeerFunc) (const ClaspOscPeer *peer, gpointer user_data);
/* Calls @func for everybody who sent a good packet within CLASP_OSC_PEER_EXPIRY_US. */
void clasp_osc_peers_foreach_recent (ClaspOscPeers   *self,
                                     gint64           now_us,
                                     ClaspOscPeerFunc func,
                                     gpointer         user_data);

/* What an address was last heard with. */
typedef struct
{
  char           *tags; /* (owned) without comma */
  ClaspValue      value;
  GSocketAddress *from; /* (owned) */
  gint64          heard_us;
} ClaspOscHeard;

void clasp_osc_peers_note_heard (ClaspOscPeers    *self,
                                 ClaspStr          address,
                                 ClaspStr          tags,
                                 const ClaspValue *value,
                                 GSocketAddress   *from,
                                 gint64            now_us);
/* NULL if nothing ever came in there. */
const ClaspOscHeard *clasp_osc_peers_look_up (ClaspOscPeers *self, ClaspStr address);
/* Whether @to (or, with @any_port, a program on the same host) said just this just now. */
gboolean clasp_osc_heard_is_echo (const ClaspOscHeard *self,
                                  const ClaspValue    *value,
                                  GSocketAddress      *to,
                                  gboolean             any_port,
                                  gint64               now_us);
gboolean clasp_osc_same_address (GSocketAddress *a, GSocketAddress *b, gboolean any_port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscPeers, clasp_osc_peers_free)

G_END_DECLS
