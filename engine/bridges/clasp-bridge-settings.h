/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* Settings that are the same on every kind of connection. ClaspBridge obeys them by itself; a kind
 * only has to install them. A kind that does not has the defaults.
 *
 * Thread: as ClaspSettings. */

G_BEGIN_DECLS

#define CLASP_BRIDGE_DEFAULT_ECHO_MS 100
#define CLASP_BRIDGE_DEFAULT_MAX_RATE 200
#define CLASP_BRIDGE_DEFAULT_MAX_RATE_IN 0
#define CLASP_BRIDGE_DEFAULT_MAX_HELD 10000
#define CLASP_BRIDGE_DEFAULT_MAX_ADDRESSES 65536
#define CLASP_BRIDGE_DEFAULT_MAX_LISTED 250000
#define CLASP_BRIDGE_MOST_ADDRESSES (1 << 20)

/* "echo-ms", "max-rate", "max-rate-in", "max-held", "max-addresses", "max-listed" and "listed" (advanced): for every kind, after its own. */
void        clasp_bridge_settings_install    (ClaspSettingsClass *klass);
/* "interface": for kinds that choose one. The connection waits until the named one is there and up,
 * and starts anew when it changes; clasp_bridge_get_interface () tells what it is now. */
void        clasp_bridge_interface_install   (ClaspSettingsClass *klass);

/* What they say; the default where @settings is NULL or has none of that name. */
guint       clasp_bridge_settings_get_uint   (ClaspSettings      *settings,
                                              const char         *name,
                                              guint               fallback);
/* Empty: all of them. */
const char *clasp_bridge_settings_get_interface (ClaspSettings   *settings);

G_END_DECLS
