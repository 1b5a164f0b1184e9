/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/query/clasp-osc-query-namespace.h"
#include "io/clasp-timer.h"

#include <gio/gio.h>

/* ClaspOscQueryClient: asks an OSCQuery device what it has, and listens to it where it lets us. It
 * is asked again, for ever, when it could not be reached or the connection was lost.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_OSC_QUERY_MAX_BODY (8 * 1024 * 1024) /* bytes of an answer */

typedef struct
{
  /* Where it takes OSC packets, as a target is written: "10.0.0.7:9000"; before `leaves`. */
  void (*place) (const char *place, gpointer user_data);
  /* What it has, now and whenever that changed. */
  void (*leaves) (GArray *leaves, gpointer user_data);
  /* An OSC packet, unchecked. */
  void (*packet) (const guint8 *packet, gsize size, gpointer user_data);
  void (*problem_changed) (gpointer user_data);
} ClaspOscQueryClientEvents;

typedef struct _ClaspOscQueryClient ClaspOscQueryClient;

/* @url: "http://10.0.0.7:8080". @interface (nullable): the only one it is asked through. Nothing calls
 * back before this returns. */
ClaspOscQueryClient *clasp_osc_query_client_new         (ClaspTimers                     *timers,
                                                         const char                      *url,
                                                         const char                      *interface,
                                                         guint                            max_leaves,
                                                         const ClaspOscQueryClientEvents *events,
                                                         gpointer                         user_data);
void                 clasp_osc_query_client_free        (ClaspOscQueryClient             *self);
/* One that waits for its next attempt has it now. */
void                 clasp_osc_query_client_retry_now   (ClaspOscQueryClient             *self);
/* A sentence for a person; NULL: all is well. */
const char          *clasp_osc_query_client_get_problem (ClaspOscQueryClient             *self);

G_END_DECLS
