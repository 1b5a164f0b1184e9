/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "exchange/clasp-exchange.h"
#include "mapping/transforms/clasp-transforms.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* Version 2, and what was read into a show that is there. */

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

static char *
export_v2 (ClaspShow *show, const char *rules)
{
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  char                 *text = clasp_exchange_export_v2 (show, rules, report);

  g_assert_cmpuint (report->len, ==, 0);
  return text;
}

static void
assert_mapping (ClaspShow *show, guint index, const char *expected)
{
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (clasp_show_get_mappings (show), index);
  g_autofree char         *text = mapping != NULL ? clasp_mapping_to_text (mapping) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

#define HEAD "{\"format\":\"show-control-project\",\"version\":2,\"name\":\"Club\",\"saved\":\"x\","

static const char project[] = HEAD
  "\n\"routers\":[{\"id\":\"router\",\"name\":\"Here\",\"url\":\"ws://127.0.0.1:7331/"
  "clasp\",\"tokenRef\":\"k\","
  "\"token\":\"abc\"}],\n"
  "\"connections\":[{\"id\":\"tab\",\"type\":\"osc\",\"name\":\"Tablet\",\"enabled\":true,"
  "\"namespace\":\"/osc\","
  "\"options\":{\"listen\":[\"0.0.0.0:9001\"],\"odd\":1},\"shelf\":\"top\"},\n"
  "{\"id\":\"light\",\"type\":\"artnet\",\"name\":\"Light\",\"enabled\":false,\"namespace\":\"/"
  "artnet\",\"options\":{}},\n"
  "{\"id\":\"q\",\"type\":\"mqtt\"}],\n"
  "\"links\":[{\"id\":\"l\",\"enabled\":true,\"source\":\"tab\",\"target\":\"light\",\"patterns\":["
  "\"/osc/raw/**\"],"
  "\"strip\":\"/raw\",\"prefix\":\"/in\"}],\n"
  "\"routes\":[{\"id\":\"r1\",\"name\":\"Fader\",\"enabled\":true,\"group\":\"g\",\"order\":3,"
  "\"layers\":[\"a\"],\"notes\":\"n\",\n"
  "\"sources\":[{\"connection\":\"*\",\"protocol\":\"osc\",\"address\":\"/osc/f/"
  "{n:1..8}\",\"signal\":\"any\",\"path\":\"\","
  "\"osc\":{\"arg\":1}}],\"join\":\"any\",\"when\":{\"layer\":\"a\"},\n"
  "\"transforms\":[{\"type\":\"scale\",\"on\":true,\"scaleInMin\":0,\"inMax\":127},{\"type\":"
  "\"smooth\"},"
  "{\"type\":\"threshold\",\"on\":false,\"threshold\":0.7},{\"type\":\"to_int\"},{\"type\":"
  "\"flip\",\"on\":0.6,"
  "\"enabled\":false}],\n"
  "\"targets\":[{\"connection\":\"light\",\"protocol\":\"artnet\",\"address\":\"/artnet/0/0/0/"
  "{n}\",\"signal\":\"param\","
  "\"template\":\"\",\"transforms\":[{\"type\":\"invert\"}],\"merge\":\"highest\",\"priority\":120}"
  "],\n"
  "\"rate\":{\"hz\":30,\"keep\":\"last\"},\"change\":{\"epsilon\":0.01},\"bidirectional\":false,"
  "\"feedback\":true,"
  "\"takeover\":\"pickup\",\"stop\":true,\"swallow\":false,\"onStart\":\"wait\",\"mood\":\"blue\"},"
  "\n"
  "{\"id\":\"r2\",\"sources\":[{\"protocol\":\"midi\",\"midi\":{\"type\":\"cc\",\"channel\":1,"
  "\"number\":7}}],"
  "\"targets\":[{\"protocol\":\"artnet\",\"dmx\":{\"universe\":18,\"slot\":512}}]},\n"
  "{\"id\":\"r3\",\"sources\":[],\"targets\":[]},\n"
  "{\"id\":\"r4\",\"sources\":[{\"address\":\"/a\"}],\"targets\":[{\"address\":\"/"
  "b\"}],\"transforms\":[{\"type\":\"clamp\","
  "\"min\":\"x\"}]},\n"
  "{\"id\":\"r5\",\"sources\":[{\"address\":\"/a\"}],\"targets\":[{\"address\":\"/b/{q}\"}]}],\n"
  "\"rules\":[{\"id\":\"go\",\"trigger\":{\"type\":\"on_event\",\"pattern\":\"/"
  "go\"},\"actions\":[{\"type\":\"set\","
  "\"address\":\"/x\",\"value\":1}]}],\n"
  "\"variables\":[{\"name\":\"level\",\"options\":{\"initial\":\"0.5\"}}],\"layers\":[{\"name\":"
  "\"a\"}],"
  "\"ui\":{\"zoom\":2}}";

static void
test_import (void)
{
  g_autoptr (ClaspImported) imported = read_text (project);
  GPtrArray                *report = imported->report;
  static const char *const  expected[] = {
     "line 2, routers[0]: token: a secret does not belong into a show; it is left out",
     "line 5, connections[2]: kind “mqtt” is not known; this connection is left out",
     "line 13, routes[2]: sources: is missing, or empty; it is left out",
  };

  g_assert_cmpint (imported->form, ==, CLASP_EXCHANGE_V2);
  assert_mapping (
    imported->show, 0,
    "[when=\"{\\\"layer\\\":\\\"a\\\"}\" rate-hz=30Hz only-changes epsilon=0.01 feedback "
    "takeover=pickup stop on-start=wait layers=a notes=n] /osc/f/{n:1..8} [path=\"$[1]\"] => "
    "scale 0 127 | smooth factor=0.3 | !threshold 0.7 | convert int zero | !flip 0.6 => "
    "(invert) /artnet/0/0/0/{n} [connection=light signal=param merge=highest priority=120]");
  assert_mapping (imported->show, 1, "/midi/*/ch/1/cc/7 => /artnet/0/1/2/512");
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_true (g_ptr_array_find_with_equal_func (report, expected[i], g_str_equal, NULL));
  g_assert_nonnull (clasp_show_find (imported->show, "r1"));
  g_assert_null (clasp_show_find (imported->show, "r3"));
  g_assert_null (clasp_show_find (imported->show, "r5"));
  g_assert_cmpuint (imported->rules->len, ==, 1);
  g_assert_nonnull (clasp_show_find_local (imported->show, "variable", "level"));
  g_assert_cmpstr (
    clasp_settings_get_strv (
      clasp_router_config_get_settings (clasp_show_get_router (imported->show)), "listen")[0],
    ==, "ws://127.0.0.1:7331/clasp");
}

static void
test_link (void)
{
  g_autoptr (ClaspImported) imported = read_text (project);
  guint                     n = g_list_model_get_n_items (clasp_show_get_mappings (imported->show));

  assert_mapping (imported->show, n - 1, "/osc/raw/{rest:**} => /artnet/in/{rest}");
}

/* Written and read again it is the same, unknown members among it. */
static void
test_round_trip (void)
{
  g_autoptr (ClaspImported) first = read_text (project), second = NULL;
  g_autofree char          *rules = clasp_imported_print_rules (first);
  g_autofree char          *exported = export_v2 (first->show, rules), *again_rules = NULL;
  g_autofree char          *before = clasp_show_to_text (first->show), *after = NULL;

  second = read_text (exported);
  for (guint i = 0; i < second->report->len; i++) /* what was kept is told again */
    g_assert_nonnull (strstr (second->report->pdata[i], "is not known here; it is kept"));
  g_assert_cmpuint (second->report->len, ==, 3);
  after = clasp_show_to_text (second->show);
  g_assert_cmpstr (after, ==, before);
  again_rules = clasp_imported_print_rules (second);
  g_assert_cmpstr (again_rules, ==, rules);
  g_assert_nonnull (strstr (exported, "\"mood\": \"blue\""));
  g_assert_nonnull (strstr (exported, "\"shelf\": \"top\""));
  g_assert_nonnull (strstr (exported, "\"odd\": 1"));
  g_assert_nonnull (strstr (exported, "\"zoom\": 2"));
  g_assert_nonnull (strstr (exported, "\"tokenRef\": \"k\""));
  g_assert_null (strstr (exported, "abc"));
}

/* Every step there is, each as it is by itself and switched off. */
static void
test_every_step (void)
{
  g_autoptr (ClaspShow)     show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspImported) imported = NULL;
  g_autofree char          *exported = NULL, *before = NULL, *after = NULL;
  guint                     n_kinds;
  const ClaspKind          *kinds = clasp_transform_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autofree char *map =
        g_strdup_printf ("/a/%u => %s | !%s => /b/%u", i, kinds[i].kind, kinds[i].kind, i);
      g_autoptr (GError) error = NULL;
      ClaspMapping      *mapping = clasp_show_map_from_text (show, map, &error);

      g_assert_no_error (error);
      g_object_set (mapping, "convert", i % 2 == 0, NULL);
    }
  exported = export_v2 (show, NULL);
  imported = read_text (exported);
  for (guint i = 0; i < imported->report->len; i++)
    /* scripts and the like want something first: nothing else may be said */
    g_assert_nonnull (strstr (imported->report->pdata[i], "routes["));
  before = clasp_show_to_text (show);
  if (imported->report->len == 0)
    {
      after = clasp_show_to_text (imported->show);
      g_assert_cmpstr (after, ==, before);
    }
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (imported->show)) +
                      imported->report->len,
                    ==, n_kinds);
}

