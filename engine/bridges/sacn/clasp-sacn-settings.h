/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* ClaspSacnSettings: what a person can set on an sACN connection.
 *
 * Thread: as ClaspSettings. */

G_BEGIN_DECLS

#define CLASP_TYPE_SACN_SETTINGS (clasp_sacn_settings_get_type ())
G_DECLARE_FINAL_TYPE (ClaspSacnSettings, clasp_sacn_settings, CLASP, SACN_SETTINGS, ClaspSettings)

/* Which versions of IP carry packets. */
typedef enum
{
  CLASP_SACN_IP_4,
  CLASP_SACN_IP_6,
  CLASP_SACN_IP_BOTH,
} ClaspSacnIp;

GType clasp_sacn_ip_get_type (void); /* "ipv4", "ipv6", "both" */

/* Of either direction: each one is a group to join, or 44 packets a second. */
#define CLASP_SACN_DEFAULT_UNIVERSES 1024

/* "1-10, 532" and more such texts as ascending numbers (guint16), each once. NULL with @error
 * naming the text that is no universe. */
GArray *clasp_sacn_universes_parse (const char *const *texts, GError **error);
/* Those of "receive" or "send"; NULL with @error also when they are more than "max-universes". */
GArray *clasp_sacn_settings_get_universes (ClaspSettings *settings,
                                           const char    *name,
                                           GError       **error);

G_END_DECLS
