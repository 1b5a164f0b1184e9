/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"

#include <glib/gi18n-lib.h>

/* Design notes: a certificate is renewed by another program, every few weeks, in the middle of
 * whatever goes on. Both files are watched here; when they have come to rest a task thread reads
 * them, and what is good crosses the border. Who connects from then on meets the new certificate;
 * connections that are there go on. Certificate and key are two files: as long as they do not go
 * together the old ones stay, and the next change is looked at. */

#define SETTLE_MS 200

struct _ClaspEngineTls
{
  ClaspEngine  *engine;              /* (unowned) */
  char         *certificate, *key;   /* (owned) empty = none */
  GFileMonitor *certificate_monitor; /* (owned) (nullable) */
  GFileMonitor *key_monitor;         /* (owned) (nullable) */
  GCancellable *reading;             /* (owned) (nullable) */
  guint         settle_source;
};

/* ---- down ---- */

typedef struct
{
  ClaspEngine      *engine;   /* (unowned) outlives its worker */
  ClaspTlsIdentity *identity; /* (owned) */
} Order;

static void
order_free (gpointer data)
{
  Order *self = data;

  clasp_tls_identity_unref (self->identity);
  g_free (self);
}

static gboolean
order_run_cb (gpointer data)
{
  Order *self = data;

  clasp_worker_renew_identity (self->engine->worker, self->identity);
  return G_SOURCE_REMOVE;
}

/* ---- reading ---- */

static void
read_thread (GTask *task, gpointer source, gpointer paths, GCancellable *cancellable)
{
  GError           *error = NULL;
  ClaspTlsIdentity *identity =
    clasp_tls_identity_new (((char **) paths)[0], ((char **) paths)[1], &error);

  if (identity != NULL)
    g_task_return_pointer (task, identity, (GDestroyNotify) clasp_tls_identity_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClaspEngine       *engine = CLASP_ENGINE (source);
  g_autoptr (GError) error = NULL;
  ClaspTlsIdentity  *identity = g_task_propagate_pointer (G_TASK (result), &error);
  Order             *order;

  /* Cancelled: there are other files by now, or the engine has stopped. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&engine->tls->reading);
  if (identity == NULL)
    {
      g_warning (_ ("The certificate has changed, and the old one stays: %s"), error->message);
      return;
    }

  g_message (_ ("The certificate has changed: %s"), engine->tls->certificate);
  order = g_new0 (Order, 1);
  order->engine = engine;
  order->identity = identity;
  clasp_context_post (engine->context, order_run_cb, order, order_free);
}

static void
cancel_reading (ClaspEngineTls *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static gboolean
settled_cb (gpointer user_data)
{
  ClaspEngineTls *self = user_data;
  char           *paths[] = { self->certificate, self->key, NULL };
  GTask          *task;

  self->settle_source = 0;
  cancel_reading (self);
  self->reading = g_cancellable_new ();
  task = g_task_new (self->engine, self->reading, read_cb, NULL);
  g_task_set_source_tag (task, settled_cb);
  g_task_set_task_data (task, g_strdupv (paths), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, read_thread);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* ---- watching ---- */

static void
changed_cb (ClaspEngineTls *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  if (event == G_FILE_MONITOR_EVENT_DELETED || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    return;
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add (SETTLE_MS, settled_cb, self);
  g_source_set_name_by_id (self->settle_source, "[clasp] certificate");
}

static GFileMonitor *
watch (ClaspEngineTls *self, const char *path)
{
  g_autoptr (GFile)  file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  GFileMonitor      *monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);

  if (monitor != NULL)
    g_signal_connect_swapped (monitor, "changed", G_CALLBACK (changed_cb), self);
  else
    g_warning (_ ("%s is not watched: %s"), path, error->message);
  return monitor;
}

static void
unwatch_one (ClaspEngineTls *self, GFileMonitor **monitor)
{
  if (*monitor == NULL)
    return;
  g_signal_handlers_disconnect_by_data (*monitor, self);
  g_file_monitor_cancel (*monitor);
  g_clear_object (monitor);
}

static void
unwatch (ClaspEngineTls *self)
{
  unwatch_one (self, &self->certificate_monitor);
  unwatch_one (self, &self->key_monitor);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  cancel_reading (self);
  g_clear_pointer (&self->certificate, g_free);
  g_clear_pointer (&self->key, g_free);
}

/* ---- the engine's calls ---- */

/**
 * clasp_engine_tls_follow:
 * @self: an engine that runs
 *
 * Watches the certificate and the key that the show names by now, unless they are watched already.
 * The worker reads them when it begins to listen.
 */
void
clasp_engine_tls_follow (ClaspEngine *self)
{
  ClaspSettings *settings = clasp_router_config_get_settings (clasp_show_get_router (self->show));
  const char    *certificate = clasp_settings_get_string (settings, "tls-certificate");
  const char    *key = clasp_settings_get_string (settings, "tls-key");

  if (self->tls == NULL)
    {
      self->tls = g_new0 (ClaspEngineTls, 1);
      self->tls->engine = self;
    }
  if (g_strcmp0 (certificate, self->tls->certificate) == 0 && g_strcmp0 (key, self->tls->key) == 0)
    return;

  unwatch (self->tls);
  self->tls->certificate = g_strdup (certificate);
  self->tls->key = g_strdup (key);
  if (certificate[0] == '\0' || key[0] == '\0')
    return;
  self->tls->certificate_monitor = watch (self->tls, certificate);
  self->tls->key_monitor = watch (self->tls, key);
}

/**
 * clasp_engine_tls_stop:
 * @self: an engine
 */
void
clasp_engine_tls_stop (ClaspEngine *self)
{
  if (self->tls == NULL)
    return;
  unwatch (self->tls);
  g_clear_pointer (&self->tls, g_free);
}
