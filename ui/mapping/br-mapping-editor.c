/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-editor-private.h"

#include "mapping/br-step-chooser.h"
#include "mapping/br-mapping-more.h"
#include "mapping/br-step-row.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <string.h>

#define LEARN_MS 10000

G_DEFINE_FINAL_TYPE (BrMappingEditor, br_mapping_editor, GTK_TYPE_WIDGET)

/* --- steps --- */

static int
find_step (BrMappingEditor *self, ClaspStep *step)
{
  GListModel *steps = clasp_mapping_get_steps (self->mapping);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) other = g_list_model_get_item (steps, i);

      if (other == step)
        return (int) i;
    }

  return -1;
}

static void
step_remove_cb (BrStepRow *row, BrMappingEditor *self)
{
  int position = find_step (self, br_step_row_get_step (row));

  if (position < 0)
    return;

  clasp_mapping_remove_step (self->mapping, (guint) position);
  br_window_toast (self->window, _ ("Step removed"), TRUE);
}

static GtkWidget *
find_row (BrMappingEditor *self, ClaspStep *step)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->steps));

  while (row != NULL && br_step_row_get_step (BR_STEP_ROW (row)) != step)
    row = gtk_widget_get_next_sibling (row);

  return row;
}

static void
step_move_cb (BrStepRow *row, int by, BrMappingEditor *self)
{
  g_autoptr (ClaspStep) step = g_object_ref (br_step_row_get_step (row));
  int                   from = find_step (self, step);
  int        n = (int) g_list_model_get_n_items (clasp_mapping_get_steps (self->mapping));
  GtkWidget *moved;

  if (from < 0 || from + by < 0 || from + by >= n)
    return;

  clasp_mapping_move_step (self->mapping, (guint) from, (guint) (from + by));
  /* The rows are new: the focus goes along. */
  moved = find_row (self, step);
  if (moved != NULL)
    gtk_widget_child_focus (moved, GTK_DIR_TAB_FORWARD);
}

static void
step_dropped_cb (BrStepRow *row, ClaspStep *step, BrMappingEditor *self)
{
  int from = find_step (self, step);
  int to = find_step (self, br_step_row_get_step (row));

  if (from >= 0 && to >= 0)
    clasp_mapping_move_step (self->mapping, (guint) from, (guint) to);
}

static gboolean
rows_fit (BrMappingEditor *self)
{
  GListModel *steps = clasp_mapping_get_steps (self->mapping);
  GtkWidget  *row = gtk_widget_get_first_child (GTK_WIDGET (self->steps));

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      if (row == NULL || br_step_row_get_step (BR_STEP_ROW (row)) != step)
        return FALSE;
      row = gtk_widget_get_next_sibling (row);
    }

  return row == NULL;
}

static void
br_mapping_editor_build_steps (BrMappingEditor *self)
{
  const ClaspRegistry *registry = clasp_show_get_registry (br_window_get_show (self->window));
  GListModel          *steps = clasp_mapping_get_steps (self->mapping);
  GtkWidget           *child;

  if (rows_fit (self))
    return;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->steps))) != NULL)
    gtk_box_remove (self->steps, child);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);
      const ClaspKind      *kind =
        clasp_kind_find (registry->steps, registry->n_steps, clasp_step_get_kind (step));
      GtkWidget *row =
        br_step_row_new (step, i + 1, kind != NULL ? _ (kind->title) : clasp_step_get_kind (step),
                         kind != NULL ? _ (kind->summary) : NULL);

      g_signal_connect_object (row, "remove-requested", G_CALLBACK (step_remove_cb), self, 0);
      g_signal_connect_object (row, "move-requested", G_CALLBACK (step_move_cb), self, 0);
      g_signal_connect_object (row, "dropped", G_CALLBACK (step_dropped_cb), self, 0);
      gtk_box_append (self->steps, row);
    }
}

