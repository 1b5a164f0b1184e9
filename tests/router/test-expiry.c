/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

/* Time to live: a parameter's own and the router's, what refreshes it, what is told at its end, and
 * eviction (router.md 5.4, 20.9). */

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

static gboolean
exists (Fixture *fixture, const char *address)
{
  return clasp_router_peek (fixture->router, clasp_str (address)) != NULL;
}

static void
advance_s (Fixture *fixture, guint seconds)
{
  clasp_fixture_advance (fixture, seconds * G_USEC_PER_SEC);
}

/* --- the router's own ----------------------------------------------------------------------- */

static void
test_router_removes_what_nobody_uses (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a 1");
  clasp_fixture_say (link, "SET /b 1");
  advance_s (fixture, 6);
  clasp_fixture_say (link, "SET /a 2");
  advance_s (fixture, 6);
  g_assert_true (exists (fixture, "/a"));
  g_assert_false (exists (fixture, "/b"));
  clasp_fixture_say (link, "GET /a");
  advance_s (fixture, 6);
  g_assert_true (exists (fixture, "/a"));
  advance_s (fixture, 4);
  g_assert_false (exists (fixture, "/a"));
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_expired, ==, 2);
}

static void
test_own_time_comes_before_the_router_s (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspMessage   never = { .type = CLASP_MESSAGE_SET };

  never.set.address = CLASP_STR_LITERAL ("/never");
  never.set.has_ttl = TRUE;
  never.set.ttl.mode = CLASP_TTL_NEVER;
  clasp_fake_link_inject (link, &never);
  clasp_fixture_say (link, "SET /short 1 ttl 2");
  clasp_fixture_say (link, "SET /long 1 ttl 100");
  advance_s (fixture, 3);
  g_assert_false (exists (fixture, "/short"));
  advance_s (fixture, 90);
  g_assert_true (exists (fixture, "/long"));
  advance_s (fixture, 1000);
  g_assert_false (exists (fixture, "/long"));
  g_assert_true (exists (fixture, "/never"));
}

static void
test_setting_takes_hold_of_what_is_there (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink    *link = clasp_fixture_join (fixture);
  ClaspRouterLimits changed = CLASP_ROUTER_LIMITS_DEFAULT;

  clasp_fixture_say (link, "SET /a 1");
  advance_s (fixture, 1000);
  g_assert_true (exists (fixture, "/a"));
  changed.param_ttl_s = 10;
  clasp_router_set_limits (fixture->router, "Test router", &changed);
  advance_s (fixture, 9);
  g_assert_true (exists (fixture, "/a"));
  changed.param_ttl_s = 0;
  clasp_router_set_limits (fixture->router, "Test router", &changed);
  advance_s (fixture, 1000);
  g_assert_true (exists (fixture, "/a"));
  changed.param_ttl_s = 1;
  clasp_router_set_limits (fixture->router, "Test router", &changed);
  advance_s (fixture, 1);
  g_assert_false (exists (fixture, "/a"));
}

/* Off is not the end of those that have their own (router.md 20.9). */
static void
test_own_time_without_the_router_s (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a 1 ttl 1");
  advance_s (fixture, 1);
  g_assert_false (exists (fixture, "/a"));
}

/* --- what refreshes ------------------------------------------------------------------------- */

static void
test_snapshot_of_a_subscription_is_a_read (Fixture *fixture, gconstpointer limits)
{
  static const char *const patterns[] = { "/a/b", "/a/*", "/**" };
  ClaspFakeLink           *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a/b 1 ttl 10");
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autofree char *line = g_strdup_printf ("SUBSCRIBE 1 %s", patterns[i]);

      advance_s (fixture, 9);
      clasp_fixture_say (link, line);
    }
  advance_s (fixture, 9);
  g_assert_true (exists (fixture, "/a/b"));
  clasp_fixture_join (fixture); /* everything after HELLO: nobody asked */
  advance_s (fixture, 1);
  g_assert_false (exists (fixture, "/a/b"));
}

static void
test_a_new_time_may_be_shorter (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a 1 ttl 100");
  clasp_fixture_say (link, "SET /b 1 ttl 50");
  clasp_fixture_say (link, "SET /a 1 ttl 2");
  advance_s (fixture, 2);
  g_assert_false (exists (fixture, "/a"));
  g_assert_true (exists (fixture, "/b"));
}

/* Thousands that end in any order, some refreshed, some removed meanwhile. */
static void
test_many_end_at_their_time (Fixture *fixture, gconstpointer limits)
{
  const guint       n = 3000;
  ClaspFakeLink    *link = clasp_fixture_join (fixture);
  GRand            *random = g_rand_new_with_seed (7);
  g_autofree guint *ends = g_new0 (guint, n);

  clasp_fake_link_set_counting (link, TRUE);
  for (guint second = 1; second <= 40; second++)
    {
      for (guint i = 0; i < n / 10; i++)
        {
          guint            k = g_rand_int_range (random, 0, (gint32) n);
          guint            life = g_rand_int_range (random, 1, 30);
          g_autofree char *line = g_strdup_printf ("SET /p/%u 1 ttl %u", k, life);

          clasp_fixture_say (link, line);
          ends[k] = second + life;
        }
      advance_s (fixture, 1);
      for (guint i = 0; i < 4; i++)
        clasp_fixture_advance (fixture, G_USEC_PER_SEC / 1000); /* rounds of a thousand */
      for (guint k = 0; k < n; k++)
        {
          g_autofree char *address = g_strdup_printf ("/p/%u", k);

          g_assert_cmpint (exists (fixture, address), ==, ends[k] > second + 1);
        }
    }
  g_rand_free (random);
}

