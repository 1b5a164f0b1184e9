/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/br-export-part.h"

#include "clasp-part.h"
#include "exchange/br-exchange-window.h"
#include "exchange/br-exchange-words.h"
#include "exchange/br-export-write.h"
#include "widgets/br-file-choose.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_ROWS 200 /* mappings that are listed */

typedef struct
{
  BrWindow  *window;  /* (unowned) outlives the dialog, which is transient for it */
  GtkWindow *dialog;  /* (unowned) */
  GPtrArray *offered; /* (owned) of ClaspMapping */
  GPtrArray *buttons; /* (owned) of GtkCheckButton (unowned), of the first of them */
  GtkWidget *group;   /* (unowned) of those */
  char      *text;    /* (owned) of the part; NULL while nothing is chosen */
} Part;

static void
part_free (gpointer data)
{
  Part *self = data;

  g_ptr_array_unref (self->offered);
  g_ptr_array_unref (self->buttons);
  g_free (self->text);
  g_free (self);
}

/* What is not listed stays chosen, as it came. */
static GPtrArray *
list_chosen (Part *self)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < self->offered->len; i++)
    if (i >= self->buttons->len || gtk_check_button_get_active (self->buttons->pdata[i]))
      g_ptr_array_add (chosen, self->offered->pdata[i]);

  return chosen;
}

/* --- what it will be ------------------------------------------------------------------------------- */

static void
add_connection (AdwPreferencesGroup *group,
                ClaspConnection     *connection)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), clasp_connection_get_namespace (connection));
  adw_preferences_group_add (group, row);
}

static void
add_roles (Part      *self,
           GPtrArray *chosen)
{
  g_autoptr (GPtrArray) connections = clasp_part_list_connections (br_window_get_show (self->window), chosen);
  GtkWidget            *group;

  if (connections->len == 0)
    return;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Roles That Go Along"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("Whoever imports the part says which of their connections each one is."));
  for (guint i = 0; i < connections->len; i++)
    add_connection (ADW_PREFERENCES_GROUP (group), connections->pdata[i]);
  gtk_box_append (br_exchange_window_get_box (self->dialog), group);
}

static void
add_report (Part            *self,
            const GPtrArray *report)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("What Is Left Out"));
  br_exchange_fill_report (ADW_PREFERENCES_GROUP (group), report, _("Nothing is left out"));
  gtk_box_append (br_exchange_window_get_box (self->dialog), group);
}

static void
update (Part *self)
{
  g_autoptr (GPtrArray) chosen = list_chosen (self);
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);

  g_clear_pointer (&self->text, g_free);
  br_exchange_window_clear (self->dialog, self->group);
  br_exchange_window_set_ready (self->dialog, chosen->len > 0);
  if (chosen->len == 0)
    return;
  self->text = clasp_part_export (br_window_get_show (self->window), chosen, report);
  add_roles (self, chosen);
  add_report (self, report);
}

/* --- the file --------------------------------------------------------------------------------------- */

static void
chosen_cb (GObject *owner,
           GFile   *file,
           gpointer text)
{
  br_export_write (BR_WINDOW (owner), file, text, _("The part was exported"));
}

static void
export_cb (gpointer user_data)
{
  Part              *self = user_data;
  BrWindow          *window = self->window;
  GBytes            *text = g_bytes_new (self->text, strlen (self->text));
  const BrFileChoice choice = { .title = _("Export a Part of the Show"),
                                .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                .accept = _("_Export"),
                                .name = "part.json" };

  gtk_window_close (self->dialog);
  br_file_choose (GTK_WINDOW (window), &choice, G_OBJECT (window), chosen_cb, text, (GDestroyNotify) g_bytes_unref);
}

/* --- the dialog ------------------------------------------------------------------------------------- */

static void
add_mapping (Part         *self,
             ClaspMapping *mapping,
             gboolean      is_chosen)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *button = gtk_check_button_new ();
  const char      *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping));
  g_autofree char *text = clasp_mapping_to_text (mapping);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), *name != '\0' ? name : text);
  if (*name != '\0')
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), is_chosen);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, *name != '\0' ? name : text, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  g_ptr_array_add (self->buttons, button);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (update), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
}

static void
add_mappings (Part    *self,
              gboolean are_chosen)
{
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _("Mappings"));
  if (self->offered->len > MAX_ROWS)
    {
      g_autofree char *more = g_strdup_printf (_("The first %d are listed"), MAX_ROWS);

      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group), more);
    }
  for (guint i = 0; i < MIN (self->offered->len, MAX_ROWS); i++)
    add_mapping (self, self->offered->pdata[i], are_chosen);
  gtk_box_append (br_exchange_window_get_box (self->dialog), self->group);
}

static GPtrArray *
list_all (ClaspShow *show)
{
  GListModel *list = clasp_show_get_mappings (show);
  GPtrArray  *all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < MIN (g_list_model_get_n_items (list), MAX_ROWS); i++)
    g_ptr_array_add (all, g_list_model_get_item (list, i));

  return all;
}

void
br_export_part_start (BrWindow  *window,
                      GPtrArray *mappings)
{
  Part    *self = g_new0 (Part, 1);
  gboolean are_chosen = mappings != NULL && mappings->len > 0;

  self->window = window;
  self->offered = are_chosen ? g_ptr_array_copy (mappings, (GCopyFunc) g_object_ref, NULL)
                             : list_all (br_window_get_show (window));
  if (are_chosen)
    g_ptr_array_set_free_func (self->offered, g_object_unref);
  self->buttons = g_ptr_array_new ();
  self->dialog = br_exchange_window_new (GTK_WINDOW (window), _("Export a Part"), _("_Export…"), G_CALLBACK (export_cb), self, part_free);
  add_mappings (self, are_chosen);
  update (self);
  if (self->buttons->len > 0)
    gtk_window_set_focus (self->dialog, self->buttons->pdata[0]);
  gtk_window_present (self->dialog);
}
