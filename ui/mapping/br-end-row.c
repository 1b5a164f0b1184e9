/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-end-row-private.h"

#include "mapping/br-mapping-edit.h"
#include "mapping/clasp-json-path.h"
#include "mapping/clasp-json-template.h"
#include "patch/br-patch-edit.h"
#include "widgets/br-format.h"
#include "widgets/br-reorder.h"
#include "widgets/br-signal-notes.h"
#include "widgets/br-unparent.h"
#include "window/br-keys.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* How often what matches a pattern is counted. */
#define COUNT_US (2 * G_USEC_PER_SEC)
#define TEXT_US (G_USEC_PER_SEC / 15)

enum
{
  ADDRESS_TYPED,
  LEARN_TOGGLED,
  REMOVE_REQUESTED,
  MOVE_REQUESTED,
  DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrEndRow, br_end_row, GTK_TYPE_WIDGET)

/* --- acts --- */

static void
done_cb (BrEndRow *self)
{
  g_autofree char *text = NULL;

  /* The focus also leaves when the row goes. */
  if (self->end == NULL || self->is_showing)
    return;
  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  if (g_str_equal (text, clasp_mapping_end_get_address (self->end)))
    br_end_row_set_problem (self, NULL);
  else
    g_signal_emit (self, signals[ADDRESS_TYPED], 0, text);
}

void
br_end_row_type_address (BrEndRow *self, const char *address)
{
  g_signal_emit (self, signals[ADDRESS_TYPED], 0, address);
}

static void
learn_cb (BrEndRow *self)
{
  g_signal_emit (self, signals[LEARN_TOGGLED], 0, gtk_toggle_button_get_active (self->learn));
}

static void
remove_cb (BrEndRow *self)
{
  g_signal_emit (self, signals[REMOVE_REQUESTED], 0);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  remove_cb (BR_END_ROW (widget));
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[MOVE_REQUESTED], 0, g_str_equal (name, "part.up") ? -1 : 1);
}

static void
invert_cb (BrEndRow *self)
{
  if (self->is_showing)
    return;
  if (!br_window_refuse_edit (self->window))
    br_target_set_inverted (br_window_get_show (self->window), self->end,
                            gtk_switch_get_active (self->invert));
  self->is_showing = TRUE;
  gtk_switch_set_active (self->invert, br_target_get_inverted (self->end));
  self->is_showing = FALSE;
}

/* --- settings --- */

/* What only the engine can read of them. */
static gboolean
check_cb (ClaspSettings *candidate, gpointer user_data, GError **error)
{
  BrEndRow                     *self = user_data;
  const char                   *text;
  g_autoptr (ClaspRoutePattern) pattern =
    clasp_route_pattern_new (clasp_mapping_get_source (self->mapping), NULL);
  g_autoptr (ClaspJsonPath)     path = NULL;
  g_autoptr (ClaspJsonTemplate) template = NULL;

  if (!self->is_target)
    {
      text = clasp_settings_get_string (candidate, "path");
      return *text == '\0' || (path = clasp_json_path_new (text, error)) != NULL;
    }
  text = clasp_settings_get_string (candidate, "template");
  return *text == '\0' || (template = clasp_json_template_new (text, pattern, error)) != NULL;
}

/* --- live --- */

static void
br_end_row_find_signal (BrEndRow *self, const char *seen)
{
  const char    *address = clasp_mapping_end_get_address (self->end);
  BrAddressTree *tree = br_window_get_tree (self->window);
  BrNode         node;

  if (!br_is_exact (address))
    address = seen;
  if (!g_str_equal (self->seen, address))
    {
      g_free (self->seen);
      self->seen = g_strdup (address);
      self->signal = G_MAXUINT;
      br_level_memory_start (&self->memory, address);
      br_meter_set_name (self->meter, address);
    }
  if (self->signal != G_MAXUINT || *address == '\0')
    return;
  node = br_address_tree_find (tree, address);
  if (node != BR_NODE_NONE)
    self->signal = br_address_tree_get_signal (tree, node);
}

/* The range of the address that is shown, else what such values mostly have. */
static void
find_range (BrEndRow *self, ClaspRange *range)
{
  if (*self->seen == '\0' || !br_range_of_address (br_window_get_show (self->window), self->seen, range))
    *range = (ClaspRange){ 0, 1, FALSE };
}

