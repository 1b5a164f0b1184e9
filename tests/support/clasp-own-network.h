/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A network of the test's own, with nothing but loopback in it, where interfaces may be made, moved
 * and taken away without anybody noticing. Thread: the test's. */

/* Enters it for good. NULL, or why that cannot be done here: a reason to skip. */
const char *clasp_own_network_enter (void);
/* Runs ip (8): "link add show0 type veth peer name show1". Fails the test when that fails. */
void        clasp_own_network_ip    (const char *arguments);
/* Two interfaces, @name 0 and @name 1, that are the ends of one cable, each with its address ("192.0.2.7"
 * of a /24), and each takes packets from the other though both addresses are this machine's. */
void        clasp_own_network_lay_cable (const char *name, const char *address0, const char *address1);
/* Loopback has ::1, or no IPv6 at all. FALSE: that cannot be changed here. */
gboolean    clasp_own_network_set_ipv6 (gboolean is_on);
