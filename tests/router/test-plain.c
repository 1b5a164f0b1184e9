/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-codec-plain-private.h"
#include "support/clasp-router-fixture.h"

/* The short way through the router (clasp-plain.c) against the handlers: two routers are told the
 * same, one of them counts every session's messages against a rate that nobody reaches, for which
 * it takes the long way with everything. Whatever anybody is told must be the same. */

#define N_LINKS 4
#define N_STEPS 6000
#define RATE_NOBODY_REACHES 1000000

typedef struct
{
  ClaspRouterFixture plain, handlers;
  ClaspFakeLink     *of_plain[N_LINKS], *of_handlers[N_LINKS];
} Pair;

static const ClaspRouterLimits plain_limits = CLASP_ROUTER_LIMITS_DEFAULT;

static void
pair_set_up (Pair *pair, gconstpointer user_data)
{
  ClaspRouterLimits limited = CLASP_ROUTER_LIMITS_DEFAULT;

  limited.message_rate = RATE_NOBODY_REACHES;
  clasp_router_fixture_set_up (&pair->plain, &plain_limits);
  clasp_router_fixture_set_up (&pair->handlers, &limited);
  for (guint i = 0; i < N_LINKS; i++)
    {
      pair->of_plain[i] = clasp_fixture_join (&pair->plain);
      pair->of_handlers[i] = clasp_fixture_join (&pair->handlers);
    }
}

static void
pair_tear_down (Pair *pair, gconstpointer user_data)
{
  clasp_router_fixture_tear_down (&pair->plain, NULL);
  clasp_router_fixture_tear_down (&pair->handlers, NULL);
}

static void
say_both (Pair *pair, guint link, const char *line)
{
  clasp_fixture_say (pair->of_plain[link], line);
  clasp_fixture_say (pair->of_handlers[link], line);
}

/* What it was told, without the session ids, which are drawn. */
static char *
take_without_ids (ClaspFakeLink *link)
{
  g_autofree char   *text = clasp_fake_link_take (link);
  g_autoptr (GRegex) id = g_regex_new ("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", 0, 0, NULL);

  return g_regex_replace_literal (id, text, -1, 0, "ID", 0, NULL);
}

static void
assert_same (Pair *pair, const char *line)
{
  ClaspRouterStats of_plain = clasp_fixture_stats (&pair->plain);
  ClaspRouterStats of_handlers = clasp_fixture_stats (&pair->handlers);

  for (guint i = 0; i < N_LINKS; i++)
    {
      g_autofree char *plain = take_without_ids (pair->of_plain[i]);
      g_autofree char *handlers = take_without_ids (pair->of_handlers[i]);

      if (g_strcmp0 (plain, handlers) != 0)
        g_test_message ("link %u after: %s", i, line);
      g_assert_cmpstr (plain, ==, handlers);
      g_assert_cmpint (clasp_fake_link_get_last_qos (pair->of_plain[i]), ==,
                       clasp_fake_link_get_last_qos (pair->of_handlers[i]));
    }
  g_assert_cmpstr (pair->plain.log->str, ==, pair->handlers.log->str);
  g_string_truncate (pair->plain.log, 0);
  g_string_truncate (pair->handlers.log, 0);
  g_assert_cmpuint (of_plain.n_received, ==, of_handlers.n_received);
  g_assert_cmpuint (of_plain.n_delivered, ==, of_handlers.n_delivered);
  g_assert_cmpuint (of_plain.n_dropped, ==, of_handlers.n_dropped);
  g_assert_cmpuint (of_plain.n_params, ==, of_handlers.n_params);
}

static void
say_and_compare (Pair *pair, guint link, const char *line)
{
  say_both (pair, link, line);
  assert_same (pair, line);
}

/* --- what a show says ----------------------------------------------------------------------- */

