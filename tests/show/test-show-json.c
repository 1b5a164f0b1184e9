/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/show-fixture.h"
#include "support/clasp-test.h"

#define HEAD "\"format\":\"clasp-bridge-show\",\"version\":1"

static ClaspShow *
load (const char *text, GPtrArray **problems)
{
  ClaspShow         *show = show_fixture_new ();
  g_autoptr (GError) error = NULL;

  *problems = g_ptr_array_new_with_free_func (g_free);
  clasp_show_from_text (show, text, *problems, &error);
  g_assert_no_error (error);
  return show;
}

static void
assert_loads_as (const char *text, const char *expected)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (ClaspShow) show = load (text, &problems);
  g_autofree char      *written = clasp_show_to_text (show);

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpstr (written, ==, expected);
}

static const char whole[] = "{\n"
                            "  \"format\": \"clasp-bridge-show\",\n"
                            "  \"version\": 1,\n"
                            "  \"name\": \"Gala\",\n"
                            "  \"routers\": [\n"
                            "    {\n"
                            "      \"id\": \"router\",\n"
                            "      \"name\": \"\",\n"
                            "      \"enabled\": true,\n"
                            "      \"settings\": {\n"
                            "        \"listen\": [\n"
                            "          \"ws://127.0.0.1:1/clasp\"\n"
                            "        ]\n"
                            "      }\n"
                            "    }\n"
                            "  ],\n"
                            "  \"connections\": [\n"
                            "    {\n"
                            "      \"id\": \"c1\",\n"
                            "      \"kind\": \"osc\",\n"
                            "      \"name\": \"Tablet\",\n"
                            "      \"enabled\": false,\n"
                            "      \"namespace\": \"/osc\",\n"
                            "      \"settings\": {\n"
                            "        \"listen\": \"127.0.0.1:9000\",\n"
                            "        \"send\": [\n"
                            "          \"127.0.0.1:9001\"\n"
                            "        ]\n"
                            "      }\n"
                            "    }\n"
                            "  ],\n"
                            "  \"mappings\": [\n"
                            "    {\n"
                            "      \"id\": \"m1\",\n"
                            "      \"name\": \"Fader 1\",\n"
                            "      \"enabled\": true,\n"
                            "      \"source\": \"/osc/fader/{n:1..8}\",\n"
                            "      \"target\": \"/midi/{n}\",\n"
                            "      \"colour\": 8,\n"
                            "      \"convert\": false,\n"
                            "      \"steps\": [\n"
                            "        {\n"
                            "          \"kind\": \"range\",\n"
                            "          \"enabled\": false,\n"
                            "          \"settings\": {\n"
                            "            \"in-max\": 0.1,\n"
                            "            \"out-max\": 127\n"
                            "          }\n"
                            "        },\n"
                            "        {\n"
                            "          \"kind\": \"smooth\",\n"
                            "          \"enabled\": true,\n"
                            "          \"settings\": {}\n"
                            "        }\n"
                            "      ]\n"
                            "    }\n"
                            "  ]\n"
                            "}\n";

static void
test_a_show_is_written_as_read (void)
{
  assert_loads_as (whole, whole);
}

