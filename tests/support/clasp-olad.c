/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-olad.h"

#include "io/clasp-datagram.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define ARTNET_PORT 6454


static const char *const other_plugins[] = {
  "dummy",   "e131",    "espnet",           "ftdidmx", "gpio",     "karate",   "kinet",
  "milinst", "opendmx", "openpixelcontrol", "osc",     "pathport", "renard",   "sandnet",
  "shownet", "spi",     "stageprofi",       "uartdmx", "usbdmx",   "usbserial"
};

static void
write_config (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_strdup_printf ("%s/ola-%s.conf", folder, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0666), ==, 0);
}

static void
write_osc_config (const ClaspOlad *olad, const char *folder)
{
  g_autofree char *text = g_strdup_printf (
    "enabled = true\ninput_ports = 1\noutput_ports = 1\nudp_listen_port = %u\n"
    "port_0_address = /dmx/universe/%%d\nport_0_output_format = %s\n"
    "port_0_targets = 127.0.0.1:%u/dmx/universe/%%d\n",
    olad->osc_port, olad->osc_format, olad->osc_target);

  write_config (folder, "osc", text);
  write_config (folder, "port", "14-1-I-0 = 1\n14-1-O-0 = 3\n");
}

static void
write_e131_config (const ClaspOlad *olad, const char *folder)
{
  g_autofree char *text = g_strdup_printf (
    "enabled = true\nip = %s\ninput_ports = 2\noutput_ports = 2\nignore_preview = true\n"
    "prepend_hostname = false\nrevision = 0.46\n",
    olad->e131_address);

  write_config (folder, "e131", text);
  write_config (folder, "port", "11-1-I-0 = 1\n11-1-O-1 = 2\n");
}

static void
write_artnet_config (const ClaspOlad *olad, const char *folder)
{
  g_autofree char *text = g_strdup_printf (
    "enabled = true\nip = %s\nuse_loopback = %s\nalways_broadcast = false\n"
    "use_limited_broadcast = false\nnet = 0\nsubnet = 0\noutput_ports = 4\n"
    "short_name = OLA\nlong_name = OLA\n",
    olad->address, olad->network_pid == 0 ? "true" : "false");

  write_config (folder, "artnet", text);
}

static char *
make_config (const ClaspOlad *olad)
{
  char *folder = g_dir_make_tmp ("clasp-olad-XXXXXX", NULL);

  g_assert_nonnull (folder);
  g_assert_cmpint (g_chmod (folder, 0777), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (other_plugins); i++)
    write_config (folder, other_plugins[i], "enabled = false\n");
  write_artnet_config (olad, folder);
  write_config (folder, "port", "2-1-I-0 = 1\n2-1-O-1 = 2\n");
  if (olad->osc_port != 0)
    write_osc_config (olad, folder);
  if (olad->e131_address != NULL)
    write_e131_config (olad, folder);
  return folder;
}

/* There is one port 6454: tests that want it take turns. */
static int
lock_port (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "clasp-test-artnet-port.lock", NULL);
  int              fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

  flock (fd, LOCK_EX);
  return fd;
}

static gboolean
port_is_free (void)
{
  g_autoptr (ClaspReactor)  reactor = clasp_reactor_new (NULL);
  ClaspEndpoint             any = { (char *) "0.0.0.0", ARTNET_PORT };
  ClaspDatagramOptions      options = { 0 };
  g_autoptr (ClaspDatagram) socket = clasp_datagram_new (reactor, &any, &options, NULL, NULL, NULL);

  return socket != NULL;
}

static gboolean
has_started (gpointer user_data)
{
  const ClaspOlad *olad = user_data;
  const char      *said = clasp_test_peer_get_stderr (olad->peer);

  return strstr (said, "Started ArtNet") != NULL &&
         (olad->e131_address == NULL || strstr (said, "Started E1.31") != NULL);
}

void
clasp_olad_stop (ClaspOlad *olad)
{
  g_clear_pointer (&olad->peer, clasp_test_peer_free);
  g_clear_object (&olad->session);
  if (olad->folder != NULL)
    clasp_test_remove_tree (olad->folder);
  g_clear_pointer (&olad->folder, g_free);
  close (olad->lock_fd);
}

