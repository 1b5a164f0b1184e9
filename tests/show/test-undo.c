/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/clasp-show-private.h"
#include "show/show-fixture.h"
#include "support/clasp-test.h"

typedef struct
{
  ClaspShow       *show;
  ClaspClock      *clock;
  ClaspConnection *tablet;
  ClaspMapping    *fader;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->clock = clasp_manual_clock_new (G_USEC_PER_SEC, 0);
  fixture->show = show_fixture_new ();
  clasp_show_set_clock (fixture->show, fixture->clock);
  fixture->tablet = clasp_show_connect_from_text (fixture->show, "osc,name=Tablet", NULL);
  fixture->fader = clasp_show_map_from_text (fixture->show, "/osc/1 => range => /midi/1", NULL);
  g_object_set (fixture->fader, "name", "Fader 1", NULL);
  clasp_manual_clock_advance (fixture->clock, 3 * G_USEC_PER_SEC);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->show);
  clasp_clock_unref (fixture->clock);
}

static void
assert_undo (ClaspShow *show, const char *label)
{
  g_autofree char *undo_label = NULL;
  gboolean         can_undo;

  g_object_get (show, "undo-label", &undo_label, "can-undo", &can_undo, NULL);
  g_assert_cmpstr (undo_label, ==, label);
  g_assert_cmpint (can_undo, ==, label != NULL);
}

static void
assert_redo (ClaspShow *show, const char *label)
{
  g_autofree char *redo_label = NULL;
  gboolean         can_redo;

  g_object_get (show, "redo-label", &redo_label, "can-redo", &can_redo, NULL);
  g_assert_cmpstr (redo_label, ==, label);
  g_assert_cmpint (can_redo, ==, label != NULL);
}

static const char *
listen_of (Fixture *fixture)
{
  return clasp_settings_get_string (clasp_connection_get_settings (fixture->tablet), "listen");
}

static void
type (Fixture *fixture, const char *text)
{
  g_object_set (clasp_connection_get_settings (fixture->tablet), "listen", text, NULL);
}

static void
test_typing_is_one_step (Fixture *fixture, gconstpointer data)
{
  type (fixture, "1");
  clasp_manual_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  type (fixture, "12");
  clasp_manual_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  type (fixture, "123");
  assert_undo (fixture->show, "Change listen of Tablet");
  clasp_manual_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC + 1);
  type (fixture, "1234");

  clasp_show_undo (fixture->show);
  g_assert_cmpstr (listen_of (fixture), ==, "123");
  clasp_show_undo (fixture->show);
  g_assert_cmpstr (listen_of (fixture), ==, "0.0.0.0:9000");
  clasp_show_redo (fixture->show);
  g_assert_cmpstr (listen_of (fixture), ==, "123");
}

static void
test_typing_after_redo_is_a_step_of_its_own (Fixture *fixture, gconstpointer data)
{
  type (fixture, "1");
  clasp_show_undo (fixture->show);
  clasp_show_redo (fixture->show);
  type (fixture, "2");
  clasp_show_undo (fixture->show);
  g_assert_cmpstr (listen_of (fixture), ==, "1");
}

static void
test_other_property_in_between_divides (Fixture *fixture, gconstpointer data)
{
  type (fixture, "1");
  clasp_show_item_set_name (CLASP_SHOW_ITEM (fixture->tablet), "Phone");
  type (fixture, "2");
  clasp_show_undo (fixture->show);
  g_assert_cmpstr (listen_of (fixture), ==, "1");
  assert_undo (fixture->show, "Rename Tablet");
}

static void
test_typing_back_leaves_no_step (Fixture *fixture, gconstpointer data)
{
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (fixture->tablet), FALSE);
  assert_undo (fixture->show, "Switch off Tablet");
  type (fixture, "1");
  type (fixture, "0.0.0.0:9000");
  assert_undo (fixture->show, "Switch off Tablet");
}

