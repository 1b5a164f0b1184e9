/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-versions.h"

#include "widgets/br-format.h"

#include <glib/gi18n.h>

#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  char              *path;
  char              *text;
  ClaspVersionReason reason;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_free (job->text);
  g_free (job);
}

static void
keep_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  static GMutex      mutex; /* one at a time, in no matter which thread */
  Job               *job = task_data;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&mutex);
  if (!clasp_history_add (job->path, job->text, job->reason, g_get_real_time () / G_USEC_PER_SEC, &error))
    g_message (_ ("A version of the show cannot be kept: %s"), error->message);
  g_mutex_unlock (&mutex);
  g_task_return_boolean (task, TRUE);
}

void
br_versions_keep (ClaspShow         *show,
                  ClaspVersionReason reason)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char  *path = NULL;
  g_autoptr (GTask) task = NULL;
  Job              *job;

  g_object_get (show, "file", &file, NULL);
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path == NULL)
    return;

  job = g_new0 (Job, 1);
  job->path = g_steal_pointer (&path);
  job->text = clasp_show_to_text (show);
  job->reason = reason;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, br_versions_keep);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, keep_in_thread);
}

/* Work is what gets saved: without edits no version. */
static void
saved_cb (ClaspShow  *show,
          GParamSpec *pspec,
          gpointer    user_data)
{
  gint64  *next_us = user_data;
  gboolean is_saved = FALSE;

  g_object_get (show, "saved", &is_saved, NULL);
  if (!is_saved || g_get_monotonic_time () < *next_us)
    return;

  *next_us = g_get_monotonic_time () + HOUR_US;
  br_versions_keep (show, CLASP_VERSION_HOURLY);
}

void
br_versions_watch (ClaspShow *show)
{
  gint64 *next_us = g_new0 (gint64, 1);

  *next_us = g_get_monotonic_time () + HOUR_US;
  g_signal_connect_data (show, "notify::saved", G_CALLBACK (saved_cb), next_us, (GClosureNotify) (void (*) (void)) g_free, 0);
}

static const char *
describe_reason (ClaspVersionReason reason)
{
  switch (reason)
    {
    case CLASP_VERSION_SAVED:
      return _("saved by hand");
    case CLASP_VERSION_HOURLY:
      return _("after an hour of work");
    case CLASP_VERSION_IMPORT:
      return _("before an import");
    case CLASP_VERSION_SHOW:
      return _("before show mode");
    case CLASP_VERSION_RESTORE:
      break;
    }

  return _("before a restore");
}

static char *
format_time (gint64   unix_s,
             gboolean tells_today)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (unix_s);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char      *clock = br_format_clock (time);
  /* Translators: the day and month of a date, see strftime */
  g_autofree char      *date = g_date_time_format (time, _("%e %B"));

  if (!br_is_same_day (time, now))
    /* Translators: a date, and a time of day */
    return g_strdup_printf (C_("date and time", "%s, %s"), g_strstrip (date), clock);
  /* Translators: %s is a time of day */
  return tells_today ? g_strdup_printf (_("Today, %s"), clock) : g_steal_pointer (&clock);
}

char *
br_version_dup_time (gint64 unix_s)
{
  return format_time (unix_s, FALSE);
}

char *
br_version_dup_title (const ClaspVersion *version)
{
  g_autofree char *when = format_time (version->unix_s, TRUE);

  /* Translators: when a version of the show was kept, and why */
  return g_strdup_printf (_("%s – %s"), when, describe_reason (version->reason));
}
