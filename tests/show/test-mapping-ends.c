/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/show-fixture.h"
#include "support/clasp-test.h"

/* Several sources and targets, and what can be set on them. */

typedef struct
{
  ClaspShow    *show;
  ClaspMapping *mapping; /* (unowned) */
  guint         n_notified;
} Fixture;

static void
notify_cb (Fixture *fixture)
{
  fixture->n_notified++;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->show = show_fixture_new ();
  fixture->mapping = clasp_show_map_from_text (fixture->show, "/a => smooth => /b", NULL);
  g_object_set (fixture->mapping, "name", "One", NULL);
  g_signal_connect_swapped (fixture->mapping, "notify::source", G_CALLBACK (notify_cb), fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->show);
}

static void
assert_undo (Fixture *fixture, const char *label)
{
  g_autofree char *undo_label = NULL;

  g_object_get (fixture->show, "undo-label", &undo_label, NULL);
  g_assert_cmpstr (undo_label, ==, label);
}

static void
add_source (Fixture *fixture, const char *address)
{
  g_autoptr (ClaspMappingEnd) end = clasp_show_create_source (fixture->show, address);

  g_assert_true (clasp_mapping_add_source (fixture->mapping, end));
}

static ClaspMappingEnd *
add_target (Fixture *fixture, const char *address)
{
  g_autoptr (ClaspMappingEnd) end = clasp_show_create_target (fixture->show, address);

  g_assert_true (clasp_mapping_add_target (fixture->mapping, end));
  return end;
}

static ClaspMappingEnd *
source_at (Fixture *fixture, guint i)
{
  g_autoptr (ClaspMappingEnd) end =
    g_list_model_get_item (clasp_mapping_get_sources (fixture->mapping), i);

  return end;
}

static void
test_looking_is_no_edit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = clasp_show_to_text (fixture->show), *after = NULL;

  g_assert_true (clasp_mapping_is_plain (fixture->mapping));
  assert_undo (fixture, "Rename One");
  g_assert_cmpuint (g_list_model_get_n_items (clasp_mapping_get_sources (fixture->mapping)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_mapping_get_targets (fixture->mapping)), ==, 1);
  g_assert_nonnull (clasp_mapping_get_options (fixture->mapping));
  g_assert_nonnull (clasp_mapping_end_get_options (source_at (fixture, 0)));
  g_assert_nonnull (clasp_mapping_end_get_steps (source_at (fixture, 0)));
  g_assert_cmpstr (clasp_mapping_end_get_address (source_at (fixture, 0)), ==, "/a");

  g_assert_true (clasp_mapping_is_plain (fixture->mapping));
  assert_undo (fixture, "Rename One");
  after = clasp_show_to_text (fixture->show);
  g_assert_cmpstr (after, ==, before);
}

static void
test_source_is_the_address_of_the_first (Fixture *fixture, gconstpointer data)
{
  add_source (fixture, "/c");
  g_assert_cmpuint (fixture->n_notified, ==, 0);

  clasp_mapping_end_set_address (source_at (fixture, 0), "/a2");
  g_assert_cmpstr (clasp_mapping_get_source (fixture->mapping), ==, "/a2");
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  clasp_mapping_set_source (fixture->mapping, "/a3");
  g_assert_cmpstr (clasp_mapping_end_get_address (source_at (fixture, 0)), ==, "/a3");
  g_assert_cmpuint (fixture->n_notified, ==, 2);
  clasp_mapping_end_set_address (source_at (fixture, 1), "/c2");
  g_assert_cmpuint (fixture->n_notified, ==, 2);

  clasp_mapping_move_source (fixture->mapping, 1, 0);
  g_assert_cmpstr (clasp_mapping_get_source (fixture->mapping), ==, "/c2");
  g_assert_cmpuint (fixture->n_notified, ==, 3);
  g_assert_true (clasp_mapping_remove_source (fixture->mapping, 0));
  g_assert_cmpstr (clasp_mapping_get_source (fixture->mapping), ==, "/a3");
  g_assert_cmpuint (fixture->n_notified, ==, 4);
}

