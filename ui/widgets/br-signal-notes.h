/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/clasp-chain.h"
#include "show/clasp-show.h"
#include "show/clasp-signal-note.h"

/* BrSignalNotes: what a show says of signals (its router's setting "signal-notes"), found by address, and
 * edited in it: each edit is one step of its undo.
 *
 * Signal: "changed".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_SIGNAL_NOTES (br_signal_notes_get_type ())
G_DECLARE_FINAL_TYPE (BrSignalNotes, br_signal_notes, BR, SIGNAL_NOTES, GObject)

/* The one of @show, which keeps it. (transfer none) */
BrSignalNotes         *br_signal_notes_get      (ClaspShow     *show);
/* (transfer none) */
ClaspShow             *br_signal_notes_get_show (BrSignalNotes *self);
/* NULL: nothing is said. Until something is edited. */
const ClaspSignalNote *br_signal_notes_find     (BrSignalNotes *self,
                                                 const char    *address);
gboolean               br_signal_notes_is_favourite (BrSignalNotes *self,
                                                 const char    *address);
/* FALSE: nothing is said of its range. */
gboolean               br_signal_notes_get_range (BrSignalNotes *self,
                                                 const char    *address,
                                                 ClaspRange    *range);
/* Addresses of all favourites: a set that does not change any more. (transfer full) */
GHashTable            *br_signal_notes_dup_favourites (BrSignalNotes *self);

void                   br_signal_notes_set_favourites (BrSignalNotes *self,
                                                 const char *const *addresses,
                                                 gboolean       is_favourite);
/* @minimum and @maximum count for ranges only. */
void                   br_signal_notes_treat_as (BrSignalNotes *self,
                                                 const char    *address,
                                                 ClaspTreatAs   treat_as,
                                                 double         minimum,
                                                 double         maximum);
void                   br_signal_notes_set_text (BrSignalNotes *self,
                                                 const char    *address,
                                                 const char    *text);

/* What the show says of an address, else what its protocol does. */
gboolean               br_range_of_address      (ClaspShow     *show,
                                                 const char    *address,
                                                 ClaspRange    *range);

G_END_DECLS
