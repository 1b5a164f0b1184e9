/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "clasp-engine.h"

/* BrDesk: Freeze, Blackout and Panic in the header. They act in the engine, by address, and show
 * what the engine says: a blackout that a pad began looks the same.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_DESK (br_desk_get_type ())
G_DECLARE_FINAL_TYPE (BrDesk, br_desk, BR, DESK, GtkWidget)

typedef enum
{
  BR_DESK_NARROW, /* Blackout and Panic */
  BR_DESK_ICONS,
  BR_DESK_WORDS,
} BrDeskLook;

/* Signal: "changed", when the engine began or ended a blackout or freeze, the grand master moved, or tests came or went. */
void     br_desk_set_engine  (BrDesk *self, ClaspEngine *engine, ClaspSignalTable *table);
/* Looks at what the engine says; TRUE when it changed or a flash is still seen. */
gboolean br_desk_update      (BrDesk *self, gint64 now_us);
void     br_desk_set_look    (BrDesk *self, BrDeskLook look);
gboolean br_desk_is_black    (BrDesk *self);
gboolean br_desk_is_frozen   (BrDesk *self);
void     br_desk_blackout    (BrDesk *self, gboolean on);
void     br_desk_freeze      (BrDesk *self, gboolean on);
/* The grand master, 0–1. */
double   br_desk_get_master  (BrDesk *self);
void     br_desk_set_master  (BrDesk *self, double level);
/* How many channels tests hold, whoever asked for them. */
guint    br_desk_count_tests (BrDesk *self);
void     br_desk_release_tests (BrDesk *self);
void     br_desk_panic       (BrDesk *self);
/* (transfer full) What a panic ended, in words; @answer: {"ports": 3, "notes": 12}. */
char    *br_desk_describe_panic (const char *answer);
/* (transfer full) What a blackout makes dark, as the menu of its button says it. @universes: prefixes, none = all;
 * @marks: lines of the setting "slot-notes". */
char    *br_desk_describe_scope (const char *const *universes, const char *const *marks);
void     br_desk_set_scope   (BrDesk *self, const char *const *universes, const char *const *marks);

G_END_DECLS
