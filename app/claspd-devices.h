/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* claspd --list-devices: what connections may name in their settings.
 *
 * Thread: main, before anything runs. */

/* Prints a line for each device on standard output; the exit status. */
int claspd_list_devices (void);