static gboolean
has_program (const char *name)
{
  g_autofree char *path = g_find_program_in_path (name);

  return path != NULL;
}

/* olad refuses to run as root; its own user may not exist, nobody does. */
static void
add_words (GPtrArray *argv, const char *const *words)
{
  for (; *words != NULL; words++)
    g_ptr_array_add (argv, (gpointer) *words);
}

gboolean
clasp_olad_start (ClaspOlad *olad)
{
  static const char *const drop[] = { "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                                      "--pdeathsig=KILL", NULL };
  g_autoptr (GPtrArray)    argv = g_ptr_array_new ();
  g_autofree char         *rpc_port = g_strdup_printf ("%u", clasp_test_free_port ());
  g_autofree char         *http_port = NULL;
  g_autofree char         *pid = g_strdup_printf ("%d", olad->network_pid);

  if (olad->address == NULL)
    olad->address = CLASP_OLAD_ADDRESS;
  if (!has_program ("olad") || (geteuid () == 0 && !has_program ("setpriv")))
    {
      g_test_skip ("olad is not installed, or setpriv to run it as another user");
      return FALSE;
    }
  olad->lock_fd = lock_port ();
  if (!port_is_free ())
    {
      g_test_skip ("port 6454 is used by another program");
      close (olad->lock_fd);
      return FALSE;
    }

  olad->folder = make_config (olad);
  olad->http_port = clasp_test_free_port ();
  http_port = g_strdup_printf ("%u", olad->http_port);
  if (olad->network_pid != 0)
    add_words (argv, (const char *const[]){ "nsenter", "-t", pid, "-n", NULL });
  if (geteuid () == 0)
    add_words (argv, drop);
  add_words (argv, (const char *const[]){ "olad", "-c", olad->folder, "-p", http_port, "-r", rpc_port, "-i",
                                          olad->address, "-l", "3", "--no-register-with-dns-sd", NULL });
  g_ptr_array_add (argv, NULL);

  olad->peer = clasp_test_peer_new ((const char *const *) argv->pdata);
  olad->session = soup_session_new ();
  clasp_test_spin_until (has_started, olad, "olad to start its plugins");
  return TRUE;
}

typedef struct
{
  GBytes  *body;
  gboolean is_done;
} Reply;

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reply *reply = user_data;

  reply->body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
  reply->is_done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Reply *) user_data)->is_done;
}

/* The answer of olad's web server, empty if it had none. */
char *
clasp_olad_ask (ClaspOlad *olad, const char *path, const char *form)
{
  g_autofree char *uri = g_strdup_printf ("http://%s:%u/%s", olad->address, olad->http_port, path);
  g_autoptr (SoupMessage) message = soup_message_new (form != NULL ? "POST" : "GET", uri);
  Reply                   reply = { NULL, FALSE };
  char                   *text;

  if (form != NULL)
    {
      g_autoptr (GBytes) body = g_bytes_new (form, strlen (form));

      soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
    }
  soup_session_send_and_read_async (olad->session, message, G_PRIORITY_DEFAULT, NULL, replied_cb,
                                    &reply);
  clasp_test_spin_until (is_done, &reply, uri);
  if (reply.body == NULL)
    return g_strdup ("");
  text = g_strndup (g_bytes_get_data (reply.body, NULL), g_bytes_get_size (reply.body));
  g_bytes_unref (reply.body);
  return text;
}

typedef struct
{
  ClaspOlad  *olad;
  const char *expected;
} Levels;

static gboolean
has_levels (gpointer user_data)
{
  Levels          *levels = user_data;
  g_autofree char *answer = clasp_olad_ask (levels->olad, "get_dmx?u=1", NULL);

  return strstr (answer, levels->expected) != NULL;
}

void
clasp_olad_expect_levels (ClaspOlad *olad, const char *expected)
{
  Levels levels = { olad, expected };

  clasp_test_spin_until (has_levels, &levels, expected);
}
