/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-editor-private.h"

#include "widgets/br-no-scroll.h"
#include "widgets/br-unparent.h"
#include "window/br-keys.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (BrMappingEditor, br_mapping_editor, GTK_TYPE_WIDGET)

static void
name_done_cb (BrMappingEditor *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->name));
  const char *name;

  if (self->mapping == NULL)
    return;
  name = clasp_show_item_get_name (CLASP_SHOW_ITEM (self->mapping));
  if (g_str_equal (text, name))
    return;
  if (br_window_refuse_edit (self->window))
    gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  else
    clasp_show_item_set_name (CLASP_SHOW_ITEM (self->mapping), text);
}

static void
add_source_cb (BrMappingEditor *self)
{
  br_mapping_editor_add_end (self, FALSE);
}

static void
add_target_cb (BrMappingEditor *self)
{
  br_mapping_editor_add_end (self, TRUE);
}

static void
try_cb (BrMappingEditor *self)
{
  if (self->mapping != NULL && !self->is_showing)
    br_mapping_editor_try (self);
}

static void
send_cb (BrMappingEditor *self)
{
  br_mapping_editor_send (self);
}

/* --- mapping --- */

static void
br_mapping_editor_show (BrMappingEditor *self)
{
  const char *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (self->mapping));

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->name)), name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  br_mapping_editor_build_ends (self);
  br_step_list_update (self->steps, clasp_mapping_get_source (self->mapping));
  br_mapping_editor_show_options (self);
  br_mapping_editor_show_circle (self);
  br_mapping_editor_recompile (self);
  br_tick_hub_wake (br_window_get_hub (self->window));
}

static void
show_changed_cb (BrMappingEditor *self, ClaspShowItem *item)
{
  ClaspShow *show = br_window_get_show (self->window);

  if (self->mapping == NULL)
    return;
  /* Another mapping may close a circle, or open one. */
  if (item != NULL && item != CLASP_SHOW_ITEM (self->mapping))
    {
      if (CLASP_IS_MAPPING (item) && gtk_widget_get_mapped (GTK_WIDGET (self)))
        br_mapping_editor_show_circle (self);
      return;
    }

  if (clasp_show_find (show, clasp_show_item_get_id (CLASP_SHOW_ITEM (self->mapping))) !=
      CLASP_SHOW_ITEM (self->mapping))
    br_mapping_editor_set_mapping (self, NULL);
  else
    br_mapping_editor_show (self);
}

static void
set_forms (BrMappingEditor *self, ClaspSettings *options)
{
  BrSettingsForm *forms[] = { self->join_form,     self->tolerance,  self->limit_form,
                              self->ways_form,     self->takeover_form, self->order_form,
                              self->note_form,     self->when_form };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    br_settings_form_set_settings (forms[i], options);
}

void
br_mapping_editor_set_mapping (BrMappingEditor *self, ClaspMapping *mapping)
{
  if (mapping == self->mapping)
    return;

  br_mapping_editor_stop_learning (self);
  g_set_object (&self->mapping, mapping);
  br_mapping_editor_reset (self);
  gtk_stack_set_visible_child_name (self->stack, mapping != NULL ? "mapping" : "nothing");
  br_step_list_set_owner (self->steps, self->window, mapping);
  br_condition_editor_set_mapping (self->condition, self->window, mapping);
  set_forms (self, mapping != NULL ? clasp_mapping_get_options (mapping) : NULL);
  if (mapping == NULL)
    return;

  gtk_label_set_label (self->try_text, _ ("Move the slider: nothing is sent."));
  gtk_widget_set_sensitive (GTK_WIDGET (self->try_send), FALSE);
  br_curve_view_set_dot (self->curve, NAN, NAN, FALSE, 0);
  br_mapping_editor_show (self);
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

  GTK_WIDGET_CLASS (br_mapping_editor_parent_class)->unmap (widget);
}

static void
br_mapping_editor_dispose (GObject *object)
{
  BrMappingEditor *self = BR_MAPPING_EDITOR (object);

  br_mapping_editor_stop_learning (self);
  g_clear_pointer (&self->learn_list, gtk_widget_unparent);
  g_clear_object (&self->mapping);
  br_mapping_editor_reset (self);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_MAPPING_EDITOR);

  G_OBJECT_CLASS (br_mapping_editor_parent_class)->dispose (object);
}

static void
br_mapping_editor_finalize (GObject *object)
{
  BrMappingEditor *self = BR_MAPPING_EDITOR (object);

  g_ptr_array_unref (self->chains);
  g_ptr_array_unref (self->tried);

  G_OBJECT_CLASS (br_mapping_editor_parent_class)->finalize (object);
}

