/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* Some mappings of the show as a file of their own: a dialog lists them, what goes along, and what is left out, and
 * asks where to.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* @mappings (nullable) (element-type ClaspMapping): those that are chosen; NULL or empty: the dialog offers all. */
void br_export_part_start (BrWindow *window, GPtrArray *mappings);

G_END_DECLS
