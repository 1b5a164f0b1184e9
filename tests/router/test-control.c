/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

/* Orders to the router: an operator breaks a lock, and who may. */

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

#define FORBIDDEN                                                                                   \
  "ERROR 301 \"Forbidden: the router's setting “control” does not let this connection give it " \
  "orders\" /clasp/router/unlock"

static ClaspFakeLink *
join_from (Fixture *fixture, const char *peer)
{
  ClaspFakeLink *link = clasp_fake_link_new (peer);

  g_ptr_array_add (fixture->links, link);
  clasp_router_accept (fixture->router, CLASP_LINK (link));
  clasp_fixture_say (link, "HELLO operator");
  g_free (clasp_fake_link_take (link));
  return link;
}

static gboolean
is_locked_for (ClaspFakeLink *link, const char *line)
{
  g_autofree char *text = NULL;

  g_free (clasp_fake_link_take (link));
  clasp_fixture_say (link, line);
  text = clasp_fake_link_take (link);
  return g_str_has_prefix (text, "ERROR 401 ");
}

static void
test_this_computer_breaks_a_lock (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *holder = clasp_fixture_join (fixture);
  ClaspFakeLink *other = clasp_fixture_join (fixture);
  ClaspFakeLink *operator= join_from (fixture, "127.0.0.1:5000");

  clasp_fixture_say (holder, "SET /a 1 lock");
  clasp_fixture_say (other, "SUBSCRIBE 1 /**");
  g_free (clasp_fake_link_take (other));
  g_assert_true (is_locked_for (other, "SET /a 2"));
  clasp_fixture_talk (operator, "PUBLISH event /clasp/router/unlock /a", "");
  clasp_fixture_expect (other, "SET /a 1 rev 1 unlock"); /* and not the order */
  g_assert_false (is_locked_for (other, "SET /a 2"));
  clasp_fixture_talk (holder, "SET /a 3 lock", "ACK /a rev 1\nACK /a rev 3");
  g_assert_true (is_locked_for (other, "SET /a 4"));
  clasp_fake_link_hang_up (holder); /* has one lock to release */
  g_assert_false (is_locked_for (other, "SET /a 4"));
}

static void
test_every_loopback_address_is_this_computer (Fixture *fixture, gconstpointer limits)
{
  static const char *const peers[] = { "127.0.0.1:1", "127.9.9.9:1", "[::1]:1",
                                       "[::ffff:127.0.0.1]:1" };
  ClaspFakeLink           *link = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a 1");
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    clasp_fixture_talk (join_from (fixture, peers[i]), "PUBLISH event /clasp/router/unlock /a", "");
}

static void
test_other_computers_are_refused (Fixture *fixture, gconstpointer limits)
{
  static const char *const peers[] = { "192.0.2.1:1", "[2001:db8::1]:1", "[::12]:1" };
  ClaspFakeLink           *link = clasp_fixture_join (fixture);

  clasp_fixture_talk (link, "SET /a 1 lock", "ACK /a rev 1");
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    clasp_fixture_talk (join_from (fixture, peers[i]), "PUBLISH event /clasp/router/unlock /a",
                        FORBIDDEN);
  g_assert_true (is_locked_for (clasp_fixture_join (fixture), "SET /a 2"));
}

static void
test_nobody_means_nobody (Fixture *fixture, gconstpointer limits)
{
  clasp_fixture_talk (join_from (fixture, "127.0.0.1:1"), "PUBLISH event /clasp/router/unlock /a",
                      FORBIDDEN);
}

static void
test_everybody_means_everybody (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *other = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SET /a 1 lock");
  clasp_fixture_talk (other, "PUBLISH event /clasp/router/unlock /a", "");
  g_assert_false (is_locked_for (other, "SET /a 2"));
}

