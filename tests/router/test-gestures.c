/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

/* Gestures: at most one move an interval, the newest, the last one always before the end; and no
 * gesture without an end. */

#define MS 1000

typedef struct
{
  ClaspRouterFixture base;
  ClaspFakeLink     *finger, *screen;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_set_up (&fixture->base, limits);
  fixture->finger = clasp_fixture_join (&fixture->base);
  fixture->screen = clasp_fixture_join (&fixture->base);
  clasp_fixture_say (fixture->finger, "SUBSCRIBE 1 /**");
  clasp_fixture_say (fixture->screen, "SUBSCRIBE 1 /**");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g 0 id 1 start");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g 1 id 1 move");
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /g start 0 id 1\nPUBLISH gesture /g move 1 id 1");
}

static void
tear_down (Fixture *fixture, gconstpointer limits)
{
  clasp_fixture_expect (fixture->finger, ""); /* the sender never meets itself */
  clasp_router_fixture_tear_down (&fixture->base, NULL);
}

static void
move (Fixture *fixture, int value)
{
  g_autofree char *line = g_strdup_printf ("PUBLISH gesture /g %d id 1 move", value);

  clasp_fixture_say (fixture->finger, line);
}

static void
test_one_move_per_interval (Fixture *fixture, gconstpointer limits)
{
  clasp_fixture_advance (&fixture->base, 15 * MS);
  move (fixture, 2);
  move (fixture, 3);
  clasp_fixture_expect (fixture->screen, "");
  clasp_fixture_advance (&fixture->base, MS - 1);
  clasp_fixture_expect (fixture->screen, "");
  clasp_fixture_advance (&fixture->base, 1);
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g move 3 id 1");
}

/* The reference measures from the last move that came in, and so starves fast ones. */
static void
test_interval_counts_from_the_last_forwarded_move (Fixture *fixture, gconstpointer limits)
{
  for (int i = 2; i <= 9; i++)
    {
      clasp_fixture_advance (&fixture->base, 4 * MS);
      move (fixture, i);
    }
  /* at 16 ms the move of 12 ms went, the one of that moment is the next */
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /g move 4 id 1\nPUBLISH gesture /g move 8 id 1");
}

static void
test_slow_moves_all_go_at_once (Fixture *fixture, gconstpointer limits)
{
  clasp_fixture_advance (&fixture->base, 16 * MS);
  move (fixture, 2);
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g move 2 id 1");
  clasp_fixture_advance (&fixture->base, 1000 * MS);
  clasp_fixture_expect (fixture->screen, "");
  move (fixture, 3);
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g move 3 id 1");
}

static void
test_last_move_goes_before_the_end (Fixture *fixture, gconstpointer limits)
{
  move (fixture, 2);
  move (fixture, 3);
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g 4 id 1 end");
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /g move 3 id 1\nPUBLISH gesture /g end 4 id 1");
  clasp_fixture_advance (&fixture->base, 1000 * MS);
  clasp_fixture_expect (fixture->screen, "");
}

static void
test_last_move_goes_before_a_cancel (Fixture *fixture, gconstpointer limits)
{
  move (fixture, 2);
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g id 1 cancel");
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /g move 2 id 1\nPUBLISH gesture /g cancel id 1");
}

static void
test_last_move_goes_before_a_new_start (Fixture *fixture, gconstpointer limits)
{
  move (fixture, 2);
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g 3 id 1 start");
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /g move 2 id 1\nPUBLISH gesture /g start 3 id 1");
}

static void
test_end_without_a_start_passes (Fixture *fixture, gconstpointer limits)
{
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g id 9 end");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /h id 1 cancel");
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /g end id 9\nPUBLISH gesture /h cancel id 1");
}

/* The router was restarted while a finger was down. */
static void
test_moves_without_a_start_keep_the_interval (Fixture *fixture, gconstpointer limits)
{
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /other 1 move");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /other 2 move");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /other 3 move");
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /other move 1");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g id 1 end");
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g end id 1");
  clasp_fake_link_hang_up (fixture->finger);
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /other move 3\nPUBLISH gesture /other cancel");
}

static void
test_fingers_are_apart (Fixture *fixture, gconstpointer limits)
{
  move (fixture, 2);
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g 5 id 2 move");  /* another id */
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g2 6 id 1 move"); /* another address */
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /g move 5 id 2\nPUBLISH gesture /g2 move 6 id 1");
  clasp_fixture_advance (&fixture->base, 16 * MS);
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g move 2 id 1");
}

static void
test_sessions_are_apart (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *other = clasp_fixture_join (&fixture->base);

  move (fixture, 2);
  clasp_fixture_say (other, "PUBLISH gesture /g 7 id 1 move"); /* the same address and id */
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g move 7 id 1");
  clasp_fixture_expect (fixture->finger, "PUBLISH gesture /g move 7 id 1");
  clasp_fixture_say (other, "PUBLISH gesture /g id 1 end");
  clasp_fixture_expect (fixture->finger, "PUBLISH gesture /g end id 1");
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g end id 1");
  clasp_fixture_advance (&fixture->base, 16 * MS);
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g move 2 id 1");
}

