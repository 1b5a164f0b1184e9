/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* ClaspMetricsText: reads the Prometheus exposition format 0.0.4 as strictly as it is written down,
 * and fails the test with the line at the first fault: order of HELP, TYPE and samples, names,
 * escapes, numbers, doubled families and series, histograms that do not add up. Thread: any. */

G_BEGIN_DECLS

typedef struct _ClaspMetricsText ClaspMetricsText;

ClaspMetricsText *clasp_metrics_text_parse (const char *text);
void              clasp_metrics_text_free  (ClaspMetricsText *self);
/* @series as it is written, `clasp_errors_total{code="100"}`; fails the test when it is not there.
 */
double            clasp_metrics_text_get   (ClaspMetricsText *self, const char *series);
gboolean          clasp_metrics_text_has   (ClaspMetricsText *self, const char *series);
/* "counter", or NULL when the family is not there. */
const char       *clasp_metrics_text_type  (ClaspMetricsText *self, const char *family);
guint             clasp_metrics_text_count (ClaspMetricsText *self, const char *prefix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspMetricsText, clasp_metrics_text_free)

G_END_DECLS
