/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-editor-private.h"

#include "mapping/br-step-presets.h"

#include <glib/gi18n.h>

/* Chains of steps that are used again: kept in a person's folder of presets. */

static ClaspShow *
get_show (BrMappingEditor *self)
{
  return br_window_get_show (self->window);
}

/* --- adding --- */

static void
pop_up_cb (GtkMenuButton *button, gpointer user_data)
{
  BrMappingEditor *self = user_data;

  br_step_presets_fill_menu (self->presets_menu, get_show (self), "editor.add-preset");
}

static void
add (BrMappingEditor *self, ClaspPreset *preset)
{
  g_autoptr (GPtrArray) mappings = g_ptr_array_new ();
  g_autofree char      *text = NULL;
  gboolean              is_done;

  if (self->mapping == NULL || preset == NULL || br_window_refuse_edit (self->window))
    return;
  g_ptr_array_add (mappings, self->mapping);
  text = br_step_presets_add (get_show (self), preset, mappings, &is_done);
  br_window_toast (self->window, text, is_done);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrMappingEditor        *self = BR_MAPPING_EDITOR (widget);
  g_autoptr (ClaspPreset) preset =
    br_step_presets_find (get_show (self), g_variant_get_string (parameter, NULL));

  add (self, preset);
}

static void
activated_cb (BrMappingEditor *self, GtkListBoxRow *row)
{
  add (self, br_step_presets_of_row (row));
}

/* The list that is dragged from; read when it is opened. */
static void
list_cb (BrMappingEditor *self)
{
  if (gtk_expander_get_expanded (self->presets))
    br_step_presets_fill_list (self->presets_list, get_show (self));
}

/* --- saving --- */

static void
save_as (BrMappingEditor *self, const char *name)
{
  g_autofree char        *folder = clasp_presets_get_user_folder ();
  g_autoptr (GError)      error = NULL;
  g_autoptr (ClaspPreset) preset = NULL;
  g_autofree char        *text = NULL;

  if (self->mapping == NULL || *name == '\0')
    return;
  preset = clasp_presets_save_steps (get_show (self), self->mapping, folder, name, &error);
  text = preset != NULL ? g_strdup_printf (_ ("Saved the steps as %s"), name)
                        : g_strdup (error->message);
  br_window_toast (self->window, text, FALSE);
  list_cb (self);
}

static void
response_cb (BrMappingEditor *self, const char *response, AdwMessageDialog *dialog)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);

  if (g_str_equal (response, "save"))
    save_as (self, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrMappingEditor *self = BR_MAPPING_EDITOR (widget);
  GtkWidget       *dialog, *entry;

  if (self->mapping == NULL)
    return;
  dialog = adw_message_dialog_new (GTK_WINDOW (self->window), _ ("Save Steps as Preset"),
                                   _ ("They can be added to other mappings from the same menu."));
  entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry),
                         clasp_show_item_get_name (CLASP_SHOW_ITEM (self->mapping)));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the preset"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "save",
                                    _ ("_Save"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
br_mapping_editor_install_presets (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, menu);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, presets_menu);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, presets);
  gtk_widget_class_bind_template_child (widget_class, BrMappingEditor, presets_list);
  gtk_widget_class_install_action (widget_class, "editor.add-preset", "s", add_action);
  gtk_widget_class_install_action (widget_class, "editor.save-steps", NULL, save_action);
}

void
br_mapping_editor_build_presets (BrMappingEditor *self)
{
  gtk_menu_button_set_create_popup_func (self->menu, pop_up_cb, self, NULL);
  g_signal_connect_object (self->presets, "notify::expanded", G_CALLBACK (list_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->presets_list, "row-activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
}
