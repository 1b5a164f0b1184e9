/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "core/clasp-value-text.h"
#include "exchange/clasp-exchange.h"
#include "mapping/clasp-transform.h"
#include "support/clasp-test.h"

#include <math.h>
#include <string.h>

/* The transforms of the bridge library, read from a configuration and run (mapping.md 5). */

#define MAX_STEPS 32

typedef struct
{
  ClaspImported *imported;          /* (owned) */
  ClaspSettings *steps[MAX_STEPS];  /* (owned) */
  gpointer       states[MAX_STEPS]; /* (owned) */
  guint          n_steps;
  gint64         now_us;
} Chain;

static const ClaspValue *
get_nothing (ClaspStr address, gpointer user_data)
{
  return NULL;
}

static void
chain_init (Chain *chain, const char *transform)
{
  g_autofree char *text = g_strdup_printf (
    "{\"version\":1,\"servers\":[],\"bridges\":[],\"mappings\":[{\"source\":{\"protocol\":"
    "\"clasp\",\"address\":\"/a\"},\"target\":{\"protocol\":\"clasp\",\"address\":\"/b\"},"
    "\"transform\":%s}]}",
    transform);
  g_autoptr (ClaspMapping)      mapping = NULL;
  g_autoptr (ClaspRoutePattern) pattern = NULL;
  g_autoptr (GError)            error = NULL;
  GListModel                   *steps;

  *chain = (Chain){ .now_us = 1000000 };
  chain->imported = clasp_exchange_read (clasp_kinds (), text, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < chain->imported->report->len; i++)
    g_test_message ("%s", (char *) chain->imported->report->pdata[i]);
  g_assert_cmpuint (chain->imported->report->len, ==, 0);
  mapping = g_list_model_get_item (clasp_show_get_mappings (chain->imported->show), 0);
  pattern = clasp_route_pattern_new ("/a", &error);
  steps = clasp_mapping_get_steps (mapping);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      chain->steps[i] = clasp_settings_copy (clasp_step_get_settings (step));
      clasp_transform_compile (CLASP_TRANSFORM (chain->steps[i]), pattern, &error);
      g_assert_no_error (error);
      chain->states[i] = g_malloc0 (CLASP_TRANSFORM_GET_IFACE (chain->steps[i])->state_size + 1);
      chain->n_steps++;
    }
}

static void
chain_clear (Chain *chain)
{
  for (guint i = 0; i < chain->n_steps; i++)
    {
      ClaspTransformInterface *iface = CLASP_TRANSFORM_GET_IFACE (chain->steps[i]);

      if (iface->clear_state != NULL)
        iface->clear_state (CLASP_TRANSFORM (chain->steps[i]), chain->states[i]);
      g_free (chain->states[i]);
      g_object_unref (chain->steps[i]);
    }
  clasp_imported_free (chain->imported);
}

/* A tenth of a second after the one before. */
static void
chain_run (Chain *chain, ClaspValue *value)
{
  static const ClaspTransformEnv env = { .get = get_nothing };
  static const ClaspCaptures     captures = { 0 };

  chain->now_us += 100000;
  for (guint i = 0; i < chain->n_steps; i++)
    {
      ClaspTransformCall call = {
        .now_us = chain->now_us, .address = clasp_str ("/a"), .captures = &captures, .env = &env
      };

      g_assert_cmpint (
        CLASP_TRANSFORM_GET_IFACE (chain->steps[i])
          ->apply (CLASP_TRANSFORM (chain->steps[i]), chain->states[i], &call, value),
        ==, CLASP_TRANSFORM_PASS);
    }
}

static double
run_number (Chain *chain, double in)
{
  ClaspValue value = clasp_value_double (in);
  double     out = NAN;

  chain_run (chain, &value);
  g_assert_true (clasp_value_to_double (&value, &out));
  clasp_value_clear (&value);
  return out;
}

/* ---- tables ---- */

static const double inputs[] = { -0.5, 0, 0.25, 0.45, 0.5, 0.75, 1, 2 };

