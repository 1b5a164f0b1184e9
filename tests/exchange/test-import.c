/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "exchange/clasp-exchange.h"
#include "support/clasp-test.h"

#include <string.h>

#define CONFIG(servers, bridges, mappings)                                                         \
  "{\"version\":1,\"name\":\"Club\",\"servers\":[" servers "],\"bridges\":[" bridges               \
  "],\"mappings\":[" mappings "]}"
#define MAPPING(source, target, transform)                                                         \
  "{\"source\":" source ",\"target\":" target ",\"transform\":" transform "}"
#define OSC "{\"protocol\":\"osc\",\"address\":\"/osc/a\"}"
#define CLASP "{\"protocol\":\"clasp\",\"address\":\"/b\"}"

typedef struct
{
  ClaspImported *imported; /* (owned) */
  ClaspShow     *show;     /* (unowned) */
  GPtrArray     *report;   /* (unowned) */
} Fixture;

static void
import (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  fixture->imported = clasp_exchange_read (clasp_kinds (), text, &error);
  g_assert_no_error (error);
  fixture->show = fixture->imported->show;
  fixture->report = fixture->imported->report;
}

static void
fixture_clear (Fixture *fixture)
{
  clasp_imported_free (fixture->imported);
}

static void
assert_report (const Fixture *fixture, guint index, const char *text)
{
  g_assert_cmpuint (fixture->report->len, >, index);
  g_assert_cmpstr (fixture->report->pdata[index], ==, text);
}

static ClaspMapping *
get_mapping (const Fixture *fixture, guint index)
{
  g_autoptr (ClaspMapping) mapping =
    g_list_model_get_item (clasp_show_get_mappings (fixture->show), index);

  g_assert_nonnull (mapping);
  return mapping; /* the show holds it */
}

static ClaspSettings *
get_settings (const Fixture *fixture, guint index, const char *kind)
{
  g_autoptr (ClaspConnection) connection =
    g_list_model_get_item (clasp_show_get_connections (fixture->show), index);

  g_assert_nonnull (connection);
  g_assert_cmpstr (clasp_connection_get_kind (connection), ==, kind);
  return clasp_connection_get_settings (connection);
}

static void
assert_list (ClaspSettings *settings, const char *name, const char *expected)
{
  g_autofree char *text = clasp_settings_get_text (settings, name);

  g_assert_cmpstr (text, ==, expected);
}

/* ---- transforms ---- */

static void
assert_steps (const char *transform, const char *expected)
{
  g_autofree char *text = g_strdup_printf (CONFIG ("", "", MAPPING (OSC, CLASP, "%s")), transform);
  g_autofree char *printed = NULL;
  Fixture          fixture;

  import (&fixture, text);
  g_assert_cmpuint (fixture.report->len, ==, 0);
  printed = clasp_mapping_to_text (get_mapping (&fixture, 0));
  g_assert_cmpstr (printed, ==, expected);
  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (get_mapping (&fixture, 0))));
  fixture_clear (&fixture);
}

