/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What rules do beyond the router: scripts, and HTTP requests to a server of the test's own. */

#include "rules/clasp-rules.h"
#include "rules/clasp-rule-script.h"
#include "support/clasp-router-fixture.h"

#include <libsoup/soup.h>
#include <string.h>

typedef struct
{
  ClaspRouterFixture base;
  ClaspRules        *rules;
  ClaspFakeLink     *reader, *writer;
  SoupServer        *server;
  guint16            port;
  GString           *asked;  /* "POST /go {"level":1} text/plain x\n" */
  char              *answer; /* (owned) JSON */
  guint              status;
  gboolean           is_silent;
} Stage;

static void
served_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Stage              *stage = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody    *body = soup_server_message_get_request_body (message);
  const char         *type = soup_message_headers_get_one (headers, "Content-Type");
  const char         *note = soup_message_headers_get_one (headers, "X-Note");

  g_string_append_printf (stage->asked, "%s %s %.*s %s %s\n", soup_server_message_get_method (message),
                          path, (int) body->length, body->data, type != NULL ? type : "-",
                          note != NULL ? note : "-");
  if (stage->is_silent)
    {
      soup_server_message_pause (message);
      return;
    }
  soup_server_message_set_status (message, stage->status, NULL);
  if (stage->status == 302)
    soup_server_message_set_redirect (message, 302, "/elsewhere");
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, stage->answer,
                                    strlen (stage->answer));
}

static void
allow (Stage *stage, const char *host, guint max_running)
{
  const char *const         hosts[] = { host, NULL };
  const ClaspRuleHttpLimits limits = {
    .hosts = hosts, .max_running = max_running, .timeout_s = 10, .max_bytes = 64
  };

  clasp_rules_set_http (stage->rules, &limits);
}

/* What the leak checker may overlook of libsoup's server is known by the whole of a stack. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

static void
set_up (Stage *stage, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *own = NULL;
  GSList            *uris;

  clasp_router_fixture_set_up (&stage->base, NULL);
  stage->rules = clasp_rules_new (stage->base.router, stage->base.timers);
  stage->reader = clasp_fixture_join (&stage->base);
  stage->writer = clasp_fixture_join (&stage->base);
  clasp_fixture_say (stage->reader, "SUBSCRIBE 1 /out/**");
  stage->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (stage->server, NULL, served_cb, stage, NULL);
  soup_server_listen_local (stage->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (stage->server);
  stage->port = (guint16) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  stage->asked = g_string_new (NULL);
  stage->answer = g_strdup ("{\"ok\":true}");
  stage->status = 200;
  own = g_strdup_printf ("127.0.0.1:%u", stage->port);
  allow (stage, own, 2);
}

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  g_clear_pointer (&stage->rules, clasp_rules_free);
  soup_server_disconnect (stage->server);
  run_loop ();
  g_object_unref (stage->server);
  g_string_free (stage->asked, TRUE);
  g_free (stage->answer);
  clasp_router_fixture_tear_down (&stage->base, NULL);
}

/* In JSON ' stands for ", and PORT for the server's. */
static ClaspRuleSet *
read_rules (Stage *stage, const char *json, GPtrArray *errors)
{
  g_autoptr (GString) text = g_string_new (json);
  g_autofree char    *port = g_strdup_printf ("%u", stage != NULL ? stage->port : 1);

  g_string_replace (text, "PORT", port, 0);
  g_string_replace (text, "'", "\"", 0);
  return clasp_rule_set_parse (text->str, text->len, errors, NULL);
}

/* A rule that a value at /in starts. */
static void
load (Stage *stage, const char *action)
{
  g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free);
  g_autofree char         *json = g_strdup_printf (
    "{'id':'a','trigger':{'type':'on_change','pattern':'/in'},'actions':[%s]}", action);
  g_autoptr (ClaspRuleSet) set = read_rules (stage, json, errors);

  g_assert_cmpstr (errors->len > 0 ? errors->pdata[0] : NULL, ==, NULL);
  clasp_rules_set_rules (stage->rules, set);
}

