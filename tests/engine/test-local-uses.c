/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "clasp-local-uses.h"
#include "support/clasp-test.h"

#include <string.h>

/* Variables, timers, scenes and layers: where a show names them, and a new name for all of that. */

typedef struct
{
  ClaspShow      *show;
  ClaspShowLocal *variable, *layer, *scene, *timer;
} Fixture;

static ClaspShowLocal *
add (ClaspShow *show, const char *kind, const char *name)
{
  g_autoptr (GError)         error = NULL;
  g_autoptr (ClaspShowLocal) local = clasp_show_create_local (show, kind, name, &error);

  g_assert_no_error (error);
  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (local)));
  return local;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->variable = add (fixture->show, "variable", "level");
  fixture->layer = add (fixture->show, "layer", "act-1");
  fixture->scene = add (fixture->show, "scene", "intro");
  fixture->timer = add (fixture->show, "timer", "beat");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->show);
}

static ClaspMapping *
map (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspMapping      *mapping = clasp_show_map_from_text (fixture->show, text, &error);

  g_assert_no_error (error);
  return mapping;
}

static void
set (ClaspSettings *settings, const char *setting, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (settings, setting, text, &error);
  g_assert_no_error (error);
}

static ClaspSettings *
get_step (ClaspMapping *mapping, guint index)
{
  g_autoptr (ClaspStep) step = g_list_model_get_item (clasp_mapping_get_steps (mapping), index);

  return clasp_step_get_settings (step); /* the mapping holds it */
}

static ClaspSettings *
get_target_options (ClaspMapping *mapping)
{
  g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (clasp_mapping_get_targets (mapping), 0);

  return clasp_mapping_end_get_options (end);
}

static void
assert_setting (ClaspSettings *settings, const char *setting, const char *expected)
{
  g_autofree char *text = clasp_settings_get_text (settings, setting);

  g_assert_cmpstr (text, ==, expected);
}

/* (transfer full) all places, "follows 2 TITLE: DETAIL" or "look 1 …" */
static char *
print_uses (GPtrArray *uses)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < uses->len; i++)
    {
      const ClaspLocalUse *use = uses->pdata[i];

      g_string_append_printf (text, "%s %u %s\n", use->follows ? "follows" : "look", use->n, use->place);
    }
  return g_string_free (text, FALSE);
}

static void
assert_uses (GPtrArray *uses, const char *expected)
{
  g_autofree char *text = print_uses (uses);

  g_assert_cmpstr (text, ==, expected);
}

/* Renames, checks what was told, and that one undo brings all back. */
static void
rename_it (Fixture *fixture, ClaspShowLocal *local, const char *name, const char *expected)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (GPtrArray) uses = NULL, listed = NULL;
  g_autofree char      *before = NULL, *after = NULL, *again = NULL, *undone = NULL;

  listed = clasp_show_list_local_uses (fixture->show, NULL, local);
  assert_uses (listed, expected);
  before = clasp_show_to_text (fixture->show);
  g_assert_true (clasp_show_rename_local_everywhere (fixture->show, NULL, local, name, &uses, &error));
  g_assert_no_error (error);
  assert_uses (uses, expected);
  after = clasp_show_to_text (fixture->show);
  clasp_show_undo (fixture->show);
  undone = clasp_show_to_text (fixture->show);
  g_assert_cmpstr (undone, ==, before);
  clasp_show_redo (fixture->show);
  again = clasp_show_to_text (fixture->show);
  g_assert_cmpstr (again, ==, after);
}

static void
test_ends_of_mappings (Fixture *fixture, gconstpointer data)
{
  ClaspMapping *plain = map (fixture, "/osc/a => /local/var/level");
  ClaspMapping *back = map (fixture, "/local/var/level => /osc/{var.level}");

  map (fixture, "/local/var/levels => /b");
  rename_it (fixture, fixture->variable, "master",
             "follows 1 /osc/a: target\n"
             "follows 1 /local/var/level: source\n"
             "follows 1 /local/var/level: target\n");
  g_assert_cmpstr (clasp_mapping_get_target (plain), ==, "/local/var/master");
  g_assert_cmpstr (clasp_mapping_get_source (back), ==, "/local/var/master");
  g_assert_cmpstr (clasp_mapping_get_target (back), ==, "/osc/{var.master}");
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  ClaspMapping *mapping =
    map (fixture, "/osc/a => expression | format | latchgate open=/local/var/level | multiply | stop => /b");

  set (get_step (mapping, 0), "expression", "value * var.level + state(\"/local/var/level\")");
  set (get_step (mapping, 1), "text", "{var.level:.1f} {value}");
  set (get_step (mapping, 3), "address", "/local/var/level");
  set (get_step (mapping, 4), "when", "{\"not\":{\"any\":[{\"var\":\"level\",\"op\":\"gt\",\"value\":1}]}}");
  rename_it (fixture, fixture->variable, "master",
             "follows 2 /osc/a: step 1 (expression)\n"
             "follows 1 /osc/a: step 2 (format)\n"
             "follows 1 /osc/a: step 3 (latchgate)\n"
             "follows 1 /osc/a: step 4 (multiply)\n"
             "follows 1 /osc/a: step 5 (stop)\n");
  assert_setting (get_step (mapping, 0), "expression", "value * var.master + state(\"/local/var/master\")");
  assert_setting (get_step (mapping, 1), "text", "{var.master:.1f} {value}");
  assert_setting (get_step (mapping, 2), "open", "/local/var/master");
  assert_setting (get_step (mapping, 3), "address", "/local/var/master");
  g_assert_nonnull (strstr (clasp_settings_get_string (get_step (mapping, 4), "when"), "\"master\""));
}

