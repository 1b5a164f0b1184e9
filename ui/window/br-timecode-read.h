/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"
#include "widgets/br-address-tree.h"
#include "widgets/br-timecode.h"

/* Which time code the show gets: of MIDI (MTC) or Art-Net, the one that came last. Thread: UI. */

G_BEGIN_DECLS

/* So long after its last frame it is lost. */
#define BR_TIMECODE_LOST_US (G_USEC_PER_SEC / 2)
/* So long after that there is none. */
#define BR_TIMECODE_GONE_US (10 * G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

/* FALSE: none came, or the last one long ago. @now_us: monotonic. */
gboolean br_timecode_read (BrTimecodeReading *reading, ClaspShow *show, BrAddressTree *tree, gint64 now_us);

G_END_DECLS
