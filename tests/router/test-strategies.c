/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/clasp-policies.h"
#include "support/clasp-router-fixture.h"

#include <math.h>

/* Which writes count: lww, max, min, lock, merge, and announced ranges (router.md 5.2, 20.10). */

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

static void
set_strategies (Fixture *fixture, const char *lines)
{
  g_auto (GStrv) list = g_strsplit (lines, ";", -1);

  clasp_router_set_strategies (fixture->router, (const char *const *) list);
}

/* The router's order counts, not the clock: all of these come at the same instant. */
static void
test_lww_needs_no_clock (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  set_strategies (fixture, "/** lww");
  clasp_fixture_talk (link, "SET /a 2", "ACK /a rev 1");
  clasp_fixture_talk (link, "SET /a 1", "ACK /a rev 2");
  clasp_fixture_talk (link, "SET /a 3", "ACK /a rev 3");
}

static void
test_max_keeps_the_largest (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *reader = clasp_fixture_join (fixture);

  set_strategies (fixture, "/level/** max");
  clasp_fixture_say (reader, "SUBSCRIBE 1 /**");
  clasp_fixture_talk (link, "SET /level/a 5", "ACK /level/a rev 1");
  clasp_fixture_talk (
    link, "SET /level/a 4",
    "ERROR 400 \"ConflictRejected: the parameter keeps its maximum, which is 5\" /level/a");
  clasp_fixture_talk (
    link, "SET /level/a 5",
    "ERROR 400 \"ConflictRejected: the parameter keeps its maximum, which is 5\" /level/a");
  clasp_fixture_talk (link, "SET /level/a 6", "ACK /level/a rev 2");
  clasp_fixture_talk (link, "SET /other 6", "ACK /other rev 1");
  clasp_fixture_talk (link, "SET /other 1", "ACK /other rev 2");
  clasp_fixture_expect (reader, "SET /level/a 5 rev 1\nSET /level/a 6 rev 2\n"
                                "SET /other 6 rev 1\nSET /other 1 rev 2");
}

static void
test_min_keeps_the_smallest (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  set_strategies (fixture, "/a min");
  clasp_fixture_talk (link, "SET /a -1", "ACK /a rev 1");
  clasp_fixture_talk (
    link, "SET /a -0.5",
    "ERROR 400 \"ConflictRejected: the parameter keeps its minimum, which is -1\" /a");
  clasp_fixture_talk (link, "SET /a -1.5", "ACK /a rev 2");
}

