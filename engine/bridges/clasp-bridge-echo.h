/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"

/* ClaspEcho: recognises what comes back from a device because we just sent it (bridges.md 1.4 b).
 *
 * Thread: worker (one at a time; time is handed in). */

G_BEGIN_DECLS

typedef struct _ClaspEcho ClaspEcho;

/* @window_us 0: nothing is an echo, and nothing is kept. Of @max_addresses the last value is kept. */
ClaspEcho *clasp_echo_new       (gint64            window_us,
                                 guint             max_addresses);
void       clasp_echo_free      (ClaspEcho        *self);
void       clasp_echo_note_sent (ClaspEcho        *self,
                                 ClaspStr          address,
                                 const ClaspValue *value,
                                 gint64            now_us);
/* TRUE when the same value went out to @address within the window. */
gboolean   clasp_echo_is_echo   (ClaspEcho        *self,
                                 ClaspStr          address,
                                 const ClaspValue *value,
                                 gint64            now_us);

G_END_DECLS
