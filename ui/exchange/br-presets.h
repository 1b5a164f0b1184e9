/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* Presets: connections and mappings for a purpose, looked at before they are added.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Opens the list, unless edits are locked. @id (nullable): this one at once. */
void br_presets_start (BrWindow *window, const char *id);

G_END_DECLS
