/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/show-fixture.h"
#include "support/clasp-test.h"

/* Variables, scenes and the like, as the show keeps them. */

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
assert_refused (ClaspShow *show, const char *kind, const char *name, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (clasp_show_create_local (show, kind, name, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_names (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autofree char      *at_limit = g_strnfill (CLASP_SHOW_MAX_LOCAL_NAME, 'x');
  g_autofree char      *above = g_strnfill (CLASP_SHOW_MAX_LOCAL_NAME + 1, 'x');
  g_autoptr (GError)    error = NULL;
  ClaspShowLocal       *level = add (show, "variable", "level");

  g_assert_true (clasp_show_find_local (show, "variable", "level") == level);
  g_assert_null (clasp_show_find_local (show, "scene", "level"));
  add (show, "scene", "level");
  add (show, "scene", at_limit);
  g_assert_null (clasp_show_create_local (show, "scene", above, &error));
  g_assert_true (g_str_has_suffix (error->message, "it is longer than 63 bytes"));

  assert_refused (show, "variable", "level", "there is a variable called “level” already");
  assert_refused (show, "variable", "", "“” cannot be the name of a variable: it is empty");
  assert_refused (show, "scene", "a/b", "“a/b” cannot be the name of a scene: it has a “/”");
  assert_refused (show, "scnee", "a",
                  "unknown kind “scnee”: did you mean “scene”? There are variable, scene");
  g_clear_error (&error);
  g_assert_null (clasp_show_create_local (show, "scene", "a*", &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
}

static void
test_renaming (void)
{
  g_autoptr (ClaspShow)      show = show_fixture_new ();
  ClaspShowLocal            *a = add (show, "variable", "a");
  g_autoptr (ClaspShowLocal) b = clasp_show_create_local (show, "variable", "b", NULL);
  g_autoptr (GError)         error = NULL;

  g_assert_true (clasp_show_rename_local (show, a, "a", &error));
  g_assert_true (clasp_show_rename_local (show, a, "b", &error));
  g_assert_no_error (error);
  g_assert_false (clasp_show_add (show, CLASP_SHOW_ITEM (b))); /* taken in the meantime */
  g_assert_false (clasp_show_rename_local (show, a, "b/c", &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (a)), ==, "b");
}

static void
assert_undo (ClaspShow *show, const char *label)
{
  g_autofree char *undo_label = NULL;

  g_object_get (show, "undo-label", &undo_label, NULL);
  g_assert_cmpstr (undo_label, ==, label);
}

static void
test_edits_can_be_taken_back (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  ClaspShowLocal       *scene = add (show, "scene", "Sunset");

  assert_undo (show, "Add scene Sunset");
  clasp_settings_set_text (clasp_show_local_get_settings (scene), "fade-s", "2", NULL);
  assert_undo (show, "Change fade-s of Sunset");
  clasp_show_rename_local (show, scene, "Dawn", NULL);
  assert_undo (show, "Rename Sunset");
  clasp_show_remove (show, CLASP_SHOW_ITEM (scene));
  assert_undo (show, "Delete scene Dawn");
  clasp_show_undo (show);
  clasp_show_undo (show);
  g_assert_true (clasp_show_find_local (show, "scene", "Sunset") == scene);
  add (show, "variable", "level");
  assert_undo (show, "Add variable level");
}

static void
test_at_the_limit (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GError)    error = NULL;
  GString              *text = g_string_new ("{\"format\":\"clasp-bridge-show\",\"version\":1,"
                                                          "\"variables\":[");
  g_autofree char      *above = NULL;

  for (guint i = 0; i < CLASP_SHOW_MAX_LOCALS; i++)
    g_string_append_printf (text, "%s{\"name\":\"%u\"}", i > 0 ? "," : "", i);
  above = g_strconcat (text->str, "],\"scenes\":[{\"name\":\"a\"}]}", NULL);
  g_string_append (text, "]}");

  g_assert_true (clasp_show_from_text (show, text->str, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (clasp_show_create_local (show, "scene", "more", &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
  g_clear_error (&error);
  g_assert_false (clasp_show_from_text (show, above, NULL, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
  g_string_free (text, TRUE);
}

/* ---- the file ---- */

static const char file[] = "{\n"
                           "  \"format\": \"clasp-bridge-show\",\n"
                           "  \"version\": 1,\n"
                           "  \"name\": \"\",\n"
                           "  \"routers\": [\n"
                           "    {\n"
                           "      \"id\": \"router\",\n"
                           "      \"name\": \"\",\n"
                           "      \"enabled\": true,\n"
                           "      \"settings\": {}\n"
                           "    }\n"
                           "  ],\n"
                           "  \"connections\": [],\n"
                           "  \"mappings\": [],\n"
                           "  \"variables\": [\n"
                           "    {\n"
                           "      \"id\": \"v1\",\n"
                           "      \"name\": \"level\",\n"
                           "      \"enabled\": true,\n"
                           "      \"settings\": {\n"
                           "        \"initial\": \"0.5\",\n"
                           "        \"later\": 1\n"
                           "      }\n"
                           "    }\n"
                           "  ],\n"
                           "  \"scenes\": [\n"
                           "    {\n"
                           "      \"id\": \"s1\",\n"
                           "      \"name\": \"level\",\n"
                           "      \"enabled\": false,\n"
                           "      \"settings\": {\n"
                           "        \"values\": [\n"
                           "          \"/a=1\"\n"
                           "        ]\n"
                           "      },\n"
                           "      \"later\": true\n"
                           "    }\n"
                           "  ],\n"
                           "  \"timers\": \"of a kind that is not known here\"\n"
                           "}\n";

static void
test_written_as_read (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char      *text = NULL;

  g_assert_true (clasp_show_from_text (show, file, problems, NULL));
  g_assert_cmpuint (problems->len, ==, 0);
  text = clasp_show_to_text (show);
  g_assert_cmpstr (text, ==, file);
}

static void
assert_problem (const char *content, guint n_locals, const char *problem)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char      *text =
    g_strdup_printf ("{\"format\":\"clasp-bridge-show\",\"version\":1,%s}", content);

  g_assert_true (clasp_show_from_text (show, text, problems, NULL));
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (problems->pdata[0], ==, problem);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_locals (show)), ==, n_locals);
}

static void
test_faults_name_their_path (void)
{
  assert_problem ("\"variables\":[{}]", 0,
                  "variables[0]: name “”: it is empty; this variable is left out");
  assert_problem ("\"scenes\":[{\"name\":\"a\"},{\"name\":\"a\"}]", 1,
                  "scenes[1]: the name “a” is taken; this scene is left out");
  assert_problem ("\"scenes\":[{\"name\":\"a/b\"}]", 0,
                  "scenes[0]: name “a/b”: it has a “/”; this scene is left out");
  assert_problem ("\"scenes\":[{\"name\":\"a\",\"settings\":{\"fade-s\":-1}}]", 1,
                  "scenes[0].settings.fade-s: expected 0–86400 s, got -1");
  assert_problem ("\"scenes\":[7]", 0, "scenes[0]: is not an object; it is left out");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
  g_test_add_func ("/show/locals/names", test_names);
  g_test_add_func ("/show/locals/renaming", test_renaming);
  g_test_add_func ("/show/locals/edits-can-be-taken-back", test_edits_can_be_taken_back);
  g_test_add_func ("/show/locals/at-the-limit", test_at_the_limit);
  g_test_add_func ("/show/locals/written-as-read", test_written_as_read);
  g_test_add_func ("/show/locals/faults-name-their-path", test_faults_name_their_path);
  return g_test_run ();
}
