/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-message-json.h"

/* What the readers of typed JSON share: where in the document they are, for errors, and where texts
 * are kept that a message borrows.
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

typedef struct
{
  GStringChunk *texts; /* (unowned) */
  GString      *path;  /* (unowned) "message.params[3]" */
  GError      **error;
} ClaspTypedReader;

/* "PATH: expected EXPECTED, found NODE"; always FALSE. */
gboolean clasp_typed_reader_fail (ClaspTypedReader *self, const char *expected, JsonNode *found);
/* Goes down to a member or an element; give the result to pop () on the way back, except after a
 * fault, whose message has the path by then. */
gsize clasp_typed_reader_push_member (ClaspTypedReader *self, const char *name);
gsize clasp_typed_reader_push_element (ClaspTypedReader *self, guint index);
void  clasp_typed_reader_pop (ClaspTypedReader *self, gsize mark);

/* A text, kept as long as the reader's chunk. One that JSON strings cannot hold in json-glib, for
 * its U+0000, is {"hex": "610062"}. */
gboolean  clasp_typed_read_text (ClaspTypedReader *self, JsonNode *node, ClaspStr *text);
JsonNode *clasp_typed_write_text (ClaspStr text);

/* A 64-bit integer as a decimal string; a JSON integer will do too. */
gboolean clasp_typed_read_u64 (ClaspTypedReader *self, JsonNode *node, guint64 *integer);
/* A JSON number, or "NaN", "Infinity", "-Infinity", "-0". */
gboolean  clasp_typed_read_number (ClaspTypedReader *self, JsonNode *node, double *number);
JsonNode *clasp_typed_write_number (double number);

gboolean clasp_typed_read_value (ClaspTypedReader *self, JsonNode *node, ClaspValue *value);

G_END_DECLS
