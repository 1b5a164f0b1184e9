/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Parameters with a time to live (router.md 5.4): a sliding one counts from the last write or GET,
 * an absolute one from the last write. When it is over, subscribers get a last SET of null, and the
 * parameter is removed.
 *
 * Thread: worker. */

G_BEGIN_DECLS

ClaspExpiry *clasp_expiry_new     (ClaspRouter    *router);
void         clasp_expiry_free    (ClaspExpiry    *self);
/* Starts, restarts or, with "never", ends the time to live. @ttl NULL: the one it has. */
void         clasp_expiry_written (ClaspExpiry    *self,
                                   ClaspParam     *param,
                                   const ClaspTtl *ttl);
/* Of an earlier run, with what is left of its time. */
void         clasp_expiry_restore (ClaspExpiry    *self,
                                   ClaspParam     *param,
                                   const ClaspTtl *ttl,
                                   gint64          expires_in_us);
void         clasp_expiry_forget  (ClaspExpiry    *self,
                                   ClaspParam     *param);

G_END_DECLS
