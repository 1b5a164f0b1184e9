/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/value-test.h"
#include "support/clasp-test.h"

/* ---- select ---- */

typedef struct
{
  ClaspValue index, a, b;
} Parameters;

static const ClaspValue *
get_parameter (ClaspStr address, gpointer user_data)
{
  Parameters       *parameters = user_data;
  const ClaspValue *found = NULL;

  if (clasp_str_equal (address, CLASP_STR_LITERAL ("/index")))
    found = &parameters->index;
  else if (clasp_str_equal (address, CLASP_STR_LITERAL ("/a")))
    found = &parameters->a;
  else if (clasp_str_equal (address, CLASP_STR_LITERAL ("/b")))
    found = &parameters->b;
  return found != NULL && found->type != CLASP_VALUE_NULL ? found : NULL;
}

static void
test_select_between_parameters (void)
{
  Parameters               parameters = { .a = clasp_value_double (10.0) };
  const ClaspTransformEnv  env = { .get = get_parameter, .user_data = &parameters };
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("select index=/index inputs=/a;/b");
  const char *const       *watched = clasp_transform_get_watched (runner.step);
  ClaspValue               value = clasp_value_double (1.0);

  g_assert_cmpstr (watched[0], ==, "/index");
  g_assert_cmpstr (watched[1], ==, "/a");
  g_assert_cmpstr (watched[2], ==, "/b");
  g_assert_null (watched[3]);

  runner.env = &env;
  g_assert_cmpint (clasp_step_runner_run (&runner, 0, FALSE, &value), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpfloat (value.as.number, ==, 1.0);

  parameters.index = clasp_value_int (1);
  g_assert_cmpint (clasp_step_runner_run (&runner, 0, TRUE, &value), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpfloat (value.as.number, ==, 10.0);

  parameters.index = clasp_value_int (2);
  g_assert_cmpint (clasp_step_runner_run (&runner, 0, TRUE, &value), ==, CLASP_TRANSFORM_DROP);
}

static void
test_select_takes_so_many_inputs (void)
{
  g_autoptr (GString)        text = g_string_new ("select inputs=/0");
  g_autoptr (ClaspTransform) most = NULL, more = NULL;
  g_autoptr (GError)         error = NULL;

  for (guint i = 1; i < 64; i++)
    g_string_append_printf (text, ";/%u", i);
  most = clasp_test_step (text->str);
  g_assert_true (clasp_transform_compile (most, NULL, NULL));
  g_string_append (text, ";/64");
  more = clasp_test_step (text->str);
  g_assert_false (clasp_transform_compile (more, NULL, &error));
  g_assert_cmpstr (error->message, ==, "inputs: more than 64");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/select-step/select-between-parameters", test_select_between_parameters);
  g_test_add_func ("/mapping/select-step/select-takes-so-many-inputs", test_select_takes_so_many_inputs);
  return g_test_run ();
}
