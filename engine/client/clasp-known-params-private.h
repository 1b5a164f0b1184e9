/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"

/* ClaspKnownParams: what the application has been told of parameters, so that it is told everything
 * once: a snapshot repeats what is known, and after a reconnect it is the other way round, what it
 * does not repeat may be gone.
 *
 * Who has been told is a number: subscriptions are numbered as they are made, and all that match,
 * up to the number kept here, know.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

typedef struct _ClaspKnownParams ClaspKnownParams;

ClaspKnownParams *clasp_known_params_new    (guint             maximum);
void              clasp_known_params_free   (ClaspKnownParams *self);
guint             clasp_known_params_get_size (ClaspKnownParams *self);

/* A value came. TRUE when somebody has to be told: all subscriptions numbered above *@above.
 * @newest: number of the newest subscription. Above the maximum, an address that is not known is
 * news every time. */
gboolean          clasp_known_params_note   (ClaspKnownParams *self,
                                             ClaspStr          address,
                                             const ClaspValue *value,
                                             guint64           revision,
                                             gboolean          is_change,
                                             guint32           newest,
                                             guint32          *above);
/* Whether a newer value came over this connection. */
gboolean          clasp_known_params_is_older (ClaspKnownParams *self,
                                             ClaspStr          address,
                                             guint64           revision);
/* The connection is new: all are in doubt until they come again. */
void              clasp_known_params_doubt  (ClaspKnownParams *self);
guint             clasp_known_params_get_n_doubtful (ClaspKnownParams *self);
/* (transfer full) up to @maximum addresses (char *) in doubt. */
GPtrArray        *clasp_known_params_list_doubtful (ClaspKnownParams *self,
                                             guint             maximum);
/* It has not come: it is gone. TRUE if it was in doubt and the application has to be told, which
 * it need not be of a null. */
gboolean          clasp_known_params_forget_doubtful (ClaspKnownParams *self,
                                             const char       *address);
/* Forgets whatever @is_wanted does not hold for. */
void              clasp_known_params_keep   (ClaspKnownParams *self,
                                             gboolean        (*is_wanted) (ClaspStr address,
                                                                           gpointer user_data),
                                             gpointer          user_data);

G_END_DECLS
