/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-histogram.h"

/* ClaspExposition: metrics as text in the Prometheus exposition format 0.0.4.
 *
 * Every family is announced once and then followed by its samples. Labels are name, value pairs that
 * end with NULL; their values may be any text.
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

#define CLASP_EXPOSITION_CONTENT_TYPE "text/plain; version=0.0.4; charset=utf-8"

typedef enum
{
  CLASP_METRIC_COUNTER,
  CLASP_METRIC_GAUGE,
  CLASP_METRIC_HISTOGRAM,
} ClaspMetricType;

/* The samples that follow belong to @name. @name is kept as a pointer until the next family. */
typedef struct
{
  GString    *text;   /* (owned) */
  const char *family; /* (unowned) */
} ClaspExposition;

void  clasp_exposition_init      (ClaspExposition      *self);
/* The text; the exposition is empty afterwards. */
char *clasp_exposition_steal     (ClaspExposition      *self);
void  clasp_exposition_clear     (ClaspExposition      *self);

void  clasp_exposition_begin     (ClaspExposition      *self,
                                  const char           *name,
                                  ClaspMetricType       type,
                                  const char           *help);
void  clasp_exposition_add       (ClaspExposition      *self,
                                  const char *const    *labels, /* (nullable) */
                                  guint64               value);
void  clasp_exposition_add_double (ClaspExposition     *self,
                                   const char *const   *labels, /* (nullable) */
                                   double               value);
/* begin () and one sample without labels. */
void  clasp_exposition_counter   (ClaspExposition      *self,
                                  const char           *name,
                                  const char           *help,
                                  guint64               value);
void  clasp_exposition_gauge     (ClaspExposition      *self,
                                  const char           *name,
                                  const char           *help,
                                  double                value);
/* A histogram's buckets (at @bounds, ascending, then +Inf), sum and count; everything is divided by
 * @scale, which turns nanoseconds into seconds. */
void  clasp_exposition_histogram (ClaspExposition      *self,
                                  const char *const    *labels, /* (nullable) at most 8 pairs */
                                  const ClaspHistogram *histogram,
                                  const guint64        *bounds,
                                  guint                 n_bounds,
                                  double                scale);

/* "clasp_drops_total"; a label's name has no colon. */
gboolean clasp_exposition_is_name (const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspExposition, clasp_exposition_clear)

G_END_DECLS
