/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-registry.h"

/* Every kind of mapping step this build has. A new one is a file in this folder, a line here and a
 * line in clasp-transforms.c.
 *
 * Thread: any (static table). */

G_BEGIN_DECLS

GType clasp_range_step_get_type (void);
GType clasp_invert_step_get_type (void);
GType clasp_clamp_step_get_type (void);
GType clasp_curve_step_get_type (void);
GType clasp_smooth_step_get_type (void);
GType clasp_threshold_step_get_type (void);
GType clasp_latch_gate_step_get_type (void);
GType clasp_expression_step_get_type (void);

/* For the registry: kind, title, summary and settings type of each, in the order of menus. */
const ClaspKind *clasp_transform_kinds (guint *n_kinds);

G_END_DECLS
