/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "br-application.h"

#include "br-instance.h"
#include "br-ui.h"
#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "first-run/br-welcome.h"
#include "patch/br-new-circles.h"
#include "widgets/br-frame-meter.h"
#include "widgets/br-mnemonic.h"
#include "window/br-crash-mark.h"
#include "window/br-focus-ring.h"
#include "window/br-keys.h"
#include "window/br-open.h"
#include "window/br-preferences.h"
#include "window/br-settings.h"
#include "window/br-versions.h"
#include "window/br-window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

static const int end_signals[] = { SIGTERM, SIGINT, SIGHUP };

struct _BrApplication
{
  AdwApplication parent_instance;

  ClaspShow   *show;   /* (owned) */
  ClaspEngine *engine; /* (owned) */
  BrInstance  *instance; /* (owned) once the command line was read */
  char       **connect; /* (owned) texts of --connect, or NULL */
  char       **map;     /* (owned) texts of --map, or NULL */
  GError      *open_error;    /* (owned) why the show was not read, or NULL */
  GPtrArray   *open_problems; /* (owned) sentences about parts of it that were not */
  BrCrashMark *mark;         /* (owned) while the program runs, or NULL */
  gboolean     held;
  gboolean     is_leaving; /* peers are being told */
  guint        inhibition; /* cookie while the show is locked */
  guint        ends[G_N_ELEMENTS (end_signals)]; /* ids of the sources */
};

G_DEFINE_FINAL_TYPE (BrApplication, br_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "show", 's', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Open this show instead of the last one"), N_ ("FILE") },
  { "connect", 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, N_ ("Add a connection, as claspd does"), N_ ("KIND,KEY=VALUE…") },
  { "map", 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, N_ ("Add a mapping, as claspd does"), N_ ("“SOURCE => TARGET”") },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("[FILE]") },
  { NULL },
};

/* --- start -------------------------------------------------------------------------------------- */

static void
report (const char *what,
        GError     *error)
{
  g_message ("%s: %s", what, error->message);
  g_error_free (error);
}

static void
br_application_apply_options (BrApplication *self)
{
  GError *error = NULL;

  for (guint i = 0; self->connect != NULL && self->connect[i] != NULL; i++)
    if (clasp_show_connect_from_text (self->show, self->connect[i], &error) == NULL)
      report ("--connect", g_steal_pointer (&error));
  for (guint i = 0; self->map != NULL && self->map[i] != NULL; i++)
    if (clasp_show_map_from_text (self->show, self->map[i], &error) == NULL)
      report ("--map", g_steal_pointer (&error));
}

static void
br_application_open_show (BrApplication *self)
{
  if (!clasp_show_open (self->show, self->instance->show, self->open_problems, &self->open_error))
    g_message (_ ("The show could not be read: %s"), self->open_error->message);
  else
    br_circles_mute_loaded (self->show);
  for (guint i = 0; i < self->open_problems->len; i++)
    g_message ("%s", (char *) self->open_problems->pdata[i]);
}

/* The strip stays, for nothing is saved; the dialog says what can be done about it. */
static void
br_application_tell_open (BrApplication *self,
                          BrWindow      *window)
{
  g_autofree char *text = NULL;

  if (self->open_error != NULL)
    {
      g_autofree char *name = g_file_get_basename (self->instance->show);

      /* Translators: %s is a file's name */
      text = g_strdup_printf (_("“%s” could not be opened. Edits are kept in memory only."), name);
    }
  else if (self->open_problems->len > 0)
    text = g_strdup_printf (_("Parts of the show could not be read: %s"), (char *) self->open_problems->pdata[0]);
  if (text != NULL)
    br_window_set_condition_with_action (window, "show-file", BR_SEVERITY_ERROR, text, _("Details"), "app.open-problem");
  if (self->open_error != NULL)
    br_open_tell (window, self->instance->show, self->open_error);
}

/* The last values and what happened, so that outputs come back after a crash. */
static void
br_application_keep_journal (BrApplication *self)
{
  g_autoptr (GFile) journal = br_instance_get_journal (self->instance);

  clasp_engine_set_journal_file (self->engine, journal);
}

/* No sleep, no blank screen, no logout during the show. */
static void
locked_cb (BrApplication *self)
{
  GtkApplication *application = GTK_APPLICATION (self);

  if (self->inhibition != 0)
    gtk_application_uninhibit (application, self->inhibition);
  self->inhibition = 0;
  if (self->mark != NULL)
    br_crash_mark_write (self->mark);
  if (clasp_show_get_locked (self->show))
    self->inhibition = gtk_application_inhibit (application,
                                                gtk_application_get_active_window (application),
                                                GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND
                                                  | GTK_APPLICATION_INHIBIT_IDLE,
                                                _("A show is running"));
}

