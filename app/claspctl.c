/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-frame.h"
#include "claspctl-journal.h"
#include "claspctl.h"
#include "io/clasp-endpoint.h"

#include <locale.h>
#include <stdio.h>

#define DEFAULT_URL "ws://127.0.0.1:7330/clasp"
#define DEFAULT_TIMEOUT_S 5.0

static const struct
{
  const char *name;
  const char *arguments;
  guint       least, most;
  int (*run) (Ctl *ctl);
  const char *summary;
} commands[] = {
  { "set", "ADDRESS VALUE", 2, 2, ctl_set, "sets a parameter" },
  { "get", "ADDRESS", 1, 1, ctl_get, "prints a parameter's value" },
  { "sub", "PATTERN", 1, 1, ctl_sub, "prints what matches, a line each, until interrupted" },
  { "pub", "ADDRESS [VALUE]", 1, 2, ctl_pub, "sends an event" },
  { "unlock", "ADDRESS", 1, 1, ctl_unlock, "ends whoever's lock of a parameter" },
  { "query", "PATTERN", 1, 1, ctl_query, "lists signals that were announced" },
  { "snapshot", "[PATTERN]", 0, 1, ctl_snapshot, "prints every parameter that matches" },
  { "ping", "", 0, 0, ctl_ping, "measures the round trip to the router" },
  { "rules", "check FILE", 2, 2, ctl_rules, "says what a file of rules means, or what is wrong" },
  { "map", "WHAT …", 1, 2, ctl_map, "lists, adds, removes and tries mappings; see claspctl map" },
  { "local", "WHAT …", 1, 3, ctl_local,
    "where variables, scenes, layers and timers are named; renames and removes them" },
  { "learn", "[TARGET]", 0, 1, ctl_learn,
    "says which control is moved, and maps it to TARGET; {n} in it counts" },
  { "preset", "WHAT …", 1, 9, ctl_preset, "lists, shows and applies presets; see claspctl preset" },
  { "record", "PATTERN FILE", 2, 2, ctl_record, "keeps what matches, with its times" },
  { "play", "FILE", 1, 1, ctl_play, "sends what was recorded, at its times" },
  { "show", "WHAT FILE", 2, 2, ctl_show,
    "import, export or view: configurations of other programs, without a router" },
  { "stats", "", 0, 0, ctl_stats, "prints who is connected and how much goes through" },
};

static char *
describe_commands (void)
{
  GString *text = g_string_new ("Commands:\n");

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %-8s %-16s %s\n", commands[i].name, commands[i].arguments,
                            commands[i].summary);
  g_string_append (
    text,
    "  frame    …                takes frames apart and puts them together; see claspctl frame\n"
    "  journal  …                lists, exports and replays a journal; see claspctl journal --help\n\n"
    "Values: null true false 12 0.5 \"text\" [1,2] {\"a\":1} 0xDEAD; anything else is text.\n"
    "Exit status: 0 done, 1 refused, not found or no answer, 2 wrong usage or no connection.\n"
    "CLASP_URL and CLASP_TOKEN stand in for --url and --token.");
  return g_string_free (text, FALSE);
}

static gboolean
parse_type (const char *option, const char *value, gpointer data, GError **error)
{
  if (clasp_value_syntax_from_string (value, &((Ctl *) data)->syntax))
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "‘%s’ is not a type; there are null bool int float string bytes json", value);
  return FALSE;
}

