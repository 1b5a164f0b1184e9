/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/clasp-history.h"
#include "router/clasp-window.h"
#include "support/clasp-router-fixture.h"

/* `history` and `window` of a subscription (router.md 6.2). */

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

static void
say_all (ClaspFakeLink *link, const char *const *lines)
{
  for (guint i = 0; lines[i] != NULL; i++)
    clasp_fixture_say (link, lines[i]);
}

static void
set_history (Fixture *fixture, const char *line)
{
  const char *const lines[] = { line, NULL };

  clasp_router_set_history (fixture->router, lines);
}

/* --- history -------------------------------------------------------------------------------- */

static void
test_late_joiner_gets_the_last_values (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *early = clasp_fixture_join (fixture);
  ClaspFakeLink *late = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a 1");
  clasp_fixture_talk (early, "SUBSCRIBE 1 /a history 3", "SNAPSHOT [/a=1 rev 1]");
  clasp_fixture_say (link, "SET /a 2");
  clasp_fixture_say (link, "SET /a 3");
  clasp_fixture_say (link, "SET /a 4");
  clasp_fixture_talk (late, "SUBSCRIBE 1 /* history 3",
                      "SNAPSHOT [/a=2 rev 2]\nSNAPSHOT [/a=3 rev 3]\nSNAPSHOT [/a=4 rev 4]");
  clasp_fixture_talk (late, "SUBSCRIBE 1 /* history 1", "SNAPSHOT [/a=4 rev 4]");
  clasp_fixture_talk (late, "SUBSCRIBE 1 /*", "SNAPSHOT [/a=4 rev 4]");
  clasp_fixture_say (link, "SET /a 5");
  clasp_fixture_expect (late, "SET /a 5 rev 5");
}

static void
test_order_is_that_of_acceptance (Fixture *fixture, gconstpointer limits)
{
  static const char *const lines[] = {
    "SET /a 1", "SET /b 1", "PUBLISH event /e 1 ts 7", "SET /a 2", "PUBLISH stream /s 1 ts 8", NULL
  };
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *late = clasp_fixture_join (fixture);

  set_history (fixture, "/** 10");
  say_all (link, lines);
  clasp_fixture_talk (late, "SUBSCRIBE 1 /** history 10",
                      "SNAPSHOT [/a=1 rev 1]\n"
                      "PUBLISH event /e 1 ts 7\n"
                      "PUBLISH stream /s 1 ts 8\n"
                      "SNAPSHOT [/a=2 rev 2, /b=1 rev 1]");
  clasp_fixture_talk (late, "SUBSCRIBE 2 /** event history 10", "PUBLISH event /e 1 ts 7");
}

/* Whoever gets an event later than it happened can tell. */
static void
test_events_get_a_timestamp (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *late = clasp_fixture_join (fixture);

  set_history (fixture, "/** 10");
  clasp_fixture_say (link, "PUBLISH event /e 1");
  clasp_fixture_advance (fixture, 5 * G_USEC_PER_SEC);
  clasp_fixture_talk (late, "SUBSCRIBE 1 /** history 2", "PUBLISH event /e 1 ts 1700000000000000");
}

static void
test_gestures_are_not_kept (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  set_history (fixture, "/** 10");
  clasp_fixture_say (link, "PUBLISH gesture /g 1 start");
  clasp_fixture_talk (clasp_fixture_join (fixture), "SUBSCRIBE 1 /** history 10", "");
}

static void
test_nothing_is_kept_when_nobody_asks (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a 1");
  clasp_fixture_say (link, "SET /a 2");
  clasp_fixture_talk (clasp_fixture_join (fixture), "SUBSCRIBE 1 /a history 5",
                      "SNAPSHOT [/a=2 rev 2]");
}

static void
test_who_comes_back_finds_what_was_missed (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *reader = clasp_fixture_join (fixture);

  clasp_fixture_say (reader, "SUBSCRIBE 1 /e history 5");
  clasp_fake_link_hang_up (reader);
  clasp_fixture_say (link, "PUBLISH event /e 1 ts 1");
  clasp_fixture_advance (fixture, CLASP_HISTORY_GRACE_US - 1);
  reader = clasp_fixture_join (fixture);
  clasp_fixture_talk (reader, "SUBSCRIBE 1 /e history 5", "PUBLISH event /e 1 ts 1");
  clasp_fixture_say (reader, "UNSUBSCRIBE 1");
  clasp_fixture_advance (fixture, CLASP_HISTORY_GRACE_US);
  clasp_fixture_talk (reader, "SUBSCRIBE 1 /e history 5", "");
}

