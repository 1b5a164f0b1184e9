/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-metrics.h"

#include "claspctl.h"
#include "core/clasp-json.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* claspctl stats: two looks at /metrics, a second apart, and what happened between them. One model,
 * as JSON, is what both ways to print are made from. */

#define INTERVAL_US G_USEC_PER_SEC
#define MAX_ANSWER (64 * 1024 * 1024)
#define CLEAR_SCREEN "\033[H\033[2J"

typedef struct
{
  GPtrArray *samples; /* (owned) (nullable) */
  gint64     at_us;
} Look;

/* ---- asking ---- */

/* The page on the port of the router's WebSocket; NULL for a carrier that has none. */
static char *
metrics_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char      *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  gboolean         is_secure = g_str_equal (scheme, "wss") || g_str_equal (scheme, "https");

  if (!is_secure && !g_str_equal (scheme, "ws") && !g_str_equal (scheme, "http"))
    return NULL;
  return g_uri_join (G_URI_FLAGS_NONE, is_secure ? "https" : "http", NULL, g_uri_get_host (uri),
                     g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : 7330, "/metrics", NULL,
                     NULL);
}

static char *
read_all (GInputStream *stream, GError **error)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  guint8                 buffer[65536];
  gssize                 n;

  while ((n = g_input_stream_read (stream, buffer, sizeof buffer, NULL, error)) > 0)
    {
      if (text->len + (gsize) n > MAX_ANSWER)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the answer does not end");
          return NULL;
        }
      g_byte_array_append (text, buffer, (guint) n);
    }
  if (n < 0)
    return NULL;
  g_byte_array_append (text, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (g_steal_pointer (&text), FALSE);
}

static gboolean
accept_certificate_cb (SoupMessage         *message,
                       GTlsCertificate     *certificate,
                       GTlsCertificateFlags faults,
                       gpointer             ctl)
{
  return ((Ctl *) ctl)->is_insecure;
}

static int
look (Ctl *ctl, SoupSession *session, const char *url, Look *result)
{
  g_autoptr (SoupMessage)  message = soup_message_new (SOUP_METHOD_GET, url);
  g_autoptr (GError)       error = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char         *text = NULL;

  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), ctl);
  stream = soup_session_send (session, message, NULL, &error);
  text = stream != NULL ? read_all (stream, &error) : NULL;
  if (text == NULL)
    return ctl_fail (CTL_USAGE, "%s: %s", url, error->message);
  if (soup_message_get_status (message) != SOUP_STATUS_OK || strstr (text, "clasp_") == NULL)
    return ctl_fail (CTL_FAILED, "%s: this router has no metrics", url);

  g_clear_pointer (&result->samples, g_ptr_array_unref);
  result->samples = ctl_metrics_parse (text);
  result->at_us = g_get_monotonic_time ();
  return CTL_OK;
}

/* ---- the model ---- */

typedef struct
{
  const Look  *before, *now;
  double       elapsed_s;
  JsonBuilder *json;
} Model;

static double
value_of (const Model *self, const char *name, const char *label, const char *value)
{
  return ctl_metrics_get (self->now->samples, name, label, value);
}

static double
rate2 (const Model *self,
       const char  *name,
       const char  *label,
       const char  *value,
       const char  *label2,
       const char  *value2)
{
  double now = ctl_metrics_get2 (self->now->samples, name, label, value, label2, value2);
  double before = ctl_metrics_get2 (self->before->samples, name, label, value, label2, value2);

  return MAX (now - before, 0) / self->elapsed_s;
}

static void
put_number (Model *self, const char *member, double number)
{
  json_builder_set_member_name (self->json, member);
  if (number == floor (number) && fabs (number) < 1e15)
    json_builder_add_int_value (self->json, (gint64) number);
  else
    json_builder_add_double_value (self->json, number);
}

static void
put_text (Model *self, const char *member, const char *text)
{
  json_builder_set_member_name (self->json, member);
  json_builder_add_string_value (self->json, text != NULL ? text : "");
}

static void
put_quantiles (Model *self, const char *family, const char *label, const char *value)
{
  put_number (self, "p50_us",
              1e6 * ctl_metrics_get2 (self->now->samples, family, "quantile", "0.5", label, value));
  put_number (self, "p99_us",
              1e6 *
                ctl_metrics_get2 (self->now->samples, family, "quantile", "0.99", label, value));
}

static double
sum_of (const Look *at, const char *name)
{
  double sum = 0;

  for (guint i = 0; i < at->samples->len; i++)
    {
      const CtlSample *sample = at->samples->pdata[i];

      if (g_str_equal (sample->name, name))
        sum += sample->value;
    }
  return sum;
}

