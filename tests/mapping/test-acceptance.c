/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/route-test.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

/* Tests of mapping.md 17 that are at home nowhere else: the numbers of section 12, and the load. */

typedef RouteFixture Fixture;

#define say clasp_fixture_say

/* ---- 17.1 ---- */

static void
assert_numbers (const ClaspValue *value, const char *expected)
{
  g_auto (GStrv) words = g_strsplit (expected, " ", -1);
  guint          n = g_strv_length (words);

  for (guint i = 0; i < n; i++)
    {
      const ClaspValue *element =
        value->type == CLASP_VALUE_ARRAY ? clasp_value_get_element (value, i) : value;
      double number = NAN;

      g_assert_true (element != NULL && clasp_value_to_double (element, &number));
      g_assert_cmpfloat_with_epsilon (number, g_ascii_strtod (words[i], NULL), 1e-6);
    }
  if (value->type == CLASP_VALUE_ARRAY)
    g_assert_cmpuint (clasp_value_get_size (value), ==, n);
}

static ClaspValue
read_numbers (const char *text)
{
  g_auto (GStrv)         words = g_strsplit (text, " ", -1);
  guint                  n = g_strv_length (words);
  g_autofree ClaspValue *elements = g_new (ClaspValue, n);

  for (guint i = 0; i < n; i++)
    elements[i] = strchr (words[i], '.') != NULL
                    ? clasp_value_double (g_ascii_strtod (words[i], NULL))
                    : clasp_value_int (atoi (words[i]));
  return n == 1 ? elements[0] : clasp_value_array (elements, n);
}

