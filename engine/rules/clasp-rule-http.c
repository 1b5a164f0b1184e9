/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/clasp-rule-http.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"

#include <libsoup/soup.h>
#include <string.h>

/* Design notes: a redirect is an answer like any other and is not followed, for it could lead to a host
 * that nobody allowed. A request knows its owner until that is freed; what libsoup says afterwards is
 * no news. */

#define CHUNK 4096

struct _ClaspRuleHttp
{
  ClaspTimers *timers;  /* (unowned) */
  SoupSession *session; /* (owned) (nullable): made for the first request */
  GQueue       running; /* of Request (owned by libsoup's answer) */
  char       **hosts;   /* (owned) */
  guint        max_running, timeout_s;
  gsize        max_bytes;
};

typedef struct
{
  ClaspRuleHttp    *owner; /* (unowned) (nullable): NULL when it is gone */
  GList             link;
  GCancellable     *cancellable; /* (owned) */
  SoupMessage      *message;     /* (owned) */
  GByteArray       *body;        /* (owned) */
  ClaspTimer        timer;
  const char       *cut_why; /* (nullable) static: it was ended for that */
  ClaspRuleHttpFunc func;
  gpointer          user_data; /* (owned) */
  GDestroyNotify    destroy;
} Request;

/**
 * clasp_rule_http_new:
 * @timers: the worker's
 *
 * Thread: worker.
 *
 * Returns: (transfer full): an agent that is allowed nothing
 */
ClaspRuleHttp *
clasp_rule_http_new (ClaspTimers *timers)
{
  ClaspRuleHttp *self = g_new0 (ClaspRuleHttp, 1);

  self->timers = timers;
  self->hosts = g_new0 (char *, 1);
  return self;
}

static void
request_free (Request *request)
{
  request->destroy (request->user_data);
  g_object_unref (request->cancellable);
  g_object_unref (request->message);
  g_byte_array_unref (request->body);
  g_free (request);
}

static void
let_go (Request *request)
{
  if (request->owner == NULL)
    return;
  clasp_timers_cancel (request->owner->timers, &request->timer);
  g_queue_unlink (&request->owner->running, &request->link);
  request->owner = NULL;
}

/**
 * clasp_rule_http_free:
 * @self: (transfer full): an agent
 *
 * Thread: worker.
 */
void
clasp_rule_http_free (ClaspRuleHttp *self)
{
  GList *link;

  while ((link = self->running.head) != NULL)
    {
      Request *request = link->data;

      let_go (request);
      g_cancellable_cancel (request->cancellable);
    }
  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_strfreev (self->hosts);
  g_free (self);
}

/**
 * clasp_rule_http_set_limits:
 * @self: an agent
 * @limits: from now on; what is under way goes on
 *
 * Thread: worker.
 */
void
clasp_rule_http_set_limits (ClaspRuleHttp *self, const ClaspRuleHttpLimits *limits)
{
  g_strfreev (self->hosts);
  self->hosts = g_strdupv ((char **) limits->hosts);
  self->max_running = limits->max_running;
  self->timeout_s = limits->timeout_s;
  self->max_bytes = limits->max_bytes;
}

/* ---- what is allowed ---- */

/**
 * clasp_rule_http_check_url:
 * @url: a text
 *
 * Thread: any.
 *
 * Returns: (nullable): what is wrong with it
 */
const char *
clasp_rule_http_check_url (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  if (strlen (url) > CLASP_RULE_HTTP_MAX_URL)
    return "is longer than 2048 bytes";
  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0' ||
      (strcmp (g_uri_get_scheme (uri), "http") != 0 && strcmp (g_uri_get_scheme (uri), "https") != 0))
    return "is no address such as http://10.0.0.5:8080/path";
  if (g_uri_get_userinfo (uri) != NULL)
    return "holds a password; use the header Authorization";
  return NULL;
}

static gboolean
is_allowed (ClaspRuleHttp *self, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  const char      *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *with_port = NULL;

  if (host == NULL)
    return FALSE;
  with_port = g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%d" : "%s:%d", host,
                               g_uri_get_port (uri));
  for (guint i = 0; self->hosts[i] != NULL; i++)
    if (strcmp (self->hosts[i], "*") == 0 || g_ascii_strcasecmp (self->hosts[i], host) == 0 ||
        g_ascii_strcasecmp (self->hosts[i], with_port) == 0)
      return TRUE;

  return FALSE;
}

/* ---- answers ---- */

static gboolean
is_json (SoupMessage *message)
{
  const char *type =
    soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  return type != NULL && (strcmp (type, "application/json") == 0 || g_str_has_suffix (type, "+json"));
}

static ClaspValue
read_body (Request *request)
{
  const char          *text = (const char *) request->body->data;
  const gsize          length = request->body->len;
  g_autoptr (JsonNode) node = NULL;
  g_auto (ClaspValue)  value = CLASP_VALUE_INIT;
  const gboolean       is_text = length > 0 && g_utf8_validate_len (text, length, NULL);

  if (length == 0)
    return clasp_value_null ();
  if (is_text && is_json (request->message))
    node = clasp_json_parse (text, length, NULL);
  if (node != NULL && clasp_value_from_json (node, &value, NULL))
    return clasp_value_copy (&value);
  return is_text ? clasp_value_string ((ClaspStr){ text, length })
                 : clasp_value_bytes (request->body->data, length);
}

static void
finish (Request *request, const char *why)
{
  ClaspValue body = CLASP_VALUE_INIT;

  if (request->owner != NULL)
    {
      let_go (request);
      body = why == NULL ? read_body (request) : clasp_value_null ();
      request->func (why == NULL ? soup_message_get_status (request->message) : 0, &body, why,
                     request->user_data);
      clasp_value_clear (&body);
    }
  request_free (request);
}

