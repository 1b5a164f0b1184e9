/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log/br-support.h"

#include "br-ui.h"
#include "clasp-network-view.h"
#include "clasp-support-bundle.h"
#include "connections/br-connection-state.h"
#include "exchange/br-exchange-window.h"
#include "exchange/br-exchange-words.h"
#include "tap/clasp-logbook.h"

#include <glib/gi18n.h>
#include <sys/utsname.h>

typedef struct
{
  BrWindow  *window; /* (unowned) outlives the dialog, which is transient for it */
  GtkWindow *dialog; /* (unowned) */
  GtkWidget *choice; /* (unowned) the group with the switch */
  GPtrArray *files;  /* (owned) of ClaspSupportFile */
  gboolean   mask;
} Support;

static void
support_free (gpointer data)
{
  g_clear_pointer (&((Support *) data)->files, g_ptr_array_unref);
  g_free (data);
}

/* --- what there is to tell; English, for those who help ------------------------------------------- */

static char *
make_versions (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char      *time = g_date_time_format_iso8601 (now);
  g_autofree char      *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  struct utsname        system = { 0 };

  uname (&system);
  return g_strdup_printf ("Clasp Bridge %s\n%s\nGLib %u.%u.%u\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\n%s\n%s %s %s\n%u processors\n",
                          CLASP_VERSION, time, glib_major_version, glib_minor_version, glib_micro_version,
                          gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
                          adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
                          os != NULL ? os : "unknown system", system.sysname, system.release, system.machine,
                          g_get_num_processors ());
}

static void
add_connection (GString *text, ClaspEngine *engine, ClaspConnection *connection, gint64 now_us)
{
  BrConnectionState state;
  g_autofree char  *words = NULL;

  br_connection_state_read (&state, engine, CLASP_SHOW_ITEM (connection));
  words = br_connection_state_words (&state, now_us);
  g_string_append_printf (text,
                          "%s (%s) %s: %s. %s\n  in %" G_GUINT64_FORMAT ", out %" G_GUINT64_FORMAT
                          ", malformed %" G_GUINT64_FORMAT ", dropped %" G_GUINT64_FORMAT ", retries %u\n",
                          clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)),
                          clasp_connection_get_kind (connection), clasp_connection_get_namespace (connection), words,
                          state.detail, state.n_in, state.n_out, state.n_malformed, state.n_dropped, state.n_retries);
}

static void
add_networks (GString *text)
{
  g_autoptr (GPtrArray) places = clasp_network_list ();

  for (guint i = 0; i < places->len; i++)
    {
      const ClaspNetworkPlace *place = places->pdata[i];
      g_autofree char         *address = clasp_network_print (place->address);

      g_string_append_printf (text, "network %s: %s%s\n", place->name, address, place->is_up ? "" : ", down");
    }
}

static char *
make_devices (ClaspEngine *engine)
{
  GListModel *connections = clasp_show_get_connections (clasp_engine_get_show (engine));
  GString    *text = g_string_new (NULL);
  gint64      now_us = g_get_monotonic_time ();

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      add_connection (text, engine, connection, now_us);
    }
  add_networks (text);
  return g_string_free (text, FALSE);
}

static char *
make_health (ClaspEngine *engine)
{
  ClaspEngineStats stats;

  clasp_engine_get_stats (engine, &stats);
  return g_strdup_printf ("running: %s\nin: %.1f /s\nout: %.1f /s\ncpu: %.1f %% of a core\nlatency p99: %.0f us\n"
                          "dropped: %" G_GUINT64_FORMAT "\nerror: %s\nrules: %s\n",
                          stats.running ? "yes" : "no", stats.rate_in, stats.rate_out, stats.cpu * 100,
                          stats.latency_p99_us, (guint64) stats.router.n_dropped, stats.error, stats.rules_error);
}

static void
add_entry (const ClaspLogEntry *entry, gpointer user_data)
{
  static const char *const   words[] = { "info", "warning", "error" };
  g_autoptr (GDateTime)      time = g_date_time_new_from_unix_local (entry->last_us / G_USEC_PER_SEC);
  g_autofree char           *stamp = g_date_time_format (time, "%F %T");

  g_string_append_printf (user_data, "%s %s %s: %s", stamp, words[entry->level], entry->source, entry->text);
  if (entry->n > 1)
    g_string_append_printf (user_data, " (%u times)", entry->n);
  g_string_append_c (user_data, '\n');
}

