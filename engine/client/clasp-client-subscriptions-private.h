/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client/clasp-client-subscribe.h"
#include "core/clasp-message.h"

/* The subscriptions of a client, and who of them is told of what.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

typedef struct
{
  /*< private >*/
  GPtrArray *list; /* (owned) of Subscription (owned), by id */
  guint32    last_id;
  guint      n_telling; /* while above 0 nothing is taken out of the list */
} ClaspClientSubscriptions;

void     clasp_client_subscriptions_init  (ClaspClientSubscriptions *self);
void     clasp_client_subscriptions_clear (ClaspClientSubscriptions *self);
/* Nothing is told any more. */
void     clasp_client_subscriptions_end_all (ClaspClient            *client);
/* All again, with the ids and options they have: after WELCOME. */
void     clasp_client_resubscribe         (ClaspClient              *client);
/* Whether any subscription above @above wants @types of @address. */
gboolean clasp_client_is_wanted           (ClaspClient              *client,
                                           ClaspStr                  address,
                                           guint8                    types,
                                           guint32                   above);
/* Calls those, and emits the signals. Takes over @update. */
void     clasp_client_tell                (ClaspClient              *client,
                                           ClaspUpdate              *update,
                                           guint32                   above);

/* What came from the router. */
void     clasp_client_take_param          (ClaspClient              *client,
                                           ClaspStr                  address,
                                           const ClaspValue         *value,
                                           guint64                   revision,
                                           guint64                   timestamp_us,
                                           gboolean                  is_snapshot);
void     clasp_client_take_publish        (ClaspClient              *client,
                                           const ClaspPublish       *publish);

/* After a reconnect: asks for what the snapshots did not bring, and tells what is gone. */
void     clasp_client_verify_start        (ClaspClient              *client);
void     clasp_client_verify_stop         (ClaspClient              *client);
/* A SNAPSHOT came: there may be more. */
void     clasp_client_verify_later        (ClaspClient              *client);
/* The router has answered for @addresses. */
void     clasp_client_verify_answered     (ClaspClient              *client,
                                           GPtrArray                *addresses);

G_END_DECLS
