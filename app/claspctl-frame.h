/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* `claspctl frame decode | encode | check`: takes frames apart, puts them together, and goes
 * through files of them. Needs no router.
 *
 * Thread: the program's only one. */

G_BEGIN_DECLS

/* @argv[0] is "frame". Returns the exit status: 0 done, 1 a frame was refused, 2 wrong usage or a
 * file that cannot be read. */
int claspctl_frame (int argc, char **argv);

G_END_DECLS