static const struct
{
  const char *transform;
  double      outputs[8];
} numbers[] = {
  { "{\"type\":\"identity\"}", { -0.5, 0, 0.25, 0.45, 0.5, 0.75, 1, 2 } },
  { "{\"type\":\"expression\",\"expr\":\"math::sin(x) * 2\"}",
    { -0.958851, 0, 0.494808, 0.869931, 0.958851, 1.363278, 1.682942, 1.818595 } },
  { "{\"type\":\"scale\",\"from_min\":0,\"from_max\":127,\"to_min\":0,\"to_max\":1}",
    { -0.003937, 0, 0.001969, 0.003543, 0.003937, 0.005906, 0.007874, 0.015748 } },
  { "{\"type\":\"clamp\",\"min\":0.3,\"max\":0.7}", { 0.3, 0.3, 0.3, 0.45, 0.5, 0.7, 0.7, 0.7 } },
  { "{\"type\":\"invert\"}", { 1.5, 1, 0.75, 0.55, 0.5, 0.25, 0, -1 } },
  { "{\"type\":\"to_int\"}", { 0, 0, 0, 0, 0, 0, 1, 2 } },
  { "{\"type\":\"to_float\"}", { -0.5, 0, 0.25, 0.45, 0.5, 0.75, 1, 2 } },
  { "{\"type\":\"quantize\",\"steps\":8}", { -0.5, 0, 0.25, 0.5, 0.5, 0.75, 1, 2 } },
  { "{\"type\":\"dead_zone\",\"threshold\":0.25}", { -0.5, 0, 0.25, 0.45, 0.5, 0.75, 1, 2 } },
  { "{\"type\":\"dead_zone\",\"threshold\":0.5}", { -0.5, 0, 0, 0, 0.5, 0.75, 1, 2 } },
  { "{\"type\":\"threshold\",\"value\":0.5}", { 0, 0, 0, 0, 0, 1, 1, 1 } },
  { "{\"type\":\"threshold\",\"value\":0.5,\"mode\":\"above\"}", { 0, 0, 0, 0, 0, 1, 1, 1 } },
  { "{\"type\":\"threshold\",\"value\":0.5,\"mode\":\"below\"}", { 1, 1, 1, 1, 0, 0, 0, 0 } },
  { "{\"type\":\"threshold\",\"value\":0.5,\"mode\":\"equal\"}", { 0, 0, 0, 0, 1, 0, 0, 0 } },
  { "{\"type\":\"modulo\",\"divisor\":0.3}", { -0.2, 0, 0.25, 0.15, 0.2, 0.15, 0.1, 0.2 } },
  { "{\"type\":\"abs\"}", { 0.5, 0, 0.25, 0.45, 0.5, 0.75, 1, 2 } },
  { "{\"type\":\"negate\"}", { 0.5, 0, -0.25, -0.45, -0.5, -0.75, -1, -2 } },
  { "{\"type\":\"power\",\"exponent\":2}", { 0.25, 0, 0.0625, 0.2025, 0.25, 0.5625, 1, 4 } },
  { "{\"type\":\"log\"}", { -0.5, 0, -1.386294, -0.798508, -0.693147, -0.287682, 0, 0.693147 } },
  { "{\"type\":\"log\",\"base\":10}",
    { -0.5, 0, -0.60206, -0.346787, -0.30103, -0.124939, 0, 0.30103 } },
  { "{\"type\":\"round\",\"decimals\":1}", { -0.5, 0, 0.3, 0.5, 0.5, 0.8, 1, 2 } },
  { "{\"type\":\"chain\",\"transforms\":[{\"type\":\"invert\"},{\"type\":\"chain\",\"transforms\":"
    "[{\"type\":\"clamp\",\"min\":0,\"max\":1},{\"type\":\"negate\"}]}]}",
    { -1, -1, -0.75, -0.55, -0.5, -0.25, 0, 0 } },
  { "{\"type\":\"conditional\",\"condition\":{\"type\":\"greater_than\",\"value\":0.5},\"if_true\":"
    "{\"type\":\"negate\"},\"if_false\":{\"type\":\"invert\"}}",
    { 1.5, 1, 0.75, 0.55, 0.5, -0.75, -1, -2 } },
  { "{\"type\":\"conditional\",\"condition\":{\"type\":\"and\",\"conditions\":[{\"type\":"
    "\"in_range\",\"min\":0,\"max\":1},{\"type\":\"not\",\"condition\":{\"type\":\"equals\","
    "\"value\":"
    "0.5}},{\"type\":\"expression\",\"expr\":\"value < 0.8\"}]},\"if_true\":{\"type\":\"power\","
    "\"exponent\":2}}",
    { -0.5, 0, 0.0625, 0.2025, 0.5, 0.5625, 1, 2 } },
  { "{\"type\":\"conditional\",\"condition\":{\"type\":\"or\",\"conditions\":[]},\"if_true\":{"
    "\"type\":"
    "\"negate\"},\"if_false\":{\"type\":\"abs\"}}",
    { 0.5, 0, 0.25, 0.45, 0.5, 0.75, 1, 2 } },
  { "{\"type\":\"conditional\",\"condition\":{\"type\":\"less_than\",\"value\":0.25},\"if_true\":"
    "{\"type\":\"abs\"},\"if_false\":{\"type\":\"identity\"}}",
    { 0.5, 0, 0.25, 0.45, 0.5, 0.75, 1, 2 } },
  { "{\"type\":\"map_type\",\"from_type\":\"float\",\"to_type\":\"int\"}",
    { 0, 0, 0, 0, 0, 0, 1, 2 } },
  { "{\"type\":\"bitwise\",\"operation\":\"shift_left\"}", { 0, 0, 0, 0, 0, 0, 2, 4 } },
  { "{\"type\":\"bitwise\",\"operation\":\"or\",\"operand\":4}", { 4, 4, 4, 4, 4, 4, 5, 6 } },
  { "{\"type\":\"bitwise\",\"operation\":\"get_bit\",\"operand\":1}", { 0, 0, 0, 0, 0, 0, 0, 1 } },
};

