/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"

#include <json-glib/json-glib.h>

/* Strict JSON (RFC 8259) in and out, for files people read, compare and edit.
 *
 * Reading is bounded in depth, so that no file overflows the stack, and says line and column of what
 * is wrong. Writing keeps the order of members, indents by two blanks, and prints a number as short
 * as it can be and still be the same number.
 *
 * Thread: any. */

G_BEGIN_DECLS

#define CLASP_JSON_MAX_DEPTH 64
#define CLASP_JSON_CAPTURE_MAX_DEPTH 400

/* Errors: CLASP_SHOW_ERROR_SYNTAX with line and column, also for a member that stands twice in one
 * object and for U+0000 in a string. */
JsonNode *clasp_json_parse (const char  *text,
                            gsize        length,
                            GError     **error);
/* The same for the typed JSON of frames: deeper, and with U+2400, its picture, for U+0000. */
JsonNode *clasp_json_parse_capture (const char  *text,
                                    gsize        length,
                                    GError     **error);
/* Without a newline at the end. */
char     *clasp_json_print (JsonNode    *node);
/* The same on one line. */
char     *clasp_json_print_line (JsonNode *node);

/* clasp-json-secrets.c */
/* What stands in a show's file in the place of a secret: this and 32 hexadecimal digits. */
#define CLASP_SECRET_PREFIX "clasp-secret:"
#define CLASP_SECRET_REFERENCE_LENGTH 45
/* (transfer none) (nullable) the first in @text. */
const char *clasp_json_find_secret_reference (const char *text);
gboolean  clasp_json_is_secret    (const char *name);
/* FALSE when the JSON in @text has no secret for certain: a quick look. */
gboolean  clasp_json_may_hold_secrets (const char *text);
/* Takes members that are called a password, a token or the like out of @node, at any depth, and persons out of
 * addresses of the web ("ws://me:password@host"). */
void      clasp_json_drop_secrets (JsonNode   *node);
char     *clasp_url_without_person (const char *text);
/* (transfer none) (nullable) where the first "me:password" begins. */
const char *clasp_url_find_person (const char *text, gsize *length);

G_END_DECLS
