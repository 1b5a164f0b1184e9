/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage/br-stage-tile.h"

#include "widgets/br-font-scale.h"
#include "widgets/br-format.h"

#include <math.h>

#define PAD 12
#define TITLE_SHARE 0.16 /* of the tile's height */
#define TITLE_MAX 34     /* pixels */
#define TITLE_MIN 16      /* at the usual text size */
#define METER_SHARE 0.14
#define METER_MIN 8
#define TEXT_MIN 14
#define MIN_WIDTH 120
#define MIN_HEIGHT 72
/* As lists show numbers. */
#define WIDEST "0.000"
/* For ears it follows slower than for eyes. */
#define SPEECH_US (2 * G_USEC_PER_SEC)

struct _BrStageTile
{
  GtkWidget parent_instance;

  char        *title; /* (owned) */
  char        *text;  /* (owned) */
  PangoLayout *title_layout, *text_layout; /* (owned), sized for what is drawn */
  gboolean     is_fitted, is_prose;
  gboolean     has_level, has_sign;
  gboolean     is_spoken; /* the text as it is now */
  int          room;      /* pixels its words could be high; 0: not known yet */
  int          size;      /* that they may be high, for what is beside; 0: any */
  BrLevel      level;
  BrSign       sign;
  BrPalette    palette;
  gint64       spoken_us;
};

G_DEFINE_FINAL_TYPE (BrStageTile, br_stage_tile, GTK_TYPE_WIDGET)

/* --- how large its words may be ------------------------------------------------------------------ */

BrStageKind
br_stage_tile_get_kind (BrStageTile *self)
{
  if (self->has_sign)
    return BR_STAGE_SIGN;

  return self->has_level && !self->is_prose ? BR_STAGE_FIGURE : BR_STAGE_ALONE;
}

static int
title_height (BrStageTile *self)
{
  double least = TITLE_MIN * br_font_scale (GTK_WIDGET (self));

  return (int) CLAMP (gtk_widget_get_height (GTK_WIDGET (self)) * TITLE_SHARE, least, MAX (least, TITLE_MAX));
}

static int
meter_height (BrStageTile *self)
{
  return self->has_level ? MAX ((int) (gtk_widget_get_height (GTK_WIDGET (self)) * METER_SHARE), METER_MIN) : 0;
}

static PangoLayout *
make_layout (BrStageTile *self,
             const char  *text,
             int          pixels,
             gboolean     is_bold)
{
  g_autofree char      *marked = br_format_figures (text);
  PangoLayout          *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), marked);
  PangoFontDescription *font
    = pango_font_description_copy (pango_context_get_font_description (gtk_widget_get_pango_context (GTK_WIDGET (self))));

  pango_font_description_set_absolute_size (font, (double) pixels * PANGO_SCALE);
  if (is_bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * PAD, 1) * PANGO_SCALE);
  pango_font_description_free (font);

  return layout;
}

static int
text_width (BrStageTile *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self)) - 2 * PAD;
}

static int
text_height (BrStageTile *self)
{
  return gtk_widget_get_height (GTK_WIDGET (self)) - 3 * PAD - title_height (self)
         - (self->has_level ? meter_height (self) + PAD : 0);
}

static PangoLayout *
make_text_layout (BrStageTile *self,
                  const char  *text,
                  int          size)
{
  PangoLayout *layout = make_layout (self, text, size, TRUE);

  if (self->is_prose)
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  else
    pango_layout_set_width (layout, -1);

  return layout;
}

/* One line is measured once, prose is tried smaller and smaller. */
static int
find_room (BrStageTile *self,
           const char  *text)
{
  int size = MAX (text_height (self), TEXT_MIN);

  for (int tries = 0; tries < 13; tries++)
    {
      g_autoptr (PangoLayout) layout = make_text_layout (self, text, size);
      int                     width, height;
      double                  share;

      pango_layout_get_pixel_size (layout, &width, &height);
      if (size <= TEXT_MIN || (width <= text_width (self) && height <= text_height (self)))
        break;
      share = MIN ((double) text_width (self) / MAX (width, 1), (double) text_height (self) / MAX (height, 1));
      size = MAX ((int) (size * (self->is_prose ? CLAMP (sqrt (share), 0.5, 0.94) : MIN (share, 0.98))), TEXT_MIN);
    }

  return size;
}

