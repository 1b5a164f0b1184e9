/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"

#include <gio/gio.h>

/* ClaspMdnsBrowser: the services of one type on the network, as they come and go (DNS-SD through
 * Avahi).
 *
 * Thread: any with a default main context of its own. */

G_BEGIN_DECLS

#define CLASP_MDNS_MAX_FOUND 256 /* services; more are left out */

/* Borrowed for the call. Seen on several interfaces a service is found once. */
typedef struct
{
  const char   *name;    /* for people */
  const char   *host;    /* "tablet.local" */
  GInetAddress *address; /* IPv6 only when it has no IPv4 one */
  guint16       port;
  const char   *const *txt; /* "key=value" */
} ClaspMdnsFound;

typedef struct
{
  void (*found) (const ClaspMdnsFound *service, gpointer user_data);
  void (*lost) (const char *name, gpointer user_data);
  void (*problem_changed) (gpointer user_data); /* may be NULL */
} ClaspMdnsBrowserEvents;

typedef struct _ClaspMdnsBrowser ClaspMdnsBrowser;

ClaspMdnsBrowser *clasp_mdns_browser_new         (ClaspTimers                  *timers,
                                                  const char                   *type,
                                                  const ClaspMdnsBrowserEvents *events,
                                                  gpointer                      user_data);
void              clasp_mdns_browser_free        (ClaspMdnsBrowser             *self);
/* A sentence for a person; NULL: none is known. */
const char       *clasp_mdns_browser_get_problem (ClaspMdnsBrowser             *self);

G_END_DECLS
