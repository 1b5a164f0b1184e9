/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-codec-private.h"

/* The legacy encoding of messages: one MessagePack map with string keys (wire.md 6). Only read,
 * never written; reached through clasp_message_decode ().
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* The message between the reader's position and its end. @message may be anything before; after a
 * fault it is filled in part and can be cleared. */
gboolean clasp_decoder_get_msgpack (ClaspDecoder *self, ClaspMessage *message);

G_END_DECLS
