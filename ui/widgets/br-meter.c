/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-meter.h"

#include <glib/gi18n.h>
#include <math.h>

#define MIN_WIDTH 36
#define MIN_HEIGHT 8
/* Speech is not flooded: the accessible value follows at most once a second. */
#define SPEECH_US G_USEC_PER_SEC

struct _BrMeter
{
  GtkWidget parent_instance;

  BrLevel   level;
  BrPalette palette;
  gint64    spoken_us;
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

  gtk_style_context_get_color (context, &self->text);
  self->accent = self->success = self->warning = self->error = self->text;
  gtk_style_context_lookup_color (context, "accent_bg_color", &self->accent);
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

/* An end that is out of range: two stripes and the edge, so that it does not rest on colour. */
static void
hatch (GtkSnapshot           *snapshot,
       const graphene_rect_t *area,
       gboolean               at_end,
       const GdkRGBA         *colour,
       gboolean               rtl)
{
  float unit = 2 / area->size.width;

  for (guint i = 0; i < 3; i++)
    {
      float from = (float) (2 * i) * unit;

      fill (snapshot, area, at_end ? 1 - from - unit : from, at_end ? 1 - from : from + unit, colour, rtl);
    }
}

static void
draw_bar (GtkSnapshot           *snapshot,
          const graphene_rect_t *area,
          const BrLevel         *level,
          const GdkRGBA         *colour,
          const BrPalette       *palette,
          gboolean               rtl)
{
  float unit = 2 / area->size.width;

  if (level->kind == BR_LEVEL_CENTRE)
    {
      fill (snapshot, area, MIN (level->position, 0.5f), MAX (level->position, 0.5f), colour, rtl);
      fill (snapshot, area, 0.5f - unit / 4, 0.5f + unit / 4, &palette->text, rtl);
    }
  else
    fill (snapshot, area, 0, level->position, colour, rtl);

  if (level->peak > 0)
    fill (snapshot, area, MAX (level->peak - unit, 0), level->peak, &palette->text, rtl);
  if (level->flags & (BR_LEVEL_OVER | BR_LEVEL_UNDER))
    hatch (snapshot, area, (level->flags & BR_LEVEL_OVER) != 0, &palette->warning, rtl);
}

static void
draw_steps (GtkSnapshot           *snapshot,
            const graphene_rect_t *area,
            const BrLevel         *level,
            const GdkRGBA         *colour,
            const GdkRGBA         *ground,
            gboolean               rtl)
{
  float step = 1.0f / level->n_steps;
  float here = roundf (level->position * (float) (level->n_steps - 1));

  fill (snapshot, area, 0, here * step, ground, rtl);
  fill (snapshot, area, here * step, (here + 1) * step, colour, rtl);
  fill (snapshot, area, (here + 1) * step, 1, ground, rtl);
}

/* A lamp is square; lit it is filled, dark it is a ring: shape tells, not only colour. */
static void
draw_lamp (GtkSnapshot           *snapshot,
           const graphene_rect_t *area,
           const BrLevel         *level,
           const GdkRGBA         *colour,
           const GdkRGBA         *ground,
           gboolean               rtl)
{
  float           size = MIN (area->size.height + 2, 14);
  float           x = rtl ? area->origin.x + area->size.width - size : area->origin.x;
  float           y = area->origin.y + (area->size.height - size) / 2;
  float           width = level->position >= 1 ? size / 2 : MAX (1.5f, size / 2 * level->position);
  const GdkRGBA  *ring = level->position > 0 ? colour : ground;
  GskRoundedRect  outline;
  graphene_rect_t box = GRAPHENE_RECT_INIT (x, y, size, size);

  gsk_rounded_rect_init_from_rect (&outline, &box, size / 2);
  gtk_snapshot_append_border (snapshot,
                              &outline,
                              (float[4]) { width, width, width, width },
                              (GdkRGBA[4]) { *ring, *ring, *ring, *ring });
}

void
br_meter_snapshot (GtkSnapshot           *snapshot,
                   const graphene_rect_t *area,
                   const BrLevel         *level,
                   const BrPalette       *palette,
                   gboolean               rtl)
{
  float   contrast = level->flags & BR_LEVEL_STALE ? 0.5f : 1;
  GdkRGBA ground = faded (&palette->text, 0.15f);
  GdkRGBA strong = faded (&palette->text, 0.45f * contrast);
  GdkRGBA colour = faded (&palette->accent, contrast);
  GdkRGBA lamp = faded (&palette->success, contrast);

  switch ((BrLevelKind) level->kind)
    {
    case BR_LEVEL_NONE:
      break;
    case BR_LEVEL_BAR:
    case BR_LEVEL_CENTRE:
      gtk_snapshot_append_color (snapshot, &ground, area);
      draw_bar (snapshot, area, level, &colour, palette, rtl);
      break;
    case BR_LEVEL_STEPS:
      draw_steps (snapshot, area, level, &colour, &ground, rtl);
      break;
    case BR_LEVEL_LAMP:
    case BR_LEVEL_EVENT:
      draw_lamp (snapshot, area, level, &lamp, &strong, rtl);
      break;
    }
}

/* --- widget ------------------------------------------------------------------------------------- */

static void
br_meter_speak (BrMeter *self)
{
  g_autofree char *text = g_strdup_printf (_("%d percent"), (int) lroundf (self->level.position * 100));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  (double) self->level.position,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  text,
                                  -1);
}

void
br_meter_set_level (BrMeter       *self,
                    const BrLevel *level)
{
  gint64 now_us = g_get_monotonic_time ();

  if (br_level_equal (&self->level, level, gtk_widget_get_width (GTK_WIDGET (self))))
    return;

  self->level = *level;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (now_us - self->spoken_us < SPEECH_US)
    return;

  self->spoken_us = now_us;
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
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = *minimum;
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
                     &self->palette,
                     gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
}

static void
br_meter_css_changed (GtkWidget         *widget,
                      GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (br_meter_parent_class)->css_changed (widget, change);

  br_palette_load (&BR_METER (widget)->palette, widget);
  gtk_widget_queue_draw (widget);
}

static void
br_meter_class_init (BrMeterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = br_meter_measure;
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
  br_meter_speak (self);
}

GtkWidget *
br_meter_new (void)
{
  return g_object_new (BR_TYPE_METER, NULL);
}
