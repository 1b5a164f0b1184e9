/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "cc 7", "fader1", "DMX 0:0:0 ch 17": an address for names and sentences. (transfer full) Thread: any. */
char *br_short_name (const char *address);

G_END_DECLS
