/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-signal-inspector.h"

#include "core/clasp-value-text.h"
#include "exchange/br-export-write.h"
#include "mapping/br-mapping-uses.h"
#include "signals/br-changes.h"
#include "widgets/br-address-row.h"
#include "widgets/br-chart.h"
#include "widgets/br-file-choose.h"
#include "widgets/br-format.h"
#include "widgets/br-signal-text.h"
#include "widgets/br-take-label.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define TEXT_US (G_USEC_PER_SEC / 15)
#define SLOW_US (G_USEC_PER_SEC / 2)
#define MAX_NAMED 20

struct _BrSignalInspector
{
  GtkWidget parent_instance;

  GtkStack        *stack;
  GtkLabel        *address;
  GtkLabel        *value;
  BrMeter         *meter;
  BrChart         *chart;
  GtkToggleButton *span_short;
  GtkToggleButton *span_minute;
  GtkToggleButton *span_ten;
  GtkToggleButton *span_hour;
  GtkLabel        *statistics;
  GtkLabel        *cursor;
  GtkScale        *fader;
  GtkAdjustment   *adjustment;
  GtkEntry        *entry;
  GtkLabel        *problem;
  GtkLabel        *type;
  GtkLabel        *range_label;
  GtkLabel        *rate;
  GtkLabel        *age;
  GtkLabel        *origin;
  AdwExpanderRow  *changes_row;
  GtkLabel        *changes_label;
  AdwActionRow    *mappings;
  GtkButton       *star;
  GtkEntry        *note;

  BrWindow      *window; /* (unowned), outlives the inspector */
  BrAddressItem *item;   /* (owned) or NULL */
  GCancellable  *asked;  /* (owned) or NULL: the whole value is under way */
  ClaspRange     range;
  gboolean       range_known;
  BrLevelMemory  memory;
  BrChanges      changes;
  guint          charted; /* the signal whose history is in the chart, or G_MAXUINT */
  guint32        n_updates, n_updates_shown;
  double         number; /* the newest, or NAN */
  guint64        origin_shown;
  gint64         text_us, slow_us;
};

enum
{
  MAP_REQUESTED,
  FAVOURITE_REQUESTED,
  TREAT_REQUESTED,
  CHART_REQUESTED,
  FORGET_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrSignalInspector, br_signal_inspector, GTK_TYPE_WIDGET)

/* --- the whole of a long value ------------------------------------------------------------------ */

static void
value_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (BrSignalInspector) self = user_data;
  g_auto (ClaspValue)           value = CLASP_VALUE_INIT;

  if (clasp_engine_get_value_finish (CLASP_ENGINE (source), result, &value, NULL)
      && g_task_get_cancellable (G_TASK (result)) == self->asked)
    br_take_label (self->value, clasp_value_to_text (&value));
  if (g_task_get_cancellable (G_TASK (result)) == self->asked)
    g_clear_object (&self->asked);
}

static gboolean
is_cut (const ClaspSignalState *state)
{
  return (state->type == CLASP_VALUE_STRING && state->length > CLASP_SIGNAL_TEXT)
         || (state->type > CLASP_VALUE_STRING && state->length > 4);
}

static void
br_signal_inspector_ask (BrSignalInspector *self)
{
  g_autofree char *address = br_address_item_dup_address (self->item);

  if (self->asked != NULL)
    return;

  self->asked = g_cancellable_new ();
  clasp_engine_get_value_async (br_window_get_engine (self->window),
                                address,
                                self->asked,
                                value_cb,
                                g_object_ref (self));
}

/* --- showing ------------------------------------------------------------------------------------ */

static void
br_signal_inspector_show_mappings (BrSignalInspector *self)
{
  g_autofree char *address = br_address_item_dup_address (self->item);
  g_autofree char *names = br_mapping_dup_users (br_window_get_show (self->window), address, MAX_NAMED);
  g_autofree char *escaped = g_markup_escape_text (names != NULL ? names : _("none"), -1);

  adw_action_row_set_subtitle (self->mappings, escaped);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->mappings), names != NULL);
}

static void
mappings_cb (BrSignalInspector *self)
{
  g_autofree char *address = br_address_item_dup_address (self->item);

  br_mapping_show_user (self->window, address);
}

