/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-row.h"

#include "clasp-kinds.h"
#include "widgets/br-format.h"
#include "widgets/br-signal-text.h"
#include "widgets/br-status-icon.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define INDENT 18
#define ARROW 16
#define GAP 9
#define PAD 6
#define PORT 18
#define METER_HEIGHT 10
#define MIN_ROW_HEIGHT 32
#define MIN_NAME 96
#define ROOMY 640
#define BADGE_MIN 30
/* Text at most 15 times a second; rate and age twice. */
#define TEXT_US (G_USEC_PER_SEC / 15)
#define SLOW_US (G_USEC_PER_SEC / 2)
/* Ten times its usual interval without news, and at least two seconds: the row dims. */
#define STALE_INTERVALS 10
#define STALE_MIN_US (2 * G_USEC_PER_SEC)

typedef enum
{
  TEXT_NAME,
  TEXT_BADGE,
  TEXT_VALUE,
  TEXT_RATE,
  TEXT_AGE,
  TEXT_TYPE,
  N_TEXTS,
} TextSlot;

struct _BrAddressRow
{
  GtkWidget parent_instance;

  BrAddressItem  *item;     /* (owned) or NULL */
  GtkTreeListRow *tree_row; /* (owned) or NULL */
  ClaspStatus    *status;   /* (owned) or NULL */
  PangoLayout    *layouts[N_TEXTS]; /* (owned) or NULL */
  char           *texts[N_TEXTS];   /* (owned) what the layouts say */
  char          **marked;           /* (owned) or NULL */
  GdkPaintable   *arrows[2];        /* (owned) folded, open */
  GdkPaintable   *signs[BR_SIGN_ERROR + 1]; /* (owned), made when first drawn */

  BrColumns      wanted;
  BrColumnLayout columns;
  BrPalette      palette;
  ClaspRange     range;
  gboolean       range_known; /* by protocol */
  BrLevel        level;
  BrLevelMemory  memory;
  BrSign         sign;
  gint64         text_us, slow_us;
  gboolean       mapped, drop_target;
};

G_DEFINE_FINAL_TYPE (BrAddressRow, br_address_row, GTK_TYPE_WIDGET)

/* --- columns ------------------------------------------------------------------------------------ */

static void
place_column (BrColumnLayout *self,
              BrColumns       column,
              int             width,
              int            *end,
              int            *column_start,
              int            *column_width)
{
  if (width == 0)
    return;

  self->shown |= column;
  *column_start = *end - width;
  *column_width = width;
  *end -= width + GAP;
}

void
br_column_layout_init (BrColumnLayout *self,
                       BrColumns       wanted,
                       int             width,
                       double          scale)
{
  /* Least important last: what does not fit any more goes. */
  static const BrColumns order[] = { BR_COLUMN_METER, BR_COLUMN_VALUE, BR_COLUMN_RATE, BR_COLUMN_AGE, BR_COLUMN_TYPE };
  BrColumns              ports = wanted & (BR_COLUMN_PORT_END | BR_COLUMN_PORT_START);
  int                    margin = wanted & BR_COLUMN_PORT_END ? PORT : PAD;
  int                    room = width - margin - (wanted & BR_COLUMN_PORT_START ? PORT : 0) - (int) (MIN_NAME * scale);
  int                    end = width - margin;
  gboolean               roomy = width >= ROOMY * scale;
  int                    widths[G_N_ELEMENTS (order)];

  if (roomy)
    scale *= 1.25;
  widths[0] = roomy ? MAX ((int) (72 * scale), width / 5) : (int) (64 * scale);
  widths[1] = (int) (62 * scale);
  widths[2] = (int) (58 * scale);
  widths[3] = (int) (48 * scale);
  widths[4] = (int) (64 * scale);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if ((wanted & order[i]) && room >= widths[i] + GAP)
      room -= widths[i] + GAP;
    else
      widths[i] = 0;

  *self = (BrColumnLayout) { .shown = ports, .width = width };
  place_column (self, BR_COLUMN_TYPE, widths[4], &end, &self->type, &self->type_width);
  place_column (self, BR_COLUMN_AGE, widths[3], &end, &self->age, &self->age_width);
  place_column (self, BR_COLUMN_RATE, widths[2], &end, &self->rate, &self->rate_width);
  place_column (self, BR_COLUMN_VALUE, widths[1], &end, &self->value, &self->value_width);
  place_column (self, BR_COLUMN_METER, widths[0], &end, &self->meter, &self->meter_width);
  self->name_end = end - GAP;
}