static void
file_changed_cb (BrApplication *self)
{
  g_autoptr (GFile) file = NULL;

  g_object_get (self->show, "file", &file, NULL);
  if (file != NULL)
    br_instance_follow (self->instance, file);
  br_crash_mark_write (self->mark);
}

static gboolean ended_cb (gpointer user_data);

static void
br_application_startup (GApplication *application)
{
  BrApplication *self = BR_APPLICATION (application);

  G_APPLICATION_CLASS (br_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (CLASP_APP_ID);
  br_frame_meter_start ();
  br_mnemonic_follow ();
  br_focus_ring_follow_windows ();
  br_keys_apply (GTK_APPLICATION (self));
  br_appearance_follow (GTK_APPLICATION (self));

  self->show = clasp_show_new (clasp_kinds ());
  br_application_open_show (self);
  br_application_apply_options (self);
  g_signal_connect_swapped (self->show, "notify::locked", G_CALLBACK (locked_cb), self);
  g_signal_connect_swapped (self->show, "notify::file", G_CALLBACK (file_changed_cb), self);
  self->mark = br_crash_mark_new (self->show, self->instance->home, self->instance->show);
  file_changed_cb (self);
  br_versions_watch (self->show);
  self->engine = clasp_engine_new (self->show);
  br_application_keep_journal (self);
  clasp_engine_start (self->engine);
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++)
    self->ends[i] = g_unix_signal_add (end_signals[i], ended_cb, self);
}

static gboolean
is_empty (ClaspShow *show)
{
  return g_list_model_get_n_items (clasp_show_get_connections (show)) == 0
         && g_list_model_get_n_items (clasp_show_get_mappings (show)) == 0;
}

static void
br_application_activate (GApplication *application)
{
  BrApplication *self = BR_APPLICATION (application);
  GtkWindow     *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  gboolean       is_new = window == NULL;

  if (self->is_leaving)
    return; /* nothing behind a new window would work; it is gone in a moment */
  if (window == NULL)
    {
      window = GTK_WINDOW (br_window_new (GTK_APPLICATION (application), self->engine));
      br_crash_mark_tell (self->mark, BR_WINDOW (window));
    }
  /* The show goes on without a window. */
  if (!self->held)
    g_application_hold (application);
  self->held = TRUE;
  g_application_withdraw_notification (application, "running");
  gtk_window_present (window);
  if (is_new)
    br_application_tell_open (self, BR_WINDOW (window));
  if (!g_settings_get_boolean (br_settings (), "welcome-seen") && is_empty (self->show) && self->open_error == NULL && BR_IS_WINDOW (window))
    g_action_group_activate_action (G_ACTION_GROUP (self), "welcome", NULL);
}

static void
br_application_window_removed (GtkApplication *application,
                               GtkWindow      *window)
{
  BrApplication *self = BR_APPLICATION (application);

  GTK_APPLICATION_CLASS (br_application_parent_class)->window_removed (application, window);

  if (gtk_application_get_windows (application) == NULL && self->held)
    {
      g_autoptr (GNotification) notification = g_notification_new (_("Clasp Bridge keeps running"));

      g_notification_set_body (notification, _("Outputs continue. Start Clasp Bridge again to see the window."));
      g_notification_add_button (notification, _("Quit and Stop Outputs"), "app.quit");
      g_application_send_notification (G_APPLICATION (application), "running", notification);
    }
}

/* --- end ---------------------------------------------------------------------------------------- */

static void
br_application_shutdown (GApplication *application)
{
  BrApplication *self = BR_APPLICATION (application);
  GError        *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++)
    g_clear_handle_id (&self->ends[i], g_source_remove);
  if (self->show != NULL && !clasp_show_save (self->show, &error))
    report ("The show could not be saved", error);
  if (self->show != NULL)
    g_signal_handlers_disconnect_by_data (self->show, self);
  g_clear_pointer (&self->mark, br_crash_mark_free);
  if (self->engine != NULL)
    clasp_engine_stop (self->engine);

  G_APPLICATION_CLASS (br_application_parent_class)->shutdown (application);

  g_clear_object (&self->engine);
  g_clear_object (&self->show);
}

static void
drained_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (BrApplication) self = user_data;

  clasp_engine_drain_finish (CLASP_ENGINE (source), result);
  g_application_quit (G_APPLICATION (self));
}

