/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-nodes.h"
#include "io/clasp-timer.h"

/* ClaspArtnetPoller: looks for nodes again and again and says when one missed three polls
 * (show-protocols.md 5.4).
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspArtnetPoller ClaspArtnetPoller;

/* An ArtPoll for everybody. */
typedef void (*ClaspArtnetPollFunc) (const guint8 *bytes, gsize size, gpointer user_data);

ClaspArtnetPoller *clasp_artnet_poller_new  (ClaspTimers *timers, gint64 interval_us, guint max_nodes,
                                             guint8 diagnostics, ClaspArtnetPollFunc poll,
                                             ClaspArtnetNodeFunc changed, gpointer user_data);
void               clasp_artnet_poller_free (ClaspArtnetPoller *self);
/* FALSE when there are too many nodes. */
gboolean           clasp_artnet_poller_take (ClaspArtnetPoller *self, const ClaspArtnetPollReply *reply);
ClaspArtnetNodes  *clasp_artnet_poller_get_nodes (ClaspArtnetPoller *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetPoller, clasp_artnet_poller_free)

G_END_DECLS
