/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"

#include <json-glib/json-glib.h>

/* Values as people and JSON write them.
 *
 * Plain JSON here: null, true, 1, 0.5, "text", [..], {..}; bytes become a base64 string on the way
 * out. The exact, typed JSON of captures is in clasp-message-json.h.
 *
 * Thread: any. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_VALUE_SYNTAX_AUTO,   /* by syntax: null true false 12 0.5 "text" [1,2] {"a":1} 0xDEAD; else a string */
  CLASP_VALUE_SYNTAX_NULL,
  CLASP_VALUE_SYNTAX_BOOL,
  CLASP_VALUE_SYNTAX_INT,
  CLASP_VALUE_SYNTAX_FLOAT,
  CLASP_VALUE_SYNTAX_STRING,
  CLASP_VALUE_SYNTAX_BYTES,  /* hex */
  CLASP_VALUE_SYNTAX_JSON,
} ClaspValueSyntax;

/* TRUE and the syntax for the names auto null bool int float string bytes json. */
gboolean   clasp_value_syntax_from_string (const char        *name,
                                           ClaspValueSyntax  *syntax);
/* Errors: CLASP_CODEC_ERROR_INVALID_VALUE naming what was expected and what was found. Nesting is
 * limited to CLASP_VALUE_MAX_DEPTH. */
gboolean   clasp_value_parse              (const char        *text,
                                           ClaspValueSyntax   syntax,
                                           ClaspValue        *value,
                                           GError           **error);
gboolean   clasp_value_from_json          (JsonNode          *node,
                                           ClaspValue        *value,
                                           GError           **error);
JsonNode  *clasp_value_to_json            (const ClaspValue  *self);

G_END_DECLS
