/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-message.h"
#include "core/clasp-error.h"

#include <gio/gio.h>

/* ClaspRecording: a recording that is read (clasp-record-marks.h has the format).
 *
 * Opening goes through the whole file once, so that its length is known, and what follows a cut is
 * left out with a warning. The file is read, not mapped: somebody may cut it while it plays.
 *
 * Thread: any (immutable; a cursor belongs to one thread). */

G_BEGIN_DECLS

typedef struct _ClaspRecording ClaspRecording;

/* Errors: G_FILE_ERROR when it cannot be read, CLASP_CODEC_ERROR_INVALID_VALUE when it is no
 * recording. Blocks. */
ClaspRecording *clasp_recording_open (const char *path, GError **error);
/* The same from memory. */
ClaspRecording *clasp_recording_new (GBytes *bytes, GError **error);
ClaspRecording *clasp_recording_ref (ClaspRecording *self);
void            clasp_recording_unref (ClaspRecording *self);
/* Until the last frame. */
gint64 clasp_recording_get_duration_us (ClaspRecording *self);
/* When it began: Unix time. */
gint64 clasp_recording_get_started_us (ClaspRecording *self);
/* Messages, not the marks. */
guint64 clasp_recording_get_n_messages (ClaspRecording *self);
/* Messages the recorder could not keep. */
guint64 clasp_recording_get_n_lost (ClaspRecording *self);
/* Bytes that can be read, from the start of the file. */
gsize clasp_recording_get_size (ClaspRecording *self);
/* (nullable) What is wrong with it, a sentence. */
const char *clasp_recording_get_warning (ClaspRecording *self);

/* A place in a recording; zeroed it is the start. */
typedef struct
{
  gsize  offset;
  gint64 base_us; /* of the part of the file it is in */
  gint64 time_us; /* of the message that was read last */
  /*< private >*/
  guint8 *window; /* (owned) (nullable) of the file */
  gsize   window_offset, window_size;
} ClaspRecordingCursor;

void clasp_recording_cursor_clear (ClaspRecordingCursor *cursor);
/* The next message, read into @message (cleared by the caller; borrows from the cursor until the
 * next call); its time is then in the cursor. FALSE at the end. Marks are passed over. */
gboolean
clasp_recording_next (ClaspRecording *self, ClaspRecordingCursor *cursor, ClaspMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspRecording, clasp_recording_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspRecordingCursor, clasp_recording_cursor_clear)

G_END_DECLS
