/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client/clasp-client.h"
#include "core/clasp-message.h"

/* ClaspClient for those who speak the protocol themselves: tools and tests of this repository. The
 * signal "message" (const ClaspMessage *) has what comes.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

/* Any message, at its default quality of service. Errors: CLASP_TRANSPORT_ERROR_CLOSED,
 * CLASP_CODEC_ERROR_TOO_LARGE. */
gboolean clasp_client_send (ClaspClient *self, const ClaspMessage *message, GError **error);

/* During an emission of "message": when it was, Unix time in µs, for what REPLAY brings; 0 for what
 * is live. Only the former's time stands in the header. */
gint64 clasp_client_get_message_time (ClaspClient *self);

G_END_DECLS
