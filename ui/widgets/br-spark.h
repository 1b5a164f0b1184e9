/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrSpark: a short history of a rate, as bars from the oldest to the newest. Lists draw theirs with
 * br_spark_snapshot () instead of a widget each.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_SPARK_SAMPLES 20

/* 80 bytes for each of many addresses. */
typedef struct
{
  float   samples[BR_SPARK_SAMPLES];
  guint16 n, next; /* how many there are; where the next one goes */
} BrSparkHistory;

void     br_spark_history_add  (BrSparkHistory       *self,
                                double                sample);
/* @i counts from the oldest. */
double   br_spark_history_get  (const BrSparkHistory *self,
                                guint                 i);
/* Whether there is anything but nothing in it. */
gboolean br_spark_history_is_flat (const BrSparkHistory *self);

/* Time runs from left to right in every language. One render node. */
void     br_spark_snapshot     (GtkSnapshot           *snapshot,
                                const graphene_rect_t *area,
                                const BrSparkHistory  *history,
                                const GdkRGBA         *colour);

#define BR_TYPE_SPARK (br_spark_get_type ())
G_DECLARE_FINAL_TYPE (BrSpark, br_spark, BR, SPARK, GtkWidget)

/* Draws anew only if that looks different. */
void     br_spark_add          (BrSpark *self, double sample);

G_END_DECLS
