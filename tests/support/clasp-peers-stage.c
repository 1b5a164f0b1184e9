/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-peers-stage.h"

#define LINE_MS 20000

void
clasp_peers_stage_set_up (ClaspPeersStage *self, gconstpointer data)
{
  ClaspRouterFixture *router = &self->router;

  router->reactor = clasp_reactor_new (NULL);
  router->clock = clasp_clock_ref (clasp_clock_system ());
  router->timers = clasp_timers_new (NULL, router->clock);
  router->router = clasp_router_new (router->reactor, router->timers, "Test router", NULL);
  router->interfaces = clasp_interfaces_new (router->reactor, NULL);
  router->universes = clasp_universes_new (router->timers);
  router->links = g_ptr_array_new_with_free_func (g_object_unref);
  router->log = g_string_new (NULL);
  self->local = clasp_fixture_join_local (router, "local");
  g_assert_true (clasp_session_subscribe (self->local, 1, CLASP_STR_LITERAL ("/**"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  self->bridges = g_ptr_array_new_with_free_func (g_object_unref);
  self->port = clasp_test_free_port ();
}

void
clasp_peers_stage_tear_down (ClaspPeersStage *self, gconstpointer data)
{
  for (guint i = 0; i < self->bridges->len; i++)
    clasp_bridge_close (self->bridges->pdata[i]);
  g_ptr_array_unref (self->bridges);
  clasp_session_leave (self->local);
  clasp_router_fixture_tear_down (&self->router, NULL);
}

void
clasp_peers_stage_open (ClaspPeersStage *self,
                        GType            type,
                        GType            settings_type,
                        const char      *namespace_,
                        ...)
{
  ClaspSettings  *settings = g_object_new (settings_type, NULL);
  ClaspBridgeHost host = clasp_fixture_get_host (&self->router, NULL, NULL);
  const char     *name;
  va_list         pairs;

  va_start (pairs, namespace_);
  while ((name = va_arg (pairs, const char *)) != NULL)
    {
      g_autoptr (GError) error = NULL;

      clasp_settings_set_text (settings, name, va_arg (pairs, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (pairs);
  g_ptr_array_add (self->bridges, g_object_new (type, NULL));
  clasp_bridge_open (self->bridges->pdata[self->bridges->len - 1], "test", "Test", namespace_,
                     settings, &host);
}

void
clasp_peers_stage_set (ClaspPeersStage *self, const char *address, ClaspValue value)
{
  clasp_session_set (self->local, clasp_str (address), &value);
  clasp_value_clear (&value);
}

gboolean
clasp_peers_stage_has_heard (ClaspPeersStage *self, const char *text)
{
  return strstr (self->router.log->str, text) != NULL;
}

static gboolean
has_heard (gpointer user_data)
{
  const gpointer *data = user_data;

  return clasp_peers_stage_has_heard (data[0], data[1]);
}

void
clasp_peers_stage_expect_heard (ClaspPeersStage *self, const char *text)
{
  gpointer data[2] = { self, (gpointer) text };

  if (!clasp_test_spin_for (has_heard, data, 20000))
    g_error ("‘%s’ is not in:\n%s", text, self->router.log->str);
}

/* ---- the peers ---- */

gboolean
clasp_peers_has_npm_package (const char *name)
{
  const char      *folder = g_getenv ("CLASP_NPM_DIR");
  g_autofree char *module =
    folder != NULL ? g_build_filename (folder, "node_modules", name, NULL) : NULL;
  g_autofree char *why =
    g_strdup_printf ("CLASP_NPM_DIR does not name a folder with node_modules/%s", name);

  if (module != NULL && g_file_test (module, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_test_skip (why);
  return FALSE;
}

typedef struct
{
  ClaspTestPeer *peer;
  const char    *text;
  GString       *said;
} Saying;

static gboolean
has_said (gpointer user_data)
{
  Saying          *saying = user_data;
  g_autofree char *line = clasp_test_peer_read_line (saying->peer, 50);

  if (line != NULL)
    g_string_append_printf (saying->said, "%s\n", line);
  return strstr (saying->said->str, saying->text) != NULL;
}

void
clasp_peers_expect_said (ClaspTestPeer *peer, GString *said, const char *text)
{
  Saying saying = { peer, text, said };

  clasp_test_spin_until (has_said, &saying, text);
}

static gboolean
is_dumping (gpointer user_data)
{
  const gpointer  *data = user_data;
  g_autofree char *line = NULL;

  clasp_peers_stage_set (data[0], "/osc/ready", clasp_value_int (1));
  line = clasp_test_peer_read_line (data[1], 50);
  return line != NULL;
}

void
clasp_peers_stage_await_oscdump (ClaspPeersStage *self, ClaspTestPeer *oscdump)
{
  gpointer data[2] = { self, oscdump };

  clasp_test_spin_until (is_dumping, data, "oscdump to listen");
}

/* What it was asked by may still be on its way. */
void
clasp_peers_expect_dumped (ClaspTestPeer *oscdump, const char *expected)
{
  for (;;)
    {
      g_autofree char *line = clasp_test_peer_read_line (oscdump, LINE_MS);

      g_assert_nonnull (line);
      if (strstr (line, " /ready ") != NULL)
        continue;
      g_assert_cmpstr (strchr (line, ' ') + 1, ==, expected);
      return;
    }
}
