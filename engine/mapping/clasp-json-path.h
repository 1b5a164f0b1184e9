/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"
#include "core/clasp-value.h"

/* ClaspJsonPath: which part of a value a mapping takes, "$.state.brightness" (mapping.md 11.3).
 *
 * The part of RFC 9535 that names places: `$`, `.name`, `['name']`, `[n]`, `[-1]`, `[*]` and `.*`.
 * Compiled once and immutable.
 *
 * Thread: any (immutable). */

G_BEGIN_DECLS

/* Names, indices and stars of one path: as deep as a value can be. */
#define CLASP_JSON_PATH_MAX_STEPS 64
/* The longest text that is looked at as JSON, in bytes. */
#define CLASP_JSON_PATH_MAX_INPUT (64 * 1024)
/* What stars may find: as many as an array can hold. */
#define CLASP_JSON_PATH_MAX_FOUND 65535

typedef struct _ClaspJsonPath ClaspJsonPath;

/* Errors: CLASP_MAPPING_ERROR_PATH with the column. */
ClaspJsonPath *clasp_json_path_new  (const char          *text,
                                     GError             **error);
void           clasp_json_path_free (ClaspJsonPath       *self);
/* A path with a star gives an array of all it finds, any other the one value it names. A string or
 * bytes that are JSON text are read as such first. FALSE, and @out null, when nothing is there. */
gboolean       clasp_json_path_read (const ClaspJsonPath *self,
                                     const ClaspValue    *in,
                                     ClaspValue          *out);
/* Whether it names the first of a list and nothing else. */
gboolean       clasp_json_path_is_first (const ClaspJsonPath *self);
/* The same value with @part where the path leads: an array of as many as stars find, or the one value.
 * FALSE, and @out null, when they are not as many. */
gboolean       clasp_json_path_write (const ClaspJsonPath *self,
                                      const ClaspValue    *in,
                                      const ClaspValue    *part,
                                      ClaspValue          *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspJsonPath, clasp_json_path_free)

G_END_DECLS
