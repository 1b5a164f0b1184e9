/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* Reading a configuration's file away from the main thread. Thread: UI. */

G_BEGIN_DECLS

/* What to do with the text, which is UTF-8 and has no zero byte. */
typedef void (*BrExchangeTextFunc) (BrWindow *window, GFile *file, const char *text);

/* Reads @file, of 16 MiB at most, and calls @func; a dialog tells what went wrong, and then @func is not called. */
void br_exchange_load (BrWindow *window, GFile *file, BrExchangeTextFunc func);

G_END_DECLS
