/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

G_BEGIN_DECLS

/* Writes @content away from the main thread. @window says @done, a whole sentence that lasts as long as the program, or
 * why nothing was written. Thread: UI. */
void br_export_write (BrWindow   *window,
                      GFile      *file,
                      GBytes     *content,
                      const char *done);

G_END_DECLS
