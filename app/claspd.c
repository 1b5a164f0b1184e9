/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "claspd"

/* claspd: the engine without a window. The same show file, the same live parts. */

#include "clasp-circles.h"
#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "clasp-log.h"
#include "clasp-port-check.h"
#include "claspd-devices.h"
#include "core/clasp-address.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_USAGE 2

typedef struct
{
  char    *show;
  char    *journal;
  char   **listen;
  char   **set;
  char   **connect;
  char   **map;
  char    *rules;
  char   **record;
  char   **play;
  gboolean play_loop;
  char    *print_settings;
  char    *log_format;
  gboolean list_devices;
  gboolean version;
} Options;

typedef struct
{
  GMainLoop   *loop;
  ClaspShow   *show;
  ClaspEngine *engine;
  GPtrArray   *asked;  /* (owned) ids of what was asked for by flags */
  gboolean     is_quitting;
  int          status;
} Daemon;

/* One clear line; nothing else belongs on standard error then. */
static int
complain (const char *format,
          ...) G_GNUC_PRINTF (1, 2);

static int
complain (const char *format,
          ...)
{
  g_autofree char *line = NULL;
  va_list          arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fprintf (stderr, "claspd: %s\n", line);
  return EXIT_USAGE;
}

/* ---- flags ---- */

static gboolean
parse_options (int     *argc,
               char  ***argv,
               Options *options,
               GError **error)
{
  GOptionEntry entries[] = {
    { "show", 0, 0, G_OPTION_ARG_FILENAME, &options->show, "Load this show file, and save edits to it", "FILE" },
    { "journal", 0, 0, G_OPTION_ARG_FILENAME, &options->journal, "Keep last values and records in this file (default: beside the show, FILE.journal; empty: keep nothing)", "FILE" },
    { "listen", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->listen, "Where CLASP peers connect; may be repeated (default ws://127.0.0.1:7330/clasp)", "URL" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->set, "Set one of the router's settings (--print-settings router); may be repeated", "KEY=VALUE" },
    { "connect", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->connect, "Add a connection, for example osc,listen=127.0.0.1:9000", "KIND,KEY=VALUE,…" },
    { "map", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->map, "Add a mapping", "'SOURCE => STEP | … => TARGET'" },
    { "rules", 0, 0, G_OPTION_ARG_FILENAME, &options->rules, "Run the rules of this file; it is read again when it changes, and at SIGHUP", "FILE" },
    { "record", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->record, "Keep what matches in a file, with its times; a file that is there is added to", "PATTERN=FILE" },
    { "play", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->play, "Play a recording once everything has started", "FILE" },
    { "play-loop", 0, 0, G_OPTION_ARG_NONE, &options->play_loop, "Begin again at its end", NULL },
    { "print-settings", 0, 0, G_OPTION_ARG_STRING, &options->print_settings, "Print the settings of a kind of connection or step and exit", "KIND" },
    { "list-devices", 0, 0, G_OPTION_ARG_NONE, &options->list_devices, "Print the DMX and MIDI devices of this computer and the OSC programs on the network, and exit", NULL },
    { "log-format", 0, 0, G_OPTION_ARG_STRING, &options->log_format, "How log lines look: text or json (default text)", "FORMAT" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Print the version and exit", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Joins OSC, MIDI, DMX and CLASP without a window.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "‘%s’ is not an option", (*argv)[1]);
      return FALSE;
    }
  return TRUE;
}

static void
options_clear (Options *options)
{
  g_free (options->show);
  g_free (options->journal);
  g_strfreev (options->listen);
  g_strfreev (options->set);
  g_strfreev (options->connect);
  g_strfreev (options->map);
  g_free (options->rules);
  g_strfreev (options->record);
  g_strfreev (options->play);
  g_free (options->print_settings);
  g_free (options->log_format);
}

static int
print_settings (const char *name)
{
  const ClaspRegistry *registry = clasp_kinds ();
  const ClaspKind     *kind = clasp_kind_find (registry->connections, registry->n_connections, name);
  g_autofree char     *text = NULL;
  g_autoptr (GString)  known = g_string_new (NULL);

  if (kind == NULL)
    kind = clasp_kind_find (registry->steps, registry->n_steps, name);
  if (kind != NULL || g_str_equal (name, "router"))
    {
      text = clasp_settings_describe (kind != NULL ? kind->get_settings_type () : registry->get_router_settings_type ());
      printf ("%s", text);
      return EXIT_SUCCESS;
    }

  for (guint i = 0; i < registry->n_connections; i++)
    g_string_append_printf (known, "%s, ", registry->connections[i].kind);
  for (guint i = 0; i < registry->n_steps; i++)
    g_string_append_printf (known, "%s, ", registry->steps[i].kind);
  return complain ("there is no kind ‘%s’; known are %srouter", name, known->str);
}

/* ---- flags as edits of the show ---- */

static ClaspConnection *
find_equal_connection (ClaspShow       *show,
                       ClaspConnection *wanted)
{
  GListModel *connections = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      if (connection != wanted && g_strcmp0 (clasp_connection_get_kind (connection), clasp_connection_get_kind (wanted)) == 0 &&
          clasp_settings_equal (clasp_connection_get_settings (connection), clasp_connection_get_settings (wanted)))
        return connection;
    }

  return NULL;
}