/* Fifty lines are laid out anew while somebody sees them only. */
static void
br_signal_inspector_show_changes (BrSignalInspector *self,
                                  gint64             now_us)
{
  if (adw_expander_row_get_expanded (self->changes_row))
    br_take_label (self->changes_label, br_changes_to_text (&self->changes, now_us, g_get_real_time ()));
}

static char *
rate_text (BrSignalInspector *self,
           double             rate)
{
  g_autofree char *text = br_format_rate (rate);
  double           jitter_us;

  if (!br_changes_get_jitter (&self->changes, &jitter_us))
    return g_steal_pointer (&text);

  /* Translators: how often a signal comes, and by how much the time from one to the next differs */
  return br_format_units (g_strdup_printf (_("%s, jitter %.1f ms"), text, jitter_us / 1000));
}

/* It stands where the value is, so that a touch of it makes no jump; while a hand has it, where the hand is. */
static void
br_signal_inspector_show_fader (BrSignalInspector *self)
{
  if (!gtk_widget_has_css_class (GTK_WIDGET (self->fader), "dragging"))
    gtk_adjustment_set_value (self->adjustment, isfinite (self->number) ? self->number : self->range.minimum);
}

static void
br_signal_inspector_show_range (BrSignalInspector *self)
{
  char low[32], high[32];

  br_format_limit (self->range.minimum, low, sizeof low);
  br_format_limit (self->range.maximum, high, sizeof high);
  if (self->range_known)
    br_take_label (self->range_label, g_strdup_printf ("%s – %s", low, high));
  else
    /* Translators: a range that is only what was seen so far */
    br_take_label (self->range_label, g_strdup_printf (_("%s – %s (seen)"), low, high));
  gtk_adjustment_set_lower (self->adjustment, self->range.minimum);
  gtk_adjustment_set_upper (self->adjustment, self->range.maximum);
  gtk_adjustment_set_step_increment (self->adjustment, self->range.integer ? 1 : (self->range.maximum - self->range.minimum) / 100);
  gtk_adjustment_set_page_increment (self->adjustment, (self->range.maximum - self->range.minimum) / 10);
  br_signal_inspector_show_fader (self);
}

static void
br_signal_inspector_show_note (BrSignalInspector *self)
{
  g_autofree char       *address = br_address_item_dup_address (self->item);
  const ClaspSignalNote *note = br_signal_notes_find (br_signal_notes_get (br_window_get_show (self->window)), address);
  const char            *text = note != NULL && note->text != NULL ? note->text : "";
  gboolean               is_favourite = note != NULL && note->is_favourite;

  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->note)), text))
    gtk_editable_set_text (GTK_EDITABLE (self->note), text);
  gtk_button_set_icon_name (self->star, is_favourite ? "starred-symbolic" : "non-starred-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->star), GTK_ACCESSIBLE_STATE_PRESSED, is_favourite, -1);
}

static void
notes_changed_cb (BrSignalInspector *self)
{
  if (self->item == NULL)
    return;

  self->range_known
    = br_range_of_node (br_address_item_get_tree (self->item), br_address_item_get_node (self->item), &self->range);
  br_signal_inspector_show_range (self);
  br_signal_inspector_show_note (self);
}

void
br_signal_inspector_set_item (BrSignalInspector *self,
                              BrAddressItem     *item)
{
  g_autofree char *address = NULL;

  /* The same signal at another place: its history goes on. */
  if (item != NULL && self->item != NULL && br_address_item_get_node (item) == br_address_item_get_node (self->item))
    {
      g_set_object (&self->item, item);
      return;
    }

  if (self->asked != NULL)
    g_cancellable_cancel (self->asked);
  g_clear_object (&self->asked);
  g_set_object (&self->item, item);
  gtk_stack_set_visible_child_name (self->stack, item != NULL ? "signal" : "nothing");
  if (item == NULL)
    return;

  address = br_address_item_dup_address (item);
  gtk_label_set_label (self->address, address);
  self->range_known
    = br_range_of_node (br_address_item_get_tree (item), br_address_item_get_node (item), &self->range);
  br_level_memory_start (&self->memory, address);
  br_changes_clear (&self->changes);
  gtk_label_set_label (self->changes_label, "");
  self->n_updates = self->n_updates_shown = 0;
  self->origin_shown = 0;
  self->number = NAN;
  self->text_us = self->slow_us = 0;
  self->charted = G_MAXUINT;
  br_chart_reset (self->chart, self->range.minimum, self->range.maximum);
  gtk_widget_set_visible (GTK_WIDGET (self->cursor), FALSE);
  br_meter_set_name (self->meter, address);
  br_signal_inspector_show_range (self);
  br_signal_inspector_show_note (self);
  br_signal_inspector_show_mappings (self);
  gtk_label_set_label (self->value, "–");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  br_signal_inspector_tick (self, g_get_monotonic_time ());
}