static const char *
random_address (GRand *random)
{
  static const char *const addresses[] = {
    "/a",
    "/a/x",
    "/stage/fader/1",
    "/stage/fader/2",
    "/stage/fixture/0001/pan",
    "/b/none",
    "/a//wrong",
    "/clasp/p2p/signal/nobody",
    "/clasp/router/unlock",
    "/stage/fixture/0001/a-name-that-is-longer-than-sixty-four-bytes-in-all",
  };

  return addresses[g_rand_int_range (random, 0, G_N_ELEMENTS (addresses))];
}

static const char *
random_value (GRand *random)
{
  static const char *const values[] = { "0.5", "0.25", "-1e300", "nan",
                                        "5i",  "text", "null",   "[1,2]" };

  return values[g_rand_int_range (random, 0, G_N_ELEMENTS (values))];
}

static char *
rare_line (GRand *random)
{
  static const char *const lines[] = {
    "SUBSCRIBE 1 /** param,event,stream",
    "SUBSCRIBE 2 /stage/** stream",
    "SUBSCRIBE 3 /a/* param",
    "SUBSCRIBE 1 /stage/fader/1 param",
    "SUBSCRIBE 4 /stage/** param,stream rate 20",
    "SUBSCRIBE 5 /a/** param epsilon 0.3",
    "SUBSCRIBE 6 /stage/fader/* param,event history 3",
    "UNSUBSCRIBE 1",
    "UNSUBSCRIBE 2",
    "UNSUBSCRIBE 3",
    "UNSUBSCRIBE 4",
    "UNSUBSCRIBE 5",
    "UNSUBSCRIBE 6",
    "SET /stage/fader/1 0.5 lock",
    "SET /stage/fader/1 0.5 unlock",
    "SET /stage/fader/2 0.75 ttl 2",
    "SET /a 0.5 rev 3",
    "ANNOUNCE /stage /stage/fader/2[0..1]=max",
    "PING",
  };

  return g_strdup (lines[g_rand_int_range (random, 0, G_N_ELEMENTS (lines))]);
}

static char *
random_line (GRand *random)
{
  static const char *const signals[] = { "event", "stream" };

  switch (g_rand_int_range (random, 0, 12))
    {
    case 0:
      return rare_line (random);
    case 1:
      return g_strdup_printf ("GET %s", random_address (random));
    case 2:
    case 3:
    case 4:
    case 5:
      return g_strdup_printf ("PUBLISH %s %s %s", signals[g_rand_int_range (random, 0, 2)],
                              random_address (random), random_value (random));
    default:
      return g_strdup_printf ("SET %s %s", random_address (random), random_value (random));
    }
}

static void
hold_or_release (Pair *pair, GRand *random)
{
  guint link = (guint) g_rand_int_range (random, 0, N_LINKS);

  if (g_rand_boolean (random))
    {
      clasp_fake_link_hold (pair->of_plain[link]);
      clasp_fake_link_hold (pair->of_handlers[link]);
      return;
    }
  clasp_fake_link_release (pair->of_plain[link], G_MAXSIZE);
  clasp_fake_link_release (pair->of_handlers[link], G_MAXSIZE);
}

static void
wait_both (Pair *pair, gint64 by_us)
{
  clasp_fixture_advance (&pair->plain, by_us);
  clasp_fixture_advance (&pair->handlers, by_us);
}

static ClaspSession *
join_listener (ClaspRouterFixture *fixture)
{
  ClaspSession *session = clasp_fixture_join_local (fixture, "local");

  g_assert_true (clasp_session_subscribe (session, 1, CLASP_STR_LITERAL ("/stage/fixture/**"),
                                          CLASP_TYPES_ALL, TRUE, NULL));
  return session;
}

