/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/show-fixture.h"
#include "support/clasp-test.h"

static ClaspConnection *
add_osc (ClaspShow *show)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspConnection) connection = clasp_show_create_connection (show, "osc", &error);

  g_assert_no_error (error);
  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (connection)));
  return connection;
}

static ClaspMapping *
add_mapping (ClaspShow *show, const char *source, const char *target)
{
  g_autoptr (ClaspMapping) mapping = clasp_show_create_mapping (show, source, target);

  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (mapping)));
  return mapping;
}

static void
test_new_show_has_a_router (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();

  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_routers (show)), ==, 1);
  g_assert_true (CLASP_IS_ROUTER_CONFIG (clasp_show_get_router (show)));
  g_assert_true (clasp_show_find (show, "router") ==
                 CLASP_SHOW_ITEM (clasp_show_get_router (show)));
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_connections (show)), ==, 0);
  clasp_show_remove (show, CLASP_SHOW_ITEM (clasp_show_get_router (show)));
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_routers (show)), ==, 1);
}

static void
test_dropping_a_show_frees_its_items (void)
{
  ClaspShow       *show = show_fixture_new ();
  ClaspConnection *connection = add_osc (show);
  ClaspMapping    *mapping = add_mapping (show, "/a", "/b");

  g_object_add_weak_pointer (G_OBJECT (connection), (gpointer *) &connection);
  g_object_add_weak_pointer (G_OBJECT (mapping), (gpointer *) &mapping);
  clasp_show_remove (show, CLASP_SHOW_ITEM (mapping));
  g_assert_nonnull (mapping); /* undo could bring it back */
  g_assert_finalize_object (show);
  g_assert_null (connection);
  g_assert_null (mapping);
}

static void
test_second_of_a_kind_gets_a_namespace_of_its_own (void)
{
  g_autoptr (ClaspShow)       show = show_fixture_new ();
  ClaspConnection            *first = add_osc (show), *second = add_osc (show);
  g_autoptr (ClaspConnection) third = clasp_show_create_connection (show, "osc", NULL);
  g_autoptr (ClaspConnection) fourth = clasp_show_create_connection (show, "osc", NULL);

  g_assert_cmpstr (clasp_connection_get_namespace (first), ==, "/osc");
  g_assert_cmpstr (clasp_connection_get_namespace (second), ==, "/osc2");
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (first)), ==, "OSC");
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (second)), ==, "OSC 2");

  /* both were made before either was added */
  clasp_show_add (show, CLASP_SHOW_ITEM (third));
  clasp_show_add (show, CLASP_SHOW_ITEM (fourth));
  g_assert_cmpstr (clasp_connection_get_namespace (third), ==, "/osc3");
  g_assert_cmpstr (clasp_connection_get_namespace (fourth), ==, "/osc4");
}

static void
test_a_chosen_namespace_stays (void)
{
  g_autoptr (ClaspShow)       show = show_fixture_new ();
  ClaspConnection            *first = add_osc (show);
  g_autoptr (ClaspConnection) second = clasp_show_create_connection (show, "osc", NULL);

  g_object_set (second, "namespace", clasp_connection_get_namespace (first), NULL);
  clasp_show_add (show, CLASP_SHOW_ITEM (second));
  g_assert_cmpstr (clasp_connection_get_namespace (second), ==, "/osc");
}

