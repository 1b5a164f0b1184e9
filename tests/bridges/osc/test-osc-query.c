/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What OSCQuery says of what there is. */

#include "bridges/osc/query/clasp-osc-query-server.h"
#include "query-stage.h"

static void
test_nothing_yet (QueryStage *stage, gconstpointer data)
{
  query_stage_open (stage, NULL, NULL);
  query_stage_expect (stage, "/", 200,
          "{\"FULL_PATH\":\"/\",\"ACCESS\":0,\"DESCRIPTION\":\"Stage left\",\"CONTENTS\":{}}");
}

static void
test_the_tree (QueryStage *stage, gconstpointer data)
{
  query_stage_open (stage, NULL, NULL);
  query_stage_say (stage, "SET /osc/mixer/1/level 0.5");
  query_stage_say (stage, "SET /osc/mixer-b 3i");
  query_stage_say (stage, "SET /osc/mixer 1i"); /* a value, and more below it */
  query_stage_say (stage, "SET /elsewhere/x 1");
  query_stage_expect (stage, "/", 200,
          "{\"FULL_PATH\":\"/\",\"ACCESS\":0,\"DESCRIPTION\":\"Stage left\",\"CONTENTS\":{"
          "\"mixer\":{\"FULL_PATH\":\"/mixer\",\"TYPE\":\"i\",\"ACCESS\":3,\"VALUE\":[1],"
          "\"CONTENTS\":{\"1\":{\"FULL_PATH\":\"/mixer/1\",\"ACCESS\":0,\"CONTENTS\":{"
          "\"level\":{\"FULL_PATH\":\"/mixer/1/level\",\"TYPE\":\"f\",\"ACCESS\":3,"
          "\"VALUE\":[0.5]}}}}},"
          "\"mixer-b\":{\"FULL_PATH\":\"/mixer-b\",\"TYPE\":\"i\",\"ACCESS\":3,\"VALUE\":[3]}}}");
  query_stage_expect (stage, "/mixer/1/level", 200,
          "{\"FULL_PATH\":\"/mixer/1/level\",\"TYPE\":\"f\",\"ACCESS\":3,\"VALUE\":[0.5]}");
  query_stage_expect (stage, "/mixer/1/", 200,
          "{\"FULL_PATH\":\"/mixer/1\",\"ACCESS\":0,\"CONTENTS\":{"
          "\"level\":{\"FULL_PATH\":\"/mixer/1/level\",\"TYPE\":\"f\",\"ACCESS\":3,"
          "\"VALUE\":[0.5]}}}");
}

static void
test_values_of_every_type (QueryStage *stage, gconstpointer data)
{
  static const struct
  {
    const char *value, *type, *answer;
  } rows[] = {
    { "0.1", "f", "[0.1]" },
    { "16777216.0", "f", "[16777216]" },
    { "-7i", "i", "[-7]" },
    { "5000000000i", "h", "[5000000000]" },
    { "null", "N", "[null]" },
    { "a\"b\\c", "s", "[\"a\\\"b\\\\c\"]" },
    { "[1,true,\"x\",null]", "iTsN", "[1,true,\"x\",null]" },
    { "[false]", "F", "[false]" },
  };

  query_stage_open (stage, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /osc/v %s", rows[i].value);
      g_autofree char *type = g_strdup_printf ("{\"TYPE\":\"%s\"}", rows[i].type);
      g_autofree char *value = g_strdup_printf ("{\"VALUE\":%s}", rows[i].answer);

      query_stage_say (stage, line);
      query_stage_expect (stage, "/v?TYPE", 200, type);
      query_stage_expect (stage, "/v?VALUE", 200, value);
    }
}

static void
test_nested_arrays (QueryStage *stage, gconstpointer data)
{
  query_stage_open (stage, "array-mode", "brackets");
  query_stage_say (stage, "SET /osc/v [1,[2,3],[]]");
  query_stage_expect (stage, "/v?TYPE", 200, "{\"TYPE\":\"i[ii][]\"}");
  query_stage_expect (stage, "/v?VALUE", 200, "{\"VALUE\":[1,[2,3],[]]}");
}

