/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-row.h"

#include "monitor/br-monitor-states.h"
#include "monitor/br-monitor-text.h"
#include "widgets/br-address-row.h"
#include "widgets/br-arrow.h"
#include "widgets/br-column-layout.h"
#include "widgets/br-font-scale.h"
#include "widgets/br-format.h"
#include "widgets/br-hues.h"
#include "widgets/br-kind-badge.h"
#include "widgets/br-sight.h"

#include <glib/gi18n.h>
#include <math.h>

#define GAP 9
#define PAD 9
#define METER_HEIGHT 8
#define ICON 16
#define MIN_ADDRESS 120
/* From here on columns are wider. */
#define ROOMY 700

typedef enum
{
  TEXT_TIME,
  TEXT_ARROW,
  TEXT_KIND,
  TEXT_WHO,
  TEXT_ADDRESS,
  TEXT_VALUE,
  TEXT_MAPPINGS,
  N_TEXTS,
} TextSlot;

typedef struct
{
  int start, width; /* width 0: no room */
} Column;

struct _BrMonitorRow
{
  GtkWidget parent_instance;

  BrMonitorModel *model;            /* (owned) */
  BrMonitorItem  *item;             /* (owned) or NULL */
  PangoLayout    *layouts[N_TEXTS]; /* (owned), made when first drawn */
  Column          columns[N_TEXTS];
  Column          meter;
  Column          icon;  /* of the protocol */
  int             hue;   /* of that too; -1 = of none */
  GdkPaintable   *icons[BR_N_HUES]; /* (owned), made when first drawn */
  Column          spark; /* of an address: how often it came */
  BrLevel         level;
  BrPalette       palette;
  gboolean        is_in, is_prepared, is_faded, is_flat;
  gboolean        is_drawn; /* FALSE: it was out of sight */
  guint16         sample; /* newest of the rate's history, as drawn */
  guint64         count; /* of the address, as drawn */
  double          rate;
};

G_DEFINE_FINAL_TYPE (BrMonitorRow, br_monitor_row, GTK_TYPE_WIDGET)

static gboolean
br_monitor_row_is_state (BrMonitorRow *self)
{
  return self->item != NULL && br_monitor_item_get_state (self->item) != NULL;
}

/* --- content ------------------------------------------------------------------------------------ */

static void
br_monitor_row_set_level (BrMonitorRow             *self,
                          const ClaspMonitorRecord *record)
{
  ClaspRange range = { 0, 1, FALSE };
  gboolean   known = br_monitor_context_find_range (br_monitor_model_get_context (self->model), record->address, &range);
  double     position = (record->number_value - range.minimum) / (range.maximum - range.minimum);

  self->level = (BrLevel) { .kind = BR_LEVEL_NONE, .peak = -1 };
  if (record->value_type == CLASP_VALUE_BOOL)
    {
      self->level.kind = BR_LEVEL_LAMP;
      self->level.position = record->number_value > 0.5 ? 1 : 0;
    }
  else if (record->value_type != CLASP_VALUE_STRING && (known || position == CLAMP (position, 0, 1)) && !isnan (position)
           && (range.integer || position == CLAMP (position, 0, 1)))
    br_level_set (&self->level, position);
}

static void
br_monitor_row_set_text (BrMonitorRow *self,
                         TextSlot      slot,
                         const char   *text)
{
  if (self->layouts[slot] == NULL)
    {
      self->layouts[slot] = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
      pango_layout_set_ellipsize (self->layouts[slot],
                                  slot == TEXT_ADDRESS ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END);
      pango_layout_set_single_paragraph_mode (self->layouts[slot], TRUE);
    }
  br_layout_set_text (self->layouts[slot], text, slot == TEXT_VALUE);
}

