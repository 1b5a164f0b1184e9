/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "exchange/clasp-exchange-private.h"

/* Secrets of a show as one encrypted member of a version 2 file (mapping.md 16): a key made of a passphrase by
 * PBKDF2 with SHA-256, ChaCha20-Poly1305 over JSON.
 *
 * Thread: any, but for the show's: UI. Blocks for about half a second: making a key is slow on purpose. */

G_BEGIN_DECLS

#define CLASP_SECRETS_ITERATIONS 600000
#define CLASP_SECRETS_MAX_ITERATIONS 10000000 /* that a file may ask for */
#define CLASP_SECRETS_MAX_SIZE (1024 * 1024)  /* bytes of the text within */
#define CLASP_SECRETS_MAX_PASSPHRASE CLASP_EXCHANGE_MAX_PASSPHRASE

/* (transfer full) (nullable) the member "secrets" that holds @text. Errors: CLASP_SHOW_ERROR_CONTENT. */
JsonObject *clasp_secrets_seal (const char *text, const char *passphrase, GError **error);
/* (transfer full) (nullable) what is in it. Errors: CLASP_SHOW_ERROR_CONTENT, also for another passphrase. */
char       *clasp_secrets_open (JsonObject *json, const char *passphrase, GError **error);

/* (transfer full) (nullable) the settings of @show that are secrets, as text; NULL when there are none. */
char       *clasp_secrets_collect (ClaspShow *show);
/* Sets those that @text has; what is not in @show is told. */
void        clasp_secrets_restore (ClaspShow *show, const char *text, GPtrArray *report);

G_END_DECLS
