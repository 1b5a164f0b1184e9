/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"

/* One line of an address map, "/fader/x>/ch/x/mix/fader" with a star for each x: what we call the
 * one, a device calls the other. Works both ways.
 *
 * A star stands for a run of characters within one segment, at most one in each; a double star at
 * the end for all that follows. Both sides have the same ones in the same order.
 *
 * Thread: any (immutable). */

G_BEGIN_DECLS

#define CLASP_OSC_MAP_MAX_STARS 8

typedef struct _ClaspOscMap ClaspOscMap;

/* Errors: CLASP_TRANSPORT_ERROR_ADDRESS with what is wrong. */
ClaspOscMap *clasp_osc_map_new (const char *text, GError **error);
void         clasp_osc_map_free (ClaspOscMap *self);
/* TRUE when @address is one of ours: the device's name for it is in @result then. Both are OSC
 * addresses. */
gboolean clasp_osc_map_outward (const ClaspOscMap *self, ClaspStr address, GString *result);
/* And back. */
gboolean clasp_osc_map_inward (const ClaspOscMap *self, ClaspStr address, GString *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscMap, clasp_osc_map_free)

G_END_DECLS
