/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-row-private.h"

#include "widgets/br-hues.h"
#include "widgets/br-kind-badge.h"
#include "widgets/br-sight.h"

#include <math.h>
#include <string.h>

/* Drawing a row, and what of it lies under the pointer. */

#define INDENT 18
#define TIGHT_INDENT 12
/* So many characters fit anywhere, and are not measured. */
#define SHORT_VALUE 5
#define ARROW 16
#define THUMB 44
#define METER_HEIGHT 10
/* At the start of a row that was not there before. */
#define NEW_WIDTH 3
/* With a gap behind it. */
#define LAMP_WIDTH 20
#define SWATCH_WIDTH 42

static gboolean
is_rtl (BrAddressRow *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static gboolean
is_group (BrAddressRow *self)
{
  return self->item != NULL && br_address_item_get_signal (self->item) == G_MAXUINT;
}

static int
indent_of (BrAddressRow *self)
{
  int depth = self->tree_row != NULL ? (int) gtk_tree_list_row_get_depth (self->tree_row) : 0;

  return BR_COLUMN_PAD + (self->columns.shown & BR_COLUMN_PORT_START ? BR_COLUMN_PORT_WIDTH : 0) + depth * (self->columns.is_tight ? TIGHT_INDENT : INDENT);
}

/* Where there is little room, what has nothing to open begins where the name of what holds it does. */
static int
name_start_of (BrAddressRow *self)
{
  gboolean is_tight = self->columns.is_tight && br_address_item_is_endpoint (self->item);
  int      depth = self->tree_row != NULL ? (int) gtk_tree_list_row_get_depth (self->tree_row) : 0;
  int      start = indent_of (self);

  if (self->tree_row != NULL && (!is_tight || depth > 0))
    start += ARROW + BR_COLUMN_GAP / 2 - (is_tight ? TIGHT_INDENT : 0);

  return start + (br_address_item_get_kind (self->item) == BR_ITEM_CONNECTION ? ARROW + BR_COLUMN_GAP / 2 : 0);
}

/* Uncut. */
static int
width_of (BrAddressRow *self,
          TextSlot      slot)
{
  int width = 0;

  if (self->texts[slot] == NULL)
    return 0;

  pango_layout_set_width (self->layouts[slot], -1);
  pango_layout_get_pixel_size (self->layouts[slot], &width, NULL);
  return width;
}

/* Of a group, the name comes before the picture: a universe without its number is any. */
static gboolean
has_picture (BrAddressRow *self)
{
  return self->level.kind != BR_LEVEL_NONE
         && name_start_of (self) + width_of (self, TEXT_NAME) <= self->columns.name_end;
}

/* What has no meter may have a longer name. */
static int
name_end_of (BrAddressRow *self)
{
  const BrColumnSpan *value = &self->columns.places[BR_PLACE_VALUE];
  const BrColumnSpan *meter = &self->columns.places[BR_PLACE_METER];

  if (!is_group (self) || has_picture (self))
    return self->columns.name_end;
  if (self->columns.shown & BR_COLUMN_VALUE)
    return MAX (self->columns.name_end, value->start + value->width - width_of (self, TEXT_VALUE) - BR_COLUMN_GAP);

  return self->columns.shown & BR_COLUMN_METER ? meter->start + meter->width : self->columns.name_end;
}

/* Mirrors a span of the row in right-to-left. */
static float
x_for (BrAddressRow *self,
       int           start,
       int           width)
{
  return (float) (is_rtl (self) ? self->columns.width - start - width : start);
}

static void
draw_text (BrAddressRow *self,
           GtkSnapshot  *snapshot,
           TextSlot      slot,
           int           start,
           int           width,
           gboolean      at_end,
           const GdkRGBA *colour)
{
  PangoLayout   *layout = self->layouts[slot];
  PangoRectangle logical;
  float          x = x_for (self, start, width);

  if (self->texts[slot] == NULL || *self->texts[slot] == '\0' || width <= 0)
    return;

  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_get_pixel_extents (layout, NULL, &logical);
  if (at_end != is_rtl (self))
    x += (float) MAX (width - logical.width, 0);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot,
    /* In its width, a layout puts right-to-left text at the right by itself. */
    &GRAPHENE_POINT_INIT (x - (float) logical.x,
                          roundf ((float) (gtk_widget_get_height (GTK_WIDGET (self)) - logical.height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
draw_paintable (BrAddressRow  *self,
                GtkSnapshot   *snapshot,
                GdkPaintable  *paintable,
                int            start,
                const GdkRGBA *colour)
{
  float y = roundf ((float) (gtk_widget_get_height (GTK_WIDGET (self)) - ARROW) / 2);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x_for (self, start, ARROW), y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot, ARROW, ARROW, colour, 1);
  gtk_snapshot_restore (snapshot);
}

static GdkPaintable *
load_icon (BrAddressRow *self,
           const char   *name)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return GDK_PAINTABLE (gtk_icon_theme_lookup_icon (gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)),
                                                    name,
                                                    NULL,
                                                    ARROW,
                                                    gtk_widget_get_scale_factor (widget),
                                                    gtk_widget_get_direction (widget),
                                                    GTK_ICON_LOOKUP_FORCE_SYMBOLIC));
}

static void
draw_badge (BrAddressRow *self,
            GtkSnapshot  *snapshot,
            int           start)
{
  int name_width = 0;

  if (self->texts[TEXT_BADGE] == NULL)
    return;

  pango_layout_get_pixel_size (self->layouts[TEXT_NAME], &name_width, NULL);
  start += name_width + BR_COLUMN_GAP;
  if (name_end_of (self) - start < ARROW)
    return;

  if (self->kind == NULL)
    self->kind = load_icon (self, br_kind_get_icon_name (clasp_connection_get_kind (br_address_item_get_connection (self->item))));
  draw_paintable (self, snapshot, self->kind, start, br_hue_get (self->hue));
  start += ARROW + BR_COLUMN_GAP / 2;
  /* The picture says it, too: a letter and an ellipsis say nothing. */
  if (width_of (self, TEXT_BADGE) <= name_end_of (self) - start)
    draw_text (self, snapshot, TEXT_BADGE, start, name_end_of (self) - start, FALSE, &self->palette.quiet);
}

static void
draw_arrow (BrAddressRow *self,
            GtkSnapshot  *snapshot,
            int           start)
{
  gboolean open;

  /* A connection without signals has nothing to open yet. */
  if (self->tree_row == NULL || !br_address_item_is_expandable (self->item))
    return;

  open = gtk_tree_list_row_get_expanded (self->tree_row);
  if (self->arrows[open] == NULL)
    self->arrows[open] = load_icon (self, open ? "pan-down-symbolic" : "pan-end-symbolic");
  draw_paintable (self, snapshot, self->arrows[open], start, &self->palette.text);
}

static void
draw_sign (BrAddressRow *self,
           GtkSnapshot  *snapshot,
           int           start)
{
  const GdkRGBA *colour = &self->palette.text;

  if (self->sign == BR_SIGN_LIVE)
    colour = &self->palette.success;
  else if (self->sign >= BR_SIGN_DEGRADED && self->sign <= BR_SIGN_MISSING)
    colour = &self->palette.warning;
  else if (self->sign == BR_SIGN_ERROR)
    colour = &self->palette.error;
  if (self->signs[self->sign] == NULL)
    self->signs[self->sign] = load_icon (self, br_sign_get_icon_name (self->sign));
  draw_paintable (self, snapshot, self->signs[self->sign], start, colour);
}

static void
draw_port (BrAddressRow *self,
           GtkSnapshot  *snapshot,
           int           start)
{
  float           size = 9;
  float           width = self->mapped ? size / 2 : 1.5f;
  GdkRGBA         colour = self->mapped ? self->palette.accent : self->palette.text;
  graphene_rect_t box
    = GRAPHENE_RECT_INIT (x_for (self, start + (BR_COLUMN_PORT_WIDTH - (int) size) / 2, (int) size),
                          roundf (((float) gtk_widget_get_height (GTK_WIDGET (self)) - size) / 2),
                          size,
                          size);
  GskRoundedRect outline;

  if (!self->mapped)
    colour.alpha *= 0.55f;
  gsk_rounded_rect_init_from_rect (&outline, &box, size / 2);
  gtk_snapshot_append_border (snapshot,
                              &outline,
                              (float[4]) { width, width, width, width },
                              (GdkRGBA[4]) { colour, colour, colour, colour });
}

static void
draw_outline (BrAddressRow *self,
              GtkSnapshot  *snapshot,
              float         width)
{
  GskRoundedRect  outline;
  graphene_rect_t box = GRAPHENE_RECT_INIT (1,
                                            1,
                                            (float) gtk_widget_get_width (GTK_WIDGET (self)) - 2,
                                            (float) gtk_widget_get_height (GTK_WIDGET (self)) - 2);
  const GdkRGBA   colour = self->palette.accent;

  gsk_rounded_rect_init_from_rect (&outline, &box, 6);
  gtk_snapshot_append_border (snapshot,
                              &outline,
                              (float[4]) { width, width, width, width },
                              (GdkRGBA[4]) { colour, colour, colour, colour });
}

/* So much of the meter's column a picture needs; the value has the rest. */
static int
picture_width (BrAddressRow *self)
{
  int whole = self->columns.places[BR_PLACE_METER].width + BR_COLUMN_GAP;

  if (self->level.flags & BR_LEVEL_MISSING)
    return whole;
  switch ((BrLevelKind) self->level.kind)
    {
    case BR_LEVEL_TEXT:
    case BR_LEVEL_BYTES:
      return 0;
    case BR_LEVEL_LAMP:
    case BR_LEVEL_EVENT:
    case BR_LEVEL_POINT:
      return MIN (LAMP_WIDTH, whole);
    case BR_LEVEL_COLOUR:
      return MIN (SWATCH_WIDTH, whole);
    case BR_LEVEL_NONE:
    case BR_LEVEL_BAR:
    case BR_LEVEL_CENTRE:
    case BR_LEVEL_STEPS:
    case BR_LEVEL_NOTE:
    case BR_LEVEL_ARRAY:
      break;
    }

  return whole;
}

/* A number that is cut is another number: where there is little room, a long one has the meter's. */
static gboolean
is_long_value (BrAddressRow *self)
{
  return self->columns.is_tight && self->columns.shown & BR_COLUMN_VALUE && !is_group (self)
         && self->texts[TEXT_VALUE] != NULL && strlen (self->texts[TEXT_VALUE]) > SHORT_VALUE
         && width_of (self, TEXT_VALUE) > self->columns.places[BR_PLACE_VALUE].width;
}

static void
draw_meter (BrAddressRow *self,
            GtkSnapshot  *snapshot)
{
  const BrColumnSpan *span = &self->columns.places[BR_PLACE_METER];
  PangoLayout        *text = self->columns.shown & BR_COLUMN_VALUE ? NULL : self->layouts[TEXT_VALUE];
  graphene_rect_t     area
    = GRAPHENE_RECT_INIT (x_for (self, span->start, span->width),
                          roundf ((float) (gtk_widget_get_height (GTK_WIDGET (self)) - METER_HEIGHT) / 2),
                          (float) span->width,
                          METER_HEIGHT);

  if (text != NULL)
    pango_layout_set_width (text, span->width * PANGO_SCALE);
  br_meter_snapshot (snapshot, &area, &self->level, text, &self->palette, is_rtl (self));
}

/* A line below what changed a moment ago. */
static void
draw_fresh (BrAddressRow *self,
            GtkSnapshot  *snapshot,
            int           start,
            int           width)
{
  int   text_width, text_height;
  float x = x_for (self, start, width);

  pango_layout_get_pixel_size (self->layouts[TEXT_VALUE], &text_width, &text_height);
  text_width = MIN (text_width, width);
  if (!is_rtl (self))
    x += (float) (width - text_width);
  gtk_snapshot_append_color (
    snapshot,
    &self->palette.accent,
    &GRAPHENE_RECT_INIT (x,
                         roundf ((float) (gtk_widget_get_height (GTK_WIDGET (self)) + text_height) / 2) - 1,
                         (float) text_width,
                         2));
}

static void
draw_value (BrAddressRow *self,
            GtkSnapshot  *snapshot,
            gboolean      is_signal)
{
  const BrColumnSpan *meter = &self->columns.places[BR_PLACE_METER];
  const BrColumnSpan *value = &self->columns.places[BR_PLACE_VALUE];
  gboolean            is_wide = meter->width > 0 && (is_signal || !has_picture (self));
  /* The words of a connection may stand where it has no picture. */
  int start = is_wide ? meter->start + (is_signal && !is_long_value (self) ? picture_width (self) : 0) : value->start;
  int width = value->start + value->width - start;

  draw_text (self, snapshot, TEXT_VALUE, start, width, TRUE, is_signal && !self->stale ? &self->palette.text : &self->palette.quiet);
  if (self->level.flags & BR_LEVEL_FRESH && self->texts[TEXT_VALUE] != NULL)
    draw_fresh (self, snapshot, start, width);
}

static void
draw_columns (BrAddressRow *self,
              GtkSnapshot  *snapshot)
{
  static const struct
  {
    BrColumnPlace place;
    TextSlot      slot;
    gboolean      at_end;
  } texts[] = {
    { BR_PLACE_RAW, TEXT_RAW, FALSE },
    { BR_PLACE_RATE, TEXT_RATE, TRUE },         { BR_PLACE_AGE, TEXT_AGE, TRUE },
    { BR_PLACE_TYPE, TEXT_TYPE, FALSE },        { BR_PLACE_MAPPINGS, TEXT_MAPPINGS, TRUE },
    { BR_PLACE_NOTE, TEXT_NOTE, FALSE },
  };
  gboolean is_signal = self->item != NULL && !is_group (self);

  if (self->columns.places[BR_PLACE_METER].width > 0 && (is_signal ? !is_long_value (self) : has_picture (self)))
    draw_meter (self, snapshot);
  if (self->columns.shown & BR_COLUMN_VALUE)
    draw_value (self, snapshot, is_signal);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const BrColumnSpan *span = &self->columns.places[texts[i].place];

      draw_text (self, snapshot, texts[i].slot, span->start, span->width, texts[i].at_end, &self->palette.quiet);
    }
}

