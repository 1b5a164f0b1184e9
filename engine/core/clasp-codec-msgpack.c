/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-codec-msgpack.h"

#include "core/clasp-msgpack-private.h"

/* Design notes.
 *
 * Each object of wire.md 6 is a table of fields: key, place in a struct, and the function that
 * reads it. One walk over the map fills the struct. Unknown keys are skipped, nil for an optional
 * key means absent, a repeated known key is a fault, and so is a missing required one.
 *
 * A message's kind may stand anywhere in its map, so its entries are walked once before to find it.
 */

typedef struct _Field Field;

typedef gboolean (*FieldReader) (ClaspDecoder *self, guint bundle_depth, gpointer place);

struct _Field
{
  const char *key;
  FieldReader read;
  gsize       offset;
  gssize      has_offset; /* of a gboolean that tells that it is there; NOTHING or REQUIRED */
};

#define NOTHING (-1)
#define REQUIRED (-2)

#define FIELD(type, member, key, read)                                                             \
  {                                                                                                \
    key, read, G_STRUCT_OFFSET (type, member), NOTHING                                             \
  }
#define FIELD_HAS(type, member, has, key, read)                                                    \
  {                                                                                                \
    key, read, G_STRUCT_OFFSET (type, member), G_STRUCT_OFFSET (type, has)                         \
  }
#define FIELD_REQUIRED(type, member, key, read)                                                    \
  {                                                                                                \
    key, read, G_STRUCT_OFFSET (type, member), REQUIRED                                            \
  }

typedef struct
{
  const Field *fields;
  guint        n_fields;
} Layout;

#define LAYOUT(fields)                                                                             \
  {                                                                                                \
    fields, G_N_ELEMENTS (fields)                                                                  \
  }

static gboolean
is_text (ClaspStr text, const char *word)
{
  return clasp_str_equal (text, clasp_str (word));
}

static int
find_field (const Layout *layout, ClaspStr key)
{
  for (guint i = 0; i < layout->n_fields; i++)
    if (is_text (key, layout->fields[i].key))
      return (int) i;

  return -1;
}

static gboolean
next_is_nil (const ClaspDecoder *self)
{
  return clasp_reader_remaining (&self->reader) > 0 &&
         self->reader.data[self->reader.offset] == 0xc0;
}

static gboolean
get_field (ClaspDecoder *self, guint bundle_depth, const Field *field, gpointer object)
{
  if (field->has_offset != REQUIRED && next_is_nil (self))
    return clasp_msgpack_skip (self);
  if (!field->read (self, bundle_depth, (guint8 *) object + field->offset))
    return FALSE;
  if (field->has_offset >= 0)
    *(gboolean *) ((guint8 *) object + field->has_offset) = TRUE;
  return TRUE;
}

static gboolean
get_token_of (ClaspDecoder *self, ClaspMsgpackKind kind, ClaspMsgpackToken *token)
{
  return clasp_msgpack_get_token (self, token) &&
         (token->kind == kind || clasp_msgpack_fail (self, token->offset));
}

static gboolean
get_object (ClaspDecoder *self, guint bundle_depth, const Layout *layout, gpointer object)
{
  ClaspMsgpackToken map, key;
  guint32           seen = 0;

  if (!get_token_of (self, CLASP_MSGPACK_MAP, &map))
    return FALSE;

  for (guint i = 0; i < map.count; i++)
    {
      int index;

      if (!get_token_of (self, CLASP_MSGPACK_STRING, &key))
        return FALSE;
      index = find_field (layout, key.text);
      if (index < 0)
        {
          if (!clasp_msgpack_skip (self))
            return FALSE;
          continue;
        }
      if ((seen & 1u << index) != 0)
        return clasp_msgpack_fail (self, key.offset);
      seen |= 1u << index;
      if (!get_field (self, bundle_depth, &layout->fields[index], object))
        return FALSE;
    }

  for (guint i = 0; i < layout->n_fields; i++)
    if (layout->fields[i].has_offset == REQUIRED && (seen & 1u << i) == 0)
      return clasp_msgpack_fail (self, map.offset);
  return TRUE;
}

/* Fields of one word */

