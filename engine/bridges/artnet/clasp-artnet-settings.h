/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/artnet/clasp-artnet-receiver.h"
#include "bridges/clasp-universe-lines.h"
#include "core/clasp-settings.h"

/* What a person can set on an Art-Net connection. README.md in this folder explains each.
 *
 * Thread: as ClaspSettings. */

G_BEGIN_DECLS

#define CLASP_TYPE_ARTNET_SETTINGS (clasp_artnet_settings_get_type ())
G_DECLARE_FINAL_TYPE (ClaspArtnetSettings, clasp_artnet_settings, CLASP, ARTNET_SETTINGS, ClaspSettings)

#define CLASP_ARTNET_DEFAULT_LISTEN "0.0.0.0:6454"

typedef enum
{
  CLASP_ARTNET_ADDRESSING_NET,  /* "/0/0/1/47" */
  CLASP_ARTNET_ADDRESSING_FLAT, /* "/1/47" */
} ClaspArtnetAddressing;

GType clasp_artnet_in_mode_get_type    (void); /* "channel", "universe", "both" */
GType clasp_artnet_addressing_get_type (void); /* "net", "flat" */

/* A set of port-addresses; 4 KiB. */
typedef struct
{
  gboolean is_all;
  guint32  bits[(CLASP_ARTNET_MAX_PORT_ADDRESS + 1) / 32];
} ClaspArtnetUniverses;

/* None means all. Sets an error that names the text. */
gboolean clasp_artnet_universes_parse (const char *const    *texts,
                                       ClaspArtnetUniverses *universes,
                                       GError              **error);
static inline gboolean
clasp_artnet_universes_has (const ClaspArtnetUniverses *self, guint16 port_address)
{
  return self->is_all || (self->bits[port_address / 32] >> (port_address % 32) & 1) != 0;
}

/* "universe-options", with the hosts of "send" for all others. */
ClaspUniverseLines *clasp_artnet_lines_parse (ClaspSettings *settings, GError **error);
/* Whether anything could go out. */
gboolean clasp_artnet_settings_has_destination (ClaspSettings *self);

G_END_DECLS
