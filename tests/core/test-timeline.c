/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-timeline.h"
#include "core/clasp-error.h"
#include "support/clasp-test.h"

#include <math.h>
#include <json-glib/json-glib.h>

/* The typed values that the timeline vectors use (wire.md 1.2). */
static ClaspValue
read_value (JsonObject *typed)
{
  const char *type = json_object_get_string_member (typed, "t");

  if (g_str_equal (type, "i64"))
    return clasp_value_int (g_ascii_strtoll (json_object_get_string_member (typed, "v"), NULL, 10));
  if (g_str_equal (type, "str"))
    return clasp_value_string (clasp_str (json_object_get_string_member (typed, "v")));
  if (g_str_equal (type, "array"))
    {
      JsonArray *list = json_object_get_array_member (typed, "v");
      ClaspValue elements[8];

      for (guint i = 0; i < json_array_get_length (list); i++)
        elements[i] = read_value (json_array_get_object_element (list, i));
      return clasp_value_array (elements, json_array_get_length (list));
    }
  g_assert_cmpstr (type, ==, "f64");
  return clasp_value_double (json_object_get_double_member (typed, "v"));
}

static void
assert_same (const ClaspValue *value, const ClaspValue *expected)
{
  g_assert_cmpint (value->type, ==, expected->type);
  if (value->type == CLASP_VALUE_DOUBLE)
    g_assert_cmpfloat_with_epsilon (value->as.number, expected->as.number, 1e-9);
  else if (value->type == CLASP_VALUE_ARRAY)
    {
      g_assert_cmpuint (clasp_value_get_size (value), ==, clasp_value_get_size (expected));
      for (guint i = 0; i < clasp_value_get_size (value); i++)
        assert_same (clasp_value_get_element (value, i), clasp_value_get_element (expected, i));
    }
  else
    g_assert_true (clasp_value_equal (value, expected));
}

static ClaspTimeline *
read_timeline (JsonObject *vector)
{
  JsonArray    *list = json_object_get_array_member (vector, "keyframes");
  ClaspKeyframe keyframes[8] = { 0 };
  guint         n = json_array_get_length (list);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *keyframe = json_array_get_object_element (list, i);

      keyframes[i].time_us = (guint64) json_object_get_int_member (keyframe, "time");
      keyframes[i].value = read_value (json_object_get_object_member (keyframe, "value"));
      g_assert_true (clasp_easing_from_string (json_object_get_string_member (keyframe, "easing"),
                                               &keyframes[i].easing));
      keyframes[i].has_bezier = json_object_has_member (keyframe, "bezier");
      for (guint j = 0; j < 4 && keyframes[i].has_bezier; j++)
        keyframes[i].bezier[j] =
          json_array_get_double_element (json_object_get_array_member (keyframe, "bezier"), j);
    }
  return clasp_timeline_new (keyframes, n, json_object_get_boolean_member (vector, "loop"),
                             json_object_get_null_member (vector, "duration")
                               ? -1
                               : json_object_get_int_member (vector, "duration"));
}

static void
check_sample (ClaspTimelinePlayer *player, JsonObject *sample)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  gboolean            has_value =
    clasp_timeline_player_sample (player, json_object_get_int_member (sample, "at"), &value);

  g_assert_true (has_value == !json_object_get_null_member (sample, "value"));
  if (has_value)
    {
      g_auto (ClaspValue) expected = read_value (json_object_get_object_member (sample, "value"));

      assert_same (&value, &expected);
    }
  g_assert_cmpstr (json_object_get_string_member (sample, "state"), ==,
                   player->state == CLASP_TIMELINE_PLAYING ? "playing" : "finished");
  g_assert_cmpuint (player->loop_count, ==,
                    (guint64) json_object_get_int_member (sample, "loop_count"));
}

static void
test_vectors (void)
{
  g_autofree char       *path = clasp_test_data ("vectors.json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError)     error = NULL;
  JsonArray             *vectors;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  vectors = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                          "timelines");
  g_assert_cmpuint (json_array_get_length (vectors), ==, 18);

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject               *vector = json_array_get_object_element (vectors, i);
      JsonArray                *samples = json_object_get_array_member (vector, "samples");
      g_autoptr (ClaspTimeline) timeline = read_timeline (vector);
      ClaspTimelinePlayer       player;

      g_test_message ("%s", json_object_get_string_member (vector, "name"));
      clasp_timeline_player_init (&player, timeline, json_object_get_int_member (vector, "start"));
      for (guint j = 0; j < json_array_get_length (samples); j++)
        check_sample (&player, json_array_get_object_element (samples, j));
      clasp_timeline_player_clear (&player);
    }
}

