/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "br-application.h"
#include "tap/clasp-logbook.h"

#include <glib/gi18n.h>
#include <locale.h>

static GLogWriterOutput
write_cb (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         user_data)
{
  clasp_logbook_note_fields (clasp_logbook_get_default (), level, fields, n_fields);
  return g_log_writer_default (level, fields, n_fields, NULL);
}

/* The log is in the window too, and in files that are there after a fault. */
static void
start_log (void)
{
  g_autofree char   *folder = g_build_filename (g_get_user_state_dir (), "clasp-bridge", "log", NULL);
  g_autoptr (GError) error = NULL;

  g_log_set_writer_func (write_cb, NULL, NULL);
  if (!clasp_logbook_keep (clasp_logbook_get_default (), folder, CLASP_LOGBOOK_FILE_BYTES,
                           CLASP_LOGBOOK_FILES, &error))
    g_warning ("the log is not kept: %s", error->message);
}

/* Where the translations are: where a translator says, in the build that is tried, or installed. */
static const char *
find_locale_dir (void)
{
  const char *own = g_getenv ("CLASP_LOCALE_DIR");

  if (own != NULL && *own != '\0')
    return own;

  return g_file_test (CLASP_BUILD_LOCALE_DIR, G_FILE_TEST_IS_DIR) ? CLASP_BUILD_LOCALE_DIR : CLASP_LOCALE_DIR;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GtkApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, find_locale_dir ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  start_log ();
  application = br_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
