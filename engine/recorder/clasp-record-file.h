/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* ClaspRecordFile: the file a recorder writes to, which always ends with a whole frame as far as
 * anybody can help it: what a crash cut off goes when it is opened again, what a full disk cut off
 * goes at once.
 *
 * Thread: one at a time. */

G_BEGIN_DECLS

typedef struct _ClaspRecordFile ClaspRecordFile;

/* Makes the file, or with @append opens a recording to add to it. Blocks. Errors:
 * G_FILE_ERROR_EXIST when it is there and not empty, unless @append;
 * CLASP_CODEC_ERROR_INVALID_VALUE when it is there and no recording: it is left as it is. */
ClaspRecordFile *clasp_record_file_open (const char *path, gboolean append, GError **error);
void             clasp_record_file_free (ClaspRecordFile *self);
const char      *clasp_record_file_get_path (ClaspRecordFile *self);
guint64          clasp_record_file_get_size (ClaspRecordFile *self);
/* All of it, or nothing and errno. */
gboolean clasp_record_file_write (ClaspRecordFile *self, const guint8 *data, gsize size);
gboolean clasp_record_file_sync (ClaspRecordFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspRecordFile, clasp_record_file_free)

G_END_DECLS
