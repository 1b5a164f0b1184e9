/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-wire-layer.h"

#include "widgets/br-column-layout.h"
#include "widgets/br-hues.h"
#include "widgets/br-meter.h"

#include <math.h>

#define MARGIN 8
#define END_RADIUS 3.5
#define CROSS 5
#define LABEL_PAD 6
/* Half of what is between the two lines of a two-way wire. */
#define GAP 2.0

struct _BrWireLayer
{
  GtkWidget parent_instance;

  GArray   *wires; /* (owned) of BrWire */
  BrPalette palette;
  gboolean  dragging;
  BrWire    drag;
  PangoLayout *label; /* (owned) or NULL */
  GHashTable  *numbers; /* (owned) guint → PangoLayout: made before they are drawn */
};

static guint resized_signal;

G_DEFINE_FINAL_TYPE (BrWireLayer, br_wire_layer, GTK_TYPE_WIDGET)

void
br_wires_merge_stubs (BrWire *wires,
                      guint   n_wires)
{
  for (guint i = 0; i < n_wires; i++)
    {
      wires[i].n_merged = 0;
      if (!(wires[i].flags & (BR_WIRE_STUB | BR_WIRE_PARENT)))
        continue;
      for (guint j = 0; j < n_wires; j++)
        if ((wires[j].flags & (BR_WIRE_STUB | BR_WIRE_PARENT)) && wires[j].x0 == wires[i].x0 && wires[j].y0 == wires[i].y0)
          {
            /* The first of them has the number. */
            if (j < i)
              {
                wires[i].n_merged = 0;
                break;
              }
            wires[i].n_merged++;
          }
      if (wires[i].n_merged == 1)
        wires[i].n_merged = 0;
    }
}

static void
br_wire_layer_make_numbers (BrWireLayer *self)
{
  for (guint i = 0; i < self->wires->len; i++)
    {
      guint            n = g_array_index (self->wires, BrWire, i).n_merged;
      g_autofree char *text = NULL;

      if (n == 0 || g_hash_table_contains (self->numbers, GUINT_TO_POINTER (n)))
        continue;
      text = g_strdup_printf ("%u", n);
      g_hash_table_insert (self->numbers,
                           GUINT_TO_POINTER (n),
                           gtk_widget_create_pango_layout (GTK_WIDGET (self), text));
    }
}

