/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-found.h"
#include "dmx/clasp-lighting-view.h"

/* ClaspFinderLighting: what there is on the network that speaks Art-Net or sACN. Art-Net nodes answer a poll,
 * every ten seconds; sACN sources tell what they send by themselves (universe discovery), and older ones are heard
 * on the first universes.
 *
 * It is in nobody's way: Art-Net's own port is taken for a moment only, and only while no program on this computer
 * has it. While a connection of this program has it, that hears what nodes answer, and what it heard is handed in. sACN is heard on sockets that get nothing but their group.
 *
 * Thread: UI (sources of the default context of the thread that makes it). */

G_BEGIN_DECLS

#define CLASP_FINDER_POLL_S 10
#define CLASP_FINDER_SACN_UNIVERSES 8   /* that are listened to */
#define CLASP_FINDER_MAX_LIGHTING 256   /* nodes, and sources each; more are left out */
#define CLASP_FINDER_MAX_NODE_PORTS 64

typedef struct
{
  void (*seen) (ClaspSighting *sighting, gpointer user_data); /* (transfer full) */
  void (*lost) (const char *key, gpointer user_data);
} ClaspFinderLightingEvents;

typedef struct
{
  const char *interface;   /* the only one; NULL = all */
  guint16     artnet_port; /* 0 = the standard's */
  guint16     sacn_port;
  gboolean    polls;       /* Art-Net by itself */
} ClaspFinderLightingConfig;

typedef struct _ClaspFinderLighting ClaspFinderLighting;

ClaspFinderLighting *clasp_finder_lighting_new    (const ClaspFinderLightingConfig *config,
                                                   const ClaspFinderLightingEvents *events,
                                                   gpointer                         user_data);
void                 clasp_finder_lighting_free   (ClaspFinderLighting             *self);
/* Whether it polls by itself. */
void                 clasp_finder_lighting_set_polls (ClaspFinderLighting          *self,
                                                   gboolean                         polls);
/* At once, whatever is set. */
void                 clasp_finder_lighting_poll   (ClaspFinderLighting             *self);
/* What the connections of this program know or overheard. */
void                 clasp_finder_lighting_hear   (ClaspFinderLighting             *self,
                                                   const ClaspLightingView         *view);
/* Tells of those that were silent too long; by itself every few seconds. */
void                 clasp_finder_lighting_expire (ClaspFinderLighting             *self,
                                                   gint64                           now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspFinderLighting, clasp_finder_lighting_free)

G_END_DECLS
