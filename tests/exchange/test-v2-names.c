/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "core/clasp-json.h"
#include "exchange/clasp-exchange.h"
#include "support/clasp-test.h"

#include <string.h>

/* Version 2 by the names of the brief (mapping.md 11, 12, 16): each is read, does what it says and is written
 * again; what is not known is told, wherever it stands. */

#define HEAD "{\"format\":\"show-control-project\",\"version\":2,"

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
assert_no_report (ClaspImported *imported)
{
  g_assert_cmpuint (imported->report->len, ==, 0);
}

static JsonNode *
export (ClaspShow *show)
{
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autofree char      *text = clasp_exchange_export_v2 (show, NULL, report);
  g_autoptr (GError)    error = NULL;
  JsonNode             *node = clasp_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->len, ==, 0);
  return node;
}

static char *
mapping_text (ClaspShow *show, guint index)
{
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (clasp_show_get_mappings (show), index);

  return mapping != NULL ? clasp_mapping_to_text (mapping) : NULL;
}

/* As the program itself writes what a person wrote. */
static char *
written (const char *steps)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autofree char      *text = g_strdup_printf ("/a => %s => /b", steps);
  g_autoptr (GError)    error = NULL;

  clasp_show_map_from_text (show, text, &error);
  g_assert_no_error (error);
  return mapping_text (show, 0);
}

/* ---- transforms ---- */