static void
test_sessions_of_this_process_may (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink   *link = clasp_fixture_join (fixture);
  ClaspFakeLink   *other = clasp_fixture_join (fixture);
  ClaspSession    *local = clasp_fixture_join_local (fixture, "window");
  const ClaspValue address = clasp_value_string (CLASP_STR_LITERAL ("/a"));

  clasp_fixture_say (link, "SET /a 1 lock");
  clasp_session_emit (local, CLASP_STR_LITERAL ("/clasp/router/unlock"), &address);
  clasp_fixture_expect_log (fixture, "");
  g_assert_false (is_locked_for (other, "SET /a 2"));
  clasp_session_leave (local);
  clasp_value_release (&address);
}

static void
test_orders_that_make_no_sense (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = join_from (fixture, "127.0.0.1:1");

  clasp_fixture_talk (link, "PUBLISH event /clasp/router/unlock /a",
                      "ERROR 201 \"AddressNotFound: there is no parameter /a\" "
                      "/clasp/router/unlock");
  clasp_fixture_talk (link, "PUBLISH event /clasp/router/unlock 5",
                      "ERROR 402 \"InvalidValue: expected the address of a parameter as text\" "
                      "/clasp/router/unlock");
  clasp_fixture_talk (link, "PUBLISH event /clasp/router/unlock",
                      "ERROR 402 \"InvalidValue: expected the address of a parameter as text\" "
                      "/clasp/router/unlock");
  clasp_fixture_talk (link, "PUBLISH event /clasp/router/stop",
                      "ERROR 201 \"AddressNotFound: the router knows one order, the event "
                      "/clasp/router/unlock\" /clasp/router/stop");
}

/* All or nothing: an order that is refused takes the values along. */
static void
test_order_in_a_bundle (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink        *holder = clasp_fixture_join (fixture);
  ClaspFakeLink        *operator= join_from (fixture, "127.0.0.1:1");
  g_auto (ClaspMessage) bundle = { .type = CLASP_MESSAGE_BUNDLE };

  clasp_fixture_talk (holder, "SET /a 1 lock", "ACK /a rev 1");
  bundle.bundle.n_messages = 2;
  bundle.bundle.messages = g_new0 (ClaspMessage, 2);
  bundle.bundle.messages[0].type = CLASP_MESSAGE_SET;
  bundle.bundle.messages[0].set.address = CLASP_STR_LITERAL ("/b");
  bundle.bundle.messages[1].type = CLASP_MESSAGE_PUBLISH;
  bundle.bundle.messages[1].publish.address = CLASP_STR_LITERAL ("/clasp/router/unlock");
  bundle.bundle.messages[1].publish.signal = CLASP_SIGNAL_EVENT;
  bundle.bundle.messages[1].publish.has_value = TRUE;
  bundle.bundle.messages[1].publish.value = clasp_value_string (CLASP_STR_LITERAL ("/a"));
  clasp_fake_link_inject (holder, &bundle);
  clasp_fixture_expect (holder, FORBIDDEN);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_params, ==, 1);
  clasp_fake_link_inject (operator, & bundle);
  clasp_fixture_expect (operator, "ACK rev 1");
  clasp_fixture_talk (operator, "SET /a 2", "ACK /a rev 2");
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/control/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits nobody = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits everybody = CLASP_ROUTER_LIMITS_DEFAULT;

  nobody.control = CLASP_CONTROL_NOBODY;
  everybody.control = CLASP_CONTROL_EVERYBODY;
  clasp_test_init (&argc, &argv, 60);
  ADD ("this-computer-breaks-a-lock", test_this_computer_breaks_a_lock);
  ADD ("every-loopback-address-is-this-computer", test_every_loopback_address_is_this_computer);
  ADD ("other-computers-are-refused", test_other_computers_are_refused);
  ADD_WITH ("nobody-means-nobody", test_nobody_means_nobody, &nobody);
  ADD_WITH ("everybody-means-everybody", test_everybody_means_everybody, &everybody);
  ADD ("sessions-of-this-process-may", test_sessions_of_this_process_may);
  ADD ("orders-that-make-no-sense", test_orders_that_make_no_sense);
  ADD ("order-in-a-bundle", test_order_in_a_bundle);
  return g_test_run ();
}
