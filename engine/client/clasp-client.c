/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-private.h"

static guint signals[CLASP_CLIENT_N_SIGNALS];

G_DEFINE_FINAL_TYPE (ClaspClient, clasp_client, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (ClaspClientState,
                    clasp_client_state,
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_CONNECTED, "connected"),
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_RECONNECTING, "reconnecting"),
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_CLOSING, "closing"))

/* ---- for the other files ---- */

guint
clasp_client_get_signal (ClaspClientSignal signal)
{
  return signals[signal];
}

void
clasp_client_emit_refused (ClaspClient *self, const char *address, guint16 code, const char *text)
{
  g_signal_emit (self, signals[CLASP_CLIENT_SIGNAL_REFUSED], 0, address, (guint) code, text);
}

/**
 * clasp_client_get_state:
 * @self: a client
 *
 * Thread: the client's.
 *
 * Returns: what the property "connection-state" says
 */
ClaspClientState
clasp_client_get_state (ClaspClient *self)
{
  return self->state;
}

/* ---- life ---- */

static void
send_cb (const guint8 *frame, gsize size, gpointer user_data)
{
  ClaspClient *self = user_data;

  if (self->carrier != NULL && !clasp_client_carrier_send (self->carrier, frame, size))
    self->is_overfull = TRUE;
}

static void
given_up_cb (guint64 id, gpointer tag, gpointer user_data)
{
  clasp_client_requests_given_up (user_data, tag);
}

static void
make_timers (ClaspClient *self, ClaspClock *clock)
{
  const ClaspResendHandler handler = { send_cb, given_up_cb };
  ClaspResendLimits        limits = CLASP_RESEND_LIMITS_DEFAULT;

  limits.max_messages = self->max_unanswered;
  g_clear_pointer (&self->resend, clasp_resend_free);
  g_clear_pointer (&self->timers, clasp_timers_free);
  self->timers = clasp_timers_new (self->context, clock);
  self->resend = clasp_resend_new (self->timers, &handler, self, &limits);
}

void
clasp_client_set_clock (ClaspClient *self, ClaspClock *clock)
{
  g_assert (self->state == CLASP_CLIENT_STATE_CLOSED);
  make_timers (self, clock);
}

void
clasp_client_set_open_link (ClaspClient *self,
                            ClaspLink *(*func) (gpointer user_data),
                            gpointer user_data)
{
  self->open_link = func;
  self->open_link_data = user_data;
}

static void
clasp_client_constructed (GObject *object)
{
  ClaspClient *self = CLASP_CLIENT (object);

  G_OBJECT_CLASS (clasp_client_parent_class)->constructed (object);
  make_timers (self, clasp_clock_system ());
  self->known = clasp_known_params_new (self->max_known);
}

/* Operations hold a reference, so that none is under way unless somebody disposes of it on purpose.
 */
static void
clasp_client_dispose (GObject *object)
{
  ClaspClient *self = CLASP_CLIENT (object);

  self->keeps_trying = FALSE;
  self->state = CLASP_CLIENT_STATE_CLOSED;
  clasp_client_drop (self);
  if (self->connect_task != NULL)
    {
      g_autoptr (GTask) task = g_steal_pointer (&self->connect_task);

      g_task_return_new_error (task, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_CLOSED,
                               "The client is gone");
    }
  if (self->close_task != NULL)
    {
      g_autoptr (GTask) task = g_steal_pointer (&self->close_task);

      g_task_return_boolean (task, TRUE);
    }
  clasp_client_requests_fail_all (self, "the client is gone");
  clasp_client_subscriptions_end_all (self);
  G_OBJECT_CLASS (clasp_client_parent_class)->dispose (object);
}

