/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-kinds.h"
#include "locals/br-local-edit.h"
#include "locals/br-local-live.h"
#include "patch/br-patch-drop.h"
#include "support/clasp-test.h"

static ClaspMapping *
map (ClaspShow *show, const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspMapping      *mapping = clasp_show_map_from_text (show, text, &error);

  g_assert_no_error (error);
  return mapping;
}

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
set (ClaspShowLocal *local, const char *setting, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (clasp_show_local_get_settings (local), setting, text, &error);
  g_assert_no_error (error);
}

static void
assert_setting (ClaspSettings *settings, const char *setting, const char *expected)
{
  g_autofree char *text = clasp_settings_get_text (settings, setting);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_undo (ClaspShow *show, const char *expected)
{
  g_autofree char *label = NULL;

  g_object_get (show, "undo-label", &label, NULL);
  g_assert_cmpstr (label, ==, expected);
}

static void
test_new_ones_have_names_nobody_has (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  const char *const     kinds[] = { "scene", "variable", "layer", "timer" };

  add (show, "scene", "scene-2");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *first = g_strconcat (kinds[i], "-1", NULL);
      ClaspShowLocal  *local = br_local_add (show, kinds[i], NULL);

      g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (local)), ==, first);
    }
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (br_local_add (show, "scene", NULL))), ==, "scene-3");
  assert_undo (show, "Add scene scene-3");
  clasp_show_undo (show);
  g_assert_null (clasp_show_find_local (show, "scene", "scene-3"));
}

static void
test_what_names_it_follows_a_new_name (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  ClaspShowLocal             *layer = add (show, "layer", "act-1");
  ClaspShowLocal             *variable = add (show, "variable", "level");
  ClaspShowLocal             *scene = add (show, "scene", "intro");
  ClaspMapping               *plain = map (show, "/osc/a => /local/var/level");
  ClaspMapping               *other = map (show, "/local/var/levels => latchgate open=/local/var/level => /b");
  ClaspSettings              *options = clasp_mapping_get_options (other);
  g_autoptr (ClaspMappingEnd) target = NULL;
  g_autoptr (ClaspStep)       step = g_list_model_get_item (clasp_mapping_get_steps (other), 0);
  g_autofree char            *before = NULL, *after = NULL;
  guint                       n;

  g_object_set (options, "when",
                "{\"all\": [{\"layer\": \"act-1\"}, {\"var\": \"level\", \"op\": \"gt\", \"value\": 1}]}", NULL);
  br_layer_put (show, other, "act-1", TRUE);
  target = g_list_model_get_item (clasp_mapping_get_targets (other), 0);
  g_object_set (clasp_mapping_end_get_options (target), "weight", "/local/var/level", NULL);
  set (variable, "layer", "act-1");
  set (scene, "values", "/local/var/level=0.5;/local/var/levels=1;/local/layer/act-1=true");
  before = clasp_show_to_text (show);

  g_assert_true (br_local_rename (show, variable, "master", &n, NULL));
  g_assert_cmpuint (n, ==, 5);
  assert_undo (show, "Rename level to master");
  g_assert_cmpstr (clasp_mapping_get_target (plain), ==, "/local/var/master");
  g_assert_cmpstr (clasp_mapping_get_source (other), ==, "/local/var/levels");
  assert_setting (clasp_step_get_settings (step), "open", "/local/var/master");
  assert_setting (clasp_mapping_end_get_options (target), "weight", "/local/var/master");
  g_assert_nonnull (strstr (clasp_settings_get_string (options, "when"), "\"var\": \"master\""));

  g_assert_true (br_local_rename (show, layer, "one", &n, NULL));
  g_assert_cmpuint (n, ==, 4);
  assert_setting (options, "layers", "one");
  assert_setting (clasp_show_local_get_settings (variable), "layer", "one");
  assert_setting (clasp_show_local_get_settings (scene), "values",
                  "/local/var/master=0.5;/local/var/levels=1;/local/layer/one=true");

  clasp_show_undo (show);
  clasp_show_undo (show);
  after = clasp_show_to_text (show);
  g_assert_cmpstr (after, ==, before);
}

