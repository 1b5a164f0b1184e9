/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "exchange/clasp-exchange.h"
#include "support/clasp-test.h"

#include <string.h>

/* Forms beside version 1: YAML tables, rules, version 2, CSV; and several connections of one kind.
 */

static ClaspImported *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspImported     *imported = clasp_exchange_read (clasp_kinds (), text, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < imported->report->len; i++)
    g_test_message ("%s", (char *) imported->report->pdata[i]);
  return imported;
}

static void
assert_mapping (const ClaspImported *imported, guint index, const char *expected)
{
  g_autoptr (ClaspMapping) mapping =
    g_list_model_get_item (clasp_show_get_mappings (imported->show), index);
  g_autofree char *text = mapping != NULL ? clasp_mapping_to_text (mapping) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_report (const ClaspImported *imported, guint index, const char *expected)
{
  g_assert_cmpuint (imported->report->len, >, index);
  g_assert_cmpstr (imported->report->pdata[index], ==, expected);
}

static void
assert_refused (const char *text, int code, const char *message)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) imported = clasp_exchange_read (clasp_kinds (), text, &error);

  g_assert_null (imported);
  g_assert_error (error, CLASP_SHOW_ERROR, code);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
}

/* ---- YAML ---- */

static void
test_yaml_tables (void)
{
  g_autoptr (ClaspImported) imported =
    read_text ("mapping:\n"
               "  prefix: /control\n"
               "  strip_prefix: /touch\n"
               "  custom:\n"
               "    \"/1/fader*\": \"/control/fader*\"\n"
               "filter:\n"
               "  include: [\"/touch/**\", \"/1/**\", \"/midi/**\", \"/osc/**\"]\n"
               "  exclude: [\"/touch/private/*\"]\n"
               "mappings:\n"
               "  /osc/button/*: {type: event, to: /buttons/*}\n"
               "transforms:\n"
               "  - {from: /midi/*/cc/1/7, to: /audio/master/volume, scale: [0,127] -> [0,1]}\n"
               "  - {from: /osc/xy/*, to: /position, map: {x: $[0], y: $[1]}}\n"
               "  - {from: /osc/a, rename: /b, filter: value > 0.5, threshold: 0.7}\n");

  g_assert_cmpint (imported->form, ==, CLASP_EXCHANGE_TABLE);
  g_assert_cmpuint (imported->report->len, ==, 0);
  assert_mapping (imported, 0, "[stop] /1/fader* => /control/fader*");
  assert_mapping (imported, 1, "[stop] /osc/button/* => /buttons/* [signal=event]");
  assert_mapping (imported, 2,
                  "[stop] /midi/*/ch/1/cc/7 => scale 0 127 0 1 => /audio/master/volume");
  assert_mapping (imported, 3, "[stop] /osc/xy/* => pick \"$[0];$[1]\" | pack x;y => /position");
  assert_mapping (imported, 4, "[when=\"value > 0.5\" stop] /osc/a => threshold 0.7 => /b");
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (imported->show)), ==, 6);
}

static void
test_yaml_filter (void)
{
  g_autoptr (ClaspImported) imported =
    read_text ("mapping: {prefix: /c, strip_prefix: /t}\n"
               "filter: {include: [\"/t/a/*\", \"/t/b/**\", /elsewhere], exclude: [\"/t/b/x\"]}\n");
  g_autoptr (ClaspMapping) mapping =
    g_list_model_get_item (clasp_show_get_mappings (imported->show), 0);

  g_assert_cmpstr (
    clasp_settings_get_string (clasp_mapping_get_options (mapping), "when"), ==,
    "{\"all\":[{\"any\":[{\"capture\":\"rest\",\"op\":\"matches\",\"value\":\"^a/[^/]+$\"},"
    "{\"capture\":\"rest\",\"op\":\"matches\",\"value\":\"^b/.*$\"}]},{\"not\":{\"any\":["
    "{\"capture\":\"rest\",\"op\":\"matches\",\"value\":\"^b/x$\"}]}}]}");
  g_assert_cmpstr (clasp_mapping_get_source (mapping), ==, "/t/{rest:**}");
  g_assert_cmpstr (clasp_mapping_get_target (mapping), ==, "/c/{rest}");
  g_assert_cmpuint (imported->report->len, ==, 0);
}

