/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "bridges/clasp-bridge.h"

/* The signs for "how is it": one shape, colour class and word for each state, the same everywhere.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* From the best to the worst, so that the worst of several is the highest; off is by choice and says nothing. */
typedef enum
{
  BR_SIGN_OFF,
  BR_SIGN_LIVE,
  BR_SIGN_IDLE,
  BR_SIGN_UNHEARD,
  BR_SIGN_DEGRADED,
  BR_SIGN_WAITING,
  BR_SIGN_MISSING,
  BR_SIGN_ERROR,
} BrSign;

BrSign      br_sign_for_state     (ClaspBridgeState state);
/* The same, and grey where it sends to nobody who answers. */
BrSign      br_sign_for_status    (const ClaspBridgeStatus *status);
const char *br_sign_get_word      (BrSign           sign); /* translated: "Live" */
const char *br_sign_get_icon_name (BrSign           sign);
/* Icon, colour class, tooltip and accessible name at once. */
void        br_sign_apply         (BrSign           sign, GtkImage *image);

G_END_DECLS
