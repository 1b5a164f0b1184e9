/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-universe-cells.h"

#include "widgets/br-flash.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE_ROWS 4

void
br_universe_cells_clear (BrUniverseCells *self)
{
  guint focus = self->focus;
  guint n_columns = self->n_columns;

  memset (self, 0, sizeof *self);
  self->focus = focus;
  self->n_columns = n_columns;
}

/* --- how it is ---------------------------------------------------------------------------------- */

static gboolean
has_bit (const guint32 *bits,
         guint          slot)
{
  return (bits[slot / 32] & (1u << (slot % 32))) != 0;
}

static BrHold
hold_of (const BrUniverseLook *look,
         guint                 slot)
{
  if (look->held == NULL || !has_bit (look->held, slot))
    return BR_HOLD_NONE;
  if (has_bit (look->tested, slot))
    return BR_HOLD_TEST;

  return has_bit (look->frozen, slot) ? BR_HOLD_FREEZE : BR_HOLD_BLACKOUT;
}

static gboolean
take_level (BrUniverseCells *self,
            guint            slot,
            guint8           level,
            gint64           now_us)
{
  if (self->has_levels && self->levels[slot] == level)
    return FALSE;

  if (self->has_levels)
    {
      self->changed_us[slot] = now_us;
      if (self->is_marking)
        self->n_changes[slot]++;
    }
  else
    self->lowest[slot] = self->highest[slot] = level;
  self->levels[slot] = level;
  self->lowest[slot] = MIN (self->lowest[slot], level);
  self->highest[slot] = MAX (self->highest[slot], level);

  return TRUE;
}

static gboolean
take_marks (BrUniverseCells      *self,
            const BrUniverseLook *look,
            guint                 slot)
{
  guint8      hue = look->hues != NULL ? look->hues[slot] : 0;
  guint8      careful = look->careful != NULL ? look->careful[slot] : 0;
  guint8      hold = (guint8) hold_of (look, slot);
  const char *name = look->names != NULL ? look->names[slot] : "";
  gboolean    changed = self->hues[slot] != hue || self->careful[slot] != careful || self->holds[slot] != hold;

  self->hues[slot] = hue;
  self->careful[slot] = careful;
  self->holds[slot] = hold;
  if (strcmp (self->names[slot], name) != 0)
    {
      g_strlcpy (self->names[slot], name, sizeof self->names[slot]);
      changed = TRUE;
    }

  return changed;
}

gboolean
br_universe_cells_take (BrUniverseCells      *self,
                        const BrUniverseLook *look,
                        gint64                now_us)
{
  gboolean changed = self->n_slots != look->n_slots;

  self->n_slots = look->n_slots;
  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    {
      changed |= take_level (self, slot, look->levels[slot], now_us);
      changed |= take_marks (self, look, slot);
    }
  self->has_levels = TRUE;

  return changed;
}

gboolean
br_universe_cells_is_outlined (const BrUniverseCells *self,
                               guint                  slot,
                               gint64                 now_us)
{
  return br_flash_is_lit (self->changed_us[slot], now_us);
}

void
br_universe_cells_mark (BrUniverseCells *self,
                        gboolean         marking)
{
  self->is_marking = marking;
  memset (self->n_changes, 0, sizeof self->n_changes);
}

guint
br_universe_cells_get_n_marked (const BrUniverseCells *self)
{
  guint n = 0;

  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    n += self->n_changes[slot] > 0;

  return n;
}

/* --- moving ------------------------------------------------------------------------------------- */

guint
br_universe_columns_for (int width,
                         int min_width)
{
  for (guint n = 32; n > 8; n /= 2)
    if (width >= (int) n * min_width)
      return n;

  return 8;
}

static guint
moved_by (guint slot,
          int   distance)
{
  int target = (int) slot + distance;

  return target >= 0 && target < CLASP_DMX_SLOTS ? (guint) target : slot;
}

