/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/clasp-bridge.h"
#include "clasp-kinds.h"
#include "mapping/clasp-transform.h"
#include "router/clasp-router-settings.h"
#include "show/clasp-show.h"
#include "support/clasp-test.h"

/* Whatever kind is added to the table is looked at here. */

typedef void (*KindFunc) (const ClaspKind *kind);

static void
foreach_kind (KindFunc func)
{
  const ClaspRegistry *registry = clasp_kinds ();

  for (guint i = 0; i < registry->n_connections; i++)
    func (&registry->connections[i]);
  for (guint i = 0; i < registry->n_steps; i++)
    func (&registry->steps[i]);
}

static void
assert_defaults_work (GType type)
{
  g_autoptr (ClaspSettings) settings = g_object_new (type, NULL);
  g_autoptr (JsonObject)    json = json_object_new ();
  g_autoptr (GError)        error = NULL;

  clasp_settings_validate (settings, &error);
  g_assert_no_error (error);
  clasp_settings_to_json (settings, json);
  g_assert_cmpuint (json_object_get_size (json), ==, 0);
}

static void
kind_defaults_work (const ClaspKind *kind)
{
  assert_defaults_work (kind->get_settings_type ());
}

static void
test_defaults_work (void)
{
  foreach_kind (kind_defaults_work);
  assert_defaults_work (clasp_kinds ()->get_router_settings_type ());
}

/* The text a form shows for a default can be typed in again. */
static void
kind_texts_round_trip (const ClaspKind *kind)
{
  g_autoptr (ClaspSettings) settings = g_object_new (kind->get_settings_type (), NULL);
  g_autoptr (ClaspSettings) copy = clasp_settings_copy (settings);
  guint                     n;
  g_autofree GParamSpec   **pspecs = clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char   *text = clasp_settings_get_text (settings, pspecs[i]->name);
      g_autoptr (GError) error = NULL;

      clasp_settings_set_text (copy, pspecs[i]->name, text, &error);
      g_assert_no_error (error);
    }
  g_assert_true (clasp_settings_equal (settings, copy));
}

static void
test_texts_round_trip (void)
{
  foreach_kind (kind_texts_round_trip);
}

static void
assert_explained (GType type)
{
  g_autoptr (ClaspSettings) settings = g_object_new (type, NULL);
  guint                     n;
  g_autofree GParamSpec   **pspecs = clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n);

  for (guint i = 0; i < n; i++)
    {
      const char *blurb = g_param_spec_get_blurb (pspecs[i]);

      if (blurb == NULL || *blurb == '\0' || g_strcmp0 (g_param_spec_get_nick (pspecs[i]), pspecs[i]->name) == 0)
        g_error ("%s.%s has no label or no sentence of help", g_type_name (type), pspecs[i]->name);
    }
}

static void
kind_is_explained (const ClaspKind *kind)
{
  g_assert_cmpstr (kind->title, !=, "");
  g_assert_cmpstr (kind->summary, !=, "");
  assert_explained (kind->get_settings_type ());
}

static void
test_every_setting_is_explained (void)
{
  foreach_kind (kind_is_explained);
  assert_explained (clasp_kinds ()->get_router_settings_type ());
}

static void
test_connections_make_bridges (void)
{
  const ClaspRegistry   *registry = clasp_kinds ();
  g_autoptr (GHashTable) namespaces = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (registry->n_connections, >, 0);
  for (guint i = 0; i < registry->n_connections; i++)
    {
      g_assert_true (g_type_is_a (registry->connections[i].get_bridge_type (), CLASP_TYPE_BRIDGE));
      g_assert_true (g_hash_table_add (namespaces, (gpointer) registry->connections[i].namespace_));
    }
}

static void
test_steps_make_transforms (void)
{
  const ClaspRegistry *registry = clasp_kinds ();

  g_assert_cmpuint (registry->n_steps, >, 0);
  for (guint i = 0; i < registry->n_steps; i++)
    {
      g_assert_true (g_type_is_a (registry->steps[i].get_settings_type (), CLASP_TYPE_TRANSFORM));
      g_assert_nonnull (registry->steps[i].formula); /* what its page shows */
    }
}