static void
add_step_cb (BrMappingEditor *self, const char *kind)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (ClaspStep) step = NULL;
  guint                 n;

  gtk_menu_button_popdown (self->add_button);
  if (self->mapping == NULL)
    return;

  n = g_list_model_get_n_items (clasp_mapping_get_steps (self->mapping));
  step = clasp_show_create_step (br_window_get_show (self->window), kind, &error);
  if (step == NULL || !clasp_mapping_insert_step (self->mapping, n, step))
    br_window_toast (self->window,
                     error != NULL ? error->message : _ ("A mapping has no more than 32 steps."),
                     FALSE);
}

/* --- ends --- */

/* Takes over what is in the entry, unless it cannot work: then the mapping keeps its last good one.
 */
static void
br_mapping_editor_take_end (BrMappingEditor *self, gboolean is_source)
{
  GtkEntry              *entry = is_source ? self->source : self->target;
  GtkLabel              *problem = is_source ? self->source_problem : self->target_problem;
  const char            *prefix = is_source ? "source: " : "target: ";
  g_autofree char       *text = NULL;
  g_autoptr (GError)     error = NULL;
  g_autoptr (ClaspChain) chain = NULL;

  if (self->mapping == NULL)
    return;

  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  if (g_strcmp0 (text, is_source ? clasp_mapping_get_source (self->mapping)
                                 : clasp_mapping_get_target (self->mapping)) == 0)
    {
      gtk_widget_set_visible (GTK_WIDGET (problem), FALSE);
      return;
    }

  chain =
    br_mapping_compile (self->mapping, is_source ? text : NULL, is_source ? NULL : text, &error);
  if (error != NULL && g_str_has_prefix (error->message, prefix))
    {
      gtk_label_set_label (problem, error->message + strlen (prefix));
      gtk_widget_set_visible (GTK_WIDGET (problem), TRUE);
      return;
    }

  if (is_source)
    clasp_mapping_set_source (self->mapping, text);
  else
    clasp_mapping_set_target (self->mapping, text);
}

static void
source_done_cb (BrMappingEditor *self)
{
  br_mapping_editor_take_end (self, TRUE);
}

static void
target_done_cb (BrMappingEditor *self)
{
  br_mapping_editor_take_end (self, FALSE);
}

static void
learned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BrMappingEditor) self = user_data;
  g_autoptr (GError)          error = NULL;
  g_autofree char *address = clasp_engine_learn_finish (CLASP_ENGINE (source), result, &error);
  gboolean         for_source;

  /* Another run began, or the editor goes. */
  if (self->learning == NULL || g_task_get_cancellable (G_TASK (result)) != self->learning)
    return;

  for_source = gtk_toggle_button_get_active (self->source_learn);
  g_clear_object (&self->learning);
  gtk_toggle_button_set_active (self->source_learn, FALSE);
  gtk_toggle_button_set_active (self->target_learn, FALSE);
  if (address != NULL && self->mapping != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (for_source ? self->source : self->target), address);
      br_mapping_editor_take_end (self, for_source);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    br_window_toast (self->window, _ ("Nothing moved"), FALSE);
}

static void
br_mapping_editor_stop_learning (BrMappingEditor *self)
{
  if (self->learning != NULL)
    g_cancellable_cancel (self->learning);
  g_clear_object (&self->learning);
}

static void
learn_toggled_cb (BrMappingEditor *self, GtkToggleButton *button)
{
  GtkToggleButton *other = button == self->source_learn ? self->target_learn : self->source_learn;

  if (!gtk_toggle_button_get_active (button))
    {
      if (!gtk_toggle_button_get_active (other))
        br_mapping_editor_stop_learning (self);
      return;
    }

  br_mapping_editor_stop_learning (self);
  self->learning = g_cancellable_new ();
  gtk_toggle_button_set_active (other, FALSE);
  br_window_toast (self->window, _ ("Move something to choose it"), FALSE);
  clasp_engine_learn_async (br_window_get_engine (self->window), "/**", LEARN_MS, self->learning,
                            learned_cb, g_object_ref (self));
}