static void
test_a_show_of_everything (Pair *pair, gconstpointer user_data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20240601);
  ClaspSession     *locals[2] = { NULL, NULL };

  for (guint step = 0; step < N_STEPS; step++)
    {
      g_autofree char *line = random_line (random);

      if (step == N_STEPS / 2)
        {
          locals[0] = join_listener (&pair->plain);
          locals[1] = join_listener (&pair->handlers);
        }
      if (step % 97 == 0)
        hold_or_release (pair, random);
      if (step % 31 == 0)
        wait_both (pair, g_rand_int_range (random, 1, 900000));
      say_and_compare (pair, (guint) g_rand_int_range (random, 0, N_LINKS), line);
    }
  clasp_session_leave (locals[0]);
  clasp_session_leave (locals[1]);
}

/* One after the other, what makes the short way step back. */
static void
test_steps_back_for_each_condition (Pair *pair, gconstpointer user_data)
{
  static const char *const conditions[] = {
    "SET /p 1.5 ttl 100",   "SET /p 1.5 ttl 0",     "SET /p 1.5 lock",
    "SET /p 1.5 unlock",    "SET /p text",          "SET /p [1,2]",
    "SET /p 2.5",           "SUBSCRIBE 9 /p param", "SUBSCRIBE 9 /* all",
    "ANNOUNCE /p /p[0..2]", "SET /p 7.5",           "UNSUBSCRIBE 9",
    "ANNOUNCE /p /p=max",   "SET /p 1.0",           "GET /p",
    "PUBLISH event /p 1.5", "PUBLISH stream /p 1",  "PUBLISH event /p",
    "PUBLISH event /p 1i",
  };

  say_and_compare (pair, 0, "SUBSCRIBE 1 /** param,event,stream");
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      say_and_compare (pair, 1, conditions[i]);
      for (guint link = 0; link < 3; link++)
        {
          say_and_compare (pair, link, "SET /p 0.5");
          say_and_compare (pair, link, "PUBLISH stream /p 0.5");
        }
    }
}

/* Its own events nobody meets; its own SET a remote peer sees come back. */
static void
test_echo (Pair *pair, gconstpointer user_data)
{
  say_and_compare (pair, 0, "SUBSCRIBE 1 /** param,event,stream");
  say_and_compare (pair, 0, "SET /e 0.5");
  say_both (pair, 0, "SET /e 0.75");
  clasp_fixture_expect (pair->of_plain[0], "SET /e 0.75 rev 2\nACK /e rev 2");
  clasp_fixture_expect (pair->of_handlers[0], "SET /e 0.75 rev 2\nACK /e rev 2");
  for (guint i = 0; i < 2; i++)
    {
      say_both (pair, 0, "PUBLISH event /e 1.5");
      clasp_fixture_expect (pair->of_plain[0], "");
      say_both (pair, 1, "PUBLISH event /e 1.5");
      clasp_fixture_expect (pair->of_plain[0], "PUBLISH event /e 1.5");
    }
}

/* A plain SET keeps a parameter alive that was given a time to live. */
static void
test_time_to_live_is_renewed (Pair *pair, gconstpointer user_data)
{
  say_and_compare (pair, 0, "SET /t 0.5 ttl 2");
  for (guint i = 0; i < 3; i++)
    {
      wait_both (pair, 1500000);
      say_and_compare (pair, 0, "SET /t 0.75");
    }
  say_both (pair, 0, "GET /t");
  clasp_fixture_expect (pair->of_plain[0], "SNAPSHOT [/t=0.75 rev 4]");
  clasp_fixture_expect (pair->of_handlers[0], "SNAPSHOT [/t=0.75 rev 4]");
  wait_both (pair, 5000000);
  say_and_compare (pair, 0, "GET /t");
}

static void
test_latency_is_sampled (Pair *pair, gconstpointer user_data)
{
  say_and_compare (pair, 0, "SUBSCRIBE 1 /** param,event,stream");
  for (guint i = 0; i < 1000; i++)
    {
      say_and_compare (pair, 1, "SET /m 0.5");
      say_and_compare (pair, 1, "PUBLISH stream /m 0.5");
    }
}

/* --- frames --------------------------------------------------------------------------------- */