static void
test_the_last_end_stays (Fixture *fixture, gconstpointer data)
{
  g_assert_false (clasp_mapping_remove_source (fixture->mapping, 0));
  g_assert_false (clasp_mapping_remove_source (fixture->mapping, 1));
  g_assert_false (clasp_mapping_remove_target (fixture->mapping, 0));
  add_source (fixture, "/c");
  g_assert_false (clasp_mapping_remove_source (fixture->mapping, 2));
  g_assert_true (clasp_mapping_remove_source (fixture->mapping, 1));
}

static void
test_ends_at_the_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMappingEnd) source = clasp_show_create_source (fixture->show, "/more");
  g_autoptr (ClaspMappingEnd) target = clasp_show_create_target (fixture->show, "/more");

  for (guint i = 1; i < CLASP_MAPPING_MAX_ENDS; i++)
    {
      add_source (fixture, "/c");
      add_target (fixture, "/d");
    }
  g_assert_false (clasp_mapping_add_source (fixture->mapping, source));
  g_assert_false (clasp_mapping_add_target (fixture->mapping, target));
  g_assert_cmpuint (g_list_model_get_n_items (clasp_mapping_get_targets (fixture->mapping)), ==,
                    CLASP_MAPPING_MAX_ENDS);
}

static void
test_steps_of_a_target_at_the_limit (Fixture *fixture, gconstpointer data)
{
  ClaspMappingEnd *target = add_target (fixture, "/c");

  for (guint i = 0; i <= CLASP_MAPPING_MAX_STEPS; i++)
    {
      g_autoptr (ClaspStep) step = clasp_show_create_step (fixture->show, "smooth", NULL);

      g_assert_cmpint (clasp_mapping_end_insert_step (target, 0, step), ==,
                       i < CLASP_MAPPING_MAX_STEPS);
      g_assert_false (clasp_mapping_end_insert_step (source_at (fixture, 0), 0, step));
    }
}

static void
test_labels (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspStep) step = clasp_show_create_step (fixture->show, "smooth", NULL);
  ClaspMappingEnd      *target;

  add_source (fixture, "/c");
  assert_undo (fixture, "Add a source to One");
  target = add_target (fixture, "/d");
  assert_undo (fixture, "Add a target to One");
  clasp_mapping_move_target (fixture->mapping, 0, 1);
  assert_undo (fixture, "Reorder targets of One");
  clasp_mapping_remove_source (fixture->mapping, 1);
  assert_undo (fixture, "Delete a source of One");
  clasp_mapping_end_set_address (target, "/e");
  assert_undo (fixture, "Change target of One");
  clasp_mapping_set_source (fixture->mapping, "/f");
  assert_undo (fixture, "Change source of One");
  clasp_mapping_end_insert_step (target, 0, step);
  assert_undo (fixture, "Add step smooth to One");
  clasp_settings_set_text (clasp_mapping_end_get_options (target), "priority", "7", NULL);
  assert_undo (fixture, "Change priority of One");
  clasp_settings_set_text (clasp_mapping_get_options (fixture->mapping), "rate-hz", "10", NULL);
  assert_undo (fixture, "Change rate-hz of One");
}

/* An edit from before anybody looked at the ends, taken back when somebody has. */
static void
test_undo_from_before_there_were_ends (Fixture *fixture, gconstpointer data)
{
  clasp_mapping_set_source (fixture->mapping, "/x");
  clasp_mapping_get_sources (fixture->mapping);
  clasp_show_undo (fixture->show);
  g_assert_cmpstr (clasp_mapping_end_get_address (source_at (fixture, 0)), ==, "/a");
  clasp_show_redo (fixture->show);
  g_assert_cmpstr (clasp_mapping_get_source (fixture->mapping), ==, "/x");
  assert_undo (fixture, "Change source of One");
}