static const struct
{
  const char *type, *members, *expected;
} transforms[] = {
  /* the first eighteen, by both names */
  { "scale", "\"inMin\":1,\"inMax\":2,\"outMin\":3,\"outMax\":4", "scale 1 2 3 4" },
  { "clamp", "\"min\":0.1,\"max\":0.9", "clamp 0.1 0.9" },
  { "threshold", "\"threshold\":0.7", "threshold 0.7" },
  { "deadzone", "\"min\":0.3,\"max\":0.7", "deadzone 0.3 0.7" },
  { "smooth", "\"factor\":0.4", "smooth factor=0.4" },
  { "quantize", "\"steps\":5", "quantize 5" },
  { "curve", "\"curveType\":\"ease-in\"", "curve ease-in" },
  { "modulo", "\"divisor\":3", "modulo 3" },
  { "power", "\"exponent\":3", "power 3" },
  { "expression", "\"expression\":\"x * 2\"", "expression \"x * 2\"" },
  { "round", "\"decimals\":2", "round 2" },
  /* the catalogue, in its order */
  { "flip", "\"off\":0.2,\"values\":[2,9]", "flip off=0.2 low=2 high=9" },
  { "remap", "\"inMin\":1,\"inMax\":2,\"outMin\":3,\"outMax\":4,\"clampIn\":false,\"curve\":\"ease-in\",\"invert\":true",
    "remap 1 2 3 4 false ease-in invert=true" },
  { "autorange", "\"decay\":5,\"outMin\":1,\"outMax\":2", "autorange 5s 1 2" },
  { "curvepoints", "\"points\":[[0,0,\"hold\"],[0.25,0.5,\"bezier\",0.1,0.2,0.3,0.4],[0.5,0.6,\"cubic\"],[1,1]]",
    "curvepoints \"0,0,hold;0.25,0.5,bezier,0.1,0.2,0.3,0.4;0.5,0.6,cubic;1,1\"" },
  { "curvepoints", "\"table\":[0,128,255]", "curvepoints table=0;128;255" },
  { "ease", "\"name\":\"back-in\"", "ease back-in" },
  { "ease", "\"bezier\":[0.25,0.1,0.25,1]", "ease bezier=\"0.25 0.1 0.25 1\"" },
  { "centerdead", "\"center\":0.4,\"width\":0.2,\"rescale\":false", "centerdead 0.4 0.2 false" },
  { "hysteresis", "\"low\":0.2,\"high\":0.8,\"out\":[1,5]", "hysteresis 0.2 0.8 1 5" },
  { "schmittsteps", "\"steps\":4,\"overlap\":0.3", "schmittsteps 4 0.3" },
  { "quantizeto", "\"by\":\"list\",\"list\":[0,0.2,1]", "quantizeto list list=0;0.2;1" },
  { "quantizeto", "\"step\":0.25,\"offset\":0.1", "quantizeto step=0.25 offset=0.1" },
  { "quantizeto", "\"by\":\"scale\",\"scale\":\"minor\",\"root\":3", "quantizeto scale scale=minor root=3" },
  { "ema", "\"tau\":0.3,\"tauDown\":0.6", "ema 0.3s 0.6s" },
  { "oneeuro", "\"minCutoff\":0.3,\"beta\":0.1,\"dCutoff\":2", "oneeuro 0.3Hz 0.1 2Hz" },
  { "median", "\"window\":7", "median 7" },
  { "average", "\"window\":4", "average 4" },
  { "average", "\"seconds\":2", "average time-s=2s" },
  { "slew", "\"up\":2,\"down\":3", "slew 2 3" },
  { "spring", "\"stiffness\":100,\"damping\":10", "spring 100 10" },
  { "ramp", "\"time\":2,\"mode\":\"rate\",\"ease\":\"ease-in\",\"retarget\":\"restart\"", "ramp 2s rate ease-in restart" },
  { "delay", "\"s\":0.5,\"max\":20", "delay 0.5s 20" },
  { "debounce", "\"s\":0.2,\"edge\":\"both\"", "debounce 0.2s both" },
  { "ratelimit", "\"hz\":10,\"keep\":\"average\"", "ratelimit 10 average" },
  { "change", "\"epsilon\":0.1,\"resend\":3", "change 0.1 3s" },
  { "deadband", "\"width\":0.05", "deadband 0.05" },
  { "accumulate", "\"min\":-1,\"max\":2,\"wrap\":true,\"scale\":0.5,\"initial\":1,\"reset\":\"/r\"",
    "accumulate -1 2 true 0.5 1 /r" },
  { "encoder", "\"mode\":\"signbit\",\"step\":0.01,\"accel\":2", "encoder signbit 0.01 2" },
  { "counter", "\"min\":1,\"max\":9,\"step\":2,\"wrap\":true,\"direction\":\"down\"", "counter 1 9 2 true down" },
  { "derivative", "\"smoothing\":0.4", "derivative 0.4s" },
  { "integrate", "\"min\":-1,\"max\":2,\"leak\":0.5", "integrate -1 2 0.5" },
  { "hold", "\"mode\":\"max\",\"gate\":\"/g\",\"window\":3", "hold max /g 3s" },
  { "envelope", "\"attack\":1,\"decay\":2,\"sustain\":0.5,\"release\":3,\"threshold\":0.2", "envelope 1s 2s 0.5 3s 0.2" },
  { "lfo", "\"shape\":\"saw\",\"hz\":2,\"depth\":0.5,\"phase\":0.25", "lfo saw 2 0.5 0.25" },
  { "lfo", "\"tempo\":\"/bpm\",\"beats\":4", "lfo tempo=/bpm beats=4" },
  { "latchgate", "\"open\":\"/gate\"", "latchgate /gate" },
  { "pulse", "\"width\":0.4,\"value\":2,\"rest\":1", "pulse 0.4s 2 1" },
  { "longpress", "\"s\":0.8,\"out\":{\"short\":\"a\",\"long\":\"b\",\"double\":\"c\"}",
    "longpress 0.8s short=a long=b double=c" },
  { "select", "\"index\":\"/i\",\"inputs\":[\"/a\",\"/b\"],\"mode\":\"crossfade\"", "select /i inputs=/a;/b mode=crossfade" },
  { "select", "\"field\":\"n\",\"mode\":\"equal-power\"", "select field=n mode=equal-power" },
  { "lookup", "\"pairs\":[[\"left\",0],[7,\"seven\"],[\"0..9\",true]],\"default\":5,\"keep\":false",
    "lookup \"left=0;7=seven;0..9=true\" 5 false" },
  { "enum", "\"names\":[\"a\",\"b\"]", "enum a;b" },
  { "format", "\"format\":\"{value:.1f} dB\"", "format \"{value:.1f} dB\"" },
  { "parse", "\"regex\":\"v=([0-9]+)\",\"group\":1", "parse \"v=([0-9]+)\" 1" },
  { "pick", "\"paths\":[\"$.a\",\"$.b\"]", "pick \"\\$.a;\\$.b\"" },
  { "pack", "\"keys\":[\"x\",\"y\"]", "pack x;y" },
  { "reorder", "\"order\":[2,0,1]", "reorder 2;0;1" },
  { "flatten", "\"depth\":2", "flatten 2" },
  { "convert", "\"to\":\"int\",\"rounding\":\"down\"", "convert int down" },
  { "bits", "\"operation\":\"xor\",\"operand\":12", "bits xor 12" },
  { "split14", "\"order\":\"lsb\"", "split14 order=lsb" },
  { "join14", "\"order\":\"lsb\",\"wait\":0.2", "join14 order=lsb wait-s=0.2s" },
  { "split16", "\"order\":\"fine-coarse\",\"input\":\"int\"", "split16 int lsb" },
  { "join16", "\"order\":\"fine-coarse\",\"input\":\"int\",\"wait\":0.2", "join16 int lsb 0.2s" },
  { "rgb2hsv", "\"hue\":\"degrees\",\"keepHue\":true", "rgb2hsv hue=degrees keep-hue=true" },
  { "hsv2rgb", "\"hue\":\"degrees\"", "hsv2rgb hue=degrees" },
  { "rgb2rgbw", "\"mode\":\"add\",\"white\":\"#ffeedd\"", "rgb2rgbw mode=add white=#ffeedd" },
  { "cct", "\"warm\":2500,\"cool\":7000", "cct 2500 7000" },
  { "gamma", "\"gamma\":1.8", "gamma exponent=1.8" },
  { "gamma", "\"gamma\":\"cie\"", "gamma cie" },
  { "dimmer", "\"curve\":\"invsquare\",\"min\":0.1,\"preheat\":0.2", "dimmer inverse-square 0.1 0.2" },
  { "dbfader", "\"min\":-80,\"max\":6,\"inverse\":true", "dbfader -80 max=6 inverse=true" },
  { "note2hz", "\"A4\":432", "note2hz 432" },
  { "transpose", "\"semitones\":7", "transpose 7" },
  { "velocitycurve", "\"exponent\":2", "velocitycurve 2" },
  { "bpm", "\"taps\":6,\"timeout\":3", "bpm 6 3s" },
  { "pantilt", "\"panMin\":0.1,\"panMax\":0.9,\"panOffset\":0.2,\"tiltMin\":0.3,\"tiltMax\":0.8,\"tiltOffset\":-0.1,\"swap\":true",
    "pantilt 0.1 0.9 0.2 0.3 0.8 -0.1 true" },
  { "offset", "\"operand\":2", "offset 2" },
  { "multiply", "\"operand\":2,\"address\":\"/k\"", "multiply 2 /k" },
  { "wrap", "\"min\":1,\"max\":2", "wrap 1 2" },
  { "log", "\"base\":2", "log 2" },
  { "condition",
    "\"condition\":{\"input\":true,\"op\":\"gt\",\"value\":0.5},"
    "\"then\":[{\"type\":\"ema\",\"on\":true,\"tau\":0.5},{\"type\":\"invert\",\"on\":true}],"
    "\"else\":[{\"type\":\"scale\",\"on\":true,\"inMin\":0.1}]",
    "condition \"{\\\"input\\\":true,\\\"op\\\":\\\"gt\\\",\\\"value\\\":0.5}\" \"ema 0.5s;invert\" \"scale 0.1\"" },
  { "stop", "\"condition\":{\"input\":true,\"op\":\"lt\",\"value\":1}",
    "stop \"{\\\"input\\\":true,\\\"op\\\":\\\"lt\\\",\\\"value\\\":1}\"" },
  { "script", "\"source\":\"return 1\"", "script \"return 1\"" },
};

