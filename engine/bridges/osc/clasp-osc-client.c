/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-client.h"

#include "bridges/clasp-bridge.h"
#include "transports/ws/clasp-ws-ask.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_TIMEOUT_S 10
/* A connection that lasted so long was a good one: the next attempt follows soon. */
#define HEALTHY_US (10 * G_USEC_PER_SEC)


/* What a running attempt holds; outlives the client when that is freed first. */
typedef struct
{
  ClaspOscClient *client; /* (unowned) (nullable) */
} Attempt;

struct _ClaspOscClient
{
  ClaspReactor                    *reactor;    /* (owned) */
  ClaspTimers                     *timers;     /* (unowned) */
  ClaspInterfaces                 *interfaces; /* (unowned) */
  const ClaspOscPlace             *place;      /* (unowned) */
  const ClaspOscConnectionHandler *handler;
  gpointer                         user_data;
  void (*changed) (gpointer user_data); /* (nullable) */
  ClaspWsAsk         *ask;              /* (owned) (nullable) while it asks to be a WebSocket */
  ClaspOscConnection *connection;       /* (owned) (nullable) */
  Attempt            *attempt;          /* (nullable) owned by its callback */
  GCancellable       *cancellable;      /* (owned) */
  ClaspTimer          timer;
  char               *problem; /* (owned) (nullable) */
  guint               n_failures;
  gint64              retry_at_us; /* of the last problem */
  gint64              opened_us;
  guint               interface_index; /* of the attempt, where the place names one */
};

static void attempt_cb (gpointer user_data);

