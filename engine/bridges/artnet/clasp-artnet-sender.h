/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-universe.h"
#include "io/clasp-reactor.h"
#include "io/clasp-timer.h"

/* ClaspArtnetSender: the universes that go out, each with its timer.
 *
 * What is written to a universe within one turn of the loop leaves in one frame: frames that may
 * leave at once wait for the end of the dispatch.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_ARTNET_MAX_OUTPUTS 1024

typedef struct _ClaspArtnetSender ClaspArtnetSender;

/* One ArtDmx datagram for every target. */
typedef void (*ClaspArtnetSendFunc) (const guint8 *bytes, gsize size, gpointer user_data);

ClaspArtnetSender *clasp_artnet_sender_new (ClaspReactor       *reactor,
                                            ClaspTimers        *timers,
                                            guint               max_hz,
                                            guint               keep_alive_ms,
                                            ClaspArtnetSendFunc send,
                                            gpointer            user_data);
void               clasp_artnet_sender_free (ClaspArtnetSender *self);
/* FALSE when there are CLASP_ARTNET_MAX_OUTPUTS universes and this would be one more. */
gboolean clasp_artnet_sender_set_slot (ClaspArtnetSender *self,
                                       guint16            port_address,
                                       guint              index,
                                       guint8             level);
gboolean clasp_artnet_sender_has (ClaspArtnetSender *self, guint16 port_address);
/* Whether a received frame is one of ours that came back. */
gboolean clasp_artnet_sender_is_own (ClaspArtnetSender *self, const ClaspArtnetDmx *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetSender, clasp_artnet_sender_free)

G_END_DECLS
