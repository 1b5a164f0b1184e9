/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-file-choose.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkFileChooserNative *chooser; /* (owned) */
  GObject              *owner;   /* (owned) */
  BrFileChosenFunc      func;
  gpointer              user_data;
  GDestroyNotify        destroy;
} Question;

static void
response_cb (GtkNativeDialog *dialog,
             int              response,
             gpointer         user_data)
{
  Question         *question = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    question->func (question->owner, file, question->user_data);
  if (question->destroy != NULL)
    question->destroy (question->user_data);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (question->chooser);
  g_object_unref (question->owner);
  g_free (question);
}

static void
add_filter (GtkFileChooser     *chooser,
            const BrFileChoice *choice)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, choice->filter_name);
  for (guint i = 0; choice->patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, choice->patterns[i]);
  gtk_file_chooser_add_filter (chooser, filter);
  /* A file whose name ends otherwise may be one as well. */
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, all);
}

void
br_file_choose (GtkWindow          *parent,
                const BrFileChoice *choice,
                GObject            *owner,
                BrFileChosenFunc    func,
                gpointer            user_data,
                GDestroyNotify      destroy)
{
  Question *question = g_new0 (Question, 1);

  question->chooser = gtk_file_chooser_native_new (choice->title, parent, choice->action, choice->accept, NULL);
  question->owner = g_object_ref (owner);
  question->func = func;
  question->user_data = user_data;
  question->destroy = destroy;
  if (choice->name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (question->chooser), choice->name);
  if (choice->patterns != NULL)
    add_filter (GTK_FILE_CHOOSER (question->chooser), choice);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (question->chooser), TRUE);
  g_signal_connect (question->chooser, "response", G_CALLBACK (response_cb), question);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (question->chooser));
}

/* --- writing ------------------------------------------------------------------------------------ */

static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GFile             *file = source;
  GError            *error = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree char   *path = g_file_get_parse_name (file);
  gsize              size;
  const char        *content = g_bytes_get_data (task_data, &size);

  if (g_file_replace_contents (file, content, size, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &reason))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  /* Translators: the path of a file, what the system said */
  error = g_error_new (G_IO_ERROR, reason->code, _("“%s” was not written: %s"), path, reason->message);
  g_task_return_error (task, error);
}

void
br_file_write_async (GFile              *file,
                     GBytes             *content,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (file, NULL, callback, user_data);

  g_task_set_source_tag (task, br_file_write_async);
  g_task_set_task_data (task, g_bytes_ref (content), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, write_thread);
}

gboolean
br_file_write_finish (GAsyncResult *result,
                      GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
