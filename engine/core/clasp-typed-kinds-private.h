/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-typed-json-private.h"

/* Objects of typed JSON as tables of members: key, place in a struct, and the pair of functions that
 * writes and reads it. The same table serves both ways, so they cannot drift apart.
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

typedef struct
{
  JsonNode *(*write) (gconstpointer place);
  gboolean (*read) (ClaspTypedReader *self, JsonNode *node, gpointer place);
} ClaspTypedKind;

typedef struct
{
  const char           *key;
  const ClaspTypedKind *kind;
  gsize                 offset;
  gssize                has_offset; /* of a gboolean that tells that it is there, or: */
} ClaspTypedMember;

#define CLASP_TYPED_IS_REQUIRED (-1)
#define CLASP_TYPED_IS_OPTIONAL (-2) /* written always; may be missing or null when read */

#define CLASP_TYPED_REQUIRED(type, member, key, kind)                                              \
  {                                                                                                \
    key, &kind, G_STRUCT_OFFSET (type, member), CLASP_TYPED_IS_REQUIRED                            \
  }
#define CLASP_TYPED_OPTIONAL(type, member, key, kind)                                              \
  {                                                                                                \
    key, &kind, G_STRUCT_OFFSET (type, member), CLASP_TYPED_IS_OPTIONAL                            \
  }
#define CLASP_TYPED_HAS(type, member, has, key, kind)                                              \
  {                                                                                                \
    key, &kind, G_STRUCT_OFFSET (type, member), G_STRUCT_OFFSET (type, has)                        \
  }

typedef struct
{
  const ClaspTypedMember *members;
  guint                   n_members;
} ClaspTypedLayout;

#define CLASP_TYPED_LAYOUT(members)                                                                \
  {                                                                                                \
    members, G_N_ELEMENTS (members)                                                                \
  }

JsonNode *clasp_typed_take_array    (JsonArray  *array);
JsonNode *clasp_typed_take_object   (JsonObject *object);

void      clasp_typed_write_members (const ClaspTypedLayout *layout,
                                     gconstpointer           place,
                                     JsonObject             *object);
JsonNode *clasp_typed_write_object  (const ClaspTypedLayout *layout,
                                     gconstpointer           place);
/* @other is a member that the caller reads itself; any other that is not in @layout is a fault. */
gboolean  clasp_typed_read_object   (ClaspTypedReader       *self,
                                     const ClaspTypedLayout *layout,
                                     JsonNode               *node,
                                     const char             *other,
                                     gpointer                place);
gboolean  clasp_typed_read_list     (ClaspTypedReader       *self,
                                     JsonNode               *node,
                                     JsonArray             **array);
gboolean  clasp_typed_read_small    (ClaspTypedReader       *self,
                                     JsonNode               *node,
                                     guint                   max,
                                     guint                  *integer);

extern const ClaspTypedKind clasp_typed_kind_guint8;
extern const ClaspTypedKind clasp_typed_kind_guint16;
extern const ClaspTypedKind clasp_typed_kind_guint32;
extern const ClaspTypedKind clasp_typed_kind_u64;
extern const ClaspTypedKind clasp_typed_kind_number;
extern const ClaspTypedKind clasp_typed_kind_bool;
extern const ClaspTypedKind clasp_typed_kind_str;
extern const ClaspTypedKind clasp_typed_kind_token;
extern const ClaspTypedKind clasp_typed_kind_value;
extern const ClaspTypedKind clasp_typed_kind_signal;
extern const ClaspTypedKind clasp_typed_kind_phase;
extern const ClaspTypedKind clasp_typed_kind_ttl_mode;
extern const ClaspTypedKind clasp_typed_kind_federation_op;
extern const ClaspTypedKind clasp_typed_kind_features;
extern const ClaspTypedKind clasp_typed_kind_types;

G_END_DECLS
