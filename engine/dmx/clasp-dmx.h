/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

/* What Art-Net, sACN and USB DMX have in common: slots, levels and who may set them.
 *
 * Slots are counted from 0 in code and from 1 in addresses and in everything a person sees. */

G_BEGIN_DECLS

#define CLASP_DMX_SLOTS 512
#define CLASP_DMX_MAX_HZ 44          /* show-protocols.md 7.1 */
#define CLASP_DMX_PRIORITY_DEFAULT 100
#define CLASP_DMX_PRIORITY_MAX 200   /* show-protocols.md 6.1 */

/* Several sources of one universe: the highest priority wins; among equals (show-protocols.md 6.5): */
typedef enum
{
  CLASP_DMX_MERGE_HTP, /* the higher level of each slot */
  CLASP_DMX_MERGE_LTP, /* the whole frame of the source that changed last */
} ClaspDmxMerge;

/* When the last source of a universe is gone: */
typedef enum
{
  CLASP_DMX_LOSS_HOLD, /* its levels stay */
  CLASP_DMX_LOSS_ZERO, /* all slots go to 0 */
  CLASP_DMX_LOSS_CUE,  /* slots with a cue level go there, over a time; the others stay */
} ClaspDmxLoss;

#define CLASP_DMX_NO_CUE -1

/* Slots that are one value together: */
typedef enum
{
  CLASP_SLOT_GROUP_NONE,
  CLASP_SLOT_GROUP_16,  /* coarse and fine */
  CLASP_SLOT_GROUP_RGB, /* red, green, blue */
} ClaspSlotGroup;

guint clasp_slot_group_get_width (ClaspSlotGroup group);

GType clasp_dmx_merge_get_type (void); /* "htp", "ltp" */
GType clasp_dmx_loss_get_type  (void); /* "hold", "zero", "cue" */

/* Frames per second over the last whole second; zero-initialised. */
typedef struct
{
  /*< private >*/
  gint64 start_us; /* of the second that is being counted; 0 = nothing came yet */
  guint  n;
  double rate;     /* of the second before it */
} ClaspDmxRate;

void   clasp_dmx_rate_count (ClaspDmxRate       *self,
                             gint64              now_us);
double clasp_dmx_rate_get   (const ClaspDmxRate *self,
                             gint64              now_us);

G_END_DECLS