static void
br_end_row_show_text (BrEndRow *self)
{
  g_autofree char *value =
    self->signal != G_MAXUINT ? br_level_dup_text (&self->level, &self->memory, &self->state) : g_strdup ("–");

  g_autofree char *marked = br_format_figures (value);

  if (g_strcmp0 (gtk_label_get_label (self->now), marked) == 0)
    return;
  gtk_label_set_label (self->now, marked);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->now), self->seen);
}

gboolean
br_end_row_tick (BrEndRow *self, const char *seen, gint64 now_us)
{
  ClaspSignalTable *table = br_address_tree_get_table (br_window_get_tree (self->window));
  guint32           n_updates = self->state.n_updates;
  ClaspRange        range;

  br_end_row_find_signal (self, seen);
  if (now_us - self->counted_us > COUNT_US)
    {
      self->counted_us = now_us;
      br_end_row_show_missing (self);
      if (self->counted_size != clasp_signal_table_get_size (table))
        br_end_row_count (self);
    }
  if (self->signal == G_MAXUINT)
    {
      br_end_row_show_text (self);
      return FALSE;
    }

  find_range (self, &range);
  br_level_read (&self->level, &self->memory, table, self->signal, &self->state, &range, FALSE, FALSE, now_us);
  br_meter_set_level (self->meter, &self->level);
  if (now_us - self->text_us < TEXT_US)
    return n_updates != self->state.n_updates;
  self->text_us = now_us;
  br_end_row_show_text (self);
  return n_updates != self->state.n_updates;
}

double
br_end_row_get_number (BrEndRow *self)
{
  return self->signal != G_MAXUINT ? self->state.number : NAN;
}

void
br_end_row_set_pickup (BrEndRow *self, double hardware, double window)
{
  ClaspRange range;

  find_range (self, &range);
  br_pickup_set (self->pickup, hardware, br_end_row_get_number (self), window, &range);
}

/* --- dragging --- */

static void
dropped_cb (GtkWidget *row, gpointer dropped)
{
  g_signal_emit (row, signals[DROPPED], 0, dropped);
}

/* --- showing --- */

static void
set_name (gpointer widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
br_end_row_name (BrEndRow *self, guint number, guint n)
{
  g_autofree char *name =
    n == 1 ? g_strdup (self->is_target ? C_ ("of a mapping", "To") : C_ ("of a mapping", "From"))
           : g_strdup_printf (self->is_target ? _ ("To, %u of %u") : _ ("From, %u of %u"), number, n);
  g_autofree char *more =
    g_strdup_printf (self->is_target ? _ ("Settings of Target %u") : _ ("Settings of Source %u"),
                     number);
  g_autofree char *remove =
    g_strdup_printf (self->is_target ? _ ("Remove Target %u") : _ ("Remove Source %u"), number);

  set_name (self->entry, name);
  set_name (self->more, more);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->more), more);
  gtk_button_set_label (self->remove, remove);
}

static gboolean
has_settings (BrEndRow *self)
{
  ClaspSettings            *options = clasp_mapping_end_get_options (self->end);
  g_autoptr (ClaspSettings) initial = g_object_new (G_OBJECT_TYPE (options), NULL);

  return !clasp_settings_equal (options, initial) ||
         (self->is_target &&
          g_list_model_get_n_items (clasp_mapping_end_get_steps (self->end)) > 0);
}

void
br_end_row_update (BrEndRow *self, guint number, guint n)
{
  const char *address = clasp_mapping_end_get_address (self->end);

  self->is_showing = TRUE;
  br_end_row_name (self, number, n);
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->entry)), address))
    gtk_editable_set_text (GTK_EDITABLE (self->entry), address);
  br_end_row_show_connections (self);
  gtk_widget_set_visible (self->handle, n > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->remove), n > 1);
  if (self->is_target)
    {
      gtk_switch_set_active (self->invert, br_target_get_inverted (self->end));
      br_step_list_update (self->steps, clasp_mapping_get_source (self->mapping));
    }
  /* What is set is seen without looking for it. */
  if (has_settings (self))
    gtk_widget_add_css_class (GTK_WIDGET (self->more), "accent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->more), "accent");
  br_end_row_count (self);
  self->is_showing = FALSE;
}

static void
more_cb (BrEndRow *self)
{
  gtk_widget_set_visible (self->options, gtk_toggle_button_get_active (self->more));
}

