/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The cubic curve of CSS, from 0, 0 to 1, 1 by two handles.
 *
 * Thread: any (pure function). */

G_BEGIN_DECLS

/* The height above @x; x1 and x2 are from 0 to 1. @x is limited to 0–1. */
double clasp_bezier_apply (double x1, double y1, double x2, double y2, double x);

G_END_DECLS
