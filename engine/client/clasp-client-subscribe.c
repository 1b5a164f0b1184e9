/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-private.h"

#include "client/clasp-jitter-buffer.h"
#include "core/clasp-address.h"

/* Design notes: the router sends one copy of a message however many subscriptions want it, and says
 * not for which; so every copy goes to all that match. Their callbacks may do anything, also take
 * subscriptions back or drop the client: the list is only cleaned up when nobody walks it. */

typedef struct
{
  ClaspClient          *client; /* (unowned) */
  guint32               id;
  char                 *text;    /* (owned) */
  ClaspPattern         *pattern; /* (owned) */
  guint8                types;
  ClaspSubscribeOptions options;
  ClaspUpdateFunc       callback; /* (nullable) */
  gpointer              user_data;
  GDestroyNotify        destroy; /* (nullable) */
  ClaspJitterBuffer    *jitter;  /* (owned) (nullable) of ClaspUpdate */
  ClaspTimer            jitter_timer;
  gboolean              is_gone;
} Subscription;

G_DEFINE_BOXED_TYPE (ClaspSubscribeOptions,
                     clasp_subscribe_options,
                     clasp_subscribe_options_copy,
                     clasp_subscribe_options_free)

/**
 * clasp_subscribe_options_new:
 *
 * Returns: (transfer full): options that ask for nothing
 */
ClaspSubscribeOptions *
clasp_subscribe_options_new (void)
{
  return g_new0 (ClaspSubscribeOptions, 1);
}

/**
 * clasp_subscribe_options_copy:
 * @self: options
 *
 * Returns: (transfer full): the same
 */
ClaspSubscribeOptions *
clasp_subscribe_options_copy (const ClaspSubscribeOptions *self)
{
  return g_memdup2 (self, sizeof *self);
}

/**
 * clasp_subscribe_options_free:
 * @self: (transfer full): options
 */
void
clasp_subscribe_options_free (ClaspSubscribeOptions *self)
{
  g_free (self);
}

/* ---- the list ---- */

static void
subscription_free (gpointer data)
{
  Subscription *self = data;

  clasp_timers_cancel (self->client->timers, &self->jitter_timer);
  g_clear_pointer (&self->jitter, clasp_jitter_buffer_free);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  clasp_pattern_unref (self->pattern);
  g_free (self->text);
  g_free (self);
}

void
clasp_client_subscriptions_init (ClaspClientSubscriptions *self)
{
  self->list = g_ptr_array_new_with_free_func (subscription_free);
}

void
clasp_client_subscriptions_clear (ClaspClientSubscriptions *self)
{
  g_clear_pointer (&self->list, g_ptr_array_unref);
}

static void
clean_up (ClaspClientSubscriptions *self)
{
  for (guint i = self->list->len; self->n_telling == 0 && i > 0; i--)
    if (((Subscription *) self->list->pdata[i - 1])->is_gone)
      g_ptr_array_remove_index (self->list, i - 1);
}

static gboolean
wants (const Subscription *self, ClaspStr address, guint8 types)
{
  return !self->is_gone && (self->types & types) != 0 &&
         clasp_pattern_matches (self->pattern, address);
}

void
clasp_client_subscriptions_end_all (ClaspClient *client)
{
  GPtrArray *list = client->subscriptions.list;

  for (guint i = 0; i < list->len; i++)
    ((Subscription *) list->pdata[i])->is_gone = TRUE;
  clean_up (&client->subscriptions);
}

gboolean
clasp_client_is_wanted (ClaspClient *client, ClaspStr address, guint8 types, guint32 above)
{
  GPtrArray *list = client->subscriptions.list;

  for (guint i = list->len; i > 0; i--)
    {
      const Subscription *subscription = list->pdata[i - 1];

      if (subscription->id <= above)
        break;
      if (wants (subscription, address, types))
        return TRUE;
    }
  return FALSE;
}

/* ---- telling ---- */

static gboolean
has_handler (ClaspClient *client, ClaspClientSignal signal)
{
  return g_signal_has_handler_pending (client, clasp_client_get_signal (signal), 0, FALSE);
}

static void
emit_own_signal (ClaspClient *client, ClaspUpdate *update)
{
  const char *address = clasp_update_get_address (update);

  if (clasp_update_is_removed (update))
    g_signal_emit (client, clasp_client_get_signal (CLASP_CLIENT_SIGNAL_PARAM_REMOVED), 0, address);
  else if (clasp_update_get_signal (update) == CLASP_SIGNAL_PARAM &&
           has_handler (client, CLASP_CLIENT_SIGNAL_PARAM_CHANGED))
    g_signal_emit (client, clasp_client_get_signal (CLASP_CLIENT_SIGNAL_PARAM_CHANGED), 0, address,
                   clasp_update_get_variant (update), clasp_update_get_revision (update));
  else if (clasp_update_get_signal (update) == CLASP_SIGNAL_EVENT &&
           has_handler (client, CLASP_CLIENT_SIGNAL_EVENT))
    g_signal_emit (client, clasp_client_get_signal (CLASP_CLIENT_SIGNAL_EVENT), 0, address,
                   clasp_update_get_variant (update));
}