static void
test_labels (Fixture *fixture, gconstpointer data)
{
  ClaspShow            *show = fixture->show;
  g_autoptr (ClaspStep) step = clasp_show_create_step (show, "smooth", NULL);

  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (fixture->fader), FALSE);
  assert_undo (show, "Mute Fader 1");
  clasp_mapping_insert_step (fixture->fader, 1, step);
  assert_undo (show, "Add step smooth to Fader 1");
  clasp_step_set_enabled (step, FALSE);
  assert_undo (show, "Bypass step smooth of Fader 1");
  clasp_mapping_move_step (fixture->fader, 0, 1);
  assert_undo (show, "Reorder steps of Fader 1");
  clasp_mapping_remove_step (fixture->fader, 0);
  assert_undo (show, "Delete step smooth of Fader 1");
  clasp_mapping_set_source (fixture->fader, "/x");
  assert_undo (show, "Change source of Fader 1");
  clasp_show_remove (show, CLASP_SHOW_ITEM (fixture->tablet));
  assert_undo (show, "Delete connection Tablet");
  g_object_set (show, "name", "Gala", NULL);
  assert_undo (show, "Rename the show");
  clasp_show_map_from_text (show, "/a/long/address/with/many/segments => /bcd", NULL);
  assert_undo (show, "Add mapping /a/long/address/with/many/segments → /b…");
}

static void
test_a_group_is_one_step (Fixture *fixture, gconstpointer data)
{
  ClaspShow       *show = fixture->show;
  g_autofree char *before = clasp_show_to_text (show), *after = NULL, *text = NULL;

  clasp_show_begin_edit (show, "Delete 2 things");
  clasp_show_begin_edit (show, "Inner");
  clasp_show_remove (show, CLASP_SHOW_ITEM (fixture->tablet));
  clasp_show_end_edit (show);
  assert_undo (show, NULL);
  clasp_show_undo (show); /* not while it is open */
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_connections (show)), ==, 0);
  clasp_show_remove (show, CLASP_SHOW_ITEM (fixture->fader));
  clasp_show_end_edit (show);
  assert_undo (show, "Delete 2 things");
  after = clasp_show_to_text (show);

  clasp_show_undo (show);
  text = clasp_show_to_text (show);
  g_assert_cmpstr (text, ==, before);
  assert_redo (show, "Delete 2 things");
  clasp_show_redo (show);
  g_free (text);
  text = clasp_show_to_text (show);
  g_assert_cmpstr (text, ==, after);
}

static void
test_an_empty_group_leaves_no_step (Fixture *fixture, gconstpointer data)
{
  assert_undo (fixture->show, "Rename Fader 1");
  clasp_show_begin_edit (fixture->show, "Nothing");
  type (fixture, "1");
  type (fixture, "0.0.0.0:9000");
  clasp_show_end_edit (fixture->show);
  assert_undo (fixture->show, "Rename Fader 1");
}

static void
test_a_group_is_not_joined (Fixture *fixture, gconstpointer data)
{
  clasp_show_begin_edit (fixture->show, "Drag");
  type (fixture, "1");
  type (fixture, "2");
  clasp_show_end_edit (fixture->show);
  type (fixture, "3");
  clasp_show_undo (fixture->show);
  g_assert_cmpstr (listen_of (fixture), ==, "2");
  clasp_show_undo (fixture->show);
  g_assert_cmpstr (listen_of (fixture), ==, "0.0.0.0:9000");
}

static void
test_an_edit_ends_redo (Fixture *fixture, gconstpointer data)
{
  type (fixture, "1");
  clasp_show_undo (fixture->show);
  assert_redo (fixture->show, "Change listen of Tablet");
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (fixture->fader), FALSE);
  assert_redo (fixture->show, NULL);
  clasp_show_redo (fixture->show);
  g_assert_cmpstr (listen_of (fixture), ==, "0.0.0.0:9000");
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Who offers to take one step back knows when another one is the newest. */
static void
test_each_step_has_a_number_of_its_own (Fixture *fixture, gconstpointer data)
{
  guint   n = 0;
  guint64 first, second;

  g_signal_connect_swapped (fixture->show, "notify::undo-step", G_CALLBACK (count_cb), &n);
  type (fixture, "1");
  first = clasp_show_get_undo_step (fixture->show);
  g_assert_cmpuint (first, >, 0);
  type (fixture, "12"); /* joins */
  g_assert_cmpuint (clasp_show_get_undo_step (fixture->show), ==, first);
  g_assert_cmpuint (n, ==, 1);

  clasp_show_begin_edit (fixture->show, "Two");
  g_assert_cmpuint (clasp_show_get_undo_step (fixture->show), ==, first);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (fixture->fader), FALSE);
  second = clasp_show_get_undo_step (fixture->show);
  clasp_show_item_set_name (CLASP_SHOW_ITEM (fixture->fader), "Other");
  clasp_show_end_edit (fixture->show);
  g_assert_cmpuint (second, !=, first);
  g_assert_cmpuint (clasp_show_get_undo_step (fixture->show), ==, second);
  g_assert_cmpuint (n, ==, 2);

  clasp_show_undo (fixture->show);
  g_assert_cmpuint (clasp_show_get_undo_step (fixture->show), ==, first);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (fixture->fader), FALSE);
  g_assert_cmpuint (clasp_show_get_undo_step (fixture->show), !=, first);
  g_assert_cmpuint (clasp_show_get_undo_step (fixture->show), !=, second);
  clasp_show_clear_history (fixture->show);
  g_assert_cmpuint (clasp_show_get_undo_step (fixture->show), ==, 0);
  g_assert_cmpuint (n, ==, 5);
}