static const char with_unknown[] = "{\n"
                                   "  \"format\": \"clasp-bridge-show\",\n"
                                   "  \"version\": 1,\n"
                                   "  \"name\": \"\",\n"
                                   "  \"routers\": [\n"
                                   "    {\n"
                                   "      \"id\": \"router\",\n"
                                   "      \"name\": \"\",\n"
                                   "      \"enabled\": true,\n"
                                   "      \"settings\": {\n"
                                   "        \"later\": 1.0\n"
                                   "      },\n"
                                   "      \"announce\": true\n"
                                   "    }\n"
                                   "  ],\n"
                                   "  \"connections\": [\n"
                                   "    {\n"
                                   "      \"id\": \"c1\",\n"
                                   "      \"kind\": \"osc\",\n"
                                   "      \"name\": \"\",\n"
                                   "      \"enabled\": true,\n"
                                   "      \"namespace\": \"/osc\",\n"
                                   "      \"settings\": {\n"
                                   "        \"later\": null\n"
                                   "      },\n"
                                   "      \"role\": \"faders\"\n"
                                   "    }\n"
                                   "  ],\n"
                                   "  \"mappings\": [\n"
                                   "    {\n"
                                   "      \"id\": \"m1\",\n"
                                   "      \"name\": \"\",\n"
                                   "      \"enabled\": true,\n"
                                   "      \"source\": \"/a\",\n"
                                   "      \"target\": \"/b\",\n"
                                   "      \"colour\": 0,\n"
                                   "      \"convert\": true,\n"
                                   "      \"steps\": [\n"
                                   "        {\n"
                                   "          \"kind\": \"smooth\",\n"
                                   "          \"enabled\": true,\n"
                                   "          \"settings\": {\n"
                                   "            \"later\": \"x\"\n"
                                   "          },\n"
                                   "          \"note\": \"later\"\n"
                                   "        }\n"
                                   "      ],\n"
                                   "      \"layers\": []\n"
                                   "    }\n"
                                   "  ],\n"
                                   "  \"cues\": [\n"
                                   "    {\n"
                                   "      \"a\": [\n"
                                   "        1,\n"
                                   "        2.5,\n"
                                   "        false\n"
                                   "      ]\n"
                                   "    }\n"
                                   "  ],\n"
                                   "  \"ui\": {}\n"
                                   "}\n";

static void
test_unknown_members_are_kept (void)
{
  assert_loads_as (with_unknown, with_unknown);
}

/* They belong to the content that was loaded, not to the show object. */
static void
test_unknown_members_go_with_their_content (void)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (ClaspShow) show = load (with_unknown, &problems);
  g_autoptr (GError)    error = NULL;
  g_autofree char      *text = NULL;

  clasp_show_from_text (show, whole, NULL, &error);
  g_assert_no_error (error);
  text = clasp_show_to_text (show);
  g_assert_cmpstr (text, ==, whole);
}

static void
test_the_least_show_has_a_router (void)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (ClaspShow) show = load ("{" HEAD "}", &problems);
  g_autoptr (ClaspShow) empty = show_fixture_new ();
  g_autofree char      *text = clasp_show_to_text (show), *empty_text = clasp_show_to_text (empty);

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpstr (text, ==, empty_text);
}

static void
assert_refused (const char *text, int code, const char *message)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GError)    error = NULL;
  g_autofree char      *before = NULL, *after = NULL;
  gboolean              can_undo;

  clasp_show_map_from_text (show, "/a => /b", NULL);
  before = clasp_show_to_text (show);
  g_assert_false (clasp_show_from_text (show, text, NULL, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
  after = clasp_show_to_text (show);
  g_assert_cmpstr (before, ==, after);
  g_object_get (show, "can-undo", &can_undo, NULL);
  g_assert_true (can_undo);
}

static void
test_what_is_no_show_changes_nothing (void)
{
  assert_refused ("{", CLASP_SHOW_ERROR_SYNTAX,
                  "line 1, column 2: expected a member’s name in quotation marks");
  assert_refused ("[]", CLASP_SHOW_ERROR_CONTENT, "this is not a show: there is no object");
  assert_refused ("{}", CLASP_SHOW_ERROR_CONTENT,
                  "this is not a show: format is not “clasp-bridge-show”");
  assert_refused ("{\"format\":1}", CLASP_SHOW_ERROR_CONTENT,
                  "this is not a show: format is not “clasp-bridge-show”");
  assert_refused ("{\"format\":\"clasp-bridge-show\"}", CLASP_SHOW_ERROR_CONTENT,
                  "version: expected a whole number from 1");
  assert_refused ("{\"format\":\"clasp-bridge-show\",\"version\":0}", CLASP_SHOW_ERROR_CONTENT,
                  "version: expected a whole number from 1");
  assert_refused ("{\"format\":\"clasp-bridge-show\",\"version\":2}", CLASP_SHOW_ERROR_VERSION,
                  "this show was written by a newer version (format 2, known up to 1)");
  assert_refused ("{" HEAD ",\"mappings\":{}}", CLASP_SHOW_ERROR_CONTENT,
                  "mappings: is not a list");
}

/* One fault, one sentence, and so many connections and mappings left. */
static void
assert_problem (const char *content, guint n_connections, guint n_mappings, const char *problem)
{
  g_autofree char      *text = g_strdup_printf ("{" HEAD ",%s}", content);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (ClaspShow) show = load (text, &problems);

  g_assert_cmpuint (problems->len, >=, 1);
  g_assert_cmpstr (problems->pdata[0], ==, problem);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_connections (show)), ==,
                    n_connections);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, n_mappings);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_routers (show)), ==, 1);
}