static void jitter_cb (gpointer user_data);

static void
wait_for_jitter (Subscription *self)
{
  gint64 due_us = clasp_jitter_buffer_get_due_us (self->jitter);

  if (due_us == G_MAXINT64 || self->is_gone)
    clasp_timers_cancel (self->client->timers, &self->jitter_timer);
  else
    clasp_timers_set (self->client->timers, &self->jitter_timer, due_us, jitter_cb, self);
}

static void
released_cb (gpointer item, gpointer user_data)
{
  const Subscription     *self = user_data;
  g_autoptr (ClaspUpdate) update = item;

  if (!self->is_gone)
    self->callback (self->client, update, self->user_data);
}

static void
jitter_cb (gpointer user_data)
{
  Subscription           *self = user_data;
  g_autoptr (ClaspClient) client = g_object_ref (self->client);

  client->subscriptions.n_telling++;
  clasp_jitter_buffer_release (self->jitter, clasp_client_now_us (client), released_cb, self);
  wait_for_jitter (self);
  client->subscriptions.n_telling--;
  clean_up (&client->subscriptions);
}

/* Now, or when its time has come. */
static void
call (Subscription *self, ClaspUpdate *update)
{
  gint64 timestamp_us = (gint64) clasp_update_get_timestamp_us (update);

  if (self->jitter == NULL || timestamp_us <= 0 || clasp_update_is_snapshot (update))
    {
      self->callback (self->client, update, self->user_data);
      return;
    }
  clasp_jitter_buffer_push (self->jitter, clasp_update_get_address (update), timestamp_us,
                            clasp_client_now_us (self->client), clasp_update_ref (update));
  wait_for_jitter (self);
}

static void
call_subscriptions (ClaspClient *client, ClaspUpdate *update, guint32 above)
{
  GPtrArray     *list = client->subscriptions.list;
  const ClaspStr address = clasp_str (clasp_update_get_address (update));
  const guint8   type = (guint8) (1 << clasp_update_get_signal (update));
  const guint    n = list->len; /* those that are made meanwhile have a snapshot of their own */

  client->subscriptions.n_telling++;
  for (guint i = 0; i < n; i++)
    {
      Subscription *subscription = list->pdata[i];

      if (subscription->id > above && subscription->callback != NULL &&
          wants (subscription, address, type))
        call (subscription, update);
    }
  client->subscriptions.n_telling--;
  clean_up (&client->subscriptions);
}

void
clasp_client_tell (ClaspClient *client, ClaspUpdate *update, guint32 above)
{
  call_subscriptions (client, update, above);
  if (above == 0) /* the others have it already: no news */
    {
      g_signal_emit (client, clasp_client_get_signal (CLASP_CLIENT_SIGNAL_UPDATE), 0, update);
      emit_own_signal (client, update);
    }
  clasp_update_unref (update);
}

void
clasp_client_take_param (ClaspClient      *client,
                         ClaspStr          address,
                         const ClaspValue *value,
                         guint64           revision,
                         guint64           timestamp_us,
                         gboolean          is_snapshot)
{
  guint32 above;

  if (clasp_client_is_lossy (client) && clasp_client_is_outdated (client, address, revision))
    return;
  if (!clasp_client_is_wanted (client, address, CLASP_TYPES_PARAM, 0) ||
      !clasp_known_params_note (client->known, address, value, revision, !is_snapshot,
                                client->subscriptions.last_id, &above))
    return;
  if (above == 0 || clasp_client_is_wanted (client, address, CLASP_TYPES_PARAM, above))
    clasp_client_tell (
      client, clasp_update_new_param (address, value, revision, timestamp_us, is_snapshot), above);
}

void
clasp_client_take_publish (ClaspClient *client, const ClaspPublish *publish)
{
  if (clasp_client_is_wanted (client, publish->address, (guint8) (1 << publish->signal), 0))
    clasp_client_tell (client, clasp_update_new_publish (publish), 0);
}

/* ---- subscribing ---- */

/* Confirmed; where too much waits for that already, at least sent. */
static void
send_surely (ClaspClient *client, const char *pattern, const ClaspMessage *message)
{
  if (!clasp_client_request_try (client, CLASP_REQUEST_SUBSCRIBE, pattern, message,
                                 CLASP_QOS_CONFIRM, NULL))
    clasp_client_send_message (client, message, NULL);
}

static void
send_subscribe (ClaspClient *client, const Subscription *subscription)
{
  const ClaspSubscribeOptions *options = &subscription->options;
  ClaspMessage                 message = { .type = CLASP_MESSAGE_SUBSCRIBE };

  message.subscribe.id = subscription->id;
  message.subscribe.pattern = clasp_str (subscription->text);
  message.subscribe.types = subscription->types;
  message.subscribe.has_max_rate = options->max_rate > 0;
  message.subscribe.max_rate = options->max_rate;
  message.subscribe.has_epsilon = options->epsilon > 0;
  message.subscribe.epsilon = options->epsilon;
  message.subscribe.has_history = options->history > 0;
  message.subscribe.history = options->history;
  message.subscribe.has_window = options->window_ms > 0;
  message.subscribe.window_ms = options->window_ms;
  message.subscribe.has_options = message.subscribe.has_max_rate || message.subscribe.has_epsilon ||
                                  message.subscribe.has_history || message.subscribe.has_window;
  send_surely (client, subscription->text, &message);
}

