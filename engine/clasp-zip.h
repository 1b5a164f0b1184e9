/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* ClaspZip: a zip file of a few texts, made in memory (PKWARE's APPNOTE.TXT 6.3, without its 64-bit parts).
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

typedef struct _ClaspZip ClaspZip;

ClaspZip *clasp_zip_new  (void);
void      clasp_zip_free (ClaspZip *self);
/* Less than 4 GiB in all. @name: UTF-8, without a leading slash. */
void      clasp_zip_add  (ClaspZip *self, const char *name, gconstpointer data, gsize size);
/* (transfer full) the file; nothing can be added behind. */
GBytes   *clasp_zip_end  (ClaspZip *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspZip, clasp_zip_free)

G_END_DECLS