static void
test_depth_at_the_limit_and_one_more (Fixture *fixture, gconstpointer limits)
{
  static const char *const lines[] = { "PUBLISH event /e 1 ts 1", "PUBLISH event /e 2 ts 2",
                                       "PUBLISH event /e 3 ts 3", NULL };
  static const char *const more[] = { "PUBLISH event /e 4 ts 4", NULL };
  ClaspFakeLink           *link = clasp_fixture_join (fixture);
  ClaspFakeLink           *late = clasp_fixture_join (fixture);

  set_history (fixture, "/** 100");
  say_all (link, lines);
  clasp_fixture_talk (late, "SUBSCRIBE 1 /** history 100",
                      "PUBLISH event /e 1 ts 1\nPUBLISH event /e 2 ts 2\nPUBLISH event /e 3 ts 3");
  say_all (link, more);
  g_free (clasp_fake_link_take (late));
  clasp_fixture_talk (late, "SUBSCRIBE 1 /** history 100",
                      "PUBLISH event /e 2 ts 2\nPUBLISH event /e 3 ts 3\nPUBLISH event /e 4 ts 4");
}

/* Ten kilobytes: the oldest of any address goes. */
static void
test_memory_is_bounded (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink   *link = clasp_fixture_join (fixture);
  ClaspFakeLink   *late = clasp_fixture_join (fixture);
  g_autofree char *text = g_strnfill (3000, 'x');
  g_autofree char *told = NULL;

  set_history (fixture, "/** 100");
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *line = g_strdup_printf ("PUBLISH event /e/%u %s", i, text);

      clasp_fixture_say (link, line);
    }
  clasp_fixture_say (late, "SUBSCRIBE 1 /** history 100");
  told = clasp_fake_link_take (late);
  g_assert_null (strstr (told, "/e/16 "));
  g_assert_nonnull (strstr (told, "/e/17 "));
  g_assert_nonnull (strstr (told, "/e/19 "));
}

/* What is told fills half of a queue at most; the newest is what counts. */
static void
test_history_never_fills_a_queue (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink   *link = clasp_fixture_join (fixture);
  ClaspFakeLink   *late = clasp_fixture_join (fixture);
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autofree char *told = NULL;

  set_history (fixture, "/** 100");
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *line = g_strdup_printf ("PUBLISH event /e/%u %s", i, text);

      clasp_fixture_say (link, line);
    }
  clasp_fake_link_hold (late); /* takes nothing */
  clasp_fixture_say (late, "SUBSCRIBE 1 /** history 100");
  g_assert_cmpuint (clasp_fake_link_get_close_code (late), ==, 0);
  told = clasp_fake_link_take (late);
  g_assert_null (strstr (told, "/e/6 ")); /* 13 of 10 KB in 128 KiB */
  g_assert_nonnull (strstr (told, "/e/7 "));
  g_assert_nonnull (strstr (told, "/e/19 "));
}

static void
test_in_process_session_gets_it_too (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspSession  *session = clasp_fixture_join_local (fixture, "view");
  ClaspMessage   message = { .type = CLASP_MESSAGE_SUBSCRIBE };

  set_history (fixture, "/** 10");
  clasp_fixture_say (link, "SET /a 1");
  clasp_fixture_say (link, "SET /a 2");
  message.subscribe = (ClaspSubscribe){
    .id = 1,
    .pattern = CLASP_STR_LITERAL ("/a"),
    .types = CLASP_TYPES_ALL,
    .has_history = TRUE,
    .history = 2,
  };
  clasp_session_submit (session, &message, NULL, FALSE);
  clasp_fixture_expect_log (fixture, "view ← SET /a 1 rev 1 (snapshot)\n"
                                     "view ← SET /a 2 rev 2 (snapshot)");
  clasp_session_leave (session);
}

