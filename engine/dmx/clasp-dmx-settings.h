/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"
#include "dmx/clasp-dmx.h"

/* The settings that connections with universes have in common.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* "loss" and "loss-fade-ms"; both advanced. */
void clasp_dmx_loss_install (ClaspSettingsClass *klass);
void clasp_dmx_loss_read    (ClaspSettings *settings, ClaspDmxLoss *loss, gint64 *fade_us);

/* FALSE when "min-hz" is above "max-hz". */
gboolean clasp_dmx_rates_check (ClaspSettings *settings, GError **error);

G_END_DECLS