static guint64
count_failed (Stage *stage)
{
  ClaspRulesStats stats;

  clasp_rules_get_stats (stage->rules, &stats);
  return stats.n_failed;
}

/* ---- scripts ---- */

static void
test_script_sends_and_returns (Stage *stage, gconstpointer data)
{
  load (stage, "{'type':'script','address':'/out/result','text':'"
               "ctx.send(\\'/out/a\\', input * 2) ctx.send(\\'/out/e\\', 7, {event = true}) "
               "return ctx.address .. (ctx.get(\\'/in\\') or 0)'}");
  clasp_fixture_say (stage->writer, "SET /in 3i");
  clasp_fixture_expect (stage->reader, "SET /out/a 6 rev 1\nPUBLISH event /out/e 7\nSET /out/result /in3 rev 1");
}

static void
test_script_remembers (Stage *stage, gconstpointer data)
{
  load (stage, "{'type':'script','address':'/out/n','text':'n = (n or 0) + 1 return n'}");
  clasp_fixture_say (stage->writer, "SET /in 1i");
  clasp_fixture_say (stage->writer, "SET /in 2i");
  clasp_fixture_expect (stage->reader, "SET /out/n 1 rev 1\nSET /out/n 2 rev 2");
}

static void
test_script_that_fails_sends_nothing (Stage *stage, gconstpointer data)
{
  load (stage, "{'type':'script','text':'ctx.send(\\'/out/a\\', 1) error(\\'no\\')'},"
               "{'type':'set','address':'/out/after','value':1}");
  clasp_fixture_say (stage->writer, "SET /in 1i");
  clasp_fixture_expect (stage->reader, "SET /out/after 1 rev 1");
  g_assert_cmpuint (count_failed (stage), ==, 1);
}

static void
test_endless_script_is_cut_off (Stage *stage, gconstpointer data)
{
  load (stage, "{'type':'script','text':'while true do end'},{'type':'set_from_trigger','address':'/out/after'}");
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /in %ui", i);
      g_autofree char *expected = g_strdup_printf ("SET /out/after %u rev %u", i, i);

      clasp_fixture_say (stage->writer, line);
      clasp_fixture_expect (stage->reader, expected);
    }
  g_assert_cmpuint (count_failed (stage), ==, 4);
}

/* What a script sends at its own trigger does not start it again. */
static void
test_script_does_not_start_itself (Stage *stage, gconstpointer data)
{
  load (stage, "{'type':'script','text':'ctx.send(\\'/in\\', input + 1) ctx.send(\\'/out/n\\', input)'}");
  clasp_fixture_say (stage->writer, "SET /in 1i");
  clasp_fixture_expect (stage->reader, "SET /out/n 1 rev 1");
}

/* ---- what is refused when it is read ---- */

static void
expect_fault (const char *action, const char *fault)
{
  g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free);
  g_autofree char         *json = g_strdup_printf (
    "{'id':'a','trigger':{'type':'on_change','pattern':'/in'},'actions':[%s]}", action);
  g_autoptr (ClaspRuleSet) set = read_rules (NULL, json, errors);

  if (fault == NULL)
    {
      g_assert_cmpstr (errors->len > 0 ? errors->pdata[0] : NULL, ==, NULL);
      return;
    }
  g_assert_null (set);
  g_assert_cmpuint (errors->len, ==, 1);
  g_test_message ("%s", (char *) errors->pdata[0]);
  g_assert_nonnull (strstr (errors->pdata[0], fault));
}

