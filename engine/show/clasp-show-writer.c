/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-show"

#include "show/clasp-show-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Design notes.
 *
 * The text goes to a file of its own in the same folder, is synced, and is then renamed over the
 * old one; syncing the folder makes the rename last. The file of its own has one name,
 * ".NAME.part", and is locked while it is written: a program killed in the middle leaves one file
 * that the next save takes over, not a new one each time, and two programs with one show cannot mix
 * their texts. */

struct _ClaspShowWriter
{
  gatomicrefcount refs;
  GMutex          lock;
  guint64         next;    /* @lock: the next stamp */
  guint64         written; /* @lock: of the text in the file */
};

/**
 * clasp_show_writer_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): a writer
 */
ClaspShowWriter *
clasp_show_writer_new (void)
{
  ClaspShowWriter *self = g_new0 (ClaspShowWriter, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->next = 1;
  return self;
}

/**
 * clasp_show_writer_ref:
 * @self: a writer
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
ClaspShowWriter *
clasp_show_writer_ref (ClaspShowWriter *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * clasp_show_writer_unref:
 * @self: (transfer full): a writer
 *
 * Thread: any.
 */
void
clasp_show_writer_unref (ClaspShowWriter *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * clasp_show_writer_stamp:
 * @self: a writer
 *
 * Thread: any.
 *
 * Returns: the age of a text made now: higher than all before
 */
guint64
clasp_show_writer_stamp (ClaspShowWriter *self)
{
  guint64 stamp;

  g_mutex_lock (&self->lock);
  stamp = self->next++;
  g_mutex_unlock (&self->lock);
  return stamp;
}

static gboolean
fail (GError **error, int code, const char *what)
{
  g_set_error (error, G_IO_ERROR, code == EDQUOT ? G_IO_ERROR_NO_SPACE : g_io_error_from_errno (code),
               "%s: %s", what, g_strerror (code));
  return FALSE;
}

static gboolean
is_same_file (int fd, const char *path)
{
  struct stat open_file, named_file;

  return fstat (fd, &open_file) == 0 && lstat (path, &named_file) == 0 &&
         open_file.st_dev == named_file.st_dev && open_file.st_ino == named_file.st_ino;
}

/* The file to write into, locked; -1 with @error. Another writer that was faster has renamed the
 * file we opened: then there is a new one to be had. */
static int
open_part (const char *part, GError **error)
{
  for (guint attempt = 0; attempt < 8; attempt++)
    {
      int fd = g_open (part, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0666);

      if (fd < 0)
        {
          fail (error, errno, _ ("cannot write into the folder"));
          return -1;
        }
      if (flock (fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        {
          close (fd);
          break;
        }
      if (is_same_file (fd, part))
        return fd;
      close (fd);
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, _ ("another program is saving it"));
  return -1;
}

static gboolean
write_bytes (int fd, GBytes *text, GError **error)
{
  gsize       size;
  const char *p = g_bytes_get_data (text, &size);

  while (size > 0)
    {
      gssize n = write (fd, p, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (error, errno, _ ("cannot write"));
      p += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* Who may read the show stays as the user set it. */
static void
copy_mode (int fd, const char *path)
{
  struct stat old;

  if (stat (path, &old) == 0 && fchmod (fd, old.st_mode & 07777) != 0)
    g_debug ("cannot keep the mode of %s: %s", path, g_strerror (errno));
}

/* Not every file system can; then the rename lasts when the system sees fit. */
static void
sync_folder (const char *folder)
{
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0 || fsync (fd) != 0)
    g_debug ("cannot sync %s: %s", folder, g_strerror (errno));
  if (fd >= 0)
    close (fd);
}

static gboolean
copy_beside (const char *path, const char *aside, GError **error)
{
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = g_file_new_for_path (aside);

  if (g_file_copy (from, to, G_FILE_COPY_NONE, NULL, NULL, NULL, error))
    return TRUE;
  g_prefix_error (error, _ ("cannot keep the old file as “%s”: "), aside);
  return FALSE;
}

/* A second name for the same bytes costs no space and cannot fail halfway; where a file system has
 * none, a copy. Returns the name (transfer full), NULL with @error. */
static char *
keep_beside (const char *path, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char      *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char      *aside = g_strdup_printf ("%s.damaged-%s", path, time);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%u", path, time, i);
    }

  if (link (path, aside) != 0 && errno != ENOENT && !copy_beside (path, aside, error))
    return NULL;
  return g_steal_pointer (&aside);
}

static gboolean
finish_part (int fd, const char *part, const char *path, GBytes *text, GError **error)
{
  copy_mode (fd, path);
  if (ftruncate (fd, 0) != 0)
    return fail (error, errno, _ ("cannot write"));
  if (!write_bytes (fd, text, error))
    return FALSE;
  if (fsync (fd) != 0)
    return fail (error, errno, _ ("cannot write"));
  if (g_rename (part, path) != 0)
    return fail (error, errno, _ ("cannot replace it"));
  return TRUE;
}

static gboolean
replace_file (const char *path, gboolean keep_old, GBytes *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *hidden = g_strdup_printf (".%s.part", name);
  g_autofree char *part = g_build_filename (folder, hidden, NULL);
  g_autofree char *aside = NULL;
  gboolean         is_done;
  int              fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (error, errno, _ ("cannot make its folder"));
  if (keep_old && (aside = keep_beside (path, error)) == NULL)
    return FALSE;

  fd = open_part (part, error);
  if (fd < 0)
    return FALSE;
  is_done = finish_part (fd, part, path, text, error);
  if (!is_done)
    g_unlink (part); /* what a full disk holds of it is in the way */
  close (fd);
  if (is_done && aside != NULL)
    g_chmod (aside, 0600); /* what cannot be read may hold secrets; the new file has another's mode by now */
  if (is_done)
    sync_folder (folder);
  return is_done;
}

/**
 * clasp_show_writer_write:
 * @self: a writer
 * @stamp: the text's age, from clasp_show_writer_stamp ()
 * @path: an absolute path; a symbolic link is followed
 * @keep_old: whether the file as it is now is first kept beside itself
 * @text: what the file shall hold
 * @error: return location for a [error@Gio.IOErrorEnum]
 *
 * Replaces the content of a file and waits until it is on the disk. A text older than the last one
 * written is dropped, which counts as done.
 *
 * Thread: any; one text is written at a time.
 *
 * Errors: what the system said, after “cannot save PATH”. The file is as it was then.
 *
 * Returns: whether the file holds this text or a newer one
 */
gboolean
clasp_show_writer_write (ClaspShowWriter *self,
                         guint64          stamp,
                         const char      *path,
                         gboolean         keep_old,
                         GBytes          *text,
                         GError         **error)
{
  char    *real = realpath (path, NULL);
  gboolean is_done = TRUE;

  g_mutex_lock (&self->lock);
  if (stamp > self->written)
    is_done = replace_file (real != NULL ? real : path, keep_old, text, error);
  if (is_done)
    self->written = MAX (self->written, stamp);
  g_mutex_unlock (&self->lock);

  if (!is_done)
    g_prefix_error (error, _ ("cannot save “%s”: "), path);
  free (real);
  return is_done;
}
