/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-meter.h"

#include "widgets/br-column-layout.h"

#include <glib/gi18n.h>
#include <math.h>

#define MIN_WIDTH 36
#define MIN_HEIGHT 8
#define TEXT_GAP 6
/* A lamp or a square is a little higher than a bar, where there is room. */
#define LAMP_SIZE 14
#define POINT_SIZE 4
#define SWATCH_WIDTH 36
/* Of a bar, at an end that is left, or that may move. */
#define HATCH_WIDTH 18
#define OPEN_WIDTH 4
/* Beside a text, which is higher. */
#define BAR_HEIGHT 12
/* Of the text colour, where no style says it. */
#define QUIET_ALPHA 0.7f
/* Speech is not flooded: the value that is read out follows where the focus is, and at most so often. */
#define SPEECH_MS 1000

struct _BrMeter
{
  GtkWidget parent_instance;

  BrLevel      level;
  BrPalette    palette;
  PangoLayout *text;  /* (owned) or NULL */
  char        *shown; /* (owned) or NULL: what it says */
  gboolean     is_untold; /* it shows another value than is read out */
  guint        speech_id; /* not 0: it was told less than SPEECH_MS ago */
};

G_DEFINE_FINAL_TYPE (BrMeter, br_meter, GTK_TYPE_WIDGET)

/* --- drawing ------------------------------------------------------------------------------------ */

static GdkRGBA
faded (const GdkRGBA *colour,
       float          alpha)
{
  GdkRGBA result = *colour;

  result.alpha *= alpha;

  return result;
}

void
br_palette_load (BrPalette *self,
                 GtkWidget *widget)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA          strength = { .alpha = QUIET_ALPHA };

  gtk_style_context_get_color (context, &self->text);
  gtk_style_context_lookup_color (context, "quiet_strength", &strength);
  self->quiet = faded (&self->text, strength.alpha);
  self->accent = self->success = self->warning = self->error = self->text;
  self->on_accent = (GdkRGBA){ 1, 1, 1, 1 };
  gtk_style_context_lookup_color (context, "accent_bg_color", &self->accent);
  gtk_style_context_lookup_color (context, "accent_fg_color", &self->on_accent);
  gtk_style_context_lookup_color (context, "success_color", &self->success);
  gtk_style_context_lookup_color (context, "warning_color", &self->warning);
  gtk_style_context_lookup_color (context, "error_color", &self->error);
}

static void
fill (GtkSnapshot           *snapshot,
      const graphene_rect_t *area,
      float                  from,
      float                  to,
      const GdkRGBA         *colour,
      gboolean               rtl)
{
  float           width = area->size.width;
  float           left = roundf (width * (rtl ? 1 - to : from));
  float           right = roundf (width * (rtl ? 1 - from : to));
  graphene_rect_t part
    = GRAPHENE_RECT_INIT (area->origin.x + left, area->origin.y, right - left, area->size.height);

  if (right > left)
    gtk_snapshot_append_color (snapshot, colour, &part);
}

static cairo_t *
append_cairo (GtkSnapshot           *snapshot,
              const graphene_rect_t *area,
              const GdkRGBA         *colour)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, area);

  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, 1.5);

  return cr;
}

/* An end that is out of range: stripes and an arrow, so that it does not rest on colour. */
static void
hatch (GtkSnapshot           *snapshot,
       const graphene_rect_t *area,
       gboolean               at_right,
       const GdkRGBA         *colour,
       const GdkRGBA         *arrow)
{
  double          x = area->origin.x + (at_right ? area->size.width - HATCH_WIDTH : 0);
  double          y = area->origin.y, height = area->size.height;
  double          tip = at_right ? x + HATCH_WIDTH : x, back = at_right ? tip - 8 : tip + 8;
  graphene_rect_t end = GRAPHENE_RECT_INIT ((float) x, area->origin.y, HATCH_WIDTH, area->size.height);
  cairo_t        *cr = append_cairo (snapshot, &end, colour);

  for (int i = 0; i < 3; i++)
    {
      double start = (at_right ? x - 2 : x + 8) + i * 4;

      cairo_move_to (cr, start, y + height);
      cairo_line_to (cr, start + 4, y);
    }
  cairo_stroke (cr);
  gdk_cairo_set_source_rgba (cr, arrow);
  cairo_move_to (cr, tip, y + height / 2);
  cairo_line_to (cr, back, y);
  cairo_line_to (cr, back, y + height);
  cairo_fill (cr);
  cairo_destroy (cr);
}

