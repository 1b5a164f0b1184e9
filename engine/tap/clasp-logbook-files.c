/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tap/clasp-logbook-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_WAITING (1024 * 1024) /* bytes */

struct _ClaspLogbookFiles
{
  char    *folder; /* (owned) */
  gsize    max_bytes;
  guint    n_files;
  GThread *thread;
  GMutex   lock; /* of what follows */
  GCond    cond;
  GString *waiting; /* (owned) lines */
  guint    n_left_out;
  gboolean is_ending;
  /* of the thread */
  int      fd;
  gsize    size;
};

static char *
get_path (ClaspLogbookFiles *self, guint number)
{
  g_autofree char *name =
    number == 0 ? g_strdup ("log.txt") : g_strdup_printf ("log.%u.txt", number);

  return g_build_filename (self->folder, name, NULL);
}

static gboolean
open_current (ClaspLogbookFiles *self, GError **error)
{
  g_autofree char *path = get_path (self, 0);
  struct stat      status;

  self->fd = g_open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (self->fd < 0)
    {
      int number = errno;

      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (number), "%s: %s", path,
                   g_strerror (number));
      return FALSE;
    }
  self->size = fstat (self->fd, &status) == 0 ? (gsize) status.st_size : 0;
  return TRUE;
}

/* The oldest is written over by the one before it. */
static void
rotate (ClaspLogbookFiles *self)
{
  close (self->fd);
  for (guint number = self->n_files - 1; number > 0; number--)
    {
      g_autofree char *older = get_path (self, number);
      g_autofree char *newer = get_path (self, number - 1);

      g_rename (newer, older);
    }
  if (self->n_files == 1)
    {
      g_autofree char *path = get_path (self, 0);

      g_unlink (path);
    }
  open_current (self, NULL);
}

static void
write_all (ClaspLogbookFiles *self, const GString *lines)
{
  gsize done = 0;

  while (self->fd >= 0 && done < lines->len)
    {
      gssize n = write (self->fd, lines->str + done, lines->len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return; /* a full disk: what cannot be kept is still in memory */
      done += (gsize) n;
    }
  self->size += lines->len;
  if (self->fd >= 0 && self->size >= self->max_bytes)
    rotate (self);
}

static gpointer
write_thread (gpointer user_data)
{
  ClaspLogbookFiles *self = user_data;
  gboolean           is_ending = FALSE;

  while (!is_ending)
    {
      g_autoptr (GString) lines = g_string_new (NULL);
      guint               n_left_out;

      g_mutex_lock (&self->lock);
      while (self->waiting->len == 0 && !self->is_ending)
        g_cond_wait (&self->cond, &self->lock);
      is_ending = self->is_ending;
      g_string_assign (lines, self->waiting->str);
      g_string_truncate (self->waiting, 0);
      n_left_out = self->n_left_out;
      self->n_left_out = 0;
      g_mutex_unlock (&self->lock);

      if (n_left_out > 0)
        g_string_append_printf (lines, "%u more lines were left out here\n", n_left_out);
      write_all (self, lines);
    }
  return NULL;
}

ClaspLogbookFiles *
clasp_logbook_files_new (const char *folder, gsize max_bytes, guint n_files, GError **error)
{
  ClaspLogbookFiles *self = g_new0 (ClaspLogbookFiles, 1);

  self->folder = g_strdup (folder);
  self->max_bytes = max_bytes;
  self->n_files = MAX (n_files, 1);
  self->waiting = g_string_new (NULL);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_mkdir_with_parents (folder, 0700);
  if (open_current (self, error))
    {
      self->thread = g_thread_new ("clasp-log", write_thread, self);
      return self;
    }
  clasp_logbook_files_free (self);
  return NULL;
}

void
clasp_logbook_files_free (ClaspLogbookFiles *self)
{
  if (self->thread != NULL)
    {
      g_mutex_lock (&self->lock);
      self->is_ending = TRUE;
      g_cond_signal (&self->cond);
      g_mutex_unlock (&self->lock);
      g_thread_join (self->thread);
    }
  if (self->fd >= 0)
    close (self->fd);
  g_string_free (self->waiting, TRUE);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self->folder);
  g_free (self);
}

/* One line each, whatever the text holds. */
static char *
format_line (const Entry *entry)
{
  static const char *const levels[] = { "info", "warning", "error" };
  g_autoptr (GDateTime)    utc = g_date_time_new_from_unix_utc (entry->last_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime)    local = g_date_time_to_local (utc);
  g_autofree char         *time = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S");
  g_autofree char         *zone = g_date_time_format (local, "%:z");
  g_autofree char         *text = g_strdelimit (g_strdup (entry->text), "\n\r", ' ');
  g_autofree char *again = entry->n > 1 ? g_strdup_printf (" (%u times)", entry->n) : g_strdup ("");

  return g_strdup_printf ("%s.%06d%s %s %s: %s%s\n", time, (int) (entry->last_us % G_USEC_PER_SEC),
                          zone, levels[entry->level], entry->source, text, again);
}

void
clasp_logbook_files_append (ClaspLogbookFiles *self, const Entry *entry)
{
  g_autofree char *line = self != NULL ? format_line (entry) : NULL;

  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  if (self->waiting->len + strlen (line) > MAX_WAITING)
    self->n_left_out++;
  else
    g_string_append (self->waiting, line);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}
