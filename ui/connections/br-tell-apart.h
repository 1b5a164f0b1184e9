/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* The dialog that tells equal MIDI devices apart: whoever touches one sees which it is and says what it is called.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Refused in show mode, with a message. @devices: of clasp_twins_of_found () or clasp_twins_of_connection (). */
void br_tell_apart_start (BrWindow  *window,
                          GPtrArray *devices);

G_END_DECLS
