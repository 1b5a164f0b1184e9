/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-registry.h"

/* The table of every kind this build has. Adding a bridge or a transform is one line in
 * clasp-kinds.c.
 *
 * Thread: any (static). */

G_BEGIN_DECLS

const ClaspRegistry *clasp_kinds (void);

G_END_DECLS
