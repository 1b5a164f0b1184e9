/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Universes, blackout and tests as the window uses them: through the engine, across the border. */

#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "support/clasp-test.h"

typedef struct
{
  ClaspShow   *show;
  ClaspEngine *engine;
  guint        n_pictures;
} Stage;

static void
set_setting (Stage *stage, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (stage->show)),
                           name, text, &error);
  g_assert_no_error (error);
}

static void
changed_cb (ClaspEngine *engine, gpointer user_data)
{
  ((Stage *) user_data)->n_pictures++;
}

static void
set_up (Stage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("artnet,listen=127.0.0.1:%u,interface=lo,send=127.0.0.1:%u",
                     clasp_test_free_port (), clasp_test_free_port ());
  g_autoptr (GError) error = NULL;

  stage->show = clasp_show_new (clasp_kinds ());
  stage->engine = clasp_engine_new (stage->show);
  g_signal_connect (stage->engine, "universes-changed", G_CALLBACK (changed_cb), stage);
  set_setting (stage, "listen", "");
  set_setting (stage, "blackout-fade-ms", "0");
  set_setting (stage, "slot-notes",
               "/artnet/0/0/1/1 Front wash [intensity];/artnet/0/0/1/9 Fog [careful];no note");
  g_assert_nonnull (clasp_show_connect_from_text (stage->show, text, &error));
  g_assert_no_error (error);
  clasp_engine_start (stage->engine);
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  clasp_engine_stop (stage->engine);
  g_object_unref (stage->engine);
  g_assert_finalize_object (stage->show);
}

static void
put (Stage *stage, const char *address, ClaspValue value)
{
  clasp_engine_send (stage->engine, address, &value, FALSE);
  clasp_value_clear (&value);
}

static void
test_slot (Stage *stage, const char *address, int level)
{
  ClaspMapEntry       entries[] = { { CLASP_STR_LITERAL ("address"),
                                      clasp_value_string (clasp_str (address)) },
                                    { CLASP_STR_LITERAL ("level"), clasp_value_int (level) } };
  g_auto (ClaspValue) value = clasp_value_map (entries, 2);

  clasp_engine_send (stage->engine, "/bridge/test", &value, TRUE);
}

/* The universe that goes out, when its first levels are these. */
typedef struct
{
  Stage *stage;
  int    levels[10]; /* -1: not looked at */
} Expectation;

static gboolean
is_sent (gpointer user_data)
{
  Expectation                *expectation = user_data;
  ClaspUniverseSnapshot      *snapshot = clasp_engine_get_universes (expectation->stage->engine);
  const ClaspUniversePicture *picture =
    snapshot != NULL && snapshot->n_universes == 1 ? snapshot->universes : NULL;

  for (guint i = 0; picture != NULL && i < 10; i++)
    if (expectation->levels[i] >= 0 && picture->info.levels[i] != expectation->levels[i])
      return FALSE;
  return picture != NULL;
}

static const ClaspUniverseSnapshot *
expect_levels (Stage *stage, int first, int second, int ninth)
{
  Expectation expectation = { stage, { first, second, -1, -1, -1, -1, -1, -1, ninth, -1 } };

  clasp_test_spin_until (is_sent, &expectation, "the levels");
  return clasp_engine_get_universes (stage->engine);
}