static void
test_lines_are_checked (void)
{
  static const char *const good[] = { "/a 1", "/**  100", "/a b/c 5" };
  static const char *const bad[] = { "", "/a", "5", "/a 0", "/a x", "/a -1", "a 1", "/a 1x" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (clasp_history_check_line (good[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (clasp_history_check_line (bad[i], &error));
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
    }
}

/* --- window --------------------------------------------------------------------------------- */

static void
advance_ms (Fixture *fixture, gint64 by_ms)
{
  clasp_fixture_advance (fixture, by_ms * 1000);
}

static void
test_samples_arrive_together (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *reader = clasp_fixture_join (fixture);

  clasp_fixture_say (reader, "SUBSCRIBE 1 /** window 100");
  clasp_fixture_say (link, "PUBLISH stream /s 1 ts 5 rate 60");
  advance_ms (fixture, 50);
  clasp_fixture_say (link, "PUBLISH stream /s 2i ts 6");
  clasp_fixture_say (link, "PUBLISH stream /t 9");
  clasp_fixture_expect (reader, "");
  advance_ms (fixture, 50);
  clasp_fixture_expect (reader, "PUBLISH stream /s 1 2 rate 60 ts 5");
  advance_ms (fixture, 50);
  clasp_fixture_expect (reader, "PUBLISH stream /t 9");
  advance_ms (fixture, 1000);
  clasp_fixture_expect (reader, "");
  clasp_fixture_say (link, "PUBLISH stream /s 3");
  advance_ms (fixture, 100);
  clasp_fixture_expect (reader, "PUBLISH stream /s 3");
}

static void
publish_samples (ClaspFakeLink *link, guint n, double first)
{
  g_auto (ClaspMessage) message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = CLASP_STR_LITERAL ("/s");
  message.publish.signal = CLASP_SIGNAL_STREAM;
  message.publish.has_samples = message.publish.has_rate = TRUE;
  message.publish.rate = 1000;
  message.publish.samples = g_new (double, n);
  message.publish.n_samples = n;
  for (guint i = 0; i < n; i++)
    message.publish.samples[i] = first + i;
  clasp_fake_link_inject (link, &message);
}

/* Without options samples and rate pass as they came; with a window they join others. */
static void
test_samples_and_rate_are_kept (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *plain = clasp_fixture_join (fixture);
  ClaspFakeLink *windowed = clasp_fixture_join (fixture);

  clasp_fixture_say (plain, "SUBSCRIBE 1 /**");
  clasp_fixture_say (windowed, "SUBSCRIBE 1 /** window 10");
  publish_samples (link, 3, 1);
  publish_samples (link, 2, 4);
  clasp_fixture_expect (plain,
                        "PUBLISH stream /s 1 2 3 rate 1000\nPUBLISH stream /s 4 5 rate 1000");
  advance_ms (fixture, 10);
  clasp_fixture_expect (windowed, "PUBLISH stream /s 1 2 3 4 5 rate 1000");
}

static void
count_cb (const ClaspMessage *message, gpointer user_data)
{
  GArray *counts = user_data;

  g_array_append_val (counts, message->publish.n_samples);
}

static void
test_window_at_its_limit_and_one_more (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink     *link = clasp_fixture_join (fixture);
  ClaspFakeLink     *reader = clasp_fixture_join (fixture);
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint));

  clasp_fixture_say (reader, "SUBSCRIBE 1 /** window 1000");
  clasp_fake_link_set_func (reader, count_cb, counts);
  publish_samples (link, CLASP_WINDOW_MAX_SAMPLES - 1, 0);
  publish_samples (link, 1, 0);
  g_assert_cmpuint (counts->len, ==, 0);
  publish_samples (link, 1, 0); /* leaves no room for itself */
  g_assert_cmpuint (counts->len, ==, 1);
  g_assert_cmpuint (g_array_index (counts, guint, 0), ==, CLASP_WINDOW_MAX_SAMPLES);
  advance_ms (fixture, 1000);
  g_assert_cmpuint (g_array_index (counts, guint, 1), ==, 1);
  clasp_fake_link_set_func (reader, NULL, NULL);
}

static void
test_window_after_a_rate (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *reader = clasp_fixture_join (fixture);

  clasp_fixture_say (reader, "SUBSCRIBE 1 /** rate 50 window 100");
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *line = g_strdup_printf ("PUBLISH stream /s %u", i);

      clasp_fixture_say (link, line);
      advance_ms (fixture, 10);
    }
  clasp_fixture_expect (reader, "PUBLISH stream /s 0 1 3 5 7");
  advance_ms (fixture, 200);
  clasp_fixture_expect (reader, "PUBLISH stream /s 9"); /* the last always arrives */
}

