/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/clasp-test.h"

/* A system bus of the test's own, and the real Avahi daemon on it when asked for. The programs meet
 * nobody else's: the test's network has only loopback in it. Thread: the test's. */

typedef struct
{
  char          *folder;
  ClaspTestPeer *bus, *avahi; /* (nullable) */
  gboolean       has_ipv6;    /* set before it starts */
} ClaspAvahiDaemon;

/* FALSE, and the test is skipped, where that cannot be done. Sets DBUS_SYSTEM_BUS_ADDRESS. */
gboolean clasp_avahi_daemon_start_bus (ClaspAvahiDaemon *self);
/* Comes back when it is ready. */
gboolean clasp_avahi_daemon_start     (ClaspAvahiDaemon *self);
void     clasp_avahi_daemon_stop      (ClaspAvahiDaemon *self);
void     clasp_avahi_daemon_clear     (ClaspAvahiDaemon *self);