int
br_stage_tile_get_room (BrStageTile *self)
{
  if (self->room != 0)
    return self->room;

  self->room = find_room (self, self->text);
  if (br_stage_tile_get_kind (self) == BR_STAGE_FIGURE)
    self->room = MIN (self->room, find_room (self, WIDEST));
  return self->room;
}

/* --- content ------------------------------------------------------------------------------------ */

static void
br_stage_tile_speak (BrStageTile *self)
{
  gint64           now_us = g_get_monotonic_time ();
  g_autofree char *words = NULL;

  if (self->is_spoken || now_us - self->spoken_us < SPEECH_US)
    return;

  self->is_spoken = TRUE;
  self->spoken_us = now_us;
  words = g_strdup_printf ("%s, %s", self->title, self->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* What is beside it may have to follow. */
static void
br_stage_tile_refit (BrStageTile *self)
{
  int        before = self->room;
  GtkWidget *grid = gtk_widget_get_parent (GTK_WIDGET (self));

  self->is_fitted = FALSE;
  self->room = 0;
  if (grid != NULL && br_stage_tile_get_room (self) != before)
    gtk_widget_queue_allocate (grid);
}

gboolean
br_stage_tile_set_text (BrStageTile *self,
                        const char  *text)
{
  if (g_str_equal (self->text, text))
    {
      br_stage_tile_speak (self); /* it may have been too early before */
      return FALSE;
    }

  g_free (self->text);
  self->text = g_strdup (text);
  self->is_spoken = FALSE;
  br_stage_tile_refit (self);
  br_stage_tile_speak (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return TRUE;
}

gboolean
br_stage_tile_set_level (BrStageTile   *self,
                         const BrLevel *level)
{
  gboolean has_level = level->kind != BR_LEVEL_NONE && level->kind != BR_LEVEL_TEXT && level->kind != BR_LEVEL_BYTES;

  if (has_level == self->has_level && br_level_equal (&self->level, level, gtk_widget_get_width (GTK_WIDGET (self))))
    return FALSE;

  self->level = *level;
  if (has_level != self->has_level)
    {
      self->has_level = has_level;
      br_stage_tile_refit (self);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return TRUE;
}

/* Shapes, so that it does not rest on colour. */
static const char *
shape_of (BrSign sign)
{
  switch (sign)
    {
    case BR_SIGN_OFF:
      return "–";
    case BR_SIGN_IDLE:
      return "○";
    case BR_SIGN_UNHEARD:
      return "◎";
    case BR_SIGN_LIVE:
      return "●";
    case BR_SIGN_DEGRADED:
      return "◐";
    case BR_SIGN_WAITING:
    case BR_SIGN_MISSING:
      return "◌";
    case BR_SIGN_ERROR:
      break;
    }

  return "✕";
}

static const GdkRGBA *
colour_of (BrStageTile *self)
{
  if (!self->has_sign || self->sign == BR_SIGN_IDLE || self->sign == BR_SIGN_UNHEARD || self->sign == BR_SIGN_OFF)
    return &self->palette.text;
  if (self->sign == BR_SIGN_LIVE)
    return &self->palette.success;

  return self->sign == BR_SIGN_ERROR ? &self->palette.error : &self->palette.warning;
}

gboolean
br_stage_tile_set_sign (BrStageTile *self,
                        BrSign       sign)
{
  g_autofree char *text = g_strdup_printf ("%s %s", shape_of (sign), br_sign_get_word (sign));

  self->has_sign = TRUE;
  self->sign = sign;
  return br_stage_tile_set_text (self, text);
}

void
br_stage_tile_set_prose (BrStageTile *self,
                         gboolean     is_prose)
{
  self->is_prose = is_prose;
  br_stage_tile_refit (self);
}

/* --- drawing ------------------------------------------------------------------------------------ */

int
br_stage_tile_get_size (BrStageTile *self)
{
  int room = br_stage_tile_get_room (self);

  return self->size > 0 ? MIN (self->size, room) : room;
}

void
br_stage_tile_set_size (BrStageTile *self,
                        int          pixels)
{
  if (self->size == pixels)
    return;

  self->size = pixels;
  self->is_fitted = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
br_stage_tile_fit_text (BrStageTile *self)
{
  int height;

  g_clear_object (&self->text_layout);
  self->text_layout = make_text_layout (self, self->text, br_stage_tile_get_size (self));
  pango_layout_get_pixel_size (self->text_layout, NULL, &height);
  if (!self->is_prose)
    pango_layout_set_width (self->text_layout, text_width (self) * PANGO_SCALE);
  if (!self->is_prose || height > text_height (self))
    {
      pango_layout_set_height (self->text_layout, self->is_prose ? text_height (self) * PANGO_SCALE : -1);
      pango_layout_set_ellipsize (self->text_layout, PANGO_ELLIPSIZE_END);
    }
}

static void
br_stage_tile_fit (BrStageTile *self)
{
  if (self->is_fitted)
    return;

  self->is_fitted = TRUE;
  g_clear_object (&self->title_layout);
  self->title_layout = make_layout (self, self->title, (int) (title_height (self) * 0.8), FALSE);
  pango_layout_set_ellipsize (self->title_layout, PANGO_ELLIPSIZE_MIDDLE);
  br_stage_tile_fit_text (self);
}

static void
draw_layout (GtkSnapshot   *snapshot,
             PangoLayout   *layout,
             float          y,
             const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (PAD, y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
br_stage_tile_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  BrStageTile *self = BR_STAGE_TILE (widget);
  int          width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int          top = PAD + title_height (self), bottom = height - PAD - (self->has_level ? meter_height (self) + PAD : 0);
  int          drawn_height;
  GdkRGBA      dim = self->palette.text;

  br_stage_tile_fit (self);
  dim.alpha *= 0.8f;
  draw_layout (snapshot, self->title_layout, PAD, &dim);
  pango_layout_get_pixel_size (self->text_layout, NULL, &drawn_height);
  draw_layout (snapshot,
               self->text_layout,
               self->is_prose ? (float) (top + PAD / 2) : (float) (top + MAX (bottom - top - drawn_height, 0) / 2),
               colour_of (self));
  if (self->has_level)
    br_meter_snapshot (snapshot,
                       &GRAPHENE_RECT_INIT (PAD, (float) (height - PAD - meter_height (self)), (float) (width - 2 * PAD), (float) meter_height (self)),
                       &self->level,
                       NULL,
                       &self->palette,
                       gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
}

/* --- widget ------------------------------------------------------------------------------------- */

static void
br_stage_tile_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
}

static void
br_stage_tile_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  BrStageTile *self = BR_STAGE_TILE (widget);

  self->is_fitted = FALSE;
  self->room = 0;
}

static void
br_stage_tile_css_changed (GtkWidget         *widget,
                           GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (br_stage_tile_parent_class)->css_changed (widget, change);

  br_palette_load (&BR_STAGE_TILE (widget)->palette, widget);
  br_stage_tile_refit (BR_STAGE_TILE (widget));
  gtk_widget_queue_draw (widget);
}

static void
br_stage_tile_finalize (GObject *object)
{
  BrStageTile *self = BR_STAGE_TILE (object);

  g_free (self->title);
  g_free (self->text);
  g_clear_object (&self->title_layout);
  g_clear_object (&self->text_layout);

  G_OBJECT_CLASS (br_stage_tile_parent_class)->finalize (object);
}

static void
br_stage_tile_class_init (BrStageTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = br_stage_tile_finalize;
  widget_class->measure = br_stage_tile_measure;
  widget_class->size_allocate = br_stage_tile_size_allocate;
  widget_class->snapshot = br_stage_tile_snapshot;
  widget_class->css_changed = br_stage_tile_css_changed;
  gtk_widget_class_set_css_name (widget_class, "stage-tile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
br_stage_tile_init (BrStageTile *self)
{
  self->text = g_strdup ("");
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
br_stage_tile_new (const char *title)
{
  BrStageTile *self = g_object_new (BR_TYPE_STAGE_TILE, NULL);

  self->title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);

  return GTK_WIDGET (self);
}
