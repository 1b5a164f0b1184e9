/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-nodes.h"
#include "bridges/artnet/clasp-artnet-output.h"
#include "bridges/clasp-universe-lines.h"
#include "io/clasp-interfaces.h"
#include "io/clasp-targets.h"

/* ClaspArtnetDestinations: where packets go. Frames of a universe go to the hosts a person named
 * for it; else to the nodes that take it, else to the hosts named for all; to everybody only where
 * that was chosen (show-protocols.md 5.1). An ArtSync follows those that wait for it, and reaches
 * nobody else: a node that heard one shows nothing more at once.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  ClaspTimers       *timers;     /* (unowned) */
  ClaspInterfaces   *interfaces; /* (unowned) (nullable) */
  const ClaspUniverseLines *lines; /* (unowned): as in the settings, with the hosts */
  ClaspArtnetOutput  usual;      /* for universes without a line */
  const char        *interface;  /* empty: all; copied */
  guint16            port;       /* that broadcasts go to */
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
/* Those for frames of @port_address; FALSE when it goes nowhere and nobody said so. With @is_synced they
 * are owed an ArtSync. */
gboolean clasp_artnet_destinations_for_frame (ClaspArtnetDestinations *self, guint16 port_address, gboolean is_synced,
                                             ClaspArtnetDestinationFunc func, gpointer user_data);
/* Those who are owed an ArtSync; they no longer are. */
void  clasp_artnet_destinations_for_sync    (ClaspArtnetDestinations *self, ClaspArtnetDestinationFunc func, gpointer user_data);
/* Everybody who gets frames: for time code and triggers. */
guint clasp_artnet_destinations_for_all     (ClaspArtnetDestinations *self, ClaspArtnetDestinationFunc func, gpointer user_data);
/* Where nodes may be that are not known yet: broadcasts, and the hosts a person named. */
guint clasp_artnet_destinations_for_poll    (ClaspArtnetDestinations *self, ClaspArtnetDestinationFunc func, gpointer user_data);
/* Whether those who get frames are there can be asked of the same, without broadcasts unless frames are. */
guint clasp_artnet_destinations_for_presence (ClaspArtnetDestinations *self, ClaspArtnetDestinationFunc func, gpointer user_data);
/* As a person wrote it; of a target. */
const char *clasp_artnet_destinations_get_host (ClaspArtnetDestinations *self, guint target);
gboolean clasp_artnet_destinations_is_broadcasting (ClaspArtnetDestinations *self);
/* Broadcasts alone. */
guint clasp_artnet_destinations_for_network (ClaspArtnetDestinations *self, ClaspArtnetDestinationFunc func, gpointer user_data);
void  clasp_artnet_destinations_note_result (ClaspArtnetDestinations *self, int target, const GError *error);
const char *clasp_artnet_destinations_get_problem (ClaspArtnetDestinations *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetDestinations, clasp_artnet_destinations_free)

G_END_DECLS
