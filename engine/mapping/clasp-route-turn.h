/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"

/* The way back of a mapping's addresses: "/osc/fader/{n:1..8}" to "/artnet/0/0/0/{n+10}" becomes
 * "/artnet/0/0/0/{n:11..18}" to "/osc/fader/{n-10}".
 *
 * Thread: any. */

G_BEGIN_DECLS

/* @source is a pattern and @target a template for it, both compiled before. (transfer full) a pattern in
 * @pattern and a template for it in @back. Errors: CLASP_MAPPING_ERROR_TEMPLATE where the target does
 * not tell what the source was. */
gboolean clasp_route_turn (const char *source,
                           const char *target,
                           char      **pattern,
                           char      **back,
                           GError    **error);

G_END_DECLS