/* --- texts -------------------------------------------------------------------------------------- */

/* Takes over @text. TRUE when it is another one than before. */
static gboolean
br_address_row_set_text (BrAddressRow *self,
                         TextSlot      slot,
                         char         *text)
{
  if (g_strcmp0 (self->texts[slot], text) == 0)
    {
      g_free (text);
      return FALSE;
    }

  g_free (self->texts[slot]);
  self->texts[slot] = text;
  if (self->layouts[slot] == NULL)
    {
      self->layouts[slot] = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
      pango_layout_set_ellipsize (self->layouts[slot], PANGO_ELLIPSIZE_END);
      pango_layout_set_single_paragraph_mode (self->layouts[slot], TRUE);
    }
  pango_layout_set_text (self->layouts[slot], text != NULL ? text : "", -1);

  return TRUE;
}

static void
mark_words (BrAddressRow *self)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_autofree char          *folded = g_ascii_strdown (self->texts[TEXT_NAME], -1);

  for (guint i = 0; self->marked != NULL && self->marked[i] != NULL; i++)
    {
      const char *found = strstr (folded, self->marked[i]);

      if (found != NULL && *self->marked[i] != '\0')
        {
          PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

          bold->start_index = (guint) (found - folded);
          bold->end_index = bold->start_index + (guint) strlen (self->marked[i]);
          pango_attr_list_insert (attributes, bold);
        }
    }
  pango_layout_set_attributes (self->layouts[TEXT_NAME], attributes);
}