/* The range may grow: a mark stands apart at either end, and what is left between is given back. */
static graphene_rect_t
draw_open_ends (GtkSnapshot           *snapshot,
                const graphene_rect_t *area,
                const GdkRGBA         *colour)
{
  float           right = area->origin.x + area->size.width - 2;
  float           y = area->origin.y + roundf (area->size.height / 4);
  float           height = area->size.height - 2 * roundf (area->size.height / 4);
  graphene_rect_t inner = GRAPHENE_RECT_INIT (
    area->origin.x + OPEN_WIDTH, area->origin.y, area->size.width - 2 * OPEN_WIDTH, area->size.height);

  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (area->origin.x, y, 2, height));
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (right, y, 2, height));

  return inner;
}

static void
draw_bar (GtkSnapshot           *snapshot,
          const graphene_rect_t *whole,
          const BrLevel         *level,
          const GdkRGBA         *colour,
          const GdkRGBA         *ground,
          const BrPalette       *palette,
          gboolean               rtl)
{
  graphene_rect_t area = *whole;
  GdkRGBA         mark = faded (&palette->text, 0.6f);
  float           unit;

  if (level->flags & BR_LEVEL_SEEN && area.size.width > 4 * OPEN_WIDTH)
    area = draw_open_ends (snapshot, whole, &mark);
  unit = 2 / area.size.width;
  gtk_snapshot_append_color (snapshot, ground, &area);
  if (level->kind == BR_LEVEL_CENTRE)
    {
      fill (snapshot, &area, MIN (level->position, 0.5f), MAX (level->position, 0.5f), colour, rtl);
      fill (snapshot, &area, 0.5f - unit / 4, 0.5f + unit / 4, &palette->text, rtl);
    }
  else
    fill (snapshot, &area, 0, level->position, colour, rtl);

  if (level->peak > 0)
    fill (snapshot, &area, MAX (level->peak - unit, 0), level->peak, &palette->text, rtl);
  if (level->flags & (BR_LEVEL_OVER | BR_LEVEL_UNDER) && area.size.width > 2 * HATCH_WIDTH)
    hatch (snapshot, &area, ((level->flags & BR_LEVEL_OVER) != 0) != rtl, &palette->text, &palette->warning);
}

/* All up to here are lit, the one that counts most. */
static void
draw_steps (GtkSnapshot           *snapshot,
            const graphene_rect_t *area,
            const BrLevel         *level,
            const GdkRGBA         *colour,
            const GdkRGBA         *ground,
            gboolean               rtl)
{
  guint           here = (guint) lroundf (level->position * (float) (level->n_steps - 1));
  double          step = (double) area->size.width / level->n_steps;
  graphene_rect_t bounds = *area;
  cairo_t        *cr = append_cairo (snapshot, &bounds, ground);

  for (guint i = 0; i < level->n_steps; i++)
    {
      double left = round (step * (rtl ? level->n_steps - 1 - i : i));
      double width = MAX (round (step * (rtl ? level->n_steps - i : i + 1)) - left - 2, 1);

      gdk_cairo_set_source_rgba (cr, i <= here ? colour : ground);
      cairo_rectangle (cr,
                       area->origin.x + left,
                       area->origin.y + (i == here ? 0 : area->size.height / 4),
                       width,
                       i == here ? area->size.height : area->size.height / 2);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
}

/* A square at the start of @area, at least as high as a lamp. */
static graphene_rect_t
square_of (const graphene_rect_t *area,
           float                  size,
           gboolean               rtl)
{
  return GRAPHENE_RECT_INIT (rtl ? area->origin.x + area->size.width - size : area->origin.x,
                             roundf (area->origin.y + (area->size.height - size) / 2),
                             size,
                             size);
}

static void
append_outline (GtkSnapshot           *snapshot,
                const graphene_rect_t *box,
                float                  radius,
                float                  width,
                const GdkRGBA         *colour)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, box, radius);
  gtk_snapshot_append_border (snapshot,
                              &outline,
                              (float[4]) { width, width, width, width },
                              (GdkRGBA[4]) { *colour, *colour, *colour, *colour });
}

