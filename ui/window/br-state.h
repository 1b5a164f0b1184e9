/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What the window remembers of itself between starts (size, flaps, page): not part of the show. Kept
 * in a small file in the user's state directory; a damaged or missing file means defaults.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct _BrState BrState;

BrState *br_state_load     (void);
/* Writes the file if something changed. */
void     br_state_save     (BrState *self);
void     br_state_free     (BrState *self);
int      br_state_get_int  (BrState *self, const char *key, int fallback);
void     br_state_set_int  (BrState *self, const char *key, int value);
/* (transfer full) */
char    *br_state_get_string (BrState *self, const char *key, const char *fallback);
void     br_state_set_string (BrState *self, const char *key, const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrState, br_state_free)

G_END_DECLS