static void
br_application_close_windows (BrApplication *self)
{
  GtkWindow *window;

  /* One by one, so that each remembers its state. */
  while ((window = gtk_application_get_active_window (GTK_APPLICATION (self))) != NULL)
    {
      g_autoptr (GtkWindow) kept = g_object_ref (window);

      if (BR_IS_WINDOW (kept))
        br_window_close_now (BR_WINDOW (kept));
      gtk_window_destroy (kept); /* what was never shown does not close */
    }
}

/* Outputs stop at once; peers may read to the end, for the router's drain time at most. Who asks
 * twice does not want to wait for them. */
static void
br_application_leave (BrApplication *self)
{
  if (self->is_leaving)
    {
      g_application_quit (G_APPLICATION (self));
      return;
    }

  self->is_leaving = TRUE;
  if (!self->held)
    g_application_hold (G_APPLICATION (self));
  self->held = FALSE; /* a window that closes now is no surprise */
  br_application_close_windows (self);
  clasp_engine_drain_async (self->engine, drained_cb, g_object_ref (self));
}

/* The computer shuts down, somebody logs out or ends the program from outside: nobody is there to ask. */
static gboolean
ended_cb (gpointer user_data)
{
  br_application_leave (user_data);

  return G_SOURCE_CONTINUE;
}

static void
quit_response_cb (BrApplication *self,
                  const char    *response)
{
  if (g_str_equal (response, "stop"))
    br_application_leave (self);
  else if (g_str_equal (response, "keep"))
    br_application_close_windows (self);
}

static void
br_application_ask_before_quit (BrApplication *self)
{
  GtkWidget        *dialog = adw_message_dialog_new (gtk_application_get_active_window (GTK_APPLICATION (self)),
                                              _("The show is running"),
                                              _("Quitting stops all outputs. They can also go on without a window."));
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_add_responses (message,
                                    "cancel",
                                    _("_Cancel"),
                                    "stop",
                                    _("_Stop Outputs"),
                                    "keep",
                                    _("_Keep Outputs Running"),
                                    NULL);
  adw_message_dialog_set_response_appearance (message, "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (message, "keep");
  adw_message_dialog_set_close_response (message, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (quit_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
leave_window (BrWindow *window,
              GFile    *file)
{
  br_application_leave (BR_APPLICATION (gtk_window_get_application (GTK_WINDOW (window))));
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BrApplication *self = BR_APPLICATION (user_data);
  GtkWindow     *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  BrWindow      *main = window != NULL ? br_window_of (GTK_WIDGET (window)) : NULL;

  if (self->is_leaving || self->show == NULL || main == NULL)
    br_application_leave (self);
  else if (!clasp_show_get_locked (self->show))
    br_open_save_first (main, NULL, _("_Quit Without Them"), leave_window);
  else if (BR_IS_WINDOW (window)) /* else it asks already */
    br_application_ask_before_quit (self);
}

/* Frame times for tests: "read" puts them into the action's state, "reset" begins anew. */
static void
frames_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  if (g_str_equal (g_variant_get_string (parameter, NULL), "reset"))
    br_frame_meter_reset ();
  g_simple_action_set_state (action, br_frame_meter_to_variant ());
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                         "application-name",
                         _("Clasp Bridge"),
                         "application-icon",
                         CLASP_APP_ID,
                         "version",
                         CLASP_VERSION,
                         "license-type",
                         GTK_LICENSE_GPL_3_0,
                         "comments",
                         _("Joins OSC, MIDI, DMX and CLASP, shows every signal live, and keeps doing it."),
                         "translator-credits",
                         /* Translators: your names, one in a line */
                         _("translator-credits"),
                         NULL);
}

static BrWindow *
br_application_get_window (BrApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return window != NULL && BR_IS_WINDOW (window) ? BR_WINDOW (window) : NULL;
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  BrWindow *window = br_application_get_window (user_data);

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (br_preferences_new (GTK_APPLICATION (user_data), window, NULL)));
}

static void
welcome_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  BrWindow *window = br_application_get_window (user_data);

  if (window == NULL || br_window_refuse_edit (window))
    return;
  g_settings_set_boolean (br_settings (), "welcome-seen", TRUE);
  gtk_window_present (GTK_WINDOW (br_welcome_new (window)));
}

static void
look_at_crash_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  BrWindow *window = br_application_get_window (user_data);

  if (window == NULL)
    return;
  br_crash_mark_forget (window);
  br_window_show_page (window, "log");
}