static void
test_bad_items_are_left_out_with_their_path (void)
{
  assert_problem ("\"connections\":[{\"kind\":\"osc\"},{\"kind\":\"sacn\"}]", 1, 0,
                  "connections[1]: kind “sacn” is not known; this connection is left out");
  assert_problem ("\"connections\":[{}]", 0, 0,
                  "connections[0]: kind “” is not known; this connection is left out");
  assert_problem ("\"connections\":[7]", 0, 0, "connections[0]: is not an object; it is left out");
  assert_problem ("\"mappings\":[{\"target\":\"/b\"}]", 0, 0,
                  "mappings[0]: has no source; this mapping is left out");
  assert_problem ("\"mappings\":[{\"source\":\"/a\",\"target\":3}]", 0, 0,
                  "mappings[0]: target is not a text");
  assert_problem ("\"mappings\":[{\"source\":\"/a\",\"target\":\"/b\",\"steps\":3}]", 0, 0,
                  "mappings[0]: steps is not a list");
  assert_problem ("\"mappings\":[{\"source\":\"/a\",\"target\":\"/b\"},{\"source\":\"/"
                  "a\",\"target\":\"/b\",\"steps\":[{\"kind\":\"smooth\"},{\"kind\":\"x\"}]}]",
                  0, 1, "mappings[1].steps[1]: kind “x” is not known");
  assert_problem ("\"mappings\":[{\"source\":\"/a\",\"target\":\"/b\",\"steps\":[[]]}]", 0, 0,
                  "mappings[0].steps[0]: is not an object");
  assert_problem ("\"routers\":[{},{\"name\":\"2\"}]", 0, 0,
                  "routers[1]: a show has one router; this one is left out");
}

static void
test_bad_members_keep_their_default (void)
{
  assert_problem ("\"name\":3", 0, 0, "show: name is not a text");
  assert_problem ("\"connections\":[{\"kind\":\"osc\",\"enabled\":1}]", 1, 0,
                  "connections[0]: enabled is neither true nor false");
  assert_problem ("\"connections\":[{\"kind\":\"osc\",\"settings\":[]}]", 1, 0,
                  "connections[0].settings: is not an object");
  assert_problem ("\"connections\":[{\"kind\":\"midi\",\"settings\":{\"hold-ms\":-1}}]", 1, 0,
                  "connections[0].settings.hold-ms: expected 0–10000 ms, got -1");
  assert_problem ("\"connections\":[{\"kind\":\"osc\",\"namespace\":\"x\"}]", 1, 0,
                  "connections[0]: namespace “x”: it does not start with \"/\"");
  assert_problem ("\"mappings\":[{\"source\":\"/a\",\"target\":\"/b\",\"colour\":9}]", 0, 1,
                  "mappings[0]: colour: expected 0–8");
  assert_problem ("\"mappings\":[{\"source\":\"/a\",\"target\":\"/"
                  "b\",\"steps\":[{\"kind\":\"curve\",\"settings\":{\"gamma\":-2}}]}]",
                  0, 1, "mappings[0].steps[0].settings.gamma: expected 0.1–8, got -2");
  assert_problem ("\"mappings\":[{\"id\":\"\",\"source\":\"/a\",\"target\":\"/b\"}]", 0, 1,
                  "mappings[0]: id must have 1 to 63 printable bytes; it got a new one");
  assert_problem ("\"mappings\":[{\"id\":\"x\",\"source\":\"/a\",\"target\":\"/"
                  "b\"},{\"id\":\"x\",\"source\":\"/a\",\"target\":\"/b\"}]",
                  0, 2, "mappings[1]: the id “x” is taken; it got a new one");
}

