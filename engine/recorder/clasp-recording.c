/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "recorder/clasp-recording.h"

#include "recorder/clasp-record-marks.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define WINDOW_SIZE (4 * CLASP_FRAME_MAX_SIZE)
#define MAX_TIME_US                                                                                \
  (G_GINT64_CONSTANT (1) << 51) /* 71 years; exact as a double, and what is beyond is damage */

struct _ClaspRecording
{
  gatomicrefcount count;
  GBytes         *bytes; /* (owned) (nullable) */
  int             fd;    /* when there are no bytes */
  gsize           size;  /* that can be read */
  gint64          started_us, duration_us;
  guint64         n_messages, n_lost, n_damaged;
  char           *warning; /* (owned) (nullable) */
};

/* ---- bytes ---- */

void
clasp_recording_cursor_clear (ClaspRecordingCursor *cursor)
{
  g_free (cursor->window);
  *cursor = (ClaspRecordingCursor){ 0 };
}

static gsize
fill_window (ClaspRecording *self, ClaspRecordingCursor *cursor)
{
  const gsize wanted = MIN (WINDOW_SIZE, self->size - cursor->offset);
  gsize       n_read = 0;

  if (cursor->window == NULL)
    cursor->window = g_malloc (WINDOW_SIZE);
  while (n_read < wanted)
    {
      const gssize n = pread (self->fd, cursor->window + n_read, wanted - n_read,
                              (off_t) (cursor->offset + n_read));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      n_read += (gsize) n;
    }
  cursor->window_offset = cursor->offset;
  cursor->window_size = n_read;
  return n_read;
}

/* What there is at the cursor, at least a whole frame if there is one. */
static const guint8 *
look (ClaspRecording *self, ClaspRecordingCursor *cursor, gsize *size)
{
  const gsize left = self->size - cursor->offset;
  gsize       passed;

  if (self->bytes != NULL)
    {
      *size = left;
      return (const guint8 *) g_bytes_get_data (self->bytes, NULL) + cursor->offset;
    }
  passed = cursor->offset - cursor->window_offset;
  if (cursor->window == NULL || cursor->offset < cursor->window_offset ||
      passed > cursor->window_size ||
      cursor->window_size - passed < MIN (CLASP_FRAME_MAX_SIZE, left))
    {
      fill_window (self, cursor);
      passed = 0;
    }
  *size = cursor->window_size - passed;
  return cursor->window + passed;
}

/* ---- frames ---- */

/* Times never run backwards, whatever the file says, and a part that was added later begins when it
 * was made, counted from the start of the first one. */
static void
take_time (ClaspRecording *self, ClaspRecordingCursor *cursor, const ClaspFrameHeader *header)
{
  if (header->has_timestamp && header->timestamp_us < MAX_TIME_US)
    cursor->time_us = MAX (cursor->time_us, cursor->base_us + (gint64) header->timestamp_us);
}

static void
take_begin (ClaspRecording *self, ClaspRecordingCursor *cursor, const ClaspMessage *message)
{
  gint64 started_us, version;

  if (!clasp_record_read_begin (message, &started_us, &version))
    return;
  if (started_us > self->started_us && started_us - self->started_us < MAX_TIME_US)
    cursor->base_us = MAX (cursor->base_us, started_us - self->started_us);
  cursor->base_us = MAX (cursor->base_us, cursor->time_us);
  cursor->time_us = cursor->base_us;
}

typedef enum
{
  FRAME_END,
  FRAME_DAMAGED,
  FRAME_READ
} FrameResult;

/* The frame at the cursor, which then stands behind it. A frame whose inside cannot be read is
 * passed over: its length is known. */
static FrameResult
read_frame (ClaspRecording       *self,
            ClaspRecordingCursor *cursor,
            ClaspFrameHeader     *header,
            ClaspMessage         *message)
{
  ClaspCodecStatus status;
  const guint8    *data;
  gsize            size, payload, frame_size;

  if (cursor->offset >= self->size)
    return FRAME_END;
  data = look (self, cursor, &size);
  if (!clasp_frame_decode_header (data, size, header, &payload, &frame_size, &status))
    return FRAME_END;
  cursor->offset += frame_size;
  return clasp_frame_decode (data, frame_size, header, message, &status) ? FRAME_READ
                                                                         : FRAME_DAMAGED;
}

static gboolean
is_played (const ClaspMessage *message)
{
  return (message->type == CLASP_MESSAGE_SET && !clasp_record_is_own (message->set.address)) ||
         (message->type == CLASP_MESSAGE_PUBLISH &&
          !clasp_record_is_own (message->publish.address));
}

gboolean
clasp_recording_next (ClaspRecording *self, ClaspRecordingCursor *cursor, ClaspMessage *message)
{
  ClaspFrameHeader header;
  FrameResult      result;

  while ((result = read_frame (self, cursor, &header, message)) != FRAME_END)
    {
      if (result == FRAME_DAMAGED)
        continue;
      if (clasp_record_kind (message) == CLASP_RECORD_BEGIN)
        take_begin (self, cursor, message);
      else
        take_time (self, cursor, &header);
      if (is_played (message))
        return TRUE;
      clasp_message_clear (message);
    }
  return FALSE;
}

/* ---- the first look ---- */

