/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"

/* ClaspMdnsService: a port of this computer that others find by name (DNS-SD through Avahi).
 *
 * It is told whenever the daemon is there; a name that somebody else has gets a number.
 *
 * Thread: any with a default main context of its own. */

G_BEGIN_DECLS

typedef struct _ClaspMdnsService ClaspMdnsService;

typedef void (*ClaspMdnsServiceFunc) (gpointer user_data);

/* @type as "_oscjson._tcp"; @txt "key=value", NULL-terminated, or NULL. @changed: what it is called,
 * whether it is told, or why not. */
ClaspMdnsService *clasp_mdns_service_new          (ClaspTimers          *timers,
                                                   const char           *name,
                                                   const char           *type,
                                                   guint16               port,
                                                   const char *const    *txt,
                                                   ClaspMdnsServiceFunc  changed,
                                                   gpointer              user_data);
/* Told on that network interface alone; right after new (). */
void              clasp_mdns_service_set_interface (ClaspMdnsService    *self,
                                                    guint                index);
/* Others are told that it is gone. */
void              clasp_mdns_service_free         (ClaspMdnsService     *self);
gboolean          clasp_mdns_service_is_told      (ClaspMdnsService     *self);
/* As others see it, "Stage left #2". */
const char       *clasp_mdns_service_get_name     (ClaspMdnsService     *self);
/* A sentence for a person; NULL: none is known. */
const char       *clasp_mdns_service_get_problem  (ClaspMdnsService     *self);

G_END_DECLS
