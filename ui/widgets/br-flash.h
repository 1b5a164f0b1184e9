/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What lights up because something came: lamps of events and mappings, wires, outlines of channels. WCAG 2.1, 2.3.1:
 * nothing flashes more than three times a second. It stays lit for a third of one, so that what comes more often keeps
 * it lit.
 *
 * Thread: any. */

#define BR_FLASH_US (G_USEC_PER_SEC / 3 + 1)

/* @since_us: when it came last, 0 = never. */
static inline gboolean
br_flash_is_lit (gint64 since_us,
                 gint64 now_us)
{
  return since_us != 0 && now_us - since_us < BR_FLASH_US;
}

/* There and back is a flash, so what has several looks turns from one to another six times a second.
 * @turned_us: when it did last, 0 = never. */
static inline gboolean
br_flash_may_turn (gint64 turned_us,
                   gint64 now_us)
{
  return turned_us == 0 || now_us - turned_us > BR_FLASH_US / 2;
}
