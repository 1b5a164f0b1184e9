/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-editor-private.h"

#include "presets/clasp-preset.h"

#include <glib/gi18n.h>

/* Chains of steps that are used again: kept in a person's folder of presets. */

static ClaspShow *
get_show (BrMappingEditor *self)
{
  return br_window_get_show (self->window);
}

/* --- adding --- */

static void
list_presets (BrMappingEditor *self)
{
  g_autofree char      *folder = clasp_presets_get_user_folder ();
  g_autoptr (GPtrArray) presets =
    clasp_presets_list (clasp_show_get_registry (get_show (self)), folder, NULL);

  g_menu_remove_all (self->presets_menu);
  for (guint i = 0; i < presets->len; i++)
    {
      ClaspPreset          *preset = presets->pdata[i];
      g_autoptr (GMenuItem) item = NULL;

      if (clasp_preset_get_purpose (preset) != CLASP_PRESET_STEPS)
        continue;
      item = g_menu_item_new (clasp_preset_get_name (preset), NULL);
      g_menu_item_set_action_and_target (item, "editor.add-preset", "s",
                                         clasp_preset_get_id (preset));
      g_menu_append_item (self->presets_menu, item);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (self->presets_menu)) == 0)
    g_menu_append (self->presets_menu, _ ("None Saved Yet"), "editor.none");
}

static void
pop_up_cb (GtkMenuButton *button, gpointer user_data)
{
  list_presets (user_data);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrMappingEditor         *self = BR_MAPPING_EDITOR (widget);
  g_autofree char         *folder = clasp_presets_get_user_folder ();
  g_autoptr (GError)       error = NULL;
  g_autoptr (ClaspPreset)  preset = NULL;
  g_autofree char         *text = NULL;

  if (self->mapping == NULL || br_window_refuse_edit (self->window))
    return;
  preset = clasp_presets_find (clasp_show_get_registry (get_show (self)), folder,
                               g_variant_get_string (parameter, NULL));
  if (preset == NULL)
    return;
  if (!clasp_preset_apply_steps (preset, get_show (self), self->mapping, CLASP_PRESET_MERGE,
                                 &error))
    {
      br_window_toast (self->window, error->message, FALSE);
      return;
    }
  text = g_strdup_printf (_ ("Added the steps of %s"), clasp_preset_get_name (preset));
  br_window_toast (self->window, text, TRUE);
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
  gtk_widget_class_install_action (widget_class, "editor.add-preset", "s", add_action);
  gtk_widget_class_install_action (widget_class, "editor.save-steps", NULL, save_action);
}

void
br_mapping_editor_build_presets (BrMappingEditor *self)
{
  gtk_menu_button_set_create_popup_func (self->menu, pop_up_cb, self, NULL);
}