static guint
undo_all (ClaspShow *show)
{
  gboolean can_undo;
  guint    n = 0;

  for (g_object_get (show, "can-undo", &can_undo, NULL); can_undo;
       g_object_get (show, "can-undo", &can_undo, NULL))
    {
      clasp_show_undo (show);
      n++;
    }
  return n;
}

static guint
redo_all (ClaspShow *show)
{
  gboolean can_redo;
  guint    n = 0;

  for (g_object_get (show, "can-redo", &can_redo, NULL); can_redo;
       g_object_get (show, "can-redo", &can_redo, NULL))
    {
      clasp_show_redo (show);
      n++;
    }
  return n;
}

static void
test_steps_at_the_limit (Fixture *fixture, gconstpointer data)
{
  undo_all (fixture->show);
  for (guint i = 0; i < CLASP_SHOW_MAX_UNDO; i++)
    clasp_show_map_from_text (fixture->show, "/a => /b", NULL);
  g_assert_cmpuint (undo_all (fixture->show), ==, CLASP_SHOW_MAX_UNDO);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (fixture->show)), ==, 0);

  for (guint i = 0; i < CLASP_SHOW_MAX_UNDO + 1; i++)
    clasp_show_map_from_text (fixture->show, "/a => /b", NULL);
  g_assert_cmpuint (undo_all (fixture->show), ==, CLASP_SHOW_MAX_UNDO);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (fixture->show)), ==, 1);
}

/* Ten thousand edits, undos and redos in walks of at most 500 steps. However a walk went, undoing
 * it all gives the text it began with, byte for byte, and redoing it all the text it ended with. */
static void
test_random_walks_return (Fixture *fixture, gconstpointer data)
{
  ClaspShow *show = fixture->show;
  GRand     *random = g_rand_new_with_seed (20260131);

  for (guint walk = 0; walk < 25; walk++)
    {
      g_autofree char *first = clasp_show_to_text (show);
      g_autofree char *last = NULL, *text = NULL, *again = NULL;

      clasp_show_clear_history (show);
      for (guint i = 0; i < 400; i++)
        {
          gint32 act = g_rand_int_range (random, 0, 10);

          clasp_manual_clock_advance (fixture->clock,
                                      g_rand_int_range (random, 0, 3 * G_USEC_PER_SEC));
          if (act == 0)
            clasp_show_undo (show);
          else if (act == 1)
            clasp_show_redo (show);
          else
            show_fixture_edit (show, random);
        }
      redo_all (show);
      last = clasp_show_to_text (show);
      g_assert_cmpuint (undo_all (show), <, CLASP_SHOW_MAX_UNDO);
      text = clasp_show_to_text (show);
      g_assert_cmpstr (text, ==, first);
      redo_all (show);
      again = clasp_show_to_text (show);
      g_assert_cmpstr (again, ==, last);
    }
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(name, test) g_test_add ("/show/undo/" name, Fixture, NULL, setup, test, teardown)
  ADD ("typing-is-one-step", test_typing_is_one_step);
  ADD ("typing-after-redo-is-a-step-of-its-own", test_typing_after_redo_is_a_step_of_its_own);
  ADD ("other-property-in-between-divides", test_other_property_in_between_divides);
  ADD ("typing-back-leaves-no-step", test_typing_back_leaves_no_step);
  ADD ("labels", test_labels);
  ADD ("a-group-is-one-step", test_a_group_is_one_step);
  ADD ("an-empty-group-leaves-no-step", test_an_empty_group_leaves_no_step);
  ADD ("a-group-is-not-joined", test_a_group_is_not_joined);
  ADD ("an-edit-ends-redo", test_an_edit_ends_redo);
  ADD ("each-step-has-a-number-of-its-own", test_each_step_has_a_number_of_its_own);
  ADD ("steps-at-the-limit", test_steps_at_the_limit);
  ADD ("random-walks-return", test_random_walks_return);
  return g_test_run ();
}
