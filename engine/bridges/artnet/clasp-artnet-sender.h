/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/artnet/clasp-artnet-output.h"
#include "dmx/clasp-universes.h"
#include "io/clasp-reactor.h"
#include "io/clasp-timer.h"

/* ClaspArtnetSender: the universes that go out, on one timer.
 *
 * What is written to a universe within one turn of the loop leaves in one frame: frames that may
 * leave at once wait for the end of the dispatch. Many universes that are due together leave over a
 * few milliseconds, and stay spread over the frame time from then on.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  ClaspReactor       *reactor;    /* (unowned) as the next two */
  ClaspTimers        *timers;
  ClaspUniverses     *universes;
  const char         *connection; /* copied, as the next one */
  const char         *namespace_;
  gboolean            is_flat;    /* universes are written as one number */
  ClaspArtnetOutput   usual;
  const ClaspUniverseLines *lines; /* (unowned) (nullable): for whom it is otherwise */
  guint               max_universes;
  gboolean            is_short;   /* frames end with the highest slot in use */
  /* One ArtDmx datagram; @is_synced: sync () follows. */
  void (*send)  (guint16 port_address, gboolean is_synced, const guint8 *bytes, gsize size, gpointer user_data);
  /* All that leave together have left. */
  void (*sync)  (gpointer user_data);
  gpointer            user_data;
} ClaspArtnetSenderOptions;

typedef struct _ClaspArtnetSender ClaspArtnetSender;

ClaspArtnetSender *clasp_artnet_sender_new  (const ClaspArtnetSenderOptions *options);
void               clasp_artnet_sender_free (ClaspArtnetSender *self);
/* Of a universe that may be sent: it is shown, and can be tested, before it has a level. */
void     clasp_artnet_sender_expect    (ClaspArtnetSender *self, guint16 port_address);
/* FALSE when there are as many universes as may be and this would be one more. */
gboolean clasp_artnet_sender_set_slots (ClaspArtnetSender *self,
                                        guint16            port_address,
                                        guint              first,
                                        const guint8      *levels,
                                        guint              n);
gboolean clasp_artnet_sender_has       (ClaspArtnetSender *self, guint16 port_address);
/* All slots of the universes that want it so to 0, now, without holds. The last thing before it is
 * freed. */
void     clasp_artnet_sender_black_out (ClaspArtnetSender *self);
/* Whether a received frame is one of ours that came back. */
gboolean clasp_artnet_sender_is_own    (ClaspArtnetSender *self, const ClaspArtnetDmx *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetSender, clasp_artnet_sender_free)

G_END_DECLS