static void
test_missing_namespaces_are_chosen (void)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (ClaspShow) show =
    load ("{" HEAD ",\"connections\":[{\"kind\":\"osc\"},{\"kind\":\"osc\",\"namespace\":\"/"
          "osc\"},{\"kind\":\"osc\"}]}",
          &problems);
  g_autoptr (ClaspConnection) first = g_list_model_get_item (clasp_show_get_connections (show), 0);
  g_autoptr (ClaspConnection) third = g_list_model_get_item (clasp_show_get_connections (show), 2);

  g_assert_cmpstr (clasp_connection_get_namespace (first), ==, "/osc2");
  g_assert_cmpstr (clasp_connection_get_namespace (third), ==, "/osc3");
}

static char *
repeat (const char *member, const char *item, guint n)
{
  GString *text = g_string_new ("{" HEAD ",");

  g_string_append_printf (text, "\"%s\":[", member);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", item);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static void
assert_limit (const char *member, const char *item, guint limit, const char *message)
{
  g_autofree char *most = repeat (member, item, limit),
                  *too_many = repeat (member, item, limit + 1);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (ClaspShow) show = load (most, &problems);
  guint                 n_items = g_list_model_get_n_items (clasp_show_get_connections (show)) +
                  g_list_model_get_n_items (clasp_show_get_mappings (show));

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (n_items, ==, limit);
  assert_refused (too_many, CLASP_SHOW_ERROR_CONTENT, message);
}

static void
test_lists_at_the_limit (void)
{
  assert_limit ("connections", "{\"kind\":\"osc\",\"namespace\":\"/o\"}",
                CLASP_SHOW_MAX_CONNECTIONS, "connections: 4097 are too many, at most 4096");
  assert_limit ("mappings", "{\"source\":\"/a\",\"target\":\"/b\"}", CLASP_SHOW_MAX_MAPPINGS,
                "mappings: 65537 are too many, at most 65536");
}

static void
test_steps_at_the_limit (void)
{
  for (guint n = CLASP_MAPPING_MAX_STEPS; n <= CLASP_MAPPING_MAX_STEPS + 1; n++)
    {
      g_autofree char      *steps = g_strnfill (n, 's');
      g_auto (GStrv)        parts = g_strsplit (steps, "s", -1);
      g_autofree char      *list = NULL, *text = NULL;
      g_autoptr (GPtrArray) problems = NULL;
      g_autoptr (ClaspShow) show = NULL;

      list = g_strjoinv ("{\"kind\":\"smooth\"},", parts);
      list[strlen (list) - 1] = '\0';
      text = g_strdup_printf (
        "{" HEAD ",\"mappings\":[{\"source\":\"/a\",\"target\":\"/b\",\"steps\":[%s]}]}", list);
      show = load (text, &problems);
      g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==,
                        n == CLASP_MAPPING_MAX_STEPS);
      if (n > CLASP_MAPPING_MAX_STEPS)
        g_assert_cmpstr (problems->pdata[0], ==, "mappings[0]: 33 steps are too many, at most 32");
    }
}

