/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/bridge-stage.h"

#include "bridges/clasp-bridge-bundle.h"

/* Bundles, both ways. */

typedef struct
{
  GString      *log;
  ClaspSession *session;
  ClaspSession *answerer; /* answers the first at once, which the router does after the whole */
} Listener;

static void
listener_cb (ClaspSession        *session,
             const ClaspDelivery *delivery,
             gpointer             user_data)
{
  Listener  *listener = user_data;
  ClaspStr   address = delivery->message->set.address;
  ClaspValue value = clasp_value_int (1);

  if (session == listener->answerer)
    clasp_session_set (session, CLASP_STR_LITERAL ("/test/answer"), &value);
  else
    g_string_append_len (listener->log, address.data + 5, (gssize) address.length - 5);
}

static void
listen (Stage *fixture, Listener *listener)
{
  listener->log = g_string_new (NULL);
  listener->session = clasp_router_join (fixture->router, "listener", listener_cb, NULL, listener);
  listener->answerer = clasp_router_join (fixture->router, "answerer", listener_cb, NULL, listener);
  clasp_session_subscribe (listener->session, 1, CLASP_STR_LITERAL ("/test/*"), CLASP_TYPES_ALL, FALSE, NULL);
  clasp_session_subscribe (listener->answerer, 1, CLASP_STR_LITERAL ("/test/1"), CLASP_TYPES_ALL, FALSE, NULL);
}

static void
receive_numbers (Stage *fixture, guint first, guint last)
{
  ClaspValue value = clasp_value_int (7);

  for (guint i = first; i <= last; i++)
    {
      char address[16];

      g_snprintf (address, sizeof address, "/%u", i);
      clasp_bridge_receive_param (CLASP_BRIDGE (fixture->bridge), clasp_str (address), &value);
    }
}

