/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl.h"

#include <glib-unix.h>

#define SILENCE_MS 200

/* ---- waiting ---- */

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ctl *ctl = user_data;

  g_set_object (&ctl->result, result);
  g_main_loop_quit (ctl->loop);
}

/* Runs the loop until the operation that was started with done_cb has ended. */
static GAsyncResult *
wait_done (Ctl *ctl)
{
  while (ctl->result == NULL)
    g_main_loop_run (ctl->loop);

  return ctl->result;
}

/* The exit status an error stands for, and its line. */
static int
fail_with (const GError *error)
{
  return ctl_fail (error->domain == CLASP_CODEC_ERROR ? CTL_USAGE : CTL_FAILED, "%s",
                   error->message);
}

int
ctl_connect (Ctl *ctl)
{
  g_autoptr (GError) error = NULL;
  guint              timeout_ms = (guint) CLAMP (ctl->timeout_s * 1000, 1, G_MAXINT / 4);

  ctl->client = g_object_new (CLASP_TYPE_CLIENT, "url", ctl->url, "name", "claspctl", "token",
                              ctl->token, "timeout-ms", timeout_ms, "connect-timeout-ms",
                              timeout_ms * 2, "reconnect", FALSE, "tls-ca-file", ctl->ca_file,
                              "tls-insecure", ctl->is_insecure, NULL);
  clasp_client_connect_async (ctl->client, NULL, done_cb, ctl);
  if (!clasp_client_connect_finish (ctl->client, wait_done (ctl), &error))
    return ctl_fail (g_error_matches (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED)
                       ? CTL_FAILED
                       : CTL_USAGE,
                     "%s", error->message);

  g_clear_object (&ctl->result);
  return CTL_OK;
}

/* The router answers in order: when the ping is answered, so is everything before it. */
int
ctl_wait_for_answers (Ctl *ctl)
{
  g_autoptr (GError) error = NULL;

  clasp_client_ping_async (ctl->client, NULL, done_cb, ctl);
  if (clasp_client_ping_finish (ctl->client, wait_done (ctl), &error) < 0)
    return fail_with (error);

  g_clear_object (&ctl->result);
  return ctl->status;
}

/* ---- arguments ---- */

static gboolean
check_address (const char *address)
{
  const char *why;

  if (clasp_address_is_valid (clasp_str (address), &why))
    return TRUE;

  ctl_fail (CTL_USAGE, "‘%s’ is not an address: %s", address, why);
  return FALSE;
}

gboolean
ctl_take_pattern (Ctl *ctl, const char *pattern)
{
  const char *why;

  if (!clasp_pattern_is_valid (clasp_str (pattern), &why))
    {
      ctl_fail (CTL_USAGE, "‘%s’ is not a pattern: %s", pattern, why);
      return FALSE;
    }

  ctl->pattern = clasp_pattern_new (clasp_str (pattern));
  return TRUE;
}

static gboolean
parse_value (Ctl *ctl, const char *text, ClaspValue *value)
{
  g_autoptr (GError) error = NULL;

  if (clasp_value_parse (text, ctl->syntax, value, &error))
    return TRUE;

  ctl_fail (CTL_USAGE, "%s", error->message);
  return FALSE;
}

/* ---- commands ---- */

int
ctl_set (Ctl *ctl)
{
  const char         *address = ctl->arguments[0];
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  g_autoptr (GError)  error = NULL;
  guint64             revision = 0;
  int                 status;

  if (!check_address (address) || !parse_value (ctl, ctl->arguments[1], &value))
    return CTL_USAGE;
  if ((status = ctl_connect (ctl)) != CTL_OK)
    return status;

  clasp_client_set_async (ctl->client, address, &value, NULL, done_cb, ctl);
  if (!clasp_client_set_finish (ctl->client, wait_done (ctl), &revision, &error))
    return fail_with (error);
  if (ctl->is_json)
    ctl_print_param (ctl, address, &value, revision);
  return CTL_OK;
}

int
ctl_get (Ctl *ctl)
{
  const char         *address = ctl->arguments[0];
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  g_autoptr (GError)  error = NULL;
  guint64             revision = 0;
  int                 status;

  if (!check_address (address))
    return CTL_USAGE;
  if ((status = ctl_connect (ctl)) != CTL_OK)
    return status;

  clasp_client_get_async (ctl->client, address, NULL, done_cb, ctl);
  if (clasp_client_get_finish (ctl->client, wait_done (ctl), &value, &revision, &error))
    {
      ctl_print_param (ctl, address, &value, revision);
      return CTL_OK;
    }
  return error != NULL ? fail_with (error)
                       : ctl_fail (CTL_FAILED, "Nothing has been set at %s", address);
}

/* Asks, and prints what comes back until the router has answered a ping. */
static int
ask_and_print (Ctl *ctl, const ClaspMessage *question)
{
  g_autoptr (GError) error = NULL;
  int                status = ctl_connect (ctl);

  if (status != CTL_OK)
    return status;
  g_signal_connect_swapped (ctl->client, "message", G_CALLBACK (ctl_print_message), ctl);
  if (!clasp_client_send (ctl->client, question, &error))
    return fail_with (error);
  return ctl_wait_for_answers (ctl);
}