static void
test_a_name_that_is_none_changes_nothing (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspShowLocal       *scene = add (show, "scene", "a");
  const char *const     names[] = { "", "b/c", "taken" };
  guint                 n;

  add (show, "scene", "taken");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (br_local_rename (show, scene, names[i], &n, &error));
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
      g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (scene)), ==, "a");
    }
  g_assert_true (br_local_rename (show, scene, "a", &n, NULL));
  assert_undo (show, "Add scene taken");
}

static void
test_values_of_a_scene_are_edited_one_by_one (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspShowLocal       *scene = add (show, "scene", "a");
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_autofree char      *address = NULL, *value = NULL;

  g_ptr_array_add (lines, (char *) "/x=1");
  g_ptr_array_add (lines, (char *) "/y=[0.1,0.2]");
  g_assert_true (br_scene_add_lines (show, scene, lines, NULL));
  assert_setting (clasp_show_local_get_settings (scene), "values", "/x=1;/y=[0.1,0.2]");
  assert_undo (show, "Change scene a");
  /* what is there already takes its place, and is there once */
  lines->pdata[0] = (char *) "/x=2";
  lines->pdata[1] = (char *) "/xx=3";
  g_assert_true (br_scene_add_lines (show, scene, lines, NULL));
  assert_setting (clasp_show_local_get_settings (scene), "values", "/x=2;/y=[0.1,0.2];/xx=3");

  g_assert_true (br_scene_set_text (show, scene, 2, "true", NULL));
  g_assert_true (br_scene_set_text (show, scene, 0, "hello = you", NULL));
  assert_setting (clasp_show_local_get_settings (scene), "values", "/x=\"hello = you\";/y=[0.1,0.2];/xx=true");
  g_assert_false (br_scene_set_text (show, scene, 3, "1", NULL));
  g_assert_true (br_scene_get_value (scene, 0, &address, &value));
  g_assert_cmpstr (address, ==, "/x");
  g_assert_cmpstr (value, ==, "\"hello = you\"");
  br_scene_remove_value (show, scene, 1);
  br_scene_remove_value (show, scene, 7);
  assert_setting (clasp_show_local_get_settings (scene), "values", "/x=\"hello = you\";/xx=true");
  clasp_show_undo (show);
  g_assert_cmpuint (br_scene_get_n_values (scene), ==, 3);
}

