/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-universe.h"
#include "core/clasp-settings.h"

/* ClaspArtnetSettings: what a person can set on an Art-Net connection.
 *
 * Thread: as ClaspSettings. */

G_BEGIN_DECLS

#define CLASP_ARTNET_DEFAULT_LISTEN "0.0.0.0:6454"

#define CLASP_TYPE_ARTNET_SETTINGS (clasp_artnet_settings_get_type ())
G_DECLARE_FINAL_TYPE (ClaspArtnetSettings,
                      clasp_artnet_settings,
                      CLASP,
                      ARTNET_SETTINGS,
                      ClaspSettings)

GType clasp_artnet_merge_get_type (void);

/* Port-addresses as a set. */
typedef struct
{
  gboolean is_all;
  guint32  bits[(CLASP_ARTNET_MAX_PORT_ADDRESS + 1) / 32];
} ClaspArtnetUniverses;

/* What the setting says; FALSE with @error naming the text that is no universe. */
gboolean clasp_artnet_universes_parse (const char *const    *texts,
                                       ClaspArtnetUniverses *universes,
                                       GError              **error);

static inline gboolean
clasp_artnet_universes_has (const ClaspArtnetUniverses *self, guint16 port_address)
{
  return self->is_all || (self->bits[port_address / 32] >> (port_address % 32) & 1) != 0;
}

G_END_DECLS
