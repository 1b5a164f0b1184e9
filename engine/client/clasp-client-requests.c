/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-private.h"

#include "client/clasp-signal-description-private.h"

/* Design notes: the protocol has no request numbers. What asks for an ACK has an id in its frame's
 * header, which our router gives back (decisions.md, QoS); routers that do not are matched by
 * address and order. What is answered otherwise, or not at all, is followed by a PING: answers come
 * in order, so what has not come before the PONG does not come. */

typedef struct
{
  ClaspClient     *client; /* (unowned) */
  ClaspRequestKind kind;
  char            *address; /* (owned) (nullable) */
  guint64          id;      /* of ClaspResend; 0 = a barrier where nothing is lost */
  gint64           sent_us;
  GTask           *task;   /* (owned) (nullable) when nobody waits */
  GSource         *cancel; /* (owned) (nullable) */
  ClaspTimer       timer;
  GPtrArray       *collected; /* (owned) (nullable) QUERY: descriptions; VERIFY: addresses */
  GList            link;
} ClaspRequest;

#define MAX_COLLECTED 1000000 /* descriptions of a QUERY: ten times what our router keeps */

static const char *
kind_to_string (ClaspRequestKind kind)
{
  switch (kind)
    {
    case CLASP_REQUEST_SET:
      return "SET";
    case CLASP_REQUEST_PUBLISH:
      return "PUBLISH";
    case CLASP_REQUEST_BUNDLE:
      return "BUNDLE";
    case CLASP_REQUEST_ANNOUNCE:
      return "ANNOUNCE";
    case CLASP_REQUEST_SUBSCRIBE:
      return "SUBSCRIBE";
    case CLASP_REQUEST_GET:
      return "GET";
    case CLASP_REQUEST_QUERY:
      return "QUERY";
    case CLASP_REQUEST_PING:
    case CLASP_REQUEST_VERIFY:
      return "PING";
    }

  return "";
}

/**
 * clasp_answer_free: (skip)
 * @self: (transfer full): an answer
 */
void
clasp_answer_free (ClaspAnswer *self)
{
  clasp_value_clear (&self->value);
  g_clear_pointer (&self->signals, g_ptr_array_unref);
  g_free (self);
}

gboolean
clasp_client_finish_plain (GAsyncResult *result, GError **error)
{
  ClaspAnswer *answer = g_task_propagate_pointer (G_TASK (result), error);

  if (answer == NULL)
    return FALSE;
  clasp_answer_free (answer);
  return TRUE;
}

static GQueue *
queue_of (ClaspRequest *request)
{
  ClaspClientRequests *requests = &request->client->requests;

  return request->kind < CLASP_REQUEST_GET ? &requests->confirmed : &requests->barriers;
}

/* Nobody waits any more. The caller answers the task, which may start new requests. */
static GTask *
release_task (ClaspRequest *request)
{
  if (request->task != NULL && request->kind == CLASP_REQUEST_GET)
    request->client->requests.n_gets--;
  clasp_timers_cancel (request->client->timers, &request->timer);
  clasp_clear_source (&request->cancel);
  return g_steal_pointer (&request->task);
}

/* Takes it out of the list. */
static GTask *
request_finish (ClaspRequest *request)
{
  GTask *task = release_task (request);

  if (request->id != 0 && request->kind >= CLASP_REQUEST_GET)
    clasp_resend_take (request->client->resend, request->id, NULL);
  g_queue_unlink (queue_of (request), &request->link);
  g_clear_pointer (&request->collected, g_ptr_array_unref);
  g_free (request->address);
  g_free (request);
  return task;
}

/* Somebody gave up waiting: a confirmed one is not sent again, a barrier stays for its PONG. */
static GTask *
request_abandon (ClaspRequest *request)
{
  gpointer tag;

  if (request->kind >= CLASP_REQUEST_GET)
    return release_task (request);
  if (request->id != 0)
    clasp_resend_take (request->client->resend, request->id, &tag);
  return request_finish (request);
}

/* Takes over @error. */
static void
request_fail (ClaspRequest *request, guint16 code, GError *error)
{
  ClaspClient *client = request->client;
  gboolean     is_silent = request->kind > CLASP_REQUEST_SUBSCRIBE ||
                       (request->kind == CLASP_REQUEST_SUBSCRIBE && code == 0);
  g_autofree char  *address = g_strdup (request->address);
  g_autoptr (GTask) task = request_abandon (request);

  if (task != NULL)
    g_task_return_error (task, error);
  else
    {
      if (!is_silent)
        clasp_client_emit_refused (client, address, code, error->message);
      g_error_free (error);
    }
}