static void
test_transforms (void)
{
  assert_steps ("{\"type\":\"direct\"}", "/osc/a => /b");
  assert_steps ("{}", "/osc/a => /b");
  assert_steps ("{\"type\":\"scale\",\"scaleInMin\":0,\"scaleInMax\":127,\"scaleOutMin\":0,"
                "\"scaleOutMax\":1}",
                "/osc/a => scale 0 127 0 1 => /b");
  assert_steps ("{\"type\":\"invert\"}", "/osc/a => invert => /b");
  assert_steps ("{\"type\":\"clamp\",\"clampMin\":0.25,\"clampMax\":0.5}",
                "/osc/a => clamp 0.25 0.5 => /b");
  assert_steps ("{\"type\":\"round\"}", "/osc/a => round => /b");
  assert_steps ("{\"type\":\"threshold\",\"threshold\":0.25}", "/osc/a => threshold 0.25 => /b");
  assert_steps ("{\"type\":\"gate\"}", "/osc/a => gate => /b");
  assert_steps ("{\"type\":\"trigger\"}", "/osc/a => trigger => /b");
  assert_steps ("{\"type\":\"toggle\"}", "/osc/a => toggle => /b");
  assert_steps ("{\"type\":\"deadzone\",\"deadzoneMin\":0.25,\"deadzoneMax\":0.75}",
                "/osc/a => deadzone 0.25 0.75 => /b");
  assert_steps ("{\"type\":\"smooth\",\"smoothFactor\":0.5}", "/osc/a => smooth factor=0.5 => /b");
  assert_steps ("{\"type\":\"smooth\"}", "/osc/a => smooth factor=0.3 => /b");
  assert_steps ("{\"type\":\"quantize\",\"quantizeSteps\":3}", "/osc/a => quantize 3 => /b");
  assert_steps ("{\"type\":\"curve\",\"curveType\":\"ease-in\"}", "/osc/a => curve ease-in => /b");
  assert_steps ("{\"type\":\"curve\"}", "/osc/a => curve linear => /b");
  assert_steps ("{\"type\":\"modulo\",\"moduloDivisor\":0.5}", "/osc/a => modulo 0.5 => /b");
  assert_steps ("{\"type\":\"negate\"}", "/osc/a => negate => /b");
  assert_steps ("{\"type\":\"power\",\"powerExponent\":3}", "/osc/a => power 3 => /b");
  assert_steps ("{\"type\":\"expression\",\"expression\":\"value*2\"}",
                "/osc/a => expression value*2 true => /b");
  assert_steps ("{\"type\":\"javascript\",\"javascriptCode\":"
                "\"function transform(input) { return input*2; }\"}",
                "/osc/a => expression value*2 true => /b");
  assert_steps ("{\"type\":\"javascript\",\"javascriptCode\":\"return value*2;\"}",
                "/osc/a => expression value*2 true => /b");
}

/* Kept as a text, switched off, and named. */
static void
assert_kept (const char *transform, const char *notes)
{
  g_autofree char *text = g_strdup_printf (CONFIG ("", "", MAPPING (OSC, CLASP, "%s")), transform);
  Fixture          fixture;

  import (&fixture, text);
  g_assert_cmpuint (fixture.report->len, ==, 1);
  g_assert_true (g_str_has_prefix (fixture.report->pdata[0], "line 1, mappings[0]: "));
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (get_mapping (&fixture, 0))));
  g_assert_cmpstr (
    clasp_settings_get_string (clasp_mapping_get_options (get_mapping (&fixture, 0)), "notes"), ==,
    notes);
  fixture_clear (&fixture);
}

static void
test_kept (void)
{
  assert_kept ("{\"type\":\"javascript\",\"javascriptCode\":\"let a = 1; return a;\"}",
               "JavaScript of the imported file, not run:\nlet a = 1; return a;");
  assert_kept ("{\"type\":\"javascript\",\"javascriptCode\":\"return process.exit()\"}",
               "JavaScript of the imported file, not run:\nreturn process.exit()");
  assert_kept (
    "{\"type\":\"wasm\",\"wasmModuleId\":\"m1\",\"wasmParams\":\"{}\"}",
    "WASM of the imported file, not run:\n{\"wasmModuleId\":\"m1\",\"wasmParams\":\"{}\"}");
}

/* ---- ends ---- */

static void
assert_ends (const char *source, const char *target, const char *expected)
{
  g_autofree char *text = g_strdup_printf (
    CONFIG ("{\"type\":\"midi\",\"address\":\"X-Touch MINI\"}", "", MAPPING ("%s", "%s", "{}")),
    source, target);
  g_autofree char *printed = NULL;
  Fixture          fixture;

  import (&fixture, text);
  for (guint i = 0; i < fixture.report->len; i++)
    g_test_message ("%s", (char *) fixture.report->pdata[i]);
  g_assert_cmpuint (fixture.report->len, ==, 0);
  printed = clasp_mapping_to_text (get_mapping (&fixture, 0));
  g_assert_cmpstr (printed, ==, expected);
  fixture_clear (&fixture);
}

