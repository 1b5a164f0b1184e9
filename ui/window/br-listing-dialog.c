/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-listing-dialog.h"

#include "core/clasp-address.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  BrWindow        *window;     /* (owned) */
  ClaspConnection *connection; /* (owned) */
  GtkWidget       *entry;      /* (unowned) of the dialog */
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->window);
  g_object_unref (question->connection);
  g_free (question);
}

/* Signals shows whole addresses, so that is what people copy. */
static char *
parse_one (const char *word, const char *namespace_)
{
  gsize length = strlen (namespace_);

  if (g_str_has_prefix (word, namespace_) && word[length] == '/')
    word += length;
  return g_strconcat (*word == '/' ? "" : "/", word, NULL);
}

char **
br_listing_parse (const char *text, const char *namespace_)
{
  g_auto (GStrv)           words = g_strsplit_set (text, " \t\n,", -1);
  g_autoptr (GStrvBuilder) patterns = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *pattern = parse_one (words[i], namespace_);

      if (*words[i] == '\0')
        continue;
      if (!clasp_pattern_is_valid (clasp_str (pattern), NULL))
        return NULL;
      g_strv_builder_add (patterns, pattern);
    }
  return g_strv_builder_end (patterns);
}

static char **
read_entry (Question *question)
{
  return br_listing_parse (gtk_editable_get_text (GTK_EDITABLE (question->entry)),
                           clasp_connection_get_namespace (question->connection));
}

static void
response_cb (GtkWidget *dialog, const char *response, gpointer user_data)
{
  Question        *question = user_data;
  ClaspShow       *show = br_window_get_show (question->window);
  const char      *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (question->connection));
  g_auto (GStrv)   patterns = read_entry (question);
  g_autofree char *label = NULL;

  if (!g_str_equal (response, "list") || patterns == NULL ||
      br_window_refuse_edit (question->window) ||
      clasp_show_find (show, clasp_show_item_get_id (CLASP_SHOW_ITEM (question->connection))) ==
        NULL)
    return;
  /* Translators: an edit: which addresses of the connection %s are listed */
  label = g_strdup_printf (_ ("Choose addresses of %s"), name);
  clasp_show_begin_edit (show, label);
  g_object_set (clasp_connection_get_settings (question->connection), "listed", patterns, NULL);
  clasp_show_end_edit (show);
}

static void
typed_cb (GtkWidget *dialog, GParamSpec *pspec, GtkWidget *entry)
{
  Question      *question = g_object_get_data (G_OBJECT (dialog), "question");
  g_auto (GStrv) patterns = read_entry (question);

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "list", patterns != NULL);
  if (patterns == NULL)
    gtk_widget_add_css_class (entry, "error");
  else
    gtk_widget_remove_css_class (entry, "error");
}

void
br_listing_dialog_show (BrWindow *window, ClaspConnection *connection)
{
  Question          *question = g_new0 (Question, 1);
  const char *const *present =
    clasp_settings_get_strv (clasp_connection_get_settings (connection), "listed");
  /* Translators: the name of a connection */
  g_autofree char *heading = g_strdup_printf (
    _ ("Choose Addresses of %s"), clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)));
  g_autofree char *text = g_strjoinv (" ", (char **) present);
  GtkWidget       *dialog = adw_message_dialog_new (
          GTK_WINDOW (window), heading,
          _ ("Only addresses that match one of these patterns are listed. "
                   "All others are passed on and mapped as well. Empty: all are listed."));

  question->window = g_object_ref (window);
  question->connection = g_object_ref (connection);
  question->entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (question->entry), text);
  gtk_entry_set_placeholder_text (GTK_ENTRY (question->entry), "/ch/*/level");
  gtk_entry_set_activates_default (GTK_ENTRY (question->entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (question->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Patterns"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), question->entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "list",
                                    _ ("_Choose"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "list",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "list");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data (G_OBJECT (dialog), "question", question);
  g_signal_connect_object (question->entry, "notify::text", G_CALLBACK (typed_cb), dialog,
                           G_CONNECT_SWAPPED);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (question->entry);
}