int
ctl_pub (Ctl *ctl)
{
  ClaspMessage        message = { .type = CLASP_MESSAGE_PUBLISH };
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  gboolean            has_value = ctl->n_arguments > 1;

  if (!check_address (ctl->arguments[0]) ||
      (has_value && !parse_value (ctl, ctl->arguments[1], &value)))
    return CTL_USAGE;

  message.publish.address = clasp_str (ctl->arguments[0]);
  message.publish.signal = CLASP_SIGNAL_EVENT;
  message.publish.has_value = has_value;
  message.publish.value = value; /* borrowed: the message is not cleared */
  return ask_and_print (ctl, &message);
}

/* The router does it if its setting “control” lets us. */
int
ctl_unlock (Ctl *ctl)
{
  ClaspMessage        message = { .type = CLASP_MESSAGE_PUBLISH };
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (!check_address (ctl->arguments[0]))
    return CTL_USAGE;

  value = clasp_value_string (clasp_str (ctl->arguments[0]));
  message.publish.address = CLASP_STR_LITERAL ("/clasp/router/unlock");
  message.publish.signal = CLASP_SIGNAL_EVENT;
  message.publish.has_value = TRUE;
  message.publish.value = value; /* borrowed: the message is not cleared */
  return ask_and_print (ctl, &message);
}

int
ctl_query (Ctl *ctl)
{
  ClaspMessage query = { .type = CLASP_MESSAGE_QUERY };

  query.query.pattern = clasp_str (ctl->arguments[0]);
  return ask_and_print (ctl, &query);
}

static gboolean
silence_cb (gpointer user_data)
{
  Ctl *ctl = user_data;

  if (ctl->n_printed == ctl->n_printed_before)
    g_main_loop_quit (ctl->loop);
  ctl->n_printed_before = ctl->n_printed;
  return G_SOURCE_CONTINUE;
}

/* A router with a large state sends it between other things; no message tells its end. */
static void
wait_for_silence (Ctl *ctl)
{
  guint source;

  ctl->n_printed_before = ctl->n_printed;
  source = g_timeout_add (SILENCE_MS, silence_cb, ctl);
  g_main_loop_run (ctl->loop);
  g_source_remove (source);
}

int
ctl_snapshot (Ctl *ctl)
{
  const char  *pattern = ctl->n_arguments > 0 ? ctl->arguments[0] : "/**";
  ClaspMessage subscribe = { .type = CLASP_MESSAGE_SUBSCRIBE };
  int          status;

  if (!ctl_take_pattern (ctl, pattern))
    return CTL_USAGE;

  subscribe.subscribe.id = 1;
  subscribe.subscribe.pattern = clasp_str (pattern);
  subscribe.subscribe.types = CLASP_TYPES_PARAM;
  status = ask_and_print (ctl, &subscribe);
  if (status == CTL_OK)
    wait_for_silence (ctl);
  return ctl->status != CTL_OK ? ctl->status : status;
}

int
ctl_ping (Ctl *ctl)
{
  g_autoptr (GError) error = NULL;
  gint64             round_trip_us;
  int                status = ctl_connect (ctl);

  if (status != CTL_OK)
    return status;

  clasp_client_ping_async (ctl->client, NULL, done_cb, ctl);
  round_trip_us = clasp_client_ping_finish (ctl->client, wait_done (ctl), &error);
  if (round_trip_us < 0)
    return fail_with (error);
  if (ctl->is_json)
    g_print ("{\"round_trip_us\":%" G_GINT64_FORMAT "}\n", round_trip_us);
  else
    g_print ("%.3f ms\n", (double) round_trip_us / 1000);
  return CTL_OK;
}

/* ---- sub ---- */

static void
sub_message_cb (Ctl *ctl, const ClaspMessage *message)
{
  ctl_print_message (ctl, message);
  if ((ctl->count > 0 && ctl->n_printed >= ctl->count) || ctl->status != CTL_OK)
    g_main_loop_quit (ctl->loop);
}

static void
sub_closed_cb (Ctl *ctl, const char *reason)
{
  ctl->status = ctl_fail (CTL_FAILED, "The connection ended: %s", reason);
  g_main_loop_quit (ctl->loop);
}

static gboolean
sub_interrupted_cb (gpointer user_data)
{
  g_main_loop_quit (((Ctl *) user_data)->loop);
  return G_SOURCE_CONTINUE;
}

void
ctl_run_until_interrupted (Ctl *ctl)
{
  guint signals[2];

  g_signal_connect_swapped (ctl->client, "closed", G_CALLBACK (sub_closed_cb), ctl);
  signals[0] = g_unix_signal_add (SIGINT, sub_interrupted_cb, ctl);
  signals[1] = g_unix_signal_add (SIGTERM, sub_interrupted_cb, ctl);
  g_main_loop_run (ctl->loop);
  g_source_remove (signals[0]);
  g_source_remove (signals[1]);
}

int
ctl_sub (Ctl *ctl)
{
  g_autoptr (GError) error = NULL;
  int                status;

  if (!ctl_take_pattern (ctl, ctl->arguments[0]))
    return CTL_USAGE;
  if ((status = ctl_connect (ctl)) != CTL_OK)
    return status;
  g_signal_connect_swapped (ctl->client, "message", G_CALLBACK (sub_message_cb), ctl);
  if (clasp_client_subscribe (ctl->client, ctl->arguments[0], CLASP_TYPES_ALL, &error) == 0)
    return fail_with (error);

  ctl_run_until_interrupted (ctl);
  return ctl->status;
}