static void
br_monitor_row_speak (BrMonitorRow             *self,
                      const ClaspMonitorRecord *record)
{
  GtkWidget       *list_item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *text = g_strdup_printf ("%s, %s, %s, %s, %s",
                                           record->address,
                                           pango_layout_get_text (self->layouts[TEXT_VALUE]),
                                           self->is_in ? C_ ("direction", "in") : C_ ("direction", "out"),
                                           pango_layout_get_text (self->layouts[TEXT_WHO]),
                                           pango_layout_get_text (self->layouts[TEXT_TIME]));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  /* The focus is on the list's own widget around us. */
  if (list_item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static char *
first_text (BrMonitorRow             *self,
            const ClaspMonitorRecord *record)
{
  BrMonitorState  *state = br_monitor_item_get_state (self->item);
  g_autofree char *rate = NULL;
  g_autofree char *count = NULL;

  if (state == NULL)
    return br_monitor_time_text (record);

  self->count = state->count;
  self->rate = state->rate;
  rate = br_format_rate (state->rate);
  count = br_format_count (state->count);

  return g_strdup_printf ("×%s  %s", count, rate);
}

static GdkPaintable *
br_monitor_row_load_icon (BrMonitorRow *self,
                          const char   *name)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return GDK_PAINTABLE (gtk_icon_theme_lookup_icon (gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)),
                                                    name,
                                                    NULL,
                                                    ICON,
                                                    gtk_widget_get_scale_factor (widget),
                                                    gtk_widget_get_direction (widget),
                                                    GTK_ICON_LOOKUP_FORCE_SYMBOLIC));
}

static void
br_monitor_row_set_facts (BrMonitorRow             *self,
                          const ClaspMonitorRecord *record,
                          const char               *who)
{
  BrMonitorContext *context = br_monitor_model_get_context (self->model);
  guint             n = br_monitor_context_count_mappings (context, record->address);
  g_autofree char  *effect = br_monitor_effect_text (record, n);
  BrMonitorFacts    facts;

  br_monitor_context_tell (context, record, who, &facts);
  self->is_in = !facts.is_out;
  self->hue = facts.kind != NULL ? (int) br_hue_for_kind (facts.kind) : -1;
  if (self->hue >= 0 && self->icons[self->hue] == NULL)
    self->icons[self->hue] = br_monitor_row_load_icon (self, br_kind_get_icon_name (facts.kind));
  br_monitor_row_set_text (self, TEXT_KIND, facts.kind != NULL ? br_kind_name (facts.kind) : "");
  br_monitor_row_set_text (self, TEXT_MAPPINGS, effect);
}

static gboolean
br_monitor_row_prepare (BrMonitorRow *self)
{
  const ClaspMonitorRecord *record;
  const char               *who;
  g_autofree char          *time = NULL;
  g_autofree char          *value = NULL;

  if (self->is_prepared)
    return TRUE;
  if (self->item == NULL)
    return FALSE;
  record = br_monitor_model_get_item_record (self->model, self->item);
  if (record == NULL)
    return FALSE;

  who = br_monitor_model_get_name (self->model, record->origin);
  time = first_text (self, record);
  value = br_monitor_value_text (record);
  br_monitor_row_set_facts (self, record, who);
  br_monitor_row_set_text (self, TEXT_TIME, time);
  br_monitor_row_set_text (self, TEXT_ARROW, br_arrow (GTK_WIDGET (self), self->is_in));
  br_monitor_row_set_text (self, TEXT_WHO, who != NULL ? who : "–");
  br_monitor_row_set_text (self, TEXT_ADDRESS, record->address);
  br_monitor_row_set_text (self, TEXT_VALUE, value);
  br_monitor_row_set_level (self, record);
  br_monitor_row_speak (self, record);
  self->is_prepared = TRUE;

  return TRUE;
}