static void
test_what_is_no_number_passes_in_order (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *reader = clasp_fixture_join (fixture);

  clasp_fixture_say (reader, "SUBSCRIBE 1 /** window 100");
  clasp_fixture_say (link, "PUBLISH stream /s 1");
  clasp_fixture_say (link, "PUBLISH stream /s two");
  clasp_fixture_say (link, "PUBLISH event /s 3");
  clasp_fixture_say (link, "SET /s 4");
  clasp_fixture_expect (reader, "PUBLISH stream /s 1\nPUBLISH stream /s two\n"
                                "PUBLISH event /s 3\nSET /s 4 rev 1");
  advance_ms (fixture, 1000);
  clasp_fixture_expect (reader, "");
}

static void
test_window_ends_with_its_subscription (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *reader = clasp_fixture_join (fixture);

  clasp_fixture_say (reader, "SUBSCRIBE 1 /** window 100");
  clasp_fixture_say (link, "PUBLISH stream /s 1");
  clasp_fixture_say (reader, "UNSUBSCRIBE 1");
  advance_ms (fixture, 1000);
  clasp_fixture_expect (reader, "");
  clasp_fixture_say (reader, "SUBSCRIBE 1 /** window 100");
  clasp_fixture_say (link, "PUBLISH stream /s 1");
  clasp_fake_link_hang_up (reader);
  advance_ms (fixture, 1000);
}

/* Addresses above the limit are not gathered. */
static void
test_addresses_at_the_limit_and_one_more (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *windowed = clasp_fixture_join (fixture);
  ClaspFakeLink *limited = clasp_fixture_join (fixture);

  clasp_fixture_say (windowed, "SUBSCRIBE 1 /** window 100");
  clasp_fixture_say (limited, "SUBSCRIBE 1 /** rate 10");
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *line = g_strdup_printf ("PUBLISH stream /s/%u %u", i % 3, i);

      clasp_fixture_say (link, line);
    }
  clasp_fixture_expect (windowed, "PUBLISH stream /s/2 2\nPUBLISH stream /s/2 5");
  clasp_fixture_expect (limited, "PUBLISH stream /s/0 0\nPUBLISH stream /s/1 1\n"
                                 "PUBLISH stream /s/2 2\nPUBLISH stream /s/2 5");
  advance_ms (fixture, 100);
  clasp_fixture_expect (windowed, "PUBLISH stream /s/0 0 3\nPUBLISH stream /s/1 1 4");
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits three = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits small = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits narrow = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits two = CLASP_ROUTER_LIMITS_DEFAULT;

  three.max_history = 3;
  small.max_history_bytes = 10000;
  narrow.max_queue_bytes = 256 * 1024;
  two.max_filter_addresses = 2;
  clasp_test_init (&argc, &argv, 60);
  ADD ("history/late-joiner-gets-the-last-values", test_late_joiner_gets_the_last_values);
  ADD ("history/order-is-that-of-acceptance", test_order_is_that_of_acceptance);
  ADD ("history/events-get-a-timestamp", test_events_get_a_timestamp);
  ADD ("history/gestures-are-not-kept", test_gestures_are_not_kept);
  ADD ("history/nothing-is-kept-when-nobody-asks", test_nothing_is_kept_when_nobody_asks);
  ADD ("history/who-comes-back-finds-what-was-missed", test_who_comes_back_finds_what_was_missed);
  ADD_WITH ("history/depth-at-the-limit-and-one-more", test_depth_at_the_limit_and_one_more,
            &three);
  ADD_WITH ("history/memory-is-bounded", test_memory_is_bounded, &small);
  ADD_WITH ("history/never-fills-a-queue", test_history_never_fills_a_queue, &narrow);
  ADD ("history/in-process-session-gets-it-too", test_in_process_session_gets_it_too);
  g_test_add_func ("/router/history/lines-are-checked", test_lines_are_checked);
  ADD ("window/samples-arrive-together", test_samples_arrive_together);
  ADD ("window/samples-and-rate-are-kept", test_samples_and_rate_are_kept);
  ADD ("window/at-its-limit-and-one-more", test_window_at_its_limit_and_one_more);
  ADD ("window/after-a-rate", test_window_after_a_rate);
  ADD ("window/what-is-no-number-passes-in-order", test_what_is_no_number_passes_in_order);
  ADD ("window/ends-with-its-subscription", test_window_ends_with_its_subscription);
  ADD_WITH ("window/addresses-at-the-limit-and-one-more", test_addresses_at_the_limit_and_one_more,
            &two);
  return g_test_run ();
}
