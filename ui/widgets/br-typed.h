/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A search entry tells of what was typed after a while, and on a busy computer only when no more keys wait: Enter is
 * taken before. So who acts on Enter searches first, and what is told later is nothing new. Thread: UI. */
gboolean br_typed_is_new (GtkSearchEntry *entry);

G_END_DECLS
