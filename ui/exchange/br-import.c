/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/br-import.h"

#include "exchange/br-exchange-file.h"
#include "exchange/br-exchange-window.h"
#include "exchange/br-exchange-words.h"
#include "exchange/br-look.h"
#include "exchange/br-roles.h"
#include "patch/br-new-circles.h"
#include "widgets/br-file-choose.h"

#include <glib/gi18n.h>

#define MAX_TITLES 100 /* names that are shown one by one */

typedef struct
{
  BrWindow          *window;   /* (unowned) outlives the dialog, which is transient for it */
  GtkWindow         *dialog;   /* (unowned) */
  ClaspImported     *imported; /* (owned) */
  char              *text;     /* (owned) of the file */
  ClaspExchangeMode  mode;
  GtkWidget         *secrets;  /* (unowned) the group that asks for a passphrase */
  GtkWidget         *passphrase, *hint; /* (unowned) in it */
  gboolean           is_opening; /* the secrets, in a thread */
  gboolean           is_awaited; /* then it is imported at once */
} Import;

static void try_passphrase (Import *self, gboolean is_awaited);

static void
import_free (gpointer data)
{
  Import *self = data;

  clasp_imported_free (self->imported);
  g_free (self->text);
  g_free (self);
}

/* --- what would happen --------------------------------------------------------------------------- */

static void
add_title (AdwExpanderRow *row,
           const char     *title)
{
  GtkWidget *child = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (child), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (child), *title != '\0' ? title : _("Without a name"));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (child), 2);
  adw_expander_row_add_row (row, child);
}

/* One row of a kind, with the names in it. */
static void
add_kind (AdwPreferencesGroup *group,
          const GPtrArray     *plan,
          ClaspExchangeAct     act,
          const char          *kind)
{
  GtkWidget       *row = adw_expander_row_new ();
  g_autofree char *title = NULL;
  guint            n = 0;

  for (guint i = 0; i < plan->len; i++)
    {
      const ClaspExchangeChange *change = g_ptr_array_index (plan, i);

      if (change->act != act || !g_str_equal (change->kind, kind))
        continue;
      if (n++ < MAX_TITLES)
        add_title (ADW_EXPANDER_ROW (row), change->title);
    }
  title = br_exchange_count_kind (kind, n);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (n > MAX_TITLES)
    {
      g_autofree char *more = g_strdup_printf (_("The first %d are listed"), MAX_TITLES);

      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), more);
    }
  adw_preferences_group_add (group, row);
}

static gboolean
has_kind (const GPtrArray *plan,
          ClaspExchangeAct act,
          const char      *kind)
{
  for (guint i = 0; i < plan->len; i++)
    {
      const ClaspExchangeChange *change = g_ptr_array_index (plan, i);

      if (change->act == act && (kind == NULL || g_str_equal (change->kind, kind)))
        return TRUE;
    }
  return FALSE;
}

static void
add_act (Import          *self,
         const GPtrArray *plan,
         ClaspExchangeAct act)
{
  static const char *const kinds[] = { "connection", "mapping", "variable", "timer", "scene", "layer", "rule", "setting" };
  GtkWidget               *group;

  if (!has_kind (plan, act, NULL))
    return;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), br_exchange_name_act (act));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (has_kind (plan, act, kinds[i]))
      add_kind (ADW_PREFERENCES_GROUP (group), plan, act, kinds[i]);
  gtk_box_append (br_exchange_window_get_box (self->dialog), group);
}

static gboolean
does_something (const GPtrArray *plan)
{
  return has_kind (plan, CLASP_EXCHANGE_ADDED, NULL) || has_kind (plan, CLASP_EXCHANGE_CHANGED, NULL) ||
         has_kind (plan, CLASP_EXCHANGE_REMOVED, NULL);
}

static void
add_report (Import *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Not as in the File"));
  br_exchange_fill_report (ADW_PREFERENCES_GROUP (group),
                           self->imported->report,
                           _("Everything in the file can be taken over"));
  gtk_box_append (br_exchange_window_get_box (self->dialog), group);
}

