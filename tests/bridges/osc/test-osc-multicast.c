/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "osc-stage.h"

#include "bridges/osc/clasp-osc-own.h"

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

/* ---- what we said ourselves ---- */

/* An equal event of somebody else is one, however soon it comes. */
static void
expect_own_is_not_heard (OscStage *stage, const char *listen, const char *host)
{
  g_autoptr (ClaspDatagram) sender = open_sender (stage);
  g_autofree char *text = g_strdup_printf ("listen=%s & send=udp://%s:%u interface=lo", listen, host, stage->port);
  ClaspValue       one = clasp_value_int (1);

  osc_stage_open (stage, text);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  for (guint i = 0; i < 3; i++)
    clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/osc/go"), &one);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  send_to (sender, host, stage->port, "/go i 1");
  osc_stage_expect_heard (stage, "local ← PUBLISH event /osc/go 1");
  osc_stage_settle (stage);
  g_assert_cmpuint (stage->status.n_out, ==, 4);
  g_assert_cmpuint (stage->status.n_in, ==, 1);
}

static void
test_own_group_is_not_heard (OscStage *stage, gconstpointer data)
{
  g_autofree char *listen = g_strdup_printf ("udp://" GROUP ":%u interface=lo", stage->port);

  expect_own_is_not_heard (stage, listen, GROUP);
}

static void
test_own_broadcast_is_not_heard (OscStage *stage, gconstpointer data)
{
  g_autofree char *listen = g_strdup_printf ("udp://0.0.0.0:%u interface=lo", stage->port);

  expect_own_is_not_heard (stage, listen, "127.255.255.255");
}

static gboolean
take (ClaspOscOwn *own, guint64 channel, const char *host, guint16 port, const char *packet)
{
  g_autoptr (GSocketAddress) from = g_inet_socket_address_new_from_string (host, port);

  return clasp_osc_own_take (own, channel, from, (const guint8 *) packet, strlen (packet));
}

static void
test_own_by_its_source (OscStage *stage, gconstpointer data)
{
  g_autoptr (ClaspOscOwn) own = clasp_osc_own_new (stage->router.timers);
  const guint8            packet[] = "/go";

  g_assert_false (take (own, 1, "127.0.0.1", 9000, "/go"));
  clasp_osc_own_note (own, 9000, packet, 3);
  g_assert_false (take (own, 1, "192.0.2.1", 9000, "/go")); /* another machine, the same port */
  g_assert_false (take (own, 1, "127.0.0.1", 9001, "/go")); /* another program */
  g_assert_false (take (own, 1, "127.0.0.1", 9000, "/no"));
  g_assert_true (take (own, 1, "127.0.0.1", 9000, "/go"));
  g_assert_false (take (own, 1, "127.0.0.1", 9000, "/go")); /* one that shares the port */
  g_assert_true (take (own, 2, "127.0.0.1", 9000, "/go"));  /* our other socket hears it too */
  clasp_osc_own_note (own, 9000, packet, 3);
  clasp_fixture_advance (&stage->router, CLASP_OSC_OWN_EXPIRY_US);
  g_assert_true (take (own, 1, "127.0.0.1", 9000, "/go"));
  clasp_osc_own_note (own, 9000, packet, 3);
  clasp_fixture_advance (&stage->router, CLASP_OSC_OWN_EXPIRY_US + 1);
  g_assert_false (take (own, 1, "127.0.0.1", 9000, "/go"));
}

static void
test_own_at_the_limit (OscStage *stage, gconstpointer data)
{
  g_autoptr (ClaspOscOwn) own = clasp_osc_own_new (stage->router.timers);

  clasp_osc_own_note (own, 9000, (const guint8 *) "/first", 6);
  for (guint i = 1; i < CLASP_OSC_OWN_MAX; i++)
    clasp_osc_own_note (own, 9000, (const guint8 *) "/other", 6);
  g_assert_true (take (own, 1, "127.0.0.1", 9000, "/first"));
  clasp_osc_own_note (own, 9000, (const guint8 *) "/other", 6);
  g_assert_false (take (own, 2, "127.0.0.1", 9000, "/first"));
  g_assert_true (take (own, 2, "127.0.0.1", 9000, "/other"));
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
  ADD ("own-group-is-not-heard", test_own_group_is_not_heard);
  ADD ("own-broadcast-is-not-heard", test_own_broadcast_is_not_heard);
  ADD ("own-by-its-source", test_own_by_its_source);
  ADD ("own-at-the-limit", test_own_at_the_limit);
  return g_test_run ();
}