void
br_wire_layer_set_wires (BrWireLayer  *self,
                         const BrWire *wires,
                         guint         n_wires)
{
  n_wires = MIN (n_wires, BR_MAX_WIRES);
  if (n_wires == self->wires->len
      && (n_wires == 0 || memcmp (self->wires->data, wires, n_wires * sizeof (BrWire)) == 0))
    return;

  g_array_set_size (self->wires, 0);
  g_array_append_vals (self->wires, wires, n_wires);
  br_wire_layer_make_numbers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
br_wire_layer_get_n (BrWireLayer *self)
{
  return self->wires->len;
}

const BrWire *
br_wire_layer_get_wires (BrWireLayer *self)
{
  return (const BrWire *) (gconstpointer) self->wires->data;
}

void
br_wire_layer_set_drag (BrWireLayer *self,
                        double       x0,
                        double       y0,
                        double       x1,
                        double       y1,
                        const char  *label)
{
  self->dragging = TRUE;
  self->drag = (BrWire) { (float) x0, (float) y0, (float) x1, (float) y1, BR_WIRE_BRIGHT, 0 };
  g_clear_object (&self->label);
  if (label != NULL)
    {
      self->label = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
      br_layout_set_text (self->label, label, TRUE);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
br_wire_layer_end_drag (BrWireLayer *self)
{
  if (!self->dragging)
    return;

  self->dragging = FALSE;
  g_clear_object (&self->label);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- drawing ------------------------------------------------------------------------------------ */

static GdkRGBA
colour_of (BrWireLayer  *self,
           const BrWire *wire)
{
  GdkRGBA colour = wire->hue > 0 && wire->hue < BR_N_HUES ? *br_hue_get (wire->hue) : self->palette.accent;

  if (wire->flags & BR_WIRE_FADED)
    colour.alpha = 0.25f;
  else if (!(wire->flags & BR_WIRE_BRIGHT))
    colour.alpha = 0.65f;

  return colour;
}

static void
draw_dot (cairo_t *cr,
          double   x,
          double   y)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, END_RADIUS, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
draw_cross (cairo_t *cr,
            double   x,
            double   y)
{
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, x - CROSS, y - CROSS);
  cairo_line_to (cr, x + CROSS, y + CROSS);
  cairo_move_to (cr, x - CROSS, y + CROSS);
  cairo_line_to (cr, x + CROSS, y - CROSS);
  cairo_stroke (cr);
}

static void
draw_wire (BrWireLayer  *self,
           cairo_t      *cr,
           const BrWire *wire)
{
  static const double dash[] = { 5, 4 };
  GdkRGBA             colour = colour_of (self, wire);
  double              x0 = wire->x0, y0 = wire->y0, x1 = wire->x1, y1 = wire->y1;
  double              bend;

  if (wire->flags & BR_WIRE_BROKEN)
    {
      x0 = (x0 + x1) / 2;
      y0 = y1;
    }
  bend = (x1 - x0) / 2;
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, wire->flags & BR_WIRE_DOUBLE ? 1.5 : wire->flags & BR_WIRE_BRIGHT ? 3 : 2);
  cairo_set_dash (cr, dash, wire->flags & BR_WIRE_DASHED ? 2 : 0, 0);
  for (int side = wire->flags & BR_WIRE_DOUBLE ? -1 : 0; side <= (wire->flags & BR_WIRE_DOUBLE ? 1 : 0); side += 2)
    {
      cairo_move_to (cr, x0, y0 + side * GAP);
      cairo_curve_to (cr, x0 + bend, y0 + side * GAP, x1 - bend, y1 + side * GAP, x1, y1 + side * GAP);
    }
  cairo_stroke (cr);
  draw_dot (cr, x1, y1);
  if (wire->flags & BR_WIRE_BROKEN)
    draw_cross (cr, x0, y0);
  else if (!(wire->flags & (BR_WIRE_STUB | BR_WIRE_PORT)))
    draw_dot (cr, x0, y0);
}

static graphene_rect_t
bounds_of (const BrWire *wire)
{
  graphene_rect_t bounds;

  graphene_rect_init (&bounds,
                      MIN (wire->x0, wire->x1) - MARGIN,
                      MIN (wire->y0, wire->y1) - MARGIN,
                      fabsf (wire->x1 - wire->x0) + 2 * MARGIN,
                      fabsf (wire->y1 - wire->y0) + 2 * MARGIN);

  return bounds;
}

/* One surface for each gutter between two lists, not one as large as the page. */
static void
draw_gutter (BrWireLayer *self,
             GtkSnapshot *snapshot,
             float        x0)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  gboolean        any = FALSE;
  cairo_t        *cr;

  for (guint i = 0; i < self->wires->len; i++)
    {
      const BrWire   *wire = &g_array_index (self->wires, BrWire, i);
      graphene_rect_t own = bounds_of (wire);

      if (wire->x0 != x0)
        continue;
      if (any)
        graphene_rect_union (&bounds, &own, &bounds);
      else
        bounds = own;
      any = TRUE;
    }
  if (!any)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  for (guint i = 0; i < self->wires->len; i++)
    if (g_array_index (self->wires, BrWire, i).x0 == x0)
      draw_wire (self, cr, &g_array_index (self->wires, BrWire, i));
  cairo_destroy (cr);
}

static void
draw_label (BrWireLayer *self,
            GtkSnapshot *snapshot)
{
  int             width, height;
  graphene_rect_t box;
  GskRoundedRect  outline;
  GdkRGBA         ground = self->palette.accent;

  pango_layout_get_pixel_size (self->label, &width, &height);
  graphene_rect_init (&box,
                      CLAMP ((self->drag.x0 + self->drag.x1) / 2 - (float) width / 2 - LABEL_PAD,
                             0,
                             MAX ((float) (gtk_widget_get_width (GTK_WIDGET (self)) - width - 2 * LABEL_PAD), 0)),
                      (self->drag.y0 + self->drag.y1) / 2 - (float) height / 2 - 2,
                      (float) width + 2 * LABEL_PAD,
                      (float) height + 4);
  gsk_rounded_rect_init_from_rect (&outline, &box, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &ground, &box);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (box.origin.x + LABEL_PAD, box.origin.y + 2));
  gtk_snapshot_append_layout (snapshot, self->label, &self->palette.on_accent);
  gtk_snapshot_restore (snapshot);
}