static void br_signal_inspector_show_statistics (BrSignalInspector *self);

static void
br_signal_inspector_tick_slow (BrSignalInspector      *self,
                               const ClaspSignalState *state,
                               gint64                  now_us)
{
  BrNodeSummary summary;

  br_address_tree_get_summary (br_address_item_get_tree (self->item), br_address_item_get_node (self->item), &summary);
  br_take_label (self->rate, rate_text (self, summary.rate));
  br_signal_inspector_show_changes (self, now_us);
  br_take_label (self->age, br_format_age (now_us - state->updated_us));
  br_take_label (self->type, g_strdup (br_signal_type_text (state)));
  br_signal_inspector_show_statistics (self);
  if (!self->range_known)
    {
      br_range_of_node (br_address_item_get_tree (self->item), br_address_item_get_node (self->item), &self->range);
      br_signal_inspector_show_range (self);
    }
  if (state->origin != self->origin_shown)
    {
      self->origin_shown = state->origin;
      br_take_label (self->origin,
                     clasp_engine_dup_session_name (br_window_get_engine (self->window), state->origin));
    }
}

/* The value stands large above it; a lamp alone says too little, though. */
static void
br_signal_inspector_show_meter_text (BrSignalInspector      *self,
                                     const BrLevel          *level,
                                     const ClaspSignalState *state)
{
  gboolean         has_text = level->kind == BR_LEVEL_LAMP || level->kind == BR_LEVEL_EVENT || level->kind == BR_LEVEL_NOTE;
  g_autofree char *text = has_text ? br_level_dup_text (level, &self->memory, state) : NULL;

  br_meter_set_text (self->meter, text);
}

/* With what was before it was chosen; not before there is a signal at the address. */
static void
br_signal_inspector_chart (BrSignalInspector      *self,
                           guint                   signal,
                           const ClaspSignalState *state,
                           gint64                  now_us)
{
  BrRecent *recent = br_address_tree_get_recent (br_address_item_get_tree (self->item));

  br_recent_look (recent, signal, state, now_us);
  if (self->charted == signal)
    return;

  self->charted = signal;
  br_chart_show (self->chart, br_recent_open (recent, signal, now_us), self->range.minimum, self->range.maximum, now_us);
}

gboolean
br_signal_inspector_tick (BrSignalInspector *self,
                          gint64             now_us)
{
  ClaspSignalState state;
  BrLevel          level;
  guint            signal = self->item != NULL ? br_address_item_get_signal (self->item) : G_MAXUINT;
  gboolean         changed;

  if (signal == G_MAXUINT)
    return FALSE;

  br_level_read (&level,
                 &self->memory,
                 br_address_tree_get_table (br_address_item_get_tree (self->item)),
                 signal,
                 &state,
                 &self->range,
                 !self->range_known,
                 TRUE,
                 now_us);
  br_signal_inspector_chart (self, signal, &state, now_us);
  changed = state.n_updates != self->n_updates;
  if (changed)
    {
      br_changes_look (&self->changes, &state);
      self->number = state.number;
      br_signal_inspector_show_fader (self);
    }
  self->n_updates = state.n_updates;
  br_meter_set_level (self->meter, &level);
  changed |= br_chart_tick (self->chart, now_us);
  if (now_us - self->text_us >= TEXT_US && state.n_updates != self->n_updates_shown)
    {
      self->text_us = now_us;
      self->n_updates_shown = state.n_updates;
      br_signal_inspector_show_meter_text (self, &level, &state);
      if (is_cut (&state))
        br_signal_inspector_ask (self);
      else
        br_take_label (self->value, br_signal_full_text (&state));
    }
  if (now_us - self->slow_us >= SLOW_US)
    {
      self->slow_us = now_us;
      br_signal_inspector_tick_slow (self, &state, now_us);
    }

  return changed || level.peak > 0;
}

/* --- acts --------------------------------------------------------------------------------------- */

static void
copy_cb (BrSignalInspector *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_label (self->address));
  br_window_toast (self->window, _("Address copied"), FALSE);
}