static void
test_a_bundle_is_heard_whole (Stage      *fixture,
                              gconstpointer data)
{
  Listener listener;

  stage_open (fixture);
  listen (fixture, &listener);
  receive_numbers (fixture, 1, 2);
  g_assert_cmpstr (listener.log->str, ==, "/1/answer/2");

  g_string_truncate (listener.log, 0);
  clasp_bridge_begin_bundle (CLASP_BRIDGE (fixture->bridge));
  clasp_bridge_begin_bundle (CLASP_BRIDGE (fixture->bridge));
  receive_numbers (fixture, 1, 3);
  clasp_bridge_end_bundle (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpstr (listener.log->str, ==, "");
  clasp_bridge_end_bundle (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpstr (listener.log->str, ==, "/1/2/3/answer");

  clasp_bridge_begin_bundle (CLASP_BRIDGE (fixture->bridge));
  clasp_bridge_end_bundle (CLASP_BRIDGE (fixture->bridge));
  clasp_session_leave (listener.session);
  clasp_session_leave (listener.answerer);
  g_string_free (listener.log, TRUE);
}

/* Somebody holds one of them: the others get their values all the same. */
static void
test_a_refused_param_does_not_keep_the_others (Stage      *fixture,
                                               gconstpointer data)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };
  gint64       number = 0;

  stage_open (fixture);
  message.set.address = CLASP_STR_LITERAL ("/test/2");
  message.set.value = clasp_value_int (99);
  message.set.lock = TRUE;
  clasp_session_submit (fixture->other, &message, NULL, FALSE);
  clasp_bridge_begin_bundle (CLASP_BRIDGE (fixture->bridge));
  receive_numbers (fixture, 1, 3);
  clasp_bridge_end_bundle (CLASP_BRIDGE (fixture->bridge));
  clasp_value_to_int (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/test/1")), &number);
  g_assert_cmpint (number, ==, 7);
  clasp_value_to_int (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/test/2")), &number);
  g_assert_cmpint (number, ==, 99);
  clasp_value_to_int (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/test/3")), &number);
  g_assert_cmpint (number, ==, 7);
}

static void
test_the_size_of_a_bundle_is_bounded (Stage      *fixture,
                                      gconstpointer data)
{
  g_autoptr (ClaspBridgeBundle) bundle = clasp_bridge_bundle_new ();
  ClaspValue                    value = clasp_value_int (1);
  char                          last[16];
  guint                         n;

  for (guint i = 0; i < CLASP_BRIDGE_MAX_BUNDLE; i++)
    g_assert_true (clasp_bridge_bundle_add (bundle, CLASP_STR_LITERAL ("/a"), &value));
  g_assert_false (clasp_bridge_bundle_add (bundle, CLASP_STR_LITERAL ("/a"), &value));
  clasp_bridge_bundle_peek (bundle, &n);
  g_assert_cmpuint (n, ==, CLASP_BRIDGE_MAX_BUNDLE);

  stage_open (fixture);
  clasp_bridge_begin_bundle (CLASP_BRIDGE (fixture->bridge));
  receive_numbers (fixture, 1, CLASP_BRIDGE_MAX_BUNDLE + 1);
  clasp_bridge_end_bundle (CLASP_BRIDGE (fixture->bridge));
  g_snprintf (last, sizeof last, "/test/%u", CLASP_BRIDGE_MAX_BUNDLE + 1);
  g_assert_nonnull (clasp_router_peek (fixture->router, clasp_str (last)));
}

static void
submit_bundle (Stage *fixture,
               guint    n_sets,
               guint64  unix_us)
{
  g_autofree ClaspMessage *sets = g_new0 (ClaspMessage, n_sets);
  ClaspMessage             bundle = { .type = CLASP_MESSAGE_BUNDLE };
  static const char *const addresses[] = { "/test/a", "/test/b", "/test/c" };

  for (guint i = 0; i < n_sets; i++)
    {
      sets[i].type = CLASP_MESSAGE_SET;
      sets[i].set.address = clasp_str (addresses[i]);
      sets[i].set.value = clasp_value_double (i + 1);
    }
  bundle.bundle.messages = sets;
  bundle.bundle.n_messages = n_sets;
  bundle.bundle.has_timestamp = unix_us != 0;
  bundle.bundle.timestamp_us = unix_us;
  clasp_session_submit (fixture->other, &bundle, NULL, FALSE);
}

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_a_bundle_comes_as_one (Stage      *fixture,
                            gconstpointer data)
{
  stage_open (fixture);
  submit_bundle (fixture, 3, 0);
  turn ();
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "[at 0: 1;2;3;]");
}

static void
test_bundles_and_what_comes_alone_are_told_apart (Stage      *fixture,
                                                  gconstpointer data)
{
  stage_open (fixture);
  submit_bundle (fixture, 2, 0);
  submit_bundle (fixture, 1, 0);
  stage_set (fixture, "/test/z", 9);
  submit_bundle (fixture, 1, 0);
  turn ();
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "[at 0: 1;2;][at 0: 1;]9;[at 0: 1;]");
}

static void
test_a_bundle_for_later_has_its_time (Stage      *fixture,
                                      gconstpointer data)
{
  stage_open (fixture);
  submit_bundle (fixture, 2, 50000);
  turn ();
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "");
  stage_advance_ms (fixture, 50);
  turn ();
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "[at 50000: 1;2;]");
}

static void
test_a_bundle_ends_before_the_device_does (Stage      *fixture,
                                           gconstpointer data)
{
  stage_open (fixture);
  submit_bundle (fixture, 1, 0);
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "[at 0: 1;]");
  turn ();
  g_assert_cmpstr (fixture->bridge->bundles->str, ==, "[at 0: 1;]");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(path, func) g_test_add ("/bridges/base/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("bundle-is-heard-whole", test_a_bundle_is_heard_whole);
  ADD ("refused-param-does-not-keep-the-others", test_a_refused_param_does_not_keep_the_others);
  ADD ("size-of-a-bundle-is-bounded", test_the_size_of_a_bundle_is_bounded);
  ADD ("bundle-comes-as-one", test_a_bundle_comes_as_one);
  ADD ("bundles-and-what-comes-alone", test_bundles_and_what_comes_alone_are_told_apart);
  ADD ("bundle-for-later-has-its-time", test_a_bundle_for_later_has_its_time);
  ADD ("bundle-ends-before-the-device", test_a_bundle_ends_before_the_device_does);
  return g_test_run ();
}