static void
test_yaml_bad_items (void)
{
  g_autoptr (ClaspImported) imported = read_text ("# a comment\n"
                                                  "protocol: osc\n"
                                                  "mapping:\n"
                                                  "  prefix: /c\n"
                                                  "  custom:\n"
                                                  "    /good/*: /fine/*\n"
                                                  "    /bad: 5\n"
                                                  "transforms:\n"
                                                  "- from: /x\n"
                                                  "- {from: /y, to: /z, scale: 7}\n"
                                                  "- {from: /y, to: \"/z/{q}\"}\n"
                                                  "- {from: /v, to: /w, colour: red}\n");

  assert_mapping (imported, 0, "[stop] /osc/good/* => /fine/*");
  assert_mapping (imported, 1, "[stop] /osc/v => /w");
  assert_mapping (imported, 2, "[stop] /osc/{rest:**} => /c/{rest}");
  assert_report (imported, 0, "line 7, mapping.custom./bad: is no address; it is left out");
  assert_report (
    imported, 1,
    "line 9, transforms[0]: to: is missing; as what kind of signal something comes is up "
    "to its connection here; it is left out");
  assert_report (imported, 2,
                 "line 10, transforms[1]: scale: expected [a, b] -> [c, d]; it is left out");
  g_assert_true (g_str_has_prefix (imported->report->pdata[3], "line 11, transforms[2]: target: "));
  assert_report (imported, 4, "line 12, transforms[3]: colour: is not known, and left out");
}

static void
test_yaml_bounds (void)
{
  g_autoptr (GString) deep = g_string_new ("transforms: "), most = g_string_new ("transforms: ");
  g_autoptr (GString) many = g_string_new ("transforms: [");
  g_autoptr (ClaspImported) imported = NULL;

  for (guint i = 0; i < 63; i++)
    g_string_append (most, "[");
  for (guint i = 0; i < 64; i++)
    g_string_append (deep, "[");
  for (guint i = 0; i < 63; i++)
    g_string_append (most, "]");
  for (guint i = 0; i < 64; i++)
    g_string_append (deep, "]");
  imported = read_text (most->str);
  assert_refused (deep->str, CLASP_SHOW_ERROR_SYNTAX, "line 1, column 76: nested too deep");

  /* with the whole and the list itself one more than there may be */
  for (guint i = 0; i < CLASP_EXCHANGE_MAX_NODES - 1; i++)
    g_string_append (many, "1,");
  g_string_append (many, "]");
  assert_refused (many->str, CLASP_SHOW_ERROR_SYNTAX, NULL);
  assert_refused ("a: &x [1]\nb: *x\n", CLASP_SHOW_ERROR_SYNTAX,
                  "line 2, column 4: aliases are not read");
  assert_refused ("a: 1\na: 2\n", CLASP_SHOW_ERROR_SYNTAX,
                  "line 2, column 1: a key stands twice: a");
  assert_refused ("mapping: {prefix: /a\n", CLASP_SHOW_ERROR_SYNTAX, NULL);
  assert_refused ("mapping: {prefix: /a}\n]\n", CLASP_SHOW_ERROR_SYNTAX, NULL);
  assert_refused ("\n", CLASP_SHOW_ERROR_SYNTAX, NULL);
  assert_refused ("just words\n", CLASP_SHOW_ERROR_CONTENT, NULL);
}

/* The library's table, and version 1 written as YAML. */
static void
test_yaml_other (void)
{
  g_autoptr (ClaspImported) table =
    read_text ("- {from: /a/*, to: /b/*}\n- {from: /c, to: /d, transform: {type: to_int}}\n");
  g_autoptr (ClaspImported) v1 = read_text ("version: 1\nservers: []\nbridges: []\nmappings:\n"
                                            "- source: {protocol: osc, address: /osc/x}\n"
                                            "  target: {protocol: clasp, address: /y}\n"
                                            "  transform: {type: clamp, clampMin: 0.25}\n"
                                            "- source: 7\n");

  assert_mapping (table, 0, "[stop] /a/* => /b/*");
  assert_mapping (table, 1, "[stop] /c => convert int zero => /d");
  g_assert_cmpint (v1->form, ==, CLASP_EXCHANGE_V1);
  assert_mapping (v1, 0, "/osc/x => clamp 0.25 => /y");
  assert_report (v1, 0, "line 8, mappings[1]: source: is missing; it is left out");
}

