/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

/* ClaspLightingView: who else is on the lighting network, as all connections know it at one moment: Art-Net
 * nodes with their ports, sACN sources with what they say they send.
 *
 * Filled on the worker by those who know; immutable once it is handed over, and counted, because several
 * windows keep it.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* Of one peer; more are only counted. */
#define CLASP_LIGHTING_MAX_PORTS 1024
/* Of all connections; more are left out. */
#define CLASP_LIGHTING_MAX_PEERS 4096

typedef enum
{
  CLASP_LIGHTING_NODE,   /* Art-Net, by its answers to polls */
  CLASP_LIGHTING_SOURCE, /* sACN, by the list of what it sends */
} ClaspLightingKind;

/* What a node or a source has to do with one universe. */
typedef struct
{
  guint16  universe;    /* Art-Net: the port-address, 15 bits */
  guint8   bind_index;  /* Art-Net: of the reply that named it; 0 or 1 = the root */
  gboolean is_output;   /* it takes the universe from the network; else it sends it there */
  gboolean has_data;    /* frames pass now; what follows is of nodes alone, as they say it of themselves */
  gboolean is_merging;  /* output: two sources */
  gboolean is_ltp;      /* output: of these, the last one counts */
  gboolean is_faulty;   /* output: short circuit; input: receive errors */
  gboolean is_disabled; /* input */
  gboolean is_sacn;     /* takes it from sACN, or sends it as sACN, instead */
} ClaspLightingPort;

typedef struct
{
  ClaspLightingKind kind;
  char     connection[64]; /* the id of the connection that knows it */
  char     protocol[16];   /* "artnet", "sacn" */
  char     id[48];         /* unique for the connection: IP address, or CID */
  char     name[64];
  char     description[64];
  char     address[64];    /* "10.0.0.7" */
  char     mac[18];        /* "02:00:00:00:00:01"; empty when it is not known */
  char     report[64];     /* Art-Net: its NodeReport */
  guint16  refresh_hz;     /* Art-Net: frames a second it takes; 0 = it does not say */
  guint16  esta;           /* Art-Net: the manufacturer */
  gboolean is_overheard;   /* the connection does not look for it, but heard it answer somebody */
  gboolean is_online;
  gint64   seen_ago_us;    /* since it was heard last */
  guint    n_universes;    /* that it names; may be more than @n_ports */
  guint    n_ports;
  ClaspLightingPort *ports; /* rising by universe, outputs first */
} ClaspLightingPeer;

typedef struct
{
  guint              n_peers;
  ClaspLightingPeer *peers; /* by protocol, connection, name and id */
  /*< private >*/
  GArray            *array;
  int                ref_count;
} ClaspLightingView;

ClaspLightingView *clasp_lighting_view_ref   (ClaspLightingView *self);
void               clasp_lighting_view_unref (ClaspLightingView *self);

/* ---- for those who fill it (worker) ---- */

ClaspLightingView *clasp_lighting_view_new    (void);
/* One more, empty; valid until the next one. NULL when there are too many. */
ClaspLightingPeer *clasp_lighting_view_add    (ClaspLightingView *self, ClaspLightingKind kind,
                                               const char *connection, const char *id);
void               clasp_lighting_peer_add_port (ClaspLightingPeer *self, const ClaspLightingPort *port);
/* Any bytes as UTF-8, cut between characters. */
void               clasp_lighting_peer_set_text (char *field, gsize size, const char *text);
/* All are there: sorts them. */
void               clasp_lighting_view_finish (ClaspLightingView *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspLightingView, clasp_lighting_view_unref)

G_END_DECLS
