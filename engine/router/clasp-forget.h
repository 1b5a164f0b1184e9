/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router.h"

/* Forgetting parameters, and remembering them: both quietly. Nobody is told, for nothing happened: what
 * a subscriber did with the last value stays as it is.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* Looks at @n_places from @first on; returns where to go on, G_MAXUINT when that was all. @func gets
 * each parameter just before it goes; it must not call the router. */
guint    clasp_router_forget   (ClaspRouter              *self,
                                const ClaspPattern       *pattern,
                                guint                     first,
                                guint                     n_places,
                                ClaspRouterParamFunc      func,
                                gpointer                  user_data);
/* FALSE when there is one by now, or no room. */
gboolean clasp_router_remember (ClaspRouter              *self,
                                const ClaspSnapshotParam *param);

G_END_DECLS
