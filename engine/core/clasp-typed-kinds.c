/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-typed-kinds-private.h"

/* A member that no table knows is a fault: it is a slip of whoever wrote the file. */

JsonNode *
clasp_typed_take_array (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  return node;
}

JsonNode *
clasp_typed_take_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

static JsonNode *
new_string (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

void
clasp_typed_write_members (const ClaspTypedLayout *layout, gconstpointer place, JsonObject *object)
{
  for (guint i = 0; i < layout->n_members; i++)
    {
      const ClaspTypedMember *member = &layout->members[i];
      const guint8           *bytes = place;

      if (member->has_offset < 0 || *(const gboolean *) (bytes + member->has_offset))
        json_object_set_member (object, member->key, member->kind->write (bytes + member->offset));
    }
}

JsonNode *
clasp_typed_write_object (const ClaspTypedLayout *layout, gconstpointer place)
{
  JsonObject *object = json_object_new ();

  clasp_typed_write_members (layout, place, object);
  return clasp_typed_take_object (object);
}

static gboolean
read_member (ClaspTypedReader *self, const ClaspTypedMember *member, JsonNode *node, guint8 *place)
{
  gsize mark;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    {
      if (member->has_offset != CLASP_TYPED_IS_REQUIRED)
        return TRUE;
      clasp_typed_reader_push_member (self, member->key);
      return clasp_typed_reader_fail (self, "a value", node);
    }

  mark = clasp_typed_reader_push_member (self, member->key);
  if (!member->kind->read (self, node, place + member->offset))
    return FALSE;
  clasp_typed_reader_pop (self, mark);
  if (member->has_offset >= 0)
    *(gboolean *) (place + member->has_offset) = TRUE;
  return TRUE;
}

static gboolean
check_known (ClaspTypedReader       *self,
             const ClaspTypedLayout *layout,
             JsonObject             *object,
             const char             *other)
{
  JsonObjectIter iter;
  const char    *key;
  JsonNode      *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &key, &node))
    {
      guint i = 0;

      while (i < layout->n_members && !g_str_equal (layout->members[i].key, key))
        i++;
      if (i == layout->n_members && g_strcmp0 (key, other) != 0)
        {
          clasp_typed_reader_push_member (self, key);
          return clasp_typed_reader_fail (self, "no such member", node);
        }
    }

  return TRUE;
}

/* @other is a member that the caller reads itself. */
gboolean
clasp_typed_read_object (ClaspTypedReader       *self,
                         const ClaspTypedLayout *layout,
                         JsonNode               *node,
                         const char             *other,
                         gpointer                place)
{
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return clasp_typed_reader_fail (self, "an object", node);

  object = json_node_get_object (node);
  if (!check_known (self, layout, object, other))
    return FALSE;
  for (guint i = 0; i < layout->n_members; i++)
    if (!read_member (self, &layout->members[i],
                      json_object_get_member (object, layout->members[i].key), place))
      return FALSE;
  return TRUE;
}

/* Numbers and texts */

gboolean
clasp_typed_read_small (ClaspTypedReader *self, JsonNode *node, guint max, guint *integer)
{
  gint64           number = -1;
  g_autofree char *expected = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    number = json_node_get_int (node);
  if (number >= 0 && number <= max)
    {
      *integer = (guint) number;
      return TRUE;
    }

  expected = g_strdup_printf ("an integer from 0 to %u", max);
  return clasp_typed_reader_fail (self, expected, node);
}

#define DEFINE_SMALL(type, max)                                                                    \
  static JsonNode *write_##type (gconstpointer place)                                              \
  {                                                                                                \
    return json_node_init_int (json_node_alloc (), *(const type *) place);                         \
  }                                                                                                \
  static gboolean read_##type (ClaspTypedReader *self, JsonNode *node, gpointer place)             \
  {                                                                                                \
    guint integer;                                                                                 \
    if (!clasp_typed_read_small (self, node, max, &integer))                                       \
      return FALSE;                                                                                \
    *(type *) place = (type) integer;                                                              \
    return TRUE;                                                                                   \
  }                                                                                                \
  const ClaspTypedKind clasp_typed_kind_##type = { write_##type, read_##type };

DEFINE_SMALL (guint8, G_MAXUINT8)
DEFINE_SMALL (guint16, G_MAXUINT16)
DEFINE_SMALL (guint32, G_MAXUINT32)

static JsonNode *
write_u64 (gconstpointer place)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, *(const guint64 *) place);

  return new_string (text);
}

static gboolean
read_u64 (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  return clasp_typed_read_u64 (self, node, place);
}

const ClaspTypedKind clasp_typed_kind_u64 = { write_u64, read_u64 };

static JsonNode *
write_number (gconstpointer place)
{
  return clasp_typed_write_number (*(const double *) place);
}

static gboolean
read_number (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  return clasp_typed_read_number (self, node, place);
}

const ClaspTypedKind clasp_typed_kind_number = { write_number, read_number };

static JsonNode *
write_bool (gconstpointer place)
{
  return json_node_init_boolean (json_node_alloc (), *(const gboolean *) place);
}

static gboolean
read_bool (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return clasp_typed_reader_fail (self, "true or false", node);
  *(gboolean *) place = json_node_get_boolean (node);
  return TRUE;
}

const ClaspTypedKind clasp_typed_kind_bool = { write_bool, read_bool };

