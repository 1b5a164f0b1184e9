/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-dmx.h"

#define SILENT_US (2 * G_USEC_PER_SEC)

G_DEFINE_ENUM_TYPE (ClaspDmxMerge,
                    clasp_dmx_merge,
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_MERGE_HTP, "htp"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_MERGE_LTP, "ltp"))

G_DEFINE_ENUM_TYPE (ClaspDmxLoss,
                    clasp_dmx_loss,
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_LOSS_HOLD, "hold"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_LOSS_ZERO, "zero"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_LOSS_CUE, "cue"))

/**
 * clasp_dmx_rate_count:
 * @self: a rate
 * @now_us: monotonic µs
 *
 * One more frame.
 *
 * Thread: any, one at a time.
 */
void
clasp_dmx_rate_count (ClaspDmxRate *self, gint64 now_us)
{
  if (self->start_us == 0)
    self->start_us = now_us;
  if (now_us - self->start_us >= G_USEC_PER_SEC)
    {
      self->rate = (double) self->n * G_USEC_PER_SEC / (double) (now_us - self->start_us);
      self->start_us = now_us;
      self->n = 0;
    }
  self->n++;
}

/**
 * clasp_dmx_rate_get:
 * @self: a rate
 * @now_us: monotonic µs
 *
 * Thread: any, one at a time.
 *
 * Returns: frames per second over the last whole second; what there is in the very first one
 */
double
clasp_dmx_rate_get (const ClaspDmxRate *self, gint64 now_us)
{
  gint64 elapsed_us = now_us - self->start_us;

  if (self->start_us == 0)
    return 0.0;
  if (elapsed_us >= SILENT_US)
    return (double) self->n * G_USEC_PER_SEC / (double) elapsed_us;
  return self->rate > 0.0 ? self->rate : self->n;
}

/**
 * clasp_slot_group_get_width:
 * @group: what slots are together
 *
 * Thread: any.
 *
 * Returns: how many slots
 */
guint
clasp_slot_group_get_width (ClaspSlotGroup group)
{
  switch (group)
    {
    case CLASP_SLOT_GROUP_NONE:
      return 1;
    case CLASP_SLOT_GROUP_16:
      return 2;
    case CLASP_SLOT_GROUP_RGB:
      return 3;
    }

  return 1;
}
