/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* What to enter in the other program so that it reaches a connection of ours, or our router: addresses of this
 * computer as they are now, ports, universes with their multicast groups, names of MIDI ports.
 *
 * Thread: any. */

G_BEGIN_DECLS

#define CLASP_PEER_HINT_MAX_LINES 32 /* of one connection; the last one says how many more there are */

typedef struct
{
  char *title; /* (owned) what it is: "Address on eth0"; translated */
  char *value; /* (owned) what to enter, as it is: "192.168.1.10" */
} ClaspPeerHintLine;

typedef struct
{
  char      *about; /* (owned) where it is entered, in common programs; translated */
  GPtrArray *lines; /* (owned) (element-type ClaspPeerHintLine) */
} ClaspPeerHint;

/* @kind: "osc", "router"; @uris: where our router listens, for that kind alone. @places: (element-type
 * ClaspNetworkPlace). NULL when there is nothing to enter. (transfer full) */
ClaspPeerHint *clasp_peer_hint_new  (const char        *kind,
                                     ClaspSettings     *settings,
                                     const char *const *uris,
                                     const GPtrArray   *places);
void           clasp_peer_hint_free (ClaspPeerHint     *self);

/* "239.255.0.1", of a universe of sACN (E1.31 9.3.1). (transfer full) */
char          *clasp_peer_hint_get_group (guint universe);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspPeerHint, clasp_peer_hint_free)

G_END_DECLS
