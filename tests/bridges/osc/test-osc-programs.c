/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "support/clasp-olad.h"
#include "support/clasp-peers-stage.h"

/* The OSC bridge against programs that other people wrote, over every transport they know: liblo
 * and its tools, the npm package osc, the OSC plugin of olad. */

static void
open_bridge (ClaspPeersStage *stage, const char *listen, const char *send)
{
  clasp_peers_stage_open (stage, CLASP_TYPE_OSC_BRIDGE, CLASP_TYPE_OSC_SETTINGS, "/osc", "listen",
                          listen, "send", send, NULL);
}

static void
open_listening (ClaspPeersStage *stage, const char *scheme)
{
  g_autofree char *listen = g_strdup_printf ("%s://127.0.0.1:%u", scheme, stage->port);

  open_bridge (stage, listen, "");
}

static void
expect_line (ClaspTestPeer *peer, const char *expected)
{
  g_autofree char *line = clasp_test_peer_read_line (peer, 10000);

  g_assert_cmpstr (line, ==, expected);
}

/* ---- liblo ---- */

static void
test_oscsend_over_tcp (ClaspPeersStage *stage, gconstpointer scheme)
{
  g_autofree char          *url = g_strdup_printf ("osc.tcp://127.0.0.1:%u/", stage->port);
  const char               *argv[] = { "oscsend", url, "/fader/1", "fs", "0.5", "a", NULL };
  g_autoptr (ClaspTestPeer) peer = NULL;

  open_listening (stage, scheme);
  peer = clasp_test_peer_new (argv);
  if (peer == NULL)
    return;
  clasp_peers_stage_expect_heard (stage, "SET /osc/fader/1 [0.5,\"a\"] rev 1");
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
}

/* A server on liblo takes either framing. */
static void
test_oscdump_over_tcp (ClaspPeersStage *stage, gconstpointer scheme)
{
  g_autofree char *url = g_strdup_printf ("osc.tcp://:%u", stage->port);
  g_autofree char *send = g_strdup_printf ("%s://127.0.0.1:%u", (const char *) scheme, stage->port);
  const char      *argv[] = { "oscdump", "-L", url, NULL };
  g_autoptr (ClaspTestPeer) oscdump = clasp_test_peer_new (argv);

  if (oscdump == NULL)
    return;
  open_bridge (stage, "", send);
  clasp_peers_stage_await_oscdump (stage, oscdump);
  clasp_peers_stage_set (stage, "/osc/i", clasp_value_int (-7));
  clasp_peers_expect_dumped (oscdump, "/i i -7");
  clasp_peers_stage_set (stage, "/osc/s", clasp_value_string (CLASP_STR_LITERAL ("cue 12")));
  clasp_peers_expect_dumped (oscdump, "/s s \"cue 12\"");
}

static void
expect_types_of_liblo (ClaspPeersStage *stage)
{
  static const char *const expected[] = {
    "SET /osc/py/i -7 rev 1",
    "SET /osc/py/h 12345678901 rev 1",
    "SET /osc/py/f 0.5 rev 1",
    "SET /osc/py/d 0.1 rev 1",
    "SET /osc/py/s cue 12 rev 1",
    "SET /osc/py/symbol sym rev 1",
    "SET /osc/py/c x rev 1",
    "SET /osc/py/m [1,144,60,100] rev 1",
    "SET /osc/py/flags [true,false,null] rev 1",
    "PUBLISH event /osc/py/bang",
    "SET /osc/py/list [1,0.25,\"a\"] rev 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    clasp_peers_stage_expect_heard (stage, expected[i]);
}

static gboolean
has_begun (gpointer stage)
{
  return clasp_peers_stage_has_heard (stage, "/osc/py/i");
}

/* What came in with a tag goes out with it, to where it came from. */
static void
test_liblo_program (ClaspPeersStage *stage, gconstpointer transport)
{
  gboolean                  is_tcp = g_str_equal (transport, "tcp");
  g_autofree char          *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "bridges", "osc",
                                                     "programs", "liblo-peer.py", NULL);
  g_autofree char          *port = g_strdup_printf ("%u", stage->port);
  const char               *argv[] = { "/usr/bin/python3", path, transport, port, NULL };
  g_autoptr (ClaspTestPeer) peer = NULL;
  gint64                    before_us;

  open_listening (stage, is_tcp ? "tcp" : "udp");
  before_us = g_get_monotonic_time ();
  peer = clasp_test_peer_new (argv);
  if (peer == NULL)
    return;
  if (!clasp_test_spin_for (has_begun, stage, 5000) && clasp_test_peer_wait (peer) == 77)
    {
      g_test_skip ("liblo for Python is not installed");
      return;
    }

  expect_types_of_liblo (stage);
  g_assert_null (strstr (stage->router.log->str, "/osc/py/later"));
  clasp_peers_stage_expect_heard (
    stage, "SET /osc/py/later/1 1 rev 1\nlocal ← SET /osc/py/later/2 2 rev 1");
  g_assert_cmpint (g_get_monotonic_time () - before_us, >, 200000);

  clasp_peers_stage_set (stage, "/osc/py/f", clasp_value_int (1));
  expect_line (peer, "/py/f f 1.0");
  clasp_peers_stage_set (stage, "/osc/py/d", clasp_value_double (0.25));
  expect_line (peer, "/py/d d 0.25");
  clasp_peers_stage_set (stage, "/osc/py/symbol", clasp_value_string (CLASP_STR_LITERAL ("bol")));
  expect_line (peer, "/py/symbol S bol");
  clasp_peers_stage_set (stage, "/osc/new", clasp_value_int (3));
  expect_line (peer, "/new i 3");
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/osc/end"), NULL);
  expect_line (peer, "/end ");
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
}

