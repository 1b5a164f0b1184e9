/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/query/clasp-osc-query-client.h"

#include "bridges/osc/clasp-osc-address.h"
#include "bridges/osc/query/clasp-osc-query-node.h"
#include "bridges/osc/query/clasp-osc-query-server.h"
#include "core/clasp-json.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <sys/socket.h>

/* Design notes: one step after the other: who are you (HOST_INFO), what do you have (the root), then
 * the WebSocket, which stays. News about paths make it ask again, once for many. Whatever fails
 * begins the whole again after a while. */

#define TIMEOUT_S 10
#define CHUNK 65536
#define FIRST_DELAY_US (G_USEC_PER_SEC / 2)
#define MAX_DELAY_US (30 * G_USEC_PER_SEC)
#define ASK_AGAIN_US (G_USEC_PER_SEC / 2)
/* A connection that lasted so long was a good one: the next attempt follows soon. */
#define HEALTHY_US (10 * G_USEC_PER_SEC)
#define MAX_MESSAGE 65536
#define KEEP_ALIVE_S 20
#define HTTP_PORT 80

typedef enum
{
  STEP_HOST,
  STEP_NAMESPACE,
} Step;

struct _ClaspOscQueryClient
{
  ClaspTimers              *timers; /* (unowned) */
  char                     *url;    /* (owned) without a slash at the end */
  char                     *interface; /* (owned) (nullable) */
  guint                     max_leaves;
  ClaspOscQueryClientEvents events;
  gpointer                  user_data;
  SoupSession              *session;     /* (owned) */
  GCancellable             *cancellable; /* (owned) of the present attempt */
  ClaspTimer                timer;
  guint                     n_failures;
  gboolean                  is_waiting; /* for the next attempt */
  gint64                    opened_us;  /* when @socket was */
  Step                      step;
  GByteArray               *body; /* (owned) of the answer that comes */
  ClaspOscQueryHost         host;
  SoupWebsocketConnection  *socket; /* (owned) (nullable) */
  GHashTable               *heard;  /* (owned) addresses that are listened to */
  GPtrArray                *wanted; /* (owned) addresses to listen to */
  char                     *problem; /* (owned) (nullable) */
};

static void begin (gpointer user_data);
static void ask (ClaspOscQueryClient *self, Step step);

static void
set_problem (ClaspOscQueryClient *self, const char *why)
{
  g_autofree char *url = clasp_url_without_person (self->url);
  char            *problem = why != NULL ? g_strdup_printf (_ ("OSCQuery at %s: %s"), url, why) : NULL;

  if (g_strcmp0 (problem, self->problem) == 0)
    {
      g_free (problem);
      return;
    }
  g_free (self->problem);
  self->problem = problem;
  self->events.problem_changed (self->user_data);
}

static gint64
now (ClaspOscQueryClient *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

static void
start_timer (ClaspOscQueryClient *self, gint64 delay_us, void (*func) (gpointer))
{
  clasp_timers_set (self->timers, &self->timer, now (self) + delay_us, func, self);
}

static void
drop_socket (ClaspOscQueryClient *self)
{
  if (self->socket == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->socket, self);
  if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_clear_object (&self->socket);
  g_hash_table_remove_all (self->heard);
}

static void
fail (ClaspOscQueryClient *self, const char *why)
{
  gint64 delay_us = FIRST_DELAY_US << MIN (self->n_failures, 10);

  drop_socket (self);
  self->n_failures++;
  self->is_waiting = TRUE;
  start_timer (self, (gint64) ((double) MIN (delay_us, MAX_DELAY_US) *
                               g_random_double_range (0.8, 1.2)),
               begin);
  set_problem (self, why);
}

/* ---- one interface alone ---- */

/* Name lookups go their own way. */
static void
network_event_cb (SoupMessage       *message,
                  GSocketClientEvent event,
                  GIOStream         *stream,
                  gpointer           name)
{
  GSocket *socket;

  if (event != G_SOCKET_CLIENT_CONNECTING || !G_IS_SOCKET_CONNECTION (stream))
    return;
  socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  if (setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_BINDTODEVICE, name,
                  (socklen_t) strlen (name)) < 0)
    {
      g_message (_ ("Cannot use network interface ‘%s’: %s"), (const char *) name, g_strerror (errno));
      g_socket_close (socket, NULL);
    }
}

static void
free_name (gpointer name, GClosure *closure)
{
  g_free (name);
}

/* NULL for what is no URL. */
static SoupMessage *
message_new (ClaspOscQueryClient *self, const char *url)
{
  SoupMessage *message = soup_message_new ("GET", url);

  if (message != NULL && self->interface != NULL)
    g_signal_connect_data (message, "network-event", G_CALLBACK (network_event_cb),
                           g_strdup (self->interface), free_name, 0);
  return message;
}

/* ---- listening ---- */