/* ---- rules ---- */

static void
assert_rules (const char *text, const char *expected)
{
  g_autoptr (ClaspImported) imported = read_text (text);
  g_autofree char          *printed = clasp_imported_print_rules (imported);
  g_autoptr (GRegex)        blanks = g_regex_new ("\\s+", 0, 0, NULL);
  g_autofree char *one_line = g_regex_replace_literal (blanks, printed, -1, 0, "", 0, NULL);

  g_assert_cmpstr (one_line, ==, expected);
}

static void
test_rules (void)
{
  /* the relay's, and the documents': as they are */
  assert_rules (
    "[{\"id\":\"a\",\"name\":\"A\",\"enabled\":true,\"trigger\":{\"OnThreshold\":{\"address\":"
    "\"/t\",\"above\":30.0}},\"actions\":[{\"Set\":{\"address\":\"/f\",\"value\":1.0}}]}]",
    "{\"rules\":[{\"id\":\"a\",\"name\":\"A\",\"enabled\":true,\"trigger\":{\"OnThreshold\":{"
    "\"address\":\"/t\",\"above\":30.0}},\"actions\":[{\"Set\":{\"address\":\"/f\",\"value\":"
    "1.0}}]}]}");
  assert_rules ("{\"rules\":[{\"id\":\"b\",\"trigger\":{\"type\":\"on_change\",\"pattern\":\"/t\"},"
                "\"actions\":[{\"type\":\"set\",\"address\":\"/f\",\"value\":\"1\"}]}]}",
                "{\"rules\":[{\"id\":\"b\",\"trigger\":{\"type\":\"on_change\",\"pattern\":\"/t\"},"
                "\"actions\":[{\"type\":\"set\",\"address\":\"/f\",\"value\":\"1\"}]}]}");
  /* the desktop's */
  assert_rules (
    "[{\"name\":\"Hot\",\"trigger\":{\"type\":\"threshold\",\"address\":\"/t\",\"threshold\":"
    "\"30\",\"direction\":\"falling\",\"event\":\"\",\"seconds\":0},\"conditions\":[{"
    "\"address\":\"/m\",\"operator\":\">=\",\"value\":\"1.5\"}],\"actions\":[{\"type\":\"set\","
    "\"address\":\"/f\",\"value\":\"on\",\"transform\":\"\",\"delayMs\":0},{\"type\":\"delay\","
    "\"delayMs\":\"250\"}],\"cooldown\":0}]",
    "{\"rules\":[{\"name\":\"Hot\",\"trigger\":{\"type\":\"on_threshold\",\"address\":\"/t\","
    "\"below\":30},\"conditions\":[{\"address\":\"/m\",\"value\":1.5,\"op\":\"gte\"}],"
    "\"actions\":[{\"type\":\"set\",\"address\":\"/f\",\"value\":\"on\"},{\"type\":\"delay\","
    "\"milliseconds\":250}],\"cooldown\":0,\"id\":\"Hot-1\"}]}");
}

static void
test_bad_rule (void)
{
  g_autoptr (ClaspImported) imported =
    read_text ("{\"version\":1,\"servers\":[],\"bridges\":[],\"mappings\":[],\"rules\":[\n"
               "{\"id\":\"a\",\"trigger\":{\"type\":\"event\",\"event\":\"/"
               "go\"},\"actions\":[{\"type\":\"set\","
               "\"address\":\"/f\",\"value\":\"1\"}]},\n"
               "{\"id\":\"b\",\"trigger\":{\"type\":\"full-moon\"},\"actions\":[]}]}");

  g_autoptr (ClaspImported) alone =
    read_text ("[{\"id\":\"a\",\"trigger\":{\"type\":\"on_event\",\"pattern\":\"/go\"},\"actions\":[{"
               "\"type\":\"set\",\"address\":\"/f\",\"value\":1}]},\n\n5]");

  assert_report (alone, 0, "line 3, rules[1]: is not an object; it is left out");
  g_assert_cmpuint (imported->rules->len, ==, 1);
  g_assert_cmpuint (imported->report->len, >, 0);
  g_assert_true (g_str_has_prefix (imported->report->pdata[0], "line 3, rules[1]: "));
}

