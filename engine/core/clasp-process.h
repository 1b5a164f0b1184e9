/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-exposition.h"

/* What the kernel knows of this process, as the metrics every Prometheus client library has.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* What the kernel does not tell is left out. */
void clasp_process_write_metrics (ClaspExposition *text);

G_END_DECLS
