/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "universes/br-dmx-text.h"

/* BrUniverseCells: what the grid of a universe knows and decides, apart from drawing: levels, what
 * changed lately, where the focus is, and a level that is being typed.
 *
 * Thread: UI (plain data). */

G_BEGIN_DECLS

/* When what was typed counts without Enter. */
#define BR_CELL_ENTRY_US (900 * 1000)
/* How long the engine may take to show a level that was asked for. */
#define BR_CELL_STEP_US (500 * 1000)

/* Why a cell does not follow its levels. */
typedef enum
{
  BR_HOLD_NONE,
  BR_HOLD_TEST,
  BR_HOLD_BLACKOUT,
  BR_HOLD_FREEZE,
} BrHold;

/* How a universe is now; borrowed. */
typedef struct
{
  const guint8  *levels;
  guint          n_slots;
  const guint32 *held, *tested, *frozen; /* a bit for each slot: ClaspUniverseInfo */
  const guint8  *hues;          /* (nullable) 1–8 by who decides the slot, 0 = nobody */
  const guint8  *careful;       /* (nullable) */
  const char   (*names)[32];    /* (nullable) */
} BrUniverseLook;

typedef struct
{
  guint8   levels[CLASP_DMX_SLOTS];
  guint8   lowest[CLASP_DMX_SLOTS], highest[CLASP_DMX_SLOTS]; /* since it is looked at */
  guint8   hues[CLASP_DMX_SLOTS];
  guint8   holds[CLASP_DMX_SLOTS];   /* BrHold */
  guint8   careful[CLASP_DMX_SLOTS];
  char     names[CLASP_DMX_SLOTS][32];
  gint64   changed_us[CLASP_DMX_SLOTS]; /* 0 = not since it is looked at */
  guint    n_slots;
  gboolean has_levels;

  /* flicker test: a stored picture, and how often each slot changed since */
  gboolean is_marking;
  guint32  n_changes[CLASP_DMX_SLOTS];

  guint    focus, n_columns;
  char     entry[BR_DMX_MAX_ENTRY + 1]; /* what was typed and does not count yet */
  gint64   entry_us;
  guint8   stepped;    /* the level that was asked for last by steps */
  gint64   stepped_us; /* when; 0 = not for this slot */
} BrUniverseCells;

typedef enum
{
  BR_CELL_LEFT,
  BR_CELL_RIGHT,
  BR_CELL_UP,
  BR_CELL_DOWN,
  BR_CELL_ROW_START,
  BR_CELL_ROW_END,
  BR_CELL_FIRST,
  BR_CELL_LAST,
  BR_CELL_PAGE_UP,   /* four rows */
  BR_CELL_PAGE_DOWN,
} BrCellMove;

/* Another universe: all is forgotten but where the focus is. */
void     br_universe_cells_clear   (BrUniverseCells *self);
/* TRUE when something is drawn otherwise than before. */
gboolean br_universe_cells_take    (BrUniverseCells *self, const BrUniverseLook *look, gint64 now_us);
gboolean br_universe_cells_is_outlined (const BrUniverseCells *self, guint slot, gint64 now_us);
/* 32, 16 or 8, so that a cell is at least @min_width wide. */
guint    br_universe_columns_for   (int width, int min_width);
/* Where it leads; the same slot at an edge. */
guint    br_universe_cells_get_moved (const BrUniverseCells *self, BrCellMove move);
/* Stores the picture that changes are counted from; FALSE ends it. */
void     br_universe_cells_mark    (BrUniverseCells *self, gboolean marking);
guint    br_universe_cells_get_n_marked (const BrUniverseCells *self);

/* --- a level that is typed --- */

/* FALSE: no such character here. */
gboolean br_universe_cells_type    (BrUniverseCells *self, char character, BrDmxUnit unit, gint64 now_us);
/* Takes the last character back; FALSE: there was none. */
gboolean br_universe_cells_untype  (BrUniverseCells *self);
void     br_universe_cells_forget  (BrUniverseCells *self);
/* Does it count now, because nothing can follow or nothing followed? */
gboolean br_universe_cells_is_due  (const BrUniverseCells *self, BrDmxUnit unit, gint64 now_us);
/* FALSE: nothing was typed. Forgets it. */
gboolean br_universe_cells_commit  (BrUniverseCells *self, BrDmxUnit unit, guint8 *level);

/* One up or down, from what was asked for a moment ago: the engine answers later than keys repeat. */
guint8   br_universe_cells_step    (BrUniverseCells *self, int direction, gint64 now_us);

/* "Channel 12, Front wash, 164 of 255, held by test" (transfer full) */
char    *br_universe_cells_describe (const BrUniverseCells *self, guint slot, BrDmxUnit unit);
/* Translated; NULL for BR_HOLD_NONE. */
const char *br_hold_get_word       (BrHold hold);

G_END_DECLS