/* ---- tables ---- */

static void
test_csv_round_trip (void)
{
  static const char         text[] = "source,target,inMin,inMax,outMin,outMax,transform\n"
                                     "/osc/a,/b,0,127,0,1,\n"
                                     "/osc/{n},/c/{n},,,,,invert | curve ease-in\n"
                                     "/osc/d,/e,0,1,0,255,\"expression \"\"max(value, 2)\"\"\"\n"
                                     "/f,/g,0.1,0.30000000000000004,-1e+300,1,clamp 0.25 0.5 | !negate\n"
                                     "/h,/i,,,,,\n";
  g_autoptr (ClaspImported) first = read_text (text), second = NULL;
  g_autoptr (GPtrArray)     report = g_ptr_array_new_with_free_func (g_free);
  g_autofree char          *exported = clasp_exchange_export_csv (first->show, report);
  g_autofree char          *again = NULL;

  g_assert_cmpuint (first->report->len, ==, 0);
  g_assert_cmpuint (report->len, ==, 0);
  g_assert_cmpstr (exported, ==, text);
  second = read_text (exported);
  again = clasp_exchange_export_csv (second->show, report);
  g_assert_cmpstr (again, ==, exported);
}

static void
test_csv_names (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autofree char      *exported = NULL;

  clasp_show_map_from_text (show, "[solo] /a => /b", NULL);
  clasp_show_map_from_text (show, "/c => /d", NULL);
  clasp_show_connect_from_text (show, "osc", NULL);
  exported = clasp_exchange_export_csv (show, report);
  g_assert_cmpstr (exported, ==, "source,target,inMin,inMax,outMin,outMax,transform\n/c,/d,,,,,\n");
  g_assert_cmpuint (report->len, ==, 3);
  g_assert_true (g_str_has_prefix (report->pdata[0], "mappings[0]: several"));
  g_assert_true (g_str_has_prefix (report->pdata[1], "mappings[1]: a table does not bring"));
  g_assert_true (g_str_has_prefix (report->pdata[2], "connections: "));
}

/* ---- several connections of one kind ---- */

#define V1(servers, mappings)                                                                      \
  "{\"version\":1,\"servers\":[" servers "],\"bridges\":[],\"mappings\":[" mappings "]}"
#define MAPPING(source, target) "{\"source\":" source ",\"target\":" target "}"

static void
test_several (void)
{
  g_autoptr (ClaspImported) imported = read_text (
    V1 ("{\"type\":\"osc\",\"id\":\"one\",\"port\":9000},{\"type\":\"osc\",\"id\":\"two\","
        "\"port\":9001},{\"type\":\"osc\",\"name\":\"Out\",\"mode\":\"client\",\"port\":8000},"
        "{\"type\":\"artnet\",\"universe\":1},{\"type\":\"artnet\",\"id\":\"one\","
        "\"universe\":18}",
        MAPPING ("{\"protocol\":\"osc\",\"address\":\"/osc/a\"}", "{\"protocol\":\"artnet\","
                                                                  "\"dmxUniverse\":18,"
                                                                  "\"dmxChannel\":1}") "," MAPPING (
          "{\"protocol\":\"osc\",\"address\":\"/osc2/a\"}",
          "{\"protocol\":\"osc\",\"address\":\"/b\"}") "," MAPPING ("{\"protocol\":\"clasp\","
                                                                    "\"address\":\"/c\"}",
                                                                    "{\"protocol\":\"artnet\","
                                                                    "\"address\":\"/artnet/x\"}")));
  g_autoptr (ClaspConnection) two =
    g_list_model_get_item (clasp_show_get_connections (imported->show), 1);

  assert_mapping (imported, 0, "/osc/a + /osc2/a => /artnet2/0/1/2/1");
  assert_mapping (imported, 1, "/osc2/a => /osc3/b");
  assert_mapping (imported, 2, "/c => /artnet/x");
  g_assert_cmpuint (imported->report->len, ==, 1);
  assert_report (
    imported, 0,
    "line 1, mappings[2]: target: 2 connections of kind “artnet” may be meant; it goes to "
    "“Art-Net” (/artnet)");
  g_assert_cmpstr (clasp_show_item_get_id (CLASP_SHOW_ITEM (two)), ==, "two");
  g_assert_nonnull (clasp_show_find (imported->show, "one"));
}