/* Whole and decimal numbers compare as numbers; anything else takes turns. */
static void
test_numbers_compare_exactly (void)
{
  const ClaspPolicy policy = { .strategy = CLASP_STRATEGY_MAX };
  const struct
  {
    ClaspValue old, value;
    gboolean   is_accepted;
  } cases[] = {
    { clasp_value_int (1), clasp_value_int (2), TRUE },
    { clasp_value_int (2), clasp_value_int (2), FALSE },
    { clasp_value_int (2), clasp_value_double (2), FALSE },
    { clasp_value_int (2), clasp_value_double (2.5), TRUE },
    { clasp_value_double (2.5), clasp_value_int (2), FALSE },
    { clasp_value_double (2.5), clasp_value_int (3), TRUE },
    { clasp_value_double (-2.5), clasp_value_int (-2), TRUE },
    { clasp_value_double (-2.5), clasp_value_int (-3), FALSE },
    /* a double cannot tell these apart */
    { clasp_value_double (0x1p53), clasp_value_int ((G_GINT64_CONSTANT (1) << 53) + 1), TRUE },
    { clasp_value_int ((G_GINT64_CONSTANT (1) << 53) + 1), clasp_value_double (0x1p53), FALSE },
    { clasp_value_int (G_MAXINT64), clasp_value_double (0x1p63), TRUE },
    { clasp_value_double (0x1p63), clasp_value_int (G_MAXINT64), FALSE },
    { clasp_value_int (G_MININT64), clasp_value_double (-0x1p63), FALSE },
    { clasp_value_int (G_MININT64), clasp_value_double (-INFINITY), FALSE },
    { clasp_value_int (G_MAXINT64), clasp_value_double (INFINITY), TRUE },
    /* unlike types: always */
    { clasp_value_int (5), clasp_value_bool (TRUE), TRUE },
    { clasp_value_bool (TRUE), clasp_value_int (-5), TRUE },
    { clasp_value_null (), clasp_value_double (-1), TRUE },
    /* a NaN neither enters nor stays */
    { clasp_value_double (1), clasp_value_double (NAN), FALSE },
    { clasp_value_double (NAN), clasp_value_double (1), TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (clasp_policy_accepts_change (&policy, &cases[i].old, &cases[i].value), ==,
                     cases[i].is_accepted);
}

static void
test_first_writer_of_a_lock_holds_it (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *first = clasp_fixture_join (fixture);
  ClaspFakeLink   *second = clasp_fixture_join (fixture);
  g_autofree char *text = NULL;

  set_strategies (fixture, "/** lock");
  clasp_fixture_talk (first, "SET /a 1", "ACK /a rev 1");
  clasp_fixture_talk (first, "SET /a 2", "ACK /a rev 2");
  clasp_fixture_say (second, "SET /a 3");
  text = clasp_fake_link_take (second);
  g_assert_true (g_str_has_prefix (text, "ERROR 401 \"LockHeld: "));
  clasp_fixture_talk (first, "SET /a 3 unlock", "ACK /a rev 3");
  clasp_fixture_talk (second, "SET /a 4", "ACK /a rev 4");
  clasp_fake_link_hang_up (second);
  clasp_fixture_talk (first, "SET /a 5", "ACK /a rev 5");
}

static void
test_merge_adds_keys (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *reader = clasp_fixture_join (fixture);

  set_strategies (fixture, "/** merge");
  clasp_fixture_say (reader, "SUBSCRIBE 1 /**");
  clasp_fixture_say (link, "SET /a {\"x\":1,\"y\":2}");
  clasp_fixture_say (link, "SET /a {\"y\":3,\"z\":4}");
  clasp_fixture_say (link, "SET /a 5");
  clasp_fixture_say (link, "SET /a {\"q\":1}");
  clasp_fixture_expect (reader, "SET /a {\"x\":1,\"y\":2} rev 1\n"
                                "SET /a {\"x\":1,\"y\":3,\"z\":4} rev 2\n"
                                "SET /a 5 rev 3\n"
                                "SET /a {\"q\":1} rev 4");
}

/* Two maps that fit a frame each and do not together. */
static void
test_merge_that_fits_no_frame (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *link = clasp_fixture_join (fixture);
  g_autofree char *text = g_strnfill (40000, 'x');
  g_autofree char *first = g_strdup_printf ("SET /a {\"x\":\"%s\"}", text);
  g_autofree char *second = g_strdup_printf ("SET /a {\"y\":\"%s\"}", text);

  set_strategies (fixture, "/** merge");
  clasp_fixture_talk (link, first, "ACK /a rev 1");
  clasp_fixture_talk (
    link, second,
    "ERROR 402 \"InvalidValue: the value is too large to be sent to others in one frame\" /a");
  clasp_fixture_talk (link, first, "ACK /a rev 2");
}

/* --- where a strategy comes from ------------------------------------------------------------ */

static void
test_strategy_is_announced (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a 5");
  clasp_fixture_say (link, "SET /b 5");
  clasp_fixture_say (link, "ANNOUNCE / /a=max,/b=min");
  g_free (clasp_fake_link_take (link));
  clasp_fixture_talk (
    link, "SET /a 4",
    "ERROR 400 \"ConflictRejected: the parameter keeps its maximum, which is 5\" /a");
  clasp_fixture_talk (link, "SET /b 4", "ACK /b rev 2");
  clasp_fixture_talk (link, "ANNOUNCE / /a", "ACK /");
  clasp_fixture_talk (link, "SET /a 4", "ACK /a rev 2");
}

static void
test_show_comes_before_the_announcement (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  set_strategies (fixture, "/a/x lww;/a/** max;nonsense");
  clasp_fixture_say (link, "ANNOUNCE / /a/*=min,/b/*=min");
  clasp_fixture_say (link, "SET /a/x 5");
  clasp_fixture_say (link, "SET /a/y 5");
  clasp_fixture_say (link, "SET /b/x 5");
  g_free (clasp_fake_link_take (link));
  clasp_fixture_talk (link, "SET /a/x 4", "ACK /a/x rev 2");
  clasp_fixture_talk (link, "SET /a/y 6", "ACK /a/y rev 2");
  clasp_fixture_talk (
    link, "SET /b/x 6",
    "ERROR 400 \"ConflictRejected: the parameter keeps its minimum, which is 5\" /b/x");
  set_strategies (fixture, "");
  clasp_fixture_talk (link, "SET /a/y 3", "ACK /a/y rev 3");
}

static void
test_newest_pattern_holds (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "ANNOUNCE / /a/*[0..1],/a/x[0..10]");
  clasp_fixture_say (link, "ANNOUNCE / /**[0..5]");
  g_free (clasp_fake_link_take (link));
  clasp_fixture_talk (link, "SET /a/y 5", "ACK /a/y rev 1");
  clasp_fixture_talk (link, "SET /a/x 10", "ACK /a/x rev 1");
  clasp_fixture_say (link, "ANNOUNCE / /a/*[0..1]");
  g_free (clasp_fake_link_take (link));
  clasp_fixture_talk (link, "SET /a/y 5",
                      "ERROR 402 \"InvalidValue: outside of the announced range, 0 to 1\" /a/y");
}

/* --- ranges --------------------------------------------------------------------------------- */

static void
test_range_is_enforced (Fixture *fixture, gconstpointer data)
{
  static const char *const inside[] = { "0", "1", "0.5", "1i", "0i", "text", "null", "[0,1]" };
  static const char *const outside[] = { "-0.001", "1.001", "2i", "-1i", "[0,2]", "nan" };
  ClaspFakeLink           *link = clasp_fixture_join (fixture);

  clasp_fixture_talk (link, "ANNOUNCE / /a[0..1]", "ACK /");
  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /a %s", inside[i]);
      g_autofree char *answer = g_strdup_printf ("ACK /a rev %u", i + 1);

      clasp_fixture_talk (link, line, answer);
    }
  for (guint i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /a %s", outside[i]);

      clasp_fixture_talk (link, line,
                          "ERROR 402 \"InvalidValue: outside of the announced range, 0 to 1\" /a");
    }
  clasp_fixture_talk (link, "SET /new 7", "ACK /new rev 1");
}