/* Its branches are steps that are written as text. */
static void
test_branches_of_a_condition (Fixture *fixture, gconstpointer data)
{
  ClaspMapping      *mapping = map (fixture, "/osc/a => condition => /b");
  const char *const  then[] = { "range 0 1 0 127", "format \"{var.level} 'x'\"", NULL };
  const char *const  other[] = { "expression 'value * var.level'", NULL };
  const char *const *steps;

  set (get_step (mapping, 0), "when", "var.level > 0.5");
  g_object_set (get_step (mapping, 0), "then", then, "else", other, NULL);
  rename_it (fixture, fixture->variable, "master", "follows 3 /osc/a: step 1 (condition)\n");
  assert_setting (get_step (mapping, 0), "when", "var.master > 0.5");
  steps = clasp_settings_get_strv (get_step (mapping, 0), "then");
  g_assert_cmpstr (steps[0], ==, "range 0 1 0 127");
  g_assert_cmpstr (steps[1], ==, "format text='{var.master} '\\''x'\\'''");
  steps = clasp_settings_get_strv (get_step (mapping, 0), "else");
  g_assert_cmpstr (steps[0], ==, "expression expression='value * var.master'");
}

static void
test_scripts (Fixture *fixture, gconstpointer data)
{
  ClaspMapping *mapping = map (fixture, "/osc/a => script | script | script => /b");

  set (get_step (mapping, 0), "source", "return ctx.get('/local/var/level') -- as it is");
  set (get_step (mapping, 1), "source", "return ctx.get('/local/var/' .. name)");
  set (get_step (mapping, 2), "source", "return ctx.get('/local/var/levels')");
  rename_it (fixture, fixture->variable, "master",
             "follows 1 /osc/a: step 1 (script)\nlook 1 /osc/a: step 2 (script)\n");
  assert_setting (get_step (mapping, 0), "source", "return ctx.get('/local/var/master') -- as it is");
  assert_setting (get_step (mapping, 1), "source", "return ctx.get('/local/var/' .. name)");
}

/* What a mapping's target and the mapping itself may have: template, merge, feedback, condition. */
static void
test_options (Fixture *fixture, gconstpointer data)
{
  ClaspMapping  *mapping = map (fixture, "/osc/a => /b");
  ClaspSettings *options = clasp_mapping_get_options (mapping), *target = get_target_options (mapping);

  set (target, "template", "{\"v\":$,\"l\":${var.level}}");
  set (target, "merge", "crossfade");
  set (target, "weight", "/local/var/level");
  set (options, "when",
       "{\"all\":[{\"layer\":\"act-1\"},{\"any\":[{\"var\":\"level\",\"op\":\"gt\",\"value\":1},"
       "{\"not\":{\"expr\":\"var.level < 3\"}}]}]}");
  set (options, "feedback-idle", "{\"address\":\"/local/var/level\"}");
  rename_it (fixture, fixture->variable, "master",
             "follows 1 /osc/a: Template\nfollows 1 /osc/a: Weight\nfollows 2 /osc/a: When\n"
             "follows 1 /osc/a: Shown at rest\n");
  assert_setting (target, "template", "{\"v\":$,\"l\":${var.master}}");
  assert_setting (target, "weight", "/local/var/master");
  assert_setting (options, "feedback-idle", "{\"address\":\"/local/var/master\"}");
  rename_it (fixture, fixture->layer, "act-2", "follows 1 /osc/a: When\n");
}

