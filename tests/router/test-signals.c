/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

#include <string.h>

/* ANNOUNCE, QUERY, RESULT: what is announced, told, refused and forgotten (router.md 11). */

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

static ClaspSignalInfo
make_signal (const char *address)
{
  return (ClaspSignalInfo){ .address = clasp_str (address) };
}

/* @info stays the caller's. */
static void
announce (ClaspFakeLink *link, const ClaspSignalInfo *infos, guint n)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_ANNOUNCE };

  message.announce.namespace_ = CLASP_STR_LITERAL ("/");
  message.announce.signals = (ClaspSignalInfo *) infos;
  message.announce.n_signals = n;
  clasp_fake_link_inject (link, &message);
}

static void
test_metadata_comes_back (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink  *link = clasp_fixture_join (fixture);
  ClaspFakeLink  *asker = clasp_fixture_join (fixture);
  ClaspSignalInfo info = make_signal ("/desk/master");

  info.has_datatype = info.has_access = info.has_meta = TRUE;
  info.datatype = CLASP_STR_LITERAL ("f64");
  info.access = CLASP_STR_LITERAL ("rw");
  info.has_unit = info.has_range = info.has_default = info.has_description = TRUE;
  info.unit = CLASP_STR_LITERAL ("dB");
  info.minimum = -60;
  info.maximum = 6;
  info.default_value = clasp_value_int (0);
  info.description = CLASP_STR_LITERAL ("level");
  info.has_strategy = TRUE;
  info.strategy = CLASP_STR_LITERAL ("max");
  announce (link, &info, 1);
  clasp_fixture_expect (link, "ACK /");
  clasp_fixture_talk (asker, "QUERY /desk/**",
                      "RESULT [/desk/master param f64 rw unit dB -60..6 0 about level =max]");
  /* what was announced anew is what counts */
  info.has_meta = info.has_access = FALSE;
  announce (link, &info, 1);
  clasp_fixture_talk (asker, "QUERY /**", "RESULT [/desk/master param f64]");
}

static gsize
count_signals (const char *text, guint *n_frames)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gsize          n = 0;

  for (*n_frames = 0; lines[*n_frames] != NULL; ++*n_frames)
    {
      g_auto (GStrv) parts = g_strsplit (lines[*n_frames], ", ", -1);

      g_assert_true (g_str_has_prefix (lines[*n_frames], "RESULT ["));
      n += g_strv_length (parts);
    }
  return n;
}

/* Metadata counts: 1000 signals of 89 bytes, more than half of them metadata, fill two frames. */
static void
test_results_are_filled_with_metadata (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *link = clasp_fixture_join (fixture);
  g_autofree char *text = NULL;
  guint            n_frames;

  for (guint i = 0; i < 1000; i++)
    {
      char            address[32];
      ClaspSignalInfo info;

      /* 2 + 31 of the address, signal, flags; a note of 4 + 16 + 2 + 32 */
      g_snprintf (address, sizeof address, "/signals/of/a/desk/%012u", i);
      info = make_signal (address);
      info.has_meta = info.has_range = info.has_description = TRUE;
      info.maximum = 1;
      info.description = CLASP_STR_LITERAL ("a description of thirty-two bytes");
      announce (link, &info, 1);
    }
  g_free (clasp_fake_link_take (link));
  clasp_fixture_say (link, "QUERY /signals/**");
  text = clasp_fake_link_take (link);
  g_assert_cmpuint (count_signals (text, &n_frames), ==, 1000);
  g_assert_cmpuint (n_frames, ==, 2);
  g_assert_cmpuint (clasp_fake_link_get_n_bytes (link), <, 1000 * 30 + 2 * 65540);
}

static void
test_nothing_matches (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (clasp_fixture_join (fixture), "QUERY /**", "RESULT []");
}

/* As live and in snapshots: zero segments match, and `?` is a character. */
static void
test_query_matches_as_everything_else (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_talk (link, "ANNOUNCE / /x", "ACK /");
  clasp_fixture_talk (link, "QUERY /x/**", "RESULT [/x param f64]");
  clasp_fixture_talk (link, "QUERY /?", "RESULT []");
  clasp_fixture_talk (link, "QUERY /x*", "RESULT [/x param f64]");
  clasp_fixture_talk (link, "QUERY /*/y", "RESULT []");
}

static void
refuse (ClaspFakeLink *link, const ClaspSignalInfo *info, const char *answer)
{
  ClaspSignalInfo both[2] = { make_signal ("/good"), *info };

  announce (link, both, 2);
  clasp_fixture_expect (link, answer);
  clasp_fixture_talk (link, "QUERY /**", "RESULT []");
}

/* All or nothing, with a reason. */
static void
test_what_makes_no_sense_is_refused (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *link = clasp_fixture_join (fixture);
  g_autofree char *text = g_strnfill (65000, 'x');
  ClaspSignalInfo  info = make_signal ("no slash");

  refuse (link, &info, "ERROR 200 \"Invalid address: it does not start with \"/\"\" no slash");
  info = make_signal ("/a");
  info.has_meta = info.has_range = TRUE;
  info.minimum = 1;
  refuse (link, &info,
          "ERROR 402 \"InvalidValue: a range goes from a number to one that is not below it\" /a");
  info.has_range = FALSE;
  info.has_strategy = TRUE;
  info.strategy = CLASP_STR_LITERAL ("Max");
  refuse (link, &info,
          "ERROR 402 \"InvalidValue: a strategy is one of lww, max, min, lock, merge\" /a");
  info.has_strategy = FALSE;
  info.has_unit = TRUE;
  info.unit = (ClaspStr){ text, 257 };
  refuse (link, &info,
          "ERROR 402 \"InvalidValue: datatype, access, unit and description have at most 256 "
          "bytes\" /a");
  info.unit.length = 256;
  announce (link, &info, 1);
  clasp_fixture_expect (link, "ACK /");
}

