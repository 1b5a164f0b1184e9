/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-avahi-daemon.h"

#include <glib/gstdio.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#define BUS_CONFIG                                                                                 \
  "<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN' "              \
  "'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'><busconfig>"                      \
  "<type>session</type><listen>unix:path=%s/bus</listen><policy context='default'>"                \
  "<allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/>"        \
  "</policy></busconfig>"
#define AVAHI_CONFIG                                                                               \
  "[server]\nhost-name=clasp-test\nallow-interfaces=lo\nuse-ipv6=%s\n"                             \
  "enable-dbus=yes\n[wide-area]\nenable-wide-area=no\n"

static char *
write_file (ClaspAvahiDaemon *self, const char *name, const char *text)
{
  char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static gboolean
has_program (const char *name)
{
  g_autofree char *path = g_find_program_in_path (name);

  if (path != NULL)
    return TRUE;
  g_test_skip (name);
  return FALSE;
}

gboolean
clasp_avahi_daemon_start_bus (ClaspAvahiDaemon *self)
{
  g_autofree char *config = NULL, *text = NULL, *address = NULL, *line = NULL;

  if (!has_program ("dbus-daemon"))
    return FALSE;

  self->folder = g_dir_make_tmp ("clasp-avahi-XXXXXX", NULL);
  text = g_strdup_printf (BUS_CONFIG, self->folder);
  config = write_file (self, "bus.conf", text);
  text = (g_free (text), g_strconcat ("--config-file=", config, NULL));
  self->bus = clasp_test_peer_new (
    (const char *const[]){ "dbus-daemon", text, "--nofork", "--nopidfile", "--print-address", NULL });
  line = clasp_test_peer_read_line (self->bus, 10000);
  g_assert_nonnull (line);
  address = g_strdup_printf ("unix:path=%s/bus", self->folder);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", address, TRUE);
  return TRUE;
}

/* The daemon takes a place of the whole machine, where another one may run: this process and its
 * children get one of their own. */
static gboolean
enter_own_run_folder (void)
{
  static gboolean is_in;

  if (is_in)
    return TRUE;
  g_mkdir ("/run/avahi-daemon", 0755);
  is_in = unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
          mount ("none", "/run/avahi-daemon", "tmpfs", 0, NULL) == 0;
  return is_in;
}

#define RUNNING 2 /* AvahiServerState */

static gboolean
is_running (gpointer bus)
{
  g_autoptr (GVariant) reply = NULL;
  gint32               state = -1;

  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.Avahi", "/",
                                       "org.freedesktop.Avahi.Server", "GetState", NULL,
                                       G_VARIANT_TYPE ("(i)"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                       20000, NULL, NULL);
  if (reply != NULL)
    g_variant_get (reply, "(i)", &state);
  return state == RUNNING;
}

/* Its own programs give up when it is not there yet. */
static void
await_running (void)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (GDBusConnection) bus = g_dbus_connection_new_for_address_sync (
    g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);

  g_assert_no_error (error);
  clasp_test_spin_until (is_running, bus, "the Avahi daemon to be ready");
  g_dbus_connection_close_sync (bus, NULL, NULL);
}

gboolean
clasp_avahi_daemon_start (ClaspAvahiDaemon *self)
{
  g_autofree char *config = NULL, *text = NULL;

  if (getuid () != 0)
    {
      g_test_skip ("the Avahi daemon starts as root only");
      return FALSE;
    }
  if (!has_program ("avahi-daemon"))
    return FALSE;
  if (!enter_own_run_folder ())
    {
      g_test_skip ("not allowed to make a /run of its own");
      return FALSE;
    }

  text = g_strdup_printf (AVAHI_CONFIG, self->has_ipv6 ? "yes" : "no");
  config = write_file (self, "avahi.conf", text);
  self->avahi = clasp_test_peer_new ((const char *const[]){ "avahi-daemon", "-f", config,
                                                            "--no-drop-root", "--no-chroot",
                                                            "--no-rlimits", NULL });
  if (self->avahi != NULL)
    await_running ();
  return self->avahi != NULL;
}

void
clasp_avahi_daemon_stop (ClaspAvahiDaemon *self)
{
  g_clear_pointer (&self->avahi, clasp_test_peer_free);
}

void
clasp_avahi_daemon_clear (ClaspAvahiDaemon *self)
{
  static const char *const files[] = { "bus", "bus.conf", "avahi.conf" };

  clasp_avahi_daemon_stop (self);
  g_clear_pointer (&self->bus, clasp_test_peer_free);
  g_unsetenv ("DBUS_SYSTEM_BUS_ADDRESS");
  for (guint i = 0; i < G_N_ELEMENTS (files) && self->folder != NULL; i++)
    {
      g_autofree char *path = g_build_filename (self->folder, files[i], NULL);

      g_unlink (path);
    }
  if (self->folder != NULL)
    g_rmdir (self->folder);
  g_clear_pointer (&self->folder, g_free);
}
