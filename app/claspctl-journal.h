/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* `claspctl journal list | export | replay`: looks into a journal, a file or a router's, and sends
 * what it holds to a router again.
 *
 * Thread: the program's only one. */

G_BEGIN_DECLS

/* @argv[0] is "journal". Returns the exit status: 0 done, 1 refused, no answer or a damaged file,
 * 2 wrong usage, no such file or no connection. */
int claspctl_journal (int argc, char **argv);

G_END_DECLS
