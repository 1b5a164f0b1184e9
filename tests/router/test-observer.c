/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/clasp-observer.h"
#include "router/clasp-restore.h"
#include "support/clasp-router-fixture.h"

/* What the observer is told, and parameters of an earlier run. */

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

/* --- the observer --------------------------------------------------------------------------- */

static void
written_cb (const ClaspParam *param, const ClaspSet *set, gpointer user_data)
{
  ClaspStr address = clasp_param_get_address (param);

  g_string_append_printf (user_data, "written %.*s rev %" G_GUINT64_FORMAT "%s\n",
                          (int) address.length, address.data, param->revision,
                          set == NULL ? " by the router" : "");
}

static void
touched_cb (const ClaspParam *param, gpointer user_data)
{
  ClaspStr address = clasp_param_get_address (param);

  g_string_append_printf (user_data, "touched %.*s\n", (int) address.length, address.data);
}

static void
removed_cb (const ClaspParam *param, gpointer user_data)
{
  ClaspStr address = clasp_param_get_address (param);

  g_string_append_printf (user_data, "removed %.*s\n", (int) address.length, address.data);
}

static void
published_cb (const ClaspMessage *message,
              ClaspStr            author,
              guint64             timestamp_us,
              gpointer            user_data)
{
  g_autofree char *line = clasp_test_describe_message (message);

  g_assert_cmpuint (author.length, >, 0);
  g_assert_cmpuint (timestamp_us, ==, CLASP_FIXTURE_UNIX_US);
  g_string_append_printf (user_data, "%s\n", line);
}

static const ClaspRouterObserver observer = { written_cb, touched_cb, removed_cb, published_cb };

static void
expect (GString *seen, const char *expected)
{
  g_assert_cmpstr (seen->str, ==, expected);
  g_string_truncate (seen, 0);
}

static void
test_observer_sees_the_routers_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  ClaspFakeLink      *link = clasp_fixture_join (fixture);
  ClaspSession       *local = clasp_fixture_join_local (fixture, "local");
  ClaspMessage        members[3] = { { .type = CLASP_MESSAGE_PUBLISH },
                                     { .type = CLASP_MESSAGE_SET },
                                     { .type = CLASP_MESSAGE_SET } };
  ClaspMessage        bundle = { .type = CLASP_MESSAGE_BUNDLE };

  clasp_router_set_observer (fixture->router, &observer, seen);
  clasp_fixture_say (link, "SET /a 1");
  clasp_fixture_say (link, "PUBLISH event /e 2");
  clasp_fixture_say (link, "SET /a 2 rev 7"); /* refused: not seen */
  members[0].publish.address = CLASP_STR_LITERAL ("/f");
  members[0].publish.signal = CLASP_SIGNAL_EVENT;
  members[1].set.address = CLASP_STR_LITERAL ("/a");
  members[2].set.address = CLASP_STR_LITERAL ("/b");
  bundle.bundle.messages = members; /* borrowed */
  bundle.bundle.n_messages = 3;
  clasp_session_submit (local, &bundle, NULL, FALSE);
  expect (seen, "written /a rev 1\nPUBLISH event /e 2\nwritten /a rev 2\nwritten /b rev 1\n"
                "PUBLISH event /f\n");

  clasp_router_set_observer (fixture->router, NULL, NULL);
  clasp_fixture_say (link, "SET /a 3");
  expect (seen, "");
  clasp_session_leave (local);
}

static void
test_observer_sees_what_time_does (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  ClaspFakeLink      *link = clasp_fixture_join (fixture);

  clasp_router_set_observer (fixture->router, &observer, seen);
  clasp_fixture_say (link, "SET /t 1 ttl 2");
  clasp_fixture_say (link, "GET /t");
  clasp_fixture_advance (fixture, 5 * G_USEC_PER_SEC);
  expect (seen, "written /t rev 1\ntouched /t\nwritten /t rev 2 by the router\nremoved /t\n");

  clasp_fixture_say (link, "SET /l 1 lock");
  clasp_fake_link_hang_up (link);
  expect (seen, "written /l rev 1\ntouched /l\n");
  clasp_router_set_observer (fixture->router, NULL, NULL);
}

/* --- restoring ------------------------------------------------------------------------------ */

static gboolean
restore (Fixture *fixture, const char *address, const char *holder)
{
  ClaspRestoredParam restored = {
    .address = clasp_str (address),
    .value = clasp_value_int (5),
    .revision = 41,
    .timestamp_us = 1234,
    .writer = CLASP_STR_LITERAL ("somebody"),
    .lock_holder = clasp_str (holder),
  };

  return clasp_router_restore (fixture->router, &restored);
}

static void
check_param_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  g_assert_cmpuint (param->revision, ==, 41);
  g_assert_cmpuint (param->timestamp_us, ==, 1234);
  g_assert_true (clasp_str_equal (param->writer, CLASP_STR_LITERAL ("somebody")));
  ++*(guint *) user_data;
}

