/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Updates faster than the ceiling: which pass, which are held, and that the last one arrives. */

#include "bridges/clasp-bridge-shaper.h"
#include "support/clasp-test.h"

#define MAX_HELD 3
#define MAX_ADDRESSES 1000

typedef struct
{
  ClaspClock        *clock;
  ClaspTimers       *timers;
  ClaspBridgeShaper *shaper;
  GString           *log; /* what came through the function */
  gboolean           is_clearing;
} Fixture;

static void
release_cb (const ClaspDelivery *delivery, gpointer user_data)
{
  Fixture        *fixture = user_data;
  const ClaspSet *set = &delivery->message->set;
  g_autofree char *text = clasp_value_to_text (&set->value);

  g_string_append_printf (fixture->log, "%.*s=%s from %u;", (int) set->address.length,
                          set->address.data, text, (guint) delivery->origin);
  g_assert_cmpuint (delivery->bundle, ==, 0);
  if (fixture->is_clearing)
    clasp_bridge_shaper_clear (fixture->shaper);
}

static void
setup (Fixture *fixture, gconstpointer max_rate)
{
  fixture->clock = clasp_manual_clock_new (G_USEC_PER_SEC, 0);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->shaper = clasp_bridge_shaper_new (fixture->timers, GPOINTER_TO_UINT (max_rate),
                                             MAX_ADDRESSES, MAX_HELD, release_cb, fixture);
  fixture->log = g_string_new (NULL);
}

static void
teardown (Fixture *fixture, gconstpointer max_rate)
{
  clasp_bridge_shaper_free (fixture->shaper);
  clasp_timers_free (fixture->timers);
  clasp_clock_unref (fixture->clock);
  g_string_free (fixture->log, TRUE);
}

static ClaspShaped
write_value (Fixture *fixture, const char *address, ClaspValue value)
{
  ClaspMessage  message = { .type = CLASP_MESSAGE_SET };
  ClaspDelivery delivery = { .message = &message, .origin = 7, .bundle = 3 };
  ClaspShaped   shaped;

  message.set.address = clasp_str (address);
  message.set.value = value;
  shaped = clasp_bridge_shaper_pass (fixture->shaper, &delivery,
                                     clasp_clock_now_us (fixture->clock));
  clasp_value_clear (&value);
  return shaped;
}

static ClaspShaped
write_int (Fixture *fixture, const char *address, int number)
{
  return write_value (fixture, address, clasp_value_int (number));
}

static void
advance_us (Fixture *fixture, gint64 by_us)
{
  clasp_manual_clock_advance (fixture->clock, by_us);
  clasp_timers_run (fixture->timers);
}

#define expect(fixture, expected)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->log->str, ==, expected);                                           \
    g_string_truncate ((fixture)->log, 0);                                                         \
  }                                                                                                \
  G_STMT_END

/* 200 a second: twenty at once, the next ones 5 ms apart. */
static void
test_a_burst_passes_and_its_end_arrives (Fixture *fixture, gconstpointer max_rate)
{
  for (int i = 1; i <= 20; i++)
    g_assert_cmpint (write_int (fixture, "/a", i), ==, CLASP_SHAPED_PASSED);
  g_assert_cmpint (write_int (fixture, "/a", 21), ==, CLASP_SHAPED_HELD);
  for (int i = 22; i <= 100; i++)
    g_assert_cmpint (write_int (fixture, "/a", i), ==, CLASP_SHAPED_REPLACED);
  g_assert_cmpint (write_int (fixture, "/b", 1), ==, CLASP_SHAPED_PASSED);

  advance_us (fixture, 4999);
  expect (fixture, "");
  advance_us (fixture, 1);
  expect (fixture, "/a=100 from 7;");
  advance_us (fixture, G_USEC_PER_SEC);
  expect (fixture, "");
}

static void
test_never_more_than_the_ceiling (Fixture *fixture, gconstpointer max_rate)
{
  guint n_passed = 0, n_released = 0;

  /* 1000 a second for ten seconds */
  for (int i = 0; i < 10000; i++)
    {
      n_passed += write_int (fixture, "/a", i) == CLASP_SHAPED_PASSED;
      advance_us (fixture, 1000);
      n_released += fixture->log->len > 0;
      if (fixture->log->len > 0 && i < 9999)
        g_string_truncate (fixture->log, 0);
    }
  advance_us (fixture, 5000);
  g_assert_true (g_str_has_suffix (fixture->log->str, "/a=9999 from 7;"));
  g_assert_cmpuint (n_passed + n_released, >=, 2000);
  g_assert_cmpuint (n_passed + n_released, <=, 2000 + 20);
}

static void
test_up_to_the_ceiling_nothing_is_held (Fixture *fixture, gconstpointer max_rate)
{
  for (int i = 0; i < 2000; i++)
    {
      g_assert_cmpint (write_int (fixture, "/a", i), ==, CLASP_SHAPED_PASSED);
      advance_us (fixture, 5000);
    }
  expect (fixture, "");
}

static void
test_a_pause_gives_the_burst_back (Fixture *fixture, gconstpointer max_rate)
{
  for (int i = 0; i < 20; i++)
    write_int (fixture, "/a", i);
  advance_us (fixture, 100000);
  for (int i = 0; i < 20; i++)
    g_assert_cmpint (write_int (fixture, "/a", i), ==, CLASP_SHAPED_PASSED);
  g_assert_cmpint (write_int (fixture, "/a", 20), ==, CLASP_SHAPED_HELD);
}

static void
test_texts_are_kept_whole (Fixture *fixture, gconstpointer max_rate)
{
  write_int (fixture, "/a", 0);
  write_value (fixture, "/a", clasp_value_string (CLASP_STR_LITERAL ("one")));
  write_value (fixture, "/a", clasp_value_string (CLASP_STR_LITERAL ("two")));
  advance_us (fixture, G_USEC_PER_SEC);
  expect (fixture, "/a=two from 7;");
}