static void
test_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      Chain chain;

      chain_init (&chain, numbers[i].transform);
      for (guint j = 0; j < G_N_ELEMENTS (inputs); j++)
        {
          g_test_message ("%s of %g", numbers[i].transform, inputs[j]);
          g_assert_cmpfloat_with_epsilon (run_number (&chain, inputs[j]), numbers[i].outputs[j],
                                          5e-7);
        }
      chain_clear (&chain);
    }
}

static const double curve_inputs[] = { 0.1, 0.25, 0.5, 0.75, 0.9 };

static const struct
{
  const char *curve;
  double      outputs[5];
} curves[] = {
  { "\"linear\"", { 0.1, 0.25, 0.5, 0.75, 0.9 } },
  { "\"ease_in\"", { 0.01, 0.0625, 0.25, 0.5625, 0.81 } },
  { "\"quad_in\"", { 0.01, 0.0625, 0.25, 0.5625, 0.81 } },
  { "\"ease_out\"", { 0.19, 0.4375, 0.75, 0.9375, 0.99 } },
  { "\"quad_out\"", { 0.19, 0.4375, 0.75, 0.9375, 0.99 } },
  { "\"ease_in_out\"", { 0.02, 0.125, 0.5, 0.875, 0.98 } },
  { "\"quad_in_out\"", { 0.02, 0.125, 0.5, 0.875, 0.98 } },
  { "\"expo_in\"", { 0.001953, 0.005524, 0.03125, 0.176777, 0.5 } },
  { "\"exponential\"", { 0.001953, 0.005524, 0.03125, 0.176777, 0.5 } },
  { "\"cubic_in\"", { 0.001, 0.015625, 0.125, 0.421875, 0.729 } },
  { "\"cubic_out\"", { 0.271, 0.578125, 0.875, 0.984375, 0.999 } },
  { "\"cubic_in_out\"", { 0.004, 0.0625, 0.5, 0.9375, 0.996 } },
  { "\"expo_out\"", { 0.5, 0.823223, 0.96875, 0.994476, 0.998047 } },
  { "\"expo_in_out\"", { 0.001953, 0.015625, 0.5, 0.984375, 0.998047 } },
  { "\"sine_in\"", { 0.012312, 0.07612, 0.292893, 0.617317, 0.843566 } },
  { "\"sine_out\"", { 0.156434, 0.382683, 0.707107, 0.92388, 0.987688 } },
  { "\"sine_in_out\"", { 0.024472, 0.146447, 0.5, 0.853553, 0.975528 } },
  { "\"circ_in\"", { 0.005013, 0.031754, 0.133975, 0.338562, 0.56411 } },
  { "\"circ_out\"", { 0.43589, 0.661438, 0.866025, 0.968246, 0.994987 } },
  { "\"circ_in_out\"", { 0.010102, 0.066987, 0.5, 0.933013, 0.989898 } },
  { "\"elastic_in\"", { 0.001953, -0.005524, -0.015625, 0.088388, -0.25 } },
  { "\"elastic_out\"", { 1.25, 0.911612, 1.015625, 1.005524, 0.998047 } },
  { "\"bounce_out\"", { 0.075625, 0.472656, 0.765625, 0.972656, 0.988125 } },
  { "{\"bezier\":{\"x1\":0.25,\"y1\":0.1,\"x2\":0.25,\"y2\":1}}",
    { 0.094796, 0.408511, 0.802403, 0.960459, 0.994316 } },
  { "{\"bezier\":{\"x1\":0.42,\"y1\":0,\"x2\":0.58,\"y2\":1}}",
    { 0.019722, 0.129162, 0.5, 0.870838, 0.980278 } },
};