/* No id is id 0, but stays away in what is passed on. */
static void
test_no_id_is_id_0 (Fixture *fixture, gconstpointer limits)
{
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /x 1 start");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /x 2 move");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /x 3 move");
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /x start 1\nPUBLISH gesture /x move 2");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /x 4 id 0 end");
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /x move 3\nPUBLISH gesture /x end 4 id 0");
}

static void
test_disconnect_cancels_after_the_last_move (Fixture *fixture, gconstpointer limits)
{
  move (fixture, 2);
  clasp_fake_link_hang_up (fixture->finger);
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /g move 2 id 1\nPUBLISH gesture /g cancel id 1");
  clasp_fixture_advance (&fixture->base, 1000 * MS);
  clasp_fixture_expect (fixture->screen, "");
}

static void
test_ended_gesture_is_not_cancelled (Fixture *fixture, gconstpointer limits)
{
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g id 1 end");
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g end id 1");
  clasp_fake_link_hang_up (fixture->finger);
  clasp_fixture_expect (fixture->screen, "");
}

static void
test_local_session_that_leaves (Fixture *fixture, gconstpointer limits)
{
  ClaspSession *session = clasp_fixture_join_local (&fixture->base, "bridge");
  char          line[] = "PUBLISH gesture /b 1 id 3 start";
  ClaspMessage  message;

  clasp_fixture_parse (line, &message);
  clasp_session_submit (session, &message, NULL, FALSE);
  clasp_message_clear (&message);
  clasp_session_leave (session);
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /b start 1 id 3\nPUBLISH gesture /b cancel id 3");
  g_free (clasp_fake_link_take (fixture->finger));
}

/* Silence counts from the last message of the gesture, not from its start. */
static void
test_stale_gesture_is_cancelled (Fixture *fixture, gconstpointer limits)
{
  ClaspRouterLimits never_idle = CLASP_ROUTER_LIMITS_DEFAULT;

  never_idle.session_timeout_ms = 0;
  clasp_router_set_limits (fixture->base.router, "Test router", &never_idle);
  clasp_fixture_advance (&fixture->base, 200 * G_USEC_PER_SEC);
  move (fixture, 2);
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g move 2 id 1");
  clasp_fixture_advance (&fixture->base, 300 * G_USEC_PER_SEC - 1);
  clasp_fixture_expect (fixture->screen, "");
  clasp_fixture_advance (&fixture->base, 1);
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g cancel id 1");
  clasp_fake_link_hang_up (fixture->finger);
  clasp_fixture_expect (fixture->screen, "");
}

static void
test_stale_is_never_when_it_is_off (Fixture *fixture, gconstpointer limits)
{
  clasp_fixture_advance (&fixture->base, G_GINT64_CONSTANT (100000) * G_USEC_PER_SEC);
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g id 1 end");
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g end id 1");
}

static void
test_interval_0_forwards_all (Fixture *fixture, gconstpointer limits)
{
  move (fixture, 2);
  move (fixture, 3);
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /g move 2 id 1\nPUBLISH gesture /g move 3 id 1");
}

/* Inside bundles gestures are what they are outside. */
static void
test_bundled_moves_keep_the_interval (Fixture *fixture, gconstpointer limits)
{
  char         lines[][48] = { "PUBLISH gesture /g 2 id 1 move", "PUBLISH gesture /g 3 id 1 move",
                               "PUBLISH gesture /g 4 id 1 end", "PUBLISH gesture /b 1 start" };
  ClaspMessage parts[G_N_ELEMENTS (lines)];
  ClaspMessage message = { .type = CLASP_MESSAGE_BUNDLE };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    clasp_fixture_parse (lines[i], &parts[i]);
  message.bundle.messages = parts;
  message.bundle.n_messages = G_N_ELEMENTS (lines);
  clasp_fake_link_inject (fixture->finger, &message);
  clasp_fixture_expect (fixture->finger, "ACK");
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /g move 3 id 1\nPUBLISH gesture /g end 4 id 1\n"
                        "PUBLISH gesture /b start 1");
  clasp_fake_link_hang_up (fixture->finger);
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /b cancel");
}

static void
test_bound_and_one_more (Fixture *fixture, gconstpointer limits)
{
  /* /g is the first of two */
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /second 1 move");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /second 2 move");
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /second move 1");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /third 1 start");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /third 1 move");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /third 2 move");
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /third start 1\n"
                                         "PUBLISH gesture /third move 1\n"
                                         "PUBLISH gesture /third move 2");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /second end");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /third 3 move"); /* room again */
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /third 4 move");
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /second move 2\n"
                                         "PUBLISH gesture /second end\n"
                                         "PUBLISH gesture /third move 3");
}

