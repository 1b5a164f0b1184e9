/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What Wireshark's dissectors say of datagrams: nothing is captured, so nobody needs permission.
 * Thread: the test's. */

/* Writes @datagrams (GBytes) as a capture of UDP packets to @port and has tshark read it. Fails the
 * test when tshark finds one malformed or warns about it, or when its output for @fields
 * ("acn.dmx.priority", NULL-terminated), a line a packet, tabs between, is not @expected. Skips it when
 * tshark is not installed. */
void clasp_tshark_expect (GPtrArray         *datagrams,
                          guint16            port,
                          const char *const *fields,
                          const char        *expected);
/* A list of datagrams, and one more in it. */
GPtrArray *clasp_tshark_datagrams_new (void);
void       clasp_tshark_add           (GPtrArray *datagrams, const guint8 *bytes, gsize size);
