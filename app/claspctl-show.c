/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl.h"

#include "clasp-kinds.h"
#include "exchange/clasp-exchange.h"

#include <stdio.h>
#include <string.h>

/* claspctl show import|export: configurations of other programs to and from show files. Without a
 * router; a show that runs is not touched. */

#define USAGE "usage: claspctl show import FILE -o SHOW, claspctl show export SHOW --as v1"

/* (transfer full) (nullable): the whole file, of at most @most bytes; else a line is printed. */
static char *
read_text (const char *path, gsize most)
{
  g_autoptr (GFile)            file = g_file_new_for_commandline_arg (path);
  g_autoptr (GError)           error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);
  g_autofree char             *text = NULL;
  gsize                        length = 0;

  if (stream != NULL)
    {
      text = g_malloc (most + 2);
      g_input_stream_read_all (G_INPUT_STREAM (stream), text, most + 1, &length, NULL, &error);
    }
  if (error != NULL)
    ctl_fail (CTL_FAILED, "%s: %s", path, error->message);
  else if (length > most)
    ctl_fail (CTL_FAILED, "%s: larger than %u MiB", path, (guint) (most / 1024 / 1024));
  else if (!g_utf8_validate (text, (gssize) length, NULL))
    ctl_fail (CTL_FAILED, "%s: is no text in UTF-8", path);
  else
    {
      text[length] = '\0';
      return g_steal_pointer (&text);
    }
  return NULL;
}

static void
print_report (const GPtrArray *report)
{
  for (guint i = 0; i < report->len; i++)
    g_printerr ("claspctl: note: %s\n", (const char *) report->pdata[i]);
}

/* What is there is kept beside it, and an older one that was kept is not lost for it. */
static gboolean
keep_old (const char *path)
{
  g_autofree char   *kept = g_strconcat (path, ".before-import", NULL);
  g_autoptr (GFile)  from = g_file_new_for_path (path);
  g_autoptr (GFile)  to = g_file_new_for_path (kept);
  g_autoptr (GError) error = NULL;

  if (!g_file_query_exists (from, NULL))
    return TRUE;
  if (g_file_copy (from, to, G_FILE_COPY_NONE, NULL, NULL, NULL, &error))
    {
      g_printerr ("claspctl: note: what was in %s is in %s now\n", path, kept);
      return TRUE;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    ctl_fail (CTL_FAILED, "%s: is there already; move it away first", kept);
  else
    ctl_fail (CTL_FAILED, "%s: %s", kept, error->message);
  return FALSE;
}

static int
import (const char *path, const char *output)
{
  g_autofree char      *text = read_text (path, CLASP_EXCHANGE_MAX_SIZE), *show_text = NULL;
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;

  if (text == NULL)
    return CTL_FAILED;
  if (!clasp_exchange_import (show, text, report, &error))
    return ctl_fail (CTL_FAILED, "%s: %s", path, error->message);
  print_report (report);
  if (!keep_old (output))
    return CTL_FAILED;

  show_text = clasp_show_to_text (show);
  if (!g_file_set_contents_full (output, show_text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666,
                                 &error))
    return ctl_fail (CTL_FAILED, "%s", error->message);
  return CTL_OK;
}

static int export(const char *path)
{
  g_autofree char      *text = read_text (path, CLASP_SHOW_MAX_SIZE), *exported = NULL;
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;

  if (text == NULL)
    return CTL_FAILED;
  if (!clasp_show_from_text (show, text, report, &error))
    return ctl_fail (CTL_FAILED, "%s: %s", path, error->message);
  exported = clasp_exchange_export_v1 (show, report);
  print_report (report);
  fputs (exported, stdout);
  return CTL_OK;
}

int
ctl_show (Ctl *ctl)
{
  if (g_str_equal (ctl->arguments[0], "import") && ctl->output != NULL)
    return import (ctl->arguments[1], ctl->output);
  if (g_str_equal (ctl->arguments[0], "export") && g_strcmp0 (ctl->format, "v1") == 0)
    return export(ctl->arguments[1]);
  return ctl_fail (CTL_USAGE, USAGE);
}
