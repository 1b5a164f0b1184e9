/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/br-presets.h"

#include "clasp-finder.h"
#include "exchange/br-exchange-window.h"
#include "exchange/br-exchange-words.h"
#include "patch/br-new-circles.h"
#include "window/br-settings.h"

#include <glib/gi18n.h>

typedef struct
{
  BrWindow    *window;  /* (unowned) outlives the dialog, which is transient for it */
  GtkWindow   *dialog;  /* (unowned) */
  GPtrArray   *presets; /* (owned) of ClaspPreset */
  ClaspPreset *chosen;  /* (unowned) (nullable) of @presets */
  ClaspFinder *finder;  /* (owned) for the names of devices */
  GHashTable  *answers; /* (owned) key → text */
  GtkWidget   *top;     /* (unowned) a search, or the way back */
  GtkWidget   *search;  /* (unowned) */
  GtkWidget   *back;    /* (unowned) */
  GtkWidget   *asks;    /* (unowned) of the chosen one */
} Presets;

static void
presets_free (gpointer data)
{
  Presets *self = data;

  clasp_finder_unwatch (self->finder);
  g_object_unref (self->finder);
  g_ptr_array_unref (self->presets);
  g_hash_table_unref (self->answers);
  g_free (self);
}

/* --- what it would do ---------------------------------------------------------------------------- */

static void
show_preview (Presets *self)
{
  GtkWidget            *group = adw_preferences_group_new ();
  g_autoptr (GError)    error = NULL;
  g_autoptr (GPtrArray) lines = clasp_preset_preview (self->chosen, br_window_get_show (self->window),
                                                      CLASP_PRESET_MERGE, self->answers, &error);

  br_exchange_window_clear (self->dialog, self->asks);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("What Happens"));
  if (lines != NULL)
    br_exchange_fill_report (ADW_PREFERENCES_GROUP (group), lines, _("Nothing: all of it is there already"));
  else
    {
      g_autofree char *text = g_markup_escape_text (error->message, -1);

      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), text);
    }
  gtk_box_append (br_exchange_window_get_box (self->dialog), group);
  br_exchange_window_set_ready (self->dialog, lines != NULL);
}

static void
answer (Presets    *self,
        const char *key,
        const char *text)
{
  g_hash_table_replace (self->answers, g_strdup (key), g_strdup (text));
  show_preview (self);
}

/* --- what is asked for --------------------------------------------------------------------------- */

static void
typed_cb (GtkEditable *row,
          Presets     *self)
{
  answer (self, g_object_get_data (G_OBJECT (row), "br-key"), gtk_editable_get_text (row));
}

static void
picked_cb (AdwComboRow *row,
           GParamSpec  *pspec,
           Presets     *self)
{
  GtkStringObject *choice = adw_combo_row_get_selected_item (row);

  if (choice != NULL)
    answer (self, g_object_get_data (G_OBJECT (row), "br-key"), gtk_string_object_get_string (choice));
}

static void
device_clicked_cb (GtkButton *button,
                   GtkWidget *row)
{
  gtk_editable_set_text (GTK_EDITABLE (row), gtk_button_get_label (button));
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER)));
}

static void
add_device (GtkBox     *box,
            GtkWidget  *row,
            const char *name)
{
  GtkWidget *button = gtk_button_new_with_label (name);

  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (device_clicked_cb), row, 0);
  gtk_box_append (box, button);
}

