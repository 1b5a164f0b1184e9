/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-codec-private.h"

/* MessagePack, token by token, on the codec's bounded decoder.
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_MSGPACK_NIL,
  CLASP_MSGPACK_BOOL,
  CLASP_MSGPACK_INT,      /* fits a gint64 */
  CLASP_MSGPACK_HUGE_INT, /* unsigned and above */
  CLASP_MSGPACK_FLOAT,
  CLASP_MSGPACK_STRING,
  CLASP_MSGPACK_BYTES,
  CLASP_MSGPACK_ARRAY,
  CLASP_MSGPACK_MAP,
  CLASP_MSGPACK_EXTENSION
} ClaspMsgpackKind;

typedef struct
{
  ClaspMsgpackKind kind;
  gsize            offset; /* of its first byte */
  union
  {
    gboolean boolean;
    gint64   integer;
    guint64  huge;
    double   number;
    ClaspStr text;  /* STRING, well-formed; BYTES and EXTENSION, anything */
    guint32  count; /* ARRAY: elements, MAP: pairs; so many bytes at least are still there */
  };
} ClaspMsgpackToken;

gboolean clasp_msgpack_get_token (ClaspDecoder *self, ClaspMsgpackToken *token);
/* One whole object, however deep. */
gboolean clasp_msgpack_skip (ClaspDecoder *self);
/* One object as a value (wire.md 6); null after a fault. */
gboolean clasp_msgpack_get_value (ClaspDecoder *self, ClaspValue *value);
/* Fails with MSGPACK_INVALID at @offset; always FALSE. */
gboolean clasp_msgpack_fail (ClaspDecoder *self, gsize offset);

G_END_DECLS
