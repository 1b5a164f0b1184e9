/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-universes.h"
#include "router/clasp-router.h"

/* ClaspDesk: blackout, freeze, panic and tests as addresses, so that any input may drive them: a
 * button of the window, a MIDI note through a mapping, a peer.
 *
 *   /bridge/blackout      param, bool. Numbers count as on from 0.5; an event without value toggles
 *   /bridge/freeze        the same; false once more ends waiting for levels to be picked up
 *   /bridge/grandmaster   param, float 0-1 (beyond: the end): scales what a blackout takes
 *   /bridge/panic         event. Releases tests and calls for silence everywhere
 *   /bridge/panic/done    event, from us, of what it ended: {ports, notes, fades, clips, tests}, those above zero
 *   /bridge/test          event {address: "/artnet/0/0/1/13", level: 255}; level null releases it, an
 *                         event without value all
 *   /bridge/notes         param, list of texts: notes of slots besides those of the show; what cannot be
 *                         read is left out again
 *   /bridge/notes/problem event, from us: the sentence about such a one
 *   /bridge/tests         param, int, from us: how many slots are tested
 *
 * The state stays in the router, and so in the journal: it is taken over at start.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspDesk ClaspDesk;

/* What a panic ended, besides tests. */
typedef struct
{
  guint n_ports; /* MIDI outputs that were told to be silent */
  guint n_notes; /* that sounded */
  guint n_clips; /* that played */
  guint n_fades; /* of scenes and others that moved */
} ClaspDeskPanic;

typedef struct
{
  ClaspRouter    *router;    /* (unowned) */
  ClaspUniverses *universes; /* (unowned) */
  /* Everything else that can make noise is to be silent; says what was. */
  void          (*panic) (ClaspDeskPanic *panic, gpointer user_data);
  gpointer        user_data;
} ClaspDeskHost;

ClaspDesk *clasp_desk_new  (const ClaspDeskHost *host);
void       clasp_desk_free (ClaspDesk *self);
/* How long the light takes to come back after a blackout. */
void       clasp_desk_set_fade   (ClaspDesk *self, guint fade_ms);
/* Takes over what the router holds, after a journal filled it. */
void       clasp_desk_take_state (ClaspDesk *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspDesk, clasp_desk_free)

G_END_DECLS