static void
test_newer (void)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) imported = clasp_exchange_read (
    clasp_kinds (), "{\"format\":\"show-control-project\",\"version\":3}", &error);

  g_assert_null (imported);
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION);
  g_assert_cmpstr (error->message, ==, "version: 3 is newer than what can be read, 2");
}

/* ---- into a show ---- */

static guint
count (GPtrArray *plan, ClaspExchangeAct act)
{
  guint n = 0;

  for (guint i = 0; i < plan->len; i++)
    n += ((ClaspExchangeChange *) plan->pdata[i])->act == act;
  return n;
}

static const char v1[] = "{\"version\":1,\"name\":\"Club\",\"servers\":[{\"type\":\"osc\",\"name\":"
                         "\"Tablet\",\"port\":9001}],\"bridges\":[],"
                         "\"mappings\":[{\"source\":{\"protocol\":\"osc\",\"address\":\"/osc/"
                         "a\"},\"target\":{\"protocol\":\"clasp\","
                         "\"address\":\"/x\"}}]}";

static ClaspShow *
new_show (void)
{
  ClaspShow         *show = clasp_show_new (clasp_kinds ());
  g_autoptr (GError) error = NULL;

  clasp_show_connect_from_text (show, "osc,name=Mine,listen=127.0.0.1:9000", &error);
  g_assert_no_error (error);
  clasp_show_map_from_text (show, "/osc/a => /mine", &error);
  g_assert_no_error (error);
  return show;
}