/* --- the end is told ------------------------------------------------------------------------ */

static void
test_end_passes_a_rate (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *reader = clasp_fixture_join (fixture);

  clasp_fixture_say (reader, "SUBSCRIBE 1 /** rate 1");
  clasp_fixture_say (link, "SET /a 1 until 1");
  clasp_fixture_expect (reader, "SET /a 1 rev 1 ttl 1");
  clasp_fixture_advance (fixture, G_USEC_PER_SEC / 2);
  clasp_fixture_say (link, "SET /a 2 until 0"); /* waits for its second, and ends before */
  clasp_fixture_advance (fixture, G_USEC_PER_SEC / 10);
  clasp_fixture_expect (reader, "SET /a null rev 3");
  advance_s (fixture, 10);
  clasp_fixture_expect (reader, "");
}

static void
test_end_reaches_a_slow_reader (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *slow = clasp_fixture_join (fixture);

  clasp_fixture_say (slow, "SUBSCRIBE 1 /**");
  clasp_fake_link_hold (slow);
  clasp_fixture_say (link, "PUBLISH event /stuffed");
  clasp_link_set_limit (CLASP_LINK (slow), 2);
  g_free (clasp_fake_link_take (slow));
  clasp_fixture_say (link, "SET /a 1 ttl 1");
  advance_s (fixture, 1);
  g_assert_false (exists (fixture, "/a"));
  clasp_fake_link_release (slow, G_MAXSIZE);
  clasp_fixture_expect (slow, "SET /a null rev 2");
}

/* --- eviction ------------------------------------------------------------------------------- */

static void
test_eviction_is_told_to_who_looks_at_everything (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *reader = clasp_fixture_join (fixture);

  clasp_fixture_say (reader, "SUBSCRIBE 1 /**");
  clasp_fixture_say (link, "SET /1 1");
  clasp_fixture_say (link, "SET /2 1");
  clasp_fixture_say (link, "SET /3 1");
  clasp_fixture_expect (reader, "SET /1 1 rev 1\nSET /2 1 rev 1\nSET /3 1 rev 1");
  clasp_fixture_say (link, "GET /1"); /* used later than /2 */
  clasp_fixture_say (link, "SET /4 1");
  clasp_fixture_expect (reader, "SET /2 null rev 2\nSET /4 1 rev 1");
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_evicted, ==, 1);
}

static char *
set_line (const char *address, guint n_bytes)
{
  g_autofree char *text = g_strnfill (n_bytes, 'x');

  return g_strdup_printf ("SET %s %s", address, text);
}

/* A megabyte: twenty values of 50,000 bytes fit, the twenty-first takes the place of the oldest,
 * and one that grows does so as well. */
static void
test_bytes_at_the_limit_and_beyond (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fake_link_set_counting (link, TRUE);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *address = g_strdup_printf ("/%u", i);
      g_autofree char *line = set_line (address, 50000);

      clasp_fixture_say (link, line);
    }
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_evicted, ==, 0);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_params, ==, 20);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *address = g_strdup_printf ("/more/%u", i);
      g_autofree char *line = set_line (address, 10000);

      clasp_fixture_say (link, line);
    }
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_evicted, ==, 1);
  g_assert_false (exists (fixture, "/0"));
  for (guint i = 19; i >= 15; i--)
    {
      g_autofree char *address = g_strdup_printf ("/%u", i);
      g_autofree char *line = set_line (address, 60000);

      g_assert_true (exists (fixture, "/1")); /* four of them still fit */
      clasp_fixture_say (link, line);
    }
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_evicted, ==, 2);
  g_assert_false (exists (fixture, "/1"));
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/expiry/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits ten_seconds = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits three = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits megabyte = CLASP_ROUTER_LIMITS_DEFAULT;

  ten_seconds.param_ttl_s = 10;
  three.max_params = 3;
  megabyte.max_param_bytes = 1024 * 1024;
  clasp_test_init (&argc, &argv, 60);
  ADD_WITH ("router-removes-what-nobody-uses", test_router_removes_what_nobody_uses, &ten_seconds);
  ADD_WITH ("own-time-comes-before-the-router-s", test_own_time_comes_before_the_router_s,
            &ten_seconds);
  ADD ("setting-takes-hold-of-what-is-there", test_setting_takes_hold_of_what_is_there);
  ADD ("own-time-without-the-router-s", test_own_time_without_the_router_s);
  ADD ("snapshot-of-a-subscription-is-a-read", test_snapshot_of_a_subscription_is_a_read);
  ADD ("a-new-time-may-be-shorter", test_a_new_time_may_be_shorter);
  ADD ("many-end-at-their-time", test_many_end_at_their_time);
  ADD ("end-passes-a-rate", test_end_passes_a_rate);
  ADD ("end-reaches-a-slow-reader", test_end_reaches_a_slow_reader);
  ADD_WITH ("eviction-is-told", test_eviction_is_told_to_who_looks_at_everything, &three);
  ADD_WITH ("bytes-at-the-limit-and-beyond", test_bytes_at_the_limit_and_beyond, &megabyte);
  return g_test_run ();
}