static void
br_address_row_speak (BrAddressRow *self)
{
  GtkWidget       *list_item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *text = NULL;

  if (self->status != NULL)
    text = g_strdup_printf ("%s, %s", self->texts[TEXT_NAME], br_sign_get_word (self->sign));
  else
    text = g_strdup (self->texts[TEXT_NAME]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  /* The focus is on the list's own widget around us. */
  if (list_item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* --- binding ------------------------------------------------------------------------------------ */

static void
br_address_row_fold_changed (BrAddressRow *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->tree_row == NULL)
    return;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LEVEL,
                                  (int) gtk_tree_list_row_get_depth (self->tree_row) + 1,
                                  -1);
  if (gtk_tree_list_row_is_expandable (self->tree_row))
    gtk_accessible_update_state (GTK_ACCESSIBLE (self),
                                 GTK_ACCESSIBLE_STATE_EXPANDED,
                                 gtk_tree_list_row_get_expanded (self->tree_row),
                                 -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED);
}

void
br_address_row_unbind (BrAddressRow *self)
{
  if (self->tree_row != NULL)
    g_signal_handlers_disconnect_by_data (self->tree_row, self);
  if (self->status != NULL)
    g_signal_handlers_disconnect_by_data (self->status, self);
  g_clear_object (&self->tree_row);
  g_clear_object (&self->status);
  g_clear_object (&self->item);
  for (guint i = 0; i < N_TEXTS; i++)
    br_address_row_set_text (self, i, NULL);
}

static void
status_changed_cb (BrAddressRow *self)
{
  BrSign sign = br_sign_for_state (clasp_status_peek (self->status)->state);

  if (sign == self->sign)
    return;

  self->sign = sign;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  br_address_row_speak (self);
}

void
br_seen_range_of_node (BrAddressTree *tree,
                       BrNode         node,
                       ClaspRange    *range)
{
  double minimum = 0, maximum = 1;

  br_address_tree_get_seen (tree, node, &minimum, &maximum);
  *range = (ClaspRange) { MIN (minimum, 0), MAX (maximum, 1), FALSE };
}

gboolean
br_range_of_node (BrAddressTree *tree,
                  BrNode         node,
                  ClaspRange    *range)
{
  g_autofree char *address = br_address_tree_dup_address (tree, node);
  ClaspRange       seen;

  br_seen_range_of_node (tree, node, &seen);
  if (clasp_range_for_address (clasp_str (address), range)
      && (range->integer || (seen.minimum >= range->minimum && seen.maximum <= range->maximum)))
    return TRUE;

  *range = seen;
  return FALSE;
}

/* The protocol, behind a connection's name. */
static char *
badge_text (BrAddressItem *item)
{
  ClaspConnection *connection = br_address_item_get_connection (item);
  const ClaspRegistry *kinds;
  const ClaspKind     *kind;

  if (connection == NULL)
    return NULL;

  kinds = clasp_kinds ();
  kind = clasp_kind_find (kinds->connections, kinds->n_connections, clasp_connection_get_kind (connection));

  return g_strdup (kind != NULL ? _(kind->title) : clasp_connection_get_kind (connection));
}

void
br_address_row_bind (BrAddressRow   *self,
                     BrAddressItem  *item,
                     GtkTreeListRow *row,
                     ClaspStatus    *status)
{
  br_address_row_unbind (self);
  self->item = g_object_ref (item);
  self->memory = (BrLevelMemory) BR_LEVEL_MEMORY_INIT;
  self->level = (BrLevel) { .peak = -1 };
  self->text_us = self->slow_us = 0;
  self->range_known = FALSE;
  self->sign = BR_SIGN_OFF;
  if (row != NULL)
    {
      self->tree_row = g_object_ref (row);
      g_signal_connect_swapped (row, "notify::expanded", G_CALLBACK (br_address_row_fold_changed), self);
    }
  if (status != NULL)
    {
      self->status = g_object_ref (status);
      g_signal_connect_swapped (status, "notify::state", G_CALLBACK (status_changed_cb), self);
      self->sign = br_sign_for_state (clasp_status_peek (status)->state);
    }
  if (br_address_item_get_signal (item) != G_MAXUINT)
    self->range_known = br_range_of_node (br_address_item_get_tree (item), br_address_item_get_node (item), &self->range);

  br_address_row_set_text (self, TEXT_NAME, br_address_item_dup_label (item));
  br_address_row_set_text (self, TEXT_BADGE, badge_text (item));
  mark_words (self);
  br_address_row_fold_changed (self);
  br_address_row_speak (self);
}

BrAddressItem *
br_address_row_get_item (BrAddressRow *self)
{
  return self->item;
}

GtkTreeListRow *
br_address_row_get_tree_row (BrAddressRow *self)
{
  return self->tree_row;
}

void
br_address_row_set_columns (BrAddressRow *self,
                            BrColumns     columns)
{
  self->wanted = columns;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
br_address_row_set_marked (BrAddressRow      *self,
                           const char *const *words)
{
  g_strfreev (self->marked);
  self->marked = g_strdupv ((char **) words);
  if (self->texts[TEXT_NAME] != NULL)
    mark_words (self);
}

void
br_address_row_set_mapped (BrAddressRow *self,
                           gboolean      mapped)
{
  if (self->mapped == mapped)
    return;

  self->mapped = mapped;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
br_address_row_set_drop_target (BrAddressRow *self,
                                gboolean      target)
{
  if (self->drop_target == target)
    return;

  self->drop_target = target;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- ticking ------------------------------------------------------------------------------------ */

static gboolean
br_address_row_tick_rate (BrAddressRow *self,
                          gint64        newest_us,
                          double        rate,
                          gint64        now_us)
{
  gboolean changed = FALSE;

  if (self->columns.shown & BR_COLUMN_RATE)
    changed |= br_address_row_set_text (self, TEXT_RATE, rate >= 0.05 ? br_format_rate (rate) : g_strdup ("–"));
  if (self->columns.shown & BR_COLUMN_AGE)
    changed
      |= br_address_row_set_text (self, TEXT_AGE, newest_us != 0 ? br_format_age (now_us - newest_us) : g_strdup (""));

  return changed;
}

static gboolean
br_address_row_tick_signal (BrAddressRow *self,
                            BrNode        node,
                            guint         signal,
                            gint64        now_us,
                            gboolean      animate)
{
  BrAddressTree   *tree = br_address_item_get_tree (self->item);
  ClaspSignalState state;
  BrNodeSummary    summary;
  BrLevel          level;
  gboolean         changed = FALSE;

  clasp_signal_table_read (br_address_tree_get_table (tree), signal, &state);
  br_address_tree_get_summary (tree, node, &summary);
  /* A range that is no hard limit (OSC) and is left is no range. */
  if (!self->range.integer && (state.number < self->range.minimum || state.number > self->range.maximum))
    self->range_known = FALSE;
  if (!self->range_known && !isnan (state.number))
    {
      br_seen_range_of_node (tree, node, &self->range);
      self->range.maximum = MAX (self->range.maximum, state.number);
      self->range.minimum = MIN (self->range.minimum, state.number);
    }
  br_level_update (&level, &self->memory, &state, &self->range, !self->range_known, animate, now_us);
  if (now_us - state.updated_us > MAX (STALE_MIN_US, summary.rate > 0 ? (gint64) (STALE_INTERVALS * G_USEC_PER_SEC / summary.rate) : 0)
      && summary.rate > 0)
    level.flags |= BR_LEVEL_STALE;
  if (!br_level_equal (&level, &self->level, self->columns.meter_width))
    {
      self->level = level;
      changed = TRUE;
    }
  if (now_us - self->text_us >= TEXT_US)
    {
      self->text_us = now_us;
      changed |= br_address_row_set_text (self, TEXT_VALUE, br_signal_short_text (&state));
    }
  if (now_us - self->slow_us >= SLOW_US)
    {
      self->slow_us = now_us;
      changed |= br_address_row_tick_rate (self, state.updated_us, summary.rate, now_us);
      if (self->columns.shown & BR_COLUMN_TYPE)
        changed |= br_address_row_set_text (self, TEXT_TYPE, g_strdup (br_signal_type_text (&state)));
    }

  return changed;
}

static char *
group_value_text (BrAddressRow        *self,
                  const BrNodeSummary *summary)
{
  if (self->status != NULL && self->sign != BR_SIGN_LIVE && self->sign != BR_SIGN_IDLE)
    return g_strdup (br_sign_get_word (self->sign));
  if (summary->n_signals == 0)
    return g_strdup ("");

  return g_strdup_printf ("(%u)", summary->n_signals);
}

static gboolean
br_address_row_tick_group (BrAddressRow *self,
                           gint64        now_us)
{
  BrAddressTree *tree = br_address_item_get_tree (self->item);
  BrNode         node = br_address_item_get_node (self->item);
  BrNodeSummary  summary = { 0 };
  gboolean       changed;

  if (now_us - self->slow_us < SLOW_US)
    return FALSE;

  self->slow_us = now_us;
  if (br_address_item_get_kind (self->item) == BR_ITEM_RANGE)
    return FALSE;
  if (node != BR_NODE_NONE)
    br_address_tree_get_summary (tree, node, &summary);
  changed = br_address_row_set_text (self, TEXT_VALUE, group_value_text (self, &summary));
  changed |= br_address_row_tick_rate (self, summary.newest_us, summary.rate, now_us);

  return changed;
}

gboolean
br_address_row_tick (BrAddressRow *self,
                     gint64        now_us,
                     gboolean      animate)
{
  guint    signal;
  gboolean changed;

  if (self->item == NULL)
    return FALSE;

  signal = br_address_item_get_signal (self->item);
  if (signal != G_MAXUINT)
    changed = br_address_row_tick_signal (self, br_address_item_get_node (self->item), signal, now_us, animate);
  else
    changed = br_address_row_tick_group (self, now_us);
  if (changed)
    gtk_widget_queue_draw (GTK_WIDGET (self));

  return changed;
}

/* --- drawing ------------------------------------------------------------------------------------ */

static gboolean
is_rtl (BrAddressRow *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static int
indent_of (BrAddressRow *self)
{
  int depth = self->tree_row != NULL ? (int) gtk_tree_list_row_get_depth (self->tree_row) : 0;

  return PAD + (self->columns.shown & BR_COLUMN_PORT_START ? PORT : 0) + depth * INDENT;
}

/* Groups have no meter: their names may be longer. */
static int
name_end_of (BrAddressRow *self)
{
  if (self->columns.shown & BR_COLUMN_VALUE && br_address_item_get_signal (self->item) == G_MAXUINT)
    return self->columns.value + (int) (self->columns.value_width * 0.25);

  return self->columns.name_end;
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
  PangoLayout *layout = self->layouts[slot];
  int          text_height, natural;
  float        x = x_for (self, start, width);

  if (self->texts[slot] == NULL || *self->texts[slot] == '\0' || width <= 0)
    return;

  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, &natural, &text_height);
  if (at_end != is_rtl (self))
    x += (float) MAX (width - natural, 0);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot,
    &GRAPHENE_POINT_INIT (x, roundf ((float) (gtk_widget_get_height (GTK_WIDGET (self)) - text_height) / 2)));
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

static void
draw_badge (BrAddressRow *self,
            GtkSnapshot  *snapshot,
            int           start)
{
  GdkRGBA dim = self->palette.text;
  int     name_width = 0;

  if (self->texts[TEXT_BADGE] == NULL)
    return;

  dim.alpha *= 0.6f;
  pango_layout_get_pixel_size (self->layouts[TEXT_NAME], &name_width, NULL);
  start += name_width + GAP;
  if (name_end_of (self) - start > BADGE_MIN)
    draw_text (self, snapshot, TEXT_BADGE, start, name_end_of (self) - start, FALSE, &dim);
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
  else if (self->sign == BR_SIGN_WAITING || self->sign == BR_SIGN_MISSING)
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
    = GRAPHENE_RECT_INIT (x_for (self, start + (PORT - (int) size) / 2, (int) size),
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
draw_drop_target (BrAddressRow *self,
                  GtkSnapshot  *snapshot)
{
  GskRoundedRect  outline;
  graphene_rect_t box = GRAPHENE_RECT_INIT (1,
                                            1,
                                            (float) gtk_widget_get_width (GTK_WIDGET (self)) - 2,
                                            (float) gtk_widget_get_height (GTK_WIDGET (self)) - 2);
  const GdkRGBA   colour = self->palette.accent;

  gsk_rounded_rect_init_from_rect (&outline, &box, 6);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 2, 2, 2, 2 }, (GdkRGBA[4]) { colour, colour, colour, colour });
}

static void
draw_columns (BrAddressRow *self,
              GtkSnapshot  *snapshot)
{
  const BrColumnLayout *columns = &self->columns;
  GdkRGBA               dim = self->palette.text;
  gboolean is_signal = self->item != NULL && br_address_item_get_signal (self->item) != G_MAXUINT;

  dim.alpha *= 0.7f;
  if (columns->shown & BR_COLUMN_METER && is_signal)
    {
      graphene_rect_t area
        = GRAPHENE_RECT_INIT (x_for (self, columns->meter, columns->meter_width),
                              roundf ((float) (gtk_widget_get_height (GTK_WIDGET (self)) - METER_HEIGHT) / 2),
                              (float) columns->meter_width,
                              METER_HEIGHT);

      br_meter_snapshot (snapshot, &area, &self->level, &self->palette, is_rtl (self));
    }
  if (columns->shown & BR_COLUMN_VALUE)
    draw_text (self,
               snapshot,
               TEXT_VALUE,
               columns->value,
               columns->value_width,
               TRUE,
               is_signal ? &self->palette.text : &dim);
  if (columns->shown & BR_COLUMN_RATE)
    draw_text (self, snapshot, TEXT_RATE, columns->rate, columns->rate_width, TRUE, &dim);
  if (columns->shown & BR_COLUMN_AGE)
    draw_text (self, snapshot, TEXT_AGE, columns->age, columns->age_width, TRUE, &dim);
  if (columns->shown & BR_COLUMN_TYPE)
    draw_text (self, snapshot, TEXT_TYPE, columns->type, columns->type_width, FALSE, &dim);
}

static gboolean
has_port (BrAddressRow *self)
{
  return self->item != NULL && br_address_item_is_endpoint (self->item);
}

static void
br_address_row_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  BrAddressRow *self = BR_ADDRESS_ROW (widget);
  int           start = indent_of (self);

  if (self->item == NULL)
    return;

  draw_arrow (self, snapshot, start);
  start += self->tree_row != NULL ? ARROW + GAP / 2 : 0;
  if (br_address_item_get_kind (self->item) == BR_ITEM_CONNECTION)
    {
      draw_sign (self, snapshot, start);
      start += ARROW + GAP / 2;
    }
  draw_text (self, snapshot, TEXT_NAME, start, name_end_of (self) - start, FALSE, &self->palette.text);
  draw_badge (self, snapshot, start);
  draw_columns (self, snapshot);
  if (has_port (self) && self->columns.shown & BR_COLUMN_PORT_END)
    draw_port (self, snapshot, self->columns.width - PORT);
  if (has_port (self) && self->columns.shown & BR_COLUMN_PORT_START)
    draw_port (self, snapshot, 0);
  if (self->drop_target)
    draw_drop_target (self, snapshot);
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

  return x >= start - GAP && x < start + ARROW + GAP / 2;
}

gboolean
br_address_row_hits_port (BrAddressRow *self,
                          double        x)
{
  if (!has_port (self))
    return FALSE;
  if (is_rtl (self))
    x = self->columns.width - x;

  return (self->columns.shown & BR_COLUMN_PORT_END && x >= self->columns.width - PORT)
         || (self->columns.shown & BR_COLUMN_PORT_START && x < PORT);
}

/* --- widget ------------------------------------------------------------------------------------- */

double
br_font_scale (GtkWidget *widget)
{
  int dpi = 96 * 1024;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);

  return dpi > 0 ? dpi / (96.0 * 1024) : 1;
}

static void
br_address_row_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN_NAME, *natural = 240;
  else
    *minimum = *natural = MAX (MIN_ROW_HEIGHT, (int) (MIN_ROW_HEIGHT * 0.8 * br_font_scale (widget)));
}

static void
br_address_row_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  BrAddressRow *self = BR_ADDRESS_ROW (widget);

  br_column_layout_init (&self->columns, self->wanted, width, br_font_scale (widget));
}