static void
test_a_removed_mapping_is_no_longer_watched (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapping) mapping = g_object_ref (fixture->mapping);
  ClaspMappingEnd         *target = add_target (fixture, "/c");

  clasp_show_remove (fixture->show, CLASP_SHOW_ITEM (mapping));
  clasp_mapping_end_set_address (target, "/d");
  clasp_settings_set_text (clasp_mapping_end_get_options (target), "priority", "7", NULL);
  clasp_settings_set_text (clasp_mapping_get_options (mapping), "rate-hz", "10", NULL);
  assert_undo (fixture, "Delete mapping One");
}

/* ---- the file ---- */

#define FRAME_START                                                                                \
  "{\n  \"format\": \"clasp-bridge-show\",\n  \"version\": 1,\n  \"name\": \"\",\n"                \
  "  \"routers\": [\n    {\n      \"id\": \"router\",\n      \"name\": \"\",\n"                    \
  "      \"enabled\": true,\n      \"settings\": {}\n    }\n  ],\n  \"connections\": [],\n"        \
  "  \"mappings\": [\n    {\n      \"id\": \"m1\",\n      \"name\": \"\",\n"                       \
  "      \"enabled\": true,\n"

static const char with_ends[] = FRAME_START "      \"sources\": [\n"
                                            "        {\n"
                                            "          \"address\": \"/a\"\n"
                                            "        },\n"
                                            "        {\n"
                                            "          \"address\": \"/b\",\n"
                                            "          \"options\": {\n"
                                            "            \"path\": \"$.x\",\n"
                                            "            \"later\": 1\n"
                                            "          },\n"
                                            "          \"steps\": \"kept, but not known\"\n"
                                            "        }\n"
                                            "      ],\n"
                                            "      \"targets\": [\n"
                                            "        {\n"
                                            "          \"address\": \"/c\",\n"
                                            "          \"options\": {\n"
                                            "            \"priority\": 7\n"
                                            "          },\n"
                                            "          \"steps\": [\n"
                                            "            {\n"
                                            "              \"kind\": \"smooth\",\n"
                                            "              \"enabled\": true,\n"
                                            "              \"settings\": {}\n"
                                            "            }\n"
                                            "          ],\n"
                                            "          \"later\": true\n"
                                            "        }\n"
                                            "      ],\n"
                                            "      \"colour\": 0,\n"
                                            "      \"convert\": true,\n"
                                            "      \"options\": {\n"
                                            "        \"rate-hz\": 44,\n"
                                            "        \"layers\": [\n"
                                            "          \"blue\"\n"
                                            "        ],\n"
                                            "        \"later\": []\n"
                                            "      },\n"
                                            "      \"steps\": []\n"
                                            "    }\n"
                                            "  ]\n"
                                            "}\n";

static void
test_ends_are_written_as_read (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char      *text = NULL;

  g_assert_true (clasp_show_from_text (show, with_ends, problems, NULL));
  g_assert_cmpuint (problems->len, ==, 0);
  text = clasp_show_to_text (show);
  g_assert_cmpstr (text, ==, with_ends);
}

/* What says no more than an address is written as one. */
static void
test_a_list_of_one_address_becomes_the_address (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (ClaspShow) again = show_fixture_new ();
  g_autofree char      *text = NULL, *expected = NULL;

  g_assert_true (clasp_show_from_text (
    show,
    "{\"format\":\"clasp-bridge-show\",\"version\":1,\"mappings\":[{\"id\":\"m1\",\"sources\":["
    "{\"address\":\"/a\"}],\"targets\":[{\"address\":\"/b\",\"options\":{},\"steps\":[]}],"
    "\"options\":{}}]}",
    NULL, NULL));
  g_assert_true (clasp_show_from_text (again,
                                       "{\"format\":\"clasp-bridge-show\",\"version\":1,"
                                       "\"mappings\":[{\"id\":\"m1\",\"source\":\"/a\","
                                       "\"target\":\"/b\"}]}",
                                       NULL, NULL));
  text = clasp_show_to_text (show);
  expected = clasp_show_to_text (again);
  g_assert_cmpstr (text, ==, expected);
}

