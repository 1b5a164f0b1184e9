/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* Which numbers a connection will say its addresses have, before it does: by its kind and its settings
 * alone.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* TRUE: the numbers of the device are those of the values, too, so that announcing changes nothing. */
gboolean clasp_bridge_keeps_numbers   (ClaspSettings *settings);
/* What a bridge of @type (a ClaspBridge) with @settings will announce for @path ("/0/0/0/1", below its
 * namespace; `*` where any segment may stand). FALSE: no range. */
gboolean clasp_bridge_foresee_range   (GType          type,
                                       ClaspSettings *settings,
                                       const char    *path,
                                       double        *minimum,
                                       double        *maximum);

G_END_DECLS