static void
test_curves (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    {
      g_autofree char *transform =
        g_strdup_printf ("{\"type\":\"curve\",\"curve_type\":%s}", curves[i].curve);
      Chain chain;

      chain_init (&chain, transform);
      for (guint j = 0; j < G_N_ELEMENTS (curve_inputs); j++)
        {
          g_test_message ("%s of %g", transform, curve_inputs[j]);
          g_assert_cmpfloat_with_epsilon (run_number (&chain, curve_inputs[j]),
                                          curves[i].outputs[j], 1e-6);
        }
      chain_clear (&chain);
    }
}

/* What remembers something: by the number of messages, not by time. */
static const struct
{
  const char *transform;
  double      in[5], out[5];
} series[] = {
  { "{\"type\":\"smooth\",\"factor\":0.3}", { 0, 1, 1, 1, 0 }, { 0, 0.3, 0.51, 0.657, 0.4599 } },
  { "{\"type\":\"rate_limit\",\"max_delta\":0.25}",
    { 0.5, 1, 1, 0, 0.6 },
    { 0.5, 0.75, 1, 0.75, 0.6 } },
  { "{\"type\":\"chain\",\"transforms\":[{\"type\":\"smooth\",\"factor\":0.5},{\"type\":\"rate_"
    "limit\","
    "\"max_delta\":0.25},{\"type\":\"quantize\",\"steps\":10}]}",
    { 0, 1, 1, 1, 1 },
    { 0, 0.3, 0.5, 0.8, 0.9 } },
  { "{\"type\":\"moving_average\",\"window_size\":2}", { 0, 1, 1, 0, 0 }, { 0, 0.5, 1, 0.5, 0 } },
  { "{\"type\":\"average\"}", { 0, 1, 2, 3, 4 }, { 0, 0.5, 1, 1.5, 2 } },
  { "{\"type\":\"rate_of_change\"}", { 0, 1, 1, 0.5, 0.5 }, { 0, 10, 0, -5, 0 } },
  { "{\"type\":\"sum\"}", { 1, 2, 3, 4, 5 }, { 1, 3, 6, 10, 15 } },
  { "{\"type\":\"min\",\"window_size\":2}", { 3, 2, 4, 5, 1 }, { 3, 2, 2, 4, 1 } },
  { "{\"type\":\"max\",\"window_size\":2}", { 3, 2, 4, 5, 1 }, { 3, 3, 4, 5, 5 } },
  { "{\"type\":\"first\",\"window_size\":2}", { 3, 2, 4, 5, 1 }, { 3, 3, 2, 4, 5 } },
  { "{\"type\":\"count\"}", { 3, 2, 4, 5, 1 }, { 1, 2, 3, 4, 5 } },
  { "{\"type\":\"std_dev\",\"window_size\":2}", { 3, 1, 1, 5, 1 }, { 0, 1, 0, 2, 2 } },
};

static void
test_series (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (series); i++)
    {
      Chain chain;

      chain_init (&chain, series[i].transform);
      for (guint j = 0; j < 5; j++)
        {
          g_test_message ("%s, value %u", series[i].transform, j);
          g_assert_cmpfloat_with_epsilon (run_number (&chain, series[i].in[j]), series[i].out[j],
                                          5e-7);
        }
      chain_clear (&chain);
    }
}