static void
test_scenes (Fixture *fixture, gconstpointer data)
{
  ClaspMapping  *button = map (fixture, "/midi/pad/ch/1/note/1 => /local/scene/intro/recall");
  ClaspMapping  *lamp = map (fixture, "/local/scene/intro/recalled => /midi/pad/ch/1/note/1");
  ClaspMapping  *computed = map (fixture, "/pad/{n} => /local/scene/{n}/recall");
  ClaspSettings *other = clasp_show_local_get_settings (add (fixture->show, "scene", "all"));

  set (clasp_mapping_get_options (lamp), "when",
       "{\"address\":\"/local/scene/active\",\"op\":\"eq\",\"value\":\"intro\"}");
  set (other, "values", "/local/scene/intro/recall=1;/x=1");
  rename_it (fixture, fixture->scene, "dawn",
             "follows 1 /midi/pad/ch/1/note/1: target\n"
             "follows 1 /local/scene/intro/recalled: source\n"
             "follows 1 /local/scene/intro/recalled: When\n"
             "look 1 /pad/{n}: target\n"
             "follows 1 /local/scene/all: Values\n");
  g_assert_cmpstr (clasp_mapping_get_target (button), ==, "/local/scene/dawn/recall");
  g_assert_cmpstr (clasp_mapping_get_source (lamp), ==, "/local/scene/dawn/recalled");
  g_assert_cmpstr (clasp_mapping_get_target (computed), ==, "/local/scene/{n}/recall");
  assert_setting (other, "values", "/local/scene/dawn/recall=1;/x=1");
}

/* The address that ends fades takes the scene's name as a value. */
static void
test_scenes_that_are_ended (Fixture *fixture, gconstpointer data)
{
  ClaspMapping  *stop = map (fixture, "/pad => format => /local/scene/cancel");
  ClaspMapping  *choice = map (fixture, "/dial => lookup default=intro => /x, /local/scene/cancel");
  ClaspMapping  *other = map (fixture, "/key => format => /intro");
  ClaspMapping  *asks = map (fixture, "/x => stop | expression => /local/scene/cancel");
  ClaspSettings *scene = clasp_show_local_get_settings (add (fixture->show, "scene", "all"));

  set (get_step (stop, 0), "text", "intro");
  set (get_step (choice, 0), "pairs", "1=intro;2=introduction");
  set (get_step (other, 0), "text", "intro");
  set (get_step (asks, 0), "when", "{\"address\":\"/local/scene/active\",\"op\":\"eq\",\"value\":\"intro\"}");
  set (get_step (asks, 1), "expression", "state(\"/local/scene/intro/recalled\") + introduction");
  set (scene, "values", "/local/scene/cancel=intro;/x=intro");
  rename_it (fixture, fixture->scene, "dawn",
             "follows 1 /pad: step 1 (format)\n"
             "look 1 /dial: step 1 (lookup)\n"
             "follows 1 /dial: step 1 (lookup)\n"
             "follows 1 /x: step 1 (stop)\n"
             "follows 1 /x: step 2 (expression)\n"
             "follows 1 /local/scene/all: Values\n");
  g_assert_nonnull (strstr (clasp_settings_get_string (get_step (asks, 0), "when"), "\"dawn\""));
  assert_setting (get_step (asks, 1), "expression", "state(\"/local/scene/dawn/recalled\") + introduction");
  assert_setting (get_step (stop, 0), "text", "dawn");
  assert_setting (get_step (choice, 0), "default", "dawn");
  assert_setting (get_step (other, 0), "text", "intro");
  assert_setting (scene, "values", "/local/scene/cancel=dawn;/x=intro");
}

static void
test_timers (Fixture *fixture, gconstpointer data)
{
  ClaspMapping *fired = map (fixture, "/local/timer/beat/fired => /flash");
  ClaspMapping *start = map (fixture, "/pad => /local/timer/beat");

  rename_it (fixture, fixture->timer, "pulse",
             "follows 1 /local/timer/beat/fired: source\nfollows 1 /pad: target\n");
  g_assert_cmpstr (clasp_mapping_get_source (fired), ==, "/local/timer/pulse/fired");
  g_assert_cmpstr (clasp_mapping_get_target (start), ==, "/local/timer/pulse");
}

static void
test_layers (Fixture *fixture, gconstpointer data)
{
  ClaspMapping  *mapping = map (fixture, "/osc/a => /local/layer/act-1");
  ClaspSettings *variable = clasp_show_local_get_settings (fixture->variable);

  set (clasp_mapping_get_options (mapping), "layers", "act-10;act-1");
  set (variable, "layer", "act-1");
  rename_it (fixture, fixture->layer, "one",
             "follows 1 /osc/a: target\nfollows 1 /osc/a: Layers\nfollows 1 /local/var/level: Layer\n");
  assert_setting (clasp_mapping_get_options (mapping), "layers", "act-10;one");
  assert_setting (variable, "layer", "one");
}

static void
test_settings_of_the_router (Fixture *fixture, gconstpointer data)
{
  ClaspSettings *router = clasp_router_config_get_settings (clasp_show_get_router (fixture->show));

  set (router, "signal-notes", "/local/var/level [favourite] Master;/local/var/levels [favourite]");
  rename_it (fixture, fixture->variable, "master", "follows 1 Router: Signals\n");
  assert_setting (router, "signal-notes", "/local/var/master [favourite] Master;/local/var/levels [favourite]");
}

