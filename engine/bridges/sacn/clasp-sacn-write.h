/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge-scale.h"
#include "bridges/sacn/clasp-sacn-address.h"
#include "bridges/sacn/clasp-sacn-sender.h"

/* What a value that was written to a place does to what goes out.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* FALSE when the value means nothing there, or there are too many universes. */
gboolean clasp_sacn_write (ClaspSacnSender      *sender,
                           const ClaspScale     *scale,
                           const ClaspSacnPlace *place,
                           const ClaspValue     *value);

G_END_DECLS
