/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/br-export.h"

#include "exchange/br-exchange-window.h"
#include "exchange/br-exchange-words.h"
#include "exchange/br-export-write.h"
#include "show/clasp-show-secrets.h"
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
  { N_ ("Show file"), N_ ("A copy, for this program"), "show.json" },
  { N_ ("Project, version 2"), N_ ("Everything with its rules; secrets when asked for"), "project.json" },
  { N_ ("Configuration, version 1"), N_ ("For the reference application"), "clasp-config.json" },
  { N_ ("Table (CSV)"), N_ ("Mappings, one in a row, for spreadsheets"), "mappings.csv" },
};

typedef struct
{
  BrWindow  *window;  /* (unowned) outlives the dialog, which is transient for it */
  GtkWindow *dialog;  /* (unowned) */
  GtkWidget *buttons[N_FORMS];
  GtkWidget *secrets; /* (unowned) the group that asks for a passphrase */
  GtkWidget *with_secrets, *passphrase, *again, *hint; /* (unowned) in it */
  Form       form;
  char      *text;    /* (owned) (nullable) in that form; NULL when secrets go along */
  char      *rules;   /* (owned) (nullable) of version 2 */
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_free (self->text);
  g_free (self->rules);
  g_free (self);
}

/* Do they go along? */
static gboolean
has_secrets (Export *self)
{
  return self->form == FORM_V2 && gtk_switch_get_active (GTK_SWITCH (self->with_secrets));
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
print_show (ClaspShow *show)
{
  g_autofree char *text = clasp_show_to_text (show);

  return clasp_show_drop_secrets (text);
}

static char *
print_form (Export    *self,
            GPtrArray *report)
{
  ClaspShow *show = br_window_get_show (self->window);

  switch (self->form)
    {
    case FORM_SHOW:
      return print_show (show);
    case FORM_V2:
      g_free (self->rules);
      self->rules = read_rules (show, report);
      if (!has_secrets (self))
        return clasp_exchange_export_v2 (show, self->rules, report);
      clasp_exchange_report_v2 (show, self->rules, report);
      return NULL;
    case FORM_V1:
      return clasp_exchange_export_v1 (show, report);
    case FORM_CSV:
      return clasp_exchange_export_csv (show, report);
    case N_FORMS:
      break;
    }
  return NULL;
}

/* What is missing yet, or NULL. */
static const char *
find_problem (Export *self)
{
  const char *passphrase = gtk_editable_get_text (GTK_EDITABLE (self->passphrase));
  const char *again = gtk_editable_get_text (GTK_EDITABLE (self->again));

  if (!has_secrets (self))
    return NULL;
  if (*passphrase == '\0')
    return _("Whoever imports the secrets has to type this passphrase. It is kept nowhere.");
  if (strlen (passphrase) > CLASP_EXCHANGE_MAX_PASSPHRASE)
    return _("This passphrase is too long.");
  return g_str_equal (passphrase, again) ? NULL : _("The two are not the same yet.");
}

static void
check_ready (Export *self)
{
  const char *problem = find_problem (self);

  gtk_label_set_label (GTK_LABEL (self->hint), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->hint, problem != NULL);
  br_exchange_window_set_ready (self->dialog, problem == NULL);
}

static void
update (Export *self)
{
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  GtkWidget            *group = adw_preferences_group_new ();

  g_free (self->text);
  self->text = print_form (self, report);
  gtk_widget_set_visible (self->secrets, self->form == FORM_V2 && clasp_exchange_has_secrets (br_window_get_show (self->window)));
  gtk_widget_set_visible (self->passphrase, has_secrets (self));
  gtk_widget_set_visible (self->again, has_secrets (self));
  br_exchange_window_clear (self->dialog, self->secrets);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("What This Form Cannot Hold"));
  br_exchange_fill_report (ADW_PREFERENCES_GROUP (group), report, _("Nothing is left out"));
  gtk_box_append (br_exchange_window_get_box (self->dialog), group);
  check_ready (self);
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
write_out (BrWindow *window,
           GFile    *file,
           GBytes   *text)
{
  br_export_write (window, file, text, _("Exported. Edits still go to the show’s own file."));
}

static void
chosen_cb (GObject *owner,
           GFile   *file,
           gpointer text)
{
  write_out (BR_WINDOW (owner), file, text);
}

/* --- with secrets ----------------------------------------------------------------------------------- */

/* All that making the text needs: encrypting is slow on purpose, and happens in a thread. */
typedef struct
{
  const ClaspRegistry *registry;
  BrWindow            *window; /* (owned) (nullable) at last the callback's: it must not end in the thread */
  GFile               *file;   /* (owned) where it goes, once it is known */
  char                *show, *rules, *passphrase; /* (owned) */
} Sealing;

static void
sealing_clear (gpointer data)
{
  Sealing *self = data;

  g_clear_object (&self->window);
  g_clear_object (&self->file);
  g_free (self->show);
  g_free (self->rules);
  g_free (self->passphrase);
}

static void
sealing_release (gpointer data)
{
  g_atomic_rc_box_release_full (data, sealing_clear);
}

/* A show of its own: the one that is open belongs to the main thread. */
static void
seal_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Sealing              *self = task_data;
  g_autoptr (ClaspShow) show = clasp_show_new (self->registry);
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free); /* was shown before */
  GError               *error = NULL;
  char                 *text = NULL;

  if (clasp_show_from_text (show, self->show, NULL, &error))
    text = clasp_exchange_export_v2_secrets (show, self->rules, self->passphrase, report, &error);
  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, error);
}

