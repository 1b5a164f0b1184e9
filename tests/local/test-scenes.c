/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "local-test.h"

static void
test_without_fade (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=0.5;/y=\"text\";/z=[1,2]");
  local_stage_listen (stage, "/**");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  local_stage_expect (stage, "/local/scene/active=\"a\" /x=0.5 /y=\"text\" /z=[1,2] "
                             "/local/scene/a/recalled!");
}

static void
test_ramp (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a",
                   "values=/f=1.0;/i=100;/l=[1.0,0];/t=\"end\";/new=8 fade-s=1");
  local_stage_put (stage, "/f", "0.0");
  local_stage_put (stage, "/i", "200");
  local_stage_put (stage, "/l", "[0.0,10]");
  local_stage_put (stage, "/t", "\"start\"");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  local_stage_is (stage, "/f", "0.0");
  local_stage_is (stage, "/new", NULL);

  for (guint ms = 25; ms < 1000; ms += 25)
    {
      clasp_fixture_advance (&stage->base, 25 * MS);
      g_assert_cmpfloat_with_epsilon (local_stage_number (stage, "/f"), ms / 1000.0, 1e-9);
      g_assert_cmpfloat_with_epsilon (local_stage_number (stage, "/i"), 200 - ms / 10.0, 0.5001);
    }
  local_stage_is (stage, "/t", "\"start\"");
  local_stage_is (stage, "/l", "[0.975,0]");
  local_stage_is (stage, "/new", "8");
  local_stage_listen (stage, "/local/scene/**");
  clasp_fixture_advance (&stage->base, 25 * MS);
  local_stage_is (stage, "/f", "1.0");
  local_stage_is (stage, "/i", "100");
  local_stage_is (stage, "/l", "[1.0,0]");
  local_stage_is (stage, "/t", "\"end\"");
  local_stage_expect (stage, "/local/scene/a/recalled!");
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_expect (stage, "");
}

static void
test_curve_and_time_of_the_payload (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0 fade-s=100 curve=ease-in");
  local_stage_put (stage, "/x", "0.0");
  local_stage_emit (stage, "/local/scene/a/recall", "{\"fade\":2}");
  clasp_fixture_advance (&stage->base, 1000 * MS);
  g_assert_cmpfloat_with_epsilon (local_stage_number (stage, "/x"), 0.25, 1e-9);
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_is (stage, "/x", "1.0");
}

/* A mapping of a pad writes 1 and 0. */
static void
test_recall_by_a_pad (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0");
  local_stage_put (stage, "/local/scene/a/recall", "0");
  local_stage_is (stage, "/x", NULL);
  local_stage_put (stage, "/local/scene/a/recall", "1");
  local_stage_is (stage, "/x", "1.0");
}

static void
test_whoever_writes_has_it (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0;/y=1.0;/t=\"end\" fade-s=1");
  local_stage_put (stage, "/x", "0.0");
  local_stage_put (stage, "/y", "0.0");
  local_stage_put (stage, "/t", "\"start\"");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  clasp_fixture_advance (&stage->base, 500 * MS);
  local_stage_put (stage, "/x", "0.1");
  local_stage_put (stage, "/t", "\"mine\"");
  clasp_fixture_advance (&stage->base, 600 * MS);
  local_stage_is (stage, "/x", "0.1");
  local_stage_is (stage, "/y", "1.0");
  local_stage_is (stage, "/t", "\"mine\"");
}

static void
test_another_scene_takes_over (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0;/y=1.0 fade-s=1");
  local_stage_add (stage, "scene", "b", "values=/x=0.0 fade-s=1");
  local_stage_add (stage, "scene", "c", "values=/x=0.25;/y=0.25");
  local_stage_put (stage, "/x", "0.0");
  local_stage_put (stage, "/y", "0.0");
  local_stage_listen (stage, "/local/scene/**");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  clasp_fixture_advance (&stage->base, 500 * MS);
  local_stage_emit (stage, "/local/scene/b/recall", NULL);
  clasp_fixture_advance (&stage->base, 500 * MS);
  g_assert_cmpfloat_with_epsilon (local_stage_number (stage, "/x"), 0.25, 1e-9);
  local_stage_is (stage, "/y", "1.0");
  local_stage_expect (stage, "/local/scene/active=\"a\" /local/scene/active=\"b\" "
                             "/local/scene/a/recalled!");

  /* one of which nothing is left says nothing */
  local_stage_emit (stage, "/local/scene/c/recall", NULL);
  clasp_fixture_advance (&stage->base, 2000 * MS);
  local_stage_is (stage, "/x", "0.25");
  local_stage_expect (stage, "/local/scene/active=\"c\" /local/scene/c/recalled!");
}