/* ---- what is no number ---- */

static void
assert_text (const char *transform, ClaspValue in, const char *expected)
{
  Chain chain;

  chain_init (&chain, transform);
  chain_run (&chain, &in);
  g_assert_cmpint (in.type, ==, CLASP_VALUE_STRING);
  {
    g_autoptr (JsonNode) node = clasp_value_to_json (&in);

    g_assert_cmpstr (json_node_get_string (node), ==, expected);
  }
  clasp_value_clear (&in);
  chain_clear (&chain);
}

static void
test_lookup (void)
{
  static const char table[] =
    "{\"type\":\"lookup\",\"table\":{\"1\":\"one\",\"true\":\"yes\",\"go\":"
    "\"left\",\"0..9\":\"range\"},\"default\":\"none\"}";

  assert_text (table, clasp_value_double (1), "one");
  assert_text (table, clasp_value_int (1), "one");
  assert_text (table, clasp_value_string (clasp_str ("go")), "left");
  assert_text (table, clasp_value_string (clasp_str ("0..9")), "range");
  assert_text (table, clasp_value_double (5), "none");
  assert_text ("{\"type\":\"lookup\",\"table\":{\"1\":\"one\"}}",
               clasp_value_string (clasp_str ("else")), "else");
  assert_text ("{\"type\":\"map_type\",\"to_type\":\"string\"}", clasp_value_int (7), "7");
  assert_text ("{\"type\":\"threshold\",\"value\":1}", clasp_value_string (clasp_str ("x y")),
               "x y");
}

/* ---- what cannot be ---- */

static void
assert_left_out (const char *transform, const char *reason)
{
  g_autofree char *text = g_strdup_printf (
    "{\"version\":1,\"servers\":[],\"bridges\":[],\"mappings\":[\n{\"source\":{\"protocol\":"
    "\"clasp\",\"address\":\"/a\"},\"target\":{\"protocol\":\"clasp\",\"address\":\"/b\"},"
    "\"transform\":%s}]}",
    transform);
  g_autofree char   *expected = g_strdup_printf ("line 2, mappings[0]: %s; it is left out", reason);
  g_autoptr (GError) error = NULL;
  g_autoptr (ClaspImported) imported = clasp_exchange_read (clasp_kinds (), text, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (imported->report->len, ==, 1);
  g_assert_cmpstr (imported->report->pdata[0], ==, expected);
}

static void
test_left_out (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);

  assert_left_out ("{\"type\":\"rate_limit\",\"max_delta\":0}", "max_delta: expected more than 0");
  assert_left_out ("{\"type\":\"dead_zone\"}", "threshold: is missing");
  assert_left_out ("{\"type\":\"curve\",\"curve_type\":5}", "curve_type: is missing, or not known");
  assert_left_out ("{\"type\":\"lookup\",\"table\":{\"a=b\":1}}",
                   "table: the key “a=b” cannot be looked up here");
  assert_left_out ("{\"type\":\"conditional\",\"condition\":{\"type\":\"blue\"}}",
                   "condition: blue is not a known type");
  assert_left_out ("{\"type\":\"conditional\",\"condition\":{\"type\":\"and\",\"conditions\":[]},"
                   "\"if_true\":{\"type\":\"wasm\",\"module_id\":\"m\"}}",
                   "if_true: a program of the reference’s cannot be part of a condition");
  for (guint i = 0; i < 17; i++)
    g_string_append (deep, "{\"type\":\"chain\",\"transforms\":[");
  for (guint i = 0; i < 17; i++)
    g_string_append (deep, "]}");
  assert_left_out (deep->str, "chain: nested too deep");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/library/numbers-to-six-digits", test_numbers);
  g_test_add_func ("/exchange/library/curves-to-six-digits", test_curves);
  g_test_add_func ("/exchange/library/series-to-six-digits", test_series);
  g_test_add_func ("/exchange/library/texts", test_lookup);
  g_test_add_func ("/exchange/library/left-out-with-a-reason", test_left_out);
  return g_test_run ();
}