const char *
br_address_row_get_cut_name (BrAddressRow *self)
{
  PangoLayout *layout = self->layouts[TEXT_NAME];

  return layout != NULL && pango_layout_is_ellipsized (layout) ? pango_layout_get_text (layout) : NULL;
}

/* Behind the name, or at the end of its room. */
static void
draw_star (BrAddressRow *self,
           GtkSnapshot  *snapshot,
           int           start)
{
  int name_width = 0;

  if (!self->favourite || !(self->columns.shown & BR_COLUMN_STAR))
    return;

  if (self->star == NULL)
    self->star = load_icon (self, "starred-symbolic");
  pango_layout_get_pixel_size (self->layouts[TEXT_NAME], &name_width, NULL);
  draw_paintable (self, snapshot, self->star, MIN (start + name_width + BR_COLUMN_GAP, name_end_of (self) - ARROW), &self->palette.accent);
}

static gboolean
has_port (BrAddressRow *self)
{
  return self->item != NULL && br_address_item_is_endpoint (self->item);
}

void
br_address_row_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  BrAddressRow *self = BR_ADDRESS_ROW (widget);
  int           start;

  self->is_drawn = self->item != NULL && br_is_in_sight (widget);
  if (!self->is_drawn)
    return;

  /* Nobody saw it since it is of this address. */
  if (self->text_us == 0 && self->slow_us == 0)
    br_address_row_look (self, g_get_monotonic_time (), FALSE);
  if (self->is_new)
    gtk_snapshot_append_color (snapshot,
                               &self->palette.accent,
                               &GRAPHENE_RECT_INIT (x_for (self, 0, NEW_WIDTH), 0, NEW_WIDTH, (float) gtk_widget_get_height (widget)));
  draw_arrow (self, snapshot, indent_of (self));
  start = name_start_of (self);
  if (br_address_item_get_kind (self->item) == BR_ITEM_CONNECTION)
    draw_sign (self, snapshot, start - ARROW - BR_COLUMN_GAP / 2);
  draw_text (self,
             snapshot,
             TEXT_NAME,
             start,
             name_end_of (self) - start - (self->favourite && self->columns.shown & BR_COLUMN_STAR ? ARROW + BR_COLUMN_GAP : 0),
             FALSE,
             self->stale ? &self->palette.quiet : &self->palette.text);
  draw_star (self, snapshot, start);
  draw_badge (self, snapshot, start);
  draw_columns (self, snapshot);
  if (has_port (self) && self->columns.shown & BR_COLUMN_PORT_END)
    draw_port (self, snapshot, self->columns.width - BR_COLUMN_PORT_WIDTH);
  if (has_port (self) && self->columns.shown & BR_COLUMN_PORT_START)
    draw_port (self, snapshot, 0);
  if (self->drop_target || self->outlined)
    draw_outline (self, snapshot, self->drop_target ? 2 : 1);
}

gboolean
br_address_row_hits_arrow (BrAddressRow *self,
                           double        x)
{
  int start = indent_of (self);

  if (self->tree_row == NULL || !gtk_tree_list_row_is_expandable (self->tree_row))
    return FALSE;
  if (is_rtl (self))
    x = self->columns.width - x;

  return x >= start - BR_COLUMN_GAP && x < start + ARROW + BR_COLUMN_GAP / 2;
}

gboolean
br_address_row_has_port (BrAddressRow *self)
{
  return has_port (self);
}

/* A row that is high enough for a thumb has a port that is wide enough. */
gboolean
br_address_row_hits_port (BrAddressRow *self,
                          double        x)
{
  int width = gtk_widget_get_height (GTK_WIDGET (self)) >= THUMB ? THUMB : BR_COLUMN_PORT_WIDTH;

  if (!has_port (self) || br_address_row_hits_arrow (self, x))
    return FALSE;
  if (is_rtl (self))
    x = self->columns.width - x;

  return (self->columns.shown & BR_COLUMN_PORT_END && x >= self->columns.width - width)
         || (self->columns.shown & BR_COLUMN_PORT_START && x < width);
}
