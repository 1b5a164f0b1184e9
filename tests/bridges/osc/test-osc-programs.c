/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "support/clasp-olad.h"
#include "support/clasp-router-fixture.h"

/* The OSC bridge against programs that other people wrote, over every transport they know: liblo
 * and its tools, the npm package osc, the OSC plugin of olad. */

typedef struct
{
  ClaspRouterFixture router; /* on the system's clock: these peers have their own time */
  ClaspSession      *local;  /* somebody else in the router, who hears everything */
  ClaspBridge       *bridge;
  guint16            port;
} Stage;

static void
set_up (Stage *stage, gconstpointer data)
{
  ClaspRouterFixture *router = &stage->router;

  router->reactor = clasp_reactor_new (NULL);
  router->clock = clasp_clock_ref (clasp_clock_system ());
  router->timers = clasp_timers_new (NULL, router->clock);
  router->router = clasp_router_new (router->reactor, router->timers, "Test router", NULL);
  router->universes = clasp_universes_new (router->timers);
  router->links = g_ptr_array_new_with_free_func (g_object_unref);
  router->log = g_string_new (NULL);
  stage->local = clasp_fixture_join_local (router, "local");
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/**"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  stage->port = clasp_test_free_port ();
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  if (stage->bridge != NULL)
    clasp_bridge_close (stage->bridge);
  g_clear_object (&stage->bridge);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

static void
open_bridge (Stage *stage, const char *listen, const char *send)
{
  ClaspSettings     *settings = g_object_new (CLASP_TYPE_OSC_SETTINGS, NULL);
  ClaspBridgeHost    host = clasp_fixture_get_host (&stage->router, NULL, NULL);
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (settings, "listen", listen, &error);
  g_assert_no_error (error);
  clasp_settings_set_text (settings, "send", send, &error);
  g_assert_no_error (error);
  stage->bridge = g_object_new (CLASP_TYPE_OSC_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "test", "Test", "/osc", settings, &host);
}

static void
open_listening (Stage *stage, const char *scheme)
{
  g_autofree char *listen = g_strdup_printf ("%s://127.0.0.1:%u", scheme, stage->port);

  open_bridge (stage, listen, "");
}

typedef struct
{
  Stage      *stage;
  const char *text;
} Expectation;

static gboolean
is_heard (gpointer user_data)
{
  Expectation *expectation = user_data;

  return strstr (expectation->stage->router.log->str, expectation->text) != NULL;
}

static void
expect_heard (Stage *stage, const char *text)
{
  Expectation expectation = { stage, text };

  clasp_test_spin_until (is_heard, &expectation, text);
}

static void
set_value (Stage *stage, const char *address, ClaspValue value)
{
  clasp_session_set (stage->local, clasp_str (address), &value);
  clasp_value_clear (&value);
}

static void
expect_line (ClaspTestPeer *peer, const char *expected)
{
  g_autofree char *line = clasp_test_peer_read_line (peer, 10000);

  g_assert_cmpstr (line, ==, expected);
}

/* ---- liblo ---- */

static void
test_oscsend_over_tcp (Stage *stage, gconstpointer scheme)
{
  g_autofree char          *url = g_strdup_printf ("osc.tcp://127.0.0.1:%u/", stage->port);
  const char               *argv[] = { "oscsend", url, "/fader/1", "fs", "0.5", "a", NULL };
  g_autoptr (ClaspTestPeer) peer = NULL;

  open_listening (stage, scheme);
  peer = clasp_test_peer_new (argv);
  if (peer == NULL)
    return;
  expect_heard (stage, "SET /osc/fader/1 [0.5,\"a\"] rev 1");
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
}

/* "eeac0202.d5b4cc24 /a/b i 1": without the time. */
static void
expect_dumped (ClaspTestPeer *oscdump, const char *expected)
{
  for (;;)
    {
      g_autofree char *line = clasp_test_peer_read_line (oscdump, 10000);

      g_assert_nonnull (line);
      if (strstr (line, " /ready ") != NULL)
        continue;
      g_assert_cmpstr (strchr (line, ' ') + 1, ==, expected);
      return;
    }
}

static gboolean
is_dumping (gpointer user_data)
{
  Stage           *stage = ((gpointer *) user_data)[0];
  ClaspTestPeer   *oscdump = ((gpointer *) user_data)[1];
  g_autofree char *line = NULL;

  set_value (stage, "/osc/ready", clasp_value_int (1));
  line = clasp_test_peer_read_line (oscdump, 50);
  return line != NULL;
}

/* A server on liblo takes either framing. */
static void
test_oscdump_over_tcp (Stage *stage, gconstpointer scheme)
{
  g_autofree char *url = g_strdup_printf ("osc.tcp://:%u", stage->port);
  g_autofree char *send = g_strdup_printf ("%s://127.0.0.1:%u", (const char *) scheme, stage->port);
  const char      *argv[] = { "oscdump", "-L", url, NULL };
  g_autoptr (ClaspTestPeer) oscdump = clasp_test_peer_new (argv);
  gpointer                  data[2] = { stage, oscdump };

  if (oscdump == NULL)
    return;
  open_bridge (stage, "", send);
  clasp_test_spin_until (is_dumping, data, "oscdump to listen");
  set_value (stage, "/osc/i", clasp_value_int (-7));
  expect_dumped (oscdump, "/i i -7");
  set_value (stage, "/osc/s", clasp_value_string (CLASP_STR_LITERAL ("cue 12")));
  expect_dumped (oscdump, "/s s \"cue 12\"");
}

static void
expect_types_of_liblo (Stage *stage)
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
    expect_heard (stage, expected[i]);
}