/* A plan changes nothing; the deed does what it said, in one step, and the second time nothing. */
static void
test_merge (void)
{
  g_autoptr (ClaspShow)     show = new_show ();
  g_autoptr (ClaspImported) imported = read_text (v1), again = NULL;
  g_autofree char          *before = clasp_show_to_text (show), *after = NULL, *undone = NULL;
  g_autoptr (GPtrArray)     plan = clasp_exchange_plan (show, imported, CLASP_EXCHANGE_MERGE),
                        next = NULL;
  g_autofree char *planned = clasp_show_to_text (show);

  g_assert_cmpstr (planned, ==, before);
  g_assert_cmpuint (count (plan, CLASP_EXCHANGE_ADDED), ==, 2);
  g_assert_cmpuint (plan->len, ==, 2);
  clasp_exchange_apply (show, imported, CLASP_EXCHANGE_MERGE, NULL, "Import");
  assert_mapping (show, 0, "/osc/a => /mine");
  /* its namespace was taken; what came with it followed */
  assert_mapping (show, 1, "/osc2/a => /x");
  g_assert_cmpuint (imported->report->len, ==, 1);

  again = read_text (v1);
  next = clasp_exchange_plan (show, again, CLASP_EXCHANGE_MERGE);
  g_assert_cmpuint (count (next, CLASP_EXCHANGE_SAME), ==, 2);
  after = clasp_show_to_text (show);
  clasp_exchange_apply (show, again, CLASP_EXCHANGE_MERGE, NULL, "Import");
  {
    g_autofree char *twice = clasp_show_to_text (show);

    g_assert_cmpstr (twice, ==, after);
  }
  clasp_show_undo (show);
  undone = clasp_show_to_text (show);
  g_assert_cmpstr (undone, ==, before);
}

