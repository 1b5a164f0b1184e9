/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-universe-grid-private.h"

#include "widgets/br-hues.h"

#include <math.h>
#include <string.h>

/* Design notes: each cell is a render node of its own, kept until the cell looks otherwise, so that a
 * universe that stands still costs nothing, and one that moves costs the cells that moved. */

#define NUMBER_SCALE 0.62
#define VALUE_SCALE 0.86
#define LOCK 7
#define LOCK_GAP 2 /* to the right */

static GdkRGBA
hue_of (BrUniverseGrid *self,
        guint           hue)
{
  return hue >= 1 ? *br_hue_get (1 + (hue - 1) % BR_CELL_HUES) : self->palette.accent;
}

static GdkRGBA
faded (GdkRGBA colour,
       float   alpha)
{
  colour.alpha *= alpha;

  return colour;
}

/* In the middle of the cell, or as far to the left as it takes to be over before @end. */
static void
draw_text (BrUniverseGrid *self,
           GtkSnapshot    *snapshot,
           const char     *text,
           double          scale,
           double          y_share,
           int             end,
           const GdkRGBA  *colour)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int                       width, height;
  float                     x, y;

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (self->layout, attributes);
  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &width, &height);
  x = MAX (MIN (floorf ((float) (self->cell_width - width) / 2), (float) (end - width)), 0);
  y = roundf ((float) (self->cell_height * y_share - height / 2.0));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, self->layout, colour);
  gtk_snapshot_restore (snapshot);
}

/* A padlock in the corner: shackle and body. */
static void
draw_lock (BrUniverseGrid *self,
           GtkSnapshot    *snapshot)
{
  const GdkRGBA        *colour = &self->palette.text;
  float                 x = (float) self->cell_width - LOCK - LOCK_GAP;
  const graphene_rect_t shackle = GRAPHENE_RECT_INIT (x + 1, 2, LOCK - 2, LOCK);
  const graphene_rect_t body = GRAPHENE_RECT_INIT (x, 2 + LOCK / 2.0f, LOCK, LOCK - 2);
  GskRoundedRect        outline;

  gsk_rounded_rect_init_from_rect (&outline, &shackle, (LOCK - 2) / 2.0f);
  gtk_snapshot_append_border (snapshot,
                              &outline,
                              (const float[4]) { 1.2f, 1.2f, 1.2f, 1.2f },
                              (const GdkRGBA[4]) { *colour, *colour, *colour, *colour });
  gtk_snapshot_append_color (snapshot, colour, &body);
}

static void
draw_frame (BrUniverseGrid *self,
            GtkSnapshot    *snapshot,
            const GdkRGBA  *colour,
            float           thickness)
{
  const graphene_rect_t area
    = GRAPHENE_RECT_INIT (0, 0, (float) self->cell_width - 1, (float) self->cell_height - 1);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &area, 0);
  gtk_snapshot_append_border (snapshot,
                              &outline,
                              (const float[4]) { thickness, thickness, thickness, thickness },
                              (const GdkRGBA[4]) { *colour, *colour, *colour, *colour });
}

static void
draw_level (BrUniverseGrid   *self,
            GtkSnapshot      *snapshot,
            const BrCellFace *face)
{
  float                 height = (float) self->cell_height - 1;
  float                 filled = roundf (height * face->level / 255.0f);
  const GdkRGBA         ground = faded (self->palette.text, face->is_outside ? 0.03f : 0.07f);
  const GdkRGBA         fill = faded (hue_of (self, face->hue), 0.45f);
  const graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, (float) self->cell_width - 1, height);
  const graphene_rect_t level = GRAPHENE_RECT_INIT (0, height - filled, (float) self->cell_width - 1, filled);

  gtk_snapshot_append_color (snapshot, &ground, &area);
  if (filled > 0)
    gtk_snapshot_append_color (snapshot, &fill, &level);
}

