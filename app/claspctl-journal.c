/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-journal.h"

#include "claspctl.h"

#include "client/clasp-client-raw.h"
#include "core/clasp-json.h"
#include "core/clasp-message-json.h"
#include "journal/clasp-journal-reader.h"

#include <stdio.h>

#define DEFAULT_URL "ws://127.0.0.1:7330/clasp"
#define PAGE 1000 /* rows of a file between two looks at the loop */
#define MIN_SPEED 0.1
#define MAX_SPEED 4.0

static const char description[] =
  "Commands:\n"
  "  list   [FILE]   prints what happened, a line each: time, kind, address, value\n"
  "  export [FILE]   prints one JSON object a line, with everything there is to know\n"
  "  replay FILE     sends what happened to the router again, as fast as it was\n\n"
  "FILE is a journal, SHOW.journal beside a show; it may be in use. Without FILE the router\n"
  "at --url is asked for its own, by REPLAY; it has no numbers and authors to tell.\n"
  "TIME is like 2026-11-21T20:15 (of this place), 2026-11-21T20:15:03Z, or µs since 1970; both\n"
  "ends belong to it. --limit counts from the oldest.\n"
  "replay sends parameters as new values, without their revisions and locks.\n\n"
  "Exit status: 0 done, 1 refused, no answer or a damaged file, 2 wrong usage, no such file or\n"
  "no connection. CLASP_URL and CLASP_TOKEN stand in for --url and --token.\n\n"
  "  claspctl journal list --pattern '/lights/**' --from 2026-11-21T20:00 show.json.journal\n"
  "  claspctl journal replay --speed 2 show.json.journal";

typedef enum
{
  MODE_LIST,
  MODE_EXPORT,
  MODE_REPLAY,
} Mode;

typedef struct
{
  /* options */
  char    *url, *token, *pattern_text, *from, *to, *types; /* (owned) (nullable) */
  gint64   limit; /* -1 = none */
  double   speed, timeout_s;
  gboolean as_frames;

  Mode              mode;
  const char       *path;    /* (nullable) NULL = ask the router */
  ClaspPattern     *pattern; /* (owned) */
  ClaspJournalQuery query;
  GMainLoop        *loop;   /* (owned) */
  ClaspClient      *client; /* (owned) (nullable) */
  GAsyncResult     *result; /* (owned) (nullable) */
  guint             silence_source;
  guint             n_heard; /* messages of the answer */
  guint64           first_us; /* time of the first message that was sent again */
  gint64            started_us;
  int               status;
} Tool;

/* --- options -------------------------------------------------------------------------------- */

static gboolean
parse_time (const char *option, const char *text, guint64 *us)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = NULL;
  g_autofree char      *padded = NULL;

  if (text == NULL || g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, us, NULL))
    return TRUE;
  /* a minute will do: GLib wants seconds */
  padded = strlen (text) == 16 || (strlen (text) == 17 && text[16] == 'Z')
             ? g_strdup_printf ("%.16s:00%s", text, text + 16)
             : g_strdup (text);
  time = g_date_time_new_from_iso8601 (padded, zone);
  if (time == NULL || g_date_time_to_unix (time) < 0)
    {
      ctl_fail (CTL_USAGE, "%s: ‘%s’ is not a time; write 2026-11-21T20:15, or µs since 1970", option,
                text);
      return FALSE;
    }
  *us = (guint64) g_date_time_to_unix (time) * G_USEC_PER_SEC +
        (guint64) g_date_time_get_microsecond (time);
  return TRUE;
}

static gboolean
parse_types (const char *text, guint8 *types)
{
  g_auto (GStrv) names = NULL;

  if (text == NULL)
    return TRUE;
  *types = 0;
  names = g_strsplit (text, ",", -1);
  for (guint i = 0; names[i] != NULL; i++)
    {
      guint signal = CLASP_SIGNAL_PARAM;

      while (signal <= CLASP_SIGNAL_TIMELINE &&
             !g_str_equal (clasp_signal_to_string ((ClaspSignal) signal), names[i]))
        signal++;
      if (signal > CLASP_SIGNAL_TIMELINE)
        {
          ctl_fail (CTL_USAGE,
                    "--types: ‘%s’ is not a type; there are param event stream gesture timeline",
                    names[i]);
          return FALSE;
        }
      *types |= clasp_signal_to_types ((ClaspSignal) signal);
    }
  return TRUE;
}