static ClaspImported *
read_transform (const char *type, const char *members)
{
  g_autofree char *text = g_strdup_printf (
    HEAD "\"routes\":[{\"id\":\"r\",\"sources\":[{\"address\":\"/a\"}],\"targets\":[{\"address\":\"/b\"}],"
         "\"transforms\":[{\"type\":\"%s\"%s%s%s}]}]}",
    type, strstr (members, "\"on\":") == NULL ? ",\"on\":true" : "", *members != '\0' ? "," : "", members);

  return read_text (text);
}

/* Each member of @before is in @after, as it was. */
static void
assert_members (JsonNode *before, JsonNode *after)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init (&iter, json_node_get_object (before));
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonNode        *other = json_object_get_member (json_node_get_object (after), name);
      g_autofree char *expected = clasp_json_print_line (node);
      g_autofree char *written = other != NULL ? clasp_json_print_line (other) : g_strdup ("nothing");

      g_test_message ("%s: %s, %s", name, expected, written);
      if (strcmp (name, "then") != 0 && strcmp (name, "else") != 0)
        g_assert_cmpstr (written, ==, expected);
      else /* steps within have their own order of members */
        for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
          assert_members (json_array_get_element (json_node_get_array (node), i),
                          json_array_get_element (json_node_get_array (other), i));
    }
}

static JsonNode *
first_transform (JsonNode *root)
{
  JsonArray  *routes = json_object_get_array_member (json_node_get_object (root), "routes");
  JsonObject *route = json_array_get_object_element (routes, 0);

  return json_array_get_element (json_object_get_array_member (route, "transforms"), 0);
}

static void
test_every_parameter (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (transforms); i++)
    {
      g_autofree char *step = g_strdup_printf ("{\"type\":\"%s\",\"on\":true,%s}", transforms[i].type,
                                               transforms[i].members);
      g_autoptr (JsonNode)      before = clasp_json_parse (step, strlen (step), NULL);
      g_autoptr (ClaspImported) imported = read_transform (transforms[i].type, transforms[i].members);
      g_autoptr (JsonNode)      after = export (imported->show);
      g_autofree char          *text = mapping_text (imported->show, 0);
      g_autofree char *expected = written (transforms[i].expected);

      g_test_message ("%s", step);
      assert_no_report (imported);
      g_assert_cmpstr (text, ==, expected);
      assert_members (before, first_transform (after));
    }
}

