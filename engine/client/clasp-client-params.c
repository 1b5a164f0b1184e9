/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-params.h"

#include "client/clasp-client-private.h"

G_DEFINE_BOXED_TYPE (ClaspSetOptions,
                     clasp_set_options,
                     clasp_set_options_copy,
                     clasp_set_options_free)

/**
 * clasp_set_options_new:
 *
 * Returns: (transfer full): options that ask for nothing
 */
ClaspSetOptions *
clasp_set_options_new (void)
{
  return g_new0 (ClaspSetOptions, 1);
}

/**
 * clasp_set_options_copy:
 * @self: options
 *
 * Returns: (transfer full): the same
 */
ClaspSetOptions *
clasp_set_options_copy (const ClaspSetOptions *self)
{
  return g_memdup2 (self, sizeof *self);
}

/**
 * clasp_set_options_free:
 * @self: (transfer full): options
 */
void
clasp_set_options_free (ClaspSetOptions *self)
{
  g_free (self);
}

/* ---- set ---- */

/* The value is borrowed: the message is not cleared. */
static ClaspMessage
make_set (const char *address, const ClaspValue *value, const ClaspSetOptions *options)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_str (address);
  message.set.value = *value;
  if (options == NULL)
    return message;
  message.set.has_revision = options->revision != 0;
  message.set.revision = options->revision;
  message.set.has_ttl = options->has_ttl;
  message.set.ttl = (ClaspTtl){ options->ttl_mode, options->ttl_seconds };
  message.set.lock = options->lock;
  message.set.unlock = options->unlock;
  return message;
}

static gboolean
set_value (ClaspClient *self, const char *address, ClaspValue *value, GError **error)
{
  ClaspMessage message = make_set (address, value, NULL);
  gboolean     is_queued =
    clasp_client_request_try (self, CLASP_REQUEST_SET, address, &message, CLASP_QOS_CONFIRM, error);

  clasp_value_clear (value);
  return is_queued;
}

/**
 * clasp_client_set:
 * @self: a client that is connected or will be again
 * @address: a parameter
 * @value: its new value, see [ctor@Clasp.Value.new_from_variant]
 * @error: return location: CLASP_CODEC_ERROR_INVALID_VALUE, _TOO_LARGE,
 *   CLASP_TRANSPORT_ERROR_CLOSED, CLASP_ROUTER_ERROR_REFUSED when too much waits already
 *
 * As [method@Clasp.Client.set_async], but nobody waits: if the router refuses or does not confirm,
 * the signal "refused" says so.
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it is on its way
 */
gboolean
clasp_client_set (ClaspClient *self, const char *address, GVariant *value, GError **error)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (value);
  ClaspValue           converted;

  return clasp_value_from_variant (sunk, &converted, error) &&
         set_value (self, address, &converted, error);
}

/**
 * clasp_client_set_double:
 * @self: a client that is connected or will be again
 * @address: a parameter
 * @value: its new value
 * @error: return location, as for [method@Clasp.Client.set]
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it is on its way
 */
gboolean
clasp_client_set_double (ClaspClient *self, const char *address, double value, GError **error)
{
  ClaspValue converted = clasp_value_double (value);

  return set_value (self, address, &converted, error);
}

/**
 * clasp_client_set_int:
 * @self: a client that is connected or will be again
 * @address: a parameter
 * @value: its new value
 * @error: return location, as for [method@Clasp.Client.set]
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it is on its way
 */
gboolean
clasp_client_set_int (ClaspClient *self, const char *address, gint64 value, GError **error)
{
  ClaspValue converted = clasp_value_int (value);

  return set_value (self, address, &converted, error);
}

/**
 * clasp_client_set_bool:
 * @self: a client that is connected or will be again
 * @address: a parameter
 * @value: its new value
 * @error: return location, as for [method@Clasp.Client.set]
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it is on its way
 */
gboolean
clasp_client_set_bool (ClaspClient *self, const char *address, gboolean value, GError **error)
{
  ClaspValue converted = clasp_value_bool (value);

  return set_value (self, address, &converted, error);
}

/**
 * clasp_client_set_string:
 * @self: a client that is connected or will be again
 * @address: a parameter
 * @value: its new value; what is not UTF-8 in it is replaced
 * @error: return location, as for [method@Clasp.Client.set]
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it is on its way
 */
gboolean
clasp_client_set_string (ClaspClient *self, const char *address, const char *value, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  ClaspValue       converted = clasp_value_string (clasp_str (valid));

  return set_value (self, address, &converted, error);
}

/**
 * clasp_client_set_async: (skip)
 * @self: a client that is connected or will be again
 * @address: a parameter
 * @value: its new value
 * @cancellable: (nullable): stops waiting; what was sent stays sent
 * @callback: called with the router's answer
 * @user_data: for @callback
 *
 * Thread: the client's.
 */