static void
test_a_scene_is_full_at_its_limit (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspShowLocal       *scene = add (show, "scene", "a");
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;

  for (guint i = 0; i < CLASP_SETTINGS_MAX_ITEMS; i++)
    g_ptr_array_add (lines, g_strdup_printf ("/x/%u=1", i));
  g_assert_true (br_scene_add_lines (show, scene, lines, NULL));
  g_assert_cmpuint (br_scene_get_n_values (scene), ==, CLASP_SETTINGS_MAX_ITEMS);
  g_ptr_array_set_size (lines, 0);
  g_ptr_array_add (lines, g_strdup ("/x/0=2"));
  g_assert_true (br_scene_add_lines (show, scene, lines, NULL));
  g_ptr_array_add (lines, g_strdup ("/one/more=1"));
  g_assert_false (br_scene_add_lines (show, scene, lines, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
  g_assert_cmpuint (br_scene_get_n_values (scene), ==, CLASP_SETTINGS_MAX_ITEMS);
}

static void
test_a_layer_has_mappings_and_is_solo_with_them (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspMapping         *first = map (show, "/a => /b"), *second = map (show, "/c => /d");
  g_autoptr (GPtrArray) mappings = NULL;

  add (show, "layer", "act");
  g_assert_false (br_layer_is_solo (show, "act"));
  br_layer_put (show, first, "act", TRUE);
  assert_undo (show, "Add to layer act");
  br_layer_put (show, second, "act", TRUE);
  br_layer_put (show, second, "act", TRUE);
  br_layer_put (show, second, "other", TRUE);
  assert_setting (clasp_mapping_get_options (second), "layers", "act;other");
  mappings = br_layer_dup_mappings (show, "act");
  g_assert_cmpuint (mappings->len, ==, 2);

  br_layer_set_solo (show, "act", TRUE);
  g_assert_true (br_layer_is_solo (show, "act"));
  g_assert_true (br_patch_is_solo (first));
  br_patch_set_solo (show, mappings, FALSE);
  g_assert_false (br_layer_is_solo (show, "act"));
  br_layer_put (show, second, "act", FALSE);
  assert_setting (clasp_mapping_get_options (second), "layers", "other");
  clasp_show_undo (show);
  g_assert_true (br_layer_has (second, "act"));
}

/* During the show, too: it is part of a performance. */
static void
test_solo_of_a_layer_stays_allowed_in_show_mode (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspMapping         *mapping = map (show, "/a => /b");

  add (show, "layer", "act");
  br_layer_put (show, mapping, "act", TRUE);
  clasp_show_set_locked (show, TRUE);
  br_layer_set_solo (show, "act", TRUE);
  g_assert_true (br_patch_is_solo (mapping));
  br_layer_put (show, mapping, "act", FALSE);
  g_assert_true (br_layer_has (mapping, "act"));
}

static void
test_what_is_left_of_a_timer_is_short (void)
{
  static const struct
  {
    double      seconds;
    const char *text;
  } cases[] = { { -1, "0.0 s" },  { 0, "0.0 s" },      { 12.34, "12.3 s" },     { 60, "1:00" },
                { 64.2, "1:05" }, { 3599, "59:59" }, { 3600, "1:00:00" }, { 86400, "24:00:00" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = br_timer_dup_left (cases[i].seconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_addresses_are_the_things_own (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autofree char      *variable = br_local_dup_address (add (show, "variable", "level"), NULL);
  g_autofree char      *scene = br_local_dup_address (add (show, "scene", "intro"), "recall");

  g_assert_cmpstr (variable, ==, "/local/var/level");
  g_assert_cmpstr (scene, ==, "/local/scene/intro/recall");
  g_assert_true (br_scene_leaves_out (scene));
  g_assert_false (br_scene_leaves_out (variable));
}

static void
test_live_values_are_found_as_they_come (void)
{
  ClaspSignalTable       *table = clasp_signal_table_new ();
  g_autoptr (BrLocalLive) live = br_local_live_new (table);
  ClaspSignalState        state;
  ClaspValue              value = clasp_value_double (0.25);

  clasp_signal_table_update (table, CLASP_STR_LITERAL ("/osc/x"), CLASP_SIGNAL_PARAM, &value, 0, 1);
  br_local_live_scan (live);
  g_assert_false (br_local_live_read (live, "/local/var/a", &state));
  clasp_signal_table_update (table, CLASP_STR_LITERAL ("/local/var/a"), CLASP_SIGNAL_PARAM, &value, 0, 2);
  g_assert_false (br_local_live_read (live, "/local/var/a", &state));
  br_local_live_scan (live);
  g_assert_true (br_local_live_read (live, "/local/var/a", &state));
  g_assert_cmpfloat (state.number, ==, 0.25);
  g_assert_false (br_local_live_read (live, "/osc/x", &state));
  clasp_signal_table_unref (table);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(name, func) g_test_add_func ("/ui/local-edit/" name, func)
  ADD ("new-ones-have-names-nobody-has", test_new_ones_have_names_nobody_has);
  ADD ("what-names-it-follows-a-new-name", test_what_names_it_follows_a_new_name);
  ADD ("a-name-that-is-none-changes-nothing", test_a_name_that_is_none_changes_nothing);
  ADD ("values-of-a-scene-are-edited-one-by-one", test_values_of_a_scene_are_edited_one_by_one);
  ADD ("a-scene-is-full-at-its-limit", test_a_scene_is_full_at_its_limit);
  ADD ("a-layer-has-mappings-and-is-solo-with-them", test_a_layer_has_mappings_and_is_solo_with_them);
  ADD ("solo-of-a-layer-stays-allowed-in-show-mode", test_solo_of_a_layer_stays_allowed_in_show_mode);
  ADD ("what-is-left-of-a-timer-is-short", test_what_is_left_of_a_timer_is_short);
  ADD ("addresses-are-the-things-own", test_addresses_are_the_things_own);
  ADD ("live-values-are-found-as-they-come", test_live_values_are_found_as_they_come);

  return g_test_run ();
}
