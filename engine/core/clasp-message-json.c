/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-message-json.h"

#include "core/clasp-typed-kinds-private.h"

/* Parts of messages */

static const ClaspTypedMember ttl_members[] = {
  CLASP_TYPED_REQUIRED (ClaspTtl, mode, "mode", clasp_typed_kind_ttl_mode),
  CLASP_TYPED_OPTIONAL (ClaspTtl, seconds, "seconds", clasp_typed_kind_guint32)
};
static const ClaspTypedLayout ttl_layout = CLASP_TYPED_LAYOUT (ttl_members);

static JsonNode *
write_ttl (gconstpointer place)
{
  return clasp_typed_write_object (&ttl_layout, place);
}

static gboolean
read_ttl (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  ClaspTtl *ttl = place;

  if (!clasp_typed_read_object (self, &ttl_layout, node, NULL, ttl))
    return FALSE;
  if (ttl->seconds > G_MAXINT32)
    return clasp_typed_reader_fail (self, "at most 2147483647 seconds", node);
  return TRUE;
}

static const ClaspTypedKind kind_ttl = { write_ttl, read_ttl };

/* Lists of structs: places of the pointer and of the count in the struct that has them. */
typedef struct
{
  gsize                   items_offset;
  gsize                   n_offset;
  gsize                   item_size;
  const ClaspTypedLayout *layout;
} List;

static JsonNode *
write_items (const List *list, gconstpointer place)
{
  const guint8 *items = *(const guint8 *const *) ((const guint8 *) place + list->items_offset);
  guint         n = *(const guint *) ((const guint8 *) place + list->n_offset);
  JsonArray    *array = json_array_new ();

  for (guint i = 0; i < n; i++)
    json_array_add_element (array,
                            clasp_typed_write_object (list->layout, items + i * list->item_size));
  return clasp_typed_take_array (array);
}

static gboolean
read_items (ClaspTypedReader *self, const List *list, JsonNode *node, gpointer place)
{
  JsonArray *array;
  guint8    *items;
  guint      n;

  if (!clasp_typed_read_list (self, node, &array))
    return FALSE;

  n = json_array_get_length (array);
  items = g_malloc0_n (n, list->item_size);
  *(gpointer *) ((guint8 *) place + list->items_offset) = items;
  *(guint *) ((guint8 *) place + list->n_offset) = n;
  for (guint i = 0; i < n; i++)
    {
      gsize mark = clasp_typed_reader_push_element (self, i);

      if (!clasp_typed_read_object (self, list->layout, json_array_get_element (array, i), NULL,
                                    items + i * list->item_size))
        return FALSE;
      clasp_typed_reader_pop (self, mark);
    }
  return TRUE;
}

