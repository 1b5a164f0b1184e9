/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-ask.h"

#include <glib-unix.h>
#include <signal.h>

#define ASK "/clasp/show/ask"
#define ANSWER "/clasp/show/answer/"
#define MAX_ENTRIES 16

typedef struct
{
  Ctl          *ctl;
  char         *id, *address; /* (owned) of the question, and of its answers */
  CtlAnswerFunc func;
  gpointer      user_data;
  gboolean      is_done, is_stopping;
} Question;

char *
ctl_answer_text (const ClaspValue *map, const char *key)
{
  const ClaspValue *value = clasp_value_lookup (map, key);

  return value != NULL && value->type == CLASP_VALUE_STRING
           ? clasp_str_dup (clasp_value_get_string (value))
           : NULL;
}

gboolean
ctl_answer_boolean (const ClaspValue *map, const char *key)
{
  const ClaspValue *value = clasp_value_lookup (map, key);

  return value != NULL && value->type == CLASP_VALUE_BOOL && value->as.boolean;
}

static gboolean
send (Ctl *ctl, const char *id, const char *what, const ClaspMapEntry *more, GError **error)
{
  ClaspMapEntry       entries[MAX_ENTRIES];
  guint               n = 0;
  ClaspMessage        message = { .type = CLASP_MESSAGE_PUBLISH };
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("id"), clasp_value_string (clasp_str (id)) };
  entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("do"), clasp_value_string (clasp_str (what)) };
  for (; more != NULL && more->key.length > 0 && n < MAX_ENTRIES; more++)
    entries[n++] = *more;
  value = clasp_value_map (entries, n);
  message.publish.address = CLASP_STR_LITERAL (ASK);
  message.publish.signal = CLASP_SIGNAL_EVENT;
  message.publish.has_value = TRUE;
  message.publish.value = value; /* borrowed: the message is not cleared */
  return clasp_client_send (ctl->client, &message, error);
}

static void
answered_cb (Question *question, const ClaspMessage *message)
{
  const ClaspPublish *publish = &message->publish;
  g_autofree char    *error = NULL;

  if (message->type != CLASP_MESSAGE_PUBLISH ||
      !clasp_str_equal (publish->address, clasp_str (question->address)))
    return;

  error = ctl_answer_text (&publish->value, "error");
  if (error != NULL)
    question->ctl->status = ctl_fail (CTL_FAILED, "%s", error);
  question->func (&publish->value, question->user_data);
  question->is_done = ctl_answer_boolean (&publish->value, "done");
  if (question->is_done)
    g_main_loop_quit (question->ctl->loop);
}

static void
closed_cb (Question *question, const char *reason)
{
  question->ctl->status = ctl_fail (CTL_FAILED, "The connection ended: %s", reason);
  question->is_done = TRUE;
  g_main_loop_quit (question->ctl->loop);
}

static gboolean
timeout_cb (gpointer data)
{
  Question *question = data;

  question->ctl->status = ctl_fail (
    CTL_FAILED, "no answer: is it a router without a show, or does its “control” forbid it?");
  question->is_done = TRUE;
  g_main_loop_quit (question->ctl->loop);
  return G_SOURCE_REMOVE;
}

void
ctl_ask_stop (Ctl *ctl)
{
  Question           *question = ctl->question;
  const ClaspMapEntry more[] = {
    { CLASP_STR_LITERAL ("learn"), clasp_value_string (clasp_str (question->id)) },
    { { NULL, 0 }, CLASP_VALUE_INIT },
  };
  g_autofree char *id = g_uuid_string_random ();

  if (question->is_stopping)
    {
      clasp_value_release (&more[0].value);
      return;
    }
  question->is_stopping = TRUE;
  send (ctl, id, "stop", more, NULL);
}

static gboolean
interrupted_cb (gpointer data)
{
  ctl_ask_stop (data);
  return G_SOURCE_CONTINUE;
}

static void
await_end (Question *question, double seconds)
{
  Ctl  *ctl = question->ctl;
  double limit_ms = (ctl->timeout_s + seconds) * 1000;
  guint timeout = g_timeout_add ((guint) CLAMP (limit_ms, 1, G_MAXINT), timeout_cb, question);
  guint signals[2] = { 0, 0 };

  if (seconds > 0)
    {
      signals[0] = g_unix_signal_add (SIGINT, interrupted_cb, ctl);
      signals[1] = g_unix_signal_add (SIGTERM, interrupted_cb, ctl);
    }
  while (!question->is_done)
    g_main_loop_run (ctl->loop);
  if (g_main_context_find_source_by_id (NULL, timeout) != NULL)
    g_source_remove (timeout);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    if (signals[i] != 0)
      g_source_remove (signals[i]);
}

int
ctl_ask (Ctl                 *ctl,
         const char          *what,
         const ClaspMapEntry *more,
         double               seconds,
         CtlAnswerFunc        func,
         gpointer             user_data)
{
  g_autofree char   *id = g_uuid_string_random ();
  g_autofree char   *address = g_strconcat (ANSWER, id, NULL);
  Question           question = { ctl, id, address, func, user_data, FALSE, FALSE };
  g_autoptr (GError) error = NULL;

  if (ctl->client == NULL && (ctl->status = ctl_connect (ctl)) != CTL_OK)
    return ctl->status;
  g_signal_connect_swapped (ctl->client, "message", G_CALLBACK (answered_cb), &question);
  g_signal_connect_swapped (ctl->client, "closed", G_CALLBACK (closed_cb), &question);
  ctl->question = &question;
  if (clasp_client_subscribe (ctl->client, address, CLASP_TYPES_EVENT, &error) == 0 ||
      !send (ctl, id, what, more, &error))
    ctl->status = ctl_fail (CTL_FAILED, "%s", error->message);
  else
    await_end (&question, seconds);
  g_signal_handlers_disconnect_by_data (ctl->client, &question);
  ctl->question = NULL;
  return ctl->status;
}
