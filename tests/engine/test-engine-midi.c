/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A note that a mapping began ends with it: at a device that is a pseudo-terminal, by edits of the show. */

#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "support/clasp-test.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  ClaspShow   *show;
  ClaspEngine *engine;
  guint16      osc_port;
  int          synth; /* the far end of the MIDI line */
  guint        source;
  GString     *got;   /* what the synth got, "90 3c 64 " */
} Fixture;

static gboolean
synth_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;
  guint8   bytes[256];
  gssize   n = read (fd, bytes, sizeof bytes);

  for (gssize i = 0; i < n; i++)
    g_string_append_printf (fixture->got, "%02x ", bytes[i]);
  return G_SOURCE_CONTINUE;
}

static void
connect_from_text (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_show_connect_from_text (fixture->show, text, &error);
  g_assert_no_error (error);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char   *osc = NULL, *midi = NULL;
  g_autoptr (GError) error = NULL;

  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->engine = clasp_engine_new (fixture->show);
  fixture->osc_port = clasp_test_free_port ();
  fixture->got = g_string_new (NULL);
  fixture->synth = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  g_assert_cmpint (grantpt (fixture->synth) | unlockpt (fixture->synth), ==, 0);
  clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (fixture->show)), "listen",
                           "ws://127.0.0.1:0/clasp", &error);
  g_assert_no_error (error);
  osc = g_strdup_printf ("osc,listen=127.0.0.1:%u", fixture->osc_port);
  midi = g_strdup_printf ("midi,backend=serial,port=%s,device=synth,notes-as-param=true", ptsname (fixture->synth));
  connect_from_text (fixture, osc);
  connect_from_text (fixture, midi);
  fixture->source = g_unix_fd_add (fixture->synth, G_IO_IN, synth_cb, fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->engine);
  g_assert_finalize_object (fixture->show);
  g_source_remove (fixture->source);
  close (fixture->synth);
  g_string_free (fixture->got, TRUE);
}

static void
send_osc (Fixture *fixture, guint8 number)
{
  g_autoptr (GSocket)        socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string ("127.0.0.1", fixture->osc_port);
  guint8                     packet[] = "/key\0\0\0\0,i\0\0\0\0\0";

  packet[15] = number;
  g_assert_cmpint (g_socket_send_to (socket, to, (const char *) packet, 16, NULL, NULL), ==, 16);
}

typedef struct
{
  Fixture    *fixture;
  const char *text;
  GAsyncResult *result;
} Wait;

static gboolean
has_got (gpointer user_data)
{
  Wait *wait = user_data;

  return strstr (wait->fixture->got->str, wait->text) != NULL;
}

static void
expect_got (Fixture *fixture, const char *text)
{
  Wait wait = { fixture, text, NULL };

  clasp_test_spin_until (has_got, &wait, text);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Wait *) user_data)->result = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return ((Wait *) user_data)->result != NULL;
}

static void
start (Fixture *fixture)
{
  Wait               wait = { fixture, NULL, NULL };
  g_autoptr (GError) error = NULL;

  clasp_engine_start (fixture->engine);
  clasp_engine_wait_ready_async (fixture->engine, NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the engine to settle");
  clasp_engine_wait_ready_finish (fixture->engine, wait.result, &error);
  g_assert_no_error (error);
  g_object_unref (wait.result);
}

static void
test_note_ends_with_its_mapping (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ClaspMapping      *mapping =
    clasp_show_map_from_text (fixture->show, "/osc/key => /midi/synth/ch/1/note/60", &error);

  g_assert_no_error (error);
  start (fixture);
  send_osc (fixture, 100);
  expect_got (fixture, "90 3c ");
  clasp_mapping_set_target (mapping, "/midi/synth/ch/1/note/62"); /* in the middle of it */
  expect_got (fixture, "80 3c 40 ");
  send_osc (fixture, 1);
  expect_got (fixture, "90 3e ");
  clasp_show_remove (fixture->show, CLASP_SHOW_ITEM (mapping));
  expect_got (fixture, "80 3e 40 ");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
  g_test_add ("/engine/midi/note-ends-with-its-mapping", Fixture, NULL, setup, test_note_ends_with_its_mapping, teardown);
  return g_test_run ();
}