/* What came in with a tag goes out with it, to where it came from. */
static void
test_liblo_program (Stage *stage, gconstpointer transport)
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
  if (!clasp_test_spin_for (is_heard, &(Expectation){ stage, "/osc/py/i" }, 5000) &&
      clasp_test_peer_wait (peer) == 77)
    {
      g_test_skip ("liblo for Python is not installed");
      return;
    }

  expect_types_of_liblo (stage);
  g_assert_null (strstr (stage->router.log->str, "/osc/py/later"));
  expect_heard (stage, "SET /osc/py/later/1 1 rev 1\nlocal ← SET /osc/py/later/2 2 rev 1");
  g_assert_cmpint (g_get_monotonic_time () - before_us, >, 200000);

  set_value (stage, "/osc/py/f", clasp_value_int (1));
  expect_line (peer, "/py/f f 1.0");
  set_value (stage, "/osc/py/d", clasp_value_double (0.25));
  expect_line (peer, "/py/d d 0.25");
  set_value (stage, "/osc/py/symbol", clasp_value_string (CLASP_STR_LITERAL ("bol")));
  expect_line (peer, "/py/symbol S bol");
  set_value (stage, "/osc/new", clasp_value_int (3));
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

static gboolean
has_modules (void)
{
  const char      *folder = g_getenv ("CLASP_NPM_DIR");
  g_autofree char *module =
    folder != NULL ? g_build_filename (folder, "node_modules", "osc", NULL) : NULL;

  if (module != NULL && g_file_test (module, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_test_skip ("CLASP_NPM_DIR does not name a folder with node_modules");
  return FALSE;
}

static void
test_npm_osc (Stage *stage, gconstpointer data)
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

  if (!has_modules ())
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
test_olad (Stage *stage, gconstpointer data)
{
  ClaspOlad        olad = { .osc_format = "individual_int", .osc_port = clasp_test_free_port () };
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", stage->port);
  g_autofree char *send = g_strdup_printf ("127.0.0.1:%u only=/dmx/universe/1/**", olad.osc_port);

  olad.osc_target = stage->port;
  if (!clasp_olad_start (&olad))
    return;

  open_bridge (stage, listen, send);
  set_value (stage, "/osc/dmx/universe/1/1", clasp_value_int (10));
  set_value (stage, "/osc/dmx/universe/1/3", clasp_value_double (1));
  clasp_olad_expect_levels (&olad, "[10,0,255,0");

  g_free (clasp_olad_ask (&olad, "set_dmx", "u=3&d=200,0,9"));
  expect_heard (stage, "SET /osc/dmx/universe/3/1 200");
  expect_heard (stage, "SET /osc/dmx/universe/3/3 9");
  clasp_olad_stop (&olad);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(path, func, data)                                                                      \
  g_test_add ("/bridges/osc/programs/" path, Stage, data, set_up, func, tear_down)
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
