/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-priority.h"
#include "support/clasp-test.h"

#include <unistd.h>

/* A bus of our own, and on it a daemon of our own, for the real ones would raise something. */
typedef struct
{
  GTestDBus       *bus;
  GDBusConnection *daemon; /* its side of the bus */
  const char      *refusal; /* (nullable) */
  char            *asked;  /* (owned) (nullable) "interface.method arguments" */
  GError          *error;  /* (owned) (nullable) of the answer */
  gboolean         is_raised, is_answered;
} Bus;

static const char interfaces[] =
  "<node>"
  "  <interface name='org.freedesktop.RealtimeKit1'>"
  "    <method name='MakeThreadHighPriorityWithPID'>"
  "      <arg type='t' direction='in'/><arg type='t' direction='in'/><arg type='i' direction='in'/>"
  "    </method>"
  "  </interface>"
  "  <interface name='org.freedesktop.portal.Realtime'>"
  "    <method name='MakeThreadHighPriorityWithPID'>"
  "      <arg type='t' direction='in'/><arg type='t' direction='in'/><arg type='i' direction='in'/>"
  "    </method>"
  "  </interface>"
  "</node>";

static void
called (GDBusConnection       *connection,
        const char            *sender,
        const char            *path,
        const char            *interface,
        const char            *method,
        GVariant              *arguments,
        GDBusMethodInvocation *invocation,
        gpointer               user_data)
{
  Bus             *self = user_data;
  g_autofree char *text = g_variant_print (arguments, FALSE);

  g_free (self->asked);
  self->asked = g_strdup_printf ("%s %s.%s %s", path, interface, method, text);
  if (self->refusal != NULL)
    g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED, self->refusal);
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable vtable = { .method_call = called };

static void
offer (Bus *self, GDBusNodeInfo *node, const char *name, const char *path, const char *interface)
{
  g_autoptr (GError)   error = NULL;
  g_autoptr (GVariant) reply = NULL;

  g_dbus_connection_register_object (self->daemon, path, g_dbus_node_info_lookup_interface (node, interface), &vtable,
                                     self, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (self->daemon, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", name, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                                       &error);
  g_assert_no_error (error);
}

static void
bus_start (Bus *self)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interfaces, &error);

  g_assert_no_error (error);
  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (self->bus), TRUE);
  self->daemon = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (self->bus),
                                                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                           G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                         NULL, NULL, &error);
  g_assert_no_error (error);
  offer (self, node, "org.freedesktop.RealtimeKit1", "/org/freedesktop/RealtimeKit1", "org.freedesktop.RealtimeKit1");
  offer (self, node, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Realtime");
}

static void
bus_stop (Bus *self)
{
  g_dbus_connection_close_sync (self->daemon, NULL, NULL);
  g_clear_object (&self->daemon);
  g_unsetenv ("DBUS_SYSTEM_BUS_ADDRESS");
  g_test_dbus_stop (self->bus);
  g_clear_object (&self->bus);
  g_free (self->asked);
  g_clear_error (&self->error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bus *self = user_data;

  g_clear_error (&self->error);
  self->is_raised = clasp_priority_ask_finish (result, &self->error);
  self->is_answered = TRUE;
}

static gboolean
is_answered (gpointer data)
{
  return ((Bus *) data)->is_answered;
}

static void
ask (Bus *self, gboolean is_sandboxed)
{
  self->is_answered = FALSE;
  clasp_priority_ask_async (1234, is_sandboxed, NULL, answered_cb, self);
  clasp_test_spin_until (is_answered, self, "the answer");
}

static void
test_daemon (void)
{
  Bus              bus = { 0 };
  g_autofree char *asked = g_strdup_printf ("(%d, 1234, -11)", (int) getpid ());
  g_autofree char *kit = g_strconcat ("/org/freedesktop/RealtimeKit1 org.freedesktop.RealtimeKit1.MakeThreadHighPriorityWithPID ", asked, NULL);
  g_autofree char *portal = g_strconcat ("/org/freedesktop/portal/desktop org.freedesktop.portal.Realtime.MakeThreadHighPriorityWithPID ", asked, NULL);

  bus_start (&bus);
  ask (&bus, FALSE);
  g_assert_no_error (bus.error);
  g_assert_true (bus.is_raised);
  g_assert_cmpstr (bus.asked, ==, kit);

  ask (&bus, TRUE);
  g_assert_no_error (bus.error);
  g_assert_cmpstr (bus.asked, ==, portal);

  bus.refusal = "not today";
  ask (&bus, FALSE);
  g_assert_false (bus.is_raised);
  g_assert_error (bus.error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);
  g_assert_cmpstr (bus.error->message, ==, "not today");
  bus_stop (&bus);
}

static gpointer
child_thread (gpointer data)
{
  g_assert_cmpint (clasp_priority_get_nice (clasp_priority_get_thread ()), ==, 0);
  return NULL;
}

static gpointer
raised_thread (gpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64             thread = clasp_priority_get_thread ();

  g_assert_cmpint (clasp_priority_get_nice (thread), ==, 0);
  clasp_priority_shorten_slice (thread);
  if (clasp_priority_raise (thread, &error))
    {
      g_assert_cmpint (clasp_priority_get_nice (thread), ==, CLASP_PRIORITY_NICE);
      g_thread_join (g_thread_new ("child", child_thread, NULL));
      return NULL;
    }
  g_assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
                 g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED)); /* EPERM */
  g_assert_cmpint (clasp_priority_get_nice (thread), ==, 0);
  return NULL;
}

/* Only the thread that is meant, not the one that made it, nor one that it makes. */
static void
test_thread (void)
{
  int before = clasp_priority_get_nice (clasp_priority_get_thread ());

  g_thread_join (g_thread_new ("raised", raised_thread, NULL));
  g_assert_cmpint (clasp_priority_get_nice (clasp_priority_get_thread ()), ==, before);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 30);
  g_test_add_func ("/io/priority/daemon-is-asked", test_daemon);
  g_test_add_func ("/io/priority/one-thread-is-raised", test_thread);

  return g_test_run ();
}
