/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

#include <string.h>

/* Writing: addresses, sizes, locks, capacity, time to live. */

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

static void
assert_refused (ClaspFakeLink *link, ClaspStr address, const char *code)
{
  ClaspMessage     message = { .type = CLASP_MESSAGE_SET };
  g_autofree char *text = NULL;

  message.set.address = address;
  clasp_fake_link_inject (link, &message);
  text = clasp_fake_link_take (link);
  g_assert_true (g_str_has_prefix (text, code));
}

static void
test_addresses_are_checked_on_every_write (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "a", "/a//b", "/a/*", "/a/", "/**" };
  ClaspFakeLink           *link = clasp_fixture_join (fixture);
  char                     longest[258];

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (link, clasp_str (bad[i]), "ERROR 200 \"Invalid address: ");
  assert_refused (link, CLASP_STR_EMPTY, "ERROR 200 \"Invalid address: ");

  memset (longest, 'x', sizeof longest);
  longest[0] = '/';
  assert_refused (link, (ClaspStr){ longest, 257 }, "ERROR 200 \"Invalid address: ");
  assert_refused (link, (ClaspStr){ longest, 256 }, "ACK /xxx");
  clasp_fixture_say (link, "PUBLISH event /a//b 1");
  assert_refused (link, CLASP_STR_LITERAL ("/ok"), "ERROR 200 \"Invalid address: ");
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_params, ==, 2);
}

static void
set_text (ClaspFakeLink *link, const char *address, gsize length)
{
  g_autofree char      *text = g_malloc (length);
  g_auto (ClaspMessage) message = { .type = CLASP_MESSAGE_SET };

  memset (text, 'x', length);
  message.set.address = clasp_str (address);
  message.set.value = clasp_value_string ((ClaspStr){ text, length });
  clasp_fake_link_inject (link, &message);
}

/* An entry of a snapshot: 2 + 4 of the address, type, 2 + n of the text, revision, flags, 2 + 36 of
 * the writer, timestamp; behind the three bytes of type and count. */
#define LARGEST (65535 - 3 - (2 + 4) - 1 - 2 - 8 - 1 - (2 + 36) - 8)

static void
test_value_that_fits_no_snapshot_is_refused (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *link = clasp_fixture_join (fixture);
  ClaspFakeLink   *joiner;
  g_autofree char *text = NULL;

  set_text (link, "/big", LARGEST + 1);
  clasp_fixture_expect (
    link,
    "ERROR 402 \"InvalidValue: the value is too large to be sent to others in one frame\" /big");
  clasp_fixture_say (link, "SUBSCRIBE 1 /big");
  set_text (link, "/big", LARGEST);
  text = clasp_fake_link_take (link);
  g_assert_true (g_str_has_prefix (text, "SET /big xxx"));
  g_assert_true (g_str_has_suffix (text, "ACK /big rev 1"));
  joiner = clasp_fixture_connect (fixture);
  clasp_fixture_say (joiner, "HELLO joiner");
  g_clear_pointer (&text, g_free);
  text = clasp_fake_link_take (joiner);
  g_assert_cmpuint (strlen (text), >, LARGEST);
}

static void
test_lock_ends_with_its_session (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *holder = clasp_fixture_join (fixture);
  ClaspFakeLink   *other = clasp_fixture_join (fixture);
  ClaspSession    *local = clasp_fixture_join_local (fixture, "local");
  const ClaspValue value = clasp_value_double (5);
  ClaspMessage     message = { .type = CLASP_MESSAGE_SET };

  clasp_fixture_talk (holder, "SET /a 1 lock", "ACK /a rev 1");
  clasp_fixture_talk (holder, "SET /a 2", "ACK /a rev 2"); /* needs not say it again */
  clasp_fake_link_hang_up (holder);
  clasp_fixture_talk (other, "SET /a 3", "ACK /a rev 3");

  message.set.address = CLASP_STR_LITERAL ("/b");
  message.set.value = value;
  message.set.lock = TRUE;
  clasp_session_submit (local, &message, NULL, FALSE);
  clasp_fixture_talk (other, "SET /b 1",
                      "ERROR 401 \"LockHeld: local holds the lock of this parameter\" /b");
  clasp_session_leave (local);
  clasp_fixture_talk (other, "SET /b 1", "ACK /b rev 2");
}

static void
test_lock_and_unlock_together_keep_the_lock (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *holder = clasp_fixture_join (fixture);
  ClaspFakeLink   *other = clasp_fixture_join (fixture);
  g_autofree char *text = NULL;

  clasp_fixture_say (holder, "SET /a 1 lock");
  clasp_fixture_say (holder, "SET /a 2 lock unlock");
  clasp_fixture_say (other, "SET /a 3");
  text = clasp_fake_link_take (other);
  g_assert_true (g_str_has_prefix (text, "ERROR 401 "));
}

/* --- capacity ----------------------------------------------------------------------------------
 */

static gboolean
exists (Fixture *fixture, const char *address)
{
  return clasp_router_peek (fixture->router, clasp_str (address)) != NULL;
}

static void
test_params_at_the_limit_and_one_more (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_talk (link, "SET /1 1", "ACK /1 rev 1");
  clasp_fixture_talk (link, "SET /2 1", "ACK /2 rev 1");
  clasp_fixture_talk (link, "SET /3 1", "ACK /3 rev 1");
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_params, ==, 3);
  clasp_fixture_talk (link, "SET /1 2", "ACK /1 rev 2"); /* /2 is the oldest now */
  clasp_fixture_talk (link, "SET /4 1", "ACK /4 rev 1");
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_params, ==, 3);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_evicted, ==, 1);
  g_assert_false (exists (fixture, "/2"));
  g_assert_true (exists (fixture, "/1"));
}