static char *
make_log (void)
{
  GString *text = g_string_new (NULL);

  clasp_logbook_foreach_since (clasp_logbook_get_default (), 0, add_entry, text);
  return g_string_free (text, FALSE);
}

/* --- the list ------------------------------------------------------------------------------------- */

static void
add_file (GtkWidget *group, const ClaspSupportFile *file)
{
  GtkWidget       *row = adw_expander_row_new ();
  GtkWidget       *scrolled = gtk_scrolled_window_new ();
  GtkWidget       *view = gtk_text_view_new ();
  GtkWidget       *frame = adw_preferences_row_new ();
  g_autofree char *size = g_format_size (strlen (file->text));
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", file->about, size);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), file->name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), file->text,
                            (int) MIN (strlen (file->text), 65536));
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, file->name, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 160);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (frame), scrolled);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (frame), FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), frame);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
show_files (Support *self)
{
  ClaspEngine            *engine = br_window_get_engine (self->window);
  g_autofree char        *versions = make_versions (), *devices = make_devices (engine);
  g_autofree char        *health = make_health (engine), *log = make_log ();
  ClaspSupportBundleParts parts = { versions, log, devices, health, self->mask };
  GtkWidget              *group = adw_preferences_group_new ();

  g_clear_pointer (&self->files, g_ptr_array_unref);
  self->files = clasp_support_bundle_collect (br_window_get_show (self->window), &parts);
  br_exchange_window_clear (self->dialog, self->choice);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("What Is in It"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), _ ("Open each to read it before it leaves."));
  for (guint i = 0; i < self->files->len; i++)
    add_file (group, self->files->pdata[i]);
  gtk_box_append (br_exchange_window_get_box (self->dialog), group);
}

static void
mask_cb (GtkSwitch *button, GParamSpec *pspec, Support *self)
{
  self->mask = gtk_switch_get_active (button);
  show_files (self);
}

static void
add_choice (Support *self)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *mask = gtk_switch_new ();

  self->choice = adw_preferences_group_new ();
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->choice),
                                         _ ("For somebody who helps. It is saved as a file and sent to nobody."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Hide Addresses of Computers"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Each gets a name that stays the same: host-1"));
  gtk_widget_set_valign (mask, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (mask), self->mask);
  g_signal_connect (mask, "notify::active", G_CALLBACK (mask_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), mask);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), mask);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->choice), row);
  gtk_box_append (br_exchange_window_get_box (self->dialog), self->choice);
}

/* --- saving ---------------------------------------------------------------------------------------- */

typedef struct
{
  BrWindow             *window; /* (owned) */
  GtkFileChooserNative *chooser; /* (owned) */
  GBytes               *zip;    /* (owned) */
} Saving;

static void
saving_free (Saving *saving)
{
  g_clear_object (&saving->chooser);
  g_object_unref (saving->window);
  g_bytes_unref (saving->zip);
  g_free (saving);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving            *saving = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    br_window_toast (saving->window, _ ("Support bundle saved"), FALSE);
  else
    br_exchange_tell_problem (GTK_WINDOW (saving->window), _ ("The Bundle Could Not Be Saved"), error->message);
  saving_free (saving);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  Saving           *saving = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    g_file_replace_contents_bytes_async (file, saving->zip, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, saved_cb, saving);
  else
    saving_free (saving);
}

static void
save_cb (gpointer user_data)
{
  Support *self = user_data;
  Saving  *saving = g_new0 (Saving, 1);

  saving->window = g_object_ref (self->window);
  saving->zip = clasp_support_bundle_pack (self->files);
  saving->chooser = gtk_file_chooser_native_new (_ ("Save the Support Bundle"), GTK_WINDOW (self->window),
                                                 GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (saving->chooser), "clasp-bridge-support.zip");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (saving->chooser), TRUE);
  g_signal_connect (saving->chooser, "response", G_CALLBACK (chosen_cb), saving);
  gtk_window_close (self->dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (saving->chooser));
}

void
br_support_start (BrWindow *window)
{
  Support *self = g_new0 (Support, 1);

  self->window = window;
  self->mask = TRUE;
  self->dialog = br_exchange_window_new (GTK_WINDOW (window), _ ("Support Bundle"), _ ("_Save…"), G_CALLBACK (save_cb),
                                         self, support_free);
  add_choice (self);
  show_files (self);
  gtk_window_present (self->dialog);
}