/* Lit it is filled, dark it is a ring: shape tells, not only colour. Returns its width. */
static float
draw_lamp (GtkSnapshot           *snapshot,
           const graphene_rect_t *area,
           const BrLevel         *level,
           const GdkRGBA         *colour,
           const GdkRGBA         *ground,
           gboolean               rtl)
{
  float           size = MIN (area->size.height + 4, LAMP_SIZE);
  float           width = level->position >= 1 ? size / 2 : MAX (1.5f, size / 2 * level->position);
  graphene_rect_t box = square_of (area, size, rtl);

  append_outline (snapshot, &box, size / 2, width, level->position > 0 ? colour : ground);

  return size;
}

/* Not mirrored: it is a place, as on the pad it comes from. */
static void
draw_point (GtkSnapshot           *snapshot,
            const graphene_rect_t *area,
            const BrLevel         *level,
            const GdkRGBA         *colour,
            const GdkRGBA         *outline,
            gboolean               rtl)
{
  float           size = MAX (area->size.height, LAMP_SIZE);
  graphene_rect_t box = square_of (area, size, rtl);
  float           room = size - 2 - POINT_SIZE;
  graphene_rect_t point = GRAPHENE_RECT_INIT (box.origin.x + 1 + roundf (room * level->position),
                                              box.origin.y + 1 + roundf (room * (1 - level->y)),
                                              POINT_SIZE,
                                              POINT_SIZE);

  append_outline (snapshot, &box, 2, 1, outline);
  gtk_snapshot_append_color (snapshot, colour, &point);
}

