/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What Wireshark's dissectors say of datagrams: nothing is captured, so nobody needs permission.
 * Thread: the test's. */

/* Writes @datagrams (GBytes) as a capture of UDP packets to @port and has tshark read it. Fails the
 * test when tshark finds one malformed or warns about it. Its output for @fields ("acn.dmx.priority",
 * NULL-terminated), a line a packet, tabs between. NULL, and the test is skipped, when tshark is not
 * installed. (transfer full) (nullable) */
char *clasp_tshark_decode (GPtrArray *datagrams, guint16 port, const char *const *fields);