/* Other words for the same. */
static void
test_aliases (void)
{
  static const struct
  {
    const char *type, *members, *expected;
  } cases[] = {
    { "scale", "\"scaleInMin\":1,\"scaleOutMax\":4", "scale 1 out-max=4" },
    { "clamp", "\"clampMin\":0.1", "clamp 0.1" },
    { "modulo", "\"moduloDivisor\":3", "modulo 3" },
    { "power", "\"powerExponent\":3", "power 3" },
    { "smooth", "\"smoothFactor\":0.4", "smooth factor=0.4" },
    { "delay", "\"time\":2", "delay 2s" },
    { "quantizeto", "\"list\":[1,2]", "quantizeto list list=1;2" },
    { "quantizeto", "\"scale\":\"Harmonic_Minor\"", "quantizeto scale scale=harmonic-minor" },
    { "ease", "\"name\":\"quad_in_out\"", "ease quad-in-out" },
    { "ease", "\"bezier\":{\"x1\":0.1,\"y1\":0,\"x2\":0.2,\"y2\":1}", "ease bezier=\"0.1 0 0.2 1\"" },
    { "flip", "\"on\":0.6,\"initial\":1", "flip 0.6 initial=true" },
    { "split14", "\"order\":\"LSB first\"", "split14 order=lsb" },
    { "lookup", "\"pairs\":{\"a\":1}", "lookup pairs=a=1" },
    { "lookup", "\"table\":{\"a\":\"true\"}", "lookup pairs=\"a=\\\"true\\\"\"" },
    { "pick", "\"path\":\"$.a\"", "pick \"\\$.a\"" },
    { "offset", "\"operand\":\"/by\"", "offset address=/by" },
    { "rgb2rgbw", "\"white\":[1,0.5,0]", "rgb2rgbw white=#ff8000" },
    { "select", "\"field\":\"n\",\"equalPower\":true", "select field=n mode=equal-power" },
    { "lfo", "\"mode\":\"replace\"", "lfo replace=true" },
    { "latchgate", "\"open\":\"/g\",\"default\":\"closed\"", "latchgate /g" },
    { "curvepoints", "\"points\":[[0,0,\"monotone cubic\"],[1,1]]", "curvepoints \"0,0,cubic;1,1\"" },
    { "longpress", "\"out\":[\"a\",\"b\"]", "longpress short=a long=b" },
    { "stop", "\"condition\":{\"type\":\"greater_than\",\"value\":1}",
      "stop \"{\\\"input\\\":true,\\\"op\\\":\\\"gt\\\",\\\"value\\\":1.0}\"" },
    { "stop", "\"condition\":{\"any\":[{\"address\":\"/x\",\"operator\":\">=\",\"value\":1}]}",
      "stop \"{\\\"any\\\":[{\\\"address\\\":\\\"/x\\\",\\\"value\\\":1,\\\"op\\\":\\\"gte\\\"}]}\"" },
    { "max", "\"window_size\":5", "average 5 of=highest" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ClaspImported) imported = read_transform (cases[i].type, cases[i].members);
      g_autofree char          *text = mapping_text (imported->show, 0);
      g_autofree char          *expected = written (cases[i].expected);

      assert_no_report (imported);
      g_assert_cmpstr (text, ==, expected);
    }
}

static void
test_wrong_shapes_are_told (void)
{
  static const struct
  {
    const char *type, *members, *name;
  } cases[] = {
    { "flip", "\"values\":5", "values" },       { "hysteresis", "\"out\":[1]", "out" },
    { "lookup", "\"pairs\":[[1,2,3]]", "pairs" }, { "curvepoints", "\"points\":[[0,null]]", "points" },
    { "latchgate", "\"open\":\"/g\",\"default\":\"open\"", "default" },
    { "longpress", "\"out\":{\"triple\":\"x\"}", "out" },
    { "condition", "\"then\":5", "then" },      { "ema", "\"tau\":\"slow\"", "tau" },
    { "delay", "\"s\":1,\"time\":2", "time" },  { "gamma", "\"gamma\":[1]", "gamma" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ClaspImported) imported = read_transform (cases[i].type, cases[i].members);

      g_test_message ("%s %s", cases[i].type, cases[i].members);
      g_assert_cmpuint (imported->report->len, >=, 1);
      g_assert_nonnull (strstr (imported->report->pdata[0], cases[i].name));
      g_assert_nonnull (strstr (imported->report->pdata[0], "routes[0].transforms[0]"));
    }
}

/* ---- the whole form ---- */