static void
test_one_a_second (Fixture *fixture, gconstpointer max_rate)
{
  g_assert_cmpint (write_int (fixture, "/a", 0), ==, CLASP_SHAPED_PASSED);
  g_assert_cmpint (write_int (fixture, "/a", 1), ==, CLASP_SHAPED_HELD);
  advance_us (fixture, 999999);
  expect (fixture, "");
  advance_us (fixture, 1);
  expect (fixture, "/a=1 from 7;");
  g_assert_cmpint (write_int (fixture, "/a", 2), ==, CLASP_SHAPED_HELD);
  advance_us (fixture, G_USEC_PER_SEC);
  expect (fixture, "/a=2 from 7;");
}

static void
test_cleared_it_forgets (Fixture *fixture, gconstpointer max_rate)
{
  write_int (fixture, "/a", 0);
  g_assert_cmpint (write_int (fixture, "/a", 1), ==, CLASP_SHAPED_HELD);
  clasp_bridge_shaper_clear (fixture->shaper);
  advance_us (fixture, 10 * G_USEC_PER_SEC);
  expect (fixture, "");
  g_assert_cmpint (write_int (fixture, "/a", 2), ==, CLASP_SHAPED_PASSED);
}

static void
test_may_be_cleared_by_what_it_calls (Fixture *fixture, gconstpointer max_rate)
{
  fixture->is_clearing = TRUE;
  write_int (fixture, "/a", 0);
  write_int (fixture, "/a", 1);
  write_int (fixture, "/b", 0);
  write_int (fixture, "/b", 1);
  advance_us (fixture, G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->log->len, ==, strlen ("/a=1 from 7;")); /* one of the two */
}

/* Three addresses hold a value; for a fourth, the value that was held for longest goes. */
static void
test_held_values_are_bounded (Fixture *fixture, gconstpointer max_rate)
{
  static const char *const addresses[] = { "/a", "/b", "/c", "/d" };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    g_assert_cmpint (write_int (fixture, addresses[i], 0), ==, CLASP_SHAPED_PASSED);
  for (guint i = 0; i < MAX_HELD; i++)
    g_assert_cmpint (write_int (fixture, addresses[i], 1), ==, CLASP_SHAPED_HELD);
  g_assert_cmpint (write_int (fixture, "/a", 2), ==, CLASP_SHAPED_REPLACED); /* and keeps its place */
  g_assert_cmpint (write_int (fixture, "/d", 1), ==, CLASP_SHAPED_CROWDED);
  g_assert_cmpint (write_int (fixture, "/d", 2), ==, CLASP_SHAPED_REPLACED);
  advance_us (fixture, G_USEC_PER_SEC);
  g_assert_null (strstr (fixture->log->str, "/a="));
  g_assert_nonnull (strstr (fixture->log->str, "/b=1 "));
  g_assert_nonnull (strstr (fixture->log->str, "/c=1 "));
  g_assert_nonnull (strstr (fixture->log->str, "/d=2 "));

  /* What left is no longer held: there is room for three again. */
  advance_us (fixture, G_USEC_PER_SEC);
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    g_assert_cmpint (write_int (fixture, addresses[i], 3), ==, CLASP_SHAPED_PASSED);
  for (guint i = 0; i < MAX_HELD; i++)
    g_assert_cmpint (write_int (fixture, addresses[i], 4), ==, CLASP_SHAPED_HELD);
  g_assert_cmpint (write_int (fixture, "/d", 4), ==, CLASP_SHAPED_CROWDED);
}

/* Full of busy addresses, new ones pass unshaped; a second later the idle ones make room. */
static void
test_addresses_are_bounded (Fixture *fixture, gconstpointer max_rate)
{
  for (guint i = 0; i < MAX_ADDRESSES; i++)
    {
      char address[16];

      g_snprintf (address, sizeof address, "/%u", i);
      write_int (fixture, address, 0);
    }
  for (int i = 0; i < 3; i++)
    g_assert_cmpint (write_int (fixture, "/new", i), ==, CLASP_SHAPED_PASSED);
  g_assert_cmpint (write_int (fixture, "/0", 1), ==, CLASP_SHAPED_HELD);

  advance_us (fixture, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (write_int (fixture, "/new", 0), ==, CLASP_SHAPED_PASSED);
  g_assert_cmpint (write_int (fixture, "/new", 1), ==, CLASP_SHAPED_HELD);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, max_rate, func)                                                                  \
  g_test_add ("/bridges/shaper/" path, Fixture, GUINT_TO_POINTER (max_rate), setup, func, teardown)
  ADD ("burst-passes-and-its-end-arrives", 200, test_a_burst_passes_and_its_end_arrives);
  ADD ("held-values-are-bounded", 1, test_held_values_are_bounded);
  ADD ("never-more-than-the-ceiling", 200, test_never_more_than_the_ceiling);
  ADD ("up-to-the-ceiling-nothing-is-held", 200, test_up_to_the_ceiling_nothing_is_held);
  ADD ("pause-gives-the-burst-back", 200, test_a_pause_gives_the_burst_back);
  ADD ("texts-are-kept-whole", 1, test_texts_are_kept_whole);
  ADD ("one-a-second", 1, test_one_a_second);
  ADD ("cleared-it-forgets", 1, test_cleared_it_forgets);
  ADD ("may-be-cleared-by-what-it-calls", 1, test_may_be_cleared_by_what_it_calls);
  ADD ("addresses-are-bounded", 1, test_addresses_are_bounded);

  return g_test_run ();
}
