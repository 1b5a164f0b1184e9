/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-condition.h"
#include "mapping/clasp-condition.h"
#include "support/clasp-test.h"

#include <gio/gio.h>

static void
assert_same (const char *text)
{
  g_autoptr (GError)         error = NULL;
  g_autoptr (BrCondition)    condition = br_condition_new_from_text (text, &error);
  g_autoptr (ClaspCondition) compiled = NULL;
  g_autofree char           *written = NULL;

  g_assert_no_error (error);
  written = br_condition_to_text (condition);
  g_assert_cmpstr (written, ==, text);
  if (*text != '\0')
    {
      compiled = clasp_condition_new (written, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
test_text_comes_back_as_it_was (void)
{
  assert_same ("");
  assert_same ("value > 0.5 && var.level < 1");
  assert_same ("{\"input\": true, \"op\": \"rises\", \"value\": 0.1, \"hysteresis\": 0.05}");
  assert_same ("{\"all\": [{\"layer\": \"act-2\"}, {\"address\": \"/mode\", \"op\": \"eq\", \"value\": \"live\"}]}");
  assert_same ("{\"any\": [{\"not\": {\"connection\": \"desk\", \"is\": \"missing\"}}, {\"expr\": \"value > 1\"}]}");
  assert_same ("{\"time\": \"18:00-02:00\", \"days\": \"fri,sat\"}");
  assert_same ("{\"changed\": \"/a\", \"within\": 2.5}");
  assert_same ("{\"var\": \"level\", \"op\": \"between\", \"value\": [0.2, 0.8]}");
  assert_same ("{\"var\": \"level\", \"op\": \"in\", \"value\": [1, \"off\", true]}");
  assert_same ("{\"address\": \"/a\", \"op\": \"exists\"}");
  assert_same ("{\"address\": \"/a\", \"op\": \"eq\", \"value\": \"5\"}");
  assert_same ("{\"address\": \"/a\", \"op\": \"eq\", \"value\": null}");
}

static void
test_rows_say_what_stands_there (void)
{
  g_autoptr (BrCondition) condition = br_condition_new_from_text (
    "{\"any\":[{\"input\":true,\"op\":\"between\",\"value\":[1,2]},"
    "{\"address\":\"/a\",\"op\":\"eq\",\"value\":\"5\"},{\"not\":{\"layer\":\"x\"}}]}",
    NULL);
  BrConditionRow *row;

  g_assert_true (condition->is_any);
  g_assert_cmpuint (condition->rows->len, ==, 3);
  row = condition->rows->pdata[0];
  g_assert_cmpint (row->kind, ==, BR_CONDITION_INPUT);
  g_assert_cmpstr (row->value, ==, "1, 2");
  row = condition->rows->pdata[1];
  /* A text that looks like a number keeps its marks. */
  g_assert_cmpstr (row->value, ==, "\"5\"");
  row = condition->rows->pdata[2];
  g_assert_true (row->is_not);
  g_assert_cmpstr (row->name, ==, "x");
}

static void
test_what_is_no_row_is_kept (void)
{
  /* Nested, with members that only few need, and empty. */
  const char *const texts[] = {
    "{\"all\":[{\"layer\":\"a\"},{\"any\":[{\"layer\":\"b\"},{\"layer\":\"c\"}]}]}",
    "{\"address\":\"/a\",\"op\":\"eq\",\"value\":1,\"tolerance\":0.5}",
    "{\"any\":[]}",
    "{\"not\":{\"all\":[{\"layer\":\"a\"}]}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (BrCondition) condition = br_condition_new_from_text (texts[i], NULL);
      g_autofree char        *first = br_condition_to_text (condition);
      g_autoptr (BrCondition) again = br_condition_new_from_text (first, NULL);
      g_autofree char        *second = br_condition_to_text (again);
      BrConditionRow *row = condition->rows->pdata[condition->rows->len - 1];

      g_assert_cmpint (row->kind, ==, BR_CONDITION_TREE);
      g_assert_cmpstr (first, ==, second);
    }
}

static void
test_new_rows_are_conditions (void)
{
  g_autoptr (BrCondition) condition = br_condition_new_from_text ("", NULL);

  for (guint i = 0; i < BR_N_CONDITION_KINDS; i++)
    {
      g_autoptr (GError)         error = NULL;
      g_autoptr (ClaspCondition) compiled = NULL;
      g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new ("/a/{n}", NULL);
      g_autofree char           *text = NULL;
      BrConditionRow            *row = br_condition_add (condition, (BrConditionKind) i);

      if (row->kind == BR_CONDITION_CONNECTION)
        br_condition_set (&row->name, "desk");
      if (row->kind == BR_CONDITION_ADDRESS || row->kind == BR_CONDITION_CHANGED)
        br_condition_set (&row->name, "/a");
      text = br_condition_to_text (condition);
      compiled = clasp_condition_new (text, pattern, &error);
      g_assert_no_error (error);
    }
}

static void
test_broken_json_is_told (void)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (BrCondition) condition = br_condition_new_from_text ("{\"all\": [", &error);

  g_assert_null (condition);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_a_fault_finds_its_row (void)
{
  g_autoptr (BrCondition) condition =
    br_condition_new_from_text ("{\"all\":[{\"layer\":\"a\"},{\"time\":\"25:00\"}]}", NULL);
  g_autofree char           *text = br_condition_to_text (condition);
  g_autoptr (GError)         error = NULL;
  g_autoptr (ClaspCondition) compiled = clasp_condition_new (text, NULL, &error);

  g_assert_null (compiled);
  g_assert_cmpint (br_condition_find_fault (condition, error->message), ==, 1);
  g_assert_cmpint (br_condition_find_fault (condition, "all[2]: beyond"), ==, -1);
  g_assert_cmpint (br_condition_find_fault (condition, "of nobody"), ==, -1);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_test_add_func ("/ui/condition/text-comes-back-as-it-was", test_text_comes_back_as_it_was);
  g_test_add_func ("/ui/condition/rows-say-what-stands-there", test_rows_say_what_stands_there);
  g_test_add_func ("/ui/condition/what-is-no-row-is-kept", test_what_is_no_row_is_kept);
  g_test_add_func ("/ui/condition/new-rows-are-conditions", test_new_rows_are_conditions);
  g_test_add_func ("/ui/condition/broken-json-is-told", test_broken_json_is_told);
  g_test_add_func ("/ui/condition/a-fault-finds-its-row", test_a_fault_finds_its_row);

  return g_test_run ();
}
