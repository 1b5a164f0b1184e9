/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-engine-private.h"

/* What clasp-engine-editor.c (mappings), -locals.c and -more.c (learning, presets) share: answers to peers.
 *
 * Thread: UI. */

G_BEGIN_DECLS

ClaspMapEntry clasp_engine_text_entry  (const char *key, const char *text);
/* Takes over the values of @entries. */
void          clasp_engine_answer      (ClaspEngine *self, const char *id, const ClaspMapEntry *entries, guint n_entries);
/* The last one. */
void          clasp_engine_answer_done (ClaspEngine *self, const char *id, const char *key, const char *text);
/* A text of the request. (transfer full) NULL with an error. */
char         *clasp_engine_get_text    (const ClaspValue *request, const char *key, GError **error);
/* FALSE when it is none of its own. */
gboolean      clasp_engine_handle_locals (ClaspEngine *self, const char *id, const char *what, const ClaspValue *request);
gboolean      clasp_engine_handle_more (ClaspEngine *self, const char *id, guint64 origin, const char *what, const ClaspValue *request);

G_END_DECLS
