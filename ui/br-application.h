/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* BrApplication: owns the show and the engine; windows come and go.
 *
 * Closing the last window leaves the engine running; starting the program again shows the window.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_APPLICATION (br_application_get_type ())
G_DECLARE_FINAL_TYPE (BrApplication, br_application, BR, APPLICATION, AdwApplication)

GtkApplication *br_application_new (void);

G_END_DECLS