static void
test_ends (void)
{
  assert_ends ("{\"protocol\":\"midi\",\"midiType\":\"cc\",\"midiChannel\":1,\"midiNumber\":7}",
               "{\"protocol\":\"artnet\",\"dmxUniverse\":18,\"dmxChannel\":512}",
               "/midi/*/ch/1/cc/7 => /artnet/0/1/2/512");
  assert_ends ("{\"protocol\":\"midi\",\"midiType\":\"cc\"}",
               "{\"protocol\":\"midi\",\"midiChannel\":2}",
               "/midi/*/ch/{channel}/cc/{number} => /midi/x-touch-mini/ch/2/cc/{number}");
  assert_ends (
    "{\"protocol\":\"midi\",\"midiType\":\"noteon\",\"midiChannel\":16}",
    "{\"protocol\":\"midi\",\"midiType\":\"pitchbend\"}",
    "/midi/*/ch/16/note/{number} [path=\"$.velocity\"] => /midi/x-touch-mini/ch/16/bend");
  assert_ends ("{\"protocol\":\"sacn\",\"dmxUniverse\":63999,\"dmxChannel\":1}",
               "{\"protocol\":\"dmx\",\"dmxUniverse\":0,\"dmxChannel\":1}",
               "/sacn/63999/1 => /dmx/0/1");
  assert_ends (
    "{\"protocol\":\"osc\",\"address\":\"/x/{a}\",\"jsonPath\":\"a.b[0]\"}",
    "{\"protocol\":\"clasp\",\"address\":\"/c\",\"jsonTemplate\":\"{\\\"value\\\": $}\"}",
    "/osc/x/\\{a\\} [path=\"$.a.b[0]\"] => /c [template=\"{\\\"value\\\": $}\"]");
  assert_ends ("{\"protocol\":\"osc\"}", CLASP, "/osc/** => /b");
}

static void
assert_left_out (const char *mapping, const char *sentence)
{
  g_autofree char *text = g_strdup_printf (CONFIG ("", "", "%s,%s"), mapping,
                                           MAPPING (OSC, CLASP, "{\"type\":\"invert\"}"));
  Fixture          fixture;

  import (&fixture, text);
  assert_report (&fixture, fixture.report->len - 1, sentence);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (fixture.show)), ==, 1);
  fixture_clear (&fixture);
}

static void
test_left_out (void)
{
  assert_left_out ("5", "line 1, mappings[0]: is not an object; it is left out");
  assert_left_out ("{\"source\":{}}", "line 1, mappings[0]: target: is missing; it is left out");
  assert_left_out (MAPPING (OSC, CLASP, "{\"type\":\"blur\"}"),
                   "line 1, mappings[0]: type “blur” is not known; it is left out");
  assert_left_out (MAPPING (OSC, "{\"protocol\":\"mqtt\"}", "{}"),
                   "line 1, mappings[0]: protocol “mqtt” is not there yet; it is left out");
  assert_left_out (
    MAPPING (OSC, "{\"protocol\":\"artnet\",\"dmxUniverse\":0,\"dmxChannel\":513}", "{}"),
    "line 1, mappings[0]: dmxChannel: expected a whole number from 1 to 512; it is left out");
  assert_left_out (
    MAPPING (OSC, "{\"protocol\":\"midi\",\"midiType\":\"cc\",\"midiNumber\":128}", "{}"),
    "line 1, mappings[0]: midiNumber: expected a whole number from 0 to 127; it is left out");
}

/* ---- servers and links ---- */

static void
test_servers (void)
{
  Fixture fixture;

  import (&fixture,
          CONFIG ("{\"type\":\"osc\",\"name\":\"Tablet\",\"bind\":\"0.0.0.0\",\"port\":9001},"
                  "{\"type\":\"osc\",\"mode\":\"client\",\"host\":\"10.0.0.7\",\"port\":8000},"
                  "{\"type\":\"artnet\",\"subnet\":1,\"universe\":2},"
                  "{\"type\":\"sacn\",\"universe\":7},"
                  "{\"type\":\"dmx\",\"serialPort\":\"/dev/ttyUSB0\"},"
                  "{\"type\":\"clasp\",\"address\":\"0.0.0.0:7331\",\"token\":\"x\"},"
                  "{\"type\":\"mqtt\"}",
                  "", ""));
  assert_list (get_settings (&fixture, 0, "osc"), "listen", "0.0.0.0:9001");
  assert_list (get_settings (&fixture, 1, "osc"), "listen", "");
  assert_list (get_settings (&fixture, 1, "osc"), "send", "10.0.0.7:8000");
  assert_list (get_settings (&fixture, 2, "artnet"), "universes", "0:1:2");
  assert_list (get_settings (&fixture, 3, "sacn"), "receive", "7");
  assert_list (get_settings (&fixture, 4, "dmx"), "device", "/dev/ttyUSB0");
  assert_list (clasp_router_config_get_settings (clasp_show_get_router (fixture.show)), "listen",
               "ws://0.0.0.0:7331/clasp");
  g_assert_cmpuint (fixture.report->len, ==, 2);
  assert_report (&fixture, 0, "line 1, servers[5]: token: a secret does not belong into a show; it is left out");
  assert_report (&fixture, 1, "line 1, servers[6]: type “mqtt” is not there yet; it is left out");
  fixture_clear (&fixture);
}

