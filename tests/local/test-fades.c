/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "local-test.h"

#include "local/clasp-fades.h"

static void
test_one_address (LocalStage *stage, gconstpointer data)
{
  local_stage_put (stage, "/x", "0.0");
  local_stage_emit (stage, "/local/fade",
                    "{\"address\":\"/x\",\"value\":1.0,\"seconds\":2,\"curve\":\"ease-in\"}");
  clasp_fixture_advance (&stage->base, 1000 * MS);
  g_assert_cmpfloat_with_epsilon (local_stage_number (stage, "/x"), 0.25, 1e-9);
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_is (stage, "/x", "1.0");
  local_stage_emit (stage, "/local/fade", "{\"address\":\"/x\",\"value\":0.5}");
  local_stage_is (stage, "/x", "0.5");
}

static void
test_newest_has_it (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0;/y=1.0 fade-s=1");
  local_stage_put (stage, "/x", "0.0");
  local_stage_put (stage, "/y", "0.0");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  clasp_fixture_advance (&stage->base, 500 * MS);
  local_stage_emit (stage, "/local/fade", "{\"address\":\"/x\",\"value\":0.0,\"seconds\":1}");
  clasp_fixture_advance (&stage->base, 500 * MS);
  local_stage_is (stage, "/x", "0.25");
  local_stage_is (stage, "/y", "1.0");
  local_stage_emit (stage, "/local/fade", "{\"address\":\"/x\",\"value\":1.0,\"seconds\":1}");
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_is (stage, "/x", "1.0");
}

static void
test_cancel (LocalStage *stage, gconstpointer data)
{
  static const char *const addresses[] = { "/x", "/y", "/z" };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *fade =
        g_strdup_printf ("{\"address\":\"%s\",\"value\":1.0,\"seconds\":1}", addresses[i]);

      local_stage_put (stage, addresses[i], "0.0");
      local_stage_emit (stage, "/local/fade", fade);
    }
  clasp_fixture_advance (&stage->base, 250 * MS);
  local_stage_emit (stage, "/local/fade/cancel", "\"/x\"");
  local_stage_emit (stage, "/local/fade/cancel", "\"/nothing\"");
  clasp_fixture_advance (&stage->base, 250 * MS);
  local_stage_is (stage, "/x", "0.25");
  local_stage_is (stage, "/y", "0.5");
  local_stage_emit (stage, "/local/fade/cancel", NULL);
  clasp_fixture_advance (&stage->base, 2000 * MS);
  local_stage_is (stage, "/y", "0.5");
  local_stage_is (stage, "/z", "0.5");
}