static void
test_blackout_freeze_and_tests (Stage *stage, gconstpointer data)
{
  const ClaspUniverseSnapshot *snapshot;

  clasp_engine_watch_universes (stage->engine);
  put (stage, "/artnet/0/0/1/1", clasp_value_int (100));
  put (stage, "/artnet/0/0/1/2", clasp_value_int (50));
  snapshot = expect_levels (stage, 100, 50, 0);
  g_assert_cmpstr (snapshot->universes[0].info.prefix, ==, "/artnet/0/0/1");
  g_assert_cmpstr (snapshot->universes[0].info.protocol, ==, "artnet");
  g_assert_true (snapshot->universes[0].info.is_output);
  g_assert_false (snapshot->is_black);

  put (stage, "/bridge/blackout", clasp_value_bool (TRUE));
  snapshot = expect_levels (stage, 0, 50, 0); /* only what is marked */
  g_assert_true (snapshot->is_black && snapshot->universes[0].info.is_held);
  put (stage, "/bridge/blackout", clasp_value_bool (FALSE));
  expect_levels (stage, 100, 50, 0);

  put (stage, "/bridge/freeze", clasp_value_bool (TRUE));
  put (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  test_slot (stage, "/artnet/0/0/1/2", 33);
  test_slot (stage, "/artnet/0/0/1/9", 33); /* careful */
  snapshot = expect_levels (stage, 100, 33, 0);
  g_assert_true (snapshot->is_frozen);
  g_assert_cmpuint (snapshot->n_tests, ==, 1);
  clasp_engine_send (stage->engine, "/bridge/panic", &(ClaspValue){ CLASP_VALUE_BOOL, { .boolean = TRUE } }, TRUE);
  put (stage, "/bridge/freeze", clasp_value_bool (FALSE));
  expect_levels (stage, 7, 50, 0);
  clasp_engine_unwatch_universes (stage->engine);
}

static gboolean
has_detail (gpointer user_data)
{
  ClaspUniverseSnapshot *snapshot = clasp_engine_get_universes (((Stage *) user_data)->engine);

  return snapshot != NULL && snapshot->detail != NULL;
}

static void
test_one_is_looked_at_closely (Stage *stage, gconstpointer data)
{
  const ClaspUniverseDetail *detail;

  put (stage, "/artnet/0/0/1/1", clasp_value_int (100));
  clasp_engine_watch_universes (stage->engine);
  clasp_engine_look_at_universe (stage->engine, "/artnet/0/0/1", TRUE);
  clasp_test_spin_until (has_detail, stage, "a close look");
  detail = clasp_engine_get_universes (stage->engine)->detail;
  g_assert_cmpstr (detail->names[0], ==, "Front w");
  g_assert_true (detail->is_intensity[0] && detail->is_careful[8] && !detail->is_careful[0]);
  clasp_engine_unwatch_universes (stage->engine);
}

static gboolean
has_many (gpointer user_data)
{
  return ((Stage *) user_data)->n_pictures >= 5;
}

static gboolean
never (gpointer user_data)
{
  return FALSE;
}

static void
test_pictures_come_only_while_watched (Stage *stage, gconstpointer data)
{
  gint64 began_us;
  guint  n;

  clasp_test_spin_for (never, NULL, 100);
  g_assert_cmpuint (stage->n_pictures, ==, 0);
  g_assert_null (clasp_engine_get_universes (stage->engine));

  began_us = g_get_monotonic_time ();
  clasp_engine_watch_universes (stage->engine);
  clasp_engine_watch_universes (stage->engine);
  clasp_test_spin_until (has_many, stage, "pictures");
  g_assert_cmpint (g_get_monotonic_time () - began_us, >=, 4 * 40000 - 40000);
  clasp_engine_unwatch_universes (stage->engine);
  clasp_engine_unwatch_universes (stage->engine);
  n = stage->n_pictures;
  g_assert_null (clasp_engine_get_universes (stage->engine));
  clasp_test_spin_for (never, NULL, 200);
  g_assert_cmpuint (stage->n_pictures, ==, n);
}

static void
count_cb (ClaspEngine *engine, gpointer user_data)
{
  ++*(guint *) user_data;
}

static gboolean
has_view (gpointer user_data)
{
  return clasp_engine_get_lighting (((Stage *) user_data)->engine) != NULL;
}

/* Who else is there crosses the border, too, and is gone when nobody looks. */
static void
test_lighting_while_watched (Stage *stage, gconstpointer data)
{
  guint n_views = 0;

  g_signal_connect (stage->engine, "lighting-changed", G_CALLBACK (count_cb), &n_views);
  g_assert_null (clasp_engine_get_lighting (stage->engine));
  clasp_engine_watch_lighting (stage->engine);
  clasp_engine_watch_lighting (stage->engine);
  clasp_test_spin_until (has_view, stage, "a view");
  g_assert_cmpuint (n_views, >, 0);
  g_assert_cmpuint (clasp_engine_get_lighting (stage->engine)->n_peers, ==, 0);
  clasp_engine_unwatch_lighting (stage->engine);
  g_assert_nonnull (clasp_engine_get_lighting (stage->engine));
  clasp_engine_unwatch_lighting (stage->engine);
  g_assert_null (clasp_engine_get_lighting (stage->engine));
  n_views = 0;
  clasp_test_spin_for (never, NULL, 700);
  g_assert_cmpuint (n_views, ==, 0);
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
#define T(path, name)                                                                              \
  g_test_add ("/engine/universes/" path, Stage, NULL, set_up, test_##name, tear_down)
  T ("blackout-freeze-and-tests", blackout_freeze_and_tests);
  T ("close-look", one_is_looked_at_closely);
  T ("only-while-watched", pictures_come_only_while_watched);
  T ("lighting-while-watched", lighting_while_watched);
#undef T
  return g_test_run ();
}