/* Devices that are here, and those that connections of the show mean. */
static void
list_devices_cb (GtkMenuButton *button,
                 gpointer       user_data)
{
  Presets    *self = user_data;
  GtkWidget  *row = g_object_get_data (G_OBJECT (button), "br-row");
  GtkBox     *box = GTK_BOX (gtk_popover_get_child (gtk_menu_button_get_popover (button)));
  GListModel *roles = clasp_show_get_connections (br_window_get_show (self->window));
  GtkWidget  *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->finder)); i++)
    {
      g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (self->finder), i);

      if (g_str_equal (clasp_found_peek (found)->kind, "midi") && clasp_found_get_state (found) != CLASP_FOUND_GONE)
        add_device (box, row, clasp_found_peek (found)->options[1]);
    }
  for (guint i = 0; i < g_list_model_get_n_items (roles); i++)
    {
      g_autoptr (ClaspConnection) role = g_list_model_get_item (roles, i);
      const char *port = g_str_equal (clasp_connection_get_kind (role), "midi")
                           ? clasp_settings_get_string (clasp_connection_get_settings (role), "port")
                           : "";

      if (*port != '\0')
        add_device (box, row, port);
    }
  if (gtk_widget_get_first_child (GTK_WIDGET (box)) == NULL)
    gtk_box_append (box, gtk_label_new (_("No device is here. Type its name.")));
}

static GtkWidget *
make_device_menu (Presets   *self,
                  GtkWidget *row)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();

  gtk_popover_set_child (GTK_POPOVER (popover), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), list_devices_cb, self, NULL);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Devices That Are Here"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Devices that are here"), -1);
  g_object_set_data (G_OBJECT (button), "br-row", row);
  return button;
}

static GtkWidget *
make_choice (Presets              *self,
             const ClaspPresetAsk *ask)
{
  GtkWidget                *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) choices = gtk_string_list_new (ask->choices);

  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (choices));
  for (guint i = 0; ask->choices[i] != NULL; i++)
    if (g_str_equal (ask->choices[i], ask->fallback))
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
  g_signal_connect (row, "notify::selected", G_CALLBACK (picked_cb), self);
  return row;
}

static GtkWidget *
make_entry (Presets              *self,
            const ClaspPresetAsk *ask)
{
  GtkWidget *row = adw_entry_row_new ();

  gtk_editable_set_text (GTK_EDITABLE (row), ask->fallback);
  if (ask->type == CLASP_PRESET_ASK_DEVICE)
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), make_device_menu (self, row));
  g_signal_connect (row, "changed", G_CALLBACK (typed_cb), self);
  return row;
}

static void
add_ask (Presets              *self,
         const ClaspPresetAsk *ask)
{
  gboolean   is_choice = ask->type == CLASP_PRESET_ASK_CHOICE && ask->choices != NULL;
  GtkWidget *row = is_choice ? make_choice (self, ask) : make_entry (self, ask);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ask->label);
  if (is_choice)
    adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  g_object_set_data_full (G_OBJECT (row), "br-key", g_strdup (ask->key), g_free);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->asks), row);
}

/* --- one preset ----------------------------------------------------------------------------------- */

static void
show_one (Presets     *self,
          ClaspPreset *preset)
{
  g_autofree char *name = g_markup_escape_text (clasp_preset_get_name (preset), -1);
  g_autofree char *text = g_markup_escape_text (clasp_preset_get_description (preset), -1);

  self->chosen = preset;
  g_hash_table_remove_all (self->answers);
  gtk_widget_set_visible (self->search, FALSE);
  gtk_widget_set_visible (self->back, TRUE);
  br_exchange_window_clear (self->dialog, self->top);
  self->asks = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->asks), name);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->asks), text);
  for (guint i = 0; i < clasp_preset_get_n_asks (preset); i++)
    add_ask (self, clasp_preset_get_ask (preset, i));
  gtk_box_append (br_exchange_window_get_box (self->dialog), self->asks);
  show_preview (self);
  gtk_widget_child_focus (self->asks, GTK_DIR_TAB_FORWARD);
}

/* --- all of them ---------------------------------------------------------------------------------- */

static void
activated_cb (AdwActionRow *row,
              Presets      *self)
{
  show_one (self, g_object_get_data (G_OBJECT (row), "br-preset"));
}

