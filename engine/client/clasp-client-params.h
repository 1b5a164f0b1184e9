/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client/clasp-client.h"
#include "core/clasp-value-boxed.h"

/* Parameters of a ClaspClient: set, get, lock. What is set is confirmed by the router, sent again
 * over a new connection if the old one ended before that, and applied once.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

/* Zeroed: set whatever the revision, confirmed. */
typedef struct
{
  guint64      revision;    /* refuse unless this is the current one; 0 = whichever */
  gboolean     has_ttl;     /* what follows replaces the parameter's time to live */
  ClaspTtlMode ttl_mode;
  guint        ttl_seconds;
  gboolean     lock;        /* and keep others from writing, until unlocked or disconnected */
  gboolean     unlock;
  gboolean     commit;      /* confirmed, and in order even where frames get lost */
  gboolean     fire;        /* not confirmed: may be lost with the connection */
} ClaspSetOptions;

#define CLASP_TYPE_SET_OPTIONS (clasp_set_options_get_type ())
GType            clasp_set_options_get_type (void) G_GNUC_CONST;
ClaspSetOptions *clasp_set_options_new      (void);
ClaspSetOptions *clasp_set_options_copy     (const ClaspSetOptions *self);
void             clasp_set_options_free     (ClaspSetOptions       *self);

/* Confirmed, but nobody waits: what goes wrong is told by the signal "refused". FALSE when it cannot
 * even be queued. A floating @value is taken over. */
gboolean clasp_client_set                (ClaspClient           *self,
                                          const char            *address,
                                          GVariant              *value,
                                          GError               **error);
gboolean clasp_client_set_double         (ClaspClient           *self,
                                          const char            *address,
                                          double                 value,
                                          GError               **error);
gboolean clasp_client_set_int            (ClaspClient           *self,
                                          const char            *address,
                                          gint64                 value,
                                          GError               **error);
gboolean clasp_client_set_bool           (ClaspClient           *self,
                                          const char            *address,
                                          gboolean               value,
                                          GError               **error);
gboolean clasp_client_set_string         (ClaspClient           *self,
                                          const char            *address,
                                          const char            *value,
                                          GError               **error);

/* Completes with the router's ACK; the new revision, or the router's ERROR as
 * CLASP_ROUTER_ERROR_REFUSED with its code and text. */
void     clasp_client_set_async          (ClaspClient           *self,
                                          const char            *address,
                                          const ClaspValue      *value,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
void     clasp_client_set_full_async     (ClaspClient           *self,
                                          const char            *address,
                                          const ClaspValue      *value,
                                          const ClaspSetOptions *options,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
void     clasp_client_set_variant_async  (ClaspClient           *self,
                                          const char            *address,
                                          GVariant              *value,
                                          const ClaspSetOptions *options,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
gboolean clasp_client_set_finish         (ClaspClient           *self,
                                          GAsyncResult          *result,
                                          guint64               *revision,
                                          GError               **error);

/* FALSE, or NULL, without an error when there is no such parameter. */
void     clasp_client_get_async          (ClaspClient           *self,
                                          const char            *address,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
gboolean clasp_client_get_finish         (ClaspClient           *self,
                                          GAsyncResult          *result,
                                          ClaspValue            *value,
                                          guint64               *revision,
                                          GError               **error);
GVariant *clasp_client_get_variant_finish (ClaspClient          *self,
                                          GAsyncResult          *result,
                                          guint64               *revision,
                                          GError               **error);

/* Takes or gives back the lock without changing the value. Locks end with the connection. */
void     clasp_client_lock_async         (ClaspClient           *self,
                                          const char            *address,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
gboolean clasp_client_lock_finish        (ClaspClient           *self,
                                          GAsyncResult          *result,
                                          GError               **error);
void     clasp_client_unlock_async       (ClaspClient           *self,
                                          const char            *address,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
gboolean clasp_client_unlock_finish      (ClaspClient           *self,
                                          GAsyncResult          *result,
                                          GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSetOptions, clasp_set_options_free)

G_END_DECLS
