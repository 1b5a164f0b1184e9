/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-nodes.h"
#include "bridges/clasp-universe-lines.h"
#include "io/clasp-interfaces.h"
#include "io/clasp-targets.h"

/* ClaspArtnetDestinations: where packets go. Frames of a universe go to the hosts a person named
 * for it; else to the nodes that take it, else to the hosts named for all; to everybody only where
 * that was chosen (show-protocols.md 5.1).
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  ClaspTimers       *timers;     /* (unowned) */
  ClaspInterfaces   *interfaces; /* (unowned) (nullable) */
  ClaspUniverseLines *lines;     /* (transfer full): as in the settings, with the hosts */
  const char        *interface;  /* empty: all; copied */
  guint16            port;       /* that broadcasts go to */
  gboolean           is_broadcast;
  void             (*changed) (gpointer user_data); /* the problem may be another one */
  gpointer           user_data;
} ClaspArtnetDestinationsOptions;

typedef struct _ClaspArtnetDestinations ClaspArtnetDestinations;

/* @target is for clasp_artnet_destinations_note_result (), -1 when it is not one of those named. */
typedef void (*ClaspArtnetDestinationFunc) (GSocketAddress *to, int target, gpointer user_data);

ClaspArtnetDestinations *clasp_artnet_destinations_new  (const ClaspArtnetDestinationsOptions *options, GError **error);
void                     clasp_artnet_destinations_free (ClaspArtnetDestinations *self);
/* (unowned) (nullable): where nodes are known from. */
void  clasp_artnet_destinations_set_nodes   (ClaspArtnetDestinations *self, ClaspArtnetNodes *nodes);
/* Those for frames of @port_address; returns how many. */
guint clasp_artnet_destinations_for_frame   (ClaspArtnetDestinations *self, guint16 port_address,
                                             ClaspArtnetDestinationFunc func, gpointer user_data);
/* Everybody who gets frames: for ArtSync, time code and triggers. */
guint clasp_artnet_destinations_for_all     (ClaspArtnetDestinations *self, ClaspArtnetDestinationFunc func, gpointer user_data);
/* Where nodes may be that are not known yet: broadcasts, and the hosts a person named. */
guint clasp_artnet_destinations_for_poll    (ClaspArtnetDestinations *self, ClaspArtnetDestinationFunc func, gpointer user_data);
void  clasp_artnet_destinations_note_result (ClaspArtnetDestinations *self, int target, const GError *error);
const char *clasp_artnet_destinations_get_problem (ClaspArtnetDestinations *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetDestinations, clasp_artnet_destinations_free)

G_END_DECLS