#define DEFINE_LIST(name, type, items, n_items, item_type, layout)                                 \
  static const List list_##name = { G_STRUCT_OFFSET (type, items),                                 \
                                    G_STRUCT_OFFSET (type, n_items), sizeof (item_type),           \
                                    &layout };                                                     \
  static JsonNode  *write_##name (gconstpointer place)                                             \
  {                                                                                                \
    return write_items (&list_##name, place);                                                      \
  }                                                                                                \
  static gboolean read_##name (ClaspTypedReader *self, JsonNode *node, gpointer place)             \
  {                                                                                                \
    return read_items (self, &list_##name, node, place);                                           \
  }                                                                                                \
  static const ClaspTypedKind kind_##name = { write_##name, read_##name };

static JsonNode *
write_range (gconstpointer place)
{
  const ClaspSignalInfo *signal = place;
  JsonArray             *array = json_array_new ();

  json_array_add_element (array, clasp_typed_write_number (signal->minimum));
  json_array_add_element (array, clasp_typed_write_number (signal->maximum));
  return clasp_typed_take_array (array);
}

static gboolean
read_range (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  ClaspSignalInfo *signal = place;
  JsonArray       *array;

  if (!clasp_typed_read_list (self, node, &array))
    return FALSE;
  if (json_array_get_length (array) != 2)
    return clasp_typed_reader_fail (self, "a pair of numbers", node);
  return clasp_typed_read_number (self, json_array_get_element (array, 0), &signal->minimum) &&
         clasp_typed_read_number (self, json_array_get_element (array, 1), &signal->maximum);
}

static const ClaspTypedKind kind_range = { write_range, read_range };

static const ClaspTypedMember meta_members[] = {
  CLASP_TYPED_HAS (ClaspSignalInfo, unit, has_unit, "unit", clasp_typed_kind_str),
  { "range", &kind_range, 0, G_STRUCT_OFFSET (ClaspSignalInfo, has_range) },
  CLASP_TYPED_HAS (ClaspSignalInfo, default_value, has_default, "default", clasp_typed_kind_value),
  CLASP_TYPED_HAS (ClaspSignalInfo,
                   description,
                   has_description,
                   "description",
                   clasp_typed_kind_str),
  CLASP_TYPED_HAS (ClaspSignalInfo, strategy, has_strategy, "strategy", clasp_typed_kind_str)
};
static const ClaspTypedLayout meta_layout = CLASP_TYPED_LAYOUT (meta_members);

static JsonNode *
write_meta (gconstpointer place)
{
  return clasp_typed_write_object (&meta_layout, place);
}

static gboolean
read_meta (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  return clasp_typed_read_object (self, &meta_layout, node, NULL, place);
}

static const ClaspTypedKind kind_meta = { write_meta, read_meta };

static const ClaspTypedMember signal_members[] = {
  CLASP_TYPED_REQUIRED (ClaspSignalInfo, address, "address", clasp_typed_kind_str),
  CLASP_TYPED_REQUIRED (ClaspSignalInfo, signal, "signal", clasp_typed_kind_signal),
  CLASP_TYPED_HAS (ClaspSignalInfo, datatype, has_datatype, "datatype", clasp_typed_kind_str),
  CLASP_TYPED_HAS (ClaspSignalInfo, access, has_access, "access", clasp_typed_kind_str),
  { "meta", &kind_meta, 0, G_STRUCT_OFFSET (ClaspSignalInfo, has_meta) }
};
static const ClaspTypedLayout signal_layout = CLASP_TYPED_LAYOUT (signal_members);

DEFINE_LIST (announce_signals, ClaspAnnounce, signals, n_signals, ClaspSignalInfo, signal_layout)
DEFINE_LIST (result_signals, ClaspResult, signals, n_signals, ClaspSignalInfo, signal_layout)

static const ClaspTypedMember param_members[] = {
  CLASP_TYPED_REQUIRED (ClaspSnapshotParam, address, "address", clasp_typed_kind_str),
  CLASP_TYPED_REQUIRED (ClaspSnapshotParam, value, "value", clasp_typed_kind_value),
  CLASP_TYPED_REQUIRED (ClaspSnapshotParam, revision, "revision", clasp_typed_kind_u64),
  CLASP_TYPED_HAS (ClaspSnapshotParam, writer, has_writer, "writer", clasp_typed_kind_str),
  CLASP_TYPED_HAS (ClaspSnapshotParam,
                   timestamp_us,
                   has_timestamp,
                   "timestamp",
                   clasp_typed_kind_u64)
};
static const ClaspTypedLayout param_layout = CLASP_TYPED_LAYOUT (param_members);

DEFINE_LIST (params, ClaspSnapshot, params, n_params, ClaspSnapshotParam, param_layout)

static const ClaspTypedMember option_members[] = {
  CLASP_TYPED_HAS (ClaspSubscribe, max_rate, has_max_rate, "max_rate", clasp_typed_kind_guint32),
  CLASP_TYPED_HAS (ClaspSubscribe, epsilon, has_epsilon, "epsilon", clasp_typed_kind_number),
  CLASP_TYPED_HAS (ClaspSubscribe, history, has_history, "history", clasp_typed_kind_guint32),
  CLASP_TYPED_HAS (ClaspSubscribe, window_ms, has_window, "window", clasp_typed_kind_guint32)
};
static const ClaspTypedLayout option_layout = CLASP_TYPED_LAYOUT (option_members);

static JsonNode *
write_options (gconstpointer place)
{
  const ClaspSubscribe *subscribe = place;

  return subscribe->has_options ? clasp_typed_write_object (&option_layout, subscribe)
                                : json_node_init_null (json_node_alloc ());
}

static gboolean
read_options (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  ((ClaspSubscribe *) place)->has_options = TRUE;
  return clasp_typed_read_object (self, &option_layout, node, NULL, place);
}

static const ClaspTypedKind kind_options = { write_options, read_options };

static JsonNode *
write_samples (gconstpointer place)
{
  const ClaspPublish *publish = place;
  JsonArray          *array = json_array_new ();

  for (guint i = 0; i < publish->n_samples; i++)
    json_array_add_element (array, clasp_typed_write_number (publish->samples[i]));
  return clasp_typed_take_array (array);
}

static gboolean
read_samples (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  ClaspPublish *publish = place;
  JsonArray    *array;

  if (!clasp_typed_read_list (self, node, &array))
    return FALSE;

  publish->n_samples = json_array_get_length (array);
  publish->samples = g_new0 (double, publish->n_samples);
  for (guint i = 0; i < publish->n_samples; i++)
    if (!clasp_typed_read_number (self, json_array_get_element (array, i), &publish->samples[i]))
      return FALSE;
  return TRUE;
}

static const ClaspTypedKind kind_samples = { write_samples, read_samples };

static JsonNode *
write_patterns (gconstpointer place)
{
  const ClaspFederationSync *sync = place;
  JsonArray                 *array = json_array_new ();

  for (guint i = 0; i < sync->n_patterns; i++)
    json_array_add_element (array, clasp_typed_write_text (sync->patterns[i]));
  return clasp_typed_take_array (array);
}

static gboolean
read_patterns (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  ClaspFederationSync *sync = place;
  JsonArray           *array;

  if (!clasp_typed_read_list (self, node, &array))
    return FALSE;

  sync->n_patterns = json_array_get_length (array);
  sync->patterns = g_new0 (ClaspStr, sync->n_patterns);
  for (guint i = 0; i < sync->n_patterns; i++)
    if (!clasp_typed_read_text (self, json_array_get_element (array, i), &sync->patterns[i]))
      return FALSE;
  return TRUE;
}

static const ClaspTypedKind kind_patterns = { write_patterns, read_patterns };

static JsonNode *
write_revisions (gconstpointer place)
{
  const ClaspFederationSync *sync = place;
  JsonArray                 *array = json_array_new ();

  for (guint i = 0; i < sync->n_revisions; i++)
    {
      JsonArray *pair = json_array_new ();

      json_array_add_element (pair, clasp_typed_write_text (sync->revisions[i].key));
      json_array_add_element (pair, clasp_typed_kind_u64.write (&sync->revisions[i].revision));
      json_array_add_array_element (array, pair);
    }
  return clasp_typed_take_array (array);
}

static gboolean
read_revision (ClaspTypedReader *self, JsonNode *node, ClaspFederationRevision *revision)
{
  JsonArray *pair;

  if (!clasp_typed_read_list (self, node, &pair))
    return FALSE;
  if (json_array_get_length (pair) != 2)
    return clasp_typed_reader_fail (self, "a pair of address and revision", node);
  return clasp_typed_read_text (self, json_array_get_element (pair, 0), &revision->key) &&
         clasp_typed_read_u64 (self, json_array_get_element (pair, 1), &revision->revision);
}

static gboolean
read_revisions (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  ClaspFederationSync *sync = place;
  JsonArray           *array;

  if (!clasp_typed_read_list (self, node, &array))
    return FALSE;

  sync->n_revisions = json_array_get_length (array);
  sync->revisions = g_new0 (ClaspFederationRevision, sync->n_revisions);
  for (guint i = 0; i < sync->n_revisions; i++)
    if (!read_revision (self, json_array_get_element (array, i), &sync->revisions[i]))
      return FALSE;
  return TRUE;
}

static const ClaspTypedKind kind_revisions = { write_revisions, read_revisions };

static JsonNode *write_message (const ClaspMessage *message);
static gboolean  read_message (ClaspTypedReader *self, JsonNode *node, ClaspMessage *message);

static JsonNode *
write_messages (gconstpointer place)
{
  const ClaspBundle *bundle = place;
  JsonArray         *array = json_array_new ();

  for (guint i = 0; i < bundle->n_messages; i++)
    json_array_add_element (array, write_message (&bundle->messages[i]));
  return clasp_typed_take_array (array);
}

static gboolean
read_messages (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  ClaspBundle *bundle = place;
  JsonArray   *array;

  if (!clasp_typed_read_list (self, node, &array))
    return FALSE;

  bundle->n_messages = json_array_get_length (array);
  bundle->messages = g_new0 (ClaspMessage, bundle->n_messages);
  for (guint i = 0; i < bundle->n_messages; i++)
    {
      gsize mark = clasp_typed_reader_push_element (self, i);

      if (!read_message (self, json_array_get_element (array, i), &bundle->messages[i]))
        return FALSE;
      clasp_typed_reader_pop (self, mark);
    }
  return TRUE;
}

static const ClaspTypedKind kind_messages = { write_messages, read_messages };

/* The messages */

static const ClaspTypedMember hello_members[] = {
  CLASP_TYPED_REQUIRED (ClaspHello, version, "version", clasp_typed_kind_guint8),
  CLASP_TYPED_OPTIONAL (ClaspHello, features, "features", clasp_typed_kind_features),
  CLASP_TYPED_REQUIRED (ClaspHello, name, "name", clasp_typed_kind_str),
  CLASP_TYPED_OPTIONAL (ClaspHello, token, "token", clasp_typed_kind_token)
};

static const ClaspTypedMember welcome_members[] = {
  CLASP_TYPED_REQUIRED (ClaspWelcome, version, "version", clasp_typed_kind_guint8),
  CLASP_TYPED_OPTIONAL (ClaspWelcome, features, "features", clasp_typed_kind_features),
  CLASP_TYPED_REQUIRED (ClaspWelcome, time_us, "time", clasp_typed_kind_u64),
  CLASP_TYPED_REQUIRED (ClaspWelcome, session, "session", clasp_typed_kind_str),
  CLASP_TYPED_REQUIRED (ClaspWelcome, name, "name", clasp_typed_kind_str),
  CLASP_TYPED_OPTIONAL (ClaspWelcome, token, "token", clasp_typed_kind_token)
};

static const ClaspTypedMember announce_members[] = {
  CLASP_TYPED_REQUIRED (ClaspAnnounce, namespace_, "namespace", clasp_typed_kind_str),
  { "signals", &kind_announce_signals, 0, CLASP_TYPED_IS_REQUIRED }
};

static const ClaspTypedMember federation_members[] = {
  CLASP_TYPED_REQUIRED (ClaspFederationSync, op, "op", clasp_typed_kind_federation_op),
  { "patterns", &kind_patterns, 0, CLASP_TYPED_IS_OPTIONAL },
  { "revisions", &kind_revisions, 0, CLASP_TYPED_IS_OPTIONAL },
  CLASP_TYPED_HAS (ClaspFederationSync,
                   since_revision,
                   has_since,
                   "since_revision",
                   clasp_typed_kind_u64),
  CLASP_TYPED_HAS (ClaspFederationSync, origin, has_origin, "origin", clasp_typed_kind_str)
};

static const ClaspTypedMember subscribe_members[] = {
  CLASP_TYPED_REQUIRED (ClaspSubscribe, id, "id", clasp_typed_kind_guint32),
  CLASP_TYPED_REQUIRED (ClaspSubscribe, pattern, "pattern", clasp_typed_kind_str),
  CLASP_TYPED_OPTIONAL (ClaspSubscribe, types, "types", clasp_typed_kind_types),
  { "options", &kind_options, 0, CLASP_TYPED_IS_OPTIONAL }
};

static const ClaspTypedMember unsubscribe_members[] = {
  CLASP_TYPED_REQUIRED (ClaspUnsubscribe, id, "id", clasp_typed_kind_guint32)
};

static const ClaspTypedMember publish_members[] = {
  CLASP_TYPED_REQUIRED (ClaspPublish, address, "address", clasp_typed_kind_str),
  CLASP_TYPED_OPTIONAL (ClaspPublish, signal, "signal", clasp_typed_kind_signal),
  CLASP_TYPED_OPTIONAL (ClaspPublish, phase, "phase", clasp_typed_kind_phase),
  CLASP_TYPED_HAS (ClaspPublish, value, has_value, "value", clasp_typed_kind_value),
  { "samples", &kind_samples, 0, G_STRUCT_OFFSET (ClaspPublish, has_samples) },
  CLASP_TYPED_HAS (ClaspPublish, timestamp_us, has_timestamp, "timestamp", clasp_typed_kind_u64),
  CLASP_TYPED_HAS (ClaspPublish, id, has_id, "id", clasp_typed_kind_guint32),
  CLASP_TYPED_HAS (ClaspPublish, rate, has_rate, "rate", clasp_typed_kind_guint32)
};

static const ClaspTypedMember set_members[] = {
  CLASP_TYPED_REQUIRED (ClaspSet, address, "address", clasp_typed_kind_str),
  CLASP_TYPED_REQUIRED (ClaspSet, value, "value", clasp_typed_kind_value),
  CLASP_TYPED_OPTIONAL (ClaspSet, lock, "lock", clasp_typed_kind_bool),
  CLASP_TYPED_OPTIONAL (ClaspSet, unlock, "unlock", clasp_typed_kind_bool),
  CLASP_TYPED_HAS (ClaspSet, revision, has_revision, "revision", clasp_typed_kind_u64),
  CLASP_TYPED_HAS (ClaspSet, ttl, has_ttl, "ttl", kind_ttl)
};

static const ClaspTypedMember get_members[] = {
  CLASP_TYPED_REQUIRED (ClaspGet, address, "address", clasp_typed_kind_str)
};

static const ClaspTypedMember snapshot_members[] = { { "params", &kind_params, 0,
                                                       CLASP_TYPED_IS_REQUIRED } };

static const ClaspTypedMember replay_members[] = {
  CLASP_TYPED_REQUIRED (ClaspReplay, pattern, "pattern", clasp_typed_kind_str),
  CLASP_TYPED_HAS (ClaspReplay, from_us, has_from, "from", clasp_typed_kind_u64),
  CLASP_TYPED_HAS (ClaspReplay, to_us, has_to, "to", clasp_typed_kind_u64),
  CLASP_TYPED_HAS (ClaspReplay, limit, has_limit, "limit", clasp_typed_kind_guint32),
  CLASP_TYPED_OPTIONAL (ClaspReplay, types, "types", clasp_typed_kind_types)
};

static const ClaspTypedMember bundle_members[] = {
  CLASP_TYPED_HAS (ClaspBundle, timestamp_us, has_timestamp, "timestamp", clasp_typed_kind_u64),
  { "messages", &kind_messages, 0, CLASP_TYPED_IS_REQUIRED }
};

static const ClaspTypedMember sync_members[] = {
  CLASP_TYPED_REQUIRED (ClaspSync, t1_us, "t1", clasp_typed_kind_u64),
  CLASP_TYPED_HAS (ClaspSync, t2_us, has_t2, "t2", clasp_typed_kind_u64),
  CLASP_TYPED_HAS (ClaspSync, t3_us, has_t3, "t3", clasp_typed_kind_u64)
};

static const ClaspTypedMember ack_members[] = {
  CLASP_TYPED_HAS (ClaspAck, address, has_address, "address", clasp_typed_kind_str),
  CLASP_TYPED_HAS (ClaspAck, revision, has_revision, "revision", clasp_typed_kind_u64),
  CLASP_TYPED_HAS (ClaspAck, locked, has_locked, "locked", clasp_typed_kind_bool),
  CLASP_TYPED_HAS (ClaspAck, holder, has_holder, "holder", clasp_typed_kind_str),
  CLASP_TYPED_HAS (ClaspAck,
                   correlation_id,
                   has_correlation_id,
                   "correlation_id",
                   clasp_typed_kind_guint32)
};

static const ClaspTypedMember error_members[] = {
  CLASP_TYPED_REQUIRED (ClaspErrorMessage, code, "code", clasp_typed_kind_guint16),
  CLASP_TYPED_REQUIRED (ClaspErrorMessage, message, "message", clasp_typed_kind_str),
  CLASP_TYPED_HAS (ClaspErrorMessage, address, has_address, "address", clasp_typed_kind_str),
  CLASP_TYPED_HAS (ClaspErrorMessage,
                   correlation_id,
                   has_correlation_id,
                   "correlation_id",
                   clasp_typed_kind_guint32)
};

static const ClaspTypedMember query_members[] = {
  CLASP_TYPED_REQUIRED (ClaspQuery, pattern, "pattern", clasp_typed_kind_str)
};

static const ClaspTypedMember result_members[] = { { "signals", &kind_result_signals, 0,
                                                     CLASP_TYPED_IS_REQUIRED } };

static const struct
{
  ClaspMessageType type;
  ClaspTypedLayout layout;
} messages[] = { { CLASP_MESSAGE_HELLO, CLASP_TYPED_LAYOUT (hello_members) },
                 { CLASP_MESSAGE_WELCOME, CLASP_TYPED_LAYOUT (welcome_members) },
                 { CLASP_MESSAGE_ANNOUNCE, CLASP_TYPED_LAYOUT (announce_members) },
                 { CLASP_MESSAGE_FEDERATION_SYNC, CLASP_TYPED_LAYOUT (federation_members) },
                 { CLASP_MESSAGE_SUBSCRIBE, CLASP_TYPED_LAYOUT (subscribe_members) },
                 { CLASP_MESSAGE_UNSUBSCRIBE, CLASP_TYPED_LAYOUT (unsubscribe_members) },
                 { CLASP_MESSAGE_PUBLISH, CLASP_TYPED_LAYOUT (publish_members) },
                 { CLASP_MESSAGE_SET, CLASP_TYPED_LAYOUT (set_members) },
                 { CLASP_MESSAGE_GET, CLASP_TYPED_LAYOUT (get_members) },
                 { CLASP_MESSAGE_SNAPSHOT, CLASP_TYPED_LAYOUT (snapshot_members) },
                 { CLASP_MESSAGE_REPLAY, CLASP_TYPED_LAYOUT (replay_members) },
                 { CLASP_MESSAGE_BUNDLE, CLASP_TYPED_LAYOUT (bundle_members) },
                 { CLASP_MESSAGE_SYNC, CLASP_TYPED_LAYOUT (sync_members) },
                 { CLASP_MESSAGE_PING, { NULL, 0 } },
                 { CLASP_MESSAGE_PONG, { NULL, 0 } },
                 { CLASP_MESSAGE_ACK, CLASP_TYPED_LAYOUT (ack_members) },
                 { CLASP_MESSAGE_ERROR, CLASP_TYPED_LAYOUT (error_members) },
                 { CLASP_MESSAGE_QUERY, CLASP_TYPED_LAYOUT (query_members) },
                 { CLASP_MESSAGE_RESULT, CLASP_TYPED_LAYOUT (result_members) } };

static JsonNode *
write_message (const ClaspMessage *message)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", clasp_message_type_to_string (message->type));
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    if (messages[i].type == message->type)
      clasp_typed_write_members (&messages[i].layout, &message->hello, object);
  return clasp_typed_take_object (object);
}

/* What a missing member means. */
static void
set_defaults (ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SUBSCRIBE)
    message->subscribe.types = CLASP_TYPES_ALL;
  else if (message->type == CLASP_MESSAGE_REPLAY)
    message->replay.types = CLASP_TYPES_ALL;
  else if (message->type == CLASP_MESSAGE_PUBLISH)
    message->publish.signal = CLASP_SIGNAL_EVENT;
}