static void
draw_texts (BrUniverseGrid   *self,
            GtkSnapshot      *snapshot,
            const BrCellFace *face,
            guint             slot)
{
  const GdkRGBA *quiet = &self->palette.quiet;
  char           number[8], value[8];
  int            end = self->cell_width, number_end = face->hold != BR_HOLD_NONE ? end - LOCK - LOCK_GAP - 1 : end;

  g_snprintf (number, sizeof number, face->is_careful ? "%u!" : "%u", slot + 1);
  br_dmx_format (face->level, self->unit, value, sizeof value);
  draw_text (self, snapshot, number, NUMBER_SCALE, 0.27, number_end, face->is_careful ? &self->palette.warning : quiet);
  if (face->is_typed)
    {
      g_snprintf (value, sizeof value, "%s_", face->entry);
      draw_text (self, snapshot, value, VALUE_SCALE, 0.7, end, &self->palette.text);
    }
  else if (!face->is_outside)
    draw_text (self, snapshot, value, VALUE_SCALE, 0.7, end, face->level == 0 ? quiet : &self->palette.text);
}

static void
draw_signs (BrUniverseGrid   *self,
            GtkSnapshot      *snapshot,
            const BrCellFace *face)
{
  const graphene_rect_t named = GRAPHENE_RECT_INIT (3, (float) self->cell_height - 4, (float) self->cell_width - 7, 1);
  const graphene_rect_t marked = GRAPHENE_RECT_INIT (0, 0, 6, 6);

  if (face->is_named)
    gtk_snapshot_append_color (snapshot, &self->palette.text, &named);
  if (face->is_marked)
    gtk_snapshot_append_color (snapshot, &self->palette.warning, &marked);
  if (face->hold != BR_HOLD_NONE)
    draw_lock (self, snapshot);
  if (face->is_outlined)
    draw_frame (self, snapshot, &self->palette.accent, 1.5f);
}

static GskRenderNode *
draw_cell (BrUniverseGrid   *self,
           const BrCellFace *face,
           guint             slot)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  draw_level (self, snapshot, face);
  draw_texts (self, snapshot, face, slot);
  draw_signs (self, snapshot, face);

  return gtk_snapshot_free_to_node (snapshot);
}

static BrCellFace
face_of (BrUniverseGrid *self,
         guint           slot,
         gint64          now_us)
{
  const BrUniverseCells *cells = &self->cells;
  BrCellFace             face;

  memset (&face, 0, sizeof face);
  face.level = cells->levels[slot];
  face.hue = cells->hues[slot];
  face.hold = cells->holds[slot];
  face.is_outlined = br_universe_cells_is_outlined (cells, slot, now_us);
  face.is_marked = cells->n_changes[slot] > 0;
  face.is_careful = cells->careful[slot] != 0;
  face.is_outside = slot >= cells->n_slots;
  face.is_named = cells->names[slot][0] != '\0';
  if (slot == cells->focus && cells->entry[0] != '\0')
    {
      face.is_typed = TRUE;
      g_strlcpy (face.entry, cells->entry, sizeof face.entry);
    }

  return face;
}

gboolean
br_universe_grid_compare (BrUniverseGrid *self,
                          gint64          now_us)
{
  gboolean changed = FALSE;

  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    {
      BrCellFace face = face_of (self, slot, now_us);

      if (memcmp (&face, &self->faces[slot], sizeof face) == 0)
        continue;
      self->faces[slot] = face;
      g_clear_pointer (&self->nodes[slot], gsk_render_node_unref);
      changed = TRUE;
    }

  return changed;
}

void
br_universe_grid_drop_nodes (BrUniverseGrid *self)
{
  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    g_clear_pointer (&self->nodes[slot], gsk_render_node_unref);
}

/* Columns run from the start of the line, also where that is at the right. */
static float
x_of (BrUniverseGrid *self,
      guint           column)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    column = self->cells.n_columns - 1 - column;

  return (float) ((int) column * self->cell_width);
}

void
br_universe_grid_draw (BrUniverseGrid *self,
                       GtkSnapshot    *snapshot)
{
  if (self->layout == NULL)
    self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);

  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    {
      guint column = slot % self->cells.n_columns;
      guint row = slot / self->cells.n_columns;

      if (self->nodes[slot] == NULL)
        self->nodes[slot] = draw_cell (self, &self->faces[slot], slot);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x_of (self, column), (float) ((int) row * self->cell_height)));
      gtk_snapshot_append_node (snapshot, self->nodes[slot]);
      gtk_snapshot_restore (snapshot);
    }
}
