/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

/* ClaspSignalNote: what a person says of one address: that they like it, how it is to be taken, a note.
 *
 * As text: "/osc/1/fader1 [favourite, range 0 1] Lead". In the address "%" is "%25" and "[" is "%5B".
 *
 * Thread: any (pure). */

G_BEGIN_DECLS

#define CLASP_SIGNAL_NOTE_TEXT 200 /* bytes of the note */

typedef enum
{
  CLASP_TREAT_AS_IT_IS,
  CLASP_TREAT_AS_RANGE, /* any number of a range */
  CLASP_TREAT_AS_WHOLE, /* whole numbers of a range */
  CLASP_TREAT_AS_SWITCH, /* off at 0, else on */
} ClaspTreatAs;

typedef struct
{
  char        *address; /* (owned) */
  gboolean     is_favourite;
  ClaspTreatAs treat_as;
  double       minimum, maximum; /* with a range */
  char        *text;    /* (owned) (nullable) */
} ClaspSignalNote;

/* Errors: CLASP_SHOW_ERROR_SETTING. */
gboolean clasp_signal_note_parse    (const char            *line,
                                     ClaspSignalNote       *note,
                                     GError               **error);
/* (transfer full) */
char    *clasp_signal_note_print    (const ClaspSignalNote *note);
/* It says nothing. */
gboolean clasp_signal_note_is_empty (const ClaspSignalNote *note);
void     clasp_signal_note_clear    (ClaspSignalNote       *note);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspSignalNote, clasp_signal_note_clear)

G_END_DECLS