static void
test_links (void)
{
  g_autofree char *printed = NULL;
  Fixture          fixture;

  import (&fixture, CONFIG ("{\"type\":\"osc\",\"port\":9000}",
                            "{\"source\":\"osc\",\"sourceAddr\":\"0.0.0.0:9000\",\"target\":"
                            "\"artnet\",\"targetAddr\":\"0.0.0.0:6454\"},"
                            "{\"source\":\"osc\",\"sourceAddr\":\"0.0.0.0:9005\",\"target\":"
                            "\"clasp\",\"targetAddr\":\"internal\"},"
                            "{\"source\":\"http\",\"target\":\"clasp\"},{\"source\":\"osc\"}",
                            ""));
  printed = clasp_mapping_to_text (get_mapping (&fixture, 0));
  g_assert_cmpstr (printed, ==, "/osc/{rest:**} => /artnet/{rest}");
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (fixture.show)), ==, 1);
  assert_list (get_settings (&fixture, 2, "osc"), "listen", "0.0.0.0:9005");
  assert_report (&fixture, 0, "line 1, bridges[2]: source “http” is not there yet; it is left out");
  assert_report (&fixture, 1, "line 1, bridges[3]: target: is missing; it is left out");
  fixture_clear (&fixture);
}

/* ---- the whole ---- */

static void
assert_refused (const char *text, int code)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) imported = clasp_exchange_read (clasp_kinds (), text, &error);

  g_assert_null (imported);
  g_assert_error (error, CLASP_SHOW_ERROR, code);
}

static void
test_refused (void)
{
  assert_refused ("", CLASP_SHOW_ERROR_SYNTAX);
  assert_refused ("[]", CLASP_SHOW_ERROR_CONTENT);
  assert_refused ("{\"version\":2,\"servers\":[],\"bridges\":[],\"mappings\":[]}",
                  CLASP_SHOW_ERROR_VERSION);
  assert_refused ("{\"servers\":[],\"bridges\":[],\"mappings\":[]}", CLASP_SHOW_ERROR_CONTENT);
  assert_refused ("{\"version\":1,\"servers\":[{\"type\":\"osc\"}],\"bridges\":[]}",
                  CLASP_SHOW_ERROR_CONTENT);
}

static void
test_size (void)
{
  const char *start = CONFIG ("", "", "");
  char       *text = g_malloc (CLASP_EXCHANGE_MAX_SIZE + 2);
  Fixture     fixture;

  memset (text, ' ', CLASP_EXCHANGE_MAX_SIZE + 1);
  memcpy (text, start, strlen (start));
  text[CLASP_EXCHANGE_MAX_SIZE + 1] = '\0';
  assert_refused (text, CLASP_SHOW_ERROR_CONTENT);
  text[CLASP_EXCHANGE_MAX_SIZE] = '\0';
  import (&fixture, text);
  fixture_clear (&fixture);
  g_free (text);
}