static void
test_size_at_the_limit (void)
{
  g_autofree char      *text = g_malloc (CLASP_SHOW_MAX_SIZE + 2);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (ClaspShow) show = NULL;
  static const char     start[] = "{" HEAD "}";

  memset (text, ' ', CLASP_SHOW_MAX_SIZE + 1);
  memcpy (text, start, sizeof start - 1);
  text[CLASP_SHOW_MAX_SIZE + 1] = '\0';
  assert_refused (text, CLASP_SHOW_ERROR_CONTENT, "larger than 64 MiB");
  text[CLASP_SHOW_MAX_SIZE] = '\0';
  show = load (text, &problems);
}

static void
test_ids_at_the_limit (void)
{
  for (guint n = CLASP_SHOW_MAX_ID; n <= CLASP_SHOW_MAX_ID + 1; n++)
    {
      g_autofree char *id = g_strnfill (n, 'x');
      g_autofree char *text = g_strdup_printf (
        "{" HEAD ",\"mappings\":[{\"id\":\"%s\",\"source\":\"/a\",\"target\":\"/b\"}]}", id);
      g_autoptr (GPtrArray) problems = NULL;
      g_autoptr (ClaspShow) show = load (text, &problems);

      g_assert_cmpint (clasp_show_find (show, id) != NULL, ==, n == CLASP_SHOW_MAX_ID);
      g_assert_cmpuint (problems->len, ==, n - CLASP_SHOW_MAX_ID);
    }
}

/* Whatever a show holds, its text loads as the same show. */
static void
test_random_shows_round_trip (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (ClaspShow) other = show_fixture_new ();
  GRand                *random = g_rand_new_with_seed (7);

  for (guint i = 0; i < (g_test_slow () ? 1000u : 120u); i++)
    {
      g_autofree char      *text = NULL, *again = NULL;
      g_autoptr (GError)    error = NULL;
      g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

      for (guint n = 0; n < 10; n++)
        show_fixture_edit (show, random);
      text = clasp_show_to_text (show);
      clasp_show_from_text (other, text, problems, &error);
      g_assert_no_error (error);
      again = clasp_show_to_text (other);
      /* a namespace a hand set to nonsense is the one thing a file does not bring back */
      if (problems->len == 0)
        g_assert_cmpstr (again, ==, text);
      for (guint p = 0; p < problems->len; p++)
        g_assert_nonnull (strstr (problems->pdata[p], "namespace"));
    }
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
  g_test_add_func ("/show/json/a-show-is-written-as-read", test_a_show_is_written_as_read);
  g_test_add_func ("/show/json/unknown-members-are-kept", test_unknown_members_are_kept);
  g_test_add_func ("/show/json/unknown-members-go-with-their-content",
                   test_unknown_members_go_with_their_content);
  g_test_add_func ("/show/json/the-least-show-has-a-router", test_the_least_show_has_a_router);
  g_test_add_func ("/show/json/what-is-no-show-changes-nothing",
                   test_what_is_no_show_changes_nothing);
  g_test_add_func ("/show/json/bad-items-are-left-out-with-their-path",
                   test_bad_items_are_left_out_with_their_path);
  g_test_add_func ("/show/json/bad-members-keep-their-default",
                   test_bad_members_keep_their_default);
  g_test_add_func ("/show/json/missing-namespaces-are-chosen", test_missing_namespaces_are_chosen);
  g_test_add_func ("/show/json/lists-at-the-limit", test_lists_at_the_limit);
  g_test_add_func ("/show/json/steps-at-the-limit", test_steps_at_the_limit);
  g_test_add_func ("/show/json/size-at-the-limit", test_size_at_the_limit);
  g_test_add_func ("/show/json/ids-at-the-limit", test_ids_at_the_limit);
  g_test_add_func ("/show/json/random-shows-round-trip", test_random_shows_round_trip);
  return g_test_run ();
}
