/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The border between a show's text in memory, which has its secrets, and on the disk, where a reference stands in
 * the place of each (clasp-secret-store.h). Whoever writes a show's text into a file hides them first; whoever
 * reads one finds them again.
 *
 * What is a secret: a text that is called a password, a token or the like (clasp_json_is_secret ()), and the
 * person in an address of the web ("ws://me:password@host"), at any depth, also in what we do not know.
 *
 * Thread: any. Blocks for a small file when there is a secret: not on the worker. */

G_BEGIN_DECLS

/* (transfer full) (nullable) what the file shall hold; the secrets are safely in the store by then. NULL with
 * @error when they cannot be: then nothing may be written. */
char *clasp_show_hide_secrets (const char *text, GError **error);
/* (transfer full) what the file means. A reference to what is not on this computer stays, with a sentence in
 * @problems (element-type utf8) (nullable): a file that was brought from elsewhere loses nothing by that. */
char *clasp_show_find_secrets (const char *text, GPtrArray *problems);

/* (transfer full) the same without secrets and without references to them: for a file that is given away. */
char *clasp_show_drop_secrets (const char *text);

G_END_DECLS