static const char whole[] = HEAD
  "\"name\":\"Club\",\"saved\":\"2026-01-01T00:00:00Z\","
  "\"routers\":[{\"id\":\"router\",\"name\":\"Here\",\"url\":\"ws://127.0.0.1:7331/clasp\",\"tokenRef\":\"k\","
  "\"options\":{\"max-signals\":10}}],"
  "\"connections\":[{\"id\":\"tab\",\"type\":\"osc\",\"name\":\"Tablet\",\"enabled\":true,\"namespace\":\"/osc\","
  "\"options\":{\"listen\":[\"0.0.0.0:9001\"]}},"
  "{\"id\":\"keys\",\"type\":\"midi\",\"namespace\":\"/midi\",\"options\":{}},"
  "{\"id\":\"light\",\"type\":\"artnet\",\"namespace\":\"/artnet\",\"options\":{}}],"
  "\"links\":[{\"id\":\"l\",\"enabled\":true,\"source\":\"tab\",\"target\":\"light\",\"patterns\":[\"/osc/raw/**\"],"
  "\"strip\":\"\",\"prefix\":\"\"}],"
  "\"routes\":[{\"id\":\"r\",\"name\":\"Fader\",\"enabled\":true,\"group\":\"g\",\"order\":0,\"layers\":[\"a\"],\"notes\":\"n\","
  "\"sources\":[{\"connection\":\"keys\",\"protocol\":\"midi\",\"address\":\"/midi/{d}/ch/{c:int}/cc/{n}\","
  "\"signal\":\"any\",\"path\":\"\",\"midi\":{\"type\":\"cc\",\"channel\":1,\"number\":7}},"
  "{\"connection\":\"tab\",\"protocol\":\"osc\",\"address\":\"/osc/{d}/x/{c:int}/y/{n}\",\"signal\":\"param\","
  "\"path\":\"\",\"osc\":{\"arg\":0}}],"
  "\"join\":\"any\",\"when\":{\"layer\":\"a\"},"
  "\"transforms\":[{\"type\":\"scale\",\"on\":true,\"inMin\":0,\"inMax\":127,\"outMin\":0,\"outMax\":1},"
  "{\"type\":\"ema\",\"on\":true,\"tau\":0.5}],"
  "\"targets\":[{\"connection\":\"light\",\"protocol\":\"artnet\",\"address\":\"/artnet/0/1/2/{n}\",\"signal\":\"param\","
  "\"template\":\"\",\"transforms\":[{\"type\":\"invert\",\"on\":true}],\"merge\":\"priority\",\"priority\":120,\"timeout\":3,"
  "\"dmx\":{\"universe\":18}}],"
  "\"rate\":{\"hz\":30,\"keep\":\"last\"},\"change\":{\"epsilon\":0.01},\"bidirectional\":false,\"feedback\":true,"
  "\"takeover\":\"pickup\",\"stop\":true,\"swallow\":true,\"onStart\":\"wait\",\"idleReset\":5,\"reset\":true,\"solo\":true}],"
  "\"rules\":[{\"id\":\"go\",\"trigger\":{\"type\":\"on_event\",\"pattern\":\"/go\"},\"actions\":[{\"type\":\"set\","
  "\"address\":\"/x\",\"value\":1}]}],"
  "\"variables\":[{\"name\":\"level\",\"options\":{\"initial\":\"0.5\"}}],\"timers\":[{\"name\":\"t\",\"options\":{}}],"
  "\"scenes\":[{\"name\":\"s\",\"options\":{\"values\":[\"/a=1\"]}}],\"layers\":[{\"name\":\"a\",\"options\":{}}],"
  "\"ui\":{\"zoom\":2}}";

static void
test_whole_form (void)
{
  g_autoptr (ClaspImported) imported = read_text (whole);
  g_autofree char          *text = mapping_text (imported->show, 0);

  assert_no_report (imported);
  g_assert_cmpstr (
    text, ==,
    "[when=\"{\\\"layer\\\":\\\"a\\\"}\" rate-hz=30Hz only-changes epsilon=0.01 feedback takeover=pickup stop "
    "swallow solo on-start=wait layers=a idle-reset-s=5s reset-on-reconnect notes=n] "
    "/midi/{d}/ch/{c:1..1}/cc/{n:7..7} [connection=keys] + /osc/{d}/x/{c:int}/y/{n} [connection=tab signal=param "
    "path=\"$[0]\"] => scale 0 127 0 1 | ema 0.5s => (invert) /artnet/0/1/2/{n} [connection=light signal=param "
    "merge=priority priority=120 timeout-s=3s]");
}

/* ---- nothing is lost silently ---- */

typedef struct
{
  JsonObject *object; /* (unowned) */
  char       *place;  /* (owned) */
} Place;

static void
place_free (gpointer data)
{
  g_free (((Place *) data)->place);
  g_free (data);
}