static void
test_faults (void)
{
  expect_fault ("{'type':'script','text':'return )'}", "line 1");
  expect_fault ("{'type':'script'}", "text: is missing");
  expect_fault ("{'type':'script','text':'return 1','address':'out'}", "address");
  expect_fault ("{'type':'http','url':'http://10.0.0.5/x'}", NULL);
  expect_fault ("{'type':'http'}", "url: is missing");
  expect_fault ("{'type':'http','url':'ftp://10.0.0.5/x'}", "is no address such as http://");
  expect_fault ("{'type':'http','url':'file:///etc/passwd'}", "is no address such as http://");
  expect_fault ("{'type':'http','url':'http://me:word@10.0.0.5/'}", "holds a password");
  expect_fault ("{'type':'http','url':'http://a/','method':'STEAL'}", "method");
  expect_fault ("{'type':'http','url':'http://a/','headers':7}", "expected an object");
  expect_fault ("{'type':'http','url':'http://a/','headers':{'X':1}}", "‘X’ is no header");
  expect_fault ("{'type':'http','url':'http://a/','headers':{'X Y':'1'}}", "‘X Y’ is no header");
  expect_fault ("{'type':'http','url':'http://a/','headers':{'X':'1\\r\\nEvil: 2'}}", "‘X’ is no header");
}

static void
test_limits (void)
{
  g_autofree char *path = g_strnfill (CLASP_RULE_HTTP_MAX_URL - strlen ("http://a/"), 'x');
  g_autofree char *longest = g_strdup_printf ("{'type':'http','url':'http://a/%s'}", path);
  g_autofree char *too_long = g_strdup_printf ("{'type':'http','url':'http://a/%sx'}", path);
  g_autofree char *blanks = g_strnfill (CLASP_RULE_SCRIPT_MAX_BYTES - strlen ("return 1"), ' ');
  g_autofree char *script = g_strdup_printf ("{'type':'script','text':'return 1%s'}", blanks);
  g_autofree char *longer = g_strdup_printf ("{'type':'script','text':'return 1%s '}", blanks);
  g_autoptr (GString) headers = g_string_new ("{'type':'http','url':'http://a/','headers':{'H0':'x'");
  g_autofree char    *most = NULL;

  expect_fault (longest, NULL);
  expect_fault (too_long, "longer than 2048 bytes");
  expect_fault (script, NULL);
  expect_fault (longer, "longer than 65536 bytes");
  for (guint i = 1; i < CLASP_RULE_MAX_HEADERS; i++)
    g_string_append_printf (headers, ",'H%u':'x'", i);
  most = g_strconcat (headers->str, "}}", NULL);
  expect_fault (most, NULL);
  g_string_append (headers, ",'Last':'x'}}");
  expect_fault (headers->str, "at most 32 texts");
}

static void
test_limit_of_scripts (void)
{
  for (guint n = CLASP_RULE_MAX_SCRIPTS; n <= CLASP_RULE_MAX_SCRIPTS + 1; n++)
    {
      g_autoptr (GString)      json = g_string_new ("[");
      g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (ClaspRuleSet) set = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append_printf (json,
                                "%s{'id':'%u','trigger':{'type':'on_event','pattern':'/x'},"
                                "'actions':[{'type':'script','text':'return 1'}]}",
                                i > 0 ? "," : "", i);
      g_string_append_c (json, ']');
      set = read_rules (NULL, json->str, errors);
      g_assert_cmpuint (errors->len, ==, n == CLASP_RULE_MAX_SCRIPTS ? 0 : 1);
    }
}

/* ---- requests ---- */

typedef struct
{
  Stage      *stage;
  const char *text;
} Wait;

static gboolean
was_asked (gpointer user_data)
{
  const Wait *wait = user_data;

  return strstr (wait->stage->asked->str, wait->text) != NULL;
}

static void
wait_asked (Stage *stage, const char *text)
{
  Wait wait = { stage, text };

  clasp_test_spin_until (was_asked, &wait, text);
}

static gboolean
has_failed (gpointer user_data)
{
  const Wait *wait = user_data;

  return count_failed (wait->stage) >= (guint) atoi (wait->text);
}

static void
wait_failed (Stage *stage, const char *n)
{
  Wait wait = { stage, n };

  clasp_test_spin_until (has_failed, &wait, "a failure");
}