static char *
many_ends (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s{\"address\":\"/a/%u\"}", i > 0 ? "," : "", i);
  return g_string_free (text, FALSE);
}

static void
assert_first_problem (const char *members, guint n_mappings, const char *problem)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;
  g_autofree char      *text = g_strdup_printf (
         "{\"format\":\"clasp-bridge-show\",\"version\":1,\"mappings\":[{%s}]}", members);

  clasp_show_from_text (show, text, problems, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (problems->len > 0 ? problems->pdata[0] : NULL, ==, problem);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, n_mappings);
}

static void
test_faults_name_their_path (void)
{
  g_autofree char *at_limit = many_ends (CLASP_MAPPING_MAX_ENDS);
  g_autofree char *above = many_ends (CLASP_MAPPING_MAX_ENDS + 1);
  g_autofree char *full = g_strdup_printf ("\"source\":\"/a\",\"targets\":[%s]", at_limit);
  g_autofree char *over = g_strdup_printf ("\"source\":\"/a\",\"targets\":[%s]", above);

  assert_first_problem (full, 1, NULL);
  assert_first_problem (over, 0, "mappings[0]: 33 targets are too many, at most 32");
  assert_first_problem ("\"sources\":{},\"target\":\"/b\"", 0,
                        "mappings[0]: sources is not a list");
  assert_first_problem ("\"sources\":[],\"target\":\"/b\"", 0, "mappings[0]: sources is empty");
  assert_first_problem ("\"sources\":[1],\"target\":\"/b\"", 0,
                        "mappings[0].sources[0]: is not an object");
  assert_first_problem ("\"sources\":[{\"address\":\"/a\"},{}],\"target\":\"/b\"", 0,
                        "mappings[0].sources[1]: has no address");
  assert_first_problem ("\"source\":\"/a\",\"targets\":[{\"address\":\"/b\",\"options\":{"
                        "\"priority\":201}}]",
                        1, "mappings[0].targets[0].options.priority: expected 0–200, got 201");
  assert_first_problem ("\"source\":\"/a\",\"targets\":[{\"address\":\"/b\",\"steps\":[{\"kind\":"
                        "\"x\"}]}]",
                        0, "mappings[0].targets[0].steps[0]: kind “x” is not known");
  assert_first_problem ("\"source\":\"/a\",\"target\":\"/b\",\"options\":7", 1,
                        "mappings[0].options: is not an object");
  assert_first_problem ("\"source\":\"/a\",\"target\":\"/b\",\"options\":{\"rate-hz\":-1}", 1,
                        "mappings[0].options.rate-hz: expected 0–1000 Hz, got -1");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(name, test) g_test_add ("/show/ends/" name, Fixture, NULL, setup, test, teardown)
  ADD ("looking-is-no-edit", test_looking_is_no_edit);
  ADD ("source-is-the-address-of-the-first", test_source_is_the_address_of_the_first);
  ADD ("the-last-stays", test_the_last_end_stays);
  ADD ("at-the-limit", test_ends_at_the_limit);
  ADD ("steps-of-a-target-at-the-limit", test_steps_of_a_target_at_the_limit);
  ADD ("labels", test_labels);
  ADD ("undo-from-before-there-were-ends", test_undo_from_before_there_were_ends);
  ADD ("a-removed-mapping-is-no-longer-watched", test_a_removed_mapping_is_no_longer_watched);
  g_test_add_func ("/show/ends/written-as-read", test_ends_are_written_as_read);
  g_test_add_func ("/show/ends/a-list-of-one-address-becomes-the-address",
                   test_a_list_of_one_address_becomes_the_address);
  g_test_add_func ("/show/ends/faults-name-their-path", test_faults_name_their_path);
  return g_test_run ();
}