static gboolean
parse_pattern (Tool *self)
{
  const char *text = self->pattern_text != NULL ? self->pattern_text : "/**";
  const char *why;

  if (!clasp_pattern_is_valid (clasp_str (text), &why))
    {
      ctl_fail (CTL_USAGE, "‘%s’ is not a pattern: %s", text, why);
      return FALSE;
    }
  self->pattern = clasp_pattern_new (clasp_str (text));
  self->query.pattern = self->pattern;
  return TRUE;
}

static gboolean
check_numbers (Tool *self)
{
  if (!(self->speed >= MIN_SPEED && self->speed <= MAX_SPEED))
    ctl_fail (CTL_USAGE, "--speed is from %.1f to %.0f", MIN_SPEED, MAX_SPEED);
  else if (self->limit < -1 || self->limit > G_MAXUINT32)
    ctl_fail (CTL_USAGE, "--limit must not be below 0");
  else if (!(self->timeout_s > 0))
    ctl_fail (CTL_USAGE, "--timeout must be above 0");
  else
    return TRUE;
  return FALSE;
}

static gboolean
take_words (Tool *self, int argc, char **argv)
{
  static const char *const modes[] = { "list", "export", "replay" };
  guint                    mode = 0;

  if (argc < 2)
    {
      ctl_fail (CTL_USAGE, "usage: claspctl journal list|export|replay [FILE]; --help says more");
      return FALSE;
    }
  while (mode < G_N_ELEMENTS (modes) && !g_str_equal (modes[mode], argv[1]))
    mode++;
  if (mode == G_N_ELEMENTS (modes) || argc > 3)
    {
      ctl_fail (CTL_USAGE, "‘%s’: there are journal list, export and replay, with one FILE at most",
                argv[argc > 3 ? 3 : 1]);
      return FALSE;
    }
  self->mode = (Mode) mode;
  self->path = argc > 2 ? argv[2] : NULL;
  if (self->mode == MODE_REPLAY && self->path == NULL)
    {
      ctl_fail (CTL_USAGE, "usage: claspctl journal replay FILE");
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_command_line (Tool *self, int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "pattern", 'p', 0, G_OPTION_ARG_STRING, &self->pattern_text, "Which addresses (/**)",
      "PATTERN" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &self->from, "Nothing older", "TIME" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &self->to, "Nothing newer", "TIME" },
    { "types", 0, 0, G_OPTION_ARG_STRING, &self->types, "For example param,event (all)", "TYPES" },
    { "limit", 'n', 0, G_OPTION_ARG_INT64, &self->limit, "So many at most", "N" },
    { "frames", 0, 0, G_OPTION_ARG_NONE, &self->as_frames,
      "export: typed JSON, as claspctl frame encode reads it", NULL },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &self->speed, "replay: 0.1 to 4 times (1)", "FACTOR" },
    { "url", 'u', 0, G_OPTION_ARG_STRING, &self->url, "Router (" DEFAULT_URL ")", "URL" },
    { "token", 0, 0, G_OPTION_ARG_STRING, &self->token, "What lets us in", "TOKEN" },
    { "timeout", 't', 0, G_OPTION_ARG_DOUBLE, &self->timeout_s,
      "How long to wait for an answer (5)", "SECONDS" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("list|export|replay [FILE]");
  g_autoptr (GError)         error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Looks into a journal, and sends it again.");
  g_option_context_set_description (context, description);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      ctl_fail (CTL_USAGE, "%s", error->message);
      return FALSE;
    }
  if (!take_words (self, argc, argv) || !check_numbers (self) || !parse_pattern (self) ||
      !parse_types (self->types, &self->query.types) ||
      !parse_time ("--from", self->from, &self->query.from_us) ||
      !parse_time ("--to", self->to, &self->query.to_us))
    return FALSE;
  if (self->limit >= 0)
    self->query.n_left = (guint64) self->limit;
  return TRUE;
}

/* --- printing ------------------------------------------------------------------------------- */