static ClaspTimeline *
ramp_new (gboolean loop, gint64 duration_us)
{
  const ClaspKeyframe keyframes[] = { { .time_us = 0, .value = clasp_value_double (0.0) },
                                      { .time_us = 1000, .value = clasp_value_double (1.0) } };

  return clasp_timeline_new (keyframes, 2, loop, duration_us);
}

static double
sample (ClaspTimelinePlayer *player, gint64 now_us)
{
  ClaspValue value = CLASP_VALUE_INIT;

  g_assert_true (clasp_timeline_player_sample (player, now_us, &value));
  g_assert_cmpint (value.type, ==, CLASP_VALUE_DOUBLE);
  return value.as.number;
}

static void
test_loop_counts_and_never_finishes (void)
{
  g_autoptr (ClaspTimeline) timeline = ramp_new (TRUE, -1);
  ClaspTimelinePlayer       player;

  clasp_timeline_player_init (&player, timeline, 100);
  g_assert_cmpfloat (sample (&player, 600), ==, 0.5);
  g_assert_cmpuint (player.loop_count, ==, 0);
  g_assert_cmpfloat (sample (&player, 3350), ==, 0.25);
  g_assert_cmpuint (player.loop_count, ==, 3);
  g_assert_cmpfloat (sample (&player, 350), ==, 0.25);
  g_assert_cmpuint (player.loop_count, ==, 3);
  g_assert_cmpint (player.state, ==, CLASP_TIMELINE_PLAYING);
  clasp_timeline_player_clear (&player);
}

static void
test_pause_keeps_the_value_and_resume_goes_on (void)
{
  g_autoptr (ClaspTimeline) timeline = ramp_new (FALSE, -1);
  ClaspTimelinePlayer       player;

  clasp_timeline_player_init (&player, timeline, 0);
  clasp_timeline_player_pause (&player, 400);
  g_assert_cmpfloat (sample (&player, 5000), ==, 0.4);
  g_assert_cmpint (player.state, ==, CLASP_TIMELINE_PAUSED);
  clasp_timeline_player_resume (&player, 5000);
  g_assert_cmpfloat (sample (&player, 5100), ==, 0.5);
  g_assert_cmpfloat (sample (&player, 6000), ==, 1.0);
  g_assert_cmpint (player.state, ==, CLASP_TIMELINE_FINISHED);
  clasp_timeline_player_clear (&player);
}

static void
test_seek_moves_the_position (void)
{
  g_autoptr (ClaspTimeline) timeline = ramp_new (FALSE, -1);
  ClaspTimelinePlayer       player;

  clasp_timeline_player_init (&player, timeline, 0);
  clasp_timeline_player_seek (&player, 100, 700);
  g_assert_cmpint (clasp_timeline_player_get_position_us (&player, 100), ==, 700);
  g_assert_cmpfloat (sample (&player, 200), ==, 0.8);
  clasp_timeline_player_pause (&player, 250);
  clasp_timeline_player_seek (&player, 9000, 100);
  g_assert_cmpfloat (sample (&player, 9999), ==, 0.1);
  g_assert_cmpint (player.state, ==, CLASP_TIMELINE_PAUSED);
  clasp_timeline_player_resume (&player, 10000);
  g_assert_cmpfloat (sample (&player, 10100), ==, 0.2);
  g_assert_cmpfloat (sample (&player, 20000), ==, 1.0);
  g_assert_cmpint (clasp_timeline_player_get_position_us (&player, 20000), ==, 1000);
  clasp_timeline_player_seek (&player, 20000, 500);
  g_assert_cmpfloat (sample (&player, 20000), ==, 0.5);
  g_assert_cmpint (player.state, ==, CLASP_TIMELINE_PLAYING);
  clasp_timeline_player_seek (&player, 20000, 5000);
  g_assert_cmpfloat (sample (&player, 20000), ==, 1.0);
  clasp_timeline_player_clear (&player);
}

