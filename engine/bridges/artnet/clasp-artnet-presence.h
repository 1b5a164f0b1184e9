/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge.h"
#include "io/clasp-timer.h"

/* ClaspArtnetPresence: whether those that frames go to are there, told by their ArtPollReplies. Whoever
 * never answered may be a node that cannot: of it nothing is known.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* Three polls without an answer, and the time an answer may take. */
#define CLASP_ARTNET_LOST_AFTER_US(interval_us) (3 * (interval_us) + G_USEC_PER_SEC)

typedef struct
{
  ClaspTimers *timers; /* (unowned) */
  gint64       interval_us;
  void       (*poll)    (gpointer user_data); /* (nullable) somebody else does */
  void       (*changed) (gpointer user_data);
  gpointer     user_data;
} ClaspArtnetPresenceOptions;

typedef struct _ClaspArtnetPresence ClaspArtnetPresence;

/* The first poll leaves with the next run of the timers. */
ClaspArtnetPresence *clasp_artnet_presence_new  (const ClaspArtnetPresenceOptions *options);
void                 clasp_artnet_presence_free (ClaspArtnetPresence *self);
/* Somebody answered; known by the address, whatever the port. */
void                 clasp_artnet_presence_take (ClaspArtnetPresence *self, GSocketAddress *from);
/* Of @host; NULL: of anybody. */
ClaspBridgeAnswer    clasp_artnet_presence_ask  (ClaspArtnetPresence *self, GSocketAddress *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetPresence, clasp_artnet_presence_free)

G_END_DECLS
