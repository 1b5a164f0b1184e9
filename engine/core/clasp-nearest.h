/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Did you mean …? Finds the known name that a mistyped one is closest to.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* (nullable) one of @names, or NULL when none is close enough to be what was meant. */
const char *clasp_nearest (const char        *name,
                           const char *const *names,
                           guint              n_names);

G_END_DECLS