/* A file a person writes is told of, and never touched. */
static void
test_rules_are_told_of (Fixture *fixture, gconstpointer data)
{
  static const char text[] =
    "[{\"id\":\"a\",\"name\":\"Too loud\",\"trigger\":{\"type\":\"on_change\",\"pattern\":\"/x\"},"
    "  \"condition\":{\"all\":[{\"not\":{\"var\":\"level\",\"op\":\"gt\",\"value\":1}}]},"
    "  \"actions\":[{\"type\":\"set\",\"address\":\"/local/var/level\",\"value\":0}]},"
    " {\"id\":\"b\",\"trigger\":{\"type\":\"on_change\",\"pattern\":\"/local/var/level\"},"
    "  \"actions\":[{\"type\":\"script\",\"text\":\"ctx.send('/y', ctx.get('/local/var/' .. n))\"}]},"
    " {\"id\":\"c\",\"trigger\":{\"type\":\"on_change\",\"pattern\":\"/z\"},\"condition\":\"var.levels > 1\","
    "  \"actions\":[{\"type\":\"publish\",\"address\":\"/local/scene/intro/recall\"}]}]";
  g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free), uses = NULL, of_scene = NULL;
  g_autoptr (ClaspRuleSet) rules = clasp_rule_set_parse (text, strlen (text), errors, NULL);

  g_assert_nonnull (rules);
  g_assert_true (clasp_show_rename_local_everywhere (fixture->show, rules, fixture->variable, "master",
                                                     &uses, NULL));
  assert_uses (uses, "look 2 Rules: Too loud\nlook 2 Rules: b\n");
  of_scene = clasp_show_list_local_uses (fixture->show, rules, fixture->scene);
  assert_uses (of_scene, "look 1 Rules: c\n");
}

static void
assert_refused (Fixture *fixture, ClaspShowLocal *local, const char *name, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *before = clasp_show_to_text (fixture->show), *after = NULL;

  g_assert_false (clasp_show_rename_local_everywhere (fixture->show, NULL, local, name, NULL, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
  g_assert_nonnull (strstr (error->message, part));
  after = clasp_show_to_text (fixture->show);
  g_assert_cmpstr (after, ==, before);
}

/* {var.act-1} is none: refused before anything breaks. Expressions can say it otherwise. */
static void
test_a_name_that_cannot_stand (Fixture *fixture, gconstpointer data)
{
  ClaspMapping *mapping = map (fixture, "/osc/a => expression => /b");

  set (get_step (mapping, 0), "expression", "var.level");
  rename_it (fixture, fixture->variable, "my-level", "follows 1 /osc/a: step 1 (expression)\n");
  assert_setting (get_step (mapping, 0), "expression", "state(\"/local/var/my-level\")");
  rename_it (fixture, fixture->variable, "level", "follows 1 /osc/a: step 1 (expression)\n");

  map (fixture, "/osc/c => /out/{var.level}");
  assert_refused (fixture, fixture->variable, "my-level", "/osc/c: target");
  assert_refused (fixture, fixture->variable, "b/c", "has a “/”");
  add (fixture->show, "variable", "taken");
  assert_refused (fixture, fixture->variable, "taken", "already");
}

static void
test_the_same_name_is_no_edit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *label = NULL;

  g_assert_true (clasp_show_rename_local_everywhere (fixture->show, NULL, fixture->scene, "intro", NULL, NULL));
  g_object_get (fixture->show, "undo-label", &label, NULL);
  g_assert_cmpstr (label, ==, "Add timer beat");
}

static void
test_nothing_names_it (Fixture *fixture, gconstpointer data)
{
  map (fixture, "/local/var/* => /out/{1}");
  rename_it (fixture, fixture->variable, "master", "");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(name, func) \
  g_test_add ("/engine/local-uses/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("ends-of-mappings", test_ends_of_mappings);
  ADD ("steps", test_steps);
  ADD ("branches-of-a-condition", test_branches_of_a_condition);
  ADD ("scripts", test_scripts);
  ADD ("options", test_options);
  ADD ("scenes", test_scenes);
  ADD ("scenes-that-are-ended", test_scenes_that_are_ended);
  ADD ("timers", test_timers);
  ADD ("layers", test_layers);
  ADD ("settings-of-the-router", test_settings_of_the_router);
  ADD ("rules-are-told-of", test_rules_are_told_of);
  ADD ("a-name-that-cannot-stand", test_a_name_that_cannot_stand);
  ADD ("the-same-name-is-no-edit", test_the_same_name_is_no_edit);
  ADD ("nothing-names-it", test_nothing_names_it);
#undef ADD
  return g_test_run ();
}
