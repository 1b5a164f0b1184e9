/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "core/clasp-json.h"
#include "exchange/clasp-exchange.h"
#include "support/clasp-test.h"

#include <string.h>

static const char *const transforms[] = {
  "{\"type\":\"direct\"}",
  "{\"type\":\"scale\",\"scaleInMin\":0,\"scaleInMax\":127,\"scaleOutMin\":1,\"scaleOutMax\":0.5}",
  "{\"type\":\"invert\"}",
  "{\"type\":\"clamp\",\"clampMin\":0.25,\"clampMax\":0.5}",
  "{\"type\":\"round\"}",
  "{\"type\":\"threshold\",\"threshold\":0.25}",
  "{\"type\":\"gate\"}",
  "{\"type\":\"trigger\"}",
  "{\"type\":\"toggle\"}",
  "{\"type\":\"deadzone\",\"deadzoneMin\":0.3,\"deadzoneMax\":0.7}",
  "{\"type\":\"smooth\",\"smoothFactor\":0.25}",
  "{\"type\":\"quantize\",\"quantizeSteps\":3}",
  "{\"type\":\"curve\",\"curveType\":\"logarithmic\"}",
  "{\"type\":\"modulo\",\"moduloDivisor\":0.3}",
  "{\"type\":\"negate\"}",
  "{\"type\":\"power\",\"powerExponent\":3}",
  "{\"type\":\"expression\",\"expression\":\"pow(value, 2) * 100\"}",
  "{\"type\":\"javascript\",\"javascriptCode\":\"let a = input; return a;\"}",
  "{\"type\":\"javascript\",\"javascriptCode\":\"return input * 2\"}",
  "{\"type\":\"wasm\",\"wasmModuleId\":\"m\",\"wasmModuleName\":\"n\",\"wasmParams\":\"{}\"}",
};

static const char servers[] =
  "{\"type\":\"osc\",\"name\":\"Tablet\",\"bind\":\"0.0.0.0\",\"port\":9001},"
  "{\"type\":\"osc\",\"name\":\"Video\",\"mode\":\"client\",\"host\":\"10.0.0.7\",\"port\":8000},"
  "{\"type\":\"midi\",\"name\":\"Keys\",\"address\":\"X-Touch MINI\"},"
  "{\"type\":\"artnet\",\"name\":\"Light\",\"subnet\":1,\"universe\":2,\"host\":\"10.0.0.9\"},"
  "{\"type\":\"sacn\",\"name\":\"Desk\",\"universe\":7},"
  "{\"type\":\"dmx\",\"name\":\"Cable\",\"serialPort\":\"/dev/ttyUSB0\"},"
  "{\"type\":\"clasp\",\"name\":\"Here\",\"address\":\"0.0.0.0:7331\"}";

static const char links[] =
  "{\"source\":\"osc\",\"sourceAddr\":\"0.0.0.0:9001\",\"target\":\"midi\",\"targetAddr\":"
  "\"X-Touch MINI\"},"
  "{\"source\":\"sacn\",\"target\":\"dmx\",\"targetAddr\":\"/dev/ttyUSB0\"}";

static const char ends[] =
  ",{\"source\":{\"protocol\":\"midi\",\"midiType\":\"cc\",\"midiNumber\":7},\"target\":{"
  "\"protocol\":\"midi\",\"midiType\":\"cc\",\"midiChannel\":16,\"midiNumber\":8},\"enabled\":"
  "false}"
  ",{\"source\":{\"protocol\":\"midi\",\"midiType\":\"noteon\",\"midiChannel\":1},\"target\":{"
  "\"protocol\":\"artnet\",\"dmxUniverse\":291,\"dmxChannel\":512}}"
  ",{\"source\":{\"protocol\":\"artnet\",\"dmxChannel\":5},\"target\":{\"protocol\":\"artnet\","
  "\"dmxUniverse\":1}}"
  ",{\"source\":{\"protocol\":\"sacn\",\"dmxUniverse\":7},\"target\":{\"protocol\":\"clasp\","
  "\"address\":\"/c/{x}\",\"jsonTemplate\":\"{\\\"value\\\": $}\"}}"
  ",{\"source\":{\"protocol\":\"osc\",\"address\":\"/osc/a\",\"jsonPath\":\"$.b[0]\"},\"target\":{"
  "\"protocol\":\"dmx\",\"dmxUniverse\":0,\"dmxChannel\":1}}"
  ",{\"source\":{\"protocol\":\"midi\"},\"target\":{\"protocol\":\"clasp\",\"address\":\"/d\"}}";