static GError *
no_answer (const ClaspRequest *request)
{
  const char *address = request->address != NULL ? request->address : "";

  return g_error_new (
    CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_TIMEOUT, "No answer to %s%s%s within %g s",
    kind_to_string (request->kind), *address != '\0' ? " " : "", address,
    (double) (clasp_client_now_us (request->client) - request->sent_us) / G_USEC_PER_SEC);
}

static void
timeout_cb (gpointer user_data)
{
  ClaspRequest *request = user_data;

  request_fail (request, 0, no_answer (request));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = request_abandon (user_data);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* Without a connection it waits as long as the router is sure to recognise it as a repetition. */
static void
arm (ClaspRequest *request)
{
  ClaspClient *client = request->client;
  gint64       now_us = clasp_client_now_us (client);
  gint64       last_us = request->sent_us + (gint64) client->carry_ms * 1000;
  gint64       due_us = now_us + (gint64) client->timeout_ms * 1000;

  if (client->state != CLASP_CLIENT_STATE_CONNECTED)
    due_us = last_us;
  clasp_timers_set (client->timers, &request->timer, due_us, timeout_cb, request);
}

static ClaspRequest *
request_new (ClaspClient *client, ClaspRequestKind kind, const char *address, GTask *task)
{
  ClaspRequest *request = g_new0 (ClaspRequest, 1);

  request->client = client;
  request->kind = kind;
  request->address = g_strdup (address);
  request->sent_us = clasp_client_now_us (client);
  request->task = task;
  request->link.data = request;
  if (task != NULL && g_task_get_cancellable (task) != NULL)
    {
      request->cancel = g_cancellable_source_new (g_task_get_cancellable (task));
      g_source_set_static_name (request->cancel, "[clasp] client request cancelled");
      g_source_set_callback (request->cancel, G_SOURCE_FUNC (cancelled_cb), request, NULL);
      g_source_attach (request->cancel, client->context);
    }
  g_queue_push_tail_link (queue_of (request), &request->link);
  return request;
}

/* Takes over @task and @error. */
static void
refuse (ClaspClient *client, const char *address, GTask *task, GError *error)
{
  if (task == NULL)
    {
      clasp_client_emit_refused (client, address, 0, error->message);
      g_error_free (error);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static gboolean
is_up (ClaspClient *client, gboolean may_wait)
{
  return client->state == CLASP_CLIENT_STATE_CONNECTED ||
         (may_wait && (client->state == CLASP_CLIENT_STATE_WAITING ||
                       client->state == CLASP_CLIENT_STATE_RECONNECTING));
}

static gboolean
is_refused_at_once (ClaspClient *client, gboolean may_wait, const char *address, GTask *task)
{
  if (task != NULL && g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return TRUE;
    }
  if (is_up (client, may_wait))
    return FALSE;
  refuse (client, address, task, clasp_client_not_connected ());
  return TRUE;
}

void
clasp_client_request_confirmed (ClaspClient        *client,
                                ClaspRequestKind    kind,
                                const char         *address,
                                const ClaspMessage *message,
                                ClaspQos            qos,
                                GTask              *task)
{
  ClaspRequest *request;
  GError       *error = NULL;

  if (is_refused_at_once (client, TRUE, address, task))
    return;
  request = request_new (client, kind, address, task);
  request->id = clasp_resend_post (client->resend, message, qos, request, &error);
  if (request->id != 0)
    arm (request);
  else
    request_fail (request, 0, error);
}

gboolean
clasp_client_request_try (ClaspClient        *client,
                          ClaspRequestKind    kind,
                          const char         *address,
                          const ClaspMessage *message,
                          ClaspQos            qos,
                          GError            **error)
{
  ClaspRequest *request;

  if (!is_up (client, TRUE))
    {
      g_propagate_error (error, clasp_client_not_connected ());
      return FALSE;
    }
  request = request_new (client, kind, address, NULL);
  request->id = clasp_resend_post (client->resend, message, qos, request, error);
  if (request->id != 0)
    {
      arm (request);
      return TRUE;
    }
  request_finish (request);
  return FALSE;
}

void
clasp_client_request_fire (ClaspClient *client, const ClaspMessage *message, GTask *task)
{
  GError *error = NULL;

  if (clasp_client_fire (client, message, &error))
    g_task_return_pointer (task, g_new0 (ClaspAnswer, 1), (GDestroyNotify) clasp_answer_free);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static ClaspRequest *
add_barrier (ClaspClient *client, ClaspRequestKind kind, const char *address, GTask *task)
{
  const ClaspMessage ping = { .type = CLASP_MESSAGE_PING };
  ClaspRequest      *request;
  guint64            id;

  clasp_client_send_in_order (client, &ping, &id, NULL);
  request = request_new (client, kind, address, task);
  request->id = id;
  return request;
}

void
clasp_client_request_barrier (ClaspClient        *client,
                              ClaspRequestKind    kind,
                              const char         *address,
                              const ClaspMessage *message,
                              GTask              *task)
{
  ClaspRequest *request;
  GError       *error = NULL;

  if (is_refused_at_once (client, FALSE, address, task))
    return;
  if (message != NULL && !clasp_client_send_in_order (client, message, NULL, &error))
    {
      refuse (client, address, task, error);
      return;
    }

  request = add_barrier (client, kind, address, task);
  if (task == NULL)
    return;
  client->requests.n_gets += kind == CLASP_REQUEST_GET;
  arm (request);
}

void
clasp_client_request_verify (ClaspClient *client, GPtrArray *addresses)
{
  add_barrier (client, CLASP_REQUEST_VERIFY, NULL, NULL)->collected = addresses;
}

/* ---- answers ---- */

static void
complete (GTask *task, ClaspAnswer answer)
{
  if (task == NULL)
    {
      clasp_value_clear (&answer.value);
      g_clear_pointer (&answer.signals, g_ptr_array_unref);
      return;
    }
  g_task_return_pointer (task, g_memdup2 (&answer, sizeof answer),
                         (GDestroyNotify) clasp_answer_free);
  g_object_unref (task);
}

static gint64
round_trip_us (const ClaspRequest *request)
{
  return clasp_client_now_us (request->client) - request->sent_us;
}

/* The oldest of a kind, and of an address unless that is NULL. */
static ClaspRequest *
find (GQueue *queue, ClaspRequestKind kind, const ClaspStr *address)
{
  for (GList *l = queue->head; l != NULL; l = l->next)
    {
      ClaspRequest *request = l->data;

      if (request->kind == kind &&
          (address == NULL || clasp_str_equal (clasp_str (request->address), *address)))
        return request;
    }
  return NULL;
}

/* What an answer without an id is about, from a router that does not know ids. */
static ClaspRequest *
guess (ClaspClient *client, const ClaspStr *address)
{
  GQueue       *queue = &client->requests.confirmed;
  ClaspRequest *request;

  if (client->router_correlates)
    return NULL;
  if (address == NULL)
    return find (queue, CLASP_REQUEST_BUNDLE, NULL);
  request = find (queue, CLASP_REQUEST_SET, address);
  return request != NULL ? request : find (queue, CLASP_REQUEST_ANNOUNCE, address);
}

/* The request an ACK or ERROR is about, which is then not sent again. */
static ClaspRequest *
take_confirmed (ClaspClient *client, const guint32 *correlation_id, const ClaspStr *address)
{
  ClaspRequest *request;
  gpointer      tag = NULL;

  if (correlation_id != NULL)
    {
      client->router_correlates = TRUE;
      clasp_resend_answer (client->resend, *correlation_id, &tag);
      return tag;
    }
  request = guess (client, address);
  if (request != NULL)
    clasp_resend_take (client->resend, request->id, &tag);
  return request;
}

static void
answer_ack (ClaspClient *client, const ClaspAck *ack)
{
  ClaspRequest *request =
    take_confirmed (client, ack->has_correlation_id ? &ack->correlation_id : NULL,
                    ack->has_address ? &ack->address : NULL);
  ClaspAnswer answer = { .is_found = TRUE };

  if (request == NULL)
    return;
  answer.revision = ack->revision;
  answer.round_trip_us = round_trip_us (request);
  complete (request_finish (request), answer);
}

static void
answer_error (ClaspClient *client, const ClaspErrorMessage *error)
{
  const ClaspStr  *address = error->has_address ? &error->address : NULL;
  g_autofree char *text = clasp_str_dup (error->message);
  ClaspRequest    *request =
    take_confirmed (client, error->has_correlation_id ? &error->correlation_id : NULL, address);

  if (request == NULL && address != NULL && !error->has_correlation_id)
    request = find (&client->requests.barriers, CLASP_REQUEST_GET, address);
  if (request == NULL)
    {
      g_autofree char *culprit = address != NULL ? clasp_str_dup (*address) : NULL;

      clasp_client_emit_refused (client, culprit, error->code, text);
      return;
    }
  request_fail (request, error->code,
                g_error_new (CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED, "%s (error %u)", text,
                             error->code));
}

/* A GET is answered by its value wherever that stands. */
static void
answer_gets (ClaspClient *client, const ClaspSnapshotParam *param)
{
  GList *next;

  for (GList *l = client->requests.barriers.head; l != NULL && client->requests.n_gets > 0;
       l = next)
    {
      ClaspRequest *request = l->data;

      next = l->next;
      if (request->kind != CLASP_REQUEST_GET || request->task == NULL ||
          !clasp_str_equal (clasp_str (request->address), param->address))
        continue;
      complete (release_task (request),
                (ClaspAnswer){ TRUE, clasp_value_copy (&param->value), param->revision,
                               round_trip_us (request), NULL });
      return; /* whoever was told may have changed the list; the same GET twice has two answers */
    }
}

static void
collect_result (ClaspClient *client, const ClaspResult *result)
{
  ClaspRequest *request = find (&client->requests.barriers, CLASP_REQUEST_QUERY, NULL);

  if (request == NULL)
    return;
  if (request->collected == NULL)
    request->collected = clasp_signal_descriptions_new ();
  for (guint i = 0; i < result->n_signals && request->collected->len < MAX_COLLECTED; i++)
    g_ptr_array_add (request->collected, clasp_signal_description_from_info (&result->signals[i]));
}

static void
answer_pong (ClaspClient *client)
{
  ClaspRequest         *request = g_queue_peek_head (&client->requests.barriers);
  ClaspAnswer           answer = { .is_found = FALSE };
  g_autoptr (GPtrArray) collected = NULL;
  ClaspRequestKind      kind;

  if (request == NULL)
    return;
  kind = request->kind;
  collected = g_steal_pointer (&request->collected);
  answer.round_trip_us = round_trip_us (request);
  if (kind == CLASP_REQUEST_QUERY)
    answer.signals =
      collected != NULL ? g_steal_pointer (&collected) : clasp_signal_descriptions_new ();
  complete (request_finish (request), answer);
  if (kind == CLASP_REQUEST_VERIFY)
    clasp_client_verify_answered (client, collected);
}

void
clasp_client_requests_answer (ClaspClient *client, const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_ACK)
    answer_ack (client, &message->ack);
  else if (message->type == CLASP_MESSAGE_PONG)
    answer_pong (client);
  else if (message->type == CLASP_MESSAGE_ERROR)
    answer_error (client, &message->error);
  else if (message->type == CLASP_MESSAGE_RESULT)
    collect_result (client, &message->result);
  else if (message->type == CLASP_MESSAGE_SNAPSHOT)
    for (guint i = 0; i < message->snapshot.n_params && client->requests.n_gets > 0; i++)
      answer_gets (client, &message->snapshot.params[i]);
}

/* ---- the connection comes and goes ---- */

void
clasp_client_requests_given_up (ClaspClient *client, gpointer tag)
{
  ClaspRequest *request = tag;

  if (request == NULL)
    return; /* what its PONG stands for has a time of its own */
  request_fail (request, 0, no_answer (request));
}

void
clasp_client_requests_resume (ClaspClient *client)
{
  for (GList *l = client->requests.confirmed.head; l != NULL; l = l->next)
    arm (l->data);
}

static void
end_request (ClaspRequest *request, const char *reason)
{
  GError *error =
    g_error_new (CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_CLOSED, "The connection ended: %s", reason);
  g_autoptr (GTask) task = NULL;

  if (request->kind < CLASP_REQUEST_GET)
    {
      request_fail (request, 0, error);
      return;
    }
  task = request_finish (request);
  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

static void
end_barriers (ClaspClient *client, const char *reason)
{
  while (client->requests.barriers.head != NULL)
    end_request (client->requests.barriers.head->data, reason);
}

void
clasp_client_requests_suspend (ClaspClient *client, const char *reason)
{
  GList *next;

  for (GList *l = client->requests.confirmed.head; l != NULL; l = next)
    {
      next = l->next;
      if (((ClaspRequest *) l->data)->kind == CLASP_REQUEST_SUBSCRIBE)
        end_request (l->data, reason); /* silent: changes nothing else */
      else
        arm (l->data);
    }
  end_barriers (client, reason);
}

void
clasp_client_requests_fail_all (ClaspClient *client, const char *reason)
{
  while (client->requests.confirmed.head != NULL)
    end_request (client->requests.confirmed.head->data, reason);
  end_barriers (client, reason);
}
