/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-open.h"

#include "exchange/br-import.h"
#include "exchange/br-look.h"
#include "patch/br-new-circles.h"
#include "window/br-versions.h"

#include <glib/gi18n.h>
#include <stdio.h>

#define MAX_VERSIONS 8 /* that are tried, newest first */
#define MAX_PROBLEMS 12

/* One file that could not be opened. */
typedef struct
{
  BrWindow *window;  /* (owned) */
  GFile    *file;    /* (owned) */
  char     *text;    /* (owned) (nullable) the newest complete version */
  gint64    unix_s;  /* of it */
} Trouble;

static void
trouble_free (Trouble *self)
{
  g_object_unref (self->window);
  g_object_unref (self->file);
  g_free (self->text);
  g_free (self);
}

static void
trouble_closure_free (gpointer  data,
                      GClosure *closure)
{
  trouble_free (data);
}

static GtkWidget *
new_dialog (BrWindow   *window,
            const char *heading,
            const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  return dialog;
}

static void
tell (BrWindow   *window,
      const char *heading,
      const char *body)
{
  gtk_window_present (GTK_WINDOW (new_dialog (window, heading, body)));
}

void
br_open_tell_problems (BrWindow        *window,
                       const GPtrArray *problems)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < problems->len && i < MAX_PROBLEMS; i++)
    g_string_append_printf (text, "%s\n", (char *) problems->pdata[i]);
  if (problems->len > MAX_PROBLEMS)
    g_string_append_printf (text, ngettext ("And %u more", "And %u more", problems->len - MAX_PROBLEMS),
                            problems->len - MAX_PROBLEMS);
  g_string_append_printf (text, "\n%s", _("The file as it is now is kept beside the show before it is first written."));
  tell (window, _("Parts of the Show Could Not Be Read"), text->str);
}

/* --- the version before -------------------------------------------------------------------------- */

static gboolean
is_complete (const ClaspRegistry *registry,
             const char          *text)
{
  g_autoptr (ClaspShow) show = clasp_show_new (registry);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  return clasp_show_from_text (show, text, problems, NULL) && problems->len == 0;
}

static void
trouble_find_version (Trouble *self)
{
  const ClaspRegistry  *registry = clasp_show_get_registry (br_window_get_show (self->window));
  g_autofree char      *path = g_file_get_path (self->file);
  g_autoptr (GPtrArray) versions = path != NULL ? clasp_history_list (path) : g_ptr_array_new ();

  for (guint i = 0; i < MIN (versions->len, MAX_VERSIONS) && self->text == NULL; i++)
    {
      const ClaspVersion *version = versions->pdata[i];
      g_autofree char    *text = clasp_history_read (version, NULL);

      if (text == NULL || !is_complete (registry, text))
        continue;
      self->text = g_steal_pointer (&text);
      self->unix_s = version->unix_s;
    }
}

/* The file is written by a show of its own: should that fail, the one that is open is as it was. */
static gboolean
put_version_in_place (Trouble *self,
                      GError **error)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_show_get_registry (br_window_get_show (self->window)));

  clasp_show_open (show, self->file, NULL, NULL); /* it learns that the file is damaged, and will keep it */
  return clasp_show_from_text (show, self->text, NULL, error) && clasp_show_save_as (show, self->file, error);
}

static void
open_version (Trouble *self)
{
  g_autoptr (GError) error = NULL;

  if (br_window_refuse_edit (self->window))
    return;
  if (!put_version_in_place (self, &error) ||
      !clasp_show_open (br_window_get_show (self->window), self->file, NULL, &error))
    tell (self->window, _("The Version Could Not Be Opened"), error->message);
  else
    {
      g_autofree char *time = br_version_dup_time (self->unix_s);
      /* Translators: %s is a time of day, or a date and a time */
      g_autofree char *text = g_strdup_printf (_("The version of %s is open. The damaged file is kept beside it."), time);

      br_circles_mute_loaded (br_window_get_show (self->window));
      br_window_toast (self->window, text, FALSE);
    }
}

/* --- damaged ---------------------------------------------------------------------------------------- */

/* "line 214, column 3: …" as the reader says it; 0 = it does not say where. */
static guint
get_line (const GError *error)
{
  guint line = 0;

  return sscanf (error->message, "line %u,", &line) == 1 ? line : 0;
}

static char *
describe_damage (Trouble      *self,
                 const GError *error)
{
  guint            line = get_line (error);
  g_autofree char *time = self->text != NULL ? br_version_dup_time (self->unix_s) : NULL;

  if (line > 0 && time != NULL)
    /* Translators: a line of the file, and a time of day or a date and a time */
    return g_strdup_printf (_("The show could not be read from line %u. The version of %s is complete."), line, time);
  if (time != NULL)
    /* Translators: %s is a time of day, or a date and a time */
    return g_strdup_printf (_("The show could not be read. The version of %s is complete."), time);
  if (line > 0)
    return g_strdup_printf (_("The show could not be read from line %u, and no complete version of it is kept here."), line);
  return g_strdup (_("The show could not be read, and no complete version of it is kept here."));
}

static GtkWidget *
new_details (GFile      *file,
             const char *problem)
{
  GtkWidget       *expander = gtk_expander_new_with_mnemonic (_("_Details"));
  g_autofree char *name = g_file_get_parse_name (file);
  /* Translators: a file's name, then what is wrong with it */
  g_autofree char *text = g_strdup_printf (_("%s\n%s\nThe file is left as it is. Where a version takes its place, it is kept "
                                             "beside it."),
                                           name, problem);
  GtkWidget       *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_top (label, 6);
  gtk_expander_set_child (GTK_EXPANDER (expander), label);
  return expander;
}

