/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-requests-private.h"

#include "core/clasp-error.h"

typedef struct
{
  ClaspClientRequests *owner; /* (unowned) */
  ClaspRequestKind     kind;
  char                *address; /* (owned) (nullable) */
  gint64               sent_us;
  guint                timeout_ms;
  GTask               *task;    /* (owned) */
  GSource             *timeout; /* (owned) */
  GSource             *cancel;  /* (owned) (nullable) */
} ClaspRequest;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Takes it out of the list; the caller answers the task, which may start new requests. */
static GTask *
request_finish (ClaspRequest *request)
{
  GTask *task = g_steal_pointer (&request->task);

  g_queue_remove (&request->owner->pending, request);
  clear_source (&request->timeout);
  clear_source (&request->cancel);
  g_free (request->address);
  g_free (request);
  return task;
}

static const char *
kind_to_string (ClaspRequestKind kind)
{
  switch (kind)
    {
    case CLASP_REQUEST_SET:
      return "SET";
    case CLASP_REQUEST_GET:
      return "GET";
    case CLASP_REQUEST_PING:
      return "PING";
    }

  return "";
}

static gboolean
timeout_cb (gpointer user_data)
{
  ClaspRequest    *request = user_data;
  g_autofree char *text = g_strdup_printf (
    "No answer to %s%s%s within %g s", kind_to_string (request->kind),
    request->address != NULL ? " " : "", request->address != NULL ? request->address : "",
    request->timeout_ms / 1000.0);
  g_autoptr (GTask) task = request_finish (request);

  g_task_return_new_error (task, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_TIMEOUT, "%s", text);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = request_finish (user_data);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_answer_free:
 * @self: (transfer full): an answer
 *
 * Thread: any.
 */
void
clasp_answer_free (ClaspAnswer *self)
{
  clasp_value_clear (&self->value);
  g_free (self);
}

/**
 * clasp_client_requests_add:
 * @self: the requests of a client
 * @kind: what was sent
 * @address: (nullable): of which parameter
 * @timeout_ms: how long to wait
 * @task: (transfer full): to be completed
 *
 * Thread: the client's.
 */
void
clasp_client_requests_add (ClaspClientRequests *self,
                           ClaspRequestKind     kind,
                           const char          *address,
                           guint                timeout_ms,
                           GTask               *task)
{
  ClaspRequest *request = g_new0 (ClaspRequest, 1);
  GMainContext *context = g_task_get_context (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  request->owner = self;
  request->kind = kind;
  request->address = g_strdup (address);
  request->sent_us = g_get_monotonic_time ();
  request->timeout_ms = timeout_ms;
  request->task = task;
  request->timeout = g_timeout_source_new (timeout_ms);
  g_source_set_static_name (request->timeout, "[clasp] client request timeout");
  g_source_set_callback (request->timeout, timeout_cb, request, NULL);
  g_source_attach (request->timeout, context);
  if (cancellable != NULL)
    {
      request->cancel = g_cancellable_source_new (cancellable);
      g_source_set_callback (request->cancel, G_SOURCE_FUNC (cancelled_cb), request, NULL);
      g_source_attach (request->cancel, context);
    }
  g_queue_push_tail (&self->pending, request);
}

/* The oldest of a kind, and of an address unless that is NULL. */
static ClaspRequest *
find (ClaspClientRequests *self, ClaspRequestKind kind, const ClaspStr *address)
{
  for (GList *l = self->pending.head; l != NULL; l = l->next)
    {
      ClaspRequest *request = l->data;

      if (request->kind == kind &&
          (address == NULL || clasp_str_equal (clasp_str (request->address), *address)))
        return request;
    }

  return NULL;
}

static void
complete (ClaspRequest *request, ClaspAnswer answer)
{
  g_autoptr (GTask) task = NULL;

  if (request == NULL)
    {
      clasp_value_clear (&answer.value);
      return;
    }

  answer.round_trip_us = g_get_monotonic_time () - request->sent_us;
  task = request_finish (request);
  g_task_return_pointer (task, g_memdup2 (&answer, sizeof answer),
                         (GDestroyNotify) clasp_answer_free);
}

static void
answer_get (ClaspClientRequests *self, const ClaspSnapshot *snapshot, gboolean is_initial)
{
  /* An empty snapshot is how a router says that there is no such parameter. */
  if (snapshot->n_params == 0 && !is_initial)
    complete (find (self, CLASP_REQUEST_GET, NULL), (ClaspAnswer){ FALSE, CLASP_VALUE_INIT, 0, 0 });

  for (guint i = 0; i < snapshot->n_params && self->pending.head != NULL; i++)
    {
      const ClaspSnapshotParam *param = &snapshot->params[i];
      ClaspRequest             *request = find (self, CLASP_REQUEST_GET, &param->address);

      if (request != NULL)
        complete (request,
                  (ClaspAnswer){ TRUE, clasp_value_copy (&param->value), param->revision, 0 });
    }
}

static void
answer_error (ClaspClientRequests *self, const ClaspErrorMessage *error)
{
  ClaspRequest     *request = NULL;
  g_autofree char  *text = clasp_str_dup (error->message);
  g_autoptr (GTask) task = NULL;

  if (error->has_address)
    {
      request = find (self, CLASP_REQUEST_SET, &error->address);
      if (request == NULL)
        request = find (self, CLASP_REQUEST_GET, &error->address);
    }
  else
    request = g_queue_peek_head (&self->pending);

  if (request == NULL)
    return;
  task = request_finish (request);
  g_task_return_new_error (task, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED, "%s (error %u)",
                           text, error->code);
}

/**
 * clasp_client_requests_answer:
 * @self: the requests of a client
 * @message: what the router sent
 * @is_initial: whether it is the state the router sends after WELCOME
 *
 * Thread: the client's.
 */
void
clasp_client_requests_answer (ClaspClientRequests *self,
                              const ClaspMessage  *message,
                              gboolean             is_initial)
{
  if (message->type == CLASP_MESSAGE_ACK)
    complete (
      find (self, CLASP_REQUEST_SET, message->ack.has_address ? &message->ack.address : NULL),
      (ClaspAnswer){ TRUE, CLASP_VALUE_INIT, message->ack.revision, 0 });
  else if (message->type == CLASP_MESSAGE_PONG)
    complete (find (self, CLASP_REQUEST_PING, NULL), (ClaspAnswer){ TRUE, CLASP_VALUE_INIT, 0, 0 });
  else if (message->type == CLASP_MESSAGE_SNAPSHOT)
    answer_get (self, &message->snapshot, is_initial);
  else if (message->type == CLASP_MESSAGE_ERROR)
    answer_error (self, &message->error);
}

/**
 * clasp_client_requests_fail_all:
 * @self: the requests of a client
 * @reason: why there will be no answers
 *
 * Thread: the client's.
 */
void
clasp_client_requests_fail_all (ClaspClientRequests *self, const char *reason)
{
  while (self->pending.head != NULL)
    {
      g_autoptr (GTask) task = request_finish (self->pending.head->data);

      g_task_return_new_error (task, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_CLOSED,
                               "The connection ended: %s", reason);
    }
}