static void
fail (Request *request, const GError *error)
{
  finish (request, request->cut_why != NULL ? request->cut_why : error->message);
}

static void read_more (Request *request, GInputStream *stream);

static void
chunk_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request           *request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) chunk =
    g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize         size = 0;
  gconstpointer bytes = chunk != NULL ? g_bytes_get_data (chunk, &size) : NULL;

  if (chunk == NULL)
    fail (request, error);
  else if (size == 0)
    finish (request, NULL);
  else if (request->owner != NULL && request->body->len + size > request->owner->max_bytes)
    finish (request, "its answer is longer than “rules-http-max-bytes” allows");
  else
    {
      g_byte_array_append (request->body, bytes, (guint) size);
      read_more (request, G_INPUT_STREAM (source));
    }
}

static void
read_more (Request *request, GInputStream *stream)
{
  g_input_stream_read_bytes_async (stream, CHUNK, G_PRIORITY_DEFAULT, request->cancellable, chunk_cb,
                                   request);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request                 *request = user_data;
  g_autoptr (GError)       error = NULL;
  g_autoptr (GInputStream) stream =
    soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (stream == NULL)
    fail (request, error);
  else
    read_more (request, stream);
}

static void
late_cb (gpointer user_data)
{
  Request *request = user_data;

  request->cut_why = "it did not answer in time";
  g_cancellable_cancel (request->cancellable);
}

/* ---- requests ---- */

static void
add_headers (SoupMessage *message, const ClaspValue *headers)
{
  SoupMessageHeaders *to = soup_message_get_request_headers (message);

  for (guint i = 0; headers != NULL && i < clasp_value_get_size (headers); i++)
    {
      ClaspStr          key;
      const ClaspValue *value = clasp_value_get_entry (headers, i, &key);
      g_autofree char  *name = clasp_str_dup (key);
      g_autofree char  *text = clasp_str_dup (clasp_value_get_string (value));

      soup_message_headers_replace (to, name, text);
    }
}

static void
add_body (SoupMessage *message, const ClaspValue *body)
{
  g_autoptr (GBytes)   bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  const char          *type = "application/json";
  gsize                size;

  if (body == NULL)
    return;
  if (body->type == CLASP_VALUE_STRING)
    {
      ClaspStr text = clasp_value_get_string (body);

      bytes = g_bytes_new (text.data, text.length);
      type = "text/plain; charset=utf-8";
    }
  else if (body->type == CLASP_VALUE_BYTES)
    {
      const guint8 *data = clasp_value_get_bytes (body, &size);

      bytes = g_bytes_new (data, size);
      type = "application/octet-stream";
    }
  else
    {
      char *text;

      node = clasp_value_to_json (body);
      text = clasp_json_print_line (node);
      bytes = g_bytes_new_take (text, strlen (text));
    }
  if (soup_message_headers_get_content_type (soup_message_get_request_headers (message), NULL) != NULL)
    type = NULL; /* the rule says what it is */
  soup_message_set_request_body_from_bytes (message, type, bytes);
}

static void
start (ClaspRuleHttp *self, Request *request)
{
  if (self->session == NULL)
    self->session = soup_session_new_with_options ("proxy-resolver", NULL, "user-agent",
                                                   "clasp-bridge", NULL);
  soup_message_add_flags (request->message, SOUP_MESSAGE_NO_REDIRECT);
  request->link.data = request;
  g_queue_push_tail_link (&self->running, &request->link);
  clasp_timers_set (self->timers, &request->timer,
                    clasp_clock_now_us (clasp_timers_get_clock (self->timers)) +
                      (gint64) self->timeout_s * G_USEC_PER_SEC,
                    late_cb, request);
  soup_session_send_async (self->session, request->message, G_PRIORITY_DEFAULT,
                           request->cancellable, answered_cb, request);
}

/**
 * clasp_rule_http_send:
 * @self: an agent
 * @request: what is asked; a method, an URL and headers that were checked
 * @func: gets the answer, or why there is none
 * @user_data: for @func
 * @destroy: frees @user_data
 * @why: (out): a sentence when it is refused
 *
 * Thread: worker.
 *
 * Returns: %FALSE when the host is not allowed, or too many requests wait for their answers
 */
gboolean
clasp_rule_http_send (ClaspRuleHttp              *self,
                      const ClaspRuleHttpRequest *request,
                      ClaspRuleHttpFunc           func,
                      gpointer                    user_data,
                      GDestroyNotify              destroy,
                      char                      **why)
{
  SoupMessage *message = NULL;
  Request     *running;

  if (!is_allowed (self, request->url))
    *why = g_strdup_printf ("%s is not among the hosts that rules may ask (“rules-http-hosts”)",
                            request->url);
  else if (self->running.length >= self->max_running)
    *why = g_strdup_printf ("%u requests wait for their answers already", self->running.length);
  else if ((message = soup_message_new (request->method, request->url)) == NULL)
    *why = g_strdup_printf ("%s makes no sense", request->url);
  if (message == NULL)
    {
      destroy (user_data);
      return FALSE;
    }

  running = g_new0 (Request, 1);
  running->owner = self;
  running->cancellable = g_cancellable_new ();
  running->message = message;
  running->body = g_byte_array_new ();
  running->func = func;
  running->user_data = user_data;
  running->destroy = destroy;
  add_headers (message, request->headers);
  add_body (message, request->body);
  start (self, running);
  return TRUE;
}

/**
 * clasp_rule_http_count:
 * @self: an agent
 *
 * Thread: worker.
 *
 * Returns: how many requests wait for their answers
 */
guint
clasp_rule_http_count (ClaspRuleHttp *self)
{
  return self->running.length;
}
