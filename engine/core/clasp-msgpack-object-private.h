/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-msgpack-private.h"

/* MessagePack maps as tables of fields: key, place in a struct, and the function that reads it. One
 * walk over the map fills the struct. Unknown keys are skipped, nil for an optional key means
 * absent, a repeated known key is a fault, and so is a missing required one.
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

typedef gboolean (*ClaspMsgpackReader) (ClaspDecoder *self, guint bundle_depth, gpointer place);

typedef struct
{
  const char        *key;
  ClaspMsgpackReader read;
  gsize              offset;
  gssize             has_offset; /* of a gboolean that tells that it is there, or: */
} ClaspMsgpackField;

#define CLASP_MSGPACK_IS_OPTIONAL (-1)
#define CLASP_MSGPACK_IS_REQUIRED (-2)

#define CLASP_MSGPACK_OPTIONAL(type, member, key, read)                                            \
  {                                                                                                \
    key, read, G_STRUCT_OFFSET (type, member), CLASP_MSGPACK_IS_OPTIONAL                           \
  }
#define CLASP_MSGPACK_HAS(type, member, has, key, read)                                            \
  {                                                                                                \
    key, read, G_STRUCT_OFFSET (type, member), G_STRUCT_OFFSET (type, has)                         \
  }
#define CLASP_MSGPACK_REQUIRED(type, member, key, read)                                            \
  {                                                                                                \
    key, read, G_STRUCT_OFFSET (type, member), CLASP_MSGPACK_IS_REQUIRED                           \
  }

/* At most 32 fields. */
typedef struct
{
  const ClaspMsgpackField *fields;
  guint                    n_fields;
} ClaspMsgpackLayout;

#define CLASP_MSGPACK_LAYOUT(fields)                                                               \
  {                                                                                                \
    fields, G_N_ELEMENTS (fields)                                                                  \
  }

gboolean clasp_msgpack_is_text      (ClaspStr                  text,
                                     const char               *word);
gboolean clasp_msgpack_get_token_of (ClaspDecoder             *self,
                                     ClaspMsgpackKind          kind,
                                     ClaspMsgpackToken        *token);
gboolean clasp_msgpack_get_object   (ClaspDecoder             *self,
                                     guint                     bundle_depth,
                                     const ClaspMsgpackLayout *layout,
                                     gpointer                  object);
gboolean clasp_msgpack_get_integer  (ClaspDecoder             *self,
                                     guint64                   max,
                                     guint64                  *integer);
gboolean clasp_msgpack_get_number   (ClaspDecoder             *self,
                                     double                   *number);
gboolean clasp_msgpack_get_text     (ClaspDecoder             *self,
                                     ClaspStr                 *text,
                                     gsize                    *offset);

/* Readers of single fields, named after what they fill in. */
gboolean clasp_msgpack_read_u8 (ClaspDecoder *self, guint bundle_depth, gpointer place);
gboolean clasp_msgpack_read_u16 (ClaspDecoder *self, guint bundle_depth, gpointer place);
gboolean clasp_msgpack_read_u32 (ClaspDecoder *self, guint bundle_depth, gpointer place);
gboolean clasp_msgpack_read_u64 (ClaspDecoder *self, guint bundle_depth, gpointer place);
gboolean clasp_msgpack_read_number (ClaspDecoder *self, guint bundle_depth, gpointer place);
gboolean clasp_msgpack_read_bool (ClaspDecoder *self, guint bundle_depth, gpointer place);
gboolean clasp_msgpack_read_str (ClaspDecoder *self, guint bundle_depth, gpointer place);
gboolean clasp_msgpack_read_value (ClaspDecoder *self, guint bundle_depth, gpointer place);

G_END_DECLS
