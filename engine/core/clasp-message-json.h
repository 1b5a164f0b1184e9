/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-codec.h"

#include <json-glib/json-glib.h>

/* The exact, typed JSON of frames, messages and values (wire.md 1.2), which golden vectors and
 * `claspctl frame` speak: every 64-bit integer is a decimal string, every float has its bits.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* A message read from JSON together with the memory its texts are borrowed from. */
typedef struct
{
  ClaspFrameHeader header;
  ClaspMessage     message;
  /*< private >*/
  GStringChunk    *texts; /* (owned) what the message borrows */
} ClaspJsonFrame;

/* {"frame":{…},"message":{…}} */
JsonNode *clasp_frame_to_json      (const ClaspFrameHeader *header,
                                    const ClaspMessage     *message);
/* Errors: CLASP_CODEC_ERROR_INVALID_VALUE with the path of the fault. */
gboolean  clasp_frame_from_json    (JsonNode               *node,
                                    ClaspJsonFrame         *frame,
                                    GError                **error);
void      clasp_json_frame_clear   (ClaspJsonFrame         *self);

JsonNode *clasp_value_to_typed_json   (const ClaspValue    *self);
gboolean  clasp_value_from_typed_json (JsonNode            *node,
                                       ClaspValue          *value,
                                       GError             **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspJsonFrame, clasp_json_frame_clear)

G_END_DECLS
