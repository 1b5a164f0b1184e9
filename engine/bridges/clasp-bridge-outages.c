/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-bridge-outages.h"

#include "core/clasp-fixed-text.h"

static gboolean
does_one_last (const ClaspBridgeOutages *self)
{
  return self->n > 0 && self->items[self->n - 1].ended_us == 0;
}

/**
 * clasp_bridge_outages_begin:
 * @self: those so far
 * @why: what happened
 * @unix_us: when
 * @now_us: the same, monotonic
 *
 * What else goes wrong until it works again belongs to the same one.
 *
 * Thread: any.
 */
void
clasp_bridge_outages_begin (ClaspBridgeOutages *self, const char *why, gint64 unix_us, gint64 now_us)
{
  ClaspBridgeOutage *outage;

  if (does_one_last (self))
    return;
  if (self->n == CLASP_BRIDGE_MAX_OUTAGES)
    memmove (self->items, self->items + 1, --self->n * sizeof *self->items);
  outage = &self->items[self->n++];
  *outage = (ClaspBridgeOutage){ .began_unix_us = unix_us, .began_us = now_us };
  clasp_fixed_text_set (outage->why, sizeof outage->why, clasp_str (why));
}

/**
 * clasp_bridge_outages_end:
 * @self: those so far
 * @now_us: monotonic
 *
 * It works again.
 *
 * Thread: any.
 *
 * Returns: how long it did not, µs; 0 when it did all the time
 */
gint64
clasp_bridge_outages_end (ClaspBridgeOutages *self, gint64 now_us)
{
  ClaspBridgeOutage *last;

  if (!does_one_last (self))
    return 0;
  last = &self->items[self->n - 1];
  last->ended_us = MAX (now_us, last->began_us + 1);
  return last->ended_us - last->began_us;
}