/* --- head and trying --- */

static void
name_done_cb (BrMappingEditor *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->name));

  if (self->mapping != NULL &&
      g_strcmp0 (text, clasp_show_item_get_name (CLASP_SHOW_ITEM (self->mapping))) != 0)
    clasp_show_item_set_name (CLASP_SHOW_ITEM (self->mapping), text);
}

static void
delete_cb (BrMappingEditor *self)
{
  ClaspShow               *show = br_window_get_show (self->window);
  g_autoptr (ClaspMapping) mapping = g_object_ref (self->mapping);
  const char              *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping));
  g_autofree char         *label = g_strdup_printf (_ ("Delete %s"), name);
  g_autofree char         *text = g_strdup_printf (_ ("Deleted %s"), name);

  clasp_show_begin_edit (show, label);
  clasp_show_remove (show, CLASP_SHOW_ITEM (mapping));
  clasp_show_end_edit (show);
  br_window_toast (self->window, text, TRUE);
}

static gboolean
try_cb (GtkRange *range, GtkScrollType scroll, double value, BrMappingEditor *self)
{
  gtk_adjustment_set_value (self->try_value, value);
  br_mapping_editor_try (self);

  return TRUE;
}

static void
send_cb (BrMappingEditor *self)
{
  br_mapping_editor_send (self);
}

/* --- mapping --- */

static void
set_text (GtkEntry *entry, const char *text)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
show_more (GtkLabel *label, char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
  g_free (text);
}

static void
br_mapping_editor_show (BrMappingEditor *self)
{
  set_text (self->name, clasp_show_item_get_name (CLASP_SHOW_ITEM (self->mapping)));
  set_text (self->source, clasp_mapping_get_source (self->mapping));
  set_text (self->target, clasp_mapping_get_target (self->mapping));
  show_more (self->source_more, br_mapping_dup_more_sources (self->mapping));
  show_more (self->target_more, br_mapping_dup_more_targets (self->mapping));
  show_more (self->options_text, br_mapping_dup_options (self->mapping));
  br_mapping_editor_build_steps (self);
  br_mapping_editor_recompile (self);
  br_tick_hub_wake (br_window_get_hub (self->window));
}

static void
show_changed_cb (BrMappingEditor *self, ClaspShowItem *item)
{
  ClaspShow *show = br_window_get_show (self->window);

  if (self->mapping == NULL || (item != NULL && item != CLASP_SHOW_ITEM (self->mapping)))
    return;

  if (clasp_show_find (show, clasp_show_item_get_id (CLASP_SHOW_ITEM (self->mapping))) !=
      CLASP_SHOW_ITEM (self->mapping))
    br_mapping_editor_set_mapping (self, NULL);
  else
    br_mapping_editor_show (self);
}