static gboolean
get_integer (ClaspDecoder *self, guint64 max, guint64 *integer)
{
  ClaspMsgpackToken token;

  if (!clasp_msgpack_get_token (self, &token))
    return FALSE;
  if ((token.kind != CLASP_MSGPACK_INT || token.integer < 0) &&
      token.kind != CLASP_MSGPACK_HUGE_INT)
    return clasp_msgpack_fail (self, token.offset);
  *integer = token.huge; /* the same bits as a positive integer */
  return *integer <= max || clasp_msgpack_fail (self, token.offset);
}

#define READ_INTEGER(name, type, max)                                                              \
  static gboolean read_##name (ClaspDecoder *self, guint bundle_depth, gpointer place)             \
  {                                                                                                \
    guint64 integer;                                                                               \
    if (!get_integer (self, max, &integer))                                                        \
      return FALSE;                                                                                \
    *(type *) place = (type) integer;                                                              \
    return TRUE;                                                                                   \
  }

READ_INTEGER (u8, guint8, G_MAXUINT8)
READ_INTEGER (u16, guint16, G_MAXUINT16)
READ_INTEGER (u32, guint32, G_MAXUINT32)
READ_INTEGER (u64, guint64, G_MAXUINT64)

static gboolean
get_number (ClaspDecoder *self, double *number)
{
  ClaspMsgpackToken token;

  if (!clasp_msgpack_get_token (self, &token))
    return FALSE;
  if (token.kind == CLASP_MSGPACK_FLOAT)
    *number = token.number;
  else if (token.kind == CLASP_MSGPACK_INT)
    *number = (double) token.integer;
  else if (token.kind == CLASP_MSGPACK_HUGE_INT)
    *number = (double) token.huge;
  else
    return clasp_msgpack_fail (self, token.offset);
  return TRUE;
}

static gboolean
read_number (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  return get_number (self, place);
}

static gboolean
read_bool (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspMsgpackToken token;

  if (!get_token_of (self, CLASP_MSGPACK_BOOL, &token))
    return FALSE;
  *(gboolean *) place = token.boolean;
  return TRUE;
}

static gboolean
get_text (ClaspDecoder *self, ClaspStr *text, gsize *offset)
{
  ClaspMsgpackToken token;

  if (!get_token_of (self, CLASP_MSGPACK_STRING, &token))
    return FALSE;
  *text = token.text;
  *offset = token.offset;
  return TRUE;
}

static gboolean
read_str (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  gsize offset;

  return get_text (self, place, &offset);
}

static gboolean
read_value (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  return clasp_msgpack_get_value (self, place);
}

/* Names */

static gboolean
get_signal_name (ClaspDecoder *self, ClaspSignal *signal)
{
  ClaspStr text;
  gsize    offset;

  if (!get_text (self, &text, &offset))
    return FALSE;
  for (*signal = CLASP_SIGNAL_PARAM; *signal <= CLASP_SIGNAL_TIMELINE; (*signal)++)
    if (is_text (text, clasp_signal_to_string (*signal)))
      return TRUE;
  return clasp_msgpack_fail (self, offset);
}

static gboolean
read_signal (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  return get_signal_name (self, place);
}

static gboolean
read_phase (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspPhase *phase = place;
  ClaspStr    text;
  gsize       offset;

  if (!get_text (self, &text, &offset))
    return FALSE;
  for (*phase = CLASP_PHASE_START; *phase <= CLASP_PHASE_CANCEL; (*phase)++)
    if (is_text (text, clasp_phase_to_string (*phase)))
      return TRUE;
  return clasp_msgpack_fail (self, offset);
}

static gboolean
read_types (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspMsgpackToken array;
  ClaspSignal       signal;
  guint8            types = 0;

  if (!get_token_of (self, CLASP_MSGPACK_ARRAY, &array))
    return FALSE;
  for (guint i = 0; i < array.count; i++)
    {
      if (!get_signal_name (self, &signal))
        return FALSE;
      types |= clasp_signal_to_types (signal);
    }

  *(guint8 *) place = types != 0 ? types : CLASP_TYPES_ALL;
  return TRUE;
}

