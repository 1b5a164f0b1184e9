/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-level.h"

#include <gtk/gtk.h>

/* BrMeter: one level. Rows of lists draw theirs with br_meter_snapshot () instead of a widget each.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Of the text colour, behind what is drawn. */
#define BR_METER_GROUND_ALPHA 0.09f
/* One meter is at most so many render nodes. */
#define BR_METER_MAX_NODES 6

typedef struct
{
  GdkRGBA text;    /* what stands on the ground */
  GdkRGBA quiet;   /* what stands beside it: still 4.5:1 */
  GdkRGBA accent;    /* the level */
  GdkRGBA on_accent; /* text on that */
  GdkRGBA success; /* lamps, events */
  GdkRGBA warning; /* out of range */
  GdkRGBA error;
} BrPalette;

/* The colours of @widget's style; ask again in css_changed. */
void       br_palette_load   (BrPalette             *self,
                              GtkWidget             *widget);
/* At most BR_METER_MAX_NODES. @text (or NULL) is what br_level_dup_text () says, where it does not stand
 * elsewhere already. */
void       br_meter_snapshot (GtkSnapshot           *snapshot,
                              const graphene_rect_t *area,
                              const BrLevel         *level,
                              PangoLayout           *text,
                              const BrPalette       *palette,
                              gboolean               rtl);

#define BR_TYPE_METER (br_meter_get_type ())
G_DECLARE_FINAL_TYPE (BrMeter, br_meter, BR, METER, GtkWidget)

GtkWidget *br_meter_new       (void);
/* Redraws only if it would look different. */
void       br_meter_set_level (BrMeter *self, const BrLevel *level);
/* Beside its picture; NULL: nothing. */
void       br_meter_set_text  (BrMeter *self, const char *text);
/* Name for people who hear it: the signal's. */
void       br_meter_set_name  (BrMeter *self, const char *name);

G_END_DECLS
