/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* What was announced: address → signal, datatype, access. Filled by ANNOUNCE, read by QUERY.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_SIGNALS_MAX_TEXT 256 /* bytes of datatype and access, each */

ClaspSignals          *clasp_signals_new     (ClaspRouter           *router);
void                   clasp_signals_free    (ClaspSignals          *self);
/* Replaces what is known of the address; FALSE when the table is full. */
gboolean               clasp_signals_add     (ClaspSignals          *self,
                                              const ClaspSignalInfo *info);
/* (transfer container) borrowed infos of everything that matches. */
GPtrArray             *clasp_signals_query   (ClaspSignals          *self,
                                              const ClaspPattern    *pattern);

G_END_DECLS