/* What section 12 says in numbers, step by step. */
static void
test_numbers_of_the_catalogue (void)
{
  static const struct
  {
    const char *step, *in, *out;
  } cases[] = {
    { "centerdead 0.5 0.2", "0.0", "0" },
    { "centerdead 0.5 0.2", "0.2", "0.25" },
    { "centerdead 0.5 0.2", "0.4", "0.5" },
    { "centerdead 0.5 0.2", "0.5", "0.5" },
    { "centerdead 0.5 0.2", "0.6", "0.5" },
    { "centerdead 0.5 0.2", "0.8", "0.75" },
    { "centerdead 0.5 0.2", "1.0", "1" },
    { "hsv2rgb", "0.6 0.5 0.8", "0.4 0.56 0.8" },
    { "hsv2rgb", "0.9 0.25 0.4", "0.4 0.3 0.36" },
    { "rgb2hsv", "0.4 0.56 0.8", "0.6 0.5 0.8" },
    { "rgb2hsv", "0.5 0.5 0.5", "0 0 0.5" },
    { "split14", "8192", "64 0" },
    { "split14", "16383", "127 127" },
    { "split16", "0.5", "128 0" },
    { "split16", "1.0", "255 255" },
    { "rgb2rgbw", "0.5 0.75 1.0", "0 0.25 0.5 0.5" },
    { "cct", "6500.0", "0" },
    { "cct", "2700.0", "1" },
    { "cct", "4000.0", "0.444079" },
    { "gamma exponent=2.2", "0.5", "0.217638" },
    { "gamma cie", "0.5", "0.184187" },
    { "gamma cie", "0.05", "0.005535" },
    { "note2hz", "69", "440" },
    { "note2hz", "60", "261.625565" },
    { "bits and 12", "10", "8" },
    { "bits shl 3", "5", "40" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (cases[i].step);
      ClaspValue               value = read_numbers (cases[i].in);

      g_test_message ("%s: %s", cases[i].step, cases[i].in);
      g_assert_cmpint (clasp_step_runner_run (&runner, 0, FALSE, &value), ==, CLASP_TRANSFORM_PASS);
      assert_numbers (&value, cases[i].out);
      clasp_value_clear (&value);
    }
}

/* Seven bits of a control that turns without an end: "+1" is a step of 1/127 up. */
static void
test_encoders (void)
{
  static const struct
  {
    const char *mode;
    int         byte, steps;
  } cases[] = {
    { "twos", 1, 1 },      { "twos", 63, 63 },     { "twos", 127, -1 },    { "twos", 64, -64 },
    { "twos", 0, 0 },      { "offset", 65, 1 },    { "offset", 63, -1 },   { "offset", 64, 0 },
    { "signbit", 1, 1 },   { "signbit", 65, -1 },  { "signbit", 127, -63 }, { "signbit2", 65, 1 },
    { "signbit2", 1, -1 }, { "signbit2", 63, -63 }, { "updown", 127, 1 },  { "updown", 1, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("encoder %s 0.001 initial=0.5", cases[i].mode);
      g_auto (ClaspStepRunner) runner = clasp_step_runner (text);
      ClaspValue               value = clasp_value_int (cases[i].byte);
      double                   number = 0.5;

      g_test_message ("%s %d", cases[i].mode, cases[i].byte);
      if (clasp_step_runner_run (&runner, 0, FALSE, &value) == CLASP_TRANSFORM_PASS)
        g_assert_true (clasp_value_to_double (&value, &number));
      g_assert_cmpfloat_with_epsilon (number, 0.5 + 0.001 * cases[i].steps, 1e-6);
      clasp_value_clear (&value);
    }
}

/* ---- section 12: state ---- */

/* An edited mapping begins anew, whatever of it was edited; one that was not goes on as it did. */
static void
test_state_resets_on_edit (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  clasp_route_set_put (fixture->set, route_test_spec_at ("m", 0, "/in", "smooth factor=0.5", "/out", ""));
  say (writer, "SET /in 0");
  say (writer, "SET /in 1");
  g_assert_cmpfloat (route_test_param (fixture, "/out"), ==, 0.5);
  clasp_route_set_put (fixture->set, route_test_spec_at ("m", 0, "/in", "smooth factor=0.5", "/out", ""));
  say (writer, "SET /in 1");
  g_assert_cmpfloat (route_test_param (fixture, "/out"), ==, 0.75);

  clasp_route_set_put (fixture->set, route_test_spec_at ("m", 0, "/in", "smooth factor=0.25", "/out", ""));
  say (writer, "SET /in 1");
  g_assert_cmpfloat (route_test_param (fixture, "/out"), ==, 1.0); /* the first passes */
  say (writer, "SET /in 0");
  g_assert_cmpfloat (route_test_param (fixture, "/out"), ==, 0.75);

  /* a step behind it, and an option */
  clasp_route_set_put (fixture->set,
                       route_test_spec_at ("m", 0, "/in", "smooth factor=0.25 | offset 2", "/out", ""));
  say (writer, "SET /in 0");
  g_assert_cmpfloat (route_test_param (fixture, "/out"), ==, 2.0);
  say (writer, "SET /in 1");
  g_assert_cmpfloat (route_test_param (fixture, "/out"), ==, 2.25);
  clasp_route_set_put (
    fixture->set, route_test_spec_at ("m", 0, "/in", "smooth factor=0.25 | offset 2", "/out", "stop=true"));
  say (writer, "SET /in 1");
  g_assert_cmpfloat (route_test_param (fixture, "/out"), ==, 3.0);
}

/* What a counter counted is gone as well: not only what smooths. */
static void
test_counters_reset_on_edit (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  clasp_route_set_put (fixture->set, route_test_spec_at ("m", 0, "/in", "counter 0 9", "/out", "on-start=wait"));
  for (guint i = 0; i < 3; i++)
    {
      say (writer, "SET /in 1");
      say (writer, "SET /in 0");
    }
  g_assert_cmpfloat (route_test_param (fixture, "/out"), ==, 3.0);
  clasp_route_set_put (fixture->set, route_test_spec_at ("m", 0, "/in", "counter 0 8", "/out", "on-start=wait"));
  say (writer, "SET /in 1");
  g_assert_cmpfloat (route_test_param (fixture, "/out"), ==, 1.0);
}

/* ---- 17.14 ---- */

#define N_ROUTES 1000
#define N_SIGNALS 20000

/* Of this thread alone: other work of the machine is not counted. */
static gint64
get_cpu_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static int
compare (const void *a, const void *b)
{
  const gint64 *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static char *
make_address (guint i)
{
  return i % 2 == 0 ? g_strdup_printf ("/osc/desk/fader/%u", i)
                    : g_strdup_printf ("/box%u/ch/1/cc/%u", i, 1 + i % 119);
}

static void
add_routes (Fixture *fixture)
{
  for (guint i = 0; i < N_ROUTES; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%u", i);
      g_autofree char *exact = make_address (i);
      g_autofree char *pattern = g_strdup_printf ("/box%u/ch/{c:int}/cc/{n:1..119}", i);
      g_autofree char *target = g_strdup_printf ("/load/%u", i);

      clasp_route_set_put (fixture->set, route_test_spec_at (id, i, i % 2 == 0 ? exact : pattern,
                                                             "curve ease-in", target, ""));
    }
}

static void
ignore (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

/* A second's signals take less than a second of one core, and of a hundred the slowest but one less than 2 ms.
 * What a sanitizer makes of it is another program: there only the values count. */
static void
test_load (Fixture *fixture, gconstpointer data)
{
  ClaspSession *writer = clasp_router_join (fixture->base.router, "Writer", ignore, NULL, NULL);
  g_autofree gint64 *took_us = g_new (gint64, N_SIGNALS);
  char              *addresses[N_ROUTES];
  gint64             all_us = 0;

  add_routes (fixture);
  for (guint i = 0; i < N_ROUTES; i++)
    addresses[i] = make_address (i);
  for (guint i = 0; i < N_SIGNALS; i++)
    {
      ClaspValue value = clasp_value_double ((i / N_ROUTES + 1) / 20.0);
      gint64     begun_us = get_cpu_us ();

      clasp_session_set (writer, clasp_str (addresses[i * 7 % N_ROUTES]), &value);
      if (i % 20 == 19) /* a millisecond of them */
        clasp_fixture_advance (&fixture->base, MS);
      took_us[i] = get_cpu_us () - begun_us;
      all_us += took_us[i];
    }
  for (guint i = 0; i < N_ROUTES; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%u", i);
      g_autofree char *target = g_strdup_printf ("/load/%u", i);
      ClaspRouteStatus status = route_test_status (fixture, id);

      g_assert_cmpuint (status.n_in, ==, N_SIGNALS / N_ROUTES);
      g_assert_cmpfloat (route_test_param (fixture, target), ==, 1.0);
      g_free (addresses[i]);
    }
  qsort (took_us, N_SIGNALS, sizeof *took_us, compare);
  g_test_message ("%.1f %% of one core, 99 of 100 within %" G_GINT64_FORMAT " µs", all_us / 1e4,
                  took_us[N_SIGNALS / 100 * 99]);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  g_assert_cmpint (all_us, <, G_USEC_PER_SEC);
  g_assert_cmpint (took_us[N_SIGNALS / 100 * 99], <, 2 * MS);
#endif
  clasp_session_leave (writer);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);

  g_test_add_func ("/mapping/acceptance/17-01-numbers-of-the-catalogue", test_numbers_of_the_catalogue);
  g_test_add_func ("/mapping/acceptance/17-01-encoders", test_encoders);
#define ADD(path, func)                                                                            \
  g_test_add ("/mapping/" path, Fixture, NULL, route_test_set_up, func, route_test_tear_down)
  ADD ("acceptance/17-14-thousand-mappings-twenty-thousand-signals", test_load);
  ADD ("route/state-resets-on-edit", test_state_resets_on_edit);
  ADD ("route/counters-reset-on-edit", test_counters_reset_on_edit);

  return g_test_run ();
}
