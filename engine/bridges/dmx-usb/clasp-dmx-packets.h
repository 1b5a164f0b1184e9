/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-dmx.h"

/* What goes to the interfaces that have a packing of their own, as bytes (show-protocols.md 7.5); no
 * I/O and no state but what a caller keeps.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* ---- Velleman K8062, VM116 ---- */

#define CLASP_VELLEMAN_SMALL 8
#define CLASP_VELLEMAN_LARGE 64
/* Reports of a frame, at most: small ones, one with 6 slots, 72 with 7, the last two alone. */
#define CLASP_VELLEMAN_MAX_REPORTS 80

/* Reports of @report_size bytes, one after the other; returns how many. */
guint clasp_velleman_pack (const guint8 *slots, guint n_slots, guint report_size,
                           guint8 reports[CLASP_VELLEMAN_MAX_REPORTS * CLASP_VELLEMAN_LARGE]);

G_END_DECLS
