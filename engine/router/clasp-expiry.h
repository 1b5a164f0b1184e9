/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Parameters with a time to live (router.md 5.4): a sliding one counts from the last write, GET or
 * snapshot of a SUBSCRIBE, an absolute one from the last write. A parameter that was given none has
 * the router's, `param-ttl-s`, which slides; 0 is none. When it is over, subscribers get a last SET
 * of null, and the parameter is removed.
 *
 * Thread: worker. */

G_BEGIN_DECLS

ClaspExpiry *clasp_expiry_new     (ClaspRouter    *router);
void         clasp_expiry_free    (ClaspExpiry    *self);
/* Starts, restarts or, with "never", ends the time to live. @ttl NULL: the one it has. */
void         clasp_expiry_written (ClaspExpiry    *self,
                                   ClaspParam     *param,
                                   const ClaspTtl *ttl);
/* Somebody read it. FALSE: that does not matter. */
gboolean     clasp_expiry_read    (ClaspExpiry    *self,
                                   ClaspParam     *param);
/* Of an earlier run, with what is left of its time. @ttl NULL: the router's. */
void         clasp_expiry_restore (ClaspExpiry    *self,
                                   ClaspParam     *param,
                                   const ClaspTtl *ttl,
                                   gint64          expires_in_us);
void         clasp_expiry_forget  (ClaspExpiry    *self,
                                   ClaspParam     *param);
/* The router's own time to live changed from @old_s. */
void         clasp_expiry_update  (ClaspExpiry    *self,
                                   guint           old_s);

G_END_DECLS