static void
open_problem_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  BrApplication *self = user_data;
  BrWindow      *window = br_application_get_window (self);

  if (window != NULL && self->open_error != NULL)
    br_open_tell (window, self->instance->show, self->open_error);
  else if (window != NULL && self->open_problems->len > 0)
    br_open_tell_problems (window, self->open_problems);
}

/* (transfer full) (nullable): the guide that is installed, else that of the build that runs. */
static char *
find_guide (void)
{
  static const char *const folders[] = { CLASP_DOC_DIR, CLASP_SOURCE_DOC_DIR };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (folders[i], "guide.md", NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_filename_to_uri (path, NULL, NULL);
    }

  return NULL;
}

static void
help_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BrWindow        *window = br_application_get_window (user_data);
  g_autofree char *guide = find_guide ();

  if (guide != NULL)
    gtk_show_uri (window != NULL ? GTK_WINDOW (window) : NULL, guide, GDK_CURRENT_TIME);
  else if (window != NULL)
    br_window_toast (window, _("The guide is not installed"), FALSE);
}

/* --- command line ------------------------------------------------------------------------------- */

/* What the command line adds reaches only a program that starts. */
static gboolean
br_application_runs_elsewhere (BrApplication *self)
{
  return g_application_register (G_APPLICATION (self), NULL, NULL) && g_application_get_is_remote (G_APPLICATION (self));
}

/* The show is named with --show or alone, as a file manager does. */
static gboolean
find_path (GVariantDict *dict,
           char        **path)
{
  g_auto (GStrv) files = NULL;
  guint          n_files = 0;

  *path = NULL;
  if (g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^aay", &files))
    n_files = g_strv_length (files);
  if (!g_variant_dict_lookup (dict, "show", "^ay", path) && n_files == 1)
    *path = g_strdup (files[0]);
  else if (n_files > 0)
    {
      g_autofree char *text = g_strdup_printf (_("“%s”: one show is opened at a time. Start Clasp Bridge again for another one."), files[n_files - 1]);

      g_printerr ("%s\n", text);
      return FALSE;
    }

  return TRUE;
}

static int
br_application_handle_local_options (GApplication *application,
                                     GVariantDict *dict)
{
  BrApplication    *self = BR_APPLICATION (application);
  g_autofree char  *path = NULL;
  g_autoptr (GFile) file = NULL;

  if (!find_path (dict, &path))
    return 1;
  file = path != NULL ? g_file_new_for_commandline_arg (path) : NULL;
  self->instance = br_instance_find (file);
  g_application_set_application_id (application, self->instance->application);
  g_variant_dict_lookup (dict, "connect", "^as", &self->connect);
  g_variant_dict_lookup (dict, "map", "^as", &self->map);
  if ((self->connect != NULL || self->map != NULL) && br_application_runs_elsewhere (self))
    {
      g_printerr ("%s\n", _("This show is open already. Quit that Clasp Bridge first, or connect and map in its window."));
      return 1;
    }

  return -1;
}

static void
br_application_finalize (GObject *object)
{
  BrApplication *self = BR_APPLICATION (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->show);
  g_clear_pointer (&self->instance, br_instance_free);
  g_strfreev (self->connect);
  g_strfreev (self->map);
  g_clear_error (&self->open_error);
  g_ptr_array_unref (self->open_problems);

  G_OBJECT_CLASS (br_application_parent_class)->finalize (object);
}

static void
br_application_class_init (BrApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = br_application_finalize;
  application_class->startup = br_application_startup;
  application_class->activate = br_application_activate;
  application_class->shutdown = br_application_shutdown;
  application_class->handle_local_options = br_application_handle_local_options;
  GTK_APPLICATION_CLASS (klass)->window_removed = br_application_window_removed;
}

static void
br_application_init (BrApplication *self)
{
  static const GActionEntry actions[] = {
    { "quit", quit_action },
    { "about", about_action },
    { "preferences", preferences_action },
    { "open-problem", open_problem_action },
    { "look-at-crash", look_at_crash_action },
    { "welcome", welcome_action },
    { "help", help_action },
    { "frames", frames_action, "s", "@a{sv} {}" },
  };

  self->open_problems = g_ptr_array_new_with_free_func (g_free);
  /* Before startup: GtkApplication looks for icons, style and shortcuts below the resource path. */
  br_ui_register ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

GtkApplication *
br_application_new (void)
{
  return g_object_new (BR_TYPE_APPLICATION,
                       "application-id",
                       CLASP_APP_ID,
                       "flags",
                       G_APPLICATION_DEFAULT_FLAGS,
                       NULL);
}
