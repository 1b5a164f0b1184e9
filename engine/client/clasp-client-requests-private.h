/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-message.h"

#include <gio/gio.h>

/* ClaspClientRequests: what a client has asked and not been answered, in order. The protocol has no
 * request numbers: answers are matched by kind and address, and among equals by order.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_REQUEST_SET,
  CLASP_REQUEST_GET,
  CLASP_REQUEST_PING,
} ClaspRequestKind;

/* What an answer carries, whichever kind it is; the task owns it. */
typedef struct
{
  gboolean   is_found;      /* GET */
  ClaspValue value;         /* GET */
  guint64    revision;      /* SET and GET */
  gint64     round_trip_us; /* PING */
} ClaspAnswer;

void clasp_answer_free (ClaspAnswer *self);

typedef struct
{
  /*< private >*/
  GQueue pending; /* (element-type ClaspRequest) (owned) oldest first */
} ClaspClientRequests;

/* Takes over @task, whose result will be a ClaspAnswer. @address is NULL for PING. */
void clasp_client_requests_add (ClaspClientRequests *self,
                                ClaspRequestKind     kind,
                                const char          *address,
                                guint                timeout_ms,
                                GTask               *task);
/* Completes what @message answers. @is_initial: the state that follows WELCOME, which answers
 * nobody when it is empty. */
void clasp_client_requests_answer (ClaspClientRequests *self,
                                   const ClaspMessage  *message,
                                   gboolean             is_initial);
/* Fails all with CLASP_ROUTER_ERROR_CLOSED. */
void clasp_client_requests_fail_all (ClaspClientRequests *self, const char *reason);

G_END_DECLS