static void
test_params_in_use_are_not_evicted (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SUBSCRIBE 1 /used/*");
  clasp_fixture_say (link, "SUBSCRIBE 2 /**"); /* a look at everything keeps nothing */
  clasp_fixture_say (link, "SET /used/1 1");
  clasp_fixture_say (link, "SET /locked 1 lock");
  clasp_fixture_say (link, "SET /free 1");
  clasp_fixture_say (link, "SET /new 1");
  g_assert_false (exists (fixture, "/free"));
  g_free (clasp_fake_link_take (link));
  clasp_fixture_say (link, "SUBSCRIBE 3 /new");
  g_free (clasp_fake_link_take (link));
  clasp_fixture_talk (link, "SET /newer 1",
                      "ERROR 503 \"The router is full: 3 parameters are in use\" /newer");
  g_assert_true (exists (fixture, "/used/1") && exists (fixture, "/locked"));
  clasp_fixture_say (link, "UNSUBSCRIBE 1");
  clasp_fixture_talk (link, "SET /newer 1", "SET /used/1 null rev 2\nSET /newer 1 rev 1\nACK /newer rev 1");
}

/* A client keeps the higher revision: it would not believe a 1 (router.md 20, 9). */
static void
test_param_that_comes_back_goes_on_counting (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /1 1");
  clasp_fixture_say (link, "SET /1 2");
  clasp_fixture_say (link, "SET /2 1");
  clasp_fixture_say (link, "SET /3 1");
  clasp_fixture_say (link, "SET /4 1");
  g_assert_false (exists (fixture, "/1"));
  g_free (clasp_fake_link_take (link));
  clasp_fixture_talk (link, "SET /1 3", "ACK /1 rev 4"); /* 3 was the null at its end */
}

/* --- time to live ------------------------------------------------------------------------------
 */

static void
test_sliding_time_starts_again_with_writes_and_reads (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a 1 ttl 10");
  for (guint i = 0; i < 3; i++)
    {
      clasp_fixture_advance (fixture, 6 * G_USEC_PER_SEC);
      clasp_fixture_say (link, "SET /a 2");
      clasp_fixture_advance (fixture, 6 * G_USEC_PER_SEC);
      clasp_fixture_say (link, "GET /a");
    }
  g_assert_true (exists (fixture, "/a"));
  for (guint i = 0; i < 12; i++)
    clasp_fixture_advance (fixture, G_USEC_PER_SEC);
  g_assert_false (exists (fixture, "/a"));
}

static void
test_absolute_time_counts_from_the_write (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a 1 until 3");
  for (guint i = 0; i < 5; i++)
    {
      clasp_fixture_say (link, "GET /a");
      clasp_fixture_advance (fixture, G_USEC_PER_SEC);
    }
  g_assert_false (exists (fixture, "/a"));
}

static void
test_subscribers_are_told_of_the_end (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SUBSCRIBE 1 /a");
  clasp_fixture_talk (link, "SET /a 1 ttl 1", "SET /a 1 rev 1 ttl 1\nACK /a rev 1");
  clasp_fixture_advance (fixture, G_USEC_PER_SEC);
  clasp_fixture_expect (link, "SET /a null rev 2");
  clasp_fixture_talk (link, "SET /a 1", "SET /a 1 rev 3\nACK /a rev 3");
}

static void
test_never_ends_a_time_to_live (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspMessage   message = { .type = CLASP_MESSAGE_SET };

  clasp_fixture_say (link, "SET /a 1 ttl 1");
  message.set.address = CLASP_STR_LITERAL ("/a");
  message.set.has_ttl = TRUE;
  message.set.ttl.mode = CLASP_TTL_NEVER;
  clasp_fake_link_inject (link, &message);
  clasp_fixture_advance (fixture, 10 * G_USEC_PER_SEC);
  g_assert_true (exists (fixture, "/a"));
}

static void
test_expiry_of_a_locked_param (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a 1 lock ttl 1");
  clasp_fixture_advance (fixture, G_USEC_PER_SEC);
  g_assert_false (exists (fixture, "/a"));
  clasp_fake_link_hang_up (link); /* has nothing to release */
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/params/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits three = CLASP_ROUTER_LIMITS_DEFAULT;

  three.max_params = 3;
  clasp_test_init (&argc, &argv, 60);
  ADD ("addresses-are-checked-on-every-write", test_addresses_are_checked_on_every_write);
  ADD ("value-that-fits-no-snapshot-is-refused", test_value_that_fits_no_snapshot_is_refused);
  ADD ("lock-ends-with-its-session", test_lock_ends_with_its_session);
  ADD ("lock-and-unlock-together-keep-the-lock", test_lock_and_unlock_together_keep_the_lock);
  ADD_WITH ("params-at-the-limit-and-one-more", test_params_at_the_limit_and_one_more, &three);
  ADD_WITH ("params-in-use-are-not-evicted", test_params_in_use_are_not_evicted, &three);
  ADD_WITH ("param-that-comes-back-goes-on-counting", test_param_that_comes_back_goes_on_counting,
            &three);
  ADD ("sliding-time-starts-again-with-writes-and-reads",
       test_sliding_time_starts_again_with_writes_and_reads);
  ADD ("absolute-time-counts-from-the-write", test_absolute_time_counts_from_the_write);
  ADD ("subscribers-are-told-of-the-end", test_subscribers_are_told_of_the_end);
  ADD ("never-ends-a-time-to-live", test_never_ends_a_time_to_live);
  ADD ("expiry-of-a-locked-param", test_expiry_of_a_locked_param);
  return g_test_run ();
}