static gboolean
parse_options (Ctl *ctl, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "url", 'u', 0, G_OPTION_ARG_STRING, &ctl->url, "Router (" DEFAULT_URL "); HOST:PORT or a port alone will do", "URL" },
    { "token", 0, 0, G_OPTION_ARG_STRING, &ctl->token,
      "What lets us in, where the router asks for it", "TOKEN" },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &ctl->ca_file,
      "wss:// and tls://: whom to believe, a PEM file (the system's authorities)", "FILE" },
    { "insecure", 0, 0, G_OPTION_ARG_NONE, &ctl->is_insecure,
      "wss:// and tls://: believe any certificate", NULL },
    { "timeout", 't', 0, G_OPTION_ARG_DOUBLE, &ctl->timeout_s, "How long to wait for an answer (5)",
      "SECONDS" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &ctl->is_json, "Print JSON, one object a line", NULL },
    { "type", 0, 0, G_OPTION_ARG_CALLBACK, (gpointer) parse_type,
      "Read VALUE as null bool int float string bytes json", "TYPE" },
    { "watch", 'w', 0, G_OPTION_ARG_NONE, &ctl->is_watching, "stats: again each second", NULL },
    { "count", 'n', 0, G_OPTION_ARG_INT, &ctl->count, "sub: end after so many lines", "N" },
    { "types", 0, 0, G_OPTION_ARG_STRING, &ctl->types,
      "record: only these of param,event,stream,gesture,timeline", "TYPES" },
    { "duration", 0, 0, G_OPTION_ARG_DOUBLE, &ctl->duration_s,
      "record: end after so long; learn: the same (10)", "SECONDS" },
    { "many", 0, 0, G_OPTION_ARG_NONE, &ctl->is_many, "learn: one control after the other", NULL },
    { "swallow", 0, 0, G_OPTION_ARG_NONE, &ctl->is_swallowing,
      "learn: what is moved reaches nobody else meanwhile", NULL },
    { "answer", 0, 0, G_OPTION_ARG_STRING_ARRAY, &ctl->answers,
      "preset apply: what it asks for", "KEY=TEXT" },
    { "replace", 0, 0, G_OPTION_ARG_NONE, &ctl->is_replacing,
      "preset apply: take everything else away", NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &ctl->is_forced,
      "local remove: also what is named elsewhere", NULL },
    { "preview", 0, 0, G_OPTION_ARG_NONE, &ctl->is_preview,
      "preset apply: only say what would be done", NULL },
    { "append", 0, 0, G_OPTION_ARG_NONE, &ctl->is_append, "record: add to a recording that is there",
      NULL },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &ctl->speed, "play: 0.1 to 4 (1)", "FACTOR" },
    { "from", 0, 0, G_OPTION_ARG_DOUBLE, &ctl->from_s, "play: begin there", "SECONDS" },
    { "loop", 0, 0, G_OPTION_ARG_NONE, &ctl->is_loop, "play: begin again at the end", NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &ctl->prefix, "play: put this before every address",
      "PREFIX" },
    { "input", 0, 0, G_OPTION_ARG_STRING, &ctl->inputs, "map test: what comes in (0;0.5;1)", "VALUE;…" },
    { "times", 0, 0, G_OPTION_ARG_STRING, &ctl->times, "map test: when, the last input again for times left over (0)",
      "SECONDS,…" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &ctl->output,
      "show import: the show file to write; one that is there is kept as FILE.before-import", "FILE" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &ctl->format, "show export: what to print, v2, v1, csv or part", "FORMAT" },
    { "mapping", 0, 0, G_OPTION_ARG_STRING_ARRAY, &ctl->mappings,
      "show export --as part: one that goes along, by its id or name (all)", "MAPPING" },
    { "role", 0, 0, G_OPTION_ARG_STRING_ARRAY, &ctl->roles,
      "show import --merge, or of a part: which connection of SHOW one of FILE is; none behind = to add it",
      "NAME=CONNECTION" },
    { "merge", 0, 0, G_OPTION_ARG_NONE, &ctl->is_merge, "show import: beside what SHOW has already", NULL },
    { "secrets", 0, 0, G_OPTION_ARG_FILENAME, &ctl->secrets,
      "show: the file whose first line is the passphrase of a project's secrets", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND [ARGUMENT…]");
  GOptionGroup              *group = g_option_group_new ("claspctl", "", "", ctl, NULL);
  g_autofree char           *description = describe_commands ();

  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  g_option_context_set_description (context, description);
  /* -5 is a value, not an option. */
  g_option_context_set_ignore_unknown_options (context, TRUE);
  return g_option_context_parse_strv (context, argv, error);
}

static gboolean
looks_like_option (const char *text)
{
  return g_str_has_prefix (text, "--") && text[2] != '\0';
}

static int
run_command (Ctl *ctl, char **words)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, words[0]))
      {
        ctl->arguments = g_strdupv (words + 1);
        ctl->n_arguments = g_strv_length (ctl->arguments);
        if (ctl->n_arguments < commands[i].least || ctl->n_arguments > commands[i].most)
          return ctl_fail (CTL_USAGE, "usage: claspctl %s %s", commands[i].name,
                           commands[i].arguments);
        return commands[i].run (ctl);
      }

  return ctl_fail (CTL_USAGE, "‘%s’ is not a command; claspctl --help lists them", words[0]);
}