static void
listen_to_wanted (ClaspOscQueryClient *self)
{
  if (self->socket == NULL)
    return;

  for (guint i = 0; i < self->wanted->len; i++)
    {
      const char         *address = g_ptr_array_index (self->wanted, i);
      g_autoptr (GString) scratch = g_string_new (NULL);
      g_autoptr (GString) text = g_string_new ("{\"COMMAND\":\"LISTEN\",\"DATA\":");
      ClaspStr            path = clasp_osc_address_from_clasp (clasp_str (address), scratch);

      if (g_hash_table_size (self->heard) >= CLASP_OSC_QUERY_MAX_LISTENS ||
          !g_hash_table_add (self->heard, g_strdup (address)))
        continue;
      clasp_osc_query_append_text (text, path.data, path.length);
      g_string_append_c (text, '}');
      soup_websocket_connection_send_text (self->socket, text->str);
    }
}

static void
ask_again_cb (gpointer user_data)
{
  ask (user_data, STEP_NAMESPACE);
}

/* {"COMMAND":"PATH_ADDED",…}: the whole is asked for again, once for many. */
static void
handle_text (ClaspOscQueryClient *self, const char *text, gsize size)
{
  if (g_strstr_len (text, (gssize) size, "PATH_") != NULL &&
      !clasp_timer_is_pending (&self->timer))
    start_timer (self, ASK_AGAIN_US, ask_again_cb);
}

static void
message_cb (SoupWebsocketConnection *socket, int type, GBytes *message, gpointer user_data)
{
  ClaspOscQueryClient *self = user_data;
  gsize                size;
  gconstpointer        data = g_bytes_get_data (message, &size);

  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    handle_text (self, data, size);
  else if (size > 0)
    self->events.packet (data, size, self->user_data);
}

static void
closed_cb (SoupWebsocketConnection *socket, gpointer user_data)
{
  ClaspOscQueryClient *self = user_data;

  if (now (self) - self->opened_us >= HEALTHY_US)
    self->n_failures = 0;
  fail (self, _ ("the connection was lost"));
}

static void
listening_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClaspOscQueryClient     *self = user_data;
  g_autoptr (GError)       error = NULL;
  SoupWebsocketConnection *socket =
    soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (socket == NULL)
    {
      fail (self, error->message);
      return;
    }

  self->socket = socket;
  soup_websocket_connection_set_max_incoming_payload_size (socket, MAX_MESSAGE);
  soup_websocket_connection_set_keepalive_interval (socket, KEEP_ALIVE_S);
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), self);
  self->opened_us = now (self);
  listen_to_wanted (self);
  set_problem (self, NULL);
}

static void
start_listening (ClaspOscQueryClient *self)
{
  g_autoptr (GUri)        base = g_uri_parse (self->url, G_URI_FLAGS_NONE, NULL);
  const char             *host =
    clasp_osc_query_host_choose (self->host.ws_host, g_uri_get_host (base));
  int                     port = self->host.ws_port != 0 ? self->host.ws_port : g_uri_get_port (base);
  g_autofree char        *url = g_uri_join (G_URI_FLAGS_NONE, "ws", NULL, host, port, "/", NULL, NULL);
  g_autoptr (SoupMessage) message = message_new (self, url);

  if (message == NULL)
    fail (self, _ ("names a WebSocket that makes no sense"));
  else
    soup_session_websocket_connect_async (self->session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                          self->cancellable, listening_cb, self);
}

/* ---- asking ---- */

static void
want (ClaspOscQueryClient *self, GArray *leaves)
{
  g_ptr_array_set_size (self->wanted, 0);
  for (guint i = 0; i < leaves->len; i++)
    if (g_array_index (leaves, ClaspOscQueryLeaf, i).is_readable)
      g_ptr_array_add (self->wanted,
                       g_strdup (g_array_index (leaves, ClaspOscQueryLeaf, i).address));
}

static void
take_namespace (ClaspOscQueryClient *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) leaves = clasp_osc_query_namespace_parse (
    (const char *) self->body->data, self->body->len, self->max_leaves, &error);

  if (leaves == NULL)
    {
      fail (self, error->message);
      return;
    }
  want (self, leaves);
  self->events.leaves (leaves, self->user_data);
  if (self->socket != NULL)
    listen_to_wanted (self);
  else if (self->host.can_listen)
    start_listening (self);
  else
    {
      self->n_failures = 0;
      set_problem (self, NULL);
    }
}

/* What HOST_INFO leaves out is as it was asked: the same host, the same port, UDP. */
static void
tell_place (ClaspOscQueryClient *self)
{
  g_autoptr (GUri) base = g_uri_parse (self->url, G_URI_FLAGS_NONE, NULL);
  const char      *host =
    clasp_osc_query_host_choose (self->host.osc_host, g_uri_get_host (base));
  int              asked = g_uri_get_port (base) > 0 ? g_uri_get_port (base) : HTTP_PORT;
  g_autofree char *place =
    g_strdup_printf (strchr (host, ':') != NULL ? "%s[%s]:%d%s%s" : "%s%s:%d%s%s",
                     self->host.is_osc_tcp ? "tcp://" : "", host,
                     self->host.osc_port != 0 ? self->host.osc_port : asked,
                     self->interface != NULL ? " interface=" : "",
                     self->interface != NULL ? self->interface : "");

  self->events.place (place, self->user_data);
}

