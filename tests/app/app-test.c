/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/app-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define LINE_MS 10000

void
app_folder_set_up (AppFolder *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("clasp-app-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
}

void
app_folder_tear_down (AppFolder *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char      *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
}

char *
app_folder_path (AppFolder *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

char *
app_folder_write (AppFolder *self, const char *name, const char *text)
{
  char *path = app_folder_path (self, name);
  FILE *file = g_fopen (path, "w");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
  return path;
}

ClaspTestPeer *
app_start (const char *program, const char *arguments)
{
  g_autofree char         *path = clasp_test_program (program);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)           words = NULL;
  g_auto (GStrv)           argv = NULL;

  g_strv_builder_add (builder, path);
  if (g_shell_parse_argv (arguments, NULL, &words, NULL))
    g_strv_builder_addv (builder, (const char **) words);
  argv = g_strv_builder_end (builder);
  return clasp_test_peer_new ((const char *const *) argv);
}

ClaspTestPeer *
app_start_args (const char *program, const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char      *path = clasp_test_program (program);
  va_list               arguments;

  g_ptr_array_add (argv, path);
  va_start (arguments, first);
  for (const char *argument = first; argument != NULL; argument = va_arg (arguments, const char *))
    g_ptr_array_add (argv, (gpointer) argument);
  va_end (arguments);
  g_ptr_array_add (argv, NULL);
  return clasp_test_peer_new ((const char *const *) argv->pdata);
}

char *
app_wait_ready (ClaspTestPeer *daemon)
{
  g_autofree char *line = clasp_test_peer_read_line (daemon, LINE_MS);

  if (line == NULL || !g_str_has_prefix (line, "ready "))
    g_error ("no ready line but “%s”; the log says: %s", line, clasp_test_peer_get_stderr (daemon));
  return g_strdup (line + strlen ("ready "));
}

ClaspTestPeer *
app_start_daemon (const char *arguments, char **uri)
{
  g_autofree char *all = g_strdup_printf ("--listen ws://127.0.0.1:0/clasp %s", arguments);
  ClaspTestPeer   *daemon = app_start ("claspd", all);

  *uri = app_wait_ready (daemon);
  return daemon;
}

void
app_stop_daemon (ClaspTestPeer *daemon)
{
  clasp_test_peer_signal (daemon, SIGTERM);
  g_assert_cmpint (clasp_test_peer_wait (daemon), ==, 0);
}

char *
app_ctl (const char *uri, int status, const char *arguments)
{
  g_autofree char          *all = g_strdup_printf ("--url %s %s", uri, arguments);
  g_autoptr (ClaspTestPeer) peer = app_start ("claspctl", all);
  GString                  *output = g_string_new (NULL);
  char                     *line;
  int                       got;

  while ((line = clasp_test_peer_read_line (peer, LINE_MS)) != NULL)
    {
      g_string_append_printf (output, "%s\n", line);
      g_free (line);
    }
  got = clasp_test_peer_wait (peer);
  if (got != status)
    g_error ("claspctl %s: status %d: %s", arguments, got, clasp_test_peer_get_stderr (peer));
  return g_string_free (output, FALSE);
}
