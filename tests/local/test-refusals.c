/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "local-test.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"

/* What makes no sense to an address of the show is refused, with a code and a sentence for who
 * wrote it, and nobody else sees anything of it. */

static void
set_up (LocalStage *stage, gconstpointer data)
{
  local_stage_set_up (stage, data);
  local_stage_add (stage, "variable", "level", "initial=0.25");
  local_stage_add (stage, "variable", "count", "type=int initial=4");
  local_stage_add (stage, "variable", "go", "type=bool initial=true");
  local_stage_add (stage, "variable", "cue", "type=string initial=a");
  local_stage_add (stage, "timer", "t", "");
  local_stage_add (stage, "layer", "act", "");
  local_stage_add (stage, "scene", "s", "values=/lamp/1=0.5");
  local_stage_add (stage, "scene", "empty", "");
  clasp_locals_set_connection (stage->locals, "desk", "connected");
  local_stage_listen (stage, "/local/**");
}

/* JSON, or NULL: an event without a value. */
typedef struct
{
  const char *address, *json;
  guint       code; /* 0: accepted */
} Case;

static const Case cases[] = {
  { "/local/var/level", "\"loud\"", 402 },
  { "/local/var/level", "null", 402 },
  { "/local/var/level", "{\"a\":1}", 402 },
  { "/local/var/level", "[1,2]", 402 },
  { "/local/var/level", "\"0.5\"", 0 },
  { "/local/var/level", NULL, 402 },
  { "/local/var/count", "\"x\"", 402 },
  { "/local/var/count", "7.5", 0 },
  { "/local/var/go", "\"x\"", 402 },
  { "/local/var/go", NULL, 0 },
  { "/local/var/cue", "[1]", 0 },
  { "/local/var/cue", NULL, 402 },
  { "/local/timer/t", "\"now\"", 402 },
  { "/local/timer/t", "1", 0 },
  { "/local/timer/t/fired", "1", 301 },
  { "/local/timer/t/due", "1", 301 },
  { "/local/layer/act", "\"on\"", 402 },
  { "/local/layer/act", "false", 0 },
  { "/local/scene/s/recall", "{\"fade\":\"slow\"}", 402 },
  { "/local/scene/s/recall", "{\"fade\":1}", 0 },
  { "/local/scene/s/recall", NULL, 0 },
  { "/local/scene/s/recalled", NULL, 301 },
  { "/local/scene/s/store", "{\"pattern\":5}", 402 },
  { "/local/scene/s/store", "\"/nothing/**\"", 402 },
  { "/local/scene/s/store", "\"not a pattern\"", 402 },
  { "/local/scene/s/store", "\"/local/var/**\"", 0 },
  { "/local/scene/empty/store", NULL, 402 },
  { "/local/scene/s/store", "0", 0 },
  { "/local/scene/nosuch/recall", NULL, 201 },
  { "/local/scene/active", "\"s\"", 301 },
  { "/local/scene/cancel", "{}", 402 },
  { "/local/scene/cancel", "\"s\"", 0 },
  { "/local/fade", NULL, 402 },
  { "/local/fade", "{\"address\":\"/a\"}", 402 },
  { "/local/fade", "{\"address\":\"a b\",\"value\":1}", 402 },
  { "/local/fade", "{\"address\":\"/a\",\"value\":1,\"seconds\":\"x\"}", 402 },
  { "/local/fade", "{\"address\":\"/a\",\"value\":1}", 0 },
  { "/local/fade/cancel", "[]", 402 },
  { "/local/fade/cancel", NULL, 0 },
  { "/local/connection/desk/state", "\"off\"", 301 },
  { "/local/connection/desk/on", "\"off\"", 402 },
  { "/local/connection/desk/on", "true", 0 },
  { "/local/connection/nosuch/on", "true", 201 },
};

static void
assert_outcome (LocalStage *stage, const Case *at, const char *before)
{
  g_autofree char *answer = g_strdup_printf ("%u %s: ", at->code, at->address);

  g_test_message ("%s %s: %s", at->address, at->json, stage->refused->str);
  if (at->code == 0)
    g_assert_cmpstr (stage->refused->str, ==, "");
  else
    {
      g_assert_true (g_str_has_prefix (stage->refused->str, answer));
      local_stage_expect (stage, "");
      local_stage_is (stage, at->address, before);
    }
  g_string_truncate (stage->refused, 0);
  g_string_truncate (stage->heard, 0);
}

