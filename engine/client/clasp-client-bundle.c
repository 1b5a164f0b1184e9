/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-bundle.h"

#include "client/clasp-client-private.h"

typedef struct
{
  char      *address; /* (owned) */
  gboolean   is_event;
  gboolean   has_value;
  ClaspValue value; /* (owned) */
} Entry;

struct _ClaspBundleBuilder
{
  GObject parent_instance;
  GArray *entries; /* (owned) of Entry */
};

G_DEFINE_FINAL_TYPE (ClaspBundleBuilder, clasp_bundle_builder, G_TYPE_OBJECT)

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->address);
  clasp_value_clear (&entry->value);
}

static void
clasp_bundle_builder_finalize (GObject *object)
{
  g_array_unref (CLASP_BUNDLE_BUILDER (object)->entries);
  G_OBJECT_CLASS (clasp_bundle_builder_parent_class)->finalize (object);
}

static void
clasp_bundle_builder_class_init (ClaspBundleBuilderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_bundle_builder_finalize;
}

static void
clasp_bundle_builder_init (ClaspBundleBuilder *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
}

/**
 * clasp_bundle_builder_new:
 *
 * Returns: (transfer full): an empty bundle
 */
ClaspBundleBuilder *
clasp_bundle_builder_new (void)
{
  return g_object_new (CLASP_TYPE_BUNDLE_BUILDER, NULL);
}

static gboolean
add (ClaspBundleBuilder *self,
     const char         *address,
     gboolean            is_event,
     GVariant           *value,
     GError            **error)
{
  g_autoptr (GVariant) sunk = value != NULL ? g_variant_ref_sink (value) : NULL;
  Entry                entry = { NULL, is_event, sunk != NULL, CLASP_VALUE_INIT };

  if (sunk != NULL && !clasp_value_from_variant (sunk, &entry.value, error))
    return FALSE;
  entry.address = g_strdup (address);
  g_array_append_val (self->entries, entry);
  return TRUE;
}

/**
 * clasp_bundle_builder_set:
 * @self: a bundle
 * @address: a parameter
 * @value: its value to be
 * @error: return location for CLASP_CODEC_ERROR_INVALID_VALUE
 *
 * Returns: %TRUE unless there is no such value
 */
gboolean
clasp_bundle_builder_set (ClaspBundleBuilder *self,
                          const char         *address,
                          GVariant           *value,
                          GError            **error)
{
  return add (self, address, FALSE, value, error);
}

/**
 * clasp_bundle_builder_emit:
 * @self: a bundle
 * @address: of an event, which comes after all values
 * @value: (nullable): what goes with it
 * @error: return location for CLASP_CODEC_ERROR_INVALID_VALUE
 *
 * Returns: %TRUE unless there is no such value
 */
gboolean
clasp_bundle_builder_emit (ClaspBundleBuilder *self,
                           const char         *address,
                           GVariant           *value,
                           GError            **error)
{
  return add (self, address, TRUE, value, error);
}

/**
 * clasp_bundle_builder_get_size:
 * @self: a bundle
 *
 * Returns: how many values and events it has
 */
guint
clasp_bundle_builder_get_size (ClaspBundleBuilder *self)
{
  return self->entries->len;
}

/* All borrowed: the message is not cleared. */
static ClaspMessage
make_member (const Entry *entry)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  if (entry->is_event)
    {
      message.type = CLASP_MESSAGE_PUBLISH;
      message.publish.address = clasp_str (entry->address);
      message.publish.signal = CLASP_SIGNAL_EVENT;
      message.publish.has_value = entry->has_value;
      message.publish.value = entry->value;
      return message;
    }
  message.set.address = clasp_str (entry->address);
  message.set.value = entry->value;
  return message;
}

/**
 * clasp_client_bundle_async:
 * @self: a client that is connected or will be again
 * @bundle: what takes effect together
 * @time_us: when, by the router's clock in Unix microseconds; what is past or 0 is at once
 * @cancellable: (nullable): stops waiting; what was sent stays sent
 * @callback: called when the router has applied it, or has taken it for later
 * @user_data: for @callback
 *
 * All of it takes effect or nothing. It is committed: sent again over a new connection if the old
 * one ends before the router has confirmed, and applied once.
 *
 * Thread: the client's.
 */
void
clasp_client_bundle_async (ClaspClient        *self,
                           ClaspBundleBuilder *bundle,
                           gint64              time_us,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask                   *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree ClaspMessage *members = g_new0 (ClaspMessage, bundle->entries->len + 1);
  ClaspMessage             message = { .type = CLASP_MESSAGE_BUNDLE };

  g_task_set_source_tag (task, clasp_client_bundle_async);
  for (guint i = 0; i < bundle->entries->len; i++)
    members[i] = make_member (&g_array_index (bundle->entries, Entry, i));
  message.bundle.has_timestamp = time_us > 0;
  message.bundle.timestamp_us = (guint64) MAX (time_us, 0);
  message.bundle.messages = members;
  message.bundle.n_messages = bundle->entries->len;
  clasp_client_request_confirmed (self, CLASP_REQUEST_BUNDLE, NULL, &message, CLASP_QOS_COMMIT,
                                  task);
}

/**
 * clasp_client_bundle_after_async:
 * @self: a client that is connected or will be again
 * @bundle: what takes effect together
 * @delay_ms: how long from now, in milliseconds
 * @cancellable: (nullable): stops waiting; what was sent stays sent
 * @callback: called when the router has applied it, or has taken it for later
 * @user_data: for @callback
 *
 * [method@Clasp.Client.bundle_async] at a time counted from now, as exact as the router's clock is
 * known.
 *
 * Thread: the client's.
 */
void
clasp_client_bundle_after_async (ClaspClient        *self,
                                 ClaspBundleBuilder *bundle,
                                 guint               delay_ms,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  gint64 time_us = clasp_client_get_server_time_us (self) + (gint64) delay_ms * 1000;

  clasp_client_bundle_async (self, bundle, time_us, cancellable, callback, user_data);
}

/**
 * clasp_client_bundle_finish:
 * @self: a client
 * @result: of the operation
 * @error: return location: CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT, _CLOSED,
 *   CLASP_CODEC_ERROR_TOO_LARGE
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when the router has applied it, or has taken it for later
 */
gboolean
clasp_client_bundle_finish (ClaspClient *self, GAsyncResult *result, GError **error)
{
  return clasp_client_finish_plain (result, error);
}