static gboolean
has_told (gpointer user_data)
{
  const Wait      *wait = user_data;
  g_autofree char *text = clasp_fake_link_take (wait->stage->reader);

  if (text[0] == '\0')
    return FALSE;
  g_assert_cmpstr (text, ==, wait->text);
  return TRUE;
}

static void
wait_told (Stage *stage, const char *text)
{
  Wait wait = { stage, text };

  clasp_test_spin_until (has_told, &wait, text);
}

static void
test_the_value_is_posted (Stage *stage, gconstpointer data)
{
  load (stage, "{'type':'http','method':'post','url':'http://127.0.0.1:PORT/go',"
               "'headers':{'X-Note':'hello'},'address':'/out/answer'}");
  clasp_fixture_say (stage->writer, "SET /in {\"level\":1}");
  wait_told (stage, "PUBLISH event /out/answer {\"status\":200,\"body\":{\"ok\":true}}");
  g_assert_cmpstr (stage->asked->str, ==, "POST /go {\"level\":1} application/json hello\n");
}

static void
test_a_body_of_its_own (Stage *stage, gconstpointer data)
{
  load (stage, "{'type':'http','method':'PUT','url':'http://127.0.0.1:PORT/a','body':'as it is'},"
               "{'type':'http','url':'http://127.0.0.1:PORT/b'}");
  clasp_fixture_say (stage->writer, "SET /in 1i");
  wait_asked (stage, "PUT /a as it is text/plain; charset=utf-8 -\n");
  wait_asked (stage, "GET /b  - -\n");
}

static void
test_only_who_is_allowed (Stage *stage, gconstpointer data)
{
  allow (stage, "127.0.0.1:1", 2); /* another port */
  load (stage, "{'type':'http','url':'http://127.0.0.1:PORT/'}");
  clasp_fixture_say (stage->writer, "SET /in 1i");
  g_assert_cmpuint (count_failed (stage), ==, 1);
  allow (stage, "localhost", 2);
  clasp_fixture_say (stage->writer, "SET /in 2i");
  g_assert_cmpuint (count_failed (stage), ==, 2);
  run_loop ();
  g_assert_cmpstr (stage->asked->str, ==, "");
  allow (stage, "*", 2);
  clasp_fixture_say (stage->writer, "SET /in 3i");
  wait_asked (stage, "GET / ");
  g_assert_cmpuint (count_failed (stage), ==, 2);
}

/* Before anybody said who may be asked. */
static void
test_nobody_is_allowed_at_first (Stage *stage, gconstpointer data)
{
  clasp_rules_free (stage->rules);
  stage->rules = clasp_rules_new (stage->base.router, stage->base.timers);
  load (stage, "{'type':'http','url':'http://127.0.0.1:PORT/'}");
  clasp_fixture_say (stage->writer, "SET /in 1i");
  g_assert_cmpuint (count_failed (stage), ==, 1);
}

static void
test_so_many_at_a_time (Stage *stage, gconstpointer data)
{
  stage->is_silent = TRUE;
  load (stage, "{'type':'http','url':'http://127.0.0.1:PORT/'}");
  clasp_fixture_say (stage->writer, "SET /in 1i");
  clasp_fixture_say (stage->writer, "SET /in 2i");
  g_assert_cmpuint (count_failed (stage), ==, 0);
  clasp_fixture_say (stage->writer, "SET /in 3i");
  g_assert_cmpuint (count_failed (stage), ==, 1);
}

static void
test_an_answer_that_is_late (Stage *stage, gconstpointer data)
{
  stage->is_silent = TRUE;
  load (stage, "{'type':'http','url':'http://127.0.0.1:PORT/late','address':'/out/answer'}");
  clasp_fixture_say (stage->writer, "SET /in 1i");
  wait_asked (stage, "GET /late");
  clasp_fixture_advance (&stage->base, 10 * G_USEC_PER_SEC - 1);
  run_loop ();
  g_assert_cmpuint (count_failed (stage), ==, 0);
  clasp_fixture_advance (&stage->base, 1);
  wait_failed (stage, "1");
  clasp_fixture_expect (stage->reader, "");
}

