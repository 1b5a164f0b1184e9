/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* The support bundle: lists what will be in it, then asks where to save it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

void br_support_start (BrWindow *window);

G_END_DECLS
