/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"
#include "window/br-conditions.h"
#include "window/br-host.h"

/* BrHostWatch: looks every half minute, in a thread of its own, how the computer does, and keeps its conditions:
 * "host/battery" and "host/disk".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_HOST_WATCH_S 30

#define BR_TYPE_HOST_WATCH (br_host_watch_get_type ())
G_DECLARE_FINAL_TYPE (BrHostWatch, br_host_watch, BR, HOST_WATCH, GObject)

/* @power_folder NULL is the system's. */
BrHostWatch *br_host_watch_new  (ClaspShow    *show,
                                 BrConditions *conditions,
                                 const char   *power_folder);
/* Looks now. While one look is under way another is not begun. */
void         br_host_watch_look (BrHostWatch  *self);

G_END_DECLS