static void
count_moves_cb (const ClaspMessage *message, gpointer user_data)
{
  guint *n_moves = user_data;

  if (message->type == CLASP_MESSAGE_PUBLISH && message->publish.phase == CLASP_PHASE_MOVE)
    ++*n_moves;
}

/* Ten seconds of a finger that moves a thousand times a second. */
static void
test_most_fast_moves_are_saved (Fixture *fixture, gconstpointer limits)
{
  guint n_in = 0;
  guint n_out = 0;

  clasp_fixture_advance (&fixture->base, 16 * MS);
  clasp_fake_link_set_func (fixture->screen, count_moves_cb, &n_out);
  for (; n_in < 10000; n_in++)
    {
      clasp_fixture_advance (&fixture->base, MS);
      move (fixture, (int) n_in);
    }
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g id 1 end");
  g_assert_cmpuint (n_out, >=, 10000 / 16);
  g_assert_cmpuint (n_out, <=, n_in / 10); /* 90 % saved */
}

static void
test_samples_and_texts_wait_whole (Fixture *fixture, gconstpointer limits)
{
  double       samples[] = { 0.25, 0.5 };
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = CLASP_STR_LITERAL ("/g");
  message.publish.signal = CLASP_SIGNAL_GESTURE;
  message.publish.phase = CLASP_PHASE_MOVE;
  message.publish.has_id = TRUE;
  message.publish.id = 1;
  message.publish.has_samples = TRUE;
  message.publish.samples = samples;
  message.publish.n_samples = 2;
  clasp_fake_link_inject (fixture->finger, &message);
  clasp_fixture_expect (fixture->screen, "");
  clasp_fixture_advance (&fixture->base, 16 * MS);
  clasp_fixture_expect (fixture->screen, "PUBLISH gesture /g move 0.25 0.5 id 1");
  clasp_fixture_say (fixture->finger, "PUBLISH gesture /g text id 1 move");
  clasp_fixture_say (fixture->finger,
                     "PUBLISH gesture /g a-text-that-is-too-long-for-a-value id 1 move");
  clasp_fixture_advance (&fixture->base, 16 * MS);
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH gesture /g move a-text-that-is-too-long-for-a-value id 1");
}

#define ADD_LIMITED(path, limits, function)                                                        \
  g_test_add ("/router/gestures/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_LIMITED (path, NULL, function)

int
main (int argc, char **argv)
{
  ClaspRouterLimits all = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits two = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits for_ever = CLASP_ROUTER_LIMITS_DEFAULT;

  all.gesture_interval_ms = 0;
  two.max_gestures = 2;
  for_ever.gesture_stale_s = 0;
  for_ever.session_timeout_ms = 0;
  clasp_test_init (&argc, &argv, 60);
  ADD ("one-move-per-interval", test_one_move_per_interval);
  ADD ("interval-counts-from-the-last-forwarded-move",
       test_interval_counts_from_the_last_forwarded_move);
  ADD ("slow-moves-all-go-at-once", test_slow_moves_all_go_at_once);
  ADD ("last-move-goes-before-the-end", test_last_move_goes_before_the_end);
  ADD ("last-move-goes-before-a-cancel", test_last_move_goes_before_a_cancel);
  ADD ("last-move-goes-before-a-new-start", test_last_move_goes_before_a_new_start);
  ADD ("end-without-a-start-passes", test_end_without_a_start_passes);
  ADD ("moves-without-a-start-keep-the-interval", test_moves_without_a_start_keep_the_interval);
  ADD ("fingers-are-apart", test_fingers_are_apart);
  ADD ("sessions-are-apart", test_sessions_are_apart);
  ADD ("no-id-is-id-0", test_no_id_is_id_0);
  ADD ("disconnect-cancels-after-the-last-move", test_disconnect_cancels_after_the_last_move);
  ADD ("ended-gesture-is-not-cancelled", test_ended_gesture_is_not_cancelled);
  ADD ("local-session-that-leaves", test_local_session_that_leaves);
  ADD ("stale-gesture-is-cancelled", test_stale_gesture_is_cancelled);
  ADD_LIMITED ("stale-is-never-when-it-is-off", &for_ever, test_stale_is_never_when_it_is_off);
  ADD_LIMITED ("interval-0-forwards-all", &all, test_interval_0_forwards_all);
  ADD ("bundled-moves-keep-the-interval", test_bundled_moves_keep_the_interval);
  ADD_LIMITED ("bound-and-one-more", &two, test_bound_and_one_more);
  ADD ("most-fast-moves-are-saved", test_most_fast_moves_are_saved);
  ADD ("samples-and-texts-wait-whole", test_samples_and_texts_wait_whole);
  return g_test_run ();
}