void
clasp_client_set_async (ClaspClient        *self,
                        const char         *address,
                        const ClaspValue   *value,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  clasp_client_set_full_async (self, address, value, NULL, cancellable, callback, user_data);
}

/**
 * clasp_client_set_full_async: (skip)
 * @self: a client that is connected or will be again
 * @address: a parameter
 * @value: its new value
 * @options: (nullable): how
 * @cancellable: (nullable): stops waiting; what was sent stays sent
 * @callback: called with the router's answer
 * @user_data: for @callback
 *
 * Thread: the client's.
 */
void
clasp_client_set_full_async (ClaspClient           *self,
                             const char            *address,
                             const ClaspValue      *value,
                             const ClaspSetOptions *options,
                             GCancellable          *cancellable,
                             GAsyncReadyCallback    callback,
                             gpointer               user_data)
{
  GTask       *task = g_task_new (self, cancellable, callback, user_data);
  ClaspMessage message = make_set (address, value, options);

  g_task_set_source_tag (task, clasp_client_set_full_async);
  if (options != NULL && options->fire)
    clasp_client_request_fire (self, &message, task);
  else
    clasp_client_request_confirmed (
      self, CLASP_REQUEST_SET, address, &message,
      options != NULL && options->commit ? CLASP_QOS_COMMIT : CLASP_QOS_CONFIRM, task);
}

/**
 * clasp_client_set_variant_async: (rename-to clasp_client_set_async)
 * @self: a client that is connected or will be again
 * @address: a parameter
 * @value: its new value, see [ctor@Clasp.Value.new_from_variant]
 * @options: (nullable): how
 * @cancellable: (nullable): stops waiting; what was sent stays sent
 * @callback: called with the router's answer
 * @user_data: for @callback
 *
 * Sends the value until the router has confirmed it: over a new connection if the old one ends
 * before that. The router recognises what it has had, so that it is applied once.
 *
 * Thread: the client's.
 */
void
clasp_client_set_variant_async (ClaspClient           *self,
                                const char            *address,
                                GVariant              *value,
                                const ClaspSetOptions *options,
                                GCancellable          *cancellable,
                                GAsyncReadyCallback    callback,
                                gpointer               user_data)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (value);
  g_auto (ClaspValue)  converted = CLASP_VALUE_INIT;
  GError              *error = NULL;

  if (clasp_value_from_variant (sunk, &converted, &error))
    clasp_client_set_full_async (self, address, &converted, options, cancellable, callback,
                                 user_data);
  else
    g_task_report_error (self, callback, user_data, clasp_client_set_variant_async, error);
}

/**
 * clasp_client_set_finish:
 * @self: a client
 * @result: of the operation
 * @revision: (out) (optional): the parameter's new revision, 0 if it was not to be confirmed
 * @error: return location: CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT, _CLOSED,
 *   CLASP_TRANSPORT_ERROR_CLOSED, CLASP_CODEC_ERROR_TOO_LARGE, _INVALID_VALUE
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when the router has taken the value
 */
gboolean
clasp_client_set_finish (ClaspClient *self, GAsyncResult *result, guint64 *revision, GError **error)
{
  ClaspAnswer *answer = g_task_propagate_pointer (G_TASK (result), error);
  gboolean     is_taken = answer != NULL;

  if (revision != NULL)
    *revision = is_taken ? answer->revision : 0;
  g_clear_pointer (&answer, clasp_answer_free);
  return is_taken;
}

/* ---- get ---- */

/**
 * clasp_client_get_async:
 * @self: a connected client
 * @address: a parameter
 * @cancellable: (nullable): stops waiting
 * @callback: called with the router's answer
 * @user_data: for @callback
 *
 * Thread: the client's.
 */
void
clasp_client_get_async (ClaspClient        *self,
                        const char         *address,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask       *task = g_task_new (self, cancellable, callback, user_data);
  ClaspMessage message = { .type = CLASP_MESSAGE_GET };

  g_task_set_source_tag (task, clasp_client_get_async);
  message.get.address = clasp_str (address);
  clasp_client_request_barrier (self, CLASP_REQUEST_GET, address, &message, task);
}

/**
 * clasp_client_get_finish: (skip)
 * @self: a client
 * @result: of the operation
 * @value: (out) (optional): the value, cleared by the caller; null when there is none
 * @revision: (out) (optional): its revision
 * @error: return location: CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT, _CLOSED,
 *   CLASP_TRANSPORT_ERROR_CLOSED
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when there is such a parameter; %FALSE without an error when there is none
 */
