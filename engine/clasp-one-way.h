/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-show.h"

/* Mappings that lead to a connection which, as it is set, sends to nobody.
 *
 * Thread: that of the show. */

G_BEGIN_DECLS

/* How many of them are switched on. */
guint clasp_one_way_count_unsent (ClaspShow *show, ClaspConnection *connection);

G_END_DECLS
