/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrTimecode: the time of a show, where it comes from, and whether it can be relied on, as a shape and a word.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  BR_TIMECODE_LOCKED,    /* it comes, in order */
  BR_TIMECODE_FREEWHEEL, /* pieces of it are missing */
  BR_TIMECODE_LOST,      /* it does not come any more */
} BrTimecodeState;

/* Translated: "Locked". */
const char *br_timecode_state_get_word (BrTimecodeState state);

typedef struct
{
  BrTimecodeState state;
  char            time[16];   /* "01:02:03:14" */
  char            source[64]; /* name of its connection */
} BrTimecodeReading;

#define BR_TYPE_TIMECODE (br_timecode_get_type ())
G_DECLARE_FINAL_TYPE (BrTimecode, br_timecode, BR, TIMECODE, GtkWidget)

/* NULL: there is none, and nothing is shown. */
void br_timecode_set (BrTimecode *self, const BrTimecodeReading *reading);

G_END_DECLS