static void
test_replace (void)
{
  g_autoptr (ClaspShow)     show = new_show ();
  g_autoptr (ClaspImported) imported = read_text (project);
  g_autofree char          *before = clasp_show_to_text (show), *undone = NULL, *name = NULL;
  g_autoptr (GPtrArray)     plan = clasp_exchange_plan (show, imported, CLASP_EXCHANGE_REPLACE);

  g_assert_cmpuint (count (plan, CLASP_EXCHANGE_REMOVED), ==, 2);
  clasp_exchange_apply (show, imported, CLASP_EXCHANGE_REPLACE, "show.rules.json", "Import");
  g_object_get (show, "name", &name, NULL);
  g_assert_cmpstr (name, ==, "Club");
  g_assert_nonnull (clasp_show_find (show, "r1"));
  g_assert_cmpstr (clasp_settings_get_string (
                     clasp_router_config_get_settings (clasp_show_get_router (show)), "rules"),
                   ==, "show.rules.json");
  clasp_show_undo (show);
  undone = clasp_show_to_text (show);
  /* members that nobody knows stay with the show */
  g_assert_true (g_str_has_prefix (undone, "{\n  \"format\": \"clasp-bridge-show\""));
  g_assert_nonnull (strstr (undone, "\"/mine\""));
  g_assert_null (strstr (undone, "\"r1\""));
  g_assert_nonnull (before);
}

static const char renamed[] = HEAD
  "\"connections\":[{\"id\":\"tab\",\"type\":\"osc\",\"name\":\"Tablet\",\"namespace\":\"/osc\","
  "\"options\":{\"listen\":[\"127.0.0.1:9009\"]}}],"
  "\"routes\":[{\"id\":\"m\",\"name\":\"Fader\",\"sources\":[{\"address\":\"/osc/f\"}],"
  "\"when\":{\"all\":[{\"address\":\"/osc/on\",\"op\":\"eq\",\"value\":1},"
  "{\"address\":\"/osc2d/on\",\"op\":\"eq\",\"value\":\"x/osc\"}]},"
  "\"transforms\":[{\"type\":\"expression\",\"expression\":\"value * state('/osc/m', 4)\"},"
  "{\"type\":\"latchgate\",\"open\":\"/osc/open\"},"
  "{\"type\":\"script\",\"source\":\"return ctx.get(\\\"/osc/s\\\")\"}],"
  "\"targets\":[{\"address\":\"/x\"}]}],"
  "\"rules\":[{\"id\":\"r\",\"trigger\":{\"type\":\"on_change\",\"pattern\":\"/osc/**\"},"
  "\"conditions\":[{\"address\":\"/osc/c\",\"op\":\"eq\",\"value\":1}],"
  "\"actions\":[{\"type\":\"set\",\"address\":\"/osc/a\",\"value\":\"/other/osc\"}]}],"
  "\"scenes\":[{\"name\":\"open\",\"options\":{\"values\":[\"/osc/a=1\",\"/artnet/osc=2\"]}}]}";

