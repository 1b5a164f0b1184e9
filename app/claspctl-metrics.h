/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What a router says at /metrics, read back: a list of samples. Lines that make no sense are left
 * out. Thread: any. */

G_BEGIN_DECLS

typedef struct
{
  char  *name;   /* (owned) "clasp_drops_total" */
  char **labels; /* (owned) name, value, …, NULL */
  double value;
} CtlSample;

/* (element-type CtlSample), owned */
GPtrArray  *ctl_metrics_parse (const char *text);
/* The value of a label; NULL when there is none. */
const char *ctl_sample_label  (const CtlSample *self, const char *label);
/* The first sample of that name, with that label when @label is not NULL; 0 when there is none. */
double      ctl_metrics_get   (GPtrArray *samples, const char *name, const char *label, const char *value);
/* The same with two labels. */
double      ctl_metrics_get2  (GPtrArray *samples, const char *name, const char *label, const char *value,
                               const char *label2, const char *value2);

G_END_DECLS