static void
take_body (ClaspOscQueryClient *self)
{
  switch (self->step)
    {
    case STEP_HOST:
      /* Old devices know no HOST_INFO; then there is nothing to listen to. */
      clasp_osc_query_host_clear (&self->host);
      if (clasp_osc_query_host_parse ((const char *) self->body->data, self->body->len,
                                      &self->host, NULL))
        tell_place (self);
      ask (self, STEP_NAMESPACE);
      break;
    case STEP_NAMESPACE:
      take_namespace (self);
      break;
    }
}

static void
chunk_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClaspOscQueryClient *self = user_data;
  g_autoptr (GError)   error = NULL;
  g_autoptr (GBytes)   chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result,
                                                                 &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (chunk == NULL)
    fail (self, error->message);
  else if (g_bytes_get_size (chunk) == 0)
    take_body (self);
  else if (self->body->len + g_bytes_get_size (chunk) > CLASP_OSC_QUERY_MAX_BODY)
    fail (self, _ ("its answer is too large"));
  else
    {
      g_byte_array_append (self->body, g_bytes_get_data (chunk, NULL),
                           (guint) g_bytes_get_size (chunk));
      g_input_stream_read_bytes_async (G_INPUT_STREAM (source), CHUNK, G_PRIORITY_DEFAULT,
                                       self->cancellable, chunk_cb, self);
    }
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClaspOscQueryClient     *self = user_data;
  SoupSession             *session = SOUP_SESSION (source);
  SoupMessage             *message = soup_session_get_async_result_message (session, result);
  guint                    status = message != NULL ? soup_message_get_status (message) : 0;
  g_autoptr (GError)       error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (session, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (stream == NULL)
    {
      fail (self, error->message);
      return;
    }
  if (status != SOUP_STATUS_OK && self->step == STEP_NAMESPACE)
    {
      g_autofree char *why = g_strdup_printf (_ ("it answers with status %u"), status);

      fail (self, why);
      return;
    }
  g_byte_array_set_size (self->body, 0);
  g_input_stream_read_bytes_async (stream, CHUNK, G_PRIORITY_DEFAULT, self->cancellable, chunk_cb,
                                   self);
}

static void
ask (ClaspOscQueryClient *self, Step step)
{
  g_autofree char *url =
    g_strconcat (self->url, step == STEP_HOST ? "/?HOST_INFO" : "/", NULL);
  g_autoptr (SoupMessage) message = message_new (self, url);

  self->step = step;
  if (message == NULL)
    fail (self, _ ("the URL makes no sense"));
  else
    soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, self->cancellable,
                             answered_cb, self);
}

static void
begin (gpointer user_data)
{
  ClaspOscQueryClient *self = user_data;

  self->is_waiting = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  ask (self, STEP_HOST);
}

/**
 * clasp_osc_query_client_retry_now:
 * @self: a client
 *
 * Ends the wait for the next attempt, if there is one: the network changed, or a person asked for it.
 *
 * Thread: worker.
 */
void
clasp_osc_query_client_retry_now (ClaspOscQueryClient *self)
{
  if (!self->is_waiting)
    return;

  clasp_timers_cancel (self->timers, &self->timer);
  self->n_failures = 0;
  begin (self);
}

/* ---- life ---- */

/**
 * clasp_osc_query_client_new:
 * @timers: the worker's
 * @url: of the device's root
 * @interface: (nullable): "eth1"; it is asked through no other
 * @max_leaves: addresses it may have
 * @events: copied
 * @user_data: for @events
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a client that begins at the next turn of the loop
 */
ClaspOscQueryClient *
clasp_osc_query_client_new (ClaspTimers                     *timers,
                            const char                      *url,
                            const char                      *interface,
                            guint                            max_leaves,
                            const ClaspOscQueryClientEvents *events,
                            gpointer                         user_data)
{
  ClaspOscQueryClient *self = g_new0 (ClaspOscQueryClient, 1);
  gsize                length = strlen (url);

  while (length > 0 && url[length - 1] == '/')
    length--;
  self->timers = timers;
  self->url = g_strndup (url, length);
  self->interface = g_strdup (interface);
  self->max_leaves = max_leaves;
  self->events = *events;
  self->user_data = user_data;
  self->session = soup_session_new_with_options ("timeout", TIMEOUT_S, "proxy-resolver", NULL, NULL);
  self->cancellable = g_cancellable_new ();
  self->body = g_byte_array_new ();
  self->heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->wanted = g_ptr_array_new_with_free_func (g_free);
  start_timer (self, 0, begin);
  return self;
}

void
clasp_osc_query_client_free (ClaspOscQueryClient *self)
{
  g_cancellable_cancel (self->cancellable);
  clasp_timers_cancel (self->timers, &self->timer);
  drop_socket (self);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->body);
  g_hash_table_unref (self->heard);
  g_ptr_array_unref (self->wanted);
  clasp_osc_query_host_clear (&self->host);
  g_free (self->problem);
  g_free (self->url);
  g_free (self->interface);
  g_free (self);
}

const char *
clasp_osc_query_client_get_problem (ClaspOscQueryClient *self)
{
  return self->problem;
}
