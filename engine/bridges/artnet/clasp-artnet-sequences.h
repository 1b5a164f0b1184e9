/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspArtnetSequences: the order of ArtNzs packets (show-protocols.md 5.3), of each sender, universe and start
 * code by itself; and the numbers of those we send.
 *
 * No clock: monotonic microseconds are handed in.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_ARTNET_MAX_SEQUENCES 1024 /* beyond, those that were silent for a second are forgotten; else not looked at */

typedef struct _ClaspArtnetSequences ClaspArtnetSequences;

ClaspArtnetSequences *clasp_artnet_sequences_new  (void);
void                  clasp_artnet_sequences_free (ClaspArtnetSequences *self);
/* FALSE when it comes after one that was sent later; 0 is no number. */
gboolean              clasp_artnet_sequences_take (ClaspArtnetSequences *self, guint32 source, guint16 port_address,
                                                   guint8 start_code, guint8 sequence, gint64 now_us);
/* 1 to 255, and again from 1. */
guint8                clasp_artnet_sequences_next (ClaspArtnetSequences *self, guint16 port_address, guint8 start_code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetSequences, clasp_artnet_sequences_free)

G_END_DECLS