/* ---- npm osc ---- */

/* Says what it hears below /osc/ask again below /osc/answer. */
static void
answer_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  const ClaspMessage *message = delivery->message;
  g_autofree char    *address = NULL;
  ClaspMessage        answer = { .type = CLASP_MESSAGE_SET };

  if (message->type != CLASP_MESSAGE_SET)
    return;
  address =
    g_strdup_printf ("/osc/answer%.*s", (int) (message->set.address.length - strlen ("/osc/ask")),
                     message->set.address.data + strlen ("/osc/ask"));
  answer.set.address = clasp_str (address);
  answer.set.value = message->set.value;
  clasp_session_submit (session, &answer, delivery, FALSE);
}

static void
read_cases (ClaspTestPeer *peer)
{
  guint n_passed = 0, n_planned = 0;

  for (;;)
    {
      g_autofree char *line = clasp_test_peer_read_line (peer, 30000);

      if (line == NULL || g_str_equal (line, "# done"))
        break;
      if (g_str_has_prefix (line, "1.."))
        n_planned = (guint) g_ascii_strtoull (line + 3, NULL, 10);
      n_passed += g_str_has_prefix (line, "ok ");
      if (g_str_has_prefix (line, "not ok "))
        g_test_fail_printf ("%s", line);
      g_test_message ("%s", line);
    }
  if (n_planned == 0 || n_passed != n_planned)
    g_test_fail_printf ("%u of %u passed: %s", n_passed, n_planned,
                        clasp_test_peer_get_stderr (peer));
}

static void
test_npm_osc (ClaspPeersStage *stage, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "npm", "osc.mjs", NULL);
  guint16          slip = clasp_test_free_port (), ws = clasp_test_free_port ();
  g_autofree char *listen =
    g_strdup_printf ("127.0.0.1:%u;tcp://127.0.0.1:%u;ws://127.0.0.1:%u", stage->port, slip, ws);
  g_autofree char *udp_text = g_strdup_printf ("%u", stage->port);
  g_autofree char *slip_text = g_strdup_printf ("%u", slip);
  g_autofree char *ws_text = g_strdup_printf ("%u", ws);
  const char      *argv[] = { "node", path, udp_text, slip_text, ws_text, NULL };
  ClaspSession    *answers;

  if (!clasp_peers_has_npm_package ("osc"))
    return;
  answers = clasp_router_join (stage->router.router, "answers", answer_cb, NULL, NULL);
  clasp_session_subscribe (answers, 1, CLASP_STR_LITERAL ("/osc/ask/**"), CLASP_TYPES_VALUES, FALSE,
                           NULL);
  open_bridge (stage, listen, "");
  {
    g_autoptr (ClaspTestPeer) peer = clasp_test_peer_new (argv);

    if (peer != NULL)
      read_cases (peer);
  }
  clasp_session_leave (answers);
}

/* ---- olad ---- */

static void
test_olad (ClaspPeersStage *stage, gconstpointer data)
{
  ClaspOlad        olad = { .osc_format = "individual_int", .osc_port = clasp_test_free_port () };
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", stage->port);
  g_autofree char *send = g_strdup_printf ("127.0.0.1:%u only=/dmx/universe/1/**", olad.osc_port);

  olad.osc_target = stage->port;
  if (!clasp_olad_start (&olad))
    return;

  open_bridge (stage, listen, send);
  clasp_peers_stage_set (stage, "/osc/dmx/universe/1/1", clasp_value_int (10));
  clasp_peers_stage_set (stage, "/osc/dmx/universe/1/3", clasp_value_double (1));
  clasp_olad_expect_levels (&olad, "[10,0,255,0");

  g_free (clasp_olad_ask (&olad, "set_dmx", "u=3&d=200,0,9"));
  clasp_peers_stage_expect_heard (stage, "SET /osc/dmx/universe/3/1 200");
  clasp_peers_stage_expect_heard (stage, "SET /osc/dmx/universe/3/3 9");
  clasp_olad_stop (&olad);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(path, func, data)                                                                      \
  g_test_add ("/bridges/osc/programs/" path, ClaspPeersStage, data, clasp_peers_stage_set_up,      \
              func, clasp_peers_stage_tear_down)
  ADD ("liblo/oscsend-over-tcp", test_oscsend_over_tcp, "tcp-length");
  ADD ("liblo/oscsend-is-guessed", test_oscsend_over_tcp, "tcp");
  ADD ("liblo/oscdump-over-tcp", test_oscdump_over_tcp, "tcp-length");
  ADD ("liblo/oscdump-over-slip", test_oscdump_over_tcp, "tcp-slip");
  ADD ("liblo/program-over-udp", test_liblo_program, "udp");
  ADD ("liblo/program-over-tcp", test_liblo_program, "tcp");
  ADD ("npm/osc", test_npm_osc, NULL);
  ADD ("ola/osc-plugin", test_olad, NULL);
  return g_test_run ();
}
