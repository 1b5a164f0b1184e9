/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-dmx.h"

/* A note of the show about slots, as text: "/artnet/0/0/1/13-24 Front wash [intensity, careful, cue 128]".
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef struct
{
  char    *prefix;       /* (owned) "/artnet/0/0/1" */
  char    *name;         /* (owned) (nullable) */
  guint    first, last;  /* slots from 0, both included */
  gboolean is_intensity, is_careful;
  int      cue;          /* a level, or CLASP_DMX_NO_CUE */
  ClaspSlotGroup group;  /* which they are in */
} ClaspNoteText;

/* FALSE with a sentence in @error when it cannot be read; nothing is to be cleared then. */
gboolean clasp_note_text_parse (const char    *text,
                                ClaspNoteText *note,
                                GError       **error);
void     clasp_note_text_clear (ClaspNoteText *note);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspNoteText, clasp_note_text_clear)

G_END_DECLS