static void
clasp_client_finalize (GObject *object)
{
  ClaspClient *self = CLASP_CLIENT (object);

  clasp_client_subscriptions_clear (&self->subscriptions);
  clasp_known_params_free (self->known);
  clasp_resend_free (self->resend);
  clasp_seen_ids_free (self->seen);
  clasp_timers_free (self->timers);
  clasp_writer_clear (&self->writer);
  g_ptr_array_unref (self->dead);
  g_hash_table_unref (self->gestures);
  g_main_context_unref (self->context);
  g_free (self->url);
  g_free (self->name);
  g_free (self->token);
  g_free (self->tls_ca_file);
  g_free (self->session);
  G_OBJECT_CLASS (clasp_client_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, guint n_params, GType first, GType second, GType third)
{
  return g_signal_new (name, CLASP_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       n_params, first, second, third);
}

static void
install_connection_signals (void)
{
  /**
   * ClaspClient::message: (skip)
   * @self: a client
   * @message: (type gpointer): the ClaspMessage, valid during the emission
   *
   * Every message the router sends after WELCOME.
   */
  signals[CLASP_CLIENT_SIGNAL_MESSAGE] =
    new_signal ("message", 1, G_TYPE_POINTER, G_TYPE_NONE, G_TYPE_NONE);
  /**
   * ClaspClient::closed:
   * @self: a client
   * @reason: a sentence
   *
   * The connection has ended and will not be made again by itself, whoever ended it.
   */
  signals[CLASP_CLIENT_SIGNAL_CLOSED] =
    new_signal ("closed", 1, G_TYPE_STRING, G_TYPE_NONE, G_TYPE_NONE);
  /**
   * ClaspClient::reconnecting:
   * @self: a client
   * @delay_ms: until the next try, in milliseconds
   * @reason: why, a sentence
   *
   * The connection has ended, or a try to make it again has failed.
   */
  signals[CLASP_CLIENT_SIGNAL_RECONNECTING] =
    new_signal ("reconnecting", 2, G_TYPE_UINT, G_TYPE_STRING, G_TYPE_NONE);
  /**
   * ClaspClient::refused:
   * @self: a client
   * @address: (nullable): what it is about
   * @code: the router's, see the protocol; 0 when there was no answer
   * @text: a sentence
   *
   * The router has refused, or did not confirm, something nobody waits for: a
   * [method@Clasp.Client.set], a subscription.
   */
  signals[CLASP_CLIENT_SIGNAL_REFUSED] =
    new_signal ("refused", 3, G_TYPE_STRING, G_TYPE_UINT, G_TYPE_STRING);
}

static void
install_update_signals (void)
{
  /**
   * ClaspClient::update:
   * @self: a client
   * @update: what is new
   *
   * Anything that matches a subscription, once, however many it matches.
   */
  signals[CLASP_CLIENT_SIGNAL_UPDATE] =
    new_signal ("update", 1, CLASP_TYPE_UPDATE, G_TYPE_NONE, G_TYPE_NONE);
  /**
   * ClaspClient::param-changed:
   * @self: a client
   * @address: of a parameter
   * @value: its value, see [method@Clasp.Value.to_variant]
   * @revision: its revision
   *
   * The value of a parameter that matches a subscription: at subscription, at each change, and
   * after a reconnect if it changed meanwhile.
   */
  signals[CLASP_CLIENT_SIGNAL_PARAM_CHANGED] =
    new_signal ("param-changed", 3, G_TYPE_STRING, G_TYPE_VARIANT, G_TYPE_UINT64);
  /**
   * ClaspClient::param-removed:
   * @self: a client
   * @address: of a parameter
   *
   * After a reconnect: the router does not have it any more.
   */
  signals[CLASP_CLIENT_SIGNAL_PARAM_REMOVED] =
    new_signal ("param-removed", 1, G_TYPE_STRING, G_TYPE_NONE, G_TYPE_NONE);
  /**
   * ClaspClient::event:
   * @self: a client
   * @address: of an event
   * @value: (nullable): what came with it
   *
   * An event that matches a subscription.
   */
  signals[CLASP_CLIENT_SIGNAL_EVENT] =
    new_signal ("event", 2, G_TYPE_STRING, G_TYPE_VARIANT, G_TYPE_NONE);
}

static void
clasp_client_class_init (ClaspClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = clasp_client_constructed;
  object_class->get_property = clasp_client_get_property;
  object_class->set_property = clasp_client_set_property;
  object_class->dispose = clasp_client_dispose;
  object_class->finalize = clasp_client_finalize;
  clasp_client_install_properties (object_class);
  install_connection_signals ();
  install_update_signals ();
}

static void
clasp_client_init (ClaspClient *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->writer = (ClaspWriter) CLASP_WRITER_INIT;
  self->seen = clasp_seen_ids_new ();
  self->dead = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_client_carrier_free);
  self->gestures = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  clasp_client_subscriptions_init (&self->subscriptions);
}

/**
 * clasp_client_new:
 * @url: "ws://host:7330/clasp", "wss://…", "tcp://host:7334"
 * @name: what the router shows for this client
 *
 * Thread: any; the client then belongs to this one.
 *
 * Returns: (transfer full): a client that is not connected
 */
ClaspClient *
clasp_client_new (const char *url, const char *name)
{
  return g_object_new (CLASP_TYPE_CLIENT, "url", url, "name", name, NULL);
}
