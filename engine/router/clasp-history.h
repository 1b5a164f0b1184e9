/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* What addresses said last: the `history` of a SUBSCRIBE.
 *
 * A subscription with `history` n is told the last n values of each parameter, the last n messages
 * of each stream and event that it matches, in the order in which they were accepted, before its
 * snapshot. The newest value of a parameter is the snapshot's.
 *
 * Something is kept from the first such subscription on, and as long as there is one, and
 * CLASP_HISTORY_GRACE_US longer for those who lose their connection; and always for the patterns of
 * the setting `history`. Otherwise nothing is kept and nothing costs anything.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

#define CLASP_HISTORY_GRACE_US (60 * G_USEC_PER_SEC)
/* Different patterns; subscriptions beyond are told what others have kept. */
#define CLASP_HISTORY_MAX_KEEPERS 256

ClaspHistory *clasp_history_new         (ClaspRouter        *router);
void          clasp_history_free        (ClaspHistory       *self);
/* One line of the setting, "PATTERN N". Errors: CLASP_SHOW_ERROR_SETTING. */
gboolean      clasp_history_check_line  (const char         *line,
                                         GError            **error);
void          clasp_history_set_lines   (ClaspHistory       *self,
                                         const char *const  *lines);
/* Keeps, and tells what was kept; may end the subscription. */
void          clasp_history_subscribe   (ClaspHistory       *self,
                                         ClaspSubscription  *subscription);
void          clasp_history_unsubscribe (ClaspHistory       *self,
                                         ClaspSubscription  *subscription);
/* While the router's keeps_history is set: something was accepted. */
void          clasp_history_note_param  (ClaspHistory       *self,
                                         ClaspParam         *param);
void          clasp_history_note_publish (ClaspHistory      *self,
                                          const ClaspMessage *message);

G_END_DECLS
