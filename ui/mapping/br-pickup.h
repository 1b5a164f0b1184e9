/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/clasp-chain.h"

#include <gtk/gtk.h>

/* BrPickup: where a control stands that has to meet its target before it takes over, and which way to
 * move it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  BR_PICKUP_NONE, /* one of both is not known */
  BR_PICKUP_MET,
  BR_PICKUP_UP,
  BR_PICKUP_DOWN,
} BrPickupWay;

/* @hardware: where the control stands, in the target's units; NaN: not known. @window: share of @range
 * that counts as meeting. */
BrPickupWay br_pickup_find (double hardware, double target, double window, const ClaspRange *range);

#define BR_TYPE_PICKUP (br_pickup_get_type ())
G_DECLARE_FINAL_TYPE (BrPickup, br_pickup, BR, PICKUP, GtkWidget)

/* Hides itself when there is nothing to say. */
void       br_pickup_set (BrPickup *self, double hardware, double target, double window, const ClaspRange *range);

G_END_DECLS