static void
put_router (Model *self)
{
  double start_s = value_of (self, "process_start_time_seconds", NULL, NULL);

  json_builder_set_member_name (self->json, "router");
  json_builder_begin_object (self->json);
  put_number (self, "ready", value_of (self, "clasp_ready", NULL, NULL));
  put_number (self, "uptime_s",
              start_s > 0 ? floor ((double) g_get_real_time () / G_USEC_PER_SEC - start_s) : 0);
  put_number (self, "sessions", value_of (self, "clasp_sessions_active", NULL, NULL));
  put_number (self, "subscriptions", value_of (self, "clasp_subscriptions_active", NULL, NULL));
  put_number (self, "params", value_of (self, "clasp_state_params_active", NULL, NULL));
  put_number (
    self, "in_per_s",
    (sum_of (self->now, "clasp_messages_total") - sum_of (self->before, "clasp_messages_total")) /
      self->elapsed_s);
  put_number (self, "out_per_s", rate2 (self, "clasp_deliveries_total", NULL, NULL, NULL, NULL));
  put_number (self, "drops", value_of (self, "clasp_drops_total", NULL, NULL));
  put_number (self, "errors", sum_of (self->now, "clasp_errors_total"));
  put_number (self, "malformed", value_of (self, "clasp_malformed_total", NULL, NULL));
  put_number (self, "cpu", rate2 (self, "process_cpu_seconds_total", NULL, NULL, NULL, NULL));
  put_number (self, "memory", value_of (self, "process_resident_memory_bytes", NULL, NULL));
  json_builder_end_object (self->json);
}

static void
put_session (Model *self, const CtlSample *info)
{
  const char *number = ctl_sample_label (info, "session");

  json_builder_begin_object (self->json);
  put_text (self, "session", number);
  put_text (self, "name", ctl_sample_label (info, "name"));
  put_text (self, "address", ctl_sample_label (info, "peer"));
  put_text (self, "carrier", ctl_sample_label (info, "transport"));
  put_number (self, "in_per_s",
              rate2 (self, "clasp_session_messages_total", "session", number, "direction", "in"));
  put_number (self, "out_per_s",
              rate2 (self, "clasp_session_messages_total", "session", number, "direction", "out"));
  put_number (self, "queue", value_of (self, "clasp_session_queue_bytes", "session", number));
  put_number (self, "drops", value_of (self, "clasp_session_drops_total", "session", number));
  put_quantiles (self, "clasp_session_latency_quantile_seconds", "session", number);
  json_builder_end_object (self->json);
}

static void
put_type (Model *self, const CtlSample *count)
{
  const char *type = ctl_sample_label (count, "type");

  json_builder_begin_object (self->json);
  put_text (self, "type", type);
  put_number (self, "count", count->value);
  put_number (self, "per_s", rate2 (self, "clasp_messages_total", "type", type, NULL, NULL));
  put_quantiles (self, "clasp_message_latency_quantile_seconds", "type", type);
  json_builder_end_object (self->json);
}

static void
put_bridge (Model *self, const CtlSample *info)
{
  const char *id = ctl_sample_label (info, "bridge");

  json_builder_begin_object (self->json);
  put_text (self, "name", ctl_sample_label (info, "name"));
  put_text (self, "kind", ctl_sample_label (info, "kind"));
  put_number (self, "up", value_of (self, "clasp_bridge_up", "bridge", id));
  put_number (self, "in_per_s",
              rate2 (self, "clasp_bridge_messages_total", "bridge", id, "direction", "in"));
  put_number (self, "out_per_s",
              rate2 (self, "clasp_bridge_messages_total", "bridge", id, "direction", "out"));
  put_number (self, "drops", value_of (self, "clasp_bridge_drops_total", "bridge", id));
  put_number (self, "malformed",
              ctl_metrics_get2 (self->now->samples, "clasp_bridge_errors_total", "bridge", id,
                                "reason", "malformed"));
  put_number (self, "failures",
              ctl_metrics_get2 (self->now->samples, "clasp_bridge_errors_total", "bridge", id,
                                "reason", "failed"));
  json_builder_end_object (self->json);
}

/* One object for every sample of @family. */
static void
put_list (Model      *self,
          const char *member,
          const char *family,
          void (*put) (Model *self, const CtlSample *sample))
{
  json_builder_set_member_name (self->json, member);
  json_builder_begin_array (self->json);
  for (guint i = 0; i < self->now->samples->len; i++)
    {
      const CtlSample *sample = self->now->samples->pdata[i];

      if (g_str_equal (sample->name, family))
        put (self, sample);
    }
  json_builder_end_array (self->json);
}