static void
map_cb (BrSignalInspector *self)
{
  g_signal_emit (self, signals[MAP_REQUESTED], 0);
}

static void
favourite_cb (BrSignalInspector *self)
{
  g_signal_emit (self, signals[FAVOURITE_REQUESTED], 0);
}

static void
treat_cb (BrSignalInspector *self)
{
  g_signal_emit (self, signals[TREAT_REQUESTED], 0);
}

static void
chart_cb (BrSignalInspector *self)
{
  g_signal_emit (self, signals[CHART_REQUESTED], 0);
}

static void
forget_cb (BrSignalInspector *self)
{
  g_signal_emit (self, signals[FORGET_REQUESTED], 0);
}

/* What is typed is kept when the field is left, or Enter pressed. */
static void
note_cb (BrSignalInspector *self)
{
  BrSignalNotes         *notes = br_signal_notes_get (br_window_get_show (self->window));
  g_autofree char       *address = self->item != NULL ? br_address_item_dup_address (self->item) : NULL;
  const ClaspSignalNote *known = address != NULL ? br_signal_notes_find (notes, address) : NULL;
  const char            *text = gtk_editable_get_text (GTK_EDITABLE (self->note));

  if (address == NULL || g_strcmp0 (known != NULL && known->text != NULL ? known->text : "", text) == 0)
    return;
  if (!br_window_refuse_edit (self->window))
    br_signal_notes_set_text (notes, address, text);
  br_signal_inspector_show_note (self);
}

static void
span_toggled_cb (BrSignalInspector *self)
{
  const struct
  {
    GtkToggleButton *button;
    gint64           seconds;
  } spans[] = { { self->span_short, 10 }, { self->span_minute, 60 }, { self->span_ten, 600 }, { self->span_hour, 3600 } };

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    if (gtk_toggle_button_get_active (spans[i].button))
      br_chart_set_span (self->chart, spans[i].seconds * G_USEC_PER_SEC);
}

/* The template's words have what keyboards have. */
static void
space_units (GtkButton *const *buttons)
{
  for (; *buttons != NULL; buttons++)
    {
      g_autofree char *label = br_format_units (g_strdup (gtk_button_get_label (*buttons)));

      gtk_button_set_label (*buttons, label);
    }
}

static void
looked_at_cb (BrSignalInspector *self)
{
  g_autofree char *text = br_chart_dup_cursor_text (self->chart);

  gtk_widget_set_visible (GTK_WIDGET (self->cursor), text != NULL);
  gtk_label_set_label (self->cursor, text != NULL ? text : "");
}

static void
export_chosen_cb (GObject *owner,
                  GFile   *file,
                  gpointer text)
{
  br_export_write (BR_SIGNAL_INSPECTOR (owner)->window, file, text, _("History exported"));
}

/* What was shown when the person asked, not what has passed by when they found a name. */
static void
export_cb (BrSignalInspector *self)
{
  const BrFileChoice choice = { .title = _("Export History"), .action = GTK_FILE_CHOOSER_ACTION_SAVE, .name = "signal.csv" };
  char              *text = br_chart_to_csv (self->chart);

  br_file_choose (GTK_WINDOW (self->window),
                  &choice,
                  G_OBJECT (self),
                  export_chosen_cb,
                  g_bytes_new_take (text, strlen (text)),
                  (GDestroyNotify) g_bytes_unref);
}

static void
br_signal_inspector_show_statistics (BrSignalInspector *self)
{
  double minimum, maximum, mean;
  char   texts[3][32];

  if (!br_chart_get_statistics (self->chart, &minimum, &maximum, &mean))
    {
      br_take_label (self->statistics, g_strdup (""));
      return;
    }

  br_format_number (minimum, texts[0], sizeof texts[0]);
  br_format_number (maximum, texts[1], sizeof texts[1]);
  br_format_number (mean, texts[2], sizeof texts[2]);
  /* Translators: of the history that is shown */
  br_take_label (self->statistics, g_strdup_printf (_("lowest %s, highest %s, mean %s"), texts[0], texts[1], texts[2]));
}

