/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-kinds.h"
#include "patch/br-mapping-cells.h"
#include "support/clasp-test.h"

static guint
n_mappings (ClaspShow *show)
{
  return g_list_model_get_n_items (clasp_show_get_mappings (show));
}

static ClaspMapping *
mapping_at (ClaspShow *show,
            guint      position)
{
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (clasp_show_get_mappings (show), position);

  return mapping;
}

static GPtrArray *
all_of (ClaspShow *show)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < n_mappings (show); i++)
    g_ptr_array_add (all, mapping_at (show, i));

  return all;
}

static double
range_of (ClaspMapping *mapping,
          const char   *name)
{
  g_autoptr (ClaspStep) step = g_list_model_get_item (clasp_mapping_get_steps (mapping), 0);

  g_assert_cmpstr (clasp_step_get_kind (step), ==, "range");

  return clasp_settings_get_double (clasp_step_get_settings (step), name);
}

static void
assert_refused (const char *row)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autofree char      *text = g_strconcat ("source\ttarget\trange in\tsteps\n/a\t/b\t\t\n", row, NULL);
  g_autoptr (GError)    error = NULL;

  g_assert_cmpint (br_cells_paste (show, text, NULL, &error), ==, -1);
  g_assert_true (g_str_has_prefix (error->message, "Line 3: "));
  g_assert_cmpuint (n_mappings (show), ==, 0);
}

static void
test_what_cannot_stand_in_a_cell_is_refused (void)
{
  assert_refused ("/a\t/b\tmuch\t");
  assert_refused ("/a\t/b\t1\t");
  assert_refused ("/a\t/b\t1 2 3\t");
  assert_refused ("/a\t/b\t\tnothing-of-this-kind");
  assert_refused ("/a\t/x/{n}\t\t");
}

static void
test_rows_come_from_a_spreadsheet (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GError)    error = NULL;

  g_assert_cmpint (br_cells_paste (show, "/osc/a\t/artnet/0/0/0/1\r\n\r\n/osc/b\t/artnet/0/0/0/2\r\n", NULL, &error), ==, 2);
  g_assert_no_error (error);
  g_assert_cmpstr (clasp_mapping_get_source (mapping_at (show, 1)), ==, "/osc/b");
  clasp_show_undo (show);
  g_assert_cmpuint (n_mappings (show), ==, 0);

  g_assert_cmpint (br_cells_paste (show, "Target\tNote\tSource\tRange out\n/artnet/0/0/0/1\thello\t/osc/a\t0 – 9\n", NULL, &error), ==, 1);
  g_assert_cmpstr (clasp_settings_get_string (clasp_mapping_get_options (mapping_at (show, 0)), "notes"), ==, "hello");
  g_assert_cmpstr (clasp_mapping_get_target (mapping_at (show, 0)), ==, "/artnet/0/0/0/1");
  g_assert_cmpfloat (range_of (mapping_at (show, 0), "out-max"), ==, 9);
}

static void
test_a_bad_line_is_named_and_nothing_pasted (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GError)    error = NULL;

  g_assert_cmpint (br_cells_paste (show, "/osc/a\t/osc/b\nno address\t/osc/c\n", NULL, &error), ==, -1);
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, "Line 2: "));
  g_assert_cmpuint (n_mappings (show), ==, 0);
}

static void
test_copied_rows_can_be_pasted (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspShow) other = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) all = NULL;
  g_autofree char      *text = NULL;

  clasp_show_map_from_text (show, "/osc/a => smooth 80ms => /osc/b", NULL);
  clasp_mapping_set_group (mapping_at (show, 0), "Front");
  all = all_of (show);
  text = br_cells_copy (show, all);
  g_assert_cmpint (br_cells_paste (other, text, NULL, NULL), ==, 1);
  g_assert_cmpstr (clasp_mapping_get_group (mapping_at (other, 0)), ==, "Front");
  g_assert_cmpuint (g_list_model_get_n_items (clasp_mapping_get_steps (mapping_at (other, 0))), ==, 1);
}

static void
test_groups_stay_with_the_show (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspShow) again = clasp_show_new (clasp_kinds ());
  g_autofree char      *text = NULL;

  clasp_show_map_from_text (show, "/osc/a => /osc/b", NULL);
  clasp_mapping_set_group (mapping_at (show, 0), "Front");
  text = clasp_show_to_text (show);
  g_assert_true (clasp_show_from_text (again, text, NULL, NULL));
  g_assert_cmpstr (clasp_mapping_get_group (mapping_at (again, 0)), ==, "Front");
  clasp_show_undo (show);
  g_assert_cmpstr (clasp_mapping_get_group (mapping_at (show, 0)), ==, "");
}

