/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/clasp-bridge-echo.h"
#include "support/clasp-test.h"

#define WINDOW_US 100000
#define ADDRESS CLASP_STR_LITERAL ("/osc/fader/1")

static gboolean
is_echo (ClaspEcho *echo, double number, gint64 now_us)
{
  ClaspValue value = clasp_value_double (number);

  return clasp_echo_is_echo (echo, ADDRESS, &value, now_us);
}

static ClaspEcho *
make_echo (void)
{
  ClaspEcho *echo = clasp_echo_new (WINDOW_US, 16);
  ClaspValue value = clasp_value_double (1);

  clasp_echo_note_sent (echo, ADDRESS, &value, 0);
  return echo;
}

static void
test_same_value_within_the_window (void)
{
  ClaspEcho *echo = make_echo ();

  g_assert_true (is_echo (echo, 1, WINDOW_US - 1));
  g_assert_true (is_echo (echo, 1, WINDOW_US - 1));
  g_assert_false (is_echo (echo, 1, WINDOW_US));
  clasp_echo_free (echo);
}

/* The router sent 1; the device says 0 and, before the window ends, 1: the last word counts. */
static void
test_another_value_ends_the_window (void)
{
  ClaspEcho *echo = make_echo ();

  g_assert_false (is_echo (echo, 0, 1000));
  g_assert_false (is_echo (echo, 1, 2000));
  clasp_echo_free (echo);
}

static void
test_no_window_no_echo (void)
{
  ClaspEcho *echo = clasp_echo_new (0, 16);
  ClaspValue value = clasp_value_double (1);

  clasp_echo_note_sent (echo, ADDRESS, &value, 0);
  g_assert_false (is_echo (echo, 1, 0));
  clasp_echo_free (echo);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/echo/same-value-within-the-window", test_same_value_within_the_window);
  g_test_add_func ("/bridges/echo/another-value-ends-the-window",
                   test_another_value_ends_the_window);
  g_test_add_func ("/bridges/echo/no-window-no-echo", test_no_window_no_echo);
  return g_test_run ();
}
