/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "osc-stage.h"

#include <net/if.h>

/* Groups and broadcasts, on the loopback interface. */

#define GROUP "239.255.0.9"

static ClaspDatagram *
open_sender (OscStage *stage)
{
  ClaspEndpoint        any = { (char *) "0.0.0.0", 0 };
  ClaspDatagramOptions options = { .broadcast = TRUE };
  g_autoptr (GError)   error = NULL;
  ClaspDatagram       *socket =
    clasp_datagram_new (stage->router.reactor, &any, &options, NULL, NULL, &error);

  g_assert_no_error (error);
  clasp_datagram_set_multicast (socket, if_nametoindex ("lo"), 1, TRUE, &error);
  g_assert_no_error (error);
  return socket;
}

static void
send_to (ClaspDatagram *socket, const char *host, guint16 port, const char *line)
{
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string (host, port);
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;
  g_autoptr (GError)         error = NULL;

  osc_write_message (&writer, line);
  clasp_datagram_send (socket, to, writer.data, writer.length, &error);
  g_assert_no_error (error);
}

static void
test_group_is_heard (OscStage *stage, gconstpointer data)
{
  g_autoptr (ClaspDatagram) sender = open_sender (stage);
  g_autofree char          *text =
    g_strdup_printf ("listen=udp://" GROUP ":%u interface=lo & max-packet=1472", stage->port);

  osc_stage_open (stage, text);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  send_to (sender, GROUP, stage->port, "/a i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1");
  send_to (sender, "239.255.0.10", stage->port, "/other i 1");
  send_to (sender, GROUP, stage->port, "/b i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/b 1 rev 1");
}

/* Two programs of one computer may be in a group. */
static void
test_group_is_shared (OscStage *stage, gconstpointer data)
{
  ClaspEndpoint             any = { (char *) "0.0.0.0", stage->port };
  ClaspDatagramOptions      options = { .reuse_address = TRUE };
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspDatagram) other =
    clasp_datagram_new (stage->router.reactor, &any, &options, NULL, NULL, &error);
  g_autofree char *text =
    g_strdup_printf ("listen=udp://" GROUP ":%u interface=lo & max-packet=1472", stage->port);

  g_assert_no_error (error);
  g_assert_nonnull (other);
  osc_stage_open (stage, text);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
}

static void
heard_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  g_autofree char *text = osc_text_of (bytes, size);

  g_string_append_printf (user_data, "%s\n", text);
}

static gboolean
has_text (gpointer user_data)
{
  return ((GString *) user_data)->len > 0;
}

static void
expect_sent_to (OscStage *stage, const char *target, const char *group)
{
  ClaspEndpoint             any = { (char *) "0.0.0.0", stage->port };
  ClaspDatagramOptions      options = { 0 };
  g_autoptr (GString)       heard = g_string_new (NULL);
  g_autoptr (ClaspDatagram) receiver =
    clasp_datagram_new (stage->router.reactor, &any, &options, heard_cb, heard, NULL);
  g_autofree char *text = g_strdup_printf ("listen= & send=%s", target);

  if (group != NULL)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (group);

      g_assert_true (clasp_datagram_join (receiver, address, if_nametoindex ("lo"), NULL));
    }
  osc_stage_open (stage, text);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  clasp_test_spin_until (has_text, heard, "a datagram");
  g_assert_cmpstr (heard->str, ==, "/a i 1\n");
}

static void
test_group_is_sent_to (OscStage *stage, gconstpointer data)
{
  g_autofree char *target = g_strdup_printf (GROUP ":%u interface=lo", stage->port);

  expect_sent_to (stage, target, GROUP);
}

static void
test_broadcast_is_sent (OscStage *stage, gconstpointer data)
{
  g_autofree char *target = g_strdup_printf ("udp://127.255.255.255:%u", stage->port);

  expect_sent_to (stage, target, NULL);
}

static void
test_interface_that_is_away_is_named (OscStage *stage, gconstpointer data)
{
  g_autofree char *listen =
    g_strdup_printf ("listen=udp://" GROUP ":%u interface=nowhere & max-packet=1472", stage->port);
  g_autofree char *send =
    g_strdup_printf ("listen= & send=" GROUP ":%u interface=nowhere", stage->port);

  osc_stage_open (stage, listen);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_DEGRADED);
  g_assert_nonnull (strstr (stage->status.detail, "‘nowhere’"));
  osc_stage_close (stage);
  osc_stage_open (stage, send);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_DEGRADED);
  g_assert_nonnull (strstr (stage->status.detail, "‘nowhere’"));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/multicast/" path, OscStage, NULL, osc_stage_set_up, func,              \
              osc_stage_tear_down)
  ADD ("group-is-heard", test_group_is_heard);
  ADD ("group-is-shared", test_group_is_shared);
  ADD ("group-is-sent-to", test_group_is_sent_to);
  ADD ("broadcast-is-sent", test_broadcast_is_sent);
  ADD ("interface-that-is-away-is-named", test_interface_that_is_away_is_named);
  return g_test_run ();
}
