/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/sacn/sacn-stage.h"
#include "bridges/sacn/clasp-sacn-network.h"
#include "bridges/sacn/clasp-sacn-settings.h"

#include "support/clasp-own-network.h"

#include <net/if.h>

/* Interfaces that come and go, in a network of its own. */

static void
test_interface_that_is_not_there (Stage *stage, gconstpointer data)
{
  stage_open (stage, "interfaces=none0");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  g_assert_nonnull (strstr (stage->status.detail, "‘none0’"));
}

static gboolean
run_ip (const char *words)
{
  g_autofree char *command = g_strconcat ("ip ", words, NULL);
  int              status = 0;

  return g_spawn_command_line_sync (command, NULL, NULL, &status, NULL) && status == 0;
}

static gboolean
make_cable (void)
{
  return run_ip ("link add va type veth peer name vb") && run_ip ("addr add 10.71.0.1/24 dev va") &&
         run_ip ("link set va up") && run_ip ("link set vb up");
}

static gboolean
is_idle (gpointer user_data)
{
  ClaspBridgeState state = ((Stage *) user_data)->status.state;

  return state == CLASP_BRIDGE_STATE_IDLE || state == CLASP_BRIDGE_STATE_LIVE;
}

static gboolean
is_missing (gpointer user_data)
{
  return ((Stage *) user_data)->status.state == CLASP_BRIDGE_STATE_MISSING;
}

static void
send_through_va (Stage *stage, const char *hex)
{
  clasp_datagram_set_multicast (stage->console, if_nametoindex ("va"), 1, TRUE, NULL);
  stage_send_frame (stage, 7, 1, hex);
}

/* Pulled out and plugged in again, as another device of the same name: joined again. */
static void
test_interface_comes_back (Stage *stage, gconstpointer data)
{
  if (!make_cable () || !run_ip ("link del va"))
    {
      g_test_skip ("no interfaces can be made here");
      return;
    }
  stage_open (stage, "interfaces=va");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *hex = g_strdup_printf ("%02x", i);
      g_autofree char *text = g_strdup_printf ("SET /sacn/7/1 %u", i);

      g_assert_true (make_cable ());
      clasp_test_spin_until (is_idle, stage, "the interface to be used");
      send_through_va (stage, hex);
      stage_wait_for (stage, text);
      g_assert_true (run_ip ("link del va"));
      clasp_test_spin_until (is_missing, stage, "the interface to be missed");
    }
}

/* Without names: loopback as long as there is nothing else, then what comes up. */
static void
test_all_interfaces (Stage *stage, gconstpointer data)
{
  stage_open (stage, "interfaces=");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_DEGRADED);
  g_assert_nonnull (strstr (stage->status.detail, "No network interface is up"));
  stage_send_frame (stage, 7, 1, "05");
  stage_wait_for (stage, "SET /sacn/7/1 5");
  if (!make_cable ())
    {
      g_test_skip ("no interfaces can be made here");
      return;
    }
  clasp_test_spin_until (is_idle, stage, "the interface to be used");
  send_through_va (stage, "06");
  stage_wait_for (stage, "SET /sacn/7/1 6");
  g_assert_true (run_ip ("link del va"));
}

/* Two bridges at the two ends of a cable, by IPv6 alone, multicast. */
static void
test_ipv6 (Stage *stage, gconstpointer data)
{
  ClaspBridge     *receiver = g_object_new (CLASP_TYPE_SACN_BRIDGE, NULL);
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, NULL, NULL);
  g_autofree char *port = g_strdup_printf ("%u", stage->port);

  if (!make_cable () || !run_ip ("addr add fe80::a/64 dev va nodad") ||
      !run_ip ("addr add fe80::b/64 dev vb nodad"))
    {
      g_test_skip ("no interfaces with IPv6 can be made here");
      g_object_unref (receiver);
      g_object_unref (settings);
      return;
    }
  while (clasp_interfaces_find (stage->router.interfaces, "vb") == NULL ||
         !clasp_interfaces_find (stage->router.interfaces, "vb")->is_up)
    g_main_context_iteration (NULL, TRUE);

  stage_set_text (settings, "ip", "ipv6");
  stage_set_text (settings, "interfaces", "vb");
  stage_set_text (settings, "receive", "7");
  stage_set_text (settings, "sampling-ms", "0");
  stage_set_text (settings, "port", port);
  clasp_bridge_open (receiver, "sacn-2", "Other end", "/other", settings, &host);
  g_assert_true (clasp_session_subscribe (stage->local, 2, CLASP_STR_LITERAL ("/other/*/*"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  stage_open (stage, "ip=ipv6|interfaces=va|receive=|send=7");
  g_assert_cmpstr (stage->status.detail, ==, "");
  stage_write_int (stage, "/sacn/7/1", 66);
  stage_wait_for (stage, "SET /other/7/1 66");
  stage_wait_for (stage, "\"ip\":\"fe80::");
  clasp_bridge_close (receiver);
  g_object_unref (receiver);
  g_assert_true (run_ip ("link del va"));
}

static void
skip (gconstpointer why_not)
{
  g_test_skip (why_not);
}

int
main (int argc, char **argv)
{
  const char *why_not;

  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/sacn/bridge/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("interfaces/not-there", test_interface_that_is_not_there);
  why_not = clasp_own_network_enter ();
  if (why_not != NULL)
    g_test_add_data_func ("/bridges/sacn/bridge/interfaces/of-its-own", why_not, skip);
  else
    {
      ADD ("interfaces/comes-back", test_interface_comes_back);
      ADD ("interfaces/all", test_all_interfaces);
      ADD ("interfaces/ipv6", test_ipv6);
    }
  return g_test_run ();
}
