/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Art-Net bridge and olad of the Open Lighting Architecture, which find each other by ArtPoll. On
 * loopback they cannot: olad answers polls by a broadcast of its interface, and loopback has none. So
 * olad gets a network of its own, with a cable to ours. */

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "support/clasp-olad.h"
#include "support/clasp-own-network.h"
#include "support/clasp-router-fixture.h"

#define OUR_ADDRESS "10.77.0.1"
#define OLAD_ADDRESS "10.77.0.2"

typedef struct
{
  ClaspRouterFixture router; /* on the system's clock: olad has its own time */
  ClaspSession      *local;  /* somebody else in the router, who hears everything */
  ClaspBridge       *bridge;
  ClaspTestPeer     *network; /* holds olad's network open */
  ClaspOlad          olad;
  guint              level;
} Stage;

/* ---- the cable ---- */

static void
run_in_olads (Stage *stage, const char *command)
{
  g_autofree char    *line =
    g_strdup_printf ("nsenter -t %d -n %s", clasp_test_peer_get_pid (stage->network), command);
  g_autofree char    *complaint = NULL;
  g_autoptr (GError)  error = NULL;
  int                 status = -1;

  g_spawn_command_line_sync (line, NULL, &complaint, &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s: %s", line, complaint);
}

/* FALSE, and the test is skipped, when a program for it is missing. */
static gboolean
lay_cable (Stage *stage)
{
  const char      *argv[] = { "unshare", "-n", "sh", "-c", "echo there; exec cat", NULL };
  g_autofree char *nsenter = g_find_program_in_path ("nsenter");
  g_autofree char *line = NULL;
  g_autofree char *move = NULL;

  if (nsenter == NULL)
    {
      g_test_skip ("nsenter is not installed");
      return FALSE;
    }
  stage->network = clasp_test_peer_new (argv);
  if (stage->network == NULL)
    return FALSE;

  line = clasp_test_peer_read_line (stage->network, 20000);
  g_assert_cmpstr (line, ==, "there");
  move = g_strdup_printf ("link set olad1 netns %d", clasp_test_peer_get_pid (stage->network));
  clasp_own_network_ip ("link add olad0 type veth peer name olad1");
  clasp_own_network_ip (move);
  clasp_own_network_ip ("addr add " OUR_ADDRESS "/24 broadcast 10.77.0.255 dev olad0");
  clasp_own_network_ip ("link set olad0 up");
  run_in_olads (stage, "ip link set lo up");
  run_in_olads (stage, "ip addr add " OLAD_ADDRESS "/24 broadcast 10.77.0.255 dev olad1");
  run_in_olads (stage, "ip link set olad1 up");
  return TRUE;
}

/* ---- fixture ---- */

static void
set_up (Stage *stage, gconstpointer data)
{
  ClaspRouterFixture *router = &stage->router;

  router->reactor = clasp_reactor_new (NULL);
  router->clock = clasp_clock_ref (clasp_clock_system ());
  router->timers = clasp_timers_new (NULL, router->clock);
  router->router = clasp_router_new (router->reactor, router->timers, "Test router", NULL);
  router->interfaces = clasp_interfaces_new (router->reactor, NULL);
  router->universes = clasp_universes_new (router->timers);
  router->links = g_ptr_array_new_with_free_func (g_object_unref);
  router->log = g_string_new (NULL);
  stage->local = clasp_fixture_join_local (router, "local");
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/**"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  if (stage->bridge != NULL)
    clasp_bridge_close (stage->bridge);
  g_clear_object (&stage->bridge);
  if (stage->olad.peer != NULL)
    clasp_olad_stop (&stage->olad);
  g_clear_pointer (&stage->network, clasp_test_peer_free);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

static void
open_bridge (Stage *stage)
{
  ClaspSettings  *settings = g_object_new (CLASP_TYPE_ARTNET_SETTINGS, NULL);
  ClaspBridgeHost host = clasp_fixture_get_host (&stage->router, NULL, NULL);

  g_assert_true (clasp_settings_set_text (settings, "find-nodes", "true", NULL));
  stage->bridge = g_object_new (CLASP_TYPE_ARTNET_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "test", "Test", "/artnet", settings, &host);
}

static gboolean
is_heard (gpointer user_data)
{
  const gpointer *data = user_data;

  return strstr (((Stage *) data[0])->router.log->str, data[1]) != NULL;
}

static void
expect_heard (Stage *stage, const char *text)
{
  gpointer data[2] = { stage, (gpointer) text };

  clasp_test_spin_until (is_heard, data, text);
}

static void
write_int (Stage *stage, const char *address, gint64 number)
{
  ClaspValue value = clasp_value_int (number);

  clasp_session_set (stage->local, clasp_str (address), &value);
}

/* olad sends to nodes it has found: another level each time, until something arrives. */
static gboolean
is_found_by_olad (gpointer user_data)
{
  Stage           *stage = user_data;
  g_autofree char *form = g_strdup_printf ("u=2&d=%u,7", ++stage->level % 256);

  g_free (clasp_olad_ask (&stage->olad, "set_dmx", form));
  return strstr (stage->router.log->str, "SET /artnet/0/0/2/2 7") != NULL;
}

/* Nobody is told where the other one is: both poll, both answer, frames go both ways by unicast. */
static void
test_both_find_each_other (Stage *stage, gconstpointer why_not)
{
  if (why_not != NULL)
    {
      g_test_skip (why_not);
      return;
    }
  if (!lay_cable (stage))
    return;
  stage->olad.address = OLAD_ADDRESS;
  stage->olad.network_pid = clasp_test_peer_get_pid (stage->network);
  if (!clasp_olad_start (&stage->olad))
    return;

  open_bridge (stage);
  expect_heard (stage, "SET /artnet/nodes/" OLAD_ADDRESS " {\"name\":\"OLA\"");
  expect_heard (stage, "\"0:0:1\"");
  write_int (stage, "/artnet/0/0/1/1", 10);
  write_int (stage, "/artnet/0/0/1/3", 128);
  clasp_olad_expect_levels (&stage->olad, "[10,0,128,0");

  clasp_test_spin_until (is_found_by_olad, stage, "olad to send to the bridge it found");
  g_free (clasp_olad_ask (&stage->olad, "set_dmx", "u=2&d=200,0,0,9"));
  expect_heard (stage, "SET /artnet/0/0/2/1 200");
  expect_heard (stage, "SET /artnet/0/0/2/4 9");
  expect_heard (stage, "SET /artnet/0/0/2/sources [{\"address\":\"" OLAD_ADDRESS "\"");
}

int
main (int argc, char **argv)
{
  const char *why_not;

  clasp_test_init (&argc, &argv, 110);
  why_not = clasp_own_network_enter ();
  g_test_add ("/bridges/artnet/olad/both-find-each-other", Stage, why_not, set_up, test_both_find_each_other,
              tear_down);
  return g_test_run ();
}