static void
test_cancel (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0 fade-s=1");
  local_stage_add (stage, "scene", "b", "values=/y=1.0 fade-s=1");
  local_stage_put (stage, "/x", "0.0");
  local_stage_put (stage, "/y", "0.0");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  local_stage_emit (stage, "/local/scene/b/recall", NULL);
  clasp_fixture_advance (&stage->base, 250 * MS);
  local_stage_emit (stage, "/local/scene/cancel", "\"a\"");
  clasp_fixture_advance (&stage->base, 250 * MS);
  local_stage_is (stage, "/x", "0.25");
  local_stage_is (stage, "/y", "0.5");
  local_stage_listen (stage, "/local/scene/**");
  local_stage_emit (stage, "/local/scene/cancel", NULL);
  clasp_fixture_advance (&stage->base, 2000 * MS);
  local_stage_is (stage, "/y", "0.5");
  local_stage_expect (stage, "");
}

static void
check_retrigger (LocalStage *stage,
                 const char *name,
                 double      at_1000,
                 double      at_1500,
                 const char *heard)
{
  g_autofree char *settings = g_strdup_printf ("values=/x=1.0 fade-s=1 retrigger=%s", name);

  local_stage_add (stage, "scene", "a", settings);
  local_stage_put (stage, "/x", "0.0");
  local_stage_listen (stage, "/local/scene/a/recalled");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  clasp_fixture_advance (&stage->base, 500 * MS);
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  clasp_fixture_advance (&stage->base, 500 * MS);
  g_assert_cmpfloat_with_epsilon (local_stage_number (stage, "/x"), at_1000, 1e-9);
  local_stage_put (stage, "/x", at_1000 < 1 ? "0.75" : "0.0");
  clasp_fixture_advance (&stage->base, 500 * MS);
  g_assert_cmpfloat_with_epsilon (local_stage_number (stage, "/x"), at_1500, 1e-9);
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_expect (stage, heard);
}

static void
test_restart (LocalStage *stage, gconstpointer data)
{
  check_retrigger (stage, "restart", 0.75, 1.0, "/local/scene/a/recalled!");
}

static void
test_ignore (LocalStage *stage, gconstpointer data)
{
  check_retrigger (stage, "ignore", 1.0, 0.0, "/local/scene/a/recalled!");
}

/* The second run begins at once when the first is over, from what it finds then: 1. */
static void
test_queue (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0 fade-s=1 retrigger=queue");
  local_stage_put (stage, "/x", "0.0");
  local_stage_listen (stage, "/local/scene/a/recalled");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  clasp_fixture_advance (&stage->base, 500 * MS);
  local_stage_emit (stage, "/local/scene/a/recall", "{\"fade\":3}");
  clasp_fixture_advance (&stage->base, 500 * MS);
  local_stage_expect (stage, "/local/scene/a/recalled!");
  clasp_fixture_advance (&stage->base, 2999 * MS);
  local_stage_expect (stage, "");
  clasp_fixture_advance (&stage->base, 26 * MS);
  local_stage_expect (stage, "/local/scene/a/recalled!");
  clasp_fixture_advance (&stage->base, 9000 * MS);
  local_stage_expect (stage, "");
}

/* ---- store ---- */

static void
expect_stored (LocalStage *stage, const char *expected)
{
  g_assert_cmpstr (stage->stored->str, ==, expected);
  g_string_truncate (stage->stored, 0);
}