void
br_end_row_set_problem (BrEndRow *self, const char *problem)
{
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                               : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

void
br_end_row_set_learning (BrEndRow *self, gboolean learning)
{
  gtk_toggle_button_set_active (self->learn, learning);
}

GtkWidget *
br_end_row_get_learn_button (BrEndRow *self)
{
  return GTK_WIDGET (self->learn);
}

void
br_end_row_focus (BrEndRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

ClaspMappingEnd *
br_end_row_get_end (BrEndRow *self)
{
  return self->end;
}

BrStepList *
br_end_row_get_steps (BrEndRow *self)
{
  return self->is_target ? self->steps : NULL;
}

/* --- life --- */

static void
br_end_row_dispose (GObject *object)
{
  BrEndRow *self = BR_END_ROW (object);

  g_clear_object (&self->end);
  g_clear_object (&self->mapping);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_END_ROW);
  g_clear_pointer (&self->connection_ids, g_strfreev);
  g_clear_pointer (&self->seen, g_free);

  G_OBJECT_CLASS (br_end_row_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, handle);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, entry);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, learn);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, more);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, problem);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, missing);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, missing_text);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, swap);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, swap_box);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, swap_popover);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, meter);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, now);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, pickup);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, many);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, matches);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, options);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, connection);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, invert_row);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, invert);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, form);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, steps_title);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, steps);
  gtk_widget_class_bind_template_child (widget_class, BrEndRow, remove);
}

static void
install_signals (GType type)
{
  signals[ADDRESS_TYPED] = g_signal_new ("address-typed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[LEARN_TOGGLED] = g_signal_new ("learn-toggled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[REMOVE_REQUESTED] = g_signal_new ("remove-requested", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVE_REQUESTED] = g_signal_new ("move-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[DROPPED] = g_signal_new ("dropped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, CLASP_TYPE_MAPPING_END);
}

static void
br_end_row_class_init (BrEndRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_end_row_dispose;
  install_signals (BR_TYPE_END_ROW);
  g_type_ensure (BR_TYPE_METER);
  g_type_ensure (BR_TYPE_PICKUP);
  g_type_ensure (BR_TYPE_SETTINGS_FORM);
  g_type_ensure (BR_TYPE_STEP_LIST);
  gtk_widget_class_set_css_name (widget_class, "end-row");
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/clasp_bridge/ClaspBridge/mapping/br-end-row.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, learn_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "connection_cb",
                                                G_CALLBACK (br_end_row_choose_connection));
  gtk_widget_class_bind_template_callback (widget_class, invert_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_install_action (widget_class, "part.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "part.up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "part.down", NULL, move_action);
}

static void
br_end_row_init (BrEndRow *self)
{
  self->seen = g_strdup ("");
  self->signal = G_MAXUINT;
  gtk_widget_init_template (GTK_WIDGET (self));
  br_keys_add_to_list (GTK_WIDGET (self), "part.", GTK_PHASE_BUBBLE);
}

static void
br_end_row_name_side (BrEndRow *self)
{
  const char *learn =
    self->is_target ? _ ("Learn: Move What Shall Follow") : _ ("Learn: Move a Control");

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->learn), learn);
  set_name (self->learn, learn);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->entry),
                               self->is_target
                                 ? _ ("An address, or a template as /artnet/0/0/0/{n+10}")
                                 : _ ("An address, or a pattern as /osc/fader/{n:1..8}"));
  br_meter_set_name (self->meter, self->is_target ? C_ ("of a mapping", "To") : C_ ("of a mapping", "From"));
  gtk_widget_set_visible (self->invert_row, self->is_target);
  gtk_widget_set_visible (self->steps_title, self->is_target);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), self->is_target);
}

GtkWidget *
br_end_row_new (BrWindow *window, ClaspMapping *mapping, ClaspMappingEnd *end, gboolean is_target)
{
  static const char *const of_source[] = { "path", "signal", "key", NULL };
  static const char *const of_target[] = { "merge",    "priority", "timeout-s", "weight",
                                           "template", "signal",   "release",   NULL };
  BrEndRow *self = g_object_new (BR_TYPE_END_ROW, NULL);

  self->window = window;
  self->mapping = g_object_ref (mapping);
  self->end = g_object_ref (end);
  self->is_target = is_target;
  br_settings_form_set_names (self->form, is_target ? of_target : of_source);
  br_settings_form_set_check (self->form, check_cb, self);
  br_settings_form_set_settings (self->form, clasp_mapping_end_get_options (end));
  if (is_target)
    br_step_list_set_owner (self->steps, window, end);
  br_end_row_name_side (self);
  br_reorder_add (GTK_WIDGET (self), self->handle, CLASP_TYPE_MAPPING_END, &self->end, dropped_cb);

  return GTK_WIDGET (self);
}