/* A configuration with @n servers of a kind that is not there. */
static char *
make_servers (guint n)
{
  GString *text = g_string_new ("{\"version\":1,\"bridges\":[],\"mappings\":[],\"servers\":[");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s{\"type\":\"http\"}", i > 0 ? "," : "");
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static void
test_servers_limit (void)
{
  g_autofree char *most = make_servers (CLASP_EXCHANGE_MAX_SERVERS);
  g_autofree char *too_many = make_servers (CLASP_EXCHANGE_MAX_SERVERS + 1);
  Fixture          fixture;

  import (&fixture, most);
  g_assert_cmpuint (fixture.report->len, ==, CLASP_EXCHANGE_MAX_SERVERS);
  fixture_clear (&fixture);
  assert_refused (too_many, CLASP_SHOW_ERROR_CONTENT);
}

#define CSV_HEAD "source,target,inMin,inMax,outMin,outMax,transform\r\n"

static void
assert_row (const Fixture *fixture, guint index, const char *expected)
{
  g_autofree char *text = clasp_mapping_to_text (get_mapping (fixture, index));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_csv (void)
{
  Fixture fixture;

  import (&fixture, CSV_HEAD "/osc/a,/b,0,127,0,1,\r\n"
                             "/osc/{n},/c/{n},,,,,invert | curve ease-in\n"
                             "\"/osc/d\",/e,0,1,0,255,\"expression \"\"value, 2\"\"\"\n"
                             "\n"
                             "/a,/b\n"
                             "/a,/b/{x},,,,,\n"
                             "/a,/b,x,,,,\n"
                             "/a,/b,,,,,blur\n"
                             "/last,/row,,,,,negate");
  assert_row (&fixture, 0, "/osc/a => scale 0 127 0 1 => /b");
  assert_row (&fixture, 1, "/osc/{n} => invert | curve ease-in => /c/{n}");
  assert_row (&fixture, 2, "/last => negate => /row");
  g_assert_cmpuint (fixture.report->len, ==, 5);
  assert_report (&fixture, 1, "line 6: has not 7 columns; it is left out");
  fixture_clear (&fixture);
  assert_refused ("source,target\n/a,/b\n", CLASP_SHOW_ERROR_CONTENT);
}

/* Version 1, too, loses nothing silently: what nobody knows is told with its place, once. */
static void
test_unknown_members_are_told (void)
{
  static const char *const texts[] = {
    "{\"version\":1,\"unheardOf\":1,\"servers\":[],\"bridges\":[],\"mappings\":[]}",
    "{\"version\":1,\"servers\":[],\"bridges\":[{\"source\":\"osc\",\"target\":\"midi\",\"unheardOf\":1}],\"mappings\":[]}",
#define WITH(mapping, source, target, transform)                                                   \
  "{\"version\":1,\"servers\":[],\"bridges\":[],\"mappings\":[{\"source\":{\"protocol\":\"clasp\",\"address\":\"/a\""    \
  source "},\"target\":{\"protocol\":\"clasp\",\"address\":\"/b\"" target                            \
  "},\"transform\":{\"type\":\"scale\",\"scaleInMax\":2,\"clampMin\":0" transform "}" mapping "}]}"
    WITH (",\"unheardOf\":1", "", "", ""),
    WITH ("", ",\"unheardOf\":1", "", ""),
    WITH ("", "", ",\"unheardOf\":1", ""),
    WITH ("", "", "", ",\"unheardOf\":1"),
  };
  static const char *const places[] = { "file",        "bridges[0]",         "mappings[0]",
                                        "mappings[0].source", "mappings[0].target", "mappings[0]" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError)        error = NULL;
      g_autoptr (ClaspImported) imported = clasp_exchange_read (clasp_kinds (), texts[i], &error);

      g_assert_no_error (error);
      for (guint j = 0; j < imported->report->len; j++)
        g_test_message ("%s", (char *) imported->report->pdata[j]);
      g_assert_cmpuint (imported->report->len, ==, 1);
      g_assert_nonnull (strstr (imported->report->pdata[0], places[i]));
      g_assert_nonnull (strstr (imported->report->pdata[0], "unheardOf: is not known here"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/import/transforms", test_transforms);
  g_test_add_func ("/exchange/import/kept-but-not-run", test_kept);
  g_test_add_func ("/exchange/import/ends", test_ends);
  g_test_add_func ("/exchange/import/one-bad-mapping-is-left-out", test_left_out);
  g_test_add_func ("/exchange/import/servers", test_servers);
  g_test_add_func ("/exchange/import/links", test_links);
  g_test_add_func ("/exchange/import/refused-whole", test_refused);
  g_test_add_func ("/exchange/import/size", test_size);
  g_test_add_func ("/exchange/import/servers-limit", test_servers_limit);
  g_test_add_func ("/exchange/import/csv", test_csv);
  g_test_add_func ("/exchange/import/unknown-members-are-told", test_unknown_members_are_told);
  return g_test_run ();
}
