/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspShowWriter: puts text into a file so that a reader finds the old text or the new one, whole,
 * whatever happens in between.
 *
 * Thread: any (locked). Several threads may hold one; a text that is older than the one last written
 * is dropped. */

G_BEGIN_DECLS

typedef struct _ClaspShowWriter ClaspShowWriter;

ClaspShowWriter *clasp_show_writer_new   (void);
ClaspShowWriter *clasp_show_writer_ref   (ClaspShowWriter *self);
void             clasp_show_writer_unref (ClaspShowWriter *self);
/* A number that is higher than all before: the age of a text. */
guint64          clasp_show_writer_stamp (ClaspShowWriter *self);
/* Blocks until the text is on the disk. With @keep_old the file as it is now is first kept beside
 * itself as "NAME.damaged-20260131-201405".
 * Errors: G_IO_ERROR, "cannot save “PATH”: why"; the file is as it was then. */
gboolean         clasp_show_writer_write (ClaspShowWriter *self,
                                          guint64          stamp,
                                          const char      *path,
                                          gboolean         keep_old,
                                          GBytes          *text,
                                          GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspShowWriter, clasp_show_writer_unref)

G_END_DECLS
