/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/clasp-value.h"

/* A whole value, shown in several ways. All are (transfer full). Thread: any. */

G_BEGIN_DECLS

typedef enum
{
  BR_VIEW_TEXT,
  BR_VIEW_JSON,
  BR_VIEW_HEX,
  BR_VIEW_MIDI,
  BR_VIEW_DMX,
  BR_N_VIEWS
} BrValueView;

/* NULL: this view has nothing to say of such a value. */
char       *br_value_view       (BrValueView view, const char *address, const ClaspValue *value);
/* What a MIDI address and its value mean: "Note C4, velocity 64"; NULL: nothing special. */
char       *br_midi_describe    (const char *address, const ClaspValue *value);
/* "C4" of 60. */
void        br_midi_note_name   (guint note, char *buffer, gsize size);
/* Of the bytes behind F0: "Roland"; NULL: unknown. */
const char *br_midi_maker       (const guint8 *bytes, gsize size);

G_END_DECLS