static void
damage_response_cb (GtkWidget  *dialog,
                    const char *response,
                    gpointer    user_data)
{
  if (g_str_equal (response, "open"))
    open_version (user_data);
}

static void
tell_damage (Trouble      *self,
             const GError *error)
{
  g_autofree char *body = NULL;
  GtkWidget       *dialog;

  trouble_find_version (self);
  body = describe_damage (self, error);
  dialog = new_dialog (self->window, _("The File Is Damaged"), body);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), new_details (self->file, error->message));
  if (self->text != NULL)
    {
      g_autofree char *time = br_version_dup_time (self->unix_s);
      /* Translators: a button; %s is a time of day, or a date and a time */
      g_autofree char *label = g_strdup_printf (_("_Open %s"), time);

      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "open", label);
      adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "open", ADW_RESPONSE_SUGGESTED);
      adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "open");
    }
  g_signal_connect_data (dialog, "response", G_CALLBACK (damage_response_cb), self, trouble_closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  /* Enter answers. */
  gtk_window_set_focus (GTK_WINDOW (dialog), gtk_window_get_default_widget (GTK_WINDOW (dialog)));
}

/* --- no show ---------------------------------------------------------------------------------------- */

static void
other_response_cb (GtkWidget  *dialog,
                   const char *response,
                   gpointer    user_data)
{
  Trouble *self = user_data;

  if (g_str_equal (response, "import"))
    br_import_file (self->window, self->file);
}

/* Text, but no show: perhaps another program's. */
static void
tell_other (Trouble      *self,
            const GError *error)
{
  g_autofree char *name = g_file_get_basename (self->file);
  /* Translators: a file's name, then what is wrong with it, without a full stop */
  g_autofree char *body =
    g_strdup_printf (_("“%s”: %s. Configurations of other programs can be imported."), name, error->message);
  GtkWidget       *dialog = new_dialog (self->window, _("This Is Not a Show"), body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "import", _("_Import…"));
  g_signal_connect_data (dialog, "response", G_CALLBACK (other_response_cb), self, trouble_closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
br_open_tell (BrWindow     *window,
              GFile        *file,
              const GError *error)
{
  Trouble *self;

  if (g_error_matches (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION))
    {
      br_look_offer (window, file, error->message);
      return;
    }
  if (error->domain != CLASP_SHOW_ERROR)
    {
      tell (window, _("The Show Could Not Be Read"), error->message);
      return;
    }

  self = g_new0 (Trouble, 1);
  self->window = g_object_ref (window);
  self->file = g_object_ref (file);
  if (g_error_matches (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX))
    tell_damage (self, error);
  else
    tell_other (self, error);
}

/* --- opening ---------------------------------------------------------------------------------------- */

static void
open_now (BrWindow *window,
          GFile    *file)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  if (!clasp_show_open (br_window_get_show (window), file, problems, &error))
    {
      br_open_tell (window, file, error);
      return;
    }
  br_circles_mute_loaded (br_window_get_show (window));
  if (problems->len > 0)
    br_open_tell_problems (window, problems);
}

void
br_open_show (BrWindow *window,
              GFile    *file)
{
  br_open_save_first (window, file, _("_Open Without Them"), open_now);
}

/* --- edits that are in memory alone ----------------------------------------------------------------- */

typedef struct
{
  BrWindow  *window; /* (owned) */
  GFile     *file;   /* (owned) (nullable) */
  BrOpenFunc func;
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *self = data;

  g_object_unref (self->window);
  g_clear_object (&self->file);
  g_free (self);
}

static void
question_response_cb (GtkWidget  *dialog,
                      const char *response,
                      gpointer    user_data)
{
  Question *self = user_data;

  if (g_str_equal (response, "lose"))
    self->func (self->window, self->file);
  else if (g_str_equal (response, "save"))
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.save-as", NULL);
}

static void
ask (BrWindow   *window,
     GFile      *file,
     const char *deed,
     BrOpenFunc  func,
     const char *problem)
{
  Question         *self = g_new0 (Question, 1);
  GtkWidget        *dialog = adw_message_dialog_new (GTK_WINDOW (window), _("Edits Would Be Lost"), problem);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  self->window = g_object_ref (window);
  self->file = file != NULL ? g_object_ref (file) : NULL;
  self->func = func;
  adw_message_dialog_add_responses (message, "cancel", _("_Cancel"), "lose", deed, "save", _("_Save As…"), NULL);
  adw_message_dialog_set_response_appearance (message, "lose", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (message, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (message, "save");
  adw_message_dialog_set_close_response (message, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (question_response_cb), self, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
br_open_save_first (BrWindow   *window,
                    GFile      *file,
                    const char *deed,
                    BrOpenFunc  func)
{
  ClaspShow         *show = br_window_get_show (window);
  g_autoptr (GFile)  kept = NULL;
  g_autoptr (GError) error = NULL;
  gboolean           is_saved;

  clasp_show_save (show, &error);
  g_object_get (show, "file", &kept, "saved", &is_saved, NULL);
  if (is_saved)
    func (window, file);
  else
    ask (window, file, deed, func, error != NULL ? error->message : _("The show is in memory alone: it has no file yet."));
}

char *
br_open_describe_save_error (ClaspShow *show)
{
  g_autofree char *problem = NULL;

  if (clasp_show_is_disk_full (show))
    return g_strdup (_("Cannot save: the disk is full. Your edits are kept in memory."));
  g_object_get (show, "save-error", &problem, NULL);
  /* Translators: %s is what does not work, with the file's name: “cannot save “show.json”: …” */
  return g_strdup_printf (_("Your edits are kept in memory: %s"), problem);
}