/* All objects there are but what is nobody's. */
static void
list_objects (JsonNode *node, const char *place, GPtrArray *places)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char    *name;
      JsonNode      *member;
      Place         *found = g_new (Place, 1);

      *found = (Place){ json_node_get_object (node), g_strdup (place) };
      g_ptr_array_add (places, found);
      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &member))
        {
          g_autofree char *inner = g_strdup_printf ("%s.%s", place, name);

          if (strcmp (name, "ui") != 0)
            list_objects (member, inner, places);
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        g_autofree char *inner = g_strdup_printf ("%s[%u]", place, i);

        list_objects (json_array_get_element (json_node_get_array (node), i), inner, places);
      }
}

/* A member that nobody knows, in each object of the form in turn: it is told, with its place, or the part is
 * left out, told as well. */
static void
test_each_unknown_member_is_told (void)
{
  g_autoptr (JsonNode)  root = clasp_json_parse (whole, strlen (whole), NULL);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (place_free);

  list_objects (root, "", places);
  g_assert_cmpuint (places->len, >, 30);
  for (guint i = 0; i < places->len; i++)
    {
      Place                    *place = places->pdata[i];
      g_autoptr (ClaspImported) imported = NULL;
      g_autofree char          *text = NULL;
      const char               *in_file = place->place + (place->place[0] == '.');
      guint                     n_told = 0;

      json_object_set_int_member (place->object, "unheardOf", 1);
      text = clasp_json_print (root);
      json_object_remove_member (place->object, "unheardOf");
      g_test_message ("in %s", place->place);
      imported = read_text (text);
      for (guint j = 0; j < imported->report->len; j++)
        {
          const char *line = imported->report->pdata[j];

          n_told += strstr (line, "unheardOf") != NULL &&
                    (strstr (line, in_file) != NULL || strstr (in_file, "when") != NULL ||
                     g_str_has_prefix (in_file, "rules"));
        }
      g_assert_cmpuint (n_told, ==, 1);
    }
}

/* ---- ends ---- */

static const char ends[] =
  "\"connections\":[{\"id\":\"tab\",\"type\":\"osc\",\"namespace\":\"/osc\",\"options\":{}},"
  "{\"id\":\"keys\",\"type\":\"midi\",\"namespace\":\"/midi\",\"options\":{}},"
  "{\"id\":\"light\",\"type\":\"artnet\",\"namespace\":\"/artnet\",\"options\":{}},"
  "{\"id\":\"s\",\"type\":\"sacn\",\"namespace\":\"/sacn\",\"options\":{}}],";

static ClaspImported *
read_ends (const char *source, const char *target)
{
  g_autofree char *text = g_strdup_printf (
    HEAD "%s\"routes\":[{\"sources\":[{%s}],\"targets\":[{\"address\":\"%s\"}]}]}", ends, source, target);

  return read_text (text);
}