static void
set_text (JsonObject *object, const char *name, ClaspStr text)
{
  g_autofree char *copy = clasp_str_dup (text);

  json_object_set_string_member (object, name, copy);
}

static const ClaspValue *
value_of (const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SET)
    return &message->set.value;
  return message->publish.has_value ? &message->publish.value : NULL;
}

/* The fields of operations.md 11.1. */
static JsonNode *
entry_to_json (const ClaspJournalEntry *entry)
{
  const ClaspMessage *message = &entry->message;
  const ClaspValue   *value = value_of (message);
  JsonObject         *object = json_object_new ();
  JsonNode           *node = json_node_new (JSON_NODE_OBJECT);

  if (entry->seq > 0)
    json_object_set_int_member (object, "seq", (gint64) entry->seq);
  json_object_set_int_member (object, "timestamp", (gint64) entry->timestamp_us);
  if (entry->author.length > 0)
    set_text (object, "author", entry->author);
  set_text (object, "address", clasp_journal_address_of (message));
  json_object_set_string_member (object, "signal_type",
                                 clasp_signal_to_string (clasp_journal_signal_of (message)));
  json_object_set_member (object, "value",
                          value != NULL ? clasp_value_to_json (value)
                                        : json_node_new (JSON_NODE_NULL));
  if (message->type == CLASP_MESSAGE_SET)
    json_object_set_int_member (object, "revision", (gint64) message->set.revision);
  json_object_set_int_member (object, "msg_type", message->type);
  json_node_take_object (node, object);
  return node;
}

static char *
entry_to_line (const ClaspJournalEntry *entry)
{
  const ClaspMessage   *message = &entry->message;
  const ClaspValue     *value = value_of (message);
  ClaspStr              address = clasp_journal_address_of (message);
  g_autoptr (GDateTime) second =
    g_date_time_new_from_unix_local ((gint64) (entry->timestamp_us / G_USEC_PER_SEC));
  g_autofree char *time =
    second != NULL ? g_date_time_format (second, "%Y-%m-%dT%H:%M:%S") : g_strdup ("?");
  g_autoptr (JsonNode) node = value != NULL ? clasp_value_to_json (value) : NULL;
  g_autofree char     *text = node != NULL ? clasp_json_print_line (node) : g_strdup ("");

  return g_strdup_printf ("%s.%06u %s %.*s %s", time,
                          (guint) (entry->timestamp_us % G_USEC_PER_SEC),
                          clasp_signal_to_string (clasp_journal_signal_of (message)),
                          (int) address.length, address.data, text);
}

static char *
entry_to_frame (const ClaspJournalEntry *entry)
{
  const ClaspFrameHeader header = {
    .version = 1,
    .has_timestamp = TRUE,
    .timestamp_us = entry->timestamp_us,
  };
  g_autoptr (JsonNode) node = clasp_frame_to_json (&header, &entry->message);

  return clasp_json_print_line (node);
}

/* FALSE when nobody reads any more. */
static gboolean
print_entry (Tool *self, const ClaspJournalEntry *entry)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char     *line = NULL;

  if (self->mode == MODE_LIST)
    line = entry_to_line (entry);
  else if (self->as_frames)
    line = entry_to_frame (entry);
  else
    {
      node = entry_to_json (entry);
      line = clasp_json_print_line (node);
    }
  if (fputs (line, stdout) >= 0 && fputc ('\n', stdout) >= 0)
    return TRUE;
  self->status = CTL_FAILED;
  return FALSE;
}

/* --- a router ------------------------------------------------------------------------------- */

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tool *self = user_data;

  g_set_object (&self->result, result);
  g_main_loop_quit (self->loop);
}

static GAsyncResult *
wait_done (Tool *self)
{
  while (self->result == NULL)
    g_main_loop_run (self->loop);
  return self->result;
}

