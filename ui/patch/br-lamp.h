/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

/* BrLamp: what a mapping did last; the lamp's shape.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  BR_LAMP_DARK,    /* nothing came yet */
  BR_LAMP_ARRIVED, /* something came, nothing was sent */
  BR_LAMP_SENT,
  BR_LAMP_FAILED,
} BrLamp;

BrLamp      br_lamp_for      (const ClaspRouteStatus *status);
/* What is to be shown instead of @shown, which flickers no faster than an eye may see. @turned_us: 0 at first. */
BrLamp      br_lamp_follow   (BrLamp                  shown,
                              const ClaspRouteStatus *status,
                              gint64                  now_us,
                              gint64                 *turned_us);
/* "Sent". Translated, static. */
const char *br_lamp_get_word (BrLamp lamp);

G_END_DECLS