/* An address and numbers beside it: both count. */
static void
test_numbers_beside_an_address (void)
{
  static const struct
  {
    const char *source, *target, *expected;
  } cases[] = {
    { "\"address\":\"/midi/{d}/ch/{c:int}/cc/{n}\",\"midi\":{\"channel\":3,\"number\":7}", "/x/{d}/{n}",
      "/midi/{d}/ch/{c:3..3}/cc/{n:7..7} => /x/{d}/{n}" },
    { "\"address\":\"/midi/*/ch/*/*/*\",\"midi\":{\"type\":\"noteon\"}", "/x", "/midi/*/ch/*/note/* => /x" },
    { "\"address\":\"/midi/**\",\"midi\":{\"type\":\"cc\",\"channel\":1}", "/x", "/midi/*/ch/1/cc/* => /x" },
    { "\"address\":\"/midi/**\",\"midi\":{\"type\":\"pitchbend\",\"channel\":1}", "/x", "/midi/*/ch/1/bend => /x" },
    { "\"address\":\"/midi/{d}/ch/1/{k}/{n}\",\"midi\":{\"type\":\"cc\"}", "/x/{k}",
      "/midi/{d}/ch/1/{k:/cc/}/{n} => /x/{k}" },
    { "\"address\":\"/artnet/{a}/{b}/{c}/{n:1..100}\",\"dmx\":{\"universe\":18,\"slot\":5}", "/x/{n}",
      "/artnet/{a:0..0}/{b:1..1}/{c:2..2}/{n:5..5} => /x/{n}" },
    { "\"address\":\"/sacn/*/{n}\",\"dmx\":{\"universe\":63999}", "/x/{n}", "/sacn/63999/{n} => /x/{n}" },
    { "\"address\":\"/sacn/7/3\",\"dmx\":{\"universe\":7,\"slot\":3}", "/x", "/sacn/7/3 => /x" },
    { "\"address\":\"/osc/a\",\"osc\":{\"arg\":0}", "/x", "/osc/a [path=\"$[0]\"] => /x" },
    { "\"address\":\"/osc/a\",\"osc\":{\"arg\":3},\"path\":\"$.v\"", "/x", "/osc/a [path=\"$[3].v\"] => /x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ClaspImported) imported = read_ends (cases[i].source, cases[i].target);
      g_autofree char          *text = mapping_text (imported->show, 0);
      g_autoptr (JsonNode)      again = export (imported->show);
      g_autofree char          *exported = clasp_json_print (again), *twice = NULL;
      g_autoptr (ClaspImported) second = read_text (exported);

      assert_no_report (imported);
      g_assert_cmpstr (text, ==, cases[i].expected);
      assert_no_report (second);
      twice = mapping_text (second->show, 0);
      g_assert_cmpstr (twice, ==, cases[i].expected);
    }
}

/* What would pass more than the file says is left out, with a reason. */
static void
test_numbers_that_do_not_fit (void)
{
  static const struct
  {
    const char *source, *target, *reason;
  } cases[] = {
    { "\"address\":\"/midi/k/ch/2/cc/7\",\"midi\":{\"channel\":3}", "/x",
      "midi.channel: the address has 2 there" },
    { "\"address\":\"/midi/k/ch/{c:1..4}/cc/7\",\"midi\":{\"channel\":5}", "/x", "midi.channel: the address has {c:1..4}" },
    { "\"address\":\"/midi/*/ch/*/cc/7\",\"midi\":{\"channel\":5}", "/x/{1}", "give it a name" },
    { "\"address\":\"/midi/{rest:**}\",\"midi\":{\"channel\":5}", "/x/{rest}", "cannot be found by numbers" },
    { "\"address\":\"/midi/k\",\"midi\":{\"channel\":5}", "/x", "the address has no place for it" },
    { "\"address\":\"/midi/k/ch/1/cc/7\",\"midi\":{\"channel\":17}", "/x", "midi.channel: expected" },
    { "\"address\":\"/sacn/1/2\",\"dmx\":{\"slot\":513}", "/x", "dmx.slot: expected" },
    { "\"address\":\"/osc/a\",\"osc\":{\"arg\":-1}", "/x", "osc.arg: expected" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ClaspImported) imported = read_ends (cases[i].source, cases[i].target);

      g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (imported->show)), ==, 0);
      g_assert_cmpuint (imported->report->len, ==, 1);
      g_assert_nonnull (strstr (imported->report->pdata[0], cases[i].reason));
    }
}

static void
test_programs_are_kept (void)
{
  g_autoptr (ClaspImported) imported =
    read_transform ("javascript", "\"javascriptCode\":\"function transform(v) { let a = v; return a; }\"");
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (clasp_show_get_mappings (imported->show), 0);

  g_assert_cmpuint (imported->report->len, ==, 1);
  g_assert_nonnull (mapping);
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)));
  g_assert_nonnull (strstr (clasp_settings_get_string (clasp_mapping_get_options (mapping), "notes"),
                            "let a = v"));
}

static void
test_order (void)
{
  g_autoptr (ClaspImported) imported = read_text (
    HEAD "\"routes\":[{\"id\":\"b\",\"order\":2,\"sources\":[{\"address\":\"/b\"}],\"targets\":[{\"address\":\"/x\"}]},"
         "{\"id\":\"bad\",\"order\":3},"
         "{\"id\":\"a\",\"order\":1,\"sources\":[{\"address\":\"/a\"}],\"targets\":[{\"address\":\"/x\"}]}]}");
  g_autofree char *first = mapping_text (imported->show, 0), *second = mapping_text (imported->show, 1);

  g_assert_cmpstr (first, ==, "/a => /x");
  g_assert_cmpstr (second, ==, "/b => /x");
  g_assert_cmpuint (imported->report->len, ==, 1);
  g_assert_nonnull (strstr (imported->report->pdata[0], "routes[1]"));
}

/* ---- links ---- */

static char *
read_links (const char *members)
{
  g_autofree char *text =
    g_strdup_printf (HEAD "%s\"routers\":[{\"id\":\"home\"}],\"links\":[{%s}]}", ends, members);
  g_autoptr (ClaspImported) imported = read_text (text);
  guint                     n = g_list_model_get_n_items (clasp_show_get_mappings (imported->show));
  GString                  *all = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *mapping = mapping_text (imported->show, i);

      g_string_append_printf (all, "%s%s", i > 0 ? "\n" : "", mapping);
    }
  for (guint i = 0; i < imported->report->len; i++)
    g_string_append_printf (all, "%s! %s", all->len > 0 ? "\n" : "", (char *) imported->report->pdata[i]);
  return g_string_free (all, FALSE);
}

