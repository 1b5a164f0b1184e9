/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-codec.h"

/* OSC messages as a person types them: `/xremote`, `/subscribe "/mixer" 10`, `/volume 0.5`.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* Whole numbers become i, decimals f, true and false T and F, everything else s. Appends to
 * @writer. Errors: CLASP_SHOW_ERROR_SETTING with what is wrong. */
gboolean clasp_osc_message_from_text (const char *text, ClaspWriter *writer, GError **error);

G_END_DECLS
