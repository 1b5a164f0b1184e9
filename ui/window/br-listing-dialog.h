/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* Which addresses of a connection that has too many are listed: asks, and puts them into its settings.
 *
 * Thread: UI. */

G_BEGIN_DECLS

void   br_listing_dialog_show (BrWindow *window, ClaspConnection *connection);
/* What a person typed, as the setting takes it: patterns without the namespace. NULL: one of them is none.
 * (transfer full) (nullable) */
char **br_listing_parse       (const char *text, const char *namespace_);

G_END_DECLS