static void
test_position_in_a_loop_starts_again (void)
{
  g_autoptr (ClaspTimeline) timeline = ramp_new (TRUE, -1);
  ClaspTimelinePlayer       player;

  clasp_timeline_player_init (&player, timeline, 100);
  g_assert_cmpint (clasp_timeline_player_get_position_us (&player, 50), ==, 0);
  g_assert_cmpint (clasp_timeline_player_get_position_us (&player, 3350), ==, 250);
  clasp_timeline_player_clear (&player);
}

static void
test_duration_apart_from_the_last_keyframe (void)
{
  g_autoptr (ClaspTimeline) shorter = ramp_new (FALSE, 500);
  g_autoptr (ClaspTimeline) longer = ramp_new (FALSE, 2000);
  g_autoptr (ClaspTimeline) none = ramp_new (TRUE, 0);
  ClaspTimelinePlayer       player;

  clasp_timeline_player_init (&player, shorter, 0);
  g_assert_cmpfloat_with_epsilon (sample (&player, 499), 0.499, 1e-12);
  g_assert_cmpfloat (sample (&player, 500), ==, 1.0);
  g_assert_cmpint (player.state, ==, CLASP_TIMELINE_FINISHED);
  clasp_timeline_player_clear (&player);

  clasp_timeline_player_init (&player, longer, 0);
  g_assert_cmpfloat (sample (&player, 1500), ==, 1.0);
  g_assert_cmpint (player.state, ==, CLASP_TIMELINE_PLAYING);
  clasp_timeline_player_clear (&player);

  clasp_timeline_player_init (&player, none, 0);
  g_assert_cmpfloat (sample (&player, G_MAXINT64), ==, 0.0);
  g_assert_cmpint (player.state, ==, CLASP_TIMELINE_PLAYING);
  clasp_timeline_player_clear (&player);
}

static void
test_keyframes_out_of_order_are_sorted (void)
{
  const ClaspKeyframe       keyframes[] = { { .time_us = 1000, .value = clasp_value_double (1.0) },
                                            { .time_us = 0, .value = clasp_value_double (0.0) } };
  g_autoptr (ClaspTimeline) timeline = clasp_timeline_new (keyframes, 2, FALSE, -1);
  ClaspTimelinePlayer       player;

  clasp_timeline_player_init (&player, timeline, 0);
  g_assert_cmpfloat (sample (&player, 250), ==, 0.25);
  clasp_timeline_player_clear (&player);
}

static void
test_integers_at_the_edges_do_not_wrap (void)
{
  const ClaspKeyframe keyframes[] = {
    { .time_us = 0,
      .value = clasp_value_int (G_MININT64),
      .easing = CLASP_EASING_CUBIC_BEZIER,
      .has_bezier = TRUE,
      .bezier = { 0.3, -9, 0.7, 9 } },
    { .time_us = 1000, .value = clasp_value_int (G_MAXINT64) },
  };
  g_autoptr (ClaspTimeline) timeline = clasp_timeline_new (keyframes, 2, FALSE, -1);
  ClaspTimelinePlayer       player;

  clasp_timeline_player_init (&player, timeline, 0);
  for (gint64 at_us = 0; at_us < 1000; at_us += 10)
    {
      ClaspValue value = CLASP_VALUE_INIT;

      g_assert_true (clasp_timeline_player_sample (&player, at_us, &value));
      if (at_us == 200)
        g_assert_cmpint (value.as.integer, ==, G_MININT64);
      if (at_us == 800)
        g_assert_cmpint (value.as.integer, ==, G_MAXINT64);
    }
  clasp_timeline_player_clear (&player);
}

static void
test_map_comes_back (void)
{
  const ClaspKeyframe keyframes[] = {
    { .time_us = 0,
      .value = clasp_value_int (3),
      .easing = CLASP_EASING_CUBIC_BEZIER,
      .has_bezier = TRUE,
      .bezier = { 0.25, 0.1, 0.25, 1 } },
    { .time_us = 500, .value = clasp_value_string (clasp_str ("x")), .easing = CLASP_EASING_STEP },
  };
  g_autoptr (ClaspTimeline) timeline = clasp_timeline_new (keyframes, 2, TRUE, 900);
  g_auto (ClaspValue)       map = clasp_timeline_to_value (timeline, 77);
  g_autoptr (GError)        error = NULL;
  gint64                    start_us = 0;
  g_autoptr (ClaspTimeline) back = clasp_timeline_from_value (&map, &start_us, &error);
  g_auto (ClaspValue)       again = CLASP_VALUE_INIT;

  g_assert_no_error (error);
  g_assert_cmpint (start_us, ==, 77);
  again = clasp_timeline_to_value (back, 77);
  g_assert_true (clasp_value_equal (&map, &again));
}