static void
update (Import *self)
{
  g_autoptr (GPtrArray) plan =
    clasp_exchange_plan (br_window_get_show (self->window), self->imported, self->mode);

  br_exchange_window_clear (self->dialog, self->secrets);
  add_act (self, plan, CLASP_EXCHANGE_REMOVED);
  add_act (self, plan, CLASP_EXCHANGE_CHANGED);
  add_act (self, plan, CLASP_EXCHANGE_ADDED);
  add_act (self, plan, CLASP_EXCHANGE_SAME);
  add_report (self);
  br_exchange_window_set_ready (self->dialog, does_something (plan) && !self->is_opening);
}

/* --- the deed ------------------------------------------------------------------------------------- */

static char *
dup_show_path (ClaspShow *show)
{
  g_autoptr (GFile) file = NULL;

  g_object_get (show, "file", &file, NULL);
  return file != NULL ? g_file_get_path (file) : NULL;
}

static gboolean
save_rules (Import     *self,
            const char *path,
            char      **rules,
            GError    **error)
{
  GError *local_error = NULL;

  if (path == NULL && self->imported->rules->len > 0)
    {
      g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                           _("Rules go to a file beside the show. Save the show first."));
      return FALSE;
    }
  if (path == NULL)
    return TRUE;
  *rules = clasp_exchange_save_rules (br_window_get_show (self->window), self->imported, self->mode, path, &local_error);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/* What only turned out while it was done. */
static void
tell_rest (Import *self,
           guint   n_before)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = n_before; i < self->imported->report->len && i < n_before + 12; i++)
    g_string_append_printf (text, "%s\n", (char *) g_ptr_array_index (self->imported->report, i));
  if (text->len > 0)
    br_exchange_tell_problem (GTK_WINDOW (self->window), _("Look at These"), text->str);
}

/* What the import needs once the dialog may be gone. */
typedef struct
{
  GtkWindow *dialog; /* (owned) (nullable) the callback's: it must not end in the thread */
  char      *path;   /* (owned) (nullable) of the show's file */
  char      *text;   /* (owned) the show as it is */
} BackUp;

static void
back_up_free (gpointer data)
{
  BackUp *back_up = data;

  g_clear_object (&back_up->dialog);
  g_free (back_up->path);
  g_free (back_up->text);
  g_free (back_up);
}

static void
back_up_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  BackUp          *back_up = task_data;
  GError          *error = NULL;
  g_autofree char *kept = NULL;

  if (back_up->path != NULL)
    kept = clasp_exchange_keep (back_up->path, back_up->text, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
apply (Import     *self,
       const char *path)
{
  ClaspShow         *show = br_window_get_show (self->window);
  g_autofree char   *rules = NULL;
  g_autoptr (GError) error = NULL;
  guint              n_before = self->imported->report->len;
  GHashTable        *there;

  if (!save_rules (self, path, &rules, &error))
    {
      br_exchange_tell_problem (self->dialog, _("Nothing Was Imported"), error->message);
      br_exchange_window_set_ready (self->dialog, TRUE);
      return;
    }
  br_window_keep_version (self->window, CLASP_VERSION_IMPORT);
  there = br_circles_begin_arrival (show, _("Import"));
  clasp_exchange_apply (show, self->imported, self->mode, rules, _("Import"));
  br_circles_end_arrival (show, there);
  br_window_toast (self->window, path != NULL ? _("Imported. The show as it was is kept beside it.") : _("Imported"), TRUE);
  tell_rest (self, n_before);
  gtk_window_close (self->dialog);
}

/* The dialog is modal: nobody edits meanwhile. Closed, it is a change of mind, and nothing is done. */
static void
backed_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BackUp               *back_up = g_task_get_task_data (G_TASK (result));
  g_autoptr (GtkWindow) dialog = g_steal_pointer (&back_up->dialog);
  g_autoptr (GError)    error = NULL;

  if (!gtk_widget_get_visible (GTK_WIDGET (dialog)))
    return;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      apply (user_data, back_up->path);
      return;
    }
  br_exchange_window_set_ready (dialog, TRUE);
  br_exchange_tell_problem (dialog, _("Nothing Was Imported"), error->message);
}

static void
back_up_and_apply (Import *self)
{
  ClaspShow        *show = br_window_get_show (self->window);
  g_autoptr (GTask) task = NULL;
  BackUp           *back_up;

  back_up = g_new0 (BackUp, 1);
  back_up->dialog = g_object_ref (self->dialog);
  back_up->path = dup_show_path (show);
  back_up->text = clasp_show_to_text (show);
  br_exchange_window_set_ready (self->dialog, FALSE);
  task = g_task_new (NULL, NULL, backed_up_cb, self);
  g_task_set_task_data (task, back_up, back_up_free);
  g_task_run_in_thread (task, back_up_thread);
}