static void
test_unknown_kinds_name_the_known_ones (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GError)    error = NULL;

  g_assert_null (clasp_show_create_connection (show, "ocs", &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
  g_assert_cmpstr (error->message, ==,
                   "unknown kind of connection “ocs”: did you mean “osc”? There are osc, midi");
  g_clear_error (&error);
  g_assert_null (clasp_show_create_step (show, "\xff", &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_an_id_is_taken_once (void)
{
  g_autoptr (ClaspShow)    show = show_fixture_new ();
  g_autoptr (ClaspMapping) first = g_object_new (CLASP_TYPE_MAPPING, "id", "x", NULL);
  g_autoptr (ClaspMapping) second = g_object_new (CLASP_TYPE_MAPPING, "id", "x", NULL);
  g_autoptr (ClaspMapping) third = g_object_new (CLASP_TYPE_MAPPING, "id", "", NULL);

  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (first)));
  g_assert_false (clasp_show_add (show, CLASP_SHOW_ITEM (first)));
  g_assert_false (clasp_show_add (show, CLASP_SHOW_ITEM (second)));
  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (third)));
  g_assert_cmpuint (strlen (clasp_show_item_get_id (CLASP_SHOW_ITEM (third))), ==, 12);
  g_assert_true (clasp_show_find (show, "x") == CLASP_SHOW_ITEM (first));
  clasp_show_remove (show, CLASP_SHOW_ITEM (first));
  g_assert_null (clasp_show_find (show, "x"));
  g_assert_null (clasp_show_find (show, NULL));
}

typedef struct
{
  guint          n;
  ClaspShowItem *last;
} Changes;

static void
changed_cb (ClaspShow *show, ClaspShowItem *item, gpointer user_data)
{
  Changes *changes = user_data;

  changes->n++;
  changes->last = item;
}

static void
expect (Changes *changes, guint n, gpointer last)
{
  g_assert_cmpuint (changes->n, ==, n);
  if (n > 0)
    g_assert_true (changes->last == last);
  *changes = (Changes){ 0, NULL };
}

static void
test_every_edit_is_noticed (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  Changes               changes = { 0, NULL };
  ClaspConnection      *connection;
  ClaspMapping         *mapping;
  g_autoptr (ClaspStep) step = clasp_show_create_step (show, "range", NULL);

  g_signal_connect (show, "changed", G_CALLBACK (changed_cb), &changes);
  connection = add_osc (show);
  expect (&changes, 1, connection);
  g_object_set (clasp_connection_get_settings (connection), "feedback", TRUE, NULL);
  expect (&changes, 1, connection);
  g_object_set (clasp_connection_get_settings (connection), "feedback", TRUE, NULL);
  expect (&changes, 0, NULL);
  mapping = add_mapping (show, "/a", "/b");
  expect (&changes, 1, mapping);
  clasp_mapping_insert_step (mapping, 0, step);
  expect (&changes, 1, mapping);
  clasp_step_set_enabled (step, FALSE);
  expect (&changes, 1, mapping);
  g_object_set (clasp_step_get_settings (step), "in-max", 5.0, NULL);
  expect (&changes, 1, mapping);
  g_object_set (clasp_router_config_get_settings (clasp_show_get_router (show)), "name", "x", NULL);
  expect (&changes, 1, clasp_show_get_router (show));
  g_object_set (show, "name", "Gala", NULL);
  expect (&changes, 1, NULL);
  clasp_mapping_remove_step (mapping, 0);
  expect (&changes, 1, mapping);
  g_object_set (clasp_step_get_settings (step), "in-max", 6.0, NULL);
  expect (&changes, 0, NULL); /* it is in no mapping any more */
  clasp_show_remove (show, CLASP_SHOW_ITEM (connection));
  expect (&changes, 1, connection);
  clasp_show_undo (show);
  expect (&changes, 1, connection);
  g_object_set (connection, "name", "Tablet", NULL);
  expect (&changes, 1, connection);
}

static void
test_steps_at_the_limit (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  ClaspMapping         *mapping = add_mapping (show, "/a", "/b");

  for (guint i = 0; i <= CLASP_MAPPING_MAX_STEPS; i++)
    {
      g_autoptr (ClaspStep) step = clasp_show_create_step (show, "smooth", NULL);

      g_assert_cmpint (clasp_mapping_insert_step (mapping, i, step), ==,
                       i < CLASP_MAPPING_MAX_STEPS);
    }
  g_assert_cmpuint (g_list_model_get_n_items (clasp_mapping_get_steps (mapping)), ==,
                    CLASP_MAPPING_MAX_STEPS);
}