static void
br_signal_inspector_send (BrSignalInspector *self,
                          const ClaspValue  *value)
{
  g_autofree char *address = br_address_item_dup_address (self->item);
  ClaspSignalState state = { 0 };
  guint            signal = br_address_item_get_signal (self->item);

  if (signal != G_MAXUINT)
    clasp_signal_table_read_numbers (br_address_tree_get_table (br_address_item_get_tree (self->item)), signal, &state);
  clasp_engine_send (br_window_get_engine (self->window), address, value, state.signal == CLASP_SIGNAL_EVENT);
}

static void
entry_changed_cb (BrSignalInspector *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
}

static void
send_cb (BrSignalInspector *self)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  g_autoptr (GError)  error = NULL;

  if (self->item == NULL)
    return;
  if (!clasp_value_parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)), CLASP_VALUE_SYNTAX_AUTO, &value, &error))
    {
      gtk_label_set_label (self->problem, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
      return;
    }

  br_signal_inspector_send (self, &value);
}

static gboolean
fader_cb (GtkRange     *range,
          GtkScrollType scroll,
          double        number,
          gpointer      user_data)
{
  BrSignalInspector *self = BR_SIGNAL_INSPECTOR (gtk_widget_get_ancestor (GTK_WIDGET (range), BR_TYPE_SIGNAL_INSPECTOR));
  ClaspValue         value;

  if (self->item == NULL)
    return FALSE;

  number = CLAMP (number, self->range.minimum, self->range.maximum);
  value = self->range_known && self->range.integer ? clasp_value_int ((gint64) lround (number)) : clasp_value_double (number);
  br_signal_inspector_send (self, &value);

  return FALSE;
}

/* --- life --------------------------------------------------------------------------------------- */

static void
show_changed_cb (BrSignalInspector *self)
{
  if (self->item != NULL)
    br_signal_inspector_show_mappings (self);
}

void
br_signal_inspector_attach (BrSignalInspector *self,
                            BrWindow          *window)
{
  self->window = window;
  g_signal_connect_object (br_window_get_show (window), "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (br_signal_notes_get (br_window_get_show (window)),
                           "changed",
                           G_CALLBACK (notes_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (br_window_get_engine (window), "ranges-changed", G_CALLBACK (notes_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
br_signal_inspector_dispose (GObject *object)
{
  BrSignalInspector *self = BR_SIGNAL_INSPECTOR (object);

  if (self->asked != NULL)
    g_cancellable_cancel (self->asked);
  g_clear_object (&self->asked);
  g_clear_object (&self->item);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_SIGNAL_INSPECTOR);

  G_OBJECT_CLASS (br_signal_inspector_parent_class)->dispose (object);
}

static void
br_signal_inspector_class_init (BrSignalInspectorClass *klass)
{
  static const char *const names[N_SIGNALS]
    = { "map-requested", "favourite-requested", "treat-requested", "chart-requested", "forget-requested" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_signal_inspector_dispose;

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i]
      = g_signal_new (names[i], BR_TYPE_SIGNAL_INSPECTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (BR_TYPE_METER);
  g_type_ensure (BR_TYPE_CHART);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/signals/br-signal-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, address);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, value);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, meter);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, chart);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, span_short);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, span_minute);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, span_ten);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, span_hour);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, statistics);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, cursor);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, fader);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, adjustment);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, entry);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, problem);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, type);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, range_label);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, rate);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, age);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, origin);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, changes_row);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, changes_label);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, mappings);
  gtk_widget_class_bind_template_callback (widget_class, mappings_cb);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, star);
  gtk_widget_class_bind_template_child (widget_class, BrSignalInspector, note);
  gtk_widget_class_bind_template_callback (widget_class, favourite_cb);
  gtk_widget_class_bind_template_callback (widget_class, treat_cb);
  gtk_widget_class_bind_template_callback (widget_class, chart_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
  gtk_widget_class_bind_template_callback (widget_class, note_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, map_cb);
  gtk_widget_class_bind_template_callback (widget_class, span_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  gtk_widget_class_bind_template_callback (widget_class, fader_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
}

static void
br_signal_inspector_init (BrSignalInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  space_units ((GtkButton *[]) { GTK_BUTTON (self->span_short), GTK_BUTTON (self->span_minute), GTK_BUTTON (self->span_ten),
                                 GTK_BUTTON (self->span_hour), NULL });
  g_signal_connect_object (self->chart, "looked-at", G_CALLBACK (looked_at_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
br_signal_inspector_new (void)
{
  return g_object_new (BR_TYPE_SIGNAL_INSPECTOR, NULL);
}
