/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Gestures a session has begun: when it goes away without ending them, the others are told that
 * they are cancelled (router.md 8). Gestures above the limit of a session pass, but are not cancelled
 * for it.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

void clasp_gestures_note       (ClaspSession       *session,
                                const ClaspPublish *publish);
void clasp_gestures_cancel_all (ClaspRouter        *router,
                                ClaspSession       *session);

G_END_DECLS