static void
test_connections_at_the_limit (void)
{
  g_autoptr (ClaspShow)       show = show_fixture_new ();
  g_autoptr (ClaspConnection) last = NULL;
  g_autoptr (GError)          error = NULL;

  last = clasp_show_create_connection (show, "osc", NULL);
  for (guint i = 0; i < CLASP_SHOW_MAX_CONNECTIONS; i++)
    {
      g_autofree char            *name = g_strdup_printf ("/c/%u", i);
      g_autoptr (ClaspConnection) connection =
        g_object_new (CLASP_TYPE_CONNECTION, "kind", "osc", "settings",
                      clasp_connection_get_settings (last), "namespace", name, NULL);

      g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (connection)));
    }
  g_assert_false (clasp_show_add (show, CLASP_SHOW_ITEM (last)));
  g_assert_null (clasp_show_create_connection (show, "osc", &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
  g_clear_error (&error);
  g_assert_null (clasp_show_connect_from_text (show, "osc", &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
}

static void
test_mappings_at_the_limit (void)
{
  g_autoptr (ClaspShow)    show = show_fixture_new ();
  g_autoptr (ClaspMapping) last = clasp_show_create_mapping (show, "/a", "/b");
  g_autoptr (GError)       error = NULL;

  for (guint i = 0; i < CLASP_SHOW_MAX_MAPPINGS; i++)
    add_mapping (show, "/a", "/b");
  g_assert_false (clasp_show_add (show, CLASP_SHOW_ITEM (last)));
  g_assert_null (clasp_show_map_from_text (show, "/a => /b", &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
}

static void
test_step_moves_both_ways (void)
{
  static const char *const kinds[] = { "range", "smooth", "curve", "expression" };
  g_autoptr (ClaspShow)    show = show_fixture_new ();
  ClaspMapping            *mapping = add_mapping (show, "/a", "/b");
  g_autofree char         *text = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (ClaspStep) step = clasp_show_create_step (show, kinds[i], NULL);

      clasp_mapping_insert_step (mapping, G_MAXUINT, step);
    }
  clasp_mapping_move_step (mapping, 0, 2);
  text = clasp_mapping_to_text (mapping);
  g_assert_cmpstr (text, ==, "/a => smooth | curve | range | expression => /b");
  g_free (text);
  clasp_mapping_move_step (mapping, 3, 0);
  clasp_mapping_move_step (mapping, 9, 0);
  clasp_mapping_remove_step (mapping, 9);
  text = clasp_mapping_to_text (mapping);
  g_assert_cmpstr (text, ==, "/a => expression | smooth | curve | range => /b");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
  g_test_add_func ("/show/show/new-show-has-a-router", test_new_show_has_a_router);
  g_test_add_func ("/show/show/dropping-a-show-frees-its-items",
                   test_dropping_a_show_frees_its_items);
  g_test_add_func ("/show/show/second-of-a-kind-gets-a-namespace-of-its-own",
                   test_second_of_a_kind_gets_a_namespace_of_its_own);
  g_test_add_func ("/show/show/a-chosen-namespace-stays", test_a_chosen_namespace_stays);
  g_test_add_func ("/show/show/unknown-kinds-name-the-known-ones",
                   test_unknown_kinds_name_the_known_ones);
  g_test_add_func ("/show/show/an-id-is-taken-once", test_an_id_is_taken_once);
  g_test_add_func ("/show/show/every-edit-is-noticed", test_every_edit_is_noticed);
  g_test_add_func ("/show/show/step-moves-both-ways", test_step_moves_both_ways);
  g_test_add_func ("/show/show/steps-at-the-limit", test_steps_at_the_limit);
  g_test_add_func ("/show/show/connections-at-the-limit", test_connections_at_the_limit);
  g_test_add_func ("/show/show/mappings-at-the-limit", test_mappings_at_the_limit);
  return g_test_run ();
}
