/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* The show in a form for others: a dialog offers the forms, lists what each cannot hold, and asks where
 * to. The show itself stays as it is.
 *
 * Thread: UI. */

G_BEGIN_DECLS

void br_export_start (BrWindow *window);

G_END_DECLS