void
br_monitor_row_bind (BrMonitorRow  *self,
                     BrMonitorItem *item)
{
  gboolean was_state = br_monitor_row_is_state (self);

  g_set_object (&self->item, item);
  self->is_prepared = self->is_drawn = FALSE;
  /* There is a column more or less. */
  if (item != NULL && was_state != br_monitor_row_is_state (self))
    gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
br_monitor_row_may_be_seen (BrMonitorRow *self,
                            double         moved)
{
  if (!self->is_drawn && br_may_be_in_sight (GTK_WIDGET (self), moved))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
br_monitor_row_leave (BrMonitorRow *self)
{
  if (self->is_drawn && !br_is_in_sight (GTK_WIDGET (self)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
br_monitor_row_is_drawn (BrMonitorRow *self)
{
  return self->is_drawn;
}

void
br_monitor_row_refresh (BrMonitorRow    *self,
                        BrMonitorStates *states,
                        gint64           now_us)
{
  BrMonitorState *state = self->item != NULL ? br_monitor_item_get_state (self->item) : NULL;
  gboolean        is_faded = state != NULL && br_monitor_states_is_faded (states, state, now_us);
  gboolean        is_flat = state == NULL || br_spark_history_is_flat (&state->history);
  gboolean        is_moving = state != NULL && state->history.next != self->sample && !(is_flat && self->is_flat);

  if (state == NULL || (state->count == self->count && state->rate == self->rate && is_faded == self->is_faded && !is_moving))
    return;

  self->is_flat = is_flat;
  self->sample = state->history.next;

  self->is_faded = is_faded;
  self->is_prepared = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- drawing ------------------------------------------------------------------------------------ */

static float
x_for (BrMonitorRow *self,
       int           start,
       int           width)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    start = gtk_widget_get_width (GTK_WIDGET (self)) - start - width;

  return (float) start;
}

static void
draw_text (BrMonitorRow  *self,
           GtkSnapshot   *snapshot,
           TextSlot       slot,
           const GdkRGBA *colour)
{
  const Column *column = &self->columns[slot];
  gboolean      rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  float         x = x_for (self, column->start, column->width);
  PangoRectangle logical;

  if (column->width <= 0)
    return;

  pango_layout_set_width (self->layouts[slot], column->width * PANGO_SCALE);
  pango_layout_get_pixel_extents (self->layouts[slot], NULL, &logical);
  if ((slot == TEXT_VALUE) != rtl)
    x += (float) MAX (column->width - logical.width, 0);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot,
    /* In its width, a layout puts right-to-left text at the right by itself. */
    &GRAPHENE_POINT_INIT (x - (float) logical.x,
                          roundf ((float) (gtk_widget_get_height (GTK_WIDGET (self)) - logical.height) / 2)));
  gtk_snapshot_append_layout (snapshot, self->layouts[slot], colour);
  gtk_snapshot_restore (snapshot);
}

static void
draw_meter (BrMonitorRow *self,
            GtkSnapshot  *snapshot)
{
  GtkWidget      *widget = GTK_WIDGET (self);
  graphene_rect_t area = GRAPHENE_RECT_INIT (x_for (self, self->meter.start, self->meter.width),
                                             roundf ((float) (gtk_widget_get_height (widget) - METER_HEIGHT) / 2),
                                             (float) self->meter.width,
                                             METER_HEIGHT);

  if (self->meter.width > 0)
    br_meter_snapshot (snapshot,
                       &area,
                       &self->level,
                       NULL,
                       &self->palette,
                       gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
}

static void
draw_icon (BrMonitorRow *self,
           GtkSnapshot  *snapshot)
{
  float y = roundf ((float) (gtk_widget_get_height (GTK_WIDGET (self)) - ICON) / 2);

  if (self->icon.width <= 0 || self->hue < 0)
    return;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x_for (self, self->icon.start, ICON), y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (self->icons[self->hue]), snapshot, ICON, ICON, br_hue_get ((guint) self->hue), 1);
  gtk_snapshot_restore (snapshot);
}

static void
draw_spark (BrMonitorRow *self,
            GtkSnapshot  *snapshot)
{
  BrMonitorState *state = br_monitor_item_get_state (self->item);
  float           height = roundf ((float) gtk_widget_get_height (GTK_WIDGET (self)) * 0.6f);
  float           y = roundf (((float) gtk_widget_get_height (GTK_WIDGET (self)) - height) / 2);

  if (state != NULL && self->spark.width > 0)
    br_spark_snapshot (snapshot,
                       &GRAPHENE_RECT_INIT (x_for (self, self->spark.start, self->spark.width), y, (float) self->spark.width, height),
                       &state->history,
                       &self->palette.accent);
}

static void
br_monitor_row_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  BrMonitorRow *self = BR_MONITOR_ROW (widget);

  self->is_drawn = br_is_in_sight (widget) && br_monitor_row_prepare (self);
  if (!self->is_drawn)
    return;

  if (self->is_faded)
    gtk_snapshot_push_opacity (snapshot, 0.5);
  draw_text (self, snapshot, TEXT_TIME, &self->palette.quiet);
  draw_text (self, snapshot, TEXT_ARROW, self->is_in ? &self->palette.text : &self->palette.accent);
  draw_icon (self, snapshot);
  draw_text (self, snapshot, TEXT_KIND, &self->palette.quiet);
  draw_text (self, snapshot, TEXT_WHO, &self->palette.quiet);
  draw_text (self, snapshot, TEXT_ADDRESS, &self->palette.text);
  draw_text (self, snapshot, TEXT_VALUE, &self->palette.text);
  draw_text (self, snapshot, TEXT_MAPPINGS, &self->palette.quiet);
  draw_meter (self, snapshot);
  draw_spark (self, snapshot);
  if (self->is_faded)
    gtk_snapshot_pop (snapshot);
}

/* --- widget ------------------------------------------------------------------------------------- */

/* Takes @width from @room if the address keeps enough. */
static int
claim (int *room,
       int  width)
{
  if (*room < width + GAP)
    return 0;

  *room -= width + GAP;
  return width;
}

static void
place (Column *column,
       int     width,
       int    *x)
{
  *column = (Column) { *x, width };
  if (width > 0)
    *x += width + GAP;
}

static void
br_monitor_row_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  BrMonitorRow *self = BR_MONITOR_ROW (widget);
  double        scale = br_font_scale (widget);
  gboolean      roomy = width >= ROOMY * scale;
  int           room = width - 2 * PAD - (int) (MIN_ADDRESS * scale);
  int           x = PAD;
  /* Most important first. */
  int value = claim (&room, roomy ? (int) (width / 5) : (int) (72 * scale));
  int arrow = claim (&room, (int) (16 * scale));
  int time = claim (&room, (int) (96 * scale));
  int meter = claim (&room, roomy ? width / 8 : (int) (48 * scale));
  int who = claim (&room, roomy ? MIN (width / 6, (int) (200 * scale)) : (int) (90 * scale));
  int spark = br_monitor_row_is_state (self) ? claim (&room, (int) (2 * BR_SPARK_SAMPLES * scale)) : 0;
  int icon = claim (&room, ICON);
  int kind = roomy ? claim (&room, (int) (56 * scale)) : 0;
  int mappings = roomy ? claim (&room, (int) (84 * scale)) : 0;

  place (&self->columns[TEXT_TIME], time, &x);
  place (&self->spark, spark, &x);
  place (&self->columns[TEXT_ARROW], arrow, &x);
  place (&self->icon, icon, &x);
  place (&self->columns[TEXT_KIND], kind, &x);
  place (&self->columns[TEXT_WHO], who, &x);
  place (&self->columns[TEXT_ADDRESS], (int) (MIN_ADDRESS * scale) + MAX (room, 0), &x);
  place (&self->columns[TEXT_VALUE], value, &x);
  place (&self->meter, meter, &x);
  place (&self->columns[TEXT_MAPPINGS], mappings, &x);
}

static void
br_monitor_row_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN_ADDRESS, *natural = 320;
  else
    *minimum = *natural = br_font_scale_row (widget);
}

static void
br_monitor_row_css_changed (GtkWidget         *widget,
                            GtkCssStyleChange *change)
{
  BrMonitorRow *self = BR_MONITOR_ROW (widget);

  GTK_WIDGET_CLASS (br_monitor_row_parent_class)->css_changed (widget, change);

  br_palette_load (&self->palette, widget);
  for (guint i = 0; i < N_TEXTS; i++)
    if (self->layouts[i] != NULL)
      pango_layout_context_changed (self->layouts[i]);
  gtk_widget_queue_draw (widget);
}

static void
br_monitor_row_dispose (GObject *object)
{
  BrMonitorRow *self = BR_MONITOR_ROW (object);

  for (guint i = 0; i < N_TEXTS; i++)
    g_clear_object (&self->layouts[i]);
  for (guint i = 0; i < BR_N_HUES; i++)
    g_clear_object (&self->icons[i]);
  g_clear_object (&self->item);
  g_clear_object (&self->model);
  self->is_prepared = FALSE;

  G_OBJECT_CLASS (br_monitor_row_parent_class)->dispose (object);
}

static void
br_monitor_row_class_init (BrMonitorRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_monitor_row_dispose;
  widget_class->measure = br_monitor_row_measure;
  widget_class->size_allocate = br_monitor_row_size_allocate;
  widget_class->snapshot = br_monitor_row_snapshot;
  widget_class->css_changed = br_monitor_row_css_changed;
  gtk_widget_class_set_css_name (widget_class, "monitor-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
br_monitor_row_init (BrMonitorRow *self)
{
}

GtkWidget *
br_monitor_row_new (BrMonitorModel *model)
{
  BrMonitorRow *self = g_object_new (BR_TYPE_MONITOR_ROW, NULL);

  self->model = g_object_ref (model);

  return GTK_WIDGET (self);
}
