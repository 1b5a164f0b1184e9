/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-transform.h"

/* One step as people write it where there is no editor: "range 0 1 0 127", "smooth time=80ms".
 *
 * Thread: any. */

G_BEGIN_DECLS

/* Its kind, then its settings in their order of declaration or as key=value; quotation marks as in a
 * shell. (transfer full), not yet compiled. Errors: CLASP_MAPPING_ERROR_TRANSFORM. */
ClaspTransform *clasp_step_from_text (const char *text, GError **error);

G_END_DECLS