#define ASSERT_SAME(field) g_assert_cmpuint (limits.field, ==, expected.field)

static void
test_router_limits_are_its_defaults (void)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_ROUTER_SETTINGS, NULL);
  ClaspRouterLimits         limits = clasp_router_settings_get_limits (settings);
  const ClaspRouterLimits   expected = CLASP_ROUTER_LIMITS_DEFAULT;

  ASSERT_SAME (max_sessions);
  ASSERT_SAME (max_subscriptions);
  ASSERT_SAME (max_params);
  ASSERT_SAME (max_param_bytes);
  ASSERT_SAME (param_ttl_s);
  ASSERT_SAME (control);
  ASSERT_SAME (update_rate);
  ASSERT_SAME (message_rate);
  ASSERT_SAME (is_strict);
  ASSERT_SAME (max_per_address);
  ASSERT_SAME (max_unauthenticated);
  ASSERT_SAME (handshake_timeout_ms);
  ASSERT_SAME (session_timeout_ms);
  ASSERT_SAME (max_queue_bytes);
  ASSERT_SAME (max_pending_bytes);
  ASSERT_SAME (max_pending_frames);
  ASSERT_SAME (max_signals);
  ASSERT_SAME (max_receipts);
  ASSERT_SAME (max_receipt_bytes);
  ASSERT_SAME (receipt_s);
  ASSERT_SAME (commit_window_ms);
  ASSERT_SAME (signal_ttl_s);
  ASSERT_SAME (drain_ms);
  ASSERT_SAME (max_gestures);
  ASSERT_SAME (gesture_interval_ms);
  ASSERT_SAME (gesture_stale_s);
  ASSERT_SAME (max_bundles);
  ASSERT_SAME (max_bundle_bytes);
  ASSERT_SAME (max_bundle_ahead_s);
  ASSERT_SAME (max_orphan_bundles);
  ASSERT_SAME (max_history);
  ASSERT_SAME (max_history_bytes);
  ASSERT_SAME (max_filter_addresses);
  ASSERT_SAME (max_orphan_bundles);
  ASSERT_SAME (max_timelines);
  ASSERT_SAME (max_timeline_keyframes);
  ASSERT_SAME (max_timeline_bytes);
  ASSERT_SAME (timeline_rate_hz);
  ASSERT_SAME (timeline_keep_s);
  ASSERT_SAME (timelines);
  ASSERT_SAME (is_unmeasured);
  g_assert_cmpstr (clasp_settings_get_strv (settings, "listen")[0], ==, "ws://127.0.0.1:7330/clasp");
}

static void
test_router_limits_take_their_units (void)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_ROUTER_SETTINGS, NULL);
  ClaspRouterLimits         limits;

  g_object_set (settings, "max-param-mib", 3, "max-pending-kib", 5, "max-bundles", 7, NULL);
  limits = clasp_router_settings_get_limits (settings);
  g_assert_cmpuint (limits.max_param_bytes, ==, 3 * 1024 * 1024);
  g_assert_cmpuint (limits.max_pending_bytes, ==, 5 * 1024);
  g_assert_cmpuint (limits.max_bundles, ==, 7);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/engine/kinds/defaults-work", test_defaults_work);
  g_test_add_func ("/engine/kinds/texts-round-trip", test_texts_round_trip);
  g_test_add_func ("/engine/kinds/every-setting-is-explained", test_every_setting_is_explained);
  g_test_add_func ("/engine/kinds/connections-make-bridges", test_connections_make_bridges);
  g_test_add_func ("/engine/kinds/steps-make-transforms", test_steps_make_transforms);
  g_test_add_func ("/engine/kinds/router-limits-are-its-defaults", test_router_limits_are_its_defaults);
  g_test_add_func ("/engine/kinds/router-limits-take-their-units", test_router_limits_take_their_units);
  return g_test_run ();
}