static int
connect_router (Tool *self)
{
  const char        *url = self->url != NULL ? self->url : g_getenv ("CLASP_URL");
  const char        *token = self->token != NULL ? self->token : g_getenv ("CLASP_TOKEN");
  g_autoptr (GError) error = NULL;
  guint              timeout_ms = (guint) CLAMP (self->timeout_s * 1000, 1, G_MAXINT / 4);

  self->client = g_object_new (CLASP_TYPE_CLIENT, "url", url != NULL ? url : DEFAULT_URL, "name",
                               "claspctl", "token", token, "timeout-ms", timeout_ms,
                               "connect-timeout-ms", timeout_ms * 2, "reconnect", FALSE, NULL);
  clasp_client_connect_async (self->client, NULL, done_cb, self);
  if (!clasp_client_connect_finish (self->client, wait_done (self), &error))
    return ctl_fail (g_error_matches (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED)
                       ? CTL_FAILED
                       : CTL_USAGE,
                     "%s", error->message);
  g_clear_object (&self->result);
  return CTL_OK;
}

static void
end (Tool *self, int status)
{
  self->status = status;
  g_main_loop_quit (self->loop);
}

static void
message_cb (Tool *self, const ClaspMessage *message)
{
  gint64 time_us = clasp_client_get_message_time (self->client);

  self->n_heard++;
  if (time_us != 0 &&
      (message->type == CLASP_MESSAGE_SET || message->type == CLASP_MESSAGE_PUBLISH))
    {
      const ClaspJournalEntry entry = {
        .timestamp_us = (guint64) time_us,
        .author = CLASP_STR_EMPTY,
        .message = *message, /* borrowed */
      };

      if (!print_entry (self, &entry))
        g_main_loop_quit (self->loop);
    }
  else if (message->type == CLASP_MESSAGE_ERROR)
    end (self, ctl_fail (CTL_FAILED, "%.*s", (int) message->error.message.length,
                         message->error.message.data));
  else if (message->type == CLASP_MESSAGE_ACK && message->ack.has_address &&
           clasp_str_equal (message->ack.address, clasp_pattern_get_text (self->pattern)))
    end (self, CTL_OK);
}

static gboolean
silence_cb (gpointer user_data)
{
  Tool *self = user_data;

  if (self->n_heard == 0)
    end (self, ctl_fail (CTL_FAILED, "The router does not answer"));
  self->n_heard = 0;
  return G_SOURCE_CONTINUE;
}

static void
closed_cb (Tool *self, const char *reason)
{
  end (self, ctl_fail (CTL_FAILED, "%s", reason));
}

static int
ask_router (Tool *self)
{
  ClaspMessage       message = { .type = CLASP_MESSAGE_REPLAY };
  g_autoptr (GError) error = NULL;
  int                status = connect_router (self);

  if (status != CTL_OK)
    return status;
  message.replay.pattern = clasp_pattern_get_text (self->pattern);
  message.replay.types = self->query.types;
  message.replay.has_from = self->from != NULL;
  message.replay.from_us = self->query.from_us;
  message.replay.has_to = self->to != NULL;
  message.replay.to_us = self->query.to_us;
  message.replay.has_limit = self->limit >= 0;
  message.replay.limit = (guint32) MAX (self->limit, 0);
  g_signal_connect_swapped (self->client, "message", G_CALLBACK (message_cb), self);
  g_signal_connect_swapped (self->client, "closed", G_CALLBACK (closed_cb), self);
  if (!clasp_client_send (self->client, &message, &error))
    return ctl_fail (CTL_FAILED, "%s", error->message);
  self->silence_source = g_timeout_add ((guint) (self->timeout_s * 1000) + 1, silence_cb, self);
  g_main_loop_run (self->loop);
  g_source_remove (self->silence_source);
  return self->status;
}

/* --- a file --------------------------------------------------------------------------------- */

static gboolean
print_cb (const ClaspJournalEntry *entry, gpointer user_data)
{
  return print_entry (user_data, entry);
}

static gboolean
time_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Counted from the first one, so that small delays do not add up. */
static void
wait_for_time (Tool *self, guint64 timestamp_us)
{
  gint64 due_us, wait_us;

  if (self->started_us == 0)
    {
      self->started_us = g_get_monotonic_time ();
      self->first_us = timestamp_us;
    }
  due_us = self->started_us +
           (gint64) (((double) timestamp_us - (double) self->first_us) / self->speed);
  while (self->status == CTL_OK && (wait_us = due_us - g_get_monotonic_time ()) > 0)
    {
      g_timeout_add ((guint) MIN (wait_us / 1000, G_MAXINT) + (wait_us % 1000 != 0), time_cb,
                     self->loop);
      g_main_loop_run (self->loop);
    }
}

