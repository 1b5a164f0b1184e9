/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

#include <math.h>
#include <string.h>

/* Events and streams: once to each subscriber, unchanged, kept nowhere. */

typedef struct
{
  ClaspRouterFixture base;
  ClaspFakeLink     *a, *b;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_set_up (&fixture->base, NULL);
  fixture->a = clasp_fixture_join (&fixture->base);
  fixture->b = clasp_fixture_join (&fixture->base);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_tear_down (&fixture->base, NULL);
}

static void
test_one_copy_for_many_subscriptions (Fixture *fixture, gconstpointer data)
{
  ClaspSession *local = clasp_fixture_join_local (&fixture->base, "local");

  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /e/go");
  clasp_fixture_say (fixture->b, "SUBSCRIBE 2 /e/*");
  clasp_fixture_say (fixture->b, "SUBSCRIBE 3 /** event");
  clasp_fixture_say (fixture->b, "SUBSCRIBE 4 /**/go event rate 1000000");
  g_assert_true (
    clasp_session_subscribe (local, 1, CLASP_STR_LITERAL ("/e/**"), CLASP_TYPES_ALL, FALSE, NULL));
  g_assert_true (clasp_session_subscribe (local, 2, CLASP_STR_LITERAL ("/e/go"), CLASP_TYPES_EVENT,
                                          FALSE, NULL));
  clasp_fixture_talk (fixture->a, "PUBLISH event /e/go 1", "");
  clasp_fixture_expect (fixture->b, "PUBLISH event /e/go 1");
  clasp_fixture_expect_log (&fixture->base, "local ← PUBLISH event /e/go 1");
  clasp_session_leave (local);
}

static void
test_sender_does_not_meet_itself (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->a, "SUBSCRIBE 1 /**");
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /**");
  clasp_fixture_talk (fixture->a, "PUBLISH event /e 1", "");
  clasp_fixture_talk (fixture->a, "PUBLISH stream /s 1", "");
  clasp_fixture_expect (fixture->b, "PUBLISH event /e 1\nPUBLISH stream /s 1");
}

static void
test_types_choose (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /** stream");
  clasp_fixture_say (fixture->a, "PUBLISH event /x 1");
  clasp_fixture_say (fixture->a, "PUBLISH stream /x 2");
  clasp_fixture_expect (fixture->b, "PUBLISH stream /x 2");
}

/* Late joiners, GET and QUERY know nothing of what went by. */
static void
test_nothing_is_kept (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->a, "PUBLISH event /e 1");
  clasp_fixture_say (fixture->a, "PUBLISH stream /s 1");
  clasp_fixture_talk (fixture->b, "SUBSCRIBE 1 /**", "");
  clasp_fixture_talk (fixture->b, "GET /e", "SNAPSHOT []");
  clasp_fixture_talk (fixture->b, "GET /s", "SNAPSHOT []");
  clasp_fixture_talk (fixture->b, "QUERY /**", "RESULT []");
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_params, ==, 0);
}

static void
test_event_passes_whole (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /**");
  clasp_fixture_say (fixture->a, "PUBLISH event /e");
  clasp_fixture_say (fixture->a, "PUBLISH event /e null");
  clasp_fixture_say (fixture->a, "PUBLISH event /e text id 4294967295 ts 1700000000000001");
  clasp_fixture_expect (fixture->b, "PUBLISH event /e\nPUBLISH event /e null\n"
                                    "PUBLISH event /e text id 4294967295 ts 1700000000000001");
}

typedef struct
{
  guint   n;
  double  samples[1000];
  guint   n_samples;
  guint32 rate;
} Heard;

static void
hear_cb (const ClaspMessage *message, gpointer user_data)
{
  Heard *heard = user_data;

  g_assert_cmpint (message->type, ==, CLASP_MESSAGE_PUBLISH);
  g_assert_cmpint (message->publish.signal, ==, CLASP_SIGNAL_STREAM);
  heard->n++;
  heard->n_samples = message->publish.n_samples;
  heard->rate = message->publish.has_rate ? message->publish.rate : 0;
  memcpy (heard->samples, message->publish.samples, heard->n_samples * sizeof (double));
}

static void
publish_samples (ClaspFakeLink *link, double *samples, guint n_samples, guint32 rate)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = CLASP_STR_LITERAL ("/s");
  message.publish.signal = CLASP_SIGNAL_STREAM;
  message.publish.has_samples = TRUE;
  message.publish.samples = samples;
  message.publish.n_samples = n_samples;
  message.publish.has_rate = TRUE;
  message.publish.rate = rate;
  clasp_fake_link_inject (link, &message);
}

static void
test_samples_and_rate_pass_unchanged (Fixture *fixture, gconstpointer data)
{
  double samples[1000] = { 0.1, -0.0, G_MAXDOUBLE, G_MINDOUBLE, INFINITY, -INFINITY, NAN };
  Heard  heard = { 0 };

  for (guint i = 7; i < G_N_ELEMENTS (samples); i++)
    samples[i] = 1.0 / i;
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /**");
  clasp_fake_link_set_func (fixture->b, hear_cb, &heard);
  publish_samples (fixture->a, samples, G_N_ELEMENTS (samples), G_MAXUINT32);
  g_assert_cmpuint (heard.n, ==, 1);
  g_assert_cmpuint (heard.rate, ==, G_MAXUINT32);
  g_assert_cmpmem (heard.samples, heard.n_samples * sizeof (double), samples, sizeof samples);
  clasp_fake_link_set_func (fixture->b, NULL, NULL);
}

static void
test_streams_pass_every_one_without_load (Fixture *fixture, gconstpointer data)
{
  Heard heard = { 0 };

  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /**");
  clasp_fake_link_set_func (fixture->b, hear_cb, &heard);
  for (guint i = 0; i < 10000; i++)
    {
      double sample = i;

      publish_samples (fixture->a, &sample, 1, 48000);
      g_assert_cmpuint (heard.n, ==, i + 1);
      g_assert_cmpfloat (heard.samples[0], ==, i);
    }
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_dropped, ==, 0);
  clasp_fake_link_set_func (fixture->b, NULL, NULL);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/router/events/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("one-copy-for-many-subscriptions", test_one_copy_for_many_subscriptions);
  ADD ("sender-does-not-meet-itself", test_sender_does_not_meet_itself);
  ADD ("types-choose", test_types_choose);
  ADD ("nothing-is-kept", test_nothing_is_kept);
  ADD ("event-passes-whole", test_event_passes_whole);
  ADD ("samples-and-rate-pass-unchanged", test_samples_and_rate_pass_unchanged);
  ADD ("streams-pass-every-one-without-load", test_streams_pass_every_one_without_load);
  return g_test_run ();
}