static ClaspShow *
import (const char *text, GPtrArray *report)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) imported = clasp_exchange_read (clasp_kinds (), text, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < imported->report->len; i++)
    g_ptr_array_add (report, g_strdup (imported->report->pdata[i]));
  return g_object_ref (imported->show);
}

/* Its text without the ids, which are new at every import. */
static char *
to_text (ClaspShow *show)
{
  g_autofree char   *text = clasp_show_to_text (show);
  g_autoptr (GRegex) ids = g_regex_new ("\"id\": \"[^\"]*\"", 0, 0, NULL);

  return g_regex_replace_literal (ids, text, -1, 0, "\"id\": \"\"", 0, NULL);
}

static void
assert_no_report (GPtrArray *report)
{
  for (guint i = 0; i < report->len; i++)
    g_test_message ("%s", (const char *) report->pdata[i]);
  g_assert_cmpuint (report->len, ==, 0);
}

static void
assert_round_trip (const char *text, guint n_sentences)
{
  g_autoptr (GPtrArray) first_report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) second_report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspShow) first = import (text, first_report), second = NULL;
  g_autofree char      *exported = clasp_exchange_export_v1 (first, report);
  g_autofree char      *before = to_text (first), *after = NULL;

  for (guint i = 0; i < first_report->len; i++)
    g_test_message ("%s", (const char *) first_report->pdata[i]);
  g_assert_cmpuint (first_report->len, ==, n_sentences);
  assert_no_report (report);
  second = import (exported, second_report);
  for (guint i = 0; i < second_report->len; i++)
    g_test_message ("%s", (const char *) second_report->pdata[i]);
  g_assert_cmpuint (second_report->len, ==, n_sentences);
  after = to_text (second);
  g_assert_cmpstr (after, ==, before);
}

/* mapping.md 17, test 11 */
static void
test_round_trip (void)
{
  g_autoptr (GString) text = g_string_new ("{\"version\":1,\"name\":\"Club\",\"servers\":[");

  g_string_append_printf (text, "%s],\"bridges\":[%s],\"mappings\":[", servers, links);
  for (guint i = 0; i < G_N_ELEMENTS (transforms); i++)
    g_string_append_printf (text,
                            "%s{\"source\":{\"protocol\":\"osc\",\"address\":\"/osc/%u\"},"
                            "\"target\":{\"protocol\":\"clasp\",\"address\":\"/b/%u\"},"
                            "\"transform\":%s}",
                            i > 0 ? "," : "", i, i, transforms[i]);
  g_string_append_printf (text, "%s]}", ends);
  assert_round_trip (text->str, 2); /* JavaScript and WASM, switched off both times */
}

static void
test_sacn (void)
{
  assert_round_trip (
    "{\"version\":1,\"servers\":[{\"type\":\"sacn\",\"name\":\"a\",\"universe\":63999},"
    "{\"type\":\"sacn\",\"name\":\"b\",\"mode\":\"sender\",\"universe\":1}],"
    "\"bridges\":[],\"mappings\":[]}",
    0);
}

static void
assert_named (const char *map, const char *sentence)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;
  g_autoptr (JsonNode)  root = NULL;
  g_autofree char      *text = NULL;
  ClaspMapping         *mapping = clasp_show_map_from_text (show, map, &error);

  g_assert_no_error (error);
  g_object_set (mapping, "convert", FALSE, NULL);
  text = clasp_exchange_export_v1 (show, report);
  g_assert_cmpuint (report->len, ==, 1);
  g_assert_cmpstr (report->pdata[0], ==, sentence);
  root = clasp_json_parse (text, strlen (text), &error);
  g_assert_no_error (error);
}

static void
test_named (void)
{
  assert_named ("/a => invert | negate => /b",
                "mappings[0]: step “negate”: there is one step for each mapping there, no more; it "
                "is left out");
  assert_named ("/a => hysteresis => /b",
                "mappings[0]: step “hysteresis”: does not exist there; it is left out");
  assert_named ("/a => smooth 80ms => /b",
                "mappings[0]: step “smooth”: there is no smoothing by time there; it is left out");
  assert_named ("/a => curve quad-in => /b",
                "mappings[0]: step “curve”: there is no such shape there; it is left out");
  assert_named ("/a/{n} => /b/{n}",
                "mappings[0]: “/a/{n}”: captures do not exist there; it is left out");
  assert_named ("[solo] /a => /b", "mappings[0]: solo: does not exist there");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mapping/acceptance/17-11-v1-import-export-import-is-equal", test_round_trip);
  g_test_add_func ("/mapping/acceptance/17-11-v1-sacn", test_sacn);
  g_test_add_func ("/exchange/export/v1-names-what-it-cannot-say", test_named);
  return g_test_run ();
}
