/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* What can be set about OSCQuery on an OSC connection.
 *
 * Thread: as ClaspSettings. */

G_BEGIN_DECLS

#define CLASP_OSC_QUERY_DEFAULT_NODES 10000

void     clasp_osc_query_settings_install  (ClaspSettingsClass *klass);
gboolean clasp_osc_query_settings_validate (ClaspSettings      *settings,
                                            GError            **error);

G_END_DECLS