static JsonNode *
make_model (const Look *before, const Look *now)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  Model model = { before, now, MAX ((double) (now->at_us - before->at_us) / G_USEC_PER_SEC, 1e-3),
                  json };

  json_builder_begin_object (json);
  put_router (&model);
  put_list (&model, "sessions", "clasp_session_info", put_session);
  put_list (&model, "messages", "clasp_messages_total", put_type);
  put_list (&model, "bridges", "clasp_bridge_info", put_bridge);
  json_builder_end_object (json);
  return json_builder_get_root (json);
}

/* ---- the table ---- */

typedef enum
{
  TEXT,
  NUMBER,
  BYTES,
  TIME, /* microseconds */
  YES,
} ColumnKind;

typedef struct
{
  const char *member, *title;
  ColumnKind  kind;
} Column;

/* Peers choose their names: nothing of them may steer the terminal. */
static char *
printable (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    g_string_append_unichar (
      out, g_unichar_isprint (g_utf8_get_char (text)) ? g_utf8_get_char (text) : '?');
  return g_string_free (out, FALSE);
}

static char *
format_number (double number)
{
  if (number >= 1e6)
    return g_strdup_printf ("%.1fM", number / 1e6);
  if (number >= 1e4)
    return g_strdup_printf ("%.1fk", number / 1e3);
  return g_strdup_printf (number == floor (number) ? "%.0f" : "%.1f", number);
}

static char *
format_time (double us)
{
  if (us <= 0)
    return g_strdup ("–");
  if (us >= 1e6)
    return g_strdup_printf ("%.1f s", us / 1e6);
  if (us >= 1e3)
    return g_strdup_printf ("%.1f ms", us / 1e3);
  return g_strdup_printf ("%.1f µs", us);
}

static char *
format_cell (JsonObject *row, const Column *column)
{
  switch (column->kind)
    {
    case TEXT:
      return printable (json_object_get_string_member (row, column->member));
    case NUMBER:
      return format_number (json_object_get_double_member (row, column->member));
    case BYTES:
      return g_format_size ((guint64) json_object_get_double_member (row, column->member));
    case TIME:
      return format_time (json_object_get_double_member (row, column->member));
    case YES:
      return g_strdup (json_object_get_double_member (row, column->member) > 0 ? "yes" : "no");
    }
  return g_strdup ("");
}

static void
append_padded (GString *line, const char *text, glong width, gboolean is_left)
{
  glong gap = MAX (width - g_utf8_strlen (text, -1), 0);

  if (line->len > 0)
    g_string_append (line, "  ");
  if (!is_left)
    g_string_append_printf (line, "%*s", (int) gap, "");
  g_string_append (line, text);
  if (is_left)
    g_string_append_printf (line, "%*s", (int) gap, "");
}

static void
print_row (char **cells, const Column *columns, const glong *widths, guint n_columns)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < n_columns; i++)
    append_padded (line, cells[i], widths[i], columns[i].kind == TEXT);
  puts (g_strchomp (line->str));
}

static void
print_table (JsonObject *model, const char *member, const Column *columns, guint n_columns)
{
  JsonArray            *rows = json_object_get_array_member (model, member);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autofree glong     *widths = g_new0 (glong, n_columns);

  if (json_array_get_length (rows) == 0)
    return;
  for (guint row = 0; row <= json_array_get_length (rows); row++)
    {
      char **cells = g_new0 (char *, n_columns + 1);

      for (guint i = 0; i < n_columns; i++)
        {
          cells[i] = row == 0
                       ? g_strdup (columns[i].title)
                       : format_cell (json_array_get_object_element (rows, row - 1), &columns[i]);
          widths[i] = MAX (widths[i], g_utf8_strlen (cells[i], -1));
        }
      g_ptr_array_add (lines, cells);
    }
  puts ("");
  for (guint row = 0; row < lines->len; row++)
    print_row (lines->pdata[row], columns, widths, n_columns);
}

static void
print_router (JsonObject *router)
{
  guint            uptime_s = (guint) json_object_get_int_member (router, "uptime_s");
  g_autofree char *in = format_number (json_object_get_double_member (router, "in_per_s"));
  g_autofree char *out = format_number (json_object_get_double_member (router, "out_per_s"));
  g_autofree char *memory = g_format_size ((guint64) json_object_get_int_member (router, "memory"));

  printf ("%s, up %u:%02u:%02u, %.1f %% of a processor, %s\n",
          json_object_get_double_member (router, "ready") > 0 ? "ready" : "not ready",
          uptime_s / 3600, uptime_s / 60 % 60, uptime_s % 60,
          100 * json_object_get_double_member (router, "cpu"), memory);
  printf ("%.0f sessions, %.0f subscriptions, %.0f parameters\n",
          json_object_get_double_member (router, "sessions"),
          json_object_get_double_member (router, "subscriptions"),
          json_object_get_double_member (router, "params"));
  printf ("%s/s in, %s/s out, %.0f dropped, %.0f errors, %.0f unreadable\n", in, out,
          json_object_get_double_member (router, "drops"),
          json_object_get_double_member (router, "errors"),
          json_object_get_double_member (router, "malformed"));
}