static JsonNode *
write_str (gconstpointer place)
{
  return clasp_typed_write_text (*(const ClaspStr *) place);
}

static gboolean
read_str (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  return clasp_typed_read_text (self, node, place);
}

const ClaspTypedKind clasp_typed_kind_str = { write_str, read_str };

/* An empty token cannot be expressed on the wire: it is none. */
static JsonNode *
write_token (gconstpointer place)
{
  const ClaspStr *token = place;

  return token->length > 0 ? clasp_typed_write_text (*token)
                           : json_node_init_null (json_node_alloc ());
}

const ClaspTypedKind clasp_typed_kind_token = { write_token, read_str };

static JsonNode *
write_value (gconstpointer place)
{
  return clasp_value_to_typed_json (place);
}

static gboolean
read_value (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  return clasp_typed_read_value (self, node, place);
}

const ClaspTypedKind clasp_typed_kind_value = { write_value, read_value };

/* Names */

static const char *const signal_names[] = {
  "param", "event", "stream", "gesture", "timeline", NULL
};
static const char *const phase_names[] = { "start", "move", "end", "cancel", NULL };
static const char *const ttl_names[] = { "never", "sliding", "absolute", NULL };
static const char *const federation_names[] = { "declare_namespaces", "request_sync",
                                                "revision_vector", "sync_complete", NULL };
static const char *const feature_names[] = { "param",    "event",      "stream", "gesture",
                                             "timeline", "federation", NULL };

static gboolean
read_name (ClaspTypedReader *self, JsonNode *node, const char *const *names, guint *index)
{
  g_autofree char *choices = NULL;
  g_autofree char *expected = NULL;
  const char      *name = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    name = json_node_get_string (node);
  for (*index = 0; names[*index] != NULL; (*index)++)
    if (g_strcmp0 (name, names[*index]) == 0)
      return TRUE;

  choices = g_strjoinv (", ", (char **) names);
  expected = g_strdup_printf ("one of %s", choices);
  return clasp_typed_reader_fail (self, expected, node);
}

#define DEFINE_NAMES(name, type, names, first)                                                     \
  static JsonNode *write_##name (gconstpointer place)                                              \
  {                                                                                                \
    return new_string (names[*(const type *) place - first]);                                      \
  }                                                                                                \
  static gboolean read_##name (ClaspTypedReader *self, JsonNode *node, gpointer place)             \
  {                                                                                                \
    guint index;                                                                                   \
    if (!read_name (self, node, names, &index))                                                    \
      return FALSE;                                                                                \
    *(type *) place = (type) (index + first);                                                      \
    return TRUE;                                                                                   \
  }                                                                                                \
  const ClaspTypedKind clasp_typed_kind_##name = { write_##name, read_##name };

DEFINE_NAMES (signal, ClaspSignal, signal_names, 0)
DEFINE_NAMES (phase, ClaspPhase, phase_names, 0)
DEFINE_NAMES (ttl_mode, ClaspTtlMode, ttl_names, 0)
DEFINE_NAMES (federation_op, ClaspFederationOp, federation_names, 1)

gboolean
clasp_typed_read_list (ClaspTypedReader *self, JsonNode *node, JsonArray **array)
{
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return clasp_typed_reader_fail (self, "a list", node);
  *array = json_node_get_array (node);
  return TRUE;
}

/* Bit sets: @bits[i] is the bit of @names[i]. */
static JsonNode *
write_bits (guint8 set, const char *const *names, const guint8 *bits)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if ((set & bits[i]) != 0)
      json_array_add_string_element (array, names[i]);
  return clasp_typed_take_array (array);
}

static gboolean
read_bits (ClaspTypedReader  *self,
           JsonNode          *node,
           const char *const *names,
           const guint8      *bits,
           guint8            *set)
{
  JsonArray *array;
  guint      index;

  if (!clasp_typed_read_list (self, node, &array))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (!read_name (self, json_array_get_element (array, i), names, &index))
        return FALSE;
      *set |= bits[index];
    }
  return TRUE;
}

static const guint8 feature_bits[] = { CLASP_FEATURE_PARAM,    CLASP_FEATURE_EVENT,
                                       CLASP_FEATURE_STREAM,   CLASP_FEATURE_GESTURE,
                                       CLASP_FEATURE_TIMELINE, CLASP_FEATURE_FEDERATION };
static const guint8 type_bits[] = { CLASP_TYPES_PARAM, CLASP_TYPES_EVENT, CLASP_TYPES_STREAM,
                                    CLASP_TYPES_GESTURE, CLASP_TYPES_TIMELINE };

static JsonNode *
write_features (gconstpointer place)
{
  return write_bits (*(const guint8 *) place, feature_names, feature_bits);
}

static gboolean
read_features (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  return read_bits (self, node, feature_names, feature_bits, place);
}

const ClaspTypedKind clasp_typed_kind_features = { write_features, read_features };

/* The empty list stands for all, as on the wire. */
static JsonNode *
write_types (gconstpointer place)
{
  guint8 types = *(const guint8 *) place;

  return write_bits (types == CLASP_TYPES_ALL ? 0 : types, signal_names, type_bits);
}

static gboolean
read_types (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  guint8 types = 0;

  if (!read_bits (self, node, signal_names, type_bits, &types))
    return FALSE;
  *(guint8 *) place = types != 0 ? types : CLASP_TYPES_ALL;
  return TRUE;
}

const ClaspTypedKind clasp_typed_kind_types = { write_types, read_types };