static void
br_address_row_css_changed (GtkWidget         *widget,
                            GtkCssStyleChange *change)
{
  BrAddressRow *self = BR_ADDRESS_ROW (widget);

  GTK_WIDGET_CLASS (br_address_row_parent_class)->css_changed (widget, change);

  br_palette_load (&self->palette, widget);
  for (guint i = 0; i < N_TEXTS; i++)
    if (self->layouts[i] != NULL)
      pango_layout_context_changed (self->layouts[i]);
  gtk_widget_queue_draw (widget);
}

static void
br_address_row_dispose (GObject *object)
{
  BrAddressRow *self = BR_ADDRESS_ROW (object);

  br_address_row_unbind (self);
  for (guint i = 0; i < N_TEXTS; i++)
    {
      g_clear_object (&self->layouts[i]);
      g_clear_pointer (&self->texts[i], g_free);
    }
  for (guint i = 0; i < G_N_ELEMENTS (self->arrows); i++)
    g_clear_object (&self->arrows[i]);
  for (guint i = 0; i < G_N_ELEMENTS (self->signs); i++)
    g_clear_object (&self->signs[i]);
  g_clear_pointer (&self->marked, g_strfreev);

  G_OBJECT_CLASS (br_address_row_parent_class)->dispose (object);
}

static void
br_address_row_class_init (BrAddressRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_address_row_dispose;
  widget_class->measure = br_address_row_measure;
  widget_class->size_allocate = br_address_row_size_allocate;
  widget_class->snapshot = br_address_row_snapshot;
  widget_class->css_changed = br_address_row_css_changed;
  gtk_widget_class_set_css_name (widget_class, "address-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TREE_ITEM);
}

static void
br_address_row_init (BrAddressRow *self)
{
  self->level.peak = -1;
}

GtkWidget *
br_address_row_new (void)
{
  return g_object_new (BR_TYPE_ADDRESS_ROW, NULL);
}