static void
import_cb (gpointer user_data)
{
  Import *self = user_data;

  if (br_window_refuse_edit (self->window))
    gtk_window_close (self->dialog);
  else if (self->imported->is_sealed && *gtk_editable_get_text (GTK_EDITABLE (self->passphrase)) != '\0')
    try_passphrase (self, TRUE); /* typed, and not tried yet */
  else
    back_up_and_apply (self);
}

/* --- secrets --------------------------------------------------------------------------------------- */

/* All that reading with a passphrase needs: decrypting is slow on purpose, and happens in a thread. */
typedef struct
{
  const ClaspRegistry *registry;
  GtkWindow           *dialog;            /* (owned) (nullable) the callback's: it must not end in the thread */
  char                *text, *passphrase; /* (owned) */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *self = data;

  g_clear_object (&self->dialog);
  g_free (self->text);
  g_free (self->passphrase);
  g_free (self);
}

static void
open_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Opening       *self = task_data;
  GError        *error = NULL;
  ClaspImported *imported = clasp_exchange_read_secrets (self->registry, self->text, self->passphrase, &error);

  if (imported != NULL)
    g_task_return_pointer (task, imported, (GDestroyNotify) clasp_imported_free);
  else
    g_task_return_error (task, error);
}

static void
say (Import     *self,
     const char *hint,
     gboolean    is_error)
{
  gtk_label_set_label (GTK_LABEL (self->hint), hint);
  gtk_widget_set_visible (self->hint, TRUE);
  if (is_error)
    gtk_widget_add_css_class (self->hint, "error");
  else
    gtk_widget_remove_css_class (self->hint, "error");
}

static void
take_opened (Import        *self,
             ClaspImported *imported)
{
  clasp_imported_free (self->imported);
  self->imported = imported;
  gtk_widget_set_visible (self->passphrase, FALSE);
  say (self, _("The secrets are open. They come along with the import."), FALSE);
}

/* The row is asked again, with what was typed; nothing else has changed. */
static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Import               *self = user_data;
  Opening              *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GtkWindow) dialog = g_steal_pointer (&opening->dialog);
  g_autoptr (GError)    error = NULL;
  ClaspImported        *imported = g_task_propagate_pointer (G_TASK (result), &error);

  if (!gtk_widget_get_visible (GTK_WIDGET (dialog)))
    {
      g_clear_pointer (&imported, clasp_imported_free);
      return;
    }
  self->is_opening = FALSE;
  gtk_widget_set_sensitive (self->passphrase, TRUE);
  if (imported != NULL)
    take_opened (self, imported);
  else
    say (self, _("The secrets do not open with this passphrase. Type it again, or empty the line to import without them."), TRUE);
  update (self);
  if (imported != NULL && self->is_awaited)
    back_up_and_apply (self);
  else if (imported == NULL)
    gtk_widget_grab_focus (self->passphrase);
}

static void
try_passphrase (Import  *self,
                gboolean is_awaited)
{
  Opening          *opening;
  g_autoptr (GTask) task = NULL;

  if (self->is_opening)
    return;
  opening = g_new0 (Opening, 1);
  opening->registry = clasp_show_get_registry (br_window_get_show (self->window));
  opening->dialog = g_object_ref (self->dialog);
  opening->text = g_strdup (self->text);
  opening->passphrase = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->passphrase)));
  self->is_opening = TRUE;
  self->is_awaited = is_awaited;
  gtk_widget_set_sensitive (self->passphrase, FALSE);
  br_exchange_window_set_ready (self->dialog, FALSE);
  say (self, _("Opening the secrets…"), FALSE);
  task = g_task_new (NULL, NULL, opened_cb, self);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_thread);
}

static void
passphrase_apply_cb (Import *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->passphrase)) != '\0')
    try_passphrase (self, FALSE);
}

