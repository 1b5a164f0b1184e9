/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-row-private.h"

#include "clasp-kinds.h"
#include "clasp-show-ranges.h"
#include "widgets/br-font-scale.h"
#include "widgets/br-format.h"
#include "widgets/br-frame-meter.h"
#include "widgets/br-hues.h"
#include "widgets/br-reduction.h"
#include "widgets/br-sight.h"
#include "widgets/br-signal-text.h"
#include "widgets/br-spread.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Text at most 15 times a second; rate and age twice. */
#define TEXT_US (G_USEC_PER_SEC / 15)
#define TEXT_REDUCED_US (G_USEC_PER_SEC / 5)
#define SLOW_US (G_USEC_PER_SEC / 2)
#define REFUSED_OPACITY 0.35
#define FADED_OPACITY 0.6

G_DEFINE_FINAL_TYPE (BrAddressRow, br_address_row, GTK_TYPE_WIDGET)

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
  br_layout_set_text (self->layouts[slot], text != NULL ? text : "", slot == TEXT_VALUE);

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

/* --- binding ------------------------------------------------------------------------------------ */

static void
br_address_row_fold_changed (BrAddressRow *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  br_address_row_speak_place (self);
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
  g_clear_object (&self->device);
  g_clear_object (&self->item);
  for (guint i = 0; i < N_TEXTS; i++)
    br_address_row_set_text (self, i, NULL);
}

