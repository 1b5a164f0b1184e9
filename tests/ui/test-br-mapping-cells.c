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

  g_assert_cmpint (br_cells_paste (show, text, &error), ==, -1);
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

  g_assert_cmpint (br_cells_paste (show, "/osc/a\t/artnet/0/0/0/1\r\n\r\n/osc/b\t/artnet/0/0/0/2\r\n", &error), ==, 2);
  g_assert_no_error (error);
  g_assert_cmpstr (clasp_mapping_get_source (mapping_at (show, 1)), ==, "/osc/b");
  clasp_show_undo (show);
  g_assert_cmpuint (n_mappings (show), ==, 0);

  g_assert_cmpint (br_cells_paste (show, "Target\tNote\tSource\tRange out\n/artnet/0/0/0/1\thello\t/osc/a\t0 – 9\n", &error), ==, 1);
  g_assert_cmpstr (clasp_settings_get_string (clasp_mapping_get_options (mapping_at (show, 0)), "notes"), ==, "hello");
  g_assert_cmpstr (clasp_mapping_get_target (mapping_at (show, 0)), ==, "/artnet/0/0/0/1");
  g_assert_cmpfloat (range_of (mapping_at (show, 0), "out-max"), ==, 9);
}

static void
test_a_bad_line_is_named_and_nothing_pasted (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GError)    error = NULL;

  g_assert_cmpint (br_cells_paste (show, "/osc/a\t/osc/b\nno address\t/osc/c\n", &error), ==, -1);
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
  text = br_cells_copy (all);
  g_assert_cmpint (br_cells_paste (other, text, NULL), ==, 1);
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

  return g_test_run ();
}
