/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenes of the show, live: what is stored comes back as an edit that can be undone. */

#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "support/clasp-test.h"

typedef struct
{
  ClaspShow      *show;
  ClaspEngine    *engine;
  ClaspShowLocal *scene;
  GAsyncResult   *ready;
} Fixture;

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Fixture *) user_data)->ready = g_object_ref (result);
}

static gboolean
is_ready (gpointer user_data)
{
  return ((Fixture *) user_data)->ready != NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->show = clasp_show_new (clasp_kinds ());
  clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (fixture->show)),
                           "listen", "ws://127.0.0.1:0/clasp", &error);
  g_assert_no_error (error);
  fixture->scene = clasp_show_create_local (fixture->show, "scene", "warm", &error);
  g_assert_no_error (error);
  clasp_settings_set_text (clasp_show_local_get_settings (fixture->scene), "values", "/light=1.0",
                           &error);
  g_assert_no_error (error);
  g_assert_true (clasp_show_add (fixture->show, CLASP_SHOW_ITEM (fixture->scene)));
  fixture->engine = clasp_engine_new (fixture->show);
  clasp_engine_start (fixture->engine);
  clasp_engine_wait_ready_async (fixture->engine, NULL, ready_cb, fixture);
  clasp_test_spin_until (is_ready, fixture, "the engine to settle");
  g_assert_true (clasp_engine_wait_ready_finish (fixture->engine, fixture->ready, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->ready);
  g_object_unref (fixture->engine);
  g_object_unref (fixture->scene);
  g_assert_finalize_object (fixture->show);
}

static char *
values_of (Fixture *fixture)
{
  return clasp_settings_get_text (clasp_show_local_get_settings (fixture->scene), "values");
}

static gboolean
is_stored (gpointer user_data)
{
  g_autofree char *values = values_of (user_data);

  return g_str_equal (values, "/light=0.25");
}

static void
test_store_can_be_undone (Fixture *fixture, gconstpointer data)
{
  const ClaspValue quarter = clasp_value_double (0.25);
  const ClaspValue pressed = clasp_value_bool (TRUE);
  g_autofree char *before = NULL;
  g_autofree char *label = NULL;

  clasp_engine_send (fixture->engine, "/light", &quarter, FALSE);
  clasp_engine_send (fixture->engine, "/local/scene/warm/store", &pressed, TRUE);
  clasp_test_spin_until (is_stored, fixture, "the scene to be stored");
  g_object_get (fixture->show, "undo-label", &label, NULL);
  g_assert_cmpstr (label, ==, "Store scene “warm”");
  clasp_show_undo (fixture->show);
  before = values_of (fixture);
  g_assert_cmpstr (before, ==, "/light=1.0");
  clasp_show_redo (fixture->show);
  g_assert_true (is_stored (fixture));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_test_add ("/engine/locals/store-can-be-undone", Fixture, NULL, set_up, test_store_can_be_undone,
              tear_down);
  return g_test_run ();
}