/* The words behind the program's name and the options; "--" ends options and is no word. */
static int
run_words (Ctl *ctl, char **argv)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)           words = NULL;
  gboolean                 is_literal = FALSE;

  for (guint i = 1; argv[i] != NULL; i++)
    {
      if (!is_literal && looks_like_option (argv[i]))
        return ctl_fail (CTL_USAGE, "‘%s’ is not an option; claspctl --help lists them", argv[i]);
      if (!is_literal && g_str_equal (argv[i], "--"))
        is_literal = TRUE;
      else
        g_strv_builder_add (builder, argv[i]);
    }

  words = g_strv_builder_end (builder);
  if (words[0] == NULL)
    return ctl_fail (CTL_USAGE, "which command? claspctl --help lists them");
  return run_command (ctl, words);
}

static void
ctl_clear (Ctl *ctl)
{
  g_clear_object (&ctl->result);
  g_clear_object (&ctl->client);
  g_clear_pointer (&ctl->pattern, clasp_pattern_unref);
  g_clear_pointer (&ctl->revisions, g_hash_table_unref);
  g_clear_pointer (&ctl->loop, g_main_loop_unref);
  g_strfreev (ctl->arguments);
  g_free (ctl->url);
  g_free (ctl->token);
  g_free (ctl->types);
  g_free (ctl->prefix);
  g_free (ctl->inputs);
  g_free (ctl->times);
  g_free (ctl->output);
  g_free (ctl->secrets);
  g_strfreev (ctl->roles);
  g_strfreev (ctl->mappings);
  g_free (ctl->format);
  g_strfreev (ctl->answers);
  g_free (ctl->ca_file);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_main_loop_quit (user_data);
}

/* Leaves politely, so that the router does not take us for lost. */
static void
disconnect (Ctl *ctl)
{
  gboolean is_connected = FALSE;

  if (ctl->client == NULL)
    return;
  g_signal_handlers_disconnect_by_data (ctl->client, ctl);
  g_object_get (ctl->client, "connected", &is_connected, NULL);
  if (!is_connected)
    return;

  clasp_client_close_async (ctl->client, NULL, closed_cb, ctl->loop);
  g_main_loop_run (ctl->loop);
}

/* "7330" and "10.0.0.5:7330" can only mean one thing. */
static void
complete_url (char **url)
{
  g_auto (ClaspEndpoint) endpoint = { 0 };
  gboolean               is_here;

  if (strstr (*url, "://") != NULL || !clasp_endpoint_parse (*url, 0, &endpoint, NULL))
    return;
  is_here = g_str_equal (endpoint.host, "0.0.0.0");
  g_free (*url);
  *url = g_strdup_printf (strchr (endpoint.host, ':') != NULL ? "ws://[%s]:%u/clasp" : "ws://%s:%u/clasp",
                          is_here ? "127.0.0.1" : endpoint.host, endpoint.port);
}

int
main (int argc, char **argv)
{
  Ctl                ctl = { .timeout_s = DEFAULT_TIMEOUT_S, .syntax = CLASP_VALUE_SYNTAX_AUTO, .speed = 1 };
  g_auto (GStrv)     words = NULL;
  g_autoptr (GError) error = NULL;
  int                status;

  setlocale (LC_ALL, "");
  setvbuf (stdout, NULL, _IOLBF, 0); /* a pipe sees every line at once */
  if (argc > 1 && g_str_equal (argv[1], "frame"))
    return claspctl_frame (argc - 1, argv + 1);
  if (argc > 1 && g_str_equal (argv[1], "journal"))
    return claspctl_journal (argc - 1, argv + 1);

  words = g_strdupv (argv);
  if (!parse_options (&ctl, &words, &error))
    status = ctl_fail (CTL_USAGE, "%s", error->message);
  else if (!(ctl.timeout_s > 0) || ctl.count < 0)
    status = ctl_fail (CTL_USAGE, "--timeout must be above 0, --count not below 0");
  else
    {
      if (ctl.url == NULL)
        ctl.url = g_strdup (g_getenv ("CLASP_URL") != NULL ? g_getenv ("CLASP_URL") : DEFAULT_URL);
      complete_url (&ctl.url);
      if (ctl.token == NULL)
        ctl.token = g_strdup (g_getenv ("CLASP_TOKEN"));
      ctl.loop = g_main_loop_new (NULL, FALSE);
      status = run_words (&ctl, words);
      disconnect (&ctl);
    }

  ctl_clear (&ctl);
  return status;
}