static void
sealed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Sealing             *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (BrWindow) window = g_steal_pointer (&self->window);
  g_autoptr (GError)   error = NULL;
  char                *text = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GBytes)   content = text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;

  if (content != NULL)
    write_out (window, self->file, content);
  else
    br_exchange_tell_problem (GTK_WINDOW (window), _("Nothing Was Exported"), error->message);
}

static void
chosen_sealed_cb (GObject *owner,
                  GFile   *file,
                  gpointer user_data)
{
  Sealing          *self = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, sealed_cb, NULL);

  g_set_object (&self->file, file);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self), sealing_release);
  g_task_run_in_thread (task, seal_thread);
}

static Sealing *
sealing_new (Export *self)
{
  ClaspShow *show = br_window_get_show (self->window);
  Sealing   *sealing = g_atomic_rc_box_new0 (Sealing);

  sealing->registry = clasp_show_get_registry (show);
  sealing->window = g_object_ref (self->window);
  sealing->show = clasp_show_to_text (show);
  sealing->rules = g_strdup (self->rules);
  sealing->passphrase = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->passphrase)));
  return sealing;
}

/* --- the dialog ------------------------------------------------------------------------------------- */

static void
export_cb (gpointer user_data)
{
  Export            *self = user_data;
  const BrFileChoice choice = { .title = _("Export the Show"),
                                .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                .accept = _("_Export"),
                                .name = forms[self->form].file };
  BrWindow          *window = self->window;
  Sealing           *sealing = has_secrets (self) ? sealing_new (self) : NULL;
  GBytes            *text = sealing == NULL ? g_bytes_new (self->text, strlen (self->text)) : NULL;

  gtk_window_close (self->dialog);
  if (sealing != NULL)
    br_file_choose (GTK_WINDOW (window), &choice, G_OBJECT (window), chosen_sealed_cb, sealing, sealing_release);
  else
    br_file_choose (GTK_WINDOW (window), &choice, G_OBJECT (window), chosen_cb, text, (GDestroyNotify) g_bytes_unref);
}

static GtkWidget *
new_passphrase (Export     *self,
                const char *title)
{
  GtkWidget *row = adw_password_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (check_ready), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->secrets), row);
  return row;
}

static void
add_secrets (Export *self)
{
  GtkWidget *row = adw_action_row_new ();

  self->secrets = adw_preferences_group_new ();
  self->with_secrets = gtk_switch_new ();
  gtk_widget_set_valign (self->with_secrets, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->with_secrets), GTK_ACCESSIBLE_PROPERTY_LABEL, _("With secrets"), -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("With secrets"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Passwords, keys and tokens, encrypted with a passphrase"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->with_secrets);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->with_secrets);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->secrets), row);
  self->hint = br_exchange_new_hint ();
  self->passphrase = new_passphrase (self, _("Passphrase"));
  self->again = new_passphrase (self, _("Passphrase once more"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->secrets), self->hint);
  gtk_box_append (br_exchange_window_get_box (self->dialog), self->secrets);
  g_signal_connect_swapped (self->with_secrets, "notify::active", G_CALLBACK (update), self);
}

void
br_export_start (BrWindow *window)
{
  Export         *self = g_new0 (Export, 1);
  GtkWidget      *choices = adw_preferences_group_new ();
  GtkCheckButton *first = NULL;

  self->window = window;
  self->dialog = br_exchange_window_new (GTK_WINDOW (window), _("Export"), _("_Export…"), G_CALLBACK (export_cb), self, export_free);
  for (guint i = 0; i < N_FORMS; i++)
    {
      self->buttons[i] =
        br_exchange_new_choice (ADW_PREFERENCES_GROUP (choices), &first, _(forms[i].title), _(forms[i].subtitle));
      g_signal_connect (self->buttons[i], "toggled", G_CALLBACK (toggled_cb), self);
    }
  gtk_box_append (br_exchange_window_get_box (self->dialog), choices);
  add_secrets (self);
  gtk_check_button_set_active (first, TRUE);
  gtk_window_set_focus (self->dialog, GTK_WIDGET (first));
  gtk_window_present (self->dialog);
}