static char *
setting_of_step (ClaspMapping *mapping, guint index, const char *name)
{
  g_autoptr (ClaspStep) step = g_list_model_get_item (clasp_mapping_get_steps (mapping), index);

  return clasp_settings_get_text (clasp_step_get_settings (step), name);
}

static void
assert_step (ClaspMapping *mapping, guint index, const char *name, const char *expected)
{
  g_autofree char *text = setting_of_step (mapping, index, name);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_moved (ClaspShow *show)
{
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (clasp_show_get_mappings (show), 1);
  ClaspShowLocal          *scene = clasp_show_find_local (show, "scene", "open");
  const char *const       *values =
    clasp_settings_get_strv (clasp_show_local_get_settings (scene), "values");

  g_assert_cmpstr (clasp_mapping_get_source (mapping), ==, "/osc2/f");
  g_assert_cmpstr (clasp_settings_get_string (clasp_mapping_get_options (mapping), "when"), ==,
                   "{\"all\":[{\"address\":\"/osc2/on\",\"op\":\"eq\",\"value\":1},"
                   "{\"address\":\"/osc2d/on\",\"op\":\"eq\",\"value\":\"x/osc\"}]}");
  assert_step (mapping, 0, "expression", "value * state('/osc2/m', 4)");
  assert_step (mapping, 1, "open", "/osc2/open");
  assert_step (mapping, 2, "source", "return ctx.get(\"/osc2/s\")");
  g_assert_cmpstr (values[0], ==, "/osc2/a=1");
  g_assert_cmpstr (values[1], ==, "/artnet/osc=2");
}

/* A namespace that is taken becomes another one, and all that names it follows: conditions, steps,
 * scenes, rules. Programs are named in the report. */
static void
test_everything_follows_a_namespace (void)
{
  g_autoptr (ClaspShow)     show = new_show ();
  g_autoptr (ClaspImported) imported = read_text (renamed), again = NULL;
  g_autoptr (GPtrArray)     next = NULL;
  g_autoptr (GError)        error = NULL;
  g_autofree char          *folder = g_dir_make_tmp ("moves-XXXXXX", NULL), *text = NULL;
  g_autofree char          *path = g_build_filename (folder, "show.clasp", NULL), *file = NULL;
  g_autofree char *rules = clasp_exchange_save_rules (show, imported, CLASP_EXCHANGE_MERGE, path, &error);
  guint            n_programs = 0;

  g_assert_no_error (error);
  file = g_build_filename (folder, rules, NULL);
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"/osc2/**\""));
  g_assert_nonnull (strstr (text, "\"/osc2/c\""));
  g_assert_nonnull (strstr (text, "\"/osc2/a\""));
  g_assert_nonnull (strstr (text, "\"/other/osc\""));
  g_unlink (file);
  g_rmdir (folder);

  clasp_exchange_apply (show, imported, CLASP_EXCHANGE_MERGE, NULL, "Import");
  assert_moved (show);
  for (guint i = 0; i < imported->report->len; i++)
    n_programs += strstr (imported->report->pdata[i], "look whether all do") != NULL;
  g_assert_cmpuint (n_programs, ==, 2);

  again = read_text (renamed);
  next = clasp_exchange_plan (show, again, CLASP_EXCHANGE_MERGE);
  g_assert_cmpuint (count (next, CLASP_EXCHANGE_SAME), ==, 3); /* the rule is always new */
}

