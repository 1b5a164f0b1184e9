/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-http-answer.h"
#include "io/clasp-http-request.h"

/* What a WebSocket port says in HTTP. No I/O.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* Whether the peer wants to speak WebSocket. */
gboolean clasp_http_wants_upgrade  (const ClaspHttpRequest *request);
/* The 101, or what is wrong with the request. TRUE for the 101. */
gboolean clasp_http_append_upgrade (GString                *out,
                                    const ClaspHttpRequest *request,
                                    const char             *subprotocol);
/* Head and, unless @is_head, body; the connection closes behind it. */
void     clasp_http_append_answer  (GString                *out,
                                    const ClaspHttpAnswer  *answer,
                                    gboolean                is_head);
/* A plain text answer of one line. */
void     clasp_http_append_text    (GString                *out,
                                    guint                   status,
                                    const char             *text,
                                    gboolean                is_head);

G_END_DECLS
