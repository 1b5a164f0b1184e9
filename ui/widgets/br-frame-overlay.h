/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-tick-hub.h"

/* BrFrameOverlay: the frame meter's last second, in a corner above the window. Takes no events and
 * draws anew twice a second at most.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_FRAME_OVERLAY (br_frame_overlay_get_type ())
G_DECLARE_FINAL_TYPE (BrFrameOverlay, br_frame_overlay, BR, FRAME_OVERLAY, GtkWidget)

GtkWidget *br_frame_overlay_new (BrTickHub *hub);

G_END_DECLS