static void
count_frame (ClaspRecording       *self,
             ClaspRecordingCursor *cursor,
             ClaspFrameHeader     *header,
             const ClaspMessage   *message)
{
  const ClaspValue *lost;
  gint64            n = 0;

  switch (clasp_record_kind (message))
    {
    case CLASP_RECORD_BEGIN:
      take_begin (self, cursor, message);
      return;
    case CLASP_RECORD_LOST:
      lost = clasp_value_lookup (&message->publish.value, "frames");
      if (lost != NULL && clasp_value_to_int (lost, &n) && n > 0)
        self->n_lost += (guint64) n;
      break;
    case CLASP_RECORD_MESSAGE:
      self->n_messages += is_played (message);
      break;
    case CLASP_RECORD_END:
      break;
    }
  take_time (self, cursor, header);
}

static void
look_through (ClaspRecording *self)
{
  g_auto (ClaspRecordingCursor) cursor = { 0 };
  ClaspFrameHeader              header;
  ClaspMessage                  message = { 0 };
  FrameResult                   result;
  GString                      *warning = g_string_new (NULL);

  while ((result = read_frame (self, &cursor, &header, &message)) != FRAME_END)
    {
      if (result == FRAME_DAMAGED)
        self->n_damaged++;
      else
        count_frame (self, &cursor, &header, &message);
      clasp_message_clear (&message);
    }

  self->duration_us = cursor.time_us;
  if (cursor.offset < self->size)
    g_string_append_printf (warning,
                            "it is cut off: the last %" G_GSIZE_FORMAT " bytes cannot be read",
                            self->size - cursor.offset);
  if (self->n_damaged > 0)
    g_string_append_printf (warning, "%s%" G_GUINT64_FORMAT " damaged messages are left out",
                            warning->len > 0 ? "; " : "", self->n_damaged);
  if (self->n_lost > 0)
    g_string_append_printf (warning, "%s%" G_GUINT64_FORMAT " messages were lost in recording",
                            warning->len > 0 ? "; " : "", self->n_lost);
  self->size = cursor.offset;
  self->warning = g_string_free (warning, warning->len == 0);
}

/* The first frame says that it is a recording. */
static gboolean
read_start (ClaspRecording *self, GError **error)
{
  g_auto (ClaspRecordingCursor) cursor = { 0 };
  g_auto (ClaspMessage)         message = { 0 };
  ClaspFrameHeader              header;
  gint64                        version = 0;

  if (read_frame (self, &cursor, &header, &message) == FRAME_READ &&
      clasp_record_read_begin (&message, &self->started_us, &version))
    return TRUE;
  if (version > CLASP_RECORD_VERSION)
    g_set_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                 "it was recorded by a newer version of this program");
  else
    g_set_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                 "it is not a recording");
  return FALSE;
}

/* ---- life ---- */

static ClaspRecording *
recording_alloc (void)
{
  ClaspRecording *self = g_new0 (ClaspRecording, 1);

  g_atomic_ref_count_init (&self->count);
  self->fd = -1;
  return self;
}

/* Takes over @recording, and gives it back, or NULL. */
static ClaspRecording *
read_all (ClaspRecording *recording, GError **error)
{
  g_autoptr (ClaspRecording) self = recording;

  if (!read_start (self, error))
    return NULL;
  look_through (self);
  return g_steal_pointer (&self);
}

/**
 * clasp_recording_new:
 * @bytes: a recording
 * @error: return location for an error
 *
 * Thread: any.
 *
 * Errors: %CLASP_CODEC_ERROR_INVALID_VALUE when it does not begin as a recording does. One that is
 * damaged or cut off is read as far as it goes; clasp_recording_get_warning () says so.
 *
 * Returns: (transfer full) (nullable): the recording
 */
ClaspRecording *
clasp_recording_new (GBytes *bytes, GError **error)
{
  ClaspRecording *self = recording_alloc ();

  self->bytes = g_bytes_ref (bytes);
  self->size = g_bytes_get_size (bytes);
  return read_all (self, error);
}

/**
 * clasp_recording_open:
 * @path: a file
 * @error: return location for an error
 *
 * Goes through the file once; blocks.
 *
 * Thread: any.
 *
 * Errors: those of the file system, and those of clasp_recording_new ().
 *
 * Returns: (transfer full) (nullable): the recording
 */
ClaspRecording *
clasp_recording_open (const char *path, GError **error)
{
  ClaspRecording *self = recording_alloc ();
  struct stat     info;

  self->fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (self->fd < 0 || fstat (self->fd, &info) != 0)
    {
      const int reason = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (reason), "%s: %s", path,
                   g_strerror (reason));
      clasp_recording_unref (self);
      return NULL;
    }

  self->size = S_ISREG (info.st_mode) ? (gsize) info.st_size : 0;
  self = read_all (self, error);
  if (self == NULL)
    g_prefix_error (error, "%s: ", path);
  return self;
}

ClaspRecording *
clasp_recording_ref (ClaspRecording *self)
{
  g_atomic_ref_count_inc (&self->count);
  return self;
}

void
clasp_recording_unref (ClaspRecording *self)
{
  if (!g_atomic_ref_count_dec (&self->count))
    return;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->warning);
  g_free (self);
}

gint64
clasp_recording_get_duration_us (ClaspRecording *self)
{
  return self->duration_us;
}

gint64
clasp_recording_get_started_us (ClaspRecording *self)
{
  return self->started_us;
}

guint64
clasp_recording_get_n_messages (ClaspRecording *self)
{
  return self->n_messages;
}

guint64
clasp_recording_get_n_lost (ClaspRecording *self)
{
  return self->n_lost;
}

gsize
clasp_recording_get_size (ClaspRecording *self)
{
  return self->size;
}

const char *
clasp_recording_get_warning (ClaspRecording *self)
{
  return self->warning;
}