static void
print_tables (JsonObject *model)
{
  static const Column sessions[] = {
    { "session", "SESSION", TEXT }, { "name", "NAME", TEXT },
    { "address", "ADDRESS", TEXT }, { "carrier", "CARRIER", TEXT },
    { "in_per_s", "IN/s", NUMBER }, { "out_per_s", "OUT/s", NUMBER },
    { "queue", "QUEUE", BYTES },    { "drops", "DROPS", NUMBER },
    { "p50_us", "P50", TIME },      { "p99_us", "P99", TIME },
  };
  static const Column messages[] = {
    { "type", "MESSAGE", TEXT }, { "count", "COUNT", NUMBER }, { "per_s", "/s", NUMBER },
    { "p50_us", "P50", TIME },   { "p99_us", "P99", TIME },
  };
  static const Column bridges[] = {
    { "name", "BRIDGE", TEXT },
    { "kind", "KIND", TEXT },
    { "up", "UP", YES },
    { "in_per_s", "IN/s", NUMBER },
    { "out_per_s", "OUT/s", NUMBER },
    { "drops", "DROPS", NUMBER },
    { "malformed", "UNREADABLE", NUMBER },
    { "failures", "FAILED", NUMBER },
  };
  JsonObject *router = json_object_get_object_member (model, "router");
  double      n_remote = json_object_get_double_member (router, "sessions");

  print_router (router);
  print_table (model, "sessions", sessions, G_N_ELEMENTS (sessions));
  if (json_array_get_length (json_object_get_array_member (model, "sessions")) < n_remote)
    puts ("… more sessions than the router lists (its setting metrics-sessions)");
  print_table (model, "messages", messages, G_N_ELEMENTS (messages));
  print_table (model, "bridges", bridges, G_N_ELEMENTS (bridges));
}

/* ---- the command ---- */

static void
print_model (Ctl *ctl, JsonNode *model)
{
  g_autofree char *text = NULL;

  if (ctl->is_json)
    {
      text = clasp_json_print_line (model);
      puts (text);
    }
  else
    {
      if (ctl->is_watching && isatty (STDOUT_FILENO))
        fputs (CLEAR_SCREEN, stdout);
      print_tables (json_node_get_object (model));
    }
}

static int
run_stats (Ctl *ctl, SoupSession *session, const char *url, Look *before, Look *now)
{
  int status = look (ctl, session, url, before);

  while (status == CTL_OK)
    {
      g_autoptr (JsonNode) model = NULL;

      g_usleep (INTERVAL_US);
      status = look (ctl, session, url, now);
      if (status != CTL_OK)
        break;
      model = make_model (before, now);
      print_model (ctl, model);
      if (fflush (stdout) != 0 || ferror (stdout))
        return CTL_FAILED; /* nobody reads any more */
      if (!ctl->is_watching)
        break;
      g_ptr_array_unref (before->samples);
      *before = *now;
      now->samples = NULL;
    }
  return status;
}

int
ctl_stats (Ctl *ctl)
{
  g_autofree char         *url = metrics_url (ctl->url);
  g_autoptr (SoupSession)  session = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError)       error = NULL;
  Look                     before = { 0 }, now = { 0 };
  int                      status;

  if (url == NULL)
    return ctl_fail (CTL_USAGE, "‘%s’: stats are told where the router speaks WebSocket, ws://…",
                     ctl->url);
  session =
    soup_session_new_with_options ("timeout", (guint) ceil (CLAMP (ctl->timeout_s, 1, 1e6)), NULL);
  if (ctl->ca_file != NULL)
    {
      database = g_tls_file_database_new (ctl->ca_file, &error);
      if (database == NULL)
        return ctl_fail (CTL_USAGE, "%s: %s", ctl->ca_file, error->message);
      soup_session_set_tls_database (session, database);
    }
  status = run_stats (ctl, session, url, &before, &now);
  g_clear_pointer (&before.samples, g_ptr_array_unref);
  g_clear_pointer (&now.samples, g_ptr_array_unref);
  return status;
}
