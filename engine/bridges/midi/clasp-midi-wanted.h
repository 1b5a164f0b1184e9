/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What a setting asks for: a part of a device's name, or an id of clasp_midi_list_devices (): the whole name, and
 * behind it what tells equal devices apart: " #2", the second of that name, or " @" and a serial number or a plug.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef struct
{
  char    *name;        /* (owned) casefolded part of a name; "" = nothing is wanted */
  char    *tag;         /* (owned) (nullable) of the device: behind " @" */
  guint    ordinal;     /* which of that name, from 1 */
  gboolean has_ordinal; /* it was said */
} ClaspMidiWanted;

void     clasp_midi_wanted_parse    (ClaspMidiWanted       *self,
                                     const char            *text);
void     clasp_midi_wanted_clear    (ClaspMidiWanted       *self);
/* Is it in @name, in any case? */
gboolean clasp_midi_wanted_is_in    (const ClaspMidiWanted *self,
                                     const char            *name);
/* Is it all of @name? */
gboolean clasp_midi_wanted_is_whole (const ClaspMidiWanted *self,
                                     const char            *name);
/* Which of @names is meant, by name and order alone; -1 for none. */
int      clasp_midi_wanted_find     (const ClaspMidiWanted *self,
                                     const char *const     *names,
                                     guint                  n);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspMidiWanted, clasp_midi_wanted_clear)

G_END_DECLS
