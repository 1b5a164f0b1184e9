/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Steps that go on after their input: how often they write, that they end, and that nothing is written
 * twice. */

#include "mapping/route-test.h"
#include "support/clasp-test.h"

#include <math.h>
#include <string.h>

typedef RouteFixture Fixture;

/* They start at 0 and move to 1 within two seconds. */
static const char *const steps[] = {
  "smooth 80ms", "smooth 500ms", "ema 0.1", "slew 4 4", "ramp 0.5", "spring", "oneeuro",
};

/* The data are the case's, not the fixture's. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  route_test_set_up (fixture, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  route_test_tear_down (fixture, NULL);
}

/* The numbers that were written since the last look. (transfer full) */
static GArray *
take_numbers (ClaspFakeLink *reader)
{
  g_autofree char *text = clasp_fake_link_take (reader);
  g_auto (GStrv)   lines = g_strsplit (text, "\n", -1);
  GArray          *numbers = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      const char *address = strchr (lines[i], '/');
      double      number = g_ascii_strtod (strchr (address, ' ') + 1, NULL);

      g_array_append_val (numbers, number);
    }
  return numbers;
}

/* In steps of a millisecond, which no tail is as fast as. */
static void
pass (Fixture *fixture, guint ms)
{
  for (guint i = 0; i < ms; i++)
    clasp_fixture_advance (&fixture->base, MS);
}

static void
assert_all_differ (GArray *numbers)
{
  for (guint i = 1; i < numbers->len; i++)
    g_assert_cmpfloat (g_array_index (numbers, double, i), !=, g_array_index (numbers, double, i - 1));
}

static double
get_last (GArray *numbers)
{
  g_assert_cmpuint (numbers->len, >, 0);
  return g_array_index (numbers, double, numbers->len - 1);
}

static void
move (Fixture *fixture, ClaspFakeLink *writer, ClaspFakeLink *reader)
{
  clasp_fixture_say (writer, "SET /in/a 0");
  pass (fixture, 50);
  g_free (clasp_fake_link_take (reader));
  clasp_fixture_say (writer, "SET /in/a 1");
}

/* Two messages come in, and up to 100 a second go out: it moves on by itself until it is there, exactly, and
 * then asks for nothing any more. */
static void
test_a_tail_ends (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink     *writer, *reader;
  g_autoptr (GArray) first = NULL, rest = NULL, again = NULL;

  route_test_map_both (fixture, "/in/a", data, "/out/a", "", &writer, &reader);
  move (fixture, writer, reader);
  pass (fixture, 100);
  first = take_numbers (reader);
  g_assert_cmpuint (first->len, >, 2);
  g_assert_cmpuint (first->len, <=, 11);
  assert_all_differ (first);
  pass (fixture, 20000);
  rest = take_numbers (reader);
  assert_all_differ (rest);
  g_assert_cmpfloat_with_epsilon (rest->len > 0 ? get_last (rest) : get_last (first), 1.0, 1e-9);

  pass (fixture, 1000);
  clasp_fixture_expect (reader, "");
  /* the same once more is an input like any other, and begins no tail */
  clasp_fixture_say (writer, "SET /in/a 1");
  pass (fixture, 1000);
  again = take_numbers (reader);
  g_assert_cmpuint (again->len, ==, 1);
}

/* Towards whole numbers most of what a tail says is the same: it is written once. */
static void
test_whole_numbers_are_written_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char   *rounded = g_strconcat ((const char *) data, " | multiply 8 | round", NULL);
  ClaspFakeLink     *writer, *reader;
  g_autoptr (GArray) numbers = NULL;

  route_test_map_both (fixture, "/in/a", rounded, "/out/a", "", &writer, &reader);
  move (fixture, writer, reader);
  pass (fixture, 20000);
  numbers = take_numbers (reader);
  assert_all_differ (numbers);
  g_assert_cmpfloat (get_last (numbers), ==, 8.0);
}

/* A rate of the mapping holds for tails as well. */
static void
test_a_rate_holds_for_tails (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink     *writer, *reader;
  g_autoptr (GArray) first = NULL, rest = NULL;

  route_test_map_both (fixture, "/in/a", data, "/out/a", "rate-hz=20", &writer, &reader);
  move (fixture, writer, reader);
  pass (fixture, 200);
  first = take_numbers (reader);
  g_assert_cmpuint (first->len, <=, 5);
  pass (fixture, 20000);
  rest = take_numbers (reader);
  g_assert_cmpfloat_with_epsilon (rest->len > 0 ? get_last (rest) : get_last (first), 1.0, 1e-9);
}

static void
add (const char *name, const char *step, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/mapping/route-tails/%s/%s", name, step);

  g_test_add (path, Fixture, step, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      add ("ends", steps[i], test_a_tail_ends);
      add ("whole-numbers-are-written-once", steps[i], test_whole_numbers_are_written_once);
      add ("rate-holds", steps[i], test_a_rate_holds_for_tails);
    }
  return g_test_run ();
}
