/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dmx/clasp-universe-notes.h"

/* Editing what the show's router settings say of single slots ("slot-notes"). Thread: any (pure). */

G_BEGIN_DECLS

/* All that @notes say of a slot (from 0), together; @found has the slot as first and last. */
void   br_slot_notes_find    (const char *const *notes,
                              const char        *prefix,
                              guint              slot,
                              ClaspNoteText     *found);
/* @notes with another name (NULL or empty = none) and mark for one slot; runs it is in are divided,
 * all others stay as they are. (transfer full) */
char **br_slot_notes_replace (const char *const *notes,
                              const char        *prefix,
                              guint              slot,
                              const char        *name,
                              gboolean           is_careful);
/* The inverse of clasp_note_text_parse (). (transfer full) */
char  *br_slot_note_print    (const ClaspNoteText *note);

G_END_DECLS
