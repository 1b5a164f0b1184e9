/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* How many render nodes there are in a tree, but for containers, which draw nothing. Thread: any. */
guint gallery_count_nodes (GskRenderNode *node);