static void
test_first_write_meets_the_range_too (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "ANNOUNCE / /a/**[0..1]");
  g_free (clasp_fake_link_take (link));
  clasp_fixture_talk (link, "SET /a/b/c 2",
                      "ERROR 402 \"InvalidValue: outside of the announced range, 0 to 1\" /a/b/c");
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_params, ==, 0);
}

/* --- bundles -------------------------------------------------------------------------------- */

static void
add_set (ClaspMessage *bundle, const char *address, double number)
{
  guint n = bundle->bundle.n_messages++;

  bundle->bundle.messages = g_renew (ClaspMessage, bundle->bundle.messages, n + 1);
  bundle->bundle.messages[n] = (ClaspMessage){ .type = CLASP_MESSAGE_SET };
  bundle->bundle.messages[n].set.address = clasp_str (address);
  bundle->bundle.messages[n].set.value = clasp_value_double (number);
}

/* Each SET is judged by what those before it in the bundle leave behind. */
static void
test_bundle_is_judged_in_order (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink        *link = clasp_fixture_join (fixture);
  g_auto (ClaspMessage) good = { .type = CLASP_MESSAGE_BUNDLE };
  g_auto (ClaspMessage) bad = { .type = CLASP_MESSAGE_BUNDLE };

  set_strategies (fixture, "/** max");
  add_set (&good, "/a", 5);
  add_set (&good, "/a", 6);
  clasp_fake_link_inject (link, &good);
  clasp_fixture_expect (link, "ACK rev 2");
  add_set (&bad, "/a", 8);
  add_set (&bad, "/a", 7);
  clasp_fake_link_inject (link, &bad);
  clasp_fixture_expect (
    link, "ERROR 400 \"ConflictRejected: the parameter keeps its maximum, which is 8\" /a");
  clasp_fixture_talk (link, "GET /a", "SNAPSHOT [/a=6 rev 2]");
}

