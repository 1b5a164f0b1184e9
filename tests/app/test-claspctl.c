/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-served-router.h"
#include "support/clasp-test.h"

#include <signal.h>
#include <string.h>

/* claspctl, the program, against a router in this process. */

#define LINE_MS 5000

typedef struct
{
  ClaspServedRouter served;
  char             *output; /* of the last run */
  char             *errors;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer uri)
{
  clasp_served_router_set_up (&fixture->served, uri);
}

static void
teardown (Fixture *fixture, gconstpointer uri)
{
  clasp_served_router_tear_down (&fixture->served);
  g_free (fixture->output);
  g_free (fixture->errors);
}

static ClaspTestPeer *
start (Fixture *fixture, const char *arguments)
{
  g_autofree char         *program = clasp_test_program ("claspctl");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)           words = NULL;
  g_auto (GStrv)           argv = NULL;

  g_assert_true (g_shell_parse_argv (arguments, NULL, &words, NULL));
  g_strv_builder_add (builder, program);
  g_strv_builder_add (builder, "--url");
  g_strv_builder_add (builder, clasp_served_router_get_uri (&fixture->served));
  g_strv_builder_addv (builder, (const char **) words);
  argv = g_strv_builder_end (builder);
  return clasp_test_peer_new ((const char *const *) argv);
}

/* Runs claspctl to its end; its exit status. */
static int
run (Fixture *fixture, const char *arguments)
{
  g_autoptr (ClaspTestPeer) peer = start (fixture, arguments);
  g_autoptr (GString)       output = g_string_new (NULL);
  char                     *line;
  int                       status;

  while ((line = clasp_test_peer_read_line (peer, LINE_MS)) != NULL)
    {
      g_string_append_printf (output, "%s\n", line);
      g_free (line);
    }
  status = clasp_test_peer_wait (peer);
  g_free (fixture->output);
  g_free (fixture->errors);
  fixture->output = g_string_free (g_steal_pointer (&output), FALSE);
  fixture->errors = g_strdup (clasp_test_peer_get_stderr (peer));
  return status;
}

#define EXPECT(fixture, arguments, status, text)                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    int got_status_ = run (fixture, arguments);                                                    \
    if (got_status_ != (status))                                                                   \
      g_test_message ("claspctl %s: %s", arguments, (fixture)->errors);                            \
    g_assert_cmpint (got_status_, ==, status);                                                     \
    g_assert_cmpstr ((fixture)->output, ==, text);                                                 \
  }                                                                                                \
  G_STMT_END

static void
expect_line (ClaspTestPeer *peer, const char *expected)
{
  g_autofree char *line = clasp_test_peer_read_line (peer, LINE_MS);

  g_assert_cmpstr (line, ==, expected);
}

/* ---- tests ---- */

static void
test_set_and_get (Fixture *fixture, gconstpointer uri)
{
  EXPECT (fixture, "get /light/1", 1, "");
  g_assert_nonnull (strstr (fixture->errors, "Nothing has been set at /light/1"));
  EXPECT (fixture, "set /light/1 0.5", 0, "");
  EXPECT (fixture, "get /light/1", 0, "0.5\n");
  EXPECT (fixture, "--json get /light/1", 0,
          "{\"kind\":\"param\",\"address\":\"/light/1\",\"value\":0.5,\"revision\":1}\n");
  EXPECT (fixture, "set /light/1 1 -j", 0,
          "{\"kind\":\"param\",\"address\":\"/light/1\",\"value\":1,\"revision\":2}\n");
}

static void
test_values_by_syntax (Fixture *fixture, gconstpointer uri)
{
  static const char *const cases[][2] = {
    { "-5", "-5" },
    { "-0.25", "-0.25" },
    { "true", "true" },
    { "null", "null" },
    { "'two words'", "\"two words\"" },
    { "'\"7\"'", "\"7\"" },
    { "'[1,2.5,\"x\"]'", "[1,2.5,\"x\"]" },
    { "'{\"a\":{\"b\":1}}'", "{\"a\":{\"b\":1}}" },
    { "--type string 7", "\"7\"" },
    { "--type=float 7", "7.0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *set = g_strdup_printf ("set /v %s", cases[i][0]);
      g_autofree char *expected = g_strdup_printf ("param /v %s\n", cases[i][1]);

      EXPECT (fixture, set, 0, "");
      EXPECT (fixture, "snapshot /v", 0, expected);
    }
}

static void
test_sub_prints_what_happens (Fixture *fixture, gconstpointer uri)
{
  g_autoptr (ClaspTestPeer) peer = NULL;
  ClaspValue                value = clasp_value_int (3);

  clasp_served_router_set (&fixture->served, "/a/before", 0.25);
  clasp_served_router_set (&fixture->served, "/b/other", 1);
  peer = start (fixture, "sub '/a/**' --count 4");
  expect_line (peer, "param /a/before 0.25");
  clasp_served_router_set (&fixture->served, "/a/x", 0.5);
  clasp_served_router_set (&fixture->served, "/b/other", 2);
  expect_line (peer, "param /a/x 0.5");
  clasp_session_emit (fixture->served.session, clasp_str ("/a/cue"), &value);
  expect_line (peer, "event /a/cue 3");
  clasp_session_emit (fixture->served.session, clasp_str ("/a/bare"), NULL);
  expect_line (peer, "event /a/bare");
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
}

static void
test_sub_ends_when_interrupted (Fixture *fixture, gconstpointer uri)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  clasp_served_router_set (&fixture->served, "/a", 1);
  peer = start (fixture, "sub /a");
  expect_line (peer, "param /a 1.0");
  clasp_test_peer_signal (peer, SIGINT);
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
}

