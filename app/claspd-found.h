/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is found on the network by name, for the list of devices: OSC programs (a place for `send`)
 * and OSCQuery ones (a `query-url`). Listens for three seconds, not at all without Avahi. */

void claspd_list_found (void);