static void
test_links (void)
{
#define PAIR "\"source\":\"tab\",\"target\":\"light\""
  static const struct
  {
    const char *members, *expected;
  } cases[] = {
    { PAIR, "/osc/{rest:**} => /artnet/{rest}" },
    { PAIR ",\"patterns\":[\"/osc/**\"],\"strip\":\"\",\"prefix\":\"\"", "/osc/{rest:**} => /artnet/{rest}" },
    { PAIR ",\"patterns\":[\"**\"],\"prefix\":\"/in\"", "/osc/{rest:**} => /artnet/in/{rest}" },
    { PAIR ",\"patterns\":[\"/osc/raw/**\"],\"strip\":\"/raw\"", "/osc/raw/{rest:**} => /artnet/{rest}" },
    { PAIR ",\"patterns\":[\"/osc/a/b\"]", "/osc/a/b => /artnet/a/b" },
    { PAIR ",\"patterns\":[\"/osc/fader*\"]", "/osc/fader* => /artnet/fader{1}" },
    { PAIR ",\"patterns\":[\"/osc/*/level/**\"]", "/osc/*/level/** => /artnet/{1}/level/{2}" },
    { PAIR ",\"patterns\":[\"/osc/f{n:1..8}/{k:a|b}/*\"]", "/osc/f{n:1..8}/{k:a|b}/* => /artnet/f{n}/{k}/{1}" },
    { PAIR ",\"patterns\":[\"/osc/{x:/[a-c]+/}/y\"]", "/osc/{x:/[a-c]+/}/y => /artnet/{x}/y" },
    { PAIR ",\"patterns\":[\"/*/fader\"]", "/osc/fader => /artnet/fader" },
    { PAIR ",\"patterns\":[\"/**/x\"]", "/osc/**/x => /artnet/{1}/x" },
    { PAIR ",\"patterns\":[\"/fader/*\"]", "/osc/fader/* => /artnet/fader/{1}" },
    { PAIR ",\"patterns\":[\"/osc/a\",\"/osc/b/*\"],\"enabled\":false",
      "/osc/a => /artnet/a\n/osc/b/* => /artnet/b/{1}" },
    { PAIR ",\"patterns\":[\"/osc/**\"],\"strip\":\"/raw\"",
      "/osc/raw/{rest:**} => /artnet/{rest}\n"
      "[when=\"!(address == '/osc/raw' || address >= '/osc/raw/' && address < '/osc/raw0')\"] "
      "/osc/{rest:**} => /artnet/{rest}" },
    { "\"source\":\"tab\",\"target\":\"home\",\"prefix\":\"/stage\"", "/osc/{rest:**} => /stage/{rest}" },
    { "\"source\":\"home\",\"target\":\"tab\",\"patterns\":[\"/cue/*\"]", "/cue/* => /osc/cue/{1}" },
    { "\"source\":\"home\",\"target\":\"home\",\"patterns\":[\"/cue/*\"]",
      "/cue/* => /cue/{1}" },
    { "\"source\":\"nobody\",\"target\":\"tab\"", "! line 1, links[0]: source: there is no such connection; it is left out" },
    { PAIR ",\"patterns\":[\"/osc//a\"]", "!" },
    { PAIR ",\"patterns\":[5]", "! line 1, links[0]: patterns[0]: is no text; it is left out" },
    { PAIR ",\"strip\":\"raw\"", "!" },
    { PAIR ",\"patterns\":[\"/osc/raw\"],\"strip\":\"/raw\"", "!" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = read_links (cases[i].members);

      g_test_message ("%s", cases[i].members);
      if (strcmp (cases[i].expected, "!") == 0)
        g_assert_true (g_str_has_prefix (text, "! line 1, links[0]: "));
      else
        g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/exchange/v2/every-parameter-is-read-and-written", test_every_parameter);
  g_test_add_func ("/exchange/v2/other-names-of-parameters", test_aliases);
  g_test_add_func ("/exchange/v2/wrong-shapes-are-told", test_wrong_shapes_are_told);
  g_test_add_func ("/exchange/v2/whole-form-of-the-brief", test_whole_form);
  g_test_add_func ("/exchange/v2/each-unknown-member-is-told", test_each_unknown_member_is_told);
  g_test_add_func ("/exchange/v2/numbers-beside-an-address-count", test_numbers_beside_an_address);
  g_test_add_func ("/exchange/v2/numbers-that-do-not-fit-are-told", test_numbers_that_do_not_fit);
  g_test_add_func ("/exchange/v2/programs-are-kept-and-off", test_programs_are_kept);
  g_test_add_func ("/exchange/v2/routes-stand-in-their-order", test_order);
  g_test_add_func ("/exchange/v2/links-take-every-pattern", test_links);
  return g_test_run ();
}
