/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-destination.h"
#include "bridges/osc/clasp-osc-memory.h"
#include "core/clasp-address.h"

/* ClaspOscPeers: who sent something lately, who is connected, and who asked to be told: that is
 * where answers go.
 *
 * Time is handed in, in monotonic microseconds.
 *
 * Thread: worker (one at a time). */

G_BEGIN_DECLS

#define CLASP_OSC_MAX_PEERS 64 /* by datagrams; connections are bounded where they are accepted */
#define CLASP_OSC_PEER_EXPIRY_US (30 * G_USEC_PER_SEC)
#define CLASP_OSC_PEER_MAX_PATTERNS 32
/* The state is told to one peer so often within CLASP_OSC_PEER_EXPIRY_US: whoever asks again and
 * again, maybe in somebody else's name, must not make us a fountain. */
#define CLASP_OSC_PEER_MAX_TOLD 64

typedef struct
{
  guint64             channel;
  GSocketAddress     *address;        /* (owned) */
  ClaspOscDestination destination;    /* how to answer */
  gint64              heard_us;       /* its last good packet; 0 = none yet */
  guint64             n_in, bytes_in; /* good packets */
  guint               n_malformed;
  gint64              malformed_logged_us; /* when one of those was logged last; 0 = none was */
  gboolean            is_target;           /* gets everything anyway */
  gint64              subscribed_until_us; /* 0 = never */
  GPtrArray          *patterns;            /* (owned) what it subscribed to; none: everything */
  gint64              told_us;             /* when counting began */
  guint               n_told;              /* times the state was told since */
} ClaspOscPeer;

typedef struct _ClaspOscPeers ClaspOscPeers;

ClaspOscPeers *clasp_osc_peers_new (void);
void           clasp_osc_peers_free (ClaspOscPeers *self);

/* The sender of a packet, made known if it is not; valid until the next call. When there are too
 * many, the one silent for longest is forgotten; but for a bad packet nobody who is heard is, and
 * NULL is returned instead. */
ClaspOscPeer *clasp_osc_peers_get (ClaspOscPeers      *self,
                                   const ClaspOscFrom *from,
                                   gboolean            is_good,
                                   gint64              now_us);
/* NULL if it is not known. */
ClaspOscPeer *clasp_osc_peers_find (ClaspOscPeers *self, const ClaspOscFrom *from);
/* A connection has a place as long as it lasts. */
ClaspOscPeer *clasp_osc_peers_add_connection (ClaspOscPeers *self, ClaspOscConnection *connection);
void clasp_osc_peers_remove_connection (ClaspOscPeers *self, ClaspOscConnection *connection);

guint         clasp_osc_peers_get_count (ClaspOscPeers *self);
ClaspOscPeer *clasp_osc_peers_get_at (ClaspOscPeers *self, guint index);
/* Whether it sent a good packet within CLASP_OSC_PEER_EXPIRY_US, or is connected. */
gboolean clasp_osc_peer_is_present (const ClaspOscPeer *self, gint64 now_us);

/* From now until @until_us; @pattern is a valid OSC pattern or address, NULL for everything. FALSE
 * if it asked for too many. *@is_news: it was not told of that before. */
gboolean clasp_osc_peer_subscribe (ClaspOscPeer   *self,
                                   const ClaspStr *pattern,
                                   gint64          now_us,
                                   gint64          until_us,
                                   gboolean       *is_news);
void     clasp_osc_peer_unsubscribe (ClaspOscPeer *self);
/* Whether it asked for what is at @address, below the namespace; @osc_address is the same in OSC's
 * form. */
gboolean clasp_osc_peer_wants (const ClaspOscPeer *self,
                               ClaspStr            address,
                               ClaspStr            osc_address,
                               gint64              now_us);
/* How many patterns it asked for and is told of now; G_MAXUINT: everything. */
guint    clasp_osc_peer_count_wanted (const ClaspOscPeer *self, gint64 now_us);
/* Counts one telling of the state; FALSE if there were too many lately. */
gboolean clasp_osc_peer_may_be_told (ClaspOscPeer *self, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscPeers, clasp_osc_peers_free)

G_END_DECLS
