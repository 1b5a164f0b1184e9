/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of a show as the engine's owner sees them: figures, faults, a setting that changes. */

#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define GOOD                                                                                       \
  "{\"id\":\"a\",\"trigger\":{\"OnInterval\":{\"seconds\":3600}},"                                 \
  "\"actions\":[{\"Set\":{\"address\":\"/a\",\"value\":1}}]}"

typedef struct
{
  char          *folder, *path; /* (owned) */
  ClaspShow     *show;
  ClaspEngine   *engine;
  ClaspSettings *router;  /* (unowned) */
  guint          n_rules; /* waited for */
  const char    *error;   /* a part of it; "" = none */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("clasp-engine-rules-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "rules.json", NULL);
  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->router = clasp_router_config_get_settings (clasp_show_get_router (fixture->show));
  clasp_settings_set_text (fixture->router, "listen", "", NULL);
  fixture->engine = clasp_engine_new (fixture->show);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->engine);
  g_object_unref (fixture->show);
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static gboolean
is_so (gpointer user_data)
{
  Fixture         *fixture = user_data;
  ClaspEngineStats stats;

  clasp_engine_get_stats (fixture->engine, &stats);
  return stats.rules.n_rules == fixture->n_rules &&
         (fixture->error[0] == '\0' ? stats.rules_error[0] == '\0'
                                    : strstr (stats.rules_error, fixture->error) != NULL);
}

static void
expect (Fixture *fixture, guint n_rules, const char *error)
{
  fixture->n_rules = n_rules;
  fixture->error = error;
  clasp_test_spin_until (is_so, fixture, "the figures of the rules");
}

static void
test_figures_follow_file_and_setting (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->path, GOOD, -1, NULL));
  g_assert_true (clasp_settings_set_text (fixture->router, "rules", fixture->path, NULL));
  clasp_engine_start (fixture->engine);
  expect (fixture, 1, "");
  g_assert_true (g_file_set_contents (fixture->path, "[]]", -1, NULL));
  expect (fixture, 1, "rules.json: line 1");
  g_assert_true (g_file_set_contents (fixture->path, "[" GOOD "]", -1, NULL));
  expect (fixture, 1, "");
  g_assert_true (clasp_settings_set_text (fixture->router, "rules", "/nowhere/at/all", NULL));
  expect (fixture, 1, "/nowhere/at/all");
  g_assert_true (clasp_settings_set_text (fixture->router, "rules", "", NULL));
  expect (fixture, 0, "");
}

/* A stop while a file is being read, and a start after it. */
static void
test_stop_while_reading (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->path, GOOD, -1, NULL));
  g_assert_true (clasp_settings_set_text (fixture->router, "rules", fixture->path, NULL));
  clasp_engine_start (fixture->engine);
  clasp_engine_reload_rules (fixture->engine);
  clasp_engine_stop (fixture->engine);
  clasp_engine_reload_rules (fixture->engine);
  clasp_engine_start (fixture->engine);
  expect (fixture, 1, "");
  clasp_engine_stop (fixture->engine);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL); /* a faulty file is warned of */
#define ADD(name, func) g_test_add ("/engine/rules/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("figures-follow-file-and-setting", test_figures_follow_file_and_setting);
  ADD ("stop-while-reading", test_stop_while_reading);
#undef ADD
  return g_test_run ();
}
