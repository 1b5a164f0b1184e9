/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/artnet/clasp-artnet-nodes.h"
#include "bridges/clasp-bridge-scale.h"

/* What ArtTimeCode and ArtTrigger are in CLASP, and back (README.md in this folder).
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* "10:20:30:12"; drop frame is written with a semicolon, "10:20:30;12". */
#define CLASP_ARTNET_TIME_CODE_SIZE 16
ClaspStr clasp_artnet_time_code_format (const ClaspArtnetTimeCode *time_code,
                                        char buffer[CLASP_ARTNET_TIME_CODE_SIZE]);
/* {hours, minutes, seconds, frames, rate, stream}; rate "film", "ebu", "df" or "smpte". */
ClaspValue clasp_artnet_time_code_to_value (const ClaspArtnetTimeCode *time_code);
/* Reads both; what is not said is taken from what @time_code holds already. FALSE for anything that
 * is no time. */
gboolean clasp_artnet_time_code_from_value (const ClaspValue *value, ClaspArtnetTimeCode *time_code);

/* {oem, key, subkey} and, where there is any, data; reads the same. */
ClaspValue clasp_artnet_trigger_to_value   (const ClaspArtnetTrigger *trigger);
gboolean   clasp_artnet_trigger_from_value (const ClaspValue *value, ClaspArtnetTrigger *trigger);

/* "#ff8000", or an array of three. FALSE for anything else. */

/* {name, description, takes, sends, online, seen}; port-addresses as "0:0:1". */
ClaspValue clasp_artnet_node_to_value (const ClaspArtnetNodeInfo *node, gboolean is_online, gint64 seen_s);

G_END_DECLS
