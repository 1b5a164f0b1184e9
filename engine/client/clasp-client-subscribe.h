/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client/clasp-client.h"
#include "client/clasp-update.h"

/* Subscriptions of a ClaspClient. They last until they are taken back, whatever becomes of the
 * connection, and may be made before there is one.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

/* 0 is what the router would do by itself. */
typedef struct
{
  guint  max_rate;       /* changes of an address per second; the last one always comes */
  double epsilon;        /* numbers that changed by less are left out */
  guint  history;        /* past values to begin with */
  guint  window_ms;      /* of streams: what is brought together */
  guint  jitter_ms;      /* hold back what has a time stamp, to be even: how long */
  guint  jitter_entries; /* and how many at most; 0 = 256 */
} ClaspSubscribeOptions;

#define CLASP_TYPE_SUBSCRIBE_OPTIONS (clasp_subscribe_options_get_type ())
GType                  clasp_subscribe_options_get_type (void) G_GNUC_CONST;
ClaspSubscribeOptions *clasp_subscribe_options_new      (void);
ClaspSubscribeOptions *clasp_subscribe_options_copy     (const ClaspSubscribeOptions *self);
void                   clasp_subscribe_options_free     (ClaspSubscribeOptions       *self);

typedef void (*ClaspUpdateFunc) (ClaspClient *client,
                                 ClaspUpdate *update,
                                 gpointer     user_data);

/* Both return the subscription's id, 0 when the pattern is none (CLASP_ROUTER_ERROR_ADDRESS). What
 * comes is told by the signals "update" and its sisters, and by @callback. */
guint    clasp_client_subscribe      (ClaspClient                 *self,
                                      const char                  *pattern,
                                      ClaspTypes                   types,
                                      GError                     **error);
guint    clasp_client_subscribe_full (ClaspClient                 *self,
                                      const char                  *pattern,
                                      ClaspTypes                   types,
                                      const ClaspSubscribeOptions *options,
                                      ClaspUpdateFunc              callback,
                                      gpointer                     user_data,
                                      GDestroyNotify               destroy,
                                      GError                     **error);
void     clasp_client_unsubscribe    (ClaspClient                 *self,
                                      guint                        id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSubscribeOptions, clasp_subscribe_options_free)

G_END_DECLS