/* --- lines of the show ---------------------------------------------------------------------- */

static void
test_lines_are_checked (void)
{
  static const char *const good[] = { "/a max", "/** lww", "/a/*  merge", "/with blank/x lock" };
  static const char *const bad[] = { "", "max", "/a", "/a most", "a max", "/a//b max", " max" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (clasp_policies_check_line (good[i], &error));
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (clasp_policies_check_line (bad[i], &error));
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
    }
}

/* More different rules than a parameter can tell apart still hold. */
static void
test_more_rules_than_the_table_has (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *line = g_strdup_printf ("ANNOUNCE / /p/%u[0..%u]", i, i);

      clasp_fixture_say (link, line);
    }
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < 300; i++)
      {
        g_autofree char *fits = g_strdup_printf ("SET /p/%u %u", i, i);
        g_autofree char *too_much = g_strdup_printf ("SET /p/%u %u", i, i + 1);
        g_autofree char *text = NULL;

        g_free (clasp_fake_link_take (link));
        clasp_fixture_say (link, fits);
        text = clasp_fake_link_take (link);
        g_assert_true (g_str_has_prefix (text, "ACK "));
        g_clear_pointer (&text, g_free);
        clasp_fixture_say (link, too_much);
        text = clasp_fake_link_take (link);
        g_assert_true (g_str_has_prefix (text, "ERROR 402 "));
      }
}

/* A parameter costs what it did without rules (issue: 200 bytes beside its address and value). */
static void
test_param_stays_small (void)
{
  g_assert_cmpuint (sizeof (ClaspParam), <=, 112);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/router/strategies/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("lww-needs-no-clock", test_lww_needs_no_clock);
  ADD ("max-keeps-the-largest", test_max_keeps_the_largest);
  ADD ("min-keeps-the-smallest", test_min_keeps_the_smallest);
  g_test_add_func ("/router/strategies/numbers-compare-exactly", test_numbers_compare_exactly);
  ADD ("first-writer-of-a-lock-holds-it", test_first_writer_of_a_lock_holds_it);
  ADD ("merge-adds-keys", test_merge_adds_keys);
  ADD ("merge-that-fits-no-frame", test_merge_that_fits_no_frame);
  ADD ("strategy-is-announced", test_strategy_is_announced);
  ADD ("show-comes-before-the-announcement", test_show_comes_before_the_announcement);
  ADD ("newest-pattern-holds", test_newest_pattern_holds);
  ADD ("range-is-enforced", test_range_is_enforced);
  ADD ("first-write-meets-the-range-too", test_first_write_meets_the_range_too);
  ADD ("bundle-is-judged-in-order", test_bundle_is_judged_in_order);
  g_test_add_func ("/router/strategies/lines-are-checked", test_lines_are_checked);
  ADD ("more-rules-than-the-table-has", test_more_rules_than_the_table_has);
  g_test_add_func ("/router/strategies/param-stays-small", test_param_stays_small);
  return g_test_run ();
}
