/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "recorder/clasp-record-file.h"

#include "recorder/clasp-recording.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct _ClaspRecordFile
{
  char   *path; /* (owned) */
  int     fd;
  guint64 size; /* whole frames */
};

static void
set_errno (GError **error, const char *path)
{
  const int reason = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (reason), "%s: %s", path,
               g_strerror (reason));
}

/* What is there already: 0 bytes, or a recording without what was cut off. */
static gboolean
take_present (ClaspRecordFile *self, gboolean append, GError **error)
{
  g_autoptr (ClaspRecording) present = NULL;
  struct stat                info;

  if (fstat (self->fd, &info) != 0)
    {
      set_errno (error, self->path);
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s is not a plain file", self->path);
      return FALSE;
    }
  if (info.st_size == 0)
    return TRUE;
  if (!append)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST, "%s is there already", self->path);
      return FALSE;
    }

  present = clasp_recording_open (self->path, error);
  if (present == NULL)
    return FALSE;
  self->size = clasp_recording_get_size (present);
  if (ftruncate (self->fd, (off_t) self->size) == 0)
    return TRUE;
  set_errno (error, self->path);
  return FALSE;
}

/**
 * clasp_record_file_open:
 * @path: a file
 * @append: whether to add to a recording that is there
 * @error: return location for an error
 *
 * Blocks.
 *
 * Thread: any.
 *
 * Errors: those of the file system; %G_FILE_ERROR_EXIST when there is something and @append is
 * %FALSE; %CLASP_CODEC_ERROR_INVALID_VALUE when what is there is no recording.
 *
 * Returns: (transfer full) (nullable): the file
 */
ClaspRecordFile *
clasp_record_file_open (const char *path, gboolean append, GError **error)
{
  g_autoptr (ClaspRecordFile) self = g_new0 (ClaspRecordFile, 1);

  self->path = g_strdup (path);
  self->fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (self->fd < 0)
    {
      set_errno (error, path);
      return NULL;
    }
  return take_present (self, append, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * clasp_record_file_free:
 * @self: (transfer full): a file
 */
void
clasp_record_file_free (ClaspRecordFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self);
}

const char *
clasp_record_file_get_path (ClaspRecordFile *self)
{
  return self->path;
}

guint64
clasp_record_file_get_size (ClaspRecordFile *self)
{
  return self->size;
}

/**
 * clasp_record_file_write:
 * @self: a file
 * @data: whole frames
 * @size: of @data in bytes
 *
 * Blocks. After a failure the file is as it was before.
 *
 * Returns: %TRUE when all was written, else `errno` says why not
 */
gboolean
clasp_record_file_write (ClaspRecordFile *self, const guint8 *data, gsize size)
{
  gsize written = 0;

  while (written < size)
    {
      const gssize n =
        pwrite (self->fd, data + written, size - written, (off_t) (self->size + written));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          const int reason = n < 0 ? errno : ENOSPC;

          if (ftruncate (self->fd, (off_t) self->size) != 0)
            g_debug ("%s: %s", self->path, g_strerror (errno));
          errno = reason;
          return FALSE;
        }
      written += (gsize) n;
    }
  self->size += size;
  return TRUE;
}

gboolean
clasp_record_file_sync (ClaspRecordFile *self)
{
  return fdatasync (self->fd) == 0;
}