static void
add_secrets (Import *self)
{
  self->secrets = adw_preferences_group_new ();
  self->passphrase = adw_password_entry_row_new ();
  self->hint = br_exchange_new_hint ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->secrets), _("Secrets"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->secrets),
                                         _("The file has secrets, encrypted. Without their passphrase they are left out."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->passphrase), _("Passphrase"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->passphrase), TRUE);
  g_signal_connect_swapped (self->passphrase, "apply", G_CALLBACK (passphrase_apply_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->secrets), self->passphrase);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->secrets), self->hint);
  gtk_widget_set_visible (self->secrets, self->imported->is_sealed);
  gtk_box_append (br_exchange_window_get_box (self->dialog), self->secrets);
}

/* --- the dialog ----------------------------------------------------------------------------------- */

static void
toggled_cb (GtkCheckButton *merge,
            gpointer        user_data)
{
  Import *self = user_data;

  self->mode = gtk_check_button_get_active (merge) ? CLASP_EXCHANGE_MERGE : CLASP_EXCHANGE_REPLACE;
  update (self);
}

/* The first choice. */
static GtkWidget *
add_modes (Import     *self,
           const char *form)
{
  g_autofree char *escaped = g_markup_escape_text (form, -1);
  GtkWidget       *choices = adw_preferences_group_new ();
  GtkCheckButton  *merge = NULL;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (choices), escaped);
  br_exchange_new_choice (ADW_PREFERENCES_GROUP (choices), &merge, _("Merge"), _("Beside what the show has"));
  br_exchange_new_choice (ADW_PREFERENCES_GROUP (choices), &merge, _("Replace"), _("Instead of what the show has"));
  gtk_check_button_set_active (merge, TRUE);
  g_signal_connect (merge, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_box_append (br_exchange_window_get_box (self->dialog), choices);

  return GTK_WIDGET (merge);
}

/* A part is always merged; what is asked is which device each role is. */
static GtkWidget *
add_roles (Import     *self,
           const char *form)
{
  GtkWidget *roles = br_roles_new (form, self->imported, br_window_get_show (self->window), G_CALLBACK (update), self);

  gtk_box_append (br_exchange_window_get_box (self->dialog), roles);

  return br_roles_get_first (roles);
}

static void
show_dialog (BrWindow      *window,
             const char    *text,
             ClaspImported *imported)
{
  Import          *self = g_new0 (Import, 1);
  g_autofree char *form = br_exchange_describe_form (imported);
  GtkWidget       *first;

  self->window = window;
  self->text = g_strdup (text);
  self->imported = imported;
  self->dialog = br_exchange_window_new (GTK_WINDOW (window), _("Import"), _("_Import"), G_CALLBACK (import_cb), self, import_free);
  first = imported->form == CLASP_EXCHANGE_PART ? add_roles (self, form) : add_modes (self, form);
  add_secrets (self);
  update (self);
  if (first != NULL)
    gtk_window_set_focus (self->dialog, first);
  gtk_window_present (self->dialog);
}

/* --- the file ------------------------------------------------------------------------------------- */

static void
read_text (BrWindow   *window,
           GFile      *file,
           const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspImported     *imported = clasp_exchange_read (clasp_show_get_registry (br_window_get_show (window)), text, &error);

  if (imported != NULL)
    show_dialog (window, text, imported);
  else if (g_error_matches (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION))
    br_look_offer (window, file, error->message);
  else
    br_exchange_tell_problem (GTK_WINDOW (window), _("This File Cannot Be Read"), error->message);
}

void
br_import_file (BrWindow *window,
                GFile    *file)
{
  if (!br_window_refuse_edit (window))
    br_exchange_load (window, file, read_text);
}

static void
chosen_cb (GObject *owner,
           GFile   *file,
           gpointer user_data)
{
  br_import_file (BR_WINDOW (owner), file);
}

void
br_import_start (BrWindow *window)
{
  static const char *const patterns[] = { "*.json", "*.yaml", "*.yml", "*.csv", NULL };
  const BrFileChoice       choice = { .title = _("Import a Configuration"),
                                      .action = GTK_FILE_CHOOSER_ACTION_OPEN,
                                      .accept = _("_Open"),
                                      .filter_name = _("Configurations"),
                                      .patterns = patterns };

  if (!br_window_refuse_edit (window))
    br_file_choose (GTK_WINDOW (window), &choice, G_OBJECT (window), chosen_cb, NULL, NULL);
}