static void
test_restored_as_it_was (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink           *link = clasp_fixture_join (fixture);
  g_autoptr (ClaspPattern) all = clasp_pattern_new (CLASP_STR_LITERAL ("/**"));
  guint                    n = 0;

  clasp_fixture_say (link, "SUBSCRIBE 1 /**");
  g_assert_true (restore (fixture, "/a", ""));
  g_assert_true (restore (fixture, "/b", ""));
  g_assert_false (restore (fixture, "/a", ""));
  g_assert_false (restore (fixture, "not an address", ""));
  clasp_router_restore_end (fixture->router, 0);
  clasp_fixture_expect (link, "SET /a 5 rev 41\nSET /b 5 rev 41");

  clasp_router_foreach (fixture->router, all, check_param_cb, &n);
  g_assert_cmpuint (n, ==, 2);
  clasp_fixture_say (link, "SET /a 6 rev 41");
  clasp_fixture_expect (link, "SET /a 6 rev 42\nACK /a rev 42");
}

static void
test_restored_time_to_live_goes_on (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink     *link = clasp_fixture_join (fixture);
  ClaspRestoredParam restored = {
    .address = CLASP_STR_LITERAL ("/t"),
    .value = clasp_value_int (1),
    .revision = 1,
    .has_ttl = TRUE,
    .ttl = { CLASP_TTL_SLIDING, 60 },
    .expires_in_us = 10 * G_USEC_PER_SEC,
  };

  g_assert_true (clasp_router_restore (fixture->router, &restored));
  restored.address = CLASP_STR_LITERAL ("/late");
  restored.expires_in_us = 0;
  g_assert_false (clasp_router_restore (fixture->router, &restored));
  clasp_router_restore_end (fixture->router, 0);

  for (guint i = 0; i < 8; i++)
    clasp_fixture_advance (fixture, G_USEC_PER_SEC);
  g_assert_nonnull (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/t")));
  clasp_fixture_say (link, "GET /t"); /* a sliding one has its whole time again */
  for (guint i = 0; i < 58; i++)
    clasp_fixture_advance (fixture, G_USEC_PER_SEC);
  g_assert_nonnull (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/t")));
  for (guint i = 0; i < 4; i++)
    clasp_fixture_advance (fixture, G_USEC_PER_SEC);
  g_assert_null (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/t")));
}

static void
test_restored_lock_waits_for_its_holder (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *other = clasp_fixture_join (fixture);
  ClaspFakeLink   *desk = clasp_fixture_connect (fixture);
  g_autofree char *text = NULL;

  restore (fixture, "/a", "desk");
  restore (fixture, "/b", "desk");
  clasp_router_restore_end (fixture->router, CLASP_RESTORE_LOCK_GRACE_US);
  clasp_fixture_talk (other, "SET /a 1",
                      "ERROR 401 \"LockHeld: desk holds the lock of this parameter\" /a");
  clasp_fixture_say (desk, "HELLO desk");
  g_free (clasp_fake_link_take (desk));
  clasp_fixture_talk (desk, "SET /a 1", "ACK /a rev 42");

  /* It has the lock as if it had taken it: for longer than the grace period, and not for ever. */
  clasp_fixture_advance (fixture, CLASP_RESTORE_LOCK_GRACE_US + 1);
  clasp_fixture_say (other, "SET /b 1");
  text = clasp_fake_link_take (other);
  g_assert_true (g_str_has_prefix (text, "ERROR 401"));
  clasp_fake_link_hang_up (desk);
  clasp_fixture_talk (other, "SET /b 1", "ACK /b rev 42");
}

static void
test_restored_lock_does_not_outlive_its_grace (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *other = clasp_fixture_join (fixture);

  restore (fixture, "/a", "desk");
  clasp_router_restore_end (fixture->router, CLASP_RESTORE_LOCK_GRACE_US);
  clasp_fixture_advance (fixture, CLASP_RESTORE_LOCK_GRACE_US - 1);
  clasp_fixture_talk (other, "SET /a 1",
                      "ERROR 401 \"LockHeld: desk holds the lock of this parameter\" /a");
  clasp_fixture_advance (fixture, 1);
  clasp_fixture_talk (other, "SET /a 1", "ACK /a rev 42");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add ("/router/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("observer/sees-the-routers-order", test_observer_sees_the_routers_order);
  ADD ("observer/sees-what-time-does", test_observer_sees_what_time_does);
  ADD ("restore/as-it-was", test_restored_as_it_was);
  ADD ("restore/time-to-live-goes-on", test_restored_time_to_live_goes_on);
  ADD ("restore/lock-waits-for-its-holder", test_restored_lock_waits_for_its_holder);
  ADD ("restore/lock-does-not-outlive-its-grace", test_restored_lock_does_not_outlive_its_grace);

  return g_test_run ();
}
