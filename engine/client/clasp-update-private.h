/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client/clasp-update.h"
#include "core/clasp-message.h"

/* How updates are made. Thread: the client's. */

G_BEGIN_DECLS

ClaspUpdate *clasp_update_new_param   (ClaspStr            address,
                                       const ClaspValue   *value,
                                       guint64             revision,
                                       guint64             timestamp_us,
                                       gboolean            is_snapshot);
ClaspUpdate *clasp_update_new_removed (const char         *address);
ClaspUpdate *clasp_update_new_publish (const ClaspPublish *publish);

G_END_DECLS