static void
test_many_change_at_once (void)
{
  g_autoptr (ClaspShow)  show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray)  all = NULL;
  g_autofree char       *before = NULL;
  g_autofree char       *after = NULL;

  for (guint i = 0; i < 5; i++)
    clasp_show_map_from_text (show, "/osc/a => /osc/b", NULL);
  before = clasp_show_to_text (show);
  all = all_of (show);
  g_assert_true (br_cells_set (show, all, BR_CELL_RANGE_OUT, "0 – 7", NULL, NULL));
  g_assert_true (br_cells_set (show, all, BR_CELL_SOURCE, "/osc/c", NULL, NULL));
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpfloat (range_of (mapping_at (show, i), "out-max"), ==, 7);
      g_assert_cmpstr (clasp_mapping_get_source (mapping_at (show, i)), ==, "/osc/c");
    }
  clasp_show_undo (show);
  g_assert_cmpstr (clasp_mapping_get_source (mapping_at (show, 4)), ==, "/osc/a");
  clasp_show_undo (show);
  after = clasp_show_to_text (show);
  g_assert_cmpstr (after, ==, before);
}

static void
test_one_that_cannot_take_it_keeps_all_as_they_are (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) all = NULL;
  g_autofree char      *before = NULL;
  g_autofree char      *after = NULL;
  g_autoptr (GError)    error = NULL;

  clasp_show_map_from_text (show, "/osc/a => /osc/b", NULL);
  clasp_show_map_from_text (show, "/osc/c => smooth 80ms => /osc/d", NULL);
  before = clasp_show_to_text (show);
  all = all_of (show);
  g_assert_false (br_cells_set (show, all, BR_CELL_RANGE_OUT, "0 – 7", NULL, &error));
  g_assert_nonnull (error);
  after = clasp_show_to_text (show);
  g_assert_cmpstr (after, ==, before);
}

static gboolean
is_on (ClaspMapping *mapping)
{
  return clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping));
}

static void
test_what_would_feed_itself_is_muted (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) second = g_ptr_array_new ();
  guint                 n_muted = 0;

  g_assert_cmpint (br_cells_paste (show, "/a\t/b\n/b\t/a\n", &n_muted, NULL), ==, 2);
  g_assert_cmpuint (n_muted, ==, 1);
  g_assert_true (is_on (mapping_at (show, 0)));
  g_assert_false (is_on (mapping_at (show, 1)));

  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping_at (show, 1)), TRUE);
  g_ptr_array_add (second, mapping_at (show, 1));
  g_assert_true (br_cells_set (show, second, BR_CELL_TARGET, "/c", &n_muted, NULL));
  g_assert_cmpuint (n_muted, ==, 0);
  g_assert_true (br_cells_set (show, second, BR_CELL_TARGET, "/a", &n_muted, NULL));
  g_assert_cmpuint (n_muted, ==, 1);
  g_assert_false (is_on (mapping_at (show, 1)));
  clasp_show_undo (show);
  g_assert_true (is_on (mapping_at (show, 1)));
}

static int
paste_rows (ClaspShow *show,
            guint      n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "/a/%u\t/b/%u\n", i, i);

  return br_cells_paste (show, text->str, NULL, NULL);
}

static void
test_no_more_rows_than_the_limit (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());

  g_assert_cmpint (paste_rows (show, BR_CELLS_MAX_ROWS + 1), ==, -1);
  g_assert_cmpuint (n_mappings (show), ==, 0);
  g_assert_cmpint (paste_rows (show, BR_CELLS_MAX_ROWS), ==, BR_CELLS_MAX_ROWS);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/ui/cells/what-cannot-stand-in-a-cell-is-refused", test_what_cannot_stand_in_a_cell_is_refused);
  g_test_add_func ("/ui/cells/rows-come-from-a-spreadsheet", test_rows_come_from_a_spreadsheet);
  g_test_add_func ("/ui/cells/a-bad-line-is-named-and-nothing-pasted", test_a_bad_line_is_named_and_nothing_pasted);
  g_test_add_func ("/ui/cells/copied-rows-can-be-pasted", test_copied_rows_can_be_pasted);
  g_test_add_func ("/ui/cells/groups-stay-with-the-show", test_groups_stay_with_the_show);

  g_test_add_func ("/ui/cells/many-change-at-once", test_many_change_at_once);
  g_test_add_func ("/ui/cells/one-that-cannot-take-it-keeps-all-as-they-are", test_one_that_cannot_take_it_keeps_all_as_they_are);
  g_test_add_func ("/ui/cells/what-would-feed-itself-is-muted", test_what_would_feed_itself_is_muted);
  g_test_add_func ("/ui/cells/no-more-rows-than-the-limit", test_no_more_rows_than_the_limit);

  return g_test_run ();
}
