/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/br-export.h"

#include "exchange/br-exchange-window.h"
#include "exchange/br-exchange-words.h"
#include "widgets/br-file-choose.h"

#include <glib/gi18n.h>
#include <string.h>

typedef enum
{
  FORM_SHOW,
  FORM_V2,
  FORM_V1,
  FORM_CSV,
  N_FORMS
} Form;

static const struct
{
  const char *title;
  const char *subtitle;
  const char *file;
} forms[N_FORMS] = {
  { N_ ("Show"), N_ ("A copy, for this program"), "show.json" },
  { N_ ("Project, version 2"), N_ ("Everything with its rules, without secrets"), "project.json" },
  { N_ ("Configuration, version 1"), N_ ("For the reference application"), "clasp-config.json" },
  { N_ ("Table (CSV)"), N_ ("Mappings, one in a row, for spreadsheets"), "mappings.csv" },
};

typedef struct
{
  BrWindow  *window;  /* (unowned) outlives the dialog, which is transient for it */
  GtkWindow *dialog;  /* (unowned) */
  GtkWidget *choices; /* (unowned) */
  GtkWidget *buttons[N_FORMS];
  Form       form;
  char      *text;    /* (owned) in that form */
} Export;

static void
export_free (gpointer data)
{
  g_free (((Export *) data)->text);
  g_free (data);
}

/* (transfer full) (nullable) the show's file of rules; a sentence when it cannot be read. */
static char *
read_rules (ClaspShow *show,
            GPtrArray *report)
{
  const char        *setting = clasp_settings_get_string (clasp_router_config_get_settings (clasp_show_get_router (show)), "rules");
  g_autoptr (GFile)  file = NULL;
  g_autofree char   *path = NULL, *folder = NULL, *full = NULL;
  g_autoptr (GError) error = NULL;
  char              *text = NULL;

  if (*setting == '\0')
    return NULL;
  g_object_get (show, "file", &file, NULL);
  path = file != NULL ? g_file_get_path (file) : NULL;
  folder = path != NULL ? g_path_get_dirname (path) : NULL;
  full = g_canonicalize_filename (setting, folder);
  if (!g_file_get_contents (full, &text, NULL, &error))
    g_ptr_array_add (report, g_strdup (error->message));
  return text;
}

static char *
print_form (Export    *self,
            GPtrArray *report)
{
  ClaspShow       *show = br_window_get_show (self->window);
  g_autofree char *rules = NULL;

  switch (self->form)
    {
    case FORM_SHOW:
      return clasp_show_to_text (show);
    case FORM_V2:
      rules = read_rules (show, report);
      return clasp_exchange_export_v2 (show, rules, report);
    case FORM_V1:
      return clasp_exchange_export_v1 (show, report);
    case FORM_CSV:
      return clasp_exchange_export_csv (show, report);
    case N_FORMS:
      break;
    }
  return NULL;
}

static void
update (Export *self)
{
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  GtkWidget            *group = adw_preferences_group_new ();

  g_free (self->text);
  self->text = print_form (self, report);
  br_exchange_window_clear (self->dialog, self->choices);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("What This Form Cannot Hold"));
  br_exchange_fill_report (ADW_PREFERENCES_GROUP (group), report, _("Nothing is left out"));
  gtk_box_append (br_exchange_window_get_box (self->dialog), group);
}

static void
toggled_cb (GtkCheckButton *button,
            gpointer        user_data)
{
  Export *self = user_data;

  if (!gtk_check_button_get_active (button))
    return;
  for (guint i = 0; i < N_FORMS; i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      self->form = i;
  update (self);
}

/* --- the file ------------------------------------------------------------------------------------- */

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (BrWindow) window = user_data;
  g_autoptr (GError)   error = NULL;

  if (br_file_write_finish (result, &error))
    br_window_toast (window, _("Exported. Edits still go to the show’s own file."), FALSE);
  else
    br_window_toast (window, error->message, FALSE);
}

static void
chosen_cb (GObject *owner,
           GFile   *file,
           gpointer text)
{
  br_file_write_async (file, text, written_cb, g_object_ref (owner));
}

static void
export_cb (gpointer user_data)
{
  Export            *self = user_data;
  const BrFileChoice choice = { .title = _("Export the Show"),
                                .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                .accept = _("_Export"),
                                .name = forms[self->form].file };
  BrWindow          *window = self->window;
  GBytes            *text = g_bytes_new (self->text, strlen (self->text));

  gtk_window_close (self->dialog);
  br_file_choose (GTK_WINDOW (window), &choice, G_OBJECT (window), chosen_cb, text, (GDestroyNotify) g_bytes_unref);
}

void
br_export_start (BrWindow *window)
{
  Export         *self = g_new0 (Export, 1);
  GtkCheckButton *first = NULL;

  self->window = window;
  self->dialog = br_exchange_window_new (GTK_WINDOW (window), _("Export"), _("_Export…"), G_CALLBACK (export_cb), self, export_free);
  self->choices = adw_preferences_group_new ();
  for (guint i = 0; i < N_FORMS; i++)
    {
      self->buttons[i] =
        br_exchange_new_choice (ADW_PREFERENCES_GROUP (self->choices), &first, _(forms[i].title), _(forms[i].subtitle));
      g_signal_connect (self->buttons[i], "toggled", G_CALLBACK (toggled_cb), self);
    }
  gtk_box_append (br_exchange_window_get_box (self->dialog), self->choices);
  gtk_check_button_set_active (first, TRUE);
  gtk_window_set_focus (self->dialog, GTK_WIDGET (first));
  gtk_window_present (self->dialog);
}