guint
br_universe_cells_get_moved (const BrUniverseCells *self,
                             BrCellMove             move)
{
  int columns = (int) MAX (self->n_columns, 1);
  int page = MIN (PAGE_ROWS, CLASP_DMX_SLOTS / columns - 1) * columns;
  guint focus = self->focus;

  switch (move)
    {
    case BR_CELL_LEFT:
      return moved_by (focus, -1);
    case BR_CELL_RIGHT:
      return moved_by (focus, 1);
    case BR_CELL_UP:
      return moved_by (focus, -columns);
    case BR_CELL_DOWN:
      return moved_by (focus, columns);
    case BR_CELL_ROW_START:
      return focus - focus % (guint) columns;
    case BR_CELL_ROW_END:
      return focus - focus % (guint) columns + (guint) columns - 1;
    case BR_CELL_FIRST:
      return 0;
    case BR_CELL_LAST:
      return CLASP_DMX_SLOTS - 1;
    case BR_CELL_PAGE_UP:
      return focus >= (guint) page ? focus - (guint) page : focus % (guint) columns;
    case BR_CELL_PAGE_DOWN:
      return focus + (guint) page < CLASP_DMX_SLOTS ? focus + (guint) page
                                                    : CLASP_DMX_SLOTS - (guint) columns + focus % (guint) columns;
    }

  return focus;
}

/* --- a level that is typed ---------------------------------------------------------------------- */

gboolean
br_universe_cells_type (BrUniverseCells *self,
                        char             character,
                        BrDmxUnit        unit,
                        gint64           now_us)
{
  gsize length = strlen (self->entry);

  if (!br_dmx_can_append (self->entry, character, unit))
    return FALSE;

  self->entry[length] = g_ascii_toupper (character);
  self->entry[length + 1] = '\0';
  self->entry_us = now_us;

  return TRUE;
}

gboolean
br_universe_cells_untype (BrUniverseCells *self)
{
  gsize length = strlen (self->entry);

  if (length == 0)
    return FALSE;

  self->entry[length - 1] = '\0';
  return TRUE;
}

void
br_universe_cells_forget (BrUniverseCells *self)
{
  self->entry[0] = '\0';
  self->stepped_us = 0;
}

gboolean
br_universe_cells_is_due (const BrUniverseCells *self,
                          BrDmxUnit              unit,
                          gint64                 now_us)
{
  return self->entry[0] != '\0' && (br_dmx_is_whole (self->entry, unit) || now_us - self->entry_us >= BR_CELL_ENTRY_US);
}

gboolean
br_universe_cells_commit (BrUniverseCells *self,
                          BrDmxUnit        unit,
                          guint8          *level)
{
  gboolean typed = br_dmx_parse (self->entry, unit, level);

  br_universe_cells_forget (self);
  return typed;
}

guint8
br_universe_cells_step (BrUniverseCells *self,
                        int              direction,
                        gint64           now_us)
{
  gboolean is_repeated = self->stepped_us != 0 && now_us - self->stepped_us < BR_CELL_STEP_US;
  int      level = is_repeated ? self->stepped : self->levels[self->focus];

  br_universe_cells_forget (self);
  self->stepped = (guint8) CLAMP (level + direction, 0, 255);
  self->stepped_us = now_us;

  return self->stepped;
}

/* --- words -------------------------------------------------------------------------------------- */

const char *
br_hold_get_word (BrHold hold)
{
  switch (hold)
    {
    case BR_HOLD_NONE:
      return NULL;
    case BR_HOLD_TEST:
      return _("held by test");
    case BR_HOLD_BLACKOUT:
      return _("held by blackout");
    case BR_HOLD_FREEZE:
      return _("held by freeze");
    }

  return NULL;
}

static char *
level_words (guint8    level,
             BrDmxUnit unit)
{
  char text[8];

  br_dmx_format (level, unit, text, sizeof text);
  switch (unit)
    {
    case BR_DMX_PERCENT:
      /* Translators: a level of light */
      return g_strdup_printf (_("%s percent"), text);
    case BR_DMX_HEX:
      /* Translators: a level in hexadecimal figures, of FF */
      return g_strdup_printf (_("hex %s"), text);
    case BR_DMX_LEVEL:
    case BR_DMX_N_UNITS:
      break;
    }

  return g_strdup_printf (_("%s of 255"), text);
}

char *
br_universe_cells_describe (const BrUniverseCells *self,
                            guint                  slot,
                            BrDmxUnit              unit)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char    *level = level_words (self->levels[slot], unit);
  const char         *hold = br_hold_get_word ((BrHold) self->holds[slot]);

  g_string_append_printf (text, _("Channel %u"), slot + 1);
  if (self->names[slot][0] != '\0')
    g_string_append_printf (text, ", %s", self->names[slot]);
  g_string_append_printf (text, ", %s", level);
  if (hold != NULL)
    g_string_append_printf (text, ", %s", hold);
  if (self->careful[slot])
    g_string_append_printf (text, ", %s", _("careful"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}