static ClaspValue
timeline_map (const char *loop_key, const char *start_key, ClaspValue time)
{
  ClaspMapEntry keyframe[] = { { CLASP_STR_LITERAL ("time"), time },
                               { CLASP_STR_LITERAL ("value"), clasp_value_double (1.0) } };
  ClaspValue    frame = clasp_value_map (keyframe, 2);
  ClaspMapEntry entries[] = { { clasp_str (loop_key), clasp_value_bool (TRUE) },
                              { clasp_str (start_key), clasp_value_double (5e6) },
                              { CLASP_STR_LITERAL ("keyframes"), clasp_value_array (&frame, 1) } };

  return clasp_value_map (entries, 3);
}

static void
test_both_spellings_and_floats_are_read (void)
{
  static const char *const spellings[][2] = { { "loop", "start_time" }, { "loop_", "startTime" } };

  for (guint i = 0; i < 2; i++)
    {
      g_auto (ClaspValue) map =
        timeline_map (spellings[i][0], spellings[i][1], clasp_value_double (1000.0));
      gint64                    start_us = 0;
      g_autoptr (ClaspTimeline) timeline = clasp_timeline_from_value (&map, &start_us, NULL);
      ClaspTimelinePlayer       player;

      g_assert_nonnull (timeline);
      g_assert_cmpint (start_us, ==, 5000000);
      clasp_timeline_player_init (&player, timeline, 0);
      g_assert_cmpfloat (sample (&player, 2500), ==, 1.0);
      g_assert_cmpuint (player.loop_count, ==, 2);
      clasp_timeline_player_clear (&player);
    }
}

static void
test_maps_that_are_no_timeline (void)
{
  const ClaspValue times[] = { clasp_value_int (-1), clasp_value_double (-0.5),
                               clasp_value_double (NAN), clasp_value_double (1e19),
                               clasp_value_bool (TRUE) };
  const ClaspValue number = clasp_value_int (1);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_auto (ClaspValue) map = timeline_map ("loop", "start_time", times[i]);
      g_autoptr (GError)  error = NULL;

      g_assert_null (clasp_timeline_from_value (&map, NULL, &error));
      g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE);
      g_assert_nonnull (strstr (error->message, "keyframes[0]: time"));
    }
  g_assert_null (clasp_timeline_from_value (&number, NULL, NULL));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/core/timeline/vectors", test_vectors);
  g_test_add_func ("/core/timeline/loop-counts-and-never-finishes",
                   test_loop_counts_and_never_finishes);
  g_test_add_func ("/core/timeline/pause-keeps-the-value-and-resume-goes-on",
                   test_pause_keeps_the_value_and_resume_goes_on);
  g_test_add_func ("/core/timeline/seek-moves-the-position", test_seek_moves_the_position);
  g_test_add_func ("/core/timeline/position-in-a-loop-starts-again",
                   test_position_in_a_loop_starts_again);
  g_test_add_func ("/core/timeline/duration-apart-from-the-last-keyframe",
                   test_duration_apart_from_the_last_keyframe);
  g_test_add_func ("/core/timeline/keyframes-out-of-order-are-sorted",
                   test_keyframes_out_of_order_are_sorted);
  g_test_add_func ("/core/timeline/integers-at-the-edges-do-not-wrap",
                   test_integers_at_the_edges_do_not_wrap);
  g_test_add_func ("/core/timeline/map-comes-back", test_map_comes_back);
  g_test_add_func ("/core/timeline/both-spellings-and-floats-are-read",
                   test_both_spellings_and_floats_are_read);
  g_test_add_func ("/core/timeline/maps-that-are-no-timeline", test_maps_that_are_no_timeline);

  return g_test_run ();
}