static gint64
now (ClaspOscClient *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

/* Takes over @problem. */
static void
wait_and_retry (ClaspOscClient *self, char *problem)
{
  self->retry_at_us = now (self) + clasp_bridge_backoff_us (self->n_failures++);
  g_free (self->problem);
  self->problem = problem;
  clasp_timers_set (self->timers, &self->timer, self->retry_at_us, attempt_cb, self);
}

static char *
describe (ClaspOscClient *self, const char *why)
{
  return g_strdup_printf (_ ("%s cannot be reached (%s); trying again"), self->place->name, why);
}

/* ---- while there is a connection ---- */

static void
opened_cb (ClaspOscConnection *connection, gpointer user_data)
{
}

static void
packet_cb (ClaspOscConnection *connection, const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspOscClient *self = user_data;

  self->handler->packet (connection, bytes, size, self->user_data);
}

static void
unreadable_cb (ClaspOscConnection *connection, const char *why, gpointer user_data)
{
  ClaspOscClient *self = user_data;

  self->handler->unreadable (connection, why, self->user_data);
}

static void
drained_cb (ClaspOscConnection *connection, gpointer user_data)
{
  ClaspOscClient *self = user_data;

  self->handler->drained (connection, self->user_data);
}

static void
closed_cb (ClaspOscConnection *connection, const char *reason, gpointer user_data)
{
  ClaspOscClient *self = user_data;

  self->connection = NULL;
  if (now (self) - self->opened_us >= HEALTHY_US)
    self->n_failures = 0;
  wait_and_retry (self, describe (self, reason));
  self->handler->closed (connection, reason, self->user_data);
  clasp_osc_connection_free (connection);
}

static const ClaspOscConnectionHandler connection_handler = { opened_cb, packet_cb, unreadable_cb,
                                                              drained_cb, closed_cb };

/* ---- making one ---- */

static void
tell_opened (ClaspOscClient *self, ClaspOscConnection *connection)
{
  g_clear_pointer (&self->problem, g_free);
  self->opened_us = now (self);
  self->connection = connection;
  self->handler->opened (self->connection, self->user_data);
}

static void
tell_problem (ClaspOscClient *self, char *problem)
{
  wait_and_retry (self, problem);
  if (self->changed != NULL)
    self->changed (self->user_data);
}

static void
fail (ClaspOscClient *self, const char *why)
{
  tell_problem (self, describe (self, why));
}

static void
upgraded_cb (ClaspLink *link, const char *why, gpointer user_data)
{
  ClaspOscClient       *self = user_data;
  g_autoptr (ClaspLink) upgraded = link;
  ClaspWsAsk           *ask = g_steal_pointer (&self->ask); /* @why may be its own */

  clasp_timers_cancel (self->timers, &self->timer);
  if (why != NULL)
    fail (self, why);
  else
    tell_opened (self, clasp_osc_connection_new_for_link (upgraded, &connection_handler, self));
  clasp_ws_ask_free (ask);
}

static void
not_upgraded_cb (gpointer user_data)
{
  ClaspOscClient *self = user_data;

  g_clear_pointer (&self->ask, clasp_ws_ask_free);
  fail (self, _ ("it does not answer"));
}

static void
ask_for_upgrade (ClaspOscClient *self, int fd, GSocketAddress *address)
{
  const ClaspEndpoint *endpoint = &self->place->endpoint;
  g_autofree char     *peer = clasp_socket_address_to_text (address);
  g_autofree char     *host = g_strdup_printf (
        strchr (endpoint->host, ':') != NULL ? "[%s]:%u" : "%s:%u", endpoint->host, endpoint->port);

  clasp_osc_connection_watch_for_silence (fd);
  self->ask =
    clasp_ws_ask_new (self->reactor, fd, host, self->place->path, peer, upgraded_cb, self);
  clasp_timers_set (self->timers, &self->timer, now (self) + CONNECT_TIMEOUT_S * G_USEC_PER_SEC,
                    not_upgraded_cb, self);
}

static void
take_over (ClaspOscClient *self, GSocketConnection *made)
{
  ClaspOscFramingKind        kind = self->place->transport == CLASP_OSC_TRANSPORT_TCP_SLIP
                                      ? CLASP_OSC_FRAMING_SLIP
                                      : CLASP_OSC_FRAMING_LENGTH;
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (made, NULL);
  int fd = fcntl (g_socket_get_fd (g_socket_connection_get_socket (made)), F_DUPFD_CLOEXEC, 0);

  if (fd < 0 || address == NULL)
    {
      if (fd >= 0)
        close (fd);
      fail (self, fd < 0 ? _ ("no descriptor is left") : _ ("it is gone again"));
      return;
    }

  if (self->place->transport == CLASP_OSC_TRANSPORT_WS)
    ask_for_upgrade (self, fd, address);
  else
    tell_opened (
      self, clasp_osc_connection_new (self->reactor, fd, kind, address, &connection_handler, self));
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Attempt           *attempt = user_data;
  ClaspOscClient               *self = attempt->client;
  g_autoptr (GError)            error = NULL;
  g_autoptr (GSocketConnection) made =
    g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  self->attempt = NULL;
  if (made != NULL)
    {
      take_over (self, made);
      return;
    }
  if (error->domain == G_RESOLVER_ERROR)
    tell_problem (self, g_strdup_printf (_ ("‘%s’ was not found on this network."), self->place->endpoint.host));
  else
    fail (self, error->message);
}

/* ---- one interface alone ---- */

/* Before it connects. A socket that cannot be bound does not get to anybody by another way. */
static void
event_cb (GSocketClient      *maker,
          GSocketClientEvent  event,
          GSocketConnectable *to,
          GIOStream          *stream,
          gpointer            name)
{
  GSocket *socket;

  if (event != G_SOCKET_CLIENT_CONNECTING)
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

/* FALSE while it is not there; TRUE also where none is named. */
static gboolean
bind_to_interface (ClaspOscClient *self, GSocketClient *maker)
{
  const char           *name = self->place->interface;
  const ClaspInterface *interface =
    name != NULL ? clasp_interfaces_find (self->interfaces, name) : NULL;
  g_autofree char *why = NULL;

  if (name == NULL)
    return TRUE;
  if (interface == NULL || !interface->is_up)
    {
      why = g_strdup_printf (interface == NULL ? _ ("there is no network interface ‘%s’ now")
                                               : _ ("network interface ‘%s’ is not connected now"),
                             name);
      fail (self, why);
      return FALSE;
    }
  self->interface_index = interface->index;
  g_signal_connect_data (maker, "event", G_CALLBACK (event_cb), g_strdup (name), free_name, 0);
  return TRUE;
}

static void
attempt_cb (gpointer user_data)
{
  ClaspOscClient           *self = user_data;
  g_autoptr (GSocketClient) maker = g_socket_client_new ();
  g_autofree char          *host = g_strdup_printf (
             strchr (self->place->endpoint.host, ':') != NULL ? "[%s]" : "%s", self->place->endpoint.host);

  if (!bind_to_interface (self, maker))
    return;
  self->attempt = g_new0 (Attempt, 1);
  self->attempt->client = self;
  g_socket_client_set_enable_proxy (maker, FALSE);
  g_socket_client_set_timeout (maker, CONNECT_TIMEOUT_S);
  g_socket_client_connect_to_host_async (maker, host, self->place->endpoint.port, self->cancellable,
                                         connected_cb, self->attempt);
}

/**
 * clasp_osc_client_new:
 * @reactor: the worker's reactor
 * @timers: the worker's timers
 * @interfaces: of this machine, alive as long as the client
 * @place: a target over TCP or WebSocket, alive as long as the client
 * @handler: what to call
 * @user_data: for @handler
 *
 * The first attempt begins at once; each failure is followed by another attempt, about 30 s later
 * at most.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a client
 */
ClaspOscClient *
clasp_osc_client_new (ClaspReactor                    *reactor,
                      ClaspTimers                     *timers,
                      ClaspInterfaces                 *interfaces,
                      const ClaspOscPlace             *place,
                      const ClaspOscConnectionHandler *handler,
                      gpointer                         user_data)
{
  ClaspOscClient *self = g_new0 (ClaspOscClient, 1);

  self->reactor = clasp_reactor_ref (reactor);
  self->timers = timers;
  self->interfaces = interfaces;
  self->place = place;
  self->handler = handler;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  attempt_cb (self);
  return self;
}

/**
 * clasp_osc_client_free:
 * @self: (transfer full): a client
 *
 * Thread: worker.
 */
void
clasp_osc_client_free (ClaspOscClient *self)
{
  if (self->attempt != NULL)
    self->attempt->client = NULL;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  clasp_timers_cancel (self->timers, &self->timer);
  g_clear_pointer (&self->ask, clasp_ws_ask_free);
  g_clear_pointer (&self->connection, clasp_osc_connection_free);
  clasp_reactor_unref (self->reactor);
  g_free (self->problem);
  g_free (self);
}

/**
 * clasp_osc_client_get_connection:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): its connection, if there is one now
 */
ClaspOscConnection *
clasp_osc_client_get_connection (ClaspOscClient *self)
{
  return self->connection;
}

/**
 * clasp_osc_client_get_problem:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): why there is no connection
 */
const char *
clasp_osc_client_get_problem (ClaspOscClient *self)
{
  return self->problem;
}

/**
 * clasp_osc_client_get_retry:
 * @self: a client with a problem
 * @n_failures: (out): attempts that failed in a row
 *
 * Returns: when it tries again, monotonic µs
 */
gint64
clasp_osc_client_get_retry (ClaspOscClient *self, guint *n_failures)
{
  *n_failures = self->n_failures;
  return self->retry_at_us;
}

/**
 * clasp_osc_client_follow_interface:
 * @self: a client
 *
 * After something about an interface changed. Nothing for a place that names none.
 *
 * Thread: worker.
 */
void
clasp_osc_client_follow_interface (ClaspOscClient *self)
{
  const ClaspInterface *interface;

  if (self->place->interface == NULL || self->connection == NULL)
    return;
  interface = clasp_interfaces_find (self->interfaces, self->place->interface);
  if (interface == NULL || interface->index != self->interface_index)
    closed_cb (self->connection, _ ("its network interface is gone"), self);
}

/**
 * clasp_osc_client_retry_now:
 * @self: a client
 *
 * What kept it from its device may be over: a cable is in again, or a person says so. The waits
 * begin with the shortest one again. A connection and an attempt under way are left alone.
 *
 * Thread: worker.
 */
void
clasp_osc_client_retry_now (ClaspOscClient *self)
{
  if (self->connection != NULL || self->attempt != NULL || self->ask != NULL)
    return;

  clasp_timers_cancel (self->timers, &self->timer);
  self->n_failures = 0;
  attempt_cb (self);
}

/**
 * clasp_osc_client_set_problem_func:
 * @self: a client
 * @func: called with the handler's data after an attempt failed
 */
void
clasp_osc_client_set_problem_func (ClaspOscClient *self, void (*func) (gpointer user_data))
{
  self->changed = func;
}