static guint8
feature_from_name (ClaspStr name)
{
  static const char *const names[] = { "param",   "event",    "stream",
                                       "gesture", "timeline", "federation" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (is_text (name, names[i]))
      return (guint8) (CLASP_FEATURE_PARAM >> i);

  return 0; /* one of a later version */
}

static gboolean
read_features (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspMsgpackToken array;
  ClaspStr          name;
  gsize             offset;

  if (!get_token_of (self, CLASP_MSGPACK_ARRAY, &array))
    return FALSE;
  for (guint i = 0; i < array.count; i++)
    {
      if (!get_text (self, &name, &offset))
        return FALSE;
      *(guint8 *) place |= feature_from_name (name);
    }
  return TRUE;
}

static gboolean
read_federation_op (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  static const char *const names[] = { "DeclareNamespaces", "RequestSync", "RevisionVector",
                                       "SyncComplete" };
  ClaspStr                 name;
  gsize                    offset;

  if (!get_text (self, &name, &offset))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (is_text (name, names[i]))
      {
        *(ClaspFederationOp *) place =
          (ClaspFederationOp) (CLASP_FEDERATION_DECLARE_NAMESPACES + i);
        return TRUE;
      }
  return clasp_msgpack_fail (self, offset);
}

/* `"Never"`, or a map of one entry: `{"Sliding": n}` or `{"Absolute": n}`. Seconds beyond the 31
 * bits of the binary form, 68 years, are as good as 31 bits. */
static gboolean
read_ttl (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspTtl         *ttl = place;
  ClaspMsgpackToken token;
  ClaspStr          mode;
  gsize             offset;
  guint64           seconds;

  if (!clasp_msgpack_get_token (self, &token))
    return FALSE;
  if (token.kind == CLASP_MSGPACK_STRING && is_text (token.text, "Never"))
    {
      *ttl = (ClaspTtl){ CLASP_TTL_NEVER, 0 };
      return TRUE;
    }
  if (token.kind != CLASP_MSGPACK_MAP || token.count != 1)
    return clasp_msgpack_fail (self, token.offset);
  if (!get_text (self, &mode, &offset) || !get_integer (self, G_MAXUINT32, &seconds))
    return FALSE;

  ttl->seconds = MIN ((guint32) seconds, ~TTL_ABSOLUTE_BIT);
  if (is_text (mode, "Sliding"))
    ttl->mode = CLASP_TTL_SLIDING;
  else if (is_text (mode, "Absolute"))
    ttl->mode = CLASP_TTL_ABSOLUTE;
  else
    return clasp_msgpack_fail (self, offset);
  return TRUE;
}

/* Lists */

static gboolean
get_list_size (ClaspDecoder *self, ClaspMsgpackKind kind, gsize min_size, guint *n)
{
  ClaspMsgpackToken token;

  if (!get_token_of (self, kind, &token))
    return FALSE;
  *n = token.count;
  return token.count * min_size <= clasp_reader_remaining (&self->reader) ||
         clasp_decoder_fail_truncated (self);
}

typedef struct
{
  ClaspPublish publish;
  gboolean     has_payload, has_timeline;
  ClaspValue   payload;
  ClaspValue   timeline;
} LegacyPublish;

static gboolean
read_samples (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspPublish *publish = place;
  guint         n;

  if (!get_list_size (self, CLASP_MSGPACK_ARRAY, 1, &n))
    return FALSE;

  publish->has_samples = TRUE;
  publish->samples = g_new0 (double, n);
  publish->n_samples = n;
  for (guint i = 0; i < n; i++)
    if (!get_number (self, &publish->samples[i]))
      return FALSE;
  return TRUE;
}

/* {"address":"","value":0,"revision":0} */
#define MIN_SIZE_LEGACY_PARAM 27
/* {"address":"","type":"param"} */
#define MIN_SIZE_LEGACY_SIGNAL 20
/* {"type":"ACK"} */
#define MIN_SIZE_LEGACY_MESSAGE 10

static const Field param_fields[] = {
  FIELD_REQUIRED (ClaspSnapshotParam, address, "address", read_str),
  FIELD_REQUIRED (ClaspSnapshotParam, value, "value", read_value),
  FIELD_REQUIRED (ClaspSnapshotParam, revision, "revision", read_u64),
  FIELD_HAS (ClaspSnapshotParam, writer, has_writer, "writer", read_str),
  FIELD_HAS (ClaspSnapshotParam, timestamp_us, has_timestamp, "timestamp", read_u64)
};

static gboolean
read_params (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  static const Layout layout = LAYOUT (param_fields);
  ClaspSnapshot      *snapshot = place;
  guint               n;

  if (!get_list_size (self, CLASP_MSGPACK_ARRAY, MIN_SIZE_LEGACY_PARAM, &n))
    return FALSE;

  snapshot->params = g_new0 (ClaspSnapshotParam, n);
  snapshot->n_params = n;
  for (guint i = 0; i < n; i++)
    if (!get_object (self, bundle_depth, &layout, &snapshot->params[i]))
      return FALSE;
  return TRUE;
}

static gboolean
read_range (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspSignalInfo  *signal = place;
  ClaspMsgpackToken token;

  if (!get_token_of (self, CLASP_MSGPACK_ARRAY, &token))
    return FALSE;
  if (token.count != 2)
    return clasp_msgpack_fail (self, token.offset);
  signal->has_range = TRUE;
  return get_number (self, &signal->minimum) && get_number (self, &signal->maximum);
}

static const Field meta_fields[] = {
  FIELD_HAS (ClaspSignalInfo, unit, has_unit, "unit", read_str),
  { "range", read_range, 0, NOTHING },
  FIELD_HAS (ClaspSignalInfo, default_value, has_default, "default", read_value),
  FIELD_HAS (ClaspSignalInfo, description, has_description, "description", read_str)
};

static gboolean
read_meta (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  static const Layout layout = LAYOUT (meta_fields);

  ((ClaspSignalInfo *) place)->has_meta = TRUE;
  return get_object (self, bundle_depth, &layout, place);
}

static const Field signal_fields[] = {
  FIELD_REQUIRED (ClaspSignalInfo, address, "address", read_str),
  FIELD_REQUIRED (ClaspSignalInfo, signal, "type", read_signal),
  FIELD_HAS (ClaspSignalInfo, datatype, has_datatype, "datatype", read_str),
  FIELD_HAS (ClaspSignalInfo, access, has_access, "access", read_str),
  { "meta", read_meta, 0, NOTHING }
};

static gboolean
get_signals (ClaspDecoder *self, guint bundle_depth, ClaspSignalInfo **signals, guint *n_signals)
{
  static const Layout layout = LAYOUT (signal_fields);
  guint               n;

  if (!get_list_size (self, CLASP_MSGPACK_ARRAY, MIN_SIZE_LEGACY_SIGNAL, &n))
    return FALSE;

  *signals = g_new0 (ClaspSignalInfo, n);
  *n_signals = n;
  for (guint i = 0; i < n; i++)
    if (!get_object (self, bundle_depth, &layout, &(*signals)[i]))
      return FALSE;
  return TRUE;
}

static gboolean
read_announce_signals (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspAnnounce *announce = place;

  return get_signals (self, bundle_depth, &announce->signals, &announce->n_signals);
}

static gboolean
read_result_signals (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspResult *result = place;

  return get_signals (self, bundle_depth, &result->signals, &result->n_signals);
}

static gboolean
read_patterns (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspFederationSync *sync = place;
  gsize                offset;
  guint                n;

  if (!get_list_size (self, CLASP_MSGPACK_ARRAY, 1, &n))
    return FALSE;

  sync->patterns = g_new0 (ClaspStr, n);
  sync->n_patterns = n;
  for (guint i = 0; i < n; i++)
    if (!get_text (self, &sync->patterns[i], &offset))
      return FALSE;
  return TRUE;
}

static gboolean
read_revisions (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspFederationSync *sync = place;
  gsize                offset;
  guint                n;

  if (!get_list_size (self, CLASP_MSGPACK_MAP, 2, &n))
    return FALSE;

  sync->revisions = g_new0 (ClaspFederationRevision, n);
  sync->n_revisions = n;
  for (guint i = 0; i < n; i++)
    if (!get_text (self, &sync->revisions[i].key, &offset) ||
        !get_integer (self, G_MAXUINT64, &sync->revisions[i].revision))
      return FALSE;
  return TRUE;
}

static const Field option_fields[] = {
  FIELD_HAS (ClaspSubscribe, max_rate, has_max_rate, "max_rate", read_u32),
  FIELD_HAS (ClaspSubscribe, epsilon, has_epsilon, "epsilon", read_number),
  FIELD_HAS (ClaspSubscribe, history, has_history, "history", read_u32),
  FIELD_HAS (ClaspSubscribe, window_ms, has_window, "window", read_u32)
};

static gboolean
read_options (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  static const Layout layout = LAYOUT (option_fields);

  ((ClaspSubscribe *) place)->has_options = TRUE;
  return get_object (self, bundle_depth, &layout, place);
}

static gboolean get_message (ClaspDecoder *self, guint bundle_depth, ClaspMessage *message);

static gboolean
read_messages (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspBundle *bundle = place;
  gsize        offset = self->reader.offset;
  guint        n;

  if (bundle_depth >= CLASP_BUNDLE_MAX_DEPTH)
    return clasp_decoder_fail (self, CLASP_CODEC_ERROR_TOO_DEEP, offset);
  if (!get_list_size (self, CLASP_MSGPACK_ARRAY, MIN_SIZE_LEGACY_MESSAGE, &n))
    return FALSE;

  bundle->messages = g_new0 (ClaspMessage, n);
  bundle->n_messages = n;
  for (guint i = 0; i < n; i++)
    if (!get_message (self, bundle_depth + 1, &bundle->messages[i]))
      return FALSE;
  return TRUE;
}

/* The messages. HELLO's capabilities and ANNOUNCE's own meta have no place in a message. */

static const Field hello_fields[] = { FIELD_REQUIRED (ClaspHello, version, "version", read_u8),
                                      FIELD_REQUIRED (ClaspHello, name, "name", read_str),
                                      FIELD (ClaspHello, features, "features", read_features),
                                      FIELD (ClaspHello, token, "token", read_str) };

static const Field welcome_fields[] = { FIELD_REQUIRED (ClaspWelcome, version, "version", read_u8),
                                        FIELD_REQUIRED (ClaspWelcome, session, "session", read_str),
                                        FIELD_REQUIRED (ClaspWelcome, name, "name", read_str),
                                        FIELD_REQUIRED (ClaspWelcome, time_us, "time", read_u64),
                                        FIELD (ClaspWelcome, features, "features", read_features),
                                        FIELD (ClaspWelcome, token, "token", read_str) };

static const Field announce_fields[] = {
  FIELD_REQUIRED (ClaspAnnounce, namespace_, "namespace", read_str),
  { "signals", read_announce_signals, 0, NOTHING }
};

static const Field federation_fields[] = {
  FIELD_REQUIRED (ClaspFederationSync, op, "op", read_federation_op),
  { "patterns", read_patterns, 0, NOTHING },
  { "revisions", read_revisions, 0, NOTHING },
  FIELD_HAS (ClaspFederationSync, since_revision, has_since, "since_revision", read_u64),
  FIELD_HAS (ClaspFederationSync, origin, has_origin, "origin", read_str)
};

static const Field subscribe_fields[] = {
  FIELD_REQUIRED (ClaspSubscribe, id, "id", read_u32),
  FIELD_REQUIRED (ClaspSubscribe, pattern, "pattern", read_str),
  FIELD (ClaspSubscribe, types, "types", read_types),
  { "options", read_options, 0, NOTHING }
};

static const Field unsubscribe_fields[] = { FIELD_REQUIRED (ClaspUnsubscribe, id, "id", read_u32) };

static const Field publish_fields[] = {
  FIELD_REQUIRED (LegacyPublish, publish.address, "address", read_str),
  FIELD (LegacyPublish, publish.signal, "signal", read_signal),
  FIELD_HAS (LegacyPublish, publish.value, publish.has_value, "value", read_value),
  FIELD_HAS (LegacyPublish, payload, has_payload, "payload", read_value),
  FIELD_HAS (LegacyPublish, timeline, has_timeline, "timeline", read_value),
  FIELD (LegacyPublish, publish, "samples", read_samples),
  FIELD_HAS (LegacyPublish, publish.rate, publish.has_rate, "rate", read_u32),
  FIELD_HAS (LegacyPublish, publish.id, publish.has_id, "id", read_u32),
  FIELD (LegacyPublish, publish.phase, "phase", read_phase),
  FIELD_HAS (LegacyPublish, publish.timestamp_us, publish.has_timestamp, "timestamp", read_u64)
};

static const Field set_fields[] = {
  FIELD_REQUIRED (ClaspSet, address, "address", read_str),
  FIELD_REQUIRED (ClaspSet, value, "value", read_value),
  FIELD_HAS (ClaspSet, revision, has_revision, "revision", read_u64),
  FIELD (ClaspSet, lock, "lock", read_bool),
  FIELD (ClaspSet, unlock, "unlock", read_bool),
  FIELD_HAS (ClaspSet, ttl, has_ttl, "ttl", read_ttl)
};

static const Field get_fields[] = { FIELD_REQUIRED (ClaspGet, address, "address", read_str) };

static const Field snapshot_fields[] = { { "params", read_params, 0, REQUIRED } };

static const Field replay_fields[] = { FIELD_REQUIRED (ClaspReplay, pattern, "pattern", read_str),
                                       FIELD_HAS (ClaspReplay, from_us, has_from, "from", read_u64),
                                       FIELD_HAS (ClaspReplay, to_us, has_to, "to", read_u64),
                                       FIELD_HAS (ClaspReplay, limit, has_limit, "limit", read_u32),
                                       FIELD (ClaspReplay, types, "types", read_types) };

static const Field bundle_fields[] = {
  FIELD_HAS (ClaspBundle, timestamp_us, has_timestamp, "timestamp", read_u64),
  { "messages", read_messages, 0, REQUIRED }
};

static const Field sync_fields[] = { FIELD_REQUIRED (ClaspSync, t1_us, "t1", read_u64),
                                     FIELD_HAS (ClaspSync, t2_us, has_t2, "t2", read_u64),
                                     FIELD_HAS (ClaspSync, t3_us, has_t3, "t3", read_u64) };

static const Field ack_fields[] = {
  FIELD_HAS (ClaspAck, address, has_address, "address", read_str),
  FIELD_HAS (ClaspAck, revision, has_revision, "revision", read_u64),
  FIELD_HAS (ClaspAck, locked, has_locked, "locked", read_bool),
  FIELD_HAS (ClaspAck, holder, has_holder, "holder", read_str),
  FIELD_HAS (ClaspAck, correlation_id, has_correlation_id, "correlation_id", read_u32)
};

static const Field error_fields[] = {
  FIELD_REQUIRED (ClaspErrorMessage, code, "code", read_u16),
  FIELD_REQUIRED (ClaspErrorMessage, message, "message", read_str),
  FIELD_HAS (ClaspErrorMessage, address, has_address, "address", read_str),
  FIELD_HAS (ClaspErrorMessage, correlation_id, has_correlation_id, "correlation_id", read_u32)
};

static const Field query_fields[] = { FIELD_REQUIRED (ClaspQuery, pattern, "pattern", read_str) };

static const Field result_fields[] = { { "signals", read_result_signals, 0, REQUIRED } };

static const struct
{
  ClaspMessageType type;
  Layout           layout;
} messages[] = { { CLASP_MESSAGE_HELLO, LAYOUT (hello_fields) },
                 { CLASP_MESSAGE_WELCOME, LAYOUT (welcome_fields) },
                 { CLASP_MESSAGE_ANNOUNCE, LAYOUT (announce_fields) },
                 { CLASP_MESSAGE_FEDERATION_SYNC, LAYOUT (federation_fields) },
                 { CLASP_MESSAGE_SUBSCRIBE, LAYOUT (subscribe_fields) },
                 { CLASP_MESSAGE_UNSUBSCRIBE, LAYOUT (unsubscribe_fields) },
                 { CLASP_MESSAGE_PUBLISH, LAYOUT (publish_fields) },
                 { CLASP_MESSAGE_SET, LAYOUT (set_fields) },
                 { CLASP_MESSAGE_GET, LAYOUT (get_fields) },
                 { CLASP_MESSAGE_SNAPSHOT, LAYOUT (snapshot_fields) },
                 { CLASP_MESSAGE_REPLAY, LAYOUT (replay_fields) },
                 { CLASP_MESSAGE_BUNDLE, LAYOUT (bundle_fields) },
                 { CLASP_MESSAGE_SYNC, LAYOUT (sync_fields) },
                 { CLASP_MESSAGE_PING, { NULL, 0 } },
                 { CLASP_MESSAGE_PONG, { NULL, 0 } },
                 { CLASP_MESSAGE_ACK, LAYOUT (ack_fields) },
                 { CLASP_MESSAGE_ERROR, LAYOUT (error_fields) },
                 { CLASP_MESSAGE_QUERY, LAYOUT (query_fields) },
                 { CLASP_MESSAGE_RESULT, LAYOUT (result_fields) } };

/* Looks through the map at the reader's position, which stays where it is. */
static gboolean
find_message_name (ClaspDecoder *self, ClaspStr *name)
{
  gsize             start = self->reader.offset;
  ClaspMsgpackToken map, key;
  gsize             offset;

  if (!get_token_of (self, CLASP_MSGPACK_MAP, &map))
    return FALSE;
  for (guint i = 0; i < map.count; i++)
    {
      if (!get_token_of (self, CLASP_MSGPACK_STRING, &key))
        return FALSE;
      if (is_text (key.text, "type"))
        {
          if (!get_text (self, name, &offset))
            return FALSE;
          self->reader.offset = start;
          return TRUE;
        }
      if (!clasp_msgpack_skip (self))
        return FALSE;
    }

  return clasp_msgpack_fail (self, start);
}

/* What a missing key means. */
static void
set_defaults (ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SUBSCRIBE)
    message->subscribe.types = CLASP_TYPES_ALL;
  else if (message->type == CLASP_MESSAGE_REPLAY)
    message->replay.types = CLASP_TYPES_ALL;
}