void
br_mapping_editor_set_mapping (BrMappingEditor *self, ClaspMapping *mapping)
{
  if (mapping == self->mapping)
    return;

  br_mapping_editor_stop_learning (self);
  g_clear_pointer (&self->mute_binding, g_binding_unbind);
  g_clear_pointer (&self->convert_binding, g_binding_unbind);
  g_set_object (&self->mapping, mapping);
  br_mapping_editor_reset (self);
  gtk_stack_set_visible_child_name (self->stack, mapping != NULL ? "mapping" : "nothing");
  if (mapping == NULL)
    return;

  self->mute_binding = g_object_bind_property (mapping, "enabled", self->mute, "active",
                                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL |
                                                 G_BINDING_INVERT_BOOLEAN);
  self->convert_binding = g_object_bind_property (mapping, "convert", self->convert, "active",
                                                  G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  gtk_label_set_label (self->source_now, "–");
  gtk_label_set_label (self->target_now, "–");
  gtk_label_set_label (self->try_text, _ ("Move the slider: nothing is sent."));
  gtk_widget_set_sensitive (GTK_WIDGET (self->try_send), FALSE);
  br_curve_view_set_dot (self->curve, 0.0 / 0.0, 0.0 / 0.0, FALSE, 0);
  br_mapping_editor_show (self);
}

ClaspMapping *
br_mapping_editor_get_mapping (BrMappingEditor *self)
{
  return self->mapping;
}

void
br_mapping_editor_focus_name (BrMappingEditor *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

/* --- life --- */

static gboolean
tick_cb (GtkWidget *widget, gint64 now_us)
{
  return br_mapping_editor_tick (BR_MAPPING_EDITOR (widget), now_us);
}

static void
br_mapping_editor_map (GtkWidget *widget)
{
  BrMappingEditor *self = BR_MAPPING_EDITOR (widget);

  GTK_WIDGET_CLASS (br_mapping_editor_parent_class)->map (widget);

  clasp_engine_watch_mappings (br_window_get_engine (self->window));
  self->watching = TRUE;
}

static void
br_mapping_editor_unmap (GtkWidget *widget)
{
  BrMappingEditor *self = BR_MAPPING_EDITOR (widget);

  if (self->watching)
    clasp_engine_unwatch_mappings (br_window_get_engine (self->window));
  self->watching = FALSE;
  br_mapping_editor_stop_learning (self);
  gtk_toggle_button_set_active (self->source_learn, FALSE);
  gtk_toggle_button_set_active (self->target_learn, FALSE);

  GTK_WIDGET_CLASS (br_mapping_editor_parent_class)->unmap (widget);
}

static void
br_mapping_editor_dispose (GObject *object)
{
  BrMappingEditor *self = BR_MAPPING_EDITOR (object);

  br_mapping_editor_stop_learning (self);
  g_clear_pointer (&self->mute_binding, g_binding_unbind);
  g_clear_pointer (&self->convert_binding, g_binding_unbind);
  g_clear_object (&self->mapping);
  br_mapping_editor_reset (self);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_MAPPING_EDITOR);

  G_OBJECT_CLASS (br_mapping_editor_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, name);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, mute);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, source);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, source_problem);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, source_more);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, target_more);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, options_text);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, source_learn);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, source_now);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, source_meter);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, steps);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, add_button);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, add_popover);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, curve);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, target);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, target_problem);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, target_learn);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, target_now);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, target_meter);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, convert);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, try_scale);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, try_value);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, try_text);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, try_send);
}

static void
br_mapping_editor_class_init (BrMappingEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_mapping_editor_dispose;
  widget_class->map = br_mapping_editor_map;
  widget_class->unmap = br_mapping_editor_unmap;

  g_type_ensure (BR_TYPE_METER);
  g_type_ensure (BR_TYPE_CURVE_VIEW);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/clasp_bridge/ClaspBridge/mapping/br-mapping-editor.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, name_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
  gtk_widget_class_bind_template_callback (widget_class, source_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, target_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, learn_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
}

static void
br_mapping_editor_init (BrMappingEditor *self)
{
  self->try_output = clasp_value_null ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
br_mapping_editor_new (BrWindow *window)
{
  BrMappingEditor *self = g_object_new (BR_TYPE_MAPPING_EDITOR, NULL);
  GtkWidget       *chooser
    = br_step_chooser_new (clasp_show_get_registry (br_window_get_show (window)));

  self->window = window;
  br_mapping_editor_reset (self);
  gtk_popover_set_child (self->add_popover, chooser);
  g_signal_connect_object (chooser, "chosen", G_CALLBACK (add_step_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (br_window_get_show (window), "changed", G_CALLBACK (show_changed_cb),
                           self, G_CONNECT_SWAPPED);
  br_tick_hub_add (br_window_get_hub (window), GTK_WIDGET (self), tick_cb);

  return GTK_WIDGET (self);
}
