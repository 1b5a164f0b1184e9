/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-worker-private.h"

#include "transports/clasp-carriers.h"

#include <glib/gi18n-lib.h>

/* Where the router listens, and who it is over TLS. */

#define LISTENER_RETRY_US (2 * G_USEC_PER_SEC)

static void
accept_cb (ClaspListener *listener,
           ClaspLink     *link,
           gpointer       user_data)
{
  clasp_router_accept (((ClaspWorker *) user_data)->router, link);
}

static void
retry_cb (gpointer user_data)
{
  clasp_worker_start_listeners (user_data);
}

static void
listener_failed (ClaspWorker  *self,
                 const char   *uri,
                 const GError *error)
{
  g_info ("router: cannot listen on %s: %s", uri, error->message);
  if (self->listen_error == NULL)
    {
      self->listen_error = g_error_copy (error);
      g_prefix_error (&self->listen_error, "%s: ", uri);
    }
  clasp_timers_set (self->timers, &self->listen_timer, clasp_worker_now (self) + LISTENER_RETRY_US, retry_cb, self);
}

/* Who we are over TLS, from the files of the settings; NULL without @error when there are none.
 * Read once, before anybody is connected through it. */
static ClaspTlsIdentity *
get_identity (ClaspWorker *self,
              GError     **error)
{
  const char *certificate = clasp_settings_get_string (self->router_settings, "tls-certificate");
  const char *key = clasp_settings_get_string (self->router_settings, "tls-key");

  if (self->identity == NULL && *certificate != '\0' && *key != '\0')
    self->identity = clasp_tls_identity_new (certificate, key, error);
  return self->identity;
}

static ClaspListener *
new_listener (ClaspWorker *self,
              const char  *uri,
              GError     **error)
{
  g_autoptr (GError) identity_error = NULL;
  ClaspTlsIdentity  *identity = clasp_listener_needs_identity (uri) ? get_identity (self, &identity_error) : NULL;

  if (identity_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&identity_error));
      return NULL;
    }
  return clasp_listener_new_with_identity (self->reactor, uri, identity, error);
}

static void
start_listener (ClaspWorker *self,
                const char  *uri)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspListener) listener = NULL;

  if (g_hash_table_contains (self->listeners, uri))
    return;

  listener = new_listener (self, uri, &error);
  if (listener != NULL)
    clasp_worker_serve_http (self, listener);
  if (listener != NULL)
    clasp_listener_set_max_per_address (listener, (guint) clasp_settings_get_int (self->router_settings, "max-per-address"));
  if (listener == NULL || !clasp_listener_start (listener, accept_cb, self, &error))
    {
      listener_failed (self, uri, error);
      return;
    }

  /* Translators: begins as "CLASP router" is translated; the Log finds by that what it is about */
  g_message (_ ("CLASP router: listening on %s"), clasp_listener_get_uri (listener));
  g_hash_table_insert (self->listeners, g_strdup (uri), g_steal_pointer (&listener));
}

static gboolean
is_not_wanted (gpointer uri,
               gpointer listener,
               gpointer user_data)
{
  return !g_strv_contains (user_data, uri);
}

static gboolean
is_secure (gpointer uri,
           gpointer listener,
           gpointer user_data)
{
  return clasp_listener_needs_identity (uri);
}

/* Peers that come from now on meet the new certificate. */
void
clasp_worker_follow_identity (ClaspWorker   *self,
                         ClaspSettings *settings)
{
  static const char *const names[] = { "tls-certificate", "tls-key" };
  gboolean                 is_changed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (names) && self->router_settings != NULL; i++)
    if (g_strcmp0 (clasp_settings_get_string (self->router_settings, names[i]), clasp_settings_get_string (settings, names[i])) != 0)
      is_changed = TRUE;
  if (!is_changed)
    return;

  g_clear_pointer (&self->identity, clasp_tls_identity_unref);
  g_hash_table_foreach_remove (self->listeners, is_secure, NULL);
}

/**
 * clasp_worker_renew_identity:
 * @self: a worker
 * @identity: who we are from now on, to peers that connect
 *
 * Thread: worker.
 */
void
clasp_worker_renew_identity (ClaspWorker      *self,
                             ClaspTlsIdentity *identity)
{
  GHashTableIter iter;
  const char    *uri;
  gpointer       listener;

  g_clear_pointer (&self->identity, clasp_tls_identity_unref);
  self->identity = clasp_tls_identity_ref (identity);
  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, (gpointer *) &uri, &listener))
    clasp_listener_renew_identity (listener, uri, identity);
}

static void
stop_listener (gpointer listener)
{
  clasp_listener_stop (listener);
  g_object_unref (listener);
}

static void
set_max_per_address (ClaspWorker *self)
{
  GHashTableIter iter;
  gpointer       listener;

  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, &listener))
    clasp_listener_set_max_per_address (listener, (guint) clasp_settings_get_int (self->router_settings, "max-per-address"));
}

/* Starts what is wanted and not there, stops what is there and not wanted. */
void
clasp_worker_start_listeners (ClaspWorker *self)
{
  const char *const *uris = clasp_settings_get_strv (self->router_settings, "listen");

  g_clear_error (&self->listen_error);
  g_hash_table_foreach_remove (self->listeners, is_not_wanted, (gpointer) uris);
  set_max_per_address (self);
  for (guint i = 0; uris[i] != NULL; i++)
    start_listener (self, uris[i]);
  clasp_worker_check_settled (self);
}

void
clasp_worker_listeners_init (ClaspWorker *self)
{
  self->listeners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, stop_listener);
}