static char *
now_at (LocalStage *stage, const char *address)
{
  const ClaspValue    *value = clasp_router_peek (stage->base.router, clasp_str (address));
  g_autoptr (JsonNode) node = value != NULL ? clasp_value_to_json (value) : NULL;

  return node != NULL ? clasp_json_print_line (node) : NULL;
}

static void
test_parameters (LocalStage *stage, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *before = now_at (stage, cases[i].address);

      if (cases[i].json == NULL)
        continue;
      local_stage_put (stage, cases[i].address, cases[i].json);
      assert_outcome (stage, &cases[i], before);
    }
}

static void
test_events (LocalStage *stage, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *before = now_at (stage, cases[i].address);

      local_stage_emit (stage, cases[i].address, cases[i].json);
      assert_outcome (stage, &cases[i], before);
    }
}

/* The short way of plain numbers asks as well. */
static void
test_a_remote_peer_is_told (LocalStage *stage, gconstpointer data)
{
  ClaspFakeLink *peer = clasp_fixture_join (&stage->base);

  clasp_fixture_say (peer, "SET /local/var/level 0.5");
  clasp_fixture_expect (peer, "ACK /local/var/level rev 2");
  clasp_fixture_say (peer, "SET /local/var/level \"loud\"");
  clasp_fixture_expect (peer, "ERROR 402 \"InvalidValue: the variable has the type float, which "
                              "\"loud\" cannot become\" /local/var/level");
  clasp_fixture_say (peer, "PUBLISH event /local/timer/t/fired 1.0");
  clasp_fixture_expect (peer,
                        "ERROR 301 \"Forbidden: the show tells here that a timer fired; nobody "
                        "else writes it\" /local/timer/t/fired");
}

/* All or nothing. */
static void
test_a_bundle_is_refused_whole (LocalStage *stage, gconstpointer data)
{
  ClaspValue   half = clasp_value_double (0.5), text = clasp_value_string (clasp_str ("loud"));
  ClaspMessage messages[2] = { { .type = CLASP_MESSAGE_SET }, { .type = CLASP_MESSAGE_SET } };
  ClaspMessage bundle = { .type = CLASP_MESSAGE_BUNDLE };

  messages[0].set.address = clasp_str ("/lamp/1");
  messages[0].set.value = half;
  messages[1].set.address = clasp_str ("/local/var/level");
  messages[1].set.value = text;
  bundle.bundle.messages = messages;
  bundle.bundle.n_messages = 2;
  clasp_session_submit (stage->hand, &bundle, NULL, FALSE);
  g_assert_true (g_str_has_prefix (stage->refused->str, "402 /local/var/level: "));
  local_stage_is (stage, "/lamp/1", NULL);
  clasp_value_clear (&text);
}

/* What the show does itself is not refused. */
static void
test_the_show_tells (LocalStage *stage, gconstpointer data)
{
  local_stage_emit (stage, "/local/scene/s/recall", NULL);
  local_stage_is (stage, "/local/scene/active", "\"s\"");
  clasp_locals_set_connection (stage->locals, "desk", "error");
  local_stage_is (stage, "/local/connection/desk/state", "\"error\"");
  g_assert_cmpstr (stage->refused->str, ==, "");
}

/* Nobody is there who could say what makes sense. */
static void
test_without_locals_all_is_taken (LocalStage *stage, gconstpointer data)
{
  clasp_locals_free (stage->locals);
  local_stage_put (stage, "/local/var/level", "\"loud\"");
  local_stage_is (stage, "/local/var/level", "\"loud\"");
  g_assert_cmpstr (stage->refused->str, ==, "");
  stage->locals = clasp_locals_new (
    &(ClaspLocalsHost){ stage->base.router, stage->base.timers, NULL, NULL, stage });
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func)                                                                            \
  g_test_add ("/local/refusals/" path, LocalStage, NULL, set_up, func, local_stage_tear_down)
  ADD ("parameters", test_parameters);
  ADD ("events", test_events);
  ADD ("a-remote-peer-is-told", test_a_remote_peer_is_told);
  ADD ("a-bundle-is-refused-whole", test_a_bundle_is_refused_whole);
  ADD ("the-show-tells", test_the_show_tells);
  ADD ("without-locals-all-is-taken", test_without_locals_all_is_taken);

  return g_test_run ();
}