gboolean
clasp_client_get_finish (ClaspClient  *self,
                         GAsyncResult *result,
                         ClaspValue   *value,
                         guint64      *revision,
                         GError      **error)
{
  ClaspAnswer *answer = g_task_propagate_pointer (G_TASK (result), error);
  gboolean     is_found = answer != NULL && answer->is_found;

  if (value != NULL)
    *value = is_found ? clasp_value_copy (&answer->value) : clasp_value_null ();
  if (revision != NULL)
    *revision = is_found ? answer->revision : 0;
  g_clear_pointer (&answer, clasp_answer_free);
  return is_found;
}

/**
 * clasp_client_get_variant_finish: (rename-to clasp_client_get_finish)
 * @self: a client
 * @result: of the operation
 * @revision: (out) (optional): its revision
 * @error: return location: CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT, _CLOSED,
 *   CLASP_TRANSPORT_ERROR_CLOSED
 *
 * Thread: the client's.
 *
 * Returns: (transfer full) (nullable): the value, see [method@Clasp.Value.to_variant]; %NULL
 * without an error when there is no such parameter
 */
GVariant *
clasp_client_get_variant_finish (ClaspClient  *self,
                                 GAsyncResult *result,
                                 guint64      *revision,
                                 GError      **error)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (!clasp_client_get_finish (self, result, &value, revision, error))
    return NULL;
  return g_variant_ref_sink (clasp_value_to_variant (&value));
}

/* ---- lock ---- */

/* A lock comes with a value: the one that is there, asked for first, and refused by the router if
 * it is not that any more; then once again. */
#define MAX_LOCK_TRIES 5

typedef struct
{
  char    *address;
  gboolean unlock;
  guint    n_tries;
} Lock;

static void
lock_free (gpointer data)
{
  g_free (((Lock *) data)->address);
  g_free (data);
}

static void lock_get_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Takes over @task. */
static void
lock_try (GTask *task)
{
  Lock *lock = g_task_get_task_data (task);

  lock->n_tries++;
  clasp_client_get_async (g_task_get_source_object (task), lock->address,
                          g_task_get_cancellable (task), lock_get_cb, task);
}

static void
lock_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Lock             *lock = g_task_get_task_data (task);
  GError           *error = NULL;

  if (clasp_client_set_finish (CLASP_CLIENT (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else if (lock->n_tries < MAX_LOCK_TRIES &&
           g_error_matches (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED) &&
           g_str_has_suffix (error->message, "(error 400)"))
    {
      g_error_free (error);
      lock_try (g_steal_pointer (&task));
    }
  else
    g_task_return_error (task, error);
}

static void
lock_get_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask)   task = user_data;
  Lock               *lock = g_task_get_task_data (task);
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  ClaspSetOptions     options = { .lock = !lock->unlock, .unlock = lock->unlock };
  GError             *error = NULL;
  GCancellable       *cancellable = g_task_get_cancellable (task);

  if (clasp_client_get_finish (CLASP_CLIENT (source), result, &value, &options.revision, &error))
    clasp_client_set_full_async (CLASP_CLIENT (source), lock->address, &value, &options,
                                 cancellable, lock_set_cb, g_steal_pointer (&task));
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED,
                             "Nothing has been set at %s", lock->address);
}

static void
lock_start (ClaspClient        *self,
            const char         *address,
            gboolean            unlock,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Lock  *lock = g_new0 (Lock, 1);

  g_task_set_source_tag (task, lock_start);
  lock->address = g_strdup (address);
  lock->unlock = unlock;
  g_task_set_task_data (task, lock, lock_free);
  lock_try (task);
}

/**
 * clasp_client_lock_async:
 * @self: a connected client
 * @address: a parameter that has been set
 * @cancellable: (nullable): stops waiting
 * @callback: called with the router's answer
 * @user_data: for @callback
 *
 * Keeps everybody else from writing until [method@Clasp.Client.unlock_async], or until the
 * connection ends: the lock is not taken again after a reconnect.
 *
 * Thread: the client's.
 */
void
clasp_client_lock_async (ClaspClient        *self,
                         const char         *address,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  lock_start (self, address, FALSE, cancellable, callback, user_data);
}

/**
 * clasp_client_lock_finish:
 * @self: a client
 * @result: of the operation
 * @error: return location: CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT, _CLOSED
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when the lock is ours
 */
gboolean
clasp_client_lock_finish (ClaspClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * clasp_client_unlock_async:
 * @self: a connected client
 * @address: a parameter this client has locked
 * @cancellable: (nullable): stops waiting
 * @callback: called with the router's answer
 * @user_data: for @callback
 *
 * Thread: the client's.
 */
void
clasp_client_unlock_async (ClaspClient        *self,
                           const char         *address,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  lock_start (self, address, TRUE, cancellable, callback, user_data);
}

/**
 * clasp_client_unlock_finish:
 * @self: a client
 * @result: of the operation
 * @error: return location: CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT, _CLOSED
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when the lock is given back
 */
gboolean
clasp_client_unlock_finish (ClaspClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