static void
take_value (ClaspPublish *publish, gboolean has_value, ClaspValue *value)
{
  if (has_value && !publish->has_value)
    {
      publish->has_value = TRUE;
      publish->value = *value;
    }
  else
    clasp_value_clear (value);
}

/* Value, payload and timeline share the one slot of the binary form, in this order. A timeline's
 * map goes there as it is (wire.md 10). */
static gboolean
get_publish (ClaspDecoder *self, guint bundle_depth, const Layout *layout, ClaspPublish *publish)
{
  LegacyPublish legacy = { .publish = { .signal = CLASP_SIGNAL_EVENT } };
  gboolean      ok = get_object (self, bundle_depth, layout, &legacy);

  *publish = legacy.publish;
  take_value (publish, legacy.has_payload, &legacy.payload);
  take_value (publish, legacy.has_timeline, &legacy.timeline);
  return ok;
}

static gboolean
get_message (ClaspDecoder *self, guint bundle_depth, ClaspMessage *message)
{
  gsize    start = self->reader.offset;
  ClaspStr name;

  memset (message, 0, sizeof *message);
  if (!find_message_name (self, &name))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    if (is_text (name, clasp_message_type_to_string (messages[i].type)))
      {
        message->type = messages[i].type;
        set_defaults (message);
        if (message->type == CLASP_MESSAGE_PUBLISH)
          return get_publish (self, bundle_depth, &messages[i].layout, &message->publish);
        return get_object (self, bundle_depth, &messages[i].layout, &message->hello);
      }

  return clasp_msgpack_fail (self, start);
}

gboolean
clasp_decoder_get_msgpack (ClaspDecoder *self, ClaspMessage *message)
{
  if (get_message (self, 0, message))
    return TRUE;

  /* Where the bytes end is a detail of this encoding. */
  if (self->status.code == CLASP_CODEC_ERROR_TRUNCATED_MESSAGE)
    self->status.code = CLASP_CODEC_ERROR_MSGPACK_INVALID;
  return FALSE;
}