static gboolean
has_equal_mapping (ClaspShow    *show,
                   ClaspMapping *wanted)
{
  GListModel      *mappings = clasp_show_get_mappings (show);
  g_autofree char *text = clasp_mapping_to_text (wanted);

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);
      g_autofree char         *other = clasp_mapping_to_text (mapping);

      if (mapping != wanted && g_str_equal (text, other))
        return TRUE;
    }

  return FALSE;
}

/* The same flags with the same show file, started again, do not pile up. */
static gboolean
add_connections (Daemon  *self,
                 char   **texts,
                 GError **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      ClaspConnection *connection = clasp_show_connect_from_text (self->show, texts[i], error);
      ClaspConnection *present;

      if (connection == NULL)
        {
          g_prefix_error (error, "--connect %s: ", texts[i]);
          return FALSE;
        }

      present = find_equal_connection (self->show, connection);
      if (present != NULL)
        clasp_show_remove (self->show, CLASP_SHOW_ITEM (connection));
      g_ptr_array_add (self->asked, g_strdup (clasp_show_item_get_id (CLASP_SHOW_ITEM (present != NULL ? present : connection))));
    }

  return TRUE;
}

static gboolean
add_mappings (Daemon  *self,
              char   **texts,
              GError **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      ClaspMapping *mapping = clasp_show_map_from_text (self->show, texts[i], error);

      if (mapping == NULL)
        {
          g_prefix_error (error, "--map '%s': ", texts[i]);
          return FALSE;
        }
      if (has_equal_mapping (self->show, mapping))
        clasp_show_remove (self->show, CLASP_SHOW_ITEM (mapping));
      else
        g_ptr_array_add (self->asked, g_strdup (clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping))));
    }

  return TRUE;
}

/* Every fault of the file, so that one look mends it. */
static gboolean
set_rules (Daemon     *self,
           const char *name,
           GError    **error)
{
  ClaspSettings           *router = clasp_router_config_get_settings (clasp_show_get_router (self->show));
  g_autofree char         *path = g_canonicalize_filename (name, NULL);
  g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspRuleSet) set = clasp_rule_set_load (path, errors, NULL);

  if (set != NULL)
    return clasp_settings_set_text (router, "rules", path, error);

  for (guint i = 0; i + 1 < errors->len; i++)
    complain ("--rules: %s", (const char *) errors->pdata[i]);
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "--rules: %s", (const char *) errors->pdata[errors->len - 1]);
  return FALSE;
}

static gboolean
add_recording (Daemon     *self,
               const char *text,
               GError    **error)
{
  const char      *equals = strchr (text, '=');
  g_autofree char *pattern = equals != NULL ? g_strndup (text, (gsize) (equals - text)) : NULL;
  const char      *why = "it must be PATTERN=FILE";
  ClaspRecordFile *file;

  if (pattern == NULL || equals[1] == '\0' || !clasp_pattern_is_valid (clasp_str (pattern), &why))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s", why);
      return FALSE;
    }

  file = clasp_record_file_open (equals + 1, TRUE, error);
  if (file == NULL)
    return FALSE;
  clasp_engine_add_recording (self->engine, file, pattern);
  return TRUE;
}

static gboolean
add_recordings (Daemon  *self,
                char   **texts,
                GError **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (!add_recording (self, texts[i], error))
      {
        g_prefix_error (error, "--record %s: ", texts[i]);
        return FALSE;
      }

  return TRUE;
}

