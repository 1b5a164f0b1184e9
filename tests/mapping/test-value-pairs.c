/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/value-test.h"
#include "support/clasp-test.h"

/* Pairs that undo each other. */
static const struct
{
  const char *step, *value;
} pairs[] = {
  { "lookup pairs=1=left;2=right;x=3", "1" },
  { "lookup pairs=1=left;2=right;x=3", "x" },
  { "lookup pairs=\"7\"=8", "\"7\"" },
  { "lookup pairs=a=\"7\";b=7", "a" },
  { "lookup pairs=a=\"7\";b=7", "b" },
  { "lookup pairs=true=1", "true" },
  { "enum names=red;green", "1" },
  { "enum names=red;green first=5", "red" },
  { "tojson", "{\"a\":[1,0.5,null]}" },
  { "fromjson", "\"[1,2]\"" },
  { "pack", "5" },
  { "pack keys=a;b", "[1,2]" },
  { "split14", "8193" },
  { "split14 int lsb", "8193" },
  { "split16", "0.0" },
  { "split16", "1.0" },
  { "split16 int", "65535" },
  { "split24 int lsb", "66051" },
  { "join14", "[64,1]" },
  { "join24", "[1,2,3]" },
  { "rgb2hsv", "[0.1,0.7,0.3]" },
  { "rgb2hsv 255 degrees", "[10.0,20.0,30.0]" },
  { "hsv2rgb", "[0.95,0.3,0.6]" },
  { "rgb2hsl", "[0.1,0.7,0.3]" },
  { "rgb2hsl 255 degrees", "[10.0,20.0,30.0]" },
  { "hsl2rgb", "[0.45,0.3,0.6]" },
  { "hex2rgb", "\"#123456\"" },
  { "cct", "4000.0" },
  { "xy2polar degrees 1 2", "[-3.0,7.5]" },
  { "polar2xy", "[2.0,0.75]" },
  { "rotate 33 degrees 1 2", "[-3.0,7.5]" },
  { "scale", "0.25" },
  { "remap 0 127 0 255", "64.0" },
  { "remap 0 1 0 255 true cubic-in", "0.7" },
  { "curvepoints points=0,0,cubic;0.3,0.1,cubic;1,1", "0.7" },
  { "ease quint-in-out", "0.4" },
  { "bits xor 5", "3" },
  { "bits not", "3" },
  { "delay 0", "[1]" },
};

static ClaspTransformResult
run_once (ClaspTransform *step, ClaspValue *value)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner_for (step);

  return clasp_step_runner_run (&runner, 0, FALSE, value);
}

static void
test_pairs_undo_each_other (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      ClaspTransform      *step = clasp_test_step (pairs[i].step);
      g_autoptr (GError)   error = NULL;
      ClaspTransform      *inverse = clasp_transform_invert (step, &error);
      g_auto (ClaspValue)  value = value_test_read (pairs[i].value);
      ClaspTransformResult result;

      g_assert_no_error (error);
      g_assert_cmpint (run_once (step, &value), ==, CLASP_TRANSFORM_PASS);
      result = run_once (inverse, &value);
      value_test_check (pairs[i].step, "what it made", pairs[i].value, result, &value);
    }
}

static void
test_what_is_not_one_to_one_cannot_be_undone (void)
{
  static const struct
  {
    const char *step, *error;
  } rows[] = {
    { "lookup pairs=1=a;2=a", "lookup cannot be undone: 1 and 2 become the same" },
    { "lookup pairs=0..9=a", "lookup cannot be undone: all of 0..9 becomes one value" },
    { "lookup pairs=1=[1]", "lookup cannot be undone: what 1 becomes is no single value" },
    { "pack keys=it's", "pack cannot be undone: the key ‘it's’ stands in no path" },
    { "bits and 1", "bits cannot be undone: bits are lost" },
    { "pick", "pick cannot be undone: its result does not tell what it was made of" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (rows[i].step);
      g_autoptr (GError)         error = NULL;

      g_assert_null (clasp_transform_invert (step, &error));
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM);
      g_assert_cmpstr (error->message, ==, rows[i].error);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/value-pairs/pairs-undo-each-other", test_pairs_undo_each_other);
  g_test_add_func ("/mapping/value-pairs/not-one-to-one", test_what_is_not_one_to_one_cannot_be_undone);
  return g_test_run ();
}