static void
bind_head (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, name);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, mute);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, solo);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, circle);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, circle_text);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, circle_guard);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, sources);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, targets);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, add_source);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, add_target);
}

static void
bind_options (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, join_box);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, join_form);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, tolerance);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, limit_form);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, ways_form);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, takeover_form);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, order_form);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, note_form);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, when_form);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, when);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, takeover);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, level_row);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, level);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, level_value);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, convert);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, ways);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, conditions);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, order);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, note);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, condition);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, colours);
}

static void
bind_values (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, steps);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, curve);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, try_scale);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, try_number);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, try_value);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, try_text);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, try_send);
}

static void
br_mapping_editor_class_init (BrMappingEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_mapping_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_mapping_editor_finalize;
  widget_class->map = br_mapping_editor_map;
  widget_class->unmap = br_mapping_editor_unmap;

  g_type_ensure (BR_TYPE_CONDITION_EDITOR);
  g_type_ensure (BR_TYPE_CURVE_VIEW);
  g_type_ensure (BR_TYPE_SETTINGS_FORM);
  g_type_ensure (BR_TYPE_STEP_LIST);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/clasp_bridge/ClaspBridge/mapping/br-mapping-editor.ui");
  bind_head (widget_class);
  bind_options (widget_class);
  bind_values (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, name_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_source_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_target_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  br_mapping_editor_install_acts (widget_class);
  br_mapping_editor_install_presets (widget_class);
}

static void
tried_free (gpointer data)
{
  BrTried *tried = data;

  g_free (tried->address);
  clasp_value_clear (&tried->value);
  g_free (tried);
}

static void
chain_free (gpointer data)
{
  clasp_chain_free (data);
}

/* Which options stand in which group. */
static void
br_mapping_editor_name_forms (BrMappingEditor *self)
{
  static const char *const join_names[] = { "join", "fire", NULL };
  static const char *const tolerance_names[] = { "epsilon", NULL };
  static const char *const limit_names[] = { "rate-hz", "rate-keep", NULL };
  static const char *const ways_names[] = { "two-way",       "hold-off-ms", "page",        "page-delay-ms", "feedback",
                                            "feedback-off", "feedback-on",  "feedback-idle", NULL };
  static const char *const takeover_names[] = { "takeover-window", NULL };
  static const char *const when_names[] = { "when-opens", "when-closes", NULL };
  static const char *const order_names[] = { "stop", "swallow", "layers", "layer-off", "on-start", "idle-reset-s", "reset-on-reconnect", "feeds-itself", NULL };
  static const char *const note_names[] = { "notes", NULL };

  br_settings_form_set_names (self->join_form, join_names);
  br_settings_form_set_names (self->tolerance, tolerance_names);
  br_settings_form_set_names (self->limit_form, limit_names);
  br_settings_form_set_names (self->ways_form, ways_names);
  br_settings_form_set_names (self->takeover_form, takeover_names);
  br_settings_form_set_names (self->when_form, when_names);
  br_settings_form_set_names (self->order_form, order_names);
  br_settings_form_set_names (self->note_form, note_names);
}

static void
br_mapping_editor_init (BrMappingEditor *self)
{
  self->chains = g_ptr_array_new_with_free_func (chain_free);
  self->tried = g_ptr_array_new_with_free_func (tried_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  br_keys_hint (GTK_WIDGET (self->mute), "mapping.mute");
  br_keys_hint (GTK_WIDGET (self->solo), "mapping.solo");
  br_mapping_editor_name_forms (self);
  br_no_scroll (self->level);
  br_no_scroll (self->try_scale);
  br_no_scroll (self->try_number);
  br_keys_add_to_list (GTK_WIDGET (self), "editor.", GTK_PHASE_BUBBLE);
}

GtkWidget *
br_mapping_editor_new (BrWindow *window)
{
  BrMappingEditor *self = g_object_new (BR_TYPE_MAPPING_EDITOR, NULL);

  self->window = window;
  br_mapping_editor_reset (self);
  br_mapping_editor_build_options (self);
  br_mapping_editor_build_presets (self);
  g_signal_connect_object (br_window_get_show (window), "changed", G_CALLBACK (show_changed_cb),
                           self, G_CONNECT_SWAPPED);
  br_tick_hub_add (br_window_get_hub (window), GTK_WIDGET (self), tick_cb);

  return GTK_WIDGET (self);
}
