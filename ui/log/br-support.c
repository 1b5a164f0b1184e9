/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log/br-support.h"

#include "br-ui.h"
#include "clasp-network-view.h"
#include "clasp-support-bundle.h"
#include "connections/br-connection-state.h"
#include "exchange/br-exchange-window.h"
#include "exchange/br-exchange-words.h"
#include "tap/clasp-logbook.h"
#include "widgets/br-format.h"

#include <glib/gi18n.h>
#include <sys/utsname.h>

typedef struct
{
  BrWindow  *window; /* (unowned) outlives the dialog, which is transient for it */
  GtkWindow *dialog; /* (unowned) */
  GtkWidget *choice; /* (unowned) the group with the switch */
  GPtrArray *files;  /* (owned) (nullable) of ClaspSupportFile */
  gboolean   mask;
  GCancellable *cancellable; /* (owned) of what is being gathered */
} Support;

static void
support_free (gpointer data)
{
  Support *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self);
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

static char *
make_networks (void)
{
  g_autoptr (GPtrArray) places = clasp_network_list ();
  GString              *text = g_string_new (NULL);

  for (guint i = 0; i < places->len; i++)
    {
      const ClaspNetworkPlace *place = places->pdata[i];
      g_autofree char         *address = clasp_network_print (place->address);

      g_string_append_printf (text, "network %s: %s%s\n", place->name, address, place->is_up ? "" : ", down");
    }
  return g_string_free (text, FALSE);
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
  return g_string_free (text, FALSE);
}

static char *
make_health (ClaspEngine *engine)
{
  ClaspEngineStats stats;

  clasp_engine_get_stats (engine, &stats);
  return g_strdup_printf ("running: %s\nin: %.1f /s\nout: %.1f /s\ncpu: %.1f %% of a core, nice %d\nlatency p99: %.0f us\n"
                          "latency of the last minute: p50 %.0f us, p99 %.0f us, longest %.0f us\n"
                          "queued: %" G_GUINT64_FORMAT " bytes, bundles: %u\n"
                          "dropped: %" G_GUINT64_FORMAT "\nerror: %s\nrules: %s\n",
                          stats.running ? "yes" : "no", stats.rate_in, stats.rate_out, stats.cpu * 100, stats.nice,
                          stats.latency.p99_us, stats.latency_minute.p50_us,
                          stats.latency_minute.p99_us, stats.latency_minute.max_us, stats.queues.n_bytes, stats.queues.n_bundles, (guint64) stats.router.n_dropped, stats.error, stats.rules_error);
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
  g_autofree char *size = br_format_units (g_format_size (strlen (file->text)));
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

/* --- gathering, in another thread: a log may be long ------------------------------------------------ */

typedef struct
{
  char    *show, *devices, *health; /* (owned) */
  gboolean mask;
} Gathering;

static void
gathering_free (gpointer data)
{
  Gathering *gathering = data;

  g_free (gathering->show);
  g_free (gathering->devices);
  g_free (gathering->health);
  g_free (gathering);
}

static void
gather_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Gathering        *gathering = task_data;
  g_autofree char        *versions = make_versions (), *log = make_log (), *networks = make_networks ();
  g_autofree char        *devices = g_strconcat (gathering->devices, networks, NULL);
  ClaspSupportBundleParts parts = { versions, log, devices, gathering->health, gathering->mask };

  g_task_return_pointer (task, clasp_support_bundle_collect (gathering->show, &parts), (GDestroyNotify) g_ptr_array_unref);
}

static void
show_files (Support *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  br_exchange_window_clear (self->dialog, self->choice);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("What Is in It"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), _ ("Open each to read it before it leaves."));
  for (guint i = 0; i < self->files->len; i++)
    add_file (group, self->files->pdata[i]);
  gtk_box_append (br_exchange_window_get_box (self->dialog), group);
  br_exchange_window_set_ready (self->dialog, TRUE);
}

static void
gathered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Support   *self = user_data;
  GPtrArray *files = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Only cancelled when something newer is gathered, or the window and @user_data have gone. */
  if (files == NULL)
    return;
  g_clear_pointer (&self->files, g_ptr_array_unref);
  self->files = files;
  show_files (self);
}

static void
gather (Support *self)
{
  ClaspEngine      *engine = br_window_get_engine (self->window);
  Gathering        *gathering = g_new0 (Gathering, 1);
  g_autoptr (GTask) task = NULL;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  br_exchange_window_set_ready (self->dialog, FALSE);
  gathering->show = clasp_show_to_text (br_window_get_show (self->window));
  gathering->devices = make_devices (engine);
  gathering->health = make_health (engine);
  gathering->mask = self->mask;
  task = g_task_new (NULL, self->cancellable, gathered_cb, self);
  g_task_set_source_tag (task, gather);
  g_task_set_task_data (task, gathering, gathering_free);
  g_task_run_in_thread (task, gather_in_thread);
}

static void
mask_cb (GtkSwitch *button, GParamSpec *pspec, Support *self)
{
  self->mask = gtk_switch_get_active (button);
  gather (self);
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
  BrWindow             *window;  /* (owned) */
  GtkFileChooserNative *chooser; /* (owned) */
  GPtrArray            *files;   /* (owned) */
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_clear_object (&saving->chooser);
  g_object_unref (saving->window);
  g_ptr_array_unref (saving->files);
  g_free (saving);
}

typedef struct
{
  GPtrArray *files; /* (owned) */
  GFile     *file;  /* (owned) */
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_ptr_array_unref (writing->files);
  g_object_unref (writing->file);
  g_free (writing);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Writing     *writing = task_data;
  g_autoptr (GBytes) zip = clasp_support_bundle_pack (writing->files);
  GError            *error = NULL;

  if (g_file_replace_contents (writing->file, g_bytes_get_data (zip, NULL), g_bytes_get_size (zip), NULL, FALSE,
                               G_FILE_CREATE_PRIVATE, NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving            *saving = user_data;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
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
  g_autoptr (GTask) task = NULL;
  Writing          *writing;

  if (response != GTK_RESPONSE_ACCEPT || file == NULL)
    {
      saving_free (saving);
      return;
    }
  writing = g_new0 (Writing, 1);
  writing->files = g_ptr_array_ref (saving->files);
  writing->file = g_steal_pointer (&file);
  task = g_task_new (NULL, NULL, saved_cb, saving);
  g_task_set_source_tag (task, chosen_cb);
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_in_thread);
}

static void
save_cb (gpointer user_data)
{
  Support *self = user_data;
  Saving  *saving = g_new0 (Saving, 1);

  saving->window = g_object_ref (self->window);
  saving->files = g_ptr_array_ref (self->files);
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
  self->cancellable = g_cancellable_new ();
  add_choice (self);
  gather (self);
  gtk_window_present (self->dialog);
}