static void
status_changed_cb (BrAddressRow *self)
{
  BrSign sign = br_sign_for_status (clasp_status_peek (self->status));

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
  BrSignalNotes   *notes = br_address_tree_get_notes (tree);
  ClaspRange       seen;

  if (notes != NULL && br_signal_notes_get_range (notes, address, range))
    return TRUE;
  br_seen_range_of_node (tree, node, &seen);
  if ((notes != NULL ? clasp_show_find_range (br_signal_notes_get_show (notes), address, range)
                     : clasp_range_for_address (clasp_str (address), range))
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
br_address_row_refresh_note (BrAddressRow *self)
{
  BrSignalNotes         *notes = self->item != NULL ? br_address_tree_get_notes (br_address_item_get_tree (self->item)) : NULL;
  const ClaspSignalNote *note = NULL;

  if (notes != NULL && br_address_item_is_endpoint (self->item))
    {
      g_autofree char *address = br_address_item_dup_address (self->item);

      note = br_signal_notes_find (notes, address);
    }
  self->favourite = note != NULL && note->is_favourite;
  self->declared = note != NULL && (note->treat_as == CLASP_TREAT_AS_RANGE || note->treat_as == CLASP_TREAT_AS_WHOLE);
  self->is_switch = note != NULL && note->treat_as == CLASP_TREAT_AS_SWITCH;
  self->range_asked = FALSE;
  br_address_row_set_text (self, TEXT_NOTE, note != NULL ? g_strdup (note->text) : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
br_address_row_set_n_mappings (BrAddressRow *self,
                               guint         n_mappings)
{
  if (br_address_row_set_text (self, TEXT_MAPPINGS, n_mappings > 0 ? g_strdup_printf ("%u", n_mappings) : NULL))
    gtk_widget_queue_draw (GTK_WIDGET (self));
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
  self->text_us = self->slow_us = self->spread_us = 0;
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
      self->sign = br_sign_for_status (clasp_status_peek (status));
    }
  self->stale = self->is_new = self->is_drawn = FALSE;
  br_address_row_refresh_note (self);

  br_address_row_set_text (self, TEXT_NAME, br_address_item_dup_label (item));
  br_address_row_set_text (self, TEXT_BADGE, badge_text (item));
  g_clear_object (&self->kind);
  if (br_address_item_get_connection (item) != NULL)
    self->hue = br_hue_for_kind (clasp_connection_get_kind (br_address_item_get_connection (item)));
  mark_words (self);
  br_address_row_fold_changed (self);
  br_address_row_speak (self);
}

void
br_address_row_refresh_name (BrAddressRow *self)
{
  if (self->item == NULL)
    return;

  br_address_row_set_text (self, TEXT_NAME, br_address_item_dup_label (self->item));
  mark_words (self);
  br_address_row_speak (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
br_address_row_set_device (BrAddressRow *self,
                           ClaspStatus  *device)
{
  g_set_object (&self->device, device);
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
br_address_row_set_columns (BrAddressRow         *self,
                            BrColumns             columns,
                            const BrColumnWidths *widths)
{
  self->wanted = columns;
  self->widths = *widths;
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

static void
br_address_row_update_opacity (BrAddressRow *self)
{
  gtk_widget_set_opacity (GTK_WIDGET (self), self->refused ? REFUSED_OPACITY : self->faded ? FADED_OPACITY : 1);
}

void
br_address_row_set_refusal (BrAddressRow *self,
                            const char   *reason)
{
  if (!self->refused && reason == NULL)
    return;

  self->refused = reason != NULL;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), reason);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  br_address_row_update_opacity (self);
}

void
br_address_row_set_relation (BrAddressRow *self,
                             gboolean      faded,
                             gboolean      outlined)
{
  if (self->outlined != outlined)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->faded = faded;
  self->outlined = outlined;
  br_address_row_update_opacity (self);
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

/* At its first value: what the address says of it. */
static void
br_address_row_ask_range (BrAddressRow *self,
                          BrNode        node)
{
  BrAddressTree   *tree = br_address_item_get_tree (self->item);
  g_autofree char *address = br_address_tree_dup_address (tree, node);

  self->range_asked = TRUE;
  self->range_known = br_range_of_node (tree, node, &self->range);
  br_level_memory_start (&self->memory, address);
}

static void
br_address_row_widen_range (BrAddressRow           *self,
                            BrNode                  node,
                            const ClaspSignalState *state)
{
  /* A range that is no hard limit (OSC) and is left is no range. */
  if (!self->range.integer && !self->declared && (state->number < self->range.minimum || state->number > self->range.maximum))
    self->range_known = FALSE;
  if (self->range_known || isnan (state->number))
    return;

  br_seen_range_of_node (br_address_item_get_tree (self->item), node, &self->range);
  self->range.maximum = MAX (self->range.maximum, state->number);
  self->range.minimum = MIN (self->range.minimum, state->number);
}

static guint8
br_address_row_get_flags (BrAddressRow *self,
                          gboolean      stale)
{
  guint8 flags = stale ? BR_LEVEL_STALE : 0;

  if (self->device != NULL && clasp_status_peek (self->device)->state == CLASP_BRIDGE_STATE_MISSING)
    flags |= BR_LEVEL_MISSING;

  return flags;
}

static gboolean
br_address_row_tick_signal (BrAddressRow *self,
                            BrNode        node,
                            guint         signal,
                            gint64        now_us,
                            gboolean      animate)
{
  BrAddressTree   *tree = br_address_item_get_tree (self->item);
  ClaspSignalState state, whole;
  BrNodeSummary    summary;
  BrLevel          level;
  guint32          n_seen = self->memory.n_updates;
  gboolean         changed = FALSE, stale;

  if (!self->range_asked)
    br_address_row_ask_range (self, node);
  clasp_signal_table_read_numbers (br_address_tree_get_table (tree), signal, &state);
  br_address_row_widen_range (self, node, &state);
  if (self->is_switch && !isnan (state.number))
    state.type = CLASP_VALUE_BOOL;
  br_level_read (&level,
                 &self->memory,
                 br_address_tree_get_table (tree),
                 signal,
                 &state,
                 &self->range,
                 !self->range_known,
                 animate,
                 now_us);
  if (n_seen != state.n_updates || now_us - self->slow_us >= SLOW_US)
    br_recent_look (br_address_tree_get_recent (tree), signal, &state, now_us);
  br_address_tree_get_summary (tree, node, &summary);
  stale = br_address_tree_is_old (tree, node, state.updated_us, now_us);
  level.flags |= br_address_row_get_flags (self, stale);
  changed |= stale != self->stale;
  self->stale = stale;
  if (!br_level_equal (&level, &self->level, self->columns.places[BR_PLACE_METER].width))
    {
      self->level = level;
      changed = TRUE;
      if (n_seen != 0 && n_seen != state.n_updates)
        br_frame_meter_note_value (state.updated_us);
    }
  if (now_us - self->text_us >= (br_reduction_get () >= BR_REDUCTION_TEXT ? TEXT_REDUCED_US : TEXT_US))
    {
      self->text_us = now_us;
      changed |= br_address_row_set_text (self, TEXT_VALUE, br_level_dup_text (&level, &self->memory, &state));
      if (self->columns.shown & BR_COLUMN_RAW)
        {
          clasp_signal_table_read (br_address_tree_get_table (tree), signal, &whole);
          changed |= br_address_row_set_text (self, TEXT_RAW, g_strdup (whole.text));
        }
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
  if (self->status != NULL && self->sign != BR_SIGN_LIVE && self->sign != BR_SIGN_IDLE &&
      self->sign != BR_SIGN_UNHEARD)
    return g_strdup (br_sign_get_word (self->sign));
  if (summary->n_signals == 0)
    return g_strdup ("");

  return g_strdup_printf ("(%u)", summary->n_signals);
}

/* Of groups below a device: a device's own row has its protocol there. */
static gboolean
br_address_row_tick_spread (BrAddressRow *self,
                            gint64        now_us)
{
  BrNode  node = br_address_item_get_node (self->item);
  BrLevel level;

  if (now_us - self->spread_us < BR_SPREAD_US || node == BR_NODE_NONE || self->columns.places[BR_PLACE_METER].width <= 0
      || br_address_item_get_kind (self->item) != BR_ITEM_NODE
      || (self->spread_us != 0 && br_reduction_get () >= BR_REDUCTION_SPREADS))
    return FALSE;

  self->spread_us = now_us;
  br_spread_read (br_address_item_get_tree (self->item), node, &level);
  if (br_level_equal (&level, &self->level, self->columns.places[BR_PLACE_METER].width))
    return FALSE;

  self->level = level;
  return TRUE;
}

static gboolean
br_address_row_tick_group (BrAddressRow *self,
                           gint64        now_us)
{
  BrAddressTree *tree = br_address_item_get_tree (self->item);
  BrNode         node = br_address_item_get_node (self->item);
  BrNodeSummary  summary = { 0 };
  gboolean       changed = br_address_row_tick_spread (self, now_us);

  if (now_us - self->slow_us < SLOW_US)
    return changed;

  self->slow_us = now_us;
  if (br_address_item_get_kind (self->item) == BR_ITEM_RANGE)
    return changed;
  if (node != BR_NODE_NONE)
    br_address_tree_get_summary (tree, node, &summary);
  changed |= br_address_row_set_text (self, TEXT_VALUE, group_value_text (self, &summary));
  changed |= br_address_row_tick_rate (self, summary.newest_us, summary.rate, now_us);

  return changed;
}

static gboolean
br_address_row_tick_new (BrAddressRow *self,
                         gint64        now_us)
{
  BrNode   node = br_address_item_get_node (self->item);
  gboolean is_new = node != BR_NODE_NONE && br_address_tree_is_new (br_address_item_get_tree (self->item), node, now_us);

  if (is_new == self->is_new)
    return FALSE;

  self->is_new = is_new;
  return TRUE;
}

gboolean
br_address_row_look (BrAddressRow *self,
                     gint64        now_us,
                     gboolean      animate)
{
  guint    signal;
  gboolean changed;

  signal = br_address_item_get_signal (self->item);
  if (signal != G_MAXUINT)
    changed = br_address_row_tick_signal (self, br_address_item_get_node (self->item), signal, now_us, animate);
  else
    changed = br_address_row_tick_group (self, now_us);
  changed |= br_address_row_tick_new (self, now_us);

  return changed;
}

gboolean
br_address_row_tick (BrAddressRow *self,
                     gint64        now_us,
                     gboolean      animate)
{
  gboolean changed;

  if (self->item == NULL)
    return FALSE;

  changed = br_address_row_look (self, now_us, animate);
  if (changed || !self->is_drawn)
    gtk_widget_queue_draw (GTK_WIDGET (self));

  return changed;
}

void
br_address_row_leave (BrAddressRow *self)
{
  if (self->is_drawn)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
br_address_row_may_be_seen (BrAddressRow *self,
                            double         moved)
{
  if (!self->is_drawn && br_may_be_in_sight (GTK_WIDGET (self), moved))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- widget ------------------------------------------------------------------------------------- */

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
    *minimum = BR_COLUMN_MIN_NAME, *natural = 240;
  else
    *minimum = *natural = br_font_scale_row (widget);
}

static void
br_address_row_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  BrAddressRow *self = BR_ADDRESS_ROW (widget);

  br_column_layout_init (&self->columns, self->wanted, &self->widths, width, br_font_scale (widget));
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
  g_clear_object (&self->star);
  g_clear_object (&self->kind);
  g_clear_pointer (&self->marked, g_strfreev);

  G_OBJECT_CLASS (br_address_row_parent_class)->dispose (object);
}

static gboolean
br_address_row_query_tooltip (GtkWidget  *widget,
                              int         x,
                              int         y,
                              gboolean    keyboard,
                              GtkTooltip *tooltip)
{
  const char *name = br_address_row_get_cut_name (BR_ADDRESS_ROW (widget));

  if (BR_ADDRESS_ROW (widget)->refused || name == NULL)
    return GTK_WIDGET_CLASS (br_address_row_parent_class)->query_tooltip (widget, x, y, keyboard, tooltip);

  gtk_tooltip_set_text (tooltip, name);

  return TRUE;
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
  widget_class->query_tooltip = br_address_row_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "address-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ROW);
}

static void
br_address_row_init (BrAddressRow *self)
{
  self->level.peak = -1;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
br_address_row_new (void)
{
  return g_object_new (BR_TYPE_ADDRESS_ROW, NULL);
}