static void
test_sub_says_when_the_router_goes (Fixture *fixture, gconstpointer uri)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  clasp_served_router_set (&fixture->served, "/a", 1);
  peer = start (fixture, "sub /a");
  expect_line (peer, "param /a 1.0");
  clasp_router_shutdown (fixture->served.router, "the show is over");
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 1);
  g_assert_nonnull (strstr (clasp_test_peer_get_stderr (peer), "the show is over"));
}

static void
test_pub_reaches_a_subscriber (Fixture *fixture, gconstpointer uri)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  clasp_served_router_set (&fixture->served, "/cue/ready", 1);
  peer = start (fixture, "sub '/cue/*' -n 3 --json");
  expect_line (peer,
               "{\"kind\":\"param\",\"address\":\"/cue/ready\",\"value\":1.0,\"revision\":1}");
  EXPECT (fixture, "pub /cue/go '\"now\"'", 0, "");
  expect_line (peer, "{\"kind\":\"event\",\"address\":\"/cue/go\",\"value\":\"now\"}");
  EXPECT (fixture, "pub /cue/stop", 0, "");
  expect_line (peer, "{\"kind\":\"event\",\"address\":\"/cue/stop\"}");
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
}

static void
test_snapshot (Fixture *fixture, gconstpointer uri)
{
  clasp_served_router_set (&fixture->served, "/a/1", 1);
  clasp_served_router_set (&fixture->served, "/a/2", 2);
  clasp_served_router_set (&fixture->served, "/b", 3);
  EXPECT (fixture, "snapshot '/a/*'", 0, "param /a/1 1.0\nparam /a/2 2.0\n");
  EXPECT (fixture, "snapshot /nothing", 0, "");
}

static void
test_large_snapshot (Fixture *fixture, gconstpointer uri)
{
  g_auto (GStrv) lines = NULL;
  const guint    n = 20000; /* more than a router sends in one go */

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *address = g_strdup_printf ("/many/%u", i);

      clasp_served_router_set (&fixture->served, address, i);
    }
  g_assert_cmpint (run (fixture, "snapshot"), ==, 0);
  lines = g_strsplit (fixture->output, "\n", 0);
  g_assert_cmpuint (g_strv_length (lines), ==, n + 1);
}

static void
test_query (Fixture *fixture, gconstpointer uri)
{
  ClaspSignalInfo signal = { 0 };
  ClaspMessage    message = { .type = CLASP_MESSAGE_ANNOUNCE };

  signal.address = clasp_str ("/a/level");
  signal.signal = CLASP_SIGNAL_PARAM;
  signal.has_datatype = TRUE;
  signal.datatype = clasp_str ("f32");
  message.announce.namespace_ = clasp_str ("/a");
  message.announce.signals = &signal;
  message.announce.n_signals = 1;
  clasp_session_submit (fixture->served.session, &message, NULL, FALSE);
  EXPECT (fixture, "query '/a/**'", 0, "param /a/level f32 -\n");
  EXPECT (fixture, "-j query '/a/**'", 0,
          "{\"kind\":\"param\",\"address\":\"/a/level\",\"datatype\":\"f32\"}\n");
  EXPECT (fixture, "query /b", 0, "");

  signal.has_meta = signal.has_unit = signal.has_range = signal.has_strategy = TRUE;
  signal.unit = clasp_str ("dB");
  signal.minimum = -60;
  signal.maximum = 6.5;
  signal.strategy = clasp_str ("max");
  clasp_session_submit (fixture->served.session, &message, NULL, FALSE);
  EXPECT (fixture, "query '/a/**'", 0, "param /a/level f32 - -60..6.5 dB =max\n");
  EXPECT (fixture, "-j query '/a/**'", 0,
          "{\"kind\":\"param\",\"address\":\"/a/level\",\"datatype\":\"f32\",\"unit\":\"dB\","
          "\"range\":[-60.0,6.5],\"strategy\":\"max\"}\n");
}