static gboolean
send_cb (const ClaspJournalEntry *entry, gpointer user_data)
{
  Tool              *self = user_data;
  ClaspMessage       message = entry->message; /* borrowed */
  g_autoptr (GError) error = NULL;

  wait_for_time (self, entry->timestamp_us);
  if (self->status != CTL_OK)
    return FALSE;
  if (message.type == CLASP_MESSAGE_SET)
    message.set.has_revision = message.set.lock = message.set.unlock = FALSE;
  if (clasp_client_send (self->client, &message, &error))
    return TRUE;
  self->status = ctl_fail (CTL_FAILED, "%s", error->message);
  return FALSE;
}

/* The router answers in order: then everything has arrived. */
static int
wait_until_arrived (Tool *self)
{
  g_autoptr (GError) error = NULL;

  if (self->status != CTL_OK)
    return self->status;
  clasp_client_ping_async (self->client, NULL, done_cb, self);
  if (clasp_client_ping_finish (self->client, wait_done (self), &error) < 0)
    return ctl_fail (CTL_FAILED, "%s", error->message);
  g_clear_object (&self->result);
  return self->status;
}

static int
read_file (Tool *self, sqlite3 *db, ClaspJournalEntryFunc func)
{
  g_autoptr (GError) error = NULL;

  while (!self->query.is_done && self->status == CTL_OK)
    if (!clasp_journal_read_entries (db, &self->query, PAGE, func, self, &error))
      return ctl_fail (CTL_FAILED, "%s", error->message);
  if (self->query.n_damaged > 0)
    g_printerr ("claspctl: note: %" G_GUINT64_FORMAT " damaged records were left out\n",
                self->query.n_damaged);
  return self->status;
}

static void
refused_cb (Tool *self, const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_ERROR)
    self->status = ctl_fail (CTL_FAILED, "%.*s", (int) message->error.message.length,
                             message->error.message.data);
}

static int
send_file (Tool *self, sqlite3 *db)
{
  int status = connect_router (self);

  if (status != CTL_OK)
    return status;
  g_signal_connect_swapped (self->client, "message", G_CALLBACK (refused_cb), self);
  g_signal_connect_swapped (self->client, "closed", G_CALLBACK (closed_cb), self);
  status = read_file (self, db, send_cb);
  return status == CTL_OK ? wait_until_arrived (self) : status;
}

static int
run (Tool *self)
{
  g_autoptr (GError) error = NULL;
  sqlite3           *db;
  int                status;

  if (self->path == NULL)
    return ask_router (self);
  db = clasp_journal_file_open_read (self->path, &error);
  if (db == NULL)
    return ctl_fail (g_error_matches (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_CORRUPT)
                       ? CTL_FAILED
                       : CTL_USAGE,
                     "%s", error->message);
  status = self->mode == MODE_REPLAY ? send_file (self, db) : read_file (self, db, print_cb);
  clasp_journal_file_close (db);
  return status;
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_main_loop_quit (user_data);
}

static void
tool_clear (Tool *self)
{
  gboolean is_connected = FALSE;

  if (self->client != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->client, self);
      g_object_get (self->client, "connected", &is_connected, NULL);
    }
  if (is_connected)
    {
      clasp_client_close_async (self->client, NULL, left_cb, self->loop);
      g_main_loop_run (self->loop);
    }
  g_clear_object (&self->client);
  g_clear_object (&self->result);
  g_main_loop_unref (self->loop);
  g_clear_pointer (&self->pattern, clasp_pattern_unref);
  g_free (self->url);
  g_free (self->token);
  g_free (self->pattern_text);
  g_free (self->from);
  g_free (self->to);
  g_free (self->types);
}

int
claspctl_journal (int argc, char **argv)
{
  const ClaspJournalQuery query = CLASP_JOURNAL_QUERY_INIT;
  Tool self = { .limit = -1, .speed = 1, .timeout_s = 5, .query = query };
  int  status = CTL_USAGE;

  self.loop = g_main_loop_new (NULL, FALSE);
  if (parse_command_line (&self, argc, argv))
    status = run (&self);
  tool_clear (&self);
  return status;
}