/* In a RESULT: 2 + 2 of the address, signal and flags, a note of 4, type, 2 + n. */
static void
test_signal_that_is_too_large (Fixture *fixture, gconstpointer data)
{
  const gsize      largest = 4096 - (2 + 2) - 2 - 4 - 1 - 2;
  ClaspFakeLink   *link = clasp_fixture_join (fixture);
  g_autofree char *text = g_strnfill (largest + 1, 'x');
  g_autofree char *told = NULL;
  ClaspSignalInfo  info = make_signal ("/a");

  info.has_meta = info.has_default = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      g_auto (ClaspValue) value = clasp_value_string ((ClaspStr){ text, largest + 1 - i });

      info.default_value = value;
      announce (link, &info, 1);
      if (i == 0)
        clasp_fixture_expect (link, "ERROR 402 \"InvalidValue: a signal takes at most 4096 bytes, "
                                    "with its default\" /a");
      else
        clasp_fixture_expect (link, "ACK /");
    }
  clasp_fixture_say (link, "QUERY /a");
  told = clasp_fake_link_take (link);
  g_assert_cmpuint (strlen (told), >, largest);
}

static void
test_signals_at_the_limit_and_one_more (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_talk (link, "ANNOUNCE / /1,/2,/3", "ACK /");
  clasp_fixture_talk (link, "ANNOUNCE / /1,/2,/3", "ACK /"); /* known ones take no room */
  clasp_fixture_talk (link, "ANNOUNCE /n /4",
                      "ERROR 503 \"The router is full: 3 signals are announced\" /n");
  clasp_fixture_talk (link, "ANNOUNCE / /1,/1,/2", "ACK /");
}

/* --- time to live --------------------------------------------------------------------------- */

static void
advance_s (Fixture *fixture, guint seconds)
{
  for (guint i = 0; i < seconds; i++)
    clasp_fixture_advance (fixture, G_USEC_PER_SEC);
}

static void
test_signal_is_forgotten_after_its_session (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *owner = clasp_fixture_join (fixture);
  ClaspFakeLink *other = clasp_fixture_join (fixture);

  clasp_fixture_say (owner, "ANNOUNCE / /a[0..1]");
  clasp_fixture_say (other, "SET /a 1");
  g_free (clasp_fake_link_take (other));
  advance_s (fixture, 100); /* its session is there */
  clasp_fixture_talk (other, "SET /a 2",
                      "ERROR 402 \"InvalidValue: outside of the announced range, 0 to 1\" /a");
  clasp_fake_link_hang_up (owner);
  advance_s (fixture, 6);
  clasp_fixture_talk (other, "QUERY /**", "RESULT [/a param f64 0..1]"); /* starts it again */
  advance_s (fixture, 6);
  clasp_fixture_talk (other, "SET /a 2",
                      "ERROR 402 \"InvalidValue: outside of the announced range, 0 to 1\" /a");
  advance_s (fixture, 6);
  clasp_fixture_talk (other, "QUERY /**", "RESULT []");
  clasp_fixture_talk (other, "SET /a 2", "ACK /a rev 2");
}

static void
test_pattern_is_forgotten_too (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *owner = clasp_fixture_join (fixture);
  ClaspFakeLink *other = clasp_fixture_join (fixture);

  clasp_fixture_say (owner, "ANNOUNCE / /**[0..1]");
  clasp_fake_link_hang_up (owner);
  advance_s (fixture, 9);
  clasp_fixture_talk (other, "SET /a 2",
                      "ERROR 402 \"InvalidValue: outside of the announced range, 0 to 1\" /a");
  advance_s (fixture, 3);
  clasp_fixture_talk (other, "SET /a 2", "ACK /a rev 1");
}

static void
test_signals_stay_when_nothing_is_set (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *owner = clasp_fixture_join (fixture);
  ClaspFakeLink *other = clasp_fixture_join (fixture);

  clasp_fixture_say (owner, "ANNOUNCE / /a");
  clasp_fake_link_hang_up (owner);
  clasp_fixture_advance (fixture, G_GINT64_CONSTANT (1000000) * G_USEC_PER_SEC);
  clasp_fixture_connect (fixture);
  other = clasp_fixture_join (fixture);
  clasp_fixture_talk (other, "QUERY /**", "RESULT [/a param f64]");
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/signals/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits three = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits ten_seconds = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits for_ever = CLASP_ROUTER_LIMITS_DEFAULT;

  three.max_signals = 3;
  ten_seconds.signal_ttl_s = 10;
  ten_seconds.session_timeout_ms = 0;
  for_ever.signal_ttl_s = 0;
  clasp_test_init (&argc, &argv, 60);
  ADD ("metadata-comes-back", test_metadata_comes_back);
  ADD ("results-are-filled-with-metadata", test_results_are_filled_with_metadata);
  ADD ("nothing-matches", test_nothing_matches);
  ADD ("query-matches-as-everything-else", test_query_matches_as_everything_else);
  ADD ("what-makes-no-sense-is-refused", test_what_makes_no_sense_is_refused);
  ADD ("signal-that-is-too-large", test_signal_that_is_too_large);
  ADD_WITH ("at-the-limit-and-one-more", test_signals_at_the_limit_and_one_more, &three);
  ADD_WITH ("forgotten-after-its-session", test_signal_is_forgotten_after_its_session,
            &ten_seconds);
  ADD_WITH ("pattern-is-forgotten-too", test_pattern_is_forgotten_too, &ten_seconds);
  ADD_WITH ("stay-when-nothing-is-set", test_signals_stay_when_nothing_is_set, &for_ever);
  return g_test_run ();
}