static gboolean
read_message (ClaspTypedReader *self, JsonNode *node, ClaspMessage *message)
{
  const char *name;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return clasp_typed_reader_fail (self, "an object", node);

  name = json_object_get_string_member_with_default (json_node_get_object (node), "type", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    if (g_strcmp0 (name, clasp_message_type_to_string (messages[i].type)) == 0)
      {
        message->type = messages[i].type;
        set_defaults (message);
        return clasp_typed_read_object (self, &messages[i].layout, node, "type", &message->hello);
      }

  clasp_typed_reader_push_member (self, "type");
  return clasp_typed_reader_fail (self, "a message type such as SET",
                                  json_object_get_member (json_node_get_object (node), "type"));
}

static gboolean
read_qos (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  guint qos;

  if (!clasp_typed_read_small (self, node, CLASP_QOS_RESERVED, &qos))
    return FALSE;
  *(ClaspQos *) place = (ClaspQos) qos;
  return TRUE;
}

static JsonNode *
write_qos (gconstpointer place)
{
  return json_node_init_int (json_node_alloc (), *(const ClaspQos *) place);
}

static JsonNode *
write_version (gconstpointer place)
{
  return json_node_init_int (json_node_alloc (), *(const guint8 *) place);
}

static gboolean
read_version (ClaspTypedReader *self, JsonNode *node, gpointer place)
{
  guint version;

  if (!clasp_typed_read_small (self, node, 7, &version))
    return FALSE;
  *(guint8 *) place = (guint8) version;
  return TRUE;
}

static const ClaspTypedKind kind_qos = { write_qos, read_qos };
static const ClaspTypedKind kind_version = { write_version, read_version };

static const ClaspTypedMember header_members[] = {
  CLASP_TYPED_OPTIONAL (ClaspFrameHeader, qos, "qos", kind_qos),
  CLASP_TYPED_HAS (ClaspFrameHeader,
                   timestamp_us,
                   has_timestamp,
                   "timestamp",
                   clasp_typed_kind_u64),
  CLASP_TYPED_OPTIONAL (ClaspFrameHeader, encrypted, "encrypted", clasp_typed_kind_bool),
  CLASP_TYPED_OPTIONAL (ClaspFrameHeader, compressed, "compressed", clasp_typed_kind_bool),
  CLASP_TYPED_OPTIONAL (ClaspFrameHeader, version, "version", kind_version)
};
static const ClaspTypedLayout header_layout = CLASP_TYPED_LAYOUT (header_members);

static JsonNode *
write_header (const ClaspFrameHeader *header)
{
  JsonNode *node = clasp_typed_write_object (&header_layout, header);

  if (!header->has_timestamp)
    json_object_set_null_member (json_node_get_object (node), "timestamp");
  return node;
}

/**
 * clasp_frame_to_json:
 * @header: a frame's header
 * @message: (nullable): its message; %NULL, for an opaque payload, becomes null
 *
 * Writes a frame in the typed JSON of wire.md 1.2, which has every bit of it:
 * `{"frame": {…}, "message": {…}}`.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the node
 */
JsonNode *
clasp_frame_to_json (const ClaspFrameHeader *header, const ClaspMessage *message)
{
  JsonObject *object = json_object_new ();

  json_object_set_member (object, "frame", write_header (header));
  if (message != NULL)
    json_object_set_member (object, "message", write_message (message));
  else
    json_object_set_null_member (object, "message");
  return clasp_typed_take_object (object);
}

static gboolean
read_frame (ClaspTypedReader *self, JsonNode *node, ClaspJsonFrame *frame)
{
  JsonObject *object;
  JsonNode   *header;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return clasp_typed_reader_fail (self, "an object with frame and message", node);

  object = json_node_get_object (node);
  clasp_typed_reader_push_member (self, "message");
  if (!read_message (self, json_object_get_member (object, "message"), &frame->message))
    return FALSE;
  clasp_typed_reader_pop (self, 0);

  frame->header.version = 1;
  frame->header.qos = clasp_message_default_qos (&frame->message);
  header = json_object_get_member (object, "frame");
  if (header == NULL || JSON_NODE_HOLDS_NULL (header))
    return TRUE;
  clasp_typed_reader_push_member (self, "frame");
  return clasp_typed_read_object (self, &header_layout, header, NULL, &frame->header);
}

/**
 * clasp_frame_from_json:
 * @node: `{"frame": {…}, "message": {…}}`; without frame, or parts of it, the header has version 1
 *   and the message's default quality of service
 * @frame: (out caller-allocates): header and message, to give back with
 *   [func@Clasp.json_frame_clear]; zeroed on failure
 * @error: return location for a [error@Clasp.CodecError]
 *
 * Reads a frame from the typed JSON of wire.md 1.2. Members beside frame and message are left
 * alone, so that an entry of a vectors file will do as it is.
 *
 * Errors: %CLASP_CODEC_ERROR_INVALID_VALUE with the path of the fault, for example
 * `message.params[3].revision: expected …, found "x"`.
 *
 * Thread: any.
 *
 * Returns: %TRUE on success
 */
gboolean
clasp_frame_from_json (JsonNode *node, ClaspJsonFrame *frame, GError **error)
{
  g_autoptr (GString) path = g_string_new (NULL);
  ClaspTypedReader    reader = { NULL, path, error };

  memset (frame, 0, sizeof *frame);
  frame->texts = reader.texts = g_string_chunk_new (256);
  if (read_frame (&reader, node, frame))
    return TRUE;

  clasp_json_frame_clear (frame);
  return FALSE;
}

/**
 * clasp_json_frame_clear:
 * @self: what [func@Clasp.frame_from_json] made
 *
 * Gives back the message and the texts it borrows, and leaves @self zeroed.
 */
void
clasp_json_frame_clear (ClaspJsonFrame *self)
{
  clasp_message_clear (&self->message);
  g_clear_pointer (&self->texts, g_string_chunk_free);
  memset (self, 0, sizeof *self);
}