static void
test_store (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0;/never=3");
  local_stage_put (stage, "/x", "0.25");
  local_stage_put (stage, "/dmx/b", "2");
  local_stage_put (stage, "/dmx/a", "{\"k\":[true,null]}");
  local_stage_emit (stage, "/local/scene/a/store", NULL);
  expect_stored (stage, "scene-a: /x=0.25 /never=3\n");
  local_stage_emit (stage, "/local/scene/a/store", "\"/dmx/**\"");
  expect_stored (stage, "scene-a: /dmx/a={\"k\":[true,null]} /dmx/b=2\n");
  local_stage_emit (stage, "/local/scene/a/store", "{\"pattern\":\"/dmx/a\"}");
  expect_stored (stage, "scene-a: /dmx/a={\"k\":[true,null]}\n");
  local_stage_emit (stage, "/local/scene/a/store", "0");
  local_stage_emit (stage, "/local/scene/a/store", "\"/nothing/**\"");
  expect_stored (stage, "");
}

/* Before the show, which hears of it on another thread, has it. */
static void
test_what_was_just_stored_is_recalled (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "");
  local_stage_put (stage, "/x", "0.25");
  local_stage_emit (stage, "/local/scene/a/store", "\"/x\"");
  local_stage_put (stage, "/x", "1.0");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  local_stage_is (stage, "/x", "0.25");
  local_stage_put (stage, "/x", "0.5");
  local_stage_emit (stage, "/local/scene/a/store", NULL);
  g_assert_nonnull (strstr (stage->stored->str, "/x=0.5"));
}

static void
test_store_leaves_out_scenes_and_timers (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "");
  local_stage_add (stage, "variable", "v", "");
  local_stage_add (stage, "layer", "l", "");
  local_stage_add (stage, "timer", "t", "");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  local_stage_emit (stage, "/local/scene/a/store", "\"/local/**\"");
  expect_stored (stage, "scene-a: /local/layer/l=true /local/var/v=0.0\n");
}

static void
test_store_as_many_as_allowed (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "");
  for (guint i = 0; i < CLASP_SETTINGS_MAX_ITEMS; i++)
    {
      g_autofree char *address = g_strdup_printf ("/many/%u", i);

      local_stage_put (stage, address, "1");
    }
  local_stage_emit (stage, "/local/scene/a/store", "\"/many/*\"");
  g_assert_cmpuint (stage->stored->len, >, 10000);
  g_string_truncate (stage->stored, 0);
  local_stage_put (stage, "/many/more", "1");
  local_stage_emit (stage, "/local/scene/a/store", "\"/many/*\"");
  expect_stored (stage, "");
}

/* What a fade is on its way to is not what a new setting says. */
static void
test_edited_while_it_fades (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0 fade-s=1");
  local_stage_put (stage, "/x", "0.0");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  clasp_fixture_advance (&stage->base, 500 * MS);
  local_stage_add (stage, "scene", "a", "values=/x=0.2 fade-s=1");
  clasp_fixture_advance (&stage->base, 500 * MS);
  local_stage_is (stage, "/x", "1.0");
  local_stage_emit (stage, "/local/scene/a/recall", "{\"fade\":0}");
  local_stage_is (stage, "/x", "0.2");
}

/* ---- chains ---- */

static void
submit_event (LocalStage *stage, const char *address, const ClaspDelivery *cause)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = clasp_str (address);
  message.publish.signal = CLASP_SIGNAL_EVENT;
  clasp_session_submit (stage->hand, &message, cause, TRUE);
}

static void
other_scene_cb (gpointer data, ClaspStr address, const ClaspDelivery *delivery)
{
  if (clasp_str_equal (address, CLASP_STR_LITERAL ("/local/scene/a/recalled")))
    submit_event (data, "/local/scene/b/recall", delivery);
  if (clasp_str_equal (address, CLASP_STR_LITERAL ("/local/scene/b/recalled")))
    submit_event (data, "/local/scene/a/recall", delivery);
}

static void
test_circle_without_time_ends (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0");
  local_stage_add (stage, "scene", "b", "values=/x=0.0");
  local_stage_listen (stage, "/local/scene/*/recalled");
  stage->answer = other_scene_cb;
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  g_assert_cmpuint (clasp_fixture_stats (&stage->base).n_looped, >, 0);
}

