/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client/clasp-client.h"
#include "core/clasp-message.h"

#include <gio/gio.h>

/* What a client has asked and not been answered.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

typedef enum
{
  /* with an id of their own, answered by ACK or ERROR */
  CLASP_REQUEST_SET,
  CLASP_REQUEST_PUBLISH,
  CLASP_REQUEST_BUNDLE,
  CLASP_REQUEST_ANNOUNCE,
  CLASP_REQUEST_SUBSCRIBE, /* and UNSUBSCRIBE: nobody waits, and each connection has new ones */
  /* followed by a PING, ended by its PONG at the latest */
  CLASP_REQUEST_GET,
  CLASP_REQUEST_QUERY,
  CLASP_REQUEST_PING,
  CLASP_REQUEST_VERIFY,
} ClaspRequestKind;

/* What an answer carries, whichever kind it is; the task owns it. */
typedef struct
{
  gboolean   is_found;      /* GET */
  ClaspValue value;         /* GET */
  guint64    revision;      /* SET, BUNDLE and GET */
  gint64     round_trip_us; /* all */
  GPtrArray *signals;       /* (owned) (nullable) of ClaspSignalDescription: QUERY */
} ClaspAnswer;

void clasp_answer_free (ClaspAnswer *self);
/* Ends a call whose answer is nothing but that it came. */
gboolean clasp_client_finish_plain (GAsyncResult *result, GError **error);

typedef struct
{
  /*< private >*/
  GQueue confirmed; /* of ClaspRequest (owned), oldest first */
  GQueue barriers;  /* the same; those that nobody waits for any more stay until their PONG */
  guint  n_gets;    /* GETs somebody waits for */
} ClaspClientRequests;

/* Sends @message at @qos, confirm or commit, and waits for the answer; while there is no connection
 * but one to come, keeps it. Takes over @task (nullable), whose result will be a ClaspAnswer; what
 * nobody waits for and is refused is told by the signal "refused". */
void clasp_client_request_confirmed (ClaspClient        *client,
                                     ClaspRequestKind    kind,
                                     const char         *address, /* (nullable) */
                                     const ClaspMessage *message,
                                     ClaspQos            qos,
                                     GTask              *task);
/* The same without a task: FALSE when it cannot even be queued. */
gboolean clasp_client_request_try   (ClaspClient        *client,
                                     ClaspRequestKind    kind,
                                     const char         *address,
                                     const ClaspMessage *message,
                                     ClaspQos            qos,
                                     GError            **error);
/* Sends @message without asking for an answer, and completes @task, which it takes over. */
void clasp_client_request_fire      (ClaspClient        *client,
                                     const ClaspMessage *message,
                                     GTask              *task);
/* Sends @message (nullable) and a PING. Takes over @task. */
void clasp_client_request_barrier   (ClaspClient        *client,
                                     ClaspRequestKind    kind,
                                     const char         *address,
                                     const ClaspMessage *message,
                                     GTask              *task);
/* The same for what clasp-client-verify.c has asked. Takes over @addresses. */
void clasp_client_request_verify    (ClaspClient        *client,
                                     GPtrArray          *addresses);

/* Completes what @message answers. */
void clasp_client_requests_answer   (ClaspClient        *client,
                                     const ClaspMessage *message);
/* An id was given up by ClaspResend: @tag is of a request. */
void clasp_client_requests_given_up (ClaspClient        *client,
                                     gpointer            tag);
/* The connection is there: those kept are waited for anew. */
void clasp_client_requests_resume   (ClaspClient        *client);
/* The connection is gone: fails what is not kept for the next one. */
void clasp_client_requests_suspend  (ClaspClient        *client,
                                     const char         *reason);
/* Fails all with CLASP_ROUTER_ERROR_CLOSED. */
void clasp_client_requests_fail_all (ClaspClient        *client,
                                     const char         *reason);

G_END_DECLS
