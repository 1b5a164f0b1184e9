/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "query-stage.h"

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((QueryStage *) user_data)->status = *status;
}

void
query_stage_open (QueryStage *stage, const char *name, const char *value)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_OSC_SETTINGS, NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, status_cb, stage);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", stage->osc_port);
  g_autofree char *query = g_strdup_printf ("127.0.0.1:%u", stage->port);

  g_assert_true (clasp_settings_set_text (settings, "listen", listen, NULL));
  g_assert_true (clasp_settings_set_text (settings, "query-listen", query, NULL));
  if (name != NULL)
    g_assert_true (clasp_settings_set_text (settings, name, value, NULL));
  stage->bridge = g_object_new (CLASP_TYPE_OSC_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "osc-1", "Stage left", "/osc", settings, &host);
}

void
query_stage_set_up (QueryStage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->other = clasp_fixture_join (&stage->router);
  stage->osc_port = clasp_test_free_port ();
  stage->port = clasp_test_free_port ();
}

void
query_stage_tear_down (QueryStage *stage, gconstpointer data)
{
  if (stage->bridge != NULL)
    {
      clasp_bridge_close (stage->bridge);
      g_assert_finalize_object (stage->bridge);
    }
  g_free (stage->answer);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

guint
query_stage_ask_with (QueryStage *stage, const char *path, const char *option)
{
  g_autofree char          *url = g_strdup_printf ("http://127.0.0.1:%u%s", stage->port, path);
  const char               *argv[] = { "curl", "-sg",           "-m",       "10",  "-o", "-",
                                       "-w",   "\n%{http_code}\n", url, option, NULL };
  g_autoptr (ClaspTestPeer) curl = clasp_test_peer_new (argv);
  g_autoptr (GString)       body = g_string_new (NULL);
  char                     *line;
  guint                     status = 0;

  if (curl == NULL)
    return 0;

  while ((line = clasp_test_peer_read_line (curl, 10000)) != NULL)
    {
      g_string_append (body, line);
      status = (guint) g_ascii_strtoull (line, NULL, 10);
      g_free (line);
    }
  g_string_truncate (body, body->len - 3);
  g_free (stage->answer);
  stage->answer = g_strdup (body->str);
  return status;
}

guint
query_stage_ask (QueryStage *stage, const char *path)
{
  return query_stage_ask_with (stage, path, NULL);
}

void
query_stage_say (QueryStage *stage, const char *line)
{
  clasp_fixture_say (stage->other, line);
}
