/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-editor-private.h"

#include "clasp-circles.h"
#include "mapping/br-mapping-edit.h"
#include "patch/br-patch-edit.h"

#include <glib/gi18n.h>

/* The head with its menu, and the controls that stand for several settings at once. */

static ClaspShow *
get_show (BrMappingEditor *self)
{
  return br_window_get_show (self->window);
}

static const char *
get_name (BrMappingEditor *self)
{
  const char *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (self->mapping));

  return *name != '\0' ? name : clasp_mapping_get_source (self->mapping);
}

/* --- head --- */

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  br_mapping_editor_focus_name (BR_MAPPING_EDITOR (widget));
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrMappingEditor         *self = BR_MAPPING_EDITOR (widget);
  g_autoptr (ClaspMapping) mapping = NULL;
  g_autofree char         *label = NULL;
  g_autofree char         *text = NULL;

  if (self->mapping == NULL || br_window_refuse_edit (self->window))
    return;
  mapping = g_object_ref (self->mapping);
  label = g_strdup_printf (_ ("Delete %s"), get_name (self));
  text = g_strdup_printf (_ ("Deleted %s"), get_name (self));
  clasp_show_begin_edit (get_show (self), label);
  clasp_show_remove (get_show (self), CLASP_SHOW_ITEM (mapping));
  clasp_show_end_edit (get_show (self));
  br_window_toast (self->window, text, TRUE);
}

static void
duplicate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrMappingEditor      *self = BR_MAPPING_EDITOR (widget);
  g_autoptr (GPtrArray) mappings = g_ptr_array_new ();
  g_autoptr (GPtrArray) copies = NULL;

  if (self->mapping == NULL || br_window_refuse_edit (self->window))
    return;
  g_ptr_array_add (mappings, self->mapping);
  copies = br_patch_duplicate (get_show (self), mappings);
  br_window_toast (self->window, _ ("Mapping duplicated"), TRUE);
}

static void
split_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrMappingEditor      *self = BR_MAPPING_EDITOR (widget);
  g_autoptr (GPtrArray) parts = NULL;
  g_autofree char      *text = NULL;

  if (self->mapping == NULL || br_window_refuse_edit (self->window))
    return;
  parts = br_mapping_split (get_show (self), self->mapping);
  text = g_strdup_printf (ngettext ("Split into %u mapping", "Split into %u mappings", parts->len),
                          parts->len);
  br_window_toast (self->window, text, TRUE);
}

/* Muting is part of a performance: allowed in show mode. */
static void
toggle_mute (BrMappingEditor *self)
{
  gboolean enabled = !gtk_toggle_button_get_active (self->mute);

  if (self->is_showing || self->mapping == NULL || enabled == clasp_show_item_get_enabled (CLASP_SHOW_ITEM (self->mapping)))
    return;
  if (enabled)
    clasp_show_switch_on (get_show (self), self->mapping);
  else
    clasp_show_item_set_enabled (CLASP_SHOW_ITEM (self->mapping), FALSE);
}

static void
toggle_solo (BrMappingEditor *self)
{
  if (!self->is_showing && self->mapping != NULL)
    g_object_set (clasp_mapping_get_options (self->mapping), "solo",
                  gtk_toggle_button_get_active (self->solo), NULL);
}

static void
flip (GtkToggleButton *button)
{
  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
}

static void
mute_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  flip (BR_MAPPING_EDITOR (widget)->mute);
}

static void
solo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  flip (BR_MAPPING_EDITOR (widget)->solo);
}

/* --- circles --- */

static void
guard_cb (BrMappingEditor *self)
{
  if (self->mapping != NULL && !br_window_refuse_edit (self->window))
    br_mapping_guard (get_show (self), self->mapping);
}

void
br_mapping_editor_show_circle (BrMappingEditor *self)
{
  g_autofree char *circle = br_mapping_find_circle (get_show (self), self->mapping);
  gboolean enabled = clasp_show_item_get_enabled (CLASP_SHOW_ITEM (self->mapping));
  gboolean is_guarded = enabled && br_mapping_is_guarded (self->mapping);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->circle, circle != NULL);
  if (circle == NULL)
    return;
  text = g_strdup_printf (is_guarded ? _ ("A guarded circle: %s")
                          : enabled  ? _ ("It feeds itself: %s")
                                     : _ ("It would feed itself: %s"),
                          circle);
  gtk_label_set_label (self->circle_text, text);
  gtk_widget_set_visible (self->circle_guard, !is_guarded);
  if (is_guarded)
    gtk_widget_remove_css_class (GTK_WIDGET (self->circle_text), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->circle_text), "error");
}

/* --- controls for several settings --- */

static void
when_cb (BrMappingEditor *self)
{
  guint selected = gtk_drop_down_get_selected (self->when);

  if (self->is_showing || self->mapping == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (!br_window_refuse_edit (self->window))
    br_mapping_set_when (get_show (self), self->mapping, (BrWhen) selected,
                         gtk_adjustment_get_value (self->level_value));
  br_mapping_editor_show_options (self);
}

static void
level_cb (BrMappingEditor *self)
{
  double present;

  if (self->is_showing || self->mapping == NULL ||
      br_mapping_get_when (self->mapping, &present) != BR_WHEN_CROSSES)
    return;
  if (!br_window_refuse_edit (self->window))
    br_mapping_set_when (get_show (self), self->mapping, BR_WHEN_CROSSES,
                         gtk_adjustment_get_value (self->level_value));
  br_mapping_editor_show_options (self);
}

static void
takeover_cb (BrMappingEditor *self)
{
  guint selected = gtk_drop_down_get_selected (self->takeover);

  if (self->is_showing || self->mapping == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (!br_window_refuse_edit (self->window))
    br_mapping_set_takeover (get_show (self), self->mapping, (BrTakeover) selected);
  br_mapping_editor_show_options (self);
}

static void
convert_cb (BrMappingEditor *self)
{
  if (self->is_showing || self->mapping == NULL)
    return;
  if (!br_window_refuse_edit (self->window))
    g_object_set (self->mapping, "convert", gtk_switch_get_active (self->convert), NULL);
  br_mapping_editor_show_options (self);
}

/* --- colour --- */

static void
colour_cb (BrMappingEditor *self, GtkToggleButton *button)
{
  guint colour = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "colour"));

  if (self->is_showing || self->mapping == NULL)
    return;
  if (!br_window_refuse_edit (self->window))
    g_object_set (self->mapping, "colour", colour, NULL);
  br_mapping_editor_show_options (self);
}