static void
test_nonsense_is_nothing (LocalStage *stage, gconstpointer data)
{
  static const char *const wrong[] = {
    "1",
    "null",
    "{\"address\":\"/x\"}",
    "{\"value\":1}",
    "{\"address\":5,\"value\":1}",
    "{\"address\":\"x\",\"value\":1}",
    "{\"address\":\"/x/*\",\"value\":1}",
    "{\"address\":\"/x\",\"value\":1,\"seconds\":\"soon\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    local_stage_emit (stage, "/local/fade", wrong[i]);
  local_stage_is (stage, "/x", NULL);
  local_stage_emit (stage, "/local/fade", "{\"address\":\"/x\",\"value\":1,\"seconds\":-1}");
  local_stage_is (stage, "/x", "1");
}

/* A lock that somebody holds, a range that is announced: the router says no, and the fade is over.
 */
static void
test_refused_ends (LocalStage *stage, gconstpointer data)
{
  ClaspFakeLink *peer = clasp_fixture_join (&stage->base);

  clasp_fixture_say (peer, "SET /x 0.0 lock");
  local_stage_emit (stage, "/local/fade", "{\"address\":\"/x\",\"value\":1.0,\"seconds\":1}");
  clasp_fixture_advance (&stage->base, 500 * MS);
  local_stage_is (stage, "/x", "0.0");
  clasp_fixture_say (peer, "SET /x 0.0 unlock");
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_is (stage, "/x", "0.0");
}

static void
done_cb (const char *name, const ClaspDelivery *cause, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_as_many_as_allowed (LocalStage *stage, gconstpointer data)
{
  guint                  n = CLASP_FADES_MAX + 1, n_done = 0;
  g_auto (GStrv)         addresses = g_new0 (char *, n + 1);
  g_autofree ClaspValue *values = g_new (ClaspValue, n);
  g_autoptr (ClaspFades) fades =
    clasp_fades_new (stage->base.router, stage->base.timers, stage->hand, done_cb, &n_done);

  for (guint i = 0; i < n; i++)
    {
      addresses[i] = g_strdup_printf ("/many/%u", i);
      values[i] = clasp_value_double (1.0);
    }
  clasp_fades_start (fades, &(ClaspFadeRun){ .name = "all",
                                             .n = n,
                                             .addresses = (const char *const *) addresses,
                                             .values = values,
                                             .duration_us = 100 * MS });
  local_stage_is (stage, "/many/16384", "1.0");
  local_stage_is (stage, "/many/16383", NULL);
  g_assert_true (clasp_fades_is_running (fades, "all"));
  clasp_fixture_advance (&stage->base, 50 * MS);
  local_stage_is (stage, "/many/16383", "0.5");
  clasp_fixture_advance (&stage->base, 50 * MS);
  local_stage_is (stage, "/many/0", "1.0");
  g_assert_cmpuint (n_done, ==, 1);
  g_assert_false (clasp_fades_is_running (fades, "all"));
}

/* A panic, also one that a fade itself calls for. */
static void
panic_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  LocalStage *stage = user_data;

  g_assert_cmpuint (clasp_locals_end_fades (stage->locals), ==, 2);
}

static void
test_all_end_at_once (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "scene", "a", "values=/x=1.0;/y=1.0 fade-s=1");
  local_stage_emit (stage, "/local/scene/a/recall", NULL);
  local_stage_emit (stage, "/local/fade", "{\"address\":\"/z\",\"value\":1.0,\"seconds\":1}");
  clasp_fixture_advance (&stage->base, 500 * MS);
  g_assert_cmpuint (clasp_locals_end_fades (stage->locals), ==, 2);
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_is (stage, "/x", "0.5");
  local_stage_is (stage, "/z", "0.5");
  g_assert_cmpuint (clasp_locals_end_fades (stage->locals), ==, 0);
  local_stage_emit (stage, "/local/scene/a/recall", NULL); /* and what is begun after that moves */
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_is (stage, "/x", "1.0");
}

static void
test_all_end_from_within (LocalStage *stage, gconstpointer data)
{
  ClaspSession *watcher;

  local_stage_emit (stage, "/local/fade", "{\"address\":\"/z\",\"value\":1.0,\"seconds\":1}");
  local_stage_emit (stage, "/local/fade", "{\"address\":\"/y\",\"value\":1.0,\"seconds\":1}");
  watcher = clasp_router_join (stage->base.router, "Watcher", panic_cb, NULL, stage);
  clasp_session_subscribe (watcher, 1, CLASP_STR_LITERAL ("/y"), CLASP_TYPES_ALL, FALSE, NULL);
  clasp_fixture_advance (&stage->base, 25 * MS);
  clasp_session_leave (watcher);
  clasp_fixture_advance (&stage->base, 2000 * MS);
  local_stage_is (stage, "/y", "0.025");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  local_stage_test ("/local/fades/one-address", test_one_address);
  local_stage_test ("/local/fades/newest-has-it", test_newest_has_it);
  local_stage_test ("/local/fades/cancel", test_cancel);
  local_stage_test ("/local/fades/nonsense-is-nothing", test_nonsense_is_nothing);
  local_stage_test ("/local/fades/refused-ends", test_refused_ends);
  local_stage_test ("/local/fades/as-many-as-allowed", test_as_many_as_allowed);
  local_stage_test ("/local/fades/all-end-at-once", test_all_end_at_once);
  local_stage_test ("/local/fades/all-end-from-within", test_all_end_from_within);
  return g_test_run ();
}