static void
test_unlock (Fixture *fixture, gconstpointer uri)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_str ("/a");
  message.set.lock = TRUE;
  clasp_session_submit (fixture->served.session, &message, NULL, FALSE);
  g_assert_cmpint (run (fixture, "set /a 1"), ==, 1);
  EXPECT (fixture, "unlock /a", 0, "");
  EXPECT (fixture, "set /a 1", 0, "");
  g_assert_cmpint (run (fixture, "unlock /b"), ==, 1);
  g_assert_nonnull (strstr (fixture->errors, "there is no parameter /b"));
  g_assert_cmpint (run (fixture, "unlock b"), ==, 2);
}

static void
test_ping (Fixture *fixture, gconstpointer uri)
{
  g_assert_cmpint (run (fixture, "ping"), ==, 0);
  g_assert_true (g_str_has_suffix (fixture->output, " ms\n"));
  g_assert_cmpint (run (fixture, "ping --json"), ==, 0);
  g_assert_true (g_str_has_prefix (fixture->output, "{\"round_trip_us\":"));
}

static void
test_usage (Fixture *fixture, gconstpointer uri)
{
  static const char *const cases[][2] = {
    { "--json", "which command" },
    { "fly", "‘fly’ is not a command" },
    { "get", "usage: claspctl get ADDRESS" },
    { "get /a /b", "usage: claspctl get ADDRESS" },
    { "set /a", "usage: claspctl set ADDRESS VALUE" },
    { "get light", "‘light’ is not an address" },
    { "get '/a/*'", "is not an address" },
    { "sub a", "‘a’ is not a pattern" },
    { "set /a 1 --type bytes", "claspctl: " },
    { "set /a 1 --type number", "‘number’ is not a type" },
    { "get /a --verbose", "‘--verbose’ is not an option" },
    { "--timeout 0 get /a", "--timeout" },
    { "--timeout soon get /a", "claspctl: " },
    { "-u nowhere get /a", "‘nowhere’ does not start with" },
    { "-u ws://127.0.0.1:1 get /a", "Nobody listens at ws://127.0.0.1:1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EXPECT (fixture, cases[i][0], 2, "");
      if (strstr (fixture->errors, cases[i][1]) == NULL)
        g_error ("claspctl %s says: %s", cases[i][0], fixture->errors);
      g_assert_cmpuint (strlen (fixture->errors), ==, strcspn (fixture->errors, "\n") + 1);
    }
}

static void
test_dashes_end_options (Fixture *fixture, gconstpointer uri)
{
  EXPECT (fixture, "set /a -- --json", 0, "");
  EXPECT (fixture, "get /a", 0, "--json\n");
}

/* As a person types it. */
static void
test_a_port_will_do (Fixture *fixture, gconstpointer uri)
{
  const char      *whole = clasp_served_router_get_uri (&fixture->served);
  g_autoptr (GUri) parts = g_uri_parse (whole, G_URI_FLAGS_NONE, NULL);
  g_autofree char *port = g_strdup_printf ("%d", g_uri_get_port (parts));
  g_autofree char *alone = g_strdup_printf ("--url %s set /a 1", port);
  g_autofree char *here = g_strdup_printf ("--url :%s set /a 2", port);
  g_autofree char *there = g_strdup_printf ("--url 127.0.0.1:%s set /a 3", port);

  EXPECT (fixture, alone, 0, "");
  EXPECT (fixture, here, 0, "");
  EXPECT (fixture, there, 0, "");
  EXPECT (fixture, "get /a", 0, "3\n");
}

int
main (int argc, char **argv)
{
  static const char ws[] = "ws://127.0.0.1:0/clasp";
  static const char tcp[] = "tcp://127.0.0.1:0";

  clasp_test_init (&argc, &argv, 110);

#define ADD(path, uri, func) g_test_add ("/app/claspctl/" path, Fixture, uri, setup, func, teardown)
  ADD ("set-and-get", ws, test_set_and_get);
  ADD ("set-and-get-over-tcp", tcp, test_set_and_get);
  ADD ("values-by-syntax", tcp, test_values_by_syntax);
  ADD ("sub/prints-what-happens", ws, test_sub_prints_what_happens);
  ADD ("sub/prints-what-happens-over-tcp", tcp, test_sub_prints_what_happens);
  ADD ("sub/ends-when-interrupted", ws, test_sub_ends_when_interrupted);
  ADD ("sub/says-when-the-router-goes", ws, test_sub_says_when_the_router_goes);
  ADD ("pub/reaches-a-subscriber", ws, test_pub_reaches_a_subscriber);
  ADD ("snapshot/matching", ws, test_snapshot);
  ADD ("snapshot/large", ws, test_large_snapshot);
  ADD ("query", ws, test_query);
  ADD ("unlock", ws, test_unlock);
  ADD ("ping", ws, test_ping);
  ADD ("usage", ws, test_usage);
  ADD ("dashes-end-options", ws, test_dashes_end_options);
  ADD ("a-port-will-do", ws, test_a_port_will_do);

  return g_test_run ();
}