/* The same id is the same item in another version. */
static void
test_same_id (void)
{
  g_autoptr (ClaspShow)     show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspImported) first = read_text (project), changed = NULL;
  g_autofree char          *text = NULL, *exported = NULL;
  g_autoptr (GPtrArray)     plan = NULL;
  g_auto (GStrv)            parts = NULL;

  clasp_exchange_apply (show, first, CLASP_EXCHANGE_MERGE, NULL, "Import");
  exported = export_v2 (show, NULL);
  parts = g_strsplit (exported, "\"Fader\"", 2);
  text = g_strjoinv ("\"Other\"", parts);
  changed = read_text (text);
  plan = clasp_exchange_plan (show, changed, CLASP_EXCHANGE_MERGE);
  g_assert_cmpuint (count (plan, CLASP_EXCHANGE_CHANGED), ==, 1);
  g_assert_cmpuint (count (plan, CLASP_EXCHANGE_ADDED), ==, 0);
  clasp_exchange_apply (show, changed, CLASP_EXCHANGE_MERGE, NULL, "Import");
  g_assert_cmpstr (clasp_show_item_get_name (clasp_show_find (show, "r1")), ==, "Other");
}

static void
test_files (void)
{
  g_autoptr (GError)        error = NULL;
  g_autofree char          *folder = g_dir_make_tmp ("clasp-exchange-XXXXXX", &error);
  g_autofree char          *path = g_build_filename (folder, "show.json", NULL);
  g_autoptr (ClaspShow)     show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspImported) imported = read_text (project);
  g_autofree char *none = clasp_exchange_back_up (path, &error), *first = NULL, *second = NULL;
  g_autofree char *rules = NULL, *more = NULL, *kept = NULL, *rules_path = NULL, *more_path = NULL;

  g_assert_no_error (error);
  g_assert_null (none);
  g_file_set_contents (path, "mine", -1, NULL);
  first = clasp_exchange_back_up (path, &error);
  second = clasp_exchange_back_up (path, &error);
  g_assert_true (g_str_has_suffix (first, "show.json.before-import"));
  g_assert_true (g_str_has_suffix (second, "show.json.before-import-2"));
  g_file_get_contents (second, &kept, NULL, NULL);
  g_assert_cmpstr (kept, ==, "mine");

  rules = clasp_exchange_save_rules (show, imported, CLASP_EXCHANGE_MERGE, path, &error);
  g_assert_cmpstr (rules, ==, "show.rules.json");
  g_object_set (clasp_router_config_get_settings (clasp_show_get_router (show)), "rules", rules,
                NULL);
  /* behind those that are there, into another file; the same id once */
  more = clasp_exchange_save_rules (show, imported, CLASP_EXCHANGE_MERGE, path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (more, ==, "show.rules-2.json");
  rules_path = g_build_filename (folder, rules, NULL);
  more_path = g_build_filename (folder, more, NULL);
  {
    g_autofree char *a = NULL, *b = NULL;

    g_file_get_contents (rules_path, &a, NULL, NULL);
    g_file_get_contents (more_path, &b, NULL, NULL);
    g_assert_cmpstr (a, ==, b);
  }
  g_remove (rules_path);
  g_remove (more_path);
  g_remove (first);
  g_remove (second);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/v2/import-leaves-bad-items-out", test_import);
  g_test_add_func ("/exchange/v2/links", test_link);
  g_test_add_func ("/exchange/v2/round-trip-keeps-unknown-members", test_round_trip);
  g_test_add_func ("/exchange/v2/every-step", test_every_step);
  g_test_add_func ("/exchange/v2/newer-is-refused", test_newer);
  g_test_add_func ("/exchange/merge/twice-is-once-and-can-be-undone", test_merge);
  g_test_add_func ("/exchange/merge/everything-follows-a-namespace", test_everything_follows_a_namespace);
  g_test_add_func ("/exchange/merge/replace", test_replace);
  g_test_add_func ("/exchange/merge/same-id-is-changed", test_same_id);
  g_test_add_func ("/exchange/merge/files-are-kept", test_files);
  return g_test_run ();
}