static void
draw_array (GtkSnapshot           *snapshot,
            const graphene_rect_t *area,
            const BrLevel         *level,
            const GdkRGBA         *colour,
            const GdkRGBA         *ground)
{
  double   height = area->size.height;
  double   width = MIN ((double) area->size.width / MAX (level->n_steps, 1), 12);
  double   gap = width >= 3 ? 1 : 0;
  cairo_t *cr;

  gtk_snapshot_append_color (snapshot, ground, area);
  cr = append_cairo (snapshot, area, colour);
  for (guint i = 0; i < level->n_steps; i++)
    {
      double bar = MAX (round (height * level->bars[i] / 255), 1);

      cairo_rectangle (cr, area->origin.x + i * width, area->origin.y + height - bar, width - gap, bar);
    }
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
draw_colour (GtkSnapshot           *snapshot,
             const graphene_rect_t *area,
             const BrLevel         *level,
             float                  contrast,
             const GdkRGBA         *outline,
             gboolean               rtl)
{
  float           width = MIN (area->size.width, SWATCH_WIDTH);
  GdkRGBA         colour = { level->rgb[0] / 255.0f, level->rgb[1] / 255.0f, level->rgb[2] / 255.0f, contrast };
  graphene_rect_t box = *area;

  box.size.width = width;
  if (rtl)
    box.origin.x += area->size.width - width;
  gtk_snapshot_append_color (snapshot, &colour, &box);
  append_outline (snapshot, &box, 0, 1, outline);
}

static void
draw_missing (GtkSnapshot           *snapshot,
              const graphene_rect_t *area,
              const GdkRGBA         *colour)
{
  static const double dots[] = { 2, 3 };
  cairo_t            *cr = append_cairo (snapshot, area, colour);

  cairo_set_dash (cr, dots, G_N_ELEMENTS (dots), 0);
  cairo_rectangle (cr, area->origin.x + 0.75, area->origin.y + 0.75, area->size.width - 1.5, area->size.height - 1.5);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* At the start of @area, in what is left of it. Returns how wide it is. */
static float
draw_text (GtkSnapshot           *snapshot,
           const graphene_rect_t *area,
           PangoLayout           *text,
           float                  skip,
           const GdkRGBA         *colour,
           const GdkRGBA         *underline,
           gboolean               rtl)
{
  PangoRectangle logical;
  int            width, height;
  float          left;

  pango_layout_get_pixel_extents (text, NULL, &logical);
  width = MIN (logical.width, (int) (area->size.width - skip));
  height = logical.height;
  left = rtl ? area->origin.x + area->size.width - skip - (float) width : area->origin.x + skip;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot,
    &GRAPHENE_POINT_INIT (left - (float) logical.x, roundf (area->origin.y + (area->size.height - (float) height) / 2)));
  gtk_snapshot_append_layout (snapshot, text, colour);
  gtk_snapshot_restore (snapshot);
  if (underline != NULL)
    gtk_snapshot_append_color (
      snapshot,
      underline,
      &GRAPHENE_RECT_INIT (left, roundf (area->origin.y + (area->size.height + (float) height) / 2) - 1, (float) width, 2));

  return (float) width;
}

/* What is left of @area behind @used pixels of text. */
static graphene_rect_t
rest_of (const graphene_rect_t *area,
         float                  used,
         gboolean               rtl)
{
  float gap = used > 0 ? used + TEXT_GAP : 0;
  float height = used > 0 ? MIN (area->size.height, BAR_HEIGHT) : area->size.height;

  return GRAPHENE_RECT_INIT (area->origin.x + (rtl ? 0 : gap),
                             roundf (area->origin.y + (area->size.height - height) / 2),
                             MAX (area->size.width - gap, 0),
                             height);
}

void
br_meter_snapshot (GtkSnapshot           *snapshot,
                   const graphene_rect_t *area,
                   const BrLevel         *level,
                   PangoLayout           *text,
                   const BrPalette       *palette,
                   gboolean               rtl)
{
  float           contrast = level->flags & BR_LEVEL_STALE ? 0.5f : 1;
  GdkRGBA         ground = faded (&palette->text, BR_METER_GROUND_ALPHA);
  GdkRGBA         strong = faded (&palette->text, 0.6f * contrast);
  GdkRGBA         colour = faded (&palette->accent, contrast);
  GdkRGBA         lamp = faded (&palette->success, contrast);
  GdkRGBA         ink = faded (&palette->text, contrast);
  graphene_rect_t rest = *area;
  float           used = 0;

  if (level->flags & BR_LEVEL_MISSING)
    {
      draw_missing (snapshot, area, &strong);
      return;
    }

  switch ((BrLevelKind) level->kind)
    {
    case BR_LEVEL_NONE:
      break;
    case BR_LEVEL_BAR:
    case BR_LEVEL_CENTRE:
      draw_bar (snapshot, area, level, &colour, &ground, palette, rtl);
      break;
    case BR_LEVEL_STEPS:
      draw_steps (snapshot, area, level, &colour, &ground, rtl);
      break;
    case BR_LEVEL_LAMP:
    case BR_LEVEL_EVENT:
      used = draw_lamp (snapshot, area, level, &lamp, &strong, rtl) + TEXT_GAP;
      if (text != NULL)
        draw_text (snapshot, area, text, used, &ink, NULL, rtl);
      break;
    case BR_LEVEL_NOTE:
      if (text != NULL)
        used = draw_text (snapshot, area, text, 0, &ink, NULL, rtl);
      rest = rest_of (area, used, rtl);
      gtk_snapshot_append_color (snapshot, &ground, &rest);
      fill (snapshot, &rest, 0, level->position, &lamp, rtl);
      break;
    case BR_LEVEL_POINT:
      draw_point (snapshot, area, level, &colour, &strong, rtl);
      break;
    case BR_LEVEL_ARRAY:
      if (text != NULL && level->flags & BR_LEVEL_LONG)
        used = draw_text (snapshot, area, text, 0, &ink, NULL, rtl);
      rest = rest_of (area, used, rtl);
      draw_array (snapshot, &rest, level, &colour, &ground);
      break;
    case BR_LEVEL_COLOUR:
      draw_colour (snapshot, area, level, contrast, &strong, rtl);
      break;
    case BR_LEVEL_TEXT:
    case BR_LEVEL_BYTES:
      if (text != NULL)
        draw_text (snapshot, area, text, 0, &ink, level->flags & BR_LEVEL_FRESH ? &palette->accent : NULL, rtl);
      break;
    }
}

/* --- widget ------------------------------------------------------------------------------------- */

static void
br_meter_tell (BrMeter *self)
{
  g_autofree char *percent = g_strdup_printf (_("%d percent"), (int) lroundf (self->level.position * 100));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  (double) self->level.position,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  self->shown != NULL ? self->shown : percent,
                                  -1);
  self->is_untold = FALSE;
}

/* The focus is on it or on the row that it stands in. */
static gboolean
br_meter_is_focused (BrMeter *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == GTK_WIDGET (self) || gtk_widget_is_ancestor (GTK_WIDGET (self), focus));
}

static void br_meter_speak (BrMeter *self);

/* Only the one with the focus waits for this. */
static gboolean
speech_due_cb (gpointer user_data)
{
  BrMeter *self = user_data;

  self->speech_id = 0;
  br_meter_speak (self);

  return G_SOURCE_REMOVE;
}

