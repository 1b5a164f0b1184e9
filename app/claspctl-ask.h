/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "claspctl.h"

/* Questions to the show that runs: an event out, events back (engine/clasp-engine-editor.c). */

G_BEGIN_DECLS

typedef void (*CtlAnswerFunc) (const ClaspValue *answer, gpointer user_data);

/* Asks @what and calls @func with each answer until the last; the exit status. @more ends with an empty
 * key; takes over its values. @seconds: how long the answer takes by itself, besides --timeout; when it is
 * not 0, an interrupt stops it politely. */
int      ctl_ask          (Ctl                 *ctl,
                           const char          *what,
                           const ClaspMapEntry *more,
                           double               seconds,
                           CtlAnswerFunc        func,
                           gpointer             user_data);
/* From within @func: enough is known, ask for the end. */
void     ctl_ask_stop     (Ctl                 *ctl);

/* Of an answer: (transfer full) (nullable); FALSE where there is none. */
char    *ctl_answer_text    (const ClaspValue *map, const char *key);
gboolean ctl_answer_boolean (const ClaspValue *map, const char *key);

G_END_DECLS
