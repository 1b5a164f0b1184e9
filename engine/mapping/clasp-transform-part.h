/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-transform-private.h"

/* ClaspTransformPart: which numbers of a list or a map a step with numbers works on (mapping.md 11.3).
 *
 * Its settings are the same in all of them: `path` names a part, the rest stays as it is; `each` says
 * whether a list is handled element by element or is no number.
 *
 * Thread: the step's. */

G_BEGIN_DECLS

typedef struct _ClaspTransformPart ClaspTransformPart;

/* Installs `each` and `path`, listed behind all others. For class_init. */
void     clasp_transform_part_install (ClaspSettingsClass *klass);
/* Reads them, for clasp_transform_compile (). */
gboolean clasp_transform_part_compile (ClaspTransform *transform, GError **error);
/* Whether the step leaves most of what comes as it is. */
gboolean clasp_transform_part_is_set (ClaspTransform *transform);
/* Copies them to what undoes @from; FALSE when that has none. */
gboolean clasp_transform_part_copy (ClaspTransform *from, ClaspTransform *to);
/* NULL where the settings are the defaults, and of steps without them; valid until the step is compiled
 * again. */
const ClaspTransformPart *clasp_transform_get_part (ClaspTransform *transform);
/* As apply () of the step, of its part alone. */
ClaspTransformResult clasp_transform_part_apply (const ClaspTransformPart *self,
                                                 ClaspTransform           *transform,
                                                 gpointer                  state,
                                                 ClaspTransformCall       *call,
                                                 ClaspValue               *value);

static inline ClaspTransformResult
clasp_transform_apply (ClaspTransform           *transform,
                       const ClaspTransformPart *part,
                       gpointer                  state,
                       ClaspTransformCall       *call,
                       ClaspValue               *value)
{
  if (G_LIKELY (part == NULL))
    return CLASP_TRANSFORM_GET_IFACE (transform)->apply (transform, state, call, value);
  return clasp_transform_part_apply (part, transform, state, call, value);
}

G_END_DECLS
