/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-address.h"
#include "tap/clasp-signal-table.h"

/* ClaspSignalQuota: how many addresses of each connection a table of signals lists, and which. What it
 * does not list is passed on and mapped all the same.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspSignalQuota ClaspSignalQuota;

ClaspSignalQuota *clasp_signal_quota_new         (void);
void              clasp_signal_quota_free        (ClaspSignalQuota  *self);
/* From now on @table lists what the quota lets it; NULL ends it. What it has is counted by
 * clasp_signal_quota_sweep (). */
void              clasp_signal_quota_set_table   (ClaspSignalQuota  *self,
                                                  ClaspSignalTable  *table);
/* Addresses below @namespace_ belong to @id: at most @max are listed (0: as many as come), and if there are
 * @patterns only what matches one, behind the namespace. FALSE: it was so already. */
gboolean          clasp_signal_quota_set         (ClaspSignalQuota  *self,
                                                  const char        *id,
                                                  const char        *namespace_,
                                                  guint              max,
                                                  const char *const *patterns);
void              clasp_signal_quota_remove      (ClaspSignalQuota  *self,
                                                  const char        *id);
/* Counts some of what the table has, and drops what is not to be listed; FALSE when it is done. */
gboolean          clasp_signal_quota_sweep       (ClaspSignalQuota  *self);
/* The @n-th of the connections of which more came than may be listed, and how many may; NULL: no more. */
const char       *clasp_signal_quota_get_crowded (ClaspSignalQuota  *self,
                                                  guint              n,
                                                  guint             *max);

G_END_DECLS
