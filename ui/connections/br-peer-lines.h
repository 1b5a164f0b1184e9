/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

/* Whom a connection speaks with, in words: one line for each, with what it has to do with which universes and when it
 * was heard last.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

#define BR_PEER_MAX_LINES 32 /* of one connection */
#define BR_PEER_MAX_PORTS 16 /* said of one node */

typedef struct
{
  char *name; /* (owned) "Node 4" */
  char *text; /* (owned) "10.0.0.7 · heard 3 s ago · takes 0:0:1, 0:0:2" */
} BrPeerLine;

/* (transfer full) (element-type BrPeerLine) @peers: (element-type ClaspConnectionPeer). */
GPtrArray *br_peer_lines_of_connection (const GPtrArray *peers, gint64 now_us);
/* The same of those that the connection with @id knows. */
GPtrArray *br_peer_lines_of_lighting   (const ClaspLightingView *view, const char *id);

G_END_DECLS
