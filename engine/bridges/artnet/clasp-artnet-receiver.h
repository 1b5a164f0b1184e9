/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/clasp-bridge-scale.h"
#include "bridges/clasp-bridge.h"
#include "bridges/clasp-universe-lines.h"

/* ClaspArtnetReceiver: the universes that come in, and what they become in the router.
 *
 * Sources are merged by ClaspUniverseInput; what one packet changed leaves as one bundle. ArtSync
 * holds back what it belongs to.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* How a universe is written to the router. */
typedef enum
{
  CLASP_ARTNET_IN_CHANNEL,  /* each slot that changed, a param */
  CLASP_ARTNET_IN_UNIVERSE, /* the whole frame, bytes, a stream */
  CLASP_ARTNET_IN_BOTH,
} ClaspArtnetInMode;

typedef struct
{
  ClaspDmxMerge     merge;
  const ClaspUniverseLines *lines; /* (unowned) (nullable): for whom it is otherwise */
  ClaspDmxLoss      loss;
  gint64            fade_us; /* to cue levels */
  gint64            timeout_us;
  ClaspArtnetInMode in_mode;
  ClaspScale        scale;
  gboolean          is_flat; /* universes are written as one number */
  gboolean          is_per_source; /* what each source sends is told, too */
  guint             max_universes;
  /* The number of sources of some universe changed. */
  void            (*changed) (gpointer user_data);
  gpointer          user_data;
} ClaspArtnetReceiverOptions;

typedef struct _ClaspArtnetReceiver ClaspArtnetReceiver;

/* What comes in is written by @bridge (unowned). */
ClaspArtnetReceiver *clasp_artnet_receiver_new  (ClaspBridge                      *bridge,
                                                 const ClaspArtnetReceiverOptions *options);
void                 clasp_artnet_receiver_free (ClaspArtnetReceiver *self);
void  clasp_artnet_receiver_take_dmx  (ClaspArtnetReceiver *self, const ClaspArtnetDmx *frame, GSocketAddress *from);
void  clasp_artnet_receiver_take_sync (ClaspArtnetReceiver *self, GSocketAddress *from);
gboolean clasp_artnet_receiver_has    (ClaspArtnetReceiver *self, guint16 port_address);
/* How many sources send this universe now. */
guint clasp_artnet_receiver_count_sources (ClaspArtnetReceiver *self, guint16 port_address);
/* ArtAddress: @port_address -1 is all universes. */
void  clasp_artnet_receiver_cancel_merge (ClaspArtnetReceiver *self, int port_address);
void  clasp_artnet_receiver_set_merge    (ClaspArtnetReceiver *self, guint16 port_address, ClaspDmxMerge merge);
/* How the sources of this universe are merged now. */
ClaspDmxMerge clasp_artnet_receiver_get_merge (ClaspArtnetReceiver *self, guint16 port_address);
/* A sentence about a source that is ignored; NULL when there is none. */
const char *clasp_artnet_receiver_get_problem (ClaspArtnetReceiver *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetReceiver, clasp_artnet_receiver_free)

G_END_DECLS
