/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-json.h"

#include <gio/gio.h>

/* ClaspSecretStore: the secrets of all shows of this user, in a file of its own that only the user can read
 * ("~/.local/share/clasp-bridge/secrets.json", mode 0600).
 *
 *     store = clasp_secret_store_open (path, TRUE, &error);
 *     reference = clasp_secret_store_add (store, "ws://10.0.0.5:9002", "me:open sesame");
 *     if (clasp_secret_store_save (store, &error))
 *       … a show's file may hold the reference now …
 *
 * A reference never means another secret than the one it was made for: an older version of a show finds its old
 * password, an edit taken back gives the file it was, and a copy of a show shares nothing that could change. It
 * is made of the secret and of where it goes, by a key that is in the store, so that nobody learns anything from
 * it, and a file in which the address was exchanged does not get the secret.
 *
 * Thread: any, one at a time. Blocks for a small file: not on the worker. */

G_BEGIN_DECLS

#define CLASP_SECRET_STORE_MAX_SIZE (16 * 1024 * 1024)

typedef struct _ClaspSecretStore ClaspSecretStore;

/* (transfer full) where the user's store is. */
char             *clasp_secret_store_path (void);
/* (transfer full) (nullable) what is in @path, nothing when there is no such file. With @is_written nobody else
 * writes it until it is freed, and a damaged one is set aside ("secrets.json.damaged-20260131-201405") and begun
 * anew. Errors: G_IO_ERROR, and CLASP_SHOW_ERROR_CONTENT for a damaged one that is only read. */
ClaspSecretStore *clasp_secret_store_open (const char *path, gboolean is_written, GError **error);
void              clasp_secret_store_free (ClaspSecretStore *self);
/* (transfer full) the reference; the same for the same. @where: what the secret is for. */
char             *clasp_secret_store_add  (ClaspSecretStore *self, const char *where, const char *secret);
/* (transfer none) (nullable) NULL when it is not here, or was made for something else. */
const char       *clasp_secret_store_find (ClaspSecretStore *self, const char *where, const char *reference);
/* Blocks until what was added is on the disk. Errors: G_IO_ERROR; the file is as it was then. */
gboolean          clasp_secret_store_save (ClaspSecretStore *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSecretStore, clasp_secret_store_free)

G_END_DECLS