/* What came too soon after the last is told when that is a second ago: the last value always is. */
static void
br_meter_speak (BrMeter *self)
{
  if (self->speech_id != 0 || !self->is_untold || !br_meter_is_focused (self))
    return;

  br_meter_tell (self);
  self->speech_id = g_timeout_add (SPEECH_MS, speech_due_cb, self);
  g_source_set_name_by_id (self->speech_id, "[clasp] speech of a meter");
}

void
br_meter_set_level (BrMeter       *self,
                    const BrLevel *level)
{
  if (br_level_equal (&self->level, level, gtk_widget_get_width (GTK_WIDGET (self))))
    return;

  self->level = *level;
  self->is_untold = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  br_meter_speak (self);
}

/* The layout is made here and cut to the width in size_allocate: drawing makes none. */
void
br_meter_set_text (BrMeter    *self,
                   const char *text)
{
  gboolean had_text = self->text != NULL;

  if (g_strcmp0 (self->shown, text) == 0)
    return;

  g_free (self->shown);
  self->shown = g_strdup (text);
  if (text == NULL)
    g_clear_object (&self->text);
  else if (!had_text)
    {
      self->text = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
      pango_layout_set_ellipsize (self->text, PANGO_ELLIPSIZE_END);
      pango_layout_set_single_paragraph_mode (self->text, TRUE);
    }
  if (text != NULL)
    br_layout_set_text (self->text, text, TRUE);
  if (had_text != (self->text != NULL))
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  self->is_untold = TRUE;
  br_meter_speak (self);
}

void
br_meter_set_name (BrMeter    *self,
                   const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
br_meter_measure (GtkWidget     *widget,
                  GtkOrientation orientation,
                  int            for_size,
                  int           *minimum,
                  int           *natural,
                  int           *minimum_baseline,
                  int           *natural_baseline)
{
  BrMeter *self = BR_METER (widget);
  int      height = MIN_HEIGHT;

  if (self->text != NULL)
    pango_layout_get_pixel_size (self->text, NULL, &height);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MAX (height, MIN_HEIGHT);
}

static void
br_meter_size_allocate (GtkWidget *widget,
                        int        width,
                        int        height,
                        int        baseline)
{
  BrMeter *self = BR_METER (widget);
  gboolean has_lamp = self->level.kind == BR_LEVEL_LAMP || self->level.kind == BR_LEVEL_EVENT;

  if (self->text != NULL)
    pango_layout_set_width (self->text, MAX (width - (has_lamp ? LAMP_SIZE + TEXT_GAP : 0), 1) * PANGO_SCALE);
}

static void
br_meter_snapshot_widget (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  BrMeter        *self = BR_METER (widget);
  graphene_rect_t area
    = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));

  br_meter_snapshot (snapshot,
                     &area,
                     &self->level,
                     self->text,
                     &self->palette,
                     gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
}

static void
br_meter_css_changed (GtkWidget         *widget,
                      GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (br_meter_parent_class)->css_changed (widget, change);

  br_palette_load (&BR_METER (widget)->palette, widget);
  if (BR_METER (widget)->text != NULL)
    pango_layout_context_changed (BR_METER (widget)->text);
  gtk_widget_queue_draw (widget);
}

static void
br_meter_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (br_meter_parent_class)->root (widget);

  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget", G_CALLBACK (br_meter_speak), widget, G_CONNECT_SWAPPED);
}

static void
br_meter_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), br_meter_speak, widget);

  GTK_WIDGET_CLASS (br_meter_parent_class)->unroot (widget);
}

static void
br_meter_dispose (GObject *object)
{
  g_clear_handle_id (&BR_METER (object)->speech_id, g_source_remove);
  g_clear_object (&BR_METER (object)->text);
  g_clear_pointer (&BR_METER (object)->shown, g_free);

  G_OBJECT_CLASS (br_meter_parent_class)->dispose (object);
}

static void
br_meter_class_init (BrMeterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_meter_dispose;
  widget_class->root = br_meter_root;
  widget_class->unroot = br_meter_unroot;
  widget_class->measure = br_meter_measure;
  widget_class->size_allocate = br_meter_size_allocate;
  widget_class->snapshot = br_meter_snapshot_widget;
  widget_class->css_changed = br_meter_css_changed;
  gtk_widget_class_set_css_name (widget_class, "meter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static void
br_meter_init (BrMeter *self)
{
  self->level.peak = -1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                  0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                  1.0,
                                  -1);
  br_meter_tell (self);
}

GtkWidget *
br_meter_new (void)
{
  return g_object_new (BR_TYPE_METER, NULL);
}