static void
add_preset (Presets     *self,
            GtkWidget   *group,
            ClaspPreset *preset)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *name = g_markup_escape_text (clasp_preset_get_name (preset), -1);
  g_autofree char *text = g_markup_escape_text (clasp_preset_get_description (preset), -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "br-preset", preset);
  g_signal_connect (row, "activated", G_CALLBACK (activated_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
show_all (Presets *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));
  GtkWidget  *group = adw_preferences_group_new ();
  guint       n = 0;

  self->chosen = NULL;
  self->asks = NULL;
  gtk_widget_set_visible (self->search, TRUE);
  gtk_widget_set_visible (self->back, FALSE);
  br_exchange_window_clear (self->dialog, self->top);
  br_exchange_window_set_ready (self->dialog, FALSE);
  for (guint i = 0; i < self->presets->len; i++)
    if (clasp_preset_get_purpose (self->presets->pdata[i]) == CLASP_PRESET_SHOW &&
        clasp_preset_matches (self->presets->pdata[i], words))
      {
        add_preset (self, group, self->presets->pdata[i]);
        n++;
      }
  if (n == 0)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), _("No preset matches. Try fewer words."));
  gtk_box_append (br_exchange_window_get_box (self->dialog), group);
}

/* Told late, when a preset may have been chosen: what is asked of it stays. */
static void
searched_cb (Presets *self)
{
  if (self->chosen == NULL)
    show_all (self);
}

static void
back_cb (Presets *self)
{
  show_all (self);
  gtk_widget_grab_focus (self->search);
}

/* --- the deed ------------------------------------------------------------------------------------- */

static void
add_cb (gpointer user_data)
{
  Presets           *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char   *text = NULL;

  if (self->chosen == NULL || br_window_refuse_edit (self->window))
    return;
  if (!br_circles_apply_preset (br_window_get_show (self->window), self->chosen, self->answers, &error))
    {
      br_exchange_tell_problem (self->dialog, _("Nothing Was Added"), error->message);
      return;
    }
  text = g_strdup_printf (_("Added %s"), clasp_preset_get_name (self->chosen));
  br_window_toast (self->window, text, TRUE);
  gtk_window_close (self->dialog);
}

static void
make_top (Presets *self)
{
  self->top = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->search = gtk_search_entry_new ();
  self->back = gtk_button_new_with_mnemonic (_("_All Presets"));
  gtk_widget_set_halign (self->back, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search the presets"), -1);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (searched_cb), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (gtk_window_close), self->dialog);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (back_cb), self);
  gtk_box_append (GTK_BOX (self->top), self->search);
  gtk_box_append (GTK_BOX (self->top), self->back);
  gtk_box_append (br_exchange_window_get_box (self->dialog), self->top);
}

static ClaspPreset *
find (Presets    *self,
      const char *id)
{
  for (guint i = 0; i < self->presets->len; i++)
    if (g_strcmp0 (clasp_preset_get_id (self->presets->pdata[i]), id) == 0)
      return self->presets->pdata[i];
  return NULL;
}

void
br_presets_start (BrWindow   *window,
                  const char *id)
{
  g_autofree char *folder = clasp_presets_get_user_folder ();
  ClaspShow       *show = br_window_get_show (window);
  Presets         *self;

  if (br_window_refuse_edit (window))
    return;
  self = g_new0 (Presets, 1);
  self->window = window;
  self->presets = clasp_presets_list (clasp_show_get_registry (show), folder, NULL);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->finder = clasp_finder_new (show);
  clasp_finder_follow (self->finder, br_window_get_engine (window));
  g_settings_bind (br_settings (), "poll-artnet", self->finder, "polls", G_SETTINGS_BIND_GET);
  clasp_finder_watch (self->finder);
  self->dialog = br_exchange_window_new (GTK_WINDOW (window), _("Presets"), _("_Add"), G_CALLBACK (add_cb), self, presets_free);
  make_top (self);
  if (find (self, id) != NULL)
    show_one (self, find (self, id));
  else
    {
      show_all (self);
      gtk_window_set_focus (self->dialog, self->search);
    }
  gtk_window_present (self->dialog);
}