static void
assert_written_alike (const ClaspMessage *message, const guint8 *bytes, gsize size)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspCodecStatus     status;

  g_assert_true (clasp_frame_encode_default (&writer, message, &status));
  g_assert_cmpmem (writer.data, writer.length, bytes, size);
}

static void
test_frames_are_what_the_codec_writes (void)
{
  char text[CLASP_ADDRESS_MAX_LENGTH];

  memset (text, 'x', sizeof text);
  text[0] = '/';
  for (gsize length = 1; length <= sizeof text; length++)
    {
      guint8       frame[24 + CLASP_ADDRESS_MAX_LENGTH];
      ClaspStr     address = { text, length };
      ClaspMessage set = { .type = CLASP_MESSAGE_SET,
                           .set = { .address = address,
                                    .value = clasp_value_double (0.1 * length),
                                    .has_revision = TRUE,
                                    .revision = length << 40 } };
      ClaspMessage ack = {
        .type = CLASP_MESSAGE_ACK,
        .ack = { .has_address = TRUE, .address = address, .has_revision = TRUE, .revision = length }
      };

      clasp_plain_put_told_set (frame, address, 0.1 * length, length << 40);
      assert_written_alike (&set, frame, clasp_plain_told_set_size (length));
      clasp_plain_put_ack (frame, address, length);
      assert_written_alike (&ack, frame, clasp_plain_ack_size (length));
    }
}

/* A PUBLISH is handed on as it came only if it would be written like that. */
static void
test_only_canonical_publishes_are_recognised (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  const ClaspSignal    signals[] = { CLASP_SIGNAL_PARAM, CLASP_SIGNAL_EVENT, CLASP_SIGNAL_STREAM,
                                     CLASP_SIGNAL_GESTURE };
  ClaspCodecStatus     status;

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH,
                               .publish = { .address = CLASP_STR_LITERAL ("/s/x"),
                                            .signal = signals[i],
                                            .has_value = TRUE,
                                            .value = clasp_value_double (0.5) } };
      gboolean     is_plain = signals[i] == CLASP_SIGNAL_EVENT || signals[i] == CLASP_SIGNAL_STREAM;

      clasp_writer_reset (&writer);
      g_assert_true (clasp_frame_encode_default (&writer, &message, &status));
      g_assert_cmpint (clasp_plain_publish_recognise (writer.data, writer.length) != 0, ==,
                       is_plain);
      if (!is_plain)
        continue;

      /* every other bit of the header, the flags and the form makes another message of it */
      for (gsize at = 0; at < writer.length - 8; at++)
        for (guint bit = 0; bit < 8; bit++)
          {
            if (at >= PLAIN_ADDRESS && at < PLAIN_ADDRESS + 4)
              continue;
            writer.data[at] ^= (guint8) (1u << bit);
            g_assert_cmpuint (clasp_plain_publish_recognise (writer.data, writer.length), ==, 0);
            writer.data[at] ^= (guint8) (1u << bit);
          }
      for (gsize size = 0; size < writer.length; size++)
        {
          g_autofree guint8 *part = g_memdup2 (writer.data, size);

          g_assert_cmpuint (clasp_plain_publish_recognise (part, size), ==, 0);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add (name, Pair, NULL, pair_set_up, func, pair_tear_down)
  ADD ("/router/plain/a-show-of-everything", test_a_show_of_everything);
  ADD ("/router/plain/steps-back-for-each-condition", test_steps_back_for_each_condition);
  ADD ("/router/plain/echo", test_echo);
  ADD ("/router/plain/time-to-live-is-renewed", test_time_to_live_is_renewed);
  ADD ("/router/plain/latency-is-sampled", test_latency_is_sampled);
#undef ADD
  g_test_add_func ("/router/plain/frames-are-what-the-codec-writes",
                   test_frames_are_what_the_codec_writes);
  g_test_add_func ("/router/plain/only-canonical-publishes-are-recognised",
                   test_only_canonical_publishes_are_recognised);
  return g_test_run ();
}