static void
show_colour (BrMappingEditor *self)
{
  guint colour;

  g_object_get (self->mapping, "colour", &colour, NULL);
  for (guint i = 0; i <= CLASP_MAPPING_MAX_COLOUR; i++)
    {
      GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index (self->colours, (int) i);

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gtk_flow_box_child_get_child (child)),
                                    i == colour);
    }
}

void
br_mapping_editor_build_options (BrMappingEditor *self)
{
  const char *const names[] = { _ ("Standard"), _ ("Sky"),       _ ("Orange"),
                                _ ("Green"),    _ ("Yellow"),    _ ("Blue"),
                                _ ("Red"),      _ ("Pink"),      _ ("Grey") };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GtkWidget       *button = gtk_toggle_button_new ();
      GtkWidget       *swatch = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      g_autofree char *hue = g_strdup_printf ("hue-%u", i);

      gtk_widget_add_css_class (swatch, hue);
      gtk_widget_add_css_class (swatch, "br-swatch");
      gtk_widget_add_css_class (button, "flat");
      gtk_button_set_child (GTK_BUTTON (button), swatch);
      gtk_widget_set_tooltip_text (button, names[i]);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      names[i], -1);
      g_object_set_data (G_OBJECT (button), "colour", GUINT_TO_POINTER (i));
      gtk_flow_box_append (self->colours, button);
      gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
      g_signal_connect_object (button, "toggled", G_CALLBACK (colour_cb), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->mute, "toggled", G_CALLBACK (toggle_mute), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->solo, "toggled", G_CALLBACK (toggle_solo), self,
                           G_CONNECT_SWAPPED);
}

/* --- showing --- */

static guint
n_ends (BrMappingEditor *self, gboolean is_target)
{
  return g_list_model_get_n_items (is_target ? clasp_mapping_get_targets (self->mapping)
                                             : clasp_mapping_get_sources (self->mapping));
}

static void
show_passing (BrMappingEditor *self)
{
  double level;
  BrWhen when = br_mapping_get_when (self->mapping, &level);

  gtk_drop_down_set_selected (self->when, when);
  gtk_widget_set_visible (self->level_row, when == BR_WHEN_CROSSES);
  gtk_widget_set_visible (GTK_WIDGET (self->tolerance), when == BR_WHEN_CHANGES);
  if (when == BR_WHEN_CROSSES)
    gtk_adjustment_set_value (self->level_value, level);
}

void
br_mapping_editor_show_options (BrMappingEditor *self)
{
  ClaspSettings *options = clasp_mapping_get_options (self->mapping);
  BrTakeover     takeover = br_mapping_get_takeover (self->mapping);
  gboolean       convert;

  g_object_get (self->mapping, "convert", &convert, NULL);
  self->is_showing = TRUE;
  gtk_toggle_button_set_active (self->mute,
                                !clasp_show_item_get_enabled (CLASP_SHOW_ITEM (self->mapping)));
  gtk_toggle_button_set_active (self->solo, clasp_settings_get_boolean (options, "solo"));
  gtk_switch_set_active (self->convert, convert);
  show_passing (self);
  gtk_drop_down_set_selected (self->takeover, takeover);
  gtk_widget_set_visible (GTK_WIDGET (self->takeover_form), takeover == BR_TAKEOVER_PICKUP);
  gtk_widget_set_visible (self->join_box, n_ends (self, FALSE) > 1);
  br_condition_editor_update (self->condition);
  show_colour (self);
  self->is_showing = FALSE;
  gtk_widget_action_set_enabled (
    GTK_WIDGET (self), "editor.save-steps",
    g_list_model_get_n_items (clasp_mapping_get_steps (self->mapping)) > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.split",
                                 br_mapping_can_split (self->mapping));
  gtk_widget_set_sensitive (self->add_source, n_ends (self, FALSE) < CLASP_MAPPING_MAX_ENDS);
  gtk_widget_set_sensitive (self->add_target, n_ends (self, TRUE) < CLASP_MAPPING_MAX_ENDS);
}

void
br_mapping_editor_install_acts (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, when_cb);
  gtk_widget_class_bind_template_callback (widget_class, level_cb);
  gtk_widget_class_bind_template_callback (widget_class, takeover_cb);
  gtk_widget_class_bind_template_callback (widget_class, convert_cb);
  gtk_widget_class_bind_template_callback (widget_class, guard_cb);
  gtk_widget_class_install_action (widget_class, "editor.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "editor.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (widget_class, "editor.split", NULL, split_action);
  gtk_widget_class_install_action (widget_class, "editor.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "editor.mute", NULL, mute_action);
  gtk_widget_class_install_action (widget_class, "editor.solo", NULL, solo_action);
}