/* 64 bytes are taken, 65 are not. */
static void
test_an_answer_that_is_long (Stage *stage, gconstpointer data)
{
  g_autofree char *digits = g_strnfill (62, '1');
  g_autofree char *expected =
    g_strdup_printf ("PUBLISH event /out/answer {\"status\":200,\"body\":\"%s\"}", digits);

  g_free (stage->answer);
  stage->answer = g_strdup_printf ("\"%s\"", digits);
  load (stage, "{'type':'http','url':'http://127.0.0.1:PORT/','address':'/out/answer'}");
  clasp_fixture_say (stage->writer, "SET /in 1i");
  wait_told (stage, expected);
  g_free (stage->answer);
  stage->answer = g_strdup_printf ("\"%s1\"", digits);
  clasp_fixture_say (stage->writer, "SET /in 2i");
  wait_failed (stage, "1");
  clasp_fixture_expect (stage->reader, "");
}

static void
test_redirects_are_not_followed (Stage *stage, gconstpointer data)
{
  stage->status = 302;
  load (stage, "{'type':'http','url':'http://127.0.0.1:PORT/here','address':'/out/answer'}");
  clasp_fixture_say (stage->writer, "SET /in 1i");
  wait_told (stage, "PUBLISH event /out/answer {\"status\":302,\"body\":{\"ok\":true}}");
  g_assert_cmpstr (stage->asked->str, ==, "GET /here  - -\n");
}

static void
test_nobody_listens (Stage *stage, gconstpointer data)
{
  load (stage, "{'type':'http','url':'http://127.0.0.1:PORT/'}");
  soup_server_disconnect (stage->server);
  clasp_fixture_say (stage->writer, "SET /in 1i");
  wait_failed (stage, "1");
}

/* The rule is taken away while the answer is on its way: nobody hears it, nothing breaks. */
static void
test_the_rule_is_gone (Stage *stage, gconstpointer data)
{
  stage->is_silent = TRUE;
  load (stage, "{'type':'http','url':'http://127.0.0.1:PORT/gone','address':'/out/answer'}");
  clasp_fixture_say (stage->writer, "SET /in 1i");
  wait_asked (stage, "GET /gone");
  clasp_rules_set_rules (stage->rules, NULL);
  clasp_fixture_advance (&stage->base, 10 * G_USEC_PER_SEC);
  run_loop ();
  g_assert_cmpuint (count_failed (stage), ==, 0);
  clasp_fixture_expect (stage->reader, "");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func) g_test_add ("/rules/orders/" path, Stage, NULL, set_up, func, tear_down)
  ADD ("script/sends-and-returns", test_script_sends_and_returns);
  ADD ("script/remembers", test_script_remembers);
  ADD ("script/failed-sends-nothing", test_script_that_fails_sends_nothing);
  ADD ("script/endless-is-cut-off", test_endless_script_is_cut_off);
  ADD ("script/does-not-start-itself", test_script_does_not_start_itself);
  g_test_add_func ("/rules/orders/faults", test_faults);
  g_test_add_func ("/rules/orders/limits", test_limits);
  g_test_add_func ("/rules/orders/limits/scripts", test_limit_of_scripts);
  ADD ("http/the-value-is-posted", test_the_value_is_posted);
  ADD ("http/a-body-of-its-own", test_a_body_of_its_own);
  ADD ("http/only-who-is-allowed", test_only_who_is_allowed);
  ADD ("http/nobody-is-allowed-at-first", test_nobody_is_allowed_at_first);
  ADD ("http/so-many-at-a-time", test_so_many_at_a_time);
  ADD ("http/late-answer", test_an_answer_that_is_late);
  ADD ("http/long-answer", test_an_answer_that_is_long);
  ADD ("http/redirects-are-not-followed", test_redirects_are_not_followed);
  ADD ("http/nobody-listens", test_nobody_listens);
  ADD ("http/the-rule-is-gone", test_the_rule_is_gone);
  return g_test_run ();
}