static void
test_attributes (QueryStage *stage, gconstpointer data)
{
  query_stage_open (stage, NULL, NULL);
  query_stage_say (stage, "SET /osc/v 1");
  query_stage_expect (stage, "/v?ACCESS", 200, "{\"ACCESS\":3}");
  query_stage_expect (stage, "/v?FULL_PATH", 200, "{\"FULL_PATH\":\"/v\"}");
  query_stage_expect (stage, "/v?VALUE=", 200, "{\"VALUE\":[1]}");
  query_stage_expect (stage, "/?ACCESS", 200, "{\"ACCESS\":0}");
  query_stage_expect (stage, "/?CONTENTS", 200,
          "{\"CONTENTS\":{\"v\":{\"FULL_PATH\":\"/v\",\"TYPE\":\"f\",\"ACCESS\":3,"
          "\"VALUE\":[1]}}}");
  /* not applicable, unknown, not there */
  query_stage_expect (stage, "/v?CONTENTS", 204, "");
  query_stage_expect (stage, "/v?RANGE", 204, "");
  query_stage_expect (stage, "/?VALUE", 204, "");
  g_assert_cmpuint (query_stage_ask (stage, "/v?TAGS"), ==, 400);
  g_assert_cmpuint (query_stage_ask (stage, "/v?value"), ==, 400);
  g_assert_cmpuint (query_stage_ask (stage, "/w"), ==, 404);
  g_assert_cmpuint (query_stage_ask (stage, "/v/w"), ==, 404);
  g_assert_cmpuint (query_stage_ask (stage, "/%00"), ==, 404);
  g_assert_cmpuint (query_stage_ask (stage, "/%ff"), ==, 404);
}

static void
test_what_was_announced (QueryStage *stage, gconstpointer data)
{
  query_stage_open (stage, NULL, NULL);
  query_stage_say (stage, "ANNOUNCE /osc /osc/gain[-60..10],/osc/all/*[0..1]");
  query_stage_say (stage, "SET /osc/gain -20");
  query_stage_say (stage, "SET /osc/all/x 0.5");
  query_stage_say (stage, "SET /osc/all/y text");
  query_stage_expect (stage, "/gain?RANGE", 200, "{\"RANGE\":[{\"MIN\":-60,\"MAX\":10}]}");
  query_stage_expect (stage, "/all/x?RANGE", 200, "{\"RANGE\":[{\"MIN\":0,\"MAX\":1}]}");
  query_stage_expect (stage, "/all/y?RANGE", 200, "{\"RANGE\":[null]}");
}

/* A name with a blank and a slash of its own is another one in CLASP, and the same one here. */
static void
test_names_are_translated (QueryStage *stage, gconstpointer data)
{
  query_stage_open (stage, NULL, NULL);
  query_stage_say (stage, "SET /osc/a%20b/c%23 1i");
  query_stage_expect (stage, "/a%20b?CONTENTS", 200,
          "{\"CONTENTS\":{\"c#\":{\"FULL_PATH\":\"/a b/c#\",\"TYPE\":\"i\",\"ACCESS\":3,"
          "\"VALUE\":[1]}}}");
}

static void
test_host_info (QueryStage *stage, gconstpointer data)
{
  g_autofree char *port = NULL;

  query_stage_open (stage, NULL, NULL);
  if (query_stage_ask (stage, "/no/such/path?HOST_INFO") == 0)
    return;
  port = g_strdup_printf ("\"OSC_PORT\":%u,\"OSC_TRANSPORT\":\"UDP\"", stage->osc_port);
  g_assert_nonnull (strstr (stage->answer, "\"NAME\":\"Stage left\""));
  g_assert_nonnull (strstr (stage->answer, port));
  g_assert_nonnull (strstr (stage->answer, "\"LISTEN\":true"));
}