void
clasp_client_resubscribe (ClaspClient *client)
{
  GPtrArray *list = client->subscriptions.list;

  for (guint i = 0; i < list->len; i++)
    if (!((Subscription *) list->pdata[i])->is_gone)
      send_subscribe (client, list->pdata[i]);
}

/**
 * clasp_client_subscribe: (skip)
 * @self: a client, in any state
 * @pattern: which addresses
 * @types: which signals
 * @error: return location for CLASP_ROUTER_ERROR_ADDRESS
 *
 * What matches is told by the signals of the client: the state at once, then every change. The
 * subscription is made again after every reconnect.
 *
 * Thread: the client's.
 *
 * Returns: the subscription's id, 0 when there is no such pattern
 */
guint
clasp_client_subscribe (ClaspClient *self, const char *pattern, ClaspTypes types, GError **error)
{
  return clasp_client_subscribe_full (self, pattern, types, NULL, NULL, NULL, NULL, error);
}

/**
 * clasp_client_subscribe_full: (rename-to clasp_client_subscribe)
 * @self: a client, in any state
 * @pattern: which addresses
 * @types: which signals
 * @options: (nullable): how much of them
 * @callback: (nullable) (scope notified) (closure user_data) (destroy destroy): told of what
 * matches
 * @user_data: for @callback
 * @destroy: (nullable): for @user_data, when the subscription ends
 * @error: return location for CLASP_ROUTER_ERROR_ADDRESS
 *
 * As [method@Clasp.Client.subscribe]. An address that several subscriptions match comes once, as
 * the most generous of them allows, and is told to all of them. What the router refuses is told by
 * the signal "refused". With a jitter of so many milliseconds in @options, @callback gets what has
 * a time stamp that much later, in the order and at the pace of the time stamps.
 *
 * Thread: the client's.
 *
 * Returns: the subscription's id, 0 when there is no such pattern
 */
guint
clasp_client_subscribe_full (ClaspClient                 *self,
                             const char                  *pattern,
                             ClaspTypes                   types,
                             const ClaspSubscribeOptions *options,
                             ClaspUpdateFunc              callback,
                             gpointer                     user_data,
                             GDestroyNotify               destroy,
                             GError                     **error)
{
  Subscription *subscription;
  const char   *why;

  if (!clasp_pattern_is_valid (clasp_str (pattern), &why))
    {
      g_set_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_ADDRESS,
                   "‘%s’ is not a pattern: %s", pattern, why);
      if (destroy != NULL)
        destroy (user_data);
      return 0;
    }

  subscription = g_new0 (Subscription, 1);
  subscription->client = self;
  subscription->id = ++self->subscriptions.last_id;
  subscription->text = g_strdup (pattern);
  subscription->pattern = clasp_pattern_new (clasp_str (subscription->text));
  subscription->types = (guint8) types;
  if (options != NULL)
    subscription->options = *options;
  if (options != NULL && options->jitter_ms > 0)
    subscription->jitter = clasp_jitter_buffer_new (options->jitter_ms, options->jitter_entries,
                                                    (GDestroyNotify) clasp_update_unref);
  subscription->callback = callback;
  subscription->user_data = user_data;
  subscription->destroy = destroy;
  g_ptr_array_add (self->subscriptions.list, subscription);
  if (self->state == CLASP_CLIENT_STATE_CONNECTED)
    send_subscribe (self, subscription);
  return subscription->id;
}

static gboolean
is_still_wanted (ClaspStr address, gpointer user_data)
{
  return clasp_client_is_wanted (user_data, address, CLASP_TYPES_PARAM, 0);
}

static void
send_unsubscribe (ClaspClient *self, guint32 id)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_UNSUBSCRIBE };

  message.unsubscribe.id = id;
  send_surely (self, NULL, &message);
}

/**
 * clasp_client_unsubscribe:
 * @self: a client
 * @id: of a subscription; nothing happens for one that has ended
 *
 * Its callback is not called any more.
 *
 * Thread: the client's.
 */
void
clasp_client_unsubscribe (ClaspClient *self, guint id)
{
  GPtrArray *list = self->subscriptions.list;

  for (guint i = 0; i < list->len; i++)
    {
      Subscription *subscription = list->pdata[i];

      if (subscription->id != id || subscription->is_gone)
        continue;
      subscription->is_gone = TRUE;
      clasp_known_params_keep (self->known, is_still_wanted, self);
      if (self->state == CLASP_CLIENT_STATE_CONNECTED)
        send_unsubscribe (self, id);
      clean_up (&self->subscriptions);
      return;
    }
}
