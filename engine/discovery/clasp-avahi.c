/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-discovery"

#include "discovery/clasp-avahi.h"

#include <glib/gi18n-lib.h>

/* Design notes: a connection of our own to the bus, so that nothing is shared with whoever else in
 * this process uses it, and nothing waits. The daemon is ready when its server says RUNNING. A bus
 * that is not there is tried again every ten seconds. */

#define AVAHI "org.freedesktop.Avahi"
#define BUS_FLAGS                                                                                  \
  (G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |                                                 \
   G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION)
#define RETRY_US (10 * G_USEC_PER_SEC)
#define CALL_TIMEOUT_MS 5000
#define STATE_RUNNING 2 /* AvahiServerState */

struct _ClaspAvahi
{
  ClaspTimers      *timers; /* (unowned) */
  ClaspAvahiHandler handler;
  gpointer          user_data;
  GCancellable     *cancellable; /* (owned) */
  GDBusConnection  *bus;         /* (owned) (nullable) */
  gulong            closed_id;
  guint             watch_id, signals_id;
  gboolean          is_ready;
  char             *problem; /* (owned) (nullable) */
  ClaspTimer        retry_timer;
};

static void connect_to_bus (gpointer user_data);

static void
set_gone (ClaspAvahi *self, const char *problem)
{
  gboolean is_news = self->is_ready || g_strcmp0 (problem, self->problem) != 0;

  self->is_ready = FALSE;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  if (is_news)
    self->handler.gone (self->user_data);
}

static void
take_state (ClaspAvahi *self, gint32 state)
{
  gboolean is_running = state == STATE_RUNNING;

  if (is_running == self->is_ready)
    return;
  if (!is_running)
    {
      set_gone (self, "The Avahi daemon is not ready");
      return;
    }
  self->is_ready = TRUE;
  g_clear_pointer (&self->problem, g_free);
  self->handler.ready (self->user_data);
}

/* ---- the daemon ---- */

static void
signal_cb (GDBusConnection *bus,
           const char      *sender,
           const char      *path,
           const char      *interface,
           const char      *name,
           GVariant        *values,
           gpointer         user_data)
{
  ClaspAvahi *self = user_data;
  gint32      state;

  if (g_str_equal (interface, CLASP_AVAHI_SERVER) && g_str_equal (name, "StateChanged") &&
      g_variant_is_of_type (values, G_VARIANT_TYPE ("(is)")))
    {
      g_variant_get (values, "(i&s)", &state, NULL);
      take_state (self, state);
    }
  else if (self->is_ready)
    self->handler.signal (path, interface, name, values, self->user_data);
}

static void
state_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError)   error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              &error);
  gint32               state;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply == NULL)
    {
      g_autofree char *problem = g_strdup_printf (_ ("The Avahi daemon fails: %s"), error->message);

      set_gone (user_data, problem);
      return;
    }
  g_variant_get (reply, "(i)", &state);
  take_state (user_data, state);
}

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  ClaspAvahi *self = user_data;

  g_dbus_connection_call (bus, AVAHI, "/", CLASP_AVAHI_SERVER, "GetState", NULL,
                          G_VARIANT_TYPE ("(i)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_TIMEOUT_MS,
                          self->cancellable, state_cb, self);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  set_gone (user_data, _ ("The Avahi daemon does not run; install and start avahi-daemon"));
}

/* ---- the bus ---- */

static void
forget_bus (ClaspAvahi *self)
{
  if (self->bus == NULL)
    return;

  g_signal_handler_disconnect (self->bus, self->closed_id);
  g_dbus_connection_signal_unsubscribe (self->bus, self->signals_id);
  g_bus_unwatch_name (self->watch_id);
  g_dbus_connection_close (self->bus, NULL, NULL, NULL);
  g_clear_object (&self->bus);
}

static void
retry_later (ClaspAvahi *self, const GError *error)
{
  g_autofree char *problem = g_strdup_printf (_ ("There is no system bus to reach Avahi by: %s"),
                                              error != NULL ? error->message : _ ("it went away"));

  forget_bus (self);
  clasp_timers_set (self->timers, &self->retry_timer,
                    clasp_clock_now_us (clasp_timers_get_clock (self->timers)) + RETRY_US,
                    connect_to_bus, self);
  set_gone (self, problem);
}

static void
closed_cb (GDBusConnection *bus, gboolean is_remote, const GError *error, gpointer user_data)
{
  retry_later (user_data, error);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (GDBusConnection) bus = g_dbus_connection_new_for_address_finish (result, &error);
  ClaspAvahi                 *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bus == NULL)
    {
      retry_later (self, error);
      return;
    }

  self->bus = g_steal_pointer (&bus);
  g_dbus_connection_set_exit_on_close (self->bus, FALSE);
  self->closed_id = g_signal_connect (self->bus, "closed", G_CALLBACK (closed_cb), self);
  self->signals_id = g_dbus_connection_signal_subscribe (self->bus, AVAHI, NULL, NULL, NULL, NULL,
                                                         G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, self,
                                                         NULL);
  self->watch_id = g_bus_watch_name_on_connection (self->bus, AVAHI,
                                                   G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb,
                                                   vanished_cb, self, NULL);
}

static void
connect_to_bus (gpointer user_data)
{
  ClaspAvahi        *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char   *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, &error);

  if (address == NULL)
    retry_later (self, error);
  else
    g_dbus_connection_new_for_address (address, BUS_FLAGS, NULL, self->cancellable, connected_cb,
                                       self);
}

/* ---- calls ---- */

typedef struct
{
  ClaspAvahiFunc func; /* (nullable) */
  gpointer       user_data;
} Call;

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call     *call = user_data;
  g_autoptr (GError)   error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              &error);

  if (call->func != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    call->func (reply, error, call->user_data);
}

void
clasp_avahi_call_within (ClaspAvahi    *self,
                         int            timeout_ms,
                         const char    *path,
                         const char    *interface,
                         const char    *method,
                         GVariant      *arguments,
                         ClaspAvahiFunc func,
                         gpointer       user_data)
{
  Call *call = g_new (Call, 1);

  *call = (Call){ func, user_data };
  g_dbus_connection_call (self->bus, AVAHI, path, interface, method, arguments, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, timeout_ms, self->cancellable, called_cb,
                          call);
}

void
clasp_avahi_call (ClaspAvahi    *self,
                  const char    *path,
                  const char    *interface,
                  const char    *method,
                  GVariant      *arguments,
                  ClaspAvahiFunc func,
                  gpointer       user_data)
{
  clasp_avahi_call_within (self, CALL_TIMEOUT_MS, path, interface, method, arguments, func,
                           user_data);
}

/* ---- life ---- */

ClaspAvahi *
clasp_avahi_new (ClaspTimers *timers, const ClaspAvahiHandler *handler, gpointer user_data)
{
  ClaspAvahi *self = g_new0 (ClaspAvahi, 1);

  self->timers = timers;
  self->handler = *handler;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  clasp_timers_set (timers, &self->retry_timer,
                    clasp_clock_now_us (clasp_timers_get_clock (timers)), connect_to_bus, self);
  return self;
}

void
clasp_avahi_free (ClaspAvahi *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  clasp_timers_cancel (self->timers, &self->retry_timer);
  forget_bus (self);
  g_free (self->problem);
  g_free (self);
}

const char *
clasp_avahi_get_problem (ClaspAvahi *self)
{
  return self->problem;
}