static void
draw_number (BrWireLayer  *self,
             GtkSnapshot  *snapshot,
             const BrWire *wire)
{
  PangoLayout    *layout = g_hash_table_lookup (self->numbers, GUINT_TO_POINTER ((guint) wire->n_merged));
  int             width, height;
  graphene_rect_t box;
  GskRoundedRect  outline;
  float           x;

  pango_layout_get_pixel_size (layout, &width, &height);
  /* In the gutter, beside the list. */
  x = wire->x1 > wire->x0 ? wire->x0 + 2 : wire->x0 - 2 - (float) width - LABEL_PAD;
  graphene_rect_init (&box,
                      x,
                      CLAMP (wire->y0 - (float) height / 2, 0, (float) gtk_widget_get_height (GTK_WIDGET (self)) - (float) height),
                      (float) width + LABEL_PAD,
                      (float) height);
  gsk_rounded_rect_init_from_rect (&outline, &box, (float) height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &self->palette.accent, &box);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (box.origin.x + (float) LABEL_PAD / 2, box.origin.y));
  gtk_snapshot_append_layout (snapshot, layout, &self->palette.on_accent);
  gtk_snapshot_restore (snapshot);
}

static void
br_wire_layer_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  BrWireLayer *self = BR_WIRE_LAYER (widget);
  float        done[4];
  guint        n_done = 0;

  for (guint i = 0; i < self->wires->len; i++)
    {
      float    x0 = g_array_index (self->wires, BrWire, i).x0;
      gboolean is_done = FALSE;

      for (guint j = 0; j < n_done; j++)
        is_done |= done[j] == x0;
      if (is_done || n_done == G_N_ELEMENTS (done))
        continue;
      done[n_done++] = x0;
      draw_gutter (self, snapshot, x0);
    }

  for (guint i = 0; i < self->wires->len; i++)
    if (g_array_index (self->wires, BrWire, i).n_merged > 0)
      draw_number (self, snapshot, &g_array_index (self->wires, BrWire, i));

  if (self->dragging)
    {
      graphene_rect_t bounds = bounds_of (&self->drag);
      cairo_t        *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

      draw_wire (self, cr, &self->drag);
      cairo_destroy (cr);
      if (self->label != NULL)
        draw_label (self, snapshot);
    }
}

static void
br_wire_layer_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  g_signal_emit (widget, resized_signal, 0);
}

static void
br_wire_layer_css_changed (GtkWidget         *widget,
                           GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (br_wire_layer_parent_class)->css_changed (widget, change);

  br_palette_load (&BR_WIRE_LAYER (widget)->palette, widget);
  g_hash_table_remove_all (BR_WIRE_LAYER (widget)->numbers);
  br_wire_layer_make_numbers (BR_WIRE_LAYER (widget));
  gtk_widget_queue_draw (widget);
}

static void
br_wire_layer_finalize (GObject *object)
{
  BrWireLayer *self = BR_WIRE_LAYER (object);

  g_array_unref (self->wires);
  g_hash_table_unref (self->numbers);
  g_clear_object (&self->label);

  G_OBJECT_CLASS (br_wire_layer_parent_class)->finalize (object);
}

static void
br_wire_layer_class_init (BrWireLayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = br_wire_layer_finalize;
  widget_class->snapshot = br_wire_layer_snapshot;
  widget_class->size_allocate = br_wire_layer_size_allocate;
  widget_class->css_changed = br_wire_layer_css_changed;
  resized_signal = g_signal_new ("resized", BR_TYPE_WIRE_LAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "wires");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
br_wire_layer_init (BrWireLayer *self)
{
  self->wires = g_array_new (FALSE, FALSE, sizeof (BrWire));
  self->numbers = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}
