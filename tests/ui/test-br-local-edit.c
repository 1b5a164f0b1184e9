/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-kinds.h"
#include "clasp-local-uses.h"
#include "locals/br-local-edit.h"
#include "locals/br-local-live.h"
#include "patch/br-patch-drop.h"
#include "support/clasp-test.h"
#include "widgets/br-format.h"
#include "support/clasp-test-show.h"

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

/* What follows and what does not is tests/engine/test-local-uses.c; here, what a person is told. */
static void
test_a_person_is_told_what_names_it (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspShowLocal       *scene = add (show, "scene", "act1"), *alone = add (show, "layer", "alone");
  g_autoptr (GPtrArray) uses = NULL, renamed = NULL, none = NULL;
  g_autofree char      *told = NULL, *told_removed = NULL, *told_none = NULL, *told_gone = NULL;

  clasp_test_map (show, "/a => /local/scene/act1/recall");
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *text = g_strdup_printf ("/pad/%u/{n} => /local/scene/act{n}/recall", i);

      clasp_test_map (show, text);
    }
  uses = clasp_show_list_local_uses (show, NULL, scene);
  told_removed = br_local_tell_removed (uses, "act1");
  g_assert_cmpstr (told_removed, ==,
                   "Removed act1, which 5 places name: /a: target, /pad/0/{n}: target, /pad/1/{n}: target, …");
  g_assert_true (clasp_show_rename_local_everywhere (show, NULL, scene, "dawn", &renamed, NULL));
  assert_undo (show, "Rename act1 to dawn");
  told = br_local_tell_renamed (renamed);
  g_assert_cmpstr (told, ==,
                   "Renamed, and 1 place that names it. Look at: /pad/0/{n}: target, /pad/1/{n}: target, "
                   "/pad/2/{n}: target, …");
  none = clasp_show_list_local_uses (show, NULL, alone);
  told_none = br_local_tell_renamed (none);
  g_assert_cmpstr (told_none, ==, "Renamed");
  told_gone = br_local_tell_removed (none, "alone");
  g_assert_cmpstr (told_gone, ==, "Removed alone");
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
  ClaspMapping         *first = clasp_test_map (show, "/a => /b"), *second = clasp_test_map (show, "/c => /d");
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
  ClaspMapping         *mapping = clasp_test_map (show, "/a => /b");

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
  } cases[] = { { -1, "0.0" BR_THIN_SPACE "s" },  { 0, "0.0" BR_THIN_SPACE "s" },      { 12.34, "12.3" BR_THIN_SPACE "s" },     { 60, "1:00" },
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
  ADD ("a-person-is-told-what-names-it", test_a_person_is_told_what_names_it);
  ADD ("values-of-a-scene-are-edited-one-by-one", test_values_of_a_scene_are_edited_one_by_one);
  ADD ("a-scene-is-full-at-its-limit", test_a_scene_is_full_at_its_limit);
  ADD ("a-layer-has-mappings-and-is-solo-with-them", test_a_layer_has_mappings_and_is_solo_with_them);
  ADD ("solo-of-a-layer-stays-allowed-in-show-mode", test_solo_of_a_layer_stays_allowed_in_show_mode);
  ADD ("what-is-left-of-a-timer-is-short", test_what_is_left_of_a_timer_is_short);
  ADD ("addresses-are-the-things-own", test_addresses_are_the_things_own);
  ADD ("live-values-are-found-as-they-come", test_live_values_are_found_as_they_come);

  return g_test_run ();
}