static gboolean
add_playbacks (Daemon   *self,
               char    **paths,
               gboolean  is_loop,
               GError  **error)
{
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autoptr (ClaspRecording) recording = clasp_recording_open (paths[i], error);

      if (recording == NULL)
        {
          g_prefix_error (error, "--play: ");
          return FALSE;
        }
      if (clasp_recording_get_warning (recording) != NULL)
        g_warning ("%s: %s", paths[i], clasp_recording_get_warning (recording));
      clasp_engine_add_playback (self->engine, recording, paths[i], is_loop);
    }

  return TRUE;
}

static gboolean
apply_settings (ClaspSettings *router,
                char         **texts,
                GError       **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      const char      *equals = strchr (texts[i], '=');
      g_autofree char *key = equals != NULL ? g_strndup (texts[i], (gsize) (equals - texts[i])) : NULL;

      if (key == NULL)
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "it must be KEY=VALUE");
      if (key == NULL || !clasp_settings_set_text (router, key, equals + 1, error))
        {
          g_prefix_error (error, "--set %s: ", texts[i]);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
apply_flags (Daemon        *self,
             const Options *options,
             GError       **error)
{
  ClaspSettings   *router = clasp_router_config_get_settings (clasp_show_get_router (self->show));
  g_autofree char *typed = options->listen != NULL ? g_strjoinv (";", options->listen) : NULL;
  g_autofree char *listen = typed != NULL ? clasp_settings_complete_places (router, "listen", typed) : NULL;

  if (listen != NULL && !clasp_settings_set_text (router, "listen", listen, error))
    {
      g_prefix_error (error, "--listen %s: ", listen);
      return FALSE;
    }

  if (!apply_settings (router, options->set, error))
    return FALSE;
  if (options->rules != NULL && !set_rules (self, options->rules, error))
    return FALSE;
  /* Playbacks first: nobody plays what he records. */
  if (!add_playbacks (self, options->play, options->play_loop, error) || !add_recordings (self, options->record, error))
    return FALSE;
  if (!add_connections (self, options->connect, error) || !add_mappings (self, options->map, error))
    return FALSE;

  /* A show that was given is on disk before anything runs: a kill finds it whole. */
  return options->show == NULL || clasp_show_save (self->show, error);
}

static gboolean
load_show (Daemon     *self,
           const char *path,
           gboolean    keep_journal,
           GError    **error)
{
  g_autoptr (GFile)     file = g_file_new_for_commandline_arg (path);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char      *full = g_file_get_path (file);
  g_autofree char      *journal_path = g_strconcat (full, ".journal", NULL);
  g_autoptr (GFile)     journal = g_file_new_for_path (journal_path);

  if (!clasp_show_open (self->show, file, problems, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }

  for (guint i = 0; i < problems->len; i++)
    g_warning ("%s: %s", path, (const char *) problems->pdata[i]);
  if (keep_journal)
    clasp_engine_set_journal_file (self->engine, journal);
  return TRUE;
}

/* ---- running ---- */

static void
drained_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  clasp_engine_drain_finish (CLASP_ENGINE (source), result);
  g_main_loop_quit (user_data);
}

/* Peers may read to the end; who asks twice does not want to wait for them. */
static gboolean
quit_cb (gpointer user_data)
{
  Daemon *self = user_data;

  if (self->is_quitting)
    g_main_loop_quit (self->loop);
  else
    clasp_engine_drain_async (self->engine, drained_cb, self->loop);
  self->is_quitting = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
reload_cb (gpointer user_data)
{
  clasp_engine_reload_rules (((Daemon *) user_data)->engine);
  return G_SOURCE_CONTINUE;
}

static void
fail (Daemon     *self,
      const char *name,
      const char *why)
{
  self->status = complain ("%s%s%s", name != NULL ? name : "", name != NULL ? ": " : "", why);
  g_main_loop_quit (self->loop);
}

/* Whether it is a person's to mend: a setting, a permission, another program that has the port or device. What does not
 * answer, or is away, is waited for without end. */
static gboolean
needs_a_person (const ClaspBridgeStatus *status)
{
  return status->state == CLASP_BRIDGE_STATE_ERROR ||
         (status->state == CLASP_BRIDGE_STATE_WAITING && status->faults[CLASP_BRIDGE_FAULT_BUSY] > 0);
}

/* Why it does not run, or NULL. */
static const char *
what_is_wrong (Daemon        *self,
               ClaspShowItem *item)
{
  const char              *id = clasp_show_item_get_id (item);
  const ClaspBridgeStatus *status;
  const char              *error;

  if (CLASP_IS_MAPPING (item))
    {
      error = clasp_mapping_status_peek (clasp_engine_get_mapping_status (self->engine, id))->error;
      return error[0] != '\0' ? error : NULL;
    }

  status = clasp_status_peek (clasp_engine_get_status (self->engine, id));
  return needs_a_person (status) ? status->detail : NULL;
}

/* What was asked for on the command line has to work. */
static gboolean
check_asked (Daemon *self)
{
  for (guint i = 0; i < self->asked->len; i++)
    {
      ClaspShowItem   *item = clasp_show_find (self->show, self->asked->pdata[i]);
      const char      *why = what_is_wrong (self, item);
      g_autofree char *text = CLASP_IS_MAPPING (item) ? clasp_mapping_to_text (CLASP_MAPPING (item)) : NULL;

      if (why != NULL)
        {
          fail (self, text != NULL ? text : clasp_show_item_get_name (item), why);
          return FALSE;
        }
    }

  return TRUE;
}

/* Nothing breaks by them, but few are meant. */
static void
tell_circles (ClaspEngine *engine)
{
  g_autoptr (GPtrArray) circles = clasp_show_list_circles (clasp_engine_get_show (engine), NULL);

  for (guint i = 0; i < circles->len; i++)
    g_message ("mappings lead in a circle: %s", (const char *) circles->pdata[i]);
}

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Daemon             *self = user_data;
  g_autoptr (GError)  error = NULL;
  g_auto (GStrv)      uris = NULL;
  g_autofree char    *line = NULL;

  if (!clasp_engine_wait_ready_finish (self->engine, result, &error))
    {
      fail (self, NULL, error->message);
      return;
    }
  if (!check_asked (self))
    return;

  uris = clasp_engine_get_uris (self->engine);
  line = g_strjoinv (" ", uris);
  tell_circles (self->engine);
  printf ("ready %s\n", line);
  fflush (stdout);
}

static int
run (Daemon *self)
{
  g_autoptr (GError) error = NULL;
  guint              sigterm = g_unix_signal_add (SIGTERM, quit_cb, self);
  guint              sigint = g_unix_signal_add (SIGINT, quit_cb, self);
  guint              sighup = g_unix_signal_add (SIGHUP, reload_cb, self);

  clasp_engine_start (self->engine);
  clasp_engine_wait_ready_async (self->engine, NULL, ready_cb, self);
  g_main_loop_run (self->loop);
  clasp_engine_stop (self->engine);
  g_source_remove (sigterm);
  g_source_remove (sigint);
  g_source_remove (sighup);

  if (!clasp_show_save (self->show, &error))
    return complain ("the show was not saved: %s", error->message);
  return self->status;
}

static int
start (const Options *options)
{
  Daemon             self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile)  journal = NULL;
  int                status;

  self.show = clasp_show_new (clasp_kinds ());
  self.engine = clasp_engine_new (self.show);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.asked = g_ptr_array_new_with_free_func (g_free);

  if (options->journal != NULL && *options->journal != '\0')
    journal = g_file_new_for_commandline_arg (options->journal);
  if (journal != NULL)
    clasp_engine_set_journal_file (self.engine, journal);
  if ((options->show != NULL && !load_show (&self, options->show, options->journal == NULL, &error)) || !apply_flags (&self, options, &error))
    status = complain ("%s", error->message);
  else
    status = run (&self);

  g_object_unref (self.engine);
  g_object_unref (self.show);
  g_main_loop_unref (self.loop);
  g_ptr_array_unref (self.asked);
  return status;
}

int
main (int    argc,
      char **argv)
{
  Options            options = { 0 };
  g_autoptr (GError) error = NULL;
  ClaspLogFormat     format = CLASP_LOG_TEXT;
  int                status;

  setlocale (LC_ALL, "");
  if (!parse_options (&argc, &argv, &options, &error))
    status = complain ("%s; see claspd --help", error->message);
  else if (options.log_format != NULL && !clasp_log_format_from_string (options.log_format, &format))
    status = complain ("--log-format is text or json, not ‘%s’", options.log_format);
  else if (options.version)
    status = printf ("claspd %s\n", CLASP_VERSION) > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  else if (options.print_settings != NULL)
    status = print_settings (options.print_settings);
  else if (options.list_devices)
    status = claspd_list_devices ();
  else
    {
      clasp_log_start (format);
      status = start (&options);
    }

  options_clear (&options);
  return status;
}
