/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-receiver.h"

/* What clasp-artnet-receiver.c (frames, sources, sync) and -tell.c (what the router is told of them)
 * share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_ARTNET_MAX_SOURCES 2 /* 5.1 */

/* A source by itself, as it was told last. */
typedef struct
{
  guint64 id; /* 0 = nobody */
  char    name[32]; /* "10.0.0.5-0" */
  guint   n_slots;
  guint8  levels[CLASP_DMX_SLOTS];
} ClaspArtnetShown;

typedef struct
{
  ClaspArtnetReceiver *receiver; /* (unowned) */
  guint16              port_address;
  ClaspDmxMerge        merge;
  ClaspUniverseInput  *input; /* (owned) */
  ClaspUniverse       *entry; /* (owned) by the universes of the engine */
  guint32              changed[CLASP_DMX_SLOTS / 32];
  gboolean             is_changed;
  gboolean             is_held;          /* in held */
  guint                n_sources;        /* as told last */
  guint32              last_ip;          /* of the source heard last, … */
  char                 last_address[16]; /* … and the same as text */
  ClaspArtnetShown    *shown;            /* (owned) (nullable): CLASP_ARTNET_MAX_SOURCES of them, as told last */
} ClaspArtnetInput;

struct _ClaspArtnetReceiver
{
  ClaspBridge               *bridge; /* (unowned) */
  ClaspArtnetReceiverOptions options;
  GHashTable                *inputs; /* (owned) port-address → ClaspArtnetInput */
  GPtrArray                 *held;   /* (owned) ClaspArtnetInput (unowned), wait for an ArtSync */
  ClaspTimer                 expire_timer;
  ClaspTimer                 sync_timer; /* pending while a controller synchronises */
  guint32                    sync_ip;
  char                      *refused;    /* (owned) (nullable): of one source too many */
  gint64                     refused_us; /* when it was last heard */
};

/* What changed since the last time, in the bundle that is open. */
void clasp_artnet_input_publish       (ClaspArtnetInput *input);
/* In one of its own. */
void clasp_artnet_input_publish_alone (ClaspArtnetInput *input);
/* "{…}/sources": who sends this universe. */
void clasp_artnet_input_tell_sources  (ClaspArtnetInput *input);
/* "{…}/sources/10.0.0.5-0": what each of them sends, where that is wanted. */
void clasp_artnet_input_tell_each     (ClaspArtnetInput *input);
/* "{…}/lost": nobody sends it any more. */
void clasp_artnet_input_tell_loss     (ClaspArtnetInput *input);

G_END_DECLS