static void
test_several_round_trip (void)
{
  g_autoptr (ClaspImported) first = read_text (
    V1 ("{\"type\":\"osc\",\"port\":9000},{\"type\":\"osc\",\"port\":9001,\"qos\":2,\"apiToken\":"
        "\"x\"},{"
        "\"type\":\"midi\",\"address\":\"A\"},{\"type\":\"midi\",\"address\":\"B\"}",
        MAPPING ("{\"protocol\":\"osc\",\"address\":\"/osc/a\"}",
                 "{\"protocol\":\"clasp\",\"address\":"
                 "\"/x\"}") "," MAPPING ("{\"protocol\":\"midi\",\"midiType\":\"cc\","
                                         "\"midiNumber\":1,\"namespace\":\"/midi2\"}",
                                         "{\"protocol\":\"clasp\",\"address\":\"/y\"}")));
  g_autoptr (GPtrArray)     report = g_ptr_array_new_with_free_func (g_free);
  g_autofree char          *exported = clasp_exchange_export_v1 (first->show, report);
  g_autoptr (ClaspImported) second = read_text (exported);

  assert_mapping (first, 0, "/osc/a + /osc2/a => /x");
  assert_mapping (first, 1, "/midi2/*/ch/{channel}/cc/1 => /y");
  assert_report (first, 0,
                 "line 1, servers[1]: qos: has no place here; it is kept, and written back");
  assert_report (
    first, 1, "line 1, servers[1]: apiToken: a secret does not belong into a show; it is left out");
  g_assert_nonnull (strstr (exported, "\"qos\": 2"));
  g_assert_null (strstr (exported, "apiToken"));
  /* a mapping for each pair, and each still where it was */
  assert_mapping (second, 0, "/osc/a => /x");
  assert_mapping (second, 1, "/osc2/a => /x");
  assert_mapping (second, 2, "/midi2/*/ch/{channel}/cc/1 => /y");
}

/* Thousands of one kind: each look for a free namespace looks at each once. */
static void
test_namespaces (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspConnection) other = NULL;

  for (guint i = 0; i < CLASP_SHOW_MAX_CONNECTIONS - 1; i++)
    {
      g_autoptr (ClaspConnection) connection = clasp_show_create_connection (show, "osc", NULL);
      g_autofree char *expected = i == 0 ? g_strdup ("/osc") : g_strdup_printf ("/osc%u", i + 1);

      g_assert_cmpstr (clasp_connection_get_namespace (connection), ==, expected);
      if (i == 1)
        g_set_object (&other, connection);
      g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (connection)));
    }
  clasp_show_remove (show, CLASP_SHOW_ITEM (other));
  g_clear_object (&other);
  other = clasp_show_create_connection (show, "osc", NULL);
  g_assert_cmpstr (clasp_connection_get_namespace (other), ==, "/osc2");
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (other)), ==, "OSC 2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/yaml/tables", test_yaml_tables);
  g_test_add_func ("/exchange/yaml/filter", test_yaml_filter);
  g_test_add_func ("/exchange/yaml/one-bad-item-is-left-out", test_yaml_bad_items);
  g_test_add_func ("/exchange/yaml/bounds", test_yaml_bounds);
  g_test_add_func ("/exchange/yaml/other-forms", test_yaml_other);
  g_test_add_func ("/exchange/rules/three-forms", test_rules);
  g_test_add_func ("/exchange/rules/one-bad-rule-is-left-out", test_bad_rule);
  g_test_add_func ("/exchange/csv/round-trip-is-equal", test_csv_round_trip);
  g_test_add_func ("/exchange/csv/names-what-it-cannot-say", test_csv_names);
  g_test_add_func ("/exchange/several/right-connection", test_several);
  g_test_add_func ("/exchange/several/v1-round-trip", test_several_round_trip);
  g_test_add_func ("/exchange/several/free-namespaces", test_namespaces);
  return g_test_run ();
}