/* Who listens by TCP alone says so. */
static void
test_host_info_of_tcp (QueryStage *stage, gconstpointer data)
{
  g_autofree char *listen = g_strdup_printf ("tcp://127.0.0.1:%u", stage->osc_port);
  g_autofree char *port =
    g_strdup_printf ("\"OSC_PORT\":%u,\"OSC_TRANSPORT\":\"TCP\"", stage->osc_port);

  query_stage_open (stage, "listen", listen);
  if (query_stage_ask (stage, "/?HOST_INFO") != 0)
    g_assert_nonnull (strstr (stage->answer, port));
}

/* A page that asks for the node by itself. */
static void
test_a_page_for_browsers (QueryStage *stage, gconstpointer data)
{
  query_stage_open (stage, NULL, NULL);
  query_stage_say (stage, "SET /osc/fader/1 0.5");
  if (query_stage_ask (stage, "/fader?HTML") == 0)
    return;
  g_assert_true (g_str_has_prefix (stage->answer, "<!doctype html>"));
  g_assert_nonnull (strstr (stage->answer, "fetch(location.pathname)"));
  g_assert_cmpuint (query_stage_ask_with (stage, "/fader/1?HTML", "-I"), ==, 200);
  g_assert_nonnull (strstr (stage->answer, "Content-Type: text/html"));
  g_assert_cmpuint (query_stage_ask (stage, "/fader/2?HTML"), ==, 404);
  g_assert_cmpuint (query_stage_ask (stage, "/?HOST_INFO"), ==, 200);
  g_assert_nonnull (strstr (stage->answer, "\"HTML\":true"));
}

static void
test_other_methods (QueryStage *stage, gconstpointer data)
{
  query_stage_open (stage, NULL, NULL);
  if (query_stage_ask_with (stage, "/", "-XPOST") == 0)
    return;
  g_assert_cmpuint (query_stage_ask_with (stage, "/", "-XPOST"), ==, 400);
  g_assert_cmpuint (query_stage_ask_with (stage, "/", "-I"), ==, 200);
}

static void
test_an_answer_is_bounded (QueryStage *stage, gconstpointer data)
{
  query_stage_open (stage, "query-max-nodes", "3");
  query_stage_say (stage, "SET /osc/a/1 1");
  query_stage_say (stage, "SET /osc/a/2 1");
  query_stage_say (stage, "SET /osc/b/1 1");
  if (query_stage_ask (stage, "/") == 0)
    return;
  g_assert_cmpuint (query_stage_ask (stage, "/"), ==, 200);
  query_stage_say (stage, "SET /osc/b/2 1");
  g_assert_cmpuint (query_stage_ask (stage, "/"), ==, 503);
  g_assert_cmpuint (query_stage_ask (stage, "/b"), ==, 200);
}

static void
test_a_port_in_use (QueryStage *stage, gconstpointer data)
{
  g_autoptr (GSocketListener) squatter = g_socket_listener_new ();

  g_assert_true (g_socket_listener_add_inet_port (squatter, stage->port, NULL, NULL));
  query_stage_open (stage, NULL, NULL);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_WAITING);
  g_assert_nonnull (strstr (stage->status.detail, "used by another program"));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/query/" path, QueryStage, NULL, query_stage_set_up, func,              \
              query_stage_tear_down)
  ADD ("nothing-yet", test_nothing_yet);
  ADD ("the-tree", test_the_tree);
  ADD ("values-of-every-type", test_values_of_every_type);
  ADD ("nested-arrays", test_nested_arrays);
  ADD ("attributes", test_attributes);
  ADD ("what-was-announced", test_what_was_announced);
  ADD ("names-are-translated", test_names_are_translated);
  ADD ("host-info", test_host_info);
  ADD ("host-info-of-tcp", test_host_info_of_tcp);
  ADD ("page-for-browsers", test_a_page_for_browsers);
  ADD ("other-methods", test_other_methods);
  ADD ("answer-is-bounded", test_an_answer_is_bounded);
  ADD ("port-in-use", test_a_port_in_use);

  return g_test_run ();
}