/* A chaser: each scene recalls the other when it is there, also in the middle of a step. */
static void
test_circle_with_time_goes_on (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0 fade-s=1");
  local_stage_add (stage, "scene", "b", "values=/x=0.0 fade-s=1");
  local_stage_put (stage, "/x", "0.0");
  local_stage_listen (stage, "/local/scene/*/recalled");
  stage->answer = other_scene_cb;
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  for (guint i = 0; i < 10; i++)
    {
      clasp_fixture_advance (&stage->base, 1000 * MS);
      local_stage_expect (stage,
                          i % 2 == 0 ? "/local/scene/a/recalled!" : "/local/scene/b/recalled!");
      local_stage_is (stage, "/x", i % 2 == 0 ? "1.0" : "0.0");
    }
}

static void
recall_on_step_cb (gpointer data, ClaspStr address, const ClaspDelivery *delivery)
{
  if (clasp_str_equal (address, CLASP_STR_LITERAL ("/x")))
    submit_event (data, "/local/scene/b/recall", delivery);
}

/* A rule that answers a step by recalling another scene of the same addresses. */
static void
test_recall_from_within_a_step (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0;/y=1.0;/z=1.0 fade-s=1");
  local_stage_add (stage, "scene", "b", "values=/y=0.5;/z=0.5");
  local_stage_listen (stage, "/x");
  stage->answer = recall_on_step_cb;
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  clasp_fixture_advance (&stage->base, 25 * MS);
  local_stage_is (stage, "/y", "0.5");
  local_stage_is (stage, "/z", "0.5");
  clasp_fixture_advance (&stage->base, 2000 * MS);
  local_stage_is (stage, "/x", "1.0");
  local_stage_is (stage, "/y", "0.5");
}

/* ---- what is wrong ---- */

static void
test_values_are_checked (void)
{
  static const char *const wrong[] = { "/x", "x=1", "/x/*=1", "=1", "/x=", "/x=up", "/x=[1" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (ClaspSettings) settings = g_object_new (clasp_scene_settings_get_type (), NULL);
      g_autoptr (GError)        error = NULL;

      clasp_settings_set_text (settings, "values", wrong[i], NULL);
      g_assert_false (clasp_settings_validate (settings, &error));
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
      g_assert_nonnull (strstr (error->message, wrong[i]));
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  local_stage_test ("/local/scene/without-fade", test_without_fade);
  local_stage_test ("/local/scene/ramp", test_ramp);
  local_stage_test ("/local/scene/curve-and-time-of-the-payload",
                    test_curve_and_time_of_the_payload);
  local_stage_test ("/local/scene/recall-by-a-pad", test_recall_by_a_pad);
  local_stage_test ("/local/scene/whoever-writes-has-it", test_whoever_writes_has_it);
  local_stage_test ("/local/scene/another-scene-takes-over", test_another_scene_takes_over);
  local_stage_test ("/local/scene/cancel", test_cancel);
  local_stage_test ("/local/scene/restart", test_restart);
  local_stage_test ("/local/scene/ignore", test_ignore);
  local_stage_test ("/local/scene/queue", test_queue);
  local_stage_test ("/local/scene/store", test_store);
  local_stage_test ("/local/scene/what-was-just-stored-is-recalled",
                    test_what_was_just_stored_is_recalled);
  local_stage_test ("/local/scene/store-leaves-out-scenes-and-timers",
                    test_store_leaves_out_scenes_and_timers);
  local_stage_test ("/local/scene/store-as-many-as-allowed", test_store_as_many_as_allowed);
  local_stage_test ("/local/scene/edited-while-it-fades", test_edited_while_it_fades);
  local_stage_test ("/local/scene/circle-without-time-ends", test_circle_without_time_ends);
  local_stage_test ("/local/scene/circle-with-time-goes-on", test_circle_with_time_goes_on);
  local_stage_test ("/local/scene/recall-from-within-a-step", test_recall_from_within_a_step);
  g_test_add_func ("/local/scene/values-are-checked", test_values_are_checked);
  return g_test_run ();
}
